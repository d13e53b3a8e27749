"""From a host name to a connected, encrypted socket, within one deadline.

`socket.create_connection` bounds each address but not the name look-up, and `SSLContext.wrap_socket` bounds each
read but not the handshake: a dead resolver or a peer that trickles bytes would hold a watcher for minutes. Here one
deadline covers everything.
"""

from __future__ import annotations

import errno
import select
import socket
import ssl
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from mailwatch.errors import ConfigError
from mailwatch.mailbox.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Candidate = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]
"""What `getaddrinfo` answers; the last member is the address."""

KEEPALIVE_IDLE = 60
"""Seconds of silence before the kernel probes. NAT tables commonly forget after minutes; probes keep the entry."""
KEEPALIVE_INTERVAL = 20
KEEPALIVE_PROBES = 3


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """A verifying client context, with the user's own authority where one is named.

    Raises:
        ConfigError: `ca_file` cannot be read or holds no certificate.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as exc:  # ssl.SSLError is one
        reason = exc.strerror or "no certificate in it"
        raise ConfigError([f"ca_file: {ca_file}: {reason}; expected a PEM file of certificates"]) from exc
    context.sslsocket_class = _Encrypted
    return context


class _Encrypted(ssl.SSLSocket):
    """Closed where its making fails: `wrap_socket` leaves one open whose connection was reset a moment ago."""

    def getpeername(self) -> Any:  # noqa: ANN401  # as socket's
        """The other end's address; `wrap_socket` asks for it first."""
        try:
            return super().getpeername()
        except OSError as exc:
            self.close()
            raise ConnectionResetError(errno.ECONNRESET, "the connection was reset") from exc


def dial(host: str, port: int, deadline: float, *, loopback_only: bool = False) -> socket.socket:
    """Connect over TCP and tune the socket.

    Args:
        host: name or address.
        port: TCP port.
        deadline: `time.monotonic()` value by which it has to be connected.
        loopback_only: refuse addresses other than this machine's, whatever the name resolved to.

    Raises:
        OSError: nothing answered; `TimeoutError` past the deadline, `socket.gaierror` for an unknown name.
    """
    candidates = resolve(host, port, deadline)
    if loopback_only:
        candidates = [c for c in candidates if is_loopback(c[4][0])]
    failure: OSError = ConnectionRefusedError(f"{host} has no address that may be used")
    for position, candidate in enumerate(candidates):
        # Each address gets its share, so that a black hole on IPv6 leaves time for IPv4.
        share = (deadline - time.monotonic()) / (len(candidates) - position)
        if share <= 0:
            break
        try:
            return _connect(candidate, share)
        except OSError as exc:
            failure = exc
    raise failure


def resolve(
    host: str, port: int, deadline: float, look_up: Callable[..., Iterable[Candidate]] = socket.getaddrinfo
) -> list[Candidate]:
    """Look `host` up, in a thread because `getaddrinfo` knows no timeout.

    Raises:
        TimeoutError: no answer by `deadline`.
        OSError: the name is unknown.
    """
    answers: SimpleQueue[list[Candidate] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put([*look_up(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as exc:
            answers.put(exc)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise TimeoutError(f"the name {host} could not be looked up in time") from None
    if isinstance(answer, UnicodeError):
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from answer
    if isinstance(answer, Exception):
        raise answer
    return answer


def _connect(candidate: Candidate, seconds: float) -> socket.socket:
    family, kind, protocol, _, address = candidate
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(seconds)
        sock.connect(address)
        tune(sock)
    except BaseException:
        sock.close()
        raise
    return sock


def tune(sock: socket.socket) -> None:
    """Send small commands at once, and let the kernel probe a silent peer. Leaves the socket non-blocking."""
    # Without NODELAY the second of two small writes waits for an acknowledgement: +43 ms a command on some servers.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    idle = getattr(socket, "TCP_KEEPIDLE", None) or getattr(socket, "TCP_KEEPALIVE", None)  # the latter on macOS
    for option, value in (
        (idle, KEEPALIVE_IDLE),
        (getattr(socket, "TCP_KEEPINTVL", None), KEEPALIVE_INTERVAL),
        (getattr(socket, "TCP_KEEPCNT", None), KEEPALIVE_PROBES),
    ):
        if option is not None:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)
    sock.settimeout(0)


def encrypt(sock: socket.socket, context: ssl.SSLContext, host: str, deadline: float) -> ssl.SSLSocket:
    """Run the TLS handshake on a non-blocking socket; closes it when that fails.

    Raises:
        OSError: `ssl.SSLError` for a refused certificate or a peer without TLS, `TimeoutError` past the deadline.
    """
    try:
        tls = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    except BaseException:
        sock.close()
        raise
    try:
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                await_socket(tls, select.POLLIN, deadline)
            except ssl.SSLWantWriteError:
                await_socket(tls, select.POLLOUT, deadline)
            else:
                return tls
    except BaseException:
        tls.close()
        raise


def await_socket(sock: socket.socket, events: int, deadline: float, wake_fd: int | None = None) -> bool:
    """Wait until the socket is ready (True) or `wake_fd` is readable (False).

    Raises:
        TimeoutError: neither happened by `deadline` (a `time.monotonic()` value).
    """
    poller = select.poll()
    poller.register(sock.fileno(), events)
    if wake_fd is not None:
        poller.register(wake_fd, select.POLLIN)
    left = deadline - time.monotonic()
    ready = poller.poll(max(0.0, left) * 1000)
    if not ready:
        raise TimeoutError("the server did not answer in time")
    return wake_fd is None or all(fd != wake_fd for fd, _ in ready)
