"""SEARCH: a program of keys becomes one question about a message (RFC 3501 §6.4.4)."""

from __future__ import annotations

import email
import operator
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from mailwatch.demo.imapd.structure import fields
from mailwatch.demo.imapd.wire import BadCommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from mailwatch.demo.imapd.store import Message
    from mailwatch.demo.imapd.wire import Arguments

_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message and its number in the session that searches."""

    number: int
    message: Message


if TYPE_CHECKING:
    Question = Callable[[Candidate], bool]


class Program:
    """Reads search keys. `uids` are those the session knows, ascending; `uses_modseq` is True after a MODSEQ key."""

    def __init__(self, arguments: Arguments, uids: list[int]) -> None:
        self._arguments = arguments
        self._uids = uids
        self._depth = 0
        self.uses_modseq = False

    def parse(self) -> Question:
        """Read all keys; they must all hold.

        Raises:
            BadCommandError: a key is unknown or lacks its argument.
        """
        question = self._all(closing=b"")
        self._arguments.end()
        return question

    def _all(self, closing: bytes) -> Question:
        questions = [self._key()]
        while self._arguments.takes(b" "):
            questions.append(self._key())
        if closing:
            self._arguments.need(closing)
        return lambda candidate: all(question(candidate) for question in questions)

    def _key(self) -> Question:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadCommandError("search keys are nested too deeply")
        try:
            return self._read_key()
        finally:
            self._depth -= 1

    def _read_key(self) -> Question:
        arguments = self._arguments
        if arguments.takes(b"("):
            return self._all(closing=b")")
        if arguments.rest[:1].isdigit() or arguments.sees(b"*"):
            meant = set(arguments.numbers().among(list(range(1, len(self._uids) + 1))))
            return lambda candidate: candidate.number in meant
        word = arguments.word()
        if word in _FLAG_KEYS:
            flag, expected = _FLAG_KEYS[word]
            return lambda candidate: (flag in candidate.message.flags) is expected
        if word in _CONSTANT_KEYS:
            constant = _CONSTANT_KEYS[word]
            return lambda _: constant
        arguments.space()
        return self._with_argument(word)

    def _with_argument(self, word: str) -> Question:
        if word in _TEXT_KEYS:
            return _text_question(_TEXT_KEYS[word], self._arguments.string())
        if word in _DATE_KEYS:
            sent, compare = _DATE_KEYS[word]
            return _date_question(_date(self._arguments.string()), compare, sent=sent)
        reader = getattr(self, f"_key_{word.lower()}", None)
        if reader is None:
            raise BadCommandError(f"unknown search key {word}")
        question: Question = reader()
        return question

    def _key_not(self) -> Question:
        question = self._key()
        return lambda candidate: not question(candidate)

    def _key_or(self) -> Question:
        first = self._key()
        self._arguments.space()
        second = self._key()
        return lambda candidate: first(candidate) or second(candidate)

    def _key_uid(self) -> Question:
        meant = set(self._arguments.numbers().among(self._uids))
        return lambda candidate: candidate.message.uid in meant

    def _key_keyword(self) -> Question:
        flag = self._arguments.flag().lower()
        return lambda candidate: flag in {each.lower() for each in candidate.message.flags}

    def _key_unkeyword(self) -> Question:
        has = self._key_keyword()
        return lambda candidate: not has(candidate)

    def _key_header(self) -> Question:
        name = self._arguments.octets().lower()
        self._arguments.space()
        return _text_question(lambda message: _header_texts(message, name), self._arguments.string())

    def _key_larger(self) -> Question:
        size = self._arguments.number()
        return lambda candidate: len(candidate.message.raw) > size

    def _key_smaller(self) -> Question:
        size = self._arguments.number()
        return lambda candidate: len(candidate.message.raw) < size

    def _key_modseq(self) -> Question:
        self.uses_modseq = True
        if self._arguments.sees(b'"'):
            self._arguments.octets()
            self._arguments.space()
            self._arguments.word()
            self._arguments.space()
        least = self._arguments.number()
        return lambda candidate: candidate.message.modseq >= least


def _text_question(texts: Callable[[Message], list[str]], wanted: str) -> Question:
    needle = wanted.casefold()
    return lambda candidate: any(needle in text.casefold() for text in texts(candidate.message))


def _date_question(day: date, compare: Callable[[date, date], bool], *, sent: bool) -> Question:
    def ask(candidate: Candidate) -> bool:
        found = _sent_on(candidate.message) if sent else candidate.message.received.date()
        return found is not None and compare(found, day)

    return ask


def _date(text: str) -> date:
    try:
        return parsedate_to_datetime(text.strip().replace("-", " ") + " 00:00:00 +0000").date()
    except (ValueError, OverflowError):
        raise BadCommandError(f"{text!r} is no date") from None


def _sent_on(message: Message) -> date | None:
    with suppress(ValueError, OverflowError):
        return parsedate_to_datetime((message.structure.field(b"date") or b"").decode("ascii", "replace")).date()
    return None


def _header_texts(message: Message, name: bytes) -> list[str]:
    return [_decoded(value) for key, value in fields(message.structure.header) if key.lower() == name]


def _all_headers(message: Message) -> list[str]:
    return [f"{key.decode()}: {_decoded(value)}" for key, value in fields(message.structure.header)]


def _bodies(message: Message) -> list[str]:
    parts = [part for part in email.message_from_bytes(message.raw).walk() if part.get_content_maintype() == "text"]
    return [_in_charset(part.get_payload(decode=True), part.get_content_charset() or "utf-8") for part in parts]


def _texts(message: Message) -> list[str]:
    return [*_all_headers(message), *_bodies(message)]


def _decoded(value: bytes) -> str:
    """A header value with its encoded words (RFC 2047) decoded."""
    try:
        pieces = decode_header(value.decode("utf-8", "replace"))
    except (ValueError, HeaderParseError):
        return value.decode("utf-8", "replace")
    return "".join(text if isinstance(text, str) else _in_charset(text, charset or "utf-8") for text, charset in pieces)


def _in_charset(data: object, charset: str) -> str:
    if not isinstance(data, bytes):
        return str(data)
    try:
        return data.decode(charset, "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


_CONSTANT_KEYS = {"ALL": True, "OLD": True, "NEW": False, "RECENT": False}
_FLAG_KEYS: Mapping[str, tuple[str, bool]] = {
    f"{prefix}{flag.upper()}": (f"\\{flag}", not prefix)
    for flag in ("Answered", "Deleted", "Draft", "Flagged", "Seen")
    for prefix in ("", "UN")
}
_TEXT_KEYS: Mapping[str, Callable[[Message], list[str]]] = {
    "BODY": _bodies,
    "TEXT": _texts,
    "SUBJECT": lambda message: _header_texts(message, b"subject"),
    "FROM": lambda message: _header_texts(message, b"from"),
    "TO": lambda message: _header_texts(message, b"to"),
    "CC": lambda message: _header_texts(message, b"cc"),
    "BCC": lambda message: _header_texts(message, b"bcc"),
}
_DATE_KEYS: Mapping[str, tuple[bool, Callable[[date, date], bool]]] = {
    f"{prefix}{name}": (bool(prefix), compare)
    for name, compare in (("BEFORE", operator.lt), ("ON", operator.eq), ("SINCE", operator.ge))
    for prefix in ("", "SENT")
}
