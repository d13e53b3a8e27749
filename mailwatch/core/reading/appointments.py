"""What a calendar part means for a job hunt: whether its appointment is an interview, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailwatch.core.models import SURE, Evidence, InterviewSlot, Kind, Person
from mailwatch.core.reading.kinds import Judgement, title_strengths
from mailwatch.core.reading.names import is_free_mail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.models import Owner
    from mailwatch.core.reading.calendars import CalendarEvent
    from mailwatch.core.reading.when import Moment

_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH", "ADD"})
"""Methods by which guests and hosts talk about an appointment (RFC 5546 §3.2); none of them fixes one."""
_ABOUT = 0.3
"""How surely an entry that bears the user's name must be about work to be an interview ("Sam Rivera / Acme, intro")."""
_BY_NAME = 0.7
_EXCERPT = 1_500
_NAME = 3
"""Letters from which a part of a name tells a person."""


def judge_calendar(
    events: Sequence[CalendarEvent], subject: str, text: str, owner: Owner, language: str
) -> Judgement | None:
    """What the calendar parts of a mail say; None where there are none, or none that says anything.

    Args:
        events: the appointments of the mail.
        subject: its subject.
        text: what its sender newly wrote; often nothing but boilerplate.
        owner: the user, who may be the host or sit on the panel.
        language: the language of the mail.
    """
    if not events:
        return None
    if all(e.method in _ANSWERS for e in events):
        return Judgement(Kind.OTHER, 0.9, (Evidence(events[0].summary or events[0].method, "calendar.answer"),))
    event = next(e for e in events if e.method not in _ANSWERS)
    if _is_own(event, owner):
        return Judgement(Kind.OTHER, 0.9, (Evidence(_shown(event), "calendar.yours"),))
    words = f"{text[:_EXCERPT]}\n\n{event.description[:_EXCERPT]}"
    found = title_strengths(subject, event.summary, words, language)
    other = found.beside if _names(event.summary, owner) else found.other
    invited = found.about >= _ABOUT > found.other and _names(event.summary, owner) and _is_strangers(event)
    if (found.appointment < SURE and not invited) or other >= SURE:
        return Judgement(Kind.OTHER, max(SURE, other), (Evidence(_shown(event), "calendar.no-interview"),))
    if event.cancelled:
        return Judgement(Kind.INTERVIEW_CANCELLED, 0.95, (Evidence(_shown(event), "calendar.cancelled"),))
    if event.start is None:
        return None
    if found.moved >= SURE:
        return Judgement(Kind.INTERVIEW_RESCHEDULED, 0.95, (Evidence(_shown(event), "calendar.moved"),))
    sure = 0.95 if found.appointment >= SURE else _BY_NAME
    return Judgement(Kind.INTERVIEW_CONFIRMED, sure, (Evidence(_shown(event), "calendar.invitation"),))


def _is_own(event: CalendarEvent, owner: Owner) -> bool:
    """Whether the user or a colleague of the user is the host."""
    if event.organizer is None:
        return False
    host = event.organizer.email.lower()
    domain = host.rpartition("@")[2]
    if owner.owns(host):
        return True
    return not is_free_mail(domain) and any(a.rpartition("@")[2] == domain for a in owner.addresses)


def _is_strangers(event: CalendarEvent) -> bool:
    """Whether somebody at a house of their own is the host (that it is not the user's own has been seen before)."""
    return event.organizer is not None and not is_free_mail(event.organizer.email.rpartition("@")[2].lower())


def _names(title: str, owner: Owner) -> bool:
    """Whether the title names the user, who is then the one to be interviewed."""
    words = title.casefold().replace("'", " ").split()
    return any(part in words for part in owner.name.casefold().split() if len(part) >= _NAME)


def _shown(event: CalendarEvent) -> str:
    when = f" ({event.start:%Y-%m-%d %H:%M})" if event.start else ""
    return f"{event.summary or event.uid}"[:160] + when


def slots_of(
    events: Sequence[CalendarEvent], owner: Owner, moments: Sequence[Moment] = ()
) -> tuple[InterviewSlot, ...]:
    """The appointments as interviews, those without a start left out.

    An entry that only blocks the day gets its hours from the `moments` of the words beside it.
    """
    timed = [_with_hours(e, moments) for e in events]
    return tuple(
        InterviewSlot(
            start=e.start,
            end=e.end,
            timezone=e.timezone,
            uid=e.date_uid,
            sequence=e.sequence,
            link=e.link,
            location=e.location,
            people=_people(e, owner),
        )
        for e in timed
        if e.start is not None and e.method not in _ANSWERS
    )


def _with_hours(event: CalendarEvent, moments: Sequence[Moment]) -> CalendarEvent:
    """An all-day event at the first hour that the mail gives for its day; any other as it is."""
    if not event.all_day or event.start is None:
        return event
    day = event.start.date()
    hours = next((m for m in moments if m.start.date() == day), None)
    return event if hours is None else replace(event, start=hours.start, end=hours.end, timezone=hours.timezone)


def _people(event: CalendarEvent, owner: Owner) -> tuple[Person, ...]:
    return tuple(
        Person(a.address.name, a.address.email, "interviewer")
        for a in event.attendees
        if not owner.owns(a.address.email)
        and (event.organizer is None or a.address.email.lower() != event.organizer.email.lower())
    )
