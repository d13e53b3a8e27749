"""What the DNS says of a mail domain: its exchangers (MX) and its services (SRV, RFC 2782)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 3.0
"""How long one question may take; a machine without a network is found out in that time."""


class Service(NamedTuple):
    """Where a service of a domain runs. `host` is in lower case, without the dot at the end."""

    host: str
    port: int


class Names:
    """Asks the DNS. What cannot be asked counts as not there, and makes `reachable` false."""

    def __init__(self, server: tuple[str, int] | None = None, seconds: float = SECONDS) -> None:
        """Nothing is asked yet.

        Args:
            server: address and port of the resolver to ask; None for those of this machine.
            seconds: how long one question may take.
        """
        self.reachable = True
        self._server = server
        self._seconds = seconds

    def exchangers(self, domain: str) -> tuple[str, ...]:
        """The hosts that take in a domain's mail, the preferred first; none where it takes none (RFC 7505)."""
        found = sorted(self._ask(domain, "MX"), key=lambda mx: int(mx.preference))
        return tuple(filter(None, (_host(mx.exchange) for mx in found)))

    def services(self, service: str, domain: str) -> tuple[Service, ...]:
        """Where a service (`_imaps._tcp`) runs, the preferred first; none where the domain says it has none."""
        found = sorted(self._ask(f"{service}.{domain}", "SRV"), key=lambda srv: (int(srv.priority), -int(srv.weight)))
        return tuple(Service(host, int(srv.port)) for srv in found if (host := _host(srv.target)))

    def _ask(self, name: str, kind: str) -> Iterator[Any]:
        if not self.reachable:
            return iter(())
        from dns import exception, resolver  # noqa: PLC0415 - 60 ms that only `init` needs

        try:
            asked = resolver.Resolver(configure=self._server is None)
            if self._server:
                asked.nameservers, asked.port = [self._server[0]], self._server[1]
            return iter(asked.resolve(name, kind, lifetime=self._seconds, search=False))
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return iter(())
        except (exception.DNSException, OSError, UnicodeError):
            self.reachable = False
            return iter(())


def _host(name: object) -> str:
    return str(name).rstrip(".").lower()
