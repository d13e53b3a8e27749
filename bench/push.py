"""From the delivery of a mail to its recorded reading, against a bare IDLE that hears of the same delivery.

python -m bench.push [MAILS]        default 40
"""

from __future__ import annotations

import imaplib
import logging
import statistics
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from bench.row import Row, main
from mailwatch import config as configuration
from mailwatch.daemon import system_clock
from mailwatch.store import Store
from mailwatch.watcher import Watcher
from tests.e2e.service import Installation, until
from tests.letters import letter
from tests.servers.dovecot import Dovecot

MAILS = 40
TEXT = "Hi Sam,\n\nthank you for your time. We are still deciding and will let you know by Friday.\n\nBest,\nDana"


class BareIdle(threading.Thread):
    """Notes when the server says EXISTS, and does nothing else."""

    def __init__(self, server: Dovecot) -> None:
        super().__init__(daemon=True)
        self.heard: list[float] = []
        self._client = imaplib.IMAP4(server.host, server.port)
        self._client.login(server.login, server.password)
        self._client.select("INBOX", readonly=True)
        self._client.send(b"a IDLE\r\n")
        while not self._client.readline().startswith(b"+"):
            pass

    def run(self) -> None:
        with suppress(OSError, ValueError):  # it is closed while it reads
            while line := self._client.readline():
                if b" EXISTS" in line:
                    self.heard.append(time.perf_counter())

    def close(self) -> None:
        self._client.shutdown()
        self.join()


def measure(number: int = MAILS) -> list[Row]:
    logging.disable(logging.WARNING)
    server = Dovecot()
    gaps: list[float] = []
    try:
        server.start()
        server.fresh_user()
        with tempfile.TemporaryDirectory() as home:
            config = configuration.load(Installation(server, Path(home)).config)
            store = Store.open(Path(home) / "state")
            watcher = Watcher(config, config.mailboxes[0], store, system_clock)
            watcher.start()
            until(lambda: (sight := store.sight("personal")) and sight.seen_at, 20)
            bare = BareIdle(server)
            bare.start()
            for n in range(number):
                time.sleep(1)  # a mail at a time: both wait again
                message_id = f"<push-{n}@northwind.example>"
                server.deliver(letter(TEXT, system_clock(), message_id=message_id))
                until(lambda message_id=message_id: store.knows_message("personal", message_id), 10, pause=0.001)
                recorded = time.perf_counter()
                until(lambda n=n: len(bare.heard) > n, 10, pause=0.001)
                gaps.append(recorded - bare.heard[n])
            bare.close()
            watcher.stop()
            watcher.join()
            store.close()
    finally:
        server.remove()
    median, slow = statistics.median(gaps) * 1000, sorted(gaps)[int(len(gaps) * 0.95)] * 1000
    return [
        Row(
            f"push to recorded reading, {number} mails",
            f"median {median:.0f} ms behind bare IDLE (95 %: {slow:.0f})",
            "<= 100 ms",
            median <= 100,
        )
    ]


if __name__ == "__main__":
    main(measure(int(sys.argv[1]) if sys.argv[1:] else MAILS))
