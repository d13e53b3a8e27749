"""What mailwatch knows of the big providers, so that a config needs to name only one word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

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

    def __str__(self) -> str:
        """As a person reads it: `imap.example.com:993 (tls)`."""
        return f"{self.host}:{self.port} ({self.security})"


@dataclass(frozen=True, slots=True)
class Region:
    """Other hosts for those whose domain, or whose domain's mail exchanger, ends in one of `ends`."""

    ends: tuple[str, ...]
    imap: str
    smtp: str


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    `hint` says which password or sign-in it wants, `remedy` where one gets that, in words that need no link.
    `domains` are the domains of its own addresses, `exchangers` how the MX hosts of other domains that it serves end.
    `authserv_ids` are the names it writes into Authentication-Results (RFC 8601 §2.2), empty where it writes none, or
    changing ones: trust is then unknown unless the config names them.
    """

    title: str
    imap: Endpoint
    smtp: Endpoint
    hint: str
    remedy: str
    auth: Auth = "password"
    authserv_ids: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    exchangers: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()

    def region(self, names: Iterable[str]) -> Region | None:
        """The region that a domain or mail exchanger belongs to; None for the usual hosts."""
        wanted = tuple(names)
        return next((r for r in self.regions if any(_ends(name, r.ends) for name in wanted)), None)


_APP_PASSWORD = "an app password, not the one you sign in with"  # noqa: S105 - words about it
_OF_THE_ACCOUNT = "the password of the account"

PROVIDERS: dict[ProviderName, Provider] = {
    "gmail": Provider(
        "Gmail or Google Workspace",
        Endpoint("imap.gmail.com", 993),
        Endpoint("smtp.gmail.com", 465),
        f"{_APP_PASSWORD} (16 letters)",
        "Google Account, Security, 2-Step Verification (it has to be on), App passwords: make one for mailwatch. "
        "Where a Workspace administrator has turned app passwords off, use auth: oauth2",
        authserv_ids=("mx.google.com",),
        domains=("gmail.com", "googlemail.com"),
        exchangers=("google.com", "googlemail.com"),
    ),
    "outlook": Provider(
        "Outlook.com or Microsoft 365",
        Endpoint("outlook.office365.com", 993),
        Endpoint("smtp-mail.outlook.com", 587, "starttls"),
        "a sign-in in the browser (it takes no passwords over IMAP any more)",
        "auth: oauth2, and `mailwatch auth login`; at work or school the administrator may have to allow IMAP first",
        auth="oauth2",
        authserv_ids=("outlook.com",),  # it writes no name of its own; this one stands for that
        domains=(
            *("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.de", "live.de"),
            *("outlook.fr", "hotmail.fr", "live.fr", "outlook.es", "hotmail.es", "outlook.it", "hotmail.it"),
            *("hotmail.co.uk", "live.co.uk", "live.nl", "hotmail.nl", "outlook.com.br", "hotmail.com.br", "outlook.pt"),
        ),
        exchangers=("protection.outlook.com", "mx.microsoft"),
        regions=(
            Region(("mail.protection.outlook.com", "mx.microsoft"), "outlook.office365.com", "smtp.office365.com"),
        ),
    ),
    "icloud": Provider(
        "iCloud Mail",
        Endpoint("imap.mail.me.com", 993),
        Endpoint("smtp.mail.me.com", 587, "starttls"),
        "an app-specific password, not the one of your Apple account",
        "the settings of your Apple account, Sign-In and Security, App-Specific Passwords: make one for mailwatch "
        "(two-factor authentication has to be on)",
        authserv_ids=("dmarc.icloud.com", "dkim-verifier.icloud.com"),
        domains=("icloud.com", "me.com", "mac.com"),
        exchangers=("mail.icloud.com",),
    ),
    "yahoo": Provider(
        "Yahoo Mail",
        Endpoint("imap.mail.yahoo.com", 993),
        Endpoint("smtp.mail.yahoo.com", 465),
        _APP_PASSWORD,
        "Yahoo account info, Security, App passwords (Generate app password): make one for mailwatch",
        domains=(
            *("yahoo.com", "ymail.com", "rocketmail.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "yahoo.es"),
            *("yahoo.it", "yahoo.ca", "yahoo.com.br", "yahoo.com.au", "yahoo.com.mx", "yahoo.co.in", "yahoo.in"),
        ),
        exchangers=("am0.yahoodns.net",),
    ),
    "fastmail": Provider(
        "Fastmail",
        Endpoint("imap.fastmail.com", 993),
        Endpoint("smtp.fastmail.com", 465),
        _APP_PASSWORD,
        "Settings, Privacy & Security, Manage app passwords: make one for mailwatch, for mail (IMAP, SMTP)",
        domains=("fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "fastmail.de", "sent.com"),
        exchangers=("messagingengine.com",),
    ),
    "gmx": Provider(
        "GMX",
        Endpoint("imap.gmx.net", 993),
        Endpoint("mail.gmx.net", 465),
        f"{_OF_THE_ACCOUNT}, or an application-specific one where two-factor authentication is on",
        'first allow it: E-Mail, Settings, POP3/IMAP, "Allow access to this account via POP3 and IMAP"; with '
        "two-factor authentication, My Account, Security, Application-specific passwords",
        authserv_ids=("gmx.net",),
        domains=("gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es"),
        regions=(Region(("gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es"), "imap.gmx.com", "mail.gmx.com"),),
    ),
    "webde": Provider(
        "WEB.DE",
        Endpoint("imap.web.de", 993),
        Endpoint("smtp.web.de", 587, "starttls"),
        f"{_OF_THE_ACCOUNT}, or an application-specific one where two-factor authentication is on",
        'first allow it: E-Mail, Einstellungen, POP3/IMAP Abruf, "POP3 und IMAP Zugriff erlauben"; with two-factor '
        "authentication, Mein Account, Sicherheit, Anwendungsspezifische Passwörter",
        authserv_ids=("web.de",),
        domains=("web.de", "email.de"),
    ),
    "posteo": Provider(
        "Posteo",
        Endpoint("posteo.de", 993),
        Endpoint("posteo.de", 465),
        _OF_THE_ACCOUNT,
        "it is the one of the webmail; if access by other programs was turned off, allow it in Settings, Password and "
        "security",
        domains=("posteo.de", "posteo.net", "posteo.org", "posteo.eu", "posteo.us", "posteo.at", "posteo.ch"),
        exchangers=("posteo.de",),
    ),
    "mailbox.org": Provider(
        "mailbox.org",
        Endpoint("imap.mailbox.org", 993),
        Endpoint("smtp.mailbox.org", 465),
        f"{_OF_THE_ACCOUNT}, or an application password where two-factor authentication is on",
        "Settings, Security, Application passwords: make one for mail, if you sign in with a second factor",
        domains=("mailbox.org",),
        exchangers=("mailbox.org",),
    ),
    "proton-bridge": Provider(
        "Proton Mail, through the Proton Mail Bridge on this machine",
        Endpoint("127.0.0.1", 1143, "starttls"),
        Endpoint("127.0.0.1", 1025, "starttls"),
        "the password that the Bridge shows for this mailbox, not the one of your Proton account",
        "start the Bridge, sign in, Mailbox details; export its certificate (Settings, Advanced, Export TLS "
        "certificates) and name cert.pem as ca_file",
        domains=("proton.me", "protonmail.com", "protonmail.ch", "pm.me"),
        exchangers=("protonmail.ch",),
    ),
    "ionos": Provider(
        "IONOS",
        Endpoint("imap.ionos.com", 993),
        Endpoint("smtp.ionos.com", 465),
        "the password of the mailbox, not the one of the IONOS account",
        "it is the one of the webmail; a new one is set in the IONOS account, Email, the address, Change password",
        exchangers=(
            *("ionos.com", "ionos.de", "ionos.co.uk", "ionos.fr", "ionos.es", "ionos.it"),
            *("kundenserver.de", "perfora.net", "1and1.com", "1and1.co.uk"),
        ),
        regions=(
            Region(("ionos.de", "kundenserver.de"), "imap.ionos.de", "smtp.ionos.de"),
            Region(("ionos.co.uk", "1and1.co.uk"), "imap.ionos.co.uk", "smtp.ionos.co.uk"),
            Region(("ionos.fr",), "imap.ionos.fr", "smtp.ionos.fr"),
            Region(("ionos.es",), "imap.ionos.es", "smtp.ionos.es"),
            Region(("ionos.it",), "imap.ionos.it", "smtp.ionos.it"),
        ),
    ),
    "zoho": Provider(
        "Zoho Mail",
        Endpoint("imap.zoho.com", 993),
        Endpoint("smtp.zoho.com", 465),
        f"{_OF_THE_ACCOUNT}, or an app password where two-factor authentication is on",
        "first allow it: Settings, Mail Accounts, IMAP, IMAP Access; app passwords are in the Zoho account, Security, "
        "App Passwords",
        authserv_ids=("mx.zohomail.com",),
        domains=("zoho.com", "zohomail.com", "zoho.eu", "zohomail.eu", "zoho.in", "zohomail.in"),
        exchangers=("zoho.com", "zoho.eu", "zoho.in", "zohomail.com", "zohomail.eu", "zohomail.in"),
        regions=(
            Region(("mx.zoho.com", "mx2.zoho.com", "mx3.zoho.com"), "imappro.zoho.com", "smtppro.zoho.com"),
            Region(("mx.zoho.eu", "mx2.zoho.eu", "mx3.zoho.eu"), "imappro.zoho.eu", "smtppro.zoho.eu"),
            Region(("mx.zoho.in", "mx2.zoho.in", "mx3.zoho.in"), "imappro.zoho.in", "smtppro.zoho.in"),
            Region(("zoho.eu", "zohomail.eu"), "imap.zoho.eu", "smtp.zoho.eu"),
            Region(("zoho.in", "zohomail.in"), "imap.zoho.in", "smtp.zoho.in"),
        ),
    ),
}

IMAP_PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
SMTP_PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}


def serving(domain: str, exchangers: Iterable[str] = ()) -> ProviderName | None:
    """Whose the addresses of a domain are.

    Args:
        domain: what stands after the @, in lower case.
        exchangers: the hosts of its MX records, in lower case; not needed for the providers' own domains.
    """
    by_domain = (name for name, provider in PROVIDERS.items() if domain in provider.domains)
    hosts = tuple(exchangers)
    by_exchanger = (
        name for name, provider in PROVIDERS.items() if any(_ends(host, provider.exchangers) for host in hosts)
    )
    return next(by_domain, None) or next(by_exchanger, None)


def at_host(host: str) -> ProviderName | None:
    """Whose the IMAP server of this name is. This machine is nobody's: more than the Proton Bridge may listen there."""
    return next(
        (
            name
            for name, provider in PROVIDERS.items()
            if name != "proton-bridge" and host in (provider.imap.host, *(region.imap for region in provider.regions))
        ),
        None,
    )


def wants(name: ProviderName | None) -> str:
    """Which password or sign-in a provider wants and where one gets it; of an unknown one, what many want."""
    if name is None:
        return "many providers want an app password, made in the account's security settings"
    provider = PROVIDERS[name]
    return f"{provider.title} wants {provider.hint}: {provider.remedy}"


def _ends(name: str, ends: Iterable[str]) -> bool:
    return any(name == end or name.endswith(f".{end}") for end in ends)
