"""A second opinion on what a mail is: a small linear model over its words, with its weights in `opinion.json`.

The rules know what they were told. The words of a mail lean to one side even where no rule meets them: in all the ways
in which people say that they took somebody else, "close", "enjoyed" and "in the end" come back. The model is a
multinomial logistic regression over single words, the begins of long ones, and what the rules say, whose signals are
clues among others here. It was learned from mails written for it (`python -m tests.core.learn`), never from
anybody's inbox, and from each of them with the clues and without, so that it trusts neither too much.
"""

from __future__ import annotations

import json
import math
import re
import struct
from array import array
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.models import Kind
from mailwatch.core.reading.prose import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST = 1_500
"""Characters that are looked at: what a short mail says, and the begin of a long one."""
_SUBJECT = 200
_STEM = 5
_FIGURE = re.compile(r"\d\S*")

_BEGINS_CLUE = "=:"
_UNIT = 0.01 * 0.01
_SLOTS = 1 << 16
_LEVEL = 1 << 20
"""More than the rarity of a word times any of its weights, and little enough for the words of a mail to add up."""
_COMMON = 440
"""Words less rare than this, of which there are a few hundred, are every other word of a mail."""

Clues = tuple[tuple[str, float], ...]
"""What the rules say and how strongly: `=rejection` is a signal, `:rejection` a kind. No word has such a name."""


class Rows:
    """What each word weighs: a row of the square of its rarity and, for each kind, its rarity times its weight.

    All in hundredths: they are whole numbers, and a row is one integer with 32 bits for each. To add two such integers
    is to add all of their numbers at once. `_LEVEL` keeps those of the kinds above zero.

    Words are known by their hashes, of 64 bits, and rows stand one behind the other: a dict of so many strings and
    integers takes 2 MB more. The commonest alone have one.
    """

    def __init__(self) -> None:
        self._common: dict[str, int] = {}
        self._numbers = array("H", bytes(2 * _SLOTS))
        self._hashes = array("q", [0])
        self._rows = bytearray()
        self._clues: dict[str, tuple[float, ...]] = {}
        self._format = struct.Struct("<I")

    def add(self, word: str, rarity: int, weights: Sequence[int]) -> None:
        """Take in a word or a clue, which has, in the place of its rarity, by how much its strength counts.

        Raises:
            ValueError: there are too many to be found fast.
        """
        if word[0] in _BEGINS_CLUE:
            self._clues[word] = tuple(rarity * weight * _UNIT for weight in weights)
            return
        if len(self._hashes) > _SLOTS // 2:
            raise ValueError(f"more than {_SLOTS // 2} words")
        self._format = struct.Struct(f"<{1 + len(weights)}I")
        row = self._format.pack(rarity * rarity, *(rarity * weight + _LEVEL for weight in weights))
        if rarity < _COMMON:
            self._common[word] = int.from_bytes(row, "little")
            return
        slot = hash(word) % _SLOTS
        while self._numbers[slot]:
            slot = (slot + 1) % _SLOTS
        self._numbers[slot] = len(self._hashes)
        self._hashes.append(hash(word))
        self._rows += row

    def _known(self, words: Iterable[str]) -> Iterator[int]:
        """The rows of those words that are known."""
        common, numbers, hashes, size = self._common, self._numbers, self._hashes, self._format.size
        for word in words:
            if word in common:
                yield common[word]
                continue
            sought = hash(word)
            slot = sought % _SLOTS
            while number := numbers[slot]:
                if hashes[number] == sought:
                    yield int.from_bytes(self._rows[size * (number - 1) : size * number], "little")
                    break
                slot = (slot + 1) % _SLOTS

    def clue(self, name: str) -> tuple[float, ...]:
        """What a clue at its full strength adds to each kind; nothing where it is not known."""
        return self._clues.get(name, ())

    def summed(self, words: Iterable[str]) -> tuple[int, float, list[float]]:
        """How many words are known, and the sums of their squares of rarity and of what they weigh for each kind."""
        known = list(self._known(words))
        square, *sums = self._format.unpack(sum(known).to_bytes(self._format.size, "little"))
        level = len(known) * _LEVEL
        return len(known), square * _UNIT, [(each - level) * _UNIT for each in sums]


class Weights(NamedTuple):
    """What was learned: the kinds, a bias for each, and for each word how rare it is and its weight for each kind.

    `unseen` is the rarity of a word that stood in no lesson: a mail full of those is of no kind that the model knows.
    """

    kinds: tuple[Kind, ...]
    bias: tuple[float, ...]
    unseen: float
    words: Rows


def features(subject: str, text: str) -> frozenset[str]:
    """The words of a mail, folded, figures as `0`, and the first letters of long ones with a `*`."""
    words = frozenset(folded(_FIGURE.sub("0", f"{subject[:_SUBJECT]} \n {text[:LONGEST]}")))
    return words.union([word[:_STEM] + "*" for word in words if len(word) > _STEM])


def opinion(subject: str, text: str, clues: Clues = ()) -> dict[Kind, float]:
    """How likely each kind is, by the words and what the rules say; the chances add up to 1."""
    return _with_clues(_by_words(subject[:_SUBJECT], text[:LONGEST]), clues, weights())


@lru_cache(maxsize=2)
def _by_words(subject: str, text: str) -> list[float]:
    """What the words alone say, kept for the mail that is being read: it is asked for with several clues."""
    return _leaning(features(subject, text), weights())


def score(found: frozenset[str], clues: Clues, learned: Weights) -> dict[Kind, float]:
    """How likely each kind is for these features. Words share a length of 1 among them, clues weigh what they say."""
    return _with_clues(_leaning(found, learned), clues, learned)


def _leaning(found: frozenset[str], learned: Weights) -> list[float]:
    known, square, sums = learned.words.summed(found)
    length = math.sqrt(square + (len(found) - known) * learned.unseen**2) or 1.0
    return [bias + each / length for bias, each in zip(learned.bias, sums, strict=True)]


def _with_clues(totals: list[float], clues: Clues, learned: Weights) -> dict[Kind, float]:
    for name, strength in clues:
        said = learned.words.clue(name)
        totals = [total + strength * each for total, each in zip(totals, said, strict=True)] if said else totals
    top = max(totals)
    odds = [math.exp(total - top) for total in totals]
    whole = sum(odds)
    return {kind: each / whole for kind, each in zip(learned.kinds, odds, strict=True)}


@cache
def weights() -> Weights:
    """The weights, read when first needed; line by line, since the whole of it as Python's lists takes 8 MB."""
    rows = Rows()
    with (resources.files(__package__) / "opinion.json").open(encoding="utf-8") as lines:
        head = json.loads(f"{next(lines)}}}}}")  # a word on each of the lines that follow
        for line in lines:
            word, found, row = line.rpartition(":")
            if found:
                rarity, *weights_ = json.loads(row.rstrip(",\n"))
                rows.add(json.loads(word), rarity, weights_)
    return Weights(tuple(Kind(kind) for kind in head["kinds"]), tuple(head["bias"]), head["unseen"], rows)
