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


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases with their rules.

    `rare` is the rarest need of each phrase, `by_key` tells which phrases' needs a key meets (the place of the need and
    the bits of the phrases), `free` has at each place the bits of the phrases with fewer needs, and `lasting` those of
    the phrases that count in a mail of any length.
    """

    entries: tuple[tuple[Phrase, Rule], ...]
    rare: tuple[frozenset[str], ...]
    by_key: dict[str, tuple[tuple[int, int], ...]]
    free: tuple[int, ...]
    lasting: int

    def possible(self, keys: frozenset[str], *, brief: bool) -> list[tuple[Phrase, Rule]]:
        """The phrases whose needs a sentence with these keys meets, ordered by the rarest of the keys they need.

        Those of everyday words are among them only in a `brief` mail.
        """
        met = list(self.free)
        for key in keys:
            for place, bits in self.by_key.get(key, ()):
                met[place] |= bits
        left = -1 if brief else self.lasting
        for bits in met:
            left &= bits
        found: list[tuple[str, int]] = []
        while left:
            number = left.bit_length() - 1
            left ^= 1 << number
            found.append((min(self.rare[number] & keys), number))
        return [self.entries[number] for _, number in sorted(found)]


def index_of(
    entries: Sequence[tuple[Phrase, Rule]], commonness: Callable[[frozenset[str]], tuple[int, list[str]]]
) -> Index:
    """Index phrases. Of the `commonness` of their needs only the order counts."""
    rare: list[frozenset[str]] = []
    free, lasting = [0] * _NEEDS, 0
    by_key: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for number, (phrase, rule) in enumerate(entries):
        lasting |= (not rule.brief) << number
        needs = sorted(phrase.needs, key=commonness)[:_NEEDS]
        rare.append(needs[0])
        for place, need in enumerate(needs):
            for key in need:
                by_key[key][place] |= 1 << number
        for place in range(len(needs), _NEEDS):
            free[place] |= 1 << number
    same: dict[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]] = {}  # what is equal is held once
    met = {key: same.setdefault(places := tuple(found.items()), places) for key, found in by_key.items()}
    return Index(tuple(entries), tuple(rare), met, tuple(free), lasting)
