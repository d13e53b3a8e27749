"""The simulated user: reads the Drafts folder, fills in blanks, sends and deletes, all as a mail client does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Self

from imapclient import IMAPClient

BLANK = re.compile(r"\[\[.+?\]\]")


@dataclass(frozen=True, slots=True)
class Sent:
    """What the user sent: to whom, under which Message-ID, and how many blanks they filled before."""

    to: str
    subject: str
    message_id: str
    thread: tuple[str, ...]
    filled: int


class Client:
    """Sam's mail client. It gives what it sends a Message-ID of its own, as Thunderbird, Geary and Evolution do."""

    def __init__(self, host: str, port: int, login: str, password: str) -> None:
        self._imap = IMAPClient(host, port, ssl=False, timeout=10)
        self._imap.login(login, password)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._imap.logout()

    def drafts(self) -> list[EmailMessage]:
        """Everything in Drafts, oldest first."""
        self._imap.select_folder("Drafts", readonly=True)
        found = self._imap.fetch(self._imap.search("ALL"), ["BODY.PEEK[]"])
        return [message_from_bytes(found[uid][b"BODY[]"], policy=policy.SMTP) for uid in sorted(found)]

    def write(self, raw: bytes, at: datetime) -> None:
        """File a mail that was written by hand and sent."""
        self._imap.append("Sent", raw, [b"\\Seen"], at)

    def send(self, message_id: str, words: tuple[str, ...], at: datetime) -> Sent | None:
        """Open a draft, fill its blanks in order, and send it: a copy goes into Sent, the draft is expunged."""
        uid = self._open(message_id)
        if uid is None:
            return None
        raw = self._imap.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
        draft = message_from_bytes(raw, policy=policy.SMTP)
        text, filled = fill(str(draft.get_content()), words)
        draft.set_content(text, cte="quoted-printable")
        draft.replace_header("Date", format_datetime(at))
        domain = str(draft["From"].addresses[0].domain)
        draft.replace_header("Message-ID", f"<{at:%Y%m%d%H%M%S}.{uid}@{domain}>")
        self._imap.append("Sent", draft.as_bytes(policy=policy.SMTP.clone(max_line_length=998)), [b"\\Seen"], at)
        self._imap.delete_messages([uid])
        self._imap.uid_expunge([uid])
        thread = (*str(draft["References"] or "").split(), str(draft["Message-ID"]))
        to = draft["To"].addresses[0].addr_spec if draft["To"] else ""
        return Sent(to, str(draft["Subject"]), str(draft["Message-ID"]), thread, filled)

    def throw_away(self, message_id: str) -> bool:
        """Move a draft to Trash."""
        uid = self._open(message_id)
        if uid is None:
            return False
        self._imap.move([uid], "Trash")
        return True

    def _open(self, message_id: str) -> int | None:
        self._imap.select_folder("Drafts")
        found = self._imap.search(["HEADER", "Message-ID", message_id])
        return int(found[0]) if found else None


def fill(text: str, words: tuple[str, ...]) -> tuple[str, int]:
    """The text with its blanks replaced by `words`, in order, and how many that were; blanks left over stay."""
    left = list(words)
    filled = BLANK.sub(lambda blank: left.pop(0) if left else blank[0], text)
    return filled, len(words) - len(left)
