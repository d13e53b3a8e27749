"""`evolve(application, event) -> application`: remember the fact, then look up one cell of the table.

Every event goes through `evolve`, in three steps that always come in this order: what is remembered whatever the
stage (`_remember`), what the event means to the table (`trigger_of`), and what entering a stage brings with it
(`_enter`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mailwatch.core.lifecycle.events import (
    ClosedByYou,
    ClosedQuietly,
    DraftDiscarded,
    DraftLeft,
    DraftPlaced,
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
    OwnerTold,
    Paused,
    Reopened,
    Resumed,
    SplitOff,
    StepFellDue,
    StepSkipped,
    TakenBack,
    WordsLearned,
)
from mailwatch.core.lifecycle.interviews import merge_people
from mailwatch.core.lifecycle.mails import remember_mail
from mailwatch.core.lifecycle.steps import (
    CLOSINGS,
    FOLLOW_UPS,
    ImpossibleEventError,
    bounced_step,
    draft_of,
    finish,
    in_its_stage,
    owed_token,
    row_for,
    row_of,
    second_of,
    step_done,
    with_draft,
)
from mailwatch.core.lifecycle.table import STAGE_OF_STEP, TABLE, Row, Special, Trigger
from mailwatch.core.models import Application, Closing, DraftState, Kind, Learned, Notes, Stage, Step


def new_application(key: str) -> Application:
    """An application before its first event."""
    return Application(id=key)


def fold(key: str, events: Iterable[Event]) -> Application:
    """The state that a log adds up to. Same log, same state, always."""
    application = new_application(key)
    for event in events:
        application = evolve(application, event)
    return application


def evolve(application: Application, event: Event) -> Application:
    """The application after `event`.

    Raises:
        ImpossibleEventError: the table has no place for this event in this stage.
    """
    before = row_of(application)
    known = _remember(application, event)
    trigger = trigger_of(known, event)
    cell = TABLE[before][trigger]
    if cell is Special.IMPOSSIBLE:
        raise ImpossibleEventError(f"{trigger.value!r} cannot come about in stage {before.value!r} of {application.id}")
    if cell is Special.BENEATH:
        beneath = TABLE[row_for(known.beneath, known.closing)][trigger]
        if beneath is Special.IMPOSSIBLE:
            raise ImpossibleEventError(f"{trigger.value!r} cannot come about under the pause of {application.id}")
        return _settle(known, beneath, event, paused=True)
    return _settle(known, cell, event)


def triggered(application: Application, event: Event) -> Trigger:
    """What `event` means to the table, where it comes upon `application`."""
    return trigger_of(_remember(application, event), event)


# --- what an event means to the table -------------------------------------------------------------------------------


def trigger_of(known: Application, event: Event) -> Trigger:
    """What `event` means, given what is known once it is remembered."""
    match event:
        case MailRead():
            return _trigger_of_mail(known, event)
        case InterviewPassed():
            return Trigger.INTERVIEW_PASSED
        case StepFellDue(step=step):
            return Trigger.GRACEFUL_EXIT_DUE if step is Step.GRACEFUL_EXIT else Trigger.FOLLOW_UP_DUE
        case ClosedQuietly():
            return Trigger.QUIET_CLOSE
        case StepSkipped() | DraftSent() | DraftDiscarded():
            return Trigger.STEP_DONE if step_done(known) else Trigger.REMEMBERED
        case Misread() | SplitOff() | TakenBack() if not _says_anything(known):
            return Trigger.CLOSED_BY_YOU
        case _:
            return _WORDS.get(type(event), Trigger.REMEMBERED)


ARRANGING = (Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_INVITED, Kind.INTERVIEW_RESCHEDULED)
"""Mails that are about an interview to come, and so is what they ask."""

_WORDS = {
    Paused: Trigger.PAUSED,
    Resumed: Trigger.RESUMED,
    ClosedByYou: Trigger.CLOSED_BY_YOU,
    Reopened: Trigger.REOPENED,
}

_KINDS = {
    Kind.INTERVIEW_CANCELLED: Trigger.INTERVIEW_CANCELLED,
    Kind.INTERVIEW_INVITED: Trigger.INTERVIEW_INVITED,
    Kind.OFFER: Trigger.OFFER,
    Kind.ASSESSMENT: Trigger.EMPLOYER_ASKED,
    Kind.ACKNOWLEDGEMENT: Trigger.ACKNOWLEDGEMENT,
}


def _trigger_of_mail(known: Application, event: MailRead) -> Trigger:
    reading = event.reading
    if reading.kind is Kind.SENT_BY_YOU:
        return Trigger.STEP_DONE if step_done(known) else Trigger.REMEMBERED
    if not reading.acts:
        return Trigger.REMEMBERED
    if reading.kind in _KINDS:
        return _KINDS[reading.kind]
    match reading.kind:
        case Kind.INTERVIEW_CONFIRMED | Kind.INTERVIEW_RESCHEDULED:
            if not _ahead(known):
                return Trigger.EMPLOYER_WROTE
            moved = reading.kind is Kind.INTERVIEW_RESCHEDULED
            return Trigger.INTERVIEW_RESCHEDULED if moved else Trigger.INTERVIEW_CONFIRMED
        case Kind.REJECTION:
            return Trigger.REJECTION if answerable(known, event) else Trigger.REJECTION_UNANSWERABLE
        case Kind.STATUS_UPDATE | Kind.HUMAN_REPLY:
            return Trigger.EMPLOYER_ASKED if reading.asks else Trigger.EMPLOYER_WROTE
        case Kind.AUTO_REPLY:
            return Trigger.AUTO_REPLY if reading.away_until else Trigger.REMEMBERED
        case Kind.BOUNCE:
            return Trigger.BOUNCE if bounced_step(known) else Trigger.REMEMBERED
        case _:
            return Trigger.REMEMBERED


def answerable(known: Application, event: MailRead) -> bool:
    """Whether to answer a rejection: an interview took place or a person wrote it, and a person can be reached."""
    interviewed = any(not i.cancelled and i.end <= event.at for i in known.interviews)
    if not (interviewed or event.reading.from_person):
        return False
    reachable = {m.reply_to.lower() for m in known.mails if m.inbound and m.reply_to}
    reachable |= {p.email.lower() for p in known.people if p.email}
    return bool(reachable - set(known.bad_addresses))


def _says_anything(known: Application) -> bool:
    """Whether a mail is left, once the user has put things right, that makes this an application."""
    return any(mail.inbound and mail.kind is not Kind.OTHER for mail in known.mails)


def _ahead(known: Application) -> bool:
    return any(not i.cancelled and not i.passed for i in known.interviews)


# --- what is remembered, whatever the stage -------------------------------------------------------------------------


def _remember(known: Application, event: Event) -> Application:
    match event:
        case Opened(account=account, company=company, role=role):
            company, role = known.company or company, known.role or role
            return replace(known, account=known.account or account, company=company, role=role)
        case MailRead():
            return remember_mail(known, event)
        case InterviewPassed(key=key):
            return _interview_passed(known, key)
        case StepSkipped():
            return _skip(known, event)
        case Paused(until=until) if known.stage is not Stage.CLOSED:
            return replace(known, paused_until=until)
        case Noted():
            return _note(known, event)
        case Joined() | SplitOff() | Misread():
            return _correct(known, event)
        case OwnerTold(topic=topic):
            return replace(known, told=(*known.told, topic))
        case _:
            return _remember_draft(known, event)


def _correct(known: Application, event: Joined | SplitOff | Misread) -> Application:
    """What is left to remember of a correction; the history is told in the light of it already (`corrections`)."""
    match event:
        case Joined(alias=alias):
            return replace(known, also=(*known.also, alias))
        case SplitOff(messages=messages, into=into):
            kept = tuple(m for m in known.claims if m not in messages)
            return replace(known, claims=(*kept, *messages) if into == known.id else kept)
        case Misread(message_id=message_id):  # what the user has said themselves is no news to them
            return replace(known, told=(*known.told, f"mail:{message_id}"))


def _interview_passed(known: Application, key: str) -> Application:
    interview = next((i for i in known.interviews if i.key == key and not i.cancelled), None)
    if interview is None:
        raise ImpossibleEventError(f"{known.id} knows of no interview {key!r} that was held")
    passed = replace(interview, passed=True)
    contact = max(filter(None, (known.contact_at, interview.end)))
    return replace(
        known,
        interviews=tuple(passed if i.key == key else i for i in known.interviews),
        contact_at=contact,
        asked="" if _asked_about_an_interview(known) else known.asked,
        owed=(*known.owed, owed_token(Step.THANK_YOU, key)),
        steps_done=0,
        unanswered=0,
        follow_ups_sent=0,
    )


def _asked_about_an_interview(known: Application) -> bool:
    """Whether what they asked stands in a mail that arranged one ("please use this link"): being there answers it."""
    asking = (m.kind for m in known.mails if m.inbound and m.date == known.heard_at)
    return any(kind in ARRANGING for kind in asking)


def _skip(known: Application, event: StepSkipped) -> Application:
    step, at = event.step, event.at
    if event.interview:
        token = owed_token(step, event.interview)
        return finish(replace(known, owed=tuple(t for t in known.owed if t != token)), step, at, sent=False)
    stale = tuple(replace(d, stale=event.reason) if d.open and d.step is step else d for d in known.drafts)
    known = replace(known, drafts=stale, owed=tuple(t for t in known.owed if not t.startswith(step.value)))
    return finish(known, step, at, sent=False)


def merge_notes(old: Notes, new: Notes) -> Notes:
    """What is known after `new` was said: its empty fields say nothing, the others replace; remarks add up."""
    return Notes(
        topics=new.topics or old.topics,
        skill=new.skill or old.skill,
        value=new.value or old.value,
        timeline=new.timeline or old.timeline,
        remarks=(*old.remarks, *new.remarks),
    )


def _note(known: Application, event: Noted) -> Application:
    new = event.notes
    return replace(
        known,
        notes=merge_notes(known.notes, new),
        company=event.company or known.company,
        role=event.role or known.role,
        people=merge_people(known.people, event.people),
        timeline=new.timeline or known.timeline,
        timeline_at=event.at if new.timeline else known.timeline_at,
    )


def _remember_draft(known: Application, event: Event) -> Application:
    match event:
        case DraftPlanned(draft=draft):
            token = owed_token(draft.step, draft.interview)
            return replace(known, drafts=(*known.drafts, draft), owed=tuple(t for t in known.owed if t != token))
        case DraftPlaced(key=key, at=at):
            placed = {"state": DraftState.PLACED, "uidvalidity": event.uidvalidity, "uid": event.uid}
            return with_draft(known, key, placed_at=at, **placed)
        case DraftSeen(key=key, state=state, at=at):
            return with_draft(known, key, state=state, gone_at=at if state is DraftState.GONE else None)
        case DraftSent(at=at):
            return _sent(known, event, at)
        case DraftDiscarded(key=key, at=at):
            draft = draft_of(known, key)
            known = with_draft(known, key, state=DraftState.DISCARDED, settled_at=at)
            return known if draft.stale else finish(known, draft.step, at, sent=False)
        case WordsLearned():
            return _learn(known, event)
        case DraftWithdrawn(key=key, at=at):
            return _withdrawn(known, key, at)
        case DraftLeft(key=key, reason=reason):
            return with_draft(known, key, stale=reason, left=True)
        case _:
            return known


def _sent(known: Application, event: DraftSent, at: datetime) -> Application:
    draft = draft_of(known, event.key)
    if draft.state is DraftState.SENT:
        return known
    skipped_before = draft.state is DraftState.DISCARDED or bool(draft.stale)
    known = with_draft(known, event.key, state=DraftState.SENT, settled_at=at)
    mails = (*known.mails, event.mail) if event.mail else known.mails
    known = replace(known, mails=mails, contact_at=max(filter(None, (known.contact_at, at))), asked="")
    if skipped_before:
        return replace(known, follow_ups_sent=known.follow_ups_sent + (draft.step in FOLLOW_UPS))
    return finish(known, draft.step, at, sent=True)


def _learn(known: Application, event: WordsLearned) -> Application:
    if event.key:
        draft = draft_of(known, event.key)
        interview, to = draft.interview, tuple(a.email.lower() for a in draft.to)
    else:
        held = [i for i in known.interviews if not i.cancelled and i.end <= event.at]
        interview, to = (max(held, key=lambda i: i.end).key if held else ""), event.to
    words = Learned(event.key, interview, to, event.topic, event.skill)
    return replace(known, learned=(*known.learned, words))


def _withdrawn(known: Application, key: str, at: datetime) -> Application:
    """Taken back for its address, or for a reason that the user has put right since, it is owed again."""
    draft = draft_of(known, key)
    known = with_draft(known, key, state=DraftState.WITHDRAWN, settled_at=at)
    token = owed_token(draft.step, draft.interview)
    bad = any(a.email.lower() in known.bad_addresses for a in draft.to)
    if draft.stale or not (bad or in_its_stage(known, draft)) or second_of(known, draft) or token in known.owed:
        return known
    return replace(known, owed=(*known.owed, token))


# --- entering a stage ----------------------------------------------------------------------------------------------


def _settle(known: Application, cell: Row | Special, event: Event, *, paused: bool = False) -> Application:
    """Put the application where `cell` says; under a pause it is the stage beneath that moves."""
    if cell is Special.UNDER:
        return replace(known, stage=known.beneath, paused_until=None)
    if cell is Row.PAUSED:
        return known if paused else replace(known, beneath=known.stage, stage=Stage.PAUSED)
    current = known.beneath if paused else known.stage
    if cell is Special.STAY:
        return known
    target = _resolve(known, cell, row_for(current, known.closing))
    known = _enter(known, target, event)
    stage, closing = _stage(target)
    if paused:
        return replace(known, beneath=stage, closing=closing)
    return replace(known, stage=stage, beneath=stage, closing=closing, paused_until=None)


def _stage(row: Row) -> tuple[Stage, Closing | None]:
    closing = CLOSINGS.get(row)
    return (Stage.CLOSED, closing) if closing else (Stage(row.value), None)


def _resolve(known: Application, cell: Row | Special, current: Row) -> Row:
    if isinstance(cell, Row):
        return cell
    if cell is Special.STEP:
        step = bounced_step(known)
        return STAGE_OF_STEP[step] if step else current
    if cell is Special.OUTSET and not known.interviews:
        return Row.APPLIED
    if _ahead(known):
        return Row.SCHEDULED
    thanks = [d for d in known.drafts if d.step is Step.THANK_YOU and d.open and not d.stale]
    return Row.THANKING if thanks or any(t.startswith(Step.THANK_YOU.value) for t in known.owed) else Row.WAITING


def _enter(known: Application, row: Row, event: Event) -> Application:
    """What belongs to a stage is owed on entering it, what belonged to the stage left is owed no more."""
    steps = [s.value for s, r in STAGE_OF_STEP.items() if r is row]
    if row is Row.SCHEDULED:  # a second round does not cancel the thanks for the first
        steps = [Step.THANK_YOU.value]
    owed = tuple(t for t in known.owed if t.split(":")[0] in steps)
    match event:
        case StepFellDue(step=step):
            owed = (owed_token(step),)
        case MailRead() if row is Row.REJECTED and not owed:
            owed = (owed_token(Step.REJECTION_REPLY),)
        case _:
            pass
    return replace(known, owed=owed)
