"""Every mistake a user or a server can make: one clear line each with the remedy, and no traceback."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.service import Installation
from tests.servers.base import MailServer, done
from tests.servers.embedded import Embedded


@pytest.fixture
def installation(server: MailServer, tmp_path: Path) -> Installation:
    return Installation(server, tmp_path)


def fails(run: subprocess.CompletedProcess[str], code: int, *words: str) -> str:
    """The one line it said."""
    assert run.returncode == code, run.stderr
    lines = [line for line in run.stderr.splitlines() if not line.startswith(("INFO", "WARNING"))]
    assert "Traceback" not in run.stderr
    for word in words:
        assert word in run.stderr
    return "\n".join(lines)


def test_all_mistakes_of_a_config_are_named_at_once(tmp_path: Path, embedded: Embedded) -> None:
    installation = Installation(embedded, tmp_path, extra="polcy: {}\npolicy: {working_hours: nine}\n")

    text = fails(installation.mailwatch("run"), 2)

    lines = text.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{installation.config}:") for line in lines)
    assert "did you mean" in text
    assert "policy" in text
    assert not installation.state.exists()


def test_a_missing_config_says_where_to_start(tmp_path: Path, embedded: Embedded) -> None:
    installation = Installation(embedded, tmp_path)
    installation.config.unlink()

    fails(installation.mailwatch("once"), 2, "mailwatch init")


def test_a_wrong_password(installation: Installation) -> None:
    installation.write_secret("wrong")

    line = fails(installation.mailwatch("once"), 1, installation.server.login)

    assert "wrong" not in line.replace("wrong password", "")


def test_an_unknown_host(tmp_path: Path, embedded: Embedded) -> None:
    installation = Installation(embedded, tmp_path)
    text = installation.config.read_text().replace("host: 127.0.0.1", "host: mail.nowhere.invalid")
    installation.config.write_text(text.replace("security: none", "security: tls"))

    fails(installation.mailwatch("check"), 1)
    assert "mail.nowhere.invalid" in installation.mailwatch("check").stdout


def test_a_certificate_that_nobody_vouches_for(installation: Installation) -> None:
    text = installation.config.read_text().replace(
        f"port: {installation.server.port}", f"port: {installation.server.tls_port}"
    )
    installation.config.write_text(text.replace("security: none", "security: tls"))

    fails(installation.mailwatch("once"), 1, "certificate", "ca_file")


def test_a_missing_drafts_folder(tmp_path: Path, embedded: Embedded) -> None:
    installation = Installation(embedded, tmp_path)
    with installation.server.client() as client:
        done(client.delete("Drafts"))

    fails(installation.mailwatch("once"), 1, "drafts:")


def test_a_template_with_an_error_is_named_with_its_line(tmp_path: Path, embedded: Embedded) -> None:
    templates = tmp_path / "templates"
    (templates / "en").mkdir(parents=True)
    (templates / "en" / "thank_you.txt.j2").write_text("Hello\n{% if %}\n")
    installation = Installation(embedded, tmp_path, extra=f"templates: {templates}\n")

    fails(installation.mailwatch("check"), 2, "thank_you.txt.j2:2")


def test_a_mail_that_cannot_be_read_is_counted_and_stops_no_other(installation: Installation) -> None:
    installation.server.deliver(b"\x00\xff\xfe not a mail at all")
    installation.server.deliver(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 3000)

    run = installation.mailwatch("once")

    assert run.returncode == 0, run.stderr
    assert "2 mails looked at" in installation.mailwatch("status").stdout


def test_unknown_verbs_and_steps_are_usage_errors(tmp_path: Path, embedded: Embedded) -> None:
    installation = Installation(embedded, tmp_path)

    assert installation.mailwatch("frobnicate").returncode == 2
    assert installation.mailwatch("preview").returncode == 2
    assert installation.mailwatch("explain", "/nowhere/at.eml").returncode == 2
    assert installation.mailwatch("status").returncode == 1


def test_a_read_only_state_directory(tmp_path: Path, embedded: Embedded) -> None:
    if os.geteuid() == 0:
        target = Path("/proc/mailwatch")  # where not even root may make a directory
    else:
        target = tmp_path / "locked" / "state"
        target.parent.mkdir(mode=0o500)
    installation = Installation(embedded, tmp_path)
    installation.state = target

    fails(installation.mailwatch("once"), 1, "state directory")
