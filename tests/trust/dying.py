"""Places to die at: before and after every command to the server, and around every commit."""

from __future__ import annotations

import re
import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mailwatch.mailbox.transport import Client, Connection
from mailwatch.store import Store

ANSWER = 10.0
"""Seconds a server has to act."""


_ENDS_A_COMMAND = re.compile(rb"(?:[A-Z]+\d+ .*)?\r\n\Z", re.DOTALL)
"""What imaplib sends as a piece that is answered: a command line, or what follows a literal; not the literal."""


class Fuse:
    """Counts the steps, and blows at the one that was set (0: never)."""

    def __init__(self, blows_at: int, blow: Callable[[], None]) -> None:
        self.steps = 0
        self._blows_at = blows_at
        self._blow = blow

    def step(self) -> None:
        self.steps += 1
        if self.steps == self._blows_at:
            self._blow()


def dying_client(fuse: Fuse) -> type[Client]:
    """A client whose connection steps before each command leaves, and once the server has begun to answer it."""

    class DyingConnection(Connection):
        def send(self, data: Any) -> None:
            leaves = _ENDS_A_COMMAND.match(bytes(data)) is not None
            if leaves:
                fuse.step()
            super().send(data)
            if leaves:
                if not self.wire.holds_data:
                    select.select([self.sock], [], [], ANSWER)
                fuse.step()

    class DyingClient(Client):
        def _create_IMAP4(self) -> Connection:  # noqa: N802 - IMAPClient's name
            return DyingConnection(self._settings, self._context, self._audit)

    return DyingClient


class DyingStore:
    """A store that steps before and after each commit."""

    def __init__(self, real: Store, fuse: Fuse) -> None:
        self._real = real
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        with self._real.transaction() as store:
            yield store
            self._fuse.step()
        self._fuse.step()
