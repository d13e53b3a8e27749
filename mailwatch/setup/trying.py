"""Connecting and signing in for a try: what the server offers, and where its folders are."""

from __future__ import annotations

import imaplib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from mailwatch.errors import UnreachableError
from mailwatch.mailbox import Folders, ServerSettings, Session
from mailwatch.mailbox.boundary import CAUGHT, CONNECTING, translate
from mailwatch.mailbox.transport import Client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.config import Server


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a mailbox shows. `pushes`: whether the server tells of new mail at once (IDLE, RFC 2177)."""

    folders: Folders
    pushes: bool


def takes_password(server: Server) -> bool:
    """Connect, encrypt, and hear whether the server lets anybody sign in with a password (RFC 3501 §6.2.3, RFC 4616).

    Raises:
        UnreachableError: there is no connection, or no IMAP server behind it.
        ConfigError: the CA file cannot be used, or the way to the server would not be private.
    """
    settings = ServerSettings(**asdict(server))
    try:
        client = Client(settings)
    except imaplib.IMAP4.error as error:
        raise UnreachableError(f"{settings.place}: connecting: {error}; check `port` and `security`") from error
    except CAUGHT as error:
        raise translate(error, settings, CONNECTING) from error
    offered = client.connection.capabilities
    client.connection.shutdown()
    return "LOGINDISABLED" not in offered or "AUTH=PLAIN" in offered


def look(server: Server, secret: str, watch: Sequence[str] = ("INBOX",)) -> Seen:
    """Sign in, find the folders, open those to be watched (read-only), and leave.

    Raises:
        LoginError: the server refuses the secret.
        UnreachableError: there is no connection.
        MailboxError: there is no Drafts folder, or one of `watch` cannot be opened.
        ConfigError: the CA file cannot be used.
    """
    session = Session.open(ServerSettings(**asdict(server)), secret)
    try:
        return look_around(session, watch)
    finally:
        session.close()


def look_around(session: Session, watch: Sequence[str]) -> Seen:
    """The same in a session that is open.

    Raises:
        UnreachableError: the connection is lost.
        MailboxError: there is no Drafts folder, or one of `watch` cannot be opened.
    """
    folders = session.folders()
    for name in watch:
        session.examine(name)
    return Seen(folders, session.can_idle)
