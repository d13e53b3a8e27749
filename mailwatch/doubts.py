"""An implausible world: when what the server shows, or what falls due, cannot well be true, nothing is done.

The owner is asked. What they say (or a world that looks right again) lets the work go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mailwatch.core.lifecycle.decide import PlaceDraft, catch_up, decide
from mailwatch.core.models import Step
from mailwatch.desk import Desk
from mailwatch.errors import MailboxError
from mailwatch.mailbox import MailboxStatus
from mailwatch.records import Sight

FULL = 20
"""Mails in a folder from which on it is odd that there should be none of them left."""

MOST_AT_ONCE = 12
"""Drafts that may fall due at once on a run that is not the first."""

REMEDY = (
    "If that is right, say so: reload mailwatch (`systemctl --user reload mailwatch`, or SIGHUP to its process), or run"
    " `mailwatch once --go-on`."
)


class ImplausibleError(MailboxError):
    """The work waits for the owner's word, or for the world to look right again."""


def about_folder(desk: Desk, status: MailboxStatus) -> None:
    """Doubt a watched folder that was full and is empty.

    Raises:
        ImplausibleError: and nobody has said that it is right.
    """
    sight = desk.store.sight(desk.account) or Sight(desk.account)
    held = sight.held.get(status.name, 0)
    if status.exists == 0 and held >= FULL and not sight.consent:
        raise ImplausibleError(
            f"{desk.account}: {status.name} held {held} mails and is suddenly empty; nothing is read or placed until"
            f" mail is there again. {REMEDY}"
        )


def about_drafts(desk: Desk, now: datetime) -> None:
    """Doubt a moment at which more falls due than a person could have lived through.

    Raises:
        ImplausibleError: and nobody has said that it is right.
    """
    sight = desk.store.sight(desk.account)
    if sight is None or sight.seen_at is None or sight.consent:
        return
    due = [a for one in desk.applications() for a in decide(catch_up(one, now, desk.policy)[0], now, desk.policy)]
    steps = [a.step for a in due if isinstance(a, PlaceDraft)]
    thanks = steps.count(Step.THANK_YOU)
    number = thanks + min(len(steps) - thanks, desk.policy.most_drafts)
    if number > MOST_AT_ONCE:
        raise ImplausibleError(
            f"{desk.account}: {number} drafts have fallen due at once; none is placed. Is this machine's clock right"
            f" ({now:%d %b %Y %H:%M} UTC)? {REMEDY}"
        )


def give_consent(desk: Desk) -> None:
    """The owner says that the world is as it looks (inside a transaction)."""
    sight = desk.store.sight(desk.account)
    if sight is not None:
        desk.store.keep_sight(replace(sight, consent=True))


def note_sight(desk: Desk, held: Mapping[str, int], missing: str, now: datetime) -> None:
    """A round is done (inside a transaction): nothing is in doubt any more. `missing`: what could not be read."""
    before = desk.store.sight(desk.account) or Sight(desk.account)
    if missing and missing != before.why:
        desk.tell(None, f"A folder is not read any more, the others are. {missing}", now, urgent=True)
    desk.store.keep_sight(Sight(desk.account, seen_at=now, why=missing, held=held))
