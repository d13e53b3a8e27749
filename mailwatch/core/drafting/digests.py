"""Telling an untouched draft from an edited one.

Mail clients re-wrap a draft, change its encoding or turn it into HTML when they merely save it, so texts are compared
without white space, quote marks and markup, and never bytes, size, Date or MIME structure.
"""

from __future__ import annotations

import email
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from email.message import Message as Part

_MAX_TEXT = 1_000_000
_QUOTE_MARKS = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
_TYPOGRAPHY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "..."})


def normalise(text: str) -> str:
    """The text without white space, quote marks at line starts, invisible characters and typographic quotes."""
    plain = unicodedata.normalize("NFC", _QUOTE_MARKS.sub("", text)).translate(_TYPOGRAPHY)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))


def digest(text: str) -> str:
    """SHA-256 (hex) of the normalised text."""
    return hashlib.sha256(normalise(text).encode("utf-8", "replace")).hexdigest()


def digest_of_mail(raw: bytes, placed: str = "") -> str:
    """The digest of what a mail says, whatever form a client gave it.

    Args:
        raw: the whole mail.
        placed: digest of the draft as it was placed. Of several parts the one that differs decides: some clients
            change one part and leave the other as it was.

    Returns:
        `placed` if nothing differs from it, else another digest. An attachment counts as a difference.
    """
    found: list[str] = []
    for part in email.message_from_bytes(raw).walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_filename() or kind not in ("text/plain", "text/html"):
            found.append(digest(f"attachment {part.get_filename() or kind}"))
        elif text := _text(part):
            found.append(digest(_without_markup(text) if kind == "text/html" else text))
    differing = [one for one in found if one != placed]
    return (differing or found or [digest("")])[0]


def _text(part: Part) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content[:_MAX_TEXT].decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content[:_MAX_TEXT].decode("utf-8", "replace")


def _without_markup(html: str) -> str:
    tree = LexborHTMLParser(html)
    tree.strip_tags(["head", "style", "script", "title"])
    return tree.body.text(separator="") if tree.body else ""
