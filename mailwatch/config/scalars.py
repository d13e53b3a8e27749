"""How each sort of value is written in the config, as functions from text to value.

Each raises `ValueError` whose text says what was expected; the place is added by whoever knows it.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import shlex
import textwrap
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mailwatch.config.places import is_timezone

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = timedelta(days=366)

_SECONDS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_SHORT = {"m": "minute", "min": "minute", "mins": "minute", "h": "hour", "d": "day", "w": "week"}
_DURATION_PART = re.compile(r"(\d+)\s*([^\W\d]*)\s*,?\s*")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHELL_WORDS = frozenset({"|", "||", "&", "&&", ";", ">", ">>", "<", "2>&1"})


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The hint to add for a mistyped word: empty, or `; did you mean …?`."""
    nearest = difflib.get_close_matches(word.lower(), {name.lower(): name for name in known}, n=1, cutoff=0.6)
    names = [name for name in known if nearest and name.lower() == nearest[0]]
    return f"; did you mean {names[0]}?" if names else ""


def quoted(text: str) -> str:
    """A value as it is repeated in a message: in quotes, on one line, not too long."""
    return f'"{textwrap.shorten(text, 60, placeholder="...")}"'


def line_of_text(text: str) -> str:
    """Text for one line: what goes into a header must not end it."""
    if not text.strip() or not text.isprintable():
        raise ValueError(f"{quoted(text)} is empty or has control characters in it; expected one line of text")
    return text.strip()


def path(text: str) -> str:
    """The name of a file or folder; `~` is somebody's home."""
    try:
        Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"{quoted(text)} names a home that does not exist; expected such as ~/mailwatch") from None
    return line_of_text(text)


def address(text: str) -> str:
    """A mail address (RFC 5321 §4.1.2, without quoted local parts); the domain comes back in lower case."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not a mail address; expected such as sam@example.com")
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def host(text: str) -> str:
    """A host name or IP address, without port or scheme."""
    if re.fullmatch(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?", text) is None:
        raise ValueError(f"{quoted(text)} is not a host name; expected such as imap.example.com")
    return text.strip("[]").lower()


def is_loopback(name: str) -> bool:
    """Whether a host is this machine, so that nobody else hears what is said to it."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def timezone(text: str) -> str:
    """The name of a time zone."""
    if is_timezone(text):
        return text
    raise ValueError(f"{quoted(text)} is not a time zone; expected a name such as Europe/Berlin{_near_zone(text)}")


_ZONES_OF_CLOCKS = {
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "mdt": "America/Denver",
    "cdt": "America/Chicago",
    "edt": "America/New_York",
    "bst": "Europe/London",
    "cest": "Europe/Berlin",
    "eest": "Europe/Helsinki",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "aest": "Australia/Sydney",
}
"""Where clocks go by what people call their zone; what the database knows itself (EST, CET) is not here."""


def _near_zone(text: str) -> str:
    """The hint for a mistyped zone: by the city alone too, and by what is said of a clock there."""
    import zoneinfo  # noqa: PLC0415 - the list of all zones is read for the hint alone

    word = text.strip().replace(" ", "_").lower()
    if word in _ZONES_OF_CLOCKS:
        return f"; did you mean {_ZONES_OF_CLOCKS[word]}?"
    # in Etc/GMT+2 the sign is the wrong way round for whoever means UTC+2
    zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    cities = {zone.rpartition("/")[2].lower(): zone for zone in reversed(zones)}
    near = difflib.get_close_matches(word.rpartition("/")[2], cities, n=1, cutoff=0.75)
    return f"; did you mean {cities[near[0]]}?" if near else did_you_mean(word, zones)


def duration(text: str) -> timedelta:
    """A length of time, at most a year: `30 minutes`, `4h`, `7 days`, `2 weeks`, `1 day 12 hours`."""
    total, end = timedelta(), 0
    while part := _DURATION_PART.match(text, end):
        total += timedelta(seconds=int(part[1][:9]) * _SECONDS[_unit(text, part[2])])
        end = part.end()
    if end == 0 or end != len(text):
        raise ValueError(f"{quoted(text)} is not a length of time; {_EXPECTED_DURATION}")
    if not timedelta() < total <= LONGEST:
        raise ValueError(f"{quoted(text)} is out of range; expected more than nothing and at most a year")
    return total


_EXPECTED_DURATION = "expected a number and a unit, such as 30 minutes, 4h, 7 days, 2 weeks"


def _unit(text: str, word: str) -> str:
    """The unit a word names, in the singular."""
    unit = _SHORT.get(word.lower(), word.lower().removesuffix("s"))
    if unit in _SECONDS:
        return unit
    if not word:
        raise ValueError(f"{quoted(text)} has no unit; {_EXPECTED_DURATION}")
    hint = did_you_mean(word, ("minutes", "hours", "days", "weeks"))
    raise ValueError(f"{quoted(word)} is not a unit of time; {_EXPECTED_DURATION}{hint}")


def in_words(length: timedelta) -> str:
    """A duration as one would write it."""
    for name, seconds in reversed(_SECONDS.items()):
        count, rest = divmod(int(length.total_seconds()), seconds)
        if not rest and (name != "minute" or count < 60):  # noqa: PLR2004 - minutes in an hour
            return f"{count} {name}{'' if count == 1 else 's'}"
        if name == "hour" and count and rest % 60 == 0:
            return f"{in_words(timedelta(hours=count))} {in_words(timedelta(seconds=rest))}"
    return str(length)


def clock(text: str) -> time:
    """A time of day, 24 hours: `08:00`."""
    found = _CLOCK.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise ValueError(f"{quoted(text)} is not a time of day; expected hours and minutes, such as 08:00 or 17:30")


def hours(text: str) -> tuple[time, time]:
    """A span within one day: `09:00-17:30`."""
    begins, dash, ends = text.replace("–", "-").partition("-")  # noqa: RUF001 - people paste en dashes
    if not dash:
        raise ValueError(f"{quoted(text)} is not a span of time; expected such as 09:00-17:30")
    span = clock(begins), clock(ends)
    if span[0] >= span[1]:
        raise ValueError(f"{quoted(text)} ends before it begins; expected such as 09:00-17:30")
    return span


def weekday(text: str) -> int:
    """A day of the week as `date.weekday()` counts: `mon` is 0. Whole names are understood too."""
    word = text.strip().lower()
    for number, (short, full) in enumerate(zip(_WEEKDAYS, _FULL_WEEKDAYS, strict=True)):
        if word in (short, full):
            return number
    hint = did_you_mean(word, (*_WEEKDAYS, *_FULL_WEEKDAYS))
    raise ValueError(f"{quoted(text)} is not a day; expected {', '.join(_WEEKDAYS[:-1])} or {_WEEKDAYS[-1]}{hint}")


_FULL_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = (*_WEEKDAYS, *_FULL_WEEKDAYS)
"""Every word for a day."""


def holidays(text: str) -> str:
    """Whose public holidays count: `none` (comes back empty), a country, or a country and subdivision: `DE-BE`."""
    if text.strip().lower() == "none":
        return ""
    from holidays import list_supported_countries  # noqa: PLC0415 - 180 ms, only for those who name a country
    from holidays.registry import COUNTRIES  # noqa: PLC0415

    country, dash, part = text.strip().upper().partition("-")
    known = list_supported_countries(include_aliases=False)
    if country not in known:
        named = {name.replace("_", " "): codes[1] for name, codes in COUNTRIES.items()}
        nearest = difflib.get_close_matches(text.strip().lower(), named, n=1, cutoff=0.7)
        hint = f"; did you mean {named[nearest[0]]}?" if nearest else did_you_mean(country, known)
        raise ValueError(f"{quoted(text)} is no known country; expected none, or a code such as DE or DE-BE{hint}")
    if not dash:
        return country
    parts = {subdivision.upper(): subdivision for subdivision in known[country]}
    if part not in parts:
        choices = ", ".join(parts.values()) or f"none: {country} has no subdivisions"
        raise ValueError(f"{quoted(text)}: {country} has no {quoted(part)}; expected one of {choices}")
    return f"{country}-{parts[part]}"


def command(text: str) -> str:
    """A command line that prints a secret. It is split like a shell would, but no shell runs it."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise ValueError("the command has an open quote; expected such as pass show mail") from None
    if not words:
        raise ValueError("the command is empty; expected such as pass show mail")
    if used := _SHELL_WORDS.intersection(words):
        raise ValueError(f"no shell runs the command, so {min(used)} means nothing; expected sh -c '...' around it")
    return text


def credential_name(text: str) -> str:
    """The name of a systemd credential: a file name."""
    if "/" in text or text in (".", "..") or not text.isprintable():
        raise ValueError("a systemd credential has a plain name; expected such as mail-password")
    return text


def endpoint(text: str) -> str:
    """The address of an authorization server: https, since tokens go there; http only on this machine."""
    expected = "expected such as https://auth.example.com/token"
    try:
        parts = urlsplit(text)
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(f"{quoted(text)} is not an address; {expected}") from None
    if not name or not text.isprintable() or " " in text or parts.username is not None or parts.fragment:
        raise ValueError(f"{quoted(text)} is not an address; {expected}")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(name)):
        raise ValueError(f"{quoted(text)} would show your tokens to others; expected an address with https")
    return text


def tenant(text: str) -> str:
    """A Microsoft 365 tenant: a word, a domain, or an id."""
    if not re.fullmatch(r"[A-Za-z0-9.-]+", text):
        raise ValueError(f"{quoted(text)} is no tenant; expected such as common, consumers or example.onmicrosoft.com")
    return text


def opaque(text: str) -> str:
    """One word that somebody else made up; it is not repeated in messages."""
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("this is not one word of plain letters, digits and signs; copy it anew")
    return text
