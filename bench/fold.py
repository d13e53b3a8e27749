"""Opening a store of 100,000 events: as after a run, and with every application folded from its log.

python -m bench.fold [EVENTS]       default 100000
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.row import Row, main
from mailwatch.core.lifecycle.events import MailRead, Opened
from mailwatch.core.models import Address, Kind, Mail, Reading
from mailwatch.store import Store

EVENTS = 100_000
EACH = 200
"""Events of one application."""


def fill(store: Store, events: int) -> None:
    begin = datetime(2026, 1, 5, 9, tzinfo=UTC)
    dana = Address("Dana Cho", "dana@harbour.example")
    for n in range(events // EACH):
        with store.transaction():
            key = store.open_application(Opened(begin, "personal", f"Harbour{n}", "Engineer"), begin)
            for m in range(EACH - 1):
                at = begin + timedelta(hours=m)
                mail = Mail(f"<{n}.{m}@harbour.example>", at, "Staff Engineer", dana, Kind.STATUS_UPDATE, inbound=True)
                store.append(key, MailRead(at, mail, Reading(Kind.STATUS_UPDATE), "its thread"), at)


def measure(events: int = EVENTS) -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(Path(home))
        fill(store, events)
        before = store.applications
        store.close()
        began = time.perf_counter()
        store = Store.open(Path(home))
        took = time.perf_counter() - began
        assert store.applications == before
        began = time.perf_counter()
        assert store.folded() == before
        whole = time.perf_counter() - began
        store.close()
    return [
        Row(f"start with {events} events", f"{took:.2f} s (folding all of them {whole:.1f} s)", "<= 1 s", took <= 1)
    ]


if __name__ == "__main__":
    main(measure(int(sys.argv[1]) if sys.argv[1:] else EVENTS))
