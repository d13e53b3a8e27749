"""Who writes for an employer: agencies, test vendors and tools, whose own names then weigh little."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from mailwatch.core.reading.company_names import JOINERS
from mailwatch.core.reading.company_slugs import abbreviates
from mailwatch.core.reading.folding import fold_company, same_company
from mailwatch.core.reading.names import (
    LONGEST_NAME,
    domain_of,
    domain_slug,
    is_agency,
    load_names,
    may_be_agency,
    registrable,
    speaks_for_itself,
    strip_org_words,
)
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.senders import read_display_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.models import Address
    from mailwatch.core.reading.company_choice import Candidate
    from mailwatch.core.reading.texts import Source
    from mailwatch.core.reading.wording import Wording

CLIENT = 3.5
"""Weight of a name that an agency calls its client."""
PHRASED = 2.0
"""Weight of a name that follows (or is the subject of) a phrase of several words."""
LINE_PARTS = re.compile(r"\s[|/\u00b7\u2013-]\s|[()]")


def without_agency(
    addresses: list[Candidate], told: list[Candidate], source: Source, *, sounds: bool
) -> list[Candidate]:
    """All candidates; those that are the writer's own house lighter where that is (or `sounds` like) an agency's."""
    texts = (source.subject, source.body, source.signature)
    speaks = any(c.weight == CLIENT for c in told)
    speaks = speaks or any(hit.what == "agency" for text in texts if text.hits for hit in text.hits)
    sounds = sounds and not speaks
    keys = [c.name for c in addresses if c.slug] or [c.name for c in addresses]
    if not (speaks or sounds) and any(c.whole for c in told) and _tests_for_others(source):
        stated = [c for c in told if c.whole and c.weight >= PHRASED and not _of_house(c.name, keys)]
        speaks = any(c.origin != other.origin and same_company(c.name, other.name) for c in stated for other in told)
    if not (speaks or sounds):
        return addresses + told
    if sounds:  # another name that the mail repeats, or that a plain phrase names, is the employer's
        text = f"{source.subject.plain} {source.body.plain}"
        speaks = any(c.weight >= PHRASED or text.count(c.name) > 1 for c in told if not _of_house(c.name, keys))
    share = 0.15 if speaks else 0.4
    house = [c._replace(weight=c.weight * share) for c in addresses]
    return house + [
        c._replace(weight=c.weight * share) if c.weight < CLIENT and _of_house(c.name, keys) else c for c in told
    ]


def without_tool(candidates: list[Candidate], source: Source) -> list[Candidate]:
    """The candidates, and that lighter which the display name calls the sender's tool ("Acme via Testpoort")."""
    for address in source.correspondents[:1]:
        tool = read_display_name(address.name, address.email).tool
        if tool:
            return [c._replace(weight=c.weight * 0.2) if same_company(c.name, tool) else c for c in candidates]
    return candidates


def _tests_for_others(source: Source) -> bool:
    """Whether the sender is called like one who tests what others will hire ("Ixlo Assessments")."""
    words = (
        f"{a.name[:LONGEST_NAME]} {registrable(domain_of(a.email)).partition('.')[0]}".lower().replace("-", " ").split()
        for a in source.correspondents[:1]
    )
    return any(not load_names().test_words.isdisjoint(named) for named in words)


def sounds_like_agency(source: Source) -> bool:
    """Whether a person writes whose house is called like an agency; departments do not write as persons."""
    pieces = [piece.strip(" ,.") for line in source.sign_off.lines for piece in LINE_PARTS.split(line[:160])]
    houses = (strip_org_words(part) for piece in pieces for part in piece.split(", "))
    if any(house and is_agency(house) for house in houses):
        return True
    for address in source.correspondents[:1]:
        if not read_display_name(address.name, address.email).person:
            return False
        if _is_called_like_an_agency(address):
            return True
    named = (piece for piece in pieces if piece and may_be_agency(piece) and strip_org_words(piece))
    return any(not is_title(piece, source.wording) for piece in named)


@lru_cache(maxsize=1024)
def _is_called_like_an_agency(address: Address) -> bool:
    """Whether a display name or a domain is, or sounds like, a staffing agency's."""
    host = registrable(domain_of(address.email)).partition(".")[0].replace("-", " ")
    named = read_display_name(address.name, address.email).agency
    return named or (may_be_agency(host) and bool(strip_org_words(host)))


def _of_house(name: str, slugs: Sequence[str]) -> bool:
    return any(
        abbreviates(slug, name) or same_company(slug, name) or slug.startswith(fold_company(name)) for slug in slugs
    )


def is_title(piece: str, wording: Wording) -> bool:
    """Whether a piece is a job title ("Head of People", "Leiterin Einkauf", "Senior Buyer", not "Mason Jar Foods")."""
    words = [word.strip(",.") for word in piece.lower().split()]
    heads = [*words[-1:], *(word for word, after in pairwise(words) if after in JOINERS)]
    heads += words[:1] if wording.heads_first else []
    return not _has_legal_form(piece) and "&" not in words[1:-1] and any(is_noun(word, wording) for word in heads)


def _has_legal_form(line: str) -> bool:
    return bool(line.split()) and is_legal_form(line.rsplit(maxsplit=1)[-1])


def is_legal_form(word: str) -> bool:
    """Whether a word is a legal form ("GmbH", "Inc.")."""
    return word.lower().strip(".,").replace(".", "") in load_names().legal_forms


def writes_from_home(source: Source) -> bool:
    """Whether a person writes from a house of their own, no agency: then the subject need not name it."""
    for address in source.correspondents[:1]:
        sender = read_display_name(address.name, address.email)
        domain = domain_of(address.email)
        if sender.person and not sender.agency and speaks_for_itself(domain):
            return not is_agency(domain_slug(domain))
    return False
