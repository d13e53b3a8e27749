"""The words of `languages/<code>/facts.toml`, and one pass over a text that finds where its phrases end.

A text is cut into words once. Phrases are looked up by their last word, so a pass costs one dictionary look-up a word
whatever the number of phrases, and is linear on any text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.names import load_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_TEXT = 8000
"""Characters of a body that are searched for facts; they stand near the top of a mail."""
BREAK = "\u00b6"
"""Stands for an empty line among the words of a text."""
BULLET = "\u2022"
"""Begins an item of a list."""

_ENDS = '"(),.!?;'
_MAY_END = frozenset(
    {
        "after role",
        "loosely after role",
        "gender",
        "after company",
        "legal",
        "writes",
        "takes part",
        "beside",
        "reply",
        "no reply",
        "agency",
    }
)
"""What may stand at the end of a sentence; other phrases introduce something in their own."""

_HEADING = 30
"""Characters of a line after which a line that begins with a capital begins something new: text is wrapped later."""

_WIDEST = 75
"""Characters after which texts are wrapped at the latest: a line that had room for the next word ends on purpose."""

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl")

_STARS = re.compile(r"\*+(?!\w)|(?<!\w)\*+")
"""Emphasis, but not the star of "Mitarbeiter*in"."""
_IN_QUOTES = re.compile(r"'(?<![^\s(]')([^\W\d_][^'\n]{2,60})'(?![\w'])")
"""Words in single quotes ("you applied for 'Data Analyst'")."""
_PLAIN = (
    dict.fromkeys("\u2018\u2019\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
    | dict.fromkeys("\u00a0\u202f\t", " ")
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad\u2060\u034f\r", "")
    | {"\u2011": "-", "\u2014": " \u2014 "}
)
"""Typographic quotes, hard spaces, and characters that nobody sees."""


class Hit(NamedTuple):
    """A phrase of the text: what it introduces, where the words after it begin, and of how many words it is."""

    what: str
    start: int
    length: int


class Words(NamedTuple):
    """A text as words: as written, and lower-case without the punctuation at their ends.

    `capitals` are the indexes of the words that begin with a capital, be it behind a bracket or a quotation mark.
    """

    written: tuple[str, ...]
    lower: tuple[str, ...]
    lines: tuple[str, ...]
    spaced: tuple[str, ...]
    capitals: tuple[int, ...]


@dataclass(slots=True)
class Node:
    """What phrases end in the words from the root to here mean, and the words that may stand before."""

    whats: list[str] = field(default_factory=list)
    before: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What one language says around names."""

    phrases: Node
    articles: frozenset[str]
    stop: frozenset[str]
    at: tuple[tuple[str, ...], ...]
    openers: frozenset[str]
    not_roles: frozenset[str]
    nouns: frozenset[str]
    noun_endings: tuple[str, ...]
    trades: tuple[str, ...]
    not_joiners: frozenset[str]
    gerunds: tuple[str, ...]
    verbs: tuple[str, ...]
    lower_case: bool
    heads_first: bool
    capital_nouns: bool
    trailing: bool
    noise: frozenset[str]
    modifiers: frozenset[str]
    one_surname: bool
    leads_to_name: frozenset[str]
    together: frozenset[str]
    greetings: frozenset[str]
    with_word: str
    meetings: frozenset[str]
    ands: frozenset[str]
    closing: frozenset[str]
    closing_words: frozenset[str]
    role_closers: frozenset[str]
    headings: frozenset[str]
    labels: frozenset[str]


@cache
def english_beside(language: str) -> Wording:
    """The English wording for a mail in another language: its titles and subjects stay ("Responsable", "Gespräch")."""
    own, english = load_wording(language), load_wording("en")
    return replace(
        english,
        nouns=own.nouns,
        stop=english.stop | own.stop,
        heads_first=own.heads_first,
        capital_nouns=own.capital_nouns,
        noise=english.noise | own.noise,
    )


@cache
def load_wording(language: str) -> Wording:
    """The wording of a language; English where there is none for it."""
    code = language if language in LANGUAGES else "en"
    folder = resources.files("mailwatch.core.reading") / "languages" / code
    data = tomllib.loads((folder / "facts.toml").read_text("utf-8"))
    company, role, people = data["company"], data["role"], data["people"]
    nouns = frozenset(role["nouns"].split()) | (load_wording("en").nouns if code != "en" else frozenset())
    introduced = [*company["before"], *role["before"], *people["introduce"], *company["client"]]
    names = load_names()
    return Wording(
        phrases=_index(
            {
                "company": company["before"],
                "after company": company["after"],
                "client": company["client"],
                "agency": company["agency"],
                "legal": names.telling_forms,
                "role": role["before"],
                "loosely role": role["loosely_before"],
                "after role": role["after"],
                "loosely after role": role["loosely_after"],
                "gender": names.gender_marks,
                "people": people["introduce"],
                "either": people["ambiguous"],
                "others": people["others"],
                "writes": people["writes"],
                "takes part": people["takes_part"],
                "beside": people["beside"],
                "reply": people["reply"],
                "no reply": people["no_reply"],
            }
        ),
        articles=frozenset(company["articles"]),
        stop=frozenset(company["stop"].split()),
        at=tuple(sorted((tuple(words.split()) for words in company["at"]), key=len, reverse=True)),
        openers=frozenset(role["openers"]),
        not_roles=frozenset(role["not_roles"].split()),
        nouns=nouns,
        noun_endings=tuple(noun for noun in role["nouns"].split() if len(noun) > 3 and role.get("compounds", False)),  # noqa: PLR2004 "-leiter", not "-chef"
        trades=tuple(role["endings"].split()),
        not_joiners=frozenset(role.get("not_joiners", "").split()),
        gerunds=tuple(role.get("gerunds", "").split()),
        verbs=tuple(role.get("verbs", "").split()),
        lower_case=role.get("lower_case", False),
        trailing=role.get("trailing", False),
        heads_first=code != "en",
        capital_nouns=role.get("capital_nouns", False),
        modifiers=frozenset(data["subject"]["modifiers"].split()),
        noise=frozenset(data["subject"]["noise"].split()),
        one_surname=not people.get("two_surnames", False),
        leads_to_name=names.given_names | names.honorifics | nouns,
        greetings=frozenset(people["greetings"].split()),
        with_word=people["together"].split()[0],
        meetings=frozenset(people["meetings"].split()),
        together=frozenset(people["together"].split()),
        ands=frozenset(people["ands"].split()),
        closing=frozenset(people["closing"]),
        closing_words=frozenset(words.split()[0] for words in people["closing"]),
        role_closers=frozenset(words.split()[0] for words in (*role["after"], *role["loosely_after"])),
        headings=frozenset(phrase[:-1].strip() for phrase in introduced if phrase.endswith(":") and " " not in phrase),
        labels=frozenset(data["place"]["labels"]),
    )


def _index(phrases: Mapping[str, Iterable[str]]) -> Node:
    """All phrases as one tree, read from their last word backwards."""
    root = Node()
    for what, sources in phrases.items():
        for source in sources:
            node = root
            for word in reversed(source.split()):
                node = node.before.setdefault(word, Node())
            node.whats.append(what)
    return root


def cut(text: str, headings: frozenset[str] = frozenset(), *, wrapped: bool = True) -> Words:
    """A text as words and lines, typographic quotes and invisible characters folded away.

    `headings` are words that say at the begin of a line what follows ("Interviewers Dana Cho, Luis Ortega"). Without
    `wrapped` no line is taken for a part of a longer one because it is the longest (a signature).
    """
    plain = text[:LONGEST_TEXT]
    if not plain.isascii() or "\t" in plain or "\r" in plain:
        for sign, plainer in _PLAIN.items():  # faster than to translate each character of a text that has few of them
            plain = plain.replace(sign, plainer)
    if "'" in plain:
        plain = _IN_QUOTES.sub(r'"\1"', plain).replace(" d'", " d' ").replace(" l'", " l' ")
    lines = tuple([_item(line.strip()) for line in plain.split("\n")])
    spaced = _spaced(lines, headings, wrapped=wrapped and len(lines) > 1)
    stream = " ".join(spaced)
    written = tuple(stream.split())
    return Words(written, _lower(stream), lines, spaced, _capitals(written))


def cut_line(line: str) -> Words:
    """One line of already folded text as words."""
    written = tuple(line.split())
    return Words(written, _lower(line), (line,), (line,), _capitals(written))


def _capitals(written: Sequence[str]) -> tuple[int, ...]:
    return tuple(
        [
            i
            for i, word in enumerate(written)
            if not "a" <= word < "{" and (word[0].isupper() or word[:2].isupper())  # most words are told by the first
        ]
    )


def _lower(stream: str) -> tuple[str, ...]:
    """The words of a text in lower case, without punctuation at their ends."""
    return tuple([word.strip(_ENDS) or word for word in stream.lower().split()])


def _spaced(lines: Sequence[str], headings: frozenset[str], *, wrapped: bool) -> tuple[str, ...]:
    """Lines for the stream of words: an empty one is a break, and there is one before what begins something new."""
    spaced: list[str] = []
    before = 0
    longest = max([len(line) for line in lines if "://" not in line], default=0) if wrapped else _WIDEST
    width = min(_WIDEST, longest)
    for line in lines:
        if not line:
            spaced.append(BREAK)
            before = 0
            continue
        begins = line[0].isupper()
        at = line.find(":", 0, 24) if begins else -1
        if begins and headings and at < 0:
            line = _labelled(line, headings)  # noqa: PLW2901 the line as it should have been written
            at = line.find(":", 0, 24)
        broken = begins and before and (before <= _HEADING or before + 1 + len(line.partition(" ")[0]) <= width)
        new = broken or (begins and at > 0 and line[at : at + 3] != "://")
        spaced.append(f"{BREAK} {line}" if new else line)
        before = len(line)
    return tuple(spaced)


def _labelled(line: str, headings: frozenset[str]) -> str:
    """A row of a table with the colon that it lacks ("Position Data Analyst")."""
    label, _, rest = line.partition(" ")
    rest = rest.lstrip()
    return f"{label}: {rest}" if rest[:1].isupper() and label.lower() in headings else line


def _item(line: str) -> str:
    """A line without Markdown's stars; a list's item begins with one kind of bullet."""
    if line[1:2] == " " and line[0] in "-*\u2022\u00b7\u2013\u25cf\u25aa":
        line = f"{BULLET} {line[2:]}"
    return _STARS.sub("", line) if "*" in line else line


def hits(words: Words, wording: Wording) -> list[Hit]:
    """The phrases of a text, in order. Where several of a kind end at one word, the longest of them counts."""
    found: list[Hit] = []
    lower, endings = words.lower, wording.phrases.before
    for i, word in enumerate(lower):
        node = endings.get(word) or (endings.get(word[:-1]) if word[-1] == ":" else None)
        if node is None or not (node.whats or lower[i - 1] in node.before):  # most are the end of no phrase here
            continue
        longest: dict[str, int] = {}
        at = i
        while node is not None:
            for what in node.whats:
                longest[what] = i - at + 1
            at -= 1
            node = node.before.get(lower[at]) if at >= 0 else None
        if longest:
            closed = _closed(words.written[i], word)
            found += [Hit(what, i + 1, size) for what, size in longest.items() if not closed or what in _MAY_END]
    return found


def _closed(written: str, word: str) -> bool:
    """Whether a phrase ends in punctuation, so that what follows belongs to another sentence."""
    return len(written) > len(word) and written[-1] in ".!?;)" and written[-1] != word[-1]


def line_of(words: Words, index: int) -> int:
    """The number of the line in which a word stands."""
    seen = 0
    for number, line in enumerate(words.spaced):
        seen += len(line.split())
        if seen > index:
            return number
    return len(words.lines)
