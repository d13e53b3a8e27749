"""The session against both servers, and against answers that only odd servers give."""

from __future__ import annotations

import imaplib
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imapclient.response_types import BodyData

from mailwatch.errors import MailboxError, UnreachableError
from mailwatch.mailbox import Folders, Located, Placed, Session
from mailwatch.mailbox.fetching import (
    AT_ONCE,
    HOPELESS,
    NO_DATE,
    Answer,
    Overview,
    fetch_each,
    messages,
    overviews,
    parse_answer,
)
from mailwatch.mailbox.folders import Listed, find_folders
from mailwatch.mailbox.link import WINDOW, MailboxStatus
from mailwatch.mailbox.settings import ServerSettings
from tests.servers.scripted import Scripted, Talk, answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.servers.base import MailServer, Snapshot

RECEIVED = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def mail(number: int, message_id: str = "") -> bytes:
    return (
        f"From: Kim <kim@acme.example>\r\nTo: sam@example.com\r\nSubject: No. {number}\r\n"
        f"Message-ID: {message_id or f'<m{number}@acme.example>'}\r\nDate: Mon, 23 Mar 2026 10:00:00 +0000\r\n"
        f"\r\nText {number}.\r\n"
    ).encode()


def settings_of(server: MailServer, **folders: str) -> ServerSettings:
    return ServerSettings(server.host, server.port, "none", server.login, **folders)  # type: ignore[arg-type]


@pytest.fixture
def commands() -> list[str]:
    return []


@pytest.fixture
def session(server: MailServer, commands: list[str]) -> Iterator[Session]:
    with Session.open(settings_of(server), server.password, audit=commands.append) as session:
        yield session


def sent(commands: Sequence[str], name: str) -> list[str]:
    return [rest for line in commands if (rest := line.partition(" ")[2]).startswith(name)]


# Both servers


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_session_opens_over_every_security(server: MailServer, security: str) -> None:
    port = server.tls_port if security == "tls" else server.port
    settings = ServerSettings(server.host, port, security, server.login, ca_file=str(server.ca_file))  # type: ignore[arg-type]
    with Session.open(settings, server.password) as session:
        assert "INBOX" in session.list_mailboxes()
    assert session.closed


@pytest.mark.parametrize("password", ["pässwörd ❤", 'qu"ote\\', "with space"])
def test_every_password_gets_in(server: MailServer, password: str) -> None:
    login = f"other.{len(password.encode())}@example.com"
    server.add_user(login, password)
    settings = ServerSettings(server.host, server.port, "none", login)
    with Session.open(settings, password) as session:
        assert session.examine("INBOX").exists == 0


def test_the_folders_with_a_part_are_found(session: Session) -> None:
    folders = session.folders()
    assert (folders.drafts, folders.sent, folders.trash) == ("Drafts", "Sent", "Trash")


def test_folder_names_of_any_script_go_there_and_back(server: MailServer, session: Session) -> None:
    name = "Entwürfe & Co"
    with server.client() as client:
        assert client.create('"Entw&APw-rfe &- Co"')[0] == "OK"
    assert name in session.list_mailboxes()
    placed = session.append_draft(name, mail(1))
    assert session.read(name, placed.uid or 0) == mail(1)


def test_status_and_examine_agree(server: MailServer, session: Session) -> None:
    server.deliver(mail(1))
    examined = session.examine("INBOX")
    assert examined == session.status("INBOX")
    assert (examined.name, examined.uidnext, examined.exists) == ("INBOX", 2, 1)


def test_new_uids_leaves_out_the_last_message_that_a_star_always_means(server: MailServer, session: Session) -> None:
    server.deliver(mail(1))
    server.deliver(mail(2))
    session.examine("INBOX")
    assert session.new_uids(0) == [1, 2]
    assert session.new_uids(1) == [2]
    assert session.new_uids(2) == []
    assert session.new_uids(99) == []


def test_an_empty_mailbox_has_no_uids(session: Session) -> None:
    session.examine("INBOX")
    assert session.new_uids(0) == session.uids_since(date(2026, 1, 1)) == []


def test_uids_since_goes_by_the_day_of_arrival(server: MailServer, session: Session) -> None:
    server.deliver(mail(1), received=datetime(2026, 1, 9, 12, tzinfo=UTC))
    server.deliver(mail(2), received=datetime(2026, 1, 10, 12, tzinfo=UTC))
    server.deliver(mail(3), received=datetime(2026, 1, 11, 12, tzinfo=UTC))
    session.examine("INBOX")
    assert session.uids_since(date(2026, 1, 10)) == [2, 3]


def test_overviews_tell_what_identifies_a_message(server: MailServer, session: Session) -> None:
    server.deliver(mail(1), received=RECEIVED)
    session.examine("INBOX")
    [one] = session.fetch_overviews([1, 7])
    assert (one.uid, one.size, one.flags, one.received) == (1, len(mail(1)), (), RECEIVED)
    assert one.received.utcoffset() == RECEIVED.utcoffset()
    assert one.message_ids == {"<m1@acme.example>"}
    assert b"Subject: No. 1" in one.header
    assert b"Text" not in one.header


def test_a_command_names_at_most_500_uids(server: MailServer, session: Session, commands: list[str]) -> None:
    server.deliver(mail(1))
    session.examine("INBOX")
    found = list(session.fetch_overviews(range(1, 1202)))
    assert [one.uid for one in found] == [1]
    counts = [line.split(" ")[2].count(",") + 1 for line in sent(commands, "UID FETCH")]
    assert counts == [500, 500, 201]
    assert not any(":" in line.split(" ")[2] for line in sent(commands, "UID FETCH"))


def test_whole_mails_come_as_they_are_and_in_order(server: MailServer, session: Session) -> None:
    for number in range(1, 4):
        server.deliver(mail(number), received=RECEIVED)
    session.examine("INBOX")
    fetched = list(session.fetch_messages([3, 1, 9, 2]))
    assert [(one.uid, one.raw) for one in fetched] == [(3, mail(3)), (1, mail(1)), (2, mail(2))]
    assert all(one.received == RECEIVED and not one.partial and not one.problem for one in fetched)


def large_mail() -> EmailMessage:
    inner = message_from_bytes(mail(9), policy=policy.default)
    message = EmailMessage()
    message["Message-ID"] = "<large@acme.example>"
    message["Subject"] = "Interview"
    message.set_content("Dear Sam,\nyour interview.\n")
    message.add_alternative("<p>Dear Sam, <b>your interview</b></p>\n", subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text", "calendar", filename="invite.ics")
    message.add_attachment(b"BEGIN:VCALENDAR\r\n", "application", "octet-stream", filename="Second.ICS")
    message.add_attachment(bytes(range(256)) * 4000, "application", "pdf", filename="offer.pdf")
    message.add_attachment("name,salary\n" * 9000, subtype="csv", filename="table.csv")
    message.add_attachment(inner)
    return message


def test_of_a_large_mail_only_what_can_be_read_is_fetched(
    server: MailServer, session: Session, commands: list[str]
) -> None:
    raw = large_mail().as_bytes(policy=policy.SMTP)
    server.deliver(raw)
    session.examine("INBOX")
    [one] = session.fetch_messages([1])
    assert one.partial
    assert one.size == len(raw)
    assert len(one.raw) < 5000
    slim, full = message_from_bytes(one.raw, policy=policy.default), message_from_bytes(raw, policy=policy.default)
    kept = [part for part in slim.walk() if not part.is_multipart()]
    whole = [part for part in full.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in kept] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/octet-stream",
        "text/plain",
    ]
    assert [part.get_payload(decode=True) for part in kept] == [
        part.get_payload(decode=True) for part in (*whole[:4], whole[-1])
    ]
    assert slim["Message-ID"] == "<large@acme.example>"
    assert b"Message-ID: <m9@acme.example>" in one.raw
    assert not any(defect for part in slim.walk() for defect in part.defects)
    assert not any("BODY.PEEK[4" in line or "BODY.PEEK[5" in line for line in commands)


def test_a_large_bounce_keeps_its_delivery_status_and_the_returned_header(server: MailServer, session: Session) -> None:
    report = EmailMessage()
    report["Subject"] = "Undelivered"
    report.set_content("It failed.\n" * 40000)
    report.make_mixed()
    raw = report.as_bytes(policy=policy.SMTP)
    boundary = report.get_boundary().encode()  # type: ignore[union-attr]
    status = (
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        b"Final-Recipient: rfc822; kim@acme.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    returned = b"Content-Type: message/rfc822\r\n\r\n" + mail(5)
    closing = b"--" + boundary + b"--"
    parts = b"--" + boundary + b"\r\n" + status + b"\r\n--" + boundary + b"\r\n" + returned + b"\r\n" + closing
    raw = raw.replace(closing, parts).replace(b"multipart/mixed", b"multipart/report")
    server.deliver(raw)
    session.examine("INBOX")
    [one] = session.fetch_messages([1], limit=100_000)
    slim = message_from_bytes(one.raw)
    assert one.partial
    assert len(one.raw) < 102_000
    assert [part.get_content_type() for part in slim.walk()] == [
        "multipart/report",
        "text/plain",
        "message/delivery-status",
        "text/plain",
        "text/plain",
        "message/rfc822",
        "text/plain",
    ]
    assert b"Action: failed" in one.raw
    assert b"Message-ID: <m5@acme.example>" in one.raw


@pytest.mark.parametrize("kind", ["text/plain", "application/pdf"])
def test_a_large_mail_of_one_part(server: MailServer, session: Session, kind: str) -> None:
    header = f"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode()
    server.deliver(header + b"line of text\r\n" * 30_000)
    session.examine("INBOX")
    [one] = session.fetch_messages([1], limit=1000)
    assert one.partial
    assert one.raw == header + (b"line of text\r\n" * 30_000)[:1000] if kind == "text/plain" else header


def test_a_draft_is_placed_with_its_flags_in_the_append(
    server: MailServer, session: Session, commands: list[str]
) -> None:
    placed = session.append_draft("Drafts", mail(1))
    assert placed == Placed(session.examine("Drafts").uidvalidity, 1)
    [(flags, raw)] = server.snapshot()["Drafts"].values()
    assert flags == {r"\Draft", r"\Seen"}
    assert raw == mail(1)
    assert sent(commands, "APPEND") == [rf'APPEND "Drafts" (\Draft \Seen) {{{len(mail(1))}}}']
    assert not sent(commands, "UID STORE")


def test_bare_line_feeds_become_crlf(session: Session) -> None:
    placed = session.append_draft("Drafts", mail(1).replace(b"\r\n", b"\n"))
    assert session.read("Drafts", placed.uid or 0) == mail(1)


def test_a_draft_for_a_folder_that_is_not_there_names_the_option(session: Session) -> None:
    with pytest.raises(MailboxError, match=r"no such folder.*`drafts:`"):
        session.append_draft("Nowhere", mail(1))
    assert session.append_draft("Drafts", mail(1)).uid == 1


def test_examining_what_is_not_there_is_a_mailbox_error(session: Session) -> None:
    with pytest.raises(MailboxError, match="Nowhere"):
        session.examine("Nowhere")
    with pytest.raises(MailboxError, match="Nowhere"):
        session.status("Nowhere")
    assert session.examine("INBOX").exists == 0


def test_a_message_is_found_by_its_whole_id(server: MailServer, session: Session) -> None:
    server.deliver(mail(1, "<a@x.example>"), "Drafts")
    server.deliver(mail(2, "<aa@x.example>"), "Drafts")
    status = session.examine("Drafts")
    found = session.find_by_message_id("Drafts", ["<a@x.example>", "<b@x.example>", "a@x.example"])
    assert found == {"<a@x.example>": Located(status.uidvalidity, 1, ())}
    assert session.find_by_message_id("Drafts", ["<a@x.example>"], since_uid=2) == {}
    assert session.find_by_message_id("Sent", ["<a@x.example>"]) == {}


def test_of_several_copies_the_newest_not_marked_deleted_is_found(server: MailServer, session: Session) -> None:
    for number in range(3):
        server.deliver(mail(number, "<a@x.example>"), "Drafts")
    with server.client() as client:
        client.select("Drafts")
        client.store("3", "+FLAGS", r"(\Deleted)")
        assert session.find_by_message_id("Drafts", ["<a@x.example>"])["<a@x.example>"].uid == 2
        client.store("1:2", "+FLAGS", r"(\Deleted)")
        assert session.find_by_message_id("Drafts", ["<a@x.example>"])["<a@x.example>"].uid == 3


@pytest.mark.parametrize("name", ["X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID"])
def test_an_id_that_a_submission_server_replaced_is_found(server: MailServer, session: Session, name: str) -> None:
    server.deliver(f"{name}:\r\n <a@x.example>\r\n".encode() + mail(1), "Sent")
    assert session.find_by_message_id("Sent", ["<a@x.example>"])["<a@x.example>"].uid == 1


def test_reading_what_is_gone_gives_none(session: Session) -> None:
    assert session.read("Drafts", 7) is None


# Taking a draft back


@pytest.mark.parametrize("hidden", [(), ("MOVE",), ("UNSELECT",)])
def test_an_own_draft_is_moved_to_trash_and_nothing_else_is_touched(
    server: MailServer, session: Session, commands: list[str], hidden: tuple[str, ...]
) -> None:
    server.deliver(mail(1), "Drafts")
    server.deliver(mail(2), "Drafts")
    placed = session.append_draft("Drafts", mail(3))
    with server.client() as client:
        client.select("Drafts")
        client.store("1", "+FLAGS", r"(\Deleted)")  # what Evolution and SOGo leave behind
        client.select("INBOX")  # never CLOSE
    before = server.snapshot()
    session._link.offered -= set(hidden)
    assert placed.uidvalidity is not None
    assert placed.uid is not None
    assert session.withdraw("Drafts", placed.uidvalidity, placed.uid, "Trash")
    after = server.snapshot()
    assert [raw for _, raw in after["Trash"].values()] == [mail(3)]
    assert after["Drafts"] == {uid: one for uid, one in before["Drafts"].items() if uid != placed.uid}
    assert {**after, "Drafts": {}, "Trash": {}} == {**before, "Drafts": {}, "Trash": {}}
    assert not sent(commands, "CLOSE")
    assert not sent(commands, "EXPUNGE")
    assert all(line == f"UID EXPUNGE {placed.uid}" for line in sent(commands, "UID EXPUNGE"))
    assert session.read("Drafts", 2) == mail(2)


def test_a_withdrawal_that_is_not_sure_is_not_done(server: MailServer, session: Session, commands: list[str]) -> None:
    placed = session.append_draft("Drafts", mail(1))
    before = server.snapshot()
    uidvalidity, uid = placed.uidvalidity or 0, placed.uid or 0
    assert not session.withdraw("Drafts", uidvalidity + 1, uid, "Trash")
    assert not session.withdraw("Drafts", uidvalidity, uid + 1, "Trash")
    assert not session.withdraw("Drafts", uidvalidity, uid, "")
    assert not session.withdraw("Drafts", uidvalidity, uid, "Drafts")
    session._link.offered -= {"MOVE", "UIDPLUS"}
    assert not session.withdraw("Drafts", uidvalidity, uid, "Trash")
    assert server.snapshot() == before
    assert not sent(commands, "UID MOVE")
    assert not sent(commands, "UID STORE")


def test_without_a_trash_folder_the_draft_stays(server: MailServer, session: Session) -> None:
    placed = session.append_draft("Drafts", mail(1))
    for capability in (set(), {"MOVE"}):
        session._link.offered -= capability
        with pytest.raises(MailboxError, match="Drafts"):
            session.withdraw("Drafts", placed.uidvalidity or 0, placed.uid or 0, "Nowhere")
    [(flags, raw)] = server.snapshot()["Drafts"].values()
    assert raw == mail(1)
    assert flags == {r"\Draft", r"\Seen"}


# Hands off


def look_at_everything(session: Session) -> None:
    for name in session.list_mailboxes():
        session.status(name)
        session.examine(name)
        uids = session.new_uids(0)
        session.uids_since(date(2020, 1, 1))
        list(session.fetch_overviews(uids))
        list(session.fetch_messages(uids))
        list(session.fetch_messages(uids, limit=10))
        session.find_by_message_id(name, ["<m1@acme.example>"])
        for uid in uids:
            session.read(name, uid)


def test_looking_changes_nothing(server: MailServer, session: Session, commands: list[str]) -> None:
    for mailbox in ("INBOX", "INBOX", "Sent", "Drafts"):
        server.deliver(mail(1), mailbox)
    server.deliver(large_mail().as_bytes(policy=policy.SMTP))
    before: Snapshot = server.snapshot()
    session.folders()
    look_at_everything(session)
    assert server.snapshot() == before
    names = {" ".join(line.split(" ")[1:3]).split(" (")[0] for line in commands}
    words = {name.split(" ")[0] if not name.startswith("UID") else name for name in names}
    assert words <= {"CAPABILITY", "LOGIN", "ID", "LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"}
    assert not any("BODY[" in line for line in commands)


def test_looking_elsewhere_does_not_change_what_is_examined(server: MailServer, session: Session) -> None:
    server.deliver(mail(1))
    server.deliver(mail(2), "Drafts")
    server.deliver(mail(3), "Drafts")
    session.examine("INBOX")
    session.read("Drafts", 1)
    assert session.new_uids(0) == [1]
    session.find_by_message_id("Drafts", ["<x>"])
    assert [one.raw for one in session.fetch_messages([1, 2])] == [mail(1)]
    session.withdraw("Drafts", session.status("Drafts").uidvalidity, 1, "Trash")
    assert [one.message_ids for one in session.fetch_overviews([1, 2])] == [{"<m1@acme.example>"}]


def test_a_mailbox_numbered_anew_meanwhile_ends_the_session(server: MailServer, session: Session) -> None:
    with server.client() as client:
        client.create("Watched")
        server.deliver(mail(1), "Watched")
        session.examine("Watched")
        session.read("Drafts", 1)
        client.rename("Watched", "Old")
        client.create("Watched")
    with pytest.raises(UnreachableError, match="numbered anew"):
        list(session.fetch_messages([1]))
    assert session.closed


def test_a_server_that_dies_is_unreachable_and_the_session_over(server: MailServer, session: Session) -> None:
    session.examine("INBOX")
    server.restart()
    with pytest.raises(UnreachableError):
        session.new_uids(0)
    with pytest.raises(UnreachableError):
        session.append_draft("Drafts", mail(1))
    with Session.open(settings_of(server), server.password) as again:
        assert again.examine("INBOX").exists == 0


# Folders of every kind


def listed(*lines: str, delimiter: str = "/") -> list[Listed]:
    pairs = [line.rpartition("|") for line in lines]
    return [Listed(frozenset(attributes.lower().split()), delimiter, name) for attributes, _, name in pairs]


def server_with(**named: str) -> ServerSettings:
    return ServerSettings("imap.example.com", 993, "tls", "sam", **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "delimiter", "expected"),
    [
        ([r"\Drafts|[Gmail]/Entwürfe", r"\Sent|[Gmail]/Gesendet", r"\All|[Gmail]/Alle Nachrichten"], "/",
         Folders("[Gmail]/Entwürfe", "[Gmail]/Gesendet", "", "[Gmail]/Alle Nachrichten")),
        ([r"\drafts|Foo", r"\TRASH|Bar", r"\Junk|Baz"], "/", Folders("Foo", "", "Bar", "", "Baz")),
        (["INBOX", "INBOX.Drafts", "INBOX.Sent Items", "INBOX.Trash", "INBOX.spam"], ".",
         Folders("INBOX.Drafts", "INBOX.Sent Items", "INBOX.Trash", "", "INBOX.spam")),
        (["Entwürfe", "Gesendete Objekte", "Papierkorb"], "/", Folders("Entwürfe", "Gesendete Objekte", "Papierkorb")),
        (["Entwu\u0308rfe"], "/", Folders("Entwu\u0308rfe")),
        (["Brouillons", "Éléments envoyés", "Corbeille"], "/", Folders("Brouillons", "Éléments envoyés", "Corbeille")),
        (["Borradores", "Enviados", "Papelera"], "/", Folders("Borradores", "Enviados", "Papelera")),
        (["Rascunhos", "Itens enviados", "Lixeira"], "/", Folders("Rascunhos", "Itens enviados", "Lixeira")),
        (["Concepten", "Verzonden items", "Prullenbak"], "/", Folders("Concepten", "Verzonden items", "Prullenbak")),
        (["Черновики", "Отправленные", "Корзина"], "/", Folders("Черновики", "Отправленные", "Корзина")),
        ([r"\Noselect|Drafts", "Archive/Drafts", "DRAFT"], "/", Folders("DRAFT")),
        ([r"\Drafts|Old/2019/Drafts", r"\Drafts|Drafts"], "/", Folders("Drafts")),
        (["Drafts"], "", Folders("Drafts")),
    ],
)  # fmt: skip
def test_folders_are_found_by_mark_or_name(lines: list[str], delimiter: str, expected: Folders) -> None:
    assert find_folders(listed(*lines, delimiter=delimiter), server_with()) == expected


def test_what_the_user_named_counts_most() -> None:
    folders = find_folders(listed(r"\Drafts|Drafts", "Mine", r"\Sent|Sent"), server_with(drafts="Mine"))
    assert (folders.drafts, folders.sent) == ("Mine", "Sent")


def test_without_drafts_the_error_names_the_option_and_what_is_there() -> None:
    with pytest.raises(MailboxError, match=r"`drafts:`.*INBOX, Notes"):
        find_folders(listed("INBOX", "Notes", r"\Noselect|Drafts"), server_with())


@pytest.mark.parametrize("part", ["drafts", "sent", "trash"])
def test_a_named_folder_that_is_not_there_is_an_error(part: str) -> None:
    with pytest.raises(MailboxError, match=rf"'Mine'.*`{part}:`.*Drafts"):
        find_folders(listed(r"\Drafts|Drafts"), server_with(**{part: "Mine"}))


def test_marks_that_are_only_told_when_asked_for_are_asked_for() -> None:
    def list_folders(talk: Talk, tag: bytes, line: bytes) -> None:
        special = [b'* LIST (\\Drafts) "/" Scribbles'] if b"SPECIAL-USE" in line else []
        talk.say(*(special or [b'* LIST () "/" INBOX', b'* LIST () "/" Scribbles']), tag + b" OK done")

    with Scripted({"LIST": list_folders}) as server, Session.open(server.settings(), "pw") as session:
        assert session.folders().drafts == "Scribbles"


# Odd servers


def scripted(server: Scripted) -> Session:
    session = Session.open(server.settings(), "pw")
    session.examine("INBOX")
    return session


def test_a_server_without_uidnext_is_used_all_the_same() -> None:
    on = {"EXAMINE": answers(b"* 4 EXISTS", b"* OK [UIDVALIDITY 7] ok"), "UID SEARCH": answers(b"* SEARCH 3 4")}
    with Scripted(on) as server, scripted(server) as session:
        assert session.examine("INBOX") == MailboxStatus("INBOX", 7, None, 4)
        assert session.new_uids(3) == [4]


def test_a_status_without_content_is_made_up_for() -> None:
    with Scripted({"STATUS": answers(b"* STATUS INBOX ()")}) as server, scripted(server) as session:
        assert session.status("INBOX") == MailboxStatus("INBOX", 7, 5, 4)
    with Scripted({"STATUS": answers()}) as server, scripted(server) as session:
        assert session.status("INBOX") == MailboxStatus("INBOX", 7, 5, 4)


def test_a_mailbox_without_uidvalidity_is_refused() -> None:
    with (
        Scripted({"EXAMINE": answers(b"* 4 EXISTS")}) as server,
        Session.open(server.settings(), "pw") as session,
        pytest.raises(MailboxError, match="UIDVALIDITY"),
    ):
        session.examine("INBOX")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([b"* SEARCH 1 2", b"* SEARCH 3"], [1, 2, 3]),
        ([b"* SEARCH 3 1 2 2 (MODSEQ 917)"], [1, 2, 3]),
        ([b"* SEARCH"], []),
        ([], []),
        ([b"* SEARCH 0 1 99999999999"], [1]),
        ([b'* ESEARCH (TAG "A1") UID ALL 1:3,9,7:6'], [1, 2, 3, 6, 7, 9]),
        ([b'* ESEARCH (TAG "A1") UID'], []),
    ],
)
def test_search_answers_of_every_form(lines: list[bytes], found: list[int]) -> None:
    with Scripted({"UID SEARCH": answers(*lines)}) as server, scripted(server) as session:
        assert session.new_uids(0) == found


@pytest.mark.parametrize("answer", [b"* SEARCH one", b"* ESEARCH UID ALL 1:4294967295", b"* ESEARCH UID ALL 1:,:"])
def test_a_search_answer_that_makes_no_sense_is_a_mailbox_error(answer: bytes) -> None:
    with (
        Scripted({"UID SEARCH": answers(answer)}) as server,
        scripted(server) as session,
        pytest.raises(MailboxError, match="cannot be understood"),
    ):
        session.new_uids(0)


def test_a_search_over_a_large_mailbox_goes_in_windows_from_the_top() -> None:
    opened = answers(b"* 120000 EXISTS", b"* OK [UIDVALIDITY 7] ok", b"* OK [UIDNEXT 500000] ok")
    on = {"EXAMINE": opened, "UID SEARCH": answers(b"* SEARCH 499999")}
    with Scripted(on) as server, scripted(server) as session:
        session.uids_since(date(2026, 2, 1))
        session.new_uids(0)
        session.new_uids(499_000)
        assert server.said("UID SEARCH") == [
            b"UID SEARCH 100001:* UID 1:* SINCE 01-Feb-2026",
            b"UID SEARCH 50001:100000 UID 1:* SINCE 01-Feb-2026",
            b"UID SEARCH 1:50000 UID 1:* SINCE 01-Feb-2026",
            b"UID SEARCH 100001:* UID 1:*",
            b"UID SEARCH 50001:100000 UID 1:*",
            b"UID SEARCH 1:50000 UID 1:*",
            b"UID SEARCH UID 499001:*",
        ]
    assert WINDOW * len("4294967295 ") < 1_000_000


@pytest.mark.parametrize("exists", [0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 2 * WINDOW])
def test_windows_cover_every_message(exists: int) -> None:
    on = {"EXAMINE": answers(b"* %d EXISTS" % exists, b"* OK [UIDVALIDITY 7] ok"), "UID SEARCH": answers(b"* SEARCH")}
    with Scripted(on) as server, scripted(server) as session:
        session.new_uids(0)
        windows = [line.split(b" ")[2] for line in server.said("UID SEARCH")]
    covered: set[int] = set()
    for window in windows:
        low, _, high = (b"1:*" if window == b"UID" else window).partition(b":")
        covered |= set(range(int(low), exists + 1 if high == b"*" else int(high) + 1))
    assert covered >= set(range(1, exists + 1))


@pytest.mark.parametrize(
    "answer",
    [b"OK [APPENDUID 7 0] done", b"OK done", b"OK [APPENDUID x y] done", b"OK"],
)
def test_an_append_that_does_not_say_where_is_placed_all_the_same(answer: bytes) -> None:
    with Scripted({"APPEND": appending(answer)}) as server, scripted(server) as session:
        assert session.append_draft("Drafts", mail(1)) == Placed(None, None)


def appending(answer: bytes) -> Callable[[Talk, bytes, bytes], None]:
    def append(talk: Talk, tag: bytes, line: bytes) -> None:
        talk.say(b"+ go on")
        talk.exactly(int(line[line.rindex(b"{") + 1 : -1]) + 2)
        talk.say(tag + b" " + answer)

    return append


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (b"NO [OVERQUOTA] Quota exceeded", "make room"),
        (b"NO [TRYCREATE] No such mailbox", "`drafts:`"),
        (b"NO [NOPERM] Permission denied", "may not write"),
        (b"NO Message too large", "of this size"),
        (b"BAD something else", "something else"),
    ],
)
@pytest.mark.parametrize("before_literal", [True, False])
def test_a_refused_draft_names_the_remedy(answer: bytes, remedy: str, *, before_literal: bool) -> None:
    handler = answers(kind=answer) if before_literal else appending(answer)
    with Scripted({"APPEND": handler}) as server, scripted(server) as session:
        with pytest.raises(MailboxError, match=remedy):
            session.append_draft("Drafts", mail(1))
        assert session.new_uids(0) == []


def test_a_read_only_drafts_folder_is_a_mailbox_error() -> None:
    opened = answers(b"* 4 EXISTS", b"* OK [UIDVALIDITY 7] ok", kind=b"OK [READ-ONLY] done")
    with Scripted({"SELECT": opened}) as server, scripted(server) as session:
        with pytest.raises(MailboxError, match="read-only"):
            session.withdraw("Drafts", 7, 1, "Trash")
        assert session.new_uids(0) == []


# FETCH answers


def test_header_fields_are_matched_however_the_server_writes_the_names() -> None:
    data = [
        (b'1 (UID 1 FLAGS () BODY[HEADER.FIELDS ("Message-ID" "To")] {22}', b"Message-ID: <a@b.c>\r\n\r\n"[:22]),
        b")",
        (b"2 (BODY[HEADER.FIELDS (TO MESSAGE-ID)] {22}", b"Message-ID: <d@e.f>\r\n\r\n"[:22]),
        b" UID 2)",
    ]
    found = list(overviews(lambda _uids, _items: parse_answer(data), [1, 2]))
    assert [one.message_ids for one in found] == [{"<a@b.c>"}, {"<d@e.f>"}]
    assert found[0].received == NO_DATE


def test_a_flag_update_without_uid_is_not_taken_for_the_message_of_that_number() -> None:
    answer = parse_answer([rb"3 (UID 30 FLAGS (\Seen))", rb"30 (FLAGS (\Deleted))", rb"4 (UID 40 FLAGS ())"])
    assert answer.whole
    assert {uid: fields[b"FLAGS"] for uid, fields in answer.found.items()} == {30: (rb"\Seen",), 40: ()}


def test_one_response_that_makes_no_sense_does_not_spoil_the_others() -> None:
    answer = parse_answer([b"1 (UID 1 FLAGS (", b"2 (UID 2 FLAGS ())", b"3 (UID", None, b"(((("])
    assert list(answer.found) == [2]
    assert not answer.whole


def test_internal_dates_are_aware_and_in_utc() -> None:
    data = [
        b'1 (UID 1 INTERNALDATE " 1-Mar-2026 09:30:00 +0530" RFC822.SIZE 5 FLAGS ())',
        b'2 (UID 2 INTERNALDATE "x")',
    ]
    told = list(overviews(lambda _uids, _items: parse_answer(data), [1, 2]))
    assert [one.received for one in told] == [datetime(2026, 3, 1, 4, 0, tzinfo=UTC), NO_DATE]


PIECES = st.binary(max_size=60) | st.sampled_from(
    [
        b"1 (UID 1 FLAGS (",
        b"2 (UID 2 BODY[] {3}",
        b")",
        b"3 (UID 3 BODYSTRUCTURE (",
        b'"',
        b"NIL",
        b"(" * 3000,
        b"[",
        b"{",
    ]
)


@given(st.lists(PIECES | st.tuples(PIECES, PIECES) | st.none(), max_size=6))
@settings(max_examples=200, deadline=None)
def test_no_answer_makes_the_reader_of_answers_fail(data: list[bytes | tuple[bytes, bytes] | None]) -> None:
    answer = parse_answer(data)
    assert all(isinstance(uid, int) for uid in answer.found)
    assert [one.uid for one in overviews(lambda _uids, _items: answer, [1, 2, 3])] == sorted(
        uid for uid in answer.found if uid in (1, 2, 3)
    )


STRUCTURES = st.recursive(
    st.none() | st.integers(0, 10**9) | st.sampled_from([b"text", b"plain", b"message", b"rfc822", b"mixed", b"x"]),
    lambda inner: st.lists(inner, max_size=10).map(tuple),
    max_leaves=30,
)


@given(st.lists(STRUCTURES, min_size=1, max_size=10).map(tuple))
@settings(max_examples=200, deadline=None)
def test_no_structure_makes_a_large_mail_fail_the_others(structure: tuple[object, ...]) -> None:
    def fetch(uids: Sequence[int], items: str) -> Answer:
        if "BODYSTRUCTURE" in items:
            return Answer({uids[0]: {b"BODYSTRUCTURE": BodyData(structure)}}, whole=True)
        sizes = {uid: {b"UID": uid, b"RFC822.SIZE": 10**6 if uid == 1 else 4, b"BODY[]": b"text"} for uid in uids}
        return Answer(sizes, whole=True)

    fetched = {one.uid: one for one in messages(fetch, [1, 2])}
    assert set(fetched) == {1, 2}
    assert fetched[2].raw == b"text"


class Refusing:
    """FETCH that fails for whole commands in which a bad message is named."""

    def __init__(self, *bad: int) -> None:
        self.bad = set(bad)
        self.asked: list[list[int]] = []

    def __call__(self, uids: Sequence[int], items: str) -> Answer:
        del items
        self.asked.append(list(uids))
        if self.bad.intersection(uids):
            raise imaplib.IMAP4.error("NO that one")
        return parse_answer([b"1 (UID %d RFC822.SIZE 4 BODY[] abcd)" % uid for uid in uids])


def test_a_message_that_fails_does_not_fail_the_others() -> None:
    fetch = Refusing(7, 300)
    results = fetch_each(fetch, range(1, AT_ONCE + 1), "UID BODY.PEEK[]")
    assert {uid for uid, fields in results.items() if isinstance(fields, str)} == {7, 300}
    assert len(results) == AT_ONCE
    assert len(fetch.asked) < 45


def test_a_command_that_fails_for_everything_is_given_up() -> None:
    fetch = Refusing(*range(1, AT_ONCE + 1))
    with pytest.raises(imaplib.IMAP4.error, match="NO that one"):
        fetch_each(fetch, range(1, AT_ONCE + 1), "UID BODY.PEEK[]")
    assert len(fetch.asked) < 3 * HOPELESS


def test_a_mail_that_cannot_be_had_carries_its_problem() -> None:
    fetched = {one.uid: one for one in messages(Refusing(2), [1, 2, 3])}
    assert fetched[2].problem == "NO that one"
    assert (fetched[1].raw, fetched[3].raw) == (b"abcd", b"abcd")


def test_a_large_mail_without_structure_carries_its_problem() -> None:
    [one] = messages(lambda _uids, _items: parse_answer([b"1 (UID 1 RFC822.SIZE 900000)"]), [1])
    assert one.partial
    assert "structure" in one.problem
    assert one.raw == b""


def test_a_command_fetches_a_bounded_number_of_bytes() -> None:
    asked: list[int] = []

    def fetch(uids: Sequence[int], items: str) -> Answer:
        if "BODY.PEEK[]" in items:
            asked.append(len(uids))
        return parse_answer([b"1 (UID %d RFC822.SIZE 200000 BODY[] x)" % uid for uid in uids])

    assert len(list(messages(fetch, range(1, 101)))) == 100
    assert max(asked) == 10
    assert sum(asked) == 100


def test_message_ids_are_unfolded_and_need_no_header() -> None:
    assert Overview(1, 0, NO_DATE, (), b"").message_ids == frozenset()
    assert Overview(1, 0, NO_DATE, (), b"Message-ID:\r\n <a@b.c>\r\n").message_ids == {"<a@b.c>"}
