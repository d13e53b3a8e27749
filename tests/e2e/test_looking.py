"""How often Drafts is read: seldom while nothing changes there, and yet no change is missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailwatch.core.models import DraftState
from tests.e2e.clients import EVOLUTION, DaemonJourney, flagged, hand, place
from tests.servers.base import MailServer

MINUTES = timedelta(minutes=1)


@pytest.fixture
def journey(dovecot: MailServer, tmp_path: Path) -> Iterator[DaemonJourney]:
    with DaemonJourney(dovecot, tmp_path) as running:
        place(running)
        yield running


class CountedLooks:
    """Counts what is asked of the server."""

    def __init__(self, real: object) -> None:
        self._real = real
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        if name == "fetch_overviews":
            self.asked.append(name)
        return getattr(self._real, name)


def test_an_idle_daemon_does_not_read_drafts_again_and_again(journey: DaemonJourney) -> None:
    counted = CountedLooks(journey.desk.mailbox)
    journey.desk.mailbox = counted  # type: ignore[assignment]
    journey.round()
    before = len(counted.asked)

    journey.rounds(4 * MINUTES)
    assert len(counted.asked) == before

    hand(journey, EVOLUTION).does(flagged)  # changes none of the numbers that STATUS tells
    journey.rounds(8 * MINUTES)
    assert journey.draft.state is DraftState.DISCARDED
