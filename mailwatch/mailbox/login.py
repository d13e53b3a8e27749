"""Logging in: passwords of any script, OAuth 2 tokens, and telling a refusal from a server in trouble.

IMAPClient's login methods report a lost link as a refused login, which would stop retries for an hour, and send the
token again where RFC 7628 §3.2.3 wants the exchange ended. imaplib does not quote user names. Hence our own.
"""

from __future__ import annotations

import imaplib
import re
from typing import TYPE_CHECKING

from mailwatch.config.providers import at_host, wants
from mailwatch.errors import LoginError, TokenRefusedError, UnreachableError
from mailwatch.mailbox.transport import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.mailbox.settings import ServerSettings
    from mailwatch.mailbox.transport import Connection

_NOT_THE_PASSWORD = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|\btoo many\b", re.IGNORECASE)
"""Refusals that pass by themselves (RFC 5530 §3); Gmail and others say `Too many simultaneous connections`."""
_FORBIDDEN = re.compile(r"[\0\r\n]")


def log_in(connection: Connection, settings: ServerSettings, secret: str) -> None:
    """Authenticate with the way the settings and the server have in common.

    Args:
        connection: connected, encrypted, its capabilities read, not logged in.
        settings: with login and `auth`.
        secret: password or access token; never part of an error.

    Raises:
        LoginError: refused (a token: TokenRefusedError), or no way in common.
        UnreachableError: the server is in trouble and says so; worth another try.
        IMAP4.abort: the link is lost.
    """
    if _FORBIDDEN.search(settings.login) or _FORBIDDEN.search(secret) or not secret:
        raise LoginError(f"{settings.place}: the secret or login is empty or has a line break in it; store it anew")
    if settings.auth == "oauth2":
        _with_token(connection, settings, secret)
    else:
        _with_password(connection, settings, secret)


def _with_password(connection: Connection, settings: ServerSettings, secret: str) -> None:
    plain = "AUTH=PLAIN" in connection.capabilities
    if settings.login.isascii() and secret.isascii() and "LOGINDISABLED" not in connection.capabilities:
        _log_in(connection, settings, _quoted(settings.login), _quoted(secret))
    elif plain:
        _authenticate(connection, settings, "PLAIN", _answers(f"\0{settings.login}\0{secret}"))
    elif "LOGINDISABLED" in connection.capabilities:
        raise LoginError(
            f"{settings.place}: the server takes no password here; use `security: tls` or `starttls`, or `auth: oauth2`"
        )
    else:
        raise LoginError(
            f"{settings.place}: the server (no AUTH=PLAIN) takes only ASCII logins and passwords; set such ones"
        )


def _log_in(connection: Connection, settings: ServerSettings, login: str, secret: str) -> None:
    try:
        kind, data = connection.xatom("LOGIN", login, secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as exc:  # BAD
        raise _refused(settings, str(exc)) from None
    if kind != "OK":
        raise _refused(settings, as_text(data))
    connection.state = "AUTH"


def _with_token(connection: Connection, settings: ServerSettings, token: str) -> None:
    from mailwatch.signin import sasl  # noqa: PLC0415 - nobody with a password needs it

    if "AUTH=XOAUTH2" in connection.capabilities:
        _authenticate(connection, settings, "XOAUTH2", _answers(sasl.xoauth2(settings.login, token)))
    elif "AUTH=OAUTHBEARER" in connection.capabilities:
        first = sasl.oauthbearer(settings.login, token)
        _authenticate(connection, settings, "OAUTHBEARER", _answers(first, refused="\1"))
    else:
        raise LoginError(f"{settings.place}: the server offers no OAuth 2 login; use `auth: password`")


def _authenticate(
    connection: Connection, settings: ServerSettings, mechanism: str, answers: Callable[[bytes], bytes]
) -> None:
    try:
        connection.authenticate(mechanism, answers)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as exc:
        raise _refused(settings, str(exc)) from None  # the chain would hold the exchange


def _answers(first: str, refused: str = "") -> Callable[[bytes], bytes]:
    """The client's side of a SASL exchange: the credentials, then only what ends a refused exchange."""
    left = [refused.encode(), first.encode()]

    def answer(challenge: bytes) -> bytes:
        del challenge  # empty, or the server's reasons as JSON, which the tagged answer repeats
        return left.pop() if len(left) > 1 else left[0]

    return answer


def _refused(settings: ServerSettings, words: str) -> LoginError | UnreachableError:
    if _NOT_THE_PASSWORD.search(words):
        return UnreachableError(f"{settings.place}: the server cannot log anybody in just now: {words}")
    if settings.auth == "oauth2":
        return TokenRefusedError(f"{settings.place}: the access token for {settings.login} is refused: {words}")
    advice = wants(at_host(settings.host))
    return LoginError(f"{settings.place}: login as {settings.login} refused: {words}; check the password ({advice})")


def _quoted(text: str) -> str:
    """A quoted string (RFC 3501 §4.3)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
