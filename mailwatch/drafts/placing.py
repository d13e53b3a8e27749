"""Placing a draft exactly once, whatever dies when.

The intent (bytes and Message-ID, and what Drafts looked like) is durable before the APPEND, the result after it, and
an intent without a result is looked up on the server before anything is tried again.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from mailwatch.core import drafting, stock
from mailwatch.core.briefing import Writer, brief_for, next_key, value_for
from mailwatch.core.drafting import Addressee, Composed
from mailwatch.core.lifecycle.decide import PlaceDraft, name
from mailwatch.core.lifecycle.events import (
    DraftDiscarded,
    DraftPlaced,
    DraftPlanned,
    DraftSent,
    OwnerTold,
    StepSkipped,
)
from mailwatch.core.lifecycle.recipients import needs_a_draft
from mailwatch.core.models import Application, Draft, DraftState, Step
from mailwatch.desk import Desk
from mailwatch.drafts import budget, withdrawing
from mailwatch.drafts.adopting import lying_there
from mailwatch.errors import MailboxError
from mailwatch.store import Intent

log = logging.getLogger("mailwatch")


def place(desk: Desk, application: Application, action: PlaceDraft, now: datetime) -> None:
    """Prepare the step's draft (one a person for a thank-you), and put it into Drafts if there is room for it."""
    interview = next((i for i in application.interviews if i.key == action.interview), None)
    people = drafting.addressees(application, action.step, interview)
    free = [to for to in people if needs_a_draft(application, interview, to.to)]
    if not free:
        _cover(desk, application, action, people, now)
        return
    if desk.drafts_missing:
        _no_folder(desk, application, action, now)
        return
    if budget.needs_room(action) and not budget.has_room(desk):
        budget.announce(desk, application, action, now)
        return
    folder = desk.folders.drafts
    status = desk.mailbox.status(folder)
    writer = Writer(
        desk.owner.name,
        desk.identity,
        desk.policy.timezone,
        desk.store.seed,
        desk.owner.addresses,
        desk.policy.copy_thread,
    )
    keys = []
    for to in free:
        current = desk.store.current(application.id)
        value = value_for(desk.stock, tuple(desk.store.applications.values()), current, action.step, to)
        brief = brief_for(writer, current, action.step, interview, to, now, value)
        composed = drafting.compose(brief, desk.shipped, desk.own)
        draft = replace(_planned(current, action, to, composed, now), stock=stock.key(value.item) if value.item else "")
        lying = lying_there(desk, draft, composed.text, now)
        if lying:
            draft = replace(draft, message_id=lying.message.message_id or draft.message_id)
        with desk.store.transaction() as store:
            desk.record(current.id, DraftPlanned(now, draft), now)
            store.intend(Intent(draft.key, composed.raw, folder, status.uidvalidity, status.uidnext or 1))
            if lying:
                desk.record(current.id, DraftPlaced(now, draft.key, lying.uidvalidity, lying.uid), now)
            for text in filter(None, (*composed.notices, value.reason)):
                desk.tell(current, f"{name(current)}, “{draft.subject}”: {text}", now)
        if not lying:
            keys.append(draft.key)
    for key in keys:
        append(desk, application.id, key, now)


def _planned(application: Application, action: PlaceDraft, to: Addressee, composed: Composed, now: datetime) -> Draft:
    answers = drafting.answered_mail(application, to.to)
    return Draft(
        key=next_key(application, action.step),
        step=action.step,
        to=to.to,
        subject=composed.subject,
        message_id=composed.message_id,
        state=DraftState.DUE,
        planned_at=now,
        answers=answers.message_id if answers else "",
        digest=drafting.digest(composed.text),
        interview=action.interview,
        fills=composed.fills,
    )


def _cover(
    desk: Desk, application: Application, action: PlaceDraft, people: tuple[Addressee, ...], now: datetime
) -> None:
    """Nobody is left to write to: everybody has theirs, or nobody can receive it, or an older draft is in the way."""
    blocking = [d for d in application.open_drafts if d.stale or d.step is not action.step]
    with desk.store.transaction():
        if action.step is Step.THANK_YOU or not people:
            reason = "everybody has theirs" if people else "no person could receive it"
            desk.record(application.id, StepSkipped(now, action.step, reason, action.interview), now)
        elif blocking and f"blocked:{blocking[0].key}" not in application.told:
            desk.record(application.id, OwnerTold(now, f"blocked:{blocking[0].key}"), now)
            text = f"{name(application)}: “{blocking[0].subject}” still lies in Drafts; the next one waits for it."
            desk.tell(application, text, now)


def _no_folder(desk: Desk, application: Application, action: PlaceDraft, now: datetime) -> None:
    """Drafts is gone, as alpine leaves it until it puts a draft back; making one is not for us to decide."""
    topic = f"no folder:{next_key(application, action.step)}"
    if topic in application.told:
        return
    with desk.store.transaction():
        desk.record(application.id, OwnerTold(now, topic), now)
        text = (
            f"{name(application)}: a draft is due, but the folder {desk.folders.drafts} is not there any more. "
            "Some mail programs remove it with its last draft; once you make it again, the draft is prepared."
        )
        desk.tell(application, text, now, urgent=True)


def append(desk: Desk, application: str, key: str, now: datetime) -> None:
    """APPEND a planned draft's bytes and record where they lie.

    Raises:
        MailboxError: the server refuses; the owner knows.
    """
    intent = desk.store.intent(key)
    if intent is None:
        return
    desk.copies.forget(intent.mailbox)
    try:
        placed = desk.mailbox.append_draft(intent.mailbox, intent.raw)
    except MailboxError as refusal:
        _refused(desk, application, key, refusal, now)
        raise
    with desk.store.transaction():
        desk.record(application, DraftPlaced(now, key, placed.uidvalidity, placed.uid), now)


def _refused(desk: Desk, application: str, key: str, refusal: MailboxError, now: datetime) -> None:
    """The server does not take it: the owner is told once, with the remedy; it is tried again in every round."""
    topic, known = f"refused:{key}", desk.store.current(application)
    if topic in known.told:
        return
    with desk.store.transaction():
        desk.record(application, OwnerTold(now, topic), now)
        desk.tell(known, f"{name(known)}: {refusal}. It is tried again until it succeeds.", now, urgent=True)


def recover(desk: Desk, now: datetime) -> None:
    """Settle every intent without a result: look for its Message-ID on the server, and APPEND only what is nowhere.

    What is found in Trash was deleted, and is never put back. What the server refuses to settle waits for the next
    round and keeps nothing else from its turn.
    """
    withdrawals = desk.store.withdrawals()
    for application in desk.applications():
        for draft in application.drafts:
            try:
                if draft.state is DraftState.DUE:
                    _settle_intent(desk, application.id, draft, now)
                if draft.key in withdrawals:
                    withdrawing.settle(desk, application.id, draft, withdrawals[draft.key], now)
            except MailboxError as error:
                log.error("%s: %s", draft.key, error)


def _settle_intent(desk: Desk, application: str, draft: Draft, now: datetime) -> None:
    folders = desk.folders
    intent = desk.store.intent(draft.key)
    drafts = intent.mailbox if intent else folders.drafts
    for folder in filter(None, (drafts, folders.sent, folders.trash)):
        found = desk.mailbox.find_by_message_id(folder, [draft.message_id]).get(draft.message_id)
        if found is None:
            continue
        with desk.store.transaction():
            if folder == drafts:
                desk.record(application, DraftPlaced(now, draft.key, found.uidvalidity, found.uid), now)
                return
            desk.record(application, DraftPlaced(now, draft.key), now)
            gone = DraftSent(now, draft.key) if folder == folders.sent else DraftDiscarded(now, draft.key)
            desk.record(application, gone, now)
        return
    append(desk, application, draft.key, now)
