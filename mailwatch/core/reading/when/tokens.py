"""From text to tokens: words with what they can mean, numbers with the shape they have, punctuation, line ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.when.lexicon import Lexicon, Senses, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LONGEST_TEXT = 12_000
"""Characters looked at. What a mail fixes stands well before; a newsletter or an attack may go on for ever."""

# Numbers glued to a word, a currency or a number sign are no times; so every shape but the last looks behind itself.
# All repetitions are bounded or of one class, which keeps the whole linear. A look at the digit spares most places the
# many shapes.
TOKEN = re.compile(
    r"""
      (?P<url>(?:https?://|www\.)\S+)
    | (?P<word>[^\W\d_][^\s\d!-@\[-`{-~\u00a0-\u00a9\u00ab-\u00b9\u00bb-\u00bf\u2000-\u206f\u22c5\u3000-\u303f]*)
    | (?P<line>\n)
    | (?P<mark>[^\s\w]|_)
    | (?=\d)(?:
        (?:(?<![\w$\u20ac\u00a3\u00a5#.])|(?<=\dT))(?:
            (?P<ymd>(?:19|20)\d\d(?:-\d\d?-\d\d?|/\d\d?/\d\d?|\.\d\d?\.\d\d?)(?!\d)(?:T(?=\d\d:))?)
          | (?P<dmy>\d\d?(?:-\d\d?-|/\d\d?/|\.\d\d?\.)(?:20\d\d|\d\d)(?![\d:h])|\d\d?\.[ ]\d\d?\.[ ]20\d\d(?!\d))
          | (?P<clock>\d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)?(?![\d:]))
          | (?P<french>\d\d?[ \u00a0\u202f]?[hHuU][ \u00a0\u202f]?\d\d(?!\w))
          | (?P<pair>\d\d?(?:/\d\d?(?!\d)|\.(?:0?[1-9]|1[0-2])(?!\d)(?:\.(?!\d))?|\.\d\d?(?!\d)))
        )
      | (?<![\w$\u20ac\u00a3\u00a5#])(?P<number>\d{1,4})(?!\d)
      | (?P<junk>\d+)
    )
    """,
    re.VERBOSE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u034f]")
LONG_LINE = 160
"""Characters from which a line is cut into sentences."""
SHORT_CHUNK = 16
"""Shorter pieces are always read: they may be torn from their sentence by a stop ("3 p. m.")."""
_SENTENCE_END = re.compile(r"(?<=[.!?]\s)")
_ENDS = frozenset(".!?:") | {""}
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_NUMERIC = frozenset({"ymd", "dmy", "clock", "french", "pair", "number"})
_NOTHING: Senses = {}
_STARTS = frozenset(
    {"number", "before", "fixed", "weekday", "short", "month", "days", "this", "coming", "next_week", "week_after",
     "week_second", "ordinal", "zone", "abbreviation", "city", "zone_before", "length", "your_time", "later",
     "same_time", "week_number"}
)  # fmt: skip


class Token(NamedTuple):
    """One token.

    `kind` is a group of `TOKEN`, `gap` for a stretch that cannot matter, or `end`. `text` is folded. `senses` is empty
    for numbers, punctuation and words without meaning here.
    """

    kind: str
    start: int
    end: int
    text: str
    senses: Senses


END = Token("end", 0, 0, "", _NOTHING)


class Page(NamedTuple):
    """A text in tokens. `tokens` ends with spare END tokens, so that looking ahead (and behind the first) is safe.

    `interesting` lists the positions at which a date, a clock time, a zone or a length can begin.
    """

    source: str
    tokens: tuple[Token, ...]
    interesting: tuple[int, ...]
    words: Lexicon


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    return _WORD.findall(fold(text))


def may_tell_time(text: str, words: Lexicon) -> bool:
    """Whether there is a digit or a needed word in `text`: a cheap first look."""
    text = text[:LONGEST_TEXT]
    return _DIGIT.search(text) is not None or not words.needed.isdisjoint(words_of(text))


def tokenize(text: str, words: Lexicon) -> Page:
    """Read `text` (its first `LONGEST_TEXT` characters) in the words of one language. Linear, never raises."""
    source = _INVISIBLE.sub(" ", text[:LONGEST_TEXT])
    get, make = words.words.get, tuple.__new__  # looked up once: this is the inner loop of the whole reader
    heads: Collection[str] = words.phrases.keys()
    tokens: list[Token] = []
    append = tokens.append
    starts: list[int] = []
    for begin, stop, relevant in _chunks(source, words):
        if not relevant:
            tokens.append(Token("gap", begin, stop, "", _NOTHING))
            if source[stop - 1] == "\n":
                tokens.append(Token("line", stop - 1, stop, "\n", _NOTHING))
            continue
        for match in TOKEN.finditer(source, begin, stop):
            kind = match.lastgroup or "mark"
            start, end = match.span()
            word = source[start:end].lower()
            if not word.isascii():
                word = fold(word)
            if word in heads:
                starts.append(len(tokens))
            append(make(Token, (kind, start, end, word, get(word, _NOTHING))))
    if starts:
        tokens = _joined(tokens, starts, words)
    interesting = tuple(
        i for i, t in enumerate(tokens) if t.kind in _NUMERIC or (t.senses and not _STARTS.isdisjoint(t.senses))
    )
    return Page(source, (*tokens, *(END,) * 8), interesting, words)


def _chunks(source: str, words: Lexicon) -> Iterator[tuple[int, int, bool]]:
    """Lines, long ones cut at sentence ends: begin, end, and whether any of it can matter for a time.

    What goes on over line ends matters with what tells a time: mail clients break phrases anywhere.
    """
    chunks = list(_pieces(source))
    telling = [not quoted_line and _relevant(chunk, words) for chunk, quoted_line in chunks]
    goes_on = [chunk.rstrip()[-1:] not in _ENDS and not quoted_line for chunk, quoted_line in chunks]
    for at in range(1, len(chunks)):
        telling[at] = telling[at] or (goes_on[at - 1] and telling[at - 1] and chunks[at][0].strip() != "")
    for at in range(len(chunks) - 2, -1, -1):
        telling[at] = telling[at] or (goes_on[at] and telling[at + 1])
    begin = 0
    for (chunk, _), tells in zip(chunks, telling, strict=True):
        yield begin, begin + len(chunk), tells
        begin += len(chunk)


def _pieces(source: str) -> Iterator[tuple[str, bool]]:
    """The chunks of a text, and whether each is a quoted line, of which nothing counts."""
    for line in source.splitlines(keepends=True):
        if line.startswith(">"):
            yield line, True
        else:
            pieces = (line,) if len(line) < LONG_LINE else _SENTENCE_END.split(line)
            yield from ((piece, False) for piece in pieces if piece)


def _relevant(chunk: str, words: Lexicon) -> bool:
    if len(chunk) < SHORT_CHUNK or _DIGIT.search(chunk):
        return True
    return not words.clues.isdisjoint(words_of(chunk))


def _joined(tokens: list[Token], starts: list[int], words: Lexicon) -> list[Token]:
    """The tokens with every known phrase made one token, the longest first; a line end may lie within."""
    joined: list[Token] = []
    at = 0
    for start in starts:
        if start < at:
            continue
        second = start + 1 + (start + 1 < len(tokens) and tokens[start + 1].kind == "line")
        following = tokens[second].text if second < len(tokens) else ""
        for rest, senses in words.phrases[tokens[start].text].get(following, ()):
            stop = _phrase_end(tokens, start, rest)
            if stop:
                joined += tokens[at:start]
                phrase = " ".join((tokens[start].text, *rest))
                joined.append(Token("word", tokens[start].start, tokens[stop - 1].end, phrase, senses))
                at = stop
                break
    return joined + tokens[at:]


def _phrase_end(tokens: list[Token], start: int, rest: tuple[str, ...]) -> int:
    """The token after the phrase that begins at `start` and goes on with `rest`; 0 where it does not."""
    at = start + 1
    for piece in rest:
        if at < len(tokens) and tokens[at].kind == "line":
            at += 1
        if at == len(tokens) or tokens[at].text != piece:
            return 0
        at += 1
    return at
