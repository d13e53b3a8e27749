"""Mail on disk, streamed: an `.eml` file, an mbox, a Maildir, a folder with any of these, or standard input.

An mbox may be larger than memory: it is cut into chunks, which can be looked through one by one or side by side.
"""

from __future__ import annotations

import os
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from mailwatch.errors import UsageError

LONGEST = 32 << 20
"""Bytes of one mail that are read: providers take no larger ones, and what stands behind is attachments."""

CHUNK = 8 << 20
"""Bytes of an mbox (or of the files of a folder) in one chunk."""

_BLOCK = 1 << 20
_SEEN_AHEAD = 4096
"""Bytes behind a possible separator that have to be seen before it is judged."""

_POSTMARK = re.compile(rb"From [^\n]{0,1000}\n(?=[!-9;-~]{1,200}[ \t]*:|>From )")
"""The line before each mail of an mbox (RFC 4155), told from prose by the header field after it."""
_ESCAPED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Span:
    """Where one mail lies: bytes `start` to `end` of a file. In an `mbox`, `>From ` stands for `From `."""

    path: str
    start: int
    end: int
    mbox: bool = False

    def read(self) -> bytes:
        """The mail, or nothing where the file is gone or shorter by now."""
        try:
            with Path(self.path).open("rb") as file:
                file.seek(self.start)
                length = os.fstat(file.fileno()).st_size  # room is made for what is asked, be the file shorter or not
                raw = file.read(max(0, min(self.end, length) - self.start))
        except OSError:
            return b""
        return _unescaped(raw) if self.mbox else raw


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of what is to be looked through: some files, or bytes `start` to `stop` of one mbox.

    `folder` is what the mail folder is called, as far as names of files and folders tell; `size` is in bytes, `length`
    that of the whole mbox.
    """

    files: tuple[str, ...]
    folder: str
    size: int
    mbox: bool = False
    start: int = 0
    stop: int = 0
    length: int = 0

    def mails(self) -> Iterator[tuple[Span, bytes]]:
        """Every mail of it, in order. Files that are gone by now are left out.

        Raises:
            OSError: the mbox cannot be read.
        """
        if self.mbox:
            with Path(self.files[0]).open("rb") as file:
                for start, end, raw in _cut(file, self.start, self.stop):
                    yield Span(self.files[0], start, end, mbox=True), raw
            return
        for name in self.files:
            span = Span(name, 0, LONGEST)
            if raw := span.read():
                yield span, raw


def messages(path: str) -> Iterator[tuple[str, bytes]]:
    """Every mail under `path`, as (where it came from, raw bytes), in a stable order. `-` is standard input.

    Where it came from is the file, with `:<position>` (counted from 1) for a mail of an mbox.

    Raises:
        UsageError: there is no such file, or it cannot be read.
    """
    if path == "-":
        yield from _standard_input()
        return
    position = 0
    try:
        for chunk in chunks(path):
            position = position if chunk.start else 0
            for span, raw in chunk.mails():
                position += 1
                yield (f"{span.path}:{position}" if chunk.mbox else span.path), raw
    except OSError as error:
        raise unreadable(path, error) from error


def chunks(path: str, size: int = CHUNK) -> list[Chunk]:
    """What there is to look through under `path`, in a stable order, in parts of about `size` bytes.

    Raises:
        UsageError: there is no such file, it cannot be read, or it is a zip archive.
    """
    place = Path(path)
    try:
        if place.is_dir():
            return [chunk for folder in sorted(_folders(place)) for chunk in _of_folder(folder, size)]
        return _of_file(place, place.parent.name, size)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: str, error: OSError) -> UsageError:
    """What to tell the user whose file cannot be read."""
    return UsageError(f"{path}: cannot be read ({error.strerror or error})")


def _standard_input() -> Iterator[tuple[str, bytes]]:
    file = sys.stdin.buffer
    first = file.readline()
    if first.startswith(b"From "):
        for position, (_, _, raw) in enumerate(_cut(file, 0, sys.maxsize, first), start=1):
            yield f"-:{position}", raw
    else:
        yield "-", first + file.read()


# --- folders --------------------------------------------------------------------------------------------------------


def _folders(place: Path) -> Iterator[Path]:
    """The folder and those below it; the `cur` and `new` of a Maildir stand for themselves."""
    yield place
    for entry in place.iterdir():
        if entry.is_dir() and not entry.is_symlink() and entry.name != "tmp":
            yield from _folders(entry)


def _of_folder(folder: Path, size: int) -> Iterator[Chunk]:
    """The mail that lies directly in a folder: all files of a Maildir's, else what is named as mail, or is an mbox."""
    maildir = folder.name in ("cur", "new")
    name = (folder.parent if maildir else folder).name
    some: list[str] = []
    total = 0
    for file in sorted(f for f in folder.iterdir() if f.is_file()):
        if maildir or file.suffix.lower() == ".eml":
            some.append(str(file))
            total += file.stat().st_size
            if total >= size:
                yield Chunk(tuple(some), name, total)
                some, total = [], 0
        elif _begins(file, b"From "):
            yield from _of_file(file, name, size)
    if some:
        yield Chunk(tuple(some), name, total)


def _of_file(file: Path, folder: str, size: int) -> list[Chunk]:
    """One mail, or an mbox, told by the `From ` line at its start.

    Raises:
        UsageError: a zip archive, as Google Takeout gives it.
    """
    length = file.stat().st_size
    if _begins(file, _ZIP):
        raise UsageError(f"{file}: this is a zip archive; unpack it first{_inside(file)}")
    if not _begins(file, b"From "):
        return [Chunk((str(file),), folder, length)]
    whole = Chunk((str(file),), file.stem, length, mbox=True, stop=length, length=length)
    return [
        replace(whole, size=min(size, length - start), start=start, stop=start + size)
        for start in range(0, max(1, length), size)
    ]


def _begins(file: Path, mark: bytes) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(mark)) == mark


def _inside(file: Path) -> str:
    """What to name once it is unpacked."""
    try:
        with zipfile.ZipFile(file) as packed:
            found = [name for name in packed.namelist() if name.lower().endswith((".mbox", ".eml"))]
    except (zipfile.BadZipFile, OSError):
        return ""
    return f", then name what was inside: {found[0]!r}" if found else " (there is no mail in it, by its names)"


# --- mbox -----------------------------------------------------------------------------------------------------------


def _cut(file: BinaryIO, start: int, stop: int, before: bytes = b"") -> Iterator[tuple[int, int, bytes]]:
    """The mails of an mbox that begin in `start` to `stop`: where each lies, and its bytes without the `From ` line.

    One that is too long is cut. `before` was read from the file already.
    """
    back = min(start, 3)
    if start:
        file.seek(start - back)
    buffer, base, at, end = before, start - back, back, False
    begin = 0 if start == 0 else -1
    while not end:
        block = file.read(_BLOCK)
        end = not block
        keep = begin if begin >= 0 else max(0, at - 3)
        buffer, base, at = buffer[keep:] + block, base + keep, max(0, at - keep)
        begin = 0 if begin >= 0 else -1
        while (found := _separator(buffer, at, whole=end)) >= 0:
            if begin >= 0:
                yield _mail(buffer, base, begin, found)
            if base + found >= stop:
                return
            begin, at = found, found + 1
        at = max(at, len(buffer) - _SEEN_AHEAD - len("\nFrom "))
        if begin >= 0 and len(buffer) - begin > LONGEST + _BLOCK:
            yield _mail(buffer, base, begin, begin + LONGEST)
            begin = -1
    if begin >= 0:
        yield _mail(buffer, base, begin, len(buffer))


def _separator(buffer: bytes, at: int, *, whole: bool) -> int:
    """Where the next mail's `From ` line begins, or -1 where none is seen for sure."""
    limit = len(buffer) if whole else len(buffer) - _SEEN_AHEAD
    found = buffer.find(b"\nFrom ", max(0, at - 1), max(0, limit))
    while found >= 0:
        after_blank = buffer[found - 1 : found] == b"\n" or buffer[found - 2 : found] == b"\n\r"
        if after_blank and _POSTMARK.match(buffer, found + 1):
            return found + 1
        found = buffer.find(b"\nFrom ", found + 1, limit)
    return -1


def _mail(buffer: bytes, base: int, begin: int, end: int) -> tuple[int, int, bytes]:
    first = buffer.find(b"\n", begin, end) + 1 or end
    return base + first, base + end, _unescaped(buffer[first:end])


def _unescaped(raw: bytes) -> bytes:
    """mboxrd: a `>` before `From ` was put there by whoever wrote the file."""
    return _ESCAPED.sub(b"", raw) if b">From " in raw else raw
