"""`once --dry-run`: the same path, on a copy of the memory and a mailbox that only looks."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from mailwatch.cli.terminal import Terminal, clean
from mailwatch.core.lifecycle.decide import name
from mailwatch.core.lifecycle.events import DraftPlanned, DraftWithdrawn, Event
from mailwatch.core.linking import Link
from mailwatch.core.models import Application, Message, Reading
from mailwatch.core.steps import STEPS
from mailwatch.desk import Mailbox
from mailwatch.mailbox import Fetched, Folders, Located, MailboxStatus, Overview, Placed
from mailwatch.store import Seen


class RehearsalMailbox:
    """A mailbox through which nothing can be changed: what would be placed or taken back is passed over."""

    def __init__(self, real: Mailbox) -> None:
        self._real = real

    def folders(self) -> Folders:
        """Where drafts, sent mail and trash are."""
        return self._real.folders()

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open a folder read-only."""
        return self._real.examine(mailbox)

    def status(self, mailbox: str) -> MailboxStatus:
        """Ask about a folder without opening it."""
        return self._real.status(mailbox)

    def new_uids(self, after_uid: int) -> list[int]:
        """UIDs above `after_uid` in the opened folder."""
        return self._real.new_uids(after_uid)

    def uids_since(self, day: date) -> list[int]:
        """UIDs of what arrived on `day` or later."""
        return self._real.uids_since(day)

    def fetch_overviews(self, uids: Sequence[int]) -> Iterator[Overview]:
        """Header fields and sizes."""
        return self._real.fetch_overviews(uids)

    def fetch_messages(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """Whole mails."""
        return self._real.fetch_messages(uids)

    def find_by_message_id(self, mailbox: str, ids: Collection[str], since_uid: int = 1) -> dict[str, Located]:
        """Where mails of these Message-IDs lie in a folder."""
        return self._real.find_by_message_id(mailbox, ids, since_uid)

    def read(self, mailbox: str, uid: int) -> bytes | None:
        """One whole mail."""
        return self._real.read(mailbox, uid)

    def append_draft(self, mailbox: str, raw: bytes) -> Placed:  # noqa: ARG002 - that is the point
        """Place nothing."""
        return Placed(None, None)

    def withdraw(self, drafts: str, uidvalidity: int, uid: int, trash: str) -> bool:  # noqa: ARG002 - that is the point
        """Take nothing back, and say it was done."""
        return True


class RehearsalJournal:
    """Says on standard output what would be done."""

    def __init__(self) -> None:
        self.silent = True

    def read(self, seen: Seen, message: Message, reading: Reading, link: Link, now: datetime) -> None:  # noqa: ARG002
        """A mail was read and linked."""
        sender = message.sender.name or message.sender.email
        kind = reading.kind.replace("_", " ")
        self._say(f"{message.date:%Y-%m-%d} {kind}: “{message.subject}” from {sender} ({link.why or 'no application'})")

    def happened(self, application: Application, event: Event, now: datetime) -> None:  # noqa: ARG002
        """An event was recorded."""
        if isinstance(event, DraftPlanned):
            to = ", ".join(a.email for a in event.draft.to) or "nobody yet"
            step = STEPS[event.draft.step]
            self._say(f"would place a draft: {step} for {name(application)}, “{event.draft.subject}” to {to}")
        elif isinstance(event, DraftWithdrawn):
            self._say(f"would take back a draft of {name(application)}: {event.reason}")

    def noticed(self, application: Application | None, text: str, now: datetime) -> None:  # noqa: ARG002
        """There is something for the owner to know."""
        self._say(f"would tell you: {text}")

    def _say(self, text: str) -> None:
        self.silent = False
        sys.stdout.write(Terminal.of(sys.stdout).flow(clean(text)) + "\n")
