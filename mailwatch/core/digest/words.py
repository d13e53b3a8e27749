"""How moments, spans, numbers and people are written for the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mailwatch.core import workdays
from mailwatch.core.models import Address
from mailwatch.core.policy import Policy


def moment(when: datetime, now: datetime, policy: Policy) -> str:
    """A moment in the user's zone: `today 16:00`, `tomorrow 09:00`, `Tue 24 Nov 09:00`."""
    zone = workdays.zone_of(policy)
    local, today = when.astimezone(zone), now.astimezone(zone).date()
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    day = near.get((local.date() - today).days, f"{local:%a} {local.day} {local:%b}")
    return f"{day} {local:%H:%M}"


def span(length: timedelta) -> str:
    """About how long: `40 minutes`, `7 hours`, `3 days`."""
    minutes = max(1, round(length / timedelta(minutes=1)))
    if minutes < 90:  # noqa: PLR2004 - an hour and a half is where hours begin to say enough
        return counted(minutes, "minute", "minutes")
    hours = round(minutes / 60)
    if hours <= 48:  # noqa: PLR2004 - and two days where days do
        return counted(hours, "hour", "hours")
    return counted(round(hours / 24), "day", "days")


def counted(number: int, one: str, many: str) -> str:
    """`1 draft`, `2 drafts`."""
    return f"{number} {one if number == 1 else many}"


def about(people: Sequence[Address]) -> str:
    """People by name, by address where they have none: `Dana Okafor and kim@acme.example`."""
    called = [p.name or p.email for p in people]
    return " and ".join(filter(None, (", ".join(called[:-1]), called[-1]))) if called else ""
