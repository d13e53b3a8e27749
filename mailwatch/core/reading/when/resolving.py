"""From a day as written to a date: the missing year, the order of day and month, the weekday that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailwatch.core.reading.when.days import Day

YEARS = range(1990, 2400)
"""In which a mail is written; the date of another is a broken clock, and nothing is counted from it."""
LATELY = timedelta(days=14)
"""Of two readings of 3/4 the usual one is taken unless it lies further back than this."""
PAST = timedelta(days=60)
"""A date without a year lies at most this long before the mail, else it is next year's."""
_WEEK = 7
CONTRADICTED, AMBIGUOUS, RELATIVE, NEXT = 0.5, 0.75, 0.95, 0.85
"""Confidence left: weekday against date; day and month in doubt; a weekday alone; "next" with a weekday."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is needed to put a day on the calendar: the day of the mail, and whether 3/4 is 3 April.

    `day_first` is None where the mail does not tell; then `guess` decides, and `guess_sure` of it is left.
    """

    today: date
    day_first: bool | None
    guess: bool
    guess_sure: float = AMBIGUOUS

    def resolve(self, day: Day) -> tuple[date, float] | None:
        """The date that `day` means, and how sure that is; None where there is no such day."""
        if day.day is not None and day.month is not None:
            return self._dated(day, [(day.day, day.month)], 1.0)
        if day.pair is not None:
            return self._from_pair(day, day.pair)
        if day.later:
            return self._later(day), RELATIVE
        if day.shift is not None:
            return self.today + timedelta(days=day.shift), RELATIVE
        if day.day is not None and not day.counted:  # "the second interview on Monday"
            return self._next_numbered(day, day.day)
        return None if day.weekday is None else self._next_weekday(day, day.weekday)

    def _later(self, day: Day) -> date:
        """`in two days`, `Thursday week`, `heute in einer Woche`."""
        later = timedelta(days=day.later)
        if day.weekday is not None:
            return self._next_weekday(day, day.weekday)[0] + later
        return self.today + timedelta(days=day.shift or 0) + later

    def _from_pair(self, day: Day, pair: tuple[int, int]) -> tuple[date, float] | None:
        first, second = pair
        orders = [(first, second), (second, first)]
        if not (self.guess if self.day_first is None else self.day_first):
            orders.reverse()
        readable = [(d, m) for d, m in orders if 1 <= m <= 12 and 1 <= d <= 31]  # noqa: PLR2004 - the calendar
        certain = self.day_first is not None or len(readable) < 2 or first == second  # noqa: PLR2004 - both orders
        return self._dated(day, readable, 1.0 if certain else self.guess_sure)

    def _dated(self, day: Day, orders: list[tuple[int, int]], sure: float) -> tuple[date, float] | None:
        """The first order whose weekday is the one written, else the first that lies ahead, else the first."""
        dates = [found for order in orders if (found := self._with_year(day.year, *order)) is not None]
        if not dates:
            return None
        if day.weekday is not None:
            agreeing = [d for d in dates if d.weekday() == day.weekday]
            if not agreeing:
                return dates[0], min(sure, CONTRADICTED)
            return next((d for d in agreeing if d >= self.today - LATELY), agreeing[0]), 1.0
        if self.day_first is None and sure < 1:
            return next((d for d in dates if d >= self.today - LATELY), dates[0]), sure
        return dates[0], sure

    def _with_year(self, year: int | None, day: int, month: int) -> date | None:
        """The date; without a year the one from 60 days back to 10 months ahead."""
        if year is not None and year < 100:  # noqa: PLR2004 - two digits
            year += self.today.year // 100 * 100
            year -= 100 * (year > self.today.year + 50)
        years = (year,) if year else range(self.today.year - 1, self.today.year + 9)
        for candidate in years:
            try:
                found = date(candidate, month, day)
            except ValueError:
                continue
            if year or found >= self.today - PAST:
                return found
        return None

    def _next_numbered(self, day: Day, number: int) -> tuple[date, float] | None:
        """`the 14th`, `Thursday 3`: the next day of that number (and weekday)."""
        for ahead in _days_from(self.today, 62):
            if ahead.day == number and day.weekday in {None, ahead.weekday()}:
                return ahead, RELATIVE
        if not day.ordinal and day.weekday is not None:  # the number belonged to something else
            return self._next_weekday(day, day.weekday)
        ahead = next(d for d in _days_from(self.today, 62) if d.day == number)
        return ahead, CONTRADICTED

    def _next_weekday(self, day: Day, weekday: int) -> tuple[date, float]:
        """A weekday alone is the next one after the mail; "this" allows today; "next" means the week after this."""
        if day.numbered is not None:
            return numbered_week(self.today, day.numbered, weekday), RELATIVE
        monday = self.today - timedelta(days=self.today.weekday())
        if day.week is not None or day.following:
            weeks = 1 if day.following else day.week or 0
            return monday + timedelta(days=weekday + _WEEK * weeks), NEXT if day.following else RELATIVE
        ahead = (weekday - self.today.weekday()) % _WEEK
        if ahead == 0 and not day.this:
            ahead = _WEEK
        return self.today + timedelta(days=ahead), RELATIVE


def numbered_week(today: date, week: int, weekday: int) -> date:
    """A day of the week of that number in ISO 8601, of the next such week in which the day is not over.

    A week 53 that a year lacks is the first of the next.
    """
    mondays = (date(year, 1, 4) - timedelta(days=date(year, 1, 4).weekday()) for year in (today.year, today.year + 1))
    days = [monday + timedelta(days=_WEEK * (week - 1) + weekday) for monday in mondays]
    return next((day for day in days if day >= today), today)


def _days_from(start: date, count: int) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(count))
