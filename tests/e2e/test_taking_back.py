"""Taking back a draft: only one that nobody has touched, only to Trash, whatever dies in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailwatch.core.models import DraftState
from tests.e2e.clients import (
    CONFIRMED_ID,
    EVOLUTION,
    FILLED,
    NEOMUTT,
    NEW,
    ROUNDCUBE,
    THUNDERBIRD,
    Act,
    DaemonJourney,
    copied,
    filed,
    flagged,
    hand,
    moved,
    place,
    saved,
    verdict,
)
from tests.e2e.test_journeys import REJECTED
from tests.letters import letter
from tests.servers.base import MailServer, done


@pytest.fixture
def journey(dovecot: MailServer, tmp_path: Path) -> Iterator[DaemonJourney]:
    with DaemonJourney(dovecot, tmp_path) as running:
        place(running)
        yield running


def declined(journey: DaemonJourney) -> None:
    """The employer declines, so that the thank-you no longer fits."""
    journey.deliver(letter(REJECTED, journey.now, answers=CONFIRMED_ID))
    journey.round()


def test_an_untouched_draft_goes_to_trash_and_nothing_else_is_touched(journey: DaemonJourney) -> None:
    other = letter("Milk, bread", journey.now, sender="Sam <sam@example.com>")
    with journey.server.client() as client:
        done(client.append("Drafts", r"\Deleted", "", other))
    declined(journey)

    assert journey.draft.state is DraftState.WITHDRAWN
    ((flags, left),) = journey.server.snapshot()["Drafts"].values()
    assert "\\Deleted" in flags, "somebody else's mail was expunged or its flags were changed"
    assert left == other
    assert len(journey.server.snapshot()["Trash"]) == 1


def test_a_draft_with_a_newer_version_beside_it_is_open_somewhere_and_stays(journey: DaemonJourney) -> None:
    at_work = hand(journey, EVOLUTION, watched=False)
    at_work.fill(FILLED)
    at_work.does(saved(r"\Draft \Seen", NEW))  # and marks the old one deleted 3.5 s from now
    declined(journey)

    assert journey.draft.state is DraftState.EDITED
    assert len(journey.drafts()) == 2
    assert "it is yours now and stays" in journey.notices()


def test_a_draft_in_an_open_editor_is_not_fetched_back_and_the_owner_is_warned(journey: DaemonJourney) -> None:
    hand(journey, NEOMUTT).does(*NEOMUTT.opens)
    declined(journey)

    assert journey.draft.state is DraftState.GONE
    assert "look at it again before you send it" in journey.notices()


def test_a_draft_taken_back_while_it_was_open_and_sent_all_the_same_was_sent(journey: DaemonJourney) -> None:
    at_work = hand(journey, THUNDERBIRD)
    at_work.fill(FILLED)
    declined(journey)
    assert journey.draft.state is DraftState.WITHDRAWN

    at_work.does(filed(NEW))
    assert verdict(journey) is DraftState.SENT


@pytest.mark.parametrize(
    ("done_before", "left"),
    [
        pytest.param((), 0, id="before anything"),
        pytest.param((copied,), 0, id="after COPY"),
        pytest.param((copied, flagged), 1, id="before EXPUNGE"),
        pytest.param((moved,), 0, id="after MOVE"),
    ],
)
def test_a_withdrawal_that_was_cut_off_is_no_deletion_of_the_users(
    journey: DaemonJourney, done_before: tuple[Act, ...], left: int
) -> None:
    """The process dies once the intent is durable: before anything, between the commands, or before the result."""
    draft = journey.draft
    with journey.store.transaction() as store:
        store.intend_withdrawal(draft.key, "it was declined")
    hand(journey, ROUNDCUBE, watched=False).does(*done_before)
    journey.start_again()
    declined(journey)

    assert journey.draft.state is DraftState.WITHDRAWN
    assert journey.store.withdrawals() == {}
    assert len(journey.drafts()) == left
    assert "stays" not in journey.notices()
