"""Where a new secret is kept: put there whole or not at all, and taken away again if what follows fails."""

from __future__ import annotations

import contextlib
import os
import shlex
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mailwatch import keychain
from mailwatch.errors import CredentialError
from mailwatch.files import replace_privately

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FOR_A_PERSON = 60.0
"""Seconds to wait for somebody who is asked to unlock the keyring."""


def keyring_refuses(environ: Mapping[str, str] = os.environ, *, prompt: bool = False) -> str:
    """Why there is no keyring that can be used with this environment; empty: there is one, and it is open."""
    try:
        keychain.ask("try", deadline=_FOR_A_PERSON if prompt else 10.0, environ=environ, prompt=prompt)
    except (keychain.LockedKeyringError, keychain.UnusableKeyringError) as error:
        return f"the keyring {error}"
    return ""


@contextmanager
def in_keyring(service: str, login: str, secret: str, environ: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Put a secret into the keyring; what was there before is there again if the block fails.

    Raises:
        CredentialError: the keyring does not take it.
    """

    def ask(action: keychain.Action, value: str = "") -> str | None:
        return keychain.ask(action, service, login, value, deadline=_FOR_A_PERSON, environ=environ, prompt=True)

    try:
        before = ask("get")
        ask("set", secret)
    except (keychain.LockedKeyringError, keychain.UnusableKeyringError) as error:
        raise CredentialError(f"the keyring {error}; unlock it, or keep the secret elsewhere (--secret-from)") from None
    try:
        yield
    except BaseException:
        with contextlib.suppress(keychain.LockedKeyringError, keychain.UnusableKeyringError):
            if before is None:
                ask("delete")
            else:
                ask("set", before)
        raise


@contextmanager
def in_file(path: Path, secret: str) -> Iterator[None]:
    """Put a secret into a file that only its owner can read; what was there before is there again if the block fails.

    Raises:
        CredentialError: the file cannot be written.
    """
    before = path.read_bytes() if path.is_file() else None
    write_privately(path, f"{secret}\n".encode())
    try:
        yield
    except BaseException:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            write_privately(path, before)
        raise


def write_privately(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all.

    Raises:
        CredentialError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_privately(path, content)
    except OSError as error:
        where = shlex.quote(str(path))
        raise CredentialError(f"{where} cannot be written: {error.strerror}; name a place that can") from None
