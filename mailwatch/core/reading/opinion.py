"""A second opinion on what a mail is: a small linear model over its words, with its weights in `opinion.json`.

The rules know what they were told. Where they know nothing decisive, the words of a mail still lean to one side: in all
the ways in which people say that they took somebody else, "close", "enjoyed" and "in the end" come back. The model is a
multinomial logistic regression over single words and the begins of long ones, learned from short mails written for it
(`python -m tests.core.learn`), never from anybody's inbox.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from operator import mul
from typing import NamedTuple

from mailwatch.core.models import Kind
from mailwatch.core.reading.prose import fold

LONGEST = 1_500
"""Characters that are looked at: what a short mail says, and the begin of a long one."""
_STEM = 5
_FIGURE = re.compile(r"\d\S*")


class Rows(Mapping[str, tuple[float, tuple[float, ...]]]):
    """For each word its rarity and weights, kept as hundredths in one array: a tenth of what that many floats take."""

    def __init__(self) -> None:
        self._begins: dict[str, int] = {}
        self._hundredths = array("h")
        self._width = 0

    def add(self, word: str, hundredths: list[int]) -> None:
        """Take in a word; every row is as long as the first."""
        self._begins[word] = len(self._hundredths)
        self._hundredths.extend(hundredths)
        self._width = len(hundredths)

    def __getitem__(self, word: str) -> tuple[float, tuple[float, ...]]:
        begin = self._begins[word]
        rarity, *row = [number / 100 for number in self._hundredths[begin : begin + self._width]]
        return rarity, tuple(row)

    def __iter__(self) -> Iterator[str]:
        return iter(self._begins)

    def __len__(self) -> int:
        return len(self._begins)

    def __contains__(self, word: object) -> bool:
        return word in self._begins


class Weights(NamedTuple):
    """What was learned: the kinds, a bias for each, and for each word how rare it is and its weight for each kind.

    `unseen` is the rarity of a word that stood in no lesson: a mail full of those is of no kind that the model knows.
    """

    kinds: tuple[Kind, ...]
    bias: tuple[float, ...]
    unseen: float
    words: Mapping[str, tuple[float, tuple[float, ...]]]


def features(subject: str, text: str) -> frozenset[str]:
    """The words of a mail, folded, figures as `0`, and the first letters of long ones with a `*`."""
    words = frozenset(fold(_FIGURE.sub("0", f"{subject[:200]} \n {text[:LONGEST]}")).split())
    return words | {f"{word[:_STEM]}*" for word in words if len(word) > _STEM}


def opinion(subject: str, text: str) -> dict[Kind, float]:
    """How likely each kind is, by the words alone; the chances add up to 1. Times, senders and threads do not count."""
    return score(features(subject, text), weights())


def score(found: frozenset[str], learned: Weights) -> dict[Kind, float]:
    """How likely each kind is for these features."""
    familiar = [learned.words[word] for word in sorted(found & learned.words.keys())]
    rarities = [rarity for rarity, _ in familiar]
    square = (len(found) - len(familiar)) * learned.unseen * learned.unseen
    square = sum(map(mul, rarities, rarities), square)
    columns = zip(*(each for _, each in familiar), strict=True)
    sums = [sum(map(mul, rarities, column)) for column in columns] or [0.0] * len(learned.kinds)
    length = math.sqrt(square) or 1.0
    totals = [bias + total / length for bias, total in zip(learned.bias, sums, strict=True)]
    top = max(totals)
    shares = [math.exp(total - top) for total in totals]
    return {kind: share / sum(shares) for kind, share in zip(learned.kinds, shares, strict=True)}


@cache
def weights() -> Weights:
    """The weights, read when first needed; line by line, since the whole of it as Python's lists takes 8 MB."""
    rows = Rows()
    with (resources.files(__package__) / "opinion.json").open(encoding="utf-8") as lines:
        head = json.loads(f"{next(lines)}}}}}")  # a word on each of the lines that follow
        for line in lines:
            word, found, row = line.rpartition(":")
            if found:
                rows.add(json.loads(word), json.loads(row.rstrip(",\n")))
    return Weights(tuple(Kind(kind) for kind in head["kinds"]), tuple(head["bias"]), head["unseen"], rows)
