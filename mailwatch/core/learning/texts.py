"""A text as the words it is compared by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mailwatch.core.parsing.quoting import take_apart

MAX_READ = 20_000
"""Characters of what was sent that are read; the user's own words stand in the first `MAX_TEXT` of them."""
MAX_TEXT = 4_000

END = "."
"""Ends a sentence or a paragraph."""
BLANK = "[["
"""A blank, filled or not."""
DASH = "-"

_TOKEN = re.compile(
    r"(?P<blank>\[\[.{1,600}?\]\])"
    r"|(?P<end>\n\s*\n\s*|[!?…]+)"
    r"|(?P<link>(?:https?://|www\.)[^\s<>()]+)"
    r"|(?P<dash>(?<!\S)[\u2013\u2014-]+(?!\S)|\u2014)"
    r"|(?P<word>[^\s,;:!?…()\"“”„«»\[\]{}<>*\u2014]+)"
    r"|(?P<mark>[^\s*])",
    re.DOTALL,
)
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text as words: `keys[i]` is what the word at `spans[i]` is compared by, `END` ends a sentence."""

    plain: str
    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def cut(self, start: int, end: int) -> str:
        """What was written from one word up to another, on one line."""
        return " ".join(self.plain[self.spans[start][0] : self.spans[end - 1][1]].split()) if start < end else ""


def own_words(sent: str) -> str:
    """What the user wrote of a mail, as far as it is looked at."""
    lines = _visible(sent[:MAX_READ]).splitlines()
    return take_apart([line.rstrip() for line in lines], reply=True).new[:MAX_TEXT]


def _visible(text: str) -> str:
    """Without invisible characters, every space a plain one."""
    return "".join(
        c if c == "\n" or not c.isspace() else " "
        for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
        if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )


def read(text: str) -> Text:
    """Take a text apart into words. It begins and ends with an end of sentence, as every sentence does."""
    plain = _visible(text)
    keys, spans = [END], [(0, 0)]
    for match in _TOKEN.finditer(plain):
        for key, span in _keys(match):
            if key != END or keys[-1] != END:
                keys.append(key)
                spans.append(span)
    if keys[-1] != END:
        keys.append(END)
        spans.append((len(plain), len(plain)))
    return Text(plain, tuple(keys), tuple(spans))


def _keys(match: re.Match[str]) -> list[tuple[str, tuple[int, int]]]:
    start, end = match.span()
    if match.lastgroup == "blank":
        return [(BLANK, (start, end))]
    if match.lastgroup == "end":
        return [(END, (start, end))]
    if match.lastgroup == "dash":
        return [(DASH, (start, end))]
    word = match.group().rstrip(END)
    found = [(key_of(word), (start, start + len(word)))] if word else []
    return found if len(word) == end - start else [*found, (END, (start + len(word), end))]


def key_of(word: str) -> str:
    """A word without differences of case and of apostrophes."""
    return word.translate(_STRAIGHT).casefold()


def is_word(key: str) -> bool:
    """Whether it is a word and no mark."""
    return any(c.isalnum() for c in key)
