"""Which parts of a mail a reader sees: the text among alternatives, the calendars, the mails inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailwatch.core.parsing.data import STUBS
from mailwatch.core.parsing.html import BELOW, SIGNED, html_lines
from mailwatch.core.parsing.mime import Part, leaves
from mailwatch.core.parsing.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

CALENDAR_LIMIT = 20
"""Calendar parts of one mail that are kept; invitations carry the same one twice."""
CALENDAR_BYTES = 256 * 1024
"""Encoded bytes of one calendar that are read; real ones have two to ten kB."""
_STUB_LENGTH = 400
"""A text part above this many characters is taken as it is, without a look at the HTML."""
_RICHER = 3
"""HTML tells more when it has this many times the text of a short text part."""
_SHORT = 40
_TOP = 20
"""Lines in which a style sheet would show."""

_CALENDAR_TYPES = frozenset(("text/calendar", "application/ics", "text/x-vcalendar", "application/x-ical"))
_MESSAGE_TYPES = frozenset(("message/rfc822", "message/global"))
_UNREADABLE = {
    "application/pkcs7-mime": "encrypted or opaquely signed (S/MIME), not read",
    "application/x-pkcs7-mime": "encrypted or opaquely signed (S/MIME), not read",
    "application/pgp-encrypted": "encrypted (OpenPGP), not read",
    "application/ms-tnef": "winmail.dat (TNEF), not read",
    "application/vnd.ms-tnef": "winmail.dat (TNEF), not read",
}


@dataclass(slots=True)
class Body:
    """What a mail holds. `text` has the marks of `html.html_lines`, and no blanks at the ends of its lines."""

    text: str = ""
    calendars: list[str] = field(default_factory=list)
    messages: list[Part] = field(default_factory=list)


def read_body(root: Part, problems: list[str]) -> Body:
    """Read what is to be read of a mail; attachments other than calendars and mails are left alone."""
    body = Body()
    if not root.children:
        _read_leaf(root, body, problems)
        return body
    for leaf in leaves(root):
        if leaf.content_type in _CALENDAR_TYPES or _named_ics(leaf):
            _add_calendar(body, leaf.payload(CALENDAR_BYTES), leaf.params.get("charset", ""), problems)
        elif leaf.content_type in _MESSAGE_TYPES:
            body.messages.append(leaf)
        elif leaf.content_type in _UNREADABLE:
            problems.append(_UNREADABLE[leaf.content_type])
    body.text = _text_of(root, body, problems)
    return body


def _read_leaf(part: Part, body: Body, problems: list[str]) -> None:
    """A mail that is a single part."""
    if part.content_type in _CALENDAR_TYPES or _named_ics(part):
        _add_calendar(body, part.payload(CALENDAR_BYTES), part.params.get("charset", ""), problems)
    elif part.content_type in _MESSAGE_TYPES:
        body.messages.append(part)
    elif part.content_type in _UNREADABLE:
        problems.append(_UNREADABLE[part.content_type])
    elif part.content_type.startswith(("text/", "multipart/", "message/")):
        body.text = _leaf_text(part, body, problems)


def _named_ics(part: Part) -> bool:
    if part.content_type.startswith(("text/html", "image/", "multipart/")):
        return False
    if "content-disposition" not in part.fields and "name" not in part.params:
        return False
    return part.filename.lower().endswith((".ics", ".vcs"))


def _add_calendar(body: Body, data: bytes, charset: str, problems: list[str]) -> None:
    text = decode(data, charset)[0].replace("\x00", "").replace("\r\n", "\n").strip("\ufeff \n\r")
    if not text:
        return
    if len(body.calendars) >= CALENDAR_LIMIT:
        problems.append(f"more than {CALENDAR_LIMIT} calendar parts, the rest is not read")
    elif text not in body.calendars:
        body.calendars.append(text)


def _text_of(part: Part, body: Body, problems: list[str]) -> str:
    """What a reader of `part` sees. Depth is bounded by `mime.DEPTH_LIMIT`."""
    if not part.children:
        return _leaf_text(part, body, problems) if _shown(part) else ""
    if part.content_type == "multipart/alternative":
        return _best(part, body, problems)
    if part.content_type in ("multipart/related", "multipart/report"):
        return _text_of(part.children[0], body, problems)
    return _joined(_text_of(child, body, problems) for child in part.children)


def _shown(part: Part) -> bool:
    if part.content_type not in ("text/plain", "text/html") and not part.content_type.startswith("multipart/"):
        return False
    return not (part.disposition == "attachment" or (part.filename and part.disposition != "inline"))


def _joined(texts: Iterable[str]) -> str:
    """Texts below each other; one that repeats the text before it (plain and HTML side by side) counts once."""
    kept: list[str] = []
    before: list[str] = []
    for text in texts:
        words = text.split()
        if words and words != before:
            kept.append(text)
        before = words or before
    return "\n\n".join(kept)


def _best(part: Part, body: Body, problems: list[str]) -> str:
    """The alternative to read: plain text, unless it is empty or a stub and HTML tells more."""
    plain = ""
    others: list[Part] = []
    for child in part.children:
        if child.content_type == "text/plain" and not plain:
            plain = _text_of(child, body, problems)
        elif child.content_type == "text/html" or child.children:
            others.append(child)
    if others and _poor(plain):
        rich = max((_text_of(other, body, problems) for other in others), key=_letters)
        if _tells_more(rich, plain):
            return rich
    return plain


def _letters(text: str) -> int:
    return len(text) - text.count("\n")


def _poor(plain: str) -> bool:
    """Whether the HTML deserves a look: little text, or the style sheet that a bad converter left in it."""
    if _letters(plain) < _STUB_LENGTH:
        return True
    return any("@media" in line or "{" in line for line in plain.split("\n", _TOP)[:_TOP])


def _tells_more(rich: str, plain: str) -> bool:
    size, other = _letters(rich), _letters(plain)
    if not size:
        return False
    if other >= _STUB_LENGTH:
        return size > _SHORT
    lower = plain.replace("\n", " ").lower()
    return other < _SHORT or size > _RICHER * other or any(word in lower for word in STUBS)


def _leaf_text(part: Part, body: Body, problems: list[str]) -> str:
    text = part.text(problems)
    start = text[:200].lstrip().lower()
    if part.content_type == "text/html" or (start.startswith(("<html", "<!doctype html", "<body")) and "</" in text):
        return "\n".join(html_lines(text, problems))
    if start.startswith("begin:vcalendar"):
        _add_calendar(body, text.encode("utf-8", "replace"), "utf-8", problems)
        return ""
    return "\n".join(map(str.rstrip, text.split("\n"))) if " \n" in text or text[-1:] == " " else text


def shown(text: str) -> str:
    """A text without the marks that `html.html_lines` puts in."""
    if BELOW in text or SIGNED in text:  # `clean` left none in other texts
        text = text.replace(BELOW, "").replace(SIGNED, "")
    return text.strip("\n")
