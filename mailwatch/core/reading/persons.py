"""What can be told of a person from a name, an address and a job title alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.reading.names import (
    BRACKETS,
    LONGEST_NAME,
    domain_of,
    is_org_word,
    load_names,
    strip_accents,
    within,
)

if TYPE_CHECKING:
    from mailwatch.core.reading.names import Names

_PERSON_TOKEN = re.compile(r"\A[^\W\d_][\w'.-]{0,30}\Z")
PIECES = re.compile(
    r"\s[-\u2013\u2014|]\s|[,;:(/]|\s(?:with|mit|avec|con|com|met|and|und|et|y|e|en|&|at|from|bei|chez|bij)\s",
)
"""Between a name, a title and what else a line says."""
_BETWEEN_WORDS = re.compile(r"[^\w&-]+")


@lru_cache(maxsize=2048)
def person_name(text: str) -> str:
    """A name as a person writes it (`Cho, Dana (she/her)` is `Dana Cho`), or empty if it has not that shape.

    Two to four words, capitalised, none of them a word of an organisation. One word only if it is a known given name.
    """
    plain = " ".join(BRACKETS.sub(" ", text[:LONGEST_NAME]).replace('"', " ").replace("*", " ").split()).strip(" ,;:-")
    plain = _turned(plain)
    words = plain.split()
    names = load_names()
    while words and words[-1].lower().strip(".,") in names.name_suffixes:
        words.pop()
    while len(words) > 1 and _is_honorific(words[0], len(words), names):
        words.pop(0)
    words = [word.strip(",") for word in words]
    while len(words) > 1 and words[-1] in names.name_particles:
        words.pop()
    if not words or len(words) > 5 or not _shaped_like_a_person(words, names):  # noqa: PLR2004 "Ana de la Cruz Vega"
        return ""
    if len(words) == 1 and words[0].lower() not in names.given_names:
        return ""
    return " ".join(_cased(words))


def _is_honorific(word: str, count: int, names: Names) -> bool:
    """Whether a first word is a title of address; one letter ("D. Cho") is one only before two names."""
    bare = word.strip(".,")
    return bare.lower() in names.honorifics and (len(bare) > 1 or count > 2)  # noqa: PLR2004 "D. Luis Ortega"


def _turned(plain: str) -> str:
    """`Cho, Dana` and `CHO Dana` the right way round; `Dana Cho, PhD` and `Dana Cho, Acme` cut at the comma."""
    before, comma, after = plain.partition(",")
    if not comma:
        return _capitals_last(plain.split())
    first = after.split()[0].lower().strip(".") if after.split() else ""
    names = load_names()
    known = first.partition("-")[0] in names.given_names
    if known or (len(before.split()) == 1 and len(after.split()) == 1 and first not in names.name_suffixes):
        return f"{after.strip()} {before.strip()}"
    return before


def _capitals_last(words: list[str]) -> str:
    """A surname in capitals behind the given name (`LEFORT Anaïs`)."""
    size = 0
    while size < len(words) and words[size].isupper() and len(words[size]) > 2:  # noqa: PLR2004 "JP"
        size += 1
    turns = 0 < size < len(words) and is_known_given_name(words[size]) and not any(map(part_of, words[:size]))
    return " ".join([*words[size:], *words[:size]] if turns else words)


def _shaped_like_a_person(words: list[str], names: Names) -> bool:
    if _is_a_house(words[0].lower(), names):
        return False
    for word in words:
        low = word.lower()
        if low in names.name_particles or (word in names.surname_prepositions and word not in (words[0], words[-1])):
            continue
        if not _PERSON_TOKEN.match(word) or not word.removeprefix("d'")[:1].isupper():
            return False
        if len(low.strip(".")) > 1 and is_org_word(low):
            return False
    return words[-1].lower().strip(".") not in names.legal_forms


def _is_a_house(low: str, names: Names) -> bool:
    """Whether a name that begins with this word is a house's ("Academia Ondalta", "Landratsamt Waldtal")."""
    return low in names.houses or (low.endswith(names.house_endings) and low not in names.given_names)


def _cased(words: list[str]) -> list[str]:
    """Names in capitals in ordinary case (`DANA CHO`, `Dana CHO-MARTIN`)."""
    loud = [word.isupper() for word in words if len(word) > 2]  # noqa: PLR2004 "JP"
    if len(words) < 2 or not any(loud) or not (all(loud) or (loud[-1] and is_known_given_name(words[0]))):  # noqa: PLR2004
        return words
    particles = load_names().name_particles
    return [word.title() if word.isupper() and (len(word) > 2 or word.lower() in particles) else word for word in words]  # noqa: PLR2004


def is_known_given_name(name: str) -> bool:
    """Whether the first word is a given name of the list."""
    first, *_ = name.split(maxsplit=1) or [""]
    return first.lower().partition("-")[0] in load_names().given_names


@lru_cache(maxsize=1024)
def local_part_fits(address: str, name: str) -> bool:
    """Whether an address is likely this person's: `dana.cho@`, `dcho@`, `danac@`, `dana@`, `cho@`, `cho.dana@`."""
    local = _plain(address.partition("@")[0].partition("+")[0])
    words = [_plain(word) for word in name.split()]
    words = [word for word in words if word]
    if not words or len(local) < 2:  # noqa: PLR2004 initials at least
        return False
    first, last = words[0], words[-1]
    return local in {
        first, last, first + last, last + first, first[0] + last, last + first[0], first + last[0], "".join(words),
        first[0] + last[0], "".join(words[1:]),
    }  # fmt: skip


def _plain(text: str) -> str:
    return "".join(c for c in strip_accents(text.lower()) if c.isalpha())


@lru_cache(maxsize=1024)
def is_room(name: str, address: str) -> bool:
    """Whether a calendar guest is a room or another resource."""
    names = load_names()
    if within(domain_of(address), names.room_domains):
        return True
    words = set(re.split(r"[^\w]+", f"{name} {address.partition('@')[0]}".lower()))
    return not words.isdisjoint(names.room_words)


@lru_cache(maxsize=512)
def part_of(title: str) -> str:
    """The part somebody with this job title plays: `coordinator`, `recruiter`, `interviewer`, or empty."""
    words = _BETWEEN_WORDS.split(title[:LONGEST_NAME].lower())
    for part, singles, phrases in _titles():
        if not singles.isdisjoint(words):
            return part
        plain = f" {' '.join(words)} "
        if any(phrase in plain for phrase in phrases):
            return part
    return ""


@cache
def _titles() -> tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]:
    """The words and the phrases of the titles that go with each part."""
    return tuple(
        (part, frozenset(w for w in words if " " not in w), tuple(f" {w} " for w in words if " " in w))
        for part, words in load_names().titles.items()
    )
