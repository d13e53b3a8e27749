"""Setting up, as a person does it on a terminal and as a script does, against Dovecot with an authority of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pexpect
import pytest

from mailwatch.config import load
from tests.e2e.service import until
from tests.letters import invitation
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Embedded

COMMAND = [sys.executable, "-m", "mailwatch"]


def deliver_an_interview(dovecot: Dovecot) -> None:
    """One that was confirmed two days ago and ended an hour ago."""
    now = datetime.now(UTC)  # noqa: TID251 - the processes under test run on the real clock
    start = now - timedelta(hours=2)
    to = f"Sam Rivera <{dovecot.login}>"
    dovecot.deliver(invitation(now - timedelta(days=2), start, start + timedelta(hours=1), to=to), received=now)


@pytest.fixture
def config() -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"]) / "mailwatch" / "config.yaml"


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Terminal:
    """A person at a terminal who answers what they are asked."""

    def __init__(self, *arguments: str) -> None:
        environment = {**os.environ, "TERM": "dumb", "COLUMNS": "200", "TZ": "Europe/Berlin"}
        self.child = pexpect.spawn(
            COMMAND[0],
            [*COMMAND[1:], *arguments],
            env=environment,
            encoding="utf-8",
            timeout=30,
            dimensions=(60, 200),
            # what is started in the background hands down that Ctrl-C is ignored
            preexec_fn=_heed_ctrl_c,
        )

    def answer(self, question: str, answer: str) -> str:
        """Wait for a question, answer it, and give what was said before."""
        self.child.expect_exact(question)
        said = str(self.child.before)
        self.child.sendline(answer)
        return said

    def end(self) -> tuple[int, str]:
        """Wait for the end; the exit code, and what was said last."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus or 0), str(self.child.before)


@pytest.mark.slow
def test_from_an_address_to_a_daemon_that_places_a_draft(dovecot: Dovecot, config: Path) -> None:
    dovecot.add_user("sam@mail.test", dovecot.password)
    dovecot.login = "sam@mail.test"
    deliver_an_interview(dovecot)

    person = Terminal("init")
    person.answer("Your mail address: ", "sam at mail.test")
    assert "is not a mail address; expected such as sam@example.com" in person.answer(
        "Your mail address: ", "sam@mail.test"
    )
    person.answer("as your mails are signed with it [Sam]: ", "Sam Rivera")
    person.answer("such as gmail): ", dovecot.host)
    person.answer("encrypted (tls, starttls, none) [tls]: ", "")
    person.answer("Its port [993]: ", str(dovecot.tls_port))
    person.answer("Your login there [sam@mail.test]: ", "")
    assert "its certificate is not accepted" in person.answer("The PEM file of that authority: ", str(dovecot.ca_file))
    person.answer("The password of sam@mail.test (it does not show): ", "wrong")
    assert "check the password (many providers want an app password" in person.answer(
        "The password of sam@mail.test (it does not show): ", dovecot.password
    )
    said = person.answer("(keyring, file, command, systemd) [file]: ", "")
    assert re.search(r"drafts +Drafts\s+sent +Sent\s+trash +Trash", said)
    assert dovecot.password not in said
    person.answer(f"In which file [{config.parent}/password]: ", "")
    person.answer("Your time zone [Europe/Berlin]: ", "Europe/Berln")
    assert "did you mean Europe/Berlin?" in person.answer("Your time zone [Europe/Berlin]: ", "")
    person.answer("or its part such as DE-BE [DE]: ", "")
    person.answer(f"Write {config} and keep the password in {config.parent}/password? [Y/n] ", "y")
    person.answer("Have a first look at the last 90 days, changing nothing? [Y/n] ", "")
    said = person.answer("as a service? [y/N] ", "")
    assert "reading INBOX, 1 mail" in said
    assert "would place a draft: thank-you for Northwind" in said
    code, said = person.end()
    assert code == 0
    assert "mailwatch run" in said
    assert dovecot.snapshot()["Drafts"] == {}

    assert (config.parent / "password").stat().st_mode & 0o777 == 0o600
    assert places_a_draft(dovecot).count(b"To: Dana Cho <dana.cho@northwind.example>") == 1


def places_a_draft(dovecot: Dovecot, *arguments: str) -> bytes:
    """Let the daemon run until it has; gives the draft."""
    with subprocess.Popen([*COMMAND, *arguments, "run"], stderr=subprocess.PIPE, text=True) as daemon:
        try:
            until(lambda: dovecot.snapshot()["Drafts"], 30, pause=0.2)
        finally:
            daemon.terminate()
            daemon.communicate()
    ((_, raw),) = dovecot.snapshot()["Drafts"].values()
    return raw


def run(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command, environ = [*COMMAND, *arguments], {**os.environ, **environment}
    return subprocess.run(command, input=given, env=environ, capture_output=True, text=True, timeout=60, check=False)


def alone(dovecot: Dovecot, *more: str) -> list[str]:
    """What a script says, with no question left."""
    server = ["--host", dovecot.host, "--port", str(dovecot.tls_port), "--ca-file", str(dovecot.ca_file)]
    return ["init", "--yes", "--email", dovecot.login, *server, "--password-stdin", "--no-service", *more]


@pytest.mark.slow
def test_a_script_sets_it_up_without_a_question(dovecot: Dovecot, tmp_path: Path) -> None:
    deliver_an_interview(dovecot)
    config, kept = tmp_path / "made" / "config.yaml", tmp_path / "made" / "secret"

    done = run(
        "-c", str(config), *alone(dovecot, "--secret-from", f"file:{kept}", "--name", "Sam"), given=dovecot.password
    )

    assert done.returncode == 0, done.stderr
    assert "would place a draft" in done.stdout
    assert dovecot.password not in done.stdout + done.stderr
    assert kept.read_text() == f"{dovecot.password}\n"
    assert {path.stat().st_mode & 0o777 for path in (config, kept)} == {0o600}
    assert config.parent.stat().st_mode & 0o777 == 0o700
    assert load(config).you.name == "Sam"
    assert config.read_text().startswith("# yaml-language-server: $schema=mailwatch.schema.json\n")
    assert config.with_name("mailwatch.schema.json").is_file()
    checked = run("-c", str(config), "check")
    assert checked.returncode == 0, checked.stdout
    assert "its secret comes from a file, here and in" in checked.stdout
    assert b"Dana" in places_a_draft(dovecot, "-c", str(config), "--state", str(tmp_path / "state"))


def test_a_config_that_is_there_stays_or_is_kept_beside_the_new_one(dovecot: Dovecot, config: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_text("# mine\n")

    refused = run(*alone(dovecot), given=dovecot.password)
    assert refused.returncode == 2
    assert refused.stderr == (
        f"{config}: there is a config here already; edit it, or say --force to put a new one there\n"
    )
    assert config.read_text() == "# mine\n"
    assert list(config.parent.iterdir()) == [config]

    done = run(*alone(dovecot, "--force", "--no-first-run"), given=dovecot.password)
    assert done.returncode == 0, done.stderr
    assert load(config).mailboxes[0].server.login == dovecot.login
    assert (config.parent / "config.yaml.1").read_text() == "# mine\n"


def test_a_refused_password_leaves_nothing_behind(dovecot: Dovecot, config: Path) -> None:
    done = run(*alone(dovecot), given="wrong")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "check the password (many providers want an app password" in done.stderr
    assert not config.parent.exists()


def test_ctrl_c_leaves_nothing_behind(dovecot: Dovecot, config: Path) -> None:
    server = ["--host", dovecot.host, "--port", str(dovecot.tls_port), "--ca-file", str(dovecot.ca_file)]
    person = Terminal("init", "--email", dovecot.login, "--name", "Sam", "--security", "tls", *server)
    person.answer("Your login there", "")
    person.answer("(it does not show): ", dovecot.password)
    person.child.expect_exact("Where shall the password be kept")
    person.child.sendintr()
    code, said = person.end()
    assert code == 130
    assert "Stopped; nothing was written." in said
    assert not config.parent.exists()


def test_ctrl_c_after_the_config_says_that_it_is_there(dovecot: Dovecot, config: Path) -> None:
    server = ["--host", dovecot.host, "--port", str(dovecot.tls_port), "--ca-file", str(dovecot.ca_file)]
    known = ["--email", dovecot.login, "--name", "Sam", "--security", "tls", "--login", dovecot.login]
    person = Terminal("init", *known, *server, "--timezone", "UTC", "--holidays", "none", "--no-notices")
    person.answer("(it does not show): ", dovecot.password)
    person.answer("Where shall the password be kept", "file")
    person.answer("In which file", "")
    person.answer("Write ", "y")
    person.child.expect_exact("Have a first look")
    person.child.sendintr()
    code, said = person.end()
    assert code == 130
    assert "Stopped; the config is written" in said
    assert config.is_file()


def test_a_no_at_the_end_writes_nothing(dovecot: Dovecot, config: Path) -> None:
    server = ["--host", dovecot.host, "--port", str(dovecot.tls_port), "--ca-file", str(dovecot.ca_file)]
    known = ["--email", dovecot.login, "--name", "Sam", "--security", "tls", "--login", dovecot.login]
    person = Terminal("init", *known, *server, "--timezone", "UTC", "--holidays", "none", "--no-notices")
    person.answer("(it does not show): ", dovecot.password)
    person.answer("Where shall the password be kept", "file")
    person.answer("In which file", "")
    person.answer("Write ", "n")
    code, said = person.end()
    assert (code, "Nothing was written." in said) == (1, True)
    assert not config.parent.exists()


def test_a_token_that_another_program_prints(embedded: Embedded, config: Path) -> None:
    embedded.imap.token_ok = lambda login, token: (login, token) == (embedded.login, "fresh")
    server = ["--host", embedded.host, "--port", str(embedded.tls_port), "--ca-file", str(embedded.ca_file)]
    sign_in = ["--auth", "oauth2", "--secret-from", "token_command:echo fresh", "--no-service"]

    done = run("init", "--yes", "--email", embedded.login, *server, *sign_in)

    assert done.returncode == 0, done.stderr
    assert "secret: {token_command: echo fresh}" in config.read_text()
    checked = run("check")
    assert checked.returncode == 0, checked.stdout
    assert "personal: signed in" in checked.stdout


def test_the_service_is_installed_if_one_wants_it(embedded: Embedded, config: Path, tmp_path: Path) -> None:
    systemctl = tmp_path / "systemctl"
    systemctl.write_text(f"#!/bin/sh\n[ $1 = --version ] && echo systemd 257 || echo $* >> {tmp_path / 'asked'}\n")
    systemctl.chmod(0o755)
    server = ["--host", embedded.host, "--port", str(embedded.port), "--security", "none", "--no-first-run"]
    known = ["init", "--yes", "--email", embedded.login, *server, "--password-stdin", "--service"]

    done = run(*known, given=embedded.password, PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert done.returncode == 0, done.stderr
    unit = config.parent.parent / "systemd" / "user" / "mailwatch.service"
    assert unit.is_file()
    assert "enable" in (tmp_path / "asked").read_text()


def test_a_service_that_cannot_be_installed_leaves_the_config(embedded: Embedded, config: Path, tmp_path: Path) -> None:
    (tmp_path / "sh").symlink_to("/bin/sh")  # a machine without any service manager
    server = ["--host", embedded.host, "--port", str(embedded.port), "--security", "none", "--no-first-run"]
    known = ["init", "--yes", "--email", embedded.login, *server, "--password-stdin", "--service"]

    done = run(*known, given=embedded.password, PATH=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "That did not work; `mailwatch run` runs it here." in done.stdout
    assert load(config).mailboxes[0].server.login == embedded.login
