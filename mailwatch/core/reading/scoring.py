"""From hits to strengths: what speaks for a thing, weighed against what speaks for another sort of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.models import RejectionSort

if TYPE_CHECKING:
    from mailwatch.core.reading.evidence import Tally

_BRIEF = 1_000
"""A mail of fewer characters says one thing, and needs fewer words that tell what it is about."""
_SHORT, _LONG = 3_000, 9_000
"""Up to so many characters a mail is taken as a whole; in one longer by that much, words far apart mean nothing."""
_PLAIN = 0.7
"""Weight of rules that say in so many words that the mail is about an application of the reader."""
_MENTIONED = 0.65
"""How far the mere naming of an interview can go towards speaking of it."""
_OTHERS = ("other", "elsewhere", "noise")
"""What speaks for another sort of mail."""
_STRONG = 0.8
"""Weight above which a rule about the state of things outweighs an acknowledgement in the same mail."""


class Strengths(NamedTuple):
    """How strongly a mail speaks for each thing, from 0 to 1.

    `about` is how surely it is about work and applications at all, `own` about an application of the reader, and
    `other` how surely it is another sort of mail.
    """

    rejection: float
    hint: float
    moved: float
    cancelled: float
    offer: float
    confirmed: float
    invited: float
    promised: float
    choice: float
    assessment: float
    status: float
    on_hold: float
    delay: float
    acknowledgement: float
    received: float
    topic: float
    other: float
    about: float
    own: float


class _Setting(NamedTuple):
    """What the words around the decisive ones are about. `doubt` is the factor by which they weaken everything."""

    own: float
    work: float
    appointment: float
    topic: float
    other: float
    doubt: float
    ours: float


def strengths(tally: Tally, length: int = 0, known: float = 0.0, sender: float = 0.0) -> Strengths:
    """Weigh the evidence of a mail.

    `length` is that of its text in characters, `known` how surely something beside its words (the role it names, the
    thread it stands in) tells that it is about an application of the reader, `sender` how surely a recruiter writes.
    """
    around = _setting(tally, length, known, sender)
    doubt, ours = around.doubt, around.ours
    of = tally.of
    interview = max(of("interview"), min(around.appointment, _MENTIONED))
    talk = max(min(1.0, 0.3 + interview + 0.4 * around.topic), 1.5 * around.work, 1.6 * sender)
    choice = of("choice")
    hint = of("hint")
    return Strengths(
        rejection=of("rejection") * doubt * (0.6 + 0.4 * max(around.own, hint, around.work)),
        hint=hint * doubt,
        moved=of("interview_rescheduled") * doubt * talk,
        cancelled=of("interview_cancelled") * doubt * talk,
        offer=of("offer") * doubt,
        confirmed=of("interview_confirmed") * doubt * ours * min(1.0, 0.25 + interview),
        invited=max(interview, 0.85 * choice * max(min(1.0, 0.3 + around.own), 2.0 * around.work)) * doubt * ours,
        promised=of("promise") * doubt,
        choice=choice * doubt,
        assessment=of("assessment") * doubt * min(1.0, 0.7 + around.own),
        status=of("status_update") * doubt * ours,
        on_hold=_on_hold(tally) * doubt,
        delay=_heaviest(tally, "status_update") * doubt * ours,
        acknowledgement=of("acknowledgement") * doubt * ours,
        received=_heaviest(tally, "acknowledgement") * doubt * ours,
        topic=around.topic,
        other=around.other,
        about=max(around.own, 0.8 * around.topic) * (1.0 - around.other),
        own=around.own * (1.0 - around.other),
    )


def _setting(tally: Tally, length: int, known: float, sender: float) -> _Setting:
    of, brief = tally.of, length < _BRIEF
    job = of("job")
    appointment = _either(of("appointment"), of("mention") if brief else 0.0)
    other = _other(tally, _either(of("own"), appointment, sender), _either(job, sender))
    appointment = _either(appointment, known)
    own = _either(of("own"), appointment, sender)
    topic = _either(of("topic"), job, own)
    scattered = (1.0 - own) * min(1.0, max(0.0, (length - _SHORT) / _LONG))
    doubt = (1.0 - 0.9 * other) * min(1.0, (0.55 if brief else 0.35) + topic) * (1.0 - scattered)
    return _Setting(
        own,
        0.5 if brief and job >= _MENTIONED - 0.05 else 0.0,
        appointment,
        topic,
        other,
        doubt,
        min(1.0, (0.55 if brief else 0.4) + own),
    )


def _other(tally: Tally, own: float, job: float) -> float:
    """How surely it is another sort of mail. Each sort yields to what tells that it is about a job of the reader."""
    if tally.strength.keys().isdisjoint(_OTHERS):
        return 0.0
    applied = max((h.rule.weight for h in tally.quotes("own")), default=0.0)
    other = tally.of("other") * (0.3 if applied >= _PLAIN else 1.0)
    elsewhere = tally.of("elsewhere") * (1.0 - job)
    noise = tally.of("noise") * (1.0 - own) * (1.0 - 0.7 * tally.of("rejection"))
    return max(other, elsewhere, noise)


def _either(*chances: float) -> float:
    """One minus the product of what each leaves open."""
    left = 1.0
    for chance in chances:
        left *= 1.0 - chance
    return 1.0 - left


def _on_hold(tally: Tally) -> float:
    """Weight of the strongest rule by which the search is on hold."""
    return max([hit.rule.weight for hit in tally.hits if hit.rule.sort is RejectionSort.ON_HOLD], default=0.0)


def _heaviest(tally: Tally, signal: str) -> float:
    """Weight of the strongest rule for a signal, if one alone makes sure."""
    if signal not in tally.strength:
        return 0.0
    return max([hit.rule.weight for hit in tally.quotes(signal) if hit.rule.weight > _STRONG], default=0.0)
