"""What the work on one mailbox needs at hand: the same for the daemon, `once`, a rehearsal and the demo."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Protocol

from mailwatch import config as configuration
from mailwatch import resources
from mailwatch.config import Config, KnownApplication
from mailwatch.copies import Copies
from mailwatch.core.lifecycle.decide import name
from mailwatch.core.lifecycle.events import Event
from mailwatch.core.linking import Link
from mailwatch.core.models import Address, Application, Message, Owner, Reading
from mailwatch.core.policy import Policy
from mailwatch.core.stock import Item
from mailwatch.credentials import secret_for
from mailwatch.errors import LoginError, MailboxError, TokenRefusedError
from mailwatch.mailbox import Fetched, Folders, Located, MailboxStatus, Overview, Placed, ServerSettings, Session
from mailwatch.store import Seen, Store


class Mailbox(Protocol):
    """The part of `mailwatch.mailbox.Session` that the work uses; what it raises is one of `mailwatch.errors`."""

    def folders(self) -> Folders:
        """Where drafts, sent mail and trash are."""

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open a folder read-only."""

    def status(self, mailbox: str) -> MailboxStatus:
        """Ask about a folder without opening it."""

    def new_uids(self, after_uid: int) -> list[int]:
        """UIDs above `after_uid` in the opened folder."""

    def uids_since(self, day: date) -> list[int]:
        """UIDs of what arrived on `day` or later."""

    def fetch_overviews(self, uids: Sequence[int]) -> Iterator[Overview]:
        """Header fields and sizes."""

    def fetch_messages(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """Whole mails, attachments of large ones left out."""

    def append_draft(self, mailbox: str, raw: bytes) -> Placed:
        """Put a draft into a folder."""

    def find_by_message_id(self, mailbox: str, ids: Collection[str], since_uid: int = 1) -> dict[str, Located]:
        """Where mails of these Message-IDs lie in a folder."""

    def read(self, mailbox: str, uid: int) -> bytes | None:
        """One whole mail."""

    def withdraw(self, drafts: str, uidvalidity: int, uid: int, trash: str) -> bool:
        """Move one draft of ours to Trash."""


class Journal(Protocol):
    """Who follows the work: the log, or the demo's screen."""

    def read(self, seen: Seen, message: Message, reading: Reading, link: Link, now: datetime) -> None:
        """A mail was read and linked."""

    def happened(self, application: Application, event: Event, now: datetime) -> None:
        """An event was recorded."""

    def noticed(self, application: Application | None, text: str, now: datetime) -> None:
        """There is something for the owner to know."""


class LogJournal:
    """One line an event in the log: what it is, never what a mail says.

    Applications go by their ids (`mailwatch why a3`): their names come from mail, and are told at debug level only.
    """

    def __init__(self) -> None:
        self._log = logging.getLogger("mailwatch")

    def read(self, seen: Seen, message: Message, reading: Reading, link: Link, now: datetime) -> None:  # noqa: ARG002
        """A mail was read and linked."""
        where = f"{seen.account}/{seen.mailbox} uid {seen.uid}"
        whose = link.application or ("a new application" if link.new and reading.acts else "no application")
        self._log.info("%s: %s (%.2f), %s", where, reading.kind, reading.confidence, whose)
        self._log.debug("%s: “%s”: %s", where, message.subject, link.why)

    def happened(self, application: Application, event: Event, now: datetime) -> None:  # noqa: ARG002
        """An event was recorded."""
        if event.type == "opened":
            self._log.debug("application %s is %s", application.id, name(application))
        if event.type != "mail_read":
            what = event.type.replace("_", " ")
            self._log.info("application %s: %s, now %s", application.id, what, application.stage)

    def noticed(self, application: Application | None, text: str, now: datetime) -> None:  # noqa: ARG002
        """There is something for the owner to know."""
        self._log.info("a notice for the owner%s", f" about application {application.id}" if application else "")
        self._log.debug("%s", text)


@dataclass(slots=True)
class Desk:
    """One mailbox, the store, the owner's wishes, and who follows the work.

    `identity` is the From of new drafts; `shipped` and `own` are templates by name. `scan_days` bounds a first scan.
    `known` is what the config says of applications, `stock` what value follow-ups may bring. `tried_again` are the
    folders in which mails that could not be read were tried once more.
    """

    account: str
    store: Store
    mailbox: Mailbox
    owner: Owner
    identity: Address
    policy: Policy
    shipped: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)
    watch: tuple[str, ...] = ("INBOX",)
    scan_days: int = 90
    known: tuple[KnownApplication, ...] = ()
    stock: tuple[Item, ...] = ()
    journal: Journal = field(default_factory=LogJournal)
    copies: Copies = field(default_factory=Copies)
    drafts_missing: bool = False
    tried_again: set[str] = field(default_factory=set)
    _folders: Folders | None = None
    _folders_before: Folders | None = None

    @property
    def folders(self) -> Folders:
        """Where drafts, sent mail and trash are; asked once a round.

        alpine deletes an empty Drafts folder and makes it anew later; until then it is where it was, and
        `drafts_missing` is set.

        Raises:
            MailboxError: there is no Drafts folder, and there was none before.
        """
        if self._folders is None:
            self.drafts_missing = False
            try:
                self._folders = self.mailbox.folders()
            except MailboxError:
                if self._folders_before is None:
                    raise
                self._folders, self.drafts_missing = self._folders_before, True
        return self._folders

    def start_round(self) -> None:
        """Forget what the server may have changed since the last round."""
        self._folders_before, self._folders = self._folders or self._folders_before, None

    def applications(self) -> tuple[Application, ...]:
        """The applications of this mailbox."""
        everybody = tuple(self.store.applications.values())  # at once: the other mailboxes add theirs meanwhile
        return tuple(a for a in everybody if a.account == self.account)

    def record(self, application: str, event: Event, now: datetime) -> Application:
        """Write one event (inside a transaction) and let the journal know."""
        after = self.store.append(application, event, now)
        self.journal.happened(after, event, now)
        return after

    def tell(
        self,
        application: Application | None,
        text: str,
        now: datetime,
        *,
        urgent: bool = False,
        while_asked: bool = False,
    ) -> None:
        """Queue a notice for the owner (inside a transaction)."""
        self.store.notify(application.id if application else "", text, now, urgent=urgent, while_asked=while_asked)
        self.journal.noticed(application, text, now)


def desk_for(config: Config, box: configuration.Mailbox, store: Store, mailbox: Mailbox) -> Desk:
    """The desk of one mailbox of the config."""
    return Desk(
        account=box.name,
        store=store,
        mailbox=mailbox,
        owner=config.owner(box),
        identity=Address(config.you.name, config.you.email),
        policy=config.policy_values(),
        shipped=resources.templates(),
        own=resources.user_templates(config.templates) if config.templates else {},
        watch=box.watch,
        scan_days=box.first_scan_days,
        known=config.applications,
        stock=config.stock,
    )


def open_session(box: configuration.Mailbox, audit: Callable[[str], None] | None = None) -> Session:
    """Log in to one mailbox of the config, with its secret fetched for the occasion.

    Raises:
        CredentialError: the secret cannot be had, or nobody has signed in yet.
        LoginError: the server refuses it, or the sign-in has ended.
        UnreachableError: there is no connection, to the mail server or the token server.
    """
    server = box.server  # it has the field names of the mailbox layer, which lies above the config
    settings = ServerSettings(**asdict(server) | {"ca_file": str(server.ca_file) if server.ca_file else None})
    if box.sign_in is None:
        secret = secret_for(box.secret, service=box.service, login=server.login)
        return Session.open(settings, secret, audit=audit)
    from mailwatch import signin  # noqa: PLC0415 - nobody with a password needs it

    token = signin.access_token(box.sign_in)
    try:
        return Session.open(settings, token, audit=audit)
    except TokenRefusedError:  # it may have been revoked before its time
        token = signin.access_token(box.sign_in, refused=token)
    try:
        return Session.open(settings, token, audit=audit)
    except TokenRefusedError as error:
        raise LoginError(f"{error}; {signin.remedy(box.sign_in)}") from None
