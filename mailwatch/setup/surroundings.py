"""What a service finds around it, which is less than a shell has: no session bus perhaps, and a short PATH."""

from __future__ import annotations

import codecs
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailwatch import programs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Ask = Callable[[Sequence[str]], str]

UNIT = "mailwatch.service"

_INHERITED = ("HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "XDG_RUNTIME_DIR", "TMPDIR", "SHELL")
"""What systemd and launchd know of a user without any session."""

_PATH = "/usr/bin:/bin:/usr/sbin:/sbin" if sys.platform == "darwin" else "/usr/local/bin:/usr/bin:/bin"
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The environment of the service, and in words where that is known from.

    `credentials` are the names that its unit loads (`LoadCredential=`, `LoadCredentialEncrypted=`); they can be read
    here only while the service runs.
    """

    environ: Mapping[str, str]
    origin: str
    credentials: frozenset[str] = frozenset()


def of_the_service(environ: Mapping[str, str] = os.environ, ask: Ask | None = None) -> Surroundings:
    """The surroundings that mailwatch has as a service of this user.

    Args:
        environ: the environment here.
        ask: runs a program and gives what it prints.

    Returns:
        Those of the systemd user manager and of its unit where it answers; else a bare one, as service managers give.
    """
    ask = ask or (lambda words: _ask(words, environ))
    manager = _assignments(ask(["systemctl", "--user", "show-environment"]).splitlines())
    if not manager:
        bare = {name: environ[name] for name in _INHERITED if name in environ}
        return Surroundings({**bare, "PATH": _PATH}, "a bare environment, as services have")
    unit = ask(["systemctl", "--user", "show", UNIT]).splitlines()
    surroundings = {**manager, **_assignments(shlex.split(_assignments(unit).get("Environment", "")))}
    credentials = Path(surroundings.get("XDG_RUNTIME_DIR", "/run")) / "credentials" / UNIT
    if credentials.is_dir():
        surroundings["CREDENTIALS_DIRECTORY"] = str(credentials)
    return Surroundings(surroundings, "the environment of the systemd user manager", _loaded(unit))


def _loaded(unit: Sequence[str]) -> frozenset[str]:
    """The names of the credentials; each is shown in a line of its own, as `LoadCredential=NAME:PATH`."""
    pairs = (line.partition("=") for line in unit)
    return frozenset(
        value.partition(":")[0] for name, _, value in pairs if name in ("LoadCredential", "LoadCredentialEncrypted")
    )


def _assignments(lines: Sequence[str]) -> dict[str, str]:
    """`NAME=value` lines, values perhaps quoted as a shell would (`$'…'`)."""
    pairs = (line.partition("=") for line in lines)
    return {name: _unquoted(value) for name, equals, value in pairs if equals and name.replace("_", "").isalnum()}


def _unquoted(value: str) -> str:
    if value.startswith("$'") and value.endswith("'"):
        return codecs.decode(value[2:-1].encode("latin-1", "backslashreplace"), "unicode_escape")
    return value


def _ask(words: Sequence[str], environ: Mapping[str, str]) -> str:
    try:
        code, output, _ = programs.run(words, b"", _SECONDS, environ)
    except OSError:  # TimeoutError is one
        return ""
    return output.decode(errors="replace") if code == 0 else ""
