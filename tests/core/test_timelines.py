from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.models import Kind, Timeline
from mailwatch.core.reading.absences import find_away_until
from mailwatch.core.reading.timelines import find_timeline, timeline_for
from mailwatch.core.reading.when.lexicon import LANGUAGES
from mailwatch.core.reading.when.periods import easter
from tests.core.test_when import HOSTILE, PIECES
from tests.core.timeline_letters import LETTERS, Letter
from tests.core.timeline_paraphrases import ABSENT, PROMISED, SOFT
from tests.core.timeline_sentences import AWAY, HELD_OUT, TIMELINES, Row
from tests.timing import seconds

MONDAY = datetime.fromisoformat("2026-11-23T09:30:00-05:00")
TUESDAY = datetime.fromisoformat("2026-03-10T09:00:00+01:00")


def until(row: Row) -> str:
    found = find_timeline(row[1], anchor=MONDAY, language=row[0])
    return found.until.isoformat() if found else ""


@pytest.mark.parametrize("row", TIMELINES, ids=lambda row: row[1][:60])
def test_a_promise_ends_on_its_day(row: Row) -> None:
    assert until(row) == row[2]


def test_of_sentences_nobody_tuned_on_nine_in_ten_are_read_exactly() -> None:
    assert sum(until(row) == row[2] for row in HELD_OUT) >= 0.9 * len(HELD_OUT)


def promised(letter: Letter) -> str:
    written = datetime.fromisoformat(f"{letter.written}T09:30:00+01:00")
    found = find_timeline(letter.text, anchor=written, language=letter.language)
    return found.until.isoformat() if found else ""


def test_of_whole_letters_most_promises_are_found_to_the_day_among_other_dates() -> None:
    wrong = [
        f"{x.subject}: {x.until or 'none'}, read {promised(x) or 'none'}" for x in LETTERS if promised(x) != x.until
    ]
    assert len(wrong) <= 0.13 * len(LETTERS), "\n".join(wrong)


def test_seldom_is_a_promise_read_in_a_letter_that_makes_none() -> None:
    made = [letter.subject for letter in LETTERS if not letter.until and promised(letter)]
    assert len(made) <= 0.1 * sum(not letter.until for letter in LETTERS), made


@pytest.mark.parametrize("row", AWAY, ids=lambda row: row[1][:60])
def test_an_absence_ends_on_its_day(row: Row) -> None:
    found = find_away_until(row[1], anchor=MONDAY, language=row[0])
    assert (found.isoformat() if found else "") == row[2]


@pytest.mark.parametrize("row", PROMISED, ids=lambda row: row[1][:60])
def test_a_promise_is_told_from_what_sounds_like_one(row: Row) -> None:
    found = find_timeline(row[1], anchor=TUESDAY, language=row[0])
    assert (found.until.isoformat() if found else "") == row[2]


@pytest.mark.parametrize("row", SOFT, ids=lambda row: row[1][:60])
def test_a_bound_counts_in_a_mail_that_tells_how_matters_stand(row: Row) -> None:
    assert find_timeline(row[1], anchor=TUESDAY, language=row[0]) is None
    found = timeline_for(Kind.STATUS_UPDATE, None, row[1], anchor=TUESDAY, language=row[0])
    assert found is not None
    assert found.until.isoformat() == row[2]


@pytest.mark.parametrize("row", ABSENT, ids=lambda row: row[1][:60])
def test_an_absence_is_told_in_many_ways(row: Row) -> None:
    found = find_away_until(row[1], anchor=TUESDAY, language=row[0])
    assert (found.isoformat() if found else "") == row[2]


@pytest.mark.parametrize("kind", [Kind.REJECTION, Kind.OFFER, Kind.INTERVIEW_INVITED])
def test_where_nobody_waits_for_the_employer_there_is_no_timeline(kind: Kind) -> None:
    found = Timeline(date(2026, 3, 20), "You will hear from us by the 20th.")
    assert timeline_for(kind, found, found.quote, anchor=TUESDAY) is None
    assert timeline_for(Kind.ACKNOWLEDGEMENT, found, found.quote, anchor=TUESDAY) == found


def test_telling_outranks_working_and_a_bound_outranks_a_day() -> None:
    text = "We will review all applications next week. You will hear from us by the end of April."
    found = find_timeline(text, anchor=TUESDAY)
    assert found is not None
    assert found.until == date(2026, 4, 30)
    text = "I should be able to tell you on Monday. In any case you will know by Wednesday, 25 March."
    found = find_timeline(text, anchor=TUESDAY)
    assert found is not None
    assert found.until == date(2026, 3, 25)


def test_a_promise_for_today_gives_way_to_the_next_one() -> None:
    text = "I said I would be in touch by today. We could not sit down yet, so I will get back to you by Thursday."
    found = find_timeline(text, anchor=TUESDAY)
    assert found is not None
    assert found.until == date(2026, 3, 12)


def test_days_after_the_closing_date_are_counted_from_the_day_that_another_sentence_names() -> None:
    text = "Applications close on 20 March. We will write to all candidates within two weeks of the closing date."
    found = find_timeline(text, anchor=TUESDAY)
    assert found is not None
    assert found.until == date(2026, 4, 3)


def test_easter_is_where_the_almanacs_have_it() -> None:
    days = {easter(year) for year in (1818, 1961, 2000, 2008, 2024, 2025, 2026, 2038)}
    assert days == {
        date(1818, 3, 22), date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2024, 3, 31), date(2025, 4, 20),
        date(2026, 4, 5), date(2038, 4, 25),
    }  # fmt: skip


def test_the_sentence_that_promises_is_quoted() -> None:
    text = "Hi Sam,\n\nthanks for coming in. We will let you\nknow by the end of next week. Have a good day!"
    found = find_timeline(text, anchor=MONDAY)
    assert found is not None
    assert found.quote == "We will let you know by the end of next week."


def test_a_timeline_counts_in_the_sender_s_offset() -> None:
    late = datetime.fromisoformat("2026-11-23T23:30:00-05:00")
    found = find_timeline("We will let you know tomorrow.", anchor=late)
    assert found is not None
    assert found.until.isoformat() == "2026-11-24"


@pytest.mark.parametrize(
    ("written", "text", "day"),
    [
        ("2026-11-27T17:00:00-05:00", "We will get back to you by Friday.", "2026-12-04"),
        ("2026-11-28T17:00:00-05:00", "We will decide by the end of the week.", "2026-12-04"),
        ("2027-01-04T09:00:00-05:00", "We will decide after the holidays.", "2027-01-08"),
        ("2026-12-30T09:00:00-05:00", "We will decide within 5 business days.", "2027-01-06"),
        ("2026-12-30T09:00:00-05:00", "We will decide early next month.", "2027-01-10"),
        ("2027-01-31T09:00:00-05:00", "We will decide within a month.", "2027-02-28"),
        ("2026-12-28T09:00:00-05:00", "We will decide by mid-January.", "2027-01-15"),
    ],
)
def test_promises_reach_over_weekends_and_years(written: str, text: str, day: str) -> None:
    found = find_timeline(text, anchor=datetime.fromisoformat(written))
    assert found is not None
    assert found.until.isoformat() == day


def test_an_absence_that_is_over_is_none() -> None:
    assert find_away_until("I am out of the office until November 20.", anchor=MONDAY) is None


@pytest.mark.parametrize("find", [find_timeline, find_away_until])
def test_a_naive_anchor_is_refused(find: type[object]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        find("We will decide by Friday.", anchor=datetime(2026, 11, 23, 9))  # type: ignore[call-arg] # noqa: DTZ001


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join)), st.sampled_from(sorted(LANGUAGES))
)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_the_same_answer_twice(text: str, language: str) -> None:
    found = find_timeline(text, anchor=MONDAY, language=language)
    assert found == find_timeline(text, anchor=MONDAY, language=language)
    assert found is None or (found.until >= MONDAY.date() and found.quote)
    away = find_away_until(text, anchor=MONDAY, language=language)
    assert away is None or away >= MONDAY.date()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_megabyte_of_hostile_text_takes_a_moment(language: str) -> None:
    for piece in HOSTILE:
        text = piece * (1_000_000 // len(piece))
        assert seconds(partial(find_timeline, text, anchor=MONDAY, language=language), 0.2) < 0.2, repr(piece)
        assert seconds(partial(find_away_until, text, anchor=MONDAY, language=language), 0.2) < 0.2, repr(piece)


@pytest.mark.parametrize(
    "piece", ["The next day we decide. ", "We decide that week, within 5 days of your interview. "]
)
def test_what_is_counted_from_another_day_is_looked_for_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert seconds(partial(find_timeline, text, anchor=MONDAY), 0.2) < 0.2
