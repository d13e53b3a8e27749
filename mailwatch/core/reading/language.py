"""In which language a mail is written, told by its commonest words."""

from __future__ import annotations

from functools import cache

from mailwatch.core.reading.rulebook import available, stopwords

_LOOKED_AT = 1_200
_GLANCE = 400
_CLEAR = 8
"""So many more of its words than of any other, and a glance at the begin of a text is enough."""


def language(text: str) -> str:
    """The code of the language a text is written in, as far as there are rules for it; `en` where nothing tells."""
    return languages(text)[0]


def languages(text: str) -> tuple[str, ...]:
    """The language of a text, and a second one where a good part of it is written in that."""
    first, second, count = _ranked(text[:_GLANCE])
    if len(text) > _GLANCE:
        if count[first] > _CLEAR + 4 * count[second]:
            return (first,)
        first, second, count = _ranked(text[:_LOOKED_AT])
    return (first, second) if count[second] > max(3, count[first] // 2) else (first,)


def _ranked(text: str) -> tuple[str, str, dict[str, int]]:
    """The two likeliest languages, English first among equals, and how many words speak for each language."""
    count = _counted(text)
    first, second, *_ = sorted(count, key=count.__getitem__, reverse=True)  # equals keep their order
    return first, second, count


def _counted(text: str) -> dict[str, int]:
    """How many of its words are among the commonest of each language."""
    by_word = _by_word()
    count: dict[str, int] = dict.fromkeys(_codes(), 0)
    for codes in filter(None, map(by_word.get, text.lower().split())):
        for code in codes:
            count[code] += 1
    return count


@cache
def _codes() -> tuple[str, ...]:
    """The languages, English first."""
    return tuple(sorted(available(), key=lambda code: code != "en"))


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in _codes():
        for word in stopwords(code):
            found[word] = (*found.get(word, ()), code)
    return found
