"""`docs/promises.md` names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FILE = re.compile(r"`(tests/[\w/]+\.py)`")
_TEST = re.compile(r"`(test_\w+)`")


def test_every_test_that_is_promised_is_there() -> None:
    promised = 0
    above: list[str] = []
    for line in (ROOT / "docs" / "promises.md").read_text().splitlines():
        if files := _FILE.findall(line):
            above = files
        defined = "".join((ROOT / file).read_text() for file in above)
        for test in _TEST.findall(line):
            promised += 1
            assert f"def {test}(" in defined, (test, above)
    assert promised > 30
