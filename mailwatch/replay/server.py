"""Past mail of a mailbox on a server: read like everything else, with EXAMINE and BODY.PEEK, and changed in nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import SpooledTemporaryFile

from mailwatch.core.models import Owner
from mailwatch.core.parsing import parse
from mailwatch.core.parsing.headers import EPOCH
from mailwatch.mailbox import Fetched, Session
from mailwatch.replay.archive import Archive, arrival, name_undated
from mailwatch.replay.mailbox import INBOX, SENT

IN_MEMORY = 64 << 20
"""Bytes of mail that may matter up to which nothing is written to the disk; more goes to a file without a name."""

Spool = SpooledTemporaryFile[bytes]


def spool() -> Spool:
    """Where fetched mail lies during a replay: in memory, or in a temporary file without a name that nobody finds."""
    return SpooledTemporaryFile(IN_MEMORY)


@dataclass(frozen=True, slots=True)
class Spooled:
    """A mail that was fetched."""

    file: Spool
    start: int
    size: int

    def read(self) -> bytes:
        """All of it."""
        self.file.seek(self.start)
        return self.file.read(self.size)


def fetched(
    session: Session,
    watch: Sequence[str],
    since: date,
    owner: Owner,
    now: datetime,
    file: Spool,
    progress: Callable[[int, int], None],
) -> Archive:
    """Look through the watched folders and Sent, from a day on.

    Raises:
        MailboxError: a folder cannot be read.
        UnreachableError: the connection was lost.
    """
    archive = Archive()
    sent = session.folders().sent
    for folder in dict.fromkeys((*watch, *filter(None, (sent,)))):
        session.examine(folder)
        uids = session.uids_since(since)
        for done, one in enumerate(session.fetch_messages(uids), start=1):
            _take(archive, one, SENT if folder == sent else INBOX, owner, now, file)
            progress(done, len(uids))
    name_undated(archive)
    archive.last = now  # what has not come is known, too
    return archive.in_order()


def _take(archive: Archive, one: Fetched, folder: str, owner: Owner, now: datetime, file: Spool) -> None:
    if one.problem:
        archive.notes.append(f"one mail could not be had from the server: {one.problem}")
        return
    received = one.received if one.received > EPOCH else None
    message = parse(one.raw, received)
    at = arrival(message, now, received)
    before = len(archive.letters)
    start = file.seek(0, 2)
    archive.take(message, at, folder, Spooled(file, start, len(one.raw)), owner)
    if len(archive.letters) > before:
        file.write(one.raw)
