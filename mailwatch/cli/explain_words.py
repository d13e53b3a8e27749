"""Which words of a quote met its rule: the rule's phrase, searched again and found in the words as written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mailwatch.core.models import Kind
from mailwatch.core.reading import opinion
from mailwatch.core.reading.prose import fold
from mailwatch.core.reading.rulebook import Rulebook, rulebook

MOST_WEIGHED = 3
"""Words that are marked where a whole mail was weighed, and no rule met it."""

_WORD = re.compile(r"\S+")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_OPINION = "opinion."

Span = tuple[int, int]


class Piece(NamedTuple):
    """A part of a quote. The pieces of a quote, one after the other, are the quote."""

    text: str
    marked: bool = False


def pieces(quote: str, rules: Sequence[str], languages: Sequence[str]) -> tuple[Piece, ...]:
    """The quote in pieces, those words marked that met its rules; one piece where they cannot be told.

    Args:
        quote: words of a mail.
        rules: the names of the rules that they met.
        languages: in the rules of which languages to look, by their codes.
    """
    return cut(quote, joined(span for rule in rules for span in spans(quote, rule, languages)))


def spans(quote: str, rule: str, languages: Sequence[str]) -> tuple[Span, ...]:
    """Where the words stand that met a rule."""
    if rule.startswith(_OPINION):
        return weighed(quote, Kind(rule.removeprefix(_OPINION)))
    return next(filter(None, (met(quote, rule, rulebook(code)) for code in languages)), ())


def met(quote: str, rule: str, book: Rulebook) -> tuple[Span, ...]:
    """Where the longest phrase of a rule stands; nowhere where there is no such rule, or its words were cut in two."""
    phrases = next((one.phrases for one in book.rules if one.name == rule), ())
    folded = [(token, span) for span, tokens in _folded(quote, book) for token in tokens]
    words = "".join(f"{token} " for token, _ in folded)
    found = [match.span() for phrase in phrases if (match := phrase.search(words))]
    if not found:
        return ()
    start, stop = max(found, key=lambda span: (span[1] - span[0], -span[0]))
    first = words.count(" ", 0, start)  # the search puts a space before, so that its places are one behind
    last = words.count(" ", 0, stop - 1) - 1
    there = [span for token, span in folded[first : last + 1] if token.strip(",?")]
    return ((there[0][0], there[-1][1]),) if there else ()


def weighed(quote: str, kind: Kind) -> tuple[Span, ...]:
    """The words that speak most for a kind, and more for it than for the others."""
    learned = opinion.weights()
    if kind not in learned.kinds:
        return ()
    column = learned.kinds.index(kind)

    by_word: dict[frozenset[str], Span] = {}
    for span in _words(quote):
        by_word.setdefault(opinion.features("", quote[slice(*span)]), span)
    weights = ((learned.words.summed(word)[2], span) for word, span in by_word.items())
    ranked = sorted(((row[column] - sum(row) / len(row), span) for row, span in weights), reverse=True)
    return tuple(sorted(span for total, span in ranked[:MOST_WEIGHED] if total > 0))


def joined(found: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those in one that overlap."""
    whole: list[Span] = []
    for start, stop in sorted(found):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(stop, whole[-1][1]))
        else:
            whole.append((start, stop))
    return tuple(whole)


def cut(quote: str, marked: Sequence[Span]) -> tuple[Piece, ...]:
    """A quote in pieces, with what stands in the `marked` spans (in order, none in another) marked; none is empty."""
    found: list[Piece] = []
    at = 0
    for start, stop in marked:
        found += Piece(quote[at:start]), Piece(quote[start:stop], marked=True)
        at = stop
    found.append(Piece(quote[at:]))
    return tuple(piece for piece in found if piece.text)


def _words(quote: str) -> Iterator[Span]:
    """Where the words stand, without the signs around them; what is nothing but signs, whole."""
    for match in _WORD.finditer(quote):
        word = match.group()
        bare = _EDGE.sub("", word)
        start = match.start() + (word.find(bare) if bare else 0)
        yield start, start + len(bare or word)


def _folded(quote: str, book: Rulebook) -> Iterator[tuple[Span, list[str]]]:
    """Each word with what it is folded to: none, one, or more where it is hyphenated or contracted."""
    for match, span in zip(_WORD.finditer(quote), _words(quote), strict=True):
        yield span, fold(match.group(), book.contractions).split()
