"""Hostile bytes, led by coverage: mails for the parser and the reader, answers for the IMAP client. For hours, by hand.

    python -m pip install atheris
    python -m bench.fuzz parser|reader|imap [-runs=1000000 and other options of libFuzzer] [a directory for finds]

No exception may escape (of the client, none but `mailwatch.errors`), and nothing may take more than a second of this
processor. What breaks either is written to a file of the working directory; give that file as the last argument to
see it again. atheris is no dependency of the tests; hypothesis says the same things in them, for minutes.
"""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["mailwatch", "imapclient", "imaplib", "authres", "icalendar"]):
    from mailwatch import mailbox, sources
    from mailwatch.core.models import Owner
    from mailwatch.core.parsing import parse
    from mailwatch.core.reading import read
    from mailwatch.errors import MailwatchError
    from mailwatch.mailbox import ServerSettings, Session
    from mailwatch.mailbox.transport import Client, Connection
    from mailwatch.mailbox.wire import Wire

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
SLOWEST = 1.0
OWNER = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin", ("mx.example.com",))
TYPES = (b"text/plain", b"text/html", b"text/calendar; method=REQUEST", b"message/delivery-status")


def parser(data: bytes) -> None:
    """Any bytes become a message."""
    parse(data)


def reader(data: bytes) -> None:
    """Any words can be read: the first byte says of which type the text is, the first line is the subject."""
    kind = TYPES[data[0] % len(TYPES)] if data else TYPES[0]
    subject, _, text = data[1:].partition(b"\n")
    head = b"From: Dana Cho <dana@northwind.example>\r\nTo: sam@example.com\r\nMessage-ID: <1@northwind.example>\r\n"
    when = b"Date: Wed, 1 Apr 2026 09:00:00 +0200\r\nContent-Type: %s; charset=utf-8\r\n" % kind
    read(parse(head + when + b"Subject: " + subject.replace(b"\r", b"") + b"\r\n\r\n" + text), OWNER)


# What an IMAP server may say: pieces divided by NEXT, one for each command; TAG stands for the tag of that command.

NEXT, TAG = b"\x1e", b"\x1f"
WELCOME = (b"* OK ready\r\n", b"* CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE SPECIAL-USE\r\n" + TAG + b" OK done\r\n")
LOGGED_IN = (*WELCOME, TAG + b" OK in\r\n", WELCOME[1])
OPENED = b"* 4 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 5] ok\r\n" + TAG + b" OK opened\r\n"


class Liar:
    """A socket whose other end says what it was given, a piece for each command, and then nothing more."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._said = bytearray(pieces.pop(0) if pieces else b"")

    def send(self, block: memoryview) -> int:
        tag = bytes(block[:64]).partition(b" ")[0]
        self._said += (self._pieces.pop(0) if self._pieces else b"").replace(TAG, tag)
        return len(block)

    def recv(self, size: int) -> bytes:
        data = bytes(self._said[:size])
        del self._said[:size]
        return data

    def shutdown(self, how: int) -> None:
        """As a socket."""

    def close(self) -> None:
        """As a socket."""


def client_of(pieces: list[bytes]) -> type[Client]:
    class ToLiar(Connection):
        def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
            del timeout
            self.host, self.port = host, port
            liar: Any = Liar(pieces)
            self.sock = liar
            self._wire = Wire(liar, SLOWEST, time.monotonic() + SLOWEST)

    class OfLiar(Client):
        def _create_IMAP4(self) -> Connection:  # noqa: N802 - IMAPClient's name
            return ToLiar(self._settings, self._context, self._audit)

    return OfLiar


def looked_through(session: Session) -> None:
    session.examine("INBOX")
    uids = session.new_uids(0)
    list(session.fetch_overviews(uids))
    list(session.fetch_messages(uids, 1000))


def waited(session: Session) -> None:
    session.examine("INBOX")
    mailbox.wait(session, 0.01)


USES: tuple[Callable[[Session], object], ...] = (
    Session.can_idle.fget,
    lambda session: session.folders(),
    looked_through,
    lambda session: session.find_by_message_id("INBOX", ["<1@northwind.example>"]),
    lambda session: session.append_draft("Drafts", b"Subject: x\r\n\r\nx\r\n"),
    lambda session: session.withdraw("Drafts", 7, 4, "Trash"),
    lambda session: session.status("INBOX"),
    lambda session: session.read("INBOX", 4),
    waited,
)
SETTINGS = ServerSettings("127.0.0.1", 143, "none", "sam@example.com")


def imap(data: bytes) -> None:
    """Whatever a server says, one of our errors comes of it or none: the first byte says what is asked of it."""
    use = data[0] % len(USES) if data else 0
    pieces = data[1:].split(NEXT)
    try:
        with Session.open(SETTINGS, "secret", client=client_of([*(LOGGED_IN if use else ()), *pieces])) as session:
            USES[use](session)
    except MailwatchError:
        return


OK = TAG + b" OK done\r\n"
LISTED = b'* LIST (\\HasNoChildren \\Drafts) "/" "Drafts"\r\n* LIST () "/" {5}\r\nTrash\r\n' + OK
FOUND = b"* SEARCH 1 2 4\r\n" + OK
SIZES = b"".join(
    b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "01-Apr-2026 09:00:00 +0200")\r\n' % (n, uid, size)
    for n, uid, size in ((1, 1, 20), (2, 2, 20), (3, 4, 9999))
)
HEADER = b"Message-ID: <1@northwind.example>\r\nSubject: a\r\n\r\n"
SHOWN = b"* 1 FETCH (UID 4 FLAGS (\\Seen) RFC822.SIZE 20 BODY[HEADER.FIELDS (FROM)] {%d}\r\n" % len(HEADER)
OVERVIEW = SHOWN + HEADER + b")\r\n" + OK
WHOLE = b"* 1 FETCH (UID 1 BODY[] {11}\r\nSubject: a\n FLAGS ())\r\n" + OK
TEXT = b'("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 9 1 NIL NIL NIL NIL)'
FILE = b'("application" "pdf" NIL NIL NIL "base64" 9000 NIL ("attachment" ("filename" "a.pdf")) NIL NIL)'
SHAPE = b'* 3 FETCH (UID 4 BODYSTRUCTURE (%s%s "mixed" ("boundary" "x") NIL NIL NIL))\r\n' % (TEXT, FILE) + OK
PARTS = b'* 3 FETCH (UID 4 BODY[HEADER] "Subject: a" BODY[1.MIME] {4}\r\na: b BODY[1] NIL)\r\n' + OK
HONEST = (
    (0, *WELCOME, OK, WELCOME[1]),
    (0, b"* PREAUTH in\r\n", WELCOME[1]),
    (0, b"* BYE busy\r\n"),
    (1, LISTED),
    (2, OPENED, FOUND, OVERVIEW, SIZES + OK, WHOLE, SHAPE, PARTS),
    (2, OPENED, b'* ESEARCH (TAG "A1") UID ALL 1:2,4\r\n' + OK, OVERVIEW, SIZES + OK, WHOLE),
    (3, OPENED, FOUND, OVERVIEW),
    (4, b"+ go on\r\n", TAG + b" OK [APPENDUID 7 5] done\r\n"),
    (4, TAG + b" NO [OVERQUOTA] full\r\n"),
    (5, OPENED, b"* 1 FETCH (UID 4 FLAGS ())\r\n" + OK, b"* OK [COPYUID 7 4 9]\r\n* 4 EXPUNGE\r\n" + OK, OK),
    (6, b'* STATUS "INBOX" (MESSAGES 4 UIDNEXT 5 UIDVALIDITY 7)\r\n' + OK),
    (7, OPENED, b"* 3 FETCH (UID 4 RFC822.SIZE 20)\r\n" + OK, WHOLE.replace(b"UID 1", b"UID 4")),
    (8, OPENED, b"+ idling\r\n* 5 EXISTS\r\n", OK),
    (8, OPENED, TAG + b" BAD no\r\n"),
)


def served() -> Iterator[bytes]:
    """What honest servers answer, to begin with: what is asked of them, then a piece for each command."""
    for use, *pieces in HONEST:
        yield bytes([use]) + NEXT.join(pieces)


def worded() -> Iterator[bytes]:
    """Texts of the tests' own mails."""
    for _, raw in sources.messages(str(CORPUS)):
        message = parse(raw)
        yield b"\0" + message.subject.encode() + b"\n" + message.text.encode()
        if message.calendars:
            yield b"\2" + message.subject.encode() + b"\n" + str(message.calendars[0]).encode()


SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "parser": lambda: (raw for _, raw in sources.messages(str(CORPUS))),
    "reader": worded,
    "imap": served,
}


def main() -> None:
    which, *options = sys.argv[1:]
    target = {"parser": parser, "reader": reader, "imap": imap}[which]

    def try_out(data: bytes) -> None:
        began = time.process_time()
        target(data)
        took = time.process_time() - began
        assert took <= SLOWEST, f"{took:.2f} s for {len(data)} bytes"

    socket.setdefaulttimeout(1)
    with tempfile.TemporaryDirectory() as seeds:
        for n, seed in enumerate(SEEDS[which]()):
            (Path(seeds) / str(n)).write_bytes(seed)
        kept = [option for option in options if not option.startswith("-")]
        places = kept if any(Path(one).is_file() for one in kept) else [*kept, seeds]
        atheris.Setup([sys.argv[0], *(option for option in options if option.startswith("-")), *places], try_out)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
