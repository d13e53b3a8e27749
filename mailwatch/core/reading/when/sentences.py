"""The sentences of a text, each in tokens of its own, and the spans of time that they name.

Few sentences of a mail say what is looked for, and what one says no other changes. So a text is first cut where a
sentence surely ends, the parts are asked for their words, and only what may tell is read.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.models import require_aware
from mailwatch.core.reading.when.context import ends_sentence
from mailwatch.core.reading.when.lexicon import lexicon
from mailwatch.core.reading.when.periods import Period, read_period
from mailwatch.core.reading.when.resolving import YEARS, Calendar
from mailwatch.core.reading.when.tokens import LONGEST_TEXT, Page, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mailwatch.core.reading.when.lexicon import Lexicon

_SURE_END = re.compile(r"\s(?:(?<=\n)\s*\n|(?<=[^\W\d_][.!?]\s)\s*(?=[A-Z\u00a1\u00bf-\u00d6\u00d8-\u00de]))")
"""An empty line, or a stop behind a letter and before a capital. Blanks first: they are looked for fastest."""
_WRAPPED = re.compile(r"\n(?<=[^\n]{40}\n)(?=\w)")
"""A line end that a mail client set within a sentence: the line was long, and a word goes on."""
_QUOTED = re.compile(r"^>.*", re.MULTILINE)
_STARTS = frozenset(
    {"feast", "edge", "span", "week_number", "week_on", "week_of", "amount", "number", "week_after", "week_this",
     "month_after", "month_this", "year_this", "week_after_next", "weekday", "short", "month", "days", "next_week",
     "this", "coming", "ordinal", "day_after", "same_day", "that_week",
     "week_later"}
)  # fmt: skip
_NUMBERS = frozenset({"number", "pair", "dmy", "ymd"})
_ENDING = frozenset({"mark", "gap", "line", "end"})
_WAITED = frozenset({"promise", "subject", "task"})
_AHEAD = 6
"""Tokens behind "before" in which the employer's word stands."""


class Sentence(NamedTuple):
    """Tokens `first` up to (not including) `after` of a page; at `after` stands what ends it. `text` is the page's."""

    page: Page
    first: int
    after: int
    text: str


def read_sentences(text: str, words: Lexicon, wanted: Callable[[str], bool]) -> Iterator[Sentence]:
    """The sentences of those parts of `text` that are `wanted`. What is quoted belongs to none."""
    text = text[:LONGEST_TEXT]
    if ">" in text:
        text = _QUOTED.sub("", text)
    text = _WRAPPED.sub(" ", text)
    for part in _SURE_END.split(text):
        if wanted(part):
            page = tokenize(part, words)
            yield from (Sentence(page, first, after, part) for first, after in _sentences(page))


def _sentences(page: Page) -> Iterator[tuple[int, int]]:
    """First token and token after the last of every sentence; what a semicolon parts, promises apart.

    An empty line ends one, a single line end does not.
    """
    first = 0
    for at, token in enumerate(page.tokens):
        if token.kind not in _ENDING:
            continue
        if token.kind == "line":
            stops = page.tokens[at - 1].kind == "line"
        elif token.kind == "gap":
            stops = page.source[token.start : token.end].rstrip()[-1:] in {".", "!", "?"}
        else:
            stops = token.kind == "end" or token.text == ";" or ends_sentence(page, at)
        if stops:
            if at > first:
                yield first, at
            first = at + 1
        if token.kind == "end":
            return


def calendar_of(words: Lexicon, anchor: datetime) -> Calendar:
    """The calendar on which a mail of `anchor` counts the days."""
    offset = anchor.utcoffset() or timedelta(0)
    return Calendar(anchor.date(), words.day_first or None, guess=offset >= timedelta(0))


def reckoning(anchor: datetime, language: str) -> tuple[Lexicon, Calendar] | None:
    """The words and the calendar by which a mail of `anchor` is read; None where no mail is of such a year.

    Raises:
        ValueError: `anchor` is naive.
    """
    require_aware(anchor)
    if anchor.year not in YEARS:
        return None
    words = lexicon(language, timelines=True)
    return words, calendar_of(words, anchor)


def find_periods(page: Page, first: int, after: int, calendar: Calendar) -> Iterator[Period]:
    """The spans of time that a sentence names, the longest at each place."""
    at = first
    while at < after:
        token = page.tokens[at]
        if token.kind in _NUMBERS or not _STARTS.isdisjoint(token.senses):
            period = read_period(page, at, calendar)
            if (
                period is not None
                and period.after <= after + 1
                and not (_is_past(page, period) or _is_greeted(page, period, first))
            ):
                yield period
                at = period.after
                continue
        at += 1


def _is_greeted(page: Page, period: Period, first: int) -> bool:
    """Whether it is a person: "Bonjour Sam,"."""
    tokens = page.tokens
    if "short" not in tokens[period.first].senses or period.after > period.first + 1 or period.first > first + 1:
        return False
    alone = period.first == first or not tokens[first].senses
    return alone and (tokens[period.after].text == "," or tokens[period.after].kind in _ENDING)


def _is_past(page: Page, period: Period) -> bool:
    """Whether it is the last two weeks, two years of experience, two days a week, or a day before something else."""
    tokens = page.tokens
    before = tokens[period.first - 1].senses if period.first else {}
    following = tokens[period.after].senses
    if "past" in before or ("past" in following and (period.counted or "every" not in following)):
        return True
    if not period.counted:
        return False
    if "unit" in before or ("amount" in following and "unit" in tokens[period.after + 1].senses):
        return True
    if "early" not in following or "within" in before or _is_left_over(page, period.after):
        return False
    return not _is_wait(page, period.after + 1)


def _is_left_over(page: Page, at: int) -> bool:
    """Whether a word such as "before" has nothing behind it: it belongs to the verb ("heeft daar acht weken voor")."""
    return "sooner" in page.tokens[at].senses and page.tokens[at + 1].kind in _ENDING


def _is_wait(page: Page, at: int) -> bool:
    """Whether what stands behind "before" is the employer's word: "it takes a week before we can say"."""
    following = [token.senses for token in page.tokens[at : at + _AHEAD]]
    said = next((n for n, senses in enumerate(following) if not _WAITED.isdisjoint(senses)), None)
    if said is None or "task" in following[said]:
        return False
    return said > 0 or "subject" in following[said]
