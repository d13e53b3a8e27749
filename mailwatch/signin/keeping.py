"""Where refresh tokens are kept, so that one that is written is there after a crash, and only one process changes it.

A refresh token stands alone in its place: as an entry of the keyring, or as the one line of a file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mailwatch import keychain
from mailwatch.config.places import paths
from mailwatch.credentials import Secret, secret_for
from mailwatch.errors import CredentialError, LockedError, UnreachableError
from mailwatch.files import replace_privately, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mailwatch.config import SignIn

_DEADLINE = 20.0
_PATIENT_DEADLINE = 120.0  # somebody types a password
_WAIT = 60.0
_GLANCE = 0.05


@dataclass(frozen=True, slots=True)
class Place:
    """Where the refresh token of one account is kept.

    `prompt` says whether somebody sits there who may be asked to unlock the keyring; `environ` decides which it is.
    """

    sign_in: SignIn
    prompt: bool = False
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def read(self) -> Secret | None:
        """The refresh token, None where there is none.

        Raises:
            CredentialError: the place cannot be read.
        """
        if self._file is None:
            found = self._keyring("get")
            return Secret(found) if found else None
        if not self._file.exists() or (self._file.is_file() and not self._file.stat().st_size):
            return None
        return Secret(secret_for(self.sign_in.secret, service="", login="", environ=self.environ))

    def write(self, token: str) -> None:
        """Keep a token in place of the one before. When this returns, it outlives the machine's power.

        Raises:
            CredentialError: it cannot be kept; the one before is still there.
        """
        if self._file is None:
            self._keyring("set", token)
            return
        file = Path(os.path.realpath(self._file))  # a link to a file elsewhere stays one
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace_privately(file, f"{token}\n".encode())
            settle(file.parent)
        except OSError as error:
            raise self.sign_in.secret.error(
                f"the sign-in of {self.sign_in.name} cannot be written to {file}: {error.strerror}; expected a file in "
                "a folder that mailwatch may write to"
            ) from None

    def forget(self) -> None:
        """Remove the token, if there is one.

        Raises:
            CredentialError: it cannot be removed.
        """
        if self._file is None:
            if self._keyring("get") is not None:
                self._keyring("delete")
            return
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise self.sign_in.secret.error(f"{self._file} cannot be removed: {error.strerror}") from None

    @property
    def _file(self) -> Path | None:
        """The file; None for the keyring."""
        source = self.sign_in.secret
        return Path(source.value).expanduser() if source.kind == "file" else None

    def _keyring(self, action: Literal["get", "set", "delete"], secret: str = "") -> str | None:
        entry, elsewhere = self.sign_in, "or name another place: secret: {file: ...}"
        try:
            return keychain.ask(
                action,
                entry.service,
                entry.login,
                secret,
                deadline=_PATIENT_DEADLINE if self.prompt else _DEADLINE,
                environ=self.environ,
                prompt=self.prompt,
            )
        except keychain.LockedKeyringError as error:
            told = entry.secret.error(f"the keyring {error}; unlock it (log in to the desktop), {elsewhere}")
            raise LockedError(*told.args) from None
        except keychain.UnusableKeyringError as error:
            raise entry.secret.error(f"the keyring {error}; unlock or install one, {elsewhere}") from None


@contextmanager
def alone(sign_in: SignIn, wait: float = _WAIT) -> Iterator[None]:
    """Have an account to oneself: a refresh token used by two at once looks stolen to those who rotate them.

    Raises:
        UnreachableError: another process of this user has had it for too long.
        CredentialError: the lock cannot be made.
    """
    entry = f"{sign_in.secret.value}\0{sign_in.service}\0{sign_in.login}"
    place = paths().state / f"sign-in-{hashlib.sha256(entry.encode()).hexdigest()[:16]}.lock"
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CredentialError(f"{place} cannot be written: {error.strerror}; it is needed to sign in") from None
    try:
        end = time.monotonic() + wait
        while not _locked(descriptor):
            if time.monotonic() > end:
                raise UnreachableError(f"another mailwatch process has been signing in to {sign_in.name} for too long")
            time.sleep(_GLANCE)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
