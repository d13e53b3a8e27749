"""Which interview a mail is about: calendar part, prose and reminder of one interview are one interview.

Two slots are the same interview when they share a calendar UID, or start at the same moment, or overlap: nobody
sits in two interviews for one position at once. Two calendar entries (the recruiting system's and the interviewer's)
are one interview when they begin and end together.

One date of a series is an interview of its own (`core.series` names it). What the series itself was read as is the date
on which it begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from mailwatch.core.models import Interview, InterviewSlot, Person, Reading
from mailwatch.core.series import date_uid, in_utc, series_of

ASSUMED_LENGTH = timedelta(hours=1)
"""Where no mail says how long an interview takes."""

LATE_NEWS = timedelta(days=3)
"""An interview that ended longer than this before the mail about it is history, not an appointment."""


def key_of(slot: InterviewSlot) -> str:
    """The name an interview keeps for ever: its calendar UID, else a digest of its first known start."""
    return slot.uid or sha256(slot.start.astimezone(UTC).isoformat().encode()).hexdigest()[:16]


def _names(uid: str, interview: Interview) -> bool:
    """Whether a calendar UID is this interview's, or that of its date in the series that it was read as."""
    began = date_uid(interview.uid, in_utc(interview.start))
    return bool(uid) and (interview.uid == uid or (interview.uid == series_of(uid) and uid == began))


def merge_people(known: Sequence[Person], new: Sequence[Person]) -> tuple[Person, ...]:
    """Both lists as one: the same address, or the same name where one has no address, is the same person."""
    merged = list(known)
    for person in new:
        for i, other in enumerate(merged):
            if _same_person(person, other):
                merged[i] = Person(
                    name=other.name or person.name,
                    email=other.email or person.email,
                    part=other.part or person.part,
                )
                break
        else:
            merged.append(person)
    return tuple(merged)


def _same_person(a: Person, b: Person) -> bool:
    if a.email and b.email:
        return a.email.lower() == b.email.lower()
    return bool(a.name) and a.name.casefold() == b.name.casefold()


def _end(slot: InterviewSlot, known: Interview | None = None) -> datetime:
    if slot.end is not None and slot.end > slot.start:
        return slot.end
    length = known.end - known.start if known else ASSUMED_LENGTH
    return slot.start + length


def find(interviews: Sequence[Interview], slot: InterviewSlot) -> Interview | None:
    """The interview this slot is about, if it is known: by UID first, then by time."""
    named = _named(interviews, slot.uid)
    if named is not None:
        return named
    end = _end(slot)
    for interview in interviews:
        if interview.cancelled:
            continue
        if slot.uid and interview.uid:  # the parts of a day at their place may overlap the entry for the whole of it
            if (interview.start, interview.end) == (slot.start, end):
                return interview
        elif interview.start == slot.start or (interview.start < end and slot.start < interview.end):
            return interview
    return None


def _named(interviews: Sequence[Interview], uid: str) -> Interview | None:
    """The interview with this calendar UID; of a series, also the date that it began with and that was moved since."""
    found = next((i for i in interviews if _names(uid, i)), None)
    return found or next((i for i in interviews if uid and i.key == uid), None)


def _is_another_date(interviews: Sequence[Interview], uid: str) -> bool:
    """Whether it is a date of a series of which others are known."""
    return series_of(uid) != uid and any(i.uid and series_of(i.uid) == series_of(uid) for i in interviews)


def _upcoming(interviews: Sequence[Interview], at: datetime) -> Interview | None:
    """The next interview that has not ended, else the last one that ended lately and was not thanked for."""
    open_ones = sorted((i for i in interviews if not i.cancelled and not i.thanked), key=lambda i: i.start)
    ahead = [i for i in open_ones if i.end > at]
    if ahead:
        return ahead[0]
    recent = [i for i in open_ones if i.end > at - LATE_NEWS]
    return recent[-1] if recent else None


def _put(interviews: Sequence[Interview], interview: Interview, old: Interview | None) -> tuple[Interview, ...]:
    if old is None:
        return (*interviews, interview)
    return tuple(interview if i.key == old.key else i for i in interviews)


def _updated(known: Interview, slot: InterviewSlot, at: datetime) -> Interview:
    """`known` with what the slot says; an older calendar revision (RFC 5546 §2.1.5) changes nothing.

    Nor does the series say anything new of a date that was moved by itself.
    """
    if slot.uid and slot.uid == known.uid and slot.sequence < known.sequence:
        return known
    if slot.uid and known.uid == date_uid(slot.uid, in_utc(slot.start)):
        return known
    of_series = bool(slot.uid) and series_of(slot.uid) == known.uid
    end = _end(slot, known if slot.start != known.start else None)
    if slot.start == known.start and slot.end is None:
        end = known.end
    moved = (slot.start, end) != (known.start, known.end)
    return replace(
        known,
        start=slot.start,
        end=end,
        timezone=slot.timezone or known.timezone,
        uid=slot.uid if of_series else known.uid or slot.uid,
        sequence=known.sequence if slot.uid and known.uid not in ("", slot.uid) else max(known.sequence, slot.sequence),
        people=merge_people(known.people, slot.people),
        cancelled=False,
        passed=known.passed and not (moved and end > at),
        thanked=known.thanked and not (moved and end > at),
    )


def confirm(interviews: Sequence[Interview], slots: Sequence[InterviewSlot], at: datetime) -> tuple[Interview, ...]:
    """The interviews after a mail of `at` stated these slots as fact. Slots long past are history and left out."""
    result = tuple(interviews)
    for slot in slots:
        known = find(result, slot)
        if known is None and _end(slot) <= at - LATE_NEWS:
            continue
        fresh = Interview(
            key=key_of(slot),
            start=slot.start,
            end=_end(slot),
            timezone=slot.timezone,
            uid=slot.uid,
            sequence=slot.sequence,
            people=slot.people,
        )
        result = _put(result, _updated(known, slot, at) if known else fresh, known)
    return result


def reschedule(interviews: Sequence[Interview], slots: Sequence[InterviewSlot], at: datetime) -> tuple[Interview, ...]:
    """The interviews after a mail of `at` moved one (or more) to these slots.

    Without a calendar UID it is the next upcoming interview that moves, keeping its people; an unknown one is new.
    """
    result = tuple(interviews)
    for n, slot in enumerate(slots):
        known = _named(result, slot.uid)
        if known is None and n == 0 and not _is_another_date(result, slot.uid):
            known = _upcoming(result, at)
        result = _put(result, _updated(known, slot, at), known) if known else confirm(result, [slot], at)
    return result


def cancel(interviews: Sequence[Interview], reading: Reading, at: datetime) -> tuple[Interview, ...]:
    """The interviews after a cancellation: by calendar UID, else by the time it names, else the next upcoming one.

    A series that is cancelled takes all its dates with it, one date no other.
    """
    uids = {*reading.cancelled_uids, *(s.uid for s in reading.interviews if s.uid)}
    hit = {i.key for i in interviews if any(_names(uid, i) or series_of(i.uid) == uid for uid in uids)}
    if not hit:
        hit = {i.key for slot in reading.interviews if (i := find(interviews, slot))}
    if not hit and any(_is_another_date(interviews, uid) for uid in uids):
        return tuple(interviews)
    if not hit and (upcoming := _upcoming(interviews, at)):
        hit = {upcoming.key}
    revision = max((s.sequence for s in reading.interviews), default=0)
    return tuple(
        replace(i, cancelled=True, sequence=max(i.sequence, revision)) if i.key in hit else i for i in interviews
    )


def loop_end(interviews: Sequence[Interview], interview: Interview) -> datetime:
    """The end of the loop this interview belongs to: parts that follow within three hours are one visit."""
    end = interview.end
    for other in sorted(interviews, key=lambda i: i.start):
        if not other.cancelled and interview.start <= other.start <= end + LOOP_GAP:
            end = max(end, other.end)
    return end


LOOP_GAP = timedelta(hours=3)
"""The longest break (lunch and a walk) inside one visit."""
