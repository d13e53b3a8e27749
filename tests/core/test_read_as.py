"""A mail read as what the user says it is: of that kind, beyond doubt, and with all that it says."""

from __future__ import annotations

import pytest

from mailwatch.core.models import Kind, Owner, Trust
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read_as
from tests.core.stories import at
from tests.letters import letter

SAM = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin", ("mx.example.com",))
TEXT = """\
Hi Sam,

Could you send us two references? Your conversation with Dana will be on Tuesday, April 14 at 4:00 PM CEST. We will get
back to you by the end of next week.

Dana Cho
Northwind
"""
MESSAGE = parse(letter(TEXT, at("2026-04-01 09:00")))


@pytest.mark.parametrize("kind", list(Kind))
def test_it_is_what_the_user_says_and_nothing_is_left_in_doubt(kind: Kind) -> None:
    reading = read_as(MESSAGE, SAM, kind)

    assert (reading.kind, reading.confidence, reading.trust) == (kind, 1.0, Trust.UNKNOWN)
    assert reading.acts == (kind is not Kind.OTHER)
    assert reading.evidence[0].rule == "you.said"


def test_as_an_interview_it_has_its_time() -> None:
    (slot,) = read_as(MESSAGE, SAM, Kind.INTERVIEW_CONFIRMED).interviews

    assert slot.start == at("2026-04-14 14:00")


def test_as_a_persons_word_it_has_its_question_and_its_promise() -> None:
    reading = read_as(MESSAGE, SAM, Kind.HUMAN_REPLY)

    assert "references" in reading.asks
    assert reading.timeline is not None
    assert reading.timeline.until.isoformat() == "2026-04-10"
    assert reading.reply_to == "dana.cho@northwind.example"


def test_a_mail_that_failed_authentication_is_believed_on_the_users_word() -> None:
    forged = letter(TEXT, at("2026-04-01 09:00"), Authentication_Results="mx.example.com; dmarc=fail header.from=x")

    assert read_as(parse(forged), SAM, Kind.REJECTION).trust is Trust.UNKNOWN
