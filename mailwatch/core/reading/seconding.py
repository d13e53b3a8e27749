"""Where the second opinion counts: against a rule that stands alone, and where no rule knows anything decisive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailwatch.core.models import SURE, Evidence, Kind
from mailwatch.core.reading.kinds import ACTING, NOTE
from mailwatch.core.reading.meetings import ABOUT, one_day
from mailwatch.core.reading.opinion import opinion
from mailwatch.core.reading.personal import answers_from_work, is_note
from mailwatch.core.reading.trust import is_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailwatch.core.models import Message
    from mailwatch.core.reading.kinds import Judgement
    from mailwatch.core.reading.when import Moment

_WEAK = {
    Kind.OTHER: 1.1,
    Kind.HUMAN_REPLY: 1.1,
    Kind.ASSESSMENT: 1.1,
    Kind.STATUS_UPDATE: 0.75,
    Kind.ACKNOWLEDGEMENT: 0.7,
}
"""Below which confidence a kind told by the rules gives way to an opinion."""
_DISPUTED = ACTING | {Kind.INTERVIEW_INVITED}
_FIRM = 0.96
"""Confidence of a rule that no opinion disputes."""
_SURELY_OTHER, _MOST_SURELY, _HARDLY, _HARDLY_OTHER, _LESS_OTHER = 0.65, 0.85, 0.1, 0.25, 0.3
_FAIRLY, _LIKELY, _LIKELIER, _LIKELIEST = 0.5, 0.6, 0.75, 0.9
"""How likely a kind must be: at least; one that acts, or where else it is just an answer; one that acts, in an answer
of which hardly anything tells that it is about work; one that acts where nothing does."""
_FIRMLY, _LEANS = 0.45, 0.6
_DATED = frozenset({Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_RESCHEDULED})
_PLAINLY = 0.9
"""How surely a mail must be about work for no opinion to dispute it but one that is as sure."""
_TOLD, _HINTED = 0.85, 0.35
"""How plainly rules must say that something is called off, and how likely it must be, for the owner to be told."""
_UNSURE = SURE - 0.05
LONGEST = 1_000
"""Characters of a mail in which words alone tell something."""


def disputed(judgement: Judgement, message: Message, sender: float) -> Judgement:
    """The judgement, or nothing where its words are those of quite another mail and no recruiter sent it."""
    if sender or judgement.kind not in _DISPUTED or judgement.confidence >= _FIRM or len(message.new_text) > LONGEST:
        return judgement
    chances = opinion(message.subject, message.new_text)
    if judgement.about >= _PLAINLY and chances[Kind.OTHER] < _PLAINLY:
        return judgement
    if chances[Kind.OTHER] < _SURELY_OTHER or chances[judgement.kind] > _HARDLY:
        return judgement
    if chances[Kind.OTHER] < _MOST_SURELY:
        return replace(judgement, confidence=min(judgement.confidence, _UNSURE))
    return replace(
        judgement, kind=Kind.OTHER, confidence=round(chances[Kind.OTHER], 2), evidence=_quoted(message, "opinion.other")
    )


def seconded(
    judgement: Judgement, message: Message, context: float, moments: Callable[[], Sequence[Moment]]
) -> Judgement:
    """The judgement, or what the words lean to where the rules say nothing decisive.

    Args:
        judgement: what the rules say.
        message: the mail.
        context: how surely anything tells that it is about an application of the user. Without that, an opinion that
            would act is for the owner's eye.
        moments: the times it states; an appointment must have one.
    """
    text = message.new_text
    if judgement.confidence >= _WEAK.get(judgement.kind, 0.0) or not text.strip() or len(text) > LONGEST:
        return judgement
    if judgement.kind is Kind.OTHER and judgement.evidence:
        return judgement
    chances = opinion(message.subject, text)
    kind = max(chances, key=lambda k: chances[k])
    kind = _agreed(judgement, chances) or kind
    chance = chances[kind]
    acts = kind in ACTING
    if acts and (judgement.kind is Kind.ACKNOWLEDGEMENT or len(text) > NOTE):
        return judgement
    known = max(context, judgement.about) >= ABOUT
    answers = answers_from_work(message) and chances[Kind.OTHER] <= _HARDLY_OTHER
    if not known and not (is_note(message) and (answers or kind is not Kind.INTERVIEW_CONFIRMED)):
        return judgement
    answer = judgement.kind is Kind.HUMAN_REPLY
    enough = _enough(known=known, acts=acts, answer=answer, firmly=context >= _FIRMLY)
    enough = min(enough, _LIKELY) if answers else enough
    enough = _HINTED if kind is _agreed(judgement, chances) else enough
    if kind in (judgement.kind, Kind.OTHER, Kind.HUMAN_REPLY) or chance < enough or is_list(message):
        return judgement
    if chances[Kind.OTHER] > _LESS_OTHER or chance < 2 * chances.get(judgement.kind, 0.0):
        return judgement
    if kind in _DATED and not one_day(moments(), message.date):
        return judgement
    confidence = min(0.9, chance) if known and chance >= SURE else _UNSURE
    return replace(judgement, kind=kind, confidence=round(confidence, 2), evidence=_quoted(message, f"opinion.{kind}"))


def excusable(judgement: Judgement, message: Message) -> bool:
    """Whether a rule took for another sort of mail what by its words is one about an application."""
    if judgement.kind is not Kind.OTHER or not judgement.evidence or judgement.foreign:
        return False
    if not 0 < len(message.new_text) <= LONGEST:
        return False
    chances = opinion(message.subject, message.new_text)
    return chances[Kind.OTHER] <= _HARDLY_OTHER and max(chances.values()) >= _LIKELY


def likely(judgement: Judgement, message: Message) -> bool:
    """Whether a kind that rules found is among the likely ones; one that acts must be the likeliest by far."""
    chance = opinion(message.subject, message.new_text).get(judgement.kind, 0.0)
    return judgement.kind is not Kind.OTHER and chance >= (_LIKELIER if judgement.kind in ACTING else _HINTED)


def leans(judgement: Judgement, message: Message) -> bool:
    """Whether the words of a note in which no rule found anything are those of a mail about an application."""
    if judgement.evidence or not 0 < len(message.new_text.strip()) <= LONGEST:
        return False
    chances = opinion(message.subject, message.new_text)
    return 1.0 - chances[Kind.OTHER] - chances[Kind.HUMAN_REPLY] >= _LEANS


def _enough(*, known: bool, acts: bool, answer: bool, firmly: bool) -> float:
    """How likely a kind must be."""
    if not known:
        return _LIKELIEST if acts else _LIKELIER
    if answer and not firmly:
        return _LIKELIER if acts else _LIKELY
    return _LIKELY if answer or acts else _FAIRLY


def _agreed(judgement: Judgement, chances: Mapping[Kind, float]) -> Kind | None:
    """What becomes of an appointment, of whatever sort, where rules and opinion say that it is moved or called off."""
    told = {Kind.INTERVIEW_CANCELLED: judgement.cancelling, Kind.INTERVIEW_RESCHEDULED: judgement.moving}
    kind = max(told, key=lambda k: told[k] * chances[k])
    return kind if told[kind] >= _TOLD and chances[kind] >= _HINTED and chances[Kind.OTHER] < _HINTED else None


def _quoted(message: Message, rule: str) -> tuple[Evidence, ...]:
    return (Evidence(" ".join(message.new_text.split())[:200], rule),)
