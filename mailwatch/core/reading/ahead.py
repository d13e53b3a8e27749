"""The spans of time ahead that a sentence names, and the days from which they are counted ("two days after that")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import takewhile
from typing import TYPE_CHECKING

from mailwatch.core.reading.when.periods import Period, read_period
from mailwatch.core.reading.when.sentences import Sentence, find_periods, read_sentences
from mailwatch.core.reading.when.tokens import Page, may_tell_time

if TYPE_CHECKING:
    from mailwatch.core.reading.when.lexicon import Lexicon
    from mailwatch.core.reading.when.resolving import Calendar

_NEAR = 3
_FARTHEST = timedelta(days=366)
_WEEK = timedelta(days=7)
_SAID = frozenset({"missed", "turn"})
_DAY_THEN, _WEEK_THEN = frozenset({"day_after", "same_day"}), frozenset({"that_week", "week_later"})
_HANGING = frozenset({"same_day", "that_week"})
"""Days and weeks that are counted from the one named before, and those of them that are nothing without it."""
_WEEKDAYS = frozenset({"weekday", "short"})
_LAST = frozenset({"deadline", "until", "on", "part"})
_ASIDE = frozenset({",", "(", "-", "\u2013", "\u2014"})


def spans_ahead(sentence: Sentence, calendar: Calendar, days: Days | None = None) -> list[Period]:
    """The spans of time of a sentence that end within a year of the mail, and were not promised long ago.

    What is counted from another day begins at the one that the sentence names before, else at one of `days`.
    """
    page, first, after, _ = sentence
    last = calendar.today + _FARTHEST
    found: list[Period] = []
    named: list[Period] = []
    behind = first
    for read in find_periods(page, first, after, calendar):
        start = days.start(sentence, read, named) if days is not None else None
        period = _counted_from(page, read, replace(calendar, today=start)) if start else read
        if start is None and any(not _HANGING.isdisjoint(t.senses) for t in page.tokens[read.first : read.after]):
            continue
        kept = not _is_missed(page, behind, period.first) and not _is_of_something(page, period)
        if found and _is_narrower(page, period):
            monday = found[-1].until - timedelta(days=found[-1].until.weekday())
            period = replace(period, until=monday + timedelta(days=period.until.weekday()))
            del found[-1]
        if kept and calendar.today <= period.until <= last:
            found.append(period)
        behind = period.after
        named.append(period)
    return found


def closing_day(sentences: list[Sentence], calendar: Calendar) -> date | None:
    """The day until which applications are taken, where the text names it."""
    for sentence in sentences:
        tokens = sentence.page.tokens[sentence.first : sentence.after]
        if any("closing" in token.senses for token in tokens):
            days = [p.named for p in spans_ahead(sentence, calendar) if p.named is not None]
            if days:
                return max(days)
    return None


class Days:
    """The days of a text from which a span may be counted. All of it is read once, and only where one is."""

    def __init__(self, text: str, words: Lexicon, calendar: Calendar, closing: date | None) -> None:
        """`closing` is the day until which applications are taken."""
        self._text, self._words, self._calendar, self._closing = text, words, calendar, closing

    def start(self, sentence: Sentence, period: Period, named: list[Period]) -> date | None:
        """The day that a span is counted from; None where that is the mail's own. `named` are those before it.

        "Two weeks after the closing date", "five days after your interview", "two days after that", "the day after",
        "at the end of that week".
        """
        tokens = sentence.page.tokens
        senses = {sense for token in tokens[period.first : period.after] for sense in token.senses}
        if not _WEEK_THEN.isdisjoint(senses):
            return named[-1].until if named else self._before(sentence)[1]
        day = next((day for day in map(_single, reversed(named)) if day is not None), None)
        if not _DAY_THEN.isdisjoint(senses):
            return day or self._before(sentence)[0]
        if not period.counted:
            return None
        near = tokens[period.first : period.after + _NEAR + 1]
        if any("closing" in token.senses or "thereafter" in token.senses for token in near):
            return day or self._closing
        behind = takewhile(lambda token: token.kind == "word", tokens[period.after : period.after + _NEAR + 1])
        return self._read[1] if any("sitting" in token.senses for token in behind) else None

    def _before(self, sentence: Sentence) -> tuple[date | None, date | None]:
        """The last day to come that is named before a sentence, and where the last span ends."""
        return self._read[0].get((sentence.text, sentence.first), (None, None))

    @cached_property
    def _read(self) -> tuple[dict[tuple[str, int], tuple[date | None, date | None]], date | None]:
        """What is named before every sentence, and the first day to come beside an interview or the like."""
        before: dict[tuple[str, int], tuple[date | None, date | None]] = {}
        day: date | None = None
        end: date | None = None
        sitting: date | None = None
        for sentence in read_sentences(self._text, self._words, partial(may_tell_time, words=self._words)):
            before.setdefault((sentence.text, sentence.first), (day, end))
            spans = spans_ahead(sentence, self._calendar)
            days = [found for found in map(_single, spans) if found is not None and found >= self._calendar.today]
            day, end = (days[-1] if days else day), (spans[-1].until if spans else end)
            tokens = sentence.page.tokens[sentence.first : sentence.after]
            if sitting is None and days and any("sitting" in token.senses for token in tokens):
                sitting = days[0]
        return before, sitting


def _single(period: Period) -> date | None:
    """The day that a span names; None for a whole month."""
    return period.named if period.named is not None and abs(period.until - period.named) < _WEEK else None


def _counted_from(page: Page, period: Period, start: Calendar) -> Period:
    """The span, counted from another day."""
    return replace(read_period(page, period.first, start) or period, after=period.after)


def _is_missed(page: Page, first: int, after: int) -> bool:
    """Whether an earlier promise is told of ("we had hoped to decide by"), and not what has become of it ("but …")."""
    said = next((s for s in (page.tokens[at].senses for at in range(after - 1, first - 1, -1)) if _SAID & s.keys()), {})
    return "missed" in said


def _is_narrower(page: Page, period: Period) -> bool:
    """Whether a weekday stands by itself as the last of what was said before: "next week, Wednesday at the latest"."""
    tokens = page.tokens
    first, after = period.first - 1, period.after
    if period.after > period.first + 1 or _WEEKDAYS.isdisjoint(tokens[period.first].senses):
        return False
    while first > 0 and not _LAST.isdisjoint(tokens[first].senses):
        first -= 1
    while not _LAST.isdisjoint(tokens[after].senses):
        after += 1
    late = any("deadline" in token.senses for token in tokens[first + 1 : after])
    return late and tokens[first].text in _ASIDE and tokens[after].kind in {"mark", "line", "end"}


def _is_of_something(page: Page, period: Period) -> bool:
    """Whether the span belongs to a thing ("her diary for next week")."""
    return not period.counted and "whose" in (page.tokens[period.first - 1].senses if period.first else {})
