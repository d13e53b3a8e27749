"""MIME structure: bytes to a tree of parts, in one pass, with nothing copied until a part is read.

The standard library's parser walks every line through one generator a level: 50 nested levels or 100 MB take it
seconds, and 1,000 levels a RecursionError. Here boundaries are looked for, bodies stay slices of the mail, and
depth, number and size of parts are bounded, so that the time is linear in the mail with a small constant.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailwatch.core.parsing.headers import decode_words, from_base64, parameters, read_block
from mailwatch.core.parsing.text import clean, decode, unflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PART_LIMIT = 1_000
"""Parts of one mail that are read; a digest with pictures has some fifty, a bomb 10,000."""
DEPTH_LIMIT = 60
"""Nesting that is followed; mail clients make five levels, and a bomb of 50 is still read whole."""
TEXT_BYTES = 1024 * 1024
"""Encoded bytes of one text part that are read. What the sender wrote stands at its top or is lost in history."""
TEXT_LIMIT = 256 * 1024
"""Characters of one text; the longest real mail of 3,000 has 200,000, nearly all of them quoted history."""
_DELIMITER_LIMIT = 20_000
"""Lines beginning with `--` that are compared with open boundaries before the rest counts as text."""
_BOUNDARY_LENGTH = 256
"""RFC 2046 §5.1.1 allows 70 characters; some senders make more."""


@dataclass(slots=True)
class Part:
    """One MIME part. `body` is `raw[start:end]`; `children` are the parts of a multipart."""

    fields: Mapping[str, tuple[str, ...]]
    raw: bytes
    start: int
    end: int
    content_type: str = "text/plain"
    params: Mapping[str, str] = field(default_factory=dict)
    children: list[Part] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The topmost value of a field (lower-case name), or an empty string."""
        values = self.fields.get(name)
        return values[0] if values else ""

    @property
    def multipart(self) -> bool:
        """Whether it has parts inside."""
        return bool(self.children)

    @property
    def disposition(self) -> str:
        """`inline`, `attachment`, something else, or empty (RFC 2183)."""
        value = self.header("content-disposition")
        return parameters(value)[0] if value else ""

    @property
    def filename(self) -> str:
        """The name a sender gave the part, decoded; empty when none."""
        disposition = self.header("content-disposition")
        name = parameters(disposition)[1].get("filename", "") if disposition else ""
        return decode_words(name or self.params.get("name", ""))

    def payload(self, limit: int = TEXT_BYTES) -> bytes:
        """The body without its transfer encoding; at most `limit` encoded bytes are read."""
        data = self.raw[self.start : min(self.end, self.start + limit)]
        encoding = self.header("content-transfer-encoding")
        if not encoding or encoding in ("7bit", "8bit"):
            return data
        encoding = encoding.strip(" \t\"'").lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(data)
        return from_base64(data) if encoding == "base64" else data

    def text(self, problems: list[str]) -> str:
        """The body as clean text, soft line breaks joined, at most `TEXT_LIMIT` characters."""
        if self.end - self.start > TEXT_BYTES:
            problems.append("text part too long, cut")
        text, lied = decode(self.payload(), self.params.get("charset", ""))
        if lied:
            problems.append(f"charset {self.params.get('charset', '')[:40]!r} does not fit the bytes")
        if len(text) > TEXT_LIMIT:
            problems.append("text too long, cut")
            text = text[:TEXT_LIMIT]
        text = clean(text)
        if self.params.get("format", "").lower() == "flowed":
            return unflow(text, delsp=self.params.get("delsp", "").lower() == "yes")
        return text


def split(raw: bytes, problems: list[str]) -> Part:
    """Take a mail apart.

    Never raises: a boundary that never comes makes the body plain text, a missing end ends with the mail.

    Args:
        raw: RFC 5322 bytes, with CRLF, LF or CR line ends.
        problems: what could not be read is added here.
    """
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    root = _open(raw, 0, problems)
    if root.content_type.startswith("multipart/"):
        _fill(root, problems)
    return root


def leaves(root: Part) -> Iterator[Part]:
    """All parts that hold no parts, in order of appearance."""
    stack = [root]
    while stack:
        part = stack.pop()
        if part.children:
            stack.extend(reversed(part.children))
        else:
            yield part


def _open(raw: bytes, start: int, problems: list[str]) -> Part:
    """The part whose header block begins at `start`; it reaches to the end of the mail until it is closed."""
    fields, body = read_block(raw, start, len(raw), problems)
    part = Part(fields, raw, body, len(raw))
    value = part.header("content-type")
    if value:
        content_type, params = parameters(value)
        part.content_type = content_type if "/" in content_type else "text/plain"  # RFC 2045 §5.2
        part.params = params
    return part


class _Open:
    """The multiparts that are open at a point of the mail, innermost last."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.boundaries: list[bytes] = []
        self.levels: dict[bytes, int] = {}

    def push(self, part: Part, problems: list[str]) -> bool:
        boundary = _boundary(part)
        if not boundary or boundary in self.levels:
            return False
        if len(self.parts) >= DEPTH_LIMIT:
            problems.append(f"parts nest deeper than {DEPTH_LIMIT} levels, the rest is read as text")
            return False
        self.levels[boundary] = len(self.parts)
        self.parts.append(part)
        self.boundaries.append(boundary)
        return True

    def cut(self, level: int) -> None:
        for boundary in self.boundaries[level:]:
            del self.levels[boundary]
        del self.parts[level:], self.boundaries[level:]


def _boundary(part: Part) -> bytes:
    """The boundary of a multipart; where the parameter is missing, its first line that looks like one."""
    boundary = part.params.get("boundary", "").rstrip()
    if boundary:
        return boundary[:_BOUNDARY_LENGTH].encode("latin-1", "replace")
    found = part.raw.find(b"\n--", part.start - 1)
    line = part.raw[found + 3 : found + 3 + _BOUNDARY_LENGTH].partition(b"\n")[0] if found >= 0 else b""
    return line.rstrip()


def _fill(root: Part, problems: list[str]) -> None:
    """Find the parts of `root`, to any depth, in one pass over the lines that begin with `--`."""
    raw, opened = root.raw, _Open()
    opened.push(root, problems)
    leaf: Part | None = None
    count = seen = 0
    position = raw.find(b"\n--", root.start - 1)
    while position >= 0 and opened.parts and seen < _DELIMITER_LIMIT:
        seen += 1
        line_end = raw.find(b"\n", position + 3, position + 3 + _BOUNDARY_LENGTH + 8)
        token = raw[position + 3 : line_end if line_end >= 0 else position + 3 + _BOUNDARY_LENGTH].rstrip()
        after = line_end + 1 if line_end >= 0 else len(raw)
        level = opened.levels.get(token)
        closing = level is None and token.endswith(b"--")
        if closing:
            level = opened.levels.get(token[:-2])
        if level is not None:
            if leaf is not None:
                leaf.end = max(leaf.start, position - (raw[position - 1 : position] == b"\r"))
                leaf = None
            opened.cut(level + (not closing))
            if not closing:
                count += 1
                if count > PART_LIMIT:
                    break
                leaf = _open(raw, after, problems)
                opened.parts[-1].children.append(leaf)
                after = leaf.start
                if leaf.content_type.startswith("multipart/"):
                    leaf = None if opened.push(leaf, problems) else leaf
        position = raw.find(b"\n--", max(position + 1, after - 1))
    _tell(problems, count, seen)


def _tell(problems: list[str], count: int, seen: int) -> None:
    if count > PART_LIMIT:
        problems.append(f"more than {PART_LIMIT} parts, the rest is not read")
    elif seen >= _DELIMITER_LIMIT:
        problems.append("too many lines that look like boundaries, the rest is not read")
