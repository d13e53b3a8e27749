"""What lies in Drafts and Trash: header fields and flags, read again only when something may have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from mailwatch.core.parsing import parse
from mailwatch.core.sightings import Copy
from mailwatch.mailbox import MailboxStatus, Overview


class Looks(Protocol):
    """The part of a mailbox that looks into a folder."""

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open a folder read-only."""

    def status(self, mailbox: str) -> MailboxStatus:
        """Ask about a folder without opening it."""

    def new_uids(self, after_uid: int) -> list[int]:
        """UIDs above `after_uid` in the opened folder."""

    def uids_since(self, day: date) -> list[int]:
        """UIDs of what arrived on `day` or later."""

    def fetch_overviews(self, uids: Sequence[int]) -> Iterator[Overview]:
        """Header fields and sizes."""

    def read(self, mailbox: str, uid: int) -> bytes | None:
        """One whole mail."""


@dataclass(frozen=True, slots=True)
class _Glimpse:
    """What a folder held when it was looked at."""

    status: MailboxStatus
    at: datetime
    since: date | None
    copies: tuple[Copy, ...]


@dataclass(slots=True)
class Copies:
    """Remembers what was seen, for as long as a connection lasts."""

    _glimpses: dict[str, _Glimpse] = field(default_factory=dict)
    _texts: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def within(
        self, mailbox: Looks, folder: str, now: datetime, *, not_before: datetime, since: date | None = None
    ) -> tuple[Copy, ...]:
        r"""The mails in a folder.

        Args:
            mailbox: where to look.
            folder: its name.
            now: the present moment.
            not_before: what was seen earlier than this is not good enough, whatever STATUS says: a flag such as
                \Deleted changes none of its numbers.
            since: leave out what arrived before this day.

        Raises:
            MailboxError: there is no such folder, or the server does not let us look.
        """
        known = self._glimpses.get(folder)
        fresh = known is not None and known.at >= not_before and _covers(known.since, since)
        if known is None or not fresh or mailbox.status(folder) != known.status:
            known = self._glimpses[folder] = _look(mailbox, folder, now, since)
        return known.copies

    def text(self, mailbox: Looks, folder: str, copy: Copy) -> str:
        """What the writer of a mail says in it, quoted history left out; empty where it is not there any more."""
        key = (folder, copy.uidvalidity, copy.uid)
        if key not in self._texts:
            self._texts[key] = parse(mailbox.read(folder, copy.uid) or b"").new_text
        return self._texts[key]

    def forget(self, folder: str) -> None:
        """We have changed something there ourselves."""
        self._glimpses.pop(folder, None)


def _covers(known: date | None, wanted: date | None) -> bool:
    return known is None or (wanted is not None and known <= wanted)


def _look(mailbox: Looks, folder: str, now: datetime, since: date | None) -> _Glimpse:
    status = mailbox.status(folder)
    opened = mailbox.examine(folder)
    uids = mailbox.new_uids(0) if since is None else mailbox.uids_since(since)
    copies = tuple(
        Copy(parse(o.header, o.received), opened.uidvalidity, o.uid, any(f.lower() == "\\deleted" for f in o.flags))
        for o in mailbox.fetch_overviews(uids)
    )
    return _Glimpse(status, now, since, copies)
