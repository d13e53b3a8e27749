"""A server that says exactly what a test tells it to, byte by byte, for what no honest server does."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Self

from mailwatch.mailbox.settings import ServerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mailwatch.mailbox.settings import Auth, Security

HOST = "127.0.0.1"
CAPABILITIES = "IMAP4rev1 IDLE UIDPLUS MOVE SPECIAL-USE AUTH=PLAIN"


class Talk:
    """One connection, as a handler sees it."""

    def __init__(self, sock: socket.socket, server: Scripted) -> None:
        self.sock = sock
        self.server = server
        self._received = b""

    def say(self, *lines: bytes) -> None:
        """Send lines, each ended by CRLF, in one segment."""
        self.raw(b"".join(line + b"\r\n" for line in lines))

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.sock.sendall(data)

    def line(self) -> bytes:
        """The next line, without its end; empty at the end of the connection."""
        while b"\r\n" not in self._received:
            chunk = self.sock.recv(65536)
            self.server.segments.append(chunk)
            if not chunk:
                return b""
            self._received += chunk
        line, _, self._received = self._received.partition(b"\r\n")
        return line

    def exactly(self, size: int) -> bytes:
        """The next bytes."""
        while len(self._received) < size:
            self._received += self.sock.recv(65536)
        data, self._received = self._received[:size], self._received[size:]
        return data

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Take a TLS handshake."""
        self.sock = context.wrap_socket(self.sock, server_side=True)

    def hang_up(self) -> None:
        """End of file, now."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


class Scripted:
    """Listens on loopback. `on` maps a command (as `UID SEARCH`) to what answers it, in place of a plain OK.

    A handler gets the connection, the tag and the whole line. `commands` holds all lines received, `segments` what
    arrived at once.
    """

    def __init__(
        self,
        on: Mapping[str, Callable[[Talk, bytes, bytes], None]] | None = None,
        *,
        tls: Path | None = None,
        greeting: bytes = b"* OK ready",
        capabilities: str = CAPABILITIES,
    ) -> None:
        self._on = {**_USUAL, **(on or {})}
        self._tls = tls
        self.greeting = greeting
        self.capabilities = capabilities
        self.commands: list[bytes] = []
        self.segments: list[bytes] = []
        self._talks: list[Talk] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]

    def settings(
        self,
        *,
        ca_file: Path | None = None,
        security: Security | None = None,
        auth: Auth = "password",
        login: str = "sam",
        drafts: str = "",
        connect_timeout: float = 5,
        read_timeout: float = 5,
    ) -> ServerSettings:
        """How to reach it."""
        return ServerSettings(
            HOST,
            self.port,
            security or ("tls" if self._tls else "none"),
            login,
            ca_file=str(ca_file) if ca_file else None,
            auth=auth,
            drafts=drafts,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
        )

    def context(self) -> ssl.SSLContext:
        """Its certificate."""
        assert self._tls is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._tls)
        return context

    def said(self, command: str) -> list[bytes]:
        """The commands received of this name, without tags."""
        lines = [line.partition(b" ")[2] for line in self.commands]
        return [line for line in lines if line.upper().startswith(command.encode())]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for talk in self._talks:
            talk.hang_up()
        for thread in self._threads:
            thread.join(5)

    def _start(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                talk = Talk(sock, self)
                self._talks.append(talk)
                self._start(lambda talk=talk: self._serve(talk))  # type: ignore[misc]  # a bound default

    def _serve(self, talk: Talk) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._tls is not None and "STARTTLS" not in self.capabilities:
                talk.encrypt(self.context())
            if self.greeting:
                talk.say(self.greeting)
            while line := talk.line():
                self.commands.append(line)
                tag, _, command = line.partition(b" ")
                words = command.decode("latin-1").upper().split(" ")
                name = " ".join(words[:2]) if words[0] == "UID" else words[0]
                self._on.get(name, _ok)(talk, tag, line)


def _ok(talk: Talk, tag: bytes, line: bytes) -> None:
    del line
    talk.say(tag + b" OK done")


def _capability(talk: Talk, tag: bytes, line: bytes) -> None:
    del line
    talk.say(b"* CAPABILITY " + talk.server.capabilities.encode(), tag + b" OK done")


def _examine(talk: Talk, tag: bytes, line: bytes) -> None:
    del line
    talk.say(b"* 4 EXISTS", b"* 0 RECENT", b"* OK [UIDVALIDITY 7] ok", b"* OK [UIDNEXT 5] ok", tag + b" OK opened")


def _idle(talk: Talk, tag: bytes, line: bytes) -> None:
    del line
    talk.say(b"+ idling")
    done(talk, tag)


def _logout(talk: Talk, tag: bytes, line: bytes) -> None:
    del line
    talk.say(b"* BYE", tag + b" OK bye")
    talk.hang_up()


_USUAL = {
    "CAPABILITY": _capability,
    "EXAMINE": _examine,
    "SELECT": _examine,
    "IDLE": _idle,
    "LOGOUT": _logout,
}


def done(talk: Talk, tag: bytes) -> None:
    """Wait for DONE and complete IDLE."""
    if talk.line() == b"DONE":
        talk.say(tag + b" OK idle over")


def answers(*lines: bytes, kind: bytes = b"OK done") -> Callable[[Talk, bytes, bytes], None]:
    """A handler that says these lines and completes the command."""

    def handler(talk: Talk, tag: bytes, line: bytes) -> None:
        del line
        talk.say(*lines, tag + b" " + kind)

    return handler


def silent(talk: Talk, tag: bytes, line: bytes) -> None:
    """A handler that never answers: the connection is open, nobody is there."""
    del tag, line
    while talk.line():
        pass
