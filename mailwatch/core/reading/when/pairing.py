"""Which clock time belongs to which day, and which pairs are no appointments."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.when.clock import DASHES, QUARTERS, Clock, find_clocks, read_clock
from mailwatch.core.reading.when.context import Context
from mailwatch.core.reading.when.days import Day, find_days

if TYPE_CHECKING:
    from mailwatch.core.reading.when.tokens import Page

NEAR, MIDDLING, LOOSE = 4.0, 15.0, 25.0
"""Distances (see `Context.cost`) within a phrase, in neighbouring lines or sentences, and beyond a block."""
_FARTHEST_RIGHT, _FARTHEST_LEFT, _FARTHEST_WEAK, _FARTHEST_BEGIN = 9.0, 45.0, 2.0, 10.0
_MINUTES = frozenset(f"{minutes:02}" for minutes in range(0, 60, 5))
_NOUNS = frozenset({"week_on", "duration", "month"})
"""Senses of words that make a number before them no bare hour."""
_LABEL = 3
"""Tokens before a clock time that opens its line: a bullet, or "Time:"."""
_RIGHT, _NEXT_LINE = 0.3, 8.0
"""Handicap of a day that follows its clock time, and of every line between them."""


class Link(NamedTuple):
    """A clock time with its day, tokens `first` up to (not including) `after`."""

    clock: Clock
    day: Day
    distance: float
    first: int
    after: int


def _with_repeated(page: Page, clocks: list[Clock]) -> list[Clock]:
    """With the clock times that "the same time" stands for: the one before it, else the first."""
    found = list(clocks)
    for at in page.interesting if clocks else ():
        if "same_time" in page.tokens[at].senses:
            meant = next((clock for clock in reversed(clocks) if clock.first < at), clocks[0])
            found.append(meant._replace(first=at, after=at + 1))
    return found


class Pairing:
    """The days and clock times of one page. `links` pairs them; what is no appointment is left out of `kept`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        clocks = _with_repeated(page, find_clocks(page))
        self.context = Context(page, {n for c in clocks for n in range(c.first, c.after)})
        self.days = find_days(page, self.context.taken.__contains__)
        self.context.taken.update(n for d in self.days for n in range(d.first, d.after))
        self._ends = {day.after for day in self.days}
        self.clocks = sorted([*clocks, *self._weak_clocks()], key=lambda c: c.first)
        self._starts = [day.first for day in self.days]
        self._ranges = {id(day) for pair in pairwise(self.days) for day in self._range(*pair)}
        self.links = self._linked()
        self.kept = [link._replace(clock=self._as_moved(link.clock)) for link in self.links if not self._is_none(link)]

    def is_range(self, at: int) -> bool:
        """Whether token `at` stands between the two ends of a range."""
        token = self.page.tokens[at]
        return token.text in DASHES or "range" in token.senses

    def _range(self, one: Day, other: Day) -> tuple[Day, ...]:
        """Both days where they are the ends of "Monday to Friday"."""
        return (one, other) if other.first == one.after + 1 and self.is_range(one.after) else ()

    def _weak_clocks(self) -> list[Clock]:
        """Bare hours after "at": no clock times but for their place."""
        found: list[Clock] = []
        for at in self.page.interesting if self.days else ():
            opens = self._opens_line(at)
            if at in self.context.taken or not (opens or self._after_at(at) or self._after_day(at)):
                continue
            clock = read_clock(self.page, at)
            if clock is not None and clock.weak and (opens or self._is_quarter(at) or self._stands_alone(clock)):
                found.append(clock._replace(weak=not opens))
                self.context.taken.update(range(clock.first, clock.after))
        return found

    def _opens_line(self, at: int) -> bool:
        """Whether this is the 9.15 of a programme: hour and minutes at the start of a line."""
        opens = self.page.tokens[at - 1].kind == "line" and self.page.tokens[at + 1].kind in {"word", "mark"}
        return opens and self._has_minutes(at)

    def _after_day(self, at: int) -> bool:
        """Whether this is the 11.30 of "Wednesday 18 Feb 11.30"."""
        return self._has_minutes(at) and at - (self.page.tokens[at - 1].text == ",") in self._ends

    def _has_minutes(self, at: int) -> bool:
        token = self.page.tokens[at]
        return token.kind == "pair" and token.text[-2:] in _MINUTES and token.text[:-2].endswith(".")

    def _is_quarter(self, at: int) -> bool:
        """Whether no noun could follow: "vrijdag 11.00 doen?"."""
        return self._after_day(at) and self.page.tokens[at].text.endswith(QUARTERS)

    def _after_at(self, at: int) -> bool:
        before = self.page.tokens[at - 1]
        if before.text in {":", "-"}:
            return not {"at", "begins"}.isdisjoint(self.page.tokens[at - 2].senses)
        return not {"at", "begins", "between"}.isdisjoint(before.senses)

    def _stands_alone(self, clock: Clock) -> bool:
        """Whether no noun follows: "at 10 tomorrow", not "at 10 locations" nor "between 2 and 20 November"."""
        token = self.page.tokens[clock.after]
        return token.kind in {"mark", "line", "end", "gap"} or bool(token.senses.keys() - _NOUNS)

    def _linked(self) -> list[Link]:
        """Every clock time with its day. In a list under one day each is as near to it as to the one before it."""
        links: list[Link] = []
        for clock in self.clocks:
            link = self._link(clock, links[-1] if links else None)
            if link is not None and not (links and self._is_aside(link, links[-1])):
                links.append(link)
        return self._with_list_above(links)

    def _with_list_above(self, links: list[Link]) -> list[Link]:
        """With the clock times of a list whose day stands below it."""
        linked = {link.clock.first for link in links}
        for clock in reversed(self.clocks):
            if clock.first in linked or clock.weak:
                continue
            at = bisect_left(links, clock.first, key=lambda link: link.clock.first)
            below = links[at] if at < len(links) else None
            if below is None or below.day.first < below.clock.first or (at and links[at - 1].day is below.day):
                continue
            if self.context.cost(clock.after, below.clock.first) <= MIDDLING:
                links.insert(at, below._replace(clock=clock, first=clock.first, after=below.after))
        return links

    def _is_aside(self, link: Link, last: Link) -> bool:
        """Whether the day has its time already, and this one stands in the prose of a later paragraph."""
        if link.day is not last.day or link.distance <= NEAR or last.distance > NEAR:
            return False
        kinds = [token.kind for token in self.page.tokens[last.clock.after : link.clock.first]]
        paragraph = ("line", "line") in pairwise(kinds)
        words = sum(1 + token.text.count(" ") for token in self.context.before(link.clock.first, _LABEL + 1))
        return paragraph and words > _LABEL

    def _link(self, clock: Clock, last: Link | None) -> Link | None:
        """The day a clock time belongs to: the nearest, or the heading above; None where there is none."""
        at = bisect_left(self._starts, clock.first)
        ways: list[tuple[float, Day]] = []
        if at:
            left = self.days[at - 1]
            cost = self.context.cost(left.after, clock.first)
            if last is not None and last.day is left and left.first < last.clock.first:
                step = self.context.cost(last.clock.after, clock.first)
                cost = min(cost, max(step, last.distance)) if step <= MIDDLING else cost
            ways.append((cost, left))
        if at < len(self.days):
            right = self.days[at]
            cost = self.context.cost(clock.after, right.first)
            if cost <= _FARTHEST_RIGHT:
                lines = self.context.lines(clock.after, right.first)
                ways.append((cost + _RIGHT + _NEXT_LINE * lines, right))
        distance, day = min(ways, key=lambda way: way[0], default=(_FARTHEST_LEFT + 1, None))
        if day is None or distance > self._farthest(clock):
            return None
        return Link(clock, day, distance, min(clock.first, day.first), max(clock.after, day.after))

    def _farthest(self, clock: Clock) -> float:
        """How far its day may be from a clock time; a bare hour needs it beside, or says that something begins."""
        if not clock.weak:
            return _FARTHEST_LEFT
        label, before = self.page.tokens[clock.first - 2], self.page.tokens[clock.first - 1]
        ends = "end_label" in label.senses and "at" in before.senses  # "and finish around 3"
        label = label if before.text == ":" else before
        told = ends or ("begins" in label.senses and (label is not before or " " in label.text))
        return _FARTHEST_BEGIN if told else _FARTHEST_WEAK

    def _is_none(self, link: Link) -> bool:
        """Whether this is no appointment: several days, a habit, a deadline, the date of a quoted mail."""
        day, clock, context = link.day, link.clock, self.context
        if day.span or id(day) in self._ranges or context.is_recurring(day, clock) or context.is_quoted(clock):
            return True
        near = link.distance < NEAR
        if context.is_deadline(clock.first) or (near and context.is_deadline(day.first)):
            return True
        return context.is_due(link)

    def _as_moved(self, clock: Clock) -> Clock:
        """The clock time that holds: "moved from 2 pm to 3 pm" is no range."""
        before = clock.first - 1
        while before > 0 and {"at"} == self.page.tokens[before].senses.keys():
            before -= 1
        if clock.end is None or "from" not in self.page.tokens[before].senses:
            return clock
        if not self.context.says("moved", clock.first, clock.after, ahead=0):
            return clock
        return clock._replace(begin=clock.end, end=None)
