"""Notices reach the owner and nobody else, over a connection that is private or not made."""

from __future__ import annotations

import ast
import asyncio
import base64
import dataclasses
import inspect
import logging
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

import mailwatch
from mailwatch.config import SignIn, Smtp
from mailwatch.core.digest import Item, Letter, Part
from mailwatch.credentials import SecretSource
from mailwatch.errors import ConfigError, CredentialError, LoginError, UnreachableError
from mailwatch.notify import LoggedNotices, LostError, NoticeError, Notices, Notifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import Envelope, Session

    from mailwatch.config.providers import Security

OWNER = "sam@example.com"
LETTER = Letter("s", "t", (Part("", (Item("", "something"),)),))
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Sink:
    """Keeps what it is sent; refuses what it is told to refuse."""

    def __init__(self, refuse: str = "") -> None:
        self.envelopes: list[Envelope] = []
        self.refuse = refuse

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"sam", b"secret")
    return AuthResult(success=right, handled=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@contextmanager
def server(sink: Sink, security: Security, authority: trustme.CA, name: str = "127.0.0.1") -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    options: dict[str, Any] = {}
    if security != "none":
        options = {"authenticator": authenticate, "auth_required": security == "starttls"}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if security == "tls":  # aiosmtpd does not count TLS from the first byte as TLS
        options |= {"auth_require_tls": False}
    loop = asyncio.new_event_loop()
    listening = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(sink, loop=loop, **options), "127.0.0.1", 0, ssl=context if security == "tls" else None
        )
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(listening: asyncio.Server) -> None:
    listening.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def notifier(port: int, security: Security, ca_file: str | None, *, right: bool = True) -> Notifier:
    login = "" if security == "none" else "sam"
    smtp = Smtp("127.0.0.1", port, security, login, SecretSource(), "service", ca_file)
    return Notifier(smtp, OWNER, lambda: "secret" if right else "wrong-horse", lambda: NOW, timeout=10)


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_notice_arrives_at_the_owner(security: Security, authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, security, authority) as port:
        notices: Notices = notifier(port, security, ca_file)
        notices.send(
            Letter("Drafts are waiting: ü", "t", (Part("Grüße", (Item("Dana", "von <b>mailwatch</b>"),)),)), "<x@y>"
        )
    (envelope,) = sink.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (OWNER, [OWNER])
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content)
    assert (message["From"], message["To"]) == (OWNER, OWNER)
    assert message["Date"] == "Tue, 24 Nov 2026 08:00:00 +0000"
    assert message["Message-ID"] == "<x@y>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    plain, page = (str(part.get_payload(decode=True), "utf-8") for part in parts)  # type: ignore[arg-type]
    assert "* Dana\r\n  von <b>mailwatch</b>\r\n" in plain
    assert "von &lt;b&gt;mailwatch&lt;/b&gt;" in page


def test_a_sign_in_is_tried_out_without_sending_anything(authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, "tls", authority) as port:
        notifier(port, "tls", ca_file).try_out()
        with pytest.raises(LoginError, match="refused the login"):
            notifier(port, "tls", ca_file, right=False).try_out()
    assert sink.envelopes == []


def test_no_text_makes_another_recipient(authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, "tls", authority) as port:
        text = Item("", "To: boss@example.org\r\n.\r\nMAIL FROM:<x>")
        notifier(port, "tls", ca_file).send(Letter("Hello\r\nBcc: boss@example.org", "t", (Part("", (text,)),)))
    (envelope,) = sink.envelopes
    assert envelope.rcpt_tos == [OWNER]
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: boss@example.org"


def test_no_code_path_takes_a_recipient() -> None:
    assert list(inspect.signature(Notifier.send).parameters) == ["self", "letter", "message_id"]
    package = Path(mailwatch.__file__).parent
    speakers = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] in ("aiosmtplib", "smtplib") for name in names):
                speakers.add(str(file.relative_to(package)))
    assert speakers == {"notify/smtp.py"}
    assert {field.name for field in dataclasses.fields(Letter)} == {"subject", "title", "parts", "greeting"}
    tree = ast.parse((package / "notify" / "smtp.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if ast.unparse(node.func).startswith("client.send")]
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    assert given == {"sender": "self._address", "recipients": "[self._address]"}
    addresses = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "_address"]
    assert sum(isinstance(node.ctx, ast.Store) for node in addresses) == 1


def test_a_wrong_password_is_told_without_it(authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, "tls", authority) as port, pytest.raises(LoginError, match="refused the login of sam") as raised:
        notifier(port, "tls", ca_file, right=False).send(LETTER)
    assert "wrong-horse" not in str(raised.value)
    assert not sink.envelopes


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_nobody_vouches_for_is_refused(security: Security, authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, security, authority) as port, pytest.raises(UnreachableError, match="certificate"):
        notifier(port, security, None).send(LETTER)
    with (
        server(sink, security, authority, "mail.example.com") as port,
        pytest.raises(UnreachableError, match="certificate"),
    ):
        notifier(port, security, ca_file).send(LETTER)
    assert not sink.envelopes


def test_starttls_is_never_left_out(authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, "none", authority) as port, pytest.raises(NoticeError, match="STARTTLS"):
        notifier(port, "starttls", ca_file).send(LETTER)
    assert not sink.envelopes


def test_a_refused_notice_and_a_server_that_is_not_there(authority: trustme.CA, ca_file: str) -> None:
    with server(Sink("550 mailbox full"), "tls", authority) as port:
        with pytest.raises(NoticeError, match=r"did not take the notice.*mailbox full"):
            notifier(port, "tls", ca_file).send(LETTER)
        gone = port
    with pytest.raises(UnreachableError, match=f"127.0.0.1:{gone}: the SMTP server cannot be reached"):
        notifier(gone, "tls", ca_file).send(LETTER)


class Vanishing(Sink):
    """Takes a mail, and is gone before it can say so."""

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()
        return "250 OK"


def test_a_connection_lost_over_the_mail_leaves_a_doubt_and_says_so(authority: trustme.CA, ca_file: str) -> None:
    sink = Vanishing()
    with server(sink, "tls", authority) as port, pytest.raises(LostError, match="was lost while the notice was handed"):
        notifier(port, "tls", ca_file).send(LETTER)
    assert len(sink.envelopes) == 1


def test_a_server_that_never_gets_done_does_not_hold_up_the_daemon(authority: trustme.CA) -> None:
    class Dawdling(Sink):
        async def handle_MAIL(self, *_: object) -> str:  # noqa: N802
            await asyncio.sleep(5)
            return "250 OK"

    with server(Dawdling(), "none", authority) as port:
        smtp = Smtp("127.0.0.1", port, "none", "", SecretSource(), "service")
        with pytest.raises(LostError, match="took too long"):
            Notifier(smtp, OWNER, str, lambda: NOW, timeout=10, whole=0.5).send(LETTER)


def test_a_sign_in_that_has_ended_keeps_its_own_words(authority: trustme.CA, ca_file: str) -> None:
    def ended(_account: SignIn, _refused: str) -> str:
        raise LoginError("the sign-in has ended; run: mailwatch auth login")

    with server(Sink(), "tls", authority) as port:
        sign_in = SignIn("personal", "sam", SecretSource(), "service")
        smtp = Smtp("127.0.0.1", port, "tls", "sam", SecretSource(), "service", ca_file, sign_in)
        with pytest.raises(LoginError, match=r"^the sign-in has ended; run: mailwatch auth login$"):
            Notifier(smtp, OWNER, str, lambda: NOW, token=ended).send(LETTER)


def test_the_connection_leaves_this_machine_only_encrypted() -> None:
    smtp = Smtp("mail.example.com", 25, "none", "", SecretSource(), "service")
    with pytest.raises(ConfigError, match="not sent unencrypted"):
        Notifier(smtp, OWNER, str, lambda: NOW)


def test_a_secret_that_cannot_be_had_is_told_as_it_is(authority: trustme.CA, ca_file: str) -> None:
    def locked() -> str:
        raise CredentialError("the keyring is locked")

    with server(Sink(), "tls", authority) as port:
        smtp = Smtp("127.0.0.1", port, "tls", "sam", SecretSource(), "service", ca_file)
        with pytest.raises(CredentialError, match="the keyring is locked"):
            Notifier(smtp, OWNER, locked, lambda: NOW).send(LETTER)


def test_without_a_server_notices_are_logged_without_their_content(caplog: pytest.LogCaptureFixture) -> None:
    notices: Notices = LoggedNotices()
    with caplog.at_level(logging.DEBUG, logger="mailwatch.notify"):
        notices.send(Letter("Acme has declined", "There is\nnews", (Part("", (Item("Acme", "Dear Dana"),)),)))
    levels = {record.levelno: record.getMessage() for record in caplog.records}
    assert levels[logging.INFO] == "notice: There is news; `mailwatch status` says more"
    assert "Dear Dana" in levels[logging.DEBUG]


# --- signing in by a token ------------------------------------------------------------------------------------------


class TokenAuthenticator:
    """Takes one access token (XOAUTH2), and says no as Google does: a challenge, then 535."""

    def __init__(self, right: str) -> None:
        self.right = right
        self.tried: list[str] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        user, bearer, *_ = base64.b64decode(args[1]).decode().split("\1")
        assert user == "user=sam"
        self.tried.append(bearer.removeprefix("auth=Bearer "))
        if self.tried[-1] == self.right:
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"401"}')
        return AuthResult(success=False, handled=False)


class TokenSink(TokenAuthenticator, Sink):
    def __init__(self, right: str) -> None:
        Sink.__init__(self)
        TokenAuthenticator.__init__(self, right)


@pytest.mark.parametrize(("right", "tried"), [("first", ["first"]), ("second", ["first", "second"])])
def test_an_access_token_signs_in_and_a_revoked_one_is_fetched_anew_once(
    right: str, tried: list[str], authority: trustme.CA, ca_file: str
) -> None:
    sink = TokenSink(right)
    with server(sink, "tls", authority) as port:
        tokens(port, ca_file).send(LETTER)
    assert (sink.tried, len(sink.envelopes)) == (tried, 1)


def test_a_token_that_is_refused_twice_ends_it_without_being_told(authority: trustme.CA, ca_file: str) -> None:
    sink = TokenSink("another")
    with server(sink, "tls", authority) as port, pytest.raises(LoginError, match="refused the login of sam") as raised:
        tokens(port, ca_file).send(LETTER)
    assert sink.tried == ["first", "second"]
    assert "second" not in str(raised.value)


def tokens(port: int, ca_file: str) -> Notifier:
    sign_in = SignIn("personal", "sam", SecretSource(), "service")
    smtp = Smtp("127.0.0.1", port, "tls", "sam", SecretSource(), "service", ca_file, sign_in)

    def token(account: SignIn, refused: str) -> str:
        assert account is sign_in
        return {"": "first", "first": "second"}[refused]

    def no_password() -> str:
        raise AssertionError("no password is asked for where a token signs in")

    return Notifier(smtp, OWNER, no_password, lambda: NOW, timeout=10, token=token)
