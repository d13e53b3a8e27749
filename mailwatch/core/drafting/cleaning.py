"""Strangers' words, made harmless before they enter a header or a body."""

from __future__ import annotations

import re
import unicodedata

MAX_VALUE = 600
"""Longest value in characters: two or three sentences."""

MAX_SUBJECT = 500
"""Longest subject in characters that is kept whole."""

_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
_DOUBLED = re.compile(r"([\[\]{}])\1+")
_SPACES = re.compile(r"\s+")
_GENDERS = re.compile(
    r"[\s,\u2013-]*(?:\(\s*\w\*?(?:\s*[/|]\s*\w\*?){1,3}\s*\)|\b[mwfhd](?:/[mwfhdxi]){1,3}(?=\s|$))", re.IGNORECASE
)
_JOINERS = "\u200c\u200d"  # parts of emoji and of some scripts; they move no text


def _visible(text: str, keep: str = "") -> str:
    """Without controls, bidi and zero-width characters, private use and lone surrogates; line ends become spaces."""
    return "".join(
        " " if category in ("Cc", "Zl", "Zp") else character
        for character in text
        if (category := unicodedata.category(character)) not in ("Cf", "Cs", "Co") or character in keep
    )


def clean(text: str, limit: int = MAX_VALUE) -> str:
    """One line of plain visible text that can neither end a header nor look like a blank or a template.

    Args:
        text: anything.
        limit: longest result in characters; a longer text is cut between words.
    """
    line = _visible(unicodedata.normalize("NFC", text[: 8 * limit]))
    line = _SPACES.sub(" ", _DOUBLED.sub(r"\1", line)).strip()
    if len(line) <= limit:
        return line
    head = line[: limit + 1].rpartition(" ")[0]
    return (head or line[:limit]).rstrip(" ,;:\u2013-")


def clean_title(text: str, limit: int = 100) -> str:
    """A company or a role; empty where it holds a link, because no such name does and the draft must not carry it."""
    line = clean(text, limit)
    return "" if _LINK.search(line) else line


def clean_role(text: str) -> str:
    """A role without the marks that advertisements add to it: (m/w/d), (H/F), "position"."""
    role = _GENDERS.sub("", clean_title(text))
    return re.sub(r"(?i)\s+(?:position|role|job)$", "", role).strip(" ,\u2013-")


def clean_subject(text: str) -> str:
    """A subject as it was, less what could end the header or reorder what is shown (it threads only if kept)."""
    return _visible(text[:MAX_SUBJECT], _JOINERS).strip()
