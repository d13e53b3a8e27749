"""Learns the weights of the second opinion from the short mails beside this file: `python -m tests.core.learn`.

Multinomial logistic regression by full passes of AdaGrad, every kind counting the same however many mails there are of
it. No library, no chance: the same mails give the same weights. `--folds` shows how well it does on mails left out.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import tomllib
from collections import Counter
from pathlib import Path

from mailwatch.core.models import Kind
from mailwatch.core.reading import opinion
from mailwatch.core.reading.opinion import Weights, features, score

HERE = Path(__file__).parent
SOURCES = ("kinds.toml", "notes.toml", "lessons.toml")
TARGET = Path(opinion.__file__).with_name("opinion.json")
PASSES, RATE, DECAY = 40, 0.6, 0.0003
_FOLDS = 5

Lesson = tuple[Kind, frozenset[str]]


def lessons() -> list[Lesson]:
    """Every mail to learn from: its kind (the first, where several are right) and its features."""
    found: list[Lesson] = []
    for source in SOURCES:
        for cases in tomllib.loads((HERE / source).read_text(encoding="utf-8")).values():
            for kind, subject, text in cases:
                found.append((Kind(kind.partition("|")[0]), features(subject, text)))
    return found


def digest() -> str:
    """Tells from which texts weights were learned."""
    sums = (hashlib.sha256((HERE / source).read_bytes()).hexdigest() for source in SOURCES)
    return hashlib.sha256("".join(sums).encode()).hexdigest()[:16]


def learn(mails: list[Lesson]) -> Weights:
    kinds = tuple(sorted({kind for kind, _ in mails}))
    share = Counter(kind for kind, _ in mails)
    seen = Counter(word for _, words in mails for word in words)
    rarity = {word: math.log(len(mails) / count) for word, count in sorted(seen.items())}
    size = len(kinds)
    table = {word: [0.0] * size for word in rarity}
    pace = {word: [1e-3] * size for word in rarity}
    bias = [0.0] * size
    rows = []
    for kind, words in mails:
        length = math.sqrt(sum(rarity[w] ** 2 for w in words)) or 1.0
        weight = len(mails) / (size * share[kind])
        rows.append((kinds.index(kind), weight, [(w, rarity[w] / length) for w in sorted(words)]))
    for turn in range(PASSES):
        for i in range(len(rows)):
            truth, weight, values = rows[(i * 7919 + turn * 31) % len(rows)]
            sums = bias[:]
            for word, value in values:
                row = table[word]
                for k in range(size):
                    sums[k] += row[k] * value
            top = max(sums)
            chances = [math.exp(s - top) for s in sums]
            whole = sum(chances)
            slopes = [weight * (c / whole - (k == truth)) for k, c in enumerate(chances)]
            for k in range(size):
                bias[k] -= 0.002 * slopes[k]
            for word, value in values:
                row, steps = table[word], pace[word]
                for k in range(size):
                    slope = slopes[k] * value + DECAY * row[k]
                    steps[k] += slope * slope
                    row[k] -= RATE * slope / math.sqrt(steps[k])
    return Weights(
        kinds,
        tuple(bias),
        0.25 * math.log(len(mails)),
        {word: (rarity[word], tuple(row)) for word, row in table.items()},
    )


def save(learned: Weights) -> None:
    words = {
        word: [round(rarity * 100), *(round(w * 100) for w in row)]
        for word, (rarity, row) in learned.words.items()
        if max(map(abs, row)) >= 0.05
    }
    lines = ",\n".join(
        f"{json.dumps(word, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for word, row in sorted(words.items())
    )
    head = json.dumps(
        {
            "learned_from": digest(),
            "kinds": learned.kinds,
            "bias": [round(b, 3) for b in learned.bias],
            "unseen": round(learned.unseen, 2),
        }
    )
    TARGET.write_text(f'{head[:-1]}, "words": {{\n{lines}\n}}}}\n', encoding="utf-8")


def main() -> None:
    mails = lessons()
    if "--folds" in sys.argv:
        right = 0
        for fold in range(_FOLDS):
            learned = learn([m for i, m in enumerate(mails) if i % _FOLDS != fold])
            for kind, words in mails[fold::_FOLDS]:
                chances = score(words, learned)
                right += max(chances, key=lambda k: chances[k]) is kind
        print(f"{right} of {len(mails)} left out in turn are told rightly")  # noqa: T201
    learned = learn(mails)
    save(learned)
    print(f"{len(mails)} mails, {len(learned.words)} words: {TARGET}")  # noqa: T201


if __name__ == "__main__":
    main()
