"""How long something takes: 45 minutes, a 45-minute call, eine Stunde."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.when.clock import DASHES

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.core.reading.when.tokens import Page

_DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")
SHORTEST, LONGEST = 10, 540
"""Minutes an interview can take."""


class Length(NamedTuple):
    """A length in minutes, tokens `first` up to (not including) `after`."""

    first: int
    after: int
    minutes: int


def find_lengths(page: Page, taken: Callable[[int], bool]) -> list[Length]:
    """Every length that may be an interview's: not "15 minutes early", not "within 24 hours"."""
    found = (read_length(page, at) for at in page.interesting if not taken(at))
    return [length for length in found if length is not None and _plausible(page, length)]


def read_length(page: Page, at: int) -> Length | None:
    """The length that begins at token `at`."""
    tokens = page.tokens
    senses = tokens[at].senses
    if "length" in senses:
        return Length(at, at + 1, senses["length"])
    if tokens[at].kind == "clock" and "lasting" in tokens[at - 2].senses:  # "Duration: 00:45"
        hours, minutes = tokens[at].text.split(":")[:2]
        return Length(at, at + 1, int(hours) * 60 + int(minutes))
    amount = _amount(page, at)
    if amount is None:
        return None
    after = at + 1
    if tokens[after].text in DASHES and (larger := _amount(page, after + 1)) is not None:
        amount, after = larger, after + 2
    if tokens[after].text in DASHES:
        after += 1
    unit = tokens[after].senses.get("duration")
    return None if unit is None else Length(at, after + 1, round(amount * unit))


def _amount(page: Page, at: int) -> float | None:
    token = page.tokens[at]
    if token.kind == "number":
        return float(token.text)
    if token.kind == "pair" and _DECIMAL.fullmatch(token.text):
        return float(token.text)
    return token.senses.get("number")


def _plausible(page: Page, length: Length) -> bool:
    before, after = page.tokens[length.first - 1], page.tokens[length.after]
    return SHORTEST <= length.minutes <= LONGEST and "within" not in before.senses and "early" not in after.senses
