"""Days: every order of weekday, month, day and year, numeric dates, and days counted from the mail's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailwatch.core.reading.when.clock import DASHES

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.core.reading.when.tokens import Page, Token

_FILLERS = frozenset(",.()|\u00b7\u22c5-\u2013\u2014/*:_")
_WEEKDAYS = frozenset({"weekday", "short"})
_SMALL_WORDS = frozenset({"so", "zo"})
_WEEKS_AHEAD = {"week_this": 0, "week_after": 1, "week_second": 2}
_MOST_FILLERS = 3
_LISTED = 5
"""So many interviews may be counted in one mail."""
_WEEK = 7
WEEKS = 53
"""Weeks of the longest year (ISO 8601)."""


@dataclass(slots=True)
class Day:
    """What a text says of one day, tokens `first` up to (not including) `after`.

    `span` means several days, up to the one of number `last`.
    """

    first: int
    after: int
    weekday: int | None = None
    short: bool = False
    day: int | None = None
    ordinal: bool = False
    counted: bool = False
    month: int | None = None
    year: int | None = None
    pair: tuple[int, int] | None = None
    shift: int | None = None
    later: int = 0
    this: bool = False
    following: bool = False
    week: int | None = None
    numbered: int | None = None
    half: int | None = None
    span: bool = False
    last: int | None = None
    parts: int = field(default=0)

    @property
    def complete(self) -> bool:
        """Whether day and month are known."""
        return self.pair is not None or (self.day is not None and self.month is not None)

    @property
    def loose(self) -> bool:
        """Whether only a bare number is known, which may be none of a day."""
        return self.parts == 1 and self.day is not None and not self.ordinal

    @property
    def meant(self) -> bool:
        """Whether this says a day at all."""
        named = self.weekday is not None and not (self.short and self.parts == 1)
        numbered = self.day is not None and self.ordinal
        return self.complete or self.shift is not None or named or numbered or self.later > 0


def find_days(page: Page, taken: Callable[[int], bool]) -> list[Day]:
    """Every day that the page names, in order; `taken` tells the tokens that belong to clock times."""
    found: list[Day] = []
    done = 0
    for at in page.interesting:
        if at >= done and not taken(at):
            day = read_day(page, at, taken)
            if day is not None:
                found.append(day)
                done = day.after
    return found


def read_day(page: Page, at: int, taken: Callable[[int], bool]) -> Day | None:
    """The day named at token `at`; None where none begins there."""
    several = _weekday_range(page, at)
    if several is not None:
        return several
    day = Day(at, at)
    here, fillers = at, 0
    while page.tokens[here].kind != "end" and not taken(here):
        if fillers and _is_hour_before(page, day, here):
            return None
        after = _take(page, here, day, taken)
        if after:
            day.parts += 1
            here = day.after = after
            fillers = 0
        elif day.parts and fillers < _MOST_FILLERS and _is_filler(page.tokens[here], day):
            fillers += 1
            here += 1
        else:
            break
    if not day.meant and day.loose and _is_beside_hour(page, day, taken):
        day.ordinal = "numbered" in page.tokens[day.first - 1].senses  # "le 12 à 16h", "às 15h do dia 11"
    if day.counted and day.parts == 1 and _is_spelt_out(page, day, taken):
        day.counted, day.ordinal = False, True
    if not day.meant:
        return _short_day(page, day)
    return day if day.parts > 1 or not day.ordinal or _is_numbered_day(page, day) else None


def _is_hour_before(page: Page, day: Day, at: int) -> bool:
    """Whether the number read so far is the 5 of "5 on Tuesday, December 8", and not the 8 of "dia 8, terça"."""
    named = "numbered" in page.tokens[day.first - 1].senses
    return day.loose and not named and not _WEEKDAYS.isdisjoint(page.tokens[at].senses)


def _is_spelt_out(page: Page, day: Day, taken: Callable[[int], bool]) -> bool:
    """Whether a counted thing is the day of "am Zehnten um drei", and not one of a list ("the second at 3 pm")."""
    return (day.day or 0) > _LISTED and _leads_to_hour(page, day.after, taken)


def _is_beside_hour(page: Page, day: Day, taken: Callable[[int], bool]) -> bool:
    return _leads_to_hour(page, day.after, taken) or _follows_hour(page, day.first, taken)


def _leads_to_hour(page: Page, at: int, taken: Callable[[int], bool]) -> bool:
    """Whether the words and marks at `at` lead to a clock time, or to a bare hour."""
    first = at
    while page.tokens[at].text == "," or "at" in page.tokens[at].senses:
        at += 1
    return taken(at) or (at > first and page.tokens[at].kind == "number" and "at" in page.tokens[at - 1].senses)


def _follows_hour(page: Page, at: int, taken: Callable[[int], bool]) -> bool:
    """Whether only small words stand between a clock time and `at`."""
    at -= 1
    while at > 0 and (page.tokens[at].text == "," or not {"on", "numbered"}.isdisjoint(page.tokens[at].senses)):
        at -= 1
    return at >= 0 and taken(at)


def _is_numbered_day(page: Page, day: Day) -> bool:
    """Whether an ordinal alone is a day: "on the 14th", not "4th floor" or "the 2nd interview"."""
    following = page.tokens[day.after]
    led = not {"on", "numbered"}.isdisjoint(page.tokens[day.first - 1].senses)
    return led and (following.kind != "word" or bool(following.senses))


def _weekday_range(page: Page, at: int) -> Day | None:
    """`Mo-Fr`, `Monday to Friday`: several days."""
    tokens = page.tokens
    after = at + 1
    if tokens[after].text == ".":
        after += 1
    if not (tokens[after].text in DASHES or "range" in tokens[after].senses):
        return None
    if _WEEKDAYS.isdisjoint(tokens[at].senses) or _WEEKDAYS.isdisjoint(tokens[after + 1].senses):
        return None
    return Day(at, after + 2, weekday=0, span=True, parts=2)


def _short_day(page: Page, day: Day) -> Day | None:
    """`Mon 3pm`: a short weekday alone counts where nothing but a capital tells it from a word."""
    token = page.tokens[day.first]
    if day.weekday is None or day.parts != 1:
        return None
    if len(token.text) < 3:  # noqa: PLR2004 - "Do um 10": "do" is no word, "so" is
        led = "at" in page.tokens[day.after].senses and page.source[token.start].isupper()
        return day if led and token.text not in _SMALL_WORDS else None
    surely = page.source[token.start].isupper() or len(token.text) > 3  # noqa: PLR2004 - "thurs"
    return day if surely or _stands_apart(page, day.after) else None


def _stands_apart(page: Page, at: int) -> bool:
    """Whether what follows shows that a word in lower case is a weekday cut short: "ter às 10", but not "ter uma"."""
    tokens = page.tokens
    if tokens[at].kind in _HOURS or not page.words.short_alone:
        return tokens[at].kind in _HOURS
    led = "part" in tokens[at].senses or ("at" in tokens[at].senses and tokens[at + 1].kind in _HOURS)
    return tokens[at].kind != "word" or led


_HOURS = frozenset({"clock", "number", "french"})


def _is_filler(token: Token, day: Day) -> bool:
    if token.text == ":" and day.day is not None:  # "Part 1: Dec 8"
        return False
    return token.kind == "line" or token.text in _FILLERS or "on" in token.senses


def _take(page: Page, at: int, day: Day, taken: Callable[[int], bool]) -> int:
    """Take token `at` into `day`; the token after it, or 0 where it does not belong."""
    token = page.tokens[at]
    if token.kind == "word":
        if _is_in_name(page, at):
            return 0
        if (after := _take_numbered_week(page, at, day, taken)) != 0:
            return after
        return at + 1 if any(_take_word(category, token, day) for category in _ORDER if category in token.senses) else 0
    if token.kind == "number":
        return _take_number(page, at, day, taken)
    if day.complete or day.shift is not None or day.day is not None:
        return 0
    return at + 1 if _take_date(page, at, day) else 0


def _is_in_name(page: Page, at: int) -> bool:
    """Whether the word is part of a name such as monday.com."""
    stop, following = page.tokens[at + 1], page.tokens[at + 2]
    glued = stop.text == "." and stop.start == page.tokens[at].end and following.start == stop.end
    return glued and following.kind == "word" and not following.senses


_ORDER = (
    "month",
    "weekday",
    "short",
    "days",
    "later",
    "week_on",
    "week_after",
    "week_second",
    "week_this",
    "ordinal",
    "next_week",
    "this",
    "coming",
    "part",
)


def _take_word(category: str, token: Token, day: Day) -> bool:
    value = token.senses[category]
    match category:
        case "month":
            fits = day.month is None and day.pair is None and day.shift is None
            day.month = value if fits else day.month
        case "weekday" | "short":
            fits = day.weekday is None and (day.shift is None or day.shift < 2)  # noqa: PLR2004 - "tomorrow, Tuesday"
            day.weekday, day.short = (value, category == "short") if fits else (day.weekday, day.short)
        case "days":
            fits = day.shift is None and not day.complete
            day.shift = value if fits else day.shift
            day.half = token.senses.get("part", day.half) if fits else day.half
        case "later" | "week_on" | "week_after" | "week_second" | "week_this" | "next_week":
            fits = _take_week(category, value, day)
        case "ordinal":
            fits = day.day is None and day.pair is None
            day.day, day.ordinal, day.counted = (
                (value, day.parts > 0, day.parts == 0) if fits else (day.day, day.ordinal, day.counted)
            )
        case "this":
            fits = day.parts == 0 or (day.weekday is not None and not day.this)
            day.this = day.this or fits
        case "coming":
            fits = day.parts == 0 or day.weekday is not None
        case _:
            fits = day.weekday is not None or day.shift is not None
            day.half = value if fits else day.half
    if category in {"weekday", "days"} and fits and "part" in token.senses:
        day.half = token.senses["part"]
    return fits


def _take_week(category: str, value: int, day: Day) -> bool:
    """Take a word that tells which week, or how much later: "Thursday week", "nächste Woche Donnerstag"."""
    match category:
        case "later":
            fits = not day.later and not day.complete
            day.later = value if fits else day.later
        case "week_on":
            fits = day.weekday is not None and day.parts == 1 and not (day.following or day.this)
            day.later = _WEEK if fits else day.later
        case "next_week":
            fits = day.parts == 0
            day.following = day.following or fits
        case _:
            fits = day.week is None and not day.complete
            day.week = _WEEKS_AHEAD[category] if fits else day.week
    return fits


def _take_numbered_week(page: Page, at: int, day: Day, taken: Callable[[int], bool]) -> int:
    """Take the week of "Tuesday of week 33" or "KW 50, Dienstag"; the token after it, or 0."""
    number = page.tokens[at + 1]
    if {"week_number", "week_on"}.isdisjoint(page.tokens[at].senses) or number.kind != "number" or taken(at + 1):
        return 0
    if day.numbered is not None or day.complete or not 1 <= int(number.text) <= WEEKS:
        return 0
    day.numbered = int(number.text)
    return at + 2


def _take_number(page: Page, at: int, day: Day, taken: Callable[[int], bool]) -> int:
    """A day of the month (with its ordinal ending, or a range of days) or a year."""
    token, following = page.tokens[at], page.tokens[at + 1]
    number = int(token.text)
    if len(token.text) == 4:  # noqa: PLR2004 - a year
        fits = day.year is None and 2000 <= number < 2100 and (day.complete or day.month is not None)  # noqa: PLR2004
        day.year = number if fits else day.year
        return at + 1 if fits else 0
    if day.day is not None or day.pair is not None or day.shift is not None or not 1 <= number <= 31:  # noqa: PLR2004
        return 0
    after = at + 1
    ordinal = following.start == token.end and following.text in page.words.endings
    if ordinal or (following.text == "." and following.start == token.end):
        after += 1
        ordinal = True
    day.day, day.ordinal = number, ordinal and (following.text != "." or page.words.day_first)
    return after if taken(after + 1) else _past_range(page, after, day)


def _past_range(page: Page, at: int, day: Day) -> int:
    """After the second number of "7-11 December" or "December 7 to 11", which name several days."""
    tokens, number = page.tokens, day.day or 0
    joined = tokens[at].text in DASHES or "range" in tokens[at].senses
    second = tokens[at + 1]
    if not joined or second.kind != "number" or len(second.text) > 2 or not number < int(second.text) <= 31:  # noqa: PLR2004
        return at
    beside = tokens[at + 2]
    if (beside.text == "." or beside.text in page.words.endings) and beside.start == second.end:
        beside = tokens[at + 3]
    if "month" not in beside.senses and (day.month is None or beside.text == ":"):
        return at
    day.span, day.last = True, int(second.text)
    return at + 2


def _take_date(page: Page, at: int, day: Day) -> bool:
    """A date in numbers."""
    token = page.tokens[at]
    numbers = [int(n) for n in "".join(c if c.isdigit() else " " for c in token.text).split()]
    if token.kind == "ymd":
        day.year, day.month, day.day = numbers
        return _is_date(day.day, day.month)
    if token.kind not in {"dmy", "pair"}:
        return False
    first, second = numbers[:2]
    dotted = "." in token.text
    if token.kind == "pair" and dotted and not (token.text.endswith(".") or page.words.day_first):
        return False
    if not _is_date(first, second) and (dotted or not _is_date(second, first)):
        return False
    day.pair = first, second
    day.year = numbers[2] if token.kind == "dmy" else day.year
    if dotted:
        day.day, day.month = first, second
    return True


def _is_date(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004 - the calendar
