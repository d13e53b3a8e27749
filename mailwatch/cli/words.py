"""`note`, `snooze`, `pause`, `close`, `reopen`: the user's word on one application. A running daemon hears of it."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta

from mailwatch import config as configuration
from mailwatch import records, store
from mailwatch.cli.arguments import Arguments
from mailwatch.core.lifecycle.events import ClosedByYou, Event, Noted, Paused, Reopened
from mailwatch.core.models import Notes, Timeline
from mailwatch.core.reading.timelines import as_told
from mailwatch.daemon import system_clock
from mailwatch.errors import UsageError

LENGTH = re.compile(r"(?:in )?(\d{1,3}) (hour|day|week)s?")
"""A length of time as people write it."""


def say(arguments: Arguments) -> int:
    """Write the user's word down; whatever watches the mailbox acts on it within about a minute."""
    directory = arguments.state or configuration.paths().state
    with records.read_only(directory) as connection:
        names = records.names(connection)
    application = records.named(names, arguments.application)
    store.leave_word(directory, application, _event(arguments, system_clock()))
    sys.stdout.write(f"{names[application]}: noted; it takes effect with the next look at the mail.\n")
    return 0


def _event(arguments: Arguments, now: datetime) -> Event:
    match arguments.word:
        case "note":
            return _noted(arguments, now)
        case "snooze":
            return Paused(now, until=_moment(arguments.until, now))
        case "pause":
            return Paused(now)
        case "close":
            return ClosedByYou(now)
        case _:
            return Reopened(now)


def _noted(arguments: Arguments, now: datetime) -> Noted:
    notes = Notes(
        tuple(arguments.topic), arguments.skill, arguments.value, _timeline(arguments.timeline, now.astimezone())
    )
    noted = Noted(now, notes, arguments.company, arguments.role)
    if noted == Noted(now, Notes()):
        raise UsageError("nothing to note; say --topic, --skill, --value, --timeline, --company or --role")
    return noted


def _timeline(text: str, now: datetime) -> Timeline | None:
    """What they said about when they would be back, counted from today.

    Raises:
        UsageError: it names no day.
    """
    if not text:
        return None
    if found := as_told(text, anchor=now):
        return found
    raise UsageError(f'{text!r} names no day; try "2 weeks" or "by 14 May"')


def _moment(text: str, now: datetime) -> datetime:
    """A date (its midnight on this machine), or a length from now.

    Raises:
        UsageError: it is neither, or lies in the past.
    """
    if found := LENGTH.fullmatch(text.strip().lower()):
        return now + timedelta(**{f"{found[2]}s": int(found[1])})
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise UsageError(f'{text!r} is no date; write 2026-05-14, or a length such as "2 weeks"') from None
    if moment <= now:
        raise UsageError(f"{text} has passed already")
    return moment
