"""The server: listeners, threads, and what a test or a demo does to mailboxes without IMAP."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING, NamedTuple, Self

from mailwatch.demo.imapd.connection import Connection
from mailwatch.demo.imapd.faults import Faults
from mailwatch.demo.imapd.session import Session
from mailwatch.demo.imapd.store import DEFAULT_MAILBOXES, Account, with_crlf

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Mapping

    from mailwatch.demo.imapd.store import Mailbox

HOST = "127.0.0.1"
_SECONDS_TO_END = 1.0


class LoggedCommand(NamedTuple):
    """One command as it came in: literals and passwords left out."""

    login: str
    mailbox: str
    line: str


class ImapServer:
    """An IMAP4rev1 server on loopback whose mail lives in memory, and survives `stop` and `start`.

    Args:
        users: Login to password.
        mailboxes: What every user has: name (modified UTF-7) to SPECIAL-USE attribute, empty for none.
        ssl_context: Offers STARTTLS on `port` and implicit TLS on `tls_port`; None: neither.
        faults: Ways to go wrong, for tests.
        token_ok: Says whether a bearer token is right for a login; offers AUTH=XOAUTH2 and AUTH=OAUTHBEARER.
        clock: Gives INTERNALDATE where nobody states one.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        *,
        mailboxes: Mapping[str, str] = DEFAULT_MAILBOXES,
        ssl_context: ssl.SSLContext | None = None,
        faults: Faults | None = None,
        token_ok: Callable[[str, str], bool] | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.ssl_context = ssl_context
        self.token_ok = token_ok
        self.clock = clock or _now
        self.port = 0
        self.tls_port = 0
        self.commands: list[LoggedCommand] = []
        self.errors: list[Exception] = []
        self._mailboxes = dict(mailboxes)
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[threading.Thread, Connection] = {}
        self._lock = threading.Lock()
        self._goodbye = b""
        self._acceptor: threading.Thread | None = None
        self._stopper: socket.socket | None = None
        for login, password in users.items():
            self.add_user(login, password)

    @property
    def running(self) -> bool:
        """Whether it listens."""
        return self._acceptor is not None

    def start(self, port: int = 0, tls_port: int = 0) -> None:
        """Listen; 0 picks free ports, which `port` and `tls_port` then tell.

        Raises:
            OSError: a port is taken.
        """
        if self._acceptor is not None:
            return
        listeners = [(socket.create_server((HOST, port)), False)]
        self.port = listeners[0][0].getsockname()[1]
        if self.ssl_context:
            listeners.append((socket.create_server((HOST, tls_port)), True))
            self.tls_port = listeners[1][0].getsockname()[1]
        stopped, self._stopper = socket.socketpair()
        self._acceptor = threading.Thread(target=self._accept, args=(listeners, stopped), name="imapd", daemon=True)
        self._acceptor.start()

    def stop(self, *, goodbye: bool = True) -> None:
        """Close every connection (with a BYE unless told otherwise), end every thread. The mail stays."""
        if self._acceptor is None or self._stopper is None:
            return
        self._goodbye = b"* BYE Server shutting down.\r\n" if goodbye else b""
        self._stopper.close()
        self._acceptor.join()
        self._acceptor = self._stopper = None
        with self._lock:
            sessions = dict(self._sessions)
        for connection in sessions.values():
            connection.close_soon()
        sessions.pop(threading.current_thread(), None)  # a fault's hook may stop the server whose thread it runs in
        for thread, connection in sessions.items():
            thread.join(_SECONDS_TO_END)
            if thread.is_alive():
                connection.abort()
                thread.join(_SECONDS_TO_END)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def add_user(self, login: str, password: str) -> None:
        """Create a user with empty mailboxes."""
        self._accounts[login] = Account(password, self._mailboxes)

    def deliver(
        self,
        user: str,
        raw: bytes,
        mailbox: str = "INBOX",
        received: datetime | None = None,
        flags: Iterable[str] = (),
    ) -> int:
        """Put a message into a mailbox and tell who watches it.

        Args:
            user: Login.
            raw: The message; line ends become CRLF.
            mailbox: Name in modified UTF-7.
            received: INTERNALDATE; None: now.
            flags: None for new mail.

        Returns:
            Its UID.

        Raises:
            KeyError: no such user or mailbox.
            ValueError: `received` has no time zone.
        """
        if received is not None and received.utcoffset() is None:
            raise ValueError(f"{received!r} has no time zone")
        account = self._accounts[user]
        with account.lock:
            message = account.mailboxes[mailbox].add(with_crlf(raw), received or self.clock(), flags)
        account.changed()
        return message.uid

    def snapshot(self, user: str) -> dict[str, dict[int, tuple[frozenset[str], bytes]]]:
        """All mail of a user: mailbox to UID to flags and raw message."""
        account = self._accounts[user]
        with account.lock:
            return {
                name: {uid: (message.flags, message.raw) for uid, message in mailbox.messages.items()}
                for name, mailbox in account.mailboxes.items()
            }

    def renew_uidvalidity(self, user: str, mailbox: str = "INBOX") -> int:
        """Give a mailbox a new UIDVALIDITY and its messages new UIDs from 1, as after a restore from a backup.

        Who has the mailbox selected is not told, as no server can; they have to select it again.
        """
        account = self._accounts[user]
        with account.lock:
            old, new = account.mailboxes[mailbox], account.create(mailbox)
            new.special_use, new.subscribed = old.special_use, old.subscribed
            for message in old.messages.values():
                new.add(message.raw, message.received, message.flags)
            return new.uidvalidity

    def set_uidnext(self, user: str, uidnext: int, mailbox: str = "INBOX") -> None:
        """Raise (or, against the rules, lower) UIDNEXT. New mail gets a UID above all that are there in any case."""
        account = self._accounts[user]
        with account.lock:
            account.mailboxes[mailbox].uidnext = uidnext

    def mailbox(self, user: str, mailbox: str = "INBOX") -> Mailbox:
        """A mailbox itself, to look at its numbers."""
        return self._accounts[user].mailboxes[mailbox]

    def account(self, login: str) -> Account | None:
        """The account of a login; for sessions."""
        return self._accounts.get(login)

    def log(self, login: str, mailbox: str, line: str) -> None:
        """Note a command; for sessions."""
        self.commands.append(LoggedCommand(login, mailbox, line))

    def note_error(self, error: Exception) -> None:
        """Note a mistake of the server's own in `errors`; for sessions."""
        self.errors.append(error)

    def _accept(self, listeners: list[tuple[socket.socket, bool]], stopped: socket.socket) -> None:
        with DefaultSelector() as selector, stopped:
            selector.register(stopped, EVENT_READ)
            for listener, _ in listeners:
                listener.settimeout(0)
                selector.register(listener, EVENT_READ)
            while stopped not in (ready := {key.fileobj for key, _ in selector.select()}):
                for listener, implicit_tls in listeners:
                    if listener in ready:
                        self._welcome(listener, implicit_tls=implicit_tls)
        for listener, _ in listeners:
            listener.close()

    def _welcome(self, listener: socket.socket, *, implicit_tls: bool) -> None:
        with suppress(OSError):  # the client may be gone again
            connection = Connection(listener.accept()[0], self.faults)
            session = Session(self, connection, implicit_tls=implicit_tls)
            thread = threading.Thread(target=self._run, args=(session,), name="imapd session", daemon=True)
            with self._lock:
                self._sessions[thread] = connection
            thread.start()

    def _run(self, session: Session) -> None:
        try:
            session.run(lambda: self._goodbye)
        finally:
            with self._lock:
                self._sessions.pop(threading.current_thread(), None)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the edge of the system; whoever wants another time hands in a clock
