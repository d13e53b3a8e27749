"""What mailwatch tells the service manager."""

from __future__ import annotations

import os
import re
import socket
import time
from contextlib import closing
from pathlib import Path

import pytest

from mailwatch.service import Supervisor


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
