"""How a draft joins its thread: Subject, In-Reply-To and References (RFC 5322 §3.6.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.drafting.cleaning import clean_subject

if TYPE_CHECKING:
    from mailwatch.core.models import Mail

_REPLY_PREFIX = re.compile(
    r"(?:re|aw|antw|antwort|rv|sv|vs|r|res|rép|rif|odp|ynt)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?:", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,700}>")
_MAX_REFERENCES = 900
"""Bytes of a References value; with its name it stays below the 998 of RFC 5322 §2.1.1 on one unfolded line."""


def reply_subject(original: str) -> str:
    """`Re:` and the subject as it was; a subject that is a reply's already, in any language's way, is kept."""
    subject = clean_subject(original)
    if _REPLY_PREFIX.match(subject):
        return subject
    return f"Re: {subject}".rstrip()


def references(answers: Mail) -> tuple[str, ...]:
    """The References of an answer: the thread's first id and as many of its last ones as fit, the answered one last."""
    known = [known for known in (*answers.references, answers.message_id) if _MESSAGE_ID.fullmatch(known)]
    ids = list(dict.fromkeys(reversed(known)))  # newest first; a repeated id keeps its last place
    if len(" ".join(ids)) <= _MAX_REFERENCES:
        return tuple(reversed(ids))
    oldest = ids.pop()
    room = _MAX_REFERENCES - len(oldest)
    latest: list[str] = []
    for one in ids:
        room -= len(one) + 1
        if room < 0:
            break
        latest.insert(0, one)
    return (oldest, *latest) if latest else (ids[0],)


def in_reply_to(answers: Mail) -> str:
    """The answered mail's id, or an empty string where it has none that a header could carry."""
    return answers.message_id if _MESSAGE_ID.fullmatch(answers.message_id) else ""
