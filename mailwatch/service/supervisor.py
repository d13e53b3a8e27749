"""Talks to the service manager: readiness, status and the watchdog, by sd_notify(3), which is one datagram.

Without `NOTIFY_SOCKET` (a terminal, launchd) all of it does nothing.
"""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who started us and watches over us, and how to tell them how we are.

    `address` is the socket (a leading `@` means the abstract namespace), empty when nobody listens.
    `watchdog_interval` is how often to call `alive`, in seconds: half of what is allowed; None when nobody
    watches.
    """

    address: str = ""
    watchdog_interval: float | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Supervisor:
        """What systemd set up for this process: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID."""
        allowed = environ.get("WATCHDOG_USEC", "")
        ours = environ.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
        watched = ours and allowed.isdecimal() and int(allowed) > 0
        return cls(environ.get("NOTIFY_SOCKET", ""), int(allowed) / 2_000_000 if watched else None)

    def ready(self, status: str = "") -> None:
        """Say that start-up, or a reload, is complete."""
        self._notify("READY=1", status)

    def status(self, status: str) -> None:
        """Say in one line what we are doing."""
        self._notify("", status)

    def reloading(self) -> None:
        """Say that the config is being read again; `ready` ends it."""
        microseconds = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._notify(f"RELOADING=1\nMONOTONIC_USEC={microseconds}")

    def stopping(self) -> None:
        """Say that we are on our way out."""
        self._notify("STOPPING=1")

    def alive(self) -> None:
        """Feed the watchdog. To be called by what makes progress, never by a timer."""
        self._notify("WATCHDOG=1")

    def _notify(self, state: str, status: str = "") -> None:
        """Send one datagram. A supervisor that does not listen is no reason to fail."""
        if not self.address:
            return
        lines = [state, f"STATUS={' '.join(status.split())}" if status else ""]
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.settimeout(1)
            try:
                channel.sendto("\n".join(filter(None, lines)).encode(), address)
            except OSError:
                return
