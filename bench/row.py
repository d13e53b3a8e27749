"""One line of the table that `make bench` prints."""

from __future__ import annotations

import os
import resource
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """What was measured, in words, and whether it is as good as it should be."""

    what: str
    measured: str
    goal: str
    met: bool


def show(rows: list[Row]) -> None:
    widths = [
        max(len(text) for text in column) for column in zip(*((r.what, r.measured, r.goal) for r in rows), strict=True)
    ]
    for r in rows:
        cells = (text.ljust(width) for text, width in zip((r.what, r.measured, r.goal), widths, strict=True))
        print("  ".join(cells), "" if r.met else "MISSED")


def main(rows: list[Row]) -> None:
    show(rows)
    sys.exit(not all(r.met for r in rows))


def resident() -> float:
    """Resident megabytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def peak() -> float:
    """The most megabytes this process ever held resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 10)
