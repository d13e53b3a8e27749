"""The year in order, as the bytes that came in and went out, and as archives on disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from mailwatch.core.models import Owner
from mailwatch.core.policy import Policy
from mailwatch.demo.mails import AUTHSERV_ID, Letter
from tests.archive import autumn, noise, spring, summer, telling, winter

OWNER = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin", (AUTHSERV_ID,))
POLICY = Policy(timezone="Europe/Berlin", most_drafts=1000)
END = telling.at("2025-12-19 18:00")
"""When the archive was taken."""


@dataclass(frozen=True, slots=True)
class Post:
    """One mail of the year: when it came in (or went out), into which folder, and its bytes."""

    at: datetime
    folder: str
    raw: bytes
    letter: Letter


def letters() -> tuple[Letter, ...]:
    """Every mail of the year as it is written down, oldest first."""
    told = (*winter.LETTERS, *spring.LETTERS, *summer.LETTERS, *autumn.LETTERS, *noise.LETTERS)
    return tuple(sorted((one for one in told if one.at <= END), key=lambda one: (one.at, one.name)))


@cache
def year() -> tuple[Post, ...]:
    """The whole year, oldest first."""
    threads: dict[str, tuple[str, ...]] = {}
    posts = []
    for letter in letters():
        raw = letter.as_bytes(threads)
        threads[letter.name] = letter.thread(threads)
        if letter.yours:
            threads[letter.to.partition("<")[2].rstrip(">")] = letter.thread(threads)
        posts.append(Post(letter.at, "Sent" if letter.yours else "INBOX", raw, letter))
    return tuple(posts)


def mbox(path: Path, posts: tuple[Post, ...] | None = None, *, labels: bool = False) -> Path:
    """Write an mbox; with `labels` as Google Takeout writes it, newest first and with Gmail's labels."""
    chosen = posts or year()
    with path.open("wb") as file:
        for post in reversed(chosen) if labels else chosen:
            mark = (
                b"X-Gmail-Labels: %s\r\n" % (b"Sent" if post.folder == "Sent" else b"Inbox,Opened") if labels else b""
            )
            body = post.raw.replace(b"\nFrom ", b"\n>From ")
            file.write(
                b"From 1700000000000000000@xxx Mon Jan 01 00:00:00 +0000 2024\r\n" + mark + body.rstrip() + b"\r\n\r\n"
            )
    return path


def maildir(path: Path) -> Path:
    """Write a Maildir with a folder for sent mail (Maildir++)."""
    for n, post in enumerate(year()):
        folder = path / (".Sent/cur" if post.folder == "Sent" else "cur")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{int(post.at.timestamp())}.{n}.host:2,S").write_bytes(post.raw)
    return path


def folder(path: Path) -> Path:
    """Write a folder of `.eml` files."""
    path.mkdir(exist_ok=True)
    for n, post in enumerate(year()):
        (path / f"{n:04}.eml").write_bytes(post.raw)
    return path


def jobs() -> Iterator[Post]:
    """The mails of the applications alone."""
    return (post for post in year() if post.letter.company)
