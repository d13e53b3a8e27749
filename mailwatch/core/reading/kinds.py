"""From evidence to a kind. The order of the questions is the order in which a careful person would ask them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.models import SURE, Evidence, Kind, RejectionSort
from mailwatch.core.reading.evidence import weigh
from mailwatch.core.reading.language import languages
from mailwatch.core.reading.prose import LONGEST_TEXT
from mailwatch.core.reading.rulebook import available, rulebook, stems, topics
from mailwatch.core.reading.scoring import strengths

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.core.reading.evidence import Tally
    from mailwatch.core.reading.opinion import Clues
    from mailwatch.core.reading.rulebook import Rulebook
    from mailwatch.core.reading.scoring import Strengths

MOST_EVIDENCE = 5
"""Quotes kept for one reading."""
SHOWN_BY = 4_000
"""By so many characters a mail has shown what it is about."""
_TIMED = 0.4
"""From this strength of anything that has a time on, it matters how many times the mail states."""
_PLAIN = 0.8
"""Said so plainly that a doubtful word beside it does not count."""
_INVITED = 0.75
"""What an invitation must reach where no choice of times comes with it."""
_LEANING = 0.85
"""Strength from which a decisive word is meant, if the mail is about an application at all."""
_OUTSPOKEN = 0.96
"""Strength of what has been said in more than one way."""
_SET = 0.9
"""Strength from which a task set to the reader speaks for itself."""
_OF_WORK = 0.65
"""How far words about work alone tell that a thread is about an application."""
_FEW = 1
"""More times than this beside a choice are what there is to choose from."""
ACTING = frozenset(
    {
        Kind.INTERVIEW_CONFIRMED,
        Kind.INTERVIEW_RESCHEDULED,
        Kind.INTERVIEW_CANCELLED,
        Kind.REJECTION,
        Kind.OFFER,
    }
)
"""Kinds that move an application; none of them is said on a guess."""
_TELLING = (Kind.INTERVIEW_CONFIRMED, Kind.REJECTION, Kind.OFFER, Kind.ASSESSMENT)
"""Kinds whose words are more than those of any appointment that is moved or called off."""


class Judgement(NamedTuple):
    """What the text of a mail was understood to be.

    `about` is how surely it is about work and applications at all, `question` what it asks, `choosing` says that a time
    has still to be chosen, `status` what speaks of how things stand, `fixing` that a time is agreed on, `leaning` that
    something decisive is said which would count if the mail told what it is about, `outspoken` that so much is said
    that from a person it counts even so, `meeting` how surely people come together (in the words `met`), `moving` and
    `cancelling` that something that was fixed is moved or called off, `spoken` that an interview is spoken of,
    and `foreign` that an interview of another sort, or of somebody else, is. `clues` are for the second opinion.
    """

    kind: Kind
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    also: tuple[Kind, ...] = ()
    sort: RejectionSort | None = None
    asks: str = ""
    about: float = 0.0
    question: str = ""
    choosing: bool = False
    status: tuple[Evidence, ...] = ()
    fixing: bool = False
    leaning: bool = False
    outspoken: bool = False
    meeting: float = 0.0
    moving: float = 0.0
    cancelling: float = 0.0
    spoken: float = 0.0
    foreign: bool = False
    met: tuple[Evidence, ...] = ()
    clues: Clues = ()


NOTHING_SAID = ":"
"""The clue that the rules met nothing that tells a kind."""
NOTHING = Judgement(Kind.OTHER, 0.99)
"""What is said of a mail that has no word about work."""
_SILENT = Judgement(Kind.OTHER, 0.99, clues=((NOTHING_SAID, 0.99),))
"""What is said of one in which no rule met anything: half of all notes."""


def read_text(
    subject: str,
    text: str,
    count_slots: Callable[[], int],
    codes: tuple[str, ...] = (),
    *,
    known: float = 0.0,
    sender: float = 0.0,
) -> Judgement:
    """What subject and newly written text of a mail say.

    Args:
        subject: the subject; that of a reply ("Re:") counts as no more than a hint of what it is about.
        text: what the sender newly wrote.
        count_slots: tells how many clock times the text ties to a day; asked only where an interview is spoken of.
        codes: languages of the mail, told from the text where not given.
        known: how surely something beside the text tells that it is about an application of the reader (0 to 1).
        sender: how surely a recruiter writes (0 to 1).
    """
    first: Judgement | None = None
    for code in codes or languages(text or subject):
        tally = _tally(subject, text, code)
        answer = judge(tally, count_slots, len(text), known, sender)
        if answer.kind is not Kind.OTHER:
            return answer
        first = first or answer
        if answer.evidence:
            break  # said to be something else in the language that most of it is written in
    return first or NOTHING


def _tally(subject: str, text: str, code: str) -> Tally:
    """What the words of a mail speak for; kept, since a mail is judged again in the light of what else is known."""
    return _weighed(subject, text[:LONGEST_TEXT], code)


@lru_cache(maxsize=4)
def _weighed(subject: str, text: str, code: str) -> Tally:
    return weigh(subject, text, rulebook(code))


def stems_in(text: str, codes: tuple[str, ...]) -> int:
    """How many of the words a text has that any mail about work in one of these languages has."""
    low = text.lower()
    found = [stems(code).find_matches_as_indexes(low, overlapping=True) for code in codes]
    return sum(len({stem for stem, _, _ in matches}) for matches in found)


class TitleStrengths(NamedTuple):
    """How strongly the title of an appointment and the text beside it speak for an interview and against it.

    `beside` is what speaks against it in the text alone, `about` how surely it is about work.
    """

    appointment: float = 0.0
    moved: float = 0.0
    other: float = 0.0
    beside: float = 0.0
    about: float = 0.0


def title_strengths(subject: str, title: str, text: str, language: str) -> TitleStrengths:
    """What the title of an appointment says, together with the mail it came in; titles may be in another language."""
    found = TitleStrengths()
    for code in available():
        whole = code in (language, "en")
        tally = weigh(subject if whole else "", text if whole else "", rulebook(code), title)
        s = strengths(tally)
        alone = weigh("", text, rulebook(code)).of("other") if whole and s.other else 0.0
        spoken = max(tally.of("appointment"), tally.of("interview") * min(1.0, 1.5 * s.about))
        found = TitleStrengths(
            max(found.appointment, spoken),
            max(found.moved, tally.of("interview_rescheduled") * (1.0 - s.other)),
            max(found.other, s.other),
            max(found.beside, alone),
            max(found.about, s.about),
        )
    return found


def is_about(subject: str, text: str, least: float) -> bool:
    """Whether a text, such as the quoted part of a thread, is about an application of the reader (`least`: 0 to 1).

    The few rules that speak for it are asked first: where they do not suffice, no others have to be.
    """
    codes = languages(text)
    if not stems_in(text, codes):
        return False
    books = ((topics(code), rulebook(code)) for code in codes)
    return any(all(_topic(subject, text, book) >= least for book in both) for both in books)


def _topic(subject: str, text: str, book: Rulebook) -> float:
    s = strengths(weigh(subject, text, book), len(text))
    return max(s.own, _OF_WORK * s.topic * (1.0 - s.other))


def tells_of_interview(text: str) -> bool:
    """Whether a text, such as the quoted part of a thread, fixes or follows an interview of the reader."""
    codes = languages(text)
    return stems_in(text, codes) > 0 and any(_met(_tally("", text, code)) for code in codes)


def _met(tally: Tally) -> bool:
    spoken = max(tally.of("appointment"), tally.of("interview"))
    fixed = max(tally.of("interview_confirmed"), tally.of("sort"))
    return tally.of("offer") >= SURE or min(spoken, fixed) >= _TIMED


def judge(
    tally: Tally,
    count_slots: Callable[[], int],
    length: int = 0,
    known: float = 0.0,
    sender: float = 0.0,
) -> Judgement:
    """Decide for a kind.

    `count_slots` tells how many clock times the mail ties to a day, `length` is that of its text in characters; the
    rest is as in `read_text`.
    """
    if not (tally.hits or known or sender):
        return _SILENT._replace(question=tally.question) if tally.question else _SILENT
    s = strengths(tally, length, known, sender)
    timed = max(s.moved, s.cancelled, s.confirmed, s.invited) >= _TIMED
    slots = count_slots() if timed else 0
    for question in (_moved_or_cancelled, _offered, _rejected, _appointed, _assessed, _waiting, _received):
        answer = question(s, slots)
        if answer is not None and (answer.confidence >= SURE or answer.kind not in ACTING):
            return _with_evidence(answer, tally, s)
    likeliest = max(s.rejection, s.offer, s.moved, s.cancelled, s.confirmed, s.invited, s.acknowledgement, s.status)
    return _with_evidence(Judgement(Kind.OTHER, max(0.5, s.other, 1.0 - likeliest)), tally, s)


def _moved_or_cancelled(s: Strengths, slots: int) -> Judgement | None:
    """A move or a cancellation stands before a rejection: most of them say "unfortunately" or "regret"."""
    if max(s.moved, s.cancelled) < SURE:
        return None
    also = (Kind.INTERVIEW_INVITED,) if s.choice >= SURE else ()
    if s.moved >= SURE and (s.cancelled < SURE or (slots and not (also and slots > _FEW + 1))):
        return Judgement(Kind.INTERVIEW_RESCHEDULED, s.moved, also=() if slots else also)
    if s.on_hold >= SURE:
        also = (*also, Kind.STATUS_UPDATE)
    elif s.rejection >= SURE:
        also = (*also, Kind.REJECTION)
    return Judgement(Kind.INTERVIEW_CANCELLED, s.cancelled, also=also)


def _offered(s: Strengths, slots: int) -> Judgement | None:
    del slots
    if s.offer < SURE or s.rejection >= s.offer:
        return None
    return Judgement(Kind.OFFER, s.offer * (1.0 - 0.5 * s.rejection))


def _rejected(s: Strengths, slots: int) -> Judgement | None:
    """A refusal in so many words, or hints that pile up in a mail which says nothing else."""
    hard = s.rejection
    rival = max(s.invited if s.choice >= SURE or slots else 0.0, s.assessment)
    if hard >= SURE:
        sure = 1.0 - (1.0 - hard) * (1.0 - 0.6 * s.hint)
        return Judgement(Kind.REJECTION, sure * (1.0 - 0.5 * rival * (1.0 - s.hint)))
    if s.on_hold >= SURE or s.topic < SURE:
        return None
    hinted = 1.0 - (1.0 - hard) * (1.0 - 0.95 * s.hint)
    return Judgement(Kind.REJECTION, hinted) if max(s.received, s.status, rival, s.confirmed) < SURE else None


def _appointed(s: Strengths, slots: int) -> Judgement | None:
    """One time stated as fact is a confirmation; a question or a choice is an invitation.

    "We would still like to meet you" is neither while the search is on hold.
    """
    if s.on_hold >= SURE > s.choice and not slots:
        return None
    beside = slots and s.invited >= SURE and s.assessment < _PLAIN  # something to prepare for an interview
    if s.assessment >= max(SURE, s.confirmed) and not beside:
        return None
    chosen = s.choice >= SURE
    if s.invited >= SURE > s.confirmed >= _TIMED and slots and not chosen:
        return Judgement(Kind.INTERVIEW_CONFIRMED, s.invited * 0.85)
    doubtful = s.confirmed < _PLAIN and (chosen or (slots > _FEW and s.invited > s.confirmed))
    if s.confirmed >= SURE and slots and not doubtful and not (chosen and slots > _FEW):
        return Judgement(Kind.INTERVIEW_CONFIRMED, s.confirmed * (0.85 if chosen else 1.0))
    if s.promised >= SURE and not chosen and not slots and s.acknowledgement < _PLAIN:
        return Judgement(Kind.STATUS_UPDATE, s.promised)
    if s.invited >= (SURE if chosen else _INVITED) and (chosen or doubtful or s.confirmed < SURE):
        return Judgement(Kind.INTERVIEW_INVITED, s.invited)
    if s.confirmed >= _PLAIN:
        return Judgement(Kind.INTERVIEW_CONFIRMED, 0.7)
    return None


def _assessed(s: Strengths, slots: int) -> Judgement | None:
    del slots
    return Judgement(Kind.ASSESSMENT, s.assessment) if s.assessment >= SURE else None


def _waiting(s: Strengths, slots: int) -> Judgement | None:
    """A word on how things stand, unless it only fills up an acknowledgement."""
    del slots
    if s.status >= SURE and (s.delay >= SURE or (s.status > s.acknowledgement and s.received < SURE)):
        return Judgement(Kind.STATUS_UPDATE, s.status)
    return None


def _received(s: Strengths, slots: int) -> Judgement | None:
    del slots
    return Judgement(Kind.ACKNOWLEDGEMENT, s.acknowledgement) if s.acknowledgement >= SURE else None


_SIGNALS = {
    Kind.REJECTION: ("rejection", "hint"),
    Kind.INTERVIEW_CONFIRMED: ("interview_confirmed", "interview"),
    Kind.INTERVIEW_INVITED: ("choice", "interview"),
    Kind.STATUS_UPDATE: ("status_update", "promise"),
    Kind.OTHER: ("other", "elsewhere", "noise"),
}
"""Which signals are quoted for a kind; its own where nothing else is said."""
_ASKING: dict[Kind, tuple[str, ...]] = {
    Kind.INTERVIEW_INVITED: ("choice", "ask"),
    Kind.INTERVIEW_RESCHEDULED: ("choice", "ask"),
    Kind.INTERVIEW_CANCELLED: ("choice", "ask"),
    Kind.ASSESSMENT: ("assessment",),
    Kind.ACKNOWLEDGEMENT: (),
    Kind.REJECTION: (),
    Kind.OTHER: (),
}
"""Where to look for what the employer wants of the user; a mere acknowledgement wants nothing that blocks the way."""
_SORTS = (
    RejectionSort.REOPENED,
    RejectionSort.POSITION_CANCELLED,
    RejectionSort.POSITION_FILLED,
    RejectionSort.ON_HOLD,
    RejectionSort.AFTER_INTERVIEW,
    RejectionSort.APPLY_AGAIN,
)
"""The most telling sort first."""


def _with_evidence(judgement: Judgement, tally: Tally, s: Strengths) -> Judgement:
    of, quotes = tally.of, tally.quotes
    kinds = (judgement.kind, *judgement.also)
    hits = [h for kind in kinds for h in quotes(*_SIGNALS.get(kind, (kind,)))]
    asked = quotes(*_ASKING.get(judgement.kind, ("ask",)))
    told = bool(hits) or judgement.kind is not Kind.OTHER
    confidence = round(min(0.99, judgement.confidence), 2)
    clues = [(f"={signal}", round(strength, 2)) for signal, strength in sorted(tally.strength.items())]
    clues.append((NOTHING_SAID + (judgement.kind if told else ""), round(judgement.confidence, 2)))
    return Judgement(
        judgement.kind,
        confidence,
        evidence=tuple([h.evidence for h in hits[:MOST_EVIDENCE]]),
        also=judgement.also,
        sort=_sort(tally) if Kind.REJECTION in kinds else None,
        asks=asked[0].quote if asked else "",
        about=s.about,
        question=tally.question,
        choosing=s.choice >= _TIMED,
        status=tuple([h.evidence for h in quotes("status_update", "promise") if h.rule.weight >= SURE]),
        fixing=of("interview_confirmed") >= SURE,
        leaning=max([of(kind) for kind in _TELLING]) >= _LEANING,
        outspoken=_outspoken(tally),
        meeting=of("meeting"),
        moving=of("interview_rescheduled"),
        cancelling=of("interview_cancelled"),
        spoken=max(of("interview"), of("appointment")),
        foreign=of("other") >= SURE,
        met=tuple([h.evidence for h in quotes("interview_rescheduled", "meeting")[:2]]),
        clues=tuple(clues),
    )


def _outspoken(tally: Tally) -> bool:
    """Whether a mail says so much of what only employers say that it needs no word on what it is about."""
    if max(tally.of("interview_cancelled"), tally.of("interview_rescheduled")) > 0:
        return False  # any appointment is moved or called off in the same words
    appointed = min(tally.of("interview"), max(tally.of("interview_confirmed"), tally.of("choice")))
    refused = min(tally.of("rejection"), _OUTSPOKEN + max(tally.of("hint"), tally.of("sort")) - _TIMED)
    told = max(refused, tally.of("offer"), tally.of("status_update"))
    return appointed >= _INVITED or told >= _OUTSPOKEN or tally.of("assessment") >= _SET


def sort_of(subject: str, text: str, codes: tuple[str, ...]) -> RejectionSort:
    """Of which sort a mail is that is known to be a rejection, in whatever language tells."""
    told = (_sort(_tally(subject, text, code)) for code in codes)
    return next((sort for sort in told if sort is not RejectionSort.AFTER_APPLICATION), RejectionSort.AFTER_APPLICATION)


def names_interview(subject: str, codes: tuple[str, ...]) -> bool:
    """Whether a subject is about an interview, and not about an application."""
    tallies = [_tally("", subject, code) for code in codes]
    named = max(t.of(signal) for t in tallies for signal in ("mention", "interview", "appointment", "sort"))
    return named >= _TIMED and not any(t.of("own") for t in tallies)


def _sort(tally: Tally) -> RejectionSort:
    found = {h.rule.sort for h in tally.hits}
    return next((sort for sort in _SORTS if sort in found), RejectionSort.AFTER_APPLICATION)
