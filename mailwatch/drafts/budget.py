"""How many drafts may wait in Drafts at once: so many that a person still looks through them.

A thank-you is never held back, since its first day matters most, but it counts. What is held back is announced once
and placed when there is room, the one that fell due first before the others.
"""

from __future__ import annotations

from datetime import UTC, datetime

from mailwatch.core.briefing import next_key
from mailwatch.core.lifecycle.deadlines import deadline
from mailwatch.core.lifecycle.decide import Action, PlaceDraft, name
from mailwatch.core.lifecycle.events import OwnerTold
from mailwatch.core.models import Application, Stage, Step
from mailwatch.core.policy import Policy
from mailwatch.desk import Desk

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def needs_room(action: Action) -> bool:
    """Whether this needs room among the drafts that wait."""
    return isinstance(action, PlaceDraft) and action.step is not Step.THANK_YOU


def waiting(desk: Desk) -> int:
    """How many drafts wait to be sent; those that were left to the user are no longer among them."""
    return sum(1 for a in desk.applications() for d in a.open_drafts if not d.left)


def has_room(desk: Desk) -> bool:
    """Whether one more draft may wait."""
    return waiting(desk) < desk.policy.most_drafts


def in_line(desk: Desk) -> tuple[str, ...]:
    """Applications that are owed a draft that needs room, by id: what fell due first comes first."""
    owing = [a for a in desk.applications() if any(not t.startswith(Step.THANK_YOU.value) for t in a.owed)]
    return tuple(a.id for a in sorted(owing, key=lambda a: _fell_due(a, desk.policy)))


def _fell_due(application: Application, policy: Policy) -> datetime:
    """When the step that is owed fell due: with a rejection, or when the silence had lasted long enough."""
    heard = application.heard_at or application.contact_at or _LONG_AGO
    if application.stage is Stage.REJECTED:
        return heard
    ended = deadline(application, policy)
    return ended.due if ended else heard


def announce(desk: Desk, application: Application, action: PlaceDraft, now: datetime) -> None:
    """Tell the owner, once a step, that its draft is held back."""
    topic = f"held back:{next_key(application, action.step)}"
    if topic in application.told:
        return
    with desk.store.transaction():
        desk.record(application.id, OwnerTold(now, topic), now)
        text = (
            f"{name(application)}: the {action.step.value.replace('_', ' ')} is due, but {waiting(desk)} drafts wait "
            "in Drafts already; it is prepared as soon as you send or delete one of them."
        )
        desk.tell(application, text, now)
