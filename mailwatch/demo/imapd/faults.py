"""Ways for a server to go wrong, on demand, so that tests can see how a client bears them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from threading import Event, Lock
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Stage = Literal["before", "after", "answered", "idling"]
"""`before`: read, not acted on (for IDLE: before `+ idling`). `after`: acted on, not answered. `answered`: the tagged
answer is out. `idling`: `+ idling` is out (IDLE only).
"""

ANY = "*"
"""Stands for every command."""


class IdleForm(Enum):
    """How news is put on the wire around and during IDLE; all are legal, and each has broken a client."""

    APART = "apart"
    """`+ idling`, then news, each in a segment of its own."""
    TOGETHER = "together"
    """`+ idling` and the news that came before it in one segment."""
    NEWS_FIRST = "news first"
    """The news that came before IDLE stands before `+ idling`, in one segment."""
    SPLIT = "split"
    """Every line of news is cut in two segments, with a pause between them."""
    LITERAL = "literal"
    """News comes with a literal: an untagged FETCH that carries the header of the newest message."""


class RefuseCommandError(Exception):
    """The command is to be answered with `status` and `text`."""

    def __init__(self, status: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class DropConnectionError(Exception):
    """The connection is to be closed, after `last_words` (whole lines) if any."""

    def __init__(self, last_words: bytes = b"") -> None:
        super().__init__("the connection is dropped on demand")
        self.last_words = last_words


@dataclass
class _Rule:
    command: str
    stage: Stage
    skip: int
    times: int | None
    act: Callable[[Callable[[float], None]], None]

    def applies(self, command: str, stage: Stage) -> bool:
        """Whether it is its turn; counts down."""
        if self.stage != stage or self.command not in (ANY, command) or self.times == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The knobs. All may be turned while the server runs, from any thread.

    Commands are named in upper case, `UID FETCH` apart from `FETCH`. `nth` counts from now on, 1 being the next one;
    `times` says how often in a row from there, None for ever. `omit_appenduid` leaves APPENDUID and COPYUID out though
    UIDPLUS is advertised.
    """

    def __init__(self) -> None:
        self.idle_form = IdleForm.APART
        self.omit_appenduid = False
        self._lock = Lock()
        self._hidden: frozenset[str] = frozenset()
        self._rules: list[_Rule] = []
        self._thawed = Event()
        self._thawed.set()

    def hide(self, *capabilities: str) -> None:
        """Neither advertise nor support these (SPECIAL-USE, IDLE, UIDPLUS, MOVE, CONDSTORE, NAMESPACE, ENABLE, …)."""
        with self._lock:
            self._hidden |= {capability.upper() for capability in capabilities}

    def hides(self, capability: str) -> bool:
        """Whether it is hidden."""
        return capability in self._hidden

    def refuse(
        self, command: str, text: str = "Not now", *, status: str = "NO", nth: int = 1, times: int | None = None
    ) -> None:
        """Answer with NO (or BAD) and `text`, and do nothing."""

        def act(_: Callable[[float], None]) -> None:
            raise RefuseCommandError(status, text)

        self._add(_Rule(command, "before", nth - 1, times, act))

    def exceed_quota(self, *, times: int | None = None) -> None:
        """Let APPEND fail for want of space (RFC 9208 §4)."""
        self.refuse("APPEND", "[OVERQUOTA] Quota exceeded (mailbox for user is full)", times=times)

    def drop(self, command: str, *, stage: Stage = "before", nth: int = 1, times: int | None = 1) -> None:
        """Close the connection without a word: before acting, or after acting and before (or after) the answer."""

        def act(_: Callable[[float], None]) -> None:
            raise DropConnectionError

        self._add(_Rule(command, stage, nth - 1, times, act))

    def bye(
        self, text: str = "Session expired, please login again.", *, command: str = ANY, stage: Stage = "before"
    ) -> None:
        """Say `* BYE text` and close, once."""

        def act(_: Callable[[float], None]) -> None:
            raise DropConnectionError(b"* BYE " + text.encode() + b"\r\n")

        self._add(_Rule(command, stage, 0, 1, act))

    def delay(self, command: str, seconds: float, *, stage: Stage = "before", times: int | None = None) -> None:
        """Wait before going on; a stop of the server ends the wait."""
        self._add(_Rule(command, stage, 0, times, lambda pause: pause(seconds)))

    def call(
        self,
        command: str,
        hook: Callable[[], object],
        *,
        stage: Stage = "before",
        nth: int = 1,
        times: int | None = 1,
    ) -> None:
        """Call `hook` in the session's thread, for example to deliver mail between a command and IDLE."""

        def act(_: Callable[[float], None]) -> None:
            hook()

        self._add(_Rule(command, stage, nth - 1, times, act))

    def freeze(self) -> None:
        """Go silent: connections stay open, nothing more is read or written, as behind a broken NAT."""
        self._thawed.clear()

    def thaw(self) -> None:
        """Go on."""
        self._thawed.set()

    @property
    def frozen(self) -> bool:
        """Whether the server is silent."""
        return not self._thawed.is_set()

    def clear(self) -> None:
        """Be a good server again."""
        with self._lock:
            self._rules.clear()
            self._hidden = frozenset()
        self.idle_form = IdleForm.APART
        self.omit_appenduid = False
        self.thaw()

    def at(self, stage: Stage, command: str, pause: Callable[[float], None]) -> None:
        """Let the faults of this moment happen. Called by the session, without any lock.

        Raises:
            RefuseCommandError: the command is to be refused.
            DropConnectionError: the connection is to be closed.
        """
        with self._lock:
            due = [rule for rule in self._rules if rule.applies(command, stage)]
        for rule in due:
            rule.act(pause)

    def _add(self, rule: _Rule) -> None:
        with self._lock:
            self._rules.append(rule)
