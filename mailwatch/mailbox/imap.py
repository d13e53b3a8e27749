"""A session on the user's mail server: what the rest of mailwatch may do with mail.

Only EXAMINE and BODY.PEEK on the user's folders, so that no flag changes; SELECT only to take back an own draft.
Whatever goes wrong leaves as one of `mailwatch.errors`.
"""

from __future__ import annotations

import imaplib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Self

from mailwatch.errors import MailboxError, MailwatchError, UnreachableError
from mailwatch.mailbox.boundary import CAUGHT, CONNECTING, translate
from mailwatch.mailbox.fetching import WHOLE_MAIL, Answer, Fetched, Overview, messages, overviews
from mailwatch.mailbox.folders import Folders, find_folders
from mailwatch.mailbox.link import Link, MailboxStatus
from mailwatch.mailbox.login import log_in
from mailwatch.mailbox.transport import Client, IdleEnd
from mailwatch.mailbox.wire import COMMAND_SECONDS, boot_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

    from mailwatch.mailbox.audit import Audit
    from mailwatch.mailbox.settings import ServerSettings

_APPENDUID = re.compile(rb"\[APPENDUID (\d+) (\d+)\]", re.IGNORECASE)
LOGIN_SECONDS = 20.0
"""How long the answer to a login may take. Servers that slow refusals down take a few seconds."""
_LOOKS = 3
"""Searches at most where every answer announces more mail; the next wait then ends at once, and the rest is found."""
_DELETED = "\\Deleted"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_REFUSED = (
    (re.compile(r"OVERQUOTA|\bquota\b", re.IGNORECASE), "the mailbox is full; make room there"),
    (
        re.compile(r"TRYCREATE|NONEXISTENT|no such|not exist|unknown mailbox", re.IGNORECASE),
        "there is no such folder; create it, or name another as `drafts:` of this mailbox",
    ),
    (re.compile(r"NOPERM|permission|read.only", re.IGNORECASE), "this login may not write there"),
    (re.compile(r"TOOBIG|too (?:big|large)", re.IGNORECASE), "the server takes no message of this size"),
)


class Placed(NamedTuple):
    """Where an APPEND went (RFC 4315 §3); None where the server does not say."""

    uidvalidity: int | None
    uid: int | None


class Located(NamedTuple):
    """Where a message was found, with its flags."""

    uidvalidity: int
    uid: int
    flags: tuple[str, ...]


class Session:
    """A logged-in connection, for one thread.

    After an `UnreachableError` it is closed and every further call raises that again: open a new one. `examine`
    says which mailbox `new_uids`, `uids_since`, `fetch_…` and `wait` mean; methods that name another mailbox look
    into it and do not change that.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._examined: MailboxStatus | None = None
        self._looked: tuple[int, int] = (0, 0)

    @classmethod
    def open(
        cls, settings: ServerSettings, secret: str, *, audit: Audit | None = None, client: type[Client] = Client
    ) -> Session:
        """Connect, encrypt, log in.

        Args:
            settings: which server, and how.
            secret: password or access token.
            audit: receives every command line sent, without content and secrets.
            client: the IMAP client to use.

        Raises:
            LoginError: the server refuses the login.
            UnreachableError: no connection (unknown host, refused, certificate, time out), with the remedy.
            MailboxError: the server answers, but not as IMAP4rev1 wants.
            ConfigError: plain text to another machine, or a CA file that cannot be used.
        """
        try:
            connected = client(settings, audit)
        except imaplib.IMAP4.error as exc:
            raise UnreachableError(f"{settings.place}: connecting: {exc}; check `port` and `security`") from exc
        except CAUGHT as exc:
            raise translate(exc, settings, CONNECTING) from exc
        try:
            if connected.connection.state == "NONAUTH":
                connected.connection.wire.patience = LOGIN_SECONDS
                log_in(connected.connection, settings, secret)
                connected.connection.wire.patience = COMMAND_SECONDS
            link = Link(connected, settings, connected.refresh_capabilities())
            link.introduce()
        except BaseException as exc:
            connected.connection.shutdown()
            if isinstance(exc, CAUGHT) and not isinstance(exc, MailwatchError):
                raise translate(exc, settings, "logging in") from exc
            raise
        return cls(link)

    @property
    def settings(self) -> ServerSettings:
        """Where it is connected to."""
        return self._link.settings

    @property
    def closed(self) -> bool:
        """Whether it has ended, by `close` or by an error."""
        return bool(self._link.ended)

    @property
    def silent_for(self) -> float:
        """Seconds since the last byte came from the server, time in which the machine slept included."""
        return boot_seconds() - self._link.client.connection.wire.heard_at

    def abandon(self) -> None:
        """Give the connection up from another thread: whoever uses it finds the link lost, at once."""
        self._link.client.connection.wire.abandon()

    def offers(self, capability: str) -> bool:
        """Whether the server advertises it."""
        return self._link.offers(capability)

    def close(self) -> None:
        """Log out and hang up; never raises."""
        self._link.log_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Folders

    def list_mailboxes(self) -> tuple[str, ...]:
        """Names of the mailboxes that can be opened, sorted."""
        with self._link.talking("listing folders"):
            return tuple(sorted(folder.name for folder in self._link.listed() if folder.selectable))

    def folders(self) -> Folders:
        """Find the folders with a part to play.

        Raises:
            MailboxError: there is no Drafts folder, or none of the name the settings give.
        """
        with self._link.talking("listing folders"):
            listed = self._link.listed()
            if self.offers("SPECIAL-USE") and not any("\\drafts" in folder.attributes for folder in listed):
                listed = self._link.listed_special() + listed
            return find_folders(listed, self.settings)

    # Looking

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open a mailbox to look at, read-only.

        Raises:
            MailboxError: it does not exist, or has no UIDVALIDITY and so no lasting UIDs.
        """
        with self._link.talking(f"opening {mailbox}"):
            self._examined = self._link.open(mailbox)
            self._looked = self._mark()
            return self._examined

    def status(self, mailbox: str) -> MailboxStatus:
        """Look at the numbers of a mailbox, without opening it where the server knows how."""
        with self._link.talking(f"asking about {mailbox}"):
            return self._link.status(mailbox)

    def new_uids(self, after_uid: int) -> list[int]:
        """UIDs above `after_uid` in the examined mailbox, ascending."""
        return self._look(after_uid + 1)

    def uids_since(self, day: date) -> list[int]:
        """UIDs received on or after `day` (by the server's INTERNALDATE and zone), ascending."""
        return self._look(1, "SINCE", f"{day.day:02}-{_MONTHS[day.month - 1]}-{day.year:04}")

    def fetch_overviews(self, uids: Collection[int]) -> Iterator[Overview]:
        """Flags, size, date and the header fields that identify a message; at most 500 a command."""
        with self._link.talking("reading headers"):
            yield from overviews(self._fetch_examined, uids)

    def fetch_messages(self, uids: Collection[int], limit: int = WHOLE_MAIL) -> Iterator[Fetched]:
        """Mails of the examined mailbox; of those above `limit` bytes only what can be read, never attachments.

        A mail that is gone is left out; one that fails by itself carries its `problem`.
        """
        with self._link.talking("reading mail"):
            yield from messages(self._fetch_examined, uids, limit)

    def find_by_message_id(self, mailbox: str, ids: Collection[str], since_uid: int = 1) -> dict[str, Located]:
        """Find messages by Message-ID (or the one a submission server replaced), comparing here.

        SEARCH HEADER is not asked: it matches substrings, and several providers answer it wrongly or not at all.

        Args:
            mailbox: where to look.
            ids: with angle brackets.
            since_uid: look at this UID and above.

        Returns:
            By id; of several copies the newest that is not marked deleted, else the newest.
        """
        with self._link.talking(f"looking through {mailbox}"):
            status, wanted = self._link.open(mailbox), frozenset(ids)
            found: dict[str, Located] = {}
            uids = sorted(self._link.search(status, since_uid), reverse=True)
            for one in overviews(self._link.fetch, uids):
                for message_id in one.message_ids & wanted:
                    known = found.get(message_id)
                    if known is None or (_DELETED in known.flags and _DELETED not in one.flags):
                        found[message_id] = Located(status.uidvalidity, one.uid, one.flags)
                if len(found) == len(wanted) and not any(_DELETED in known.flags for known in found.values()):
                    break
            return found

    def read(self, mailbox: str, uid: int) -> bytes | None:
        """One message, or None when it is not there (any more). Large ones as in `fetch_messages`."""
        with self._link.talking(f"reading UID {uid} in {mailbox}"):
            self._link.open(mailbox)
            one = next(messages(self._link.fetch, [uid]), None)
            if one is not None and one.problem:
                raise MailboxError(f"{self.settings.place}: UID {uid} in {mailbox} cannot be read: {one.problem}")
            return one.raw if one else None

    # Own drafts

    def append_draft(self, mailbox: str, raw: bytes) -> Placed:
        r"""Put a draft into `mailbox`, with `\Draft \Seen` from the start and dated by the server.

        Raises:
            MailboxError: refused; nothing was placed. The text has the remedy.
            UnreachableError: the outcome is unknown; look for the Message-ID before trying again.
        """
        with self._link.talking(f"placing a draft in {mailbox}"):
            try:
                answer = self._link.client.append(mailbox, raw, flags=(rb"\Draft", rb"\Seen"))
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as exc:
                remedy = next((text for pattern, text in _REFUSED if pattern.search(str(exc))), "")
                place = f"{self.settings.place}: no draft could be placed in {mailbox}: "
                raise MailboxError(f"{place}{remedy} ({exc})" if remedy else f"{place}{exc}") from exc
            told = _APPENDUID.search(answer) if isinstance(answer, bytes) else None
            numbers = (int(told[1]), int(told[2])) if told else (0, 0)
            return Placed(*numbers) if all(numbers) else Placed(None, None)

    def withdraw(self, drafts: str, uidvalidity: int, uid: int, trash: str) -> bool:
        r"""Move one message, ours, from `drafts` to `trash`; nothing else is touched.

        UID MOVE (RFC 6851), or COPY, STORE \Deleted and UID EXPUNGE of that one UID (RFC 4315). Never a plain
        EXPUNGE or CLOSE, which would take what others have marked deleted.

        Returns:
            False when it was not done: the message is not there, the folder was numbered anew, there is no Trash,
            or the server can do neither.
        """
        if not trash or trash == drafts or not (self.offers("MOVE") or self.offers("UIDPLUS")):
            return False
        with self._link.talking(f"taking back a draft in {drafts}"):
            try:
                if self._link.open(drafts, readonly=False).uidvalidity != uidvalidity:
                    return False
                if uid not in self._link.fetch([uid], "UID FLAGS").found:
                    return False
                self._link.move(uid, trash)
            finally:
                self._link.release(drafts)
            return True

    # Waiting, for `mailwatch.mailbox.watch`

    @property
    def can_idle(self) -> bool:
        """Whether the server offers IDLE and has not refused it."""
        return self.offers("IDLE")

    def give_up_idle(self) -> None:
        """Use no IDLE any more on this connection."""
        self._link.offered -= {"IDLE"}

    def has_news(self) -> bool:
        """Whether mail was announced in the examined mailbox since it was last looked at; opens it if need be."""
        with self._link.talking("watching"):
            self._require_examined()
            return self._looked != self._mark()

    def idle(
        self, until: float, quiet: float, answer: float, wake_fd: int | None, heard: Callable[[bytes], bool]
    ) -> IdleEnd | None:
        """`Connection.idle_until` in the examined mailbox; None when the server refuses IDLE."""
        with self._link.talking("waiting for mail"):
            self._require_examined()
            try:
                return self._link.client.connection.idle_until(until, quiet, answer, wake_fd, heard)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                self.give_up_idle()
                return None

    def pause(self, until: float, answer: float, wake_fd: int | None) -> IdleEnd:
        """Wait until `until` (monotonic) without IDLE, then ask for news by NOOP, answered within `answer` seconds."""
        with self._link.talking("waiting for mail"):
            self._require_examined()
            end = self._link.client.connection.pause(until, wake_fd)
            if end is not IdleEnd.WOKEN:
                self._link.ping(answer)
            return end

    # Within

    def _look(self, first: int, *criteria: str) -> list[int]:
        with self._link.talking("looking for mail"):
            found: list[int] = []
            for _ in range(_LOOKS):
                examined = self._require_examined()
                self._looked = self._mark()
                found = self._link.search(examined, first, *criteria)
                # A server searches what it has told of; what it tells of with its answer is not in it.
                if self._link.arrivals == self._looked[1]:
                    break
            if found and examined.uidnext is not None and found[-1] >= examined.uidnext:
                self._examined = replace(examined, uidnext=found[-1] + 1)
                self._looked = (found[-1] + 1, self._looked[1])
            return found

    def _mark(self) -> tuple[int, int]:
        """Where the examined mailbox stands: it differs once mail has arrived."""
        examined = self._require_examined()
        top = examined.exists if examined.uidnext is None else examined.uidnext
        return top, self._link.arrivals

    def _require_examined(self) -> MailboxStatus:
        """The mailbox the caller examined, open again if another was visited meanwhile.

        Raises:
            UnreachableError: it was numbered anew meanwhile, so UIDs in the caller's hands mean nothing any more.
        """
        examined = self._examined
        if examined is None:
            raise MailboxError(f"{self.settings.place}: no mailbox was examined")
        if self._link.opened == examined.name:
            return examined
        again = self._link.open(examined.name)
        if again.uidvalidity != examined.uidvalidity:
            raise UnreachableError(f"{self.settings.place}: {examined.name} was numbered anew; to be read again")
        self._examined = again
        self._looked = (self._looked[0], 0)
        return again

    def _fetch_examined(self, uids: Sequence[int], items: str) -> Answer:
        self._require_examined()
        return self._link.fetch(uids, items)
