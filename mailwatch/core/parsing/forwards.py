"""Mail inside mail: the headers that a client writes above what it forwards, read back."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_tz
from typing import TYPE_CHECKING

from mailwatch.core.parsing.addresses import read_addresses
from mailwatch.core.parsing.data import AFTERNOON, MONTHS, MORNING
from mailwatch.core.parsing.headers import EARLIEST_YEAR, read_date
from mailwatch.core.parsing.quoting import read_block, read_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.models import Address

_MAILTO = re.compile(r"[\[<(]mailto:([^\[\]<>()\s]{1,300})[\]>)]")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d\d)(?:[:.](\d\d))?)? ?([ap]\.? ?m\b)?", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d:])(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])")
_WORD = re.compile(r"[^\W\d_]{3,12}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?![\d:h])(?! ?[ap]\.?m\b)", re.IGNORECASE)


def take_block(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The header block of a forwarded mail and the lines below it; an empty block where none is at the top."""
    start = next((i for i, line in enumerate(lines[:12]) if line and read_label(line) is not None), None)
    if start is None:
        return {}, list(lines)
    fields, end = read_block(lines, start)
    return fields, list(lines[end:])


def block_addresses(value: str) -> tuple[Address, ...]:
    """Mailboxes as clients show them: `Anna [mailto:a@b.example]`, `Anna <a@b.example>; Ben`."""
    return read_addresses([_MAILTO.sub(r"<\1>", value)]) if value else ()


def block_date(value: str, zone_of: datetime) -> datetime | None:
    """The date of a forwarded mail as its client wrote it for people, in one of many languages.

    Args:
        value: `Tue, Nov 3, 2026 at 10:00 AM`, `Dienstag, 3. November 2026 10:00`, `03.11.2026 10:00`…
        zone_of: a datetime in whose offset the clock is read where the value names none.

    Returns:
        An aware datetime, or None where no day can be read.
    """
    value = value[:120]
    if re.search(r"[+-]\d{4}\b", value) is not None and parsedate_tz(value) is not None:
        return read_date(value)
    day = _day(value)
    if day is None:
        return None
    try:
        return datetime(*day, *_clock(value), tzinfo=zone_of.tzinfo)
    except ValueError:
        return None


def _day(value: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    numbers = _NUMBERS.search(value)
    if numbers is not None:
        return _numeric(int(numbers[1]), int(numbers[3]), int(numbers[4]), numbers[2], len(numbers[1]))
    year = _YEAR.search(value)
    months = [m for w in _WORD.findall(value.lower()) if (m := MONTHS.get(w[:4]) or MONTHS.get(w[:3]))]
    month = months[-1] if months else None  # the first may be a weekday: mardi, martes, maandag
    if year is None or month is None:
        return None
    rest = value[: year.start()] + " " + value[year.end() :]
    day = _DAY.search(rest)
    return (int(year[0]), month, int(day[1])) if day is not None and int(year[0]) >= EARLIEST_YEAR else None


def _numeric(first: int, second: int, third: int, separator: str, width: int) -> tuple[int, int, int]:
    """Order the numbers of a date: ISO, American with slashes where it can be, else day first."""
    if width == 4:  # noqa: PLR2004 - digits of a year
        return first, second, third
    year = third if third > 99 else 2000 + third  # noqa: PLR2004 - two digits
    american = separator == "/" and first <= 12  # noqa: PLR2004 - months
    return (year, first, second) if american and second > 12 else (year, second, first)  # noqa: PLR2004


def _clock(value: str) -> tuple[int, int, int]:
    """Hour, minute and second; midnight where none is given."""
    for found in _CLOCK.finditer(value):
        hour, minute, second, half = found.groups()
        if minute is None and half is None:
            continue
        number = int(hour)
        half = (half or "").lower().rstrip(".")
        if half.startswith(AFTERNOON) and number < 12:  # noqa: PLR2004 - noon
            number += 12
        elif half.startswith(MORNING) and number == 12:  # noqa: PLR2004 - midnight
            number = 0
        if number < 24 and int(minute or 0) < 60:  # noqa: PLR2004 - a day, an hour
            return number, int(minute or 0), min(int(second or 0), 59)
    return 0, 0, 0
