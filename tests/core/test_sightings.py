"""Whose copy a mail is, and what has become of a draft: on values alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from mailwatch.core.models import Address, Application, Draft, DraftState, Kind, Mail, Message, Step
from mailwatch.core.sightings import (
    LIKE,
    UNLIKE,
    Copy,
    Fit,
    Sighting,
    answered_unseen,
    fit,
    judge,
    likeness,
    whose,
)
from tests.core.stories import at

PLANNED = at("2026-04-14 15:30")
ORIGINAL = "<confirmed@northwind.example>"
DANA, LEE = Address("Dana Cho", "dana@northwind.example"), Address("Lee Ono", "lee@northwind.example")
DRAFT = Draft(
    "a1/thank_you/1",
    Step.THANK_YOU,
    (DANA,),
    "Re: Staff Engineer",
    "<ours@example.com>",
    DraftState.PLACED,
    PLANNED,
    answers=ORIGINAL,
    uidvalidity=7,
    uid=1,
)


def message(
    message_id: str = "<theirs@client.example>",
    *,
    to: tuple[Address, ...] = (DANA,),
    references: tuple[str, ...] = (ORIGINAL,),
    subject: str = "Re: Staff Engineer",
    date: datetime = PLANNED + timedelta(minutes=5),
) -> Message:
    sam = Address("Sam", "sam@example.com")
    return Message(message_id, date, sam, subject, "", "", references=references, to=to)


def nothing_alike(copy: Copy, draft: Draft) -> float:
    raise AssertionError(f"nobody has to read {copy} to tell it from {draft.key}")


# --- header fields --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "how"),
    [
        (message("<ours@example.com>", references=(), to=()), Fit.OURS),
        (message(), Fit.THREAD),
        (message(""), Fit.THREAD),
        (message(to=(LEE,)), Fit.THREAD),
        (message(references=("<other@northwind.example>",)), Fit.NONE),
        (message(references=()), Fit.SUBJECT),
        (message(references=(), subject="AW: RE[2]: staff  engineer"), Fit.SUBJECT),
        (message(references=(), subject="Re: Staff Engineers"), Fit.NONE),
        (message(references=(), to=(LEE,)), Fit.NONE),
        (message(references=(), to=()), Fit.SUBJECT),
        (message(date=PLANNED - timedelta(hours=1)), Fit.NONE),
        (message(references=(), date=PLANNED - timedelta(hours=1)), Fit.NONE),
        (message("<ours@example.com>", date=PLANNED - timedelta(hours=1)), Fit.OURS),
    ],
)
def test_a_copy_is_told_by_what_the_client_has_left_of_the_header_fields(mail: Message, how: Fit) -> None:
    assert fit(mail, DRAFT) is how


def test_a_message_id_that_the_server_replaced_is_known() -> None:
    renamed = replace(
        message("<AM0PR0@outlook.example>"), headers={"x-microsoft-original-message-id": (" <ours@example.com>",)}
    )

    assert fit(renamed, DRAFT) is Fit.OURS


# --- texts ----------------------------------------------------------------------------------------------------------

WRITTEN = """Dear Dana,

Thank you for taking the time to speak with me on Tuesday about the Staff Engineer position at Northwind. I enjoyed our
conversation about [[a topic from the conversation that stayed with you]], and it confirmed my enthusiasm.

Best regards"""


def test_a_draft_with_its_blanks_filled_is_like_itself() -> None:
    filled = WRITTEN.replace("[[a topic from the conversation that stayed with you]]", "moving a ledger to events")

    assert likeness(WRITTEN, filled) > LIKE + 0.2
    assert likeness(WRITTEN, filled.replace("\n", " ").upper()) > LIKE + 0.2


def test_another_mail_in_the_same_thread_is_not() -> None:
    other = "Hi Dana,\n\nI am running five minutes late because of a signal failure, sorry!\n\nSam"

    assert likeness(WRITTEN, other) < UNLIKE
    assert likeness(WRITTEN, "") == 0.0


GOLDEN = Path(__file__).parents[1] / "golden"
LONG_ANSWER = "how the team moves a ledger of nine years from nightly batches to a stream of events"


def golden(language: str) -> dict[str, list[str]]:
    """The texts of every reviewed draft in that language, by step."""
    scenes = {p.stem: re.split(r"(?m)^=====.*$", p.read_text()) for p in (GOLDEN / language).glob("*.txt")}
    return {
        step: [text.split("\n\n", maxsplit=1)[1] for text in found if "\n\n" in text.strip()]
        for step, found in scenes.items()
    }


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "nl", "pt"])
def test_every_draft_is_like_itself_when_filled_and_unlike_those_of_other_steps(language: str) -> None:
    steps = golden(language)
    assert len(steps) == 5

    for texts in steps.values():
        for text in texts:
            assert likeness(text, re.sub(r"\[\[.*?\]\]", LONG_ANSWER, text, flags=re.DOTALL)) > LIKE, text
    for one, other in combinations(steps, 2):
        assert likeness(steps[one][0], steps[other][0]) < LIKE, (one, other)


# --- whose ----------------------------------------------------------------------------------------------------------

PANEL = (DRAFT, replace(DRAFT, key="a1/thank_you/2", to=(LEE,), message_id="<ours-2@example.com>", uid=2))


def test_a_panels_drafts_are_told_apart_by_their_recipients() -> None:
    assert whose(Copy(message(to=(LEE,)), 7, 9), PANEL, nothing_alike) is PANEL[1]
    assert whose(Copy(message(to=(DANA,)), 7, 9), PANEL, nothing_alike) is PANEL[0]


def test_and_by_their_words_where_the_user_has_taken_the_recipient_out() -> None:
    def like_the_second(_copy: Copy, draft: Draft) -> float:
        return 0.9 if draft is PANEL[1] else 0.7

    assert whose(Copy(message(to=()), 7, 9), PANEL, like_the_second) is PANEL[1]


def test_the_same_uid_under_another_uidvalidity_means_nothing() -> None:
    unrelated = message("<shopping@client.example>", references=(), subject="Milk", to=())

    assert whose(Copy(unrelated, 7, 1), (DRAFT,), nothing_alike) is DRAFT
    assert whose(Copy(unrelated, 8, 1), (DRAFT,), nothing_alike) is None


def test_an_open_draft_comes_before_one_that_was_withdrawn_in_the_same_thread() -> None:
    old = replace(DRAFT, key="a1/follow_up/1", state=DraftState.WITHDRAWN, message_id="<old@example.com>", uid=5)

    assert whose(Copy(message(), 7, 9), (old, DRAFT), nothing_alike) is DRAFT


@pytest.mark.parametrize("state", [DraftState.WITHDRAWN, DraftState.DISCARDED])
def test_a_settled_draft_is_recognised_by_its_words_too(state: DraftState) -> None:
    settled = replace(DRAFT, state=state)

    assert whose(Copy(message(), 7, 9), (settled,), lambda _c, _d: 0.8) is settled
    assert whose(Copy(message(), 7, 9), (settled,), lambda _c, _d: 0.3) is None


def test_a_sent_draft_is_recognised_by_its_message_id_only() -> None:
    sent = replace(DRAFT, state=DraftState.SENT, uid=None)

    assert whose(Copy(message("<ours@example.com>"), 7, 9), (sent,), nothing_alike) is sent
    assert whose(Copy(message(), 7, 9), (sent,), nothing_alike) is None


# --- verdicts -------------------------------------------------------------------------------------------------------

OWN = Copy(message("<ours@example.com>"), 7, 1)
RESAVED = Copy(message(), 7, 4)


@pytest.mark.parametrize(
    ("in_drafts", "in_trash", "likeness_", "verdict"),
    [
        ([OWN], [], 0.0, Sighting.UNTOUCHED),
        ([RESAVED], [], 0.0, Sighting.EDITED),
        ([replace(OWN, deleted=True), RESAVED], [], 0.0, Sighting.EDITED),
        ([OWN, RESAVED], [], 0.9, Sighting.EDITED),
        ([OWN, RESAVED], [], 0.1, Sighting.UNTOUCHED),
        ([OWN, replace(OWN, uid=5)], [], 0.0, Sighting.EDITED),
        ([replace(OWN, deleted=True)], [], 0.0, Sighting.THROWN_AWAY),
        ([], [OWN], 0.0, Sighting.THROWN_AWAY),
        ([RESAVED], [OWN], 0.1, Sighting.THROWN_AWAY),
        ([RESAVED], [OWN], 0.9, Sighting.EDITED),
        ([replace(OWN, deleted=True)], [OWN], 0.0, Sighting.THROWN_AWAY),
        ([], [], 0.0, Sighting.NOWHERE),
    ],
)
def test_a_newer_copy_counts_before_a_deleted_one(
    in_drafts: list[Copy], in_trash: list[Copy], likeness_: float, verdict: Sighting
) -> None:
    assert judge(DRAFT, in_drafts, in_trash, lambda _c, _d: likeness_) is verdict


def test_where_the_server_did_not_say_the_uid_the_message_id_tells_the_placed_copy() -> None:
    unplaced = replace(DRAFT, uid=None, uidvalidity=None)

    assert judge(unplaced, [OWN], [], nothing_alike) is Sighting.UNTOUCHED


# --- what an answer proves ------------------------------------------------------------------------------------------

GONE = replace(DRAFT, state=DraftState.GONE, gone_at=PLANNED + timedelta(minutes=10))
APPLICATION = Application(
    "a1",
    mails=(Mail(ORIGINAL, at("2026-04-01 09:00"), "Staff Engineer", DANA, Kind.INTERVIEW_CONFIRMED),),
    drafts=(GONE,),
)


def answer(in_reply_to: str, *references: str, sender: Address = DANA, hours: float = 5) -> Message:
    date = PLANNED + timedelta(hours=hours)
    return Message(
        "<answer@northwind.example>", date, sender, "Re: x", "", "", in_reply_to=(in_reply_to,), references=references
    )


@pytest.mark.parametrize(
    ("mail", "proves"),
    [
        (answer("<ours@example.com>"), True),
        (answer("<ours@example.com>", sender=LEE), True),
        (answer("<alpine.1@host.example>", ORIGINAL, "<alpine.1@host.example>"), True),
        (answer("<alpine.1@host.example>"), True),
        (answer(ORIGINAL, ORIGINAL), False),
        (answer("<alpine.1@host.example>", "<another-thread@northwind.example>"), False),
        (answer("<alpine.1@host.example>", ORIGINAL, sender=LEE), False),
        (answer("<alpine.1@host.example>", ORIGINAL, hours=-1), False),
    ],
)
def test_an_answer_to_something_nobody_has_seen_proves_that_the_gone_draft_was_sent(
    mail: Message, *, proves: bool
) -> None:
    assert answered_unseen(APPLICATION, mail) == ((GONE,) if proves else ())


def test_a_draft_that_lies_in_drafts_is_sent_only_if_its_own_id_is_answered() -> None:
    lying = replace(APPLICATION, drafts=(DRAFT,))

    assert answered_unseen(lying, answer("<alpine.1@host.example>", ORIGINAL)) == ()
    assert answered_unseen(lying, answer("<ours@example.com>")) == (DRAFT,)
    assert answered_unseen(lying, answer(ORIGINAL), "<ours@example.com>") == (DRAFT,)
