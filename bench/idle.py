"""What `mailwatch run` costs while nothing happens, after it has read some mail; one mailbox and eleven.

    python -m bench.idle [SECONDS]      default 120

A wake-up is a voluntary context switch of any of its threads (/proc): each is a wait that ended.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.letters import letters
from bench.row import Row, main
from mailwatch.daemon import system_clock
from tests.e2e.service import Daemon, Installation
from tests.servers.dovecot import Dovecot

SECONDS = 120
SETTLED = 150
"""Seconds after which it has read its mail and no longer expects that something follows."""
MORE = 10


@dataclass(frozen=True)
class Cost:
    resident: float
    cpu: float
    wake_ups: float


def cost(process: int, seconds: float) -> Cost:
    cpu, switches, began = _cpu(process), _switches(process), time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return Cost(
        pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20),
        (_cpu(process) - cpu) / took * 100,
        (_switches(process) - switches) / took * 60,
    )


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _switches(process: int) -> int:
    texts = (task.joinpath("status").read_text() for task in Path(f"/proc/{process}/task").iterdir())
    lines = (line for text in texts for line in text.splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))


def installed(server: Dovecot, home: Path, mailboxes: int) -> Installation:
    home.mkdir()
    server.fresh_user()
    for raw, at in letters(100, system_clock()):
        server.deliver(raw, "INBOX", at)
    found = Installation(server, home)
    for n in range(1, mailboxes):
        server.fresh_user()
        line = (
            f"  - {{name: more{n}, host: {server.host}, port: {server.port}, security: none, login: {server.login},"
            f" secret: {{file: {found.secret}}}}}\n"
        )
        found.config.write_text(found.config.read_text() + line)
    return found


def measure(seconds: float = SECONDS) -> list[Row]:
    server = Dovecot()
    try:
        server.start()
        with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
            daemons = [
                stack.enter_context(Daemon(installed(server, Path(home) / str(number), number)))
                for number in (1, 1 + MORE)
            ]
            time.sleep(SETTLED)  # by then each has read its first mails
            one = cost(daemons[0].pid, seconds)
            many = cost(daemons[1].pid, 1)
    finally:
        server.remove()
    each = (many.resident - one.resident) / MORE
    return [
        Row("idle, resident with one mailbox", f"{one.resident:.1f} MB", "<= 50 MB", one.resident <= 50),
        Row("idle, resident for each further one", f"{each:.2f} MB", "<= 1 MB", each <= 1),
        Row("idle, CPU", f"{one.cpu:.3f} % of a core", "<= 0.1 %", one.cpu <= 0.1),
        Row("idle, wake-ups", f"{one.wake_ups:.1f} a minute", "<= 12", one.wake_ups <= 12),
    ]


if __name__ == "__main__":
    main(measure(float(sys.argv[1]) if sys.argv[1:] else SECONDS))
