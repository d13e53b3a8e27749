"""Which position a mail is about.

Phrases, subject and calendar put forward candidates; the title most of them agree on wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.people import is_owner
from mailwatch.core.reading.persons import is_known_given_name
from mailwatch.core.reading.role_names import (
    DASHES,
    GENITIVES,
    JOINERS,
    LONGEST,
    RoleSpan,
    before_closer,
    before_word,
    clean_role,
    is_noun,
    may_be_noun,
    role_span,
    trailing_number,
)
from mailwatch.core.reading.texts import core
from mailwatch.core.reading.wording import cut_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.reading.texts import Source, Text
    from mailwatch.core.reading.wording import Hit, Wording

_BARS = re.compile(r"\s[-\u2013\u2014|]\s")
_ASIDE = re.compile(r"(?<!\w)\(([^()]{1,60})\)")
_PARTS = re.compile(r"[/:*\s-]")
_NO_SPAN = RoleSpan("")
_AHEAD = 8
"""Words among which the trade of a title stands."""
_BARE = load_names().roles.bare
"""Words that alone say little of a role."""
_TELLING = frozenset({"role", "after role", "gender", "loosely role", "loosely after role"})
"""Phrases that stand before or behind a role."""
_PLAIN = 0.4
_HINTED = 0.36
"""So little that only a word that ends like a trade's name makes a role of it."""
_UNCLEAR = 0.35
"""What is left of the weight of a title without a trade where an employer may follow, too ("your interest in …")."""
ENOUGH = 0.75
"""Weight below which a title found is not believed."""
LEFT_OVER = 0.76
CERTAIN = 2.0
"""Weight from which a candidate surely is a role and no company."""


class RoleCandidate(NamedTuple):
    """A role put forward, with how much speaks for it, where it stood, and a number that stood behind it.

    `clear` is True where words around it say that it is a role, and where it begins.
    """

    name: str
    weight: float
    origin: str
    number: str = ""
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What the phrases of a text say of roles.

    Candidates, the titles by the index of their first word, and the indexes at which "at …" names an employer behind
    one.
    """

    candidates: list[RoleCandidate] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)
    employers: list[int] = field(default_factory=list)

    @property
    def certain(self) -> frozenset[str]:
        """What surely is a role and no company, lower-case."""
        return frozenset(c.name.lower() for c in self.candidates if c.weight >= CERTAIN)


_NOTHING_FOUND = Found()


def from_phrases(text: Text, wording: Wording) -> Found:
    """Roles that the phrases of a text introduce or close."""
    told = [hit for hit in text.hits if hit.what in _TELLING]
    if not told:
        return _NOTHING_FOUND
    result = Found()
    ambiguous = {hit.start for hit in text.hits if hit.what == "company"}
    introduced = {hit.start for hit in told if hit.what == "role"}
    for hit in told:
        span, weight, shape = _span_at(text, hit, wording, ambiguous)
        if hit.what == "loosely role" and span.role:
            behind = range(hit.start, hit.start + len(span.role.split()) + 3)
            if not introduced.isdisjoint(behind):  # "for the position of Data Analyst"
                continue
        if hit.what == "role":
            result.titles[hit.start] = span.role
        candidate = role_candidate(span.role, weight, text.origin, wording, shape) if span.role else None
        if span.company_at >= 0 and hit.what == "role" and (candidate is not None or shape):
            result.employers.append(span.company_at)
        if candidate is not None and not (hit.what.startswith("loosely") and is_known_given_name(candidate.name)):
            clear = hit.what == "role" and _is_clear(text, hit)
            result.candidates.append(candidate._replace(clear=True) if clear else candidate)
    return result


def _span_at(text: Text, hit: Hit, wording: Wording, ambiguous: set[int]) -> tuple[RoleSpan, float, float]:
    """The title a phrase leads to, its weight, and the share of it that is left for a title without a trade in it."""
    if hit.what == "role":
        span = role_span(text.words, hit.start, wording)
        if span.quoted:
            return span, 2.5, 1.0
        return (
            span,
            2.0 if hit.length > 1 else 1.4,
            _UNCLEAR if hit.start in ambiguous else 0.5 if hit.length > 1 else 0.4,
        )
    if hit.what == "after role":
        span = before_closer(text.words, hit.start, wording)
        return span, 2.0, 0.5 if " " in span.role or span.role.islower() else _PLAIN
    if hit.what == "gender":
        words = _BARS.split(before_word(text.words, hit.start - hit.length, wording).role)[-1].split()
        while words and words[0][0].islower() and not is_noun(words[0], wording):
            words.pop(0)
        return RoleSpan(" ".join(words)), 2.0, 0.5
    if hit.what == "loosely role":
        ahead = text.words.lower[hit.start : hit.start + _AHEAD]
        return role_span(text.words, hit.start, wording) if has_noun(ahead, wording) else _NO_SPAN, 0.8, 0.0
    return before_closer(text.words, hit.start, wording), 0.9, _HINTED  # loosely after a role


def has_noun(lows: Sequence[str], wording: Wording) -> bool:
    """Whether one of some lower-case words names a trade or a rank."""
    if not wording.nouns.isdisjoint(lows):
        return True
    unclear = lows if wording.noun_endings else [low for low in lows if not low.isalpha()]
    return any(is_noun(low, wording) for low in unclear)


def from_signature(text: Text, wording: Wording) -> list[RoleCandidate]:
    """The role a signature names ("Acme | vacancy: Data Analyst"); its other titles are people's."""
    told = [hit for hit in text.hits if hit.what == "gender" or (hit.what == "role" and _is_clear(text, hit))]
    return from_phrases(text._replace(hits=tuple(told)), wording).candidates if told else []


def _is_clear(text: Text, hit: Hit) -> bool:
    return hit.length > 1 or text.words.lower[hit.start - 1][-1] == ":"


def from_segments(source: Source) -> list[RoleCandidate]:
    """Roles that stand by themselves in the subject or a calendar summary ("Interview: Staff Engineer")."""
    result: list[RoleCandidate] = []
    for text in (source.subject, *source.summaries):
        cores = text.parts
        aside = (
            sum(bool(core(piece, source.wording)[0]) for piece in _ASIDE.findall(text.plain))
            if "(" in text.plain
            else 0
        )
        alone = sum(bool(words) for words, _ in cores) - aside == 1
        for words, whole in cores:
            least = 1.0 if alone or not whole else CERTAIN
            if least == CERTAIN and not has_noun([word.lower().strip(",.()") for word in words], source.wording):
                continue
            for piece in _commas(words) if _may_hold_a_title(words, source.wording) else ():
                candidate = _standing_alone(piece, source, text.origin)
                if candidate is not None and candidate.weight >= least:
                    result.append(candidate)
                    break
            else:
                if alone and words and (len(cores) > 1 or not whole):
                    result.extend(_left_over(words, source, text.origin))
    return result


def _may_hold_a_title(words: list[str], wording: Wording) -> bool:
    """Whether a word of a segment may be a trade's: by itself, with what punctuation parts in it, or as a genitive."""
    lows = [word.lower().strip(",.!?()") for word in words]
    return any(
        not low.isalpha() or low in GENITIVES or is_noun(low, wording) or may_be_noun(low, wording) for low in lows
    )


def _left_over(words: list[str], source: Source, origin: str) -> list[RoleCandidate]:
    """What is left of a subject whose other words are about applications: a role, unless it is the employer."""
    name = clean_role(" ".join(words))
    if name.islower():
        first = name.partition(" ")[0]
        told = source.wording.lower_case and first.isalpha() and len(first) > 4 and len(name.split()) < 4  # noqa: PLR2004
        unsaid = first in source.wording.stop or first.endswith(source.wording.verbs)
        return [RoleCandidate(name, LEFT_OVER, origin)] if told and not unsaid else []
    many = 1 < len(name.split()) <= LONGEST // 2
    plain = all((w[0].isupper() and w.lower() not in source.wording.stop) or w.lower() in JOINERS for w in name.split())
    if not many or not plain or any(c.isdigit() for c in name) or is_owner(name, source.owner):
        return []
    return [RoleCandidate(name, LEFT_OVER, origin)]


def _commas(words: list[str]) -> list[list[str]]:
    """The words of a segment, and those behind its commas ("Acme, QA Lead")."""
    behind = [i + 1 for i, word in enumerate(words[:-1]) if word.endswith(",")][:3]
    return [words, *(words[i:] for i in behind)]


def _standing_alone(words: list[str], source: Source, origin: str) -> RoleCandidate | None:
    if not words:
        return None
    span = role_span(cut_line(" ".join(words)), 0, source.wording)
    candidate = role_candidate(span.role, 1.2, origin, source.wording) if span.role else None
    if candidate is None or is_owner(candidate.name, source.owner) or is_known_given_name(candidate.name):
        return None
    return candidate


def _without_noise(span: str, wording: Wording) -> str:
    """A span of a subject without what stands before the role ("Interview Invitation - ")."""
    words = span.split()
    for i, word in enumerate(words[:5]):
        if word in {"-", "\u2013", "|", "of"} or word.endswith(":"):
            before = [w.lower().strip(":,") for w in words[: i + word.endswith(":")]]
            return " ".join(words[i + 1 :]) if before and all(w in wording.noise for w in before) else span
    last = max((i for i, word in enumerate(words) if word in DASHES), default=0)
    if last and all(word.lower().strip(":,.") in wording.noise for word in words[last + 1 :]):
        words = words[:last]  # "Rececionista - contacto"
    while wording.heads_first and len(words) > 1 and words[0].lower() in wording.noise:
        if words[0].lower() in wording.modifiers:
            break
        words.pop(0)
    return " ".join(words)


def role_candidate(span: str, weight: float, origin: str, wording: Wording, plain: float = 0.4) -> RoleCandidate | None:
    """A cleaned candidate; None if it cannot be a role.

    It is lighter without a word that makes it one: `plain` is what is left of its weight then, and one that only ends
    like a trade's name keeps most of it.
    """
    name = clean_role(_without_noise(span, wording))
    words = name.split()
    lows = [word.lower().strip(",.()/") for word in words]
    if not words or len(words) > LONGEST or name.lower() in load_names().places or load_names().honorifics >= {*lows}:
        return None
    if lows[0] in wording.not_roles and not _named_all_the_same(words, lows, wording):
        return None
    if has_noun(lows, wording) or (not name.isalpha() and has_noun(_PARTS.split(name.lower()), wording)):
        short = len(words) == 1 and lows[0] in _BARE
        return RoleCandidate(name, weight * 0.5 if short else weight + 1, origin, trailing_number(span))
    ends_like_one = any(may_be_noun(low, wording) for low in _heads(lows, words, wording))
    lower = ends_like_one and plain > (_HINTED if wording.lower_case else _PLAIN)
    if lows[0] in wording.stop or not (name[0].isupper() or lower):
        return None
    share = (0.95 if len(words) > 1 else 0.85) if ends_like_one and plain > _UNCLEAR else plain
    return RoleCandidate(name, weight * share, origin, trailing_number(span)) if share else None


def _heads(lows: list[str], words: list[str], wording: Wording) -> list[str]:
    """The words of a title among which that of its trade is: the first ones, or in English the last before a comma."""
    if wording.heads_first:
        return lows[:2] if wording.trailing else lows
    end = next((i for i, word in enumerate(words) if word.endswith(",") or word in JOINERS), len(words) - 1)
    return [lows[end - (words[end] in JOINERS)], lows[-1]]


def _named_all_the_same(words: list[str], lows: list[str], wording: Wording) -> bool:
    """Whether a title may begin with a word that alone is none ("Remote Engineer", "Stage marketing digital")."""
    trade = any(is_noun(low, wording) for low in lows[1:])
    return words[0][0].isupper() and (trade or (len(words) > 1 and is_noun(lows[0], wording)))
