"""Bytes to `Message`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mailwatch.core.models import Address, Message
from mailwatch.core.parsing.addresses import read_addresses
from mailwatch.core.parsing.body import read_body, shown
from mailwatch.core.parsing.bounces import read_prose, read_report
from mailwatch.core.parsing.data import FORWARD_SUBJECTS
from mailwatch.core.parsing.forwards import block_addresses, block_date, take_block
from mailwatch.core.parsing.headers import decode_words, message_id, message_ids, sent_at
from mailwatch.core.parsing.mime import split
from mailwatch.core.parsing.quoting import may_wrap, take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mailwatch.core.parsing.body import Body
    from mailwatch.core.parsing.mime import Part
    from mailwatch.core.parsing.quoting import Written

FORWARD_DEPTH = 3
"""Mails inside mails that are opened: a forward of a forward of a forward."""
_PROBLEM_LIMIT = 20
"""What is wrong with a mail is said at most this often."""
_PREFIX_LENGTH = 12
_NOBODY = Address("", "")


def parse(raw: bytes, received: datetime | None = None) -> Message:
    """Parse one mail.

    Never raises, on any bytes; what cannot be read is left out and named in `problems`. Time is linear in the size
    of the mail, memory is bounded by the limits in this package.

    Args:
        raw: RFC 5322 bytes.
        received: when the server took it (INTERNALDATE), aware; stands in for a Date that is missing or absurd.

    Returns:
        The message. Its date is 1970-01-01 UTC where nothing tells better.
    """
    return _parse(raw, received, FORWARD_DEPTH)


def _parse(raw: bytes, received: datetime | None, depth: int) -> Message:
    problems: list[str] = []
    root = split(raw, problems)
    fields = root.fields
    body = read_body(root, problems)
    date, wrong = sent_at(fields, received)
    if wrong:
        problems.append(wrong)
    sender = read_addresses(fields.get("from", ()) or fields.get("sender", ()))
    text = shown(body.text)
    subject = decode_words(root.header("subject"))
    prefix = subject_prefix(subject)
    in_reply_to = message_ids(*fields["in-reply-to"]) if "in-reply-to" in fields else ()
    references = message_ids(*fields["references"]) if "references" in fields else ()
    forwards = prefix in FORWARD_SUBJECTS
    known = {
        "date": date,
        "sender": sender[0] if sender else _NOBODY,
        "subject": subject,
        "text": text,
        "in_reply_to": in_reply_to,
        "references": references,
        "calendars": tuple(body.calendars),
        "headers": fields,
        "delivery_status": read_report(root) or read_prose(fields, sender[0].email if sender else "", text),
        "problems": tuple(dict.fromkeys(problems))[:_PROBLEM_LIMIT],
        "size": len(raw),
        "body": body,
        "depth": depth,
        "forwards": forwards,
        "answers": not forwards and bool(prefix or in_reply_to or references),
    }
    message = _Parsed.__new__(_Parsed)
    message.__dict__.update(known)
    return message


class _Parsed(Message):
    """A mail of which most is read when it is first asked for: of most mail in an inbox, never."""

    body: Body
    depth: int
    forwards: bool
    answers: bool

    @cached_property
    def message_id(self) -> str:
        return message_id(self.header("message-id"))

    @cached_property
    def reply_to(self) -> tuple[Address, ...]:
        return read_addresses(self.headers.get("reply-to", ()))

    @cached_property
    def to(self) -> tuple[Address, ...]:
        return read_addresses(self.headers.get("to", ()))

    @cached_property
    def cc(self) -> tuple[Address, ...]:
        return read_addresses(self.headers.get("cc", ()))

    @cached_property
    def may_wrap(self) -> bool:
        return bool(self.body.messages) or may_wrap(self.text, reply=self.answers)

    @cached_property
    def written(self) -> Written:
        return take_apart(self.body.text.split("\n"), reply=self.answers, forward=self.forwards)

    @cached_property
    def new_text(self) -> str:
        written = self.written
        if not written.new and self.forwarded is None and self.delivery_status is None and self.depth > 0:
            return shown("\n".join(written.forwarded))  # a wrapper that names no sender: its text is all there is
        return written.new

    @cached_property
    def signature(self) -> str:
        return self.written.signature

    @cached_property
    def forwarded(self) -> Message | None:
        if self.depth == 0 or self.delivery_status is not None:
            return None
        attached = _attached(self.body.messages, self.date, self.depth)
        return attached or _wrapped(self.written.forwarded, self.date, self.depth)


def subject_prefix(subject: str) -> str:
    """`re`, `fwd`, `aw`… of a subject such as `Re[2]: Your interview`, in lower case; empty when it has none."""
    head, colon, _ = subject[:_PREFIX_LENGTH].replace("\uff1a", ":").partition(":")
    head = head.partition("[")[0].strip().lower()
    return head if colon and head.replace(" ", "").isalpha() else ""


def _attached(messages: Sequence[Part], date: datetime, depth: int) -> Message | None:
    """The first mail that is attached whole."""
    for part in messages:
        payload = part.payload(part.end - part.start).lstrip()
        if payload:
            return _parse(payload, date, depth - 1)
    return None


def _wrapped(lines: Sequence[str], date: datetime, depth: int) -> Message | None:
    """The mail in the text of another one, from the header block that the forwarding client wrote."""
    block, rest = take_block(lines)
    if "from" not in block:
        return None
    subject = decode_words(block.get("subject", ""))
    prefix = subject_prefix(subject)
    forward = prefix in FORWARD_SUBJECTS
    written = take_apart(rest, reply=bool(prefix) and not forward, forward=forward)
    senders = block_addresses(block["from"])
    sent = block_date(block.get("date", ""), date)
    return Message(
        message_id="",
        date=sent or date,
        sender=senders[0] if senders else Address(decode_words(block["from"])[:200], ""),
        subject=subject,
        text=shown("\n".join(rest)),
        new_text=written.new,
        signature=written.signature,
        to=block_addresses(block.get("to", "")),
        cc=block_addresses(block.get("cc", "")),
        forwarded=_wrapped(written.forwarded, sent or date, depth - 1) if depth > 1 else None,
        problems=() if sent is not None else ("date of the forwarded mail not read",),
        size=0,
    )
