"""An appointment told by its shape: people come together at one fixed time, and what they write about is a job.

"You're on with Marta tomorrow at 14:00, she'll call you on Teams" has no word of the field. That it fixes an interview
follows from who writes, from the one time to come, and from words that people use of any meeting.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mailwatch.core.models import SURE, Evidence, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mailwatch.core.reading.kinds import Judgement
    from mailwatch.core.reading.when import Moment

ABOUT = 0.3
"""How surely a mail must be about work before its times count."""
LONGEST = 1_500
"""Characters of a mail in which one time means all of it."""
_CLEAR = 0.5
_PLAINLY = 0.7
_HALF, _TOGETHER = 0.5, 0.68
"""How surely people come together, and how surely it is that and about work."""
_SOON = timedelta(days=90)
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
    evidence = tuple(Evidence(" ".join(m.quote.split())[:200], "time.fixed") for m in fixed[:3])
    sure = min(0.9, 0.45 + 0.3 * about + 0.2 * judgement.meeting)
    kind = Kind.INTERVIEW_RESCHEDULED if judgement.moving >= max(SURE, judgement.meeting) else Kind.INTERVIEW_CONFIRMED
    return replace(judgement, kind=kind, confidence=round(max(SURE, sure), 2), evidence=(*judgement.met, *evidence))


def one_day(moments: Sequence[Moment], written: datetime) -> list[Moment]:
    """The times to come that a mail fixes; none where they lie on several days, for then they are a choice."""
    coming = [m for m in moments if m.confidence >= _CLEAR and timedelta() < m.start - written < _SOON]
    coming = [m for m in coming if m.fresh] or coming
    if any(m.offered for m in coming) or len({m.start.date() for m in coming}) != 1:
        return []
    return coming
