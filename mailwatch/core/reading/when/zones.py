"""Time zones as people name them, and what they mean on a given day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailwatch.core.reading.when.lexicon import AREAS, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.reading.when.tokens import Page

_IANA = re.compile(r"[A-Za-z]{2,12}/[A-Za-z_]{2,20}(?:/[A-Za-z_]{2,20}|-[A-Za-z-]{2,12})?")
_OFFSET_WORDS = frozenset({"gmt", "utc"})
_MINUS = frozenset("-\u2212\u2013\u2010\u2011")
_OPENING = frozenset("([,|\u22c5\u00b7/-\u2013")
_LARGEST_OFFSET = 14 * 60
_LONGEST_LIST = 8
LIKELY_ZONE, UNSURE_ZONE = 0.97, 0.85
"""Confidence left where an abbreviation has several readings: the likeliest is of the continent of another zone in the
mail (or of the reader's), or nothing decides."""


class ZoneName(NamedTuple):
    """A zone as a mail names it: IANA `candidates`, likeliest first, or an `offset` in minutes east of UTC.

    `yours` stands for "your time": the reader's. `written` keeps an abbreviation, which can tell the two passes of an
    hour apart when clocks go back, `city` the one it was named by. `span` is where it
    stands (characters), `after` the token that follows it.
    """

    candidates: tuple[str, ...]
    offset: int | None
    written: str
    span: tuple[int, int]
    after: int
    yours: bool = False
    city: str = ""


@lru_cache(maxsize=512)
def zone_info(name: str) -> tzinfo | None:
    """The zone of an IANA name or of an offset such as `+02:00`; None where there is none."""
    if name[:1] in {"+", "-"}:
        try:
            return datetime.strptime(name, "%z").tzinfo
        except ValueError:
            return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def offset_name(minutes: int) -> str:
    """`+02:00` for 120; `UTC` for 0."""
    if minutes == 0:
        return "UTC"
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def localize(moment: datetime, zone: tzinfo, written: str = "") -> datetime:
    """The naive local `moment` in `zone`.

    Clocks going forward: a time that is skipped is read with the offset before the change (PEP 495, fold 0), so 02:30
    becomes 03:30. Clocks going back: the first of the two is meant, unless the mail wrote the abbreviation of the
    second ("1:30 EST").
    """
    local = moment.replace(tzinfo=zone)
    second = local.replace(fold=1)
    if second.utcoffset() != local.utcoffset() and written and second.tzname() == written.upper():
        local = second
    return local.astimezone(UTC).astimezone(zone)


def read_zone(page: Page, at: int, *, beside: bool) -> ZoneName | None:
    """The zone named at token `at`, with any second name of the same zone ("EDT (GMT-04:00)").

    `beside` says that it stands right after a clock time, where a bare city or a short abbreviation is believed.
    """
    tokens = page.tokens
    if beside and "my_time" in tokens[at].senses:  # "9:00 my time (New York)"
        at += 1
    start = at
    found = _one_zone(page, at, beside=beside)
    while found is None and beside and at < start + 2 and tokens[at].text in _OPENING:
        at += 1
        found = _one_zone(page, at, beside=True)
    if found is None:
        return None
    found = _with_second(page, found, bracketed=start != at)
    end = found.after
    if start != at and tokens[end].text in {")", "]"}:
        end += 1
    return found._replace(span=(tokens[at].start, tokens[end - 1].end), after=end)


def _with_second(page: Page, first: ZoneName, *, bracketed: bool) -> ZoneName:
    """`first`, or the name that follows an offset: "(UTC+01:00) Amsterdam, Berlin", "EDT (GMT-04:00)"."""
    tokens, at = page.tokens, first.after
    closing = int(bracketed and tokens[at].text == ")")
    at += closing
    opening = int(tokens[at].text in {"(", "[", "-", "\u2013", ","})
    second = _one_zone(page, at + opening, beside=True)
    if second is None or second.yours or (tokens[at].text == "," and first.offset is None):
        return first
    if second.city and second.candidates[0] in first.candidates:  # "CST (Beijing)"
        first = first._replace(candidates=second.candidates)
    after = second.after + int(opening and tokens[second.after].text in {")", "]"})
    named = first if first.offset is None else second
    return named._replace(span=first.span, after=after)


def _one_zone(page: Page, at: int, *, beside: bool) -> ZoneName | None:
    token = page.tokens[at]
    if token.text in AREAS and page.tokens[at + 1].text == "/" and (named := _iana(page, at)) is not None:
        return named
    if token.kind == "mark" or token.text in _OFFSET_WORDS:
        found = _offset(page, at, beside=beside)
        if found is not None or token.kind == "mark":
            return found
    if not token.senses:
        return None
    return (
        _whole_name(page, at, beside=beside) or _city(page, at, beside=beside) or _abbreviation(page, at, beside=beside)
    )


def _named(page: Page, at: int, after: int, candidates: tuple[str, ...], written: str = "") -> ZoneName:
    return ZoneName(candidates, None, written, (page.tokens[at].start, page.tokens[after - 1].end), after)


def _offset(page: Page, at: int, *, beside: bool) -> ZoneName | None:
    """`GMT+2`, `UTC-05:00`, `GMT -0400`, and a bare `+01:00` right after a clock time."""
    tokens = page.tokens
    sign = at + 1 if tokens[at].text in _OFFSET_WORDS else at
    if sign == at and not beside:
        return None
    minus = tokens[sign].text in _MINUS
    if not minus and tokens[sign].text not in {"+", "\u00b1"}:
        return None
    if sign == at and minus and not _in_timestamp(page, at):  # else it is the dash of a range
        return None
    minutes = _offset_minutes(tokens[sign + 1].kind, tokens[sign + 1].text, bare=sign == at)
    if minutes is None or minutes > _LARGEST_OFFSET:
        return None
    span = (tokens[at].start, tokens[sign + 1].end)
    return ZoneName((), -minutes if minus else minutes, "", span, sign + 2)


def _in_timestamp(page: Page, at: int) -> bool:
    """Whether the clock time before `at` is that of an ISO 8601 timestamp."""
    clock, day = page.tokens[at - 1], page.tokens[at - 2]
    return clock.end == page.tokens[at].start and (clock.text.count(":") == 2 or day.text.endswith("t"))  # noqa: PLR2004


def _offset_minutes(kind: str, text: str, *, bare: bool) -> int | None:
    if kind == "clock":
        hours, minutes = text.split(":")[:2]
        return int(hours) * 60 + int(minutes) if not bare or len(hours) == 2 else None  # noqa: PLR2004 - "+01:00"
    if kind == "number" and len(text) == 4:  # noqa: PLR2004 - "+0100"
        return int(text[:2]) * 60 + int(text[2:])
    if kind == "number" and not bare:
        return int(text) * 60
    return None


def _iana(page: Page, at: int) -> ZoneName | None:
    token = page.tokens[at]
    match = _IANA.match(page.source, token.start)
    if match is None or zone_info(match[0]) is None:
        return None
    after = at
    while page.tokens[after].kind != "end" and page.tokens[after].start < match.end():
        after += 1
    return _named(page, at, after, (match[0],))._replace(city=_place(match[0]))


def _whole_name(page: Page, at: int, *, beside: bool) -> ZoneName | None:
    token = page.tokens[at]
    if "your_time" in token.senses and beside:
        return ZoneName((), None, "", (token.start, token.end), at + 1, yours=True)
    position = token.senses.get("zone")
    if position is None or (" " not in token.text and not (beside and _stands_alone(page, at))):
        return None
    after = at + 1
    if page.tokens[after].text == "(" and page.tokens[after + 1].text in {"us", "u"}:  # "Eastern Time (US & Canada)"
        while page.tokens[after].text != ")" and after < at + 8:
            after += 1
        after += 1
    return _named(page, at, min(after, len(page.tokens) - 1), page.words.zones[position])


def _stands_alone(page: Page, at: int) -> bool:
    """Whether no noun follows a bare "Central": the zone, not a part of town."""
    following = page.tokens[at + 1]
    return following.kind != "word" or bool(following.senses)


def _city(page: Page, at: int, *, beside: bool) -> ZoneName | None:
    """`Houston time`, `heure de Paris`, and right after a clock time a bare `Berlin` or a list of cities."""
    tokens, first = page.tokens, at
    cued = "zone_before" in tokens[at].senses
    if cued:
        at += 1
    if cued and tokens[at].text in {"de", "d", "'", "\u2019"}:
        at += 1
    position = tokens[at].senses.get("city")
    if position is None:
        return None
    after = at + 1
    if "zone_after" in tokens[after].senses:
        return _named(page, first, after + 1, page.words.zones[position])._replace(city=tokens[at].text)
    if not (cued or beside):
        return None
    candidates = list(page.words.zones[position])
    while tokens[after].text == "," and "city" in tokens[after + 1].senses and len(candidates) < _LONGEST_LIST:
        candidates += page.words.zones[tokens[after + 1].senses["city"]]
        after += 2
    city = tokens[at].text if len(candidates) == 1 else ""
    return _named(page, first, after, tuple(candidates))._replace(city=city)


def _abbreviation(page: Page, at: int, *, beside: bool) -> ZoneName | None:
    token = page.tokens[at]
    position = token.senses.get("abbreviation")
    written = page.source[token.start : token.end]
    if position is None or not (written.isupper() or (beside and page.words.lowercase_zones)):
        return None
    glued = token.start == page.tokens[at - 1].end and page.tokens[at - 1].kind == "clock"
    if token.text == "z" and not (beside and glued):
        return None
    after = at + 1
    if "zone_after" in page.tokens[after].senses:
        after += 1
    return _named(page, at, after, page.words.zones[position], written)


def choose(name: ZoneName, local: datetime, hints: Sequence[str], offset: timedelta | None) -> tuple[str, float]:
    """The zone that `name` means for the naive `local` time, and how sure that is (0 to 1).

    `hints` are IANA names the mail or its reader is known to use (the reader's first), `offset` the one in the mail's
    Date header. A candidate that keeps the same clock as a hint that day is called by the hint's name.
    """
    if name.yours:
        return (hints[0] if hints else "UTC"), 0.9
    if name.offset is not None:
        return offset_name(name.offset), 1.0
    if name.city:
        return next((hint for hint in hints if _place(hint) == name.city), name.candidates[0]), 1.0
    for candidate in name.candidates:
        same = next((hint for hint in hints if _same_clock(candidate, hint, local)), None)
        if same is not None:
            return same, 1.0
    if len({_offset_of(c, local) for c in name.candidates}) == 1:
        return name.candidates[0], 1.0
    for candidate in name.candidates:
        if offset is not None and _offset_of(candidate, local) == offset:
            return candidate, 0.95
    near = any(hint.partition("/")[0] == name.candidates[0].partition("/")[0] for hint in hints)
    return name.candidates[0], LIKELY_ZONE if near else UNSURE_ZONE


def _place(name: str) -> str:
    """The city in an IANA name, folded."""
    return fold(name.rpartition("/")[2].replace("_", " "))


def _offset_of(name: str, local: datetime) -> timedelta | None:
    zone = zone_info(name)
    return None if zone is None else local.replace(tzinfo=zone).utcoffset()


@lru_cache(maxsize=512)
def _rule(name: str, year: int) -> tuple[object, ...]:
    zone = zone_info(name)
    days = (datetime(year, month, 15, 12, tzinfo=zone) for month in range(1, 13))
    return () if zone is None else tuple((day.utcoffset(), day.tzname()) for day in days)


def _same_clock(one: str, other: str, local: datetime) -> bool:
    return one == other or (_rule(one, local.year) == _rule(other, local.year) != ())
