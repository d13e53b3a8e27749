"""What an application remembers of a mail, in or out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailwatch.core.lifecycle import interviews as appointments
from mailwatch.core.lifecycle.events import MailRead
from mailwatch.core.lifecycle.steps import FOLLOW_UPS, finish, owed_token, row_of, with_draft
from mailwatch.core.lifecycle.table import STAGE_OF_STEP, TABLE, Special, Trigger
from mailwatch.core.models import Application, Draft, DraftState, Interview, Kind, Reading, Stage, Step

UNPROMPTED = timedelta(days=3)
"""A mail the user writes this long after the last contact, with nothing asked of them, is a follow-up of their own."""

ANSWERING = timedelta(days=7)
"""So long an answer to what they wrote last may take, though they asked nothing; later it is a follow-up, too."""

SETTLING = (Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_RESCHEDULED, Kind.REJECTION, Kind.OFFER)
SILENT = (Kind.AUTO_REPLY, Kind.BOUNCE, Kind.ACKNOWLEDGEMENT)
"""Mail that is no word from the employer: it neither answers nor starts a wait."""

NOT_HELD = "the interview did not take place"
BY_HAND = "you have written by yourself"

ASKING = (Kind.INTERVIEW_INVITED, Kind.ASSESSMENT)
"""Kinds that ask for something by their nature."""


def remember_mail(known: Application, event: MailRead) -> Application:
    """The application with this mail remembered: threads, people, facts, contact, interviews, promises."""
    reading = event.reading
    if reading.kind is Kind.SENT_BY_YOU:
        return _you_wrote(_threaded(known, event), event)
    if not reading.acts:
        return replace(known, mails=(*known.mails, replace(event.mail, kind=Kind.OTHER, human=False, reply_to="")))
    known = _facts(_threaded(known, event), reading)
    if reading.kind is Kind.BOUNCE:
        return _bounced(known, event)
    if reading.kind is Kind.AUTO_REPLY:
        return replace(known, away_until=reading.away_until or known.away_until)
    known = _appointments(known, event)
    return known if reading.kind in SILENT else _heard(known, event)


def _threaded(known: Application, event: MailRead) -> Application:
    if any(m.message_id == event.mail.message_id and m.message_id for m in known.mails):
        return known
    return replace(known, mails=(*known.mails, event.mail))


def _facts(known: Application, reading: Reading) -> Application:
    """Facts fill what is empty; the first mail that named a company keeps its spelling."""
    return replace(
        known,
        company=known.company or reading.company,
        role=known.role or reading.role,
        requisition=known.requisition or reading.requisition,
        language=reading.language if not any(m.inbound for m in known.mails[:-1]) else known.language,
        people=appointments.merge_people(known.people, reading.people),
    )


def _heard(known: Application, event: MailRead) -> Application:
    """The employer wrote: the wait starts again, and what they asked before is overtaken by what they ask now."""
    reading = event.reading
    asks = reading.asks
    if not asks and any(k in ASKING for k in (reading.kind, *reading.also)):
        asks = reading.evidence[0].quote if reading.evidence else event.mail.subject
    return replace(
        known,
        contact_at=max(filter(None, (known.contact_at, event.at))),
        heard_at=event.at,
        asked=asks,
        unanswered=0,
        timeline=reading.timeline or known.timeline,
        timeline_at=event.at if reading.timeline else known.timeline_at,
        rejection=reading.sort if reading.kind is Kind.REJECTION else known.rejection,
    )


def _appointments(known: Application, event: MailRead) -> Application:
    reading, interviews = event.reading, known.interviews
    match reading.kind:
        case Kind.INTERVIEW_CONFIRMED:
            interviews = appointments.confirm(interviews, reading.interviews, event.at)
        case Kind.INTERVIEW_RESCHEDULED:
            interviews = appointments.reschedule(interviews, reading.interviews, event.at)
        case Kind.INTERVIEW_CANCELLED:
            interviews = appointments.cancel(interviews, reading, event.at)
        case _:
            return known
    return _thanks_that_stand(replace(known, interviews=interviews))


def _thanks_that_stand(known: Application) -> Application:
    """Nothing is owed for an interview that did not take place, and its drafts have lost their occasion."""
    tokens = {owed_token(Step.THANK_YOU, i.key) for i in known.interviews if _took_place(i)}
    keys = {i.key for i in known.interviews if _took_place(i)}
    thanks = f"{Step.THANK_YOU}:"
    return replace(
        known,
        owed=tuple(t for t in known.owed if not t.startswith(thanks) or t in tokens),
        drafts=tuple(
            replace(d, stale=NOT_HELD) if d.open and d.interview and d.interview not in keys else d
            for d in known.drafts
        ),
    )


def _took_place(interview: Interview) -> bool:
    return interview.passed and not interview.cancelled


# --- the user's own mail --------------------------------------------------------------------------------------------


def _you_wrote(known: Application, event: MailRead) -> Application:
    """The user wrote by themselves: an answer, a thank-you that replaces ours, or a follow-up of their own."""
    prompted = bool(known.asked)
    since = known.contact_at
    heard_last = known.heard_at is not None and known.heard_at == since
    known = replace(known, contact_at=max(filter(None, (since, event.at))), asked="")
    stage = known.beneath if known.stage is Stage.PAUSED else known.stage
    steps = [s for s, row in STAGE_OF_STEP.items() if row.value == stage.value]
    if Step.THANK_YOU in steps:
        return _thanked_by_hand(known, event)
    if steps:
        return _instead(known, steps, event)
    quiet = ANSWERING if heard_last else UNPROMPTED
    nudge = stage is Stage.WAITING and not prompted and since and event.at - since >= quiet
    if not nudge:
        return known
    return finish(known, Step.FOLLOW_UP, event.at, sent=True)


def _instead(known: Application, steps: list[Step], event: MailRead) -> Application:
    open_ones = [d for d in known.drafts if d.open and d.step in steps]
    step = open_ones[-1].step if open_ones else Step(known.owed[0].split(":")[0]) if known.owed else steps[0]
    known = replace(known, owed=(), drafts=_stale(known.drafts, open_ones))
    return finish(known, step, event.at, sent=True)


def _thanked_by_hand(known: Application, event: MailRead) -> Application:
    """A thank-you by hand settles the drafts to the people it went to, or all where the addresses are not known."""
    written_to = {a.email.lower() for a in (*event.mail.to, *event.mail.cc)}
    drafts = [d for d in known.drafts if d.open and d.step is Step.THANK_YOU]
    settled = [d for d in drafts if not d.to or any(a.email.lower() in written_to for a in d.to)]
    passed = [i for i in known.interviews if _took_place(i) and not i.thanked]
    known_addresses = {p.email.lower() for i in passed for p in i.people if p.email} - set(known.bad_addresses)
    owed = () if known_addresses <= written_to or not known_addresses else known.owed
    known = replace(known, owed=owed, drafts=_stale(known.drafts, settled))
    return finish(known, Step.THANK_YOU, event.at, sent=True)


def _stale(drafts: tuple[Draft, ...], which: list[Draft]) -> tuple[Draft, ...]:
    keys = {d.key for d in which}
    return tuple(replace(d, stale=BY_HAND) if d.key in keys else d for d in drafts)


# --- what came back -------------------------------------------------------------------------------------------------


def _bounced(known: Application, event: MailRead) -> Application:
    """Mark the address bad; the step is due again where it was the last thing sent."""
    failed = {a.lower() for a in event.reading.bounced}
    sent = [d for d in known.drafts if d.state is DraftState.SENT]
    back = [d for d in sent if d.message_id == event.reading.bounced_id or _went_to(d, failed)]
    failed |= {a.email.lower() for d in back if not failed for a in d.to}
    known = replace(known, bad_addresses=tuple(sorted({*known.bad_addresses, *failed})))
    if not back:
        return known
    last, draft = max(sent, key=_settled), max(back, key=_settled)
    known = with_draft(known, draft.key, bounced=True)
    row = row_of(replace(known, stage=known.beneath) if known.stage is Stage.PAUSED else known)
    if (draft.step, draft.interview) != (last.step, last.interview) or TABLE[row][Trigger.BOUNCE] is not Special.STEP:
        return known
    return _due_again(known, draft)


def _due_again(known: Application, draft: Draft) -> Application:
    counted = draft.step in FOLLOW_UPS
    return replace(
        known,
        owed=(*known.owed, owed_token(draft.step, draft.interview)),
        steps_done=max(0, known.steps_done - counted),
        unanswered=max(0, known.unanswered - counted),
        follow_ups_sent=max(0, known.follow_ups_sent - counted),
        interviews=tuple(replace(i, thanked=False) if i.key == draft.interview else i for i in known.interviews),
    )


def _went_to(draft: Draft, failed: set[str]) -> bool:
    return any(a.email.lower() in failed for a in draft.to)


def _settled(draft: Draft) -> float:
    return (draft.settled_at or draft.planned_at).timestamp()
