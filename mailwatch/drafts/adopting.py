"""A draft that lies in Drafts though the log knows nothing of it, as after the database was lost.

It is told by what it has in common with the one that would be placed now, and is taken for it: a second one would be
worse than none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from mailwatch.core.models import Draft
from mailwatch.core.sightings import LIKE, Copy, Fit, fit, likeness, share_recipients, whose
from mailwatch.desk import Desk
from mailwatch.drafts.seeing import alike_in, all_placed, in_drafts

_ONCE = datetime.min.replace(tzinfo=UTC)


def lying_there(desk: Desk, draft: Draft, text: str, now: datetime) -> Copy | None:
    """The mail in Drafts that a planned draft of this text would be the second copy of, if there is one.

    Raises:
        MailboxError: it cannot be read.
    """
    folder, known = desk.folders.drafts, all_placed(desk)
    alike = alike_in(desk, folder)
    for copy in in_drafts(desk, now, not_before=_ONCE) or ():
        like_ours = not copy.deleted and _fits(copy, draft) and whose(copy, known, alike) is None
        if like_ours and likeness(text, desk.copies.text(desk.mailbox, folder, copy)) >= LIKE:
            return copy
    return None


def _fits(copy: Copy, draft: Draft) -> bool:
    """Whether thread (or subject) and recipients are the same; that it is older is what is expected here."""
    as_old = replace(draft, planned_at=copy.message.date)
    return fit(copy.message, as_old) is not Fit.NONE and share_recipients(copy.message.to, draft.to)
