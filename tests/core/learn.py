"""Learns the weights of the second opinion from the mails beside this file: `python -m tests.core.learn`.

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
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from mailwatch.core.models import Kind
from mailwatch.core.reading import opinion
from mailwatch.core.reading.kinds import read_text
from mailwatch.core.reading.language import languages
from mailwatch.core.reading.opinion import Clues, Rows, Weights, features, score
from mailwatch.core.reading.prose import states_a_time
from mailwatch.core.reading.when import find_moments

HERE = Path(__file__).parent
SOURCES = (HERE / "kinds.toml", HERE / "notes.toml", *sorted((HERE / "lessons").glob("*.toml")))
TARGET = Path(opinion.__file__).with_name("opinion.json")
PASSES, RATE, DECAY = 24, 0.6, 0.0001
SELDOM = 3
"""Lessons in which a word must stand to be learned: from one or two nothing follows."""
CLUE = 0.3
"""By how much the strength of a clue counts, while all words together have a length of 1."""
UNSEEN = 0.5
"""How rare a word counts that stands in no lesson, as a share of the rarest: what is strange makes an opinion weaker."""
WRITTEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
_FOLDS = 5


class Lesson(NamedTuple):
    """A mail to learn from: its kind (the first, where several are right), its features, and what the rules say of it."""

    kind: Kind
    words: frozenset[str]
    clues: Clues


def lessons() -> list[Lesson]:
    """Every mail to learn from, in the order of the files."""
    return [
        Lesson(Kind(kind.partition("|")[0]), features(subject, text), clues(subject, text))
        for source in SOURCES
        for cases in tomllib.loads(source.read_text(encoding="utf-8")).values()
        for kind, subject, text in cases
    ]


def clues(subject: str, text: str) -> Clues:
    """What the rules say of a mail."""
    codes = languages(text or subject)

    def count() -> int:
        times = find_moments(text, anchor=WRITTEN, zone="Europe/Berlin", language=codes[0])
        return len(times) or int(states_a_time(text))

    return read_text(subject, text, count, codes).clues


def digest() -> str:
    """Tells from which texts weights were learned."""
    sums = (hashlib.sha256(source.read_bytes()).hexdigest() for source in SOURCES)
    return hashlib.sha256("".join(sums).encode()).hexdigest()[:16]


class Learned(NamedTuple):
    """As `Weights`, with the rarity and the weights of each word in hundredths."""

    kinds: tuple[Kind, ...]
    bias: tuple[float, ...]
    unseen: float
    words: dict[str, list[int]]


def learn(mails: Sequence[Lesson]) -> Weights:
    """The weights that these mails teach."""
    kinds, bias, unseen, words = train(mails)
    rows = Rows()
    for word, (rarity, *row) in words.items():
        rows.add(word, rarity, row)
    return Weights(kinds, bias, unseen, rows)


def train(mails: Sequence[Lesson]) -> Learned:
    """Learn from each mail twice, with the clues and without."""
    kinds = tuple(sorted({mail.kind for mail in mails}))
    share = Counter(mail.kind for mail in mails)
    seen = Counter(word for mail in mails for word in mail.words)
    unseen = UNSEEN * math.log(len(mails))
    scale = {word: math.log(len(mails) / count) for word, count in sorted(seen.items()) if count >= SELDOM}
    scale |= dict.fromkeys(sorted({clue for mail in mails for clue, _ in mail.clues}), CLUE)
    size = len(kinds)
    table = {name: [0.0] * size for name in scale}
    pace = {name: [1e-3] * size for name in scale}
    bias = [0.0] * size
    rows = []
    for kind, words, said in mails:
        known = sorted(word for word in words if word in scale)
        length = math.sqrt(sum(scale[w] ** 2 for w in known) + (len(words) - len(known)) * unseen**2) or 1.0
        weight = len(mails) / (size * share[kind])
        values = [(w, scale[w] / length) for w in known]
        rows.append((kinds.index(kind), weight, values))
        rows.append((kinds.index(kind), weight, [*values, *((clue, CLUE * strength) for clue, strength in said)]))
    for turn in range(PASSES):
        for i in range(len(rows)):
            truth, weight, values = rows[(i * 7919 + turn * 31) % len(rows)]
            sums = bias[:]
            for name, value in values:
                sums = [each + weight_of * value for each, weight_of in zip(sums, table[name], strict=True)]
            top = max(sums)
            odds = [math.exp(each - top) for each in sums]
            whole = sum(odds)
            slopes = [weight * (each / whole - (k == truth)) for k, each in enumerate(odds)]
            bias = [each - 0.002 * slope for each, slope in zip(bias, slopes, strict=True)]
            for name, value in values:
                row, steps = table[name], pace[name]
                for k, towards in enumerate(slopes):
                    slope = towards * value + DECAY * row[k]
                    steps[k] += slope * slope
                    row[k] -= RATE * slope / math.sqrt(steps[k])
    hundredths = {name: [round(100 * number) for number in (scale[name], *row)] for name, row in table.items()}
    return Learned(kinds, tuple(bias), unseen, hundredths)


def save(learned: Learned) -> None:
    words = {word: row for word, row in learned.words.items() if max(map(abs, row[1:])) >= 5}
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
            for kind, words, said in mails[fold::_FOLDS]:
                chances = score(words, said, learned)
                right += max(chances, key=lambda k: chances[k]) is kind
        print(f"{right} of {len(mails)} left out in turn are told rightly")  # noqa: T201
    taught = train(mails)
    save(taught)
    print(f"{len(mails)} mails, {len(taught.words)} words: {TARGET}")  # noqa: T201


if __name__ == "__main__":
    main()
