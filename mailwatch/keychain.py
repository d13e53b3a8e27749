"""The desktop's keyring, asked in a child process.

A locked Secret Service waits for ever for somebody to unlock it, and a thread cannot be ended; a process can. Nothing
secret is in its arguments or its environment: what it shall do goes through its standard input.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Literal

from mailwatch import programs

if TYPE_CHECKING:
    from collections.abc import Mapping

Action = Literal["get", "set", "delete", "try"]
"""What to do with an entry, or only `try` whether there is a keyring that can be opened."""

_LOCKED, _UNUSABLE = 3, 4
_LOCKED_ON_MACOS = ("-25308", "-25293")  # errSecInteractionNotAllowed, errSecAuthFailed: before the first log-in


class LockedKeyringError(Exception):
    """Somebody has to unlock it first."""


class UnusableKeyringError(Exception):
    """There is none, or it does not work; the text says why, and never a secret."""


def ask(
    action: Action,
    service: str = "",
    login: str = "",
    secret: str = "",
    *,
    deadline: float,
    environ: Mapping[str, str],
    prompt: bool = False,
) -> str | None:
    """Have a child do one thing with the keyring.

    Args:
        action: what to do.
        service: the name of the entry.
        login: the user name of the entry.
        secret: what to `set`.
        deadline: seconds it may take.
        environ: the child's environment; it decides which keyring there is.
        prompt: whether somebody sits there who may be asked to unlock it. Otherwise a locked one is left alone.

    Returns:
        What was found; None where there is no such entry, and for the other actions.

    Raises:
        LockedKeyringError: it is locked, or did not answer in time, which is the same.
        UnusableKeyringError: it cannot be used.
    """
    request = {"action": action, "service": service, "login": login, "secret": secret, "prompt": prompt}
    # -P and our own sys.path: the child finds the modules we run from, and never one from the current directory
    modules = os.pathsep.join(filter(None, [*sys.path, environ.get("PYTHONPATH")]))
    command = [sys.executable, "-P", "-m", __name__]
    try:
        code, output, _ = programs.run(
            command, json.dumps(request).encode(), deadline, {**environ, "PYTHONPATH": modules}
        )
    except TimeoutError:
        raise LockedKeyringError(f"did not answer within {deadline:g} s, it is probably locked") from None
    except OSError as error:
        raise UnusableKeyringError(f"cannot be asked: {error.strerror}") from None
    said = output.decode(errors="replace")
    if code == _LOCKED:
        raise LockedKeyringError("is locked")
    if code == _UNUSABLE:
        raise UnusableKeyringError(f"cannot be used here: {said}")
    if code != 0:
        raise UnusableKeyringError(f"was asked by a process that ended with exit code {code}")
    answer = json.loads(output)
    return None if answer is None else str(answer)


# --- the child ------------------------------------------------------------------------------------------------------


def _child() -> int:
    """Do what stdin says, and write the answer to stdout: JSON where it went well, else why not."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # some backends print; only the answer may reach the pipe
    request = json.load(sys.stdin)
    with answer:
        try:
            json.dump(_done(request), answer)
        except Exception as error:  # noqa: BLE001 - backends raise what they like; the parent says it in one line
            name, told = type(error).__name__, " ".join(str(error).split())[:300]
            answer.write("there is none" if name == "NoKeyringError" else f"{name}: {told}")
            return _LOCKED if _is_lock(name, told) else _UNUSABLE
    return 0


def _done(request: dict[str, Any]) -> str | None:
    import keyring  # noqa: PLC0415 - 57 ms, and only this process may wait for it
    from keyring.errors import KeyringLocked, NoKeyringError  # noqa: PLC0415

    backend = keyring.get_keyring()
    backends = list(getattr(backend, "backends", [backend]))  # a chain asks them one after the other
    if not request["prompt"] and any(_asks_to_be_unlocked(each) for each in backends[:1]):
        raise KeyringLocked
    match request["action"]:
        case "get":
            return keyring.get_password(request["service"], request["login"])
        case "set":
            keyring.set_password(request["service"], request["login"], request["secret"])
        case "delete":
            keyring.delete_password(request["service"], request["login"])
        case _:
            if not backends or backend.priority <= 0:
                raise NoKeyringError("there is none")
            keyring.get_password("mailwatch", "nobody")
    return None


def _asks_to_be_unlocked(backend: object) -> bool:
    """Whether it is a Secret Service whose collection is locked: the next question to it would open a window."""
    if type(backend).__module__ != "keyring.backends.SecretService":
        return False
    import secretstorage  # noqa: PLC0415 - there where this backend is

    with contextlib.closing(secretstorage.dbus_init()) as bus:
        path = getattr(backend, "preferred_collection", "/org/freedesktop/secrets/aliases/default")
        try:
            return bool(secretstorage.Collection(bus, path).is_locked())
        except secretstorage.ItemNotFoundException:  # not made yet; to make it opens a window too
            return True


def _is_lock(name: str, told: str) -> bool:
    return name == "KeyringLocked" or any(code in told for code in _LOCKED_ON_MACOS)


if __name__ == "__main__":
    sys.exit(_child())
