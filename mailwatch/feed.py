"""A calendar of the job hunt (iCalendar, RFC 5545): interviews, days they named, and days on which a step falls due.

Pure: values in, bytes out, and the same bytes as long as nothing has changed, so that a calendar that watches the file
has nothing to do. Times are in UTC. Each entry is one moment and none recurs, so a VTIMEZONE would add nothing but the
room to get it wrong; every calendar shows UTC in its owner's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from uuid import NAMESPACE_OID, uuid5

from icalendar import Calendar, Event

from mailwatch.core.lifecycle import interviews as appointments
from mailwatch.core.models import Application, Interview, InterviewSlot, Kind, Mail, Reading, Stage, Step
from mailwatch.core.steps import STEPS
from mailwatch.report.happenings import Readings, promises
from mailwatch.standing import printable

PRODUCT = "-//mailwatch//job hunt//EN"

Sort = Literal["interview", "promised", "step"]

CATEGORIES: Mapping[Sort, str] = {"interview": "Interview", "promised": "Promised date", "step": "Follow-up"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the calendar.

    `key` never changes for the same thing. It lies at a moment (and has an `end`) or on a whole day. `revision` counts
    its changes (SEQUENCE), the last of which was at `changed` (DTSTAMP, RFC 5545 §3.8.7.2: in a file without METHOD).
    """

    key: str
    sort: Sort
    summary: str
    start: datetime | date
    changed: datetime
    end: datetime | None = None
    description: str = ""
    location: str = ""
    link: str = ""
    cancelled: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """The step that comes next for an application, and when it falls due."""

    step: Step
    at: datetime


def calendar(entries: Iterable[Entry], seed: str) -> str:
    """The text of the file, lines ended by CR LF. `seed` is the store's own: no two people's UIDs ever meet."""
    result = Calendar()
    result.add("PRODID", PRODUCT)
    result.add("VERSION", "2.0")
    result.add("CALSCALE", "GREGORIAN")
    for name in ("NAME", "X-WR-CALNAME"):  # RFC 7986, and what was used before it
        result.add(name, "Job hunt")
    for entry in sorted(entries, key=lambda e: (_begin(e), e.key)):
        result.add_component(_event(entry, seed))
    text: bytes = result.to_ical()
    return text.decode()


def entries(application: Application, known: Readings, due: Due | None, zone: tzinfo) -> Iterator[Entry]:
    """Everything of one application that has a date; `due` falls on its day in `zone`."""
    yield from _interviews(application, known)
    if application.stage is Stage.CLOSED:
        return
    heard = max((m.date for m in application.mails), default=application.contact_at)
    for promise in promises(application, known):
        if changed := promise.said_at or heard:
            summary = f"{_name(application)}: the day they named"
            key = f"{application.id}/promised/{promise.until}"
            yield Entry(key, "promised", summary, promise.until, changed, description=f"“{promise.quote}”")
    if due and heard and due.step is not Step.THANK_YOU:
        yield _step(application, due, heard, zone)


def _step(application: Application, due: Due, heard: datetime, zone: tzinfo) -> Entry:
    """The day of the next step. Every mail may move it, so their number is its revision."""
    before = sum(d.step is due.step and not d.open for d in application.drafts)
    ready = any(d.step is due.step and d.open for d in application.drafts)
    return Entry(
        f"{application.id}/{due.step}/{before}",
        "step",
        f"{_name(application)}: {STEPS[due.step]}",
        due.at.astimezone(zone).date(),
        heard,
        description="The draft waits in Drafts." if ready else "If they have not written, a draft is prepared.",
        revision=len(application.mails),
    )


# --- interviews -----------------------------------------------------------------------------------------------------


def _interviews(application: Application, known: Readings) -> Iterator[Entry]:
    told = [
        (m, r) for m in sorted(application.mails, key=lambda m: m.date) if (r := known.get(m.message_id)) and r.acts
    ]
    changes = _changes(told)
    for interview in application.interviews:
        slot = _slot(interview, told)
        revision, changed = changes.get(interview.key, (interview.sequence, interview.start))
        people = ", ".join(p.name or p.email for p in interview.people)
        yield Entry(
            f"{application.id}/interview/{interview.key}",
            "interview",
            f"{_name(application)}: interview",
            interview.start,
            changed,
            interview.end,
            f"With {people}" if people else "",
            slot.location if slot else "",
            slot.link if slot and slot.link.startswith(("https://", "http://")) else "",
            interview.cancelled,
            revision,
        )


def _changes(told: Iterable[tuple[Mail, Reading]]) -> dict[str, tuple[int, datetime]]:
    """By interview: how often it was moved, called off or taken up again, and when that was last."""
    interviews: tuple[Interview, ...] = ()
    changes: dict[str, tuple[int, datetime]] = {}
    for mail, reading in told:
        before = {i.key: (i.start, i.end, i.cancelled) for i in interviews}
        interviews = _after(interviews, mail, reading)
        for interview in interviews:
            if before.get(interview.key) != (interview.start, interview.end, interview.cancelled):
                revision = changes[interview.key][0] + 1 if interview.key in changes else 0
                changes[interview.key] = (revision, mail.date)
    return changes


def _after(interviews: tuple[Interview, ...], mail: Mail, reading: Reading) -> tuple[Interview, ...]:
    match reading.kind:
        case Kind.INTERVIEW_CONFIRMED:
            return appointments.confirm(interviews, reading.interviews, mail.date)
        case Kind.INTERVIEW_RESCHEDULED:
            return appointments.reschedule(interviews, reading.interviews, mail.date)
        case Kind.INTERVIEW_CANCELLED:
            return appointments.cancel(interviews, reading, mail.date)
        case _:
            return interviews


def _slot(interview: Interview, told: Iterable[tuple[Mail, Reading]]) -> InterviewSlot | None:
    """The last mail's word on where this interview is."""
    slots = [s for _, reading in told for s in reading.interviews if s.link or s.location]
    own = [s for s in slots if s.start == interview.start or (s.uid and s.uid == interview.uid)]
    return own[-1] if own else None


# --- as iCalendar has it --------------------------------------------------------------------------------------------


def _event(entry: Entry, seed: str) -> Event:
    event = Event()
    event.add("UID", str(uuid5(NAMESPACE_OID, f"mailwatch/{seed}/{entry.key}")))
    event.add("DTSTAMP", entry.changed.astimezone(UTC))
    event.add("SEQUENCE", entry.revision)
    event.add("SUMMARY", printable(entry.summary))
    if isinstance(entry.start, datetime):
        event.add("DTSTART", entry.start.astimezone(UTC))
        event.add("DTEND", (entry.end or entry.start).astimezone(UTC))
        event.add("TRANSP", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    else:
        event.add("DTSTART", entry.start)
        event.add("DTEND", entry.start + timedelta(days=1))
        event.add("TRANSP", "TRANSPARENT")
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    event.add("CATEGORIES", [CATEGORIES[entry.sort]])
    for name, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location), ("URL", entry.link)):
        if text:
            event.add(name, printable(text))
    return event


def _begin(entry: Entry) -> datetime:
    if isinstance(entry.start, datetime):
        return entry.start.astimezone(UTC)
    return datetime.combine(entry.start, time(), UTC)


def _name(application: Application) -> str:
    company = application.company or "An unnamed company"
    return f"{company} ({application.role})" if application.role else company
