from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailwatch.core.reading.when import Moment, find_moments
from mailwatch.core.reading.when.lexicon import LANGUAGES, lexicon
from tests.core.when_held_out import BERLIN, BOSTON, HELD_OUT, LONDON
from tests.core.when_notations import NOTATIONS
from tests.core.when_sentences import MAILS, NONE, SENTENCES
from tests.timing import seconds

Row = tuple[str, str, str, str, tuple[str, ...]]
HOSTILE = (
    "1", "1 ", "1-", "1:", "1.1.", "a", "a ", "\n", "(", "Dec 1 ", "at 10 ", "10:00 ", "10:00\n", "3pm ET / ",
    "2026-12-", "http://", "America/", "Europe/A_", "Monday - ", "from 1 to ", "half ", "\u0301", "3. 12. ",
    "\u00a0", "every ", "Mon Dec 1 10:00 EST (", "+01:00", "end of ", "5 to 7 days ", "until Monday ",
    "we will let you know by Friday or ",
)  # fmt: skip
PIECES = st.sampled_from(
    [
        "Monday", "next", "tomorrow", "3", "14", "2026", "/", ".", "-", ":", "pm", "at", "um", "Uhr", "December", "mai",
        "10:00", "ET", "(GMT-04:00)", "to", "24:00", "31.2.", "0", "99", "half", "halb", "noon", "\n", "hour", "by",
        "the end of", "we will let you know", "days", "9999-12-31", "30/02/2027", "Feb 29", "back on", "until",
        "\u0661",
    ]
)  # fmt: skip


def moments(row: Row) -> tuple[Moment, ...]:
    language, zone, anchor, text, _ = row
    return find_moments(text, anchor=datetime.fromisoformat(anchor), zone=zone, language=language)


def shown(moment: Moment) -> str:
    end = f"/{moment.end:%H:%M}" if moment.end else ""
    return f"{moment.start:%Y-%m-%dT%H:%M}{end} {moment.timezone}"


def one(text: str, anchor: str = BOSTON, zone: str = "America/New_York", language: str = "en") -> Moment:
    (moment,) = find_moments(text, anchor=datetime.fromisoformat(anchor), zone=zone, language=language)
    return moment


@pytest.mark.parametrize("row", [*SENTENCES, *NOTATIONS], ids=lambda row: row[3][:50])
def test_a_sentence_fixes_exactly_its_moments(row: Row) -> None:
    assert tuple(shown(m) for m in moments(row)) == row[4]


@pytest.mark.parametrize("row", MAILS, ids=lambda row: row[3][:30])
def test_a_whole_mail_fixes_exactly_its_moments(row: Row) -> None:
    assert tuple(shown(m) for m in moments(row)) == row[4]


def test_of_sentences_nobody_tuned_on_nine_in_ten_are_read_exactly() -> None:
    right = sum(tuple(shown(m) for m in moments(row)) == row[4] for row in HELD_OUT)
    assert right >= 0.9 * len(HELD_OUT)


@pytest.mark.parametrize(("language", "text"), NONE, ids=lambda value: value[:50])
@pytest.mark.parametrize(("anchor", "zone"), [(BOSTON, "America/New_York"), (BERLIN, "Europe/Berlin")])
def test_a_text_without_an_interview_fixes_no_moment(language: str, text: str, anchor: str, zone: str) -> None:
    assert find_moments(text, anchor=datetime.fromisoformat(anchor), zone=zone, language=language) == ()


def test_a_quote_is_what_stands_at_its_span() -> None:
    for row in (*SENTENCES, *MAILS):
        for moment in moments(row):
            assert moment.quote == row[3][slice(*moment.span)]
            assert moment.quote.strip()


def test_a_weekday_that_contradicts_its_date_lowers_the_confidence() -> None:
    right = one("Tuesday, December 1 at 2pm")
    wrong = one("Wednesday, December 1 at 2pm")
    assert wrong.start == right.start
    assert wrong.confidence <= 0.5
    assert right.confidence > 0.9


def test_a_weekday_decides_between_the_two_orders_of_a_date() -> None:
    assert one("Thursday, 03/12/2026 at 10am").start.date().isoformat() == "2026-12-03"
    assert one("Friday, 03/12/2027 at 10am").start.date().isoformat() == "2027-03-12"


def test_day_first_as_told_holds_against_every_guess() -> None:
    anchor = datetime.fromisoformat(BOSTON)
    (moment,) = find_moments("3/4/2027 at 10am", anchor=anchor, zone="America/New_York", day_first=True)
    assert moment.start.date().isoformat() == "2027-04-03"
    assert moment.confidence > 0.9


def test_an_order_of_day_and_month_that_nothing_tells_lowers_the_confidence() -> None:
    assert one("3/4/2027 at 10am").confidence < one("4 March 2027 at 10am").confidence


@pytest.mark.parametrize(
    "text", ["November 20, 2026 at 3pm", "December 3, 2027 at 3pm", "instead of December 3 at 3pm"]
)
def test_a_time_in_the_past_or_far_ahead_or_given_up_lowers_the_confidence(text: str) -> None:
    assert one(text).confidence < 0.6


def test_an_ambiguous_zone_is_less_sure_than_one_the_mail_bears_out() -> None:
    doubtful = one("December 3 at 3pm IST")
    borne_out = one("December 3 at 3pm IST", anchor="2026-11-23T20:00:00+05:30")
    assert doubtful.timezone == borne_out.timezone == "Asia/Kolkata"
    assert doubtful.confidence < borne_out.confidence


def test_a_zone_says_whether_the_mail_gave_it() -> None:
    assert one("December 3 at 3pm ET").zone_given
    assert one("December 3 at 3pm. All times are in Eastern Time.").zone_given
    assert not one("December 3 at 3pm").zone_given


def test_a_time_that_clocks_skip_is_read_with_the_offset_before_the_change() -> None:
    moment = one("Sunday, March 14, 2027 at 2:30 AM ET")
    assert moment.start.isoformat() == "2027-03-14T03:30:00-04:00"


def test_of_a_time_that_comes_twice_the_first_is_meant_unless_the_zone_says_otherwise() -> None:
    anchor = "2026-10-26T09:00:00-04:00"
    assert one("Sunday, November 1 at 1:30 AM ET", anchor).start.isoformat() == "2026-11-01T01:30:00-04:00"
    assert one("Sunday, November 1 at 1:30 AM EST", anchor).start.isoformat() == "2026-11-01T01:30:00-05:00"


def test_a_length_is_elapsed_time_over_a_clock_change() -> None:
    moment = one("Sunday, March 14, 2027 at 1:30 AM ET for 60 minutes")
    assert moment.end is not None
    assert moment.end.isoformat() == "2027-03-14T03:30:00-04:00"


def test_zones_that_contradict_each_other_leave_one_doubtful_moment() -> None:
    moment = one("December 3 at 3pm ET / 8pm CET")
    assert moment.start.isoformat() == "2026-12-03T15:00:00-05:00"
    assert moment.confidence < 0.7


def test_relative_days_count_in_the_sender_s_offset() -> None:
    late_in_new_york = one("tomorrow at 10am", "2026-11-23T22:30:00-05:00", "Europe/Berlin")
    assert late_in_new_york.start.isoformat() == "2026-11-24T10:00:00-05:00"


@pytest.mark.parametrize(
    ("text", "anchor", "start", "zone"),
    [
        ("Friday at 10am", "2026-11-23T09:30:00-08:00", "2026-11-27T10:00:00-08:00", "America/Los_Angeles"),
        ("Friday at 10am", "2026-11-23T09:30:00+03:30", "2026-11-27T10:00:00+03:30", "+03:30"),
        ("Friday at 10am", "2026-11-23T09:30:00+00:00", "2026-11-27T10:00:00+01:00", "Europe/Berlin"),
        ("Friday at 10am, at our office in Leeds", LONDON, "2026-11-27T10:00:00+00:00", "Europe/London"),
        ("Friday at 10am, at our Boston office", LONDON, "2026-11-27T10:00:00-05:00", "America/New_York"),
        ("Friday at 10am, at our Boston office", BERLIN, "2026-11-27T10:00:00-05:00", "America/New_York"),
        ("Friday at 10am. Our friends in Boston say hello.", BERLIN, "2026-11-27T10:00:00+01:00", "Europe/Berlin"),
    ],
)
def test_without_a_zone_the_place_tells_then_the_sender_then_the_reader(
    text: str, anchor: str, start: str, zone: str
) -> None:
    moment = one(text, anchor, "Europe/Berlin")
    assert (moment.start.isoformat(), moment.timezone, moment.zone_given) == (start, zone, False)


def test_the_sender_s_clock_changes_with_its_season() -> None:
    moment = one("Thursday, March 19 at 10am", "2027-03-01T09:30:00-05:00", "Europe/Berlin")
    assert moment.start.utcoffset() == timedelta(hours=-4)


def test_a_moment_tells_what_the_words_around_it_say() -> None:
    anchor = datetime.fromisoformat(BERLIN)
    text = "Lunch is at 12:30 on Friday 4 December. Would 2pm suit you? The new time is Monday 7 December, 3pm."
    lunch, asked, new = find_moments(text, anchor=anchor, zone="Europe/Berlin")
    assert (lunch.pause, asked.offered, new.fresh) == (True, True, True)
    assert (new.pause, new.offered, lunch.fresh, asked.pause) == (False, False, False, False)
    assert new.dated
    assert not one("Friday at 10am").dated


def test_an_unknown_language_is_read_as_english_and_an_unknown_zone_as_utc() -> None:
    moment = one("December 3 at 3pm", LONDON, zone="Mars/Olympus", language="xx")
    assert moment.start == datetime(2026, 12, 3, 15, tzinfo=UTC)
    assert moment.timezone == "UTC"


def test_two_digits_are_a_year_near_the_mail() -> None:
    assert one("12/04/26 at 3pm").start.year == 2026
    assert one("12/04/99 at 3pm", anchor="1999-11-23T09:30:00-05:00").start.year == 1999


def test_a_time_looked_back_on_is_doubtful() -> None:
    assert one("It was great to meet you on Friday at 2pm.").confidence < 0.5
    assert one("Thanks for your time, see you on Friday at 2pm.").confidence > 0.5


def test_a_naive_anchor_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        find_moments("tomorrow at 10", anchor=datetime(2026, 11, 23, 9), zone="UTC")  # noqa: DTZ001 - the naive one


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join)), st.sampled_from(sorted(LANGUAGES))
)
@example('MON"24:00-0', "de")
@example("Friday 24:00 - 00:00", "en")
@settings(max_examples=300, deadline=None)
def test_any_text_gives_the_same_well_formed_moments_twice(text: str, language: str) -> None:
    anchor = datetime.fromisoformat(LONDON)
    found = find_moments(text, anchor=anchor, zone="Europe/London", language=language)
    assert found == find_moments(text, anchor=anchor, zone="Europe/London", language=language)
    for moment in found:
        assert moment.start.utcoffset() is not None
        assert moment.end is None or moment.end > moment.start
        assert 0 < moment.confidence <= 1
        assert moment.quote == text[slice(*moment.span)]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_megabyte_of_hostile_text_takes_a_moment(language: str) -> None:
    anchor = datetime.fromisoformat(BOSTON)
    lexicon(language)
    for piece in HOSTILE:
        text = piece * (1_000_000 // len(piece))
        took = seconds(partial(find_moments, text, anchor=anchor, zone="UTC", language=language), 0.2)
        assert took < 0.2, repr(piece)


def test_no_pattern_is_super_linear() -> None:
    names = (
        "clock",
        "context",
        "days",
        "lengths",
        "lexicon",
        "moments",
        "pairing",
        "periods",
        "resolving",
        "sentences",
        "tokens",
        "whereabouts",
        "zones",
    )
    modules = [import_module(f"mailwatch.core.reading.when.{name}") for name in names]
    patterns = [p for module in modules for p in vars(module).values() if isinstance(p, re.Pattern)]
    assert patterns
    for pattern in patterns:
        for piece in HOSTILE:
            text = piece * (200_000 // len(piece))
            enough = 0.05 + 2e-6 * len(pattern.findall(text))
            assert seconds(partial(pattern.findall, text), enough) < enough, f"{pattern.pattern[:40]} on {piece!r}"
