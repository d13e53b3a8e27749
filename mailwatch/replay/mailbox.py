"""A mailbox in memory, with the surface of `mailwatch.mailbox.Session` that the work uses.

Only where each mail lies is kept; its bytes are read when somebody asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

from mailwatch.copies import Copies, Looks
from mailwatch.core.sightings import Copy
from mailwatch.errors import MailboxError
from mailwatch.mailbox import Fetched, Folders, Located, MailboxStatus, Overview, Placed
from mailwatch.mailbox.fetching import HEADER_FIELDS

INBOX, SENT, DRAFTS, TRASH = "INBOX", "Sent", "Drafts", "Trash"

_ONCE = datetime.min.replace(tzinfo=UTC)
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(?:[^\n]|\n[ \t])*\n?")
_WANTED = frozenset(HEADER_FIELDS.lower().encode().split())
_BLANK = re.compile(rb"\r?\n\r?\n")


class Mail(Protocol):
    """The bytes of a mail, wherever they lie."""

    def read(self) -> bytes:
        """All of them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail whose bytes are at hand."""

    raw: bytes

    def read(self) -> bytes:
        """All of them."""
        return self.raw


@dataclass(frozen=True, slots=True)
class _Lying:
    """A mail in a folder; `received` is aware, `size` in bytes and 0 until it was read."""

    uid: int
    received: datetime
    mail: Mail
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Folder:
    """Its mails by UID, ascending, and the UID that the next one gets."""

    mails: dict[int, _Lying] = field(default_factory=dict)
    uidnext: int = 1

    def put(self, received: datetime, mail: Mail, flags: tuple[str, ...]) -> int:
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.mails[uid] = _Lying(uid, received, mail, flags)
        return uid


class StillCopies(Copies):
    """Nobody but the work changes anything in a mailbox in memory, so a look holds for as long as the numbers do."""

    def within(
        self, mailbox: Looks, folder: str, now: datetime, *, not_before: datetime, since: date | None = None
    ) -> tuple[Copy, ...]:
        """The mails in a folder; `not_before` does not matter here."""
        del not_before
        return Copies.within(self, mailbox, folder, now, not_before=_ONCE, since=since)


class MemoryMailbox:
    """Four folders. `now` is the simulated time, which dates what is appended; whoever plays sets it."""

    uidvalidity = 1

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._folders = {name: _Folder() for name in (INBOX, SENT, DRAFTS, TRASH)}
        self._examined = ""

    def deliver(self, folder: str, received: datetime, mail: Mail) -> int:
        """A mail comes in, or is filed by the user's mail client; its UID."""
        return self._folder(folder).put(received, mail, ())

    # The surface of a session

    def folders(self) -> Folders:
        """Where drafts, sent mail and trash are."""
        return Folders(DRAFTS, SENT, TRASH)

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open a folder read-only.

        Raises:
            MailboxError: there is none of that name.
        """
        status = self.status(mailbox)
        self._examined = mailbox
        return status

    def status(self, mailbox: str) -> MailboxStatus:
        """Ask about a folder without opening it.

        Raises:
            MailboxError: there is none of that name.
        """
        folder = self._folder(mailbox)
        return MailboxStatus(mailbox, self.uidvalidity, folder.uidnext, len(folder.mails))

    def new_uids(self, after_uid: int) -> list[int]:
        """UIDs above `after_uid` in the opened folder."""
        folder = self._opened()
        if after_uid >= folder.uidnext - 1:
            return []
        return [uid for uid in folder.mails if uid > after_uid]

    def uids_since(self, day: date) -> list[int]:
        """UIDs of what arrived on `day` (in UTC) or later."""
        return [m.uid for m in self._opened().mails.values() if m.received.astimezone(UTC).date() >= day]

    def fetch_overviews(self, uids: Sequence[int]) -> Iterator[Overview]:
        """Flags, size, date and the header fields that identify a message."""
        for lying in self._some(uids):
            raw = lying.mail.read()
            yield Overview(lying.uid, len(raw), lying.received.astimezone(UTC), lying.flags, _header(raw))

    def fetch_messages(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """Whole mails; one that cannot be read any more carries its problem."""
        for lying in self._some(uids):
            raw = lying.mail.read()
            problem = "" if raw else "the archive does not hold it any more"
            yield Fetched(lying.uid, lying.received.astimezone(UTC), len(raw), raw, problem=problem)

    def find_by_message_id(self, mailbox: str, ids: Collection[str], since_uid: int = 1) -> dict[str, Located]:
        """Where mails of these Message-IDs lie in a folder; of several copies the newest."""
        found: dict[str, Located] = {}
        for lying in self._folder(mailbox).mails.values():
            if lying.uid >= since_uid:
                one = Overview(lying.uid, 0, lying.received, (), _header(lying.mail.read()))
                for message_id in one.message_ids & frozenset(ids):
                    found[message_id] = Located(self.uidvalidity, lying.uid, lying.flags)
        return found

    def read(self, mailbox: str, uid: int) -> bytes | None:
        """One whole mail, or None where it is not there."""
        lying = self._folder(mailbox).mails.get(uid)
        return lying.mail.read() if lying else None

    def append_draft(self, mailbox: str, raw: bytes) -> Placed:
        """Put a draft into a folder."""
        return Placed(self.uidvalidity, self._folder(mailbox).put(self.now, Kept(raw), ("\\Draft", "\\Seen")))

    def withdraw(self, drafts: str, uidvalidity: int, uid: int, trash: str) -> bool:
        """Move one draft of ours to Trash; False where it is not there."""
        folder = self._folder(drafts)
        if uidvalidity != self.uidvalidity or uid not in folder.mails:
            return False
        lying = folder.mails.pop(uid)
        self._folder(trash).put(lying.received, lying.mail, lying.flags)
        return True

    def _folder(self, name: str) -> _Folder:
        try:
            return self._folders[name]
        except KeyError:
            raise MailboxError(f"the replay has no folder {name!r}") from None

    def _opened(self) -> _Folder:
        if not self._examined:
            raise MailboxError("no mailbox was examined")
        return self._folders[self._examined]

    def _some(self, uids: Sequence[int]) -> Iterator[_Lying]:
        mails = self._opened().mails
        return (mails[uid] for uid in uids if uid in mails)


def _header(raw: bytes) -> bytes:
    """The fields of `HEADER_FIELDS`, as a server answers (RFC 3501 §6.4.5), with the blank line after them."""
    blank = _BLANK.search(raw)
    head = raw[: blank.start() + 1] if blank else raw
    return b"".join(f[0] for f in _FIELD.finditer(head) if f[1].lower() in _WANTED) + b"\r\n"
