"""What mailwatch tells the service manager, and the files that describe it to one."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import shutil
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from mailwatch.errors import ConfigError
from mailwatch.service import Supervisor

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "systemd" / "mailwatch.service"


def listen(address: str) -> closing[socket.socket]:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(address)
    listener.settimeout(5)
    return closing(listener)


def heard(listener: socket.socket) -> str:
    return listener.recv(4096).decode()


def test_each_state_is_one_datagram(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    supervisor = Supervisor.from_environment({"NOTIFY_SOCKET": address})
    with listen(address) as listener:
        supervisor.ready("watching 2 mailboxes")
        assert heard(listener) == "READY=1\nSTATUS=watching 2 mailboxes"
        supervisor.ready()
        assert heard(listener) == "READY=1"
        supervisor.status("3 drafts\nWATCHDOG=trigger")
        assert heard(listener) == "STATUS=3 drafts WATCHDOG=trigger"
        supervisor.alive()
        assert heard(listener) == "WATCHDOG=1"
        supervisor.stopping()
        assert heard(listener) == "STOPPING=1"


def test_a_reload_carries_the_time_of_the_monotonic_clock(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with listen(address) as listener:
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        Supervisor(address).reloading()
        told = re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=(\d+)", heard(listener))
    assert told is not None
    assert before <= int(told[1]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


@pytest.mark.skipif(not Path("/proc/net/unix").exists(), reason="only Linux has abstract sockets")
def test_an_abstract_socket_is_understood() -> None:
    name = f"mailwatch-test-{os.getpid()}"
    with listen(f"\0{name}") as listener:
        Supervisor.from_environment({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert heard(listener) == "READY=1"


def test_nobody_listening_is_no_reason_to_fail(tmp_path: Path) -> None:
    Supervisor().ready("nobody")
    Supervisor(str(tmp_path / "gone")).alive()
    Supervisor("/" + "x" * 300).stopping()


@pytest.mark.parametrize(
    ("environ", "interval"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "300000000"}, 150.0),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": str(os.getpid())}, 1.5),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdogs_interval_is_half_of_what_is_allowed(environ: dict[str, str], interval: float | None) -> None:
    assert Supervisor.from_environment(environ).watchdog_interval == interval


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser["Service"]


def test_the_unit_starts_the_daemon_and_leaves_a_wrong_config_alone() -> None:
    service = unit()
    assert service["ExecStart"].endswith("/mailwatch run")
    assert service["Type"] == "notify"
    assert service["Restart"] == "on-failure"
    assert int(service["RestartPreventExitStatus"]) == ConfigError.exit_code
    assert int(service["WatchdogSec"]) >= 300


def test_the_unit_has_nothing_that_a_user_unit_cannot_do() -> None:
    needs_namespaces_or_root = re.compile(
        r"(Protect|Private|ReadWrite|ReadOnly|Inaccessible|Bind|Root|Temporary|Capability|Ambient|User$|Group$|Dynamic)"
    )
    assert not [name for name in unit() if needs_namespaces_or_root.match(name)]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    installed, count = re.subn(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
    assert count == 1
    (tmp_path / UNIT.name).write_text(installed, encoding="utf-8")
    tmp_path.chmod(0o700)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(tmp_path / UNIT.name)],  # noqa: S607 - wherever it is
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_launch_agent_starts_the_daemon_and_gets_its_signals() -> None:
    agent = plistlib.loads((ROOT / "launchd" / "local.mailwatch.plist").read_bytes())
    assert agent["Label"] == "local.mailwatch"
    shell, option, command = agent["ProgramArguments"]
    assert (shell, option) == ("/bin/sh", "-c")
    assert command.startswith('exec "$HOME/.local/bin/mailwatch" run ')
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["RunAtLoad"] is True
    assert agent["Umask"] == 0o077
    subprocess.run([shell, "-n", "-c", command], check=True)
