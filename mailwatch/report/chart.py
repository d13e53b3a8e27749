"""Where in time everything lies, as shares of the chart's width, so that one drawing fits a phone and a desk.

A lane is one application: what they wrote lies above its line, interviews on it, what the user wrote below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from mailwatch.report.happenings import Happening, Sort

MARGIN = timedelta(days=2)
"""The least time before the first thing and after the last, so that no shape is cut."""

MARGINS = 25
"""And the least part of the whole."""

MOST_TICKS = 7
"""As many dates as fit beside each other on a phone."""

WEEKS_UP_TO = timedelta(days=100)
"""A longer hunt is divided by months."""

TOLD: dict[Sort, str] = {
    Sort.INTERVIEW: "interview",
    Sort.CANCELLED: "interview called off",
    Sort.SENT: "you wrote",
    Sort.WROTE: "they wrote",
    Sort.DECLINED: "they declined",
    Sort.OFFER: "they made an offer",
    Sort.PROMISED: "the day they named",
    Sort.DRAFT: "draft",
}
"""What is told of a lane to those who do not see it, by sort; automatic mail is left out."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis, at `x` percent of the width."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One shape, with what it says when pointed at."""

    x: str
    sort: Sort
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """From when until when a draft lay in Drafts, in percent."""

    x: str
    width: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One application: its line from `begins` to `ends`, what lies on it, and all of it in words.

    `ahead`: so far its line goes on as something still to come; "" where nothing is fixed.
    """

    begins: str
    ends: str
    ahead: str
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Every lane, in the order given, under one axis."""

    ticks: tuple[Tick, ...]
    today: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One application to draw: what happened, and whether it still goes on."""

    happenings: tuple[Happening, ...]
    goes_on: bool


def chart(courses: Sequence[Course], now: datetime, zone: tzinfo) -> Chart:
    """Place every course in time; the axis runs from the first thing that happened past today to the last that will."""
    moments = [m for c in courses for h in c.happenings for m in (h.at, h.until) if m] + [now]
    first, last = min(moments), max(moments)
    margin = max(MARGIN, (last - first) / MARGINS)
    scale = Scale(first - margin, last + margin, zone)
    return Chart(tuple(_ticks(scale)), scale.x(now), tuple(_lane(c, scale, now) for c in courses))


@dataclass(frozen=True, slots=True)
class Scale:
    """From a moment to its share of the width."""

    first: datetime
    last: datetime
    zone: tzinfo

    def percent(self, at: datetime) -> float:
        """From 0 to 100."""
        return 100 * ((at - self.first) / (self.last - self.first))

    def x(self, at: datetime) -> str:
        """As SVG writes it: `12.34%`."""
        return f"{self.percent(at):.2f}%"


def _ticks(scale: Scale) -> Iterator[Tick]:
    first, last = scale.first.astimezone(scale.zone).date(), scale.last.astimezone(scale.zone).date()
    days = list(_mondays(first, last) if scale.last - scale.first <= WEEKS_UP_TO else _months(first, last))
    for day in days[:: -(-len(days) // MOST_TICKS) or 1]:
        at = datetime.combine(day, time(), scale.zone)
        if scale.first <= at <= scale.last:
            yield Tick(scale.x(at), f"{day.day} {day:%b}" if day.year == first.year else f"{day:%b %Y}")


def _mondays(first: date, last: date) -> Iterator[date]:
    day = first + timedelta(days=-first.weekday() % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def _months(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _lane(course: Course, scale: Scale, now: datetime) -> Lane:
    happened = course.happenings
    first = min((h.at for h in happened), default=now)
    last = max((h.until or h.at for h in happened if h.sort is not Sort.PROMISED), default=now)
    ends = now if course.goes_on else last
    far = max((h.at for h in happened), default=now)
    ahead = scale.x(far) if course.goes_on and far > now else ""
    bars = [
        Bar(scale.x(h.at), f"{scale.percent(end) - scale.percent(h.at):.2f}%", h.waiting)
        for h in happened
        if h.sort is Sort.DRAFT and (end := now if h.waiting else h.until)
    ]
    marks = tuple(Mark(scale.x(h.at), h.sort, f"{_date(h, scale.zone)}: {h.text}") for h in happened)
    return Lane(scale.x(first), scale.x(ends), ahead, marks, tuple(bars), _words(happened, scale.zone))


def _words(happened: Sequence[Happening], zone: tzinfo) -> str:
    told = []
    for sort, words in TOLD.items():
        if days := [_date(h, zone) for h in happened if h.sort is sort]:
            told.append(f"{words} {', '.join(dict.fromkeys(days))}")
    return "; ".join(told) or "nothing yet"


def _date(happening: Happening, zone: tzinfo) -> str:
    local = happening.at.astimezone(zone)
    return f"{local.day} {local:%b}"
