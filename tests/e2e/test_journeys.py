"""Whole journeys on Dovecot and on the embedded server, through the same round of work as `mailwatch run`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailwatch.config import KnownApplication
from mailwatch.core.models import Closing, DraftState, Stage, Step
from mailwatch.core.stock import Item
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.letters import DANA, SAM, invitation, letter
from tests.servers.base import MailServer

CONFIRMED = """\
Hi Sam,

Your interview for the Staff Engineer position at Northwind is confirmed for Tuesday, April 14 at 4:00 PM CEST.
You will be meeting with Dana Cho. It will take 60 minutes.

Best regards,
Dana Cho
Northwind
"""

REJECTED = """\
Hi Sam,

Thank you for taking the time to interview with us for the Staff Engineer position. Unfortunately, we have decided to
move forward with another candidate. I wish you all the best.

Dana Cho
Northwind
"""

OFFER = """\
Hi Sam,

We are delighted to offer you the position of Staff Engineer at Northwind! The written offer letter is attached;
please let me know if you have any questions.

Dana Cho
"""

STILL_DECIDING = """\
Hi Sam,

Thanks for your patience. We are still deciding and will get back to you by the end of next week.

Dana Cho
"""


@pytest.fixture
def journey(server: MailServer, tmp_path: Path) -> Iterator[Journey]:
    with Journey(server, tmp_path) as running:
        yield running


def confirmed(journey: Journey) -> None:
    """An interview on Tuesday 14 April, 16:00 to 17:00 in Berlin, is confirmed."""
    journey.deliver(letter(CONFIRMED, journey.now, message_id="<confirmed@northwind.example>"))
    journey.round()


def thanked(journey: Journey) -> None:
    """The thank-you was sent two hours after the interview."""
    confirmed(journey)
    journey.until("2026-04-14 17:00")
    journey.send()
    journey.round()


def stage(journey: Journey) -> Stage:
    """Where the only application stands; asked anew each time."""
    return journey.application.stage


def states(journey: Journey) -> list[tuple[Step, DraftState]]:
    return [(d.step, d.state) for d in journey.application.drafts]


def test_a_draft_is_from_the_address_that_they_wrote_to(journey: Journey) -> None:
    to = "Sam Rivera <sam+jobs@example.com>"
    journey.deliver(letter(CONFIRMED, journey.now, to=to, message_id="<confirmed@northwind.example>"))
    journey.until("2026-04-14 15:30")
    (thanks,) = journey.drafts()
    assert thanks["From"] == to
    assert str(thanks["Message-ID"]).endswith("@example.com>")


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_the_thread_says_was_talked_about_is_said_in_later_drafts(journey: Journey, *, by_hand: bool) -> None:
    confirmed(journey)
    journey.until("2026-04-14 15:10")
    if by_hand:
        text = "Hi Dana,\n\nthank you for our conversation about schema migrations. I enjoyed it.\n\nSam"
        raw = letter(text, journey.now, sender=SAM, to=DANA, answers="<confirmed@northwind.example>")
        journey.server.deliver(raw, "Sent")
    else:
        thanked(journey)
        text = "Hi Sam,\n\nI enjoyed our discussion of schema migrations. We will be in touch.\n\nDana"
        journey.deliver(letter(text, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()

    journey.until("2026-04-22 09:00")

    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.PLACED)
    assert "our discussion of schema migrations" in journey.text()


def test_the_full_story(journey: Journey) -> None:
    confirmed(journey)
    assert stage(journey) is Stage.SCHEDULED
    assert (journey.application.company, journey.application.role) == ("Northwind", "Staff Engineer")
    assert [i.start for i in journey.application.interviews] == [at("2026-04-14 14:00")]

    journey.until("2026-04-14 15:20")
    assert journey.drafts() == []
    journey.until("2026-04-14 15:30")
    (thanks,) = journey.drafts()
    assert thanks["To"] == "Dana Cho <dana.cho@northwind.example>"
    assert thanks["Subject"] == "Re: Staff Engineer at Northwind"
    assert thanks["In-Reply-To"] == "<confirmed@northwind.example>"
    assert "on Tuesday" in journey.text()
    journey.now = at("2026-04-14 17:00")
    journey.send()
    journey.round()
    assert stage(journey) is Stage.WAITING

    for day, step in (
        ("2026-04-22 09:00", Step.FOLLOW_UP),
        ("2026-04-29 09:00", Step.VALUE_FOLLOW_UP),
        ("2026-05-06 09:00", Step.GRACEFUL_EXIT),
    ):
        journey.until(day)
        assert [(s, state) for s, state in states(journey) if state is DraftState.PLACED] == [(step, DraftState.PLACED)]
        journey.send()
        journey.round()

    assert (stage(journey), journey.application.closing) == (Stage.CLOSED, Closing.SILENCE)
    assert journey.drafts() == []
    assert len(journey.changed()["Sent"]) == 4


def test_the_rejection(journey: Journey) -> None:
    thanked(journey)
    journey.until("2026-04-22 09:00")
    journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()

    assert states(journey)[1:] == [(Step.FOLLOW_UP, DraftState.WITHDRAWN), (Step.REJECTION_REPLY, DraftState.PLACED)]
    (reply,) = journey.drafts()
    assert "Thank you for letting me know" in str(reply.get_content())  # type: ignore[attr-defined]
    journey.send()
    journey.round()
    assert journey.application.closing is Closing.REJECTION


def test_the_offer(journey: Journey) -> None:
    thanked(journey)
    journey.until("2026-04-22 09:00")
    journey.deliver(letter(OFFER, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()
    journey.until("2026-06-01 09:00", step=journey.policy.follow_up_after)

    assert stage(journey) is Stage.OFFER
    assert journey.drafts() == []
    assert any("offer" in n.text.lower() for n in journey.store.unsent_notices())


def test_the_reschedule(journey: Journey) -> None:
    start, end = at("2026-04-14 14:00"), at("2026-04-14 15:00")
    journey.deliver(invitation(journey.now, start, end))
    journey.round()
    assert stage(journey) is Stage.SCHEDULED
    journey.until("2026-04-13 12:00", step=journey.policy.follow_up_after)
    later_start, later_end = at("2026-04-16 09:00"), at("2026-04-16 10:00")
    journey.deliver(
        invitation(
            journey.now, later_start, later_end, sequence=1, text="This event has been changed: it was rescheduled."
        )
    )
    journey.round()

    journey.until("2026-04-16 10:15")
    assert journey.drafts() == []
    journey.until("2026-04-16 10:30")
    assert len(journey.drafts()) == 1
    assert len(journey.application.interviews) == 1


def test_the_cancellation(journey: Journey) -> None:
    start, end = at("2026-04-14 14:00"), at("2026-04-14 15:00")
    journey.deliver(invitation(journey.now, start, end))
    journey.round()
    journey.now = at("2026-04-13 12:00")
    journey.deliver(invitation(journey.now, start, end, method="CANCEL", sequence=1))
    journey.round()
    journey.until("2026-04-15 12:00")

    assert stage(journey) is Stage.WAITING
    assert journey.drafts() == []


def test_the_reply(journey: Journey) -> None:
    thanked(journey)
    journey.until("2026-04-22 09:00")
    assert len(journey.drafts()) == 1

    journey.deliver(letter(STILL_DECIDING, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()
    assert stage(journey) is Stage.WAITING
    assert journey.drafts() == []
    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.WITHDRAWN)
    assert len(journey.changed()["Trash"]) == 1

    journey.until("2026-05-01 16:00")  # the Friday they named
    assert journey.drafts() == []
    journey.until("2026-05-04 07:00")  # Monday, 09:00 in Berlin
    assert len(journey.drafts()) == 1


def test_a_draft_the_user_throws_away_is_a_skipped_step(journey: Journey) -> None:
    confirmed(journey)
    journey.until("2026-04-14 16:00")
    journey.throw_away()
    journey.until("2026-04-14 16:10", step=journey.policy.thank_you_after / 6)

    assert states(journey) == [(Step.THANK_YOU, DraftState.DISCARDED)]
    journey.until("2026-04-20 16:00")
    assert journey.drafts() == []


def test_a_thank_you_by_hand_takes_ours_back(journey: Journey) -> None:
    confirmed(journey)
    journey.until("2026-04-14 16:00")
    by_hand = letter(
        "Dear Dana, thank you!", journey.now, sender="Sam Rivera <sam@example.com>",
        to="Dana Cho <dana.cho@northwind.example>", answers="<confirmed@northwind.example>",
    )  # fmt: skip
    journey.deliver(by_hand, "Sent")
    journey.round()

    assert stage(journey) is Stage.WAITING
    assert journey.drafts() == []
    assert states(journey) == [(Step.THANK_YOU, DraftState.WITHDRAWN)]


def test_an_edited_draft_is_never_taken_back(journey: Journey) -> None:
    thanked(journey)
    journey.until("2026-04-22 09:00")
    ((uid, (_, raw)),) = journey.server.snapshot()["Drafts"].items()
    journey.deliver(raw.replace(b"Best regards", b"Warm regards"), "Drafts")
    journey.discard(uid)
    journey.round()
    assert states(journey)[-1] == (Step.FOLLOW_UP, DraftState.EDITED)

    journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()

    assert len(journey.drafts()) == 1
    assert b"Warm regards" in next(iter(journey.server.snapshot()["Drafts"].values()))[1]
    assert any("stays" in n.text for n in journey.store.unsent_notices())


def test_a_client_that_renews_the_message_id_is_still_seen_to_send(journey: Journey) -> None:
    confirmed(journey)
    journey.until("2026-04-14 16:00")
    journey.send(message_id="<renewed-by-the-client@example.com>")
    journey.round()

    assert stage(journey) is Stage.WAITING
    assert states(journey) == [(Step.THANK_YOU, DraftState.SENT)]


def test_a_forged_rejection_moves_nothing_and_is_shown_to_the_owner(journey: Journey) -> None:
    thanked(journey)
    forged = letter(
        REJECTED, journey.now, answers="<confirmed@northwind.example>",
        Authentication_Results="mx.example.com; dmarc=fail header.from=northwind.example",
    )  # fmt: skip
    journey.deliver(forged)
    journey.round()

    assert stage(journey) is Stage.WAITING
    assert any("not who it says" in n.text for n in journey.store.unsent_notices())


def test_nothing_is_touched_but_our_own_drafts(journey: Journey) -> None:
    journey.deliver(letter("Lunch on Friday?", journey.now, sender="Kim <kim@friends.example>", subject="Lunch"))
    journey.deliver(letter(CONFIRMED, journey.now, message_id="<confirmed@northwind.example>"))
    journey.before = journey.server.snapshot()
    journey.until("2026-04-14 16:00")

    changed = journey.changed()
    assert list(changed) == ["Drafts"]
    ((flags, _),) = changed["Drafts"].values()
    assert flags == {"\\Draft", "\\Seen"}


def test_an_old_inbox_ends_in_the_state_of_today(journey: Journey) -> None:
    journey.now = at("2026-02-10 09:00")
    old = CONFIRMED.replace("Tuesday, April 14 at 4:00 PM CEST", "Tuesday, February 17 at 4:00 PM CET")
    journey.deliver(letter(old, journey.now, message_id="<old@northwind.example>"))
    journey.now = at("2026-03-30 10:00")
    other = letter(
        CONFIRMED.replace("Northwind", "Halden").replace("Dana Cho", "Luis Ortega"), journey.now,
        sender="Luis Ortega <luis@halden.example>", subject="Interview at Halden",
    )  # fmt: skip
    journey.deliver(other)
    journey.now = at("2026-04-14 15:45")

    journey.round()

    stages = {a.company: a.stage for a in journey.store.applications.values()}
    assert stages == {"Northwind": Stage.CLOSED, "Halden": Stage.THANKING}
    assert len(journey.drafts()) == 1


def test_a_second_round_of_work_changes_nothing(journey: Journey) -> None:
    thanked(journey)
    journey.until("2026-04-22 09:00")
    before, log = journey.server.snapshot(), journey.store.log("a1")

    journey.round()

    assert journey.server.snapshot() == before
    assert journey.store.log("a1") == log


def test_what_the_user_wrote_into_a_thank_you_is_used_later(journey: Journey) -> None:
    confirmed(journey)
    journey.until("2026-04-14 16:00")
    journey.send(fill="the move to event sourcing")
    journey.round()
    journey.until("2026-04-29 09:00")
    journey.send()
    journey.until("2026-05-06 09:00")

    assert "event sourcing" in journey.text()


def test_the_users_stock_is_drawn_on_once_a_company(server: MailServer, tmp_path: Path) -> None:
    stock = (
        Item("We wrote down what our move to event sourcing taught us.", ("event sourcing",), "https://sam.example/es"),
    )
    known = (KnownApplication("Northwind", topics=("event sourcing",)),)
    with Journey(server, tmp_path, known=known, stock=stock) as journey:
        thanked(journey)
        journey.until("2026-04-22 09:00")
        journey.send()
        journey.until("2026-04-29 09:00")

        assert "https://sam.example/es" in journey.text()
        assert [d.stock for d in journey.application.drafts][-1] == "https://sam.example/es"
