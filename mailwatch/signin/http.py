"""One POST to an authorization server, and what it answers."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mailwatch.config.scalars import is_loopback
from mailwatch.errors import UnreachableError

TIMEOUT = 20.0
"""Seconds that each step of the conversation may take."""
_LONGEST = 262_144
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)})
_PASSING = frozenset({"server_error", "temporarily_unavailable"})
_NOT_YET = frozenset({"authorization_pending", "slow_down"})  # whatever the status: they are part of the conversation
_SECRET = frozenset({"refresh_token", "token", "code", "code_verifier", "device_code", "client_secret"})


class RefusedError(Exception):
    """The server understood, and says no (RFC 6749 §5.2): `code` is its word for why, `told` all of it, on one line."""

    def __init__(self, code: str, description: str = "") -> None:
        self.code = one_line(code)[:60]
        self.told = f"{self.code}: {one_line(description)[:200]}" if description else self.code
        super().__init__(self.told)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """What we say is for one address alone."""

    def redirect_request(self, *_: object) -> None:
        return None


def post(url: str, form: str, timeout: float = TIMEOUT) -> dict[str, Any]:
    """Send a form and read the JSON object that comes back.

    Args:
        url: https, or http on this machine.
        form: what to say, as application/x-www-form-urlencoded; an error does not repeat what is secret in it.
        timeout: seconds for each step.

    Raises:
        RefusedError: the server answers with an error of OAuth 2.
        UnreachableError: it cannot be reached, is in trouble, or answers anything else.
    """
    server = urlsplit(url).netloc
    try:
        status, body = _exchange(url, form.encode(), timeout)
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        why = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        raise UnreachableError(f"{server}: the token server cannot be reached: {one_line(why)}") from None
    try:
        answer = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and isinstance(code := answer.get("error"), str):
        refused = RefusedError(code, _without_secrets(str(answer.get("error_description") or ""), form))
        if code in _PASSING or (status in _BUSY and code not in _NOT_YET):
            raise UnreachableError(f"{server}: the token server is in trouble: {refused}")
        raise refused
    if status != HTTPStatus.OK or not isinstance(answer, dict):
        raise UnreachableError(f"{server}: the token server gives no answer that makes sense (HTTP status {status})")
    return answer


def _exchange(url: str, data: bytes, timeout: float) -> tuple[int, bytes]:
    handlers: list[urllib.request.BaseHandler] = [
        _NoRedirects(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
    ]
    if is_loopback(urlsplit(url).hostname or ""):
        handlers.append(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(  # noqa: S310 - the config takes https alone, and http on this machine
        url, data, {"Accept": "application/json", "User-Agent": "mailwatch"}
    )
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=timeout) as answer:
            return answer.status, answer.read(_LONGEST)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(_LONGEST)


def one_line(text: str) -> str:
    """Text from elsewhere as a terminal and a log may show it."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _without_secrets(text: str, form: str) -> str:
    """The server's own words, without the secrets that were sent to it."""
    for name, value in parse_qsl(form):
        if name in _SECRET:
            text = text.replace(value, "…")
    return text
