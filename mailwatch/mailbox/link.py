"""A logged-in connection, its open mailbox and its end: the few commands the session is made of."""

from __future__ import annotations

import contextlib
import imaplib
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch import __version__
from mailwatch.errors import MailboxError, MailwatchError, UnreachableError
from mailwatch.mailbox.boundary import CAUGHT, UNREADABLE, translate
from mailwatch.mailbox.fetching import Answer, parse_answer
from mailwatch.mailbox.folders import Listed
from mailwatch.mailbox.transport import Client, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailwatch.mailbox.settings import ServerSettings
    from mailwatch.mailbox.transport import Connection

GOODBYE_SECONDS = 2.0
"""How long LOGOUT may take; its answer is of no use."""
WINDOW = 50_000
"""Messages (or UIDs) covered by one SEARCH: its answer is one line, and servers and libraries stop at 1 MB."""
_LAST_UID = 2**32 - 1
_ALL = re.compile(rb"\bALL ([\d:,]+)")


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """A mailbox as the server sees it. `uidnext` is None where a server does not tell (some do not)."""

    name: str
    uidvalidity: int
    uidnext: int | None
    exists: int


class Link:
    """What holds of one connection: `opened` is the mailbox now selected, `ended` says why it cannot be used."""

    def __init__(self, client: Client, settings: ServerSettings, offered: frozenset[str]) -> None:
        self.client = client
        self.settings = settings
        self.offered = offered
        self.opened = ""
        self.ended = ""

    @property
    def arrivals(self) -> int:
        """Messages announced in the open mailbox since it was opened."""
        return self.client.connection.arrivals

    def offers(self, capability: str) -> bool:
        """Whether the server advertises it."""
        return capability.upper() in self.offered

    @contextmanager
    def talking(self, doing: str) -> Iterator[None]:
        """The boundary: everything raised inside leaves as one of `mailwatch.errors`, and a lost link stays lost.

        Raises:
            UnreachableError: the link is lost, or was before.
            MailboxError: the server refused, or its answer makes no sense.
        """
        if self.ended:
            raise UnreachableError(f"{self.settings.place}: {doing}: {self.ended}")
        try:
            yield
        except CAUGHT as exc:
            error = translate(exc, self.settings, doing)
            if isinstance(error, UnreachableError):
                self._hang_up(str(exc) or "the link is lost")
            raise error from (exc.__cause__ if isinstance(exc, MailwatchError) else exc)

    def introduce(self) -> None:
        """Say who we are (RFC 2971): some servers want it after login; none has to like it."""
        if self.offers("ID"):
            try:
                self.client.id_({"name": "mailwatch", "version": __version__})
            except imaplib.IMAP4.abort:
                raise
            except (imaplib.IMAP4.error, *UNREADABLE):
                return

    def log_out(self) -> None:
        """End politely, within a moment; never raises."""
        if not self.ended:
            with contextlib.suppress(*CAUGHT):
                self.client.connection.wire.patience = GOODBYE_SECONDS
                self.client.connection.logout()
            self._hang_up("the session was closed")

    def open(self, mailbox: str, *, readonly: bool = True) -> MailboxStatus:
        """EXAMINE, or SELECT.

        Raises:
            MailboxError: no UIDVALIDITY, so UIDs would mean nothing tomorrow (RFC 3501 §2.3.1.1).
        """
        connection = self._fresh()
        self.opened = ""
        connection.forget()
        told = self.client.select_folder(mailbox, readonly=readonly)
        uidvalidity, uidnext = _number(told.get(b"UIDVALIDITY")), _number(told.get(b"UIDNEXT"))
        if not uidvalidity:
            raise MailboxError(f"{self.settings.place}: {mailbox} has no UIDVALIDITY; it cannot be watched")
        self.opened = mailbox
        return MailboxStatus(mailbox, uidvalidity, uidnext, _number(told.get(b"EXISTS")) or 0)

    def release(self, mailbox: str) -> None:
        """Give up write access to `mailbox`; never by CLOSE, which would expunge."""
        self.opened = ""
        with contextlib.suppress(*CAUGHT):
            if self.offers("UNSELECT"):
                self.client.unselect_folder()
            else:
                self.open(mailbox)

    def status(self, mailbox: str) -> MailboxStatus:
        """STATUS, or EXAMINE where that answers nothing (some servers)."""
        self._fresh()
        try:
            told = self.client.folder_status(mailbox, ["UIDVALIDITY", "UIDNEXT", "MESSAGES"])
        except UNREADABLE:
            told = {}
        uidvalidity = _number(told.get(b"UIDVALIDITY"))
        if not uidvalidity:
            return self.open(mailbox)
        return MailboxStatus(mailbox, uidvalidity, _number(told.get(b"UIDNEXT")), _number(told.get(b"MESSAGES")) or 0)

    def listed(self) -> list[Listed]:
        """All folders."""
        self._fresh()
        return [_listed(line) for line in self.client.list_folders()]

    def listed_special(self) -> list[Listed]:
        """The folders with a special use (RFC 6154 §5.2), which some servers mark only when asked so."""
        self._fresh()
        try:
            return [_listed(line) for line in self.client.list_special_use()]
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, *UNREADABLE):
            return []

    def search(self, status: MailboxStatus, first: int, *criteria: str) -> list[int]:
        """UIDs from `first` on in the open mailbox that meet the criteria (flat, ASCII: all that every server knows).

        `n:*` means at least the last message whatever its UID (RFC 3501 §6.4.8), so smaller ones are dropped here.
        """
        near = status.uidnext is not None and status.uidnext - first <= WINDOW
        found: set[int] = set()
        # From the top down: a message removed meanwhile moves those above it into a window still to come.
        for start in [1] if near else range(status.exists // WINDOW * WINDOW + 1, 0, -WINDOW):
            last = "*" if near or start + WINDOW > status.exists else str(start + WINDOW - 1)
            window = [] if start == 1 and last == "*" else [f"{start}:{last}"]
            found.update(self._search(*window, "UID", f"{first}:*", *criteria))
        return sorted(uid for uid in found if first <= uid <= _LAST_UID)

    def _search(self, *criteria: str) -> list[int]:
        connection = self._fresh()
        kind, data = connection.uid("SEARCH", *criteria)
        if kind != "OK":
            raise imaplib.IMAP4.error(as_text(data))
        lines: list[object] = data  # None where nothing was found
        told = [line.partition(b"(")[0] for line in lines if isinstance(line, bytes)]
        # Nobody asked for this form (RFC 4731); servers that advertise IMAP4rev2 have been seen to use it.
        extended: Sequence[object] = connection.untagged_responses.get("ESEARCH", [])
        sets = [found[1] for line in extended if isinstance(line, bytes) and (found := _ALL.search(line))]
        return [int(word) for line in told for word in line.split()] + [uid for one in sets for uid in _expanded(one)]

    def fetch(self, uids: Sequence[int], items: str) -> Answer:
        """FETCH of these UIDs in the open mailbox; `items` without the parentheses, with `UID`."""
        kind, data = self._fresh().uid("FETCH", ",".join(map(str, uids)), f"({items})")
        if kind != "OK":
            raise imaplib.IMAP4.error(as_text(data))
        return parse_answer(data)

    def move(self, uid: int, trash: str) -> None:
        """Move one message out of the selected mailbox, and nothing else."""
        self._fresh()
        if self.offers("MOVE"):
            self.client.move([uid], trash)
            return
        self.client.copy([uid], trash)
        kind, data = self.client.connection.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if kind != "OK":
            raise imaplib.IMAP4.error(as_text(data))
        self.client.uid_expunge([uid])

    def ping(self, seconds: float) -> None:
        """NOOP, answered within `seconds`."""
        connection = self._fresh()
        usual, connection.wire.patience = connection.wire.patience, seconds
        try:
            connection.noop()
        finally:
            connection.wire.patience = usual

    def _fresh(self) -> Connection:
        """The connection, without what imaplib kept of earlier answers: it would pass for part of the next one."""
        self.client.connection.untagged_responses.clear()
        return self.client.connection

    def _hang_up(self, why: str) -> None:
        self.ended = self.ended or why
        self.client.connection.shutdown()


def _listed(line: tuple[tuple[bytes, ...], object, str]) -> Listed:
    attributes, delimiter, name = line
    lower = frozenset(word.decode("ascii", "replace").lower() for word in attributes)
    return Listed(lower, delimiter.decode("ascii", "replace") if isinstance(delimiter, bytes) else "", name)


def _expanded(sequence: bytes) -> list[int]:
    """The numbers of a sequence set, as ESEARCH gives it (RFC 4731 §3.1).

    Raises:
        ValueError: it is none, or has more of them than were searched.
    """
    found: list[int] = []
    for part in sequence.split(b","):
        first, _, last = part.partition(b":")
        low, high = sorted((int(first), int(last or first)))
        if len(found) + high - low >= WINDOW:
            raise ValueError("more messages than were searched")
        found += range(low, high + 1)
    return found


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
