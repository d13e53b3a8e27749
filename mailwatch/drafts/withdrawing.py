"""Taking back a draft whose moment has passed: only one that nobody has touched, only to Trash, and only that one."""

from __future__ import annotations

import logging
from datetime import datetime

from mailwatch.core import drafting
from mailwatch.core.lifecycle.decide import LeaveDraft, WithdrawDraft, name
from mailwatch.core.lifecycle.events import DraftLeft, DraftWithdrawn
from mailwatch.core.models import Application, Draft, DraftState
from mailwatch.core.sightings import Sighting, judge
from mailwatch.desk import Desk
from mailwatch.drafts.seeing import alike_in, all_placed, in_drafts, shared_out
from mailwatch.errors import MailboxError

log = logging.getLogger("mailwatch")


def withdraw(desk: Desk, application: Application, action: WithdrawDraft, now: datetime) -> None:
    """Move a draft of ours to Trash if its UID and its text are still what we placed; else leave it."""
    draft = next(d for d in application.drafts if d.key == action.key)
    taken = _untouched(desk, draft, now) and _taken_back(desk, application.id, draft, action.reason, now)
    if not taken:
        leave(desk, application, LeaveDraft(action.key, action.reason), now)


def _taken_back(desk: Desk, application: str, draft: Draft, reason: str, now: datetime) -> bool:
    """The intent is durable before the move, so that a death in between is not taken for the user's deletion."""
    folders = desk.folders
    with desk.store.transaction() as store:
        store.intend_withdrawal(draft.key, reason)
    desk.copies.forget(folders.drafts)
    try:
        taken = desk.mailbox.withdraw(folders.drafts, draft.uidvalidity or 0, draft.uid or 0, folders.trash)
    except MailboxError as error:
        log.warning("%s: %s", desk.account, error)
        taken = _lies_in_trash(desk, draft)
    with desk.store.transaction() as store:
        store.withdrawal_settled(draft.key)
        if taken:
            desk.record(application, DraftWithdrawn(now, draft.key, reason), now)
    return taken


def _untouched(desk: Desk, draft: Draft, now: datetime) -> bool:
    """Whether it lies where it was placed, says what it said, and no newer version lies beside it."""
    found = in_drafts(desk, now, not_before=now)
    if found is None or draft.uid is None:
        return False
    folder = desk.folders.drafts
    alike = alike_in(desk, folder)
    copies = shared_out(found, all_placed(desk), alike).get(draft.key, [])
    if judge(draft, copies, (), alike) is not Sighting.UNTOUCHED:
        return False
    raw = desk.mailbox.read(folder, draft.uid)
    return raw is not None and drafting.digest_of_mail(raw, draft.digest) == draft.digest


def settle(desk: Desk, application: str, draft: Draft, reason: str, now: datetime) -> None:
    """What became of a withdrawal that was cut off: lying in Trash only, it was done; else it is decided anew."""
    taken = _lies_in_trash(desk, draft)
    with desk.store.transaction() as store:
        store.withdrawal_settled(draft.key)
        if taken:
            desk.record(application, DraftWithdrawn(now, draft.key, reason), now)


def _lies_in_trash(desk: Desk, draft: Draft) -> bool:
    r"""Whether it lies in Trash, and in Drafts at most marked \Deleted (where the server has no MOVE)."""
    folders = desk.folders
    left = desk.mailbox.find_by_message_id(folders.drafts, [draft.message_id]).get(draft.message_id)
    if not folders.trash or (left is not None and not any(f.lower() == "\\deleted" for f in left.flags)):
        return False
    return bool(desk.mailbox.find_by_message_id(folders.trash, [draft.message_id]))


def leave(desk: Desk, application: Application, action: LeaveDraft, now: datetime) -> None:
    """Leave a draft where it is and tell the owner that its moment has passed."""
    draft = next(d for d in application.drafts if d.key == action.key)
    if draft.state is DraftState.GONE:
        advice = "if you have it open, look at it again before you send it"
    else:
        advice = "but it is yours now and stays; delete it if you agree"
    with desk.store.transaction():
        desk.record(application.id, DraftLeft(now, draft.key, action.reason), now)
        text = f"{name(application)}: the draft “{draft.subject}” no longer fits ({action.reason}), {advice}."
        desk.tell(application, text, now)
