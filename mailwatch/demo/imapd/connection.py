"""One socket, read by lines and literals with bounds, that another thread can wake or end at any time."""

from __future__ import annotations

import re
import select
import socket
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.demo.imapd.faults import Faults

LONGEST_LINE = 65_536
LARGEST_LITERAL = 64 * 1024 * 1024
LARGEST_LITERAL_BEFORE_LOGIN = 4_096
_SECONDS_TO_SEND = 30.0
_SECONDS_TO_SHAKE_HANDS = 10.0
_SECONDS_BETWEEN_HALVES = 0.02
_LITERAL_AHEAD = re.compile(rb"\{(\d{1,18})(\+?)\}\r?\n\Z")
_FROZEN_POLL = 0.02


class ClosedError(Exception):
    """The peer is gone, or the server stops."""


class TooLongError(Exception):
    """A line or literal is beyond its bound; what follows cannot be understood any more."""


class Connection:
    """Blocking for the session that owns it; `wake` and `close_soon` may be called from any thread."""

    def __init__(self, sock: socket.socket, faults: Faults) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = sock
        self._faults = faults
        self._buffer = bytearray()
        self._closing = False
        self._shaking_hands = False
        self._bell, self._ringer = socket.socketpair()
        self._bell.settimeout(0)
        self._ringer.settimeout(0)

    @property
    def encrypted(self) -> bool:
        """Whether TLS is spoken."""
        return isinstance(self._socket, ssl.SSLSocket)

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Shake hands. What the client sent in the clear beyond STARTTLS is forgotten: nobody may inject commands.

        Raises:
            ClosedError: the handshake failed.
        """
        self._buffer.clear()
        self._shaking_hands = True
        self._socket.settimeout(_SECONDS_TO_SHAKE_HANDS)
        try:
            self._socket = context.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
            if self._closing:
                raise ClosedError
            self._socket.do_handshake()
        except (OSError, ValueError) as error:
            raise ClosedError from error
        self._shaking_hands = False

    def read_command(self, bound: int, on_literal: Callable[[], None], on_wake: Callable[[], None]) -> bytes:
        """A whole command, its literals in place, without its CRLF.

        Args:
            bound: Largest literal accepted, in octets.
            on_literal: Asks the client for a synchronising literal.
            on_wake: Called when `wake` was called while waiting.

        Raises:
            ClosedError: the peer is gone, or the server stops.
            TooLongError: a line or literal is beyond its bound.
        """
        command = bytearray()
        while True:
            line = self._read_line(on_wake)
            command += line
            ahead = _LITERAL_AHEAD.search(line)
            if ahead is None:
                return bytes(command.removesuffix(b"\n").removesuffix(b"\r"))
            size = int(ahead[1])
            if len(command) + size > bound:
                raise TooLongError(f"literal of {size} octets")
            if not command.endswith(b"\r\n"):
                command[-1:] = b"\r\n"
            if not ahead[2]:
                on_literal()
            command += self._read_exactly(size)

    def read_line(self, on_wake: Callable[[], None]) -> bytes:
        """One line without its CRLF; raises what `read_command` raises."""
        return self._read_line(on_wake).rstrip(b"\r\n")

    def send(self, data: bytes) -> None:
        """Write everything.

        Raises:
            ClosedError: the peer is gone or does not read.
        """
        self._stay_frozen()
        try:
            self._socket.settimeout(_SECONDS_TO_SEND)
            self._socket.sendall(data)
        except (OSError, ValueError) as error:
            raise ClosedError from error

    def send_halved(self, line: bytes) -> None:
        """Write a line in two segments with a pause between them."""
        self.send(line[: len(line) // 2])
        self.pause(_SECONDS_BETWEEN_HALVES)
        self.send(line[len(line) // 2 :])

    def pause(self, seconds: float) -> None:
        """Wait, unless the server stops.

        Raises:
            ClosedError: it does.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self._closing:
                raise ClosedError
            time.sleep(min(left, _FROZEN_POLL))

    def wake(self) -> None:
        """Let the session look for news (or for the end)."""
        with suppress(OSError):  # a full pipe wakes just as well
            self._ringer.send(b"!")

    def close_soon(self) -> None:
        """Make the session end by itself."""
        self._closing = True
        self.wake()
        if self._shaking_hands:
            self.abort()

    def abort(self) -> None:
        """End a session that hangs in a write."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give everything back; called by the session's own thread."""
        for each in (self._socket, self._bell, self._ringer):
            with suppress(OSError):
                each.close()

    def _read_line(self, on_wake: Callable[[], None]) -> bytes:
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > LONGEST_LINE:
                raise TooLongError("line without an end")
            self._receive(on_wake)
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return line

    def _read_exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._receive(lambda: None)
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def _receive(self, on_wake: Callable[[], None]) -> None:
        """Wait for octets or for the bell, whichever comes first; the socket is tried first, as TLS may hold some."""
        self._stay_frozen()
        self._socket.settimeout(0)
        try:
            data = self._socket.recv(65_536)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self._wait(on_wake)
        except (OSError, ValueError) as error:
            raise ClosedError from error
        else:
            if not data:
                raise ClosedError
            self._buffer += data

    def _wait(self, on_wake: Callable[[], None]) -> None:
        try:
            poll = select.poll()
            poll.register(self._socket, select.POLLIN)
            poll.register(self._bell, select.POLLIN)
            ready = {descriptor for descriptor, _ in poll.poll()}
        except (OSError, ValueError) as error:
            raise ClosedError from error
        if self._bell.fileno() in ready:
            with suppress(OSError):
                self._bell.recv(4096)
            if self._closing:
                raise ClosedError
            self._stay_frozen()
            on_wake()

    def _stay_frozen(self) -> None:
        while self._faults.frozen:
            if self._closing:
                raise ClosedError
            time.sleep(_FROZEN_POLL)
