"""A user, a mail server and mailwatch between them, on a clock of the test's own."""

from __future__ import annotations

import email
import imaplib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from email.policy import SMTP
from pathlib import Path
from typing import Self

from mailwatch import resources
from mailwatch.config import KnownApplication
from mailwatch.core.models import Address, Application, Owner
from mailwatch.core.policy import Policy
from mailwatch.core.stock import Item
from mailwatch.desk import Desk
from mailwatch.mailbox import ServerSettings, Session
from mailwatch.pipeline import work
from mailwatch.store import Store
from tests.core.stories import at
from tests.servers.base import MailServer, Snapshot, done

BEGINNING = at("2026-04-01 09:00")


@dataclass
class Journey:
    """Runs rounds of the real pipeline over a real connection; `now` only moves when the test says so."""

    server: MailServer
    directory: Path
    now: datetime = BEGINNING
    policy: Policy = field(default_factory=lambda: Policy(timezone="Europe/Berlin"))
    own: dict[str, str] = field(default_factory=dict)
    watch: tuple[str, ...] = ("INBOX",)
    known: tuple[KnownApplication, ...] = ()
    stock: tuple[Item, ...] = ()

    def __enter__(self) -> Self:
        self.store = Store.open(self.directory)
        self.session = Session.open(self.settings, self.server.password)
        self.before = self.server.snapshot()
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self.store.close()

    @property
    def settings(self) -> ServerSettings:
        return ServerSettings(self.server.host, self.server.port, "none", self.server.login)

    @property
    def desk(self) -> Desk:
        return Desk(
            "personal",
            self.store,
            self.session,
            Owner("Sam Rivera", ("sam@example.com",), self.policy.timezone, ("mx.example.com",)),
            Address("Sam Rivera", "sam@example.com"),
            self.policy,
            resources.templates(),
            own=self.own,
            watch=self.watch,
            known=self.known,
            stock=self.stock,
        )

    def start_again(self) -> None:
        """The process ends and begins anew on what is on disk."""
        before = self.before
        self.__exit__()
        self.__enter__()
        self.before = before

    def deliver(self, raw: bytes, mailbox: str = "INBOX") -> None:
        self.server.deliver(raw, mailbox, self.now)

    def round(self) -> None:
        work(self.desk, self.now)

    def until(self, moment: str, step: timedelta = timedelta(hours=6)) -> None:
        """Rounds of work until then."""
        end = at(moment)
        while self.now < end:
            self.now = min(end, self.now + step)
            self.round()

    @property
    def application(self) -> Application:
        """The only application."""
        (application,) = self.store.applications.values()
        return application

    def drafts(self) -> list[Message]:
        """What lies in the Drafts folder."""
        mails = self.server.snapshot().get("Drafts", {})
        return [email.message_from_bytes(raw, policy=SMTP) for _, (_, raw) in sorted(mails.items())]

    def text(self) -> str:
        """The text of the only draft."""
        (draft,) = self.drafts()
        return str(draft.get_content())  # type: ignore[attr-defined]

    def send(self, *, fill: str = "the migration", message_id: str = "") -> bytes:
        """The user fills the blanks of the only draft and sends it, as Roundcube does: to Sent, then out of Drafts."""
        ((uid, (_, raw)),) = self.server.snapshot()["Drafts"].items()
        message = email.message_from_bytes(raw, policy=SMTP)
        if message_id:
            message.replace_header("Message-ID", message_id)
        message.replace_header("Date", email.utils.format_datetime(self.now))
        sent = _filled(message, fill)
        self.server.deliver(sent, "Sent", self.now)
        self.discard(uid)
        return sent

    def discard(self, uid: int | None = None) -> None:
        """A draft is removed from Drafts, by its UID."""
        with self.server.client() as client:
            done(client.select("Drafts"))
            wanted = uid or max(self.server.snapshot()["Drafts"])
            done(client.uid("STORE", str(wanted), "+FLAGS", r"(\Deleted)"))
            done(client.uid("EXPUNGE", str(wanted)))

    def throw_away(self) -> None:
        """The user deletes the only draft, as mail clients do: into Trash."""
        ((uid, (_, raw)),) = self.server.snapshot()["Drafts"].items()
        self.server.deliver(raw, "Trash", self.now)
        self.discard(uid)

    def changed(self) -> Snapshot:
        """What lies on the server now that did not when it began, or is different."""
        after = self.server.snapshot()
        return {
            box: new
            for box, mails in after.items()
            if (new := {uid: m for uid, m in mails.items() if self.before.get(box, {}).get(uid) != m})
        }

    def client(self) -> imaplib.IMAP4:
        return self.server.client()


def _filled(message: Message, words: str) -> bytes:
    text = message.get_content()  # type: ignore[attr-defined]
    while "[[" in text:
        head, _, rest = text.partition("[[")
        text = head + words + rest.partition("]]")[2]
    message.set_content(text)  # type: ignore[attr-defined]
    return message.as_bytes()
