"""The reader against mails that nobody has looked into while they worked on it (tests/held_out).

What a careful reader gets right of mail that it was not tuned to shows here and nowhere else. So only totals are told, and
never a mail: who has seen one may no longer count it, and moves it to `tests/corpus`. `python -m tests.core.test_held_out`
prints the totals.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.test_corpus import FIELDS, Report, Score, report

HELD_OUT = Path(__file__).parents[1] / "held_out"


def held_out() -> Report:
    return report(HELD_OUT)


@pytest.mark.parametrize(
    ("what", "reached"),
    [("kind", 0.87), ("start", 0.9), ("timeline", 0.7), ("company", 0.87), ("role", 0.87), ("reply_to", 0.92)],
)
def test_mail_that_nobody_tuned_to_is_read_well(what: str, reached: float) -> None:
    score: Score = getattr(held_out(), what)
    assert score.share >= reached, f"{what}: {score.share:.3f}"


def test_wrong_deeds_are_rare_there_too() -> None:
    assert len(held_out().deeds) <= 3


if __name__ == "__main__":
    for what in FIELDS:
        score = getattr(held_out(), what)
        if score.right or score.wrong:
            print(f"{what:9} {score.share:.3f} of {score.right + len(score.wrong)}")  # noqa: T201
    found = held_out()
    print(f"people    recall {found.hit / found.wanted:.3f}, precision {found.hit / found.found:.3f}")  # noqa: T201
    print(f"{len(found.deeds)} wrong deeds")  # noqa: T201
