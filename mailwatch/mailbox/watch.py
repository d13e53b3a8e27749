"""Waiting for mail, and how long to stay away from a server that cannot be had.

A wait is only a hint that something may be new. Whatever it returns, the caller looks for what is new.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from mailwatch.mailbox.transport import IdleEnd

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.mailbox.imap import Session

_NEWS = re.compile(rb"\* (?:\d+ (?:EXISTS|RECENT|EXPUNGE|FETCH)|VANISHED)\b", re.IGNORECASE)
_AT_ONCE = 5.0
"""Seconds within which a server that ends IDLE by itself does not really have it."""


class Woken(Enum):
    """What ended a wait."""

    MAIL = auto()
    WAKE = auto()
    TIMEOUT = auto()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the server is asked for a sign of life, all in seconds.

    A frozen peer is noticed `quiet + answer` after its last byte (TCP keep-alive does not see one whose kernel still
    answers). `renew` bounds one IDLE: servers and NAT boxes forget idle links after 9 to 30 minutes (RFC 2177 says
    29). `poll` is the pace where there is no IDLE.
    """

    quiet: float = 24
    answer: float = 12
    renew: float = 300
    poll: float = 30


def wait(
    session: Session,
    timeout: float,
    wake_fd: int | None = None,
    *,
    pace: Pace | None = None,
    on_line: Callable[[bytes], None] | None = None,
) -> Woken:
    """Wait until the examined mailbox may hold something new.

    Args:
        session: with a mailbox examined. News since it was last looked at (`examine`, `new_uids`, `uids_since`) ends
            the wait at once, whichever command it came under.
        timeout: seconds to wait at most.
        wake_fd: readable when somebody wants the wait to end; the caller empties it.
        pace: the heart-beat; the default notices a frozen peer within 35 seconds.
        on_line: is handed every untagged response heard in IDLE, as received.

    Raises:
        UnreachableError: the link is lost, the server said BYE or did not answer in time.
        MailboxError: the mailbox cannot be opened any more.
    """
    pace = pace or Pace()
    end = time.monotonic() + timeout

    def heard(line: bytes) -> bool:
        if on_line is not None:
            on_line(line)
        return _NEWS.match(line) is not None

    while not session.has_news():
        began = time.monotonic()
        if began >= end:
            return Woken.TIMEOUT
        if not session.can_idle:
            if session.pause(min(end, began + pace.poll), pace.answer, wake_fd) is IdleEnd.WOKEN:
                return Woken.WAKE
            continue
        outcome = session.idle(min(end, began + pace.renew), pace.quiet, pace.answer, wake_fd, heard)
        if outcome is IdleEnd.WOKEN:
            return Woken.WAKE
        if outcome is IdleEnd.HEARD:
            return Woken.MAIL
        if outcome is IdleEnd.REFUSED and time.monotonic() - began < _AT_ONCE:
            session.give_up_idle()
    return Woken.MAIL


FIRST_RETRY = 1.0
SOON = 5.0
"""Longest pause while the outage is young: a server that restarts is found again within seconds."""
YOUNG = 60.0
"""Seconds of waiting after which an outage is no restart any more."""
LONGEST = 30.0
"""Longest pause. With an attempt under way that has to time out first, still back within a minute of the end of an
outage; one connection attempt in half a minute is nothing to a server, and to this machine."""
AFTER_REFUSAL = 3600.0
"""Seconds after a refused login: trying again soon may lock the account."""
_SPREAD = 0.2
"""Part of a pause that chance decides, so that many mailboxes do not come back in the same second."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to stay away. `Backoff()` is the state after a success, `next` gives a pause and the state after it."""

    pause: float = 0.0
    waited: float = 0.0

    def next(self, jitter: Callable[[], float], *, login_refused: bool = False) -> tuple[float, Backoff]:
        """The seconds to wait before the next try, and the state to ask after that try failed.

        Args:
            jitter: gives a number from 0 to 1.
            login_refused: the server did not accept the credentials.
        """
        if login_refused:
            return AFTER_REFUSAL, Backoff()
        limit = SOON if self.waited < YOUNG else LONGEST
        pause = min(max(FIRST_RETRY, self.pause * 2), limit)
        return pause * (1 - _SPREAD * jitter()), Backoff(pause, self.waited + pause)
