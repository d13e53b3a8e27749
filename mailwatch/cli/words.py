"""`note`, `snooze`, `pause`, `close`, `reopen`: the user's word on one application. A running daemon hears of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from typing import Any

from mailwatch import config as configuration
from mailwatch import records, store
from mailwatch.cli.arguments import Arguments
from mailwatch.core.lifecycle.events import ClosedByYou, DraftSent, Event, Noted, Paused, Reopened, StepSkipped
from mailwatch.core.lifecycle.telling import called
from mailwatch.core.models import Notes, Person, Step, Timeline
from mailwatch.core.reading.timelines import as_told, day_told
from mailwatch.daemon import system_clock
from mailwatch.errors import UsageError
from mailwatch.watcher import Clock

HOURS = re.compile(r"(?:in )?(\d{1,3}) hours?")
"""The one length of time that ends on no day."""


def say(arguments: Arguments, clock: Clock = system_clock) -> int:
    """Write the user's word down; whatever watches the mailbox acts on it within about a minute."""
    directory = arguments.state or configuration.paths().state
    with records.read_only(directory) as connection:
        application = records.found(connection, arguments.application)
        zone = records.zone(connection)
        unheard = any(key == application["id"] for key, _ in records.pending(connection))
    if not unheard:
        _require_fitting(application, arguments.word)
    now = clock().astimezone(zone)
    for event in _events(arguments, application, now):
        store.leave_word(directory, application["id"], event)
    sys.stdout.write(f"{called(application['company'], application['role'])}: noted; {SOON}\n")
    return 0


def _require_fitting(application: Mapping[str, Any], word: str) -> None:
    """Refuse a word that would change nothing.

    Raises:
        UsageError: it is closed (or, for `reopen`, neither closed nor paused).
    """
    stage = application["stage"]
    if stage == "closed" and word in ("snooze", "pause"):
        raise UsageError(f"{_name(application)} is closed; `mailwatch reopen` takes it up again")
    if stage not in ("closed", "paused") and word == "reopen":
        raise UsageError(f"{_name(application)} is neither closed nor paused")


SOON = "it takes effect with the next look at the mail."


def _events(arguments: Arguments, application: Mapping[str, Any], now: datetime) -> list[Event]:
    match arguments.word:
        case "note":
            return _noted(arguments, application, now)
        case "snooze":
            return [Paused(now, until=_moment(arguments.until, now))]
        case "pause":
            return [Paused(now)]
        case "close":
            return [ClosedByYou(now)]
        case _:
            return [Reopened(now)]


# --- note -----------------------------------------------------------------------------------------------------------


def _noted(arguments: Arguments, application: Mapping[str, Any], now: datetime) -> list[Event]:
    notes = Notes(
        tuple(arguments.topic),
        arguments.skill,
        arguments.value,
        _timeline(arguments.timeline, now),
        (" ".join(arguments.remark),) if arguments.remark else (),
    )
    noted = Noted(now, notes, arguments.company, arguments.role, tuple(_person(p) for p in arguments.person))
    events: list[Event] = [] if noted == Noted(now, Notes()) else [noted]
    if arguments.thanked:
        events.append(_thanked(application, now))
    if arguments.sent:
        events.append(_sent(application, now))
    if not events:
        options = "--topic, --skill, --value, --timeline, --company, --role, --person, --thanked or --sent"
        raise UsageError(f"nothing to note; say {options}, or write a remark")
    return events


def _thanked(application: Mapping[str, Any], now: datetime) -> Event:
    """The thank-you is skipped.

    Raises:
        UsageError: no interview has taken place that they were not thanked for.
    """
    held = (i for i in application["interviews"] if not i["cancelled"] and not i["thanked"])
    if not any(datetime.fromisoformat(i["end"]) <= now for i in held):
        raise UsageError(f"{_name(application)}: no interview is over for which a thank-you is still to be sent")
    return StepSkipped(now, Step.THANK_YOU, "you thanked them in person", said=True)


def _sent(application: Mapping[str, Any], now: datetime) -> Event:
    """The draft that is gone was sent.

    Raises:
        UsageError: no draft is gone.
    """
    gone = [d for d in application["drafts"] if d["state"] == "gone"]
    if not gone:
        raise UsageError(f"{_name(application)}: no draft is gone from Drafts; one that you send is noticed by itself")
    last = max(gone, key=lambda d: datetime.fromisoformat(d["gone_at"] or d["planned_at"]))
    at = datetime.fromisoformat(last["gone_at"]) if last["gone_at"] else now
    return DraftSent(at, last["key"], said=True)


def _name(application: Mapping[str, Any]) -> str:
    return called(application["company"], application["role"])


def _person(text: str) -> Person:
    """`Jane Doe <jane@example.com>`, an address, or a name.

    Raises:
        UsageError: it is neither.
    """
    name, email = parseaddr(text) if "@" in text else (text.strip(), "")
    if not (re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", email) or (name and "@" not in text)):
        raise UsageError(f'{text!r} names nobody; write "Jane Doe <jane@example.com>"')
    return Person(name, email.lower())


def _timeline(text: str, now: datetime) -> Timeline | None:
    """What they said about when they would be back, counted from today.

    Raises:
        UsageError: it names no day, or one that has passed.
    """
    if not text:
        return None
    found = as_told(text, anchor=now)
    if found is None:
        day = day_told(text, anchor=now)
        if day and day < now.date():
            raise UsageError(f"{text}: {day:%A} {day.day} {day:%B %Y} has passed already")
        raise UsageError(f'{text!r} names no day; try "2 weeks" or "by 14 May"')
    return found


# --- days -----------------------------------------------------------------------------------------------------------


def _moment(text: str, now: datetime) -> datetime:
    """The beginning of a day in the zone of `now`, as words or a date name it; a number of hours from now.

    Raises:
        UsageError: it names none, or one that has passed or begun.
    """
    if found := HOURS.fullmatch(text.strip().lower()):
        return now + timedelta(hours=int(found[1]))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day = day_told(text, anchor=now)
        if day is None:
            examples = '"next friday", "2 weeks", "14 May" or 2026-05-14'
            raise UsageError(f"{text!r} names no day; write {examples}") from None
        moment = datetime.combine(day, time())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    if moment <= now:
        raise UsageError(f"{text}: {moment:%A} {moment.day} {moment:%B %Y} has passed already, or is today")
    return moment
