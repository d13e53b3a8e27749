"""Mail on disk: an `.eml` file, an mbox, a Maildir, a folder of `.eml` files, or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mailwatch.errors import UsageError


def messages(path: str) -> Iterator[tuple[str, bytes]]:
    """Every mail under `path`, as (where it came from, raw bytes), in a stable order. `-` is standard input.

    Where it came from is the file, with `:<position>` (counted from 1) for a mail of an mbox.

    Raises:
        UsageError: there is no such file, or it cannot be read.
    """
    if path == "-":
        yield from _split("-", sys.stdin.buffer)
        return
    place = Path(path)
    try:
        if place.is_dir():
            yield from _folder(place)
        else:
            with place.open("rb") as file:
                yield from _split(path, file)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from error


def _folder(place: Path) -> Iterator[tuple[str, bytes]]:
    """A Maildir where it looks like one (RFC-less, but `cur` and `new` are its mark), else every file below."""
    maildir = [place / part for part in ("cur", "new") if (place / part).is_dir()]
    files = (f for part in maildir for f in part.iterdir()) if maildir else place.rglob("*.eml")
    for file in sorted(files):
        if file.is_file():
            yield str(file), file.read_bytes()


def _split(name: str, file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """One mail, or those of an mbox, told by the `From ` line at its start (RFC 4155)."""
    first = file.readline()
    if not first.startswith(b"From "):
        yield name, first + file.read()
        return
    position, after_blank = 1, False
    lines: list[bytes] = []
    for line in file:
        if after_blank and line.startswith(b"From "):
            yield f"{name}:{position}", _unescaped(lines)
            position, lines = position + 1, []
        else:
            lines.append(line)
        after_blank = line in (b"\n", b"\r\n")
    yield f"{name}:{position}", _unescaped(lines)


def _unescaped(lines: list[bytes]) -> bytes:
    """mboxrd: a `>` before `From ` was put there by whoever wrote the file."""
    return b"".join(
        line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line for line in lines
    )
