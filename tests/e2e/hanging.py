"""`mailwatch run` whose one mailbox hangs as soon as a file appears: a clock that does not answer it any more.

python -m tests.e2e.hanging CONFIG STATE FILE
"""

from __future__ import annotations

import sys
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path

from mailwatch import config, daemon
from mailwatch.store import Store
from mailwatch.watcher import Tempo


def main(file: Path, state: Path, hang: Path) -> int:
    never = threading.Event()

    def clock() -> datetime:
        if hang.exists() and threading.current_thread().name.startswith("mailbox"):
            never.wait()
        return daemon.system_clock()

    with closing(Store.open(state)) as store:
        tempo = Tempo(glance=0.3, lively=0.5, thorough=1)
        loaded = config.load(file)
        return daemon.run(loaded, lambda: loaded, store, clock=clock, tempo=tempo, stuck=3)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
