"""A day of work in minutes: 5,000 mails in 24 simulated hours, and memory stays where it was after the first."""

from __future__ import annotations

import gc
import imaplib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bench.letters import letters
from mailwatch.pipeline import work
from tests.e2e.journey import Journey
from tests.servers.base import done
from tests.servers.dovecot import Dovecot
from tests.trust.conftest import Figure
from tests.trust.test_chaos import memory

HOURS = int(os.environ.get("MAILWATCH_HOURS", "24"))
A_HOUR = 208
ROUND = timedelta(minutes=3)


class Silent:
    """A journal that keeps nothing: the tests would keep every line of the log."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        del name
        return lambda *_: None


@pytest.mark.slow
def test_a_day_of_mail_leaves_memory_where_it_was(dovecot: Dovecot, in_memory: Path, figure: Figure) -> None:
    with Journey(dovecot, in_memory) as journey, journey.client() as client:
        mails = letters(A_HOUR * HOURS, journey.now)
        desk = journey.desk
        desk.journal = Silent()
        rounds = timedelta(hours=1) // ROUND
        levels = []
        for _ in range(HOURS):
            for turn in range(rounds):
                for _ in range(A_HOUR * (turn + 1) // rounds - A_HOUR * turn // rounds):
                    done(client.append("INBOX", "", imaplib.Time2Internaldate(journey.now), next(mails)[0]))
                journey.now += ROUND
                work(desk, journey.now)
                client.untagged_responses.clear()  # the deliverer's own, which it would keep for ever
            gc.collect()
            levels.append(memory())
        recorded = journey.store._db.execute("SELECT count(*) FROM messages").fetchone()[0]
    figure(f"{recorded} mails in {HOURS} h: {levels[-1] - levels[0]:+.2f} MB after the first hour")
    assert recorded >= A_HOUR * HOURS
    assert levels[-1] - levels[0] <= 2
