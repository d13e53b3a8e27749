"""Which of a thousand phrases a sentence may hold, told from its words by a few operations on integers.

Phrase n is bit n. For each word there are integers that say which phrases have it among the words of their first need,
of their second, and so on. Those of all words of a sentence together leave the phrases that are worth a search.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailwatch.core.reading.phrases import Phrase
    from mailwatch.core.reading.rulebook import Rule

_NEEDS = 3
"""Needs that are looked at, the rarest first; few phrases have more."""
_Bits = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases with their rules.

    `rare` is the rarest need of each phrase, `by_key` tells of which phrases (as bits) a key meets the first, the
    second and the third need, `free` has at each place the bits of the phrases with fewer needs, and `lasting` those of
    the phrases that count in a mail of any length.
    """

    entries: tuple[tuple[Phrase, Rule], ...]
    rare: tuple[tuple[str, ...], ...]
    by_key: dict[str, _Bits]
    free: _Bits
    lasting: int

    def possible(self, keys: frozenset[str], *, brief: bool) -> list[int]:
        """The numbers of the phrases whose needs a sentence with these keys meets.

        Those of everyday words are among them only in a `brief` mail.
        """
        first, second, third = self.free
        for key in keys:
            if key in self.by_key:
                bits = self.by_key[key]
                first |= bits[0]
                second |= bits[1]
                third |= bits[2]
        left = first & second & third
        if not brief:
            left &= self.lasting
        found: list[int] = []
        while left:
            number = left.bit_length() - 1
            left ^= 1 << number
            found.append(number)
        return found

    def order(self, number: int, keys: frozenset[str]) -> tuple[str, int]:
        """By what the phrases of a sentence are ordered: the rarest of the keys that each needs."""
        return min(keys.intersection(self.rare[number])), number


def index_of(
    entries: Sequence[tuple[Phrase, Rule]], commonness: Callable[[tuple[str, ...]], tuple[int, list[str]]]
) -> Index:
    """Index phrases. Of the `commonness` of their needs only the order counts."""
    rare: list[tuple[str, ...]] = []
    free, lasting = [0] * _NEEDS, 0
    by_key: defaultdict[str, list[int]] = defaultdict(lambda: [0] * _NEEDS)
    for number, (phrase, rule) in enumerate(entries):
        lasting |= (not rule.brief) << number
        needs = sorted(phrase.needs, key=commonness)[:_NEEDS]
        rare.append(needs[0])
        for place, need in enumerate(needs):
            for key in need:
                by_key[key][place] |= 1 << number
        for place in range(len(needs), _NEEDS):
            free[place] |= 1 << number
    same: dict[_Bits, _Bits] = {}  # what is equal is held once
    met = {key: same.setdefault(bits := _bits(found), bits) for key, found in by_key.items()}
    return Index(tuple(entries), tuple(rare), met, _bits(free), lasting)


def _bits(of_needs: list[int]) -> _Bits:
    first, second, third = of_needs
    return first, second, third
