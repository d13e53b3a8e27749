"""Notices reach the owner and nobody else, over a connection that is private or not made."""

from __future__ import annotations

import ast
import asyncio
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
from mailwatch.config import Smtp
from mailwatch.credentials import SecretSource
from mailwatch.errors import ConfigError, CredentialError, LoginError, UnreachableError
from mailwatch.notify import LoggedNotices, NoticeError, Notices, Notifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import Envelope, Session

    from mailwatch.config.providers import Security

OWNER = "sam@example.com"
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
        notices.send("Drafts are waiting: ü", "Grüße\nvon mailwatch\n")
    (envelope,) = sink.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (OWNER, [OWNER])
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content)
    assert (message["From"], message["To"]) == (OWNER, OWNER)
    assert message["Date"] == "Tue, 24 Nov 2026 08:00:00 +0000"
    assert message["Message-ID"].endswith("@example.com>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Grüße" in message.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_no_text_makes_another_recipient(authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, "tls", authority) as port:
        notifier(port, "tls", ca_file).send(
            "Hello\r\nBcc: boss@example.org", "To: boss@example.org\r\n.\r\nMAIL FROM:<x>"
        )
    (envelope,) = sink.envelopes
    assert envelope.rcpt_tos == [OWNER]
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: boss@example.org"


def test_no_code_path_takes_a_recipient() -> None:
    assert list(inspect.signature(Notifier.send).parameters) == ["self", "subject", "text"]
    package = Path(mailwatch.__file__).parent
    speakers = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] in ("aiosmtplib", "smtplib") for name in names):
                speakers.add(str(file.relative_to(package)))
    assert speakers == {"notify.py"}
    tree = ast.parse((package / "notify.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if ast.unparse(node.func).startswith("client.send")]
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    assert given == {"sender": "self._address", "recipients": "[self._address]"}
    addresses = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "_address"]
    assert sum(isinstance(node.ctx, ast.Store) for node in addresses) == 1


def test_a_wrong_password_is_told_without_it(authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, "tls", authority) as port, pytest.raises(LoginError, match="refused the login of sam") as raised:
        notifier(port, "tls", ca_file, right=False).send("s", "t")
    assert "wrong-horse" not in str(raised.value)
    assert not sink.envelopes


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_nobody_vouches_for_is_refused(security: Security, authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, security, authority) as port, pytest.raises(UnreachableError, match="certificate"):
        notifier(port, security, None).send("s", "t")
    with (
        server(sink, security, authority, "mail.example.com") as port,
        pytest.raises(UnreachableError, match="certificate"),
    ):
        notifier(port, security, ca_file).send("s", "t")
    assert not sink.envelopes


def test_starttls_is_never_left_out(authority: trustme.CA, ca_file: str) -> None:
    sink = Sink()
    with server(sink, "none", authority) as port, pytest.raises(NoticeError, match="STARTTLS"):
        notifier(port, "starttls", ca_file).send("s", "t")
    assert not sink.envelopes


def test_a_refused_notice_and_a_server_that_is_not_there(authority: trustme.CA, ca_file: str) -> None:
    with server(Sink("550 mailbox full"), "tls", authority) as port:
        with pytest.raises(NoticeError, match=r"did not take the notice.*mailbox full"):
            notifier(port, "tls", ca_file).send("s", "t")
        gone = port
    with pytest.raises(UnreachableError, match=f"127.0.0.1:{gone}: the SMTP server cannot be reached"):
        notifier(gone, "tls", ca_file).send("s", "t")


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
            Notifier(smtp, OWNER, locked, lambda: NOW).send("s", "t")


def test_without_a_server_notices_are_logged_without_their_content(caplog: pytest.LogCaptureFixture) -> None:
    notices: Notices = LoggedNotices()
    with caplog.at_level(logging.DEBUG, logger="mailwatch.notify"):
        notices.send("2 drafts\nare waiting", "Dear Dana")
    levels = {record.levelno: record.getMessage() for record in caplog.records}
    assert levels == {logging.INFO: "notice: 2 drafts are waiting", logging.DEBUG: "notice text: Dear Dana"}
