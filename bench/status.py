"""`mailwatch status`, started cold, against Python that imports what it cannot do without.

python -m bench.status [TURNS]      default 15
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench.row import Row, main
from mailwatch.core.lifecycle.events import Opened
from mailwatch.daemon import system_clock
from mailwatch.store import Store

TURNS = 15
APPLICATIONS = 30


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def measure(turns: int = TURNS) -> list[Row]:
    now = system_clock()
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(Path(home))
        for n in range(APPLICATIONS):
            with store.transaction():
                store.open_application(Opened(now - timedelta(days=n), "personal", f"Harbour{n}", "Engineer"), now)
        store.close()
        floor = [sys.executable, "-c", "import sqlite3, argparse, yaml"]
        ours = [sys.executable, "-m", "mailwatch", "--state", home, "status"]
        seconds(ours), seconds(floor)
        pairs = [(seconds(ours), seconds(floor)) for _ in range(turns)]
    mine, least = (statistics.median(p[i] for p in pairs) for i in (0, 1))
    ratio = statistics.median(a / b for a, b in pairs)
    text = f"{mine * 1000:.0f} ms, floor {least * 1000:.0f} ms: {ratio:.2f} x"
    return [Row(f"status, cold, {APPLICATIONS} applications", text, "<= 3 x", ratio <= 3)]


if __name__ == "__main__":
    main(measure(int(sys.argv[1]) if sys.argv[1:] else TURNS))
