"""What the user keeps for value follow-ups: articles, projects and proof points, and which of them fits whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from mailwatch.core.reading.names import strip_accents
from mailwatch.core.reading.rulebook import available, stopwords

_WORD = re.compile(r"[^\W_]+(?:[+#]+|(?:[.'\u2019][^\W_]+)*)")
_ENDINGS: tuple[str, ...] = (
    *("ciones", "tionen", "tions", "ungen", "coes", "tion", "cion", "ung", "cao"),
    *("ing", "ies", "es", "en", "er", "ed", "s", "e", "n", "y"),
)
"""Taken off a long word, so that "migrations" meets "migration", and "Plattformen" "Plattform"."""
_STEM = 4
"""What is left of a word has at least this many characters."""
_TELLING = 2
"""Words of its text that an item shares with what was spoken about, where none of its tags says it."""
_NOTHING = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Item:
    """Something worth sending: one to three sentences, the subjects it is about, and an address to read more.

    `language` is the code of the text's language; empty: it may go into any draft.
    """

    text: str
    tags: tuple[str, ...] = ()
    link: str = ""
    language: str = ""


class Lack(StrEnum):
    """Why nothing in the stock can be chosen."""

    EMPTY = "empty"
    LANGUAGE = "language"
    USED = "used"
    UNKNOWN = "unknown"
    UNFIT = "unfit"


def key(item: Item) -> str:
    """What an item is remembered by once it was sent: its link, else its text; wording around a link may change."""
    return (item.link or " ".join(item.text.split())).casefold().rstrip("/")


def choose(
    stock: Sequence[Item], *, topics: Sequence[str], role: str, used: Collection[str], language: str = ""
) -> Item | None:
    """The item that fits a conversation best.

    One fits if all words of one of its tags occur in a topic or in the role, or if its text shares two words with the
    topics. Tags found in the topics count most, then those that need the role, then words of the text.

    Args:
        stock: what there is; where two fit equally well, the earlier one is taken.
        topics: what was spoken about.
        role: the job title.
        used: keys (see `key`) of what this company has had already.
        language: code of the draft's language; items in another are left out.
    """
    best, score = None, _NOTHING
    for item in _left(stock, used, language):
        found = _fit(item, topics, role)
        if found > score:
            best, score = item, found
    return best


def sentence(item: Item) -> str:
    """What goes into the draft: the text, and the link after it where the text does not hold it already."""
    text = " ".join(item.text.split())
    if not item.link or item.link in text:
        return text
    return f"{text.rstrip('.:')}: {item.link}" if text else item.link


def lack(
    stock: Sequence[Item], *, topics: Sequence[str], role: str, used: Collection[str], language: str = ""
) -> Lack | None:
    """Why `choose` finds nothing; None where it finds something."""
    if choose(stock, topics=topics, role=role, used=used, language=language) is not None:
        return None
    if not _left(stock, (), ""):
        return Lack.EMPTY
    if not _left(stock, (), language):
        return Lack.LANGUAGE
    if not _left(stock, used, language):
        return Lack.USED
    return Lack.UNFIT if any(words.strip() for words in (*topics, role)) else Lack.UNKNOWN


def reason(why: Lack, *, topics: Sequence[str], role: str, language: str) -> str:
    """The same as a sentence for the owner."""
    match why:
        case Lack.EMPTY:
            return "Your stock for value follow-ups is empty."
        case Lack.LANGUAGE:
            return f"Nothing in your stock for value follow-ups is written in the language {language!r}."
        case Lack.USED:
            return "This company has had everything in your stock for value follow-ups already."
        case Lack.UNKNOWN:
            return "Neither a topic of the conversation nor the role is known, so nothing in your stock can be chosen."
        case Lack.UNFIT:
            about = ", ".join(f"“{words.strip()}”" for words in (*topics, role) if words.strip())
            return f"Nothing that is left in your stock for value follow-ups has to do with {about}."


def _left(stock: Sequence[Item], used: Collection[str], language: str) -> list[Item]:
    return [
        item
        for item in stock
        if sentence(item) and key(item) not in used and (not language or item.language in ("", language))
    ]


def _fit(item: Item, topics: Sequence[str], role: str) -> tuple[int, int, int]:
    """Tags found in the topics, tags found in the topics and the role, and words of the text found in the topics."""
    spoken = _said(topics)
    wanted = spoken | _said([role])
    tags = [words for tag in item.tags if (words := frozenset(map(_stem, _WORD.findall(tag))))]
    shared = len(spoken & _said([item.text]))
    near, far = sum(words <= spoken for words in tags), sum(words <= wanted for words in tags)
    return (near, far, shared) if far or shared >= _TELLING else _NOTHING


def _said(texts: Iterable[str]) -> frozenset[str]:
    """The words that say something. Those that tie sentences together do not, unless as a name (IT)."""
    small = _small_words()
    return frozenset(_stem(word) for text in texts for word in _WORD.findall(text) if word not in small)


@cache
def _small_words() -> frozenset[str]:
    return frozenset().union(*(stopwords(code) for code in available()))


def _stem(word: str) -> str:
    """A word without its endings: `engineering` and `engineer` are the same, so are `testers` and `test`."""
    plain = strip_accents(word.casefold())
    while (shorter := _shortened(plain)) != plain:
        plain = shorter
    return plain


def _shortened(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _STEM), "")
    return word.removesuffix(ending)
