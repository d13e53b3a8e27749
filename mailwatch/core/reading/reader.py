"""From a message to its reading: the order in which a careful person looks at a mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.models import UNSURE, Evidence, Kind, Origin, Reading, Trust
from mailwatch.core.reading import trust as authenticity
from mailwatch.core.reading.absences import find_away_until
from mailwatch.core.reading.appointments import judge_calendar
from mailwatch.core.reading.calendars import read_calendars
from mailwatch.core.reading.facts import Facts, find_facts
from mailwatch.core.reading.kinds import NOTHING, Judgement, read_text
from mailwatch.core.reading.language import languages
from mailwatch.core.reading.meetings import between_people, by_shape
from mailwatch.core.reading.personal import (
    from_somebody,
    is_brief,
    is_dated,
    is_note,
    is_small_talk,
    known_from,
    may_be_personal,
    says_by_itself,
    settled,
    tells_the_user,
    with_sort,
    worth_opening,
    worth_reading,
)
from mailwatch.core.reading.prose import states_a_time
from mailwatch.core.reading.recruiting import recruits
from mailwatch.core.reading.seconding import leans, seconded
from mailwatch.core.reading.slots import with_times
from mailwatch.core.reading.timelines import find_timeline, timeline_for
from mailwatch.core.reading.when import find_moments

if TYPE_CHECKING:
    from mailwatch.core.models import Message, Owner, Timeline
    from mailwatch.core.reading.calendars import CalendarEvent
    from mailwatch.core.reading.when import Moment

_WITH_TIMES = frozenset({Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_RESCHEDULED, Kind.INTERVIEW_CANCELLED})
_NO_FACTS = Facts()
_TOLD_OF = ("company", "role", "requisition", "people", "reply_to")
"""The facts of a reading that come with where they were found; link and place belong to an interview."""


def read(message: Message, owner: Owner) -> Reading:
    """Understand a message. Total and pure: any message gets a reading, and the same message always the same one.

    Args:
        message: a parsed mail.
        owner: the user: addresses, name and time zone, and whose Authentication-Results count.
    """
    trust = authenticity.judge(message, owner.authserv_ids)
    if owner.owns(message.sender.email):
        inside = message.forwarded
        if inside is None or owner.owns(inside.sender.email):
            return Reading(Kind.SENT_BY_YOU, trust=trust, language=languages(message.new_text or message.subject)[0])
        return _forwarded(message, inside, owner)
    if message.delivery_status is not None:
        return _bounce(message, owner)
    codes = languages(message.text or message.subject)
    if not worth_opening(message, codes):
        return _of_no_interest(trust, codes[0], message.problems)
    reading = _received(message, owner, trust)
    if reading.kind in (Kind.OTHER, Kind.HUMAN_REPLY) and message.forwarded is not None:
        return _forwarded(message, message.forwarded, owner)
    return reading


def read_as(message: Message, owner: Owner, kind: Kind) -> Reading:
    """The reading of a mail that the user says is of this kind: its facts, promise and times, and no doubt is left."""
    inside = message.forwarded
    if inside is not None and owner.owns(message.sender.email):
        message = inside
    text = message.new_text
    said = Evidence(" ".join(message.subject.split())[:200], "you.said")
    mail = _Mail(message, owner, Trust.UNKNOWN, languages(text or message.subject))
    if kind is Kind.OTHER:
        return _told(Judgement(kind, 1.0, (said,)), mail)
    events = read_calendars(message.calendars, zone=owner.timezone, mail_text=text) if message.calendars else ()
    asks = read_text(message.subject, text, mail.count, mail.codes).asks
    reading = _with_all(Judgement(kind, 1.0, (said,), asks=asks), mail, mail.facts(text, events), events)
    away = find_away_until(text, anchor=message.date, language=mail.codes[0]) if kind is Kind.AUTO_REPLY else None
    evidence = tuple(dict.fromkeys((said, *reading.evidence)))
    return replace(reading, kind=kind, confidence=1.0, trust=Trust.UNKNOWN, evidence=evidence, away_until=away)


def _forwarded(message: Message, inside: Message, owner: Owner) -> Reading:
    """A mail inside a mail. Passed on by the user it is news; what others pass on is for the owner's eye."""
    trust = authenticity.judge(message, owner.authserv_ids)
    reading = _received(inside, owner, trust)
    by_user = owner.owns(message.sender.email) or (
        bool(owner.name) and message.sender.name.casefold() == owner.name.casefold()
    )
    return reading if by_user else replace(reading, confidence=min(reading.confidence, UNSURE))


def _bounce(message: Message, owner: Owner) -> Reading:
    status = message.delivery_status
    trust = authenticity.judge(message, owner.authserv_ids)
    if status is None or not status.permanent:
        return Reading(Kind.OTHER, 0.9, trust, (Evidence(message.subject[:200], "bounce.delayed"),))
    return Reading(
        Kind.BOUNCE,
        trust=trust,
        evidence=(Evidence(", ".join(status.failed)[:200] or message.subject[:200], "bounce.failed"),),
        bounced=status.failed,
        bounced_id=status.original_message_id,
        problems=message.problems,
    )


@dataclass(slots=True)
class _Mail:
    """A mail while it is read. `sender` is how surely a recruiter wrote it. Times are looked for when first needed."""

    message: Message
    owner: Owner
    trust: Trust
    codes: tuple[str, ...]
    sender: float = 0.0
    found: tuple[Moment, ...] | None = None

    def moments(self) -> tuple[Moment, ...]:
        if self.found is None:
            text, zone = self.message.new_text, self.owner.timezone
            self.found = find_moments(text, anchor=self.message.date, zone=zone, language=self.codes[0])
        return self.found

    def count(self) -> int:
        """How many times the text states; one where it states some in a form that is not understood."""
        return len(self.moments()) or int(states_a_time(self.message.new_text))

    def facts(self, text: str, events: tuple[CalendarEvent, ...] = ()) -> Facts:
        return find_facts(self.message, text, calendars=events, owner=self.owner, language=self.codes[0])


def _received(message: Message, owner: Owner, trust: Trust) -> Reading:
    text, subject = message.new_text, message.subject
    mail = _Mail(message, owner, trust, languages(text or subject))
    if authenticity.auto_reply(message) or authenticity.says_absent(subject, text):
        absent = _auto_reply(message, trust, mail.codes)
        if absent is not None:
            return absent
    if not (says_by_itself(message) or worth_reading(message, mail.codes)):
        return _of_no_interest(trust, mail.codes[0], message.problems)
    mail.sender = recruits(message)
    events = read_calendars(message.calendars, zone=owner.timezone, mail_text=text) if message.calendars else ()
    judgement = read_text(subject, text, mail.count, mail.codes, sender=mail.sender)
    if not events:
        judgement = by_shape(judgement, message.date, len(text), mail.sender, mail.moments)
        judgement = seconded(judgement, message, mail.sender, mail.moments)
    judgement = _with_calendar(judgement, judge_calendar(events, subject, text, owner, mail.codes[0]))
    if judgement.kind is not Kind.OTHER:
        return _with_all(judgement, mail, mail.facts(text, events), events)
    personal = may_be_personal(message, judgement) or (is_note(message) and leans(judgement, message))
    return _from_person(judgement, mail, events) if personal else _told(judgement, mail)


def _from_person(judgement: Judgement, mail: _Mail, events: tuple[CalendarEvent, ...]) -> Reading:
    """A mail that no rule told, perhaps a person's word between people who know what it is about."""
    message = mail.message
    if is_small_talk(message, judgement, mail.codes):
        facts = mail.facts("")
        if not facts.role:
            answer = from_somebody(judgement, message, 0.0, mail.moments)
            answer = between_people(answer, message, mail.moments, mail.codes[0])
            if answer.kind in _WITH_TIMES:
                return _with_all(answer, mail, facts, events)
            return _told(settled(answer, message, facts, None), mail, facts)
    facts, known = _NO_FACTS, 0.0
    brief = is_brief(message)
    if brief:
        facts = mail.facts(message.new_text, events)
        known = known_from(judgement, message, facts)
    if known:
        again = read_text(message.subject, message.new_text, mail.count, mail.codes, known=known, sender=mail.sender)
        again = by_shape(again, message.date, len(message.new_text), known, mail.moments)
        if again.kind is not Kind.OTHER:
            return _with_all(again, mail, facts, events)
    answer = from_somebody(judgement, message, known, mail.moments)
    if not events:
        answer = seconded(answer, message, known, mail.moments)
        answer = between_people(answer, message, mail.moments, mail.codes[0], role=bool(facts.role))
    if answer.kind is Kind.HUMAN_REPLY and not (brief or answer.status or tells_the_user(answer, message)):
        return _told(settled(answer, message, facts, None), mail)  # whatever the facts
    return _with_all(answer, mail, facts if brief else mail.facts(message.new_text, events), events)


def _with_all(judgement: Judgement, mail: _Mail, facts: Facts, events: tuple[CalendarEvent, ...]) -> Reading:
    """The reading of a mail that says something, with its facts, its promise and its interviews."""
    text, anchor, language = mail.message.new_text, mail.message.date, mail.codes[0]
    timeline = find_timeline(text, anchor=anchor, language=language) if is_dated(judgement, facts) else None
    judgement = with_sort(settled(judgement, mail.message, facts, timeline), mail.message)
    timeline = timeline_for(judgement.kind, timeline, text, anchor=anchor, language=language)
    reading = _told(judgement, mail, facts, timeline)
    if judgement.kind not in _WITH_TIMES:
        return reading
    return with_times(reading, mail.message, events, mail.moments(), facts, mail.owner)


def _auto_reply(message: Message, trust: Trust, codes: tuple[str, ...]) -> Reading | None:
    """An automatic answer. None where a recruiting system marked an acknowledgement as one: it tells of no absence."""
    text = message.new_text or message.text
    away = find_away_until(text, anchor=message.date, language=codes[0])
    if away is None and not authenticity.auto_reply(message):
        return None
    if away is None and read_text(message.subject, text, lambda: 0, codes).kind is Kind.ACKNOWLEDGEMENT:
        return None
    evidence = (Evidence(" ".join(text.split())[:200] or message.subject[:200], "auto-reply"),)
    return Reading(
        Kind.AUTO_REPLY, 0.95, trust, evidence, language=codes[0], away_until=away, problems=message.problems
    )


def _with_calendar(text: Judgement, calendar: Judgement | None) -> Judgement:
    """Text and calendar part of one mail. The part states the facts, the text may tell more of what became of them."""
    if calendar is None:
        return text
    if calendar.kind is Kind.OTHER:
        fixed = text.kind in (Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_INVITED, Kind.INTERVIEW_RESCHEDULED)
        return text if fixed and calendar.evidence[0].rule == "calendar.no-interview" else calendar
    if text.kind is Kind.INTERVIEW_RESCHEDULED and calendar.kind is Kind.INTERVIEW_CONFIRMED:
        return text._replace(
            confidence=max(text.confidence, calendar.confidence), evidence=calendar.evidence + text.evidence
        )
    also = tuple(k for k in (text.kind, *text.also) if k in (Kind.REJECTION, Kind.STATUS_UPDATE))
    keep = also if calendar.kind is Kind.INTERVIEW_CANCELLED else ()
    return calendar._replace(
        also=keep, evidence=calendar.evidence + text.evidence[:2], sort=text.sort if keep else None
    )


@lru_cache(maxsize=64)
def _of_no_interest(trust: Trust, language: str, problems: tuple[str, ...]) -> Reading:
    """The reading of a mail that has no word about work: of most mail, which shares a few."""
    return Reading(NOTHING.kind, NOTHING.confidence, trust, language=language, problems=problems)


def _told(judgement: Judgement, mail: _Mail, facts: Facts = _NO_FACTS, timeline: Timeline | None = None) -> Reading:
    """The reading that says all this; of a mail that is of no interest, neither facts nor a promise."""
    if judgement.kind is Kind.OTHER:
        facts, timeline = _NO_FACTS, None
    return Reading(
        judgement.kind,
        judgement.confidence,
        mail.trust,
        judgement.evidence,
        judgement.also,
        facts.company,
        facts.role,
        facts.requisition,
        facts.people,
        timeline=timeline,
        reply_to=facts.reply_to,
        from_person=facts.from_person,
        language=mail.codes[0],
        asks=judgement.asks,
        sort=judgement.sort,
        problems=mail.message.problems,
        origins=tuple(Origin(fact, facts.origins[fact]) for fact in _TOLD_OF if fact in facts.origins),
    )
