"""An IMAP4rev1 server in memory, for the demo and for tests: standard library only, loopback only.

It speaks what mail clients use: SPECIAL-USE, IDLE, UIDPLUS, MOVE, CONDSTORE, NAMESPACE, keywords, ENVELOPE and
BODYSTRUCTURE, PLAIN and XOAUTH2, STARTTLS and implicit TLS; and it can be told to go wrong (`Faults`).
"""

from mailwatch.demo.imapd.faults import ANY, Faults, IdleForm
from mailwatch.demo.imapd.server import HOST, ImapServer, LoggedCommand
from mailwatch.demo.imapd.store import DEFAULT_MAILBOXES

__all__ = ["ANY", "DEFAULT_MAILBOXES", "HOST", "Faults", "IdleForm", "ImapServer", "LoggedCommand"]
