"""Mail out of FETCH answers: overviews in bulk, whole mails in batches of bounded size, one bad mail at a time.

Never a range string given to IMAPClient (4.x raises on its own answer), never ENVELOPE or BODYSTRUCTURE in bulk (ten
times the cost of header fields), never a byte of an attachment.
"""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from itertools import islice
from typing import Any

from imapclient.response_parser import parse_fetch_response

from mailwatch.mailbox.boundary import UNREADABLE
from mailwatch.mailbox.parts import slim

Fields = dict[bytes, Any]
"""What a server told of one message: item name in upper case to value, as IMAPClient parses it."""
Fetch = Callable[[Sequence[int], str], "Answer"]
"""FETCH of these UIDs and items in the examined mailbox."""

AT_ONCE = 500
"""UIDs in one command: about 5 KB of command line, inside every server's limit (RFC 7162 §4 asks for 8192)."""
BATCH_BYTES = 2 << 20
"""Bytes of mail fetched by one command: memory stays flat whatever the mailbox holds."""
WHOLE_MAIL = 256 << 10
"""Up to this many bytes a mail is fetched whole: nine of ten with no attachment are below 100 KB."""
HOPELESS = 20
"""Mails in a row that fail by themselves before the command itself is taken to be refused."""
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for an INTERNALDATE that the server did not give."""
_AT_ANY_TIME = frozenset({b"UID", b"SEQ", b"FLAGS", b"MODSEQ"})
"""What a server may tell of any message at any time (RFC 3501 §7.4.2, RFC 7162 §3.2)."""
HEADER_FIELDS = (
    "MESSAGE-ID IN-REPLY-TO REFERENCES TO CC FROM SUBJECT DATE"
    " X-MICROSOFT-ORIGINAL-MESSAGE-ID X-GOOGLE-ORIGINAL-MESSAGE-ID"
)
_ID_FIELDS = ("Message-ID", "X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID")


@dataclass(frozen=True, slots=True)
class Overview:
    """A message as far as its flags and a few header fields tell.

    `size` is RFC822.SIZE in bytes, `received` the INTERNALDATE in UTC, `header` the raw fields of `HEADER_FIELDS`.
    """

    uid: int
    size: int
    received: datetime
    flags: tuple[str, ...]
    header: bytes

    @property
    def message_ids(self) -> frozenset[str]:
        """The ids it goes by, angle brackets included: its own, and one that a submission server replaced."""
        fields = BytesHeaderParser().parsebytes(self.header)
        found = (str(value).strip() for name in _ID_FIELDS for value in fields.get_all(name, []))
        return frozenset(filter(None, found))


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail.

    `partial`: only its texts, calendars and delivery status, because it is large. `problem` says why there is no
    `raw`: this mail failed, the others did not.
    """

    uid: int
    received: datetime
    size: int
    raw: bytes
    partial: bool = False
    problem: str = ""


class _GoneError(Exception):
    """The mail was removed while it was being fetched."""


@dataclass(frozen=True, slots=True)
class Answer:
    """FETCH responses by UID; `whole` is False where one could not be parsed."""

    found: Mapping[int, Fields]
    whole: bool


def parse_answer(data: Iterable[Any]) -> Answer:
    """Read what `IMAP4.uid("FETCH", …)` returns, each response by itself.

    A flag update that came in between without a UID is left out: it would pass for the message whose UID equals its
    sequence number.
    """
    found: dict[int, Fields] = {}
    whole = True
    for response in responses(data):
        try:
            parsed = parse_fetch_response(response, normalise_times=False, uid_is_key=False)
        except (imaplib.IMAP4.error, *UNREADABLE):
            whole = False
            continue
        for fields in parsed.values():
            if isinstance(uid := fields.get(b"UID"), int):
                found.setdefault(uid, {}).update(fields)
    return Answer(found, whole)


def responses(data: Iterable[Any]) -> Iterator[list[Any]]:
    """Group what imaplib gives: a (text, literal) pair for each literal of a response, then its last text alone."""
    response: list[Any] = []
    for item in data:
        if item is None:
            continue
        response.append(item)
        if not isinstance(item, tuple):
            yield response
            response = []


def fetch_each(fetch: Fetch, uids: Sequence[int], items: str) -> dict[int, Fields | str]:
    """Fetch so that one message cannot spoil it for the others: halves are tried where a batch fails.

    Returns:
        For every UID its fields, or why there are none. A message that is gone has no entry.

    Raises:
        IMAP4.error: the command fails for every message tried, or is answered with other messages.
        IMAP4.abort, OSError: the link is lost.
    """
    results: dict[int, Fields | str] = {}
    pending = [list(uids)]
    failures = 0
    while pending:
        batch = pending.pop()
        found, reason = _attempt(fetch, batch, items)
        results.update(found)
        failures = 0 if found else failures
        missing = [uid for uid in batch if uid not in found]
        if not reason or not missing:
            continue
        if len(batch) > 1:
            middle = (len(missing) + 1) // 2
            pending += [half for half in (missing[middle:], missing[:middle]) if half]
            continue
        results[batch[0]] = reason
        failures += 1
        if failures >= HOPELESS:
            raise imaplib.IMAP4.error(reason)
    return results


def _attempt(fetch: Fetch, uids: Sequence[int], items: str) -> tuple[dict[int, Fields], str]:
    try:
        answer = fetch(uids, items)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as exc:
        return {}, str(exc)
    found = {uid: answer.found[uid] for uid in uids if uid in answer.found}
    if any(fields.keys() - _AT_ANY_TIME for uid, fields in answer.found.items() if uid not in found):
        # Else those asked for would pass as gone.
        raise imaplib.IMAP4.error("with messages that were not asked for")
    return found, "" if answer.whole else "its answer cannot be understood"


def overviews(fetch: Fetch, uids: Iterable[int]) -> Iterator[Overview]:
    """Overviews in the order asked for; what is gone or cannot be had is left out."""
    items = f"UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({HEADER_FIELDS})]"
    for some in batches(uids):
        results = fetch_each(fetch, some, items)
        for uid in some:
            fields = results.get(uid)
            if not isinstance(fields, dict):
                continue
            # Servers quote or sort the names inside the brackets as they like: matched by its beginning.
            header = next((value for key, value in fields.items() if key.startswith(b"BODY[HEADER")), None)
            yield Overview(uid, _size(fields), _received(fields), _flags(fields), _bytes(header))


def messages(fetch: Fetch, uids: Iterable[int], limit: int = WHOLE_MAIL) -> Iterator[Fetched]:
    """Mails in the order asked for; what is gone is left out.

    What fails carries its problem, and may come before others.

    Args:
        fetch: the command.
        uids: which.
        limit: bytes up to which a mail is fetched whole; of larger ones only the parts that can be read.
    """
    for some in batches(uids):
        told = fetch_each(fetch, some, "UID RFC822.SIZE INTERNALDATE")
        yield from (Fetched(uid, NO_DATE, 0, b"", problem=why) for uid, why in told.items() if isinstance(why, str))
        known = [(uid, fields) for uid in some if isinstance(fields := told.get(uid), dict)]
        for group in _groups([Overview(uid, _size(f), _received(f), (), b"") for uid, f in known], limit):
            large = not 0 < group[0].size <= limit
            yield from _slimmed(fetch, group[0], limit) if large else _whole(fetch, group)


def _groups(told: Sequence[Overview], limit: int) -> Iterator[list[Overview]]:
    """What to fetch by one command: mails that fit together, or one that is large (or of unknown size)."""
    group: list[Overview] = []
    total = 0
    for one in told:
        large = not 0 < one.size <= limit
        if group and (large or total + one.size > BATCH_BYTES):
            yield group
            group, total = [], 0
        if large:
            yield [one]
        else:
            group.append(one)
            total += one.size
    if group:
        yield group


def _whole(fetch: Fetch, group: Sequence[Overview]) -> Iterator[Fetched]:
    results = fetch_each(fetch, [one.uid for one in group], "UID BODY.PEEK[]")
    for one in group:
        fields = results.pop(one.uid, None)
        if fields is None:
            continue
        if isinstance(fields, str):
            yield Fetched(one.uid, one.received, one.size, b"", problem=fields)
        elif raw := _bytes(fields.get(b"BODY[]")):
            yield Fetched(one.uid, one.received, one.size, raw)
        else:
            yield Fetched(one.uid, one.received, one.size, b"", problem="the server has no text for it")


def _slimmed(fetch: Fetch, one: Overview, limit: int) -> Iterator[Fetched]:
    def items(names: str) -> Fields:
        fields = fetch_each(fetch, [one.uid], f"UID {names}").get(one.uid)
        if isinstance(fields, str):
            raise imaplib.IMAP4.error(fields)
        if fields is None:
            raise _GoneError
        return fields

    try:
        yield Fetched(one.uid, one.received, one.size, slim(items, limit), partial=True)
    except imaplib.IMAP4.abort:
        raise
    except _GoneError:
        return
    except (imaplib.IMAP4.error, *UNREADABLE) as exc:
        yield Fetched(one.uid, one.received, one.size, b"", partial=True, problem=str(exc))


def batches(uids: Iterable[int], size: int = AT_ONCE) -> Iterator[list[int]]:
    """UIDs in lists of at most `size`."""
    rest = iter(uids)
    while some := list(islice(rest, size)):
        yield some


def _size(fields: Fields) -> int:
    size = fields.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0


def _received(fields: Fields) -> datetime:
    moment = fields.get(b"INTERNALDATE")
    if not isinstance(moment, datetime):
        return NO_DATE
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _flags(fields: Fields) -> tuple[str, ...]:
    flags = fields.get(b"FLAGS")
    named = flags if isinstance(flags, tuple) else ()
    texts = (flag.decode("ascii", "replace") if isinstance(flag, bytes) else str(flag) for flag in named)
    return tuple(text for text in texts if text != "\\Recent")  # that one is about sessions, not about the message


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
