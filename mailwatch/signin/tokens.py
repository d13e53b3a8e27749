"""Access tokens: kept in memory until shortly before they end, fetched anew with the refresh token."""

from __future__ import annotations

import shlex
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mailwatch.credentials import Secret, secret_for
from mailwatch.errors import LoginError
from mailwatch.signin.http import RefusedError
from mailwatch.signin.keeping import Place, alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.config import OAuth, SignIn
    from mailwatch.signin.server import Granted

MARGIN = 300.0
"""Seconds before its end at which a token is not used any more."""
_LONGEST = 86_400.0
_ENDED = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})


def clock() -> float:
    """Seconds that go on while the machine sleeps, where the system tells (as `mailwatch.mailbox.boot_seconds`)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class _Held:
    token: Secret
    renew_at: float


class Tokens:
    """The access tokens of this process. Safe to use from any thread; an account's are fetched by one at a time.

    How long a token is good is counted from before it was asked for, on a clock of our own that nobody sets, so that
    neither side's idea of the time of day matters.
    """

    def __init__(self, now: Callable[[], float] = clock) -> None:
        self._now = now
        self._held: dict[SignIn, _Held] = {}
        self._ended: dict[SignIn, tuple[str, str]] = {}
        self._unsaved: dict[SignIn, tuple[str, str]] = {}
        self._locks: dict[SignIn, threading.Lock] = {}
        self._guard = threading.Lock()

    def access(self, sign_in: SignIn, refused: str = "") -> Secret:
        """As `mailwatch.signin.access_token`."""
        if sign_in.oauth is None:
            return Secret(secret_for(sign_in.secret, service=sign_in.service, login=sign_in.login))
        with self._guard:
            lock = self._locks.setdefault(sign_in, threading.Lock())
        with lock:
            held = self._held.get(sign_in)
            if held and held.token != refused and self._now() < held.renew_at:
                return held.token
            with alone(sign_in):
                return self._renewed(sign_in, sign_in.oauth)

    def _renewed(self, sign_in: SignIn, oauth: OAuth) -> Secret:
        from mailwatch.signin import server  # noqa: PLC0415 - and with it oauthlib

        kept = self._kept(sign_in)
        ended = self._ended.get(sign_in)
        if ended and ended[0] == kept:  # asking again would only tell the same, and look like an attack
            raise LoginError(ended[1])
        asked_at = self._now()
        try:
            granted = server.refresh(oauth, kept)
        except RefusedError as error:
            explained = refusal(sign_in, oauth, error)
            if error.code in _ENDED:
                self._ended[sign_in] = kept, str(explained)
            raise explained from None
        if granted.refresh and granted.refresh != kept:
            self._keep(sign_in, kept, granted.refresh)
        lifetime = min(granted.lifetime, _LONGEST)
        self._held[sign_in] = _Held(granted.access, asked_at + lifetime - min(MARGIN, lifetime / 2))
        return granted.access

    def _kept(self, sign_in: SignIn) -> str:
        """The refresh token; one that came earlier and could not be kept then goes to its place first."""
        kept = Place(sign_in).read()
        if kept is None:
            raise sign_in.secret.error(f"nobody has signed in to {sign_in.name} yet; {remedy(sign_in)}")
        before, after = self._unsaved.get(sign_in, ("", ""))
        if kept == before:  # else somebody has signed in anew
            self._keep(sign_in, before, after)
            return after
        self._unsaved.pop(sign_in, None)
        return kept

    def _keep(self, sign_in: SignIn, before: str, after: str) -> None:
        """Keep a rotated token before anything is done with what came with it: the one before may be void now."""
        self._unsaved[sign_in] = before, after
        Place(sign_in).write(after)
        del self._unsaved[sign_in]


def begin(sign_in: SignIn, granted: Granted) -> None:
    """Keep what a person has just signed in for.

    Raises:
        LoginError: there is no refresh token, so it would end within the hour.
        CredentialError: it cannot be kept.
    """
    if not granted.refresh:
        raise LoginError(
            f"the provider gave no refresh token for {sign_in.name}, the sign-in would end soon; many want the scope "
            "offline_access for one (oauth: scopes)"
        )
    with alone(sign_in):
        Place(sign_in, prompt=True).write(granted.refresh)


def refusal(sign_in: SignIn, oauth: OAuth, error: RefusedError) -> LoginError:
    """What a refusal of the token server means, and what to do."""
    place = f"{urlsplit(oauth.token_endpoint).netloc}: the sign-in of {sign_in.name}"
    match error.code:
        case "access_denied":
            text = "was not allowed in the browser (access_denied)"
        case "expired_token":
            text = "came to nothing: nobody was there in time (expired_token)"
        case code if code in _ENDED:
            text = f"has ended ({error.told})"
        case _:
            text = f"is refused ({error.told}); check oauth: client_id, client_secret, scopes and tenant"
    return LoginError(f"{place} {text}; {remedy(sign_in)}")


def remedy(sign_in: SignIn) -> str:
    """What to do when a sign-in is not good any more."""
    if sign_in.oauth is None:
        return f"run the token command of {sign_in.name} by hand to see why"
    return f"run: mailwatch auth login {shlex.quote(sign_in.name)}"
