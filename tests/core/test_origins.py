"""Every fact of a reading says where in the mail it was found, and is found there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailwatch.core.models import Kind, Message, Origin, Owner, Reading
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read, read_as
from tests.letters import letter

CORPUS = Path(__file__).parents[1] / "corpus"
OWNER = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")
THEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FACTS = ("company", "role", "requisition", "people", "reply_to")


@pytest.fixture(scope="module")
def readings() -> list[tuple[str, Message, Reading]]:
    paths = sorted(CORPUS.glob("*/*.eml"))
    return [(path.stem, message, read(message, OWNER)) for path in paths for message in [parse(path.read_bytes())]]


def test_what_was_found_says_where_and_what_was_not_found_says_nothing(
    readings: list[tuple[str, Message, Reading]],
) -> None:
    for name, _, reading in readings:
        found = [origin.fact for origin in reading.origins if origin.fact != "interview"]
        assert found == [fact for fact in FACTS if getattr(reading, fact)], name


def test_each_interview_says_where_its_time_stands(readings: list[tuple[str, Message, Reading]]) -> None:
    seen = set()
    for name, message, reading in readings:
        found = [origin for origin in reading.origins if origin.fact == "interview"]
        assert len(found) == len(reading.interviews), name
        inside = message.forwarded or message
        for origin in found:
            seen.add(origin.where)
            if origin.where == "calendar":
                assert inside.calendars, name
                assert not origin.quote, name
            else:
                text = inside.new_text if origin.where == "body" else inside.text
                assert origin.quote in " ".join(text.replace("\n>", "\n").split()), name
    assert seen == {"calendar", "body"}


def test_a_time_that_only_the_quoted_mail_states_is_said_to_stand_there() -> None:
    text = (
        "Hi Sam,\n\nYour interview is confirmed for Thursday, see you then!\n\nDana\n\n"
        "On Mon, Mar 2, 2026 at 9:00 AM Dana Cho <dana.cho@northwind.example> wrote:\n"
        "> Hi Sam,\n> would you have time for an interview on Thursday, March 12 at 2:00 PM\n> or on Friday, March 13 at 11:00 AM?\n"
    )
    reading = read(parse(letter(text, THEN, subject="Re: Interview for Staff Engineer")), OWNER)
    assert [o for o in reading.origins if o.fact == "interview"] == [
        Origin("interview", "quoted mail", "Thursday, March 12 at 2:00 PM")
    ]


def test_an_address_in_the_head_of_the_mail_is_told_from_the_senders_own() -> None:
    text = "Hi Sam,\n\nUnfortunately we have decided to move forward with other candidates.\n\nDana"
    own = read(parse(letter(text, THEN)), OWNER)
    other = read(parse(letter(text, THEN, reply_to="Ida Holm <ida@northwind.example>")), OWNER)
    assert Origin("reply_to", "address") in own.origins
    assert Origin("reply_to", "header") in other.origins


def test_what_the_user_says_of_a_mail_keeps_where_its_facts_were_found() -> None:
    text = "Hi Sam,\n\nWe meet on Thursday, March 12 at 2:00 PM.\n\nDana Cho\nNorthwind"
    reading = read_as(parse(letter(text, THEN)), OWNER, Kind.INTERVIEW_CONFIRMED)
    assert Origin("interview", "body", "Thursday, March 12 at 2:00 PM") in reading.origins
    assert read_as(parse(letter(text, THEN)), OWNER, Kind.OTHER).origins == ()
