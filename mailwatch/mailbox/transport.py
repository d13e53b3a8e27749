"""imaplib and IMAPClient on a `Wire`, and an IDLE that cannot lose data.

imaplib reads through a buffered file, so a poll on the socket says "nothing" while lines wait in that buffer (or in
OpenSSL's): mail pushed between a command and IDLE is not seen. Here every byte received lies in one buffer that the
IDLE wait looks at first. Only the override points imaplib documents are used: open, read, readline, send, shutdown.
`file` is neither set nor read (a read-only property since Python 3.14).
"""

from __future__ import annotations

import imaplib
import re
import time
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_response

from mailwatch.mailbox.audit import Audit, CommandLog
from mailwatch.mailbox.dial import dial, encrypt, tls_context
from mailwatch.mailbox.fetching import responses
from mailwatch.mailbox.wire import LinkLostError, Wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from mailwatch.mailbox.settings import ServerSettings

_LITERAL_FOLLOWS = re.compile(rb"\{(\d+)\+?\}\r?\n\Z")
_COUNT = re.compile(rb"\* (\d+) (EXISTS|EXPUNGE)\s*\Z", re.IGNORECASE)
_BARE = re.compile(rb"\A(\w+ (?:OK|NO|BAD))\r\n\Z")
"""A tagged answer without text, which imaplib does not understand; some proxies send it."""
_SHORT = 32
_BYE = re.compile(rb"\* BYE\b", re.IGNORECASE)


class IdleEnd(Enum):
    """Why a wait ended: something was heard, the wake-up, nothing happened, or the server ended IDLE by itself.

    Whatever it was, the connection is ready for the next command.
    """

    HEARD = auto()
    WOKEN = auto()
    QUIET = auto()
    REFUSED = auto()


class Connection(imaplib.IMAP4):
    """One connection to one server.

    `arrivals` counts messages that the server announced in the selected mailbox (EXISTS above the number known)
    since `forget`, whichever command they were announced under.
    """

    def __init__(self, settings: ServerSettings, context: ssl.SSLContext | None, audit: Audit | None = None) -> None:
        self._settings = settings
        self._context = context
        self._audit = audit
        self._sent: CommandLog | None = None
        self._unsent = bytearray()
        self._wire: Wire | None = None
        self._known: int | None = None
        self.arrivals = 0
        super().__init__(settings.host, settings.port, settings.connect_timeout)

    # The override points of imaplib

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect, with TLS where the settings say so; one deadline for all of it and the greeting."""
        deadline = time.monotonic() + (timeout or self._settings.connect_timeout)
        self.host, self.port = host, port
        sock = dial(host, port, deadline, loopback_only=self._settings.security == "none")
        if self._settings.security == "tls" and self._context is not None:
            sock = encrypt(sock, self._context, host, deadline)
        self.sock = sock
        self._wire = Wire(sock, self._settings.read_timeout, deadline)

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes."""
        return self.wire.exactly(size)

    def readline(self) -> bytes:
        """One line with its end."""
        line = self.wire.line()
        self._count(line)
        return _BARE.sub(rb"\1 \r\n", line) if len(line) < _SHORT else line

    def send(self, data: Any) -> None:  # noqa: ANN401  # typeshed: any buffer
        """Send, holding pieces back until a line is complete so that a command leaves in one segment."""
        self._unsent += data
        if not self._unsent.endswith(b"\r\n"):
            return
        block = bytes(self._unsent)
        self._unsent.clear()
        if self._audit is not None:
            self._sent = self._sent or CommandLog(self._audit)
            self._sent.take(block)
        self.wire.send(block)

    def shutdown(self) -> None:
        """Close the socket; never raises."""
        if self._wire is not None:
            self._wire.close()

    # Beyond imaplib

    @property
    def wire(self) -> Wire:
        """The open socket and its buffer.

        Raises:
            LinkLostError: never connected.
        """
        if self._wire is None:
            raise LinkLostError("not connected")
        return self._wire

    def forget(self) -> None:
        """Another mailbox is about to be opened: its first EXISTS announces nothing new."""
        self._known = None
        self.arrivals = 0

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Encrypt a connection that began in the clear (RFC 3501 §6.2.1).

        Raises:
            IMAP4.error: the server offers or accepts no STARTTLS. `LinkLostError` when it sent more than its answer.
            OSError: the handshake failed.
        """
        if "STARTTLS" not in self.capabilities:
            raise self.error("the server offers no STARTTLS; nothing was sent unencrypted")
        kind, data = self.xatom("STARTTLS")
        if kind != "OK":
            raise self.error(f"STARTTLS refused: {as_text(data)}")
        self.wire.encrypt(context, self.host, time.monotonic() + self._settings.connect_timeout)
        self.sock = self.wire.sock

    def pause(self, until: float, wake_fd: int | None) -> IdleEnd:
        """Wait without IDLE: until the server says something unasked, the wake-up or the time (monotonic)."""
        if self.wire.holds_data:
            return IdleEnd.HEARD
        try:
            return IdleEnd.HEARD if self.wire.fill(until, wake_fd) else IdleEnd.WOKEN
        except TimeoutError:
            return IdleEnd.QUIET

    def idle_until(
        self, until: float, quiet: float, answer: float, wake_fd: int | None, heard: Callable[[bytes], bool]
    ) -> IdleEnd:
        """IDLE (RFC 2177) until something is heard.

        Args:
            until: `time.monotonic()` value at which to end in any case.
            quiet: seconds without a byte from the server after which to end.
            answer: seconds the server has to take IDLE up, and again to complete it after DONE.
            wake_fd: file descriptor whose readability ends the wait; it is not read from.
            heard: called with every untagged response, in order, also those before `+` and those after DONE;
                True ends the wait.

        Raises:
            LinkLostError: end of file or BYE.
            TimeoutError: no answer in time.
            IMAP4.error: the server refuses IDLE.
        """
        usual, self.wire.patience = self.wire.patience, answer
        tag = self._new_tag()
        end = IdleEnd.HEARD
        try:
            self.send(tag + b" IDLE\r\n")
            ended, over = self._idle_lines(tag, heard, taken_up=False)
            if not (ended or over):
                end, over = self._listen(tag, until, quiet, wake_fd, heard)
            if not over:
                self.send(b"DONE\r\n")
                self._idle_lines(tag, heard, taken_up=True)
        finally:
            self.tagged_commands.pop(tag, None)
            self.wire.patience = usual
        return end

    def _idle_lines(self, tag: bytes, heard: Callable[[bytes], bool], *, taken_up: bool) -> tuple[bool, bool]:
        """Read up to `+`, or to the tagged answer: (was anything worth ending for, is the command over)."""
        ended = False
        while True:
            line = self._response()
            if line.startswith(tag):
                self._require_ok(line)
                return ended, True
            if not line.startswith(b"+"):
                ended |= self._hear(line, heard)
            elif not taken_up:
                return ended, False

    def _listen(
        self, tag: bytes, until: float, quiet: float, wake_fd: int | None, heard: Callable[[bytes], bool]
    ) -> tuple[IdleEnd, bool]:
        """Wait in IDLE: (why it ended, did the server complete the command by itself)."""
        while (now := time.monotonic()) < until:
            if not self.wire.holds_line:
                try:
                    if not self.wire.fill(min(until, now + quiet), wake_fd):
                        return IdleEnd.WOKEN, False
                except TimeoutError:
                    break
                continue
            self.wire.expect_answer()  # the line may go on with a literal
            line = self._response()
            if line.startswith(tag):
                self._require_ok(line)
                return IdleEnd.REFUSED, True
            if self._hear(line, heard):
                return IdleEnd.HEARD, False
        return IdleEnd.QUIET, False

    def _hear(self, line: bytes, heard: Callable[[bytes], bool]) -> bool:
        if _BYE.match(line):
            raise LinkLostError(f"the server ended the session: {line[2:].decode('utf-8', 'replace').strip()}")
        if not line.startswith(b"* "):
            raise LinkLostError(f"unexpected line from the server: {line[:80]!r}")
        return heard(line)

    def _require_ok(self, line: bytes) -> None:
        if line.upper().split(None, 2)[1:2] != [b"OK"]:
            raise self.error(f"IDLE refused: {line.decode('utf-8', 'replace').strip()}")

    def _response(self) -> bytes:
        """The first line of one response; literals and what follows them are read and dropped."""
        first = line = self.readline()
        while literal := _LITERAL_FOLLOWS.search(line):
            self.read(int(literal[1]))
            line = self.wire.line()
        return first

    def _count(self, line: bytes) -> None:
        match = _COUNT.match(line)
        if match is None:
            return
        number = int(match[1])
        if match[2].upper() == b"EXPUNGE":
            self._known = None if self._known is None else max(0, self._known - 1)
            return
        if self._known is not None and number > self._known:
            self.arrivals += number - self._known
        self._known = number


class Client(IMAPClient):  # type: ignore[misc]  # imapclient is untyped
    """IMAPClient's commands and parsers on a `Connection`."""

    def __init__(
        self, settings: ServerSettings, audit: Audit | None = None, connection: type[Connection] = Connection
    ) -> None:
        """Connect and encrypt; not logged in yet.

        Raises:
            OSError: no connection, or TLS failed.
            IMAP4.error: the server speaks no IMAP, or refuses STARTTLS.
            ConfigError: the CA file cannot be used, or the settings ask for plain text to another machine.
        """
        settings.require_privacy()
        self._settings = settings
        self._context = None if settings.security == "none" else tls_context(settings.ca_file)
        self._audit = audit
        self._connection_type = connection
        super().__init__(
            settings.host,
            settings.port,
            ssl=settings.security == "tls",
            timeout=SocketTimeout(settings.connect_timeout, settings.read_timeout),
        )
        self._imap.debug = 0  # IMAPClient sets 5: every line formatted, logging on or off
        self.normalise_times = False  # else INTERNALDATE comes back naive, in the machine's zone
        if settings.security == "starttls" and self._context is not None:
            self._encrypt(self._context)

    @property
    def connection(self) -> Connection:
        """The wire beneath."""
        connection: Connection = self._imap
        return connection

    def refresh_capabilities(self) -> frozenset[str]:
        """Ask anew what the server offers: it differs before and after TLS and login (RFC 3501 §6.1.1)."""
        kind, data = self.connection.capability()
        if kind != "OK" or not isinstance(data[-1], bytes):
            raise imaplib.IMAP4.error(f"CAPABILITY refused: {as_text(data)}")
        offered = data[-1].upper().split()
        self._cached_capabilities = tuple(offered)
        self.connection.capabilities = tuple(word.decode("ascii", "replace") for word in offered)
        return frozenset(self.connection.capabilities)

    def list_special_use(self) -> Any:  # noqa: ANN401  # as IMAPClient's list_folders
        """LIST (SPECIAL-USE) (RFC 6154 §5.2), as `list_folders` gives it."""
        kind, data = self.connection.xatom("LIST", "(SPECIAL-USE)", '""', '"*"')
        if kind != "OK":
            raise imaplib.IMAP4.error(as_text(data))
        return self._proc_folder_list(self.connection.response("LIST")[1])

    def _proc_folder_list(self, folder_data: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  # as imaplib gives it
        """Attributes, delimiter and name of each; what a server adds behind the name (RFC 5258 §6) is left out."""
        folders: list[tuple[Any, ...]] = []
        for response in responses(folder_data):
            if pieces := [piece for piece in response if piece]:
                attributes, delimiter, name = parse_response(pieces)[:3]
                folders.append((attributes, delimiter, decode(name) if isinstance(name, bytes) else str(name)))
        return folders

    def _create_IMAP4(self) -> Connection:  # noqa: N802  # IMAPClient's name
        return self._connection_type(self._settings, self._context, self._audit)

    def _set_read_timeout(self) -> None:
        """Nothing: the socket is non-blocking, the wire keeps the deadlines."""

    def _encrypt(self, context: ssl.SSLContext) -> None:
        try:
            self.connection.start_tls(context)
            self._starttls_done = True
            self.refresh_capabilities()
        except BaseException:
            self.connection.shutdown()
            raise


def as_text(data: Any) -> str:  # noqa: ANN401  # whatever imaplib hands back
    """The words of an imaplib answer, for an error message."""
    items = data if isinstance(data, list | tuple) else [data]
    return " ".join(item.decode("utf-8", "replace") for item in items if isinstance(item, bytes))
