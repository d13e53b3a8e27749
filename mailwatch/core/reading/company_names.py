"""Where a company's name begins and ends among words, and how it is written."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.reading.folding import transliterated, without_legal_form
from mailwatch.core.reading.names import is_org_word, load_names, strip_accents
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
    }
)
_ENDS = (".", "!", "?", ";", ":", ")")
_OF = frozenset({"of", "de", "da", "do", "der", "van", "von"})
_INITIALS = 3
_LONGEST_LABEL = 63
"""Letters between the dots of a domain (RFC 1035 §2.3.4)."""
_SLUG_PREFIXES = load_names().slug_prefixes
"""What domains put before a name that is taken."""
_SLUG_FORMS = load_names().slug_endings
"""Legal forms at the end of a domain's name, longer ones first."""
_REGIONS = frozenset({"europe", "america", "asia", "africa", "australia", "pacific", "atlantic", "us", "etc"})
_GREETINGS = frozenset(
    {"dear", "hi", "hello", "hey", "hallo", "liebe", "lieber", "bonjour", "hola", "olá", "beste", "ask", "call"}
)
_ANDS = ("and", "und", "et", "y", "e", "en")


def company_span(words: Words, start: int, wording: Wording, known: frozenset[str]) -> tuple[str, int]:
    """The company's name that begins at a word, and the index after it; an empty name where there is none.

    `known` are names that count though they are written in lower case (`trivago`).
    """
    i, end = start, len(words.written)
    org = load_names().org_words
    while (
        i < end - 1
        and i < start + 4
        and (words.lower[i] in wording.articles or (words.lower[i] in org and words.lower[i + 1] in _OF))
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
    if len(taken) > 1 and any(word.lower().strip(".,") in wording.role_closers for word in taken):
        return "", i  # "applying to the Finance Graduate Programme"
    return _no_title(tidy_company(" ".join(taken), wording), wording), i


def _no_title(name: str, wording: Wording) -> str:
    """A name out of running text, unless it ends like a title ("Data Analyst", but "Weber & Koch")."""
    words = name.split()
    while len(words) > 1 and any(c.isdigit() for c in words[-1]):
        words.pop()
    titled = len(words) > 1 and is_noun(words[-1].lower(), wording) and "&" not in words
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
    if low in JOINERS and taken:
        after = words.written[i + 1] if i + 1 < len(words.written) else ""
        return bool(after) and after[0].isupper() and words.lower[i + 1] not in wording.stop
    if low in wording.stop:
        return len(low) > 2 and token.strip(".,!").isupper()  # noqa: PLR2004 "HERE Technologies", not "IT"
    if token[0].isupper() or (token[0].isdigit() and any(c.isalpha() for c in token) and ":" not in token):
        return True
    return not taken and (
        low in known or (any(c.isupper() for c in token[1:]) and token.rstrip(",.!?;:").isalnum()) or _is_host(low)
    )


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
    bare = without_legal_form(name.strip(" ,.!?;:\"'()[]<>|-\u2013\u2014"))
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
    nobody = low in wording.nouns or all(is_org_word(word) for word in words) or _is_everyday(low)
    return "" if nobody or not any(c.isalpha() for c in bare) else bare


def _is_everyday(low: str) -> bool:
    """Whether what stands like a name is words of every day ("Dear Sam", "Yesterday", "10am", "Europe/Berlin")."""
    words = low.split()
    never = load_names().never_names
    if all(word.strip(".,!") in never or word[0].isdigit() for word in words):
        return not (len(words) == 1 and low[0].isdigit() and low.isalnum() and len(low) > 4)  # noqa: PLR2004 "23andme"
    region, slash, city = low.partition("/")
    given = load_names().given_names
    if len(words) == 3 and words[1] in {*_ANDS, "&"} and words[0] in given and words[2] in given:  # noqa: PLR2004 two people
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


@lru_cache(maxsize=2048)
def abbreviates(slug: str, name: str) -> bool:
    """Whether a name read off a domain stands for a spelled one.

    `sattelfest` for `Sattlerei Sattelfest`, `uni-falkenau` for `Universität Falkenau`, `petalandstem` for
    `Petal & Stem`, `cajarural-monegros` for `Caja Rural de Monegros`, `dlr` for its initials: all of the slug must be
    used up, by whole words, the begins of words, or words for "and", in their order.
    """
    squashed = slug[:_LONGEST_LABEL].replace("-", "")
    if len(squashed) < 2:  # noqa: PLR2004 one letter abbreviates everything
        return False
    if _abbreviates(squashed, name):
        return True
    form = next((form for form in _SLUG_FORMS if squashed.endswith(form) and len(squashed) > len(form) + 2), "")
    if form and _abbreviates(squashed.removesuffix(form), name):
        return True
    prefix = next((p for p in _SLUG_PREFIXES if squashed.startswith(p) and len(squashed) > len(p) + 2), "")
    return bool(prefix) and _abbreviates(squashed.removeprefix(prefix), name)


def _abbreviates(squashed: str, name: str) -> bool:
    words = without_legal_form(name.replace("&", " & ").replace("+", " & ").replace("-", " ")).split()[: LONGEST + 3]
    if not any(strip_accents(word[0].lower()).startswith(squashed[0]) for word in words):
        return False
    for fold in (transliterated, strip_accents):
        folded = ["".join(c for c in fold(word.lower()) if c.isalnum() or c == "&") for word in words]
        if _uses_up(squashed, tuple(word for word in folded if word)):
            return True
    initials = "".join(word[0].lower() for word in words if word[0].isupper())
    return squashed in {initials, "".join(word[0].lower() for word in words)} and len(words) > 1


def _uses_up(slug: str, words: tuple[str, ...]) -> bool:
    """Whether a slug is made of (begins of) these words in order; some may be left out, joiners at will."""
    reached = {(0, False)}
    for word in words:
        here = set(reached)
        for at, whole in reached:
            if word == "&":
                here |= {(at + len(joiner), whole) for joiner in _ANDS if slug.startswith(joiner, at)}
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
    return frozenset((slug[:3], *prefixed))


def spelled_in(slug: str, words: Words, wording: Wording) -> str:
    """The fullest name in a text that a name read off a domain abbreviates; empty if there is none."""
    heads = slug_heads(slug)
    best = ""
    for i, low in enumerate(words.lower):
        if low[:3] not in heads or not words.written[i][0].isupper():
            continue
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
    beside = low in wording.stop or low in wording.articles or is_org_word(token) or is_noun(low, wording)
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
    return found if whole and found[0].isupper() else ""
