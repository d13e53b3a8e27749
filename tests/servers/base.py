"""What every IMAP server under test offers. Mail goes in and out over IMAP, so that all behave alike."""

from __future__ import annotations

import imaplib
import os
import re
import shutil
import socket
from abc import ABC, abstractmethod
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import trustme

if TYPE_CHECKING:
    from datetime import datetime

T = TypeVar("T")

HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 20.0
_ROOM = 2 << 30
_UID = re.compile(rb"\bUID (\d+)")
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")

Snapshot = dict[str, dict[int, tuple[frozenset[str], bytes]]]
"""Every mailbox by its (modified UTF-7) name: UID to flags (without `\\Recent`) and the raw message."""


class MailServer(ABC):
    """An IMAP server on loopback with one user in force, who is replaced by `fresh_user`.

    `port` takes plain text and STARTTLS, `tls_port` implicit TLS; `ca_file` is the PEM file that vouches for both.
    """

    host = HOST
    password = "correct horse"  # it opens nothing but servers that live for one test

    def __init__(self) -> None:
        self.port = 0
        self.tls_port = 0
        self.login = ""
        self._numbers = count(1)

    @property
    @abstractmethod
    def ca_file(self) -> Path:
        """The certificate authority to trust."""

    @abstractmethod
    def start(self) -> None:
        """Listen; return when the greeting is served. A second start uses the same ports and the same mail."""

    @abstractmethod
    def stop(self) -> None:
        """Close every connection and listen no more."""

    @abstractmethod
    def kill(self) -> None:
        """Die as in a power cut: no BYE, no tidying up."""

    @abstractmethod
    def add_user(self, login: str, password: str) -> None:
        """Create a user with empty mailboxes; known at once."""

    @property
    @abstractmethod
    def running(self) -> bool:
        """Whether it listens."""

    @abstractmethod
    def renew_uidvalidity(self, mailbox: str = "INBOX") -> None:
        """Give a mailbox of the user in force another UIDVALIDITY, as after a restore from a backup."""

    def restart(self) -> None:
        """Stop and start again: same ports, same mail."""
        self.stop()
        self.start()

    def fresh_user(self) -> None:
        """Put a new user with empty mailboxes in force."""
        self.login = f"sam{next(self._numbers)}@example.com"
        self.add_user(self.login, self.password)

    def client(self) -> imaplib.IMAP4:
        """A connection of its own, logged in, nothing selected. The caller logs out (or uses `with`)."""
        connection = imaplib.IMAP4(self.host, self.port, timeout=SECONDS_TO_ANSWER)
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # imaplib writes in small pieces
        try:
            connection.login(self.login, self.password)
        except BaseException:
            connection.shutdown()
            raise
        return connection

    def deliver(self, raw: bytes, mailbox: str = "INBOX", received: datetime | None = None) -> None:
        """Put a message into a mailbox, unseen, through a second connection.

        Args:
            raw: The message, lines ended by CRLF or LF.
            mailbox: Name in modified UTF-7.
            received: Aware; becomes the INTERNALDATE. None: now.
        """
        date = imaplib.Time2Internaldate(received) if received else ""
        with self.client() as connection:
            done(connection.append(_quoted(mailbox), "", date, raw))

    def snapshot(self) -> Snapshot:
        """All mail of the user in force, read without leaving a trace."""
        with self.client() as connection:
            return {name: _read(connection, name) for name in mailbox_names(connection)}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def memory_disk() -> Path | None:
    """A directory in memory, where the system has one with room: thousands of small files cost no time there."""
    place = Path("/dev/shm")  # noqa: S108 - directories of our own are made there
    return place if os.access(place, os.W_OK) and shutil.disk_usage(place).free >= _ROOM else None


def done(answer: tuple[str, T]) -> T:
    """The data of an imaplib answer.

    Raises:
        AssertionError: the server did not say OK.
    """
    status, data = answer
    assert status == "OK", answer
    return data


def mailbox_names(connection: imaplib.IMAP4) -> list[str]:
    """All mailboxes that can be selected, in the server's order."""
    lines = [line for line in done(connection.list()) if isinstance(line, bytes)]
    return [_name(line) for line in lines if b"\\noselect" not in line.lower()]


def write_certificates(directory: Path) -> tuple[Path, Path]:
    """A new certificate authority and a certificate for loopback.

    Returns:
        The CA's PEM file (`ca.pem`), and one with the server's key and chain (`server.pem`), both in `directory`.
    """
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", HOST)
    ca_file, server_file = directory / "ca.pem", directory / "server.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    certificate.private_key_and_cert_chain_pem.write_to_path(str(server_file))
    return ca_file, server_file


def _read(connection: imaplib.IMAP4, mailbox: str) -> dict[int, tuple[frozenset[str], bytes]]:
    messages = int(done(connection.select(_quoted(mailbox), readonly=True))[0] or b"0")
    if not messages:
        return {}
    data = done(connection.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])"))
    return dict(_message(item[0], item[1]) for item in data if isinstance(item, tuple))


def _message(head: bytes, raw: bytes) -> tuple[int, tuple[frozenset[str], bytes]]:
    uid, flags = _UID.search(head), _FLAGS.search(head)
    assert uid, head
    assert flags, head
    return int(uid[1]), (frozenset(flags[1].decode().split()) - {"\\Recent"}, raw)


def _name(line: bytes) -> str:
    name = line.decode("ascii").split(") ", 1)[1].split(" ", 1)[1]
    return name[1:-1].replace('\\"', '"').replace("\\\\", "\\") if name.startswith('"') else name


def _quoted(mailbox: str) -> str:
    return '"' + mailbox.replace("\\", "\\\\").replace('"', '\\"') + '"'
