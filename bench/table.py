"""All figures in one table: `make bench`. Takes about ten minutes; each part runs alone too."""

from __future__ import annotations

from bench import fold, idle, push, replay, scan, status
from bench.row import main

if __name__ == "__main__":
    main([row for part in (status, fold, push, idle, scan, replay) for row in part.measure()])
