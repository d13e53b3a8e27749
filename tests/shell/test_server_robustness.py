"""The embedded server alone: what it logs, tokens, garbage, bounds, and that nothing is left behind."""

from __future__ import annotations

import base64
import ssl
import threading
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from mailwatch.demo.imapd import ImapServer
from tests.servers.base import done
from tests.servers.wire import Wire, wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.embedded import Embedded

MAIL = b"From: dana@acme.example\r\nSubject: Interview\r\n\r\nSee you at ten.\r\n"


@pytest.fixture(autouse=True)
def _no_mistakes_of_its_own(embedded: Embedded) -> Iterator[None]:
    yield
    assert embedded.imap.errors == []


def deliver(embedded: Embedded, raw: bytes = MAIL) -> int:
    return embedded.imap.deliver(embedded.login, raw)


def test_commands_are_logged_without_literals_and_passwords(embedded: Embedded) -> None:
    with embedded.client() as connection:
        done(connection.append("Drafts", "", "", MAIL))
        done(connection.select("Drafts", readonly=True))
        done(connection.uid("FETCH", "1", "(BODY.PEEK[])"))
    login = embedded.login
    assert embedded.imap.commands[-5:] == [
        ("", "", "LOGIN …"),
        (login, "", f"APPEND Drafts {{{len(MAIL)}}}"),
        (login, "", "EXAMINE Drafts"),
        (login, "Drafts", "UID FETCH 1 (BODY.PEEK[])"),
        (login, "Drafts", "LOGOUT"),
    ]
    assert embedded.password not in str(embedded.imap.commands)


def test_xoauth2_asks_the_callable() -> None:
    def bearer(token: str) -> bytes:
        return base64.b64encode(f"user=sam\x01auth=Bearer {token}\x01\x01".encode())

    with ImapServer({"sam": "unused"}, token_ok=lambda login, token: (login, token) == ("sam", "good")) as server:
        client = Wire(server.port)
        assert b"AUTH=XOAUTH2" in client.until(b"\r\n")
        client.send(b"a AUTHENTICATE XOAUTH2 " + bearer("expired") + b"\r\n")
        challenge = client.until(b"\r\n")
        assert b'"status":"400"' in base64.b64decode(challenge[2:])
        assert b"t" not in challenge[:1]
        client.send(b"\r\n")
        assert b"a NO [AUTHENTICATIONFAILED]" in client.until(b"\r\n")
        client.send(b"b AUTHENTICATE XOAUTH2\r\n")
        assert client.until(b"\r\n") == b"+ \r\n"
        client.send(bearer("good") + b"\r\n")
        assert b"b OK" in client.until(b"\r\n")
        client.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"FETCH",
        b"FETCH 1 (",
        b"FETCH 1 (BODY[",
        b"FETCH 1 BODY[1.2.]",
        b"FETCH 1 (BODY[HEADER.FIELDS ()])",
        b"FETCH 0:x FLAGS",
        b"UID",
        b"UID FETCH",
        b"UID NOOP",
        b"STORE 1 FLAGS",
        b"STORE 1 ~FLAGS (x)",
        b'LIST "" (',
        b"LIST",
        b"STATUS INBOX (WHAT)",
        b"STATUS INBOX MESSAGES",
        b"SEARCH",
        b"SEARCH SINCE yesterday",
        b"SEARCH " + b"NOT " * 400 + b"ALL",
        b"SEARCH (ALL",
        b"SEARCH OR ALL",
        b"APPEND INBOX",
        b'APPEND INBOX () "no date" {2+}\r\nab',
        b"APPEND INBOX nothing",
        b"SELECT",
        b"LOGIN a b",
        b"\xff\xfe\x00",
        b"(",
        b'ID ("unterminated',
        b"AUTHENTICATE PLAIN !!!",
        b"WHATEVER " + b"x" * 30000,
    ],
)
def test_garbage_is_bad_and_the_session_goes_on(embedded: Embedded, garbage: bytes) -> None:
    deliver(embedded)
    with wire(embedded) as client:
        assert client.ask(garbage).startswith((b"t BAD ", b"* ID "))
        assert client.ask(b"NOOP", b"n") == b"n OK NOOP completed.\r\n"


def test_line_without_a_tag_is_bad(embedded: Embedded) -> None:
    with wire(embedded) as client:
        client.send(b"\r\n* x\r\n")
        assert client.until(b"BAD Invalid tag\r\n* BAD") == b"* BAD Invalid tag\r\n* BAD Invalid tag\r\n"


@pytest.mark.parametrize("flood", [b"x" * 200_000, b"a APPEND INBOX {99999999999}\r\n"])
def test_what_is_too_long_ends_the_session(embedded: Embedded, flood: bytes) -> None:
    with wire(embedded) as client:
        client.send(flood)
        assert b"* BYE " in client.until(b"too long\r\n")


def test_literals_are_small_before_login(embedded: Embedded) -> None:
    client = Wire(embedded.port)
    client.until(b"\r\n")
    client.send(b"a LOGIN {5000}\r\n")
    assert b"* BYE " in client.until(b"too long\r\n")
    client.close()


def test_literals_of_both_kinds_and_names_that_need_quotes(embedded: Embedded) -> None:
    with wire(embedded) as client:
        client.ask(b'CREATE "My \\"own\\" jobs"')
        assert b'* LIST (\\HasNoChildren) "/" "My \\"own\\" jobs"\r\n' in client.ask(b'LIST "" "My%"')
        client.send(b"a APPEND {13}\r\n")
        assert client.segment().startswith(b"+ ")
        client.send(b'My "own" jobs (\\seen $Kw) {5+}\r\nA: b\n\r\n')
        assert b"a OK [APPENDUID " in client.until(b"a OK")
    stored = embedded.snapshot()['My "own" jobs']
    assert stored == {1: (frozenset({"\\Seen", "$Kw"}), b"A: b\r\n")}


def test_starttls_forgets_what_was_sent_in_the_clear(embedded: Embedded) -> None:
    context = ssl.create_default_context(cafile=str(embedded.ca_file))
    client = Wire(embedded.port)
    client.until(b"\r\n")
    client.send(b"a STARTTLS\r\nb NOOP\r\n")
    assert client.until(b"\r\n").startswith(b"a OK ")
    with context.wrap_socket(client.socket, server_hostname="localhost") as encrypted:
        encrypted.sendall(b"c CAPABILITY\r\n")
        assert encrypted.recv(65536).startswith(b"* CAPABILITY ")


def test_clock_dates_what_has_no_date() -> None:
    long_ago = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
    with ImapServer({"sam": "secret"}, clock=lambda: long_ago) as server:
        uid = server.deliver("sam", MAIL)
        assert server.mailbox("sam").messages[uid].received == long_ago


def test_delivery_without_a_time_zone_is_refused(embedded: Embedded) -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        embedded.imap.deliver(embedded.login, MAIL, received=datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake
    assert embedded.imap.snapshot(embedded.login)["INBOX"] == {}


def test_many_clients_see_each_delivery(embedded: Embedded) -> None:
    clients = [embedded.client() for _ in range(8)]
    for client in clients:
        done(client.select())
        client.send(b"i IDLE\r\n")
        assert client.readline() == b"+ idling\r\n"
    for number in range(1, 21):
        deliver(embedded)
        for client in clients:
            assert client.readline() == b"* %d EXISTS\r\n" % number
    for client in clients:
        client.shutdown()


def test_stop_leaves_no_thread_and_closes_everything(embedded: Embedded) -> None:
    with wire(embedded) as idler, wire(embedded, select=False) as reader:
        idler.send(b"i IDLE\r\n")
        idler.until(b"+ idling")
        with closing(Wire(embedded.tls_port)):  # never shakes hands
            embedded.stop()
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("imapd")] == []
        for client in (idler, reader):
            assert client.segment() == b"* BYE Server shutting down.\r\n"
            assert client.segment() == b""
