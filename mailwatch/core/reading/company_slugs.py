"""Names of companies read off domains: what they abbreviate, and how a text spells them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.reading.company_names import ANDS, JOINERS, LONGEST, company_span
from mailwatch.core.reading.folding import transliterated, without_legal_form
from mailwatch.core.reading.names import is_org_word, load_names, strip_accents
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.wording import BREAK

if TYPE_CHECKING:
    from mailwatch.core.reading.wording import Wording, Words

_LONGEST_LABEL = 63
"""Letters between the dots of a domain (RFC 1035 §2.3.4)."""
_SLUG_PREFIXES = load_names().slug_prefixes
"""What domains put before a name that is taken."""
_SLUG_FORMS = load_names().slug_endings
"""Legal forms at the end of a domain's name, longer ones first."""
_BETWEEN = load_names().articles | load_names().line_joiners


@lru_cache(maxsize=2048)
def abbreviates(slug: str, name: str) -> bool:
    """Whether a name read off a domain stands for a spelled one.

    `sattelfest` for `Sattlerei Sattelfest`, `uni-falkenau` for `Universität Falkenau`, `petalandstem` for
    `Petal & Stem`, `cajarural-monegros` for `Caja Rural de Monegros`, `dlr` for its initials: all of the slug must be
    used up, by whole words, the begins of words, or words for "and", in their order.
    """
    return any(_abbreviates(stem, name) for stem in _stems(slug)) or ("-" in slug and _names_the_parts(slug, name))


@lru_cache(maxsize=1024)
def _stems(slug: str) -> tuple[str, ...]:
    """The letters of a slug, and those without a legal form at the end or what is put before a name that is taken."""
    squashed = slug[:_LONGEST_LABEL].replace("-", "")
    if len(squashed) < 2:  # noqa: PLR2004 one letter abbreviates everything
        return ()
    form = next((form for form in _SLUG_FORMS if squashed.endswith(form) and len(squashed) > len(form) + 2), "")
    prefix = next((p for p in _SLUG_PREFIXES if squashed.startswith(p) and len(squashed) > len(p) + 2), "")
    return tuple(dict.fromkeys((squashed, squashed.removesuffix(form), squashed.removeprefix(prefix))))


def _names_the_parts(slug: str, name: str) -> bool:
    """Whether a name is made of the parts of a slug in another order (`rheinpark-klinik`: `Klinik am Rheinpark`)."""
    words = [
        word for word in re.split(r"[\s-]+", name.lower()) if word and word not in JOINERS and word not in _BETWEEN
    ]
    return any(sorted(map(fold, words)) == sorted(slug.split("-")) for fold in (transliterated, strip_accents))


def _abbreviates(squashed: str, name: str) -> bool:
    words = _spelled_words(name)
    if not any(strip_accents(word[0].lower()).startswith(squashed[0]) for word in words):
        return False
    for fold in (transliterated, strip_accents):
        folded = ["".join(c for c in fold(word.lower()) if c.isalnum() or c == "&") for word in words]
        if _uses_up(squashed, tuple(word for word in folded if word)):
            return True
    initials = "".join(word[0].lower() for word in words if word[0].isupper())
    return squashed in {initials, "".join(word[0].lower() for word in words)} and len(words) > 1


def _spelled_words(name: str) -> list[str]:
    """The words of a name that a slug may abbreviate, without a legal form at the end."""
    plain = name.replace("&", " & ").replace("+", " & ").replace("-", " ").replace(" d'", " d' ").replace(" l'", " l' ")
    return without_legal_form(plain).split()[: LONGEST + 3]


def _uses_up(slug: str, words: tuple[str, ...]) -> bool:
    """Whether a slug is made of (begins of) these words in order; some may be left out, joiners at will."""
    reached = {(0, False)}
    for word in words:
        here = set(reached)
        for at, whole in reached:
            if word == "&":
                here |= {(at + len(joiner), whole) for joiner in ANDS if slug.startswith(joiner, at)}
                continue
            size = 0
            while size < len(word) and at + size < len(slug) and word[size] == slug[at + size]:
                size += 1
            if size == len(word):
                here.add((at + size, whole or size > 2 and 2 * size >= len(slug) - 4))  # noqa: PLR2004, RUF021 "de", "of"
            here |= {(at + part, whole) for part in range(1, size + 1)}
        reached = here
    return (len(slug), True) in reached


@lru_cache(maxsize=1024)
def slug_heads(slug: str) -> frozenset[str]:
    """The letters with which the first word of a name begins that a slug stands for."""
    prefixed = (slug[len(p) : len(p) + 3] for p in _SLUG_PREFIXES if slug.startswith(p) and len(slug) > len(p) + 2)
    parts = (part[:3] for part in slug.split("-") if len(part) > 2)  # noqa: PLR2004 "de"
    return frozenset((slug[:3], *prefixed, *parts))


def spelled_in(slug: str, words: Words, wording: Wording) -> str:
    """The fullest name in a text that a name read off a domain abbreviates; empty if there is none."""
    heads = slug_heads(slug)
    best = ""
    for i in [i for i in words.capitals if words.lower[i][:3] in heads and words.written[i][0].isupper()]:
        begin = i
        while begin and _leads(words, begin - 1, wording):
            begin -= 1
        for start in range(begin, i + 1):
            name, _ = company_span(words, start, wording, frozenset())
            if len(name) > len(best) and abbreviates(slug, name):
                best = name
                break
    return best


def _leads(words: Words, i: int, wording: Wording) -> bool:
    """Whether the word before may belong to a name ("Sattlerei Sattelfest", "Les Jardins")."""
    token, low = words.written[i], words.lower[i]
    if token == BREAK or token[-1] in ",.!?:;)":
        return False
    beside = any(low in words_ for words_ in (wording.stop, wording.noise, wording.articles))
    beside = beside or is_org_word(token) or is_noun(low, wording)
    return (token[0].isupper() and not beside) or low in {"&", "de", "des", "la"}


def spell_slug(slug: str, text: str) -> str:
    """The spelling a text uses for a name read off an address (`acmerobotics` is `Acme Robotics`), or a plain one."""
    squashed = slug.replace("-", "")
    lower = text.lower()
    if len(lower) != len(text):  # a few letters have no single lower-case one
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    at = lower.find(squashed[:3])
    for _ in range(20):
        if at < 0:
            break
        spelled = _matches_at(squashed, lower, text, at)
        if spelled:
            return spelled
        at = lower.find(squashed[:3], at + 1)
    return " ".join(part.upper() if len(part) <= 3 else part.capitalize() for part in slug.split("-") if part)  # noqa: PLR2004 "IBM"


def _matches_at(squashed: str, lower_text: str, text: str, at: int) -> str:
    if at and (lower_text[at - 1].isalnum() or lower_text[at - 1] in "@./-"):
        return ""
    i, j = at, 0
    while i < len(lower_text) and j < len(squashed):
        if lower_text[i] == squashed[j]:
            j += 1
        elif lower_text[i] not in " -&.'" or lower_text[i - 1] == " ":
            return ""
        i += 1
    whole = j == len(squashed) and (i == len(lower_text) or not (lower_text[i].isalnum() or lower_text[i] == "."))
    found = text[at:i]
    if whole and " " in found and found.islower():
        return found.title()  # "niamh / the paper kite"
    return found if whole and found[0].isupper() else ""
