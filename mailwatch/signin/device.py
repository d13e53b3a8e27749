"""Signing in with a code that is typed in on any other device (RFC 8628)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mailwatch.errors import UnreachableError
from mailwatch.signin import server
from mailwatch.signin.http import RefusedError
from mailwatch.signin.tokens import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.config import OAuth
    from mailwatch.signin.server import Code, Granted

_SLOWER = 5.0


def by_code(
    oauth: OAuth,
    show: Callable[[Code], None],
    *,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = clock,
) -> Granted:
    """Get a code, show it, and ask until somebody has typed it in.

    Args:
        oauth: the server, with a `device_authorization_endpoint`.
        show: tells the person code and address.
        pause: waits for so many seconds.
        now: tells the time in seconds.

    Raises:
        RefusedError: the person said no (`access_denied`), came too late (`expired_token`), or the server refuses us.
        UnreachableError: the server cannot be reached at all.
    """
    code = server.device_request(oauth)
    end, interval = now() + code.lifetime, code.interval
    show(code)
    while now() < end:
        pause(interval)
        try:
            return server.poll(oauth, code)
        except RefusedError as error:
            if error.code == "slow_down":
                interval += _SLOWER  # RFC 8628 §3.5, for this and all later questions
            elif error.code != "authorization_pending":
                raise
        except UnreachableError:
            interval *= 2  # the same section
    raise RefusedError("expired_token")
