"""A client of the embedded server that shows what is on the wire, segment by segment."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.embedded import Embedded


class Wire:
    """Connected, nothing read yet."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Write at once."""
        self.socket.sendall(data)

    def segment(self) -> bytes:
        """What comes next; empty at the end."""
        return self.socket.recv(65536)

    def until(self, wanted: bytes) -> bytes:
        """All that comes, up to the segment that completes `wanted`."""
        found = b""
        while wanted not in found:
            found += (more := self.segment())
            assert more, found
        return found

    def ask(self, line: bytes, tag: bytes = b"t") -> bytes:
        """Send a command; the whole answer, or what came of it before the end."""
        self.socket.sendall(tag + b" " + line + b"\r\n")
        found = b""
        while not any(each.startswith(tag + b" ") for each in found.split(b"\r\n")[:-1]):
            found += (more := self.segment())
            if not more:
                return found
        return found

    def silent(self) -> bool:
        """Whether nothing comes for a while."""
        self.socket.settimeout(0.2)
        try:
            self.socket.recv(1)
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(10)
        return False


@contextmanager
def wire(embedded: Embedded, *, select: bool = True) -> Iterator[Wire]:
    """A client that has logged in, and selected INBOX."""
    found = Wire(embedded.port)
    try:
        assert found.until(b"\r\n").startswith(b"* OK [CAPABILITY ")
        assert b"t OK" in found.ask(f'LOGIN {embedded.login} "{embedded.password}"'.encode())
        if select:
            found.ask(b"SELECT INBOX")
        yield found
    finally:
        found.socket.close()
