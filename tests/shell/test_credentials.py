"""Secrets come from where the config says, in time or not at all, and never show up anywhere else."""

from __future__ import annotations

import fcntl
import os
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mailwatch.credentials import Secret, SecretSource, secret_for
from mailwatch.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE = "config.yaml:7:13"
SECRET = "correct horse battery staple"
BACKENDS = """
import os, sys, time
from pathlib import Path
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

class Working(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        print("backends may print")
        Path(os.environ["SEEN"]).write_text(str(sys.orig_argv))
        assert service == "mailwatch:imap.example.com"
        return {"sam": "correct horse battery staple", "blank": ""}.get(username)
    set_password = delete_password = None

class Locked(Working):
    def get_password(self, service, username):
        time.sleep(60)

class Dismissed(Working):
    def get_password(self, service, username):
        raise KeyringLocked("Failed to unlock\\nthe collection!")

class Crashing(Working):
    def get_password(self, service, username):
        os._exit(9)
"""


def fetch(
    source: SecretSource, environ: Mapping[str, str] = os.environ, login: str = "sam", deadline: float = 20
) -> str:
    return secret_for(
        source, service="mailwatch:imap.example.com", login=login, deadline=deadline, environ={**os.environ, **environ}
    )


def refusal(
    source: SecretSource, environ: Mapping[str, str] = os.environ, login: str = "sam", deadline: float = 20
) -> str:
    with pytest.raises(CredentialError) as raised:
        fetch(source, environ, login, deadline)
    told = str(raised.value)
    assert told.startswith(f"{PLACE}: ")
    assert "\n" not in told
    assert SECRET not in told
    return told


def script(tmp_path: Path, code: str) -> SecretSource:
    file = tmp_path / "helper.py"
    file.write_text(code, encoding="utf-8")
    return SecretSource("command", f"{shlex.quote(sys.executable)} {shlex.quote(str(file))}", PLACE)


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "backends.py").write_text(BACKENDS, encoding="utf-8")
    return {"PYTHONPATH": str(tmp_path), "SEEN": str(tmp_path / "seen")}


def test_the_keyring_is_asked_in_a_child_that_shows_nothing(keyring: dict[str, str]) -> None:
    source = SecretSource("keyring", "", PLACE)
    keyring["PYTHON_KEYRING_BACKEND"] = "backends.Working"
    assert fetch(source, keyring) == SECRET
    seen = Path(keyring["SEEN"]).read_bytes()
    assert b"mailwatch.keychain" in seen
    assert b"imap.example.com" not in seen
    assert SECRET.encode() not in seen
    told = refusal(source, keyring, "nobody")
    assert 'no secret "mailwatch:imap.example.com" for nobody' in told
    assert told.endswith("-m keyring set mailwatch:imap.example.com nobody")
    assert "holds no secret" in refusal(source, keyring, "blank")


def test_a_locked_keyring_is_given_up_at_the_deadline(keyring: dict[str, str]) -> None:
    began = time.monotonic()
    keyring["PYTHON_KEYRING_BACKEND"] = "backends.Locked"
    told = refusal(SecretSource(place=PLACE), keyring, deadline=2)
    assert time.monotonic() - began < 10
    assert "the keyring did not answer within 2 s, it is probably locked; unlock it" in told


@pytest.mark.parametrize(
    ("backend", "told"),
    [
        (
            "backends.Dismissed",
            "the keyring is locked; unlock it (log in to the desktop, or run `mailwatch check` there)",
        ),
        ("backends.Crashing", "ended with exit code 9"),
        ("keyring.backends.fail.Keyring", "the keyring cannot be used here: there is none;"),
    ],
)
def test_a_keyring_that_cannot_be_used_is_told_with_the_remedy(
    keyring: dict[str, str], backend: str, told: str
) -> None:
    keyring["PYTHON_KEYRING_BACKEND"] = backend
    assert told in refusal(SecretSource(place=PLACE), keyring)


def test_a_command_gives_its_first_line(tmp_path: Path) -> None:
    source = script(tmp_path, f"import sys\nprint({SECRET!r})\nprint('user: sam')\nassert not sys.stdin.read()")
    found = fetch(source)
    assert found == SECRET
    assert SECRET not in repr([found])


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import sys; print('correct horse battery staple'); sys.exit('not unlocked')", "exit code 1: not unlocked"),
        ("import sys; print('correct horse battery staple'); sys.exit('correct horse battery staple')", "exit code 1;"),
        ("pass", "holds no secret"),
        ("print()", "holds no secret"),
        ("print('a\\0b')", "holds no secret"),
        (r"import sys; sys.stdout.buffer.write(b'\xff\n')", "is not UTF-8 text"),
    ],
)
def test_a_command_that_gives_nothing_is_told_without_what_it_printed(tmp_path: Path, code: str, told: str) -> None:
    assert told in refusal(script(tmp_path, code))


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    told = refusal(SecretSource("command", f"{tmp_path}/none show mail", PLACE))
    assert "none cannot be run: No such file or directory" in told


@pytest.mark.timeout(30)
def test_a_command_and_all_it_started_is_ended_at_the_deadline(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    grandchild = (
        f"import fcntl, time; file = open({str(lock)!r}, 'w'); fcntl.flock(file, fcntl.LOCK_EX); "
        "file.write('held'); file.flush(); time.sleep(60)"
    )
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {grandchild!r}])\n"
    assert "printed no secret within 3 s" in refusal(script(tmp_path, code), deadline=3)
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # waits until its holder is gone, far less than the minute it would sleep
        assert file.read() == "held"


def test_a_file_only_its_owner_can_read(tmp_path: Path) -> None:
    file = tmp_path / "a secret"
    source = SecretSource("file", str(file), PLACE)
    assert "cannot be read: No such file" in refusal(source)
    file.write_text(f"{SECRET}\r\nnot this\n", encoding="utf-8")
    for mode in (0o640, 0o604, 0o660):
        file.chmod(mode)
        assert refusal(source).endswith(f"run: chmod 600 '{file}'")
    for mode in (0o600, 0o400):
        file.chmod(mode)
        assert fetch(source) == SECRET


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("pipe", "."):
        assert "is not a regular file" in refusal(SecretSource("file", str(tmp_path / name), PLACE))


def test_a_systemd_credential(tmp_path: Path) -> None:
    source = SecretSource("systemd", "mail", PLACE)
    (tmp_path / "mail").write_text(SECRET, encoding="utf-8")
    assert fetch(source, {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == SECRET
    assert "LoadCredential=mail:FILE" in refusal(source, {"CREDENTIALS_DIRECTORY": ""})
    (tmp_path / "mail").unlink()
    assert "cannot be read" in refusal(source, {"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_secret_hides_itself() -> None:
    assert repr(Secret(SECRET)) == "Secret(hidden)"
    assert Secret(SECRET) == SECRET
