"""Clock times: 2 pm, 14.30 Uhr, 14h30, half past two, halb drei, and ranges of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.when.zones import ZoneName, read_zone

if TYPE_CHECKING:
    from mailwatch.core.reading.when.tokens import Page, Token

DASHES = frozenset("-\u2013\u2014\u2011\u2212")
_HOUR, _DAY, _HALF = 60, 1440, 720
_LAST_HOUR = 24
_FIRST_MORNING_HOUR = 7
"""1 to 6 o'clock without am or pm is the afternoon: nobody interviews before seven."""
MOST = 200
"""Clock times looked at in one text; a timetable or an attack has more."""
_FAR_MEMBER = 4
QUARTERS = (".00", ".15", ".30", ".45")
_LONGEST_RANGE = 12 * _HOUR


class Point(NamedTuple):
    """One clock time as read, in `minutes` since midnight; `after` is the next token.

    `half` is 0 for am, 12 for pm, None when not said; `part` says that a part of the day told it ("in the afternoon").
    `sure`: something besides a number makes it a time. `padded`: written in the 24-hour way.
    """

    minutes: int
    after: int
    half: int | None = None
    sure: bool = False
    padded: bool = False
    part: bool = False

    def in_day(self, half: int | None = None) -> int:
        """Minutes since midnight, where `half` is what the context says of the half of the day."""
        said = self.half if self.half is not None else half
        hour = self.minutes // _HOUR
        if said is None:
            early = 0 < hour < _FIRST_MORNING_HOUR and not self.padded
            return self.minutes + (_HALF if early else 0)
        if hour > 12 or (self.padded and self.half is None):  # noqa: PLR2004 - the clock's dial
            return self.minutes
        if self.part or self.half is None:  # "12 in the afternoon" is noon, "12 de la mañana" too
            return self.minutes + (_HALF if said and hour < 12 else 0)  # noqa: PLR2004
        return self.minutes % _HALF + said * _HOUR


class Clock(NamedTuple):
    """A clock time or a range of them, tokens `first` up to (not including) `after`."""

    first: int
    after: int
    begin: Point
    end: Point | None = None
    zone: ZoneName | None = None
    weak: bool = False

    def minutes(self, half: int | None = None) -> tuple[int, int | None]:
        """Begin and end in minutes since midnight of the day; the end may lie in the next day."""
        if self.end is None:
            return self.begin.in_day(half), None
        end = self.end.in_day(half)
        begin = self.begin.in_day(half)
        if self.begin.half is None and self.end.half is not None and not self.begin.padded:
            tries = (self.begin._replace(half=h).in_day() for h in (self.end.half, 12 - self.end.half))
            begin = next((t for t in tries if t < end), begin)
        if self.end.half is None and self.begin.half is not None and not self.end.padded:
            tries = (self.end._replace(half=h).in_day() for h in (self.begin.half, 12 - self.begin.half))
            end = next((t for t in tries if t > begin), end)
        if end <= begin:
            end += _HALF if end + _HALF > begin and not self.end.padded and self.end.half is None else _DAY
        return begin, (end if begin < end <= begin + _LONGEST_RANGE else None)  # "24:00-0" has no end


def find_clocks(page: Page) -> list[Clock]:
    """Every clock time of the page (its first `MOST`), in order, that something besides its number makes one."""
    found: list[Clock] = []
    done = 0
    for at in page.interesting:
        if at < done:
            continue
        if len(found) == MOST:
            break
        clock = read_clock(page, at)
        if clock is not None and not clock.weak and not _is_length(page, clock):
            found.append(clock)
            done = clock.after
    return found


def read_clock(page: Page, at: int) -> Clock | None:
    """The clock time or range that begins at token `at`. `weak` where only its place can make it one ("at 10")."""
    begin = _point(page, at)
    if begin is None or _is_day_of_month(page, at):
        return None
    zone = read_zone(page, begin.after, beside=True) if begin.sure else None
    end_at = _range_end(page, at, zone.after if zone else begin.after)
    end = _point(page, end_at) if end_at else None
    if end is not None and _is_dotted_range(page, at, end_at):
        begin = begin._replace(sure=True)
    led = not {"at", "between"}.isdisjoint(page.tokens[at - 1].senses)
    if end is not None and not (begin.sure or end.sure or led):
        end = None
    if end is None:
        return Clock(at, zone.after if zone else begin.after, begin, None, zone, weak=not begin.sure)
    late_zone = read_zone(page, end.after, beside=True)
    after = late_zone.after if late_zone else end.after
    return Clock(at, after, begin, end, zone or late_zone, weak=not (begin.sure or end.sure))


def _is_dotted_range(page: Page, first: int, second: int) -> bool:
    """`14.00-15.30`: hours and quarters, as versions and sections seldom are."""
    tokens = page.tokens[first], page.tokens[second]
    return all(token.kind == "pair" and token.text.endswith(QUARTERS) for token in tokens)


def _is_length(page: Page, clock: Clock) -> bool:
    """Whether this is the "1 h" of "Duration: 1 h" or "10:00 (1 h)", or the "00:45" of "Duration: 00:45"."""
    tokens, at = page.tokens, clock.first
    if tokens[at].kind == "clock" and tokens[at - 1].text == ":":
        return "lasting" in tokens[at - 2].senses
    if tokens[at].kind != "number" or "oclock" not in tokens[at + 1].senses:
        return False
    if "within" in tokens[at - 1].senses:  # "en 24 horas"
        return True
    if "early" in tokens[clock.after].senses and "at" not in tokens[at - 1].senses:  # "24 horas antes"
        return True
    if len(tokens[at].text) > 1:
        return False
    before = tokens[at - 1] if tokens[at - 1].text not in {":", "~"} else tokens[at - 2]
    return "lasting" in before.senses or (before.text == "(" and tokens[clock.after].text == ")")


def _is_day_of_month(page: Page, at: int) -> bool:
    """Whether this is the 6 of "December 6 - 1:00 PM", the 8 of "mardi 8 à 16 h", the 10.12 of "au 10.12 à 16h"."""
    token, before = page.tokens[at], page.tokens[at - 1]
    if before.text == ".":
        before = page.tokens[at - 2]
    joined = {"at", "range"} <= page.tokens[at + 1].senses.keys()
    if token.kind == "pair":
        return joined and "between" not in before.senses
    if token.kind != "number":
        return False
    if joined and not {"weekday", "numbered"}.isdisjoint(before.senses):
        return True
    return "month" in before.senses and not _day_before_month(page, at)


def _day_before_month(page: Page, at: int) -> bool:
    """Whether the month before `at` has its day already: the 6 of "6. December 2 - 3 pm"."""
    back = at - 2
    while page.tokens[back].text == "." or "on" in page.tokens[back].senses:
        back -= 1
    return page.tokens[back].kind == "number"


def _range_end(page: Page, first: int, at: int) -> int:
    """The token at which the second time of a range begins; 0 where there is none."""
    tokens = page.tokens
    joined = tokens[at].text in DASHES or "range" in tokens[at].senses
    paired = "and" in tokens[at].senses and "between" in tokens[first - 1].senses
    if not (joined or paired):
        return 0
    at += 1
    while "at" in tokens[at].senses or tokens[at].text == ".":  # "bis ca. 16 Uhr"
        at += 1
    return at


def _point(page: Page, at: int) -> Point | None:
    token = page.tokens[at]
    point = _worded(page, at) if token.kind == "word" else _numbered(token, at)
    return None if point is None else _with_suffixes(page, point, token)


def _worded(page: Page, at: int) -> Point | None:
    """`noon`, `half past two`, `halb drei`, `ten`."""
    senses = page.tokens[at].senses
    if "fixed" in senses:
        return Point(senses["fixed"], at + 1, half=None, sure=True, padded=True)
    if "before" in senses:
        hour = page.tokens[at + 1].senses.get("number") or _small(page.tokens[at + 1])
        if hour and hour <= 12:  # noqa: PLR2004 - the clock's dial
            return Point((hour * _HOUR + senses["before"]) % _HALF, at + 2, sure=True)
    if "length" in senses and _is_hour_by_words(page, at):
        return Point(senses["length"], at + 1, sure=True)
    if "number" in senses and senses["number"] <= _LAST_HOUR:
        return Point(senses["number"] * _HOUR, at + 1)
    return None


def _is_hour_by_words(page: Page, at: int) -> bool:
    """Whether `deux heures` is the time and no length: after "à" ("de" tells a length), or in the afternoon."""
    before, after = page.tokens[at - 1].senses, page.tokens[at + 1].senses
    whole = page.tokens[at].senses["length"] % _HOUR == 0
    led = {"at", "range"} <= before.keys() and "on" not in before
    return whole and (led or "part" in after)


def _small(token: Token) -> int:
    return int(token.text) if token.kind == "number" and len(token.text) < 3 else 0  # noqa: PLR2004 - two digits


def _numbered(token: Token, at: int) -> Point | None:
    if token.kind in {"clock", "french"}:
        digits = "".join(c if c.isdigit() else " " for c in token.text).split()
        return _made(digits[0], digits[1], at, sure=True)
    if token.kind == "pair" and "." in token.text and not token.text.endswith("."):
        hour, minute = token.text.split(".")
        return _made(hour, minute, at, sure=False) if len(minute) == 2 else None  # noqa: PLR2004 - "10.30"
    if token.kind == "number" and len(token.text) <= 2:  # noqa: PLR2004 - an hour
        return _made(token.text, "00", at, sure=False)
    if token.kind == "number":  # "1500 hrs", "930am"
        return _made(token.text[:-2], token.text[-2:], at, sure=False)
    return None


def _made(hour: str, minute: str, at: int, *, sure: bool) -> Point | None:
    if int(hour) > _LAST_HOUR or int(minute) >= _HOUR:
        return None
    padded = hour[0] == "0" or int(hour) > 12  # noqa: PLR2004 - the clock's dial
    return Point(int(hour) * _HOUR + int(minute), at + 1, sure=sure, padded=padded)


def _with_suffixes(page: Page, point: Point, token: Token) -> Point | None:
    """The point with o'clock, minutes, am or pm, and the part of the day that follow it."""
    following = page.tokens[point.after]
    glued = following.start == token.end
    if token.kind == "number" and glued and following.text in page.words.endings:
        return None
    point = _with_minutes(page, _with_oclock(page, point))
    if _is_military(token):  # four digits alone are a number or a year
        timely = "at" in page.tokens[point.after - 2].senses and token.text[:2] not in {"19", "20"}
        return point if point.sure or timely or _opens_military_range(page, point.after) else None
    half, after = read_half(page, point.after)
    if half is not None and point.minutes < 13 * _HOUR:
        return point._replace(half=half, after=after, sure=True)
    if half is not None:  # "14:00 PM"
        return point._replace(after=after, sure=True)
    return None if token.kind == "number" and len(token.text) == 3 else _with_part(page, point)  # noqa: PLR2004


def _is_military(token: Token) -> bool:
    return token.kind == "number" and len(token.text) == 4  # noqa: PLR2004 - "1500"


def _opens_military_range(page: Page, at: int) -> bool:
    """Whether the end of "1600-1645 hrs" follows."""
    tokens = page.tokens
    joined = tokens[at].text in DASHES or "range" in tokens[at].senses
    return joined and _is_military(tokens[at + 1]) and "oclock" in tokens[at + 2].senses


def _with_oclock(page: Page, point: Point) -> Point:
    """With `Uhr`, `h`, `o'clock`; `Uhr 30`; and the hours of "1500 hours", which else are a length."""
    tokens, at = page.tokens, point.after
    if "oclock" not in tokens[at].senses:
        hours = _is_military(tokens[at - 1]) and tokens[at].senses.get("duration") == _HOUR
        hours = hours and "lasting" not in tokens[at - 2].senses
        return point._replace(after=at + 1, sure=True) if hours else point
    minutes = tokens[at + 1]
    if minutes.kind == "number" and len(minutes.text) == 2 and point.minutes % _HOUR == 0:  # noqa: PLR2004
        after = tokens[at + 2]
        if (
            int(minutes.text) < _HOUR
            and not {"month", "oclock", "duration"} & after.senses.keys()
            and after.text != "."
        ):
            return point._replace(minutes=point.minutes + int(minutes.text), after=at + 2, sure=True)
    return point._replace(after=at + 1, sure=True)


def _with_minutes(page: Page, point: Point) -> Point:
    """With `y media`, `et quart`, `menos cuarto`."""
    at = point.after
    if page.tokens[at].text == "-" and page.tokens[at].start == page.tokens[at - 1].end:  # "eight-thirty"
        at += 1
    added = page.tokens[at].senses.get("after")
    if added is None or point.minutes % _HOUR:
        return point
    return point._replace(minutes=(point.minutes + added) % _DAY, after=at + 1, sure=True)


def read_half(page: Page, at: int) -> tuple[int | None, int]:
    """`am`, `p.m.`, `p. m.`: 0 or 12 and the token after it; None where there is none."""
    tokens = page.tokens
    text, before = tokens[at].text, tokens[at - 1]
    glued = tokens[at].start == before.end and before.kind != "word"
    if text in {"am", "pm"}:
        capital = page.source[tokens[at].start : tokens[at].end].isupper()
        believed = text == "pm" or page.words.bare_am or glued or capital
        return (0 if text == "am" else 12, at + 1) if believed else (None, at)
    if text in {"a", "p"}:
        if tokens[at + 1].text == "." and tokens[at + 2].text == "m":
            return 0 if text == "a" else 12, at + (4 if tokens[at + 3].text == "." else 3)
        if glued and _stands_for_half(page, at):
            return 0 if text == "a" else 12, at + 1
    return None, at


def _stands_for_half(page: Page, at: int) -> bool:
    """Whether the letter of "1p" is am or pm: right after "at", or before a dash or a zone."""
    before, after = page.tokens[at - 2], page.tokens[at + 1]
    return "at" in before.senses or "abbreviation" in after.senses or after.text in DASHES


def _with_part(page: Page, point: Point) -> Point:
    """With `in the afternoon`, `du matin`, `nachmittags`."""
    tokens, at = page.tokens, point.after
    for ahead in range(_FAR_MEMBER):
        senses = tokens[at + ahead].senses
        if "part" in senses and not {"days", "weekday"} & senses.keys():
            return point._replace(half=senses["part"], after=at + ahead + 1, sure=True, part=True)
        if "on" not in senses:
            break
    return point
