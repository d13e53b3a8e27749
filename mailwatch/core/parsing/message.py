"""Bytes to `Message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailwatch.core.models import Address, Message
from mailwatch.core.parsing.addresses import read_addresses
from mailwatch.core.parsing.body import read_body, shown
from mailwatch.core.parsing.bounces import read_prose, read_report
from mailwatch.core.parsing.data import FORWARD_SUBJECTS
from mailwatch.core.parsing.forwards import block_addresses, block_date, take_block
from mailwatch.core.parsing.headers import decode_words, message_id, message_ids, sent_at
from mailwatch.core.parsing.mime import split
from mailwatch.core.parsing.quoting import take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mailwatch.core.parsing.mime import Part

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
    subject = decode_words(root.header("subject"))
    prefix = subject_prefix(subject)
    in_reply_to = message_ids(*fields["in-reply-to"]) if "in-reply-to" in fields else ()
    references = message_ids(*fields["references"]) if "references" in fields else ()
    forward = prefix in FORWARD_SUBJECTS
    reply = not forward and bool(prefix or in_reply_to or references)
    written = take_apart(body.lines, reply=reply, forward=forward)
    text = shown(body.lines)
    date, wrong = sent_at(fields, received)
    if wrong:
        problems.append(wrong)
    sender = read_addresses(fields.get("from", ()) or fields.get("sender", ()))
    status = read_report(root) or read_prose(fields, sender[0].email if sender else "", text)
    forwarded = None
    new_text = written.new
    if depth > 0 and status is None:
        forwarded = _attached(body.messages, date, depth) or _wrapped(written.forwarded, date, depth)
        if forwarded is None and not new_text:
            new_text = shown(written.forwarded)  # a wrapper that names no sender: its text is all there is
    return Message(
        message_id=message_id(root.header("message-id")),
        date=date,
        sender=sender[0] if sender else _NOBODY,
        subject=subject,
        text=text,
        new_text=new_text,
        signature=written.signature,
        in_reply_to=in_reply_to,
        references=references,
        reply_to=read_addresses(fields["reply-to"]) if "reply-to" in fields else (),
        to=read_addresses(fields.get("to", ())),
        cc=read_addresses(fields["cc"]) if "cc" in fields else (),
        calendars=tuple(body.calendars),
        headers=fields,
        delivery_status=status,
        forwarded=forwarded,
        problems=tuple(dict.fromkeys(problems))[:_PROBLEM_LIMIT],
        size=len(raw),
    )


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
        text=shown(rest),
        new_text=written.new,
        signature=written.signature,
        to=block_addresses(block.get("to", "")),
        cc=block_addresses(block.get("cc", "")),
        forwarded=_wrapped(written.forwarded, sent or date, depth - 1) if depth > 1 else None,
        problems=() if sent is not None else ("date of the forwarded mail not read",),
        size=0,
    )
