"""How one mail server is reached: plain values, valid when they exist."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

from mailwatch.errors import ConfigError

Security = Literal["tls", "starttls", "none"]
Auth = Literal["password", "oauth2"]


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where a mailbox lives and how to get in; the secret is no part of it.

    `ca_file` names a PEM file of certificate authorities for a server that has its own. `drafts`, `sent` and `trash`
    name folders that the server does not mark (RFC 6154). Timeouts are in seconds: `connect_timeout` covers name
    resolution, TCP, TLS and the greeting together, `read_timeout` one line of an answer. A link that freezes in
    mid-command is noticed after the latter, so it has to leave room for coming back within a minute.
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
    connect_timeout: float = 15
    read_timeout: float = 30

    @property
    def place(self) -> str:
        """Host and port as error messages name them."""
        return f"{self.host}:{self.port}"

    def require_privacy(self) -> None:
        """Refuse to talk in the clear to anything but this machine.

        Raises:
            ConfigError: `security` is `none` and `host` is not loopback.
        """
        if self.security == "none" and not is_loopback(self.host):
            problem = (
                f"{self.place}: `security: none` would send the password and all mail unencrypted, which is allowed"
                " only to this machine (localhost, 127.0.0.1, ::1); use `security: tls` or `starttls`"
            )
            raise ConfigError([problem])


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine: 127.0.0.0/8, ::1 or `localhost`. Other names are not looked up."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
