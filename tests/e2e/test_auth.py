"""Signing in by OAuth 2 as its user does, on Dovecot and the embedded server, with XOAUTH2 and OAUTHBEARER."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mailwatch import config as configuration
from mailwatch import signin
from mailwatch.cli import auth
from mailwatch.desk import open_session
from mailwatch.errors import CredentialError, LoginError, UnreachableError
from mailwatch.signin.keeping import Place
from tests.e2e.service import Daemon, Installation, until
from tests.e2e.test_daemon import deliver_an_interview, recorded
from tests.servers.base import MailServer
from tests.servers.embedded import Embedded
from tests.servers.tokens import CLIENT_ID, TokenDovecot, TokenServer

CONFIG = """\
you: {{name: Sam Rivera, email: sam@example.com, timezone: Europe/Berlin}}
mailboxes:
  - name: personal
    host: {host}
    port: {port}
    security: none
    login: {login}
    auth: oauth2
    secret: {{file: kept/refresh-token}}
    oauth:
      client_id: {client_id}
      scopes: [imap, offline_access]
      authorization_endpoint: {url}/authorize
      device_authorization_endpoint: {url}/device
      token_endpoint: {url}/token
      revocation_endpoint: {url}/revoke
    trust: {{authserv_id: mx.example.com}}
"""


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    with TokenServer() as authority:
        yield authority


def _dovecot(tokens: TokenServer, mechanism: str) -> Iterator[MailServer]:
    server = TokenDovecot(tokens, mechanism)
    try:
        server.start()
        server.fresh_user()
        tokens.login = server.login
        yield server
    finally:
        server.remove()


def _embedded(tokens: TokenServer, mechanism: str, certificates: tuple[Path, Path]) -> Iterator[Embedded]:
    with Embedded(*certificates) as server:
        server.fresh_user()
        tokens.login = server.login
        server.imap.token_ok = lambda login, token: login == tokens.login and tokens.access.get(token, False)
        server.faults.hide("AUTH=XOAUTH2" if mechanism == "OAUTHBEARER" else "AUTH=OAUTHBEARER")
        yield server


@pytest.fixture(
    params=[
        "embedded XOAUTH2",
        "embedded OAUTHBEARER",
        pytest.param("dovecot XOAUTH2", marks=pytest.mark.dovecot),
        pytest.param("dovecot OAUTHBEARER", marks=pytest.mark.dovecot),
    ]
)
def mail(request: pytest.FixtureRequest, tokens: TokenServer, _certificates: tuple[Path, Path]) -> Iterator[MailServer]:
    """A mail server that takes the token server's tokens, by one mechanism."""
    kind, _, mechanism = request.param.partition(" ")
    yield from _dovecot(tokens, mechanism) if kind == "dovecot" else _embedded(tokens, mechanism, _certificates)


@pytest.fixture
def either(tokens: TokenServer, _certificates: tuple[Path, Path]) -> Iterator[Embedded]:
    """One of them is enough."""
    yield from _embedded(tokens, "XOAUTH2", _certificates)


@dataclass
class OAuthInstallation(Installation):
    """A config that signs in by OAuth 2."""

    tokens: TokenServer | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        assert self.tokens is not None
        server = self.server
        where = {"host": server.host, "port": server.port, "login": server.login}
        self.config.write_text(CONFIG.format(**where, client_id=CLIENT_ID, url=self.tokens.url) + self.extra)
        self.kept = self.directory / "kept" / "refresh-token"
        self.box = configuration.load(self.config).mailboxes[0]
        assert self.box.sign_in
        self.sign_in = self.box.sign_in

    def sign(self) -> str:
        """As if somebody had signed in."""
        assert self.tokens is not None
        token = self.tokens.signed_in()
        Place(self.sign_in).write(token)
        return token


def installed(server: MailServer, tokens: TokenServer, directory: Path) -> OAuthInstallation:
    return OAuthInstallation(server, directory, tokens=tokens)


# --- sessions -------------------------------------------------------------------------------------------------------


def test_a_session_opens_with_a_fresh_token_however_the_one_before_ended(
    mail: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    tokens.rotates = True
    installation = installed(mail, tokens, tmp_path)
    installation.sign()
    commands: list[str] = []
    with open_session(installation.box, commands.append) as session:
        assert session.folders().drafts == "Drafts"
        tokens.expire()
        assert session.examine("INBOX").exists == 0  # who is in stays in
    with open_session(installation.box) as session:  # the one we hold is refused, a new one is not
        session.examine("INBOX")
    assert len(tokens.said("/token")) == 2
    assert len(tokens.access) == 2
    assert not any(token in str(commands) for token in tokens.access)
    assert tokens.refresh[installation.kept.read_text().strip()]


def test_a_rotated_token_is_on_disk_before_the_mail_server_sees_what_came_with_it(
    either: Embedded, tokens: TokenServer, tmp_path: Path
) -> None:
    tokens.rotates = True
    installation = installed(either, tokens, tmp_path)
    before = installation.sign()
    kept: list[str] = []

    def look(login: str, token: str) -> bool:
        kept.append(installation.kept.read_text().strip())
        return login == tokens.login and tokens.access[token]

    either.imap.token_ok = look
    open_session(installation.box).close()
    assert kept != [before]
    assert [tokens.refresh[token] for token in kept] == [True]


def test_a_revoked_sign_in_is_a_login_error_with_the_remedy(
    mail: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    installation = installed(mail, tokens, tmp_path)
    with pytest.raises(
        CredentialError, match="nobody has signed in to personal yet; run: mailwatch auth login personal"
    ):
        open_session(installation.box)
    installation.sign()
    open_session(installation.box).close()
    tokens.end()
    with pytest.raises(LoginError, match=r"the sign-in of personal has ended .*; run: mailwatch auth login personal"):
        open_session(installation.box)


def test_tokens_for_somebody_else_are_refused_after_two_tries(
    mail: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    installation = installed(mail, tokens, tmp_path)
    installation.sign()
    tokens.login = "lee@example.com"  # who signed in is not whose mailbox it is
    with pytest.raises(LoginError, match=r"the access token for sam1@example.com is refused.*run: mailwatch auth") as e:
        open_session(installation.box)
    assert len(tokens.said("/token")) == 2
    assert not any(token in str(e.value) for token in tokens.access)


def test_a_token_command_is_run_for_each_session_and_once_more_when_refused(
    either: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    installation = installed(either, tokens, tmp_path)
    good = signin.access_token(installation.sign_in) if installation.sign() else ""
    script = tmp_path / "token"
    script.write_text(
        f"#!/bin/sh\necho run >>{tmp_path}/runs\n[ $(wc -l <{tmp_path}/runs) = 2 ] && echo {good} || echo old\n"
    )
    script.chmod(0o700)
    text = installation.config.read_text()
    start, end = text.index("    secret:"), text.index("    trust:")
    installation.config.write_text(f"{text[:start]}    secret: {{token_command: {script}}}\n{text[end:]}")
    box = configuration.load(installation.config).mailboxes[0]
    open_session(box).close()
    with pytest.raises(LoginError, match="run the token command of personal by hand to see why"):
        open_session(box)
    assert (tmp_path / "runs").read_text() == "run\n" * 4


# --- the daemon -----------------------------------------------------------------------------------------------------


def test_a_token_that_expires_in_mid_idle_is_replaced_and_shows_nowhere(
    mail: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    tokens.rotates = True
    installation = installed(mail, tokens, tmp_path)
    installation.sign()
    with Daemon(installation, "--audit", str(tmp_path / "audit")) as daemon:
        daemon.wait_for("watching personal")
        until(lambda: recorded(installation) is not None, 20)
        tokens.expire()
        mail.restart()  # the connection is dropped; the token that opened it would open none now
        first = deliver_an_interview(mail)
        until(lambda: first in (recorded(installation) or []), 30)
        command_line = Path(f"/proc/{daemon.pid}/cmdline").read_bytes()
    assert len(tokens.access) == 2
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != installation.kept]
    everything = command_line + b"".join(path.read_bytes() for path in written)
    assert b"SELECT" in everything or b"EXAMINE" in everything
    assert not any(token.encode() in everything for token in (*tokens.access, *tokens.refresh))


def test_a_revoked_sign_in_is_asked_for_once_and_a_new_one_ends_the_waiting(
    either: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    installation = installed(either, tokens, tmp_path)
    installation.sign()
    with Daemon(installation) as daemon:
        daemon.wait_for("watching personal")
        until(lambda: recorded(installation) is not None, 20)
        tokens.end()
        either.restart()
        daemon.wait_for("the sign-in of personal has ended (invalid_grant")
        os.kill(daemon.pid, signal.SIGHUP)
        os.kill(daemon.pid, signal.SIGHUP)
        asked = len(tokens.said("/token"))
        installation.sign()
        os.kill(daemon.pid, signal.SIGHUP)
        mail_id = deliver_an_interview(either)
        until(lambda: mail_id in (recorded(installation) or []), 20)
        assert len(tokens.said("/token")) == asked + 1


def test_a_token_server_that_is_away_is_tried_again_soon(
    either: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    installation = installed(either, tokens, tmp_path)
    installation.sign()
    tokens.trouble = 503
    with pytest.raises(UnreachableError):
        open_session(installation.box)
    with Daemon(installation) as daemon:
        daemon.wait_for("the token server is in trouble: server_error; trying again in")
        tokens.trouble = 0
        until(lambda: recorded(installation) is not None, 20)


# --- the command line -----------------------------------------------------------------------------------------------


def login(installation: OAuthInstallation, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        installation.command("auth", "login", *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, complaint = process.communicate(timeout=30)
    return process.returncode, out, complaint


def address_in(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return next(line.strip() for line in process.stdout if line.startswith("http"))


def browse(address: str) -> None:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10).close()


def test_login_with_a_browser(mail: MailServer, tokens: TokenServer, tmp_path: Path) -> None:
    installation = installed(mail, tokens, tmp_path)
    with login(installation, "personal", "--browser", "--no-open") as process:
        browse(address_in(process))
        code, out, complaint = ended(process)
    assert (code, complaint) == (0, "")
    assert out.splitlines()[-1] == f"personal: signed in as {mail.login}, and the mail server takes it."
    assert stat.S_IMODE(installation.kept.stat().st_mode) == 0o600
    assert tokens.refresh[installation.kept.read_text().strip()]


def test_status_and_logout(
    either: MailServer, tokens: TokenServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    installation = installed(either, tokens, tmp_path)
    kept = installation.sign()
    done = installation.mailwatch("auth", "status")
    assert (done.returncode, done.stdout) == (0, "personal: is signed in\n")

    done = installation.mailwatch("auth", "logout")
    assert (done.returncode, done.stdout) == (0, "personal: signed out, here and at the provider.\n")
    assert not installation.kept.exists()
    assert not tokens.refresh[kept]
    assert auth.logout(installation.config, "") == 0
    assert capsys.readouterr().out == "personal: nobody was signed in.\n"
    assert auth.status(installation.config, "", as_json=True) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["mailbox"], told["auth"]) == ("personal", "oauth2")
    assert told["problem"].endswith(": nobody has signed in to personal yet; run: mailwatch auth login personal")


def test_login_with_a_code(either: MailServer, tokens: TokenServer, tmp_path: Path) -> None:
    tokens.device_interval = 1
    installation = installed(either, tokens, tmp_path)
    with login(installation) as process:
        code, out, complaint = ended(process)
    assert (code, complaint) == (0, "")
    assert out.splitlines()[0] == f"Open {tokens.url}/activate on any device, and type in this code: WDJB-MJHT"
    assert installation.kept.exists()


def test_a_login_that_the_user_refuses(either: MailServer, tokens: TokenServer, tmp_path: Path) -> None:
    tokens.denies = True
    installation = installed(either, tokens, tmp_path)
    with login(installation, "--browser", "--no-open") as process:
        browse(address_in(process))
        code, _, complaint = ended(process)
    assert code == 1
    assert complaint.endswith(
        ": the sign-in of personal was not allowed in the browser (access_denied); run: mailwatch auth login personal\n"
    )
    assert not installation.kept.exists()


def test_a_login_as_somebody_else_is_told(either: MailServer, tokens: TokenServer, tmp_path: Path) -> None:
    installation = installed(either, tokens, tmp_path)
    tokens.login = "lee@example.com"
    with login(installation, "--browser", "--no-open") as process:
        browse(address_in(process))
        code, _, complaint = ended(process)
    assert (code, complaint.count("\n")) == (1, 1)
    assert f"the access token for {either.login} is refused" in complaint


def test_a_provider_that_cannot_be_told_of_a_logout(either: MailServer, tokens: TokenServer, tmp_path: Path) -> None:
    installation = installed(either, tokens, tmp_path)
    installation.sign()
    tokens.trouble = 503
    done = installation.mailwatch("auth", "logout", "personal")
    assert done.returncode == 0
    assert done.stdout.startswith("personal: signed out here, but the provider could not be told (127.0.0.1:")
    assert not installation.kept.exists()


@pytest.mark.parametrize(
    ("arguments", "more", "told"),
    [
        (["login", "work"], "", "no mailbox is called 'work'; expected one of personal"),
        (["status", "work"], "", "no mailbox is called 'work'"),
        (["login", "other"], "{name: other, provider: posteo}", "other: it has a password or a token command"),
        (
            ["logout"],
            "{name: other, provider: outlook, oauth: {client_id: x}, login: sam}",
            "which mailbox? Name one of personal, other",
        ),
        (
            ["login", "other", "--device"],
            "{name: other, provider: gmail, oauth: {client_id: x}, login: sam}",
            "other: its provider has no sign-in with --device",
        ),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    either: MailServer, tokens: TokenServer, tmp_path: Path, arguments: list[str], more: str, told: str
) -> None:
    installation = installed(either, tokens, tmp_path)
    if more:
        installation.config.write_text(installation.config.read_text() + f"  - {more}\n")
    done = installation.mailwatch("auth", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert told in done.stderr


def test_status_tells_passwords_and_commands_from_sign_ins(
    either: MailServer, tokens: TokenServer, tmp_path: Path
) -> None:
    installation = installed(either, tokens, tmp_path)
    installation.sign()
    more = "  - {name: old, provider: posteo}\n  - {name: new, provider: gmail, secret: {token_command: echo secret}}\n"
    installation.config.write_text(installation.config.read_text() + more)
    done = installation.mailwatch("auth", "status", "--json")
    told: list[dict[str, Any]] = json.loads(done.stdout)
    assert [(each["mailbox"], each["auth"], each["problem"]) for each in told] == [
        ("personal", "oauth2", None),
        ("old", "password", None),
        ("new", "token_command", None),
    ]
    assert "secret" not in done.stdout
