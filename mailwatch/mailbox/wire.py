"""A socket with one receive buffer and total deadlines: nothing received is ever out of sight."""

from __future__ import annotations

import contextlib
import imaplib
import select
import socket
import ssl
import time

from mailwatch.mailbox.dial import await_socket, encrypt

CHUNK = 1 << 18
"""Bytes asked of the kernel at once: 256 KiB, so that a batch of mails is read in few calls."""
MAX_LINE = 4 << 20
"""Longest line taken: 4 MiB. imaplib stops at 1 MB, which one SEARCH answer of 125,000 UIDs exceeds; a peer that
sends more without a line break is sick, and memory must stay flat."""
MAX_LITERAL = 32 << 20
"""Largest literal taken: 32 MiB, far above any mail fetched whole, so only a lying server meets it."""
MAX_ANSWER = 128 << 20
"""Bytes taken in answer to one command: bounds a server that floods without ever completing it."""
COMMAND_SECONDS = 300.0
"""Longest a command may take in all. A server that sends one line a minute would else hold the watcher for ever."""
SLOWEST = 16 << 10
"""Bytes a second below which a link is as good as dead; a literal gets its size / this on top of the read timeout."""


def boot_seconds() -> float:
    """Seconds on a clock that goes on while the machine sleeps, where the system has one (Linux)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class LinkLostError(imaplib.IMAP4.abort):
    """The connection cannot be used any more: end of file, BYE, or an answer beyond all bounds."""


class Wire:
    """Bytes in and out. Every wait ends: at the read timeout, or when the time of the whole command is over.

    `patience` is the seconds a command sent from now on may take in all. Times are those of `time.monotonic()`, but
    `heard_at`, when the last byte came, is one of `boot_seconds`.
    """

    def __init__(self, sock: socket.socket, read_timeout: float, answer_by: float) -> None:
        self.sock = sock
        self.patience = COMMAND_SECONDS
        self._read_timeout = read_timeout
        self._answer_by = answer_by
        self._answer_bytes = 0
        self._received = bytearray()
        self.heard_at = boot_seconds()

    @property
    def holds_data(self) -> bool:
        """Whether anything received has not been read."""
        return bool(self._received)

    @property
    def holds_line(self) -> bool:
        """Whether a line can be read without waiting."""
        return b"\n" in self._received

    def send(self, block: bytes) -> None:
        """Send, and start the clock of the answer.

        Raises:
            OSError: the link is lost, or `TimeoutError`: the peer takes nothing.
        """
        self._answer_bytes = 0
        self.expect_answer()
        left = memoryview(block)
        deadline = self._deadline(len(block))
        while left:
            events = select.POLLOUT
            try:
                left = left[self.sock.send(left) :]
                continue
            except ssl.SSLWantReadError:
                events = select.POLLIN
            except (BlockingIOError, ssl.SSLWantWriteError):
                pass
            await_socket(self.sock, events, deadline)

    def expect_answer(self) -> None:
        """Give the peer the full time again, because it has begun to answer."""
        self._answer_by = time.monotonic() + self.patience

    def line(self) -> bytes:
        """One line with its end.

        Raises:
            LinkLostError: end of file, or a line beyond `MAX_LINE`.
            OSError: the link is lost; `TimeoutError` past the deadline.
        """
        deadline = self._deadline()
        looked_at = 0
        while (end := self._received.find(b"\n", looked_at)) < 0:
            looked_at = len(self._received)
            if looked_at > MAX_LINE:
                raise LinkLostError(f"the server sent a line of more than {MAX_LINE} bytes")
            self.fill(deadline)
        return self._take(end + 1)

    def exactly(self, size: int) -> bytes:
        """`size` bytes. Raises as `line` does."""
        if size > MAX_LITERAL:
            raise LinkLostError(f"the server sent a literal of {size} bytes; at most {MAX_LITERAL} are taken")
        deadline = self._deadline(size)
        while len(self._received) < size:
            self.fill(deadline)
        return self._take(size)

    def fill(self, deadline: float, wake_fd: int | None = None) -> bool:
        """Receive something (True), or find `wake_fd` readable (False).

        Raises:
            LinkLostError: end of file, or more than `MAX_ANSWER` since the last command.
            OSError: the link is lost; `TimeoutError` past the deadline.
        """
        while True:
            events = select.POLLIN
            try:
                chunk = self.sock.recv(CHUNK)
            except ssl.SSLWantWriteError:
                events = select.POLLOUT
            except (BlockingIOError, ssl.SSLWantReadError):
                pass
            else:
                self._accept(chunk)
                return True
            if not await_socket(self.sock, events, deadline, wake_fd):
                return False

    def encrypt(self, context: ssl.SSLContext, host: str, deadline: float) -> None:
        """Go on over TLS.

        Raises:
            LinkLostError: plain text is waiting, which somebody on the way could have slipped in.
            OSError: the handshake failed; the socket is closed.
        """
        if self._received:
            raise LinkLostError("the server sent unencrypted data after STARTTLS; somebody may be tampering")
        self.sock = encrypt(self.sock, context, host, deadline)

    def abandon(self) -> None:
        """End the connection under whoever waits for it, from any thread; it is theirs to close. Never raises."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # not SSLSocket's, which drops the TLS state as well

    def close(self) -> None:
        """Close the socket; never raises."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self.sock.close()

    def _deadline(self, size: int = 0) -> float:
        return min(self._answer_by, time.monotonic() + self._read_timeout + size / SLOWEST)

    def _take(self, size: int) -> bytes:
        with memoryview(self._received) as view:
            taken = bytes(view[:size])
        del self._received[:size]
        return taken

    def _accept(self, chunk: bytes) -> None:
        if not chunk:
            raise LinkLostError("the server closed the connection")
        self.heard_at = boot_seconds()
        self._answer_bytes += len(chunk)
        if self._answer_bytes > MAX_ANSWER:
            raise LinkLostError(f"the server sent more than {MAX_ANSWER} bytes in answer to one command")
        self._received += chunk
