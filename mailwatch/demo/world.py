"""What the demo runs in: a mail server, a sink for the owner's notices, a state directory, a config, a clock."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Self

from mailwatch import config as configuration
from mailwatch.demo.imapd import HOST, ImapServer
from mailwatch.demo.mails import ADDRESS, AUTHSERV_ID
from mailwatch.demo.sam import Client
from mailwatch.desk import Desk, Journal, desk_for, open_session
from mailwatch.notices import notices_for
from mailwatch.store import Store

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

PASSWORD = "demo"  # noqa: S105 - of a server on loopback that lives as long as the demo

CONFIG = """\
you: {{name: Sam Rivera, email: {address}, timezone: Europe/Berlin}}
mailboxes:
  - name: personal
    host: {host}
    port: {imap}
    security: none
    login: {address}
    secret: {{file: "{secret}"}}
    trust: {{authserv_id: {authserv_id}}}
policy: {{holidays: DE}}
digest:
  at: "08:00"
  smtp: {{host: {host}, port: {smtp}, security: none}}
"""
"""The demo's config, which takes the way of every config: text, through the parser."""


def plain_text(mail: EmailMessage) -> str:
    """The text of a notice, of whose two alternatives it is the first."""
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


class Sink:
    """An SMTP server that keeps what it is sent. It runs in a thread of its own."""

    def __init__(self) -> None:
        self.port = 0
        self._mails: list[EmailMessage] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp sink", daemon=True)

    def __enter__(self) -> Self:
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every line of every conversation
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> int:
        from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - only the demo needs a server

        self._server = await self._loop.create_server(
            lambda: SMTP(self, hostname="localhost", loop=self._loop), HOST, 0
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Keep one mail, with the addresses of its envelope."""
        content = envelope.content or b""
        mail = message_from_bytes(content if isinstance(content, bytes) else content.encode(), policy=policy.SMTP)
        mail["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self._mails.append(mail)
        return "250 OK"

    def take(self) -> list[EmailMessage]:
        """What has come in since the last look."""
        taken, self._mails = self._mails, []
        return taken


@dataclass(slots=True)
class Clock:
    """The simulated time."""

    now: datetime

    def __call__(self) -> datetime:
        """Now, in UTC, as the daemon's clock tells it."""
        return self.now.astimezone(UTC)


class World:
    """Everything up and running, until the block ends."""

    def __init__(self, start: datetime) -> None:
        self.clock = Clock(start)
        self.server = ImapServer({ADDRESS: PASSWORD}, clock=self.clock)
        self.sink = Sink()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            home = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="mailwatch-demo-")))
            opened.enter_context(self.server)
            opened.enter_context(self.sink)
            self.config = self._config(home)
            self.account = self.config.mailboxes[0]
            self.store = Store.open(home / "state")
            opened.callback(self.store.close)
            self.session = opened.enter_context(open_session(self.account))
            self.client = opened.enter_context(Client(HOST, self.server.port, ADDRESS, PASSWORD))
            self.notices = notices_for(self.config, self.clock)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def desk(self, journal: Journal) -> Desk:
        """The desk at which the demo works: the daemon's, with somebody watching."""
        desk = desk_for(self.config, self.account, self.store, self.session)
        desk.journal = journal
        return desk

    def _config(self, home: Path) -> configuration.Config:
        secret = home / "password"
        secret.touch(mode=0o600)
        secret.write_text(PASSWORD, encoding="utf-8")
        text = CONFIG.format(
            address=ADDRESS,
            host=HOST,
            imap=self.server.port,
            smtp=self.sink.port,
            secret=secret,
            authserv_id=AUTHSERV_ID,
        )
        return configuration.parse(text, "the demo's config")
