"""People a text names as interviewers, in running text or in a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.models import Person
from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.person_names import (
    JOINERS,
    full_name,
    has_a_stop,
    is_honorific,
    name_in,
    name_run,
    next_in_list,
    title_after,
)
from mailwatch.core.reading.persons import PIECES, is_known_given_name, part_of, person_name
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.wording import BREAK, BULLET, line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.reading.wording import Hit, Wording, Words

MOST = 12
"""People of one mail; a longer list is a distribution list."""
LONGEST_ITEM = 120
"""Characters of an item of a list with a name and a title."""
_REACH = 60

_ABBREVIATION = 3
"""Letters of "Dr.", "Dra." and the like."""
_GAP = 6
_FIRST = 12
"""Words at the begin of a text among which the user is greeted."""
LONGEST = 5
"""Words of a name ("Ana de la Cruz Vega")."""
_SENTENCE_ENDS = f".!?,:{BREAK}"
_LETTERS = frozenset("bcdfghjklmnpqrstvwxz")
"""What an initial may be without being a word of its own ("R.", but not "A." and "I.")."""
_NEAR = 5
"""Words between "with" and the name that it stands before."""

_ITEM_START = re.compile(
    r"^[\u2022\d\s:.,()\u2013\u2014-]{0,40}(?:(?:am|pm|uhr|h|uur)\b[\s\d:.\u2013\u2014-]{0,20}(?:am|pm|uhr|h|uur)?[\s:,\u2013\u2014-]{0,6})?",
    re.IGNORECASE,
)


def interviewers(words: Words, found: Sequence[Hit], wording: Wording) -> tuple[list[Person], list[Person]]:
    """People a text names as interviewers, and others it names in full, whose part may be unknown."""
    result: list[str] = []
    if not words.written:
        return [], []
    for hit in [hit for hit in found if hit.what in {"people", "either"}][:MOST]:
        following = words.written[hit.start : hit.start + 3]
        if any(token == BULLET for token in following) or following[:1] == (BREAK,):
            result += _listed(words, hit, wording)
        else:
            prose = _in_prose(words, hit, wording)
            listed = _listed(words, hit, wording) if words.written[hit.start - 1].endswith(":") else []
            result += listed if len(listed) > len(prose) else prose
    result += _in_agenda(words, wording)
    result += _beside_the_writer(words, found, wording)
    told = [Person(name, "", "interviewer") for name in dict.fromkeys(result)]
    whole = "|".join(f" {name} " for name in result)
    return told, [person for person in _mentioned(words, found, wording) if f" {person.name} " not in whole]


def _mentioned(words: Words, found: Sequence[Hit], wording: Wording) -> list[Person]:
    """Full names with a known given name or a title of address, but not of those who only happen to be named."""
    names = load_names()
    others = [hit.start for hit in found if hit.what == "others"]
    people: list[Person] = []
    greeted: set[str] = set()
    end, last = 0, len(words.written)
    leads = wording.leads_to_name
    for i in [i for i in _near_capitals(words) if (low := words.lower[i]) in leads or "-" in low or low in _LETTERS]:
        low, known = words.lower[i], words.lower[i] in leads
        if i < end or not (known or _opens_a_name(words.written[i])):
            continue
        begin = i + (known and low not in names.given_names)
        if begin > i and low not in names.honorifics and not words.written[i].islower():
            continue  # "our studio lead Birk Aasen", but not "Data Analyst Position"
        while begin < last - 1 and words.lower[begin] in names.honorifics:
            begin += 1
        if begin >= last - 1 or len(people) >= MOST or any(at <= begin < at + _NEAR for at in others):
            continue
        name, after = full_name(words, begin, wording)
        if low.isalpha() and not known and not (name and title_after(words, after, last)[0]):
            continue  # "i. A.", "Section B."
        end = after
        if (
            name
            and is_noun(name.lower().rpartition(" ")[2], wording)
            and i
            and words.written[i - 1].strip('"(')[:1].isupper()
        ):
            continue  # "Shop Floor Supervisor"
        if name and _is_greeted(words, i, end, wording):
            greeted.add(name)
            continue
        while name:
            title, end = title_after(words, end, last)
            people.append(Person(name, "", _part(words, i, title, wording)))
            name, end = next_in_list(words, end, wording)
    return [person for person in people if person.name not in greeted]


def _near_capitals(words: Words) -> list[int]:
    """The indexes of the words at which a name, or a title with a name behind it, may begin."""
    return sorted({*words.capitals, *(i - 1 for i in words.capitals if i)})


def _opens_a_name(token: str) -> bool:
    """Whether a word is a double name or an initial ("Anna-Lena", "R.")."""
    return is_known_given_name(token) if "-" in token else token[1:] == "." and token[0].isupper()


def _is_greeted(words: Words, begin: int, end: int, wording: Wording) -> bool:
    """Whether the mail is to the bearer of a name: "Dear Sam Rivera,", or the name as its first words."""
    if begin == 0 or (begin < _FIRST and words.written[begin - 1] == BREAK):
        return words.written[end - 1][-1] in ",!:"
    return words.lower[begin - 1] in wording.greetings


def perhaps(words: Words, wording: Wording) -> list[str]:
    """Names of two words or more behind "with" that may be people's or a company's, where a meeting is spoken of."""
    names: list[str] = []
    if wording.with_word not in words.lower:
        return names
    for i in [i for i, low in enumerate(words.lower[:-2]) if low == wording.with_word]:
        if not words.written[i + 1][0].isupper() or words.lower[i + 1] in wording.stop:
            continue
        near = words.lower[max(0, i - 2 * _NEAR) : i]
        if any(word in wording.meetings or word[0].isdigit() for word in near):
            name, end = full_name(words, i + 1, wording)
            while name and len(names) < MOST:
                names.append(name)
                name, end = next_in_list(words, end, wording)
    return names


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
    """Full names in lines that begin with a time of day (`9:00 - 9:45 Portfolio review with Elena Soto`).

    And those in the items of a list that have a job title behind them (`- Tan Mei Ling, Director of Engineering`).
    """
    names: list[str] = []
    for line in words.lines:
        if len(names) >= MOST:
            break
        if line[:1].isdigit() and line[1:3].strip("0123456789")[:1] in {":", "h", "."}:
            names += [name for name in _items(line, wording, agenda=True) if len(name.split()) > 1]
        elif line[:1] == BULLET and "," in line:
            name, _, title = line[2:LONGEST_ITEM].partition(",")
            names += [found for found in (person_name(name),) if " " in found and part_of(title)]
    return names


def _beside_the_writer(words: Words, found: Sequence[Hit], wording: Wording) -> list[str]:
    """Full names that begin a sentence and end before "and I", known or not ("Otto Falk and I would like to ...")."""
    names: list[str] = []
    particles = load_names().name_particles
    for hit in found:
        begin = end = hit.start - hit.length
        if hit.what != "beside" or not words.written[end - 1][-1].isalpha():
            continue
        while (
            begin
            and end - begin < LONGEST
            and (words.written[begin - 1][0].isupper() or words.lower[begin - 1] in particles)
        ):
            begin -= 1
            if begin and words.written[begin - 1][-1] in _SENTENCE_ENDS:
                break
        starts = begin == 0 or words.written[begin - 1][-1] in _SENTENCE_ENDS
        begin += begin < end and words.lower[begin] in wording.stop  # "A Joana"
        name = person_name(" ".join(words.written[begin:end])) if starts else ""
        names += [name] if " " in name else []
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
        if not name or has_a_stop(words, wording):
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
        if not token[0].isupper() or words.lower[i] in wording.stop or words.written[i - 1].isdigit():  # "13 Jan"
            gap += words.lower[i] not in JOINERS and not _in_brackets(token)
            i += 1
        else:
            run, i = name_run(words, i, end)
            name = name_in(run, wording)
            title, i = title_after(words, i, end) if name else ("", i)
            certain = is_known_given_name(name) or bool(title) or is_honorific(run[0])
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


def _sentence_ends(token: str, after: str) -> bool:
    stops = token.endswith((".", "!", "?", ";")) and len(token.rstrip(".")) > _ABBREVIATION
    return stops and (not after or after[0].isupper() or after in (BREAK, BULLET))
