"""Titles that no phrase introduces: in title case with a trade in them, or in quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.persons import is_known_given_name
from mailwatch.core.reading.role import ENOUGH, LEFT_OVER, RoleCandidate, role_candidate
from mailwatch.core.reading.role_names import DASHES, JOINERS, LONGEST, clean_role, is_noun, may_be_noun, role_span
from mailwatch.core.reading.wording import BREAK

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.core.reading.texts import Source, Text
    from mailwatch.core.reading.wording import Wording, Words

_QUOTED = re.compile(r'"([^"]{4,80})"')


def from_titles(source: Source, company: Callable[[], str]) -> list[RoleCandidate]:
    """Words in title case with a trade in them, for texts in which no phrase introduces a role.

    Titles of the sign-off are people's; in brackets behind the `company` they are roles ("Acme (Buyer)").
    """
    result: list[RoleCandidate] = []
    text, wording = source.body, source.wording
    words = text.words
    if '"' in text.plain:
        result.extend(_quoted(text, wording))
    end = 0
    for i in words.capitals:
        low = words.lower[i]
        if i < end or not (is_noun(low, wording) or may_be_noun(low, wording)):
            continue
        begin = i
        while begin > end and words.written[begin][0] != "(" and _leads_on(words, begin - 1, wording):
            begin -= 1
        span = role_span(words, begin, wording).role
        size = len(span.split())
        end = max(i, begin + size)
        bracketed = begin > 0 and words.written[begin][0] == "(" and company().endswith(words.written[begin - 1])
        if size < 2 or (any(span in line for line in source.sign_off.lines) and not bracketed):  # noqa: PLR2004 one word alone says little
            continue
        if not bracketed and _beside_a_name(words, begin, begin + size):
            dash = next((j for j in range(begin, begin + size) if words.written[j] in DASHES), -1)
            end = dash + 1 if dash > i else end  # "Panel, Wayfarer Maps - Cartography Engineer"
            continue
        candidate = role_candidate(span, 0.9, text.origin, wording, 0.0 if wording.capital_nouns else 0.5)
        place = any(c.isdigit() for c in span) or not load_names().place_words.isdisjoint(span.lower().split())
        if candidate is not None and candidate.weight >= ENOUGH and not (place or is_known_given_name(span)):
            result.append(candidate)
        if len(result) >= LONGEST:
            break
    return result


def _quoted(text: Text, wording: Wording) -> list[RoleCandidate]:
    """Titles in quotation marks."""
    titles = [
        title
        for title in _QUOTED.findall(text.plain)[:3]
        if title[0].isupper()
        and not title.endswith((".", "!", "?"))
        and len(title.split()) <= LONGEST // 2
        and _is_plain(title, wording)
    ]
    return [RoleCandidate(name, LEFT_OVER, text.origin) for name in map(clean_role, titles) if name]


def _leads_on(words: Words, i: int, wording: Wording) -> bool:
    """Whether a title may have begun with this word, or before it ("Field *Application* Engineer")."""
    if not words.written[i][0].isupper():
        return False
    low, before = words.lower[i], i - 1
    return low not in wording.stop or (
        low in wording.role_closers
        and before >= 0
        and words.written[before].isalpha()
        and _leads_on(words, before, wording)
    )


def _is_plain(title: str, wording: Wording) -> bool:
    """Whether a title in quotation marks is no sentence."""
    lows = [word.lower().strip(",.()") for word in title.split()]
    return not any("'" in low or (low in wording.stop and low not in JOINERS) for low in lows)


def _beside_a_name(words: Words, begin: int, end: int) -> bool:
    """Whether a title is that of somebody named before or behind it."""
    before = words.written[begin - 1] if begin else BREAK
    after = words.lower[end] if end < len(words.lower) else ""
    listed = (
        before.endswith(",")
        or before[-1].isdigit()
        or words.written[begin][0] == "("
        or (words.written[end - 1].endswith(",") and end < len(words.written) and words.written[end][0].isupper())
    )
    return listed or is_known_given_name(after) or after in load_names().honorifics
