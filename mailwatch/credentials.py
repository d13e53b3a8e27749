"""Secrets, from the place the config names, and only while they are needed.

No secret is ever in an argument list, an environment variable, a log line or an error message. The keyring is asked
in a child process: a locked Secret Service waits for ever for somebody to unlock it, and a thread cannot be ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mailwatch.errors import CredentialError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST = 65_536
_PRIVATE = 0o077
_CHILD_FAILED = 3


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a secret is kept.

    `value` is the command line, the file or the credential's name; empty for the keyring. `place` says where the
    config names it (`file:line:column`), for messages.
    """

    kind: Literal["keyring", "command", "file", "systemd"] = "keyring"
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
) -> str:
    """Fetch a secret.

    Args:
        source: where it is kept.
        service: the name of the entry in the keyring.
        login: the user name of the entry in the keyring.
        deadline: seconds to wait for the keyring or the command.
        environ: the environment of the programs that are asked, and where systemd says where its credentials are.

    Raises:
        CredentialError: it cannot be had; the text names the place and the remedy, and never the secret.
    """
    match source.kind:
        case "keyring":
            found = _from_keyring(source, service, login, deadline, environ)
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
        code, output, complaint = _run(words, b"", deadline, environ)
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


def _from_keyring(source: SecretSource, service: str, login: str, deadline: float, environ: Mapping[str, str]) -> str:
    remedy = f"to store it, run: {sys.executable} -m keyring set {shlex.quote(service)} {shlex.quote(login)}"
    # -P and our own sys.path: the child finds the modules we run from, and never one from the current directory
    modules = os.pathsep.join(filter(None, [*sys.path, environ.get("PYTHONPATH")]))
    request = json.dumps({"service": service, "login": login}).encode()
    try:
        code, output, _ = _run(
            [sys.executable, "-P", "-m", __name__], request, deadline, {**environ, "PYTHONPATH": modules}
        )
    except TimeoutError:
        raise source.error(
            f"the keyring did not answer within {deadline:g} s, it is probably locked; unlock it (log in to the "
            "desktop), or name another place: {command: ...}, {file: ...} or {systemd: ...}",
        ) from None
    except OSError as error:
        raise source.error(f"the keyring cannot be asked: {error.strerror}") from None
    if code == _CHILD_FAILED:
        raise source.error(
            f"the keyring cannot be used here: {output.decode(errors='replace')}; unlock or install one, or name "
            "another place: {command: ...}, {file: ...} or {systemd: ...}",
        )
    if code != 0:
        raise source.error(f"the keyring's helper process ended with exit code {code}; {remedy}")
    answer = json.loads(output)
    if answer is None:
        raise source.error(f'the keyring has no secret "{service}" for {login}; {remedy}')
    return str(answer)


def _run(words: Sequence[str], given: bytes, deadline: float, environ: Mapping[str, str]) -> tuple[int, bytes, bytes]:
    """Run a program in a session of its own, so that all it started ends with it.

    Raises:
        TimeoutError: it was still running at the deadline; it is not any more.
        OSError: it cannot be started.
    """
    with subprocess.Popen(  # noqa: S603 - the user names the program; no shell
        list(words),
        stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=dict(environ),
    ) as process:
        try:
            output, complaint = process.communicate(given or None, timeout=deadline)
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise TimeoutError from None
            raise
        return process.returncode, output, complaint


def _child() -> int:
    """Ask the keyring for what stdin names, and write the answer (JSON, null where there is none) to stdout."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # some backends print; only the answer may reach the pipe
    request = json.load(sys.stdin)
    with answer:
        try:
            import keyring  # noqa: PLC0415 - 57 ms, and only this process may wait for it

            json.dump(keyring.get_password(request["service"], request["login"]), answer)
        except Exception as error:  # noqa: BLE001 - backends raise what they like; the parent says it in one line
            answer.write(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
            return _CHILD_FAILED
    return 0


if __name__ == "__main__":
    sys.exit(_child())
