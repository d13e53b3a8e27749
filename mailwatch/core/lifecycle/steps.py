"""Where an application stands in the table, and what of a step is owed, open or done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailwatch.core.lifecycle.table import STAGE_OF_STEP, Row
from mailwatch.core.models import Application, Closing, Draft, DraftState, Stage, Step

FOLLOW_UPS = (Step.FOLLOW_UP, Step.VALUE_FOLLOW_UP)


class ImpossibleEventError(ValueError):
    """The table says this cannot come about in this stage; the application is left as it was."""


def row_of(application: Application) -> Row:
    """The row of the table an application stands in."""
    return row_for(application.stage, application.closing)


def row_for(stage: Stage, closing: Closing | None) -> Row:
    """The row of a stage, with `closed` told apart by `closing`."""
    if stage is not Stage.CLOSED:
        return Row(stage.value)
    return {
        Closing.REJECTION: Row.CLOSED_REJECTION,
        Closing.YOU: Row.CLOSED_YOU,
    }.get(closing or Closing.SILENCE, Row.CLOSED_SILENCE)


CLOSINGS = {
    Row.CLOSED_SILENCE: Closing.SILENCE,
    Row.CLOSED_REJECTION: Closing.REJECTION,
    Row.CLOSED_YOU: Closing.YOU,
}


def owed_token(step: Step, interview: str = "") -> str:
    """How `Application.owed` names what is still to be drafted."""
    return f"{step.value}:{interview}" if step is Step.THANK_YOU else step.value


def draft_of(known: Application, key: str) -> Draft:
    """The draft of that key.

    Raises:
        ImpossibleEventError: the application has none.
    """
    for draft in known.drafts:
        if draft.key == key:
            return draft
    raise ImpossibleEventError(f"{known.id} has no draft {key!r}")


def with_draft(known: Application, key: str, **changes: object) -> Application:
    """The application with one draft changed."""
    changed = replace(draft_of(known, key), **changes)  # type: ignore[arg-type] # field names are checked by replace
    return replace(known, drafts=tuple(changed if d.key == key else d for d in known.drafts))


def step_done(known: Application) -> bool:
    """Whether nothing of the present stage's step is still to be drafted or sent."""
    stage = known.beneath if known.stage is Stage.PAUSED else known.stage
    steps = [s for s, row in STAGE_OF_STEP.items() if row.value == stage.value]
    return bool(steps) and not known.owed and not any(d.open and not d.stale and d.step in steps for d in known.drafts)


def in_its_stage(known: Application, draft: Draft) -> bool:
    """Whether the application stands (under a pause: beneath it) where this draft's step belongs.

    A second round does not cancel the thanks for the first.
    """
    stage = known.beneath if known.stage is Stage.PAUSED else known.stage
    if stage is Stage.SCHEDULED and draft.step is Step.THANK_YOU:
        return True
    return STAGE_OF_STEP[draft.step].value == stage.value


def second_of(known: Application, draft: Draft) -> bool:
    """Whether an earlier draft does what this one is for, as happens where two applications turn out to be one."""
    earlier = known.drafts[: [d.key for d in known.drafts].index(draft.key)]
    same = [d for d in earlier if (d.step, d.interview) == (draft.step, draft.interview)]
    if draft.step is Step.THANK_YOU:
        to = {a.email.lower() for a in draft.to}
        same = [d for d in same if any(a.email.lower() in to for a in d.to)]
        if any(d.state is DraftState.SENT and not d.bounced for d in same):
            return True
    return any(d.open and not d.stale for d in same)


def bounced_step(known: Application) -> Step | None:
    """The step that a bounce has made due again."""
    back = [d for d in known.drafts if d.bounced and owed_token(d.step, d.interview) in known.owed]
    return back[-1].step if back else None


def finish(known: Application, step: Step, at: datetime, *, sent: bool) -> Application:
    """The application once nothing of `step` is owed or open any more (else unchanged): counted, and the wait begun."""
    under_way = any(d.open and not d.stale and d.step is step for d in known.drafts)
    if under_way or any(t.startswith(step.value) for t in known.owed):
        return known
    if step is Step.THANK_YOU:
        return replace(known, interviews=tuple(replace(i, thanked=i.thanked or i.passed) for i in known.interviews))
    if step not in FOLLOW_UPS:
        return known
    over = known.timeline is not None and at.date() >= known.timeline.until
    return replace(
        known,
        steps_done=known.steps_done + 1,
        unanswered=known.unanswered + 1,
        follow_ups_sent=known.follow_ups_sent + sent,
        restart_at=at,
        timeline=None if over else known.timeline,
    )
