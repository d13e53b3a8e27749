"""In which language a mail is written, told by its commonest words."""

from __future__ import annotations

from functools import cache, lru_cache

from mailwatch.core.reading.rulebook import available, stopwords

_LOOKED_AT = 1_200
_GLANCE = 300
_CLEAR = 4
"""So many more of its words than of any other, and a glance at the begin of a text is enough."""
_MOST = 1023
"""More words than this do not stand in what is looked at."""


def language(text: str) -> str:
    """The code of the language a text is written in, as far as there are rules for it; `en` where nothing tells."""
    return languages(text)[0]


@lru_cache(maxsize=4)
def languages(text: str) -> tuple[str, ...]:
    """The language of a text, and a second one where a good part of it is written in that. Kept: it is asked again."""
    first, second, most, next_most = _ranked(text[:_GLANCE])
    if len(text) > _GLANCE:
        if most > _CLEAR + 3 * next_most:
            return (first,)
        first, second, most, next_most = _ranked(text[:_LOOKED_AT])
    return (first, second) if next_most > max(3, most // 2) else (first,)


def _ranked(text: str) -> tuple[str, str, int, int]:
    """The two likeliest languages, English first among equals, and how many of their commonest words the text has."""
    all_in_one = sum(filter(None, map(_by_word().get, text.lower().split())))
    codes, places = _places()
    counts = [all_in_one >> place & _MOST for place in places]
    most = max(counts)
    first = counts.index(most)
    counts[first] = -1
    next_most = max(counts)
    return codes[first], codes[counts.index(next_most)], most, next_most


@cache
def _places() -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The languages, English first, and by how many bits the count of each is shifted."""
    codes = sorted(available(), key=lambda code: code != "en")
    return tuple(codes), tuple(number * _MOST.bit_length() for number in range(len(codes)))


@cache
def _by_word() -> dict[str, int]:
    """For each common word a one in the place of each language that has it: adding them up counts for all at once."""
    found: dict[str, int] = {}
    for code, place in zip(*_places(), strict=True):
        for word in stopwords(code):
            found[word] = found.get(word, 0) | 1 << place
    return found
