"""The config as the rest of mailwatch sees it: plain frozen values, every default filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
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
class OAuth:
    """The authorization server of an account (RFC 6749), and what we are to it.

    The endpoints are https addresses (http on this machine); `authorization_endpoint` is empty where one cannot sign
    in with a browser, `device_authorization_endpoint` where not with a code (RFC 8628), `revocation_endpoint` where
    the server is not told of a sign-out (RFC 7009). `redirect_host` is what the browser calls this machine.
    """

    client_id: str
    token_endpoint: str
    scopes: tuple[str, ...]
    authorization_endpoint: str = ""
    device_authorization_endpoint: str = ""
    revocation_endpoint: str = ""
    client_secret: str = field(default="", repr=False)
    redirect_host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account that is signed in to by OAuth 2. `name` is what `mailwatch auth` calls it.

    Without `oauth`, the command in `secret` prints access tokens. With it, `secret` is where the refresh token is
    kept: the keyring (under `service` and `login`), or a file.
    """

    name: str
    login: str
    secret: SecretSource
    service: str
    oauth: OAuth | None = None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One account to watch. `service` is the name its secret has in the keyring; `sign_in` is None for a password."""

    name: str
    server: Server
    secret: SecretSource
    service: str
    watch: tuple[str, ...]
    authserv_ids: tuple[str, ...]
    first_scan_days: int
    sign_in: SignIn | None = None


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that carries notices to the owner.

    `login` is empty where it wants none. With `sign_in` (often that of a mailbox), it is signed in to by OAuth 2.
    """

    host: str
    port: int
    security: Security
    login: str
    secret: SecretSource
    service: str
    ca_file: str | None = None
    sign_in: SignIn | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """When the owner hears of things (local time), and through which server; None: only the log is written.

    `desktop`: a title is shown on the desktop, too.
    """

    at: time
    smtp: Smtp | None
    desktop: bool = False


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
