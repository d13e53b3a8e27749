"""The small language in which the rules of `languages/*/kinds.toml` are written, and its compiler.

A phrase is words with one space between them. `(a|b c)` is a choice (they nest), `(a|b)?` and `word?` may be absent,
`word*` is any word that begins so, `{list}` stands for a word list of the same file, `..` for up to three words and
`...` for up to ten, `^` for the begin of the sentence, `#` for a number, a time or a date in digits, and a lone `?` for
a question mark. Nothing in it can be repeated without bound, so that every phrase takes time linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailwatch.core.reading.prose import KEY_LENGTH, beginning, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_NEEDS = 3
"""Needs of a phrase that are looked at, the rarest first; few have more."""
_TOKEN = re.compile(r"\.\.\.?|\^|\(|\)\??|\||\{\w+\}\??|[^\s()|{}^]+")
_WORD_START = " "  # a plain character, for which the engine looks much faster than for any assertion
_COMMA = r"(?:, )?"
_GAP = "(?:[^ ?,]++ (?:, )?){{0,{}}}?"
_EMPTY: frozenset[str] = frozenset()
_ENDS = frozenset({"|", ")", ")?"})


@dataclass(slots=True, eq=False)
class Phrase:
    """A phrase as written; `terms` make a regular expression of it when it is first searched for.

    A mail meets few of the phrases, and to compile all takes a second and some megabytes.

    `needs`: of each, one key must be among the keys of a sentence for the phrase to match; where they are few, `also`
    has more of the same, a second word of each choice. They are tuples since there are thousands: sets would take four
    times the room.
    """

    source: str
    needs: tuple[tuple[str, ...], ...]
    also: tuple[tuple[str, ...], ...]
    terms: Terms
    _regex: re.Pattern[str] | None = None

    def search(self, words: str) -> re.Match[str] | None:
        """Where the phrase stands in a folded sentence: the match begins there (its text, one space before)."""
        if self._regex is None:
            self._regex = self.terms.regex(self.source)
        return self._regex.search(" " + words)

    def meets(self, words: str, keys: frozenset[str]) -> bool:
        """Whether a folded sentence with these keys contains the phrase."""
        return self.possible(keys) and self.search(words) is not None

    def possible(self, keys: frozenset[str]) -> bool:
        """Whether a sentence with these keys has a word of each sort that the phrase needs."""
        return not any(map(keys.isdisjoint, self.needs))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a phrase: its regex, the keys of which one must be there, and how telling the least of them is.

    One of the keys in `also` must be there, too: a choice between words has a second word of each.
    """

    regex: str
    keys: frozenset[str] = _EMPTY
    telling: int = 0
    also: frozenset[str] = _EMPTY
    gap: bool = False
    optional: bool = False


_SIGNS = {
    "..": _Piece(_GAP.format(3), gap=True),
    "...": _Piece(_GAP.format(10), gap=True),
    "^": _Piece("(?<=^ )"),
    "?": _Piece(r"\? ", frozenset("?"), 1),
    "#": _Piece(rf"\d[^ ]{{0,24}}+ {_COMMA}(?:\d[^ ]{{0,9}}+ {_COMMA}){{0,2}}"),
}

Contractions = tuple[tuple[str, str], ...]


def _runs_on(pieces: Sequence[_Piece]) -> bool:
    """Whether a gap may directly follow another one, or open the phrase: then every word of a text starts a search."""
    open_end = True
    for piece in pieces:
        if piece.gap and open_end:
            return True
        open_end = piece.gap or (open_end and piece.optional)
    return False


def _tokens(source: str) -> list[str]:
    """The tokens of a phrase, last first, so that the next one is popped."""
    return _TOKEN.findall(source)[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """In what the phrases of a language are written: its word lists, its contractions, its `everyday` words.

    By these, which stand in every sentence, a phrase is looked up only if it has no others.
    """

    lists: Mapping[str, Sequence[str]]
    contractions: Contractions = ()
    everyday: frozenset[str] = _EMPTY
    _keys: dict[str, str] = field(default_factory=dict, init=False)
    _read: dict[str, _Piece] = field(default_factory=dict, init=False)
    """What words and lists are that were read already; most stand in dozens of phrases."""

    def phrase(self, source: str) -> Phrase:
        """Read one phrase.

        Raises:
            ValueError: an unknown `{list}`, a bracket without its other half, or no word that must be there.
        """
        pieces = self.pieces(source)
        if _runs_on(pieces):
            raise ValueError(f"{source!r}: a gap needs a word on its left that must be there")
        needs = [tuple(sorted(p.keys)) for p in sorted(pieces, key=lambda p: -p.telling) if p.keys]
        if not needs:
            raise ValueError(f"{source!r} has no word that must be there")
        also = [tuple(sorted(p.also)) for p in pieces if p.also != p.keys and p.also]
        return Phrase(source, tuple(needs), tuple(also) if len(needs) < MOST_NEEDS else (), self)

    def regex(self, source: str) -> re.Pattern[str]:
        """What finds a phrase in a folded sentence with one space before it; raises as `phrase` does."""
        regex = "".join(piece.regex for piece in self.pieces(source))
        self.forget()
        return re.compile(_WORD_START + regex)

    def pieces(self, source: str) -> list[_Piece]:
        """Its parts in order; raises as `phrase` does."""
        pieces = self._sequence(tokens := _tokens(source))
        if tokens:
            raise ValueError(f"{source!r}: {tokens[-1]!r} outside a choice")
        return pieces

    def _sequence(self, tokens: list[str]) -> list[_Piece]:
        """Pieces up to the end or to a bar or bracket that belongs to somebody else."""
        pieces = []
        while tokens and tokens[-1] not in _ENDS:
            token = tokens.pop()
            pieces.append(self._choice(tokens) if token == "(" else self._piece(token))  # noqa: S105 (a bracket)
        return pieces

    def _choice(self, tokens: list[str]) -> _Piece:
        branches = [_joined(self._sequence(tokens))]
        while tokens and tokens[-1] == "|":
            tokens.pop()
            branches.append(_joined(self._sequence(tokens)))
        if not tokens:
            raise ValueError("a choice is not closed")
        return _either(branches, optional=tokens.pop() == ")?")

    def _piece(self, token: str) -> _Piece:
        if token in _SIGNS:
            return _SIGNS[token]
        if token not in self._read:
            self._read[token] = self._new_piece(token)
        return self._read[token]

    def _new_piece(self, token: str) -> _Piece:
        optional, token = token.endswith("?"), token.removesuffix("?")
        if not token.startswith("{"):
            return _either([self._word(token)], optional=optional)
        if (name := token.strip("{}")) not in self.lists:
            raise ValueError(f"there is no word list {name!r}")
        return _either([_joined(self._sequence(_tokens(entry))) for entry in self.lists[name]], optional=optional)

    def forget(self) -> None:
        """Let go of what was read: few phrases are asked for again."""
        self._read.clear()

    def _word(self, token: str) -> _Piece:
        """One word as written; it may be two when folded ("won't")."""
        words = fold(token.removesuffix("*"), self.contractions).split()
        if not words:
            raise ValueError(f"{token!r} is no word")
        regex = "".join(re.escape(w) + " " + _COMMA for w in words)
        longest = max(words, key=len)
        if not token.endswith("*"):
            return _Piece(regex, self._key(longest), 1 if longest in self.everyday else len(longest))
        regex = regex.removesuffix(" " + _COMMA) + "[^ ]{0,24} " + _COMMA
        if len(longest) < KEY_LENGTH:
            return _Piece(regex)
        return _Piece(regex, self._key(beginning(longest)), len(longest))

    def _key(self, word: str) -> frozenset[str]:
        """A key, the same string each time: few words stand in thousands of phrases."""
        return frozenset({self._keys.setdefault(word, word)})


def _joined(pieces: list[_Piece]) -> _Piece:
    best, *others = sorted(pieces, key=lambda p: -p.telling) or [_Piece("")]
    also = others[0].keys if others else _EMPTY
    return _Piece("".join(p.regex for p in pieces), best.keys, best.telling, also or best.also)


def _either(branches: list[_Piece], *, optional: bool) -> _Piece:
    regex = "|".join(b.regex for b in branches)
    if optional:
        return _Piece(f"(?:{regex})?", optional=True)
    if len(branches) > 1:
        regex = f"(?:{regex})"
    if not all(b.keys for b in branches):
        return _Piece(regex)
    keys = frozenset().union(*(b.keys for b in branches))
    also = frozenset().union(*(b.also or b.keys for b in branches))
    return _Piece(regex, keys, min(b.telling for b in branches), also)
