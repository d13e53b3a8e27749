"""Notices to the owner. The only module that speaks SMTP, and nothing in it takes a recipient.

Sender and recipient are the owner's own address, given once when the notifier is made.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, Protocol

from mailwatch.config.scalars import is_loopback
from mailwatch.errors import ConfigError, LoginError, MailwatchError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mailwatch.config import Smtp

_log = logging.getLogger(__name__)


class NoticeError(MailwatchError):
    """The SMTP server answered, but did not take the notice."""


class Notices(Protocol):
    """Where notices to the owner go."""

    def send(self, subject: str, text: str) -> None:
        """Tell the owner.

        Raises:
            MailwatchError: it could not be told; worth a later try.
        """


class LoggedNotices:
    """Where no SMTP server is configured: the subject is logged, the text only at debug level."""

    def send(self, subject: str, text: str) -> None:
        """Write the notice to the log."""
        _log.info("notice: %s", _one_line(subject))
        _log.debug("notice text: %s", text)


class Notifier:
    """Mails notices to the owner."""

    def __init__(
        self, smtp: Smtp, address: str, secret: Callable[[], str], now: Callable[[], datetime], timeout: float = 30.0
    ) -> None:
        """Remember where notices go; nothing is connected yet.

        Args:
            smtp: the server.
            address: the owner's mail address, sender and recipient of every notice.
            secret: fetches the password, each time it is needed.
            now: tells the time (aware), for the Date header.
            timeout: seconds that each step of the conversation may take.

        Raises:
            ConfigError: the connection would be unencrypted and leave this machine.
        """
        if smtp.security == "none" and not is_loopback(smtp.host):
            raise ConfigError([f"{smtp.host}:{smtp.port}: notices are not sent unencrypted; use tls or starttls"])
        self._smtp = smtp
        self._address = address
        self._secret = secret
        self._now = now
        self._timeout = timeout

    def send(self, subject: str, text: str) -> None:
        """Send one notice to the owner, and wait until the server has taken it.

        Raises:
            LoginError: the server refused the login.
            UnreachableError: there is no usable connection, or it was lost.
            NoticeError: the server did not take the mail.
            CredentialError: the password cannot be had.
        """
        asyncio.run(self._send(self._message(subject, text)))

    def _message(self, subject: str, text: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = message["To"] = self._address
        message["Subject"] = _one_line(subject)
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = make_msgid(domain=self._address.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no vacation responder may answer it
        message.set_content(text)
        return message

    async def _send(self, message: EmailMessage) -> None:
        import aiosmtplib  # noqa: PLC0415 - 25 ms, only when there is something to tell

        smtp = self._smtp
        password = self._secret() if smtp.login else ""
        client = aiosmtplib.SMTP(
            hostname=smtp.host,
            port=smtp.port,
            local_hostname="localhost",  # the machine's name is nobody's business
            timeout=self._timeout,
            use_tls=smtp.security == "tls",
            start_tls=smtp.security == "starttls",
            tls_context=_trusting(smtp.ca_file) if smtp.security != "none" else None,
        )
        try:
            await client.connect()
            transport = client.transport
            try:
                if smtp.login:
                    await client.login(smtp.login, password)
                # the envelope is fixed here, whatever a header says
                await client.send_message(message, sender=self._address, recipients=[self._address])
                with contextlib.suppress(aiosmtplib.SMTPException, OSError):  # it is taken; how we part is no matter
                    await client.quit()
            finally:
                client.close()
                if isinstance(transport, asyncio.WriteTransport):
                    transport.abort()  # a TLS transport that is only closed waits for the other side
        except (aiosmtplib.SMTPException, OSError) as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> MailwatchError:
        from aiosmtplib import SMTPAuthenticationError, SMTPConnectError  # noqa: PLC0415 - loaded by now

        server = f"{self._smtp.host}:{self._smtp.port}"
        why = _one_line(str(error)) or type(error).__name__
        if isinstance(error, SMTPAuthenticationError):
            return LoginError(f"{server}: the SMTP server refused the login of {self._smtp.login}: {why}")
        if isinstance(error, SMTPConnectError | OSError):
            return UnreachableError(f"{server}: the SMTP server cannot be reached: {why}")
        return NoticeError(f"{server}: the SMTP server did not take the notice: {why}")


def _trusting(ca_file: str | None) -> ssl.SSLContext:
    """A context that verifies certificate and host name, against the system's authorities or the named ones."""
    return ssl.create_default_context(cafile=ca_file)


def _one_line(text: str) -> str:
    return " ".join(text.split())
