"""The one place where what sockets, TLS, imaplib and IMAPClient raise becomes words a user may read."""

from __future__ import annotations

import imaplib
import socket
import ssl
from typing import TYPE_CHECKING

from mailwatch.errors import MailboxError, MailwatchError, UnreachableError

if TYPE_CHECKING:
    from mailwatch.mailbox.settings import ServerSettings

LOST = (imaplib.IMAP4.abort, OSError)
"""After these a connection is dead: an answer may still be on its way, and would be taken for the next one's."""
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the parsers of an answer raise when a server lies about its form."""
CONNECTING = "connecting"
"""What is attempted when the settings may still be wrong."""
CAUGHT = (imaplib.IMAP4.error, OSError, *UNREADABLE)


def translate(exc: Exception, settings: ServerSettings, doing: str) -> MailwatchError:
    """The error to raise instead of `exc`, one of `CAUGHT`.

    Args:
        exc: what was raised.
        settings: whose server.
        doing: what was attempted, as in `opening INBOX`.
    """
    if isinstance(exc, MailwatchError):
        return exc
    place = f"{settings.place}: {doing}: "
    if isinstance(exc, imaplib.IMAP4.readonly):
        return MailboxError(f"{place}the folder is read-only; mailwatch needs one it may write to")
    if isinstance(exc, imaplib.IMAP4.abort):
        return UnreachableError(f"{place}{exc}")
    if isinstance(exc, OSError):
        return UnreachableError(place + _network(exc, settings, connecting=doing == CONNECTING))
    if isinstance(exc, imaplib.IMAP4.error):
        return MailboxError(f"{place}the server answered: {exc}")
    return MailboxError(f"{place}the server's answer cannot be understood ({type(exc).__name__}: {str(exc)[:200]})")


def _network(exc: OSError, settings: ServerSettings, *, connecting: bool) -> str:
    reason = exc.strerror or exc
    if isinstance(exc, ssl.SSLCertVerificationError):
        return _certificate(exc)
    if isinstance(exc, socket.gaierror):
        return f"unknown host {settings.host} ({reason}); check its spelling and that this machine is online"
    if isinstance(exc, ssl.SSLError) and connecting:
        other = "tls" if settings.security == "starttls" else "starttls"
        return (
            f"TLS failed ({exc.reason or exc}); if the server does not speak TLS on this port, try"
            f" `security: {other}` (usual ports: 993 for tls, 143 for starttls)"
        )
    hint = "; check `host` and `port`, and that the server can be reached from here" if connecting else ""
    if isinstance(exc, TimeoutError):
        return f"timed out ({reason}){hint}"
    return f"{reason}{hint}" if connecting else f"the link is lost ({reason})"


def _certificate(exc: ssl.SSLCertVerificationError) -> str:
    reason = exc.verify_message or str(exc)
    if "Hostname mismatch" in reason or "IP address mismatch" in reason:
        remedy = "use as `host` a name that the certificate is for"
    elif "expired" in reason or "not yet valid" in reason:
        remedy = "check this machine's clock, else the server's owner has to renew it"
    else:
        remedy = "if the server has an authority of its own, name its PEM file as `ca_file` of this mailbox"
    return f"its certificate is not accepted ({reason}); {remedy}"
