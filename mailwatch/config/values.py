"""The config as the rest of mailwatch sees it: plain frozen values, every default filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.core.models import Owner

if TYPE_CHECKING:
    from datetime import time
    from pathlib import Path

    from mailwatch.config.providers import Auth, Security
    from mailwatch.core.models import Person
    from mailwatch.core.policy import Policy
    from mailwatch.core.stock import Item
    from mailwatch.credentials import SecretSource


@dataclass(frozen=True, slots=True)
class You:
    """The user. `email` is the main address, `aliases` the others; `timezone` is an IANA name."""

    name: str
    email: str
    aliases: tuple[str, ...]
    timezone: str


@dataclass(frozen=True, slots=True)
class Server:
    """All that the mailbox layer needs to connect.

    `drafts`, `sent` and `trash` are empty where SPECIAL-USE decides; timeouts are in seconds.
    """

    host: str
    port: int
    security: Security
    login: str
    ca_file: str | None = None
    auth: Auth = "password"
    drafts: str = ""
    sent: str = ""
    trash: str = ""
    connect_timeout: float = 15.0
    read_timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One account to watch. `service` is the name its secret has in the keyring."""

    name: str
    server: Server
    secret: SecretSource
    service: str
    watch: tuple[str, ...]
    authserv_ids: tuple[str, ...]
    first_scan_days: int


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that carries notices to the owner. `login` is empty where it wants none."""

    host: str
    port: int
    security: Security
    login: str
    secret: SecretSource
    service: str
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """When the owner hears of things (local time), and through which server; None: only the log is written."""

    at: time
    smtp: Smtp | None


@dataclass(frozen=True, slots=True)
class KnownApplication:
    """What the user says of an application that no mail can know. `timeline` is text, as the employer said it."""

    company: str
    role: str = ""
    timeline: str = ""
    topics: tuple[str, ...] = ()
    skill: str = ""
    value: str = ""
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """A valid config. `filename` is where it was read from."""

    filename: str
    you: You
    mailboxes: tuple[Mailbox, ...]
    policy: Policy
    digest: Digest
    templates: Path | None
    applications: tuple[KnownApplication, ...]
    stock: tuple[Item, ...] = ()

    def owner(self, mailbox: Mailbox | None = None) -> Owner:
        """The user as the core knows them.

        Args:
            mailbox: whose Authentication-Results count; all mailboxes' when None. Name it where a mail's mailbox is
                known: one provider's border does not remove what another provider's name forges.
        """
        addresses = dict.fromkeys(address.lower() for address in (self.you.email, *self.you.aliases))
        boxes = self.mailboxes if mailbox is None else (mailbox,)
        trusted = dict.fromkeys(name for box in boxes for name in box.authserv_ids)
        return Owner(self.you.name, tuple(addresses), self.you.timezone, tuple(trusted))

    def policy_values(self) -> Policy:
        """The timings, in the user's zone."""
        return self.policy
