"""Absences in automatic replies: "out until 5 January", "back on Monday"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mailwatch.core.reading.when.clock import DASHES
from mailwatch.core.reading.when.sentences import Sentence, find_periods, read_sentences, reckoning
from mailwatch.core.reading.when.tokens import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mailwatch.core.reading.when.periods import Period
    from mailwatch.core.reading.when.resolving import Calendar
    from mailwatch.core.reading.when.tokens import Page

_NEAR, _BESIDE = 3, 6
"""Tokens beside a day in which "until" makes it the last one away, and "back" that of the return."""


def find_away_until(text: str, *, anchor: datetime, language: str = "en") -> date | None:
    """The last day of the absence that an automatic reply states.

    "Until 5 January" is 5 January; "back on Monday 5 January" the Sunday before; "back next week" the coming Sunday.
    None where the text speaks of no absence, or of one that is over.

    Raises:
        ValueError: `anchor` is naive.
    """
    if (known := reckoning(anchor, language)) is None:
        return None
    words, calendar = known
    told = read_sentences(text, words, lambda part: words.absent.any_in(words_of(part)))
    found = [day for sentence in told for day in _absences(sentence, calendar)]
    return max((day for day in found if day >= calendar.today), default=None)


def _absences(sentence: Sentence, calendar: Calendar) -> Iterator[date]:
    """The last days away that a sentence states."""
    page, first, after, _ = sentence
    senses = [page.tokens[at].senses for at in range(first, after)]
    gone = any("away" in s for s in senses)
    if not gone and not any("back" in s for s in senses):
        return
    for period in find_periods(page, first, after, calendar):
        if _is_return(page, period, first, after):
            yield _before_return(page, period)
        elif gone:
            yield period.named or period.until


def _is_return(page: Page, period: Period, first: int, after: int) -> bool:
    """Whether the day is the one of the return: "back on Monday", "ab Montag wieder da"."""
    tokens = page.tokens
    before = [tokens[at].senses for at in range(max(first, period.first - _BESIDE), period.first)]
    opening = before[-_NEAR:]
    if any("until" in s or "deadline" in s for s in opening) or tokens[period.first - 1].text in DASHES:
        return False
    following = [tokens[at].senses for at in range(period.after, min(after, period.after + _BESIDE))]
    return any("back" in s for s in before) or any("back" in s for s in following)


def _before_return(page: Page, period: Period) -> date:
    """The day before the return; a return in a week is one on its Monday."""
    if {"week_after", "week_this"} & page.tokens[period.first].senses.keys() and period.after == period.first + 1:
        return period.until - timedelta(days=period.until.weekday() + 1)
    return (period.named or period.until) - timedelta(days=1)
