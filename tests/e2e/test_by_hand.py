"""What the user writes by themselves is told from what they made of a draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailwatch.core.models import DraftState, Kind
from mailwatch.core.parsing import parse
from mailwatch.drafts import SentDraft, recognise
from mailwatch.store import Seen
from tests.e2e.clients import (
    EVOLUTION,
    FILLED,
    NEW,
    ROUNDCUBE,
    THUNDERBIRD,
    DaemonJourney,
    after,
    filed,
    flagged,
    hand,
    kinds,
    place,
    saved,
    verdict,
)
from tests.servers.base import MailServer


@pytest.fixture
def journey(dovecot: MailServer, tmp_path: Path) -> Iterator[DaemonJourney]:
    with DaemonJourney(dovecot, tmp_path) as running:
        place(running)
        yield running


BY_HAND = """\
Hello Dana,

one question that came up on my way home: may I bring my own laptop on the first day, or do you hand them out?

Sam
"""


def test_a_mail_by_hand_beside_an_untouched_draft_takes_ours_back(journey: DaemonJourney) -> None:
    at_work = hand(journey, ROUNDCUBE)
    at_work.write(BY_HAND)
    at_work.does(filed(NEW))

    assert journey.draft.state is DraftState.WITHDRAWN
    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.SENT_BY_YOU]


def test_a_mail_that_has_some_of_the_drafts_words_is_decided_when_it_has_settled(journey: DaemonJourney) -> None:
    at_work = hand(journey, EVOLUTION)
    lines = at_work.text.splitlines()
    at_work.write("\n".join([*lines[: len(lines) // 3], BY_HAND]))
    at_work.does(filed(NEW))
    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED]

    at_work.does(after(3.5), flagged)
    assert verdict(journey) is DraftState.SENT


def test_and_is_by_hand_if_the_draft_still_lies_there(journey: DaemonJourney) -> None:
    at_work = hand(journey, EVOLUTION)
    lines = at_work.text.splitlines()
    at_work.write("\n".join([*lines[: len(lines) // 3], BY_HAND]))
    at_work.does(filed(NEW), after(30))
    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED]

    assert verdict(journey) is DraftState.WITHDRAWN
    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.SENT_BY_YOU]


def test_a_draft_thrown_away_and_a_mail_by_hand_are_two_things(journey: DaemonJourney) -> None:
    at_work = hand(journey, THUNDERBIRD)
    at_work.write(BY_HAND)
    at_work.does(*THUNDERBIRD.delete, after(600), filed(NEW))

    assert verdict(journey) is DraftState.DISCARDED
    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.SENT_BY_YOU]


def test_a_rewritten_draft_is_sent_when_it_has_left_drafts(journey: DaemonJourney) -> None:
    at_work = hand(journey, THUNDERBIRD)
    at_work.write(BY_HAND)
    at_work.does(*THUNDERBIRD.send)

    assert verdict(journey) is DraftState.SENT


def test_a_draft_of_the_users_own_in_the_thread_is_not_ours(journey: DaemonJourney) -> None:
    at_work = hand(journey, THUNDERBIRD)
    at_work.write(BY_HAND)
    at_work.does(saved(r"\Draft", NEW))
    assert verdict(journey) is DraftState.PLACED

    at_work.does(*THUNDERBIRD.delete)
    assert verdict(journey) is DraftState.DISCARDED
    assert len(journey.drafts()) == 1


def test_what_went_out_is_read_once_beside_what_was_prepared(journey: DaemonJourney) -> None:
    at_work = hand(journey, THUNDERBIRD, watched=False)
    at_work.fill(FILLED)
    at_work.does(*THUNDERBIRD.send)
    status = journey.session.examine("Sent")
    (overview,) = journey.session.fetch_overviews(journey.session.new_uids(0))
    seen = Seen("personal", "Sent", status.uidvalidity, overview.uid)

    sent = recognise(journey.desk, seen, parse(overview.header, overview.received), journey.now)

    assert isinstance(sent, SentDraft)
    assert sent.draft.key == journey.draft.key
    assert "[[" in sent.prepared.text
    assert FILLED in sent.said.text
    assert "[[" not in sent.said.text
