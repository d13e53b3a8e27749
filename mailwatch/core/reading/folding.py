"""When two spellings name the same company, and when two titles name the same role.

Pure string work, symmetric and cached. Near-namesakes stay apart: only what is known to vary is folded away, and no
two names are ever the same because they look alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from mailwatch.core.reading.names import load_names, strip_accents

_TRANSLITERATED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa"}
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,120}[)\]]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_AND = frozenset({"and", "und", "et", "y", "e", "en", "och", "i"})
_BEFORE = frozenset({"the", "grupo", "groupe"})
_TOP_LEVEL = re.compile(r"(?<=[a-z0-9])\.(?:com|io|ai|co|net|org|de|fr|es|nl|pt|eu|app|dev)(?=$|\s)")
_DOTTED = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
LONGEST = 200
"""Characters of a name that are compared."""


def transliterated(low: str) -> str:
    """`ä` is `ae`, `ß` is `ss`, other accents are dropped."""
    return low if low.isascii() else strip_accents(low.translate(_TRANSLITERATED))


def company_words(name: str) -> list[str]:
    """The lower-case words of a company's name, legal form and fillers and the words for "and" left out."""
    low = _BRACKETS.sub(" ", name[:LONGEST].lower().replace("\u2019", "'")).replace("'s ", " ")
    return _strip(_words(low))[0]


def _words(low: str) -> list[str]:
    """Words, with `S.A.` as one and `+`/`&` nothing."""
    joined = low.replace("a/s", "as")
    return [word.replace("'", "") for word in _WORD.findall(_DOTTED.sub(r"\1", joined) if "." in joined else joined)]


def _strip(words: list[str]) -> tuple[list[str], bool]:
    """Without legal forms at the end and fillers; and whether there was a legal form. Never stripped to nothing."""
    names = load_names()
    kept, legal = list(words), False
    while len(kept) > 1 and (kept[-1] in names.legal_forms or (legal and kept[-1] in _AND)):
        kept.pop()
        legal = True
    while len(kept) > 1 and kept[-1] in names.company_filler:
        kept.pop()
    while len(kept) > 1 and kept[0] in _BEFORE:
        kept.pop(0)
    last = len(kept) - 1
    return [word for i, word in enumerate(kept) if word not in _AND or i in (0, last)], legal


@lru_cache(maxsize=4096)
def fold_company(name: str) -> str:
    """One spelling for all of a company's: lower-case ASCII letters and digits, without spaces or legal form.

    `Acme Robotics, Inc.`, `ACME Robotics` and `Acme-Robotics GmbH` are all `acmerobotics`. Umlauts are transliterated
    (`Müller` is `mueller`); use `same_company` to compare, which also knows `Muller`.
    """
    return strip_accents("".join(company_words(name.lower().translate(_TRANSLITERATED))))


@lru_cache(maxsize=4096)
def company_keys(name: str) -> frozenset[str]:
    """All the folds of a name under which it may be met. Two names are the same company if they share one."""
    whole = name if name.isascii() else unicodedata.normalize("NFC", name).replace("\u2019", "'")
    low = _BRACKETS.sub(" ", whole[:LONGEST].lower())
    forms = [low]
    shorter = _TOP_LEVEL.sub("", low) if "." in low else low
    if shorter != low:
        forms.append(shorter)
    keys: set[str] = set()
    for form in forms:
        words, legal = _strip(_words(form))
        spellings = [words]
        if (
            legal
            and len(words) > 1
            and words[-1] in load_names().countries
            and words[-2] not in {"of", "de", "do", "da"}
        ):
            spellings.append(words[:-1])
        for spelling in spellings:
            joined = "".join(spelling)
            keys |= {transliterated(joined), strip_accents(joined)}
    keys.discard("")
    return frozenset(keys)


def same_company(a: str, b: str) -> bool:
    """Whether two spellings are one company's. Two empty names are not."""
    return not company_keys(a).isdisjoint(company_keys(b))


def without_legal_form(name: str) -> str:
    """A company's name as a person writes it: spelling kept, the legal form at the end cut (`Acme Robotics, Inc.`)."""
    forms = load_names().legal_forms
    words = name[:LONGEST].split()
    stripped = 0
    while len(words) > 1:
        bare = words[-1].lower().strip(".,;()")
        plain = bare.replace(".", "")
        joiner = stripped and bare in {"&", "+", "and", "und", "et"}
        if not (joiner or plain in forms or bare in forms) or words[-1] == "Zoo":
            break
        words.pop()
        stripped += 1
    return " ".join(words).rstrip(" ,;:-&")


# Roles -----------------------------------------------------------------------------------------------------------

_GENDERED = re.compile(r"[:*_/·.]-?(?:in(?:nen)?|euse|rice|se|e|ne|a|ra|r|n)\b|[(](?:in|e|a|se|euse|ra)[)]")
_ROLE_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def role_words(role: str) -> frozenset[str]:
    """The words of a role that tell it from another, in one spelling; their order does not matter."""
    roles = load_names().roles
    low = strip_accents(f" {role[:LONGEST].lower()} ")
    low = _GENDERED.sub("", _BRACKETS.sub(lambda m: m.group() if len(m.group()) < 5 else " ", low))  # noqa: PLR2004 "(in)"
    for spelling, joined in roles.joins.items():
        if spelling in low:
            low = re.sub(rf"(?<!\w){re.escape(spelling)}(?!\w)", joined, low)
    words = {roles.spellings.get(word, word) for word in _ROLE_WORD.findall(low)} - roles.filler
    if words & {"developer", "programmer"} and words & roles.developer_fields:
        words = (words - {"developer", "programmer"}) | {"engineer"}
    return frozenset(words)


@lru_cache(maxsize=4096)
def fold_role(role: str) -> str:
    """One spelling for all of a role's: `Sr. Engineer, Platform` and `Senior Platform Engineer` are the same.

    A software developer is a software engineer here: a posting has one title, people who write about it have two, and
    no employer runs both at once with nothing else to tell them apart. It holds only in the trades of software; a
    "Business Developer" is no engineer. Levels (senior, staff, II) are never folded: they are different postings.
    """
    return " ".join(sorted(role_words(role)))


def same_role(a: str, b: str) -> bool:
    """Whether two titles name one role. Two empty ones do not."""
    words = role_words(a)
    return bool(words) and words == role_words(b)


def role_may_be(short: str, full: str) -> bool:
    """Whether `short` may be a looser name of `full` (`Platform Engineer` of `Senior Platform Engineer`).

    A level in the shorter title must stand in the fuller one, too: `Staff Engineer` is no `Senior Staff Engineer`.
    """
    few, many = role_words(short), role_words(full)
    levels = load_names().roles.levels
    if len(few) > len(many):
        few, many = many, few
    return bool(few) and few <= many and not (few & levels and (many - few) & levels)
