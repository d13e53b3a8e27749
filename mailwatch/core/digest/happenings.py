"""An event of an application as a sentence for its owner."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from mailwatch.core import workdays
from mailwatch.core.digest.words import about
from mailwatch.core.lifecycle.events import (
    ClosedQuietly,
    DraftDiscarded,
    DraftPlaced,
    DraftSent,
    DraftWithdrawn,
    Event,
    MailRead,
    StepSkipped,
)
from mailwatch.core.models import Application, Draft, Kind, Reading
from mailwatch.core.policy import Policy
from mailwatch.core.steps import STEPS

OF_A_MAIL = {
    Kind.INTERVIEW_CONFIRMED: "An interview is fixed",
    Kind.INTERVIEW_INVITED: "They want to find a time for an interview",
    Kind.INTERVIEW_RESCHEDULED: "The interview was moved",
    Kind.INTERVIEW_CANCELLED: "The interview was cancelled",
    Kind.REJECTION: "They declined",
    Kind.OFFER: "They made an offer",
    Kind.STATUS_UPDATE: "They wrote how it stands",
    Kind.ACKNOWLEDGEMENT: "They have your application",
    Kind.ASSESSMENT: "They sent a task",
    Kind.HUMAN_REPLY: "They wrote to you",
    Kind.AUTO_REPLY: "An automatic answer came",
    Kind.BOUNCE: "A mail came back",
}
"""What a mail of theirs has brought; kinds that are not here are no news."""

DECISIVE = (Kind.REJECTION, Kind.OFFER, Kind.INTERVIEW_CANCELLED)
"""Kinds whose own words the owner will want to see, to be sure that they were understood."""

WITH_A_TIME = (Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_RESCHEDULED)


def happening(application: Application, event: Event, policy: Policy, waiting: Container[str]) -> str:
    """A sentence, or nothing where the owner need not hear of it.

    Args:
        application: as it is now.
        event: one of its log.
        policy: for the zone of times.
        waiting: keys of drafts that are listed elsewhere.
    """
    match event:
        case MailRead():
            return _of_a_mail(event.reading, policy)
        case DraftPlaced() if event.key not in waiting:
            return f"The {_called(application, event.key)} was put into Drafts."
        case DraftSent():
            return f"You sent the {_called(application, event.key)}."
        case DraftDiscarded():
            return f"You deleted the {_called(application, event.key)}; it is left out."
        case DraftWithdrawn():
            return f"The {_called(application, event.key)} was taken back: {event.reason}."
        case StepSkipped():
            return f"The {STEPS[event.step]} is left out: {event.reason}."
        case ClosedQuietly():
            return f"Closed: {event.reason}."
        case _:
            return ""


def quoted(event: Event) -> str:
    """The words of a mail that decided, or nothing."""
    if isinstance(event, MailRead) and event.reading.kind in DECISIVE and event.reading.evidence:
        return event.reading.evidence[0].quote
    return ""


def _of_a_mail(reading: Reading, policy: Policy) -> str:
    what = OF_A_MAIL.get(reading.kind, "")
    if reading.kind in WITH_A_TIME and reading.interview:
        return f"{what}: {_time(reading.interview.start, policy)}."
    if reading.kind is Kind.STATUS_UPDATE and reading.timeline:
        return f"{what}: “{reading.timeline.quote}”."
    return f"{what}." if what else ""


def _time(moment: datetime, policy: Policy) -> str:
    local = moment.astimezone(workdays.zone_of(policy))
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def _called(application: Application, key: str) -> str:
    draft: Draft | None = next((d for d in application.drafts if d.key == key), None)
    if draft is None:
        return "draft"
    to = about(draft.to)
    return f"{STEPS[draft.step]}{f' to {to}' if to else ''}"
