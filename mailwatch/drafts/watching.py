r"""What has become of the drafts, decided from snapshots of Drafts and Trash. Sent was read before.

Nothing here is decided on one look: clients take a draft away before, or leave it behind after, they send or save it.
What is missing is `gone` at first. If it lies in Trash (or \Deleted in Drafts) it was discarded, once that has settled;
if it is nowhere, nobody can tell whether it was sent without a copy or thrown away, and after a day its step is done
with. Whatever was decided, a copy that turns up later is believed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailwatch.core.lifecycle.decide import name
from mailwatch.core.lifecycle.events import (
    DraftDiscarded,
    DraftLeft,
    DraftPlaced,
    DraftSeen,
    Event,
    OwnerTold,
    StepSkipped,
)
from mailwatch.core.lifecycle.table import STAGE_OF_STEP
from mailwatch.core.models import Application, Draft, DraftState, Stage
from mailwatch.core.sightings import Copy, Sighting, judge
from mailwatch.desk import Desk
from mailwatch.drafts.seeing import SETTLING, alike_in, all_placed, in_drafts, in_trash, shared_out

log = logging.getLogger("mailwatch")

GIVEN_UP = timedelta(hours=24)
"""mutt and alpine take a draft out of the folder when the editor opens, and may put it back hours later."""

REREAD = timedelta(minutes=5)
r"""How old a look at Drafts may be while STATUS is unchanged: a \Deleted flag changes none of its numbers."""

LEFT_OVER = timedelta(days=7)
"""How long after it was sent a copy left in Drafts is still worth a notice."""

UNKNOWN = "it left Drafts, and whether it was sent or thrown away cannot be seen"
RESTORED = "you took it out of the trash again"

_ONCE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Shares:
    """The copies of each draft in the two folders."""

    drafts: dict[str, list[Copy]]
    trash: dict[str, list[Copy]]


def look(desk: Desk, now: datetime) -> None:
    """See what has become of the drafts."""
    placed = all_placed(desk)
    if not any(_may_turn_up(d, now) for d in placed):
        return
    found = in_drafts(desk, now, not_before=_not_before(placed, now))
    if found is None:
        return
    folders = desk.folders
    alike = alike_in(desk, folders.drafts)
    here = shared_out(found, placed, alike)
    missing = [d for d in placed if d.open and not _given_up(d) and not _untouched(d, here.get(d.key, ()))]
    trashed = in_trash(desk, now, missing) if missing else ()
    shares = _Shares(here, shared_out(trashed, placed, alike_in(desk, folders.trash)))
    for application in desk.applications():
        for draft in application.drafts:
            if draft.state is not DraftState.DUE:
                _settle(desk, application.id, draft, shares, now)


def _untouched(draft: Draft, copies: Sequence[Copy]) -> bool:
    return any(c.is_where(draft) and not c.deleted for c in copies)


def _given_up(draft: Draft) -> bool:
    return draft.state is DraftState.GONE and draft.left


def _may_turn_up(draft: Draft, now: datetime) -> bool:
    """Whether a look at Drafts can tell anything new of this draft."""
    return draft.state is not DraftState.SENT or now - (draft.settled_at or now) <= LEFT_OVER


def _not_before(placed: Sequence[Draft], now: datetime) -> datetime:
    """How old a look may be that is good enough for all of them."""
    if any(d.state is DraftState.GONE and not _given_up(d) for d in placed):
        return now
    moments = [now - REREAD for d in placed if d.open]
    moments += [d.settled_at + SETTLING for d in placed if d.state is DraftState.SENT and d.settled_at]
    return max((m for m in moments if m <= now), default=_ONCE)


def _settle(desk: Desk, application: str, draft: Draft, shares: _Shares, now: datetime) -> None:
    """Record what a look shows of one draft, if it is news."""
    here, trashed = shares.drafts.get(draft.key, []), shares.trash.get(draft.key, [])
    if draft.state is DraftState.SENT:
        _left_over(desk, application, draft, here, now)
        return
    sighting = judge(draft, here, trashed, alike_in(desk, desk.folders.drafts))
    events: tuple[Event, ...] = ()
    if sighting in (Sighting.UNTOUCHED, Sighting.EDITED):
        events = _there(draft, sighting, here, now)
    elif draft.open:
        events = _missing(desk.store.current(application), draft, sighting, now)
    if events:
        _record(desk, application, draft, events, now)


def _record(desk: Desk, application: str, draft: Draft, events: Sequence[Event], now: datetime) -> None:
    with desk.store.transaction():
        for event in events:
            known = desk.record(application, event, now)
            if isinstance(event, DraftLeft) and event.reason == UNKNOWN:
                desk.tell(
                    known, f"{name(known)}: the draft “{draft.subject}” left Drafts a day ago. {_SENT_OR_NOT}", now
                )


_SENT_OR_NOT = (
    "No copy came to Sent or Trash, so whether you sent it or threw it away cannot be seen; "
    "it is not prepared again, and an answer of theirs will tell."
)


def _there(draft: Draft, sighting: Sighting, here: Sequence[Copy], now: datetime) -> tuple[Event, ...]:
    """It lies in Drafts: as it was placed, or as the user's own by now."""
    state = DraftState.PLACED if sighting is Sighting.UNTOUCHED else DraftState.EDITED
    if not draft.open:
        return DraftSeen(now, draft.key, state), DraftLeft(now, draft.key, RESTORED)
    if draft.uid is None and state is DraftState.PLACED:
        ours = next(c for c in here if not c.deleted and c.message.message_id == draft.message_id)
        return (DraftPlaced(now, draft.key, ours.uidvalidity, ours.uid),)
    return (DraftSeen(now, draft.key, state),) if state is not draft.state else ()


def _missing(application: Application, draft: Draft, sighting: Sighting, now: datetime) -> tuple[Event, ...]:
    """It does not lie in Drafts. Gone at first; discarded or given up once that has settled."""
    if draft.gone_at is None:
        return (DraftSeen(now, draft.key, DraftState.GONE),)
    if sighting is Sighting.THROWN_AWAY:
        return (DraftDiscarded(now, draft.key),) if now - draft.gone_at >= SETTLING else ()
    if draft.left or now - draft.gone_at < GIVEN_UP:
        return ()
    left = DraftLeft(now, draft.key, UNKNOWN)
    if draft.stale or not _in_its_stage(application, draft):
        return (left,)
    return left, StepSkipped(now, draft.step, UNKNOWN, draft.interview)


def _in_its_stage(application: Application, draft: Draft) -> bool:
    stage = application.beneath if application.stage is Stage.PAUSED else application.stage
    return STAGE_OF_STEP[draft.step].value == stage.value


def _left_over(desk: Desk, application: str, draft: Draft, here: Sequence[Copy], now: datetime) -> None:
    """It was sent, and a copy still lies in Drafts: some clients leave one behind. It is the user's to delete."""
    topic = f"left over:{draft.key}"
    known = desk.store.current(application)
    settled = draft.settled_at is not None and SETTLING <= now - draft.settled_at <= LEFT_OVER
    if not settled or topic in known.told or all(c.deleted for c in here):
        return
    with desk.store.transaction():
        desk.record(application, OwnerTold(now, topic), now)
        text = f"{name(known)}: “{draft.subject}” was sent, but a copy still lies in Drafts. You can delete it."
        desk.tell(known, text, now)
