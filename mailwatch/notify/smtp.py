"""Notices to the owner. The only module that speaks SMTP, and nothing in it takes a recipient.

Sender and recipient are the owner's own address, given once when the notifier is made.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, Protocol

from mailwatch.config.scalars import is_loopback
from mailwatch.core import digest
from mailwatch.errors import ConfigError, LoginError, MailwatchError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from email.message import EmailMessage

    import aiosmtplib

    from mailwatch.config import SignIn, Smtp
    from mailwatch.core.digest import Letter

_log = logging.getLogger(__name__)


class NoticeError(MailwatchError):
    """The SMTP server answered, but did not take the notice."""


class LostError(UnreachableError):
    """The connection was lost after the notice was handed over: whether it was taken cannot be known."""


class Notices(Protocol):
    """Where notices to the owner go."""

    def send(self, letter: Letter, message_id: str = "") -> None:
        """Tell the owner.

        Args:
            letter: what.
            message_id: the Message-ID to send it under, so that it can be known again; a new one when empty.

        Raises:
            LostError: whether it was told cannot be known.
            MailwatchError: it was not; worth a later try.
        """


class LoggedNotices:
    """Where no SMTP server is configured: the title is logged, the text, which may quote mail, only at debug level."""

    def send(self, letter: Letter, message_id: str = "") -> None:  # noqa: ARG002 - a log line has no Message-ID
        """Write the notice to the log."""
        _log.info("notice: %s; `mailwatch status` says more", _one_line(letter.title))
        _log.debug("notice text: %s", digest.plain(letter))


def new_message_id(address: str) -> str:
    """A Message-ID that no mail has had (RFC 5322 §3.6.4), of the owner's own domain."""
    return make_msgid(domain=address.rpartition("@")[2])


class Notifier:
    """Mails notices to the owner."""

    def __init__(
        self,
        smtp: Smtp,
        address: str,
        secret: Callable[[], str],
        now: Callable[[], datetime],
        timeout: float = 30.0,
        token: Callable[[SignIn, str], str] | None = None,
        whole: float = 90.0,
    ) -> None:
        """Remember where notices go; nothing is connected yet.

        Args:
            smtp: the server.
            address: the owner's mail address, sender and recipient of every notice.
            secret: fetches the password, each time it is needed.
            now: tells the time (aware), for the Date header.
            timeout: seconds that each step of the conversation may take.
            token: fetches an access token, where `smtp.sign_in` is set; the one refused before is named.
            whole: seconds that all of it may take.

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
        self._token = token
        self._whole = whole

    def send(self, letter: Letter, message_id: str = "") -> None:
        """Send one notice to the owner, and wait until the server has taken it.

        Args:
            letter: what it says.
            message_id: the Message-ID to send it under, so that it can be known again; a new one when empty.

        Raises:
            LoginError: the server refused the login.
            UnreachableError: there is no usable connection, or the server took too long over everything.
            LostError: the connection was lost; whether the notice was taken cannot be known.
            NoticeError: the server did not take the mail.
            CredentialError: the password cannot be had.
        """
        self._converse(self._message(letter, message_id))

    def try_out(self) -> None:
        """Connect and sign in, and send nothing.

        Raises:
            LoginError: the server refused the login.
            UnreachableError: there is no usable connection, or the server took too long over everything.
            CredentialError: the password cannot be had.
        """
        self._converse(None)

    def _converse(self, message: EmailMessage | None) -> None:
        import asyncio  # noqa: PLC0415 - 2 MB, only when there is something to tell

        whole = asyncio.wait_for(self._send(message), self._whole)
        try:
            asyncio.run(whole)
        except TimeoutError as error:  # each step in time, and yet no end of it
            server = f"{self._smtp.host}:{self._smtp.port}"
            raise LostError(f"{server}: the SMTP server took too long over a notice") from error

    def _message(self, letter: Letter, message_id: str) -> EmailMessage:
        """The mail: plain text first, the page as the better alternative (RFC 2046 §5.1.4)."""
        from email.message import EmailMessage  # noqa: PLC0415 - 0.7 MB, only when there is something to tell
        from email.policy import SMTP  # noqa: PLC0415

        message = EmailMessage(policy=SMTP)
        message["From"] = message["To"] = self._address
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = message_id or new_message_id(self._address)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no vacation responder may answer it
        message.set_content(digest.plain(letter))
        message.add_alternative(digest.page(letter), subtype="html")
        return message

    async def _send(self, message: EmailMessage | None) -> None:
        from asyncio import WriteTransport  # noqa: PLC0415 - loaded by now

        import aiosmtplib  # noqa: PLC0415 - 25 ms, only when there is something to tell

        smtp = self._smtp
        secret = self._fetched()
        client = aiosmtplib.SMTP(
            hostname=smtp.host,
            port=smtp.port,
            local_hostname="localhost",  # the machine's name is nobody's business
            timeout=self._timeout,
            use_tls=smtp.security == "tls",
            start_tls=smtp.security == "starttls",
            tls_context=_trusting(smtp.ca_file) if smtp.security != "none" else None,
        )
        handed_over = False
        try:
            await client.connect()
            transport = client.transport
            try:
                await self._sign_in(client, secret)
                if message:
                    handed_over = True
                    # the envelope is fixed here, whatever a header says
                    await client.send_message(message, sender=self._address, recipients=[self._address])
                with contextlib.suppress(aiosmtplib.SMTPException, OSError):  # it is taken; how we part is no matter
                    await client.quit()
            finally:
                client.close()
                if isinstance(transport, WriteTransport):
                    transport.abort()  # a TLS transport that is only closed waits for the other side
        except MailwatchError:  # from where tokens come from, and explained already
            raise
        except (aiosmtplib.SMTPException, OSError) as error:
            raise self._explained(error, handed_over=handed_over) from error

    def _fetched(self, refused: str = "") -> str:
        """The password, or an access token where the mailbox signs in so, too."""
        if self._smtp.sign_in and self._token:
            return self._token(self._smtp.sign_in, refused)
        return self._secret() if self._smtp.login else ""

    async def _sign_in(self, client: aiosmtplib.SMTP, secret: str) -> None:
        """By password, or by access token (XOAUTH2)."""
        import aiosmtplib  # noqa: PLC0415 - loaded by now

        login = self._smtp.login
        if self._smtp.sign_in and self._token:
            try:
                await client.auth_xoauth2(login, secret)
            except aiosmtplib.SMTPAuthenticationError:  # revoked before its time, perhaps: a fresh one decides
                await client.auth_xoauth2(login, self._fetched(refused=secret))
        elif login:
            await client.login(login, secret)

    def _explained(self, error: Exception, *, handed_over: bool) -> MailwatchError:
        from aiosmtplib import SMTPAuthenticationError  # noqa: PLC0415 - loaded by now

        server = f"{self._smtp.host}:{self._smtp.port}"
        why = _one_line(str(error)) or type(error).__name__
        if isinstance(error, SMTPAuthenticationError):
            return LoginError(f"{server}: the SMTP server refused the login of {self._smtp.login}: {why}")
        if isinstance(error, OSError) and handed_over:
            return LostError(f"{server}: the connection was lost while the notice was handed over: {why}")
        if isinstance(error, OSError):
            return UnreachableError(f"{server}: the SMTP server cannot be reached: {why}")
        return NoticeError(f"{server}: the SMTP server did not take the notice: {why}")


def _trusting(ca_file: str | None) -> ssl.SSLContext:
    """A context that verifies certificate and host name, against the system's authorities or the named ones."""
    return ssl.create_default_context(cafile=ca_file)


def _one_line(text: str) -> str:
    return " ".join(text.split())
