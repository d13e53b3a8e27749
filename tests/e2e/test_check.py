"""`check` on a terminal: what holds, here and for the service, and one line with the remedy for what does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mailwatch.mailbox.login import _refused
from mailwatch.mailbox.settings import ServerSettings
from tests.e2e.service import Installation
from tests.servers.embedded import Embedded
from tests.servers.scripted import Scripted


class Checked(Installation):
    """One whose service manager answers as a test wants."""

    def keep_in(self, place: str) -> None:
        text = self.config.read_text()
        self.config.write_text(text.replace(f"secret: {{file: {self.secret}}}", f"secret: {place}"))

    def check(self, *arguments: str, systemd: str = "exit 1") -> subprocess.CompletedProcess[str]:
        programs = self.directory / "programs"
        programs.mkdir(exist_ok=True)
        (programs / "systemctl").write_text(f"#!/bin/sh\n{systemd}\n")
        (programs / "systemctl").chmod(0o755)
        environ = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
        command = self.command("check", *arguments)
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)

    def checked_box(self, **systemd: str) -> dict[str, Any]:
        (box,) = json.loads(self.check("--json", **systemd).stdout)["mailboxes"]
        return dict(box)


@pytest.fixture
def installation(embedded: Embedded, tmp_path: Path) -> Checked:
    return Checked(embedded, tmp_path)


def test_all_is_well(installation: Checked) -> None:
    done = installation.check()
    assert done.returncode == 0, done.stderr
    *_, box, secret = done.stdout.splitlines()
    assert box == (
        "personal: signed in, watches INBOX, is told of new mail at once; "
        "drafts go to Drafts, sent mail is in Sent, trash is Trash"
    )
    assert secret == "  its secret comes from a file, here and in a bare environment, as services have"
    shown = [line.split() for line in done.stdout.splitlines()]
    assert ["mailboxes[personal].security", "none", "config.yaml:6"] in shown
    assert ["policy.follow_up.after", "7", "days", "default"] in shown
    assert installation.server.password not in done.stdout


def test_for_programs(installation: Checked) -> None:
    told = json.loads(installation.check("--json").stdout)
    assert told["config"] == str(installation.config)
    assert {"option": "digest.at", "value": "08:00", "origin": "default"} in told["settings"]
    (box,) = told["mailboxes"]
    assert (box["ok"], box["idle"], box["drafts"], box["watch"]) == (True, True, "Drafts", ["INBOX"])
    assert (box["secret"]["kept"], box["secret"]["here"], box["secret"]["service"]) == ("file", True, True)


def test_a_command_that_only_the_shell_finds(installation: Checked) -> None:
    program = installation.directory / "programs" / "show-password"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{installation.server.password}'\n")
    program.chmod(0o755)
    installation.keep_in("{command: show-password}")
    box = installation.checked_box()
    assert box["ok"]
    assert box["secret"]["here"] is True
    assert box["secret"]["service"].endswith(
        "show-password cannot be run: No such file or directory; expected a program on the PATH"
    )


def test_a_systemd_credential_is_seen_while_the_service_runs(installation: Checked, tmp_path: Path) -> None:
    installation.keep_in("{systemd: mail}")
    unknown = installation.checked_box(systemd="exit 1")
    assert not unknown["ok"]
    assert (
        "no systemd credentials here: expected to be started by a unit with LoadCredential=mail:FILE"
        in unknown["problem"]
    )

    systemd = f"[ $2 = show ] && echo LoadCredential=mail:/x || echo XDG_RUNTIME_DIR={tmp_path}"
    stopped = installation.checked_box(systemd=systemd)
    assert (stopped["ok"], stopped["secret"]["service"], "idle" in stopped) == (True, True, False)

    credentials = tmp_path / "credentials" / "mailwatch.service"
    credentials.mkdir(parents=True)
    (credentials / "mail").write_text(installation.server.password)
    running = installation.checked_box(systemd=systemd)
    assert (running["ok"], running["idle"], running["secret"]["service"]) == (True, True, True)
    done = installation.check(systemd=systemd)
    assert done.stdout.endswith("  its secret comes from a systemd credential, for the service only\n")


def test_a_secret_that_others_can_read_is_refused_with_the_remedy(installation: Checked) -> None:
    installation.secret.chmod(0o644)
    done = installation.check()
    assert done.returncode == 1
    assert (
        f"{installation.secret} can be read by others on this machine; run: chmod 600 {installation.secret}"
        in done.stdout
    )


def test_a_secret_file_that_is_not_there_is_named_with_its_line(installation: Checked) -> None:
    installation.secret.unlink()
    problem = installation.checked_box()["problem"]
    assert problem == (
        f"{installation.config}:8:13: {installation.secret} cannot be read: No such file or directory; "
        "expected a file with the secret in it"
    )


def test_a_server_that_takes_no_passwords(tmp_path: Path, embedded: Embedded) -> None:
    with Scripted(capabilities="IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2") as server:
        installation = Checked(embedded, tmp_path, port=server.port)
        problem = installation.checked_box()["problem"]
    assert "the server takes no password here" in problem
    assert "`auth: oauth2`" in problem


@pytest.mark.parametrize(
    ("host", "remedy"),
    [
        (
            "imap.gmail.com",
            "Gmail or Google Workspace wants an app password, not the one you sign in with (16 letters): Google Account, Security",
        ),
        (
            "imap.mail.me.com",
            "iCloud Mail wants an app-specific password, not the one of your Apple account: the settings of your Apple account",
        ),
        ("imap.example.com", "many providers want an app password, made in the account's security settings"),
    ],
)
def test_a_refused_password_names_what_the_provider_wants(host: str, remedy: str) -> None:
    error = _refused(ServerSettings(host, 993, "tls", "sam"), "[AUTHENTICATIONFAILED] Invalid credentials")
    assert remedy in str(error)


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Berln", "did you mean Europe/Berlin?"),
        ("New York", "did you mean America/New_York?"),
        ("PDT", "did you mean America/Los_Angeles?"),
        ("GMT+2", "expected a name such as Europe/Berlin"),
    ],
)
def test_a_zone_that_does_not_exist_has_a_place_and_the_nearest_right_one(
    tmp_path: Path, embedded: Embedded, zone: str, hint: str
) -> None:
    installation = Checked(embedded, tmp_path)
    installation.config.write_text(installation.config.read_text().replace("Europe/Berlin", zone))
    done = installation.check()
    assert done.returncode == 2
    assert done.stderr.startswith(f'{installation.config}:1:59: you.timezone: "{zone}" is not a time zone; ')
    assert done.stderr.rstrip().endswith(hint)


def test_without_a_config_init_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mailwatch", "-c", str(tmp_path / "none.yaml"), "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path / 'none.yaml'}: there is no config here; `mailwatch init` writes one\n"
