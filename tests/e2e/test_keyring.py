"""A real keyring, open and locked: what is put there is found, and a locked one is waited for without a fuss."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mailwatch import keychain
from mailwatch.credentials import SecretSource, secret_for
from mailwatch.errors import LockedError
from mailwatch.setup.keeping import in_keyring, keyring_refuses
from tests.e2e.service import Daemon, Installation
from tests.servers.embedded import Embedded

pytest.importorskip("secretstorage", reason="the Secret Service is there on Linux only")

from tests.servers.keyring import REQUIRE, Keyring, keyring_missing

pytestmark = pytest.mark.slow

SERVICE = "mailwatch:127.0.0.1"


@pytest.fixture
def keyring() -> Iterator[Keyring]:
    if (reason := keyring_missing()) and os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but: {reason}", pytrace=False)
    if reason:
        pytest.skip(reason)
    with Keyring() as running:
        yield running


@pytest.fixture
def installation(embedded: Embedded, tmp_path: Path) -> Installation:
    made = Installation(embedded, tmp_path)
    text = made.config.read_text()
    made.config.write_text(text.replace(f"secret: {{file: {made.secret}}}", "secret: keyring"))
    made.secret.unlink()
    return made


def get(keyring: Keyring, login: str = "sam", *, prompt: bool = False) -> str | None:
    return keychain.ask("get", SERVICE, login, deadline=20, environ=keyring.environ, prompt=prompt)


def run(command: list[str], environ: Mapping[str, str], given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environ, input=given, capture_output=True, text=True, timeout=60, check=False)


def interrupted(keyring: Keyring, login: str, secret: str) -> None:
    """Ctrl-C, just after it was put there."""
    with contextlib.suppress(KeyboardInterrupt), in_keyring(SERVICE, login, secret, keyring.environ):
        assert get(keyring, login) == secret
        raise KeyboardInterrupt  # and no signal: it may be ignored where the tests run in the background


def test_what_is_put_there_is_found_and_nothing_stays_of_what_failed(keyring: Keyring) -> None:
    with in_keyring(SERVICE, "sam", "first", keyring.environ):
        assert get(keyring) == "first"
    assert secret_for(SecretSource(), service=SERVICE, login="sam", environ=keyring.environ) == "first"
    interrupted(keyring, "sam", "second")
    assert get(keyring) == "first"
    interrupted(keyring, "kim", "hers")
    assert get(keyring, "kim") is None


def test_a_locked_keyring_is_told_at_once_and_opens_no_window(keyring: Keyring) -> None:
    keychain.ask("set", SERVICE, "sam", "secret", deadline=20, environ=keyring.environ)
    keyring.lock()
    began = time.monotonic()
    with pytest.raises(LockedError, match="the keyring is locked; unlock it"):
        secret_for(SecretSource(), service=SERVICE, login="sam", environ=keyring.environ)
    assert time.monotonic() - began < 10
    assert keyring_refuses(keyring.environ) == "the keyring is locked"
    with pytest.raises(keychain.LockedKeyringError):  # the window cannot be opened here, where no screen is
        get(keyring, prompt=True)
    keyring.unlock()
    assert get(keyring) == "secret"
    assert keyring_refuses(keyring.environ) == ""


def test_the_daemon_waits_for_a_locked_keyring(keyring: Keyring, installation: Installation) -> None:
    server = installation.server
    keychain.ask("set", SERVICE, server.login, server.password, deadline=20, environ=keyring.environ)
    keyring.lock()
    with Daemon(installation, **keyring.environ) as daemon:
        daemon.wait_for("the keyring is locked; unlock it", 30)
        assert "defect" not in daemon.log()
        keyring.unlock()
        daemon.wait_for("sees", 60)
        assert daemon.stop() == 0


def test_check_says_whether_the_service_finds_it_too(
    keyring: Keyring, installation: Installation, tmp_path: Path
) -> None:
    server = installation.server
    keychain.ask("set", SERVICE, server.login, server.password, deadline=20, environ=keyring.environ)
    systemctl = tmp_path / "bin" / "systemctl"
    systemctl.parent.mkdir()
    systemctl.write_text("#!/bin/sh\nexit 1\n")
    systemctl.chmod(0o755)
    here = {**keyring.environ, "PATH": f"{systemctl.parent}:{os.environ['PATH']}"}

    only_here = run(installation.command("check"), here)
    assert only_here.returncode == 0, only_here.stdout
    assert (
        "its secret can be had here, but not by a service (a bare environment, as services have): " in only_here.stdout
    )
    assert "the keyring cannot be used here: there is none" in only_here.stdout

    systemctl.write_text(f"#!/bin/sh\n[ $2 = show ] || echo DBUS_SESSION_BUS_ADDRESS={keyring.bus}\n")
    both = run(installation.command("check", "--json"), here)
    (box,) = json.loads(both.stdout)["mailboxes"]
    assert box["secret"] == {
        "kept": "keyring",
        "here": True,
        "service": True,
        "surroundings": "the environment of the systemd user manager",
    }
    assert server.password not in both.stdout


def test_init_puts_the_password_there(keyring: Keyring, embedded: Embedded, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    server = ["--host", embedded.host, "--port", str(embedded.port), "--security", "none"]
    start = [sys.executable, "-m", "mailwatch", "-c", str(config)]
    more = ["--password-stdin", "--secret-from", "keyring", "--no-service", "--no-first-run"]

    done = run([*start, "init", "--yes", "--email", embedded.login, *server, *more], keyring.environ, embedded.password)

    assert done.returncode == 0, done.stderr
    assert get(keyring, embedded.login) == embedded.password
    assert "secret: keyring" in config.read_text()
    assert embedded.password not in config.read_text() + done.stdout + done.stderr
    assert run([*start, "check"], keyring.environ).returncode == 0
