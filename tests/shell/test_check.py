"""What is in force and who says so; and what the service will find around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from mailwatch.config import example, parse
from mailwatch.config.effective import effective
from mailwatch.setup.surroundings import of_the_service

CONFIG = """\
you: {name: Sam Rivera, email: sam@example.com}
mailboxes:
  - name: work
    provider: gmail
    port: 1993
    auth: oauth2
    oauth: {client_id: app-1, client_secret: hush}
  - host: imap.example.com
    security: starttls
    secret: {command: sh -c 'echo hunter2'}
    trust: {authserv_id: [mx.example.com, mx2.example.com]}
digest:
  smtp: {provider: icloud, secret: {file: ~/pw}}
applications:
  - {company: Acme, topics: [Kafka, Go]}
"""


def settings(text: str = CONFIG, environ: Mapping[str, str] | None = None) -> dict[str, tuple[str, str]]:
    return {
        option: (value, origin) for option, value, origin in effective(text, "c.yaml", environ or {"TZ": "Asia/Tokyo"})
    }


@pytest.mark.parametrize(
    ("option", "value", "origin"),
    [
        ("you.name", "Sam Rivera", "c.yaml:1"),
        ("you.timezone", "Asia/Tokyo", "environment TZ"),
        ("mailboxes[work].host", "imap.gmail.com", "provider gmail"),
        ("mailboxes[work].port", "1993", "c.yaml:5"),
        ("mailboxes[work].login", "sam@example.com", "you.email"),
        ("mailboxes[work].trust.authserv_id", "mx.google.com", "provider gmail"),
        ("mailboxes[work].oauth.client_secret", "(hidden)", "c.yaml:7"),
        ("mailboxes[2].name", "sam@example.com", "you.email"),
        ("mailboxes[2].port", "143", "default"),
        ("mailboxes[2].secret", "command: sh ...", "c.yaml:10"),
        ("mailboxes[2].trust.authserv_id", "mx.example.com, mx2.example.com", "c.yaml:11"),
        ("mailboxes[2].auth", "password", "default"),
        ("policy.thank_you.after", "30 minutes", "default"),
        ("policy.working_days", "mon, tue, wed, thu, fri", "default"),
        ("digest.at", "08:00", "default"),
        ("digest.smtp.host", "smtp.mail.me.com", "provider icloud"),
        ("digest.smtp.security", "starttls", "provider icloud"),
        ("digest.smtp.secret", "file: ~/pw", "c.yaml:13"),
        ("applications[Acme].topics", "Kafka, Go", "c.yaml:15"),
    ],
)
def test_every_value_names_its_origin(option: str, value: str, origin: str) -> None:
    assert settings()[option] == (value, origin)


def test_no_secret_is_shown() -> None:
    shown = str(settings())
    assert "hush" not in shown
    assert "hunter2" not in shown


def test_what_is_not_set_to_anything_is_left_out() -> None:
    shown = settings()
    assert "templates" not in shown
    assert "mailboxes[work].ca_file" not in shown
    assert "digest.smtp" not in settings("you: {name: S, email: s@example.com}\nmailboxes: [{provider: gmail}]\n")


@pytest.mark.parametrize("text", [CONFIG, example()])
def test_what_is_shown_is_what_is_in_force(text: str) -> None:
    """What provider and custom fill in is told by one piece of code and used by another."""
    shown = settings(text)
    config = parse(text, "c.yaml")
    for number, box in enumerate(config.mailboxes, start=1):
        at = next(f"mailboxes[{name}]" for name in (box.name, number) if f"mailboxes[{name}].name" in shown)
        for option in ("host", "port", "security", "login", "auth"):
            assert shown[f"{at}.{option}"][0] == str(getattr(box.server, option))
        assert shown.get(f"{at}.trust.authserv_id", ("",))[0] == ", ".join(box.authserv_ids)
    if smtp := config.digest.smtp:
        for option in ("host", "port", "security", "login"):
            assert shown[f"digest.smtp.{option}"][0] == str(getattr(smtp, option))


class Systemd:
    """Answers as systemctl does."""

    def __init__(self, environment: str, unit: str = "") -> None:
        self._answers = {"show-environment": environment, "show": unit}

    def __call__(self, words: Sequence[str]) -> str:
        assert words[:2] == ["systemctl", "--user"]
        return self._answers[words[2]]


def test_the_service_has_the_environment_of_its_manager_and_of_its_unit(tmp_path: Path) -> None:
    (tmp_path / "credentials" / "mailwatch.service").mkdir(parents=True)
    systemd = Systemd(
        f"PATH=/usr/bin:/bin\nXDG_RUNTIME_DIR={tmp_path}\nLANG=$'de_DE\\x2eUTF-8'\nDBUS_SESSION_BUS_ADDRESS=unix:path=/b\n",
        "Environment=PATH=/opt/bin:/usr/bin 'NAME=two words'\nLoadCredential=mail:/a\nLoadCredentialEncrypted=smtp:/b\n",
    )
    found = of_the_service({"PATH": "/home/sam/bin", "SECRET": "x"}, systemd)
    assert found.environ == {
        "PATH": "/opt/bin:/usr/bin",
        "NAME": "two words",
        "XDG_RUNTIME_DIR": str(tmp_path),
        "LANG": "de_DE.UTF-8",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/b",
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials" / "mailwatch.service"),
    }
    assert found.credentials == {"mail", "smtp"}
    assert found.origin == "the environment of the systemd user manager"


def test_without_systemd_it_has_next_to_nothing() -> None:
    here = {"HOME": "/home/sam", "PATH": "/home/sam/bin:/usr/bin", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/b"}
    found = of_the_service(here, Systemd(""))
    assert found.environ["HOME"] == "/home/sam"
    assert "/home/sam/bin" not in found.environ["PATH"]
    assert "DBUS_SESSION_BUS_ADDRESS" not in found.environ
    assert found.origin == "a bare environment, as services have"
    assert of_the_service({**here, "PATH": "/nowhere"}).origin == found.origin  # no systemctl at all
