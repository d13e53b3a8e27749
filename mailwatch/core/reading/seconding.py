"""Where the second opinion counts: beside the rules, in any mail short enough to say one thing.

Neither acts alone. What the words lean to is told; it acts only where a rule met some sign of it too, and where
something tells that the mail is about work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailwatch.core.models import UNSURE, Evidence, Kind, RejectionSort
from mailwatch.core.reading.kinds import ACTING, NOTHING_SAID
from mailwatch.core.reading.meetings import ABOUT, one_day
from mailwatch.core.reading.opinion import LONGEST, opinion
from mailwatch.core.reading.personal import in_exchange, is_note
from mailwatch.core.reading.trust import is_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailwatch.core.models import Message
    from mailwatch.core.reading.kinds import Judgement
    from mailwatch.core.reading.when import Moment

_DATED = frozenset({Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_RESCHEDULED})
_OTHERS = ((0.6, 2.0), (ABOUT, 4.0), (0.0, 20.0))
"""How many times more other mail than in the lessons is expected, where so much tells that a mail is about work."""
_HINTS = {
    Kind.REJECTION: ("=rejection", "=hint"),
    Kind.OFFER: ("=offer",),
    Kind.INTERVIEW_CONFIRMED: ("=interview_confirmed", "=interview", "=appointment", "=meeting", "=mention"),
    Kind.INTERVIEW_RESCHEDULED: ("=interview_rescheduled", "=interview_cancelled"),
    Kind.INTERVIEW_CANCELLED: ("=interview_rescheduled", "=interview_cancelled"),
}
"""For each kind that acts the signals of which the rules must have met one; without, it is a guess."""
_SAID = 0.3
"""How strongly they must say so."""
_LIKELY, _GUESSED = 0.5, 0.97
"""How likely a kind must be to be told where the rules say nothing; and a guess."""
_REPLACES, _CORRECTS, _DISPUTES = 0.75, 0.7, 0.85
"""How likely, where the rules say something else: one that acts; one that does not; another sort of mail."""
_FIRM = 0.97
"""Confidence of rules that no opinion turns into a kind that acts, or away from one."""
_SURELY, _TOLD = 0.75, 0.6
"""How likely it must be to act, and how surely the mail must be about work."""
_DOUBTFUL = 0.25
"""How unlikely what the rules say must be to be for the owner's eye only."""
_PLAINLY = 0.85
"""How surely a mail must be about work for no opinion to take it for another sort."""
_LEANS = 0.6


def seconded(
    judgement: Judgement, message: Message, context: float, moments: Callable[[], Sequence[Moment]]
) -> Judgement:
    """The judgement of the rules in the light of the second opinion.

    Args:
        judgement: what the rules say.
        message: the mail.
        context: how surely anything beside its words tells that it is about an application of the user.
        moments: the times it states; an appointment must have one.
    """
    chances = _opinion(judgement, message, context)
    if not chances:
        return judgement
    known = max(context, judgement.about)
    kind, chance = _likeliest(chances, next(factor for least, factor in _OTHERS if known >= least))
    if kind is judgement.kind:
        agreed = max(judgement.confidence, chance) if chance >= _LIKELY else judgement.confidence
        return judgement._replace(confidence=round(min(0.99, agreed), 2))
    if kind is Kind.OTHER:
        return judgement if context else _disputed(judgement, message, chances)
    if kind is Kind.HUMAN_REPLY or is_list(message) or not (known >= ABOUT or is_note(message)):
        return _doubted(judgement, chances)
    if kind in _DATED and known < ABOUT and not in_exchange(message):
        return _doubted(judgement, chances)  # an entry in a calendar, a doctor, a friend
    if kind in _DATED and not one_day(moments(), message.date, agreed=not judgement.question):
        return _doubted(judgement, chances)
    acts = kind in ACTING
    guessed = acts and not any(clue in _HINTS[kind] and strength >= _SAID for clue, strength in judgement.clues)
    if kind is Kind.STATUS_UPDATE and judgement.kind is Kind.REJECTION and judgement.sort is RejectionSort.ON_HOLD:
        return judgement  # who is frozen out is told so in the words of a pause
    if _firm(judgement, kind) or chance < max(_enough(judgement, kind), _GUESSED if guessed else 0.0):
        return _doubted(judgement, chances)
    vetoed = judgement.kind is Kind.OTHER and bool(judgement.evidence)
    sure = not acts or (chance >= _SURELY and known >= _TOLD and not (guessed or vetoed))
    choosing = kind is Kind.INTERVIEW_CANCELLED and judgement.question and (judgement.choosing or len(moments()) > 1)
    return judgement._replace(
        kind=kind,
        confidence=round(min(0.9, chance), 2) if sure else UNSURE,
        also=(Kind.INTERVIEW_INVITED,) if choosing else (),
        evidence=_quoted(message, f"opinion.{kind}"),
    )


def _firm(judgement: Judgement, kind: Kind) -> bool:
    """Whether the rules are too sure to give way to this kind."""
    said = judgement.kind not in (Kind.OTHER, Kind.HUMAN_REPLY)
    return said and judgement.confidence >= _FIRM and not ACTING.isdisjoint((judgement.kind, kind))


def _enough(judgement: Judgement, kind: Kind) -> float:
    """How likely a kind must be to take the place of what the rules say."""
    if judgement.kind in (Kind.OTHER, Kind.HUMAN_REPLY):
        return _LIKELY
    return _REPLACES if kind in ACTING else _CORRECTS


def _disputed(judgement: Judgement, message: Message, chances: Mapping[Kind, float]) -> Judgement:
    """What the rules say, or nothing where the words are those of quite another mail."""
    if judgement.about >= _PLAINLY or chances[Kind.OTHER] < _DISPUTES:
        return _doubted(judgement, chances)
    evidence = _quoted(message, "opinion.other")
    return judgement._replace(kind=Kind.OTHER, confidence=round(chances[Kind.OTHER], 2), evidence=evidence, sort=None)


def _likeliest(chances: Mapping[Kind, float], factor: float) -> tuple[Kind, float]:
    """The likeliest kind and its chance where one expects so many times more other mail than the lessons hold."""
    other = factor * chances[Kind.OTHER]
    kind = max(chances, key=chances.__getitem__)
    kind, chance = (Kind.OTHER, other) if other >= chances[kind] else (kind, chances[kind])
    return kind, chance / (1.0 + other - chances[Kind.OTHER])


def leans(judgement: Judgement, message: Message) -> bool:
    """Whether the words of a note in which no rule found anything are those of a mail about an application."""
    chances = {} if judgement.evidence else _opinion(judgement, message)
    return bool(chances) and 1.0 - chances[Kind.OTHER] >= _LEANS


def _opinion(judgement: Judgement, message: Message, context: float = 0.0) -> Mapping[Kind, float]:
    """How likely each kind is; empty where a mail is too long to say one thing, or says nothing.

    That the rules see nothing about work in it is no clue where something else tells that it is.
    """
    text = message.new_text
    if not text.strip() or len(text) > LONGEST:
        return {}
    clues = tuple(clue for clue in judgement.clues if not (context and clue[0] == NOTHING_SAID))
    return opinion(message.subject, text, clues)


def _doubted(judgement: Judgement, chances: Mapping[Kind, float]) -> Judgement:
    """A kind that acts is for the owner's eye where the words speak against it."""
    if judgement.kind not in ACTING or chances[judgement.kind] >= _DOUBTFUL:
        return judgement
    return judgement._replace(confidence=min(judgement.confidence, UNSURE))


def _quoted(message: Message, rule: str) -> tuple[Evidence, ...]:
    return (Evidence(" ".join(message.new_text.split())[:200], rule),)
