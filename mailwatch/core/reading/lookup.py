"""Which of a thousand phrases a sentence may hold, told from its words by a few operations on integers.

Phrase n is bit n. For each word there are integers that say which phrases have it among the words of their first need,
of their second, and so on. Those of all words of a sentence together leave the phrases that are worth a search.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from mailwatch.core.reading.phrases import MOST_NEEDS
from mailwatch.core.reading.prose import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailwatch.core.reading.phrases import Phrase
    from mailwatch.core.reading.rulebook import Rule

_Bits = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases with their rules.

    `rare` is the rarest need of each phrase, `by_key` tells of which phrases (as bits) a key meets the first, the
    second and the third need, `free` has at each place the bits of the phrases with fewer needs, and `at` those of the
    phrases that count at a place (`Sentence.where`), in a brief mail or in a longer one.
    """

    entries: tuple[tuple[Phrase, Rule], ...]
    rare: tuple[tuple[str, ...], ...]
    by_key: dict[str, _Bits]
    free: _Bits
    at: dict[tuple[str, bool], int]

    def possible(self, keys: frozenset[str]) -> int:
        """The phrases (as bits) whose needs a sentence with these keys meets."""
        first, second, third = self.free
        by_key = self.by_key
        for key in keys:
            if key in by_key:
                bits = by_key[key]
                first |= bits[0]
                second |= bits[1]
                third |= bits[2]
        return first & second & third

    def order(self, number: int, keys: frozenset[str]) -> tuple[str, int]:
        """By what the phrases of a sentence are ordered: the rarest of the keys that each needs."""
        return min(keys.intersection(self.rare[number])), number


def numbers(phrases: int) -> list[int]:
    """The numbers of phrases that are given as bits, the last one first."""
    found: list[int] = []
    while phrases:
        number = phrases.bit_length() - 1
        phrases ^= 1 << number
        found.append(number)
    return found


def index_of(
    entries: Sequence[tuple[Phrase, Rule]], commonness: Callable[[tuple[str, ...]], tuple[int, list[str]]]
) -> Index:
    """Index phrases. Of the `commonness` of their needs only the order counts."""
    rare: list[tuple[str, ...]] = []
    free, at = [0] * MOST_NEEDS, dict.fromkeys(product(PLACES, (True, False)), 0)
    by_key: defaultdict[str, list[int]] = defaultdict(lambda: [0] * MOST_NEEDS)
    for number, (phrase, rule) in enumerate(entries):
        for place, brief in at:
            at[place, brief] |= rule.counts(place, brief=brief) << number
        rarest, *others = sorted(phrase.needs, key=commonness)
        rare.append(rarest)
        needs = [rarest, *sorted([*others, *phrase.also], key=commonness)][:MOST_NEEDS]
        for nth, need in enumerate(needs):
            for key in need:
                by_key[key][nth] |= 1 << number
        for nth in range(len(needs), MOST_NEEDS):
            free[nth] |= 1 << number
    same: dict[_Bits, _Bits] = {}  # what is equal is held once
    met = {key: same.setdefault(bits := _bits(found), bits) for key, found in by_key.items()}
    return Index(tuple(entries), tuple(rare), met, _bits(free), at)


def _bits(of_needs: list[int]) -> _Bits:
    first, second, third = of_needs
    return first, second, third
