"""Bytes of a draft: headers (RFC 5322), encoded words (RFC 2047), quoted-printable (RFC 2045 §6.7).

The headers are written here and not by `email`: its policies encode a Message-ID that is longer than a line as an
RFC 2047 word, which breaks threading, or write encoded words longer than the 75 characters that RFC 2047 §2 allows.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
import uuid
from typing import TYPE_CHECKING

from mailwatch.core.drafting.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mailwatch.core.models import Address

_PLAIN_LINE = re.compile(r"[ -~]{0,800}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_ADDR_SPEC = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}")
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}")
_WORD_BYTES = 39  # 39 bytes are 52 base64 characters: 64 with =?utf-8?b?…?=, which leaves room for "Reply-To: "


def encode_text(text: str) -> str:
    """An unstructured header value: as it is where that is safe, else encoded words of at most 75 characters."""
    if _PLAIN_LINE.fullmatch(text) and "=?" not in text:
        return text
    words, chunk = [], b""
    for character in text:
        raw = character.encode()
        if len(chunk) + len(raw) > _WORD_BYTES:
            words.append(chunk)
            chunk = b""
        chunk += raw
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in [*words, chunk])


def sendable(address: Address) -> bool:
    """Whether the addr-spec can stand in a header of a mail without SMTPUTF8 (dot-atom, ASCII)."""
    return _ADDR_SPEC.fullmatch(address.email) is not None


def encode_address(address: Address) -> str:
    """A mailbox (RFC 5322 §3.4). A name that needs it is quoted or encoded.

    Raises:
        ValueError: the addr-spec is not plain ASCII `local@domain`.
    """
    if not sendable(address):
        raise ValueError(f"{address.email!r} is not an address that a header can carry")
    name = clean(address.name, 120)
    if not name:
        return address.email
    encoded = encode_text(name)
    if encoded == name and not _ATOMS.fullmatch(name):
        encoded = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{encoded} <{address.email}>"


def encode_addresses(addresses: Iterable[Address]) -> str:
    """An address list, one address a line so that no line grows long."""
    return ",\r\n ".join(encode_address(address) for address in addresses)


def encode_body(text: str) -> bytes:
    """Quoted-printable with CRLF, from text with LF and one line per paragraph."""
    return quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")


def assemble(headers: Sequence[tuple[str, str]], text: str) -> bytes:
    """A whole mail from encoded header values and a text, with nothing added but the MIME headers of its one part."""
    mime = (
        ("MIME-Version", "1.0"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in (*headers, *mime))
    return head.encode("ascii") + b"\r\n" + encode_body(text)


def message_id_for(key: str, seed: str, domain: str) -> str:
    """The Message-ID of a draft: always the same for the same draft, and like any mail client's to others.

    Args:
        key: the draft's key, which names it for ever.
        seed: this installation's own random text, so that nobody else can work the id out.
        domain: domain of the user's address; an international one is written as ASCII (RFC 5890).

    Raises:
        ValueError: `domain` is no domain.
    """
    try:
        ascii_domain = domain.strip().lower().encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    if not _DOMAIN.fullmatch(ascii_domain):
        raise ValueError(f"{domain!r} is not a domain")
    name = hashlib.sha256(f"{seed}\0{key}".encode()).digest()[:16]
    return f"<{uuid.UUID(bytes=name, version=4)}@{ascii_domain}>"
