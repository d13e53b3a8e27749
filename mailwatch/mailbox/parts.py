"""A smaller mail with the same words: of a large one, only the parts that can be read are fetched and put together.

Headers (and so the boundaries they name) and the parts kept are verbatim; attachments are left out unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from itertools import islice
from typing import Any

from imapclient.response_types import BodyData

FetchItems = Callable[[str], dict[bytes, Any]]
"""Fetches these items of the one mail in hand."""

MAX_PARTS = 40
"""Parts fetched of one mail, headers of multiparts included: no honest mail has more that can be read."""
MAX_DEPTH = 8
"""Levels of multiparts and forwarded mails looked into."""
_CALENDAR_SUBTYPES = frozenset({"calendar", "ics", "x-ics", "vcalendar"})
_STATUS_SUBTYPES = frozenset({"delivery-status", "global-delivery-status", "disposition-notification"})


@dataclass(frozen=True, slots=True)
class Part:
    """A node of BODYSTRUCTURE (RFC 3501 §7.4.2).

    `section` is its number as FETCH takes it, empty for a mail of several parts. `children` are the parts of a
    multipart, or the one mail inside a message/rfc822.
    """

    section: str
    kind: str
    subtype: str
    size: int = 0
    attached: bool = False
    name: str = ""
    children: tuple[Part, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether its content can tell a reader something."""
        if self.subtype in _CALENDAR_SUBTYPES or self.name.endswith(".ics"):
            return True
        if self.kind == "message":
            return self.subtype in _STATUS_SUBTYPES or bool(self.children)
        return self.kind == "text" and not self.attached


def slim(fetch: FetchItems, limit: int) -> bytes:
    """Put together a mail from the header and the readable parts of a large one.

    Args:
        fetch: asks the server; called twice, for the structure and then for all that is kept.
        limit: bytes taken of each part.

    Raises:
        IMAP4.error: the server refuses.
        ValueError, LookupError, TypeError: its answer makes no sense.
    """
    structure = fetch("BODYSTRUCTURE").get(b"BODYSTRUCTURE")
    if not isinstance(structure, BodyData):
        raise TypeError("the server does not tell the structure of this large mail")
    root = read_structure(structure)
    wanted = {"HEADER": "BODY.PEEK[HEADER]", **dict(islice(_items(root, limit), MAX_PARTS))}
    answered = fetch(" ".join(wanted.values()))
    texts = {section: _content(answered, section) for section in wanted}
    header = _ended(texts["HEADER"])
    return header + _body(root, header, texts)


def read_structure(data: BodyData, section: str = "", depth: int = 0) -> Part:
    """Turn IMAPClient's BODYSTRUCTURE into parts with their section numbers."""
    if depth > MAX_DEPTH:
        return Part(section, "application", "octet-stream")
    if data.is_multipart:
        children = tuple(
            read_structure(child, f"{section}.{number}" if section else str(number), depth + 1)
            for number, child in enumerate(data[0], start=1)
        )
        return Part(section, "multipart", _lower(data[1]), children=children)
    kind, subtype = _lower(data[0]), _lower(data[1])
    section = section or "1"
    disposition = next((item for item in data[7:] if _is_disposition(item)), (b"", None))
    name = _parameter(data[2], "name") or _parameter(disposition[1], "filename")
    children = ()
    if (kind, subtype) == ("message", "rfc822") and len(data) > 8 and isinstance(data[8], tuple):  # noqa: PLR2004  # its place in the list
        children = (_inner_mail(BodyData.create(data[8]), section, depth + 1),)
    size = data[6] if isinstance(data[6], int) else 0
    return Part(section, kind, subtype, size, _lower(disposition[0]) == "attachment", name, children)


def _inner_mail(data: BodyData, section: str, depth: int) -> Part:
    # The parts of a mail inside are numbered below it, and its only part is `.1` (RFC 3501 §6.4.5).
    return read_structure(data, section if data.is_multipart else f"{section}.1", depth)


def _items(part: Part, limit: int) -> Iterator[tuple[str, str]]:
    """What to fetch, as (section, item). The mail's own header is fetched anyway."""
    if part.kind == "multipart":
        for child in part.children:
            if child.kept or child.kind == "multipart":
                yield f"{child.section}.MIME", f"BODY.PEEK[{child.section}.MIME]"
                yield from _items(child, limit)
    elif part.children:
        yield f"{part.section}.HEADER", f"BODY.PEEK[{part.section}.HEADER]"
        yield from _items(part.children[0], limit)
    elif part.kept:
        # Asked for in part only where it is too long: some servers get partial fetches wrong.
        yield part.section, f"BODY.PEEK[{part.section}]" + (f"<0.{limit}>" if part.size > limit else "")


def _body(part: Part, header: bytes, texts: dict[str, bytes]) -> bytes:
    """The content of `part`, whose header this is."""
    if part.kind == "multipart":
        boundary = (BytesHeaderParser().parsebytes(header).get_boundary() or "").encode("utf-8", "surrogateescape")
        body = b""
        for child in part.children if boundary else ():
            if f"{child.section}.MIME" in texts:
                mime = _ended(texts[f"{child.section}.MIME"])
                body += b"--" + boundary + b"\r\n" + mime + _body(child, mime, texts) + b"\r\n"
        return body + b"--" + boundary + b"--\r\n"
    if part.children:
        inner = _ended(texts.get(f"{part.section}.HEADER", b""))
        return inner + _body(part.children[0], inner, texts)
    return texts.get(part.section, b"")


def _content(answered: dict[bytes, Any], section: str) -> bytes:
    key = f"BODY[{section}]".encode()
    value = next((answered[name] for name in (key, key + b"<0>") if name in answered), None)
    return value if isinstance(value, bytes) else b""


def _ended(header: bytes) -> bytes:
    """A header with the empty line after it."""
    if header in (b"", b"\r\n") or header.endswith(b"\r\n\r\n"):
        return header or b"\r\n"
    return header.rstrip(b"\r\n") + b"\r\n\r\n"


def _is_disposition(item: object) -> bool:
    """Whether it is the body disposition: a name and its parameters, or NIL for none."""
    return (
        isinstance(item, tuple)
        and len(item) == 2  # noqa: PLR2004  # a pair
        and isinstance(item[0], bytes)
        and item[0].lower() in (b"attachment", b"inline")
    )


def _parameter(parameters: object, name: str) -> str:
    if not isinstance(parameters, tuple):
        return ""
    pairs = zip(parameters[::2], parameters[1::2], strict=False)
    return next((_lower(value) for key, value in pairs if _lower(key) == name), "")


def _lower(value: object) -> str:
    return value.decode("utf-8", "replace").lower() if isinstance(value, bytes) else ""
