"""The service as its manager sees it: ready, alive while every mailbox gets on, reloaded, stopped. And as its owner does."""

from __future__ import annotations

import configparser
import os
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mailwatch.cli.service import Machine, install
from tests.e2e.service import Daemon, Installation, until
from tests.servers.embedded import Embedded


class Manager:
    """Stands in for systemd: a socket to be notified through, and a watchdog of so many seconds."""

    def __init__(self, directory: Path, watchdog: float) -> None:
        self.address = str(directory / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.address)
        self.watchdog = watchdog
        self.heard: list[tuple[float, str]] = []

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "NOTIFY_SOCKET": self.address, "WATCHDOG_USEC": str(int(self.watchdog * 1_000_000))}

    def listen(self, seconds: float) -> list[str]:
        """What comes within so many seconds."""
        end, came = time.monotonic() + seconds, []
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                came.append(self.socket.recv(4096).decode())
            except TimeoutError:
                break
        return came

    def wait_for(self, state: str, seconds: float = 20) -> list[str]:
        """What comes until it is told that state."""
        end, came = time.monotonic() + seconds, [""]
        while not any(line == state for line in came[-1].split("\n")):
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            came.append(self.socket.recv(4096).decode())
        return came


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    found = Manager(tmp_path, watchdog=1.0)
    with found.socket:
        yield found


@contextmanager
def started(words: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def installation(embedded: Embedded, tmp_path: Path) -> Installation:
    return Installation(embedded, tmp_path)


@pytest.mark.slow
def test_what_the_installed_unit_starts_does_as_its_manager_expects(
    installation: Installation, manager: Manager, tmp_path: Path
) -> None:
    machine = Machine("linux", tmp_path, tmp_path / ".config", 1000, os.environ["PATH"], 252, lambda _command: 0)
    install(installation.config, installation.state, machine=machine)
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.read(tmp_path / ".config" / "systemd" / "user" / "mailwatch.service")
    words = shlex.split(unit["Service"]["ExecStart"])

    with started(words, manager.environment) as process:
        assert manager.wait_for("READY=1")[1].startswith("READY=1")
        for _ in range(3):
            manager.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGHUP)  # as ExecReload= does
        came = manager.wait_for("READY=1")
        assert any(text.startswith("RELOADING=1\nMONOTONIC_USEC=") for text in came)
        process.send_signal(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        assert process.wait(20) == 0


@pytest.mark.slow
def test_a_loop_that_hangs_starves_the_watchdog(installation: Installation, manager: Manager, tmp_path: Path) -> None:
    hang = tmp_path / "hang"
    words = [sys.executable, "-m", "tests.e2e.hanging", str(installation.config), str(installation.state), str(hang)]
    with started(words, manager.environment):
        manager.wait_for("READY=1")
        assert sum("WATCHDOG=1" in text for text in manager.listen(4)) >= 4
        hang.touch()
        manager.listen(5)  # it may take as long as a mailbox may be silent
        after = manager.listen(3)

    assert any(text.startswith("STATUS=") for text in after)  # the main thread goes on, and says how it is
    assert not any("WATCHDOG=1" in text for text in after)


# --- reload ---------------------------------------------------------------------------------------------------------


def mistakes_told(installation: Installation) -> list[str]:
    with closing(sqlite3.connect(f"file:{installation.state / 'mailwatch.db'}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT text FROM notices WHERE text LIKE 'The config has mistakes%'")
        return [text for (text,) in rows]


@pytest.mark.slow
def test_a_config_is_taken_over_whole_or_not_at_all_and_its_mistakes_are_told_once(
    installation: Installation,
) -> None:
    often = {**os.environ, "WATCHDOG_USEC": "1000000"}  # it looks at the file twice a second
    good = installation.config.read_text()
    renamed = good.replace("name: personal", "name: work")
    with Daemon(installation, **often) as daemon:
        daemon.wait_for("watching personal")

        installation.config.write_text(renamed + "digets: {at: 08:00}\n")  # one good change, one mistake
        daemon.wait_for('unknown key "digets"')
        daemon.wait_for("did you mean digest?")
        for _ in range(3):
            seen = daemon.log().count('unknown key "digets"')
            os.kill(daemon.pid, signal.SIGHUP)
            until(lambda seen=seen: daemon.log().count('unknown key "digets"') > seen, 8, daemon.log)
        assert "watching work" not in daemon.log()
        (told,) = mistakes_told(installation)
        assert f'{installation.config}:10:1: unknown key "digets"; ' in told

        installation.config.write_text(renamed)
        daemon.wait_for("watching work")

        installation.config.write_text(renamed + "digets: {at: 08:00}\n")  # the same mistake anew is news again
        until(lambda: len(mistakes_told(installation)) == 2, 20)
        assert daemon.stop() == 0
