"""Bytes to commands and values to bytes: the grammar of RFC 3501 §9, as much of it as clients speak."""

from __future__ import annotations

import imaplib
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_ATOM = re.compile(rb'[^\x00-\x20(){"%*\\\x7f]+')
_PATTERN = re.compile(rb'[^\x00-\x20(){"\\\x7f]+')
_QUOTED = re.compile(rb'"((?:[^"\\\r\n]|\\["\\])*)"')
_LITERAL = re.compile(rb"~?\{(\d+)\+?\}\r\n")
_FLAG = re.compile(rb'\\?(?:(?![(){"%*\\])[!-~])+')
_SET = re.compile(rb"(?:\d+|\*)(?::(?:\d+|\*))?(?:,(?:\d+|\*)(?::(?:\d+|\*))?)*")
_NUMBER = re.compile(rb"\d{1,19}")
_PLAIN = re.compile(rb"[\x20\x21\x23-\x5b\x5d-\x7e]*")
_SAFE_NAME = re.compile(r"[A-Za-z0-9&+,./_-]+")


class BadCommandError(Exception):
    """The client broke the grammar: its command is answered with BAD."""


@dataclass(frozen=True, slots=True)
class NumberSet:
    """A sequence-set: message numbers or UIDs, `*` (None) being the largest there is."""

    ranges: tuple[tuple[int | None, int | None], ...]

    def among(self, numbers: Sequence[int]) -> list[int]:
        """Those of `numbers` (ascending) that are meant. `n:*` always means the last one too (RFC 3501 §6.4.8)."""
        if not numbers:
            return []
        largest, found = numbers[-1], set[int]()
        for first, last in self.ranges:
            low, high = sorted((largest if first is None else first, largest if last is None else last))
            found.update(numbers[bisect_left(numbers, low) : bisect_right(numbers, high)])
        return sorted(found)


class Arguments:
    """One command, read from left to right; literals stand in the line where the client put them."""

    def __init__(self, line: bytes) -> None:
        self.line = line
        self.position = 0

    @property
    def rest(self) -> bytes:
        """What has not been read yet."""
        return self.line[self.position :]

    def match(self, pattern: re.Pattern[bytes], what: str) -> re.Match[bytes]:
        """Read what `pattern` matches here.

        Raises:
            BadCommandError: something else stands here.
        """
        found = pattern.match(self.line, self.position)
        if found is None:
            raise BadCommandError(f"{what} expected at octet {self.position}")
        self.position = found.end()
        return found

    def sees(self, token: bytes) -> bool:
        """Whether `token` (upper case) comes next; it is not read."""
        return self.line[self.position : self.position + len(token)].upper() == token

    def takes(self, token: bytes) -> bool:
        """Read `token` if it comes next."""
        if not self.sees(token):
            return False
        self.position += len(token)
        return True

    def need(self, token: bytes) -> None:
        """Read `token`.

        Raises:
            BadCommandError: something else stands here.
        """
        if not self.takes(token):
            raise BadCommandError(f"{token.decode()!r} expected at octet {self.position}")

    def space(self) -> None:
        """Read the space between two arguments."""
        self.need(b" ")

    def end(self) -> None:
        """Insist that nothing follows."""
        if self.rest.strip(b" "):
            raise BadCommandError(f"too many arguments at octet {self.position}")

    def atom(self) -> str:
        """Read an atom."""
        return _text(self.match(_ATOM, "an atom")[0])

    def word(self) -> str:
        """Read an atom in upper case: the name of something."""
        return self.atom().upper()

    def number(self) -> int:
        """Read a number."""
        return int(self.match(_NUMBER, "a number")[0])

    def flag(self) -> str:
        """Read a flag or keyword."""
        return _text(self.match(_FLAG, "a flag")[0])

    def octets(self, atom: re.Pattern[bytes] = _ATOM) -> bytes:
        """Read an astring: atom, quoted string or literal."""
        if self.sees(b'"'):
            return re.sub(rb'\\(["\\])', rb"\1", self.match(_QUOTED, "a quoted string")[1])
        if self.sees(b"{") or self.sees(b"~{"):
            size = int(self.match(_LITERAL, "a literal")[1])
            self.position += size
            return self.line[self.position - size : self.position]
        return self.match(atom, "a string")[0]

    def string(self) -> str:
        """Read an astring as text."""
        return _text(self.octets())

    def mailbox(self) -> str:
        """Read the name of a mailbox; INBOX is the same in any case."""
        return inbox_or(self.string())

    def pattern(self) -> str:
        """Read a name with the wildcards of LIST."""
        return _text(self.octets(_PATTERN))

    def numbers(self) -> NumberSet:
        """Read a sequence-set."""
        parts = self.match(_SET, "a sequence set")[0].split(b",")
        return NumberSet(tuple(_range(part) for part in parts))

    def date_time(self) -> datetime:
        """Read a quoted date-time, such as `"17-Jul-1996 02:44:25 -0700"`."""
        text = _text(self.match(_QUOTED, "a date-time")[1])
        try:
            return parsedate_to_datetime(text.strip().replace("-", " ", 2)).astimezone()
        except (ValueError, OverflowError):
            raise BadCommandError(f"{text!r} is no date-time") from None

    def words(self) -> list[str]:
        """Read a parenthesised list of names."""
        self.need(b"(")
        found = []
        while not self.takes(b")"):
            found.append(self.word())
            self.takes(b" ")
        return found


def inbox_or(name: str) -> str:
    """`name`, or INBOX however it is spelt."""
    return "INBOX" if name.upper() == "INBOX" else name


def without_literals(line: bytes) -> str:
    """The command as it may be logged: literals shown as their size only."""
    shown, position = b"", 0
    while found := _LITERAL.search(line, position):
        shown += line[position : found.start()] + b"{" + found[1] + b"}"
        position = found.end() + int(found[1])
    return (shown + line[position:]).decode("utf-8", "backslashreplace")


def quote(value: str | bytes | None) -> bytes:
    """A string as nstring: NIL, quoted where that is allowed, else a literal."""
    if value is None:
        return b"NIL"
    data = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    if _PLAIN.fullmatch(data):
        return b'"' + data + b'"'
    if re.fullmatch(rb"[\x20-\x7e]*", data):
        return b'"' + re.sub(rb'(["\\])', rb"\\\1", data) + b'"'
    return literal(data)


def literal(data: bytes) -> bytes:
    """Octets as a literal."""
    return b"{%d}\r\n%b" % (len(data), data)


def name(mailbox: str) -> bytes:
    """The name of a mailbox as an astring."""
    return mailbox.encode() if _SAFE_NAME.fullmatch(mailbox) else quote(mailbox)


def parenthesised(items: Iterable[bytes]) -> bytes:
    """A list."""
    return b"(" + b" ".join(items) + b")"


def flag_list(flags: Iterable[str]) -> bytes:
    """Flags in a fixed order."""
    return parenthesised(flag.encode("utf-8", "surrogateescape") for flag in sorted(flags))


def internal_date(moment: datetime) -> bytes:
    """A quoted date-time."""
    return imaplib.Time2Internaldate(moment).encode()


def compact(numbers: Iterable[int]) -> bytes:
    """Numbers as a sequence-set, runs written as ranges, their order kept (RFC 4315 §3)."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return b",".join(b"%d" % a if a == b else b"%d:%d" % (a, b) for a, b in runs)


def _range(part: bytes) -> tuple[int | None, int | None]:
    first, _, last = part.partition(b":")
    ends = [None if end == b"*" else int(end) for end in (first, last or first)]
    return ends[0], ends[1]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
