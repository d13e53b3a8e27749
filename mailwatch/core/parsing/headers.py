"""Header fields: unfolding, encoded words, message ids, dates and parameters. All of it takes any text."""

from __future__ import annotations

import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from mailwatch.core.parsing.text import codec, decode, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELD_ORDER = ""
"""Under this name, which no field has, the mapping of a mail holds the names of its fields from top to bottom where it
has an Authentication-Results: what that is worth depends on the Received fields above it."""
HEADER_BLOCK_LIMIT = 256 * 1024
"""Bytes of one header block that are read; real ones stay below 64 kB, bombs are megabytes."""
FIELDS_LIMIT = 2_000
"""Fields of one header block that are read; real mail has 20 to 150."""
FIELD_LIMIT = 32 * 1024
"""Characters of one field that are kept: some 500 recipients."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a mail that has none, where the time of arrival is not known either."""
_FUTURE = timedelta(days=2)
"""A Date this much after arrival is a wrong clock; RFC 5322 §3.6.1 wants the time of sending."""
_SHORT_FIELD = 200
"""Characters of a field that is worth remembering what it means."""
_LAST_SECOND = 59
"""A leap second is no reason to refuse a date."""
EARLIEST_YEAR = 1990
"""Before this, a date is a broken clock."""

_BLANK_LINE = re.compile(rb"\n\r?\n")
_UNFOLDED = re.compile(r"\n(?![ \t])")
_WORD = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s{1,80}(?==\?)")
_ID = re.compile(r"<([^<>]{1,998})>")
_PLAIN_ID = re.compile(r"<[^<>\s]{1,998}>\Z")
_DATE = re.compile(
    r"\A(?:[A-Za-z]{2,9},?[ ]{1,4})?(\d{1,2})[ ]{1,4}([A-Za-z]{3})[ ]{1,4}(\d{4})[ ]{1,4}"
    r"(\d\d?):(\d\d)(?::(\d\d))?[ ]{1,4}([+-])(\d\d)(\d\d)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXTENDED = re.compile(r"\A([^']{0,64})'[^']{0,64}'(.*)", re.DOTALL)
_PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9_.*-]{1,64})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*+)(?:"|\Z)|([^;]*))')


def read_block(
    raw: bytes, start: int, end: int, problems: list[str] | None = None
) -> tuple[dict[str, tuple[str, ...]], int]:
    """Read the header block at `raw[start:end]`.

    A line that is no field ends the block, as if the blank line were there (it is missing in the wild); a `From `
    line of an mbox is skipped.

    Returns:
        The fields (lower-case name, unfolded values, topmost first), and where the body begins.
    """
    limit = min(end, start + HEADER_BLOCK_LIMIT)
    stop, body = _blank_line(raw, start, limit)
    if limit < end and stop == limit and problems is not None:
        problems.append("header block too long, cut")
    block = raw[start:stop].decode("latin-1")
    if "\r" in block:
        block = block.replace("\r\n", "\n").replace("\r", " ")
    lines = [line.replace("\n", "") if "\n" in line else line for line in _UNFOLDED.split(block)]
    if lines[0].startswith(("From ", ">From ")):
        del lines[0]
    if len(lines) > FIELDS_LIMIT:
        del lines[FIELDS_LIMIT:]
        if problems is not None:
            problems.append(f"more than {FIELDS_LIMIT} header fields, the rest is not read")
    odd = len(block) > FIELD_LIMIT or not block.isascii() or "\0" in block
    fields, whole = _collect(lines, odd=odd)
    if "authentication-results" in fields:
        fields[FIELD_ORDER] = tuple(line.partition(":")[0].rstrip().lower() for line in lines)
    return fields, body if whole else _first_other_line(raw, start, stop)


def _collect(lines: Sequence[str], *, odd: bool) -> tuple[dict[str, tuple[str, ...]], bool]:
    """Fields by lower-case name, and whether every line was one; `odd` values may be long or hold 8-bit bytes."""
    fields: dict[str, tuple[str, ...]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or " " in name:
            name = name.rstrip(" \t")
            if not line:
                continue
            if not colon or not name or " " in name:
                return fields, False
        value = _plain(value) if odd else value.strip()
        name = name.lower()
        fields[name] = (*fields[name], value) if name in fields else (value,)
    return fields, True


def _first_other_line(raw: bytes, start: int, stop: int) -> int:
    """Where the first line begins that is neither a field nor the continuation of one."""
    position = start
    while position < stop:
        after = raw.find(b"\n", position, stop) + 1 or stop
        line = raw[position:after]
        name, colon, _ = line.partition(b":")
        name = name.rstrip()
        first = position == start and line.startswith((b"From ", b">From "))
        if not first and line[:1] not in b" \t" and (not colon or not name or b" " in name):
            return position
        position = after
    return stop


def _blank_line(raw: bytes, start: int, limit: int) -> tuple[int, int]:
    """Where the fields end and the body begins; both are `limit` where no blank line comes before it."""
    if raw[start : start + 1] == b"\n":
        return start, start + 1
    if raw[start : start + 2] == b"\r\n":
        return start, start + 2
    found = _BLANK_LINE.search(raw, start, limit)
    return (found.start() + 1, found.end()) if found is not None else (limit, limit)


def _plain(value: str) -> str:
    """A value of bounded length whose 8-bit bytes are read as UTF-8 where they can be."""
    value = value[:FIELD_LIMIT].strip()
    if not value.isascii():
        value = decode(value.encode("latin-1"))[0]
    return value.replace("\0", "")


def decode_words(value: str) -> str:
    """Decode the encoded words of RFC 2047 wherever they stand, even inside quotes or with spaces in them.

    Neighbours of one charset are joined before decoding, because senders split letters across words.
    """
    if "=?" not in value:
        return one_line(value) if not value.isascii() or not value.isprintable() else value
    value = _BETWEEN_WORDS.sub("", value)
    out: list[str] = []
    pending, charset, last = b"", "", 0
    for word in _WORD.finditer(value):
        name = word[1].partition("*")[0].lower()  # RFC 2231 §5: a language may follow
        if pending and (word.start() > last or name != charset):
            out.append(decode(pending, charset)[0])
            pending = b""
        if word.start() > last:
            out.append(value[last : word.start()])
        pending, charset, last = pending + _word_bytes(word[2], word[3]), name, word.end()
    out.append(decode(pending, charset)[0])
    out.append(value[last:])
    return one_line("".join(out))


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return from_base64(data)


def from_base64(data: bytes) -> bytes:
    """Decode base64, whatever is wrong with its padding or alphabet. Raw bytes come back where nothing can be read."""
    try:
        return binascii.a2b_base64(data + b"==")
    except binascii.Error:
        pass
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data.partition(b"=")[0])
    return binascii.a2b_base64(letters[: len(letters) // 4 * 4])


def message_ids(*values: str) -> tuple[str, ...]:
    """The message ids in header values (RFC 5322 §3.6.4), with brackets, without the blanks that folding left."""
    if len(values) == 1 and _PLAIN_ID.match(values[0]) is not None:
        return values  # most have one
    found = ["".join(identifier.split()) for value in values for identifier in _ID.findall(value)]
    return tuple(dict.fromkeys([f"<{identifier}>" for identifier in found if identifier]))


def message_id(value: str) -> str:
    """The id of a Message-ID field; brackets are put on where a sender forgot them."""
    ids = message_ids(value)
    if ids:
        return ids[0]
    bare = "".join(one_line(value).split()).strip("<>")[:998]
    return f"<{bare}>" if bare else ""


def read_date(value: str) -> datetime | None:
    """A Date field (RFC 5322 §3.3 and its obsolete forms) as an aware datetime; None where it is none or absurd."""
    found = _DATE.match(value)
    try:
        if found is not None:
            day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
            zone = _zone(sign, zone_hours, zone_minutes)
            seconds = min(int(second or 0), _LAST_SECOND)
            number = _MONTHS.index(month.lower()) + 1
            date = datetime(int(year), number, int(day), int(hour), int(minute), seconds, tzinfo=zone)
        else:
            date = _obsolete_date(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.year >= EARLIEST_YEAR else None


@lru_cache(maxsize=64)
def _zone(sign: str, hours: str, minutes: str) -> timezone:
    """The zone of an offset such as `-0530`; raises ValueError for a day and more."""
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return timezone(offset) if offset else UTC


def _obsolete_date(value: str) -> datetime:
    """A date of the obsolete syntax.

    Raises:
        ValueError: it is none (the standard library raises others on its way, by patch release).
    """
    parts = parsedate_tz(value)
    if parts is None:
        date = datetime.fromisoformat(value.strip())  # what programs write that do not know mail
        return date if date.utcoffset() is not None else date.replace(tzinfo=UTC)
    year, month, day, hour, minute, second = parts[:6]
    zone = timezone(timedelta(seconds=parts[9] or 0))
    return datetime(year, month, day, hour, minute, min(second, _LAST_SECOND), tzinfo=zone)


def sent_at(fields: Mapping[str, tuple[str, ...]], received: datetime | None) -> tuple[datetime, str]:
    """When a mail was sent: its Date, else the time of arrival, else `EPOCH`; and what was wrong, if anything."""
    values = fields.get("date", ())
    date = read_date(values[0]) if values else None
    if received is None:
        return (date, "") if date is not None else (EPOCH, "no usable Date")
    if date is None:
        return received, "no usable Date, took the time of arrival"
    if date > received + _FUTURE:
        return received, "Date lies in the future, took the time of arrival"
    return date, ""


def parameters(value: str) -> tuple[str, Mapping[str, str]]:
    """A field with parameters (RFC 2045 §5.1), RFC 2231 continuations and charsets decoded.

    Returns:
        The value before the first `;` in lower case, and the parameters by lower-case name.
    """
    return _short_parameters(value) if len(value) < _SHORT_FIELD else _parameters(value)


def _parameters(value: str) -> tuple[str, Mapping[str, str]]:
    head = value.partition(";")[0].strip().lower()
    if ";" not in value:
        return head, {}
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, str, bool]]] = {}
    for found in _PARAMETER.finditer(value):
        name = found[1].lower()
        content = found[2].replace("\\", "") if found[2] is not None else found[3].strip()
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(name, content)
            continue
        number = rest.rstrip("*")
        order = int(number[:3]) if number.isascii() and number.isdecimal() else 0
        pieces.setdefault(base, []).append((order, content, rest.endswith("*") or not rest))
    for base, found_pieces in pieces.items():
        plain[base] = _extended(found_pieces)
    return head, plain


_short_parameters = lru_cache(maxsize=256)(_parameters)  # most mails say one of a few things


def _extended(pieces: list[tuple[int, str, bool]]) -> str:
    """Join the pieces of one RFC 2231 parameter and decode them."""
    pieces.sort(key=lambda piece: piece[0])
    charset = ""
    first = pieces[0][1]
    marked = _EXTENDED.match(first) if pieces[0][2] else None
    if marked is not None:
        charset, first = marked.groups()
    data = b"".join(
        unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
        for text, encoded in [(first, pieces[0][2]), *((text, encoded) for _, text, encoded in pieces[1:])]
    )
    return one_line(decode(data, charset if codec(charset) else "")[0])
