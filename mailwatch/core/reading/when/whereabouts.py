"""In which zone a clock time without one is meant: that of the place, of the sender's clock, or the reader's.

A place tells where the mail's Date keeps the same clock, where the Date keeps none of its own (a server's UTC), or
where the mail says that one meets there. A Date with an offset of its own tells where the sender's clock stands. What
then remains is the reader's zone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.when.zones import offset_name, zone_info

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mailwatch.core.reading.when.tokens import Page

_SENDERS, _PLACES = 0.95, 0.97
"""Confidence left where the sender's clock is taken, or the place the mail names."""
_NEAR = 6
"""Tokens between a town and the word that makes it the place of the interview."""
_MINUTE = timedelta(minutes=1)


class Assumed(NamedTuple):
    """A zone that no time names: an IANA name or an offset, and how sure it is (0 to 1)."""

    name: str
    sure: float


def assumed_zone(page: Page, anchor: datetime, user: str) -> Assumed:
    """The zone of clock times that the mail gives none for.

    Args:
        page: the mail.
        anchor: its Date, with the sender's offset.
        user: the reader's IANA zone.
    """
    offset = anchor.utcoffset() or timedelta(0)
    alike = _offset_at(user, anchor) == offset
    places: dict[str, bool] = {}
    for name, venue in _places(page):
        places[name] = venue or places.get(name, False)
    agreeing = next((name for name in places if _offset_at(name, anchor) == offset), None)
    if agreeing is not None:
        return Assumed(user if alike else agreeing, _PLACES)
    there = [name for name, venue in places.items() if venue] or ([] if offset else list(places))
    if len({_offset_at(name, anchor) for name in there}) == 1:
        return Assumed(there[0], _PLACES)
    if alike or not offset:
        return Assumed(user, 1.0)
    home = next((name for name in page.words.homes if _offset_at(name, anchor) == offset), None)
    return Assumed(home or offset_name(offset // _MINUTE), _SENDERS)


def _places(page: Page) -> Iterator[tuple[str, bool]]:
    """The zones of the towns and countries that the mail names, and whether it says that one meets there."""
    for at in page.interesting:
        token = page.tokens[at]
        position = token.senses.get("city")
        if position is not None and page.source[token.start].isupper():
            near = page.tokens[max(0, at - _NEAR) : at + _NEAR]
            yield page.words.zones[position][0], any("venue" in token.senses for token in near)


def _offset_at(name: str, moment: datetime) -> timedelta | None:
    zone = zone_info(name)
    return None if zone is None else moment.astimezone(zone).utcoffset()
