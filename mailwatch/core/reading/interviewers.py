"""People a text names as interviewers, in running text or in a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.models import Person
from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.persons import PIECES, is_known_given_name, part_of, person_name
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.wording import BREAK, BULLET, line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.reading.wording import Hit, Wording, Words

MOST = 12
"""People of one mail; a longer list is a distribution list."""
_REACH = 60

_ABBREVIATION = 3
"""Letters of "Dr.", "Dra." and the like."""
_GAP = 6
_FIRST = 12
"""Words at the begin of a text among which the user is greeted."""
_INITIAL = 2
"""Letters of "J."."""
_NEAR = 5
"""Words between "with" and the name that it stands before."""

_ITEM_START = re.compile(
    r"^[\u2022\d\s:.,()\u2013\u2014-]{0,40}(?:(?:am|pm|uhr|h|uur)\b[\s\d:.\u2013\u2014-]{0,20}(?:am|pm|uhr|h|uur)?[\s:,\u2013\u2014-]{0,6})?",
    re.IGNORECASE,
)

_JOINERS = frozenset(
    {
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "&",
        "or",
        "as",
        "well",
        "sowie",
        "plus",
        "from",
        "our",
        "the",
        "unser",
        "unsere",
        "unserem",
        "unserer",
        "notre",
        "nuestro",
        "nuestra",
        "nossa",
        "nosso",
        "onze",
        "ons",
    }
)


def interviewers(words: Words, found: Sequence[Hit], wording: Wording) -> tuple[list[Person], list[Person]]:
    """People a text names as interviewers, and others it names in full, whose part may be unknown."""
    result: list[str] = []
    for hit in [hit for hit in found if hit.what in {"people", "either"}][:MOST]:
        following = words.written[hit.start : hit.start + 3]
        if any(token == BULLET for token in following) or following[:1] == (BREAK,):
            result += _listed(words, hit, wording)
        else:
            prose = _in_prose(words, hit, wording)
            listed = _listed(words, hit, wording) if words.written[hit.start - 1].endswith(":") else []
            result += listed if len(listed) > len(prose) else prose
    result += _in_agenda(words, wording)
    told = [Person(name, "", "interviewer") for name in dict.fromkeys(result)]
    return told, [person for person in _mentioned(words, found, wording) if person.name not in result]


def _mentioned(words: Words, found: Sequence[Hit], wording: Wording) -> list[Person]:
    """Full names with a known given name or a title of address, but not of those who only happen to be named."""
    names = load_names()
    others = [hit.start for hit in found if hit.what == "others"]
    people: list[Person] = []
    greeted: set[str] = set()
    end, last = 0, len(words.written)
    for i, low in enumerate(words.lower):
        if i < end or not (low in wording.leads_to_name or ("-" in low and low.partition("-")[0] in names.given_names)):
            continue
        begin = i + (low not in names.given_names and "-" not in low)
        if begin > i and low not in names.honorifics and not words.written[i].islower():
            continue  # "our studio lead Birk Aasen", but not "Data Analyst Position"
        while begin < last - 1 and words.lower[begin] in names.honorifics:
            begin += 1
        if begin >= last - 1 or len(people) >= MOST or any(at <= begin < at + _NEAR for at in others):
            continue
        name, end = _full_name(words, begin, wording)
        if name and _is_greeted(words, i, end, wording):
            greeted.add(name)
            continue
        while name:
            title, end = _title_after(words, end, last)
            people.append(Person(name, "", _part(words, i, title, wording)))
            name, end = _next_in_list(words, end, wording)
    return [person for person in people if person.name not in greeted]


def _is_greeted(words: Words, begin: int, end: int, wording: Wording) -> bool:
    """Whether the mail is to the bearer of a name: "Dear Sam Rivera,", or the name as its first words."""
    if begin == 0 or (begin < _FIRST and words.written[begin - 1] == BREAK):
        return words.written[end - 1][-1] in ",!:"
    return words.lower[begin - 1] in wording.greetings


def perhaps(words: Words, wording: Wording) -> list[str]:
    """Names of two words or more behind "with" that may be people's or a company's, where a meeting is spoken of."""
    names: list[str] = []
    for i, low in enumerate(words.lower[:-2]):
        if low != wording.with_word or not words.written[i + 1][0].isupper() or words.lower[i + 1] in wording.stop:
            continue
        near = words.lower[max(0, i - 2 * _NEAR) : i]
        if any(word in wording.meetings or word[0].isdigit() for word in near):
            name, end = _full_name(words, i + 1, wording)
            while name and len(names) < MOST:
                names.append(name)
                name, end = _next_in_list(words, end, wording)
    return names


def _full_name(words: Words, i: int, wording: Wording) -> tuple[str, int]:
    """The name of two words or more that begins here, and the index after it."""
    names = load_names()
    if not words.written[i][0].isupper() or (i and (words.lower[i - 1] in names.streets)):
        return "", i
    run, end = _run(words, i, min(len(words.written), i + 7))
    if any(token.lower().strip(".,;:") in names.place_words for token in run[1:]):
        return "", end
    run = _two_words(run) if wording.one_surname else run
    name = _name_in([token.removesuffix("'s") for token in run], wording)
    return (name, i + len(run)) if len(name.split()) > 1 else ("", i)


def _two_words(run: list[str]) -> list[str]:
    """A name without the capitalised words that follow it: a third word is one only behind two given names."""
    particles = load_names().name_particles
    size = 2
    while size < len(run) and (
        run[size - 1].lower() in particles or is_known_given_name(run[size - 1]) or len(run[size - 1]) <= _INITIAL
    ):
        size += 1
    return run[:size]


def _next_in_list(words: Words, end: int, wording: Wording) -> tuple[str, int]:
    """The name that follows another behind a comma or "and", though its given name is unknown."""
    i = end
    if i < len(words.written) and words.lower[i] in wording.ands:
        i += 1
    elif not words.written[end - 1].endswith(","):
        return "", end
    if i >= len(words.written) - 1 or words.lower[i] in wording.stop:
        return "", end
    name, after = _full_name(words, i, wording)
    closed = after < len(words.written) and words.written[after - 1][-1].isalnum() and words.written[after][0].isupper()
    return (name, after) if name and not closed else ("", end)


def _part(words: Words, i: int, title: str, wording: Wording) -> str:
    """The part of somebody with this title, or of somebody the user talks with."""
    part = part_of(title) if title else ""
    if part:
        return part
    for j in range(i - 1, max(-1, i - 1 - _NEAR), -1):
        if words.lower[j] in wording.together:
            return "interviewer"
        if words.written[j] in (BREAK, BULLET) or words.written[j][-1] in ".!?:":
            break
    return ""


def _in_agenda(words: Words, wording: Wording) -> list[str]:
    """Full names in lines that begin with a time of day (`9:00 - 9:45 Portfolio review with Elena Soto`)."""
    names: list[str] = []
    for line in words.lines:
        if line[:1].isdigit() and line[1:3].strip("0123456789")[:1] in {":", "h", "."} and len(names) < MOST:
            names += [name for name in _items(line, wording, agenda=True) if len(name.split()) > 1]
    return names


def _listed(words: Words, hit: Hit, wording: Wording) -> list[str]:
    """People in the lines after a phrase: a list, with or without bullets, times and titles."""
    found: list[str] = []
    first = line_of(words, hit.start - 1) + 1
    for line in words.lines[first : first + MOST * 2]:
        if not line:
            if found and not line.startswith(BULLET):
                continue
            continue
        items = _items(line, wording)
        if items:
            found += items
        elif found or not line.startswith(BULLET):
            break
    return found[:MOST]


def _items(line: str, wording: Wording, *, agenda: bool = False) -> list[str]:
    """The names in a line of a list or an agenda."""
    plain = _ITEM_START.sub("", line, count=1)
    if len(plain) > 140:  # noqa: PLR2004 prose, not an item
        return []
    names: list[str] = []
    _, together, guests = plain.partition(_with(plain, wording)) if agenda else ("", "", "")
    pieces = [piece.strip(" )") for piece in PIECES.split(guests or plain) if piece.strip(" )")]
    for number, piece in enumerate(pieces[:6]):
        name = person_name(piece)
        words = [word.lower().strip(".") for word in name.split()]
        if not name or any(word in wording.stop for word in words):
            continue
        if any(word in wording.nouns for word in words) and not (len(words) > 1 and is_known_given_name(name)):
            continue
        behind = pieces[number + 1] if number + 1 < len(pieces) else ""
        first = number == 0 and (bool(together) or not agenda)
        if is_known_given_name(name) or (len(name.split()) > 1 and (first or part_of(behind))):
            names.append(name)
    return names


def _with(line: str, wording: Wording) -> str:
    """The word of a line that says with whom ("Pair programming with Dana Cho")."""
    return next((f" {word} " for word in line.split()[1:] if word in wording.together), "\n")


def _in_prose(words: Words, hit: Hit, wording: Wording) -> list[str]:
    """People after a phrase in running text: `Dana Cho (Engineering Manager) and our CTO, Luis Ortega`."""
    found: list[str] = []
    i, end, gap = hit.start, min(len(words.written), hit.start + _REACH), 0
    while i < end and gap <= _GAP and len(found) < MOST:
        token = words.written[i]
        if token in (BREAK, BULLET):
            break
        if not token[0].isupper() or words.lower[i] in wording.stop:
            gap += words.lower[i] not in _JOINERS and not _in_brackets(token)
            i += 1
        else:
            run, i = _run(words, i, end)
            name = _name_in(run, wording)
            title, i = _title_after(words, i, end) if name else ("", i)
            certain = is_known_given_name(name) or bool(title)
            if name and (certain or (hit.what == "people" and not found and gap <= 2)):  # noqa: PLR2004 "our", "the"
                found.append(name)
                gap = 0
            else:
                gap += 1
        if _sentence_ends(words.written[i - 1], words.written[i] if i < end else ""):
            break
    return found


def _in_brackets(token: str) -> bool:
    return token.startswith("(") or token.endswith(")")


def _run(words: Words, i: int, end: int) -> tuple[list[str], int]:
    """Words that may be one name, from `i` on, and the index after them."""
    particles, honorifics = load_names().name_particles, load_names().honorifics
    run = [words.written[i]]
    while i + 1 < end and len(run) < 7 and not run[-1].endswith((",", ";", ":", "!", "?", ")")):  # noqa: PLR2004 title and name
        if (
            run[-1].endswith(".")
            and len(run[-1]) > (3 if len(run) > 1 else 4)
            and run[-1].lower().strip(".") not in honorifics
        ):
            break
        after = words.written[i + 1]
        beyond = words.written[i + 2 : min(end, i + 5)]
        in_name = after in particles and after not in _JOINERS and _leads_to_a_name(beyond, particles)
        if not (after[0].isupper() or in_name):
            break
        run.append(after)
        i += 1
    return run, i + 1


def _leads_to_a_name(beyond: Sequence[str], particles: frozenset[str]) -> bool:
    """Whether a capitalised word follows, particles aside ("de *la* Vega")."""
    first = next((word for word in beyond if word not in particles), "")
    return first[:1].isupper()


def _name_in(run: list[str], wording: Wording) -> str:
    """The person in a run of capitalised words: job titles before and after are cut (`CTO Dana Cho`)."""
    tokens = [token.strip(",;:!?.()") if len(token) > 2 else token for token in run]  # noqa: PLR2004 "J."
    honorifics = load_names().honorifics
    while (
        len(tokens) > 1
        and not is_known_given_name(tokens[0])
        and (
            tokens[0].lower() in wording.nouns
            or part_of(tokens[0])
            or tokens[0].lower() in honorifics
            or any(is_known_given_name(t) for t in tokens[1:-1])
        )
    ):
        tokens.pop(0)
    known = is_known_given_name(tokens[0]) if tokens else False
    least = 2 if known else 1  # "Anouk Visser" is no fisher, "Femke de Boer" no farmer
    particles = load_names().name_particles
    while len(tokens) > least and tokens[-2].lower() not in particles and _is_trade(tokens[-1], wording):
        tokens.pop()
    trades = [] if known else tokens
    if any(t.lower() in wording.nouns for t in trades) or any(
        t.lower() in wording.stop and t[0].isupper() for t in tokens
    ):
        return ""
    return person_name(" ".join(tokens))


def _is_trade(token: str, wording: Wording) -> bool:
    return is_noun(token.lower(), wording) or bool(part_of(token))


def _title_after(words: Words, i: int, end: int) -> tuple[str, int]:
    """The job title behind a name, in brackets or between commas, and the index after it."""
    if i >= end:
        return "", i
    if words.written[i].startswith("("):
        close = next((j for j in range(i, min(end, i + 9)) if words.written[j].rstrip(".,;:").endswith(")")), -1)
        if close >= 0:
            return " ".join(words.written[i : close + 1]).strip("().,;"), close + 1
    if words.written[i - 1].endswith(","):
        title: list[str] = []
        for j in range(i, min(end, i + 8)):
            token = words.written[j]
            if words.lower[j] in {"and", "und", "et", "y", "e", "&"} or token == BREAK:
                break
            title.append(token)
            if token.endswith((",", ".", ";")):
                break
        text = " ".join(title).strip(" ,.;")
        return (text, i + len(title)) if part_of(text) and not is_known_given_name(text) else ("", i)
    return "", i


def _sentence_ends(token: str, after: str) -> bool:
    stops = token.endswith((".", "!", "?", ";")) and len(token.rstrip(".")) > _ABBREVIATION
    return stops and (not after or after[0].isupper() or after in (BREAK, BULLET))
