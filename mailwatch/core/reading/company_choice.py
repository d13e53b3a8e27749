"""Which of the names put forward is the employer's.

Spellings of one name are added up, a shorter name supports the longer one that begins with it, an address supports the
name it abbreviates, and the heaviest wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.company_slugs import abbreviates
from mailwatch.core.reading.folding import company_keys
from mailwatch.core.reading.names import is_agency, load_names
from mailwatch.core.reading.persons import is_known_given_name, person_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

ENOUGH = 0.55
"""Weight below which a name found is not believed."""
_SPELLED = 0.7
"""Weight from which a longer name is believed to be the whole one."""
_STATED = frozenset({"display name", "signature"})
"""Where a whole name stands: a longer one there is the fuller one."""


class Candidate(NamedTuple):
    """A name put forward.

    `slug` is True for one read off an address, whose spelling is not a person's; `whole` for one that surely does not
    go on ("Acme Robotics Ltd", "Acme Robotics has decided").
    """

    name: str
    weight: float
    origin: str
    slug: bool = False
    whole: bool = False


def choose(
    candidates: Sequence[Candidate], not_companies: frozenset[str], own: Callable[[], frozenset[str]]
) -> Candidate | None:
    """The employer among the candidates, or None.

    `not_companies` are lower-case names of people and roles in the mail; `own` tells the keys that a board's or
    vendor's name may bear because the mail comes from that company's own domain.
    """
    if len(candidates) == 1:
        alone = _weighed(candidates[0], not_companies, own)
        return alone if alone and alone.weight >= ENOUGH and company_keys(alone.name) else None
    clusters: dict[frozenset[str], list[Candidate]] = {}
    for candidate in _without_genitives(candidates):
        weighed = _weighed(candidate, not_companies, own)
        keys = company_keys(candidate.name)
        if weighed is None or not keys:
            continue
        for known, members in clusters.items():
            if not known.isdisjoint(keys):
                members.append(weighed)
                break
        else:
            clusters[keys] = [weighed]
    slugs = [keys for keys, members in clusters.items() if members[0].slug and all(c.slug for c in members)]
    scores = {keys: _score(keys, clusters, slugs) for keys in clusters}
    best = max(clusters, key=lambda keys: (scores[keys], keys not in slugs), default=frozenset())
    if not best or scores[best] < ENOUGH:
        return None
    return _fuller(_spelling(best, clusters), clusters)


def _fuller(best: Candidate, clusters: dict[frozenset[str], list[Candidate]]) -> Candidate:
    """The name as its bearer writes it in full, where a subject or a line says "Acme Insurance" and the From "Acme"."""
    begin, trades = f"{best.name.lower()} ", load_names().trade_words
    longer = [
        c
        for members in clusters.values()
        for c in members
        if not c.slug
        and c.weight >= _SPELLED
        and c.name.lower().startswith(begin)
        and c.name[len(begin) :].lower() in trades
    ]
    return best._replace(name=max(longer, key=lambda c: c.weight).name) if longer else best


def _without_genitives(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates with "Acme's" as "Acme" where that stands, too ("Macy's" stays)."""
    if not any(candidate.name.endswith("'s") for candidate in candidates):
        return candidates
    bare = frozenset(key for c in candidates for key in company_keys(c.name))
    return [
        c._replace(name=c.name[:-2]) if c.name.endswith("'s") and company_keys(c.name[:-2]) & bare else c
        for c in candidates
    ]


def _weighed(
    candidate: Candidate, not_companies: frozenset[str], own: Callable[[], frozenset[str]]
) -> Candidate | None:
    low, names = candidate.name.lower(), load_names()
    if (low in not_companies and not candidate.slug) or (low in names.tools and not company_keys(low) & own()):
        return None
    if low in names.vendors or low in names.boards:
        phrased = candidate.weight >= 2 and candidate.origin != "display name"  # noqa: PLR2004 "your interview with Workday"
        share = 0.3 if phrased else 0.1
        return candidate if company_keys(low) & own() else candidate._replace(weight=candidate.weight * share)
    if is_agency(low):
        return candidate._replace(weight=candidate.weight * 0.2)
    segment = candidate.weight < 1.5 and candidate.origin in {"subject", "calendar"}  # noqa: PLR2004 no phrase names it
    if segment and person_name(candidate.name) and is_known_given_name(candidate.name):
        return candidate._replace(weight=candidate.weight * 0.3)
    acts = candidate.whole and candidate.origin == "body" and candidate.weight <= 2  # noqa: PLR2004 "Tom Becker was impressed"
    if acts and person_name(candidate.name) == candidate.name and is_known_given_name(candidate.name):
        return candidate._replace(weight=candidate.weight * 0.25)
    return candidate


def _score(
    keys: frozenset[str], clusters: dict[frozenset[str], list[Candidate]], slugs: Collection[frozenset[str]]
) -> float:
    """Own weight (a name that stands often counts at most four times its first mention), and what supports it.

    `slugs` are the names that stand nowhere but in addresses.
    """
    own = clusters[keys]
    total = _own_weight(own)
    slugs_only = keys in slugs
    for other, members in clusters.items():
        if other is keys:
            continue
        if slugs_only and other not in slugs and _spelled_by(own[0].name, members):
            return 0.0  # an address abbreviates what the text spells out
        if not slugs_only and other in slugs and abbreviates(members[0].name, own[0].name):
            total += max(c.weight for c in members)
        elif _begins(other, keys) or (_ends(other, keys) and any(c.origin == "signature" for c in own)):
            believed = (
                slugs_only or any(c.whole or c.origin in _STATED for c in own) or len({c.origin for c in own}) > 1
            )
            total += _own_weight(members) if believed else 0.6 * max(c.weight for c in members)
        elif not slugs_only and _begins(keys, other):
            total += 0.3 * max(c.weight for c in members)
    return total


def _own_weight(members: Sequence[Candidate]) -> float:
    if len(members) == 1:
        return members[0].weight
    top = max(c.weight for c in members)
    return min(sum(c.weight for c in members), 4 * top) + 0.5 * min(1.0, top) * (len({c.origin for c in members}) - 1)


def _spelled_by(slug: str, members: Sequence[Candidate]) -> bool:
    return any(not c.slug and c.weight >= ENOUGH and abbreviates(slug, c.name) for c in members)


def _begins(short: frozenset[str], long: frozenset[str]) -> bool:
    """Whether one name is the begin of another ("Acme" of "Acme Robotics")."""
    for a in short:
        for b in long:
            if 2 < len(a) < len(b) and b.startswith(a):  # noqa: PLR2004 "at"
                return True
    return False


def _ends(short: frozenset[str], long: frozenset[str]) -> bool:
    """Whether one name is the end of another ("Sattelfest" of "Sattlerei Sattelfest")."""
    for a in short:
        for b in long:
            if 3 < len(a) < len(b) and b.endswith(a):  # noqa: PLR2004 "co"
                return True
    return False


def _spelling(best: frozenset[str], clusters: dict[frozenset[str], list[Candidate]]) -> Candidate:
    """The best-attested spelling of the winner; a name read off an address yields to a spelled one."""
    members = clusters[best]
    spelled = [c for c in members if not c.slug] or members
    if len(spelled) == 1:
        return spelled[0]
    totals: dict[str, float] = {}
    for candidate in spelled:
        totals[candidate.name] = totals.get(candidate.name, 0.0) + candidate.weight
    name = max(totals, key=lambda n: (totals[n] + (0.0 if n.islower() or n.isupper() and len(n) > 5 else 0.5), -len(n)))  # noqa: PLR2004, RUF021
    return max((c for c in spelled if c.name == name), key=lambda c: c.weight)
