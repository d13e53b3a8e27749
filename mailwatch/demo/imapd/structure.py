"""A message taken apart on its own octets, for part fetches, ENVELOPE and BODYSTRUCTURE (RFC 3501 §7.4.2).

The `email` package is not used for this: what it gives back need not be the octets that came in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import getaddresses

from mailwatch.demo.imapd.wire import parenthesised, quote

_DEEPEST = 40
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)(?:\r\n|\Z)", re.MULTILINE)
_PARAMETER = re.compile(rb';\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))', re.DOTALL)
_TOKEN = re.compile(rb"\s*([^\s;/()]+)(?:\s*/\s*([^\s;()]+))?")
_GROUP = re.compile(r'\s*([^:"<>@,]+):([^;]*);\s*')
_NO_ADDRESS = b"(NIL NIL NIL NIL)"

Parameters = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A message or a MIME part. `header` ends with its blank line. A message/rfc822 has one child, the message."""

    header: bytes
    body: bytes
    kind: bytes
    subtype: bytes
    parameters: Parameters
    children: tuple[Part, ...] = ()

    @property
    def multipart(self) -> bool:
        """Whether its children are the parts of a multipart."""
        return self.kind == b"multipart"

    @property
    def message(self) -> Part | None:
        """The message inside a message/rfc822."""
        return self.children[0] if self.children and not self.multipart else None

    def field(self, name: bytes) -> bytes | None:
        """The first header field of that name, unfolded; None where there is none."""
        return next((value for key, value in fields(self.header) if key.lower() == name), None)

    def at(self, path: tuple[int, ...]) -> Part | None:
        """The part a section number means, counted as RFC 3501 §6.4.5 does."""
        part: Part | None = self
        for depth, number in enumerate(path):
            if part is None:
                return None
            inner = part if part.multipart or not depth else part.message
            part = _child(inner, number) if inner else None
        return part


def parse(raw: bytes, default: bytes = b"text/plain", depth: int = 0) -> Part:
    """Take a message or part apart. Never fails: what is no MIME is one text part."""
    header, body = _halves(raw)
    declared = dict(reversed([(key.lower(), value) for key, value in fields(header)])).get(b"content-type", default)
    token = _TOKEN.match(declared)
    kind, subtype = (token[1].lower(), (token[2] or b"").lower()) if token and token[2] else (b"text", b"plain")
    parameters = parameters_of(declared)
    children: tuple[Part, ...] = ()
    if depth < _DEEPEST and kind == b"multipart":
        inner = b"message/rfc822" if subtype == b"digest" else b"text/plain"
        pieces = _split(body, dict(parameters).get(b"boundary", b"")) or [b""]
        children = tuple(parse(piece, inner, depth + 1) for piece in pieces)
    elif depth < _DEEPEST and (kind, subtype) == (b"message", b"rfc822"):
        children = (parse(body, depth=depth + 1),)
    elif kind == b"multipart":
        kind, subtype = b"application", b"octet-stream"
    return Part(header, body, kind, subtype, parameters, children)


def fields(header: bytes) -> list[tuple[bytes, bytes]]:
    """Name and unfolded value of every field, in order."""
    return [(found[1], re.sub(rb"\r\n(?=[ \t])", b"", found[2]).strip()) for found in _FIELD.finditer(header)]


def chosen_fields(header: bytes, names: frozenset[bytes], *, wanted: bool) -> bytes:
    """The octets of the fields named (`wanted`) or of all others, and a blank line. `names` are lower-case."""
    kept = [found[0] for found in _FIELD.finditer(header) if (found[1].lower() in names) is wanted]
    return b"".join(kept) + b"\r\n"


def parameters_of(value: bytes) -> Parameters:
    """The parameters of a Content-Type or Content-Disposition, names in lower case."""
    found = _PARAMETER.finditer(value)
    return tuple((p[1].lower(), re.sub(rb"\\(.)", rb"\1", p[2]) if p[2] is not None else p[3]) for p in found)


def envelope(part: Part) -> bytes:
    """The ENVELOPE of a message."""
    sender = _addresses(part.field(b"from"))
    return parenthesised(
        [
            quote(part.field(b"date")),
            quote(part.field(b"subject")),
            sender,
            _addresses(part.field(b"sender"), sender),
            _addresses(part.field(b"reply-to"), sender),
            _addresses(part.field(b"to")),
            _addresses(part.field(b"cc")),
            _addresses(part.field(b"bcc")),
            quote(part.field(b"in-reply-to")),
            quote(part.field(b"message-id")),
        ]
    )


def body_structure(part: Part, *, extended: bool = True) -> bytes:
    """BODYSTRUCTURE, or BODY where not `extended`."""
    if part.multipart:
        inner = b"".join(body_structure(child, extended=extended) for child in part.children)
        extension = [_parameters(part.parameters), *_extension(part)] if extended else []
        return b"(" + b" ".join([inner, quote(part.subtype), *extension]) + b")"
    parameters = part.parameters
    if part.kind == b"text" and b"charset" not in dict(parameters):
        parameters += ((b"charset", b"us-ascii"),)
    items = [
        quote(part.kind),
        quote(part.subtype),
        _parameters(parameters),
        quote(part.field(b"content-id")),
        quote(part.field(b"content-description")),
        quote((part.field(b"content-transfer-encoding") or b"7bit").lower()),
        b"%d" % len(part.body),
    ]
    if part.message:
        items += [envelope(part.message), body_structure(part.message, extended=extended)]
    if part.message or part.kind == b"text":
        items.append(b"%d" % part.body.count(b"\n"))
    if extended:
        items += [quote(part.field(b"content-md5")), *_extension(part)]
    return parenthesised(items)


def _extension(part: Part) -> list[bytes]:
    disposition = part.field(b"content-disposition")
    token = _TOKEN.match(disposition) if disposition else None
    parameters = _parameters(parameters_of(disposition or b""))
    shown = parenthesised([quote(token[1].lower()), parameters]) if token else b"NIL"
    languages = (part.field(b"content-language") or b"").replace(b",", b" ").split()
    spoken = parenthesised(quote(language) for language in languages) if languages else b"NIL"
    return [shown, spoken, quote(part.field(b"content-location"))]


def _parameters(parameters: Parameters) -> bytes:
    return parenthesised(quote(item) for pair in parameters for item in pair) if parameters else b"NIL"


def _addresses(value: bytes | None, otherwise: bytes = b"NIL") -> bytes:
    text = (value or b"").decode("utf-8", "surrogateescape").strip()
    if not text:
        return otherwise
    if group := _GROUP.fullmatch(text):
        opened = b"(NIL NIL " + quote(group[1].strip()) + b" NIL)"
        return b"(" + opened + _each_address(group[2]) + _NO_ADDRESS + b")"
    return b"(" + _each_address(text) + b")" if _each_address(text) else otherwise


def _each_address(text: str) -> bytes:
    return b"".join(_address(display, address) for display, address in getaddresses([text]) if display or address)


def _address(display: str, address: str) -> bytes:
    local, _, domain = address.rpartition("@") if "@" in address else (address, "", "")
    return parenthesised([quote(display or None), b"NIL", quote(local), quote(domain)])


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    if raw.startswith(b"\r\n"):
        return b"\r\n", raw[2:]
    header, blank, body = raw.partition(b"\r\n\r\n")
    return (header + blank, body) if blank else (raw, b"")


def _split(body: bytes, boundary: bytes) -> list[bytes]:
    """The pieces between the delimiter lines (RFC 2046 §5.1.1); without a closing one the last runs to the end."""
    if not boundary:
        return []
    delimiter = re.compile(rb"(?:\A|\r\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?:(?=\r\n)|\Z)")
    pieces: list[bytes] = []
    start: int | None = None
    for found in delimiter.finditer(body):
        if start is not None:
            pieces.append(body[start : max(start, found.start())])
        start = found.end() + 2
        if found[1]:
            return pieces
    return pieces if start is None else [*pieces, body[start:]]


def _child(part: Part, number: int) -> Part | None:
    if part.multipart:
        return part.children[number - 1] if 1 <= number <= len(part.children) else None
    return part if number == 1 else None
