"""A real gnome-keyring on a session bus of its own, with one password, in a home that is thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

import secretstorage
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from secretstorage.util import format_secret, open_session

REQUIRE = "MAILWATCH_REQUIRE_ALL"
"""Environment variable; `1` makes the tests fail without gnome-keyring instead of being skipped."""

_PASSWORD = b"opens nothing else"
_LOGIN = "/org/freedesktop/secrets/collection/login"
_SECONDS = 20.0


def keyring_missing() -> str:
    """Why there can be none here, for a person to read; empty when there can."""
    missing = [name for name in ("gnome-keyring-daemon", "dbus-daemon") if not shutil.which(name)]
    wanted = "`apt-get install gnome-keyring dbus` (Debian, Ubuntu) brings them"
    return f"no {' and no '.join(missing)} on this machine; {wanted}" if missing else ""


class Keyring:
    """Unlocked when it starts. `environ` is what the session of its user has; `bus` the bus's address."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="mailwatch-keyring-"))  # short: a Unix socket's path ends at 107
        (self._home / "run").mkdir(mode=0o700)
        places = {"XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "share", "XDG_CACHE_HOME": "cache"}
        self._environ = {**os.environ, **{name: str(self._home / place) for name, place in places.items()}}
        self.bus = ""
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def environ(self) -> Mapping[str, str]:
        return {**self._environ, "DBUS_SESSION_BUS_ADDRESS": self.bus}

    def __enter__(self) -> Self:
        reader, writer = os.pipe()
        # services that are started by their names would be of the machine's own session: none are known here
        config = self._home / "bus.conf"
        config.write_text(_BUS.format(directory=self._home))
        self._start(["dbus-daemon", f"--config-file={config}", "--nofork", f"--print-address={writer}"], writer)
        os.close(writer)
        with os.fdopen(reader) as lines:
            self.bus = lines.readline().strip()
        password = self._home / "password"
        password.write_bytes(_PASSWORD)
        with password.open("rb") as given:
            self._start(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], given=given)
        deadline = time.monotonic() + _SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "gnome-keyring does not start"
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def lock(self) -> None:
        """As when its user has not logged in yet."""
        with self._connection() as bus:
            secretstorage.Collection(bus, _LOGIN).lock()

    def unlock(self) -> None:
        """As when its user has logged in."""
        with self._connection() as bus:
            session = open_session(bus)
            at = DBusAddress(
                "/org/freedesktop/secrets",
                "org.freedesktop.secrets",
                "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
            )
            secret = format_secret(session, _PASSWORD, "text/plain")
            bus.send_and_get_reply(new_method_call(at, "UnlockWithMasterPassword", "o(oayays)", (_LOGIN, secret)))

    def _start(self, command: list[str], *kept: int, given: IO[bytes] | None = None) -> None:
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(
            command, env=dict(self.environ), stdin=given or nothing, stdout=nothing, stderr=nothing, pass_fds=kept
        )
        self._processes.append(process)

    def _connection(self) -> DBusConnection:
        return open_dbus_connection(self.bus)

    def _answers(self) -> bool:
        try:
            with self._connection() as bus:
                return not secretstorage.Collection(bus, _LOGIN).is_locked()
        except (secretstorage.SecretStorageException, OSError):
            return False


_BUS = """\
<busconfig>
  <type>session</type>
  <listen>unix:dir={directory}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
