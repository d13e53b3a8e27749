"""Whether words found in a blank can stand in another draft."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from mailwatch.core.drafting.cleaning import MAX_VALUE
from mailwatch.core.learning.texts import DASH, Text, is_word, key_of, read
from mailwatch.core.reading.persons import is_known_given_name

MAX_WORDS = 12
"""More words than this are no topic."""
MAX_PHRASE = 120
"""Longest phrase in characters."""
RUN = 4
"""As many words in a row are the draft's own, and no chance."""
FALLBACK = "en"

_LISTED = 4
"""Words of one part of an enumeration."""
_FEW = 3
"""Words of a name; fewer than this are no paragraph."""
_GREETING = 8
"""Words of a greeting line."""
_BLANK = re.compile(r"\[\[.*")
_UNFIT = re.compile(r"[\[\]{}<>@?!…;:|\\=]|://|\bwww\.")
_QUOTES = frozenset('"\u201c\u201d\u201e')


@dataclass(frozen=True, slots=True)
class Wording:
    """The small words of a language; `wording.toml` says what each set is for."""

    determiners: frozenset[str]
    links: frozenset[str]
    joiners: frozenset[str]
    openers: frozenset[str]
    clauses: frozenset[str]
    relatives: frozenset[str]
    adverbs: frozenset[str]
    never: frozenset[str]
    theirs: frozenset[str]
    process: frozenset[str]
    tells: tuple[str, ...]

    @property
    def glue(self) -> frozenset[str]:
        """Words that say nothing by themselves."""
        return self.determiners | self.links


@cache
def wordings() -> dict[str, Wording]:
    """The small words by language code."""
    data = tomllib.loads(files(__package__).joinpath("wording.toml").read_text("utf-8"))
    return {
        code: Wording(
            tells=tuple(table.pop("tells")), **{name: frozenset(words.split()) for name, words in table.items()}
        )
        for code, table in data.items()
    }


def names_of(draft: Text, sent: Text, names: Collection[str]) -> frozenset[str]:
    """Words of names: those given, and the capitalised ones of the greetings and below the closing words."""
    lines = [_BLANK.sub("", text.plain.strip().partition("\n")[0]) for text in (draft, sent)]
    greetings = [line for line in lines if len(line.split()) <= _GREETING]
    signed = draft.plain.strip().rpartition("\n")[2]
    found = [word.strip(".,:;!") for word in " ".join([*greetings, signed, *names]).split()]
    return frozenset(key_of(word) for word in found if word[:1].isupper() and len(word) > 1)


def runs_of(keys: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Every four words in a row."""
    return frozenset(tuple(keys[at : at + RUN]) for at in range(len(keys) - RUN + 1))


@dataclass(frozen=True, slots=True)
class Judge:
    """Whether words found in a blank can stand in another draft. `runs` are words in a row of the draft itself."""

    wording: Wording
    names: frozenset[str]
    runs: frozenset[tuple[str, ...]]

    def phrase(self, sent: Text, start: int, end: int, asks: str, *, topic: bool) -> str:
        """The phrase from `start` to `end`, or nothing."""
        while start < end and sent.keys[end - 1] == ",":
            end -= 1
        text = sent.cut(start, end)
        keys = [key for key in sent.keys[start:end] if key == "," or is_word(key)]
        words = [key for key in keys if key != ","]
        written = {sent.keys[at]: sent.cut(at, at + 1) for at in range(start, end)}
        good = (
            1 <= len(words) <= MAX_WORDS
            and len(text) <= MAX_PHRASE
            and not _UNFIT.search(text)
            and text.count("(") == text.count(")")
            and text.count("«") == text.count("»")
            and sum(c in _QUOTES for c in text) % 2 == 0
            and DASH not in sent.keys[start:end]
            and self._is_a_phrase(words, written, topic=topic)
            and ("," not in keys or self._enumerates(keys))
            and self._is_new(words, asks)
            and not self._names_somebody(text, topic=topic)
            and not self._is_foreign(words)
        )
        return text if good else ""

    def paragraph(self, sent: Text, start: int, end: int, asks: str) -> str:
        """The sentences from the word at `start` up to the one at `end`, or nothing."""
        text = " ".join(sent.plain[sent.spans[start][0] : sent.spans[end][0]].split())
        words = [key for key in sent.keys[start:end] if is_word(key)]
        long_enough = len(words) >= _FEW or "://" in text
        good = long_enough and len(text) <= MAX_VALUE and "[[" not in text and "]]" not in text
        return text if good and self._is_new(words, asks) else ""

    def _is_a_phrase(self, words: Sequence[str], written: dict[str, str], *, topic: bool) -> bool:
        wording, opened = self.wording, False
        for before, word in pairwise(["", *words]):
            bare = before in wording.determiners and word in wording.links
            if self._has(word, wording.never) or (bare and not opened):
                return False
            if word in wording.openers and not opened:
                opened = topic and (not before or before in wording.links)
                if not opened:
                    return False
            elif not opened and self._is_of_a_clause(word, written[word]):
                return False
        begins = words[0] not in wording.links - wording.openers
        empty = wording.glue | wording.relatives | wording.openers
        ends = words[-1] not in empty and not words[-1].endswith(tuple(wording.adverbs))
        return begins and ends and any(self._says(word, written[word]) for word in words)

    def _is_of_a_clause(self, word: str, written: str) -> bool:
        """Pronouns and verbs of the language, and of English, of which half phrases are mixed in everywhere."""
        if written.isupper() and len(written) > 1:  # IT, US
            return False
        english = wordings()[FALLBACK]
        foreign = self._has(word, english.clauses) and word not in self.wording.glue
        return foreign or self._has(word, self.wording.clauses)

    @staticmethod
    def _has(word: str, words: frozenset[str]) -> bool:
        before, apostrophe, after = word.partition("'")
        return word in words or (
            bool(apostrophe) and (before in words or before + apostrophe in words or after == "t" or after in words)
        )

    def _says(self, word: str, written: str) -> bool:
        wording = self.wording
        small = wording.glue | wording.clauses | wording.openers | wording.relatives
        letters = any(c.isalpha() for c in word)
        return letters and word not in small and (len(word) > 1 or written in ("C", "R"))

    def _enumerates(self, keys: Sequence[str]) -> bool:
        """Whether commas part things (`A, B and C`) and not a remark from its subject."""
        wording = self.wording
        parts = [part.split() for part in " ".join(keys).split(",")]
        *some, last = parts
        joined = any(word in wording.joiners for word in last[:-1])
        first = last[0] if last else ""
        listed = all(
            0 < len(part) <= _LISTED and part[0] not in wording.links | wording.relatives - wording.determiners
            for part in some
        )
        closes = (first in wording.joiners and len(some) > 1) or first not in wording.links | wording.relatives
        return joined and listed and closes and len(last) <= 2 * _LISTED

    def _is_new(self, words: Sequence[str], asks: str) -> bool:
        """Whether the words are the user's: neither what the blank asked for, nor another part of the draft."""
        if any(tuple(words[at : at + RUN]) in self.runs for at in range(len(words) - RUN + 1)):
            return False
        wording = self.wording
        small = wording.glue | wording.clauses | wording.openers
        own = [word for word in words if word not in small]
        asked = set(read(asks).keys)
        return sum(word in asked for word in own) * 2 < len(own)

    def _names_somebody(self, text: str, *, topic: bool) -> bool:
        """Whether a person is in it: one of those known, or, in a topic, somebody with a common given name."""
        words = [word.strip('"“”„«»(),.') for word in text.split()]
        if any(word[:1].isupper() and key_of(word) in self.names for word in words):
            return True
        if not topic:
            return False
        if len(words) <= _FEW and all(word[:1].isupper() for word in words) and is_known_given_name(text):
            return True
        links = self.wording.links
        return any(
            key_of(before) in links and word[:1].isupper() and is_known_given_name(word)
            for before, word in pairwise(words)
        )

    def _is_foreign(self, words: Sequence[str]) -> bool:
        """Whether more small words are another language's than the draft's own. English terms are at home anywhere."""
        own = self.wording.glue | self.wording.openers
        others = frozenset().union(*(w.glue for w in wordings().values())) - own - wordings()[FALLBACK].glue
        return sum(word in others for word in words) > sum(word in own for word in words)
