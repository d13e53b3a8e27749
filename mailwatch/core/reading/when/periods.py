"""Spans of time counted from the day of a mail: the end of next week, 5 to 7 business days, early January.

What they end on, where language leaves it open: a week ends on its Friday, early in a week is its Tuesday and the
middle its Wednesday; early in a month is the 10th, the middle the 15th (and so does its first half end); "a couple" is
two, "a few" (and "the coming days") three; working days are Monday to Friday; "before Friday" is Thursday and "after
Friday" Saturday; "after the holidays" (or in the new year) is the first Friday after 6 January.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mailwatch.core.reading.when.clock import DASHES
from mailwatch.core.reading.when.days import WEEKS, Day, read_day
from mailwatch.core.reading.when.lexicon import EARLY, LATE, MID
from mailwatch.core.reading.when.resolving import Calendar, numbered_week

if TYPE_CHECKING:
    from mailwatch.core.reading.when.lexicon import Senses
    from mailwatch.core.reading.when.tokens import Page

_FRIDAY, _SATURDAY, _WEEK, _DECEMBER = 4, 5, 7, 12
_EARLY_IN_WEEK = {EARLY: 1, MID: 2, LATE: _FRIDAY}
_EARLY_IN_MONTH = {EARLY: 10, MID: 15}
_EARLY_IN_YEAR = {EARLY: 3, MID: 6, LATE: _DECEMBER}
_EPIPHANY = 6
_MOVABLE = {-1: -1, -2: 5, -3: -8, -4: -41, -5: 48, -6: 54}
"""Days from Easter Sunday: its eve, the Friday after it, before Holy Week, after Carnival, Whitsun's eve and Friday."""
_WORKING_DAY, _HOUR, _DAY, _MONTH, _YEAR = -1, 0, 1, 100, 1000
_MOST = {_WORKING_DAY: 90, _HOUR: 240, _MONTH: 12, _YEAR: 0}
_MOST_DAYS = 200
_FILLERS = 3
_LAST_DAY = 31
_WEEK_THIS, _WEEK_AFTER = frozenset({"week_this", "that_week"}), frozenset({"week_after", "week_later"})
_COUNTED = frozenset({"unit", "month", "oclock", "duration", "number", "amount"})
_SIGNS = frozenset("%/-:+#") | {"\u2013", "\u20ac"}
_MONTH_OPENERS = frozenset({"on", "deadline", "until", "within", "sooner"})
_QUIET = frozenset("-.'") | {"of", "the", "l", "d", "het", "o", "le", "la"}
_TELLING = frozenset(
    {"past", "amount", "number", "promise", "work", "task", "edge", "range", "until", "month", "weekday"}
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span whose last day is `until`, tokens `first` up to (not including) `after`.

    `named` is the day as written, where "before" or "after" may have moved the last day away from it; of a whole month
    its first. `counted`: it is a length of time, counted from the day of the mail.
    """

    until: date
    first: int
    after: int
    named: date | None = None
    counted: bool = False


def read_period(page: Page, at: int, calendar: Calendar) -> Period | None:
    """The span of time named at token `at`; None where none begins there."""
    senses = page.tokens[at].senses
    if "feast" in senses:
        return Period(_feast(senses["feast"], calendar.today), at, at + 1)
    if "span" in senses:
        return Period(calendar.today + timedelta(days=senses["span"]), at, at + 1)
    if "day_after" in senses or "same_day" in senses:
        return Period(calendar.today + timedelta(days=int("day_after" in senses)), at, at + 1)
    if (numbered := _numbered_week(page, at, at, calendar.today, LATE)) is not None:
        return numbered
    if "week_of" in senses and (day := _day(page, at + 1, calendar)) is not None:
        monday = day.until - timedelta(days=day.until.weekday())
        return Period(monday + timedelta(days=_FRIDAY), at, day.after)
    if "edge" in senses and (found := _edge(page, at, calendar)) is not None:
        return found
    found = _amount(page, at, calendar.today) or _plain(page, at, calendar) or _day(page, at, calendar)
    return found or (_whole_month(page, at, calendar) if "month" in senses else None)


def _feast(code: int, today: date) -> date:
    """The day of a feast: `code` is month and day, 0 the end of the winter holidays, below that one of `_MOVABLE`."""
    if code:
        days = (_feast_in(year, code) for year in (today.year, today.year + 1))
        return next(day for day in days if day >= today)
    year = today.year + (today.month > 6)  # noqa: PLR2004 - from summer on, the holidays are the coming ones
    epiphany = date(year, 1, _EPIPHANY)
    return epiphany + timedelta(days=(_FRIDAY - epiphany.weekday()) % _WEEK or _WEEK)


def _feast_in(year: int, code: int) -> date:
    if code > 0:
        return date(year, *divmod(code, 100))
    return easter(year) + timedelta(days=_MOVABLE[code])


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, as Meeus gives it)."""
    century, of_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _edge(page: Page, at: int, calendar: Calendar) -> Period | None:
    """`early next month`, `the end of the week`, `Mitte Januar`, `EOD Tuesday`."""
    tokens, edge = page.tokens, page.tokens[at].senses["edge"]
    after = at + 1
    while after <= at + _FILLERS and _is_quiet(page, after):
        after += 1
    senses = tokens[after].senses
    today = calendar.today
    unit = senses.get("unit")
    if "month_after" in senses or "month_this" in senses or unit == _MONTH:
        year, month = _month_ahead(today, int("month_after" in senses))
        return Period(_in_month(year, month, edge), at, after + 1)
    if "month" in senses:
        return _edge_of_month(page, at, after, calendar)
    if "year_this" in senses or unit == _YEAR:
        return Period(_in_month(today.year, _EARLY_IN_YEAR[edge], LATE), at, after + 1)
    if (numbered := _numbered_week(page, at, after, today, edge)) is not None:
        return numbered
    if (weeks := _weeks_ahead(senses)) is not None or unit == _WEEK:
        return Period(_in_week(today, weeks or 0, edge), at, after + 1)
    found = _day(page, after, calendar)
    if found is not None and edge == LATE:
        return Period(found.until, at, found.after)
    return Period(today, at, after + 1) if unit == _DAY and edge == LATE else None


def _weeks_ahead(senses: Senses) -> int | None:
    """0 for this week (or the one named before), 1 for the one after it."""
    if not _WEEK_AFTER.isdisjoint(senses):
        return 1
    return None if _WEEK_THIS.isdisjoint(senses) else 0


def _is_week_number(page: Page, at: int) -> bool:
    """Whether the number of a week follows: that of "KW 13", and of "in week 13", but not of "in week 2 of"."""
    senses = page.tokens[at].senses
    led = at > 0 and not _MONTH_OPENERS.isdisjoint(page.tokens[at - 1].senses)
    return "week_number" in senses or ("week_on" in senses and led and "on" not in page.tokens[at + 2].senses)


def _numbered_week(page: Page, first: int, at: int, today: date, edge: int) -> Period | None:
    """`KW 13`, `Ende der 13. KW`: the week by its number in ISO 8601, the next that is not over."""
    tokens = page.tokens
    if tokens[at].kind == "number" and tokens[at + 1].text == "." and "week_number" in tokens[at + 2].senses:
        token, after = tokens[at], at + 3
    elif _is_week_number(page, at) or (first < at and "week_number" in tokens[at].senses):
        token, after = tokens[at + 1], at + 2
    else:
        return None
    if token.kind != "number" or not 1 <= int(token.text) <= WEEKS:
        return None
    return Period(numbered_week(today, int(token.text), _EARLY_IN_WEEK[edge]), first, after)


def _is_quiet(page: Page, at: int) -> bool:
    token = page.tokens[at]
    return token.kind == "line" or token.text in _QUIET or "on" in token.senses


def _edge_of_month(page: Page, at: int, month_at: int, calendar: Calendar) -> Period:
    month = page.tokens[month_at].senses["month"]
    today = calendar.today
    year = today.year + (month < today.month)
    after = month_at + 1
    for ahead in (after, after + 1):
        token = page.tokens[ahead]
        if token.kind == "number" and token.text.startswith("20") and len(token.text) == 4:  # noqa: PLR2004 - a year
            year, after = int(token.text), ahead + 1
            break
    return Period(_in_month(year, month, page.tokens[at].senses.get("edge", LATE)), at, after)


def _whole_month(page: Page, at: int, calendar: Calendar) -> Period | None:
    """`in January`, `until March 2027`: the month's last day, its first as the one named."""
    opener = page.tokens[at - 1].senses if at else {}
    if _MONTH_OPENERS.isdisjoint(opener):
        return None
    found = _edge_of_month(page, at, at, calendar)
    return Period(found.until, at, found.after, found.until.replace(day=1))


def _in_month(year: int, month: int, edge: int) -> date:
    return date(year, month, _EARLY_IN_MONTH.get(edge, monthrange(year, month)[1]))


def _month_ahead(today: date, months: int) -> tuple[int, int]:
    ahead = today.month - 1 + months
    return today.year + ahead // 12, ahead % 12 + 1


def _in_week(today: date, weeks: int, edge: int) -> date:
    """The day in this week (0) or a later one; what has passed in this one is meant of the next."""
    monday = today - timedelta(days=today.weekday())
    found = monday + timedelta(days=_WEEK * weeks + _EARLY_IN_WEEK[edge])
    passed = found < today or (found == today and edge != LATE)
    return found + timedelta(days=_WEEK) if passed else found


def _plain(page: Page, at: int, calendar: Calendar) -> Period | None:
    """`next week`, `this month`, `the week after next`."""
    senses, today = page.tokens[at].senses, calendar.today
    if "week_after_next" in senses:
        return Period(_in_week(today, 2, LATE), at, at + 1)
    if (ahead := _weeks_ahead(senses)) is not None:
        if "or" in page.tokens[at + 1].senses and (weeks := _number(page, at + 2)) is not None:  # "next week or two"
            return Period(_counted(today, min(weeks, 4), _WEEK), at, at + 3)
        day = _day(page, at, calendar)
        return day or Period(_in_week(today, ahead, LATE), at, at + 1)
    if "month_after" in senses or "month_this" in senses:
        return Period(_in_month(*_month_ahead(today, int("month_after" in senses)), LATE), at, at + 1)
    opener = page.tokens[at - 1].senses if at else {}
    if "year_this" in senses and not _MONTH_OPENERS.isdisjoint(opener):
        return Period(date(today.year, 12, 31), at, at + 1)
    return None


def _amount(page: Page, at: int, today: date) -> Period | None:
    """`5 to 7 business days`, `a couple of weeks`, `two weeks`, `a week or two`."""
    tokens = page.tokens
    number = _number(page, at)
    if number is None:
        return None
    after = at + 1
    joins = tokens[after].text in DASHES or {"range", "or"} & tokens[after].senses.keys()
    if joins and (larger := _number(page, after + 1)) is not None:
        number, after = max(number, larger), after + 2
    while (unit := _unit(page, after)) is None and after <= at + _FILLERS and _between_number_and_unit(page, after):
        after += 1
    if unit is None or number > _MOST.get(unit, _MOST_DAYS // max(unit, 1)):
        return None
    after += 1
    if "or" in tokens[after].senses and (larger := _number(page, after + 1)) is not None:
        number, after = max(number, larger), after + 2
    return Period(_counted(today, number, unit), at, after, counted=True)


def _unit(page: Page, at: int) -> int | None:
    """The unit named at `at`; a span ("prochaines semaines") is three of its unit."""
    senses = page.tokens[at].senses
    return senses["span"] // 3 if "span" in senses else senses.get("unit")


def _between_number_and_unit(page: Page, at: int) -> bool:
    """Whether a word may stand between number and unit: "two more weeks", "deux prochaines semaines"."""
    token = page.tokens[at]
    return _TELLING.isdisjoint(token.senses) and (token.kind == "word" or token.text in {"-", "(", ")"})


def _number(page: Page, at: int) -> int | None:
    token = page.tokens[at]
    if token.kind == "number" and len(token.text) < 4:  # noqa: PLR2004 - no year
        return int(token.text)
    return token.senses.get("amount", token.senses.get("number"))


def _counted(today: date, number: int, unit: int) -> date:
    if unit == _WORKING_DAY:
        return _working_days_on(today, number)
    if unit == _HOUR:
        return today + timedelta(days=-(-number // 24))
    if unit == _MONTH:
        year, month = _month_ahead(today, number)
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + timedelta(days=number * unit)


def _working_days_on(today: date, number: int) -> date:
    while number > 0:
        today += timedelta(days=1)
        number -= today.weekday() < _SATURDAY
    return today


def _day(page: Page, at: int, calendar: Calendar) -> Period | None:
    """`Friday`, `the 14th`, `December 2`, and the day before or after it where the text says so."""
    day = read_day(page, at, _never) or _numbered_day(page, at)
    if day is not None and day.last is not None:
        day.day = day.last
    resolved = calendar.resolve(day) if day is not None else None
    if day is None or day.first != at or resolved is None:
        return None
    until = resolved[0]
    opener = at - 1
    while opener >= 0 and _is_quiet(page, opener):
        opener -= 1
    senses = page.tokens[opener].senses if opener >= 0 else {}
    if "sooner" in senses:
        until -= timedelta(days=1)
    elif "afterwards" in senses and "deadline" not in senses:
        until += timedelta(days=1)
    return Period(until, at, day.after, resolved[0])


def _numbered_day(page: Page, at: int) -> Day | None:
    """`el día 10`, `le 10`: a bare number behind such a word, and before none that it may count."""
    token, following = page.tokens[at], page.tokens[at + 1]
    if token.kind != "number" or at == 0 or "numbered" not in page.tokens[at - 1].senses:
        return None
    counts = not following.senses or not _COUNTED.isdisjoint(following.senses)
    if (counts if following.kind == "word" else following.text in _SIGNS) or not 1 <= int(token.text) <= _LAST_DAY:
        return None
    return Day(at, at + 1, day=int(token.text), ordinal=True, parts=1)


def _never(_at: int) -> bool:
    return False
