"""Mailboxes in header fields (RFC 5322 §3.4).

By our own tokens: what the standard library makes of a hostile From differs from one patch release to the next.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.models import Address
from mailwatch.core.parsing.headers import decode_words
from mailwatch.core.parsing.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS_LIMIT = 500
"""Mailboxes that are read from one mail's field."""

_SHORT_FIELD = 200
"""Characters of a field that is worth remembering what it means."""
_SIMPLE = re.compile(
    r"""\A(?:"?([^"'<>(),;:\\@=\x00-\x1f\x7f]{0,200})"?[ ]?<)?"""
    r"""([^<>(),;:\\"'\x00-\x20\x7f@]{1,128}@)([A-Za-z0-9.-]{0,254}[A-Za-z0-9])>?\Z"""
)
"""One mailbox with nothing to decode, which most fields hold."""
_TOKEN = re.compile(
    r"""
      "(?P<quoted>(?:[^"\\]|\\.|\\\Z)*+)(?:"|\Z)
    | \((?P<comment>[^()]*)\)?
    | <(?P<angle>[^<>]*)>?
    | (?P<comma>[,;])
    | (?P<group>:)
    | (?P<text>[^"(<,;:]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_AROUND = "<>()[],;:\\\"'"


def read_addresses(values: Sequence[str]) -> tuple[Address, ...]:
    """The mailboxes of all fields of one name, in order; entries that hold no address are left out."""
    if len(values) == 1:
        return _read(values[0])[:ADDRESS_LIMIT]
    found: list[Address] = []
    for value in values:
        found += _read(value)
        if len(found) >= ADDRESS_LIMIT:
            break
    return tuple(found[:ADDRESS_LIMIT])


def _read(value: str) -> tuple[Address, ...]:
    return _read_short(value) if len(value) < _SHORT_FIELD else tuple(_list(value))


@lru_cache(maxsize=1024)
def _read_short(value: str) -> tuple[Address, ...]:
    """The mailboxes of a short field; an inbox holds the same ones again and again."""
    simple = _SIMPLE.match(value) if value.isascii() else None
    if simple is not None:
        return (Address((simple[1] or "").strip(), simple[2] + simple[3].lower()),)
    return tuple(_list(value))


def _list(value: str) -> list[Address]:
    out: list[Address] = []
    name: list[str] = []
    angle: str | None = None
    comment = ""
    for token in _TOKEN.finditer(value):
        kind = token.lastgroup
        if kind == "comma":
            out += _mailbox(name, angle, comment)
            name, angle, comment = [], None, ""
        elif kind == "group":
            name = []  # the group's name; its members follow
        elif kind == "angle":
            angle = token["angle"] if angle is None else angle
        elif kind == "comment":
            comment = comment or token["comment"]
        elif kind == "quoted":
            name.append(re.sub(r"\\(.)", r"\1", token["quoted"]))
        else:
            name.append(token[0])
    return out + _mailbox(name, angle, comment)


def _mailbox(name: list[str], angle: str | None, comment: str) -> list[Address]:
    words = "".join(name).strip()
    if angle is not None:
        spec = "".join(one_line(angle).split())
        spec = spec.rpartition(":")[2] if spec.startswith("@") else spec  # an obsolete route
        return [_address(words, spec)] if "@" in spec else []
    spec = next((word for word in words.split() if "@" in word[1:-1]), "")
    if not spec:
        return []
    return [_address(words.replace(spec, "", 1).strip() or comment, spec.strip(_AROUND))]


def _address(name: str, spec: str) -> Address:
    local, _, domain = one_line(spec).rpartition("@")
    shown = decode_words(name).strip()
    if len(shown) > 1 and shown[0] == shown[-1] and shown[0] in "\"'":
        shown = shown[1:-1].strip()
    return Address(shown, f"{local}@{domain.lower().rstrip('.')}")
