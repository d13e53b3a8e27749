"""An appointment told by its shape: people come together at one fixed time, and what they write about is a job.

"You're on with Marta tomorrow at 14:00, she'll call you on Teams" has no word of the field. That it fixes an interview
follows from who writes, from the one time to come, and from words that people use of any meeting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailwatch.core.models import SURE, UNSURE, Evidence, Kind
from mailwatch.core.reading.opinion import opinion
from mailwatch.core.reading.personal import history_of, in_exchange, is_brief, to_come, writes_from_work
from mailwatch.core.reading.when import named_days

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from mailwatch.core.models import Message
    from mailwatch.core.reading.kinds import Judgement
    from mailwatch.core.reading.when import Moment

ABOUT = 0.3
"""How surely a mail must be about work before its times count."""
LONGEST = 1_500
"""Characters of a mail in which one time means all of it."""
_PLAINLY = 0.7
_HALF, _TOGETHER = 0.5, 0.68
"""How surely people come together, and how surely it is that and about work."""
_TOLD = 0.4
"""How surely a mail must be about work for its shape to act; that "Re: Conservatory" names a role is a guess."""
_WELL = 0.8
_NEVER = 0.5
"""How likely it must not be that a note is about something else altogether."""
_GIVES_WAY = {
    Kind.OTHER: 1.0,
    Kind.ACKNOWLEDGEMENT: 0.8,
    Kind.STATUS_UPDATE: 0.75,
    Kind.INTERVIEW_INVITED: 1.0,
    Kind.ASSESSMENT: 0.7,
}
"""Below which confidence a kind told by words gives way; an invitation only where no time has to be chosen."""


def by_shape(
    judgement: Judgement, written: datetime, length: int, about: float, moments: Callable[[], Sequence[Moment]]
) -> Judgement:
    """The judgement of a text of so many characters as it stands, or the appointment that its shape tells.

    Args:
        judgement: what its words say.
        written: when it was written.
        length: characters of the text.
        about: how surely it is about an application of the reader, by whatever tells.
        moments: the times it states.
    """
    loop = judgement.kind is Kind.ASSESSMENT and len(one_day(moments(), written)) > 1  # with a case study at ten
    if (judgement.confidence >= _GIVES_WAY.get(judgement.kind, 0.0) and not loop) or length > LONGEST:
        return judgement
    if judgement.kind is Kind.OTHER and judgement.evidence:
        return judgement
    spoken = judgement.spoken if about >= _HALF - 0.05 and judgement.about >= _PLAINLY else 0.0
    about = max(about, judgement.about)
    met = max(judgement.meeting, judgement.moving, spoken)
    if about < ABOUT or met < _HALF or 1.0 - (1.0 - met) * (1.0 - about) < _TOGETHER:
        return judgement
    if judgement.choosing and (judgement.question or not judgement.fixing):
        return judgement
    fixed = one_day(moments(), written)
    if not fixed:
        return judgement
    if about < _TOLD:
        return _appointed(judgement, fixed, UNSURE)
    sure = min(0.9, 0.45 + 0.3 * about + 0.2 * judgement.meeting)
    return _appointed(judgement, fixed, max(SURE, sure))


def between_people(
    judgement: Judgement,
    message: Message,
    moments: Callable[[], Sequence[Moment]],
    language: str,
    *,
    role: bool = False,
) -> Judgement:
    """The judgement, or the appointment for the owner's eye that somebody at a house of their own writes of.

    "Grand, Friday at two then, ask for Mira" may be the interview or the dentist: nothing in it tells, and nobody but
    the owner knows. So it never acts by itself.

    Args:
        judgement: what the words say, when all has been asked that could tell more.
        message: the mail.
        moments: the times it states.
        language: in which it is written.
        role: whether it names a role.
    """
    clear = judgement.kind not in {Kind.OTHER, Kind.HUMAN_REPLY} or judgement.foreign or judgement.choosing
    if (
        clear
        or judgement.cancelling >= SURE
        or not (message.new_text and is_brief(message) and writes_from_work(message))
    ):
        return judgement
    agreed = judgement.fixing or any(m.fresh for m in moments())
    fixed = one_day(moments(), message.date, agreed=agreed)
    if not fixed or (judgement.question and not agreed):
        return judgement
    chances = opinion(message.subject, message.new_text, judgement.clues)
    if not _may_be_interview(judgement, chances, answers=in_exchange(message), role=role):
        return judgement
    if not _bears_out(message, fixed, language):
        return judgement
    moved = chances[Kind.INTERVIEW_RESCHEDULED] > chances[Kind.INTERVIEW_CONFIRMED]
    return _appointed(judgement, fixed, UNSURE, moved=moved)


def _may_be_interview(judgement: Judgement, chances: Mapping[Kind, float], *, answers: bool, role: bool) -> bool:
    """Whether an answer, or words that people come together or that an interview is moved, may mean an interview."""
    other = chances[Kind.OTHER]
    dated = chances[Kind.INTERVIEW_CONFIRMED] + chances[Kind.INTERVIEW_RESCHEDULED]
    answers = answers and (role or dated >= other)
    meets = judgement.fixing and max(judgement.meeting, judgement.moving) >= _PLAINLY and dated >= 2.0 * other
    moves = min(judgement.moving, judgement.spoken) >= _WELL
    return other < _NEVER and (answers or meets or moves)


def _bears_out(message: Message, fixed: list[Moment], language: str) -> bool:
    """Whether what a mail quotes speaks of the day that it fixes, if it speaks of any."""
    days = named_days(history_of(message), anchor=message.date, language=language)
    return not days or fixed[0].start.weekday() in {day.weekday() for day in days}


def _appointed(judgement: Judgement, fixed: list[Moment], sure: float, *, moved: bool = False) -> Judgement:
    """An interview at the times that are fixed; a new time of one where something is moved."""
    evidence = tuple(Evidence(" ".join(m.quote.split())[:200], "time.fixed") for m in fixed[:3])
    moved = moved or judgement.moving >= max(SURE, judgement.meeting)
    kind = Kind.INTERVIEW_RESCHEDULED if moved else Kind.INTERVIEW_CONFIRMED
    return judgement._replace(kind=kind, confidence=round(sure, 2), evidence=(*judgement.met, *evidence))


def one_day(moments: Sequence[Moment], written: datetime, *, agreed: bool = False) -> list[Moment]:
    """The times to come that a mail fixes; none where they lie on several days, for then they are a choice.

    A time that is asked fixes nothing, unless it is the only one and the mail says that it is `agreed` ("could you make
    it four? I have changed the entry").
    """
    coming = to_come(moments, written)
    coming = [m for m in coming if m.fresh] or coming
    asked = any(m.offered for m in coming) and not (agreed and len(coming) == 1)
    return coming if not asked and len({m.start.date() for m in coming}) == 1 else []
