"""Commands about the connection itself: who is there, what can be done, and goodbye."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING

from mailwatch.demo.imapd.commands import Command, State
from mailwatch.demo.imapd.faults import RefuseCommandError
from mailwatch.demo.imapd.store import SEPARATOR
from mailwatch.demo.imapd.wire import Arguments, BadCommandError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailwatch.demo.imapd.session import Session

_OAUTHBEARER_ERROR = base64.b64encode(b'{"status":"invalid_token","scope":"mail"}')
_XOAUTH2_ERROR = base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.example.com/"}')


def _capability(session: Session, arguments: Arguments) -> str:
    arguments.end()
    session.untagged(b"CAPABILITY " + session.capabilities())
    return "Capability completed."


def _noop(_: Session, arguments: Arguments) -> str:
    arguments.end()
    return "NOOP completed."


def _logout(session: Session, arguments: Arguments) -> str:
    arguments.end()
    session.untagged(b"BYE Logging out")
    session.leaving = True
    return "Logout completed."


def _id(session: Session, _: Arguments) -> str:
    session.untagged(b'ID ("name" "mailwatch demo server")')
    return "ID completed."


def _starttls(session: Session, arguments: Arguments) -> str:
    arguments.end()
    if session.host.ssl_context is None or session.connection.encrypted:
        raise BadCommandError("TLS is not available or already active")
    session.starts_tls = True
    return "Begin TLS negotiation now."


def _login(session: Session, arguments: Arguments) -> str:
    login = arguments.string()
    arguments.space()
    password = arguments.string()
    arguments.end()
    return _enter_with_password(session, login, password)


def _authenticate(session: Session, arguments: Arguments) -> str:
    mechanism = arguments.word()
    acts = {"PLAIN": _plain, "XOAUTH2": _xoauth2, "OAUTHBEARER": _oauthbearer}
    if mechanism not in acts or session.host.faults.hides(f"AUTH={mechanism}"):
        raise RefuseCommandError("NO", "[CANNOT] Unsupported authentication mechanism.")
    initial = arguments.rest.strip() or session.ask()
    if initial == b"*":
        raise BadCommandError("authentication cancelled")
    try:
        response = b"" if initial == b"=" else base64.b64decode(initial, validate=True)
    except binascii.Error:
        raise BadCommandError("invalid base64") from None
    return acts[mechanism](session, response.decode("utf-8", "surrogateescape"))


def _plain(session: Session, response: str) -> str:
    parts = response.split("\0")
    if len(parts) != len(("as whom", "login", "password")):
        raise BadCommandError("invalid PLAIN response")
    return _enter_with_password(session, parts[1], parts[2])


def _xoauth2(session: Session, response: str) -> str:
    """`user=…^Aauth=Bearer …^A^A`; a refusal comes as a challenge first, as the big providers do it."""
    values = _pairs(response.split("\x01"))
    return _enter_with_token(session, values.get("user", ""), values.get("auth", ""), _XOAUTH2_ERROR)


def _oauthbearer(session: Session, response: str) -> str:
    """`n,a=…,^Aauth=Bearer …^A^A` (RFC 7628 §3.1); a refusal comes as a challenge first (§3.2.3)."""
    head, *parts = response.split("\x01")
    login = _pairs(head.split(",")).get("a", "").replace("=2C", ",").replace("=3D", "=")
    return _enter_with_token(session, login, _pairs(parts).get("auth", ""), _OAUTHBEARER_ERROR)


def _pairs(parts: list[str]) -> dict[str, str]:
    return dict(part.split("=", 1) for part in parts if "=" in part)


def _enter_with_token(session: Session, login: str, bearer: str, error: bytes) -> str:
    account, token_ok = session.host.account(login), session.host.token_ok
    if account is None or token_ok is None or not token_ok(login, bearer.removeprefix("Bearer ")):
        session.ask(error)
        raise _failed()
    session.enter(login, account)
    return _logged_in(session)


def _enter_with_password(session: Session, login: str, password: str) -> str:
    account = session.host.account(login)
    expected = account.password if account else ""
    same = hmac.compare_digest(_octets(expected), _octets(password))
    if account is None or not same:
        raise _failed()
    session.enter(login, account)
    return _logged_in(session)


def _failed() -> RefuseCommandError:
    return RefuseCommandError("NO", "[AUTHENTICATIONFAILED] Authentication failed.")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _logged_in(session: Session) -> str:
    return f"[CAPABILITY {session.capabilities().decode()}] Logged in"


def _enable(session: Session, arguments: Arguments) -> str:
    wanted = {word.upper() for word in arguments.rest.split()}
    enabled = b""
    if b"CONDSTORE" in wanted and not session.host.faults.hides("CONDSTORE"):
        session.condstore = True
        enabled = b" CONDSTORE"
    session.untagged(b"ENABLED" + enabled)
    return "Enabled."


def _namespace(session: Session, arguments: Arguments) -> str:
    arguments.end()
    session.untagged(b'NAMESPACE (("" "%b")) NIL NIL' % SEPARATOR.encode())
    return "Namespace completed."


def _idle(session: Session, arguments: Arguments) -> str:
    arguments.end()
    session.idle()
    return "Idle completed."


COMMANDS: Mapping[str, Command] = {
    "CAPABILITY": Command(_capability, State.GREETED),
    "NOOP": Command(_noop, State.GREETED),
    "LOGOUT": Command(_logout, State.GREETED),
    "ID": Command(_id, State.GREETED, capability="ID"),
    "STARTTLS": Command(_starttls, State.GREETED, State.GREETED, capability="STARTTLS"),
    "LOGIN": Command(_login, State.GREETED, State.GREETED),
    "AUTHENTICATE": Command(_authenticate, State.GREETED, State.GREETED, converses=True),
    "ENABLE": Command(_enable, State.AUTHENTICATED, capability="ENABLE"),
    "NAMESPACE": Command(_namespace, State.AUTHENTICATED, capability="NAMESPACE"),
    "IDLE": Command(_idle, State.AUTHENTICATED, converses=True, capability="IDLE"),
    "CHECK": Command(_noop),
}
