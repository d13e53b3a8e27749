"""Signatures and footers: what stands below the words that a sender wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation

from mailwatch.core.parsing.data import (
    BULK,
    CLOSING_KEYS,
    CLOSINGS,
    FOOTER_KEYS,
    HINTS,
    LEGAL,
    MAIL_WORDS,
    MOBILE,
    MOBILE_KEYS,
    TAILS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SIGNATURE_LINES = 14
"""Lines below a closing that can be a signature; more is another part of the mail."""
_DASHED_LINES = 30
"""The same below `-- `, which says so itself (RFC 3676 §4.3)."""
_LINE_LENGTH = 100
"""A line of a signature is shorter; a longer one is a sentence."""
_MOBILE_LINES = 8
"""Lines at the end in which the words of a phone are looked for."""
_CLOSING_LENGTH = 60
_NAME_WORDS = 6
_TAIL_PARAGRAPHS = 10
"""Paragraphs at the end in which footers are looked for."""
_PARAGRAPH_LINES = 60
"""A longer paragraph is looked at in pieces."""
_HINT_LENGTH = 160
_BULK_LENGTH = 500
_DEBRIS_LENGTH = 90
_PUNCTUATION = str.maketrans(dict.fromkeys(".,;:!?()[]<>{}\"'/|*_-\u2019\u00a9", " ") | {"\u00a9": " \u00a9 "})
_ANY = AhoCorasick([*LEGAL, *BULK, *HINTS], implementation=Implementation.ContiguousNFA)  # takes least room
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
_NO_NAME = re.compile(r"[\d?:;@<>/]|\.\Z|!\Z")
_AFTERTHOUGHT = re.compile(r"p\.? ?s\b|n\.? ?b\b", re.IGNORECASE)


def take_signature(lines: list[str], signed: Sequence[str] = ()) -> tuple[str, str]:
    """Split what the sender wrote from the signature below it, and drop legal and bulk footers.

    Args:
        lines: a body without quotes.
        signed: lines that the mail client marked as signature.

    Returns:
        The text and the signature (from the closing words on, if there are any). A mail that is nothing but
        signature is its own text.
    """
    body = _without_footers(lines)
    body, mobile = _without_mobile(body)
    cut = _dashes(body)
    below: list[str] = []
    if cut is not None:
        body, below = body[:cut], body[cut + 1 :]
        body = _without_footers(body)
    cut, end = _closing(body)
    if cut is not None:
        body, below = body[:cut] + body[end:], body[cut:end] + below
        body = _without_footers(body)
    text = _joined(body) or _joined(lines)
    return text, _joined([*below, *signed, *mobile])


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n")


def _dashes(lines: Sequence[str]) -> int | None:
    """The line `-- ` (its space may be lost) that begins a signature."""
    if "--" in lines[-_DASHED_LINES:]:
        return next(i for i in range(len(lines) - 1, -1, -1) if lines[i] == "--")
    return None


def _without_mobile(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take out what a phone adds below the text."""
    first = max(0, len(lines) - _MOBILE_LINES)
    found = [i for i in range(first, len(lines)) if _is_mobile(lines[i])]
    if not found:
        return lines, []
    return [line for i, line in enumerate(lines) if i not in found], [lines[i] for i in found]


def _is_mobile(line: str) -> bool:
    lower = line.lower() if len(line) < _DEBRIS_LENGTH else ""
    return lower.partition(" ")[0] in MOBILE_KEYS and lower.startswith(MOBILE) and lower[-1] != "?"


def is_closing(line: str) -> bool:
    """Whether a line is closing words, perhaps with a name behind them: `Best regards, Anna`."""
    if len(line) > _CLOSING_LENGTH:
        return False
    first = line.split(None, 1)[0].strip(",.!;*_/").lower()
    if first not in CLOSING_KEYS:
        return False
    words = line.strip(" ,.!;-*_\u2013\u2014").lower()
    if words in CLOSINGS:
        return True
    head, separator, rest = words.partition(",")
    if not separator:
        head, separator, rest = words.partition("/")
    if separator:
        return head.strip(" ,.!") in CLOSINGS and len(rest.split()) <= _NAME_WORDS and not _CLOCK.search(rest)
    return any(words[len(closing) :].lstrip().startswith(TAILS) for closing in _prefixes(words))


def _prefixes(words: str) -> list[str]:
    """The closings that the first words are."""
    parts = words.split()
    return [c for n in range(1, min(5, len(parts))) if (c := " ".join(parts[:n])) in CLOSINGS]


def _closing(lines: Sequence[str]) -> tuple[int | None, int]:
    """The last closing with a signature below it, and where that signature ends."""
    filled = 0
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if not line:
            continue
        if filled > _SIGNATURE_LINES:
            break
        if is_closing(line) and _signs(lines, index):
            return index, _signature_end(lines, index)
        filled += 1
    return None, 0


def _signs(lines: Sequence[str], index: int) -> bool:
    """Whether a name, or nothing, follows the closing."""
    if "," in lines[index].rstrip(" ,"):
        return True  # the name stands on the same line
    for line in lines[index + 1 : index + 6]:
        if line:
            return len(line.split()) <= _NAME_WORDS and _NO_NAME.search(line.strip("*_ ")) is None
    return True


def _signature_end(lines: Sequence[str], index: int) -> int:
    """The first line below a closing that is a text again: an afterthought, a sentence, an appointment."""
    paragraph = index
    for position in range(index + 1, len(lines)):
        line = lines[position]
        if not line:
            paragraph = position + 1
        elif len(line) > _LINE_LENGTH or _AFTERTHOUGHT.match(line) or (paragraph > index and _CLOCK.search(line)):
            return max(paragraph, index + 1)
    return len(lines)


def _without_footers(lines: list[str]) -> list[str]:
    """Cut the footers at the end; crumbs between and below them (addresses, link lists) go too."""
    end = len(lines)
    cut = end
    for start, stop in _last_paragraphs(lines):
        where = _footer(lines, start, stop)
        if where is not None:
            cut = where
            if where > start:
                break
        elif not _debris(lines[start:stop]):
            break
    return lines[:cut] if cut < end and any(lines[:cut]) else lines


def _last_paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The last paragraphs as ranges of lines, last first."""
    stop = len(lines)
    for _ in range(_TAIL_PARAGRAPHS):
        while stop > 0 and not lines[stop - 1]:
            stop -= 1
        start = stop
        while start > 0 and lines[start - 1] and stop - start < _PARAGRAPH_LINES:
            start -= 1
        if start == stop:
            return
        yield start, stop
        stop = start


def _footer(lines: Sequence[str], start: int, stop: int) -> int | None:
    """The line of a paragraph with which a footer begins; the whole paragraph where it is a legal one."""
    text = " ".join(lines[start:stop]).lower().replace("\u2019", "'")
    if not _ANY.find_matches_as_indexes(text) or FOOTER_KEYS.isdisjoint(text.translate(_PUNCTUATION).split()):
        return None
    if any(word in text for word in LEGAL) and any(word in text for word in MAIL_WORDS):
        return _first_with(lines, start, stop, LEGAL) if stop - start > 1 else start
    if len(text) < _BULK_LENGTH and any(word in text for word in BULK):
        return _first_with(lines, start, stop, BULK)
    if len(text) < _HINT_LENGTH and any(word in text for word in HINTS):
        return _first_with(lines, start, stop, HINTS)
    return None


def _first_with(lines: Sequence[str], start: int, stop: int, words: Sequence[str]) -> int:
    """The first line with one of the words; the paragraph's first where it is broken across lines or near it."""
    for index in range(start, stop):
        lower = lines[index].lower()
        if any(word in lower for word in words):
            return start if index - start < 2 and _sentence(lines[start]) else index  # noqa: PLR2004
    return start


def _sentence(line: str) -> bool:
    return len(line) > _CLOSING_LENGTH


def _debris(paragraph: Sequence[str]) -> bool:
    text = " ".join(paragraph)
    return len(text) < _DEBRIS_LENGTH and text[-1] not in ".?!:," and _CLOCK.search(text) is None
