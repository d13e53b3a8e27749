"""Events in words: what happened, as a person who was there would say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mailwatch.core.lifecycle.deadlines import day
from mailwatch.core.lifecycle.events import (
    ClosedByYou,
    ClosedQuietly,
    DraftDiscarded,
    DraftLeft,
    DraftPlanned,
    DraftSeen,
    DraftSent,
    DraftWithdrawn,
    Event,
    InterviewPassed,
    Joined,
    MailRead,
    Misread,
    Noted,
    Opened,
    Paused,
    Reopened,
    Resumed,
    SplitOff,
    StepFellDue,
    StepSkipped,
    TakenBack,
    WordsLearned,
)
from mailwatch.core.models import Address, Application, DraftState, Kind, Person, Reading
from mailwatch.core.policy import Policy
from mailwatch.core.steps import STEPS

KINDS: Mapping[Kind, str] = {
    Kind.INTERVIEW_CONFIRMED: "an interview is confirmed",
    Kind.INTERVIEW_INVITED: "an invitation, the time is still open",
    Kind.INTERVIEW_RESCHEDULED: "the interview is moved",
    Kind.INTERVIEW_CANCELLED: "the interview is called off",
    Kind.REJECTION: "a rejection",
    Kind.OFFER: "an offer",
    Kind.STATUS_UPDATE: "how things stand",
    Kind.ACKNOWLEDGEMENT: "an acknowledgement",
    Kind.ASSESSMENT: "an assessment",
    Kind.HUMAN_REPLY: "a person's word",
    Kind.AUTO_REPLY: "an automatic reply",
    Kind.BOUNCE: "mail that came back",
    Kind.SENT_BY_YOU: "your own mail",
    Kind.OTHER: "nothing about this application",
}
"""What a mail is, for a person."""

LIKE: Mapping[Kind, str] = {
    **KINDS,
    Kind.INTERVIEW_CONFIRMED: "the confirmation of an interview",
    Kind.INTERVIEW_INVITED: "an invitation to an interview",
    Kind.INTERVIEW_RESCHEDULED: "a new time for an interview",
    Kind.INTERVIEW_CANCELLED: "the cancellation of an interview",
    Kind.STATUS_UPDATE: "news on how things stand",
}
"""What a mail looks like that nothing was done about."""


def said(event: Event) -> str:
    """What the user said with a correction, without naming the application: "you paused it"."""
    match event:
        case Noted():
            return f"you noted {_noted(event)}"
        case StepSkipped(step=step):
            return f"you said that no {STEPS[step]} is needed"
        case DraftSent():
            return "you said that you sent it"
        case Paused(until=until):
            return f"you snoozed it until {until:%a} {until.day} {until:%b %Y}" if until else "you paused it"
        case ClosedByYou():
            return "you closed it"
        case Reopened():
            return "you took it up again"
        case Joined(alias=alias):
            return f"you merged it with {called(alias.company, alias.role)}"
        case SplitOff(messages=messages):
            return f"you said that {_mails(len(messages))} of another application"
        case Misread(kind=kind) | MailRead(reading=Reading(kind=kind)):
            return f"you said that a mail is {KINDS[kind]}"
        case _:
            return event.type.replace("_", " ")


def _mails(number: int) -> str:
    return "a mail is" if number == 1 else f"{number} mails are"


def called(company: str, role: str = "") -> str:
    """What a person calls an application: `Acme (Staff Engineer)`."""
    company = company or "an unnamed company"
    return f"{company} ({role})" if role else company


def _noted(event: Noted) -> str:
    notes = event.notes
    facts = {
        "the company": event.company,
        "the role": event.role,
        "a topic": ", ".join(notes.topics),
        "a skill": notes.skill,
        "something useful": notes.value,
        "when they want to be back": notes.timeline.quote if notes.timeline else "",
        "people": ", ".join(person(p) for p in event.people),
        "a remark": "; ".join(notes.remarks),
    }
    return "; ".join(f"{what}: {value}" for what, value in facts.items() if value)


def person(one: Person | Address) -> str:
    """By name, else by address."""
    return one.name or one.email


def people(some: Iterable[Person | Address]) -> str:
    """`Dana Cho and Lee Park`, or nobody."""
    *most, last = [person(one) for one in some] or ["nobody yet"]
    return f"{', '.join(most)} and {last}" if most else last


def happened(event: Event, before: Application, after: Application, policy: Policy) -> str:
    """What happened, as a sentence; empty for what is no news to a person."""
    match event:
        case Opened(company=company, role=role):
            return f"First heard of: {called(company, role)}."
        case MailRead(mail=mail) if mail.inbound:
            return f"{person(mail.sender)} wrote: “{mail.subject}”."
        case MailRead(mail=mail):
            return f"You wrote to {people(mail.to)}: “{mail.subject}”."
        case WordsLearned(key="", topic=topic):
            return f"Kept from that mail, for later drafts: “{topic}”."
        case DraftPlanned(draft=draft):
            return f"A {STEPS[draft.step]} to {people(draft.to)} was prepared: “{draft.subject}”."
        case _:
            known = [d for d in before.drafts if d.key == getattr(event, "key", "")]
            if known:
                return _of_a_draft(event, f"the {STEPS[known[0].step]} to {people(known[0].to)}")
            return _of_time(event, after, policy) or _of_you(event, after)


def _of_time(event: Event, after: Application, policy: Policy) -> str:
    match event:
        case InterviewPassed(key=key):
            held = next(i for i in after.interviews if i.key == key)
            return f"The interview of {day(held.start, policy)} was over."
        case StepFellDue(step=step):
            return f"They had not answered: the {STEPS[step]} fell due."
        case StepSkipped(step=step, reason=reason):
            return f"No {STEPS[step]}: {reason}."
        case ClosedQuietly(reason=reason):
            return f"Closed without another mail: {reason}."
        case Resumed():
            return "The pause was over."
        case _:
            return ""


def _of_you(event: Event, after: Application) -> str:
    match event:
        case Misread(message_id=message_id, kind=kind):
            subject = next((m.subject for m in after.mails if m.message_id == message_id), "a mail")
            return f"You said that “{subject}” is {KINDS[kind]}."
        case SplitOff(messages=messages, into=into) if into == after.id:
            return f"You said that {_mails(len(messages))} of this application."
        case Noted(said=False):
            return f"Your config says {_noted(event)}."
        case TakenBack(what=what):
            return f"You took back: {what}."
        case Noted() | Paused() | ClosedByYou() | Reopened() | Joined() | SplitOff():
            text = said(event)
            return f"{text[0].upper()}{text[1:]}."
        case _:
            return ""


_SEEN = {
    DraftState.EDITED: "You edited {}: it is yours now.",
    DraftState.GONE: "It left Drafts: {}.",
}


def _of_a_draft(event: Event, what: str) -> str:
    match event:
        case DraftSeen(state=state):
            return _SEEN.get(state, "It lies in Drafts again: {}.").format(what)
        case DraftSent(said=True):
            return f"You said that you sent {what}."
        case DraftSent(mail=mail):
            return f"You sent {what}." if mail else f"You sent {what}: their answer shows it."
        case WordsLearned(topic=topic, skill=skill):
            words = dict.fromkeys(filter(None, (topic, skill)))
            return f"Kept from {what}, for later drafts: “{'; '.join(words)}”."
        case DraftDiscarded():
            return f"You deleted {what}: that step is skipped."
        case DraftWithdrawn(reason=reason):
            return f"Taken back, for nobody had touched it: {what}; {reason}."
        case DraftLeft(reason=reason):
            return f"Left to you: {what}; {reason}."
        case _:
            return ""
