"""From the text of a mail to moments: clock times tied to days, in their zones, each instant once."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from typing import TYPE_CHECKING

from mailwatch.core.models import require_aware
from mailwatch.core.reading.when.lengths import Length, find_lengths
from mailwatch.core.reading.when.lexicon import lexicon
from mailwatch.core.reading.when.pairing import LOOSE, MIDDLING, NEAR, Link, Pairing
from mailwatch.core.reading.when.resolving import AMBIGUOUS, YEARS, Calendar
from mailwatch.core.reading.when.tokens import may_tell_time, tokenize
from mailwatch.core.reading.when.whereabouts import assumed_zone
from mailwatch.core.reading.when.zones import ZoneName, choose, localize, read_zone, zone_info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.reading.when.clock import Clock

_QUOTE = 200
"""Characters of a quote; where day and clock time stand further apart the time alone is quoted."""
_TOO_FAR_AHEAD = timedelta(days=330)
_DAY = timedelta(days=1)
# Confidence to begin with, and what each doubt leaves of it.
_BASE = 0.97
_PAST = 0.4
_FAR = 0.6  # a year ahead
_OLD = 0.3  # a time that no longer holds
_BARE_HOUR = 0.9  # an hour without am or pm
_LOOSE = 0.8  # a day far from its time
_CLASH = 0.6  # two zones that contradict each other
_NO_ZONE = 0.5  # a zone this system does not know
_ZONE_TELLS = 0.9  # an order of day and month that only the zone tells


@dataclass(frozen=True, slots=True)
class Moment:
    """A clock time tied to a day.

    `start` and `end` are aware; `end` is None where the text does not say. `timezone` is an IANA name, or an offset
    such as `+02:00`; `zone_given` says that the mail named it (there or elsewhere), else it is assumed from the place,
    the sender's clock or the user's. `quote` is `text[span[0]:span[1]]`. `confidence` runs from 0 to 1: a weekday that
    contradicts its date, a day in the past or a year away, an ambiguous zone or order of day and month, and a time that
    no longer holds lower it. `dated` says that the text gives day and month (not a weekday alone), `fresh` that it
    calls the time the new one, `offered` that it is one of a choice or asked, `pause` that it is lunch, a break or when
    to be there, `called_off` that it does not take place.
    """

    start: datetime
    end: datetime | None
    timezone: str
    zone_given: bool
    quote: str
    span: tuple[int, int]
    confidence: float
    dated: bool = True
    fresh: bool = False
    offered: bool = False
    pause: bool = False
    called_off: bool = False


def find_moments(
    text: str, *, anchor: datetime, zone: str, language: str = "en", day_first: bool | None = None
) -> tuple[Moment, ...]:
    """Every clock time of `text` that is tied to a day, in the order of the text.

    Args:
        text: what the sender newly wrote, plain.
        anchor: when it was written, with the sender's offset (the mail's Date); relative days count from it.
        zone: the user's IANA zone, taken where the mail names none; an unknown one counts as UTC.
        language: `en`, `de`, `fr`, `es`, `pt` or `nl`; anything else is read as English. A text that says nothing in
            its language is tried in English, for the blocks that booking tools put into mails of every language.
        day_first: whether 3/4 is 3 April; None leaves it to the dates, zones and language of the mail.

    Raises:
        ValueError: `anchor` is naive.
    """
    require_aware(anchor)
    if anchor.year not in YEARS:
        return ()
    user = zone if zone_info(zone) is not None else "UTC"
    for code in dict.fromkeys((language, "en")):
        words = lexicon(code)
        if not may_tell_time(text, words):
            continue
        pairing = Pairing(tokenize(text, words))
        if pairing.links:
            return _Reader(pairing, text, anchor, user, day_first).moments()
    return ()


def named_days(text: str, *, anchor: datetime, language: str = "en") -> tuple[date, ...]:
    """Every day that `text` names, with or without a clock time, in the order of the text.

    Raises:
        ValueError: `anchor` is naive.
    """
    require_aware(anchor)
    words = lexicon(language)
    if anchor.year not in YEARS:
        return ()
    pairing = Pairing(tokenize(text, words))
    calendar = Calendar(anchor.date(), words.day_first or None, guess=True)
    resolved = (calendar.resolve(day) for day in pairing.days if not day.span)
    return tuple(dict.fromkeys(found[0] for found in resolved if found is not None))


class _Reader:
    """One reading of one page in which at least one clock time has its day."""

    def __init__(self, pairing: Pairing, text: str, anchor: datetime, user: str, day_first: bool | None) -> None:
        self.pairing = pairing
        self.page = pairing.page
        self.context = pairing.context
        self.text = text
        self.anchor = anchor
        self.user = user
        self.assumed = assumed_zone(self.page, anchor, user)
        self.zones = self._zones()
        self.hints = [user, *dict.fromkeys(z.candidates[0] for z in self.zones if len(z.candidates) == 1)]
        told = _ZONE_TELLS if self.zones else AMBIGUOUS
        self.calendar = Calendar(anchor.date(), self._day_first(day_first), self._guess_day_first(), told)

    def _zones(self) -> list[ZoneName]:
        """Every zone that the mail names, beside a clock time or by itself."""
        found = [c.zone for c in self.pairing.clocks if c.zone is not None and not c.zone.yours]
        done = 0
        for at in self.page.interesting:
            if at in self.context.taken or at < done:
                continue
            cued = any("zone_cue" in token.senses for token in self.context.before(at, 4))
            name = read_zone(self.page, at, beside=cued)
            if name is None or name.yours or not (cued or self._speaks_of_zone(name)):
                continue
            found.append(name)
            done = name.after
        return sorted(found, key=lambda z: z.span)

    def _speaks_of_zone(self, name: ZoneName) -> bool:
        """Whether a zone named by itself is one: not the abbreviation of something else."""
        tokens = self.page.tokens
        if not name.written or "zone_after" in tokens[name.after - 1].senses:
            return True
        bracketed = tokens[name.after].text == ")" and tokens[name.after - 2].text == "("
        return bracketed and len(name.written) > 1

    def _day_first(self, given: bool | None) -> bool | None:
        """Whether days come before months: as told, by the language, or because a date of the mail fits only one."""
        if given is not None:
            return given
        if self.page.words.day_first:
            return True
        for day in self.pairing.days:
            if day.pair is not None and max(day.pair) > 12:  # noqa: PLR2004 - no month
                return day.pair[0] > 12  # noqa: PLR2004 - no month
        return None

    def _guess_day_first(self) -> bool:
        """In English only the Americas write the month first. The zone of the mail tells, else the two parties'."""
        named = [name for zone in self.zones for name in zone.candidates[:1]]
        if named:
            return not named[0].startswith(("America/", "Pacific/Honolulu"))
        offset = self.anchor.utcoffset() or timedelta(0)
        return not (offset < timedelta(0) or self.user.startswith("America/"))

    def moments(self) -> tuple[Moment, ...]:
        """All moments, the ends and conversions joined to what they belong to."""
        found: list[tuple[Link, Moment]] = []
        for link in self.pairing.kept:
            moment = self._moment(link)
            if moment is None or (self.context.is_dated_header(link.first) and moment.start < self.anchor + _DAY):
                continue
            joined = self._joined(*found[-1], link, moment) if found else None
            if joined is None:
                found.append((link, moment))
            else:
                found[-1] = (found[-1][0], joined)
        return _distinct(self._with_lengths(found))

    def _moment(self, link: Link) -> Moment | None:
        resolved = self.calendar.resolve(link.day)
        if resolved is None:
            return None
        day, sure = resolved
        begin, end = link.clock.minutes(link.day.half)
        midnight = datetime.combine(day, time())
        local = midnight + timedelta(minutes=begin)
        named = link.clock.zone or self._zone_elsewhere(link.clock)
        name, zone, zone_sure = self._resolved(named, local)
        written = named.written if named else ""
        start = localize(local, zone, written)
        stop = None if end is None else localize(midnight + timedelta(minutes=end), zone, written)
        span = self._span(link)
        sure *= _BASE * zone_sure * self._doubts(link, start)
        return Moment(
            start,
            stop,
            name,
            named is not None,
            self.text[slice(*span)],
            span,
            round(sure, 3),
            dated=link.day.complete,
            fresh=self.context.is_fresh(link),
            offered=self.context.is_offered(link),
            pause=self.context.is_pause(link.clock.first, link.clock.after),
            called_off=self.context.is_called_off(link),
        )

    def _resolved(self, named: ZoneName | None, local: datetime) -> tuple[str, tzinfo, float]:
        """Name, zone, and how sure."""
        name, sure = self.assumed if named is None else choose(named, local, self.hints, self.anchor.utcoffset())
        zone = zone_info(name)
        return (name, zone, sure) if zone is not None else ("UTC", UTC, _NO_ZONE)

    def _zone_elsewhere(self, clock: Clock) -> ZoneName | None:
        """The zone of a time without one: the last named before it, else the first of the mail."""
        if not self.zones:
            return None
        start = self.page.tokens[clock.first].start
        return next((z for z in reversed(self.zones) if z.span[0] < start), self.zones[0])

    def _doubts(self, link: Link, start: datetime) -> float:
        begin = link.clock.begin
        bare = begin.half is None and not begin.padded and link.day.half is None and link.clock.end is None
        doubts = (
            (_LOOSE, link.distance > LOOSE),
            (_BARE_HOUR, link.clock.weak),
            (_BARE_HOUR, bare),
            (_PAST, start < self.anchor or (not link.day.complete and self._is_over(link))),
            (_FAR, start - self.anchor > _TOO_FAR_AHEAD),
            (_OLD, self.context.is_old(link) or self._gives_way(link)),
        )
        left = 1.0
        for factor, holds in doubts:
            left *= factor if holds else 1.0
        return left

    def _gives_way(self, link: Link) -> bool:
        """Whether the appointment moves from here to the next time of its sentence."""
        following = next((other for other in self.pairing.kept if other.clock.first > link.clock.first), None)
        return following is not None and self.context.gives_way(link, following)

    def _is_over(self, link: Link) -> bool:
        """Whether its clause looks back ("great to meet you on Friday at 2pm")."""
        clause = takewhile(lambda token: token.text != ",", self.context.before(link.first))
        return any("over" in token.senses for token in clause)

    def _span(self, link: Link) -> tuple[int, int]:
        """Day and clock time as written, or the time alone where its day stands far above."""
        tokens = self.page.tokens
        start, end = tokens[link.first].start, tokens[link.after - 1].end
        if end - start > _QUOTE:
            return tokens[link.clock.first].start, tokens[link.clock.after - 1].end
        return start, end

    def _joined(self, last_link: Link, last: Moment, link: Link, moment: Moment) -> Moment | None:
        """`last` with what `moment` adds: its end, or the same instant in another zone. None: it adds nothing."""
        span = (last.span[0], max(last.span[1], moment.span[1]))
        if span[1] - span[0] > _QUOTE:
            span = last.span
        quote = self.text[slice(*span)]
        if self._is_end_of(last_link, last, link, moment):
            return replace(last, end=moment.start, span=span, quote=quote)
        if self._is_conversion_of(last_link, last, link, moment):
            clash = (moment.start - last.start) % _DAY != timedelta(0)
            sure = last.confidence * (_CLASH if clash else 1)
            return replace(last, span=span, quote=quote, confidence=round(sure, 3))
        return None

    def _is_end_of(self, last_link: Link, last: Moment, link: Link, moment: Moment) -> bool:
        if last.end is not None or not last.start < moment.start <= last.start + _DAY / 2:
            return False
        if self.context.gives_way(last_link, link):
            return False
        apart = link.first - last_link.after
        ranged = 0 < apart <= 2 and self.pairing.is_range(last_link.after)  # noqa: PLR2004 - "to", or "to at"
        return ranged or self.context.ends_previous(link.first) or self.context.ends_previous(link.clock.first)

    def _is_conversion_of(self, last_link: Link, last: Moment, link: Link, moment: Moment) -> bool:
        """Whether both name one instant: "3pm ET / 9pm CET"."""
        zone = link.clock.zone
        if zone is None or link.day is not last_link.day or last.timezone == moment.timezone:
            return False
        between = range(last_link.clock.after, link.clock.first)
        if self.context.cost(between.start, between.stop) > NEAR:
            return False
        if (moment.start - last.start) % _DAY == timedelta(0):
            return True
        marks = {self.page.tokens[at].text for at in between}
        return last_link.clock.zone is not None and (zone.yours or not marks.isdisjoint({"/", "(", "="}))

    def _with_lengths(self, found: list[tuple[Link, Moment]]) -> list[Moment]:
        """The moments, each with the end that a length near it gives."""
        moments = [moment for _, moment in found]
        if all(moment.end is not None for moment in moments):
            return moments
        for length in find_lengths(self.page, self.context.taken.__contains__):
            at = self._length_owner([link for link, _ in found], length)
            if at is not None and moments[at].end is None:
                start = moments[at].start
                end = start.astimezone(UTC) + timedelta(minutes=length.minutes)  # elapsed time, over a clock change too
                moments[at] = replace(moments[at], end=end.astimezone(start.tzinfo))
        return moments

    def _length_owner(self, links: Sequence[Link], length: Length) -> int | None:
        """The moment that a length belongs to: the nearest, or the only one."""
        after = bisect_left(links, length.first, key=lambda link: link.clock.first)
        ways: list[tuple[float, int]] = []
        if after:
            ways.append((self.context.cost(links[after - 1].clock.after, length.first), after - 1))
        if after < len(links):
            ways.append((self.context.cost(length.after, links[after].clock.first), after))
        cost, owner = min(ways)
        return owner if cost <= MIDDLING or len(links) == 1 else None


def _distinct(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """One moment for each instant: the first, with the best confidence and the end of any; no offer once stated."""
    found: dict[datetime, Moment] = {}
    for moment in moments:
        known = found.get(moment.start)
        if known is None:
            found[moment.start] = moment
        else:
            sure, offered = max(known.confidence, moment.confidence), known.offered and moment.offered
            found[moment.start] = replace(known, end=known.end or moment.end, confidence=sure, offered=offered)
    return tuple(found.values())
