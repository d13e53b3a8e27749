"""The words of one language for dates and clock times, read from `languages/<code>/when.toml` and `zones.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LANGUAGES = frozenset({"en", "de", "fr", "es", "pt", "nl"})
"""Languages with a `when.toml`; any other is read as English."""
AREAS = frozenset(
    {"africa", "america", "antarctica", "arctic", "asia", "atlantic", "australia", "europe", "indian", "pacific", "etc"}
)
"""First parts of IANA zone names."""

_PLACE = resources.files("mailwatch.core.reading")
_PIECES = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_SHORT, _SMALL_COSTS = 2, 20
_SMALL = frozenset({"at", "on", "and", "or", "range", "plain", "within", "early", "subject", "amount"})
"""Words of so few letters or of these categories are so common that they count as that much more often."""
EARLY, MID, LATE = 1, 2, 3
ABOUT = frozenset({"off", "cancel", "new", "offer", "pause", "arrival", "denial", "onto", "venue", "my_time"})
"""Categories that say something about a time and are no part of one."""
_EDGES = {"early": EARLY, "mid": MID, "late": LATE}
_VALUED = {
    "numbers": "number", "ordinals": "ordinal", "days": "days", "parts": "part", "before": "before", "after": "after",
    "durations": "duration", "lengths": "length",
}  # fmt: skip
_TELLING = frozenset(
    {"weekday", "month", "days", "fixed", "before", "zone", "abbreviation", "city", "recurring", "length", "same_time"}
)
_CLOCK = frozenset({"fixed", "before", "after", "oclock", "number"})
"""Categories of which one is needed for a clock time without digits."""
_TIMES = frozenset(
    {"unit", "span", "feast", "weekday", "month", "days", "day_after", "same_day", "that_week", "week_later",
     "week_this", "year_this", "month_this"}
)  # fmt: skip
"""The same for a promised timeline."""
_TELLING_OF_TIMELINES = _TIMES | {"span", "away", "back"}
"""Categories that make a sentence without digits worth reading."""
_PROMISED = frozenset({"promise", "work", "tell", "missed", "closing"})
_ABSENT = frozenset({"away", "back"})
"""Categories of which a sentence has one if it promises, or tells of an absence."""

Senses = dict[str, int]
"""What a word can mean: a category of the grammar, and a number that goes with it."""


class Clues(NamedTuple):
    """Words, and first two words of phrases, of which a sentence has one if it says a certain thing."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def any_in(self, said: Sequence[str]) -> bool:
        """Whether one stands among the words of a sentence, folded, in their order."""
        return not self.words.isdisjoint(said) or not self.pairs.isdisjoint(pairwise(said))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language.

    `words` maps a folded word to its senses, `phrases` the first piece of a phrase and its second to
    `(further pieces, senses)`, longest first. `zones` lists the IANA names that a `zone`, `abbreviation` or `city`
    sense points to. `clues` are words without which (and without digits) a sentence says nothing about a time;
    `needed` those of which a text without digits has one if it tells a time at all; `promised` and `absent` tell what
    may be a promise and an absence. `homes` are the zones in which the language is written, likeliest first.
    """

    words: Mapping[str, Senses]
    phrases: Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], Senses], ...]]]
    zones: tuple[tuple[str, ...], ...]
    clues: frozenset[str]
    needed: frozenset[str]
    promised: Clues
    absent: Clues
    day_first: bool
    lowercase_zones: bool
    bare_am: bool
    short_alone: bool
    endings: frozenset[str]
    homes: tuple[str, ...]
    knows_future: bool
    verb_last: bool


def fold(word: str) -> str:
    """Lower case without accents."""
    word = word.lower()
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("\u2019", "'")


@cache
def lexicon(language: str, *, timelines: bool = False) -> Lexicon:
    """Read the words of `language` once; for promised `timelines`, or for clock times.

    Raises:
        tomllib.TOMLDecodeError: a data file is malformed.
        KeyError: a table is missing from it.
    """
    code = language if language in LANGUAGES else "en"
    data = tomllib.loads((_PLACE / "languages" / code / "when.toml").read_text("utf-8"))
    zones = tomllib.loads((_PLACE / "zones.toml").read_text("utf-8"))
    senses: dict[tuple[str, ...], Senses] = {}
    entries = [*_entries(data), *(_timeline_entries(data["timeline"]) if timelines else _later_entries(data))]
    for phrase, category, value in entries:
        senses.setdefault(_pieces(phrase), {})[category] = value
    names = () if timelines else _add_zones(zones, senses)
    phrases: dict[str, dict[str, tuple[tuple[tuple[str, ...], Senses], ...]]] = {}
    for pieces, meaning in sorted(senses.items(), key=lambda entry: -len(entry[0])):
        if len(pieces) > 1:
            heads = phrases.setdefault(pieces[0], {})
            heads[pieces[1]] = (*heads.get(pieces[1], ()), (pieces[1:], meaning))
    return Lexicon(
        words={pieces[0]: meaning for pieces, meaning in senses.items() if len(pieces) == 1},
        phrases=phrases,
        zones=names,
        clues=_clues(senses, _TELLING_OF_TIMELINES) | _cut_short(senses) if timelines else _clues(senses, _TELLING),
        needed=_clues(senses, _TIMES) | _cut_short(senses) if timelines else _clock_clues(senses),
        promised=_openings(senses, _PROMISED),
        absent=_openings(senses, _ABSENT),
        day_first=data["day_first"],
        lowercase_zones=data["lowercase_zones"],
        bare_am=data["bare_am"],
        short_alone=data.get("abbreviations_in_lower_case", False),
        verb_last=data.get("verb_last", False),
        knows_future=timelines and "future" in data["timeline"],
        homes=tuple(data["homes"]),
        endings=frozenset(fold(ending) for ending in data["ordinal_endings"]),
    )


def _pieces(phrase: str) -> tuple[str, ...]:
    return tuple(_PIECES.findall(fold(phrase)))


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every (phrase, category, value) of a `when.toml`."""
    yield from _named(data)
    for category, phrases in data["words"].items():
        yield from ((phrase, category, 1) for phrase in phrases)
    for table, category in _VALUED.items():
        yield from ((phrase, category, value) for phrase, value in data[table].items())
    yield from ((phrase, "fixed", round(hours * 60)) for phrase, hours in data["fixed"].items())


def _named(data: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """The months and weekdays, also joined to parts of the day ("Dienstagnachmittag")."""
    for table, category in (("months", "month"), ("weekdays", "weekday"), ("weekday_abbreviations", "short")):
        for position, names in enumerate(data[table], start=1 if category == "month" else 0):
            yield from ((name, category, position) for name in names.split("|"))
    for position, names in enumerate(data["weekdays"]):
        for part, half in data.get("compound_parts", {}).items():
            for name in names.split("|"):
                yield name + part, "weekday", position
                yield name + part, "part", half


def _add_zones(data: Mapping[str, Any], senses: dict[tuple[str, ...], Senses]) -> tuple[tuple[str, ...], ...]:
    """Add the zone words to `senses`; give the lists of IANA names that they point to."""
    lists: dict[tuple[str, ...], int] = {}
    for table, category in (("abbreviations", "abbreviation"), ("names", "zone"), ("cities", "city")):
        for phrase, found in data[table].items():
            names = (found,) if isinstance(found, str) else tuple(found)
            senses.setdefault(_pieces(phrase), {})[category] = lists.setdefault(names, len(lists))
    return tuple(lists)


def _timeline_entries(data: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every (phrase, category, value) of the `timeline` tables."""
    for key, found in data.items():
        if isinstance(found, dict):
            yield from ((phrase, key.removesuffix("s"), value) for phrase, value in found.items())
        else:
            category, value = ("edge", _EDGES[key]) if key in _EDGES else (key, 1)
            yield from ((phrase, category, value) for phrase in found)


def _later_entries(data: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """What only days of appointments are told by: how much later, and the number of the week."""
    yield from ((phrase, "later", days) for phrase, days in data["later"].items())
    yield from ((phrase, "week_number", 1) for phrase in data["timeline"]["week_number"])


def _clock_clues(senses: Mapping[tuple[str, ...], Senses]) -> frozenset[str]:
    """The longest word of every phrase for a clock time; "one" is too common to be a clue."""
    telling = (pieces for pieces, found in senses.items() if not _CLOCK.isdisjoint(found) and found.get("number") != 1)
    return frozenset(max(pieces, key=len) for pieces in telling)


def _clues(senses: Mapping[tuple[str, ...], Senses], categories: frozenset[str]) -> frozenset[str]:
    """The rarest word, no short or small one if possible, of every phrase of these categories."""
    often = Counter(piece for pieces in senses for piece in set(pieces))
    telling = [pieces for pieces, found in senses.items() if not categories.isdisjoint(found)]

    def commonness(piece: str) -> int:
        small = len(piece) <= _SHORT or not _SMALL.isdisjoint(senses.get((piece,), ()))
        return often[piece] + _SMALL_COSTS * small

    return frozenset(min(pieces, key=commonness) for pieces in telling)


def _cut_short(senses: Mapping[tuple[str, ...], Senses]) -> frozenset[str]:
    """The weekdays cut short, but for those of two letters ("so", "di"), which are too common."""
    return frozenset(pieces[0] for pieces, found in senses.items() if "short" in found and len(pieces[0]) > _SHORT)


def _openings(senses: Mapping[tuple[str, ...], Senses], categories: frozenset[str]) -> Clues:
    """How every phrase of these categories begins: its first two words, or its only one."""
    telling = (pieces for pieces, found in senses.items() if not categories.isdisjoint(found))
    openings = [tuple(piece for piece in pieces if piece.isalpha())[:2] for pieces in telling]
    words = frozenset(opening[0] for opening in openings if len(opening) == 1)
    return Clues(words, frozenset((opening[0], opening[1]) for opening in openings if len(opening) > 1))
