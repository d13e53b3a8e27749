"""Characters: which of them a reader sees, and how bytes that lie about their charset become text."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
"""Zero-width padding, soft hyphens, fillers and bidirectional controls: preheaders are padded with them."""
_SPACES = "\t\x0b\x0c\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"

_DROPPED = re.compile(f"[{_INVISIBLE}{_CONTROLS}]+")
_SPACE = re.compile(f"[{_SPACES}]")
_NOT_PLAIN = frozenset("".join(_DROPPED.findall(plane := "".join(map(chr, range(0x10000)))) + _SPACE.findall(plane)))
del plane  # 130 kB
MARKS = "\0\1\2"
"""Controls that `clean` can be told to leave, for those who put them in themselves."""
_PLAIN = b"\n" + bytes(range(0x20, 0x7F))
_PLAIN_OR_MARK = _PLAIN + MARKS.encode()
_FEW = 20
"""Replacing so many characters one by one is faster than matching each character of the text."""
_ASCII_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c") + b"\x7f"
_OTHER_CONTROLS = _ASCII_CONTROLS.lstrip(b"\0\1\2")

_TEXT_CODECS = (
    *("utf-8", "utf-16", "utf-32", "utf-7", "ascii", "iso8859", "latin", "cp", "koi8", "gb", "hz", "big5"),
    *("euc", "shift_jis", "johab", "iso2022", "tis-620", "mac", "ptcp", "kz1048"),
)
"""Codecs that a mail may name. Python knows others (punycode, idna) whose time is quadratic in the input."""
_CJK_WINDOWS = {"shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "big5": "cp950"}
"""What senders mean by these names: the Windows superset (WHATWG Encoding standard, "Names and labels")."""


@lru_cache(maxsize=256)
def codec(charset: str) -> str | None:
    """The Python codec for a MIME charset name, or None where it is unknown or no text."""
    try:
        name = codecs.lookup(charset.strip(" \t'\"").lower()).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return _CJK_WINDOWS.get(name, name) if name.startswith(_TEXT_CODECS) else None


def decode(data: bytes, charset: str = "") -> tuple[str, bool]:
    """Decode mail text.

    A declared charset is believed when the bytes agree, except that valid UTF-8 beats every Latin charset: text in
    them is never valid UTF-8 by accident. What nothing fits is Windows-1252, where undefined bytes become U+FFFD.

    Args:
        data: the bytes, transfer encoding undone.
        charset: the declared charset, empty when none is.

    Returns:
        The text, and whether the declaration was wrong.
    """
    name = codec(charset) if charset else "utf-8"
    if data.isascii() and not (name and name.startswith(("utf-16", "utf-32", "utf-7", "iso2022", "hz"))):
        return data.decode("ascii"), name is None
    latin = name in (None, "ascii") or name.startswith(("iso8859", "cp125", "latin", "mac"))
    for candidate in dict.fromkeys(("utf-8", name, "utf-8") if latin else (name, "utf-8")):
        if candidate is None or candidate in ("ascii", "iso8859-1"):
            continue
        try:
            text = data.decode(candidate)
        except (UnicodeError, ValueError):
            continue
        return text, candidate != name and name is not None and charset != ""
    return data.decode("cp1252", "replace"), name not in ("iso8859-1", "cp1252")


def clean(text: str, *, marks: bool = False) -> str:
    """Text as a reader sees it: line feeds only, every blank a plain space, nothing invisible.

    Curly quotes, dashes and letters stay as they are; nothing is composed or folded.

    Args:
        text: any text.
        marks: leave `MARKS` in.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        data = text.encode("ascii")
        return data.translate(_BLANKS, _OTHER_CONTROLS if marks else _ASCII_CONTROLS).decode("ascii")
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_OR_MARK if marks else _PLAIN)
    odd = _NOT_PLAIN.intersection(rest.decode("utf-8", "surrogatepass"))
    if len(odd) > _FEW and not marks:
        return _SPACE.sub(" ", _DROPPED.sub("", text))
    for char in odd:
        text = text.replace(char, " " if _SPACE.match(char) else "")
    return text


_BLANKS = bytes.maketrans(b"\t\x0b\x0c", b"   ")


def one_line(text: str) -> str:
    """Text for a header: `clean`, and no line breaks."""
    return " ".join(clean(text).split())


def unflow(text: str, *, delsp: bool = False) -> str:
    """Join the soft line breaks of `format=flowed` text (RFC 3676 §4.1-4.4).

    Args:
        text: with line feeds only, trailing spaces still there.
        delsp: whether the trailing space goes too (`DelSp=yes`).
    """
    out: list[str] = []
    flowing = -1  # the quote depth of the paragraph that the next line may continue
    for line in text.split("\n"):
        body = line.lstrip(">") if line[:1] == ">" else line
        depth = len(line) - len(body)
        body = body.removeprefix(" ")
        if flowing == depth and out and body != "-- ":
            out[-1] += body
        else:
            out.append(">" * depth + (" " if depth else "") + body)
        flowing = depth if body.endswith(" ") and body != "-- " else -1
        if flowing >= 0 and delsp:
            out[-1] = out[-1][:-1]
    return "\n".join(out)
