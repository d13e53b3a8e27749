"""What mailwatch knows of the big providers, so that a config needs to name only one word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Security = Literal["tls", "starttls", "none"]
"""How the connection is secured: from the first byte, by STARTTLS, or not at all (this machine only)."""

Auth = Literal["password", "oauth2"]
"""How one signs in."""

ProviderName = Literal[
    "gmail",
    "outlook",
    "icloud",
    "yahoo",
    "fastmail",
    "gmx",
    "webde",
    "posteo",
    "mailbox.org",
    "proton-bridge",
    "ionos",
    "zoho",
]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server: where it listens, and how the connection is secured."""

    host: str
    port: int
    security: Security = "tls"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    `authserv_ids` are the names it writes into Authentication-Results (RFC 8601 §2.2), empty where it writes none, or
    changing ones: trust is then unknown unless the config names them. `hint` says which password it wants.
    """

    imap: Endpoint
    smtp: Endpoint
    hint: str
    auth: Auth = "password"
    authserv_ids: tuple[str, ...] = ()


_MADE_FOR_IT = "an app password, made in the account's security settings"
_OF_THE_ACCOUNT = "the account's password"

PROVIDERS: dict[ProviderName, Provider] = {
    "gmail": Provider(
        Endpoint("imap.gmail.com", 993),
        Endpoint("smtp.gmail.com", 465),
        f"{_MADE_FOR_IT}; 2-step verification has to be on",
        authserv_ids=("mx.google.com",),
    ),
    "outlook": Provider(
        Endpoint("outlook.office365.com", 993),
        Endpoint("smtp-mail.outlook.com", 587, "starttls"),
        "an access token: Outlook and Microsoft 365 take no password over IMAP any more",
        auth="oauth2",
    ),
    "icloud": Provider(
        Endpoint("imap.mail.me.com", 993),
        Endpoint("smtp.mail.me.com", 587, "starttls"),
        "an app-specific password, made in the Apple account's sign-in settings",
        authserv_ids=("dmarc.icloud.com", "dkim-verifier.icloud.com"),
    ),
    "yahoo": Provider(Endpoint("imap.mail.yahoo.com", 993), Endpoint("smtp.mail.yahoo.com", 465), _MADE_FOR_IT),
    "fastmail": Provider(Endpoint("imap.fastmail.com", 993), Endpoint("smtp.fastmail.com", 465), _MADE_FOR_IT),
    "gmx": Provider(
        Endpoint("imap.gmx.net", 993),
        Endpoint("mail.gmx.net", 465),
        f"{_OF_THE_ACCOUNT}; IMAP has to be allowed in the settings first",
        authserv_ids=("gmx.net",),
    ),
    "webde": Provider(
        Endpoint("imap.web.de", 993),
        Endpoint("smtp.web.de", 587, "starttls"),
        f"{_OF_THE_ACCOUNT}; IMAP has to be allowed in the settings first",
        authserv_ids=("web.de",),
    ),
    "posteo": Provider(Endpoint("posteo.de", 993), Endpoint("posteo.de", 465), _OF_THE_ACCOUNT),
    "mailbox.org": Provider(Endpoint("imap.mailbox.org", 993), Endpoint("smtp.mailbox.org", 465), _OF_THE_ACCOUNT),
    "proton-bridge": Provider(
        Endpoint("127.0.0.1", 1143, "starttls"),
        Endpoint("127.0.0.1", 1025, "starttls"),
        "the password that the Bridge shows for this mailbox; export its certificate and name it in ca_file",
    ),
    "ionos": Provider(Endpoint("imap.ionos.com", 993), Endpoint("smtp.ionos.com", 465), _OF_THE_ACCOUNT),
    "zoho": Provider(
        Endpoint("imap.zoho.com", 993),
        Endpoint("smtp.zoho.com", 465),
        f"{_MADE_FOR_IT}; IMAP has to be allowed in the settings first",
        authserv_ids=("mx.zohomail.com",),
    ),
}

IMAP_PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
SMTP_PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}
