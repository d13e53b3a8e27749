"""FETCH: what a client asks of a message, and the answer (RFC 3501 §6.4.5, RFC 7162)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.demo.imapd.structure import body_structure, chosen_fields, envelope
from mailwatch.demo.imapd.wire import (
    Arguments,
    BadCommandError,
    flag_list,
    internal_date,
    literal,
    parenthesised,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailwatch.demo.imapd.store import Message
    from mailwatch.demo.imapd.structure import Part

_PATH = re.compile(rb"\d{1,4}(?:\.\d{1,4}){0,40}(?:\.(?=[A-Za-z])|(?=\]))")
_PARTIAL = re.compile(rb"<(\d{1,10})(?:\.(\d{1,10}))?>")
_MACROS: Mapping[str, tuple[str, ...]] = {
    "FAST": ("FLAGS", "INTERNALDATE", "RFC822.SIZE"),
    "ALL": ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"),
    "FULL": ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for: its label in the answer, how it is had, and whether asking marks the message as read."""

    label: bytes
    render: Callable[[Message], bytes]
    marks_seen: bool = False


def flags_item() -> Item:
    """FLAGS."""
    return Item(b"FLAGS", _SIMPLE["FLAGS"])


def modseq_item() -> Item:
    """MODSEQ."""
    return Item(b"MODSEQ", _SIMPLE["MODSEQ"])


def uid_item() -> Item:
    """UID."""
    return Item(b"UID", _SIMPLE["UID"])


def parse_items(arguments: Arguments) -> list[Item]:
    """Read one item, a macro, or a list of items.

    Raises:
        BadCommandError: an item is unknown.
    """
    if not arguments.takes(b"("):
        for macro, names in _MACROS.items():
            if arguments.rest.split(b" ")[0].upper() == macro.encode():
                arguments.word()
                return [Item(name.encode(), _SIMPLE[name]) for name in names]
        return [_item(arguments)]
    items = [_item(arguments)]
    while not arguments.takes(b")"):
        arguments.space()
        items.append(_item(arguments))
    return items


def answer(number: int, items: list[Item], message: Message) -> bytes:
    """One untagged FETCH, without its CRLF."""
    return b"* %d FETCH " % number + parenthesised(item.label + b" " + item.render(message) for item in items)


def _item(arguments: Arguments) -> Item:
    for start, peeks in ((b"BODY.PEEK[", True), (b"BODY[", False)):
        if arguments.takes(start):
            return _section_item(arguments, marks_seen=not peeks)
    word = arguments.word()
    if word not in _SIMPLE:
        raise BadCommandError(f"unknown FETCH item {word}")
    return Item(word.encode(), _SIMPLE[word], marks_seen=word in {"RFC822", "RFC822.TEXT"})


def _section_item(arguments: Arguments, *, marks_seen: bool) -> Item:
    start = arguments.position
    find = _section(arguments)
    label = b"BODY[" + arguments.line[start : arguments.position].upper() + b"]"
    arguments.need(b"]")
    offset, count = 0, None
    if arguments.sees(b"<"):
        partial = arguments.match(_PARTIAL, "a partial range")
        offset, count = int(partial[1]), None if partial[2] is None else int(partial[2])
        label += b"<%d>" % offset
    end = None if count is None else offset + count

    def render(message: Message) -> bytes:
        found = find(message.structure)
        return b"NIL" if found is None else literal(found[offset:end])

    return Item(label, render, marks_seen)


def _section(arguments: Arguments) -> Callable[[Part], bytes | None]:
    path: tuple[int, ...] = ()
    if arguments.rest[:1].isdigit():
        numbers = arguments.match(_PATH, "a section")[0]
        path = tuple(int(number) for number in numbers.strip(b".").split(b"."))
    pick = _text_of(arguments, nested=bool(path))

    def find(top: Part) -> bytes | None:
        part = top.at(path)
        return None if part is None else pick(part)

    return find


def _text_of(arguments: Arguments, *, nested: bool) -> Callable[[Part], bytes | None]:
    """What is wanted of the part found: all of it, or HEADER, TEXT, MIME, HEADER.FIELDS."""
    if arguments.sees(b"]"):
        return (lambda part: part.body) if nested else (lambda part: part.header + part.body)
    word = arguments.match(re.compile(rb"[A-Za-z.]+"), "a section")[0].upper()
    if word == b"MIME" and nested:
        return lambda part: part.header
    inner: Callable[[Part], Part | None] = (lambda part: part.message) if nested else (lambda part: part)
    if word in {b"HEADER.FIELDS", b"HEADER.FIELDS.NOT"}:
        names, wanted = _field_names(arguments), word == b"HEADER.FIELDS"
        return lambda part: chosen_fields(of.header, names, wanted=wanted) if (of := inner(part)) else None
    if word == b"HEADER":
        return lambda part: of.header if (of := inner(part)) else None
    if word == b"TEXT":
        return lambda part: of.body if (of := inner(part)) else None
    raise BadCommandError(f"unknown section {word.decode()}")


def _field_names(arguments: Arguments) -> frozenset[bytes]:
    arguments.space()
    arguments.need(b"(")
    names = {arguments.octets().lower()}
    while not arguments.takes(b")"):
        arguments.space()
        names.add(arguments.octets().lower())
    return frozenset(names)


_SIMPLE: Mapping[str, Callable[[Message], bytes]] = {
    "UID": lambda message: b"%d" % message.uid,
    "FLAGS": lambda message: flag_list(message.flags),
    "MODSEQ": lambda message: b"(%d)" % message.modseq,
    "INTERNALDATE": lambda message: internal_date(message.received),
    "RFC822.SIZE": lambda message: b"%d" % len(message.raw),
    "RFC822": lambda message: literal(message.raw),
    "RFC822.HEADER": lambda message: literal(message.structure.header),
    "RFC822.TEXT": lambda message: literal(message.structure.body),
    "ENVELOPE": lambda message: envelope(message.structure),
    "BODYSTRUCTURE": lambda message: body_structure(message.structure),
    "BODY": lambda message: body_structure(message.structure, extended=False),
}
