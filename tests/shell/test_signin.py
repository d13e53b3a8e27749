"""Signing in by OAuth 2: tokens and where they are kept, against a real authorization server on loopback."""

from __future__ import annotations

import dataclasses
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from mailwatch.config.places import paths
from mailwatch.credentials import SecretSource
from mailwatch.errors import CredentialError, LoginError, UnreachableError
from mailwatch.signin import sasl
from mailwatch.signin.keeping import Place, alone
from mailwatch.signin.tokens import MARGIN, Tokens
from tests.servers.tokens import TokenServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailwatch.config import SignIn

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    with TokenServer() as server:
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "refresh-token"


@pytest.fixture
def sign_in(tokens: TokenServer, file: Path) -> SignIn:
    """An account that somebody has signed in to."""
    found = tokens.sign_in(file)
    Place(found).write(tokens.signed_in())
    return found


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


# --- access tokens --------------------------------------------------------------------------------------------------


def test_a_token_is_used_until_shortly_before_its_end_and_no_longer(tokens: TokenServer, sign_in: SignIn) -> None:
    clock = Clock()
    held = Tokens(clock)
    first = held.access(sign_in)
    clock.at += 3600 - MARGIN - 1
    assert held.access(sign_in) == first
    clock.at += 1
    assert held.access(sign_in) != first
    assert len(tokens.said("/token")) == 2


@pytest.mark.parametrize(("lifetime", "good_for"), [(60, 30), (0, 0), (None, 0), (10**9, 86_400 - MARGIN)])
def test_short_endless_and_unknown_lifetimes(
    tokens: TokenServer, sign_in: SignIn, lifetime: int | None, good_for: float
) -> None:
    tokens.lifetime = lifetime
    clock = Clock()
    held = Tokens(clock)
    first = held.access(sign_in)
    clock.at += good_for
    assert held.access(sign_in) != first
    again = held.access(sign_in)
    clock.at += max(0, good_for - 1)
    assert (held.access(sign_in) == again) == (good_for > 0)


def test_a_refused_token_does_not_come_again(tokens: TokenServer, sign_in: SignIn) -> None:
    held = Tokens()
    first = held.access(sign_in)
    second = held.access(sign_in, refused=first)
    assert second != first
    assert held.access(sign_in) == second
    assert len(tokens.said("/token")) == 2


def test_a_rotated_refresh_token_is_kept_before_its_access_token_is_used(
    tokens: TokenServer, sign_in: SignIn, file: Path
) -> None:
    tokens.rotates = True
    before = file.read_text()
    held = Tokens()
    for _ in range(3):
        token = held.access(sign_in, refused=held.access(sign_in))
        assert tokens.access[token]
    kept = file.read_text()
    assert kept != before
    assert tokens.refresh[kept.strip()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_rotated_token_that_cannot_be_kept_gives_nothing_and_is_kept_later(
    tokens: TokenServer, sign_in: SignIn, file: Path
) -> None:
    tokens.rotates = True
    before = file.read_text()
    away = file.parent.with_name("away")

    def disk_goes() -> None:
        file.parent.rename(away)
        file.parent.touch()

    tokens.meanwhile = disk_goes
    held = Tokens()
    with pytest.raises(CredentialError, match=r"^config.yaml:7:13: the sign-in of personal cannot be written"):
        held.access(sign_in)
    tokens.meanwhile = bool
    file.parent.unlink()
    away.rename(file.parent)
    assert file.read_text() == before  # void by now; the one that replaces it is not lost
    assert tokens.access[held.access(sign_in)]
    assert tokens.refresh[file.read_text().strip()]


def test_a_revoked_sign_in_is_told_once_with_the_remedy_and_not_asked_for_again(
    tokens: TokenServer, sign_in: SignIn
) -> None:
    held = Tokens(clock := Clock())
    held.access(sign_in)
    tokens.end()
    clock.at += 3600
    for _ in range(3):
        with pytest.raises(LoginError) as raised:
            held.access(sign_in)
        assert str(raised.value) == (
            f"{urlsplit(tokens.url).netloc}: the sign-in of personal has ended "
            "(invalid_grant: Token … has been revoked.); run: mailwatch auth login personal"
        )
    assert len(tokens.said("/token")) == 2
    Place(sign_in).write(tokens.signed_in())  # as `mailwatch auth login` does, in another process
    assert tokens.access[held.access(sign_in)]


def test_who_has_not_signed_in_is_told_how(tokens: TokenServer, file: Path) -> None:
    sign_in = dataclasses.replace(tokens.sign_in(file), name="my work")
    with pytest.raises(
        CredentialError,
        match=r"^config.yaml:7:13: nobody has signed in to my work yet; run: mailwatch auth login 'my work'$",
    ):
        Tokens().access(sign_in)
    assert not tokens.asked


@pytest.mark.parametrize(
    ("trouble", "body", "told"),
    [
        (503, None, "is in trouble: server_error"),
        (0, b"[" * 100_000, "no answer that makes sense"),
        (429, None, "is in trouble: server_error"),
        (0, b"<html>Please accept the terms of this network</html>", "no answer that makes sense"),
        (0, b"[]", "no answer that makes sense"),
        (0, b"{}", "no token that can be used"),
        (0, b'{"access_token": "x", "token_type": "mac"}', "no token that can be used"),
        (0, b'{"access_token": 7}', "no token that can be used"),
        (0, b'{"error": "temporarily_unavailable"}', "in trouble"),
    ],
)
def test_a_token_server_in_trouble_is_worth_another_try(
    tokens: TokenServer, sign_in: SignIn, trouble: int, body: bytes | None, told: str
) -> None:
    tokens.trouble, tokens.body = trouble, body
    held = Tokens()
    with pytest.raises(UnreachableError, match=told) as raised:
        held.access(sign_in)
    assert str(raised.value).startswith(f"{urlsplit(tokens.url).netloc}: the token server ")
    tokens.trouble, tokens.body = 0, None
    assert tokens.access[held.access(sign_in)]


def test_a_token_server_that_is_not_there_is_worth_another_try(tmp_path: Path) -> None:
    with TokenServer() as gone:
        sign_in = gone.sign_in(tmp_path / "token")
    Place(sign_in).write("refresh-secret")
    with pytest.raises(UnreachableError, match=r"^127.0.0.1:\d+: the token server cannot be reached: Conn"):
        Tokens().access(sign_in)


def test_a_redirect_is_not_followed_with_what_is_secret(tokens: TokenServer, file: Path) -> None:
    sign_in = tokens.sign_in(file, token_endpoint=f"{tokens.url}/moved")
    Place(sign_in).write("refresh-secret")
    with pytest.raises(UnreachableError, match="HTTP status 302"):
        Tokens().access(sign_in)
    assert [path for path, _ in tokens.asked] == ["/moved"]


def test_a_wrong_client_id_names_the_options_to_check(tokens: TokenServer, file: Path) -> None:
    sign_in = tokens.sign_in(file, client_id="somebody-else")
    Place(sign_in).write(tokens.signed_in())
    with pytest.raises(LoginError, match=r"is refused \(invalid_client\); check oauth: client_id"):
        Tokens().access(sign_in)


def test_many_threads_ask_once(tokens: TokenServer, sign_in: SignIn) -> None:
    tokens.rotates = True
    held, found = Tokens(), []
    threads = [threading.Thread(target=lambda: found.append(held.access(sign_in))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(tokens.said("/token")) == 1


def test_processes_that_rotate_the_same_token_wait_for_each_other(tokens: TokenServer, sign_in: SignIn) -> None:
    tokens.rotates = True
    each = [Tokens() for _ in range(6)]  # a process has one
    found: list[str] = []
    threads = [threading.Thread(target=lambda one=one: found.append(one.access(sign_in))) for one in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 6
    assert all(tokens.access[token] for token in found)  # a token used twice would have ended them all


def test_a_process_that_hangs_keeps_nobody_for_ever(sign_in: SignIn) -> None:
    with alone(sign_in), pytest.raises(UnreachableError, match="another mailwatch process"), alone(sign_in, wait=0.1):
        pass
    with alone(sign_in, wait=0):
        assert [lock.name[:8] for lock in paths().state.iterdir()] == ["sign-in-"]


def test_a_command_is_asked_each_time(tmp_path: Path, tokens: TokenServer) -> None:
    counter = tmp_path / "count.sh"
    counter.write_text(f"#!/bin/sh\necho x >>{tmp_path}/count; echo token-$(wc -l <{tmp_path}/count)\n")
    counter.chmod(0o700)
    source = SecretSource("command", str(counter), "config.yaml:7:13")
    sign_in = dataclasses.replace(tokens.sign_in(tmp_path / "none"), secret=source, oauth=None)
    held = Tokens()
    first = held.access(sign_in)
    assert (first, held.access(sign_in, refused=first)) == ("token-1", "token-2")
    assert not tokens.asked


def test_tokens_show_themselves_nowhere(
    tokens: TokenServer, sign_in: SignIn, caplog: pytest.LogCaptureFixture, file: Path
) -> None:
    caplog.set_level(0)
    tokens.rotates = True
    held = Tokens()
    token = held.access(sign_in)
    used = file.read_text().strip()
    tokens.end()
    with pytest.raises(LoginError) as raised:
        held.access(sign_in, refused=token)
    shown = f"{raised.value!r} {raised.value} {caplog.text} {token!r} {sign_in!r} {held.__dict__}"
    with_secret = dataclasses.replace(tokens.oauth(), client_secret="client-secret-value")
    for secret in (*tokens.access, used, "client-secret-value"):
        assert secret not in shown + repr(with_secret)
    assert raised.value.__cause__ is None


# --- where they are kept --------------------------------------------------------------------------------------------

BACKEND = """
import json, os
from pathlib import Path
from keyring.backend import KeyringBackend

class InAFile(KeyringBackend):
    priority = 1
    store = Path(os.environ["KEYRING_STORE"])
    def _all(self):
        return json.loads(self.store.read_text()) if self.store.exists() else {}
    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")
    def set_password(self, service, username, password):
        self.store.write_text(json.dumps(self._all() | {f"{service} {username}": password}))
    def delete_password(self, service, username):
        self.store.write_text(json.dumps({k: v for k, v in self._all().items() if k != f"{service} {username}"}))
"""


def test_a_keyring_keeps_reads_and_forgets(tmp_path: Path, tokens: TokenServer) -> None:
    (tmp_path / "backend.py").write_text(BACKEND)
    store = tmp_path / "store.json"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHON_KEYRING_BACKEND": "backend.InAFile"}
    sign_in = dataclasses.replace(tokens.sign_in(tmp_path), secret=SecretSource("keyring", "", "config.yaml:7:13"))
    place = Place(sign_in, environ={**environ, "KEYRING_STORE": str(store)})
    assert place.read() is None
    place.forget()
    place.write("one")
    place.write("two")
    assert place.read() == "two"
    assert list(store.read_text().split('"')[1::2]) == ["mailwatch:127.0.0.1:oauth2 sam@example.com", "two"]
    place.forget()
    assert place.read() is None


def test_a_keyring_that_is_not_there_is_told_with_the_remedy(tmp_path: Path, tokens: TokenServer) -> None:
    environ = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    sign_in = dataclasses.replace(tokens.sign_in(tmp_path), secret=SecretSource("keyring", "", "config.yaml:7:13"))
    for act in (Place(sign_in, environ=environ).read, lambda: Place(sign_in, environ=environ).write("secret-token")):
        with pytest.raises(CredentialError, match=r"^config.yaml:7:13: the keyring .*secret: \{file: ...\}") as raised:
            act()
        assert "secret-token" not in str(raised.value)


def test_a_file_is_replaced_whole_and_a_link_stays_one(tmp_path: Path, tokens: TokenServer) -> None:
    real = tmp_path / "real" / "token"
    link = tmp_path / "link"
    link.symlink_to(real)
    place = Place(tokens.sign_in(link))
    assert place.read() is None
    place.write("one")
    before = real.stat().st_ino
    place.write("two")
    assert link.is_symlink()
    assert (real.read_text(), stat.S_IMODE(real.stat().st_mode)) == ("two\n", 0o600)
    assert real.stat().st_ino != before  # written beside it and renamed: never half a token
    assert list(real.parent.iterdir()) == [real]
    place.forget()
    assert place.read() is None
    place.forget()


def test_a_death_while_a_token_is_written_leaves_the_old_one_or_the_new_one(tokens: TokenServer, file: Path) -> None:
    sign_in = tokens.sign_in(file)
    code = (
        "import sys\n"
        "from mailwatch.config import SignIn\n"
        "from mailwatch.credentials import SecretSource\n"
        "from mailwatch.signin.keeping import Place\n"
        "place = Place(SignIn('x', 'x', SecretSource('file', sys.argv[1]), ''))\n"
        "for number in range(10**9):\n"
        "    place.write(f'{number}-' * 20_000)\n"
        "    number or print(flush=True)\n"
    )
    for number in range(6):
        command = [sys.executable, "-c", code, str(file)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()  # the first one is there
            time.sleep(0.003 * number)
            writer.kill()
        words = file.read_text().strip("\n").split("-")
        assert (len(words), len(set(words[:-1]))) == (20_001, 1)
    assert Place(sign_in).read() is not None


def test_a_file_that_others_can_read_is_refused(tokens: TokenServer, sign_in: SignIn, file: Path) -> None:
    file.chmod(0o640)
    with pytest.raises(CredentialError, match="chmod 600"):
        Tokens().access(sign_in)
    assert not tokens.asked


# --- SASL, and what is imported -------------------------------------------------------------------------------------


def test_the_sasl_strings_are_those_of_the_standards() -> None:
    assert sasl.xoauth2("sam@example.com", "t0k") == "user=sam@example.com\1auth=Bearer t0k\1\1"
    assert sasl.oauthbearer("s,a=m", "t0k") == "n,a=s=2Ca=3Dm,\1auth=Bearer t0k\1\1"  # RFC 7628 §4.1, RFC 5801 §4


def test_whoever_has_a_password_pays_nothing_for_oauth() -> None:
    code = (
        "import sys, mailwatch.cli.running, mailwatch.watcher, mailwatch.config.build\n"
        "found = [m for m in sys.modules if m.startswith(('mailwatch.signin', 'oauthlib', 'urllib.request'))]\n"
        "import mailwatch.signin\n"
        "sys.exit(', '.join(found or [m for m in sys.modules if m.startswith('oauthlib')]) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")
