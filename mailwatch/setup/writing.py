"""From the answers to a config file: commented, private, and never over one that is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.config.generate import written
from mailwatch.config.providers import IMAP_PORTS, PROVIDERS, SMTP_PORTS
from mailwatch.setup.keeping import write_privately

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mailwatch.config.generate import Path as OptionPath
    from mailwatch.config.providers import Auth, Endpoint, ProviderName, Security

Place = str | dict[str, str]
"""Where a secret is kept, as the config writes it: `keyring`, or a mapping such as `{file: …}`."""


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a config needs to know of somebody with one mailbox; empty text: not to be written.

    `smtp` is None where notices are only logged.
    """

    name: str
    email: str
    timezone: str
    holidays: str
    login: str
    provider: ProviderName | None
    imap: Endpoint
    smtp: Endpoint | None
    auth: Auth
    secret: Place
    ca_file: str = ""
    client_id: str = ""
    client_secret: str = ""
    drafts: str = ""


def text_of(answers: Answers) -> str:
    """The config."""
    box: dict[str, object] = {
        "name": "personal",
        **_server(answers.imap, answers.provider, IMAP_PORTS, smtp=False),
        "ca_file": answers.ca_file,
        "login": answers.login,
        "auth": answers.auth if answers.auth != _preset(answers) else "",
        "secret": answers.secret,
        "drafts": answers.drafts,
    }
    values: dict[OptionPath, object] = {
        ("you", "name"): answers.name,
        ("you", "email"): answers.email,
        ("you", "timezone"): answers.timezone,
        ("policy", "holidays"): answers.holidays,
        ("mailboxes", "oauth", "client_id"): answers.client_id,
        ("mailboxes", "oauth", "client_secret"): answers.client_secret,
        **{("mailboxes", option): value for option, value in box.items()},
    }
    if answers.smtp:
        notices: dict[str, object] = {
            **_server(answers.smtp, answers.provider, SMTP_PORTS, smtp=True),
            "ca_file": answers.ca_file,
            "login": answers.login,
            "auth": "oauth2" if answers.auth == "oauth2" else "",
            "secret": answers.secret,
        }
        values |= {("digest", "smtp", option): value for option, value in notices.items()}
    return written({path: value for path, value in values.items() if value})


def write(path: Path, text: str) -> Path | None:
    """Write a config; one that is there is kept beside it.

    Returns:
        Where the old one is now; None where there was none.

    Raises:
        CredentialError: the file cannot be written.
    """
    backup = None
    if path.exists():
        backup = next(place for n in range(1, 10_000) if not (place := path.with_name(f"{path.name}.{n}")).exists())
        write_privately(backup, path.read_bytes())
    write_privately(path, text.encode())
    return backup


def _preset(answers: Answers) -> Auth:
    return PROVIDERS[answers.provider].auth if answers.provider else "password"


def _server(
    at: Endpoint, provider: ProviderName | None, ports: Mapping[Security, int], *, smtp: bool
) -> dict[str, object]:
    """Provider, host, port and security; what the provider or custom says is not repeated."""
    preset = (PROVIDERS[provider].smtp if smtp else PROVIDERS[provider].imap) if provider else None
    security = preset.security if preset else "tls"
    usual = preset.port if preset and at.security == security else ports[at.security]
    return {
        "provider": provider,
        "host": at.host if preset is None or at.host != preset.host else "",
        "port": at.port if at.port != usual else "",
        "security": at.security if at.security != security else "",
    }
