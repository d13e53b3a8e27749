"""Working days, hours, holidays and daylight saving, in the user's zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailwatch.core import workdays
from mailwatch.core.policy import Policy
from tests.core.stories import BERLIN, at

BERLIN_ZONE = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN_ZONE)


@pytest.mark.parametrize(("moment", "expected"), [
    ("2026-04-14 10:00", "2026-04-14 10:00"),  # a Tuesday morning
    ("2026-04-14 06:00", "2026-04-14 09:00"),
    ("2026-04-14 17:30", "2026-04-15 09:00"),  # the end of work is not work any more
    ("2026-04-17 18:00", "2026-04-20 09:00"),  # Friday evening
    ("2026-04-19 12:00", "2026-04-20 09:00"),  # Sunday
])  # fmt: skip
def test_working_time_from(moment: str, expected: str) -> None:
    assert workdays.working_time_from(berlin(moment), BERLIN) == berlin(expected)


def test_holidays_of_the_subdivision_are_no_working_days() -> None:
    everywhere, berlin_only = replace(BERLIN, holidays="DE"), replace(BERLIN, holidays="DE-BE")
    womens_day = date(2027, 3, 8)  # a Monday, a holiday in Berlin alone

    assert workdays.morning(womens_day, everywhere) == berlin("2027-03-08 09:00")
    assert workdays.morning(womens_day, berlin_only) == berlin("2027-03-09 09:00")


def test_easter_makes_a_long_weekend() -> None:
    policy = replace(BERLIN, holidays="DE")

    assert workdays.morning_after(date(2026, 4, 2), policy) == berlin("2026-04-07 09:00")


def test_a_week_later_is_the_same_hour_on_the_wall_across_daylight_saving() -> None:
    before = berlin("2026-03-26 15:00")

    assert workdays.later(before, timedelta(days=7), BERLIN) == berlin("2026-04-02 15:00")
    assert workdays.later(before, timedelta(days=7), BERLIN) - before.astimezone(ZoneInfo("UTC")) == timedelta(
        hours=167
    )


def test_hours_are_real_hours_across_daylight_saving() -> None:
    before = berlin("2026-03-28 23:00")

    assert workdays.later(before, timedelta(hours=6), BERLIN) == berlin("2026-03-29 06:00")


def test_a_start_of_work_that_the_clocks_jump_over_is_still_one_moment() -> None:
    policy = replace(BERLIN, work_starts=time(2, 30), working_days=frozenset(range(7)))

    assert workdays.morning(date(2026, 3, 29), policy) == at("2026-03-29 01:30")


def test_an_hour_that_comes_twice_in_autumn_is_working_time_both_times() -> None:
    policy = replace(BERLIN, work_starts=time(2), work_ends=time(3), working_days=frozenset(range(7)))

    assert workdays.is_working_time(at("2026-10-25 00:30"), policy)
    assert workdays.is_working_time(at("2026-10-25 01:30"), policy)


def test_a_calendar_without_working_days_gives_the_day_itself() -> None:
    policy = Policy(working_days=frozenset())

    assert workdays.morning(date(2026, 4, 14), policy) == at("2026-04-14 09:00")
