"""People's names: what a From header or a signature gives, and what a greeting needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mailwatch.core.drafting.cleaning import clean_title

if TYPE_CHECKING:
    from mailwatch.core.models import Person

_WOMAN = frozenset(
    ["frau", "ms", "mrs", "miss", "mme", "madame", "mevrouw", "mevr", "mw", "sra", "señora", "senhora", "srta"]
)
_MAN = frozenset(["herr", "herrn", "mr", "monsieur", "m", "dhr", "heer", "meneer", "sr", "señor", "senhor"])
_ACADEMIC = frozenset(["dr", "prof", "professor", "doctor", "docteur", "profesor", "profesora", "doctora", "drs", "ir"])
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "vom",
        "zu",
        "zur",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "la",
        "le",
    ]
)
_ASIDES = re.compile(r"\s*[(\[|/\u2013\u2014].*|\s+(?:via|bei|at|from|chez)\s+[A-Z].*|\s+-\s+.*")
_CREDENTIALS = re.compile(
    r"(?i),?\s*\b(?:ph\.?\s?d\.?|mba|m\.?sc\.?|b\.?sc\.?|pmp|shrm(?:-\w+)?|cpa|jr\.?|esq\.?)(?=,|\s|$)"
)
_TEAM = re.compile(
    r"(?i)\b(?:team|equipe|équipe|equipo|equipa|recruiting|recruitment|recruiter|talent|careers?|karriere|jobs|hr|"
    r"human resources|personal(?:abteilung)?|hiring|people|bewerbung(?:en)?|rrhh|rh|no-?reply|support|info|"
    r"notifications?|calendar|scheduling|inc|gmbh|ltd|llc|b\.?v|s\.?a|ag|corp)\b"
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'\u2019.-]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name. `sex` is known only where the source used a title; `academic` is "Dr." and the like.

    `given` and `family` are empty where the order cannot be known; `full` is never.
    """

    full: str
    given: str = ""
    family: str = ""
    sex: Literal["", "woman", "man"] = ""
    academic: str = ""

    @property
    def formal(self) -> str:
        """The full name with the academic title."""
        return f"{self.academic} {self.full}".strip()

    @property
    def last(self) -> str:
        """The family name, or all of the name where nobody can tell, with the academic title."""
        return f"{self.academic} {self.family or self.full}".strip()


def name_of(person: Person) -> Name | None:
    """The name to greet somebody by; None where there is none, or where it is that of a team, a firm or a machine."""
    text = clean_title(person.name, 80)
    text = _given_first(_CREDENTIALS.sub("", _ASIDES.sub("", text)).strip(" ,;'\""))
    if not text or "@" in text or any(c.isdigit() for c in text) or _TEAM.search(text):
        return None
    sex: Literal["", "woman", "man"] = ""
    academic: list[str] = []
    words = text.split()
    while len(words) > 1 and (title := words[0].rstrip(".").lower()) in _WOMAN | _MAN | _ACADEMIC:
        word = words.pop(0)
        if title in _ACADEMIC:
            academic.append(word)
        else:
            sex = "woman" if title in _WOMAN else "man"
    given, family, full = _parts(words)
    return Name(full, given, family, sex, " ".join(academic))


def _given_first(text: str) -> str:
    """`Cho, Dana` as `Dana Cho`; what follows the comma is left out where it is a firm or a department."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if not comma or "," in given or _TEAM.search(given):
        return family
    return f"{given} {family}"


def _parts(words: list[str]) -> tuple[str, str, str]:
    """Given and family name (empty where the order is not plain) and the whole name, in natural case and order."""
    words = _natural(words)
    full = " ".join(words)
    if not all(_LATIN.fullmatch(word) for word in words):
        return "", "", full
    start = next((i for i, word in enumerate(words) if word in _PARTICLES), None)
    if start is not None:
        return (words[0] if start == 1 else ""), " ".join(words[start:]), full
    if all(len(word.rstrip(".")) == 1 for word in words[1:-1]):
        return (words[0] if len(words) > 1 else ""), words[-1], full
    return "", "", full


def _natural(words: list[str]) -> list[str]:
    """Names that somebody shouted or whispered in usual case; a family name in capitals (TANAKA Hiroshi) goes last."""
    shouted = [word for word in words if len(word) > 1 and word.isupper()]
    if len(shouted) == len(words) or all(word.islower() for word in words):
        return [word.lower() if i and word.lower() in _PARTICLES else word.title() for i, word in enumerate(words)]
    if len(shouted) == 1 and words[0] in shouted:
        return [*words[1:], words[0].title()]
    if len(shouted) == 1 and words[-1] in shouted:
        return [*words[:-1], words[-1].title()]
    return words
