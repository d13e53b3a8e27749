"""Which place a secret shall have, and whether that place works, for the service too."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailwatch.config import scalars
from mailwatch.credentials import SecretSource, secret_for
from mailwatch.errors import CredentialError, UsageError
from mailwatch.setup.keeping import keyring_refuses

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.credentials import Kind
    from mailwatch.setup.asking import Questions
    from mailwatch.setup.surroundings import Surroundings

OPTION = "--secret-from"
_CHOICES = ("keyring", "file", "command", "systemd")
_FORMS = "keyring, command:PROGRAM, file:PATH, systemd:NAME or token_command:PROGRAM"
_CHECKS: dict[str, Callable[[str], str]] = {
    "command": scalars.command,
    "token_command": scalars.command,
    "file": lambda text: str(Path(scalars.path(text)).expanduser().absolute()),
    "systemd": scalars.credential_name,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret is kept. `kind` is what the config calls it; `value` is empty for the keyring."""

    kind: str
    value: str = ""

    @classmethod
    def parse(cls, text: str) -> Place:
        """What the command line says: `keyring`, or such as `file:~/.mail-password`.

        Raises:
            UsageError: it is neither.
        """
        kind, colon, value = text.partition(":")
        if text == "keyring":
            return cls("keyring")
        if kind not in _CHECKS or not colon:
            raise UsageError(f"{OPTION}: this is no place for a secret; expected {_FORMS}")
        try:
            return cls(kind, _CHECKS[kind](value.strip()))
        except ValueError as error:
            raise UsageError(f"{OPTION}: {error}") from None

    @property
    def written(self) -> str | dict[str, str]:
        """As the config has it."""
        return "keyring" if self.kind == "keyring" else {self.kind: self.value}

    @property
    def takes_it(self) -> bool:
        """Whether a secret can be put there; the others bring one of their own."""
        return self.kind in ("keyring", "file")

    def fetch(self, service: str, login: str) -> str:
        """What is there; empty where nothing is yet.

        Raises:
            CredentialError: a command or a file does not give what it should.
        """
        kind: Kind = "command" if self.kind == "token_command" else self.kind  # type: ignore[assignment]
        if kind == "file" and not Path(self.value).exists():
            return ""
        if kind == "systemd" and "CREDENTIALS_DIRECTORY" not in os.environ:
            return ""
        try:
            return secret_for(SecretSource(kind, self.value, OPTION), service=service, login=login, prompt=True)
        except CredentialError:
            if kind == "keyring":
                return ""  # no entry yet, or no keyring: that shows when it is put there
            raise


def choose(ask: Questions, directory: Path, surroundings: Surroundings, secret: str) -> Place:
    """Ask where to keep a secret that somebody has typed; the keyring, if the service can use it.

    Args:
        ask: asks.
        directory: where a file would lie.
        surroundings: the service's.
        secret: what a command has to print, if it is to be one.
    """
    default = "keyring"
    if why := keyring_refuses(surroundings.environ) or keyring_refuses(prompt=not ask.alone):
        ask.say(f"  For a service, {why}. A file that only you can read will do.")
        default = "file"
    kind = ask.choice("Where shall the password be kept", _CHOICES, OPTION, default=default)
    if kind == "keyring":
        return Place("keyring")
    if kind == "file":
        path = ask.text("In which file", OPTION, default=str(directory / "password"), check=_CHECKS["file"])
        return Place("file", path)
    if kind == "systemd":
        name = ask.text("Its name as a credential", OPTION, default="mail-password", check=_CHECKS["systemd"])
        return Place("systemd", name)

    def prints_it(command: str) -> str:
        try:
            printed = secret_for(SecretSource("command", scalars.command(command)), service="", login="")
        except CredentialError as error:
            raise ValueError(str(error)) from None
        if printed != secret:
            raise ValueError("it prints something else than the password that was accepted just now")
        return command

    return Place("command", ask.text("Which command prints it", OPTION, check=prints_it))
