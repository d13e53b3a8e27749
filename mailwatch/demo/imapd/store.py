"""Accounts, mailboxes and messages in memory. Whoever reads or changes an account holds its `lock`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from mailwatch.demo.imapd.structure import Part, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

SEPARATOR = "/"
DEFAULT_MAILBOXES: Mapping[str, str] = {
    "INBOX": "",
    "Drafts": "\\Drafts",
    "Sent": "\\Sent",
    "Trash": "\\Trash",
    "Junk": "\\Junk",
}
"""Name (modified UTF-7) to SPECIAL-USE attribute (RFC 6154 §2), empty for none."""

_FIRST_UIDVALIDITY = 1_000
_SYSTEM_FLAGS = ("\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft")


@dataclass
class Message:
    """One message of one mailbox. `raw` and `received` never change."""

    uid: int
    raw: bytes
    received: datetime
    flags: frozenset[str]
    modseq: int

    @cached_property
    def structure(self) -> Part:
        """The message taken apart."""
        return parse(self.raw)


@dataclass
class Mailbox:
    """Messages by ascending UID. `modseq` is the highest of them all, ever (RFC 7162 §3.1.2)."""

    name: str
    uidvalidity: int
    special_use: str = ""
    uidnext: int = 1
    modseq: int = 1
    subscribed: bool = True
    messages: dict[int, Message] = field(default_factory=dict)

    def add(self, raw: bytes, received: datetime, flags: Iterable[str]) -> Message:
        """Take in a message under the next UID, which is above all present ones whatever `uidnext` claims."""
        uid = max(self.uidnext, next(reversed(self.messages), 0) + 1)
        self.uidnext = uid + 1
        message = Message(uid, raw, received, _named(flags), self._bump())
        self.messages[uid] = message
        return message

    def flag(self, message: Message, flags: Iterable[str]) -> None:
        """Replace the flags of a message."""
        flags = _named(flags)
        if flags != message.flags:
            message.flags = flags
            message.modseq = self._bump()

    def remove(self, uids: Iterable[int]) -> None:
        """Expunge."""
        for uid in uids:
            del self.messages[uid]
            self._bump()

    @property
    def keywords(self) -> list[str]:
        """All flags in use or always known."""
        used = {flag for message in self.messages.values() for flag in message.flags}
        return [*_SYSTEM_FLAGS, *sorted(used.difference(_SYSTEM_FLAGS))]

    def _bump(self) -> int:
        self.modseq += 1
        return self.modseq


class Account:
    """One user's mailboxes. `watchers` are called after each change, without the lock."""

    def __init__(self, password: str, mailboxes: Mapping[str, str]) -> None:
        self.password = password
        self.lock = RLock()
        self.watchers: set[Callable[[], None]] = set()
        self.mailboxes: dict[str, Mailbox] = {}
        self._uidvalidity = _FIRST_UIDVALIDITY
        for name, special_use in {"INBOX": "", **mailboxes}.items():
            self.create(name).special_use = special_use

    def create(self, name: str) -> Mailbox:
        """Add an empty mailbox, under a UIDVALIDITY that no mailbox has had before."""
        self.mailboxes[name] = Mailbox(name, self.new_uidvalidity())
        return self.mailboxes[name]

    def rename(self, old: str, new: str) -> None:
        """Rename a mailbox and all below it; INBOX gives away its messages and stays (RFC 3501 §6.3.5)."""
        if old == "INBOX":
            inbox, target = self.mailboxes[old], self.create(new)
            for message in inbox.messages.values():
                target.add(message.raw, message.received, message.flags)
            inbox.remove(list(inbox.messages))
            return
        below = old + SEPARATOR
        for name in [n for n in self.mailboxes if n == old or n.startswith(below)]:
            mailbox = self.mailboxes.pop(name)
            mailbox.name = new + name.removeprefix(old)
            self.mailboxes[mailbox.name] = mailbox

    def new_uidvalidity(self) -> int:
        """The next one."""
        self._uidvalidity += 1
        return self._uidvalidity

    def changed(self) -> None:
        """Wake everybody who watches."""
        for watcher in tuple(self.watchers):
            watcher()


def with_crlf(raw: bytes) -> bytes:
    """A message as IMAP carries it: every line ended by CRLF."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", raw)


def _named(flags: Iterable[str]) -> frozenset[str]:
    """System flags in their usual spelling, whatever case the client wrote; Recent is not the client's to set."""
    usual = {flag.lower(): flag for flag in _SYSTEM_FLAGS}
    return frozenset(usual.get(flag.lower(), flag) for flag in flags if flag.lower() != "\\recent")
