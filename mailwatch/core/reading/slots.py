"""Which of the times in a mail are its interviews: the new one of a change, the one picked from an older offer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailwatch.core.models import UNSURE, InterviewSlot, Kind, Origin
from mailwatch.core.reading.appointments import slots_of
from mailwatch.core.reading.when import find_moments, named_days

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from mailwatch.core.models import Message, Owner, Reading, Timeline
    from mailwatch.core.reading.calendars import CalendarEvent
    from mailwatch.core.reading.facts import Facts
    from mailwatch.core.reading.when import Moment

BELIEVED = 0.5
"""A moment below this confidence is doubtful: a weekday that contradicts its date, a time that no longer holds."""
_PICKED = 0.9
"""Confidence of a time that only the quoted mail below states."""
_MOST_QUOTED = 8_000


def with_times(
    reading: Reading,
    message: Message,
    events: tuple[CalendarEvent, ...],
    moments: tuple[Moment, ...],
    facts: Facts,
    owner: Owner,
) -> Reading:
    """The interviews a mail fixes, moves or calls off: as its calendar part states them, else as its words do.

    Args:
        reading: the mail's kind and people.
        message: the mail; what it quotes can tell which Thursday is meant.
        events: its calendar parts.
        moments: the times of what its sender newly wrote.
        facts: where and with whom.
        owner: the user.
    """
    problems = (*reading.problems, *(p for e in events for p in e.problems))
    slots = slots_of(events, owner, moments)
    if slots or any(e.cancelled for e in events):
        uids = tuple(e.date_uid for e in events if e.cancelled and e.uid)
        promise = _promise(reading.timeline, slots)
        origins = (*reading.origins, *(Origin("interview", "calendar") for _ in slots))
        return replace(
            reading, interviews=slots, cancelled_uids=uids, timeline=promise, problems=problems, origins=origins
        )
    chosen, sure = choose(
        reading.kind,
        moments,
        Quoted(
            lambda: quoted_moments(message, owner, reading.language),
            lambda: named_days(message.new_text, anchor=message.date, language=reading.language),
        ),
    )
    people = tuple(p for p in reading.people if p.part == "interviewer")
    slots = tuple(
        InterviewSlot(m.start, m.end, m.timezone, link=facts.link, location=facts.location, people=people)
        for m in chosen
    )
    unsure = bool(chosen) and not sure and reading.kind is not Kind.INTERVIEW_CANCELLED
    confidence = min(reading.confidence, UNSURE) if unsure else reading.confidence
    return replace(
        reading,
        interviews=slots,
        confidence=confidence,
        timeline=_promise(reading.timeline, slots),
        problems=problems,
        origins=(*reading.origins, *(_origin(m, message) for m in chosen)),
    )


def _origin(moment: Moment, message: Message) -> Origin:
    """Where a time stands: in the new words, or in the mail quoted below them."""
    where = "body" if moment.quote in message.new_text else "quoted mail"
    return Origin("interview", where, " ".join(moment.quote.split()))


def _promise(timeline: Timeline | None, slots: Sequence[InterviewSlot]) -> Timeline | None:
    """The promise to be back; none where it is the interview itself ("I will call you on Thursday")."""
    if timeline is None or any(slot.start.date() == timeline.until for slot in slots):
        return None
    return timeline


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a mail quotes: the `times` offered there, and the `days` of its own words; both asked for only at need."""

    times: Callable[[], Sequence[Moment]]
    days: Callable[[], Sequence[date]]


def choose(kind: Kind, moments: Sequence[Moment], quoted: Quoted) -> tuple[tuple[Moment, ...], bool]:
    """The moments that are the interview, or the slots of its loop, and whether they are to be believed.

    Args:
        kind: what the mail does to the interview.
        moments: the times of what was newly written.
        quoted: the mail below it.
    """
    believed = [m for m in moments if m.confidence >= BELIEVED]
    if kind is Kind.INTERVIEW_CANCELLED:
        meant = [m for m in moments if m.called_off and not m.offered]
        return tuple([m for m in meant if m in believed] or meant), bool(believed)
    if not moments:
        return _picked(quoted), True
    held = _newest(believed) if kind is Kind.INTERVIEW_RESCHEDULED else _settled(believed)
    held = [m for m in held if not m.pause] or held
    if any(not m.dated for m in held):
        offers = quoted.times()
        held = [_as_offered(m, offers) for m in held]
    return tuple(held or moments), bool(held)


def _picked(quoted: Quoted) -> tuple[Moment, ...]:
    """Of the times that the quoted mail offers the only one, or the one on a day that the new words name."""
    offers = quoted.times()
    days = quoted.days() if len(offers) > 1 else ()
    weekdays = {day.weekday() for day in days}
    picked = [o for o in offers if not days or o.start.date() in days or o.start.weekday() in weekdays]
    return (replace(picked[0], confidence=_PICKED),) if len(picked) == 1 else ()


def _newest(moments: list[Moment]) -> list[Moment]:
    """Of a change the times that hold from now on: those called new, else those of the day named last.

    One time that is asked at the end ("would Friday at 10 suit you?") is the new one.
    """
    fresh = [m for m in moments if m.fresh]
    if fresh:
        return fresh
    asked = [m for m in moments if m.offered]
    settled = asked if len(asked) == 1 and moments[-1].offered else _settled(moments)
    last = [m for m in settled if m.start.date() == settled[-1].start.date()]
    if len(last) == 2 and "\n" not in last[0].quote + last[1].quote:  # noqa: PLR2004 - "your 2 pm can only start at 3"
        return last[1:]
    return last


def _settled(moments: list[Moment]) -> list[Moment]:
    """The times that are no question, if there are any."""
    return [m for m in moments if not m.offered] or moments


def _as_offered(moment: Moment, offers: Sequence[Moment]) -> Moment:
    """The moment on the day that the quoted mail offered, where the new words name no more than its weekday."""
    if moment.dated:
        return moment
    local = moment.start.timetz()
    same = [o for o in offers if o.start.weekday() == moment.start.weekday() and o.start.timetz() == local]
    if len(same) != 1 or same[0].start < moment.start:
        return moment
    length = moment.end - moment.start if moment.end else None
    end = same[0].end if length is None else same[0].start + length
    return replace(moment, start=same[0].start, end=end, dated=True)


def quoted_moments(message: Message, owner: Owner, language: str) -> tuple[Moment, ...]:
    """The dated times of the mail quoted below the new words."""
    below = quoted_text(message)
    if not below:
        return ()
    found = find_moments(below, anchor=message.date, zone=owner.timezone, language=language)
    return tuple(m for m in found if m.dated and m.confidence >= BELIEVED and m.start > message.date)


def quoted_text(message: Message) -> str:
    """What the mail quotes, the quote marks taken off; empty where nothing is quoted."""
    new, text = message.new_text.strip(), message.text
    at = text.find(new) if new else -1
    below = text[at + len(new) :] if at >= 0 else text
    lines = [line.lstrip("> ") for line in below[:_MOST_QUOTED].splitlines() if at >= 0 or line.startswith(">")]
    return "\n".join(lines).strip()
