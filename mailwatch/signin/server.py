"""What is said to an authorization server, in oauthlib's words; each function is one question.

The only module that imports oauthlib (6 ms, 0.8 MB); it is imported where a token is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from oauthlib.common import add_params_to_uri, generate_token
from oauthlib.oauth2 import DeviceClient, OAuth2Error, WebApplicationClient

from mailwatch.credentials import Secret
from mailwatch.errors import UnreachableError
from mailwatch.signin.http import RefusedError, one_line, post

if TYPE_CHECKING:
    from mailwatch.config import OAuth

_VERIFIER_LENGTH = 64
_STATE_LENGTH = 32
_ANY_HTTPS = "https://localhost/"
"""oauthlib wants https everywhere, and does not know that this machine needs none (RFC 8252 §8.3); the config does."""
_DEFAULT_INTERVAL = 5.0
_DEFAULT_LIFETIME = 600.0


@dataclass(frozen=True, slots=True)
class Granted:
    """Tokens. `lifetime` is in seconds, 0 where nobody tells; `refresh` is empty where it stays the same."""

    access: Secret
    lifetime: float
    refresh: Secret


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in that somebody has been sent to do in a browser, at `address`. The verifier is told to nobody yet."""

    address: str
    redirect: str
    state: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A code to type in elsewhere (RFC 8628 §3.2). `lifetime` and `interval` are in seconds."""

    device: str = field(repr=False)
    user: str
    address: str
    complete: str
    lifetime: float
    interval: float


def browser_request(oauth: OAuth, login: str, redirect: str) -> Asked:
    """Where to send the browser: an authorization request with PKCE (RFC 7636, S256) and a state of its own.

    Args:
        oauth: the server.
        login: whom we expect to sign in; a hint for the server.
        redirect: the loopback address that the browser is to come back to (RFC 8252 §7.3).
    """
    client = WebApplicationClient(oauth.client_id)
    verifier = client.create_code_verifier(_VERIFIER_LENGTH)
    state = generate_token(_STATE_LENGTH)
    question = client.prepare_request_uri(
        _ANY_HTTPS,
        redirect_uri=redirect,
        scope=list(oauth.scopes),
        state=state,
        code_challenge=client.create_code_challenge(verifier, "S256"),
        code_challenge_method="S256",
        access_type="offline",  # Google's way to ask for a refresh token; others ignore it (RFC 6749 §3.1)
        **({"login_hint": login} if "@" in login else {}),
    )
    address = add_params_to_uri(oauth.authorization_endpoint, parse_qsl(urlsplit(question).query))
    return Asked(address, redirect, state, verifier)


def answer_of(asked: Asked, came_back: str) -> Secret:
    """The authorization code in the address that the browser came back to.

    Raises:
        ValueError: it is no answer to this request: another state, or nothing that makes sense.
        RefusedError: it says no.
    """
    said = dict(parse_qsl(urlsplit(came_back).query))
    if said.get("state") != asked.state:  # before anything else: it may come from anybody
        raise ValueError("it answers another request")
    try:
        address = f"{_ANY_HTTPS}?{urlsplit(came_back).query}"
        found = WebApplicationClient("").parse_request_uri_response(address, state=asked.state)
    except OAuth2Error as error:
        if "error" not in said:
            raise ValueError("there is no code in it") from None
        raise RefusedError(str(error.error), str(said.get("error_description", ""))) from None
    return Secret(found["code"])


def redeem(oauth: OAuth, asked: Asked, code: str) -> Granted:
    """Tokens for an authorization code.

    Raises:
        RefusedError, UnreachableError: as `post`.
    """
    body = WebApplicationClient(oauth.client_id).prepare_request_body(
        code=code, redirect_uri=asked.redirect, code_verifier=asked.verifier, **_proof(oauth)
    )
    return _tokens(oauth, body)


def device_request(oauth: OAuth) -> Code:
    """A code for somebody to type in elsewhere (RFC 8628 §3.1).

    Raises:
        RefusedError, UnreachableError: as `post`; the latter too where the answer lacks what it must have.
    """
    form = {"client_id": oauth.client_id, "scope": " ".join(oauth.scopes), **_proof(oauth)}
    said = post(oauth.device_authorization_endpoint, urlencode(form))
    address = said.get("verification_uri") or said.get("verification_url")  # Google's older word for it
    if not all(isinstance(each, str) and each for each in (said.get("device_code"), said.get("user_code"), address)):
        raise UnreachableError(
            f"{urlsplit(oauth.token_endpoint).netloc}: the token server gives no code to sign in with"
        )
    return Code(
        device=said["device_code"],
        user=one_line(said["user_code"]),
        address=one_line(str(address)),
        complete=one_line(str(said.get("verification_uri_complete") or "")),
        lifetime=_seconds(said.get("expires_in")) or _DEFAULT_LIFETIME,
        interval=_seconds(said.get("interval")) or _DEFAULT_INTERVAL,
    )


def poll(oauth: OAuth, code: Code) -> Granted:
    """Ask whether somebody has typed the code in (RFC 8628 §3.4).

    Raises:
        RefusedError: not yet, or never; `code` says which (§3.5).
        UnreachableError: as `post`.
    """
    client = DeviceClient(oauth.client_id)
    return _tokens(oauth, client.prepare_request_body(code.device, include_client_id=True, **_proof(oauth)))


def refresh(oauth: OAuth, token: str) -> Granted:
    """A fresh access token, for the scopes once granted (RFC 6749 §6).

    Raises:
        RefusedError, UnreachableError: as `post`.
    """
    client = WebApplicationClient(oauth.client_id)
    return _tokens(oauth, client.prepare_refresh_body(refresh_token=token, client_id=oauth.client_id, **_proof(oauth)))


def revoke(oauth: OAuth, token: str) -> None:
    """Tell the server that a refresh token is not used any more (RFC 7009 §2.1).

    Raises:
        RefusedError, UnreachableError: as `post`.
    """
    form = {"token": token, "token_type_hint": "refresh_token", "client_id": oauth.client_id, **_proof(oauth)}
    post(oauth.revocation_endpoint, urlencode(form))


def _tokens(oauth: OAuth, body: str) -> Granted:
    said = post(oauth.token_endpoint, body)
    access, again = said.get("access_token"), said.get("refresh_token") or ""
    bearer = str(said.get("token_type", "bearer")).lower() == "bearer"
    if not (isinstance(access, str) and access and isinstance(again, str) and bearer):
        raise UnreachableError(
            f"{urlsplit(oauth.token_endpoint).netloc}: the token server gives no token that can be used"
        )
    return Granted(Secret(access), _seconds(said.get("expires_in")), Secret(again))


def _proof(oauth: OAuth) -> dict[str, Any]:
    return {"client_secret": oauth.client_secret} if oauth.client_secret else {}


def _seconds(value: object) -> float:
    try:
        return max(0.0, float(str(value)))
    except ValueError:
        return 0.0
