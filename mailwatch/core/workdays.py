"""Working days, hours and holidays, in the user's zone. Daylight saving is decided here and nowhere else.

Arithmetic in days is done on the wall clock ("a week later at the same time"), arithmetic in hours on the real one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailwatch.core.policy import Policy

SEARCHED = 60
"""Days looked ahead for a working day; a calendar with none in two months has none at all."""


@lru_cache(maxsize=64)
def _holidays(place: str, year: int) -> Mapping[date, str]:
    """Public holidays, with their names, of a country, optionally with a subdivision (`DE`, `DE-BE`)."""
    import holidays  # noqa: PLC0415 - 9 MB and 0.1 s that a user without holidays never pays

    country, _, subdivision = place.partition("-")
    return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US"))


def zone_of(policy: Policy) -> ZoneInfo:
    """The user's zone."""
    return ZoneInfo(policy.timezone)


def is_working_day(day: date, policy: Policy) -> bool:
    """Whether the user works on that day."""
    return not day_off(day, policy)


def day_off(day: date, policy: Policy) -> str:
    """Why the user does not work on that day: the holiday's name or the day of the week; empty where they do."""
    if policy.holidays and (holiday := _holidays(policy.holidays, day.year).get(day)):
        return holiday
    return "" if day.weekday() in policy.working_days else f"{day:%A}"


def is_working_time(moment: datetime, policy: Policy) -> bool:
    """Whether a draft may be placed then: a working day, within working hours (start included, end not)."""
    local = moment.astimezone(zone_of(policy))
    return is_working_day(local.date(), policy) and policy.work_starts <= local.time() < policy.work_ends


def morning(day: date, policy: Policy) -> datetime:
    """The start of work on the first working day from `day` on (UTC).

    A start that the clocks jump over in spring is the same distance after midnight in real time.
    """
    for ahead in range(SEARCHED):
        candidate = day + timedelta(days=ahead)
        if is_working_day(candidate, policy):
            break
    else:
        candidate = day
    return datetime.combine(candidate, policy.work_starts, zone_of(policy)).astimezone(UTC)


def morning_after(day: date, policy: Policy) -> datetime:
    """The first working morning strictly after `day` (UTC)."""
    return morning(day + timedelta(days=1), policy)


def working_time_from(moment: datetime, policy: Policy) -> datetime:
    """`moment` itself where it is working time, else the next working morning (UTC)."""
    if is_working_time(moment, policy):
        return moment.astimezone(UTC)
    local = moment.astimezone(zone_of(policy))
    if local.time() < policy.work_starts:
        return morning(local.date(), policy)
    return morning_after(local.date(), policy)


def detour(moment: datetime, policy: Policy) -> str:
    """Why `working_time_from` moves a moment, in words ("Saturday, Sunday, Easter Monday"); empty where it does not."""
    local = moment.astimezone(zone_of(policy))
    due = working_time_from(moment, policy).astimezone(zone_of(policy))
    if due == local:
        return ""
    if due.date() == local.date():
        return "before work begins"
    between = (local.date() + timedelta(days=n) for n in range((due.date() - local.date()).days))
    off = [reason for day in between if (reason := day_off(day, policy))]
    evening = [] if day_off(local.date(), policy) else ["after work"]
    return ", ".join([*evening, *off])


def later(moment: datetime, delay: timedelta, policy: Policy) -> datetime:
    """`delay` after `moment` (UTC): whole days on the user's wall clock, the rest in real time."""
    days, rest = timedelta(days=delay.days), delay - timedelta(days=delay.days)
    zone = zone_of(policy)
    wall = moment.astimezone(zone).replace(tzinfo=None) + days
    return wall.replace(tzinfo=zone).astimezone(UTC) + rest
