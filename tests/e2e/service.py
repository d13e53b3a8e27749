"""`mailwatch` as its user runs it: a process of its own, with a config file and a state directory."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.servers.base import MailServer

CONFIG = """\
you: {{name: Sam Rivera, email: sam@example.com, timezone: Europe/Berlin}}
mailboxes:
  - name: personal
    host: {host}
    port: {port}
    security: none
    login: {login}
    secret: {{file: {secret}}}
    trust: {{authserv_id: mx.example.com}}
"""


@dataclass
class Installation:
    """A config and a state directory for one mailbox on `server`."""

    server: MailServer
    directory: Path
    extra: str = ""
    port: int = 0

    def __post_init__(self) -> None:
        self.secret = self.directory / "secret"
        self.write_secret(self.server.password)
        self.config = self.directory / "config.yaml"
        self.state = self.directory / "state"
        self.config.write_text(
            CONFIG.format(
                host=self.server.host, port=self.port or self.server.port, login=self.server.login, secret=self.secret
            )
            + self.extra
        )

    def write_secret(self, text: str) -> None:
        self.secret.touch(mode=0o600)
        self.secret.write_text(text + "\n")

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "mailwatch", "-c", str(self.config), "--state", str(self.state), *arguments]

    def mailwatch(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=60, check=False)

    def status(self, *, everything: bool = True) -> list[dict[str, Any]]:
        """What `status --json` says; empty before anything is recorded."""
        done = self.mailwatch("status", "--json", *(["--all"] if everything else []))
        return json.loads(done.stdout) if done.returncode == 0 else []


class Daemon:
    """`mailwatch run` in a process of its own."""

    def __init__(self, installation: Installation, *arguments: str, **environment: str) -> None:
        self._log = (installation.directory / "log").open("a+")
        self._process = subprocess.Popen(
            installation.command("run", *arguments), stderr=self._log, stdout=self._log, env=environment or None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._log.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def wait_for(self, text: str, seconds: float = 15) -> None:
        """Wait until the log says so."""
        until(lambda: text in self.log(), seconds, lambda: f"{text!r} in: {self.log()}")

    def stop(self, seconds: float = 10) -> int:
        """SIGTERM, as service managers do; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)


def until(holds: Any, seconds: float, what: Any = "", *, pause: float = 0.02) -> float:
    """Wait until something holds; the seconds it took."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(pause)
    return time.monotonic() - began
