"""Where a company's name begins and ends among words, and how it is written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.reading.folding import without_legal_form
from mailwatch.core.reading.names import is_org_word, load_names
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.wording import BREAK, BULLET

if TYPE_CHECKING:
    from mailwatch.core.reading.wording import Wording, Words

LONGEST = 6
"""Words of a company's name."""
JOINERS = frozenset(
    {
        "of",
        "and",
        "&",
        "de",
        "la",
        "du",
        "für",
        "und",
        "y",
        "e",
        "do",
        "da",
        "des",
        "for",
        "van",
        "der",
        "et",
        "+",
        "del",
        "di",
        "en",
        "voor",
        "d'",
    }
)
_SMALL = frozenset({"Van", "De", "Den", "Het", "La", "Le", "Les", "El", "Los", "Las", "Da", "Di", "Von", "Zum", "Zur"})
"""Small words with which names of houses begin."""
_BEHIND_JOINERS = frozenset({"las", "los", "la", "les", "el", "den", "het", "der", "l'"})
"""Articles inside a name ("Universidad de las Artes")."""
_ENDS = (".", "!", "?", ";", ":", ")")
_OF = frozenset({"of", "de", "da", "do", "der", "van", "von"})
_INITIALS = 3
_CLOCK = re.compile(r"\A\d{1,4}+(?::|[ap]m\b|h\b|h\d|uhr|th\b|st\b|nd\b|rd\b)", re.IGNORECASE)
_REGIONS = frozenset({"europe", "america", "asia", "africa", "australia", "pacific", "atlantic", "us", "etc"})
_GREETINGS = frozenset(
    {"dear", "hi", "hello", "hey", "hallo", "liebe", "lieber", "bonjour", "hola", "olá", "beste", "ask", "call"}
)
_DEPARTMENTS = load_names().org_words - load_names().institutions
"""What stands before "of" and a name, and is no part of it ("the team of Acme", but "University of Nordheim")."""
ANDS = ("and", "und", "et", "y", "e", "en")
"""Words for "and" inside a name."""


def company_span(words: Words, start: int, wording: Wording, known: frozenset[str]) -> tuple[str, int]:
    """The company's name that begins at a word, and the index after it; an empty name where there is none.

    `known` are names that count though they are written in lower case (`trivago`).
    """
    i, end = start, len(words.written)
    while (
        i < end - 1
        and i < start + 4
        and not opens_a_house(words, i)
        and (words.lower[i] in wording.articles or (words.lower[i] in _DEPARTMENTS and words.lower[i + 1] in _OF))
    ):
        i += 1 + (words.lower[i + 1] in _OF)
    if i < end - 1 and words.written[i] == BREAK and words.written[i - 1].endswith(":"):
        i += 1
    taken: list[str] = []
    while i < end and len(taken) < LONGEST:
        token = words.written[i]
        if not _continues(words, i, taken, wording, known):
            break
        possessive = token.endswith("'s") and _owns(words, i + 1, wording)
        taken.append(token.removesuffix("'s") if possessive else token)
        i += 1
        if possessive or _ends_here(token, words.written[i] if i < end else ""):
            break
    if taken and i < end and not taken[-1].endswith((*_ENDS, ",")) and _closes_a_role(words, i, wording):
        return "", i  # "interest in Data Platform position": a role
    if len(taken) == 1 and i < end and {taken[0].lower(), words.lower[i]} <= wording.noise:
        return "", i  # "Event type: Intro call"
    if len(taken) > 1 and any(word.lower().strip(".,") in wording.role_closers for word in taken):
        return "", i  # "applying to the Finance Graduate Programme"
    return _no_title(tidy_company(" ".join(taken), wording), wording), i


def _no_title(name: str, wording: Wording) -> str:
    """A name out of running text, unless it ends like a title ("Data Analyst", but "Weber & Koch")."""
    words = name.split()
    while len(words) > 1 and any(c.isdigit() for c in words[-1]):
        words.pop()
    heads = [
        *words[-1:],
        *(words[:1] if wording.trailing and not wording.noun_endings else ()),
    ]  # "Consultor SAP de Acme"
    titled = len(words) > 1 and "&" not in words and any(is_noun(head.lower(), wording) for head in heads)
    return "" if titled else name


def _closes_a_role(words: Words, i: int, wording: Wording) -> bool:
    """Whether a word like "position" stands here, or a capitalised word before one."""
    return words.lower[i] in wording.role_closers or (
        words.written[i][0].isupper()
        and words.lower[i + 1 : i + 2] != ()
        and words.lower[i + 1] in wording.role_closers
    )


def _continues(words: Words, i: int, taken: list[str], wording: Wording, known: frozenset[str]) -> bool:
    token, low = words.written[i], words.lower[i]
    if token == BREAK or token[0] in "([\"'-\u2013\u2014|/<\u2022":
        return False
    if (low in JOINERS or (taken and token in _BEHIND_JOINERS and words.lower[i - 1] in JOINERS)) and taken:
        at = i + 1 + (words.written[i + 1 : i + 2] != () and words.written[i + 1] in _BEHIND_JOINERS)
        after = words.written[at] if at < len(words.written) else ""
        return bool(after) and after[0].isupper() and words.lower[at] not in wording.stop
    if not taken and opens_a_house(words, i):
        return True
    if low in wording.stop:
        return len(low) > 2 and token.strip(".,!").isupper()  # noqa: PLR2004 "HERE Technologies", not "IT"
    if token[0].isupper() or (token[0].isdigit() and any(c.isalpha() for c in token) and not _CLOCK.match(token)):
        return True
    return not taken and (
        low in known or (any(c.isupper() for c in token[1:]) and token.rstrip(",.!?;:").isalnum()) or _is_host(low)
    )


def opens_a_house(words: Words, i: int) -> bool:
    """Whether a capital tells that a small word is part of a name ("bij Van Roy", "chez La Redoute")."""
    if not 0 < i < len(words.written) - 1 or words.written[i] not in _SMALL:
        return False
    before, after = words.written[i - 1], words.written[i + 1]
    plain = before[0].islower() and before[-1].isalpha()
    return plain and (after[0].isupper() or after in load_names().name_particles)


def _owns(words: Words, after: int, wording: Wording) -> bool:
    """Whether "Acme's" stands before a role or plain words, and not inside a name ("Dana's Diner")."""
    token = words.written[after] if after < len(words.written) else ""
    return not token[:1].isupper() or any(is_noun(low, wording) for low in words.lower[after : after + 4])


def _is_host(low: str) -> bool:
    name, dot, top = low.rpartition(".")
    return bool(dot) and name.isalnum() and top in {"com", "io", "ai", "de", "co", "net", "org", "fr", "nl", "es"}


def _ends_here(token: str, after: str) -> bool:
    """Whether a name ends with this token, by its punctuation."""
    if token.endswith(","):
        return after.lower().strip(".,;:!").replace(".", "") not in load_names().legal_forms
    if not token.endswith(_ENDS):
        return False
    bare = token[:-1]
    initials = len(bare) <= _INITIALS and bare.isupper() and token.endswith(".") and (len(bare) == 1 or "." in bare)
    return not (initials and after[:1].isupper())


@lru_cache(maxsize=2048)
def tidy_company(name: str, wording: Wording) -> str:
    """A found name as a person writes it, or empty if it cannot be a company's."""
    bare = without_legal_form(name.strip(" ,.!?;:\"'()[]<>|-\u2013\u2014").replace(" d' ", " d'"))
    words = bare.split()
    names = load_names()
    whole = len(words)
    while len(words) > 1 and (is_org_word(words[-1]) or words[-1].lower() in JOINERS):
        if len(words) == whole and words[-1].lower() in names.last_words:
            break
        words.pop()
    while len(words) > 1 and words[0].lower() in {"team", "the", "careers", "recruiting"}:
        words.pop(0)
    bare = " ".join(words)
    low = bare.lower()
    if not words or len(bare) < 2 or low in wording.stop or is_org_word(low) or low in names.places:  # noqa: PLR2004 one letter
        return ""
    nobody = low in wording.nouns or all(is_org_word(word) for word in words) or _is_everyday(low) or _is_number(low)
    return "" if nobody or not any(c.isalpha() for c in bare) else bare


def _is_number(low: str) -> bool:
    """Whether a name is the number of a posting ("PO/226")."""
    return "/" in low and " " not in low and any(c.isdigit() for c in low)


def _is_everyday(low: str) -> bool:
    """Whether what stands like a name is words of every day ("Dear Sam", "Yesterday", "10am", "Europe/Berlin")."""
    words = low.split()
    never = load_names().never_names
    if all(word.strip(".,!") in never or word[0].isdigit() for word in words):
        return not (len(words) == 1 and low[0].isdigit() and low.isalnum() and len(low) > 4)  # noqa: PLR2004 "23andme"
    region, slash, city = low.partition("/")
    given = load_names().given_names
    if len(words) == 3 and words[1] in {*ANDS, "&"} and words[0] in given and words[2] in given:  # noqa: PLR2004 two people
        return True
    zone = bool(slash) and region in _REGIONS and bool(city)
    return zone or (len(words) > 1 and words[0].strip(",") in _GREETINGS)


def company_before(words: Words, end: int, wording: Wording, known: frozenset[str]) -> str:
    """The company's name that ends before a word, as the subject of a sentence ("Acme has decided").

    `known` are names that count though they are written in lower case.
    """
    begin = end
    names = load_names()
    while begin > 0 and end - begin < LONGEST:
        token, low = words.written[begin - 1], words.lower[begin - 1]
        joins = low in JOINERS and begin < end
        capital = token[0].isupper() or low.replace("-", "") in known
        if begin < end and is_org_word(token) and low not in names.first_words | names.last_words and not joins:
            break  # "the team of Acme"
        if token in (BREAK, BULLET) or not (capital or joins) or (low in wording.stop and not joins):
            break
        if (begin < end and token.endswith(_ENDS)) or (token.endswith(",") and not _legal_follows(words, begin, end)):
            break
        begin -= 1
    while begin < end and words.lower[begin] in JOINERS:
        begin += 1
    return _no_title(tidy_company(" ".join(words.written[begin:end]).removesuffix("'s"), wording), wording)


def _legal_follows(words: Words, begin: int, end: int) -> bool:
    return begin < end and words.lower[begin].replace(".", "") in load_names().legal_forms
