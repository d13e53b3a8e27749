"""The server of `mailwatch demo`, under the same surface as Dovecot."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from mailwatch.demo.imapd import Faults, ImapServer
from tests.servers.base import MailServer

if TYPE_CHECKING:
    from pathlib import Path


class Embedded(MailServer):
    """`imap` is the server itself (its mail survives a restart), `faults` its knobs."""

    def __init__(self, ca_file: Path, server_file: Path) -> None:
        super().__init__()
        self._ca_file = ca_file
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server_file)
        self.faults = Faults()
        self.imap = ImapServer({}, ssl_context=context, faults=self.faults)

    @property
    def ca_file(self) -> Path:
        return self._ca_file

    @property
    def running(self) -> bool:
        return self.imap.running

    def start(self) -> None:
        self.imap.start(self.port, self.tls_port)
        self.port, self.tls_port = self.imap.port, self.imap.tls_port

    def stop(self) -> None:
        self.imap.stop()

    def kill(self) -> None:
        self.imap.stop(goodbye=False)

    def add_user(self, login: str, password: str) -> None:
        self.imap.add_user(login, password)

    def renew_uidvalidity(self, mailbox: str = "INBOX") -> None:
        self.imap.renew_uidvalidity(self.login, mailbox)
