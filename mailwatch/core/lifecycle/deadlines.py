"""When: the arithmetic of every timer, and a sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailwatch.core import workdays
from mailwatch.core.lifecycle.interviews import loop_end
from mailwatch.core.models import Application, Interview, Stage, Step
from mailwatch.core.policy import Policy

FOLLOW_UPS_BEFORE_LEAVING = 2


@dataclass(frozen=True, slots=True)
class Deadline:
    """What falls due next, when (UTC), and why then. `step` is None where only a quiet close is left."""

    step: Step | None
    due: datetime
    why: str


def thank_you_due(application: Application, interview: Interview, policy: Policy) -> datetime:
    """When the thank-you for an interview is drafted (UTC): soon after the end of its loop."""
    return loop_end(application.interviews, interview).astimezone(UTC) + policy.thank_you_after


def next_step(application: Application) -> Step | None:
    """The step that the next silence calls for, or None: with no follow-up ever sent there is nothing to leave."""
    if application.steps_done == 0:
        return Step.FOLLOW_UP
    if application.steps_done < FOLLOW_UPS_BEFORE_LEAVING or application.unanswered < FOLLOW_UPS_BEFORE_LEAVING:
        return Step.VALUE_FOLLOW_UP
    return Step.GRACEFUL_EXIT if application.follow_ups_sent else None


def _delay(step: Step | None, policy: Policy) -> timedelta:
    match step:
        case Step.FOLLOW_UP:
            return policy.follow_up_after
        case Step.VALUE_FOLLOW_UP:
            return policy.value_follow_up_after
        case _:
            return policy.graceful_exit_after


def deadline(application: Application, policy: Policy) -> Deadline | None:
    """When the present silence ends, for an application in `waiting`. None while it is the user's turn.

    A stated timeline ends on the first working morning strictly after its last day, never earlier. Without one (or
    where the employer wrote again after stating it, or a follow-up was made since) it is the policy's delay after
    the last contact in either direction, moved on to working time. An absence moves it behind its last day.
    """
    starts = [moment for moment in (application.contact_at, application.restart_at) if moment]
    if application.asked or not starts:
        return None
    start = max(starts)
    step = next_step(application)
    delay = _delay(step, policy)
    due = workdays.working_time_from(workdays.later(start, delay, policy), policy)
    why = f"{_days(delay)} after the last contact ({_day(start, policy)}), in working time"
    timeline = application.timeline
    if timeline is not None:
        promised = workdays.morning_after(timeline.until, policy)
        if promised > start:
            overtaken = application.steps_done > 0 or (
                application.heard_at is not None
                and application.timeline_at is not None
                and application.heard_at > application.timeline_at
            )
            if not overtaken or promised >= due:
                due = promised
                why = f"the first working morning after {timeline.until:%d %b}, the day they named: “{timeline.quote}”"
    if application.away_until is not None:
        back = workdays.morning_after(application.away_until, policy)
        if back > due:
            due, why = back, f"they are out of office until {application.away_until:%d %b}"
    return Deadline(step, due, why)


def plan(application: Application, policy: Policy, now: datetime) -> Deadline | None:
    """What comes next for an application in any stage, as `status` shows it."""
    match application.stage:
        case Stage.SCHEDULED | Stage.THANKING:
            return _thanks_plan(application, policy)
        case Stage.WAITING:
            return deadline(application, policy)
        case Stage.FOLLOWING_UP | Stage.LEAVING | Stage.REJECTED:
            return _reply_plan(application, policy, now)
        case _:
            return None


def _thanks_plan(application: Application, policy: Policy) -> Deadline | None:
    pending = [i for i in application.interviews if not i.cancelled and not i.thanked]
    if not pending:
        return None
    first = min(pending, key=lambda i: i.end)
    due = thank_you_due(application, first, policy)
    return Deadline(Step.THANK_YOU, due, f"soon after the interview ends ({_day(first.end, policy)})")


def _reply_plan(application: Application, policy: Policy, now: datetime) -> Deadline | None:
    waiting = [d for d in application.open_drafts if not d.stale]
    if waiting:
        return Deadline(waiting[-1].step, waiting[-1].planned_at, "its draft waits in the Drafts folder")
    if not application.owed:
        return None
    step = Step(application.owed[0].split(":")[0])
    return Deadline(step, workdays.working_time_from(now, policy), "as soon as it is working time")


def wake_up(application: Application, policy: Policy, now: datetime) -> datetime | None:
    """The next moment (UTC, after `now`) at which time alone may change something for this application."""
    moments = [application.paused_until]
    if application.stage in (Stage.SCHEDULED, Stage.THANKING, Stage.PAUSED):
        for interview in application.interviews:
            if not interview.cancelled and not interview.thanked:
                end = loop_end(application.interviews, interview)
                moments += [
                    end,
                    end + policy.thank_you_after,
                    end + policy.thank_you_within - policy.thank_you_remind,
                    end + policy.thank_you_until,
                ]
    if application.stage is Stage.WAITING and (next_one := deadline(application, policy)):
        moments.append(next_one.due)
    if any(not token.startswith(Step.THANK_YOU.value) for token in application.owed):
        moments.append(workdays.working_time_from(now, policy))
    ahead = [moment.astimezone(UTC) for moment in moments if moment and moment > now]
    return min(ahead) if ahead else None


def _days(delay: timedelta) -> str:
    return f"{delay.days} days" if delay.days != 1 else "1 day"


def _day(moment: datetime, policy: Policy) -> str:
    return f"{moment.astimezone(workdays.zone_of(policy)):%a %d %b %H:%M}"
