"""`mailwatch replay` of a large archive, against a floor measured in the same run.

    python -m bench.replay [MAILS]        default 100000

Floor: the standard library's `mailbox` finds the mails of the same file and its `email` (compat32) parses them, and the
HTML library turns HTML parts into text. Each in a process of its own, in turn; the median counts. Memory is that of
all processes together.
"""

from __future__ import annotations

import json
import mailbox
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bench.archive import MAILS, write
from bench.row import Row, main

TURNS = 3


def floor(path: str) -> None:
    for message in mailbox.mbox(path, create=False):
        for part in message.walk():
            if part.get_content_maintype() == "text":
                payload = part.get_payload(decode=True)
                if part.get_content_subtype() == "html" and isinstance(payload, bytes):
                    LexborHTMLParser(payload.decode("utf-8", "replace")).text()


@dataclass(frozen=True)
class Run:
    """Seconds on the clock and of processor time (of all its processes), the most megabytes, and what was found."""

    seconds: float
    work: float
    megabytes: float = 0.0
    summary: Mapping[str, Any] = field(default_factory=dict)


def ours(path: str) -> Run:
    command = [sys.executable, "-m", "mailwatch", "replay", "--json", "--email", "sam@example.com", path]
    began, worked = time.perf_counter(), _worked()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    most = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, most))
    watcher.start()
    out, _ = process.communicate()
    seconds = time.perf_counter() - began
    watcher.join()
    return Run(seconds, _worked() - worked, most[0], json.loads(out)["summary"])


def _worked() -> float:
    """Processor time of all processes that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_megabytes, [process.pid, *_children(process.pid)])))
        time.sleep(0.2)


def _children(pid: int) -> list[int]:
    try:
        told = [line for task in Path(f"/proc/{pid}/task").iterdir() for line in [(task / "children").read_text()]]
    except OSError:
        return []
    children = [int(word) for line in told for word in line.split()]
    return [*children, *(grandchild for child in children for grandchild in _children(child))]


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _floor(path: str) -> Run:
    began, worked = time.perf_counter(), _worked()
    subprocess.run([sys.executable, "-m", "bench.replay", "floor", path], check=True)
    return Run(time.perf_counter() - began, _worked() - worked)


def measure(number: int = MAILS, turns: int = TURNS) -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        path = str(Path(home) / "archive.mbox")
        size = write(Path(path), number)
        pairs = [(ours(path), _floor(path)) for _ in range(turns)]
    ratio, work = (statistics.median(getattr(m, of) / getattr(f, of) for m, f in pairs) for of in ("seconds", "work"))
    mine, least = (statistics.median(pair[n].seconds for pair in pairs) for n in (0, 1))
    most, summary = max(m.megabytes for m, _ in pairs), pairs[0][0].summary
    assert summary["mails"] == number
    what = f"replay, {number} mails, {size / 1e6:.0f} MB, {summary['drafts']} drafts"
    text = f"{mine:.0f} s, floor {least:.0f} s: {ratio:.2f} x (in processor time {work:.2f} x)"
    return [
        Row(what, text, "<= 1.5 x", ratio <= 1.5),
        Row("replay, memory of all its processes", f"{most:.0f} MB", "<= 200 MB", most <= 200),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["floor"]:
        floor(sys.argv[2])
    else:
        main(measure(int(sys.argv[1]) if sys.argv[1:] else MAILS))
