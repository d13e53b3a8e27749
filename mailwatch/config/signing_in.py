"""How an account is signed in to: by password or by OAuth 2, and what is known of the big providers' servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.config.providers import PROVIDERS
from mailwatch.config.values import OAuth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailwatch.config import schema
    from mailwatch.config.providers import Auth, ProviderName


@dataclass(frozen=True, slots=True)
class _Known:
    """A provider's authorization server; `{tenant}` stands for the Microsoft 365 tenant."""

    scopes: tuple[str, ...]
    token: str
    authorization: str = ""
    device: str = ""
    revocation: str = ""
    redirect_host: str = "127.0.0.1"


_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"

_SERVERS: dict[ProviderName, _Known] = {
    # its device endpoint gives no leave to read mail
    "gmail": _Known(
        ("https://mail.google.com/",),
        "https://oauth2.googleapis.com/token",
        authorization="https://accounts.google.com/o/oauth2/v2/auth",
        revocation="https://oauth2.googleapis.com/revoke",
    ),
    "outlook": _Known(
        (
            "https://outlook.office.com/IMAP.AccessAsUser.All",
            "https://outlook.office.com/SMTP.Send",
            "offline_access",
        ),
        f"{_MICROSOFT}/token",
        authorization=f"{_MICROSOFT}/authorize",
        device=f"{_MICROSOFT}/devicecode",
        redirect_host="localhost",  # registered apps may have it with any port; 127.0.0.1 only by way of their manifest
    ),
}


def auth_of(box: schema.Mailbox) -> Auth:
    """How a mailbox is signed in to: as written, else as its other options say, else as the provider wants it."""
    if box.auth:
        return box.auth
    if box.oauth or box.secret.token_command:
        return "oauth2"
    return PROVIDERS[box.provider].auth if box.provider else "password"


def by_command(secret: schema.Secret) -> bool:
    """Whether a program prints the access tokens, so that nothing else need be known."""
    return bool(secret.token_command or secret.command)


def oauth_of(box: schema.Mailbox) -> OAuth:
    """The authorization server of a mailbox; what is neither written nor known is empty."""
    written = box.oauth
    known = _SERVERS.get(box.provider, _Known((), "")) if box.provider else _Known((), "")
    if written is None:
        return OAuth("", known.token, known.scopes)
    own = bool(written.token_endpoint)  # another server than the provider's: nothing of that one holds for it

    def endpoint(here: str | None, there: str) -> str:
        return here or ("" if own else there.format(tenant=written.tenant))

    return OAuth(
        client_id=written.client_id or "",
        client_secret=written.client_secret or "",
        scopes=tuple(written.scopes) or known.scopes,
        token_endpoint=endpoint(written.token_endpoint, known.token),
        authorization_endpoint=endpoint(written.authorization_endpoint, known.authorization),
        device_authorization_endpoint=endpoint(written.device_authorization_endpoint, known.device),
        revocation_endpoint=endpoint(written.revocation_endpoint, known.revocation),
        redirect_host="127.0.0.1" if own else known.redirect_host,
    )


def shared_with(smtp: schema.Smtp, login: str, boxes: Iterable[tuple[schema.Mailbox, str]]) -> schema.Mailbox | None:
    """The mailbox whose OAuth 2 sign-in also carries the notices; None: they need one of their own, or a password.

    A token goes to no other server than the provider's own unless `auth: oauth2` is written.

    Args:
        smtp: the server of the notices.
        login: the user name there.
        boxes: all mailboxes, each with its login.
    """
    if smtp.auth == "password" or by_command(smtp.secret):
        return None
    unsaid = smtp.auth is None and "secret" not in smtp.model_fields_set
    for box, name in boxes:
        wanted = smtp.auth == "oauth2" or (unsaid and box.provider is not None and box.provider == smtp.provider)
        if wanted and name.lower() == login.lower() and auth_of(box) == "oauth2":
            return box
    return None
