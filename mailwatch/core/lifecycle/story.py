"""Why an application is where it is: what happened, by which rule, what was not done, what comes next, what would help.

Told from what decides: each event is folded again and looked up in the same table, and every date comes with the legs
of the very sum (`deadlines`) that it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from mailwatch.core.lifecycle import deadlines
from mailwatch.core.lifecycle.corrections import Entry, corrections
from mailwatch.core.lifecycle.deadlines import Deadline, day
from mailwatch.core.lifecycle.events import (
    ClosedQuietly,
    DraftDiscarded,
    DraftSent,
    Event,
    MailRead,
    StepFellDue,
    StepSkipped,
)
from mailwatch.core.lifecycle.evolve import evolve, new_application, triggered
from mailwatch.core.lifecycle.steps import ImpossibleEventError, row_of
from mailwatch.core.lifecycle.table import Row, Trigger
from mailwatch.core.lifecycle.telling import happened, said
from mailwatch.core.models import (
    Application,
    Closing,
    DraftState,
    Evidence,
    Kind,
    Mail,
    Reading,
    Stage,
    Step,
    short_id,
)
from mailwatch.core.policy import Policy
from mailwatch.core.steps import STEPS


@dataclass(frozen=True, slots=True)
class Rule:
    """The cell of the table that applied: in this row, on this trigger, to that row."""

    row: Row
    trigger: Trigger
    to: Row


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in words.

    `mail` is the mail that it is about, `short` that mail's short name, `quotes` the words that told its kind, `facts`
    what else it said; `legs` the arithmetic of what fell due. `rule` is None where nothing moved.
    """

    at: datetime
    event: str
    text: str
    mail: Mail | None = None
    short: str = ""
    why: str = ""
    quotes: tuple[Evidence, ...] = ()
    facts: tuple[str, ...] = ()
    legs: tuple[str, ...] = ()
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """A command that would change how things stand, and what it does."""

    command: str
    effect: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. `not_made` says of drafts that there are none, and why; `next` is what time will bring."""

    application: Application
    happenings: tuple[Happening, ...]
    not_made: tuple[str, ...]
    next: Deadline | None
    remedies: tuple[Remedy, ...]


def story(history: Sequence[Entry], policy: Policy, now: datetime, name: str) -> Story:
    """The story of an application.

    Args:
        history: its events, as the user has put them right.
        policy: the user's timings, the same that decide.
        now: the present moment.
        name: what the user would call it on the command line.
    """
    application = new_application(history[0].application if history else "")
    happenings: list[Happening] = []
    not_made: list[str] = []
    for entry in history:
        with suppress(ImpossibleEventError):
            after = evolve(application, entry.event)
            if told := _happening(entry.event, application, after, policy):
                happenings.append(told)
            not_made += _left_out(entry.event, application, told.text if told else "", policy)
            application = after
    not_made += _none_now(application, policy, now)
    following = deadlines.plan(application, policy, now)
    remedies = tuple(_remedies(application, history, name, now))
    return Story(application, tuple(happenings), tuple(dict.fromkeys(not_made)), following, remedies)


def _happening(event: Event, before: Application, after: Application, policy: Policy) -> Happening | None:
    text = happened(event, before, after, policy)
    if not text:
        return None
    row, to = row_of(before), row_of(after)
    rule = Rule(row, triggered(before, event), to) if row is not to else None
    if isinstance(event, MailRead):
        mail, reading = event.mail, event.reading
        facts = tuple(_facts(reading, policy))
        return Happening(
            event.at, event.type, text, mail, short_id(mail.message_id), event.why, reading.evidence, facts, (), rule
        )
    sent = event.mail if isinstance(event, DraftSent) else None
    short = short_id(sent.message_id) if sent else ""
    return Happening(event.at, event.type, text, sent, short, legs=_sum(event, before, policy), rule=rule)


def _sum(event: Event, before: Application, policy: Policy) -> tuple[str, ...]:
    """How the moment of a timer was come by, told by the present policy if that comes to the same."""
    if not isinstance(event, StepFellDue):
        return ()
    deadline = deadlines.deadline(before, policy)
    if deadline is None or deadline.due != event.due:
        return (f"it was due on {day(event.due, policy)}, by the timings of that time",)
    return tuple(leg.words for leg in deadline.legs)


def _facts(reading: Reading, policy: Policy) -> Iterable[str]:
    if not reading.acts and reading.kind is not Kind.OTHER and reading.kind is not Kind.SENT_BY_YOU:
        yield "not sure enough (or the sender is not who it says), so it moved nothing"
    called_off = reading.kind is Kind.INTERVIEW_CANCELLED
    for slot in reading.interviews:
        yield f"{'the one of' if called_off else 'interview on'} {day(slot.start, policy)}"
    if reading.timeline:
        until = reading.timeline.until
        yield f"they want to be back by {until:%a} {until.day} {until:%b}: “{reading.timeline.quote}”"
    if reading.asks:
        yield f"they ask you: “{reading.asks}”"
    if reading.away_until:
        yield f"out of office until {reading.away_until:%a} {reading.away_until.day} {reading.away_until:%b}"
    if reading.bounced:
        yield f"could not be delivered to {', '.join(reading.bounced)}"


# --- drafts that were not made --------------------------------------------------------------------------------------


def _left_out(event: Event, before: Application, text: str, policy: Policy) -> list[str]:
    match event:
        case StepSkipped(step=step, reason=reason, interview=interview) if not interview:
            return [f"no {STEPS[step]} ({day(event.at, policy)}): {reason}"]
        case DraftDiscarded(key=key):
            what = next(STEPS[d.step] for d in before.drafts if d.key == key)
            return [f"no other {what}: you deleted the one that was prepared, on {day(event.at, policy)}"]
        case ClosedQuietly(reason=reason):
            return [f"nothing more ({day(event.at, policy)}): {reason}"]
        case MailRead(mail=mail) if mail.kind is Kind.REJECTION and row_of(before) is not Row.REJECTED and text:
            return _unanswered(evolve(before, event), policy)
        case _:
            return []


def _unanswered(after: Application, policy: Policy) -> list[str]:
    if row_of(after) is not Row.CLOSED_REJECTION or any(d.step is Step.REJECTION_REPLY for d in after.drafts):
        return []
    heard = f" ({day(after.heard_at, policy)})" if after.heard_at else ""
    return [f"no rejection reply{heard}: no interview took place, or only a machine would receive it"]


def _none_now(application: Application, policy: Policy, now: datetime) -> list[str]:
    """Why nothing lies in Drafts at this moment."""
    if any(d.open and not d.stale for d in application.drafts):
        return []
    match application.stage:
        case Stage.APPLIED:
            return ["no draft yet: no interview is fixed, so there is nothing to follow up"]
        case Stage.PAUSED:
            until = application.paused_until
            return [f"nothing for now: you {f'snoozed it until {day(until, policy)}' if until else 'paused it'}"]
        case Stage.OFFER:
            return ["no follow-up: there is an offer"]
        case Stage.CLOSED:
            return [_CLOSED[application.closing or Closing.SILENCE]]
        case Stage.WAITING if application.asked:
            heard = f" on {day(application.heard_at, policy)}" if application.heard_at else ""
            return [f"no follow-up: they asked you something{heard}, and you have not answered: “{application.asked}”"]
        case _:
            following = deadlines.plan(application, policy, now)
            if following is None or following.due <= now:
                return []
            what = STEPS[following.step] if following.step else "end"
            return [f"no {what} yet: that is due on {day(following.due, policy)}"]


_CLOSED = {
    Closing.SILENCE: "nothing more: they did not answer, and it is closed",
    Closing.REJECTION: "nothing more: they declined",
    Closing.YOU: "nothing more: you closed it",
}


# --- what would change it -------------------------------------------------------------------------------------------


def _remedies(application: Application, history: Sequence[Entry], name: str, now: datetime) -> Iterable[Remedy]:
    def say(verb: str, rest: str = "") -> str:
        return f"mailwatch {verb} {name}{f' {rest}' if rest else ''}"

    if any(d.state is DraftState.GONE for d in application.drafts):
        yield Remedy(say("note", "--sent"), "if you have sent the draft that is gone")
    if any(i.end <= now and not i.cancelled and not i.thanked for i in application.interviews):
        yield Remedy(say("note", "--thanked"), "if you have thanked them in person")
    if application.stage in (Stage.CLOSED, Stage.PAUSED):
        yield Remedy(say("reopen"), "takes it up again")
    else:
        if application.stage in (Stage.SCHEDULED, Stage.THANKING, Stage.WAITING, Stage.FOLLOWING_UP):
            yield Remedy(say("note", '--timeline "2 weeks"'), "if they have told you when they want to be back")
        yield Remedy(say("snooze", '"next friday"'), "nothing until then")
        yield Remedy(say("close"), "nothing ever")
    read = [m for m in application.mails if m.inbound and m.kind is not Kind.OTHER and m.message_id]
    if read:
        last = max(read, key=lambda m: m.date)
        yield Remedy(
            f"mailwatch misread {short_id(last.message_id)} --as KIND", f"if “{last.subject}” says something else"
        )
    if said_last := corrections(history)[-1:]:
        yield Remedy(say("undo"), f"takes back that {said(said_last[0].event)}")
