"""When: the arithmetic of every timer, and a sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mailwatch.core import workdays
from mailwatch.core.lifecycle.interviews import loop_end
from mailwatch.core.models import Application, Interview, Stage, Step
from mailwatch.core.policy import Policy

FOLLOW_UPS_BEFORE_LEAVING = 2


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of the arithmetic: the moment it comes to (UTC), and how, in words."""

    moment: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """What falls due next, and why then. `step` is None where only a quiet close is left.

    `legs` is how the moment was come by; it is the last one's.
    """

    step: Step | None
    legs: tuple[Leg, ...]
    why: str

    @property
    def due(self) -> datetime:
        """When (UTC)."""
        return self.legs[-1].moment


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
    legs = [Leg(start, f"{_contact(application, start)} on {day(start, policy)}"), *_waited(start, delay, policy)]
    why = f"{_days(delay)} after the last contact ({_day(start, policy)}), in working time"
    timeline = application.timeline
    if timeline is not None:
        promised = workdays.morning_after(timeline.until, policy)
        if promised > start and (promised >= legs[-1].moment or not _overtaken(application)):
            until = f"{timeline.until:%d %b}"
            why = f"the first working morning after {until}, the day they named: “{timeline.quote}”"
            legs = [Leg(promised, f"{_morning_after(timeline.until, policy)}, the day they named: “{timeline.quote}”")]
    if application.away_until is not None:
        back = workdays.morning_after(application.away_until, policy)
        if back > legs[-1].moment:
            why = f"they are out of office until {application.away_until:%d %b}"
            legs.append(Leg(back, f"{_morning_after(application.away_until, policy)}, their last day out of office"))
    return Deadline(step, tuple(legs), why)


def _waited(start: datetime, delay: timedelta, policy: Policy) -> list[Leg]:
    """So long after a moment, and then in working time."""
    after = workdays.later(start, delay, policy)
    legs = [Leg(after, f"{_days(delay)} after {day(start, policy)} is {day(after, policy)}")]
    return [*legs, *_in_working_time(after, policy)]


def _in_working_time(moment: datetime, policy: Policy) -> list[Leg]:
    due = workdays.working_time_from(moment, policy)
    why = workdays.detour(moment, policy)
    return [Leg(due, f"{day(moment, policy)} is not working time ({why}), so {day(due, policy)}")] if why else []


def _morning_after(last: date, policy: Policy) -> str:
    due = workdays.morning_after(last, policy)
    days = (due.astimezone(workdays.zone_of(policy)).date() - last).days
    between = (last + timedelta(days=n) for n in range(1, days))
    off = [workdays.day_off(one, policy) for one in between]
    passed = f" ({', '.join(off)} passed over)" if off else ""
    return f"{day(due, policy)} is the first working morning{passed} after {last:%a} {last.day} {last:%b}"


def _contact(application: Application, moment: datetime) -> str:
    """What there was at that moment, for a person."""
    if moment == application.heard_at:
        return "they wrote last"
    if any(not i.cancelled and i.end == moment for i in application.interviews):
        return "the interview ended"
    if any(not m.inbound and m.date == moment for m in application.mails):
        return "you wrote last"
    done = moment == application.restart_at and moment != application.contact_at
    return "the last step was done with" if done else "the last contact was"


def _overtaken(application: Application) -> bool:
    """Whether the promise was broken or is old news: followed up since, or they wrote again after making it."""
    heard, promised = application.heard_at, application.timeline_at
    return application.steps_done > 0 or (heard is not None and promised is not None and heard > promised)


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
    end, due = loop_end(application.interviews, first), thank_you_due(application, first, policy)
    legs = (
        Leg(end, f"the interview ends on {day(end, policy)}"),
        Leg(due, f"{_days(policy.thank_you_after)} later is {day(due, policy)}; a thank-you waits for no working day"),
    )
    return Deadline(Step.THANK_YOU, legs, f"soon after the interview ends ({_day(first.end, policy)})")


def _reply_plan(application: Application, policy: Policy, now: datetime) -> Deadline | None:
    waiting = [d for d in application.open_drafts if not d.stale]
    if waiting:
        draft = waiting[-1]
        leg = Leg(draft.planned_at, f"it was prepared on {day(draft.planned_at, policy)}")
        return Deadline(draft.step, (leg,), "its draft waits in the Drafts folder")
    if not application.owed:
        return None
    step = Step(application.owed[0].split(":")[0])
    legs = (Leg(now.astimezone(UTC), f"it is {day(now, policy)}"), *_in_working_time(now, policy))
    return Deadline(step, legs, "as soon as it is working time")


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
    """A length of time as a person says it: the largest unit that leaves nothing over."""
    for unit, name in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if delay >= unit and not delay % unit:
            number = delay // unit
            return f"{number} {name}{'' if number == 1 else 's'}"
    return f"{delay.total_seconds():.0f} seconds" if delay else "0 days"


def day(moment: datetime, policy: Policy) -> str:
    """`Tue 14 Apr 15:00`, in the user's zone."""
    local = moment.astimezone(workdays.zone_of(policy))
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _day(moment: datetime, policy: Policy) -> str:
    return f"{moment.astimezone(workdays.zone_of(policy)):%a %d %b %H:%M}"
