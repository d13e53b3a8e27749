"""`decide(application, now, policy)`: what time has made of an application, and what is to be done about it.

Two kinds of answer. *Facts of time* (an interview passed, a deadline ran out) are events: `catch_up` folds them in
until none is left. *Actions* are what the shell does: place a draft, take one back, tell the owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailwatch.core import workdays
from mailwatch.core.lifecycle import deadlines
from mailwatch.core.lifecycle.events import (
    ClosedQuietly,
    Event,
    InterviewPassed,
    Resumed,
    StepFellDue,
    StepSkipped,
)
from mailwatch.core.lifecycle.evolve import evolve
from mailwatch.core.lifecycle.interviews import loop_end
from mailwatch.core.lifecycle.steps import bounced_step, in_its_stage, owed_token, second_of
from mailwatch.core.lifecycle.telling import called
from mailwatch.core.models import Application, Closing, Draft, DraftState, Interview, Kind, Mail, Stage, Step
from mailwatch.core.policy import Policy

NEWS = timedelta(days=7)
"""The owner is told of a mail this young; older ones were found in an old inbox and are no news."""


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """Prepare the step's draft (for a thank-you: one a person, for this interview) and put it into Drafts."""

    step: Step
    interview: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawDraft:
    """Take back a draft of ours if it is still untouched; else leave it and say so."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeaveDraft:
    """Leave a draft that no longer fits where it is, because the user has edited it, and tell them why it is stale."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class TellOwner:
    """One notice to the owner, given once a `topic`.

    `urgent` ones do not wait for the digest; `while_asked` ones are dropped once the user has answered.
    """

    topic: str
    text: str
    urgent: bool = False
    while_asked: bool = False


Action = PlaceDraft | WithdrawDraft | LeaveDraft | TellOwner


def catch_up(application: Application, now: datetime, policy: Policy) -> tuple[Application, tuple[Event, ...]]:
    """Fold in everything that time alone has brought about by `now`: the new state, and the events that led there."""
    events: list[Event] = []
    while event := _ran_out(application, now, policy):
        application = evolve(application, event)
        events.append(event)
    return application, tuple(events)


def decide(application: Application, now: datetime, policy: Policy) -> tuple[Action, ...]:
    """What is to be done at `now` for an application that is caught up. Same state, time and policy, same answer."""
    if application.stage is Stage.PAUSED:
        return _news(application, now)
    return (
        *_withdrawals(application),
        *_placements(application, now, policy),
        *_reminders(application, now, policy),
        *_news(application, now),
    )


# --- facts of time --------------------------------------------------------------------------------------------------


def _ran_out(application: Application, now: datetime, policy: Policy) -> Event | None:
    """The earliest timer that has run out and is not yet recorded."""
    if application.stage is Stage.PAUSED and application.paused_until and application.paused_until <= now:
        return Resumed(at=application.paused_until)
    stage = application.beneath if application.stage is Stage.PAUSED else application.stage
    if stage in (Stage.SCHEDULED, Stage.THANKING):
        return _passed(application, now) or _too_late_to_thank(application, now, policy)
    if application.stage is Stage.WAITING:
        return _silence_ended(application, now, policy)
    if application.stage is Stage.REJECTED:
        return _too_late_to_answer(application, now, policy)
    return None


def _passed(application: Application, now: datetime) -> Event | None:
    for interview in sorted(application.interviews, key=lambda i: i.end):
        if not interview.cancelled and not interview.passed:
            end = loop_end(application.interviews, interview)
            if end <= now:
                return InterviewPassed(at=end, key=interview.key)
    return None


def _to_thank_for(application: Application) -> list[Interview]:
    return [i for i in application.interviews if i.passed and not i.cancelled and not i.thanked]


def _thanks_pending(application: Application) -> bool:
    thanks = Step.THANK_YOU
    return any(t.startswith(thanks.value) for t in application.owed) or any(
        d.step is thanks and d.open and not d.stale for d in application.drafts
    )


def _too_late_to_thank(application: Application, now: datetime, policy: Policy) -> Event | None:
    passed = _to_thank_for(application)
    if not passed or not _thanks_pending(application):
        return None
    limit = max(i.end for i in passed).astimezone(UTC) + policy.thank_you_until
    if now < limit:
        return None
    return StepSkipped(limit, Step.THANK_YOU, f"the interview is {policy.thank_you_until.days} days past")


def _silence_ended(application: Application, now: datetime, policy: Policy) -> Event | None:
    if application.asked:
        forgotten = application.contact_at and now - application.contact_at > 2 * policy.stale_after
        reason = "they asked you for something, and the mail has gone unanswered for weeks"
        return ClosedQuietly(now, reason) if forgotten else None
    deadline = deadlines.deadline(application, policy)
    if deadline is None or now < deadline.due:
        return None
    if now - deadline.due > policy.stale_after:
        return ClosedQuietly(now, f"what was due on {deadline.due:%d %b} would come too late now")
    if deadline.step is None:
        return ClosedQuietly(now, "the follow-ups were skipped, so there is nothing to say goodbye to")
    return StepFellDue(now, deadline.step, deadline.due)


def _too_late_to_answer(application: Application, now: datetime, policy: Policy) -> Event | None:
    rejected = application.heard_at
    if not application.owed or rejected is None or now - rejected <= policy.rejection_reply_until:
        return None
    return StepSkipped(now, Step.REJECTION_REPLY, f"the rejection is of {rejected:%d %b}, too old to answer now")


# --- drafts ---------------------------------------------------------------------------------------------------------


def _withdrawals(application: Application) -> list[Action]:
    actions: list[Action] = []
    for draft in application.drafts:
        reason = _out_of_place(application, draft) if draft.open and not draft.left else ""
        if not reason:
            continue
        if draft.state is DraftState.PLACED:
            actions.append(WithdrawDraft(draft.key, reason))
        elif draft.state is not DraftState.DUE:
            actions.append(LeaveDraft(draft.key, reason))
    return actions


def _out_of_place(application: Application, draft: Draft) -> str:
    """Why this open draft no longer fits its application, or nothing."""
    if draft.stale:
        return draft.stale
    if any(a.email.lower() in application.bad_addresses for a in draft.to):
        return "mail to that address came back"
    if second_of(application, draft):
        return "there is another one for the same"
    return "" if in_its_stage(application, draft) else f"the application is {_word(application)} now"


def _word(application: Application) -> str:
    return application.stage.value.replace("_", " ")


def _placements(application: Application, now: datetime, policy: Policy) -> list[Action]:
    actions: list[Action] = []
    for token in application.owed:
        step_name, _, key = token.partition(":")
        step = Step(step_name)
        if step is Step.THANK_YOU:
            interview = next((i for i in application.interviews if i.key == key), None)
            if interview and now >= deadlines.thank_you_due(application, interview, policy):
                actions.append(PlaceDraft(step, key))
        elif workdays.is_working_time(now, policy):
            actions.append(PlaceDraft(step))
    return actions


# --- notices --------------------------------------------------------------------------------------------------------


def _reminders(application: Application, now: datetime, policy: Policy) -> list[Action]:
    actions: list[Action] = []
    unseen = any(d.step is Step.THANK_YOU and d.state is DraftState.GONE for d in application.drafts)
    for interview in () if unseen else _to_thank_for(application):  # out of the folder it may well be on its way
        promise = interview.end.astimezone(UTC) + policy.thank_you_within
        topic = f"remind:{owed_token(Step.THANK_YOU, interview.key)}"
        if topic not in application.told and promise - policy.thank_you_remind <= now < promise:
            hours = max(1, round((promise - now) / timedelta(hours=1)))
            text = f"The thank-you for {name(application)} is not sent yet; {hours} hours are left of the day after."
            actions.append(TellOwner(topic, text, urgent=True))
    return actions


def _news(application: Application, now: datetime) -> tuple[Action, ...]:
    actions: list[Action] = []
    for mail in application.mails:
        topic = f"mail:{mail.message_id}"
        if not mail.inbound or topic in application.told or now - mail.date > NEWS:
            continue
        if text := _news_of(application, mail):
            urgent = mail.kind in (Kind.OFFER, Kind.REJECTION)
            actions.append(TellOwner(topic, text, urgent, while_asked=_asks(application, mail)))
    return tuple(actions)


def _news_of(application: Application, mail: Mail) -> str:
    who = name(application)
    match mail.kind:
        case Kind.OFFER:
            return f"An offer from {who}: no more follow-ups are drafted."
        case Kind.REJECTION:
            return f"{who} has declined."
        case Kind.BOUNCE:
            bad = ", ".join(application.bad_addresses)
            again = "; the draft is prepared again for another address" if bounced_step(application) else ""
            return f"Mail to {bad or 'an address'} of {who} came back{again}."
        case Kind.INTERVIEW_CONFIRMED if application.closing is Closing.YOU:
            return f"{who} has confirmed an interview, but you closed this application: `mailwatch reopen` takes it up."
        case _ if _asks(application, mail):
            return f"{who} asked you for something: “{application.asked}”. No follow-up is drafted until you answer."
        case _:
            return ""


def _asks(application: Application, mail: Mail) -> bool:
    """Whether what is asked of the user now was asked in this mail."""
    return bool(application.asked) and mail.date == application.heard_at


def name(application: Application) -> str:
    """What a person calls it: `Acme (Staff Engineer)`."""
    return called(application.company, application.role)
