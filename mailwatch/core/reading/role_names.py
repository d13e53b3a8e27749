"""Where a role's title begins and ends among words, and what a person would call it; numbers of postings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.requisitions import without_label, without_labelled_number, without_last_label
from mailwatch.core.reading.wording import BREAK, BULLET

if TYPE_CHECKING:
    from mailwatch.core.reading.wording import Wording, Words

LONGEST = 12
"""Words of a role's title."""
JOINERS = load_names().roles.joiners
"""Words that may stand inside a title."""
DASHES = frozenset({"-", "\u2013", "\u2014", "|"})
_ABBREVIATION = 6
"""Letters of "Resp." and "Coord.", which end no title where it goes on in lower case ("Ing. de Calidad")."""
_SHORT = 3
"""Letters of "Is" and "Has", which end a title even in a subject in title case."""
GENITIVES = frozenset({"des", "eines"})
_ABBREVIATED = load_names().roles.abbreviations
_GENDER = re.compile(
    r"\b(?:[mwfdxihvMWFDXIHV] ?[/|*,] ?){1,3}[mwfdxihvMWFDXIHV]\b"
    r"|[(\[](?=[gGaAeEiI])(?:[gG][nN]|[aA]ll [gG]enders?|[aA]lle [gG]eschlechter|[eE]|[iI][nN])[)\]]"
)
_GENDERED = re.compile(r"[(/:*\u00b7]")
"""Where the feminine begins ("Consultor/a", "ilustrador(a)", "Planer:in")."""
_BRACKETS = re.compile(r"\s?[(\[]([^()\[\]]{0,60})[)\]]")
_ID = r"(?:[A-Z]{1,5}+[-_]?+)?+(?:\d{4}-)?(?!(?:19|20)\d\d(?!\d))\d{4,10}(?:-\d{1,4})?"
_TRAILING_ID = re.compile(rf"(?<![\s,\u2013(-])[\s,\u2013(-]{{1,6}}+{_ID}\)?$")
_LEADING_ID = re.compile(rf"^(?:(?:[Nn]r|[Nn]o|[Rr]ef)\.? |[Nn][\u00b0\u00ba] ?)?+{_ID}[\s:,\u2013-]+(?=\D)")
_US_STATE = re.compile(r"(?:\s[-\u2013|]\s[^\W\d][\w.' ]{1,30})?,\s[A-Z]{2}(?=$|,)")
_PARTS = re.compile(r"\s[-\u2013\u2014|/@]\s|,\s|\s(?:in|en|em|\u00e0)\s|\s\u00b7\s")
_NUMERO = re.compile(r"\s(?:n[\u00b0\u00bao]|nr|no)\.?$", re.IGNORECASE)
_SHARE = re.compile(r"\s\(?\d{2,3}\s?(?:[-\u2013]\s?\d{2,3}(?!\d)|%).*$")
"""How much of a working week ("Aktuarin 80-100%")."""
_PART = re.compile(r"(?:,|\s[-\u2013\u2014|])\s")
_YEAR = re.compile(r"(?<!\S)([^\W\d]+)\s20\d\d$")


class RoleSpan(NamedTuple):
    """Words that name a role, where the employer's name begins if "at …" follows (else -1), and whether in quotes."""

    role: str
    company_at: int = -1
    quoted: bool = False


def role_span(words: Words, start: int, wording: Wording) -> RoleSpan:
    """The role that begins at a word; an empty one where there is none."""
    i = _after_openers(words, start, wording)
    end = min(len(words.written), i + LONGEST + 4)
    if i < end and words.written[i][0] == '"':
        quoted = _quoted(words, i, end)
        if quoted:
            return RoleSpan(quoted, quoted=True)
    taken: list[str] = []
    company_at = -1
    while i < end and len(taken) < LONGEST:
        company_at = employer_after(words, i, wording) if taken else -1
        if company_at >= 0 or not _continues(words, i, taken, wording):
            break
        token = words.written[i]
        taken.append(token)
        i += 1
        if _ends_here(token, words, i, wording):
            break
    if company_at < 0 and taken and i < len(words.written) and words.lower[i] in wording.role_closers:
        company_at = employer_after(words, i + 1, wording)  # "the Graduate Programme at Acme"
    while taken and taken[-1].lower() in JOINERS:
        taken.pop()
    if taken and words.lower[i - len(taken) - 1] in GENITIVES and is_noun(taken[0].lower().removesuffix("s"), wording):
        taken[0] = taken[0].removesuffix("s")  # "die Position des Vertriebsleiters"
    return RoleSpan(" ".join(taken), company_at)


def _after_openers(words: Words, start: int, wording: Wording) -> int:
    """Where a title begins: behind articles and the number of the posting ("R-77812 Biostatistician")."""
    i = start
    while i < len(words.written) - 1 and i < start + 4:
        low = words.lower[i]
        labels = low in wording.role_closers or low in load_names().requisition_labels
        numbered = labels and _is_label(words.lower[i + 1], words.written[i + 1], wording)
        passed_over = low in wording.articles or low in wording.openers or low in (BULLET, BREAK) or numbered
        if not (passed_over or (i > start and low in DASHES) or _is_label(low, words.written[i], wording)):
            break
        i += 1
    return i


def _is_label(low: str, token: str, wording: Wording) -> bool:
    """Whether a word before a title is a number of it, or says what follows ("think about it: Compiler Engineer")."""
    if low[-1] == ":":
        return not is_noun(low[:-1], wording)
    return not low.isalpha() and sum(c.isdigit() for c in low) > 2 and not any(c.islower() for c in token)  # noqa: PLR2004 "3D"


def _quoted(words: Words, i: int, end: int) -> str:
    """A title in quotation marks."""
    for j in range(i, end):
        if words.written[j].rstrip(".,;:!?)")[1 if j == i else 0 :].endswith('"'):
            return " ".join(words.written[i : j + 1]).strip('".,;:!?)')
    return ""


def employer_after(words: Words, i: int, wording: Wording) -> int:
    """Where the employer's name begins, if "at Acme" stands here."""
    for at in wording.at:
        j = i + len(at)
        if words.lower[i:j] == at and j < len(words.written):
            while j < len(words.written) - 1 and words.lower[j] in wording.articles:
                j += 1
            first = words.written[j][0]
            return j if first.isupper() or first.isdigit() else -1
    return -1


def is_noun(low: str, wording: Wording) -> bool:
    """Whether a lower-case word names a trade or a rank, alone or as the end of a compound."""
    if low in wording.nouns or (len(low) > 7 and low.endswith(wording.noun_endings)):  # noqa: PLR2004 a compound
        return True
    return not low.isalpha() and _GENDERED.split(low, maxsplit=1)[0] in wording.nouns


def may_be_noun(low: str, wording: Wording) -> bool:
    """Whether a lower-case word ends as names of trades do ("metallurgist", "soudeur"): a hint, no more."""
    return len(low) > 4 and low.endswith(wording.trades) and low not in wording.stop and low not in wording.noise  # noqa: PLR2004


def _continues(words: Words, i: int, taken: list[str], wording: Wording) -> bool:
    token, low = words.written[i], words.lower[i]
    if token in (BREAK, BULLET) or "://" in token:
        return False
    if not taken and low in wording.not_roles:
        return token[0].isupper() and (_noun_ahead(words, i + 1, wording) or is_noun(low, wording))
    if low.rstrip(":") in wording.role_closers and not is_noun(low, wording):
        return token[0].isupper() and low[-1] != ":" and _in_title(words, i + 1, taken, wording)
    if low in JOINERS:
        return bool(taken) and _joined(words, i, taken, wording)
    if token[0].isupper() or token[0] in "([%" or (token[0].isdigit() and ":" not in token):
        if low not in wording.stop or low in wording.nouns or _is_short_for(token, taken):
            return True
        return len(low) > _SHORT and (bool(taken) or _noun_ahead(words, i + 1, wording))  # "Process Engineer"
    if low in wording.stop:
        return False
    if is_noun(low, wording) or low in load_names().roles.levels:
        return True
    if taken:
        return (wording.trailing and _modifies(words, i, taken, wording)) or _noun_ahead(words, i, wording)
    return (wording.lower_case and may_be_noun(low, wording)) or _noun_ahead(words, i, wording)


def _in_title(words: Words, after: int, taken: list[str], wording: Wording) -> bool:
    """Whether a title goes on with a word that ends others ("Test Engineer", "Staff Engineer, Search is open")."""
    field = bool(taken) and taken[-1].endswith(",") and after < len(words.written)
    return (field and words.written[after][0].islower()) or _noun_ahead(words, after, wording)


def _is_short_for(token: str, taken: list[str]) -> bool:
    """Whether capitals stand for a trade among other words ("Head of IT", "Chef de projet SI")."""
    return token.strip(",.").isupper() and len(token.strip(",.")) > 1 and any(not word.isupper() for word in taken)


def _modifies(words: Words, i: int, taken: list[str], wording: Wording) -> bool:
    """Whether a lower-case word behind a trade belongs to the title ("adviseur energietransitie")."""
    if not _in_lower_case(taken) or not _named(taken, wording) or words.lower[i][1:2] == "'":  # "n'a"
        return False
    return words.lower[i - 1] in JOINERS or not words.lower[i].endswith(wording.verbs)


def _in_lower_case(taken: list[str]) -> bool:
    """Whether a title is written like a sentence ("Chargée de projet"), so that lower-case words may belong to it."""
    return sum(word[0].isupper() for word in taken) < 2  # noqa: PLR2004 "Travel Designer"


def _named(taken: list[str], wording: Wording) -> bool:
    lows = [word.lower().strip(",.()") for word in taken]
    return any(is_noun(low, wording) or may_be_noun(low, wording) for low in lows)


def _joined(words: Words, i: int, taken: list[str], wording: Wording) -> bool:
    """Whether a title goes on behind a word like "of" or "and"."""
    after = words.written[i + 1] if i + 1 < len(words.written) else ""
    if not after or after == BREAK:
        return False
    low = words.lower[i + 1]
    if words.lower[i] in wording.not_joiners:
        return False
    if after[0].isupper() or after[0] in "([" or (after[0].isdigit() and not words.lower[i].isalpha()):
        return low not in wording.stop or (words.lower[i].isalpha() and _is_short_for(after, taken))
    if words.lower[i] in DASHES or after[0].isdigit():
        return is_noun(low, wording)
    if words.lower[i] in wording.ands and low.endswith(wording.verbs or ("\n",)):
        return False  # "mecânico e gostei"
    if low in wording.stop and low not in JOINERS:
        return False
    if words.lower[i] == "en" and low.endswith(wording.gerunds):
        return False  # "soudeur en marchant"
    return (wording.trailing and _in_lower_case(taken)) or _noun_ahead(words, i + 1, wording)


def _noun_ahead(words: Words, i: int, wording: Wording) -> bool:
    for low in words.lower[i : i + 4]:
        if is_noun(low, wording):
            return True
        if low in wording.stop or low in wording.role_closers or low == BREAK:
            return False
    return False


def _ends_here(token: str, words: Words, i: int, wording: Wording) -> bool:
    if token.endswith(","):
        after = words.written[i] if i < len(words.written) else ""
        known = after[:1].isupper() and words.lower[i] not in wording.stop
        return not known
    if token.endswith(":"):  # "New Graduate: Software Engineer I"
        return not _noun_ahead(words, i, wording) or is_noun(token[:-1].lower(), wording)
    if not token.endswith((".", "!", "?", ";")) or token.lower() in _ABBREVIATED:
        return False
    goes_on = token.endswith(".") and len(token) <= _ABBREVIATION and i < len(words.written)
    return not (goes_on and words.written[i][0].islower() and words.lower[i] not in wording.stop - JOINERS)


def before_closer(words: Words, closer_end: int, wording: Wording) -> RoleSpan:
    """The role in front of a word such as "position" (`closer_end` is the index after it)."""
    close = closer_end - 1
    while close > 0 and words.lower[close] not in wording.role_closers:
        close -= 1
    return before_word(words, close, wording)


def before_word(words: Words, close: int, wording: Wording) -> RoleSpan:
    """The role in front of the word with this index."""
    begin = close
    while begin > 0 and close - begin < LONGEST and _stands_before(words, begin - 1, wording):
        begin -= 1
    while begin < close and words.lower[begin] in JOINERS | wording.openers:
        begin += 1
    taken = words.written[begin:close]
    return RoleSpan(" ".join(taken))


def _stands_before(words: Words, i: int, wording: Wording) -> bool:
    """Whether a word may belong to the role that ends behind it: no opener ("the"), no end of something else."""
    token, low = words.written[i], words.lower[i]
    if token in (BREAK, BULLET) or "://" in token or token.endswith("'s"):
        return False
    if token.endswith((".", "!", "?", ";", ":")) and token.lower() not in _ABBREVIATED:
        return False
    lower = token[0].islower()
    return not (lower and (low in wording.openers or (low in wording.stop and low not in JOINERS)))


@lru_cache(maxsize=2048)
def clean_role(role: str) -> str:
    """A found role as a person would call it; empty when nothing is left."""
    plain = role[:200].replace(" d' ", " d'").replace(" l' ", " l'")
    if not plain.replace(" ", "").isalpha():
        plain = _without_signs(plain)
    plain = _without_hours(_without_places(" ".join(plain.split())))
    plain = plain.strip(" ,.!?;:\"'-\u2013\u2014|/&#([")
    return plain if sum(c.isalpha() for c in plain) > 1 else ""


def _without_signs(role: str) -> str:
    """A title without what has signs or digits in it: both genders, brackets, numbers and dates."""
    plain = _without_start(_SHARE.sub("", _BRACKETS.sub(_worth_keeping, _GENDER.sub(" ", role))))
    plain = " ".join(plain.split()).strip(" ,.!?;:\"'-\u2013|/&#*\u2022")
    if plain.count("(") != plain.count(")"):
        plain = plain.partition("(")[0]
    plain = without_labelled_number(without_last_label(plain))
    numbered = _TRAILING_ID.search(plain)
    if numbered:
        plain = _NUMERO.sub("", without_label(plain[: numbered.start()]))
    dated = _YEAR.search(plain)
    if dated and dated[1].lower() not in load_names().roles.seasons:
        plain = plain[: dated.end(1)]
    return _US_STATE.sub("", _LEADING_ID.sub("", plain))


def _without_hours(plain: str) -> str:
    """A title without how much of a day it takes ("libraire mi-temps")."""
    head, _, last = plain.rpartition(" ")
    return head if last.lower().strip(" ()") in load_names().roles.hours else plain


def _without_start(plain: str) -> str:
    """A title without the day of its begin ("Teamleitung Kundenservice, Beginn 1. Oktober")."""
    for part in _PART.finditer(plain):
        if plain[part.end() :].partition(" ")[0].strip(":.").lower() in load_names().roles.starts:
            return plain[: part.start()]
    return plain


def _worth_keeping(match: re.Match[str]) -> str:
    inside = match[1].strip().lower()
    noise = not inside or any(c.isdigit() for c in inside) or len(inside) < 5 or "time" in inside  # noqa: PLR2004 "(UK)"
    places = load_names().places
    return " " if noise or any(part.strip() in places for part in re.split(r"[,/]|\s-\s| or ", inside)) else match[0]


def _without_places(plain: str) -> str:
    """Cut trailing places and ways of working, one after the other."""
    places = load_names().places
    for _ in range(4):
        last = None
        for last in _PARTS.finditer(plain):  # noqa: B007 only the last one is of interest
            pass
        if last is None:
            break
        tail = plain[last.end() :].strip(" ,.()").lower()
        parts = [part.strip() for part in re.split(r"[,/&]| or | and ", tail) if part.strip()]
        if tail and not all(part in places for part in parts):
            break
        plain = plain[: last.start()].rstrip(" ,-\u2013|/")
    return plain


def trailing_number(span: str) -> str:
    """The number of a posting at the end of a title ("Data Analyst, 3304518"), or empty."""
    if span.replace(" ", "").isalpha():
        return ""
    number = _TRAILING_ID.search(_GENDER.sub(" ", span).strip(" ,.!?;:"))
    return number[0].strip(" ,-(\u2013)") if number else ""
