"""Delivery status notifications: those of RFC 3464, and the prose of mail systems that do not write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.models import DeliveryStatus
from mailwatch.core.parsing.headers import message_id, read_block
from mailwatch.core.parsing.mime import leaves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailwatch.core.parsing.mime import Part

_RECIPIENT_LIMIT = 100
"""Recipients of one notification that are read."""
_STATUS_TYPES = frozenset(("message/delivery-status", "message/global-delivery-status"))
_RETURNED_TYPES = frozenset(("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"))
_MACHINES = ("mailer-daemon@", "postmaster@", "microsoftexchange", "mail-daemon@", "maildaemon@")
_PROSE = (
    "this is the qmail-send program at",
    "i'm sorry to have to inform you that your message could not be delivered",
    "delivery has failed to these recipients",
    "your message couldn't be delivered",
    "your message could not be delivered",
    "could not be delivered to one or more of its recipients",
    "the following address(es) failed",
    "delivery to the following recipient failed permanently",
    "delivery to the following recipients failed",
    "your message did not reach some or all of the intended recipients",
    "undelivered mail returned to sender",
    "the following addresses had permanent fatal errors",
    "konnte nicht zugestellt werden",
    "n'a pas pu être remis",
    "no se pudo entregar",
    "não pôde ser entregue",
    "kan niet worden afgeleverd",
)
"""What mail systems write above the addresses, in lower case."""
_PROSE_LENGTH = 4_000
_ADDRESS = re.compile(r"[A-Za-z0-9._%+=/'-]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")
_COPY = re.compile(
    r"^(?:-{2,8} ?(?:below|this is a copy|original)|message-id:|received:|return-path:)", re.IGNORECASE | re.MULTILINE
)
_RETURNED_ID = re.compile(r"^message-id:[ \t]*(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)


def read_report(root: Part) -> DeliveryStatus | None:
    """The notification of a `multipart/report`; None where there is none, or where it reports a success."""
    if not root.children:
        return None
    status = returned = None
    for leaf in leaves(root):
        if leaf.content_type in _STATUS_TYPES and status is None:
            status = leaf
        elif leaf.content_type in _RETURNED_TYPES and returned is None:
            returned = leaf
    if status is None:
        return None
    groups = _groups(status)
    failed = _addresses(groups, "failed")
    permanent = bool(failed)
    failed = failed or _addresses(groups, "delayed")
    if not failed:
        return None
    return DeliveryStatus(failed, _original_id(groups, returned), permanent)


def _groups(status: Part) -> Sequence[Mapping[str, tuple[str, ...]]]:
    """The blocks of fields in a `message/delivery-status` (RFC 3464 §2.1)."""
    raw = status.payload().replace(b"\r\n", b"\n")
    found: list[Mapping[str, tuple[str, ...]]] = []
    position = 0
    while position < len(raw) and len(found) <= _RECIPIENT_LIMIT:
        if raw[position : position + 1] == b"\n":
            position += 1
            continue
        fields, after = read_block(raw, position, len(raw))
        if fields:
            found.append(fields)
        if after <= position or not fields:
            after = raw.find(b"\n", position) + 1 or len(raw)
        position = after
    return found


def _addresses(groups: Sequence[Mapping[str, tuple[str, ...]]], action: str) -> tuple[str, ...]:
    """Recipients with an action, the address that was written to before the one it was forwarded to."""
    found: dict[str, None] = {}
    for fields in groups:
        if not fields.get("action", ("",))[0].strip().lower().startswith(action):
            continue
        for name in ("original-recipient", "final-recipient"):
            for value in fields.get(name, ()):
                address = _ADDRESS.search(value.rpartition(";")[2])
                if address is not None:
                    found[_folded(address[0])] = None
    return tuple(found)


def _folded(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _original_id(groups: Sequence[Mapping[str, tuple[str, ...]]], returned: Part | None) -> str:
    if returned is not None:
        payload = returned.payload()
        returned_fields, _ = read_block(payload, len(payload) - len(payload.lstrip()), len(payload))
        for value in returned_fields.get("message-id", ()):
            return message_id(value)
    for fields in groups:
        for name in ("x-original-message-id", "original-message-id"):
            for value in fields.get(name, ()):
                return message_id(value)
    return ""


def read_prose(fields: Mapping[str, tuple[str, ...]], sender: str, text: str) -> DeliveryStatus | None:
    """A bounce that is no RFC 3464 report.

    Only from a mail system (by its null return path or its name), and only where the words say so too.

    Args:
        fields: the header fields.
        sender: the From address.
        text: the whole text, quotes and all.
    """
    null_path = any(value.strip() == "<>" for value in fields.get("return-path", ()))
    if not null_path and not sender.lower().startswith(_MACHINES) and "x-failed-recipients" not in fields:
        return None
    head = text[:_PROSE_LENGTH]
    lower = head.lower().replace("\u2019", "'")
    if "x-failed-recipients" not in fields and not any(phrase in lower for phrase in _PROSE):
        return None
    named = " ".join(fields.get("x-failed-recipients", ()))
    if not named:
        copy = _COPY.search(head)
        named = head[: copy.start()] if copy is not None else head
    failed = tuple(dict.fromkeys(_folded(a) for a in _ADDRESS.findall(named) if not a.lower().startswith(_MACHINES)))
    if not failed:
        return None
    returned = _RETURNED_ID.search(text)
    original = message_id(returned[1]) if returned is not None else message_id(fields.get("in-reply-to", ("",))[0])
    return DeliveryStatus(failed[:_RECIPIENT_LIMIT], original)
