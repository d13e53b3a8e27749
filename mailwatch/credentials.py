"""Secrets, from the place the config names, and only while they are needed.

No secret is ever in an argument list, an environment variable, a log line or an error message.
"""

from __future__ import annotations

import os
import shlex
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mailwatch import keychain, programs
from mailwatch.errors import CredentialError, LockedError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 65_536
_PRIVATE = 0o077


Kind = Literal["keyring", "command", "file", "systemd"]


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a secret is kept.

    `value` is the command line, the file or the credential's name; empty for the keyring. `place` says where the
    config names it (`file:line:column`), for messages.
    """

    kind: Kind = "keyring"
    value: str = ""
    place: str = ""

    def error(self, text: str) -> CredentialError:
        """A `CredentialError` that names the place in the config."""
        return CredentialError(f"{self.place}: {text}" if self.place else text)


class Secret(str):
    """Text that does not show itself in tracebacks and reprs."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(hidden)"


def secret_for(
    source: SecretSource,
    *,
    service: str,
    login: str,
    deadline: float = 20.0,
    environ: Mapping[str, str] = os.environ,
    prompt: bool = False,
) -> str:
    """Fetch a secret.

    Args:
        source: where it is kept.
        service: the name of the entry in the keyring.
        login: the user name of the entry in the keyring.
        deadline: seconds to wait for the keyring or the command.
        environ: the environment of the programs that are asked, and where systemd says where its credentials are.
        prompt: whether somebody sits there who may be asked to unlock the keyring; the daemon leaves a locked one
            alone, so that no window opens each time it looks whether it is open now.

    Raises:
        LockedError: the keyring is locked; worth asking again, quietly.
        CredentialError: it cannot be had; the text names the place and the remedy, and never the secret.
    """
    match source.kind:
        case "keyring":
            found = _from_keyring(source, service, login, deadline, environ, prompt=prompt)
        case "command":
            found = _from_command(source, deadline, environ)
        case "file":
            found = _from_file(source, Path(source.value).expanduser(), private=True)
        case "systemd":
            found = _from_systemd(source, environ)
    if not found or "\0" in found:
        raise source.error(f"the {_described(source)} holds no secret; expected it in the first line")
    return Secret(found)


def _described(source: SecretSource) -> str:
    return {
        "keyring": "keyring entry",
        "command": "output of the command",
        "file": f"file {source.value}",
        "systemd": f"systemd credential {source.value}",
    }[source.kind]


def _from_command(source: SecretSource, deadline: float, environ: Mapping[str, str]) -> str:
    words = [os.path.expanduser(word) for word in shlex.split(source.value)]  # noqa: PTH111 - a word, not a path
    try:
        code, output, complaint = programs.run(words, b"", deadline, environ)
    except TimeoutError:
        raise source.error(f"{words[0]} printed no secret within {deadline:g} s; run it by hand to see why") from None
    except OSError as error:
        raise source.error(f"{words[0]} cannot be run: {error.strerror}; expected a program on the PATH") from None
    secret = _first_line(source, output)
    if code != 0:
        why = complaint.decode(errors="replace").strip().partition("\n")[0][:200]
        told = f": {why}" if why and not (secret and secret in why) else ""
        raise source.error(f"{words[0]} ended with exit code {code}{told}; run it by hand to see why")
    return secret


def _from_file(source: SecretSource, path: Path, *, private: bool) -> str:
    try:
        # O_NONBLOCK: a named pipe that nobody writes to would hold us here for ever
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise source.error(f"{path} cannot be read: {error.strerror}; expected a file with the secret in it") from None
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise source.error(f"{path} is not a regular file; expected a file with the secret in it")
        if private and about.st_mode & _PRIVATE:
            raise source.error(f"{path} can be read by others on this machine; run: chmod 600 {shlex.quote(str(path))}")
        return _first_line(source, os.read(descriptor, _LONGEST))
    finally:
        os.close(descriptor)


def _from_systemd(source: SecretSource, environ: Mapping[str, str]) -> str:
    directory = environ.get("CREDENTIALS_DIRECTORY")
    if not directory:
        raise source.error(
            f"no systemd credentials here: expected to be started by a unit with LoadCredential={source.value}:FILE",
        )
    return _from_file(source, Path(directory) / source.value, private=False)


def _first_line(source: SecretSource, output: bytes) -> str:
    try:
        return output.partition(b"\n")[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        raise source.error(
            f"the {_described(source)} is not UTF-8 text; expected the secret in the first line"
        ) from None


def _from_keyring(
    source: SecretSource, service: str, login: str, deadline: float, environ: Mapping[str, str], *, prompt: bool
) -> str:
    remedy = f"to store it, run: {sys.executable} -m keyring set {shlex.quote(service)} {shlex.quote(login)}"
    elsewhere = "name another place: {command: ...}, {file: ...} or {systemd: ...}"
    try:
        answer = keychain.ask("get", service, login, deadline=deadline, environ=environ, prompt=prompt)
    except keychain.LockedKeyringError as error:
        text = f"the keyring {error}; unlock it (log in to the desktop, or run `mailwatch check` there), or {elsewhere}"
        raise LockedError(source.error(text).args[0]) from None
    except keychain.UnusableKeyringError as error:
        raise source.error(f"the keyring {error}; unlock or install one, or {elsewhere}") from None
    if answer is None:
        raise source.error(f'the keyring has no secret "{service}" for {login}; {remedy}')
    return answer
