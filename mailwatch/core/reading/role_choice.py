"""Which of the titles put forward is the role's: the one most places agree on, without the employer's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.reading.folding import company_keys, fold_role, role_may_be, role_words
from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.persons import is_known_given_name, person_name
from mailwatch.core.reading.role import CERTAIN, ENOUGH
from mailwatch.core.reading.role_names import JOINERS, clean_role, is_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.reading.role import RoleCandidate
    from mailwatch.core.reading.texts import Source
    from mailwatch.core.reading.wording import Wording

_HOUR = re.compile(r"\d:\d\d|\d ?[ap]m\b", re.IGNORECASE)
_OF = frozenset({"da", "do", "de", "del", "du", "von", "van"})


def choose_role(candidates: Sequence[RoleCandidate], company: str, source: Source) -> RoleCandidate | None:
    """The role most places agree on. A role never bears the employer's name at its ends, nor the user's."""
    owner = source.owner.name
    mine = [
        c._replace(name=clean_role(c.name.rpartition(owner)[2])) if owner and owner in c.name else c for c in candidates
    ]
    trimmed = [
        c
        for c in (_without_company(c, company, source.wording) for c in mine)
        if c is not None and not _is_prose(c.name)
    ]
    clusters: dict[str, list[RoleCandidate]] = {}
    for candidate in trimmed:
        clusters.setdefault(fold_role(candidate.name), []).append(candidate)
    clusters.pop("", None)
    if not clusters:
        return None
    scores = {fold: min(sum(c.weight for c in cs), 3 * max(c.weight for c in cs)) for fold, cs in clusters.items()}
    for fold, members in clusters.items():
        for other, shorter in clusters.items():
            if other != fold and len(other) < len(fold) and role_may_be(other, members[0].name):
                short = max(shorter, key=lambda c: c.weight)
                share = 0.8 if any(_fills_out(m, short, source.wording) for m in members) else 0.2
                scores[fold] += share * scores[other]
    best = max(clusters, key=lambda fold: scores[fold])
    if scores[best] < ENOUGH:
        return None
    chosen = max(clusters[best], key=lambda c: (c.weight, -len(c.name)))
    if chosen.number:
        return chosen
    number = next((c.number for c in clusters[best] if c.number), "")
    return chosen._replace(number=number) if number else chosen


def _is_prose(name: str) -> bool:
    """Whether what looks like a title is a piece of a sentence, an hour, or a person with a title behind the name."""
    words = [word.partition("'")[0] for word in name.lower().split()]  # "We'd"
    names = load_names()
    if not names.boards.isdisjoint(word.strip(",") for word in words) and names.roles.levels.isdisjoint(words):
        return True  # "LinkedIn, Twitter"
    if not names.prose_words.isdisjoint(words) or name.lower() in names.never_roles or _HOUR.search(name):
        return True
    first, comma, _ = name.partition(", ")
    return bool(comma) and is_known_given_name(first) and bool(person_name(first))


def _fills_out(long: RoleCandidate, short: RoleCandidate, wording: Wording) -> bool:
    """Whether a longer title is the fuller one, and not the shorter one with words of a subject before it.

    What no phrase introduces may only have words before the shorter title that make it a rank or another trade.
    """
    lows = [word.lower().strip(",.()") for word in long.name.split()]
    begins = short.name.split()[0].lower().strip(",.()")
    before = lows[: lows.index(begins)] if begins in lows else []
    if any(low in wording.noise and low not in wording.modifiers for low in before):
        return False
    levels = load_names().roles.levels
    if before and all(low in levels or is_noun(low, wording) for low in before):
        return True
    if not wording.heads_first and before and lows[-1] == short.name.split()[-1].lower() and long.origin == "body":
        return True
    return (long.clear and long.weight > CERTAIN) or long.weight > short.weight


def _without_company(candidate: RoleCandidate, company: str, wording: Wording) -> RoleCandidate | None:
    if not company:
        return candidate
    keys = company_keys(company)
    words = candidate.name.split()
    for size in range(min(5, len(words)), 0, -1):
        head, tail = " ".join(words[:size]), " ".join(words[-size:])
        if "(" not in head and company_keys(head.removesuffix("'s")) & keys:
            behind = clean_role(" ".join(words[size:]).removeprefix("(").removesuffix(")"))
            return candidate._replace(name=behind) if role_words(behind) and not is_known_given_name(behind) else None
        rest = words[:-size]
        joiner = rest[-1].lower().strip(",") if rest else ""
        if not joiner or not company_keys(tail) & keys:
            continue
        while len(rest) > 1 and rest[-1].lower() in _OF | wording.articles:
            rest.pop()  # "profesor de la Universidad de Lerma"
        if joiner not in JOINERS or len(rest) < len(words) - size:
            return candidate._replace(name=clean_role(" ".join(rest)))
    return candidate
