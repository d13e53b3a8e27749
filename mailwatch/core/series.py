"""One date of a calendar series as an appointment of its own.

In a calendar all dates of a series share its UID (RFC 5545 §3.8.4.7). Here that of one date is the series' own, a `#`,
and the RECURRENCE-ID (§3.8.4.4): the moment, in UTC, at which the series has it begin.
"""

from __future__ import annotations

from datetime import UTC, datetime


def date_uid(series: str, recurrence_id: str) -> str:
    """The UID of one date of a series."""
    return f"{series}#{recurrence_id}"


def series_of(uid: str) -> str:
    """The calendar UID of the whole series that a date belongs to; that of a single appointment is its own."""
    return uid.partition("#")[0]


def in_utc(moment: datetime) -> str:
    """`20261110T130000Z` (RFC 5545 §3.3.5, form 2) for an aware moment."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
