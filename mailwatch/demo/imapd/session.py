"""One client's connection: its commands one after another, and the news between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Protocol

from mailwatch.demo.imapd import access, folders, messages
from mailwatch.demo.imapd.commands import Command, State
from mailwatch.demo.imapd.connection import (
    LARGEST_LITERAL,
    LARGEST_LITERAL_BEFORE_LOGIN,
    ClosedError,
    Connection,
    TooLongError,
)
from mailwatch.demo.imapd.faults import DropConnectionError, Faults, IdleForm, RefuseCommandError, Stage
from mailwatch.demo.imapd.fetch import Item, answer, flags_item, modseq_item
from mailwatch.demo.imapd.wire import Arguments, BadCommandError, literal, without_literals

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from mailwatch.demo.imapd.store import Account, Mailbox, Message

_COMMANDS: Mapping[str, Command] = {**access.COMMANDS, **folders.COMMANDS, **messages.COMMANDS}
_TAG = re.compile(rb'[^\x00-\x20(){%*"\\+\x7f]+')
_SECRET = {"LOGIN", "AUTHENTICATE"}
_CAPABILITIES = (
    *("IMAP4rev1", "LITERAL+", "SASL-IR", "ID", "ENABLE", "IDLE", "NAMESPACE", "CHILDREN"),
    *("UIDPLUS", "MOVE", "UNSELECT", "SPECIAL-USE", "CONDSTORE"),
)


class Host(Protocol):
    """What a session needs of the server it belongs to."""

    faults: Faults
    ssl_context: ssl.SSLContext | None
    token_ok: Callable[[str, str], bool] | None
    clock: Callable[[], datetime]

    def account(self, login: str) -> Account | None:
        """The account of that login."""

    def log(self, login: str, mailbox: str, line: str) -> None:
        """Note a command."""

    def note_error(self, error: Exception) -> None:
        """Note a mistake of ours."""


class Session:
    """`known` are the UIDs the client has been told of, in order: index + 1 is the message's number."""

    def __init__(self, host: Host, connection: Connection, *, implicit_tls: bool) -> None:
        self.host = host
        self.connection = connection
        self.login = ""
        self.account: Account | None = None
        self.mailbox: Mailbox | None = None
        self.read_only = True
        self.condstore = False
        self.leaving = False
        self.starts_tls = False
        self.known: list[int] = []
        self.told: dict[int, int] = {}
        self._implicit_tls = implicit_tls
        self._seen_modseq = 0
        self._settled_modseq = 0
        self._out: list[bytes] = []

    def run(self, goodbye: Callable[[], bytes]) -> None:
        """Serve until the client leaves or the server stops; `goodbye` then gives the last words."""
        try:
            if self._implicit_tls and self.host.ssl_context:
                self.connection.start_tls(self.host.ssl_context)
            self.connection.send(b"* OK [CAPABILITY " + self.capabilities() + b"] mailwatch demo server ready\r\n")
            while not self.leaving:
                self._serve()
        except ClosedError:
            self._last_words(goodbye())
        except DropConnectionError as drop:
            self._last_words(drop.last_words)
        except TooLongError as error:
            self._last_words(f"* BYE {error} is too long\r\n".encode())
        finally:
            if self.account:
                self.account.watchers.discard(self.connection.wake)
            self.connection.close()

    @property
    def state(self) -> State:
        """How far this session has come."""
        if self.account is None:
            return State.GREETED
        return State.AUTHENTICATED if self.mailbox is None else State.SELECTED

    def capabilities(self) -> bytes:
        """What to advertise now."""
        found = list(_CAPABILITIES)
        if self.host.ssl_context and not self.connection.encrypted:
            found.append("STARTTLS")
        if self.account is None:
            found += ["AUTH=PLAIN", *(["AUTH=XOAUTH2", "AUTH=OAUTHBEARER"] if self.host.token_ok else [])]
        return " ".join(each for each in found if not self.host.faults.hides(each)).encode()

    def enter(self, login: str, account: Account) -> None:
        """The client is who it claims to be."""
        self.login, self.account = login, account
        account.watchers.add(self.connection.wake)

    def select(self, mailbox: Mailbox, *, read_only: bool) -> None:
        """Open a mailbox; all its messages are known from now on."""
        self.mailbox, self.read_only = mailbox, read_only
        self.known = list(mailbox.messages)
        self._seen_modseq = self._settled_modseq = mailbox.modseq

    def unselect(self) -> None:
        """Close the mailbox, without expunging."""
        self.mailbox, self.read_only, self.known = None, True, []

    def untagged(self, line: bytes) -> None:
        """Add a line to the answer under way."""
        self._out.append(b"* " + line + b"\r\n")

    def fetched(self, message: Message, items: list[Item]) -> None:
        """Add an untagged FETCH to the answer under way."""
        self._out.append(self._fetch(message, items))

    def number(self, uid: int) -> int:
        """The message number of a known UID."""
        return bisect_left(self.known, uid) + 1

    def ask(self, prompt: bytes = b"") -> bytes:
        """Send a continuation request and read one line."""
        self.connection.send(b"+ " + prompt + b"\r\n")
        return self.connection.read_line(lambda: None)

    def idle(self) -> None:
        """Announce news until the client says DONE (RFC 2177).

        Raises:
            BadCommandError: it says something else.
        """
        form, plus, news = self.host.faults.idle_form, b"+ idling\r\n", self._news_now()
        if form is IdleForm.TOGETHER:
            self.connection.send(plus + b"".join(news))
        elif form is IdleForm.NEWS_FIRST:
            self.connection.send(b"".join(news) + plus)
        else:
            self.connection.send(plus)
            self._announce(news)
        self._fault("idling", "IDLE")
        if self.connection.read_line(lambda: self._announce(self._news_now())).upper() != b"DONE":
            raise BadCommandError("DONE expected")

    def _serve(self) -> None:
        bound = LARGEST_LITERAL if self.account else LARGEST_LITERAL_BEFORE_LOGIN
        line = self.connection.read_command(bound, lambda: self.connection.send(b"+ Ready\r\n"), lambda: None)
        tag, _, rest = line.partition(b" ")
        if not _TAG.fullmatch(tag):
            self.connection.send(b"* BAD Invalid tag\r\n")
            return
        name = ""
        try:
            arguments = Arguments(rest)
            name = self._name(arguments)
            status, text = "OK", self._act(name, arguments)
        except BadCommandError as error:
            status, text = "BAD", str(error)
        except RefuseCommandError as refusal:
            status, text = refusal.status, refusal.text
        except (ClosedError, DropConnectionError, TooLongError):
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not end the other commands
            self.host.note_error(error)
            status, text = "NO", "[SERVERBUG] Internal error"
        self._finish(tag, status, text)
        if self.starts_tls and self.host.ssl_context:
            self.starts_tls = False
            self.connection.start_tls(self.host.ssl_context)
        self._fault("answered", name)

    def _name(self, arguments: Arguments) -> str:
        name = arguments.word()
        if name == "UID":
            arguments.space()
            name = f"UID {arguments.word()}"
        return name

    def _act(self, name: str, arguments: Arguments) -> str:
        shown = f"{name} …" if name in _SECRET else without_literals(arguments.line)
        self.host.log(self.login, self.mailbox.name if self.mailbox else "", shown)
        command = _COMMANDS.get(name)
        if command is None or self.host.faults.hides(command.capability):
            raise BadCommandError(f"unknown command {name}")
        if not command.least <= self.state <= command.most:
            raise BadCommandError(f"{name} is not allowed now")
        self._fault("before", name)
        arguments.takes(b" ")
        with nullcontext() if command.converses else self._lock():
            text = command.act(self, arguments)
        with self._lock():
            self._out += self._news(expunges=not command.keeps_numbers)
        self._fault("after", name)
        return text

    def _finish(self, tag: bytes, status: str, text: str) -> None:
        answer_lines, self._out = self._out, []
        tagged = b"%b %b %b\r\n" % (tag, status.encode(), _printable(text))
        self.connection.send(b"".join([*answer_lines, tagged]))

    def _news_now(self) -> list[bytes]:
        with self._lock():
            return self._news(expunges=True)

    def _news(self, *, expunges: bool) -> list[bytes]:
        """What has changed in the mailbox since the client was last told."""
        mailbox, told = self.mailbox, self.told
        self.told = {}
        if mailbox is None or mailbox.modseq == self._settled_modseq:
            return []
        lines = self._expunged(mailbox) if expunges else []
        last = self.known[-1] if self.known else 0
        new = [uid for uid in mailbox.messages if uid > last]
        if new:
            self.known += new
            lines.append(b"* %d EXISTS\r\n" % len(self.known))
        items = [flags_item(), *([modseq_item()] if self.condstore else [])]
        for message in mailbox.messages.values():
            told_of = message.uid > last or told.get(message.uid) == message.modseq
            if message.modseq > self._seen_modseq and not told_of:
                lines.append(self._fetch(message, items))
        self._seen_modseq = mailbox.modseq
        self._settled_modseq = mailbox.modseq if expunges else self._settled_modseq
        return lines

    def _expunged(self, mailbox: Mailbox) -> list[bytes]:
        gone = [index for index, uid in enumerate(self.known) if uid not in mailbox.messages]
        for index in reversed(gone):
            del self.known[index]
        return [b"* %d EXPUNGE\r\n" % (index + 1) for index in reversed(gone)]

    def _announce(self, news: list[bytes]) -> None:
        form = self.host.faults.idle_form
        if form is IdleForm.SPLIT:
            for line in news:
                self.connection.send_halved(line)
        elif news:
            extra = self._newest_header() if form is IdleForm.LITERAL else b""
            self.connection.send(b"".join(news) + extra)

    def _newest_header(self) -> bytes:
        with self._lock():
            newest = self.mailbox.messages.get(self.known[-1]) if self.mailbox and self.known else None
            if newest is None:
                return b""
            item = Item(b"BODY[HEADER]", lambda message: literal(message.structure.header))
            return self._fetch(newest, [item])

    def _fetch(self, message: Message, items: list[Item]) -> bytes:
        return answer(self.number(message.uid), items, message) + b"\r\n"

    def _lock(self) -> AbstractContextManager[Any]:
        return self.account.lock if self.account else nullcontext()

    def _fault(self, stage: Stage, name: str) -> None:
        self.host.faults.at(stage, name, self.connection.pause)

    def _last_words(self, words: bytes) -> None:
        if words:
            try:
                self.connection.send(words)
            except ClosedError:
                return


def _printable(text: str) -> bytes:
    """Text that cannot break out of its line (RFC 3501 wants US-ASCII, and never none)."""
    return re.sub(rb"[^\x20-\x7e]", b"?", text.encode("ascii", "replace")) or b"Done"
