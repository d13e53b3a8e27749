from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mailwatch.core.lifecycle.interviews import confirm
from mailwatch.core.models import Address, InterviewSlot, Kind, Message, Owner, Reading, Timeline
from mailwatch.core.reading.appointments import slots_of
from mailwatch.core.reading.calendars import CalendarEvent
from mailwatch.core.reading.facts import Facts
from mailwatch.core.reading.slots import Quoted, choose, quoted_moments, quoted_text, with_times
from mailwatch.core.reading.when import Moment, find_moments, named_days
from tests.core.when_paraphrases import CHANGED, FIXED

BERLIN = ZoneInfo("Europe/Berlin")
WRITTEN = datetime.fromisoformat("2026-03-10T09:00:00+01:00")
OWNER = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")
NOTHING = Quoted(lambda: (), lambda: ())
OFFER = """Great!

> Am 9. März schrieb Ann:
> Wir können Ihnen anbieten:
>> Mittwoch, 18. März, 9 Uhr
>> Donnerstag, 19. März, 16 Uhr
"""


def moments(text: str, language: str = "en", written: datetime = WRITTEN) -> tuple[Moment, ...]:
    return find_moments(text, anchor=written, zone="Europe/Berlin", language=language)


def message(new_text: str, below: str = "") -> Message:
    return Message(
        "<1@example.com>", WRITTEN, Address("Ann", "ann@acme.example"), "Interview", new_text + below, new_text
    )


def read(kind: Kind, new_text: str, below: str = "", language: str = "en") -> Reading:
    mail = message(new_text, below)
    reading = Reading(kind, language=language)
    return with_times(reading, mail, (), moments(new_text, language), Facts(), OWNER)


def starts(slots: tuple[InterviewSlot, ...]) -> list[str]:
    return [f"{slot.start.astimezone(BERLIN):%Y-%m-%dT%H:%M}" for slot in slots]


@pytest.mark.parametrize("row", FIXED, ids=lambda row: row[2][:60])
def test_an_interview_is_fixed_in_many_ways(row: tuple[str, str, str, str]) -> None:
    language, written, text, start = row
    found = moments(text, language, datetime.fromisoformat(written))
    chosen, _ = choose(Kind.INTERVIEW_CONFIRMED, found, NOTHING)
    assert chosen[0].start == datetime.fromisoformat(start)


@pytest.mark.parametrize("row", CHANGED, ids=lambda row: row[2][:60])
def test_of_a_change_the_time_that_holds_is_taken(row: tuple[str, str, str, tuple[str, ...]]) -> None:
    language, kind, text, expected = row
    chosen, _ = choose(Kind[kind], moments(text, language), NOTHING)
    assert [f"{m.start.astimezone(BERLIN):%Y-%m-%dT%H:%M}" for m in chosen] == list(expected)


def test_a_weekday_is_the_one_that_the_quoted_mail_offered() -> None:
    text = "Donnerstag um 16 Uhr ist für Sie reserviert."
    assert starts(read(Kind.INTERVIEW_CONFIRMED, text, language="de").interviews) == ["2026-03-12T16:00"]
    assert starts(read(Kind.INTERVIEW_CONFIRMED, text, OFFER, "de").interviews) == ["2026-03-19T16:00"]


def test_a_dated_time_is_not_moved_by_what_is_quoted() -> None:
    text = "Donnerstag, 12. März, um 16 Uhr ist für Sie reserviert."
    assert starts(read(Kind.INTERVIEW_CONFIRMED, text, OFFER, "de").interviews) == ["2026-03-12T16:00"]


def test_a_day_without_an_hour_picks_from_the_quoted_offer() -> None:
    picked = read(Kind.INTERVIEW_CONFIRMED, "Gerne am Mittwoch, bis dann!", OFFER, "de")
    assert starts(picked.interviews) == ["2026-03-18T09:00"]


def test_of_two_offers_neither_is_picked_where_nothing_tells_which() -> None:
    assert read(Kind.INTERVIEW_CONFIRMED, "Passt, bis dann!", OFFER, "de").interviews == ()


def test_the_quoted_part_is_read_without_its_marks() -> None:
    assert quoted_text(message("Great!", "\n\n> one\n>> two\n")) == "one\ntwo"
    assert quoted_text(message("Great!")) == ""
    assert quoted_text(replace(message("a\n\nb"), text="a\n> one\nb\n> two")) == "one\ntwo"
    found = quoted_moments(message("Great!", OFFER), OWNER, "de")
    assert [m.start.day for m in found] == [18, 19]


def test_times_that_lie_behind_are_no_offers() -> None:
    below = "\n> Montag, 9. März, 9 Uhr\n"
    assert quoted_moments(message("Great!", below), OWNER, "de") == ()


def test_the_days_of_a_text_are_told_with_and_without_hours() -> None:
    days = named_days("Thursday or Friday 20 March at 10", anchor=WRITTEN)
    assert days == (date(2026, 3, 12), date(2026, 3, 20))


def test_a_doubtful_time_is_shown_but_makes_the_reading_unsure() -> None:
    reading = read(Kind.INTERVIEW_CONFIRMED, "See you on Friday 12 March at 10:00.")
    assert starts(reading.interviews) == ["2026-03-12T10:00"]
    assert not reading.acts


def test_the_interview_itself_is_no_promise() -> None:
    timeline = Timeline(date(2026, 3, 12), "I will call you on Thursday.")
    reading = Reading(Kind.INTERVIEW_CONFIRMED, timeline=timeline)
    mail = message("I will call you on Thursday at 10:00.")
    assert with_times(reading, mail, (), moments(mail.new_text), Facts(), OWNER).timeline is None
    later = replace(reading, timeline=Timeline(date(2026, 3, 20), "You will hear by the 20th."))
    assert with_times(later, mail, (), moments(mail.new_text), Facts(), OWNER).timeline == later.timeline


def test_an_entry_that_blocks_the_day_gets_its_hours_from_the_words() -> None:
    day = datetime(2026, 3, 12, tzinfo=BERLIN)
    event = CalendarEvent("REQUEST", "a@example.com", start=day, end=day, all_day=True, timezone="Europe/Berlin")
    (slot,) = slots_of((event,), OWNER, moments("Thursday 12 March, 9:00 to 16:00"))
    assert (slot.start.hour, slot.end and slot.end.hour) == (9, 16)
    (whole,) = slots_of((event,), OWNER, moments("Friday 13 March, 9:00"))
    assert whole.start == day


def test_an_entry_with_hours_keeps_them() -> None:
    event = CalendarEvent("REQUEST", "a@example.com", start=datetime(2026, 3, 12, 13, tzinfo=UTC), timezone="UTC")
    (slot,) = slots_of((event,), OWNER, moments("Thursday 12 March, 9:00"))
    assert slot.start == event.start


def test_two_dates_of_one_series_are_two_interviews() -> None:
    day = datetime(2026, 3, 12, 13, tzinfo=UTC)
    event = CalendarEvent("REQUEST", "a@example.com", start=day, timezone="UTC", recurrence_id="20260312T130000Z")
    later = replace(event, start=day.replace(day=19), recurrence_id="20260319T130000Z")
    first, second = confirm((), slots_of((event, later), OWNER), WRITTEN)
    assert (first.start.day, second.start.day) == (12, 19)
    moved = confirm((first, second), slots_of((replace(later, start=day.replace(day=20), sequence=1),), OWNER), WRITTEN)
    assert [i.start.day for i in moved] == [12, 20]
