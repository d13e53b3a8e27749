"""What the two servers under test have in common, checked on both; and where they describe mail, that they agree."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import imapclient
import pytest

from tests.servers.base import done, mailbox_names
from tests.servers.dovecot import dovecot_missing, go_without
from tests.servers.mails import ENCODED, FORWARDED, INVITATION, MAIL, MAILS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.base import MailServer
    from tests.servers.dovecot import Dovecot
    from tests.servers.embedded import Embedded


@contextmanager
def selected(server: MailServer, mailbox: str = "INBOX", *, readonly: bool = False) -> Iterator[imaplib.IMAP4]:
    with server.client() as connection:
        done(connection.select(mailbox, readonly=readonly))
        yield connection


def start_idle(connection: imaplib.IMAP4) -> None:
    connection.send(b"i1 IDLE\r\n")
    while not connection.readline().startswith(b"+ "):
        pass


def end_idle(connection: imaplib.IMAP4) -> None:
    connection.send(b"DONE\r\n")
    while not (line := connection.readline()).startswith(b"i1 "):
        assert line.startswith(b"* "), line
    assert line.startswith(b"i1 OK ")


def uids(connection: imaplib.IMAP4, *criteria: str) -> list[int]:
    return [int(uid) for uid in done(connection.uid("SEARCH", *criteria))[0].split()]


def bodystructure(server: MailServer) -> dict[bytes, object]:
    with imapclient.IMAPClient(server.host, server.port, ssl=False) as client:
        client.normalise_times = False
        client.login(server.login, server.password)
        client.select_folder("INBOX", readonly=True)
        answer = client.fetch([1], ["ENVELOPE", "BODYSTRUCTURE", "BODY", "RFC822.SIZE"])[1]
        return {key: answer[key] for key in (b"ENVELOPE", b"BODYSTRUCTURE", b"BODY", b"RFC822.SIZE")}


def test_right_password_is_let_in_by_login_and_by_plain(server: MailServer) -> None:
    with server.client() as connection:
        assert done(connection.noop())
    with imaplib.IMAP4(server.host, server.port) as connection:
        response = f"\0{server.login}\0{server.password}".encode()
        done(connection.authenticate("PLAIN", lambda _: response))


def test_wrong_password_is_refused_with_the_code_for_it(server: MailServer) -> None:
    with imaplib.IMAP4(server.host, server.port) as connection:
        with pytest.raises(imaplib.IMAP4.error, match=r"\[AUTHENTICATIONFAILED\]"):
            connection.login(server.login, "wrong")
        done(connection.login(server.login, server.password))


def test_tls_implicit_and_by_starttls(server: MailServer) -> None:
    context = ssl.create_default_context(cafile=str(server.ca_file))
    with imaplib.IMAP4_SSL(server.host, server.tls_port, ssl_context=context) as connection:
        done(connection.login(server.login, server.password))
    with imaplib.IMAP4(server.host, server.port) as connection:
        done(connection.starttls(context))
        done(connection.login(server.login, server.password))
        assert "STARTTLS" not in done(connection.capability())[0].decode()


def test_certificate_is_of_an_authority_nobody_knows(server: MailServer) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(server.host, server.tls_port, ssl_context=ssl.create_default_context())


@pytest.mark.parametrize("capability", ["IDLE", "UIDPLUS", "MOVE", "CONDSTORE", "SPECIAL-USE", "NAMESPACE", "ENABLE"])
def test_capability_after_login(server: MailServer, capability: str) -> None:
    with server.client() as connection:
        assert capability in done(connection.capability())[0].decode().split()


def test_special_use_attributes_come_with_list(server: MailServer) -> None:
    with server.client() as connection:
        lines = [line.decode() for line in done(connection.list()) if isinstance(line, bytes)]
    found = {line.rsplit(" ", 1)[1]: set(line[1:].split(")")[0].split()) for line in lines}
    for name in ("Drafts", "Sent", "Trash", "Junk"):
        assert f"\\{name}" in found[name]
    assert "INBOX" in found


def test_list_wildcards_and_hierarchy(server: MailServer) -> None:
    with server.client() as connection:
        done(connection.create("Jobs/Acme"))
        (one_level,) = done(connection.list('""', "Jo%"))
        assert isinstance(one_level, bytes)
        assert b"\\HasChildren" in one_level
        assert one_level.endswith(b" Jobs")
        assert "Jobs/Acme" in mailbox_names(connection)
        assert len(done(connection.list('""', "Jobs*"))) == 2


def test_mailbox_is_made_renamed_and_deleted(server: MailServer) -> None:
    with server.client() as connection:
        done(connection.create("Entw&APw-rfe"))
        done(connection.rename("Entw&APw-rfe", '"Old Drafts"'))
        assert "Old Drafts" in mailbox_names(connection)
        assert "Entw&APw-rfe" not in mailbox_names(connection)
        done(connection.delete('"Old Drafts"'))
        assert "Old Drafts" not in mailbox_names(connection)
        assert connection.select("Nowhere")[0] == "NO"


def test_append_tells_the_uid_and_keeps_flags_date_and_octets(server: MailServer) -> None:
    when = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
    with server.client() as connection:
        answer = done(connection.append("Drafts", r"(\Draft \Seen)", imaplib.Time2Internaldate(when), MAIL))[0]
        found = re.search(rb"\[APPENDUID (\d+) (\d+)\]", answer)
        assert found
        done(connection.select("Drafts", readonly=True))
        assert connection.response("UIDVALIDITY")[1] == [found[1]]
        head = done(connection.uid("FETCH", found[2].decode(), "(INTERNALDATE)"))[0]
        local = imaplib.Internaldate2tuple(head)
        assert local
        assert time.mktime(local) == when.timestamp()
    assert server.snapshot()["Drafts"] == {int(found[2]): (frozenset({"\\Draft", "\\Seen"}), MAIL)}


def test_append_to_no_mailbox_is_refused_with_trycreate(server: MailServer) -> None:
    with server.client() as connection:
        status, text = connection.append("Nowhere", "", "", MAIL)
        assert (status, b"[TRYCREATE]" in text[0]) == ("NO", True)
        assert connection.noop()[0] == "OK"


def test_delivered_mail_is_unseen_and_dated(server: MailServer) -> None:
    server.deliver(b"Subject: x\n\ny\n", received=datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert server.snapshot()["INBOX"] == {1: (frozenset(), b"Subject: x\r\n\r\ny\r\n")}
    with selected(server) as connection:
        assert uids(connection, "ON", "1-May-2026") == [1]


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ("ALL", [1, 2, 3]),
        ("UID 2:*", [2, 3]),
        ("UID 90:*", [3]),
        ("2", [2]),
        ("SUBJECT interview", [1]),
        ('HEADER Message-ID "<one@acme.example>"', [1, 2]),
        ('HEADER In-Reply-To ""', [2]),
        ("NOT SUBJECT interview", [2, 3]),
        ("OR SUBJECT interview FROM joerg", [1, 3]),
        ("OR (SUBJECT interview UID 2) (UID 3)", [3]),
        ("SINCE 2-Oct-2026", [2, 3]),
        ("BEFORE 2-Oct-2026", [1]),
        ("SENTSINCE 2-Nov-2026", [1, 2]),
        ("SENTON 1-Jan-1999", []),
        ("SEEN", [2]),
        ("UNSEEN", [1, 3]),
        ("KEYWORD $Forwarded", [2]),
        ("UNKEYWORD $Forwarded", [1, 3]),
        ("UNDELETED TO sam", [1, 2]),
        ("CC lee", [2]),
        ("LARGER 400", [2]),
        ('BODY "at ten"', [1]),
        ('TEXT "second line"', [2]),
        ("CHARSET US-ASCII SUBJECT quoted", [2]),
    ],
)
def test_search(server: MailServer, criteria: str, expected: list[int]) -> None:
    server.deliver(MAIL, received=datetime(2026, 10, 1, 12, tzinfo=UTC))
    server.deliver(PLAIN, received=datetime(2026, 10, 2, 12, tzinfo=UTC))
    server.deliver(ENCODED, received=datetime(2026, 10, 3, 12, tzinfo=UTC))
    with selected(server) as connection:
        done(connection.uid("STORE", "2", "+FLAGS", r"(\Seen $Forwarded)"))
        assert uids(connection, criteria) == expected


def test_search_reads_encoded_words_and_bodies_in_utf_8(server: MailServer) -> None:
    server.deliver(ENCODED)
    server.deliver(MAIL)
    with selected(server) as connection:
        for key in ("SUBJECT", "BODY"):
            vars(connection)["literal"] = "grüße".encode()  # the only way imaplib has to search in UTF-8
            assert uids(connection, "CHARSET", "UTF-8", key) == [1]
        assert connection.uid("SEARCH", "CHARSET", "X-NONE", "ALL")[0] == "NO"


def test_unknown_search_key_is_bad(server: MailServer) -> None:
    with selected(server) as connection:
        with pytest.raises(imaplib.IMAP4.error, match="BAD"):
            connection.uid("SEARCH", "WHATEVER")
        assert uids(connection, "ALL") == []


def test_peek_leaves_no_trace_and_a_plain_body_marks_as_seen(server: MailServer) -> None:
    server.deliver(MAIL)
    with selected(server) as connection:
        peeked = done(connection.uid("FETCH", "1", "(FLAGS BODY.PEEK[])"))
        assert peeked[0][1] == MAIL
        assert "SEEN" not in str(server.snapshot()["INBOX"][1][0]).upper()
        done(connection.uid("FETCH", "1", "(BODY[TEXT])"))
    assert server.snapshot()["INBOX"][1][0] == {"\\Seen"}


def test_examine_lets_nothing_change(server: MailServer) -> None:
    server.deliver(MAIL)
    with selected(server, readonly=True) as connection:
        done(connection.uid("FETCH", "1", "(BODY[])"))
        connection.uid("STORE", "1", "+FLAGS", r"(\Flagged)")
    assert server.snapshot()["INBOX"][1][0] == frozenset()


def test_keywords_can_be_set_and_last(server: MailServer) -> None:
    server.deliver(MAIL)
    with selected(server) as connection:
        assert rb"\*" in connection.response("PERMANENTFLAGS")[1][0]
        done(connection.uid("STORE", "1", "+FLAGS", "($Interview Custom)"))
        done(connection.uid("STORE", "1", "-FLAGS.SILENT", "(custom)"))
    assert server.snapshot()["INBOX"][1][0] == {"$Interview"}


def test_idle_tells_of_new_mail_and_of_removed_mail(server: MailServer) -> None:
    server.deliver(MAIL)
    with selected(server) as connection, selected(server) as other:
        start_idle(connection)
        server.deliver(PLAIN)
        assert connection.readline() == b"* 2 EXISTS\r\n"
        done(other.noop())
        done(other.store("1", "+FLAGS", r"(\Deleted)"))
        done(other.expunge())
        while (line := connection.readline()) != b"* 1 EXPUNGE\r\n":
            assert line.startswith((b"* OK", b"* 1 FETCH", b"* 1 RECENT", b"* 2 RECENT")), line
        end_idle(connection)


def test_mail_before_idle_is_told_in_idle(server: MailServer) -> None:
    with selected(server) as connection:
        server.deliver(MAIL)
        connection.send(b"i1 IDLE\r\n")
        lines = [connection.readline()]
        while b"* 1 EXISTS\r\n" not in lines:
            lines.append(connection.readline())
        end_idle(connection)


def test_move_takes_the_mail_along_and_tells_the_new_uid(server: MailServer) -> None:
    server.deliver(MAIL)
    server.deliver(PLAIN)
    with selected(server) as connection:
        done(connection.uid("STORE", "2", "+FLAGS", r"(\Seen)"))
        done(connection.uid("MOVE", "2", "Trash"))
        assert re.fullmatch(rb"\d+ 2 1", connection.response("COPYUID")[1][0])
        assert connection.response("EXPUNGE")[1] == [b"2"]
    after = server.snapshot()
    assert list(after["INBOX"]) == [1]
    assert after["Trash"] == {1: (frozenset({"\\Seen"}), PLAIN)}


def test_copy_tells_both_uids(server: MailServer) -> None:
    for _ in range(3):
        server.deliver(MAIL)
    with selected(server) as connection:
        done(connection.uid("COPY", "1,3", "Trash"))
        assert re.fullmatch(rb"\d+ 1,3 1:2", connection.response("COPYUID")[1][0])
    assert [len(server.snapshot()[name]) for name in ("INBOX", "Trash")] == [3, 2]


def test_uid_expunge_removes_only_what_it_names(server: MailServer) -> None:
    for _ in range(3):
        server.deliver(MAIL)
    with selected(server) as connection:
        done(connection.uid("STORE", "1:2", "+FLAGS", r"(\Deleted)"))
        done(connection.uid("EXPUNGE", "2:3"))
        assert uids(connection, "ALL") == [1, 3]
        done(connection.close())
    assert list(server.snapshot()["INBOX"]) == [3]


def test_unselect_expunges_nothing(server: MailServer) -> None:
    server.deliver(MAIL)
    with selected(server) as connection:
        done(connection.uid("STORE", "1", "+FLAGS", r"(\Deleted)"))
        done(connection.unselect())
    assert server.snapshot()["INBOX"][1][0] == {"\\Deleted"}


def test_condstore_tells_what_changed_since(server: MailServer) -> None:
    for _ in range(3):
        server.deliver(MAIL)
    with server.client() as connection:
        done(connection.enable("CONDSTORE"))
        done(connection.select())
        highest = int(connection.response("HIGHESTMODSEQ")[1][0])
        done(connection.uid("STORE", "2", "+FLAGS", r"(\Flagged)"))
        changed = done(connection.uid("FETCH", "1:*", f"(FLAGS) (CHANGEDSINCE {highest})"))
        assert len(changed) == 1
        modseq = re.search(rb"UID 2 .*MODSEQ \((\d+)\)", changed[0])
        assert modseq
        assert int(modseq[1]) > highest
        assert done(connection.uid("FETCH", "1:*", f"(FLAGS) (CHANGEDSINCE {modseq[1].decode()})")) == [None]
        done(connection.uid("STORE", "2", f"(UNCHANGEDSINCE {highest})", "FLAGS", "()"))
        assert connection.response("MODIFIED")[1] == [b"2"]


def test_status(server: MailServer) -> None:
    server.deliver(MAIL)
    server.deliver(MAIL)
    with server.client() as connection:
        wanted = "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"
        answer = dict(re.findall(r"(\w+) (\d+)", done(connection.status("INBOX", wanted))[0].decode()))
        done(connection.select(readonly=True))
        validity = connection.response("UIDVALIDITY")[1][0].decode()
    assert int(answer.pop("HIGHESTMODSEQ")) > 0
    assert answer == {"MESSAGES": "2", "UNSEEN": "2", "UIDNEXT": "3", "UIDVALIDITY": validity}


def test_parts_headers_and_pieces(server: MailServer) -> None:
    server.deliver(FORWARDED)

    def section(name: str) -> bytes | None:
        found = done(connection.uid("FETCH", "1", f"(BODY.PEEK[{name}])"))[0]
        return found[1] if isinstance(found, tuple) else None

    with selected(server) as connection:
        assert section("1") == b"see below"
        assert section("2") == INVITATION
        assert section("2.MIME") == b"Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n"
        assert section("2.HEADER") == INVITATION.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
        assert section("2.1.1") == b"no header at all"
        assert section("2.2") == b"QkVHSU46VkNBTEVOREFSDQo="
        assert section("HEADER.FIELDS (SUBJECT X-NONE)") == b"Subject: Fwd: one\r\n\r\n"
        assert section("2.HEADER.FIELDS.NOT (Content-Type MIME-Version From)") == (
            b"To: b@example.com\r\nSubject: invitation\r\n\r\n"
        )
        assert done(connection.uid("FETCH", "1", "(BODY.PEEK[]<6.5>)"))[0][1] == FORWARDED[6:11]
        assert done(connection.uid("FETCH", "1", "(BODY.PEEK[TEXT]<9000000.5>)"))[0][1] == b""


def test_restart_keeps_mail_ports_and_uids(server: MailServer) -> None:
    server.deliver(MAIL)
    before, ports = server.snapshot(), (server.port, server.tls_port)
    connection = server.client()
    server.restart()
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        connection.noop()
    connection.shutdown()
    assert (server.snapshot(), (server.port, server.tls_port)) == (before, ports)


def test_kill_takes_the_connections_down(server: MailServer) -> None:
    server.deliver(MAIL)
    with socket.create_connection((server.host, server.port), timeout=10) as connection:
        assert connection.recv(5) == b"* OK "
        server.kill()
        assert not server.running
        while connection.recv(4096):
            pass
    with pytest.raises(ConnectionRefusedError):
        server.client()
    server.start()
    assert len(server.snapshot()["INBOX"]) == 1


@pytest.mark.parametrize("kind", MAILS)
def test_structure_and_envelope_are_those_of_dovecot(embedded: Embedded, dovecot: Dovecot, kind: str) -> None:
    for server in (embedded, dovecot):
        server.deliver(MAILS[kind])
    assert bodystructure(embedded) == bodystructure(dovecot)


def test_without_dovecot_its_tests_are_skipped_with_the_remedy_or_fail_on_demand() -> None:
    reason = dovecot_missing("/nowhere/dovecot")
    assert "apt-get install dovecot-imapd" in reason
    with pytest.raises(pytest.skip.Exception, match="apt-get install"):
        go_without(reason, insist=False)
    with pytest.raises(pytest.fail.Exception, match="MAILWATCH_REQUIRE_ALL=1, but: no Dovecot"):
        go_without(reason, insist=True)
