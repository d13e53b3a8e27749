"""What happened in an application and when, in the words of a person: what the chart draws and the lists tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from mailwatch.core.lifecycle.events import Event, MailRead
from mailwatch.core.models import Application, Draft, DraftState, Kind, Mail, Reading
from mailwatch.core.steps import STEPS

SAME = timedelta(minutes=5)
"""A mail of the user's and a draft that was sent within this time are one: Sent keeps its own Message-ID."""

Readings = Mapping[str, Reading]
"""What each mail of an application was understood to say, by Message-ID."""


class Sort(StrEnum):
    """Of which sort a happening is; the chart has a shape for each."""

    INTERVIEW = "interview"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    SENT = "sent"
    WROTE = "wrote"
    DECLINED = "declined"
    OFFER = "offer"
    PROMISED = "promised"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Happening:
    """One of them. `until`: a draft lay there that long (None: not at all, or still). `waiting`: it lies there now."""

    at: datetime
    sort: Sort
    text: str
    until: datetime | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """They said that they would be back: by which day, in which words, and when they said it (None: unknown)."""

    until: date
    quote: str
    said_at: datetime | None = None


WORDS: Mapping[Kind, tuple[Sort, str]] = {
    Kind.INTERVIEW_CONFIRMED: (Sort.WROTE, "They confirmed an interview"),
    Kind.INTERVIEW_INVITED: (Sort.WROTE, "They invited you to an interview"),
    Kind.INTERVIEW_RESCHEDULED: (Sort.WROTE, "They moved the interview"),
    Kind.INTERVIEW_CANCELLED: (Sort.WROTE, "They called the interview off"),
    Kind.REJECTION: (Sort.DECLINED, "They declined"),
    Kind.OFFER: (Sort.OFFER, "They made an offer"),
    Kind.STATUS_UPDATE: (Sort.WROTE, "They wrote how things stand"),
    Kind.ASSESSMENT: (Sort.WROTE, "They sent an assessment"),
    Kind.HUMAN_REPLY: (Sort.WROTE, "They wrote"),
    Kind.ACKNOWLEDGEMENT: (Sort.AUTOMATIC, "Your application was acknowledged"),
    Kind.AUTO_REPLY: (Sort.AUTOMATIC, "An automatic reply"),
    Kind.BOUNCE: (Sort.AUTOMATIC, "A mail came back"),
}
"""How a mail of theirs is told."""


def readings(history: Iterable[Event]) -> Readings:
    """The reading of every mail in the history of an application."""
    return {event.mail.message_id: event.reading for event in history if isinstance(event, MailRead)}


def promises(application: Application, known: Readings) -> tuple[Promise, ...]:
    """The days by which they said they would be back, oldest word first; one that a later word overtook is left out."""
    made = [
        Promise(reading.timeline.until, reading.timeline.quote, mail.date)
        for mail in sorted(application.mails, key=lambda m: m.date)
        if mail.inbound and mail.kind is not Kind.OTHER
        if (reading := known.get(mail.message_id)) and reading.acts and reading.timeline
    ]
    if (now := application.timeline) and all(p.until != now.until for p in made):
        made.append(Promise(now.until, now.quote, application.timeline_at))
    return tuple(p for n, p in enumerate(made) if not any(_overtakes(later, p) for later in made[n + 1 :]))


def _overtakes(later: Promise, promise: Promise) -> bool:
    return later.said_at is None or later.said_at.date() <= promise.until


def happenings(application: Application, known: Readings, zone: tzinfo) -> tuple[Happening, ...]:
    """Everything that happened or is fixed to happen, in order. A promised day ends at its midnight in `zone`."""
    every = [
        *_interviews(application),
        *_drafts(application),
        *_mails(application),
        *(
            Happening(datetime.combine(p.until, time(12), zone), Sort.PROMISED, f"The day they named: “{p.quote}”")
            for p in promises(application, known)
        ),
    ]
    return tuple(sorted(every, key=lambda h: h.at))


def _interviews(application: Application) -> Iterator[Happening]:
    for interview in application.interviews:
        people = ", ".join(p.name or p.email for p in interview.people)
        text = f"Interview{f' with {people}' if people else ''}"
        if interview.cancelled:
            yield Happening(interview.start, Sort.CANCELLED, f"{text}, called off")
        else:
            yield Happening(interview.start, Sort.INTERVIEW, text)


def _drafts(application: Application) -> Iterator[Happening]:
    for draft in application.drafts:
        name, to = STEPS[draft.step], _to(draft)
        laid = draft.placed_at or draft.planned_at
        if draft.open:
            gone = draft.state is DraftState.GONE
            told = "is nowhere to be found" if gone else "waits in Drafts"
            yield Happening(laid, Sort.DRAFT, f"The {name}{to} {told}", waiting=not gone)
            continue
        ends = {DraftState.DISCARDED: "you deleted it", DraftState.WITHDRAWN: "taken back"}
        end = ends.get(draft.state, "")
        yield Happening(laid, Sort.DRAFT, f"A {name}{to} was drafted{f'; {end}' if end else ''}", draft.settled_at)
        if draft.state is DraftState.SENT and draft.settled_at:
            came_back = ", and it came back" if draft.bounced else ""
            yield Happening(draft.settled_at, Sort.SENT, f"You sent the {name}{to}{came_back}")


def _to(draft: Draft) -> str:
    people = ", ".join(a.name or a.email for a in draft.to)
    return f" to {people}" if people else ""


def _mails(application: Application) -> Iterator[Happening]:
    for mail in application.mails:
        if not mail.inbound:
            if not is_draft_sent(mail, application):
                yield Happening(mail.date, Sort.SENT, "You wrote by hand")
        elif mail.kind in WORDS:
            sort, text = WORDS[mail.kind]
            yield Happening(mail.date, sort, text)


def is_draft_sent(mail: Mail, application: Application) -> bool:
    """Whether this mail of the user's is a draft of ours, sent."""
    return any(
        mail.message_id == d.message_id or abs(mail.date - d.settled_at) <= SAME
        for d in application.drafts
        if d.state is DraftState.SENT and d.settled_at
    )
