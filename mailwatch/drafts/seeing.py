"""What the folders hold of our drafts: the shell around `mailwatch.core.sightings`."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from mailwatch.core.models import Draft, DraftState, Message
from mailwatch.core.parsing import parse
from mailwatch.core.sightings import Copy, Likeness, likeness, whose
from mailwatch.desk import Desk
from mailwatch.errors import MailboxError

log = logging.getLogger("mailwatch")

SETTLING = timedelta(seconds=60)
"""Clients take a draft out of Drafts some seconds before or after its copy comes to Sent or Trash."""

_ONCE = datetime.min.replace(tzinfo=UTC)
_TRASHED_BEFORE = timedelta(days=2)


def all_placed(desk: Desk) -> list[Draft]:
    """Every draft that may lie somewhere."""
    return [d for a in desk.applications() for d in a.drafts if d.state is not DraftState.DUE]


def in_drafts(desk: Desk, now: datetime, *, not_before: datetime) -> tuple[Copy, ...] | None:
    """What lies in Drafts: nothing where the folder is gone (alpine removes an empty one), None if we may not look."""
    folder = desk.folders.drafts
    try:
        return desk.copies.within(desk.mailbox, folder, now, not_before=not_before)
    except MailboxError as error:
        desk.copies.forget(folder)
        if desk.drafts_missing:
            return ()
        log.warning("%s: %s", desk.account, error)
        return None


def in_trash(desk: Desk, now: datetime, drafts: Iterable[Draft]) -> tuple[Copy, ...]:
    """What lies in Trash that may be a copy of these drafts: a COPY or MOVE keeps the day of arrival (RFC 3501)."""
    folder = desk.folders.trash
    if not folder:
        return ()
    since = (min((d.planned_at for d in drafts), default=now) - _TRASHED_BEFORE).date()
    try:
        return desk.copies.within(desk.mailbox, folder, now, not_before=_ONCE, since=since)
    except MailboxError as error:
        log.warning("%s: %s", desk.account, error)
        return ()


def shared_out(copies: Iterable[Copy], drafts: list[Draft], alike: Likeness) -> dict[str, list[Copy]]:
    """The copies of each draft, by its key."""
    shares: dict[str, list[Copy]] = {}
    for copy in copies:
        draft = whose(copy, drafts, alike)
        if draft is not None:
            shares.setdefault(draft.key, []).append(copy)
    return shares


def alike_in(desk: Desk, folder: str) -> Likeness:
    """How alike the mails of a folder are to our drafts; reads a mail when it is asked about it."""

    def alike(copy: Copy, draft: Draft) -> float:
        try:
            text = desk.copies.text(desk.mailbox, folder, copy)
        except MailboxError as error:
            log.warning("%s: %s", desk.account, error)
            return 0.0
        return likeness(prepared(desk, draft).new_text, text)

    return alike


def prepared(desk: Desk, draft: Draft) -> Message:
    """A draft as it was placed."""
    intent = desk.store.intent(draft.key)
    return parse(intent.raw if intent else b"", draft.planned_at)
