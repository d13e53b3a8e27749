"""Whose server holds the mail of an address: a known provider, what the domain names, what such hosts are called."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.config.providers import IMAP_PORTS, PROVIDERS, SMTP_PORTS, Endpoint, serving
from mailwatch.mailbox.dial import dial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mailwatch.config.providers import ProviderName, Security
    from mailwatch.setup.names import Names

_SERVICES: tuple[tuple[str, Security], ...] = (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls"))
"""RFC 6186 §3.2; the encrypted one first, whatever the priorities say (RFC 8314 §5.1)."""

_SUBMISSION: tuple[tuple[str, Security], ...] = (("_submissions._tcp", "tls"), ("_submission._tcp", "starttls"))
"""RFC 8314 §5.1, RFC 6186 §3.1."""

_PRIVATE: tuple[Security, ...] = ("tls", "starttls")
_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Found:
    """A mail server. `how` says how it was found; `foreign` that only the DNS vouches for a host outside the domain."""

    imap: Endpoint
    smtp: Endpoint | None
    how: str
    provider: ProviderName | None = None
    foreign: bool = False


def find(domain: str, names: Names, answers: Callable[[Endpoint], bool] | None = None) -> Found | None:
    """Look for the mail server of a domain; a few seconds at most.

    Args:
        domain: what stands after the @, in lower case.
        names: asks the DNS.
        answers: whether something listens there.

    Returns:
        None where nothing was found; `names.reachable` tells whether that is for want of a network.
    """
    if provider := serving(domain):
        return of_provider(provider, f"the addresses at {domain} are theirs", domain)
    exchangers = names.exchangers(domain)
    if provider := serving(domain, exchangers):
        return of_provider(provider, f"{exchangers[0]} takes in the mail of {domain}", domain, *exchangers)
    answers = answers or _listens
    imap = next(_offered(domain, names, _SERVICES), None)
    how, foreign = f"{domain} names it in the DNS", imap is not None and not _within(domain, imap.host)
    if imap is None:
        imap = _first([f"imap.{domain}", f"mail.{domain}", domain], IMAP_PORTS, answers)
        how = "something listens there, and such hosts are often called so"
    if imap is None:
        return None
    smtp = next((at for at in _offered(domain, names, _SUBMISSION) if _within(domain, at.host)), None)
    smtp = smtp or _first([f"smtp.{domain}", imap.host], SMTP_PORTS, answers)
    return Found(imap, smtp, how, foreign=foreign)


def of_provider(name: ProviderName, how: str, *hosts: str) -> Found:
    """A provider's server; `hosts`, the domain and its mail exchangers, tell in which region."""
    provider = PROVIDERS[name]
    imap, smtp = provider.imap, provider.smtp
    if region := provider.region(hosts):
        imap = Endpoint(region.imap, imap.port, imap.security)
        smtp = Endpoint(region.smtp, smtp.port, smtp.security)
    return Found(imap, smtp, how, name)


def _offered(domain: str, names: Names, services: tuple[tuple[str, Security], ...]) -> Iterator[Endpoint]:
    for service, security in services:
        for host, port in names.services(service, domain):
            yield Endpoint(host, port, security)


def _first(hosts: Sequence[str], ports: Mapping[Security, int], answers: Callable[[Endpoint], bool]) -> Endpoint | None:
    """The first of some hosts that listens, encrypted from the first byte if one does (RFC 8314 §3)."""
    usual = [Endpoint(host, ports[security], security) for security in _PRIVATE for host in hosts]
    with ThreadPoolExecutor(len(usual)) as pool:  # at once: hosts that swallow what is sent cost the most
        return next((at for at, there in zip(usual, pool.map(answers, usual), strict=True) if there), None)


def _within(domain: str, host: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _listens(at: Endpoint) -> bool:
    try:
        dial(at.host, at.port, time.monotonic() + _SECONDS).close()
    except OSError:
        return False
    return True
