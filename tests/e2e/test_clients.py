"""What becomes of a draft in ten mail clients: their recorded commands are replayed, each must end in its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailwatch.core.models import DraftState, Kind, Stage
from tests.e2e.clients import (
    AERC,
    ALPINE,
    CLAWS,
    CLIENTS,
    CONFIRMED_ID,
    EVOLUTION,
    FILLED,
    GEARY,
    MUTT,
    NEOMUTT,
    NEW,
    ROUNDCUBE,
    SAME,
    THUNDERBIRD,
    Client,
    DaemonJourney,
    after,
    arrive_at,
    expunged,
    filed,
    flagged,
    folder_made,
    hand,
    kinds,
    place,
    saved,
    stage,
    verdict,
)
from tests.e2e.test_journeys import REJECTED, STILL_DECIDING
from tests.letters import letter
from tests.servers.base import MailServer, done

MINUTES = timedelta(minutes=1)
HOURS = timedelta(hours=1)

watched = pytest.mark.parametrize("watched", [True, False], ids=["rounds between", "no rounds between"])
every_client = pytest.mark.parametrize("client", CLIENTS, ids=str)


@pytest.fixture
def journey(dovecot: MailServer, tmp_path: Path) -> Iterator[DaemonJourney]:
    with DaemonJourney(dovecot, tmp_path) as running:
        place(running)
        yield running


@pytest.fixture
def anywhere(server: MailServer, tmp_path: Path) -> Iterator[DaemonJourney]:
    """The same on each server."""
    with DaemonJourney(server, tmp_path) as running:
        place(running)
        yield running


# --- the ten clients ------------------------------------------------------------------------------------------------


@watched
@every_client
def test_edited_and_saved(journey: DaemonJourney, client: Client, *, watched: bool) -> None:
    at_work = hand(journey, client, watched=watched)
    at_work.does(*client.opens)
    at_work.fill(FILLED)
    at_work.does(*client.save)

    assert verdict(journey) is DraftState.EDITED
    assert stage(journey) is Stage.THANKING
    assert len(journey.application.drafts) == 1


@watched
@every_client
def test_sent_as_it_is(journey: DaemonJourney, client: Client, *, watched: bool) -> None:
    at_work = hand(journey, client, watched=watched)
    at_work.does(*client.opens, *client.send)

    if client is ALPINE:
        assert verdict(journey) is DraftState.GONE
        return
    assert verdict(journey) is DraftState.SENT
    assert stage(journey) is Stage.WAITING
    assert kinds(journey).count(Kind.SENT_BY_YOU) == 1


@watched
@every_client
def test_edited_and_sent(journey: DaemonJourney, client: Client, *, watched: bool) -> None:
    at_work = hand(journey, client, watched=watched)
    at_work.does(*client.opens)
    at_work.fill(FILLED)
    at_work.does(*client.send)

    assert verdict(journey) is (DraftState.GONE if client is ALPINE else DraftState.SENT)


@every_client
def test_saved_and_sent_later(journey: DaemonJourney, client: Client) -> None:
    at_work = hand(journey, client)
    at_work.does(*client.opens)
    at_work.fill(FILLED)
    at_work.does(*client.save)
    assert verdict(journey) is DraftState.EDITED

    again = hand(journey, client)
    again.does(*client.opens, *client.send)

    assert verdict(journey) is (DraftState.GONE if client is ALPINE else DraftState.SENT)


@watched
@every_client
def test_deleted(journey: DaemonJourney, client: Client, *, watched: bool) -> None:
    hand(journey, client, watched=watched).does(*client.delete)

    if client is AERC or (client is ALPINE and not watched):  # expunged at once, and never in Trash
        assert verdict(journey) is DraftState.GONE
        return
    assert verdict(journey) is DraftState.DISCARDED
    assert stage(journey) is Stage.WAITING
    journey.rounds(timedelta(days=3), every=6 * 3600)
    assert len(journey.application.drafts) == 1, "a draft was made again"


@every_client
def test_opened_and_left(journey: DaemonJourney, client: Client) -> None:
    hand(journey, client).does(*client.opens, *client.leaves)

    lost = client in (NEOMUTT, MUTT, ALPINE, GEARY)
    assert verdict(journey) is (DraftState.GONE if lost else DraftState.PLACED)


def test_the_moment_of_a_deletion_is_no_reason_to_wake_the_owner(journey: DaemonJourney) -> None:
    hand(journey, THUNDERBIRD).does(*THUNDERBIRD.delete)
    journey.rounds(timedelta(days=2), every=3600)

    assert journey.notices() == ""


# --- gone is not discarded ------------------------------------------------------------------------------------------


def test_a_draft_in_an_open_editor_is_waited_for_and_may_come_back(journey: DaemonJourney) -> None:
    at_work = hand(journey, NEOMUTT)
    at_work.does(*NEOMUTT.opens)
    assert verdict(journey, 20 * HOURS) is DraftState.GONE
    assert stage(journey) is Stage.THANKING

    at_work.does(*NEOMUTT.save)
    assert verdict(journey) is DraftState.EDITED


@pytest.mark.parametrize("client", [AERC, GEARY, ALPINE], ids=str)
def test_after_a_day_nobody_knows_and_the_next_step_goes_on(journey: DaemonJourney, client: Client) -> None:
    hand(journey, client).does(*client.opens, *(client.leaves or client.delete if client is not ALPINE else ()))
    journey.rounds(23 * HOURS, every=3600)
    assert stage(journey) is Stage.THANKING
    journey.rounds(2 * HOURS, every=600)

    assert journey.draft.state is DraftState.GONE
    assert stage(journey) is Stage.WAITING
    assert "cannot be seen" in journey.notices()

    arrive_at(journey, "2026-04-22 09:00")
    assert [d.state for d in journey.application.drafts] == [DraftState.GONE, DraftState.PLACED]


@pytest.mark.parametrize("day", [0, 3], ids=["the same day", "given up already"])
def test_the_employers_answer_shows_that_alpine_sent_it(journey: DaemonJourney, day: int) -> None:
    at_work = hand(journey, ALPINE)
    at_work.does(*ALPINE.opens, *ALPINE.send)
    journey.rounds(timedelta(days=day), every=3600)

    journey.now += HOURS
    alpine_id = "<alpine.DEB.2.26.2604141550.1@host.example.com>"
    answer = letter(
        STILL_DECIDING, journey.now, answers=alpine_id, message_id="<answer@northwind.example>"
    ).replace(b"References: " + alpine_id.encode(), f"References: {CONFIRMED_ID} {alpine_id}".encode())  # fmt: skip
    journey.deliver(answer)
    journey.round()

    assert journey.draft.state is DraftState.SENT
    assert stage(journey) is Stage.WAITING


def test_an_answer_to_our_message_id_shows_that_it_was_sent_without_a_copy(journey: DaemonJourney) -> None:
    hand(journey, ROUNDCUBE).does(expunged)
    journey.now += HOURS
    journey.deliver(letter(STILL_DECIDING, journey.now, answers=journey.draft.message_id))
    journey.round()

    assert journey.draft.state is DraftState.SENT


def test_further_mail_of_theirs_that_answers_nothing_of_ours_shows_nothing(journey: DaemonJourney) -> None:
    hand(journey, NEOMUTT).does(*NEOMUTT.opens)
    journey.now += HOURS
    journey.deliver(letter(STILL_DECIDING, journey.now, answers=CONFIRMED_ID))
    journey.round()

    assert journey.draft.state is DraftState.GONE


# --- every verdict can be reversed ----------------------------------------------------------------------------------


def test_a_discarded_draft_that_is_sent_after_all_was_sent(journey: DaemonJourney) -> None:
    at_work = hand(journey, THUNDERBIRD)
    at_work.does(*THUNDERBIRD.delete)
    assert verdict(journey) is DraftState.DISCARDED

    at_work.does(after(3 * 86400), filed(SAME))

    assert verdict(journey) is DraftState.SENT
    assert journey.application.steps_done == 0


def test_a_discarded_draft_that_comes_back_is_the_users(journey: DaemonJourney) -> None:
    hand(journey, THUNDERBIRD).does(*THUNDERBIRD.delete)
    assert verdict(journey) is DraftState.DISCARDED

    with journey.server.client() as client:
        done(client.select("Trash"))
        done(client.uid("MOVE", "1:*", "Drafts"))
    assert verdict(journey) is DraftState.EDITED
    assert len(journey.drafts()) == 1
    assert stage(journey) is Stage.WAITING

    hand(journey, ROUNDCUBE).does(*ROUNDCUBE.send)
    assert verdict(journey) is DraftState.SENT


def test_a_draft_given_up_that_is_sent_a_week_later_was_sent(journey: DaemonJourney) -> None:
    at_work = hand(journey, NEOMUTT)
    at_work.does(*NEOMUTT.opens)
    journey.rounds(timedelta(days=6), every=3 * 3600)
    assert stage(journey) is Stage.WAITING

    at_work.does(*NEOMUTT.send)

    assert verdict(journey) is DraftState.SENT


def test_marked_deleted_and_unmarked_again(journey: DaemonJourney) -> None:
    at_work = hand(journey, EVOLUTION)
    at_work.does(*EVOLUTION.delete)
    assert verdict(journey) is DraftState.DISCARDED

    at_work.command("STORE", "-FLAGS", r"(\Deleted)")
    journey.rounds(8 * MINUTES)
    with journey.server.client() as client:  # anything new in Drafts makes it look again
        done(client.append("Drafts", "", "", letter("Milk, bread", journey.now, sender="Sam <sam@example.com>")))

    assert verdict(journey) is DraftState.PLACED
    assert len(journey.drafts()) == 2


# --- what clients leave behind --------------------------------------------------------------------------------------


def test_resend_message_leaves_the_draft_and_the_owner_is_told(journey: DaemonJourney) -> None:
    hand(journey, MUTT).does(filed(NEW))

    assert verdict(journey) is DraftState.SENT
    assert len(journey.drafts()) == 1
    assert journey.notices().count("a copy still lies in Drafts") == 1


def test_a_stale_autosave_copy_of_claws_does_not_hide_that_it_was_sent(journey: DaemonJourney) -> None:
    at_work = hand(journey, CLAWS)
    at_work.fill(FILLED)
    at_work.does(*CLAWS.save)  # and left there
    at_work.does(after(40), filed(SAME))

    assert verdict(journey) is DraftState.SENT
    assert len(journey.drafts()) == 1
    assert "a copy still lies in Drafts" in journey.notices()

    arrive_at(journey, "2026-04-22 09:00")  # and is not taken for the follow-up, either
    journey.rounds(5 * MINUTES)
    assert [d.state for d in journey.application.drafts] == [DraftState.SENT, DraftState.PLACED]


def test_deleted_copies_of_evolution_are_no_deletion(journey: DaemonJourney) -> None:
    at_work = hand(journey, EVOLUTION)
    for words in ("the ledger", "the ledger and its events", FILLED):
        at_work.fill(words)
        at_work.does(saved(r"\Draft \Seen", NEW), after(3.5), flagged)
        at_work = hand(journey, EVOLUTION)
        assert verdict(journey, 3 * MINUTES) is DraftState.EDITED

    at_work.does(*EVOLUTION.send)
    assert verdict(journey) is DraftState.SENT
    assert "still lies" not in journey.notices()


def test_thunderbirds_autosave_and_send_later(journey: DaemonJourney) -> None:
    at_work = hand(journey, THUNDERBIRD)
    for _ in range(3):
        at_work.fill(FILLED)
        at_work.does(after(300), saved(r"\Draft", NEW), after(0.1), expunged)
        at_work = hand(journey, THUNDERBIRD)
    assert journey.draft.state is DraftState.EDITED

    at_work.does(expunged)  # Send Later: in the outbox, nowhere on the server
    assert verdict(journey, 14 * HOURS) is DraftState.GONE
    at_work.does(filed(NEW))
    assert verdict(journey) is DraftState.SENT


def test_two_drafts_of_aerc_are_one_edited_draft(journey: DaemonJourney) -> None:
    at_work = hand(journey, AERC)
    at_work.fill(FILLED)
    at_work.does(saved(r"\Seen", SAME))

    assert verdict(journey) is DraftState.EDITED
    journey.deliver(letter(REJECTED, journey.now, answers=CONFIRMED_ID))
    journey.round()
    assert len(journey.drafts()) == 2
    assert "it is yours now and stays" in journey.notices()


def test_alpine_takes_the_whole_folder_away_and_brings_it_back(anywhere: DaemonJourney) -> None:
    before = anywhere.draft
    at_work = hand(anywhere, ALPINE)
    at_work.does(*ALPINE.opens)
    assert verdict(anywhere, 30 * MINUTES) is DraftState.GONE

    at_work.fill(FILLED)
    at_work.does(*ALPINE.save)

    assert verdict(anywhere) is DraftState.EDITED
    with anywhere.server.client() as client:
        done(client.select("Drafts"))
        assert client.response("UIDVALIDITY")[1] != [str(before.uidvalidity).encode()]
    assert list(anywhere.server.snapshot()["Drafts"]) == [before.uid], "alpine's copy has the UID that ours had"


def test_mail_goes_on_being_read_while_there_is_no_drafts_folder(anywhere: DaemonJourney) -> None:
    hand(anywhere, ALPINE).does(*ALPINE.opens)
    anywhere.deliver(letter(REJECTED, anywhere.now, answers=CONFIRMED_ID))
    anywhere.round()

    assert stage(anywhere) is Stage.REJECTED


def test_a_draft_that_is_due_while_there_is_no_drafts_folder_is_placed_when_it_is_back(
    embedded: MailServer, tmp_path: Path
) -> None:
    with DaemonJourney(embedded, tmp_path) as journey:
        place(journey)
        at_work = hand(journey, ALPINE)
        at_work.does(*ALPINE.opens)
        journey.deliver(letter(REJECTED, journey.now, answers=CONFIRMED_ID))
        arrive_at(journey, "2026-04-15 09:00")
        journey.rounds(5 * MINUTES)
        assert journey.notices().count("is not there any more") == 1

        at_work.does(folder_made)

        assert [d.state for d in journey.application.drafts] == [DraftState.GONE, DraftState.PLACED]
        assert len(journey.drafts()) == 1
