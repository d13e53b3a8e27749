"""What a command is to the session that runs it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.demo.imapd.session import Session
    from mailwatch.demo.imapd.wire import Arguments


class State(IntEnum):
    """How far a session has come (RFC 3501 §3)."""

    GREETED = 0
    AUTHENTICATED = 1
    SELECTED = 2


@dataclass(frozen=True, slots=True)
class Command:
    """`act` reads the arguments, adds untagged lines to the session and returns the text after `OK`.

    It is allowed from state `least` to state `most`. It runs under the account's lock unless it talks to the client
    in between (`converses`), and does not exist where its `capability` is hidden. `keeps_numbers`: no EXPUNGE may be
    announced while it runs (RFC 3501 §7.4.1).
    """

    act: Callable[[Session, Arguments], str]
    least: State = State.SELECTED
    most: State = State.SELECTED
    converses: bool = False
    capability: str = ""
    keeps_numbers: bool = False
