"""The mailbox in memory passes the same tests as a session on a real server, as far as the work uses either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from mailwatch.desk import Mailbox
from mailwatch.errors import MailboxError
from mailwatch.mailbox import ServerSettings, Session
from mailwatch.replay.mailbox import Kept, MemoryMailbox
from tests.letters import letter
from tests.servers.base import MailServer

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 3, 12, tzinfo=UTC)


@dataclass
class Place:
    """A mailbox, and how mail gets into it."""

    box: Mailbox
    deliver: Callable[[bytes, str, datetime], object]


@pytest.fixture(params=["memory", "embedded", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param == "memory":
        memory = MemoryMailbox(NOON)
        yield Place(memory, lambda raw, folder, received: memory.deliver(folder, received, Kept(raw)))
        return
    server: MailServer = request.getfixturevalue(request.param)
    with Session.open(ServerSettings(server.host, server.port, "none", server.login), server.password) as session:
        yield Place(session, server.deliver)


def mail(name: str, at: datetime = NOON) -> bytes:
    return letter(
        f"Hello, {name}.", at, subject=f"About {name}", message_id=f"<{name}@x.example>", Received="from a by b"
    )


def test_the_folders_have_their_parts(place: Place) -> None:
    folders = place.box.folders()
    assert (folders.drafts, folders.sent, folders.trash) == ("Drafts", "Sent", "Trash")


def test_an_empty_folder_has_nothing_new(place: Place) -> None:
    status = place.box.examine("INBOX")
    assert (status.exists, status.uidnext) == (0, 1)
    assert status.uidvalidity > 0
    assert place.box.new_uids(0) == []


def test_what_comes_in_has_a_uid_above_what_was_there(place: Place) -> None:
    place.deliver(mail("one"), "INBOX", NOON)
    first = place.box.examine("INBOX")
    place.deliver(mail("two"), "INBOX", LATER)
    second = place.box.examine("INBOX")
    assert first.uidnext is not None
    assert place.box.new_uids(first.uidnext - 1) == [first.uidnext]
    assert second.exists == 2
    assert second.uidvalidity == first.uidvalidity


def test_mail_since_a_day_is_told_by_when_it_came_in(place: Place) -> None:
    place.deliver(mail("one"), "INBOX", NOON)
    place.deliver(mail("two"), "INBOX", LATER)
    place.box.examine("INBOX")
    assert place.box.uids_since(date(2026, 4, 1)) == [1, 2]
    assert place.box.uids_since(date(2026, 4, 3)) == [2]
    assert place.box.uids_since(date(2026, 4, 4)) == []


def test_mails_come_whole_and_in_the_order_asked_for(place: Place) -> None:
    for name in ("one", "two"):
        place.deliver(mail(name), "INBOX", NOON)
    place.box.examine("INBOX")
    fetched = list(place.box.fetch_messages([2, 1, 77]))
    assert [(f.uid, f.raw, f.received, f.problem) for f in fetched] == [
        (2, mail("two"), NOON, ""),
        (1, mail("one"), NOON, ""),
    ]


def test_overviews_have_the_fields_that_identify_a_mail_and_no_others(place: Place) -> None:
    place.deliver(mail("one"), "Sent", NOON)
    place.box.examine("Sent")
    (one,) = place.box.fetch_overviews([1])
    assert one.message_ids == {"<one@x.example>"}
    names = {line.partition(b":")[0].lower() for line in one.header.splitlines() if line}
    assert names == {b"from", b"to", b"subject", b"date", b"message-id"}
    assert (one.received, one.size) == (NOON, len(mail("one")))


def test_a_draft_is_placed_found_read_and_taken_back_to_trash(place: Place) -> None:
    placed = place.box.append_draft("Drafts", mail("draft"))
    assert placed.uid == 1
    assert placed.uidvalidity == place.box.status("Drafts").uidvalidity
    found = place.box.find_by_message_id("Drafts", ["<draft@x.example>", "<other@x.example>"])
    assert set(found) == {"<draft@x.example>"}
    assert "\\Draft" in found["<draft@x.example>"].flags
    assert place.box.read("Drafts", 1) == mail("draft")

    assert placed.uidvalidity is not None
    assert not place.box.withdraw("Drafts", placed.uidvalidity + 1, 1, "Trash")
    assert place.box.withdraw("Drafts", placed.uidvalidity, 1, "Trash")
    assert not place.box.withdraw("Drafts", placed.uidvalidity, 1, "Trash")
    assert place.box.read("Drafts", 1) is None
    assert place.box.status("Drafts").exists == 0
    assert set(place.box.find_by_message_id("Trash", ["<draft@x.example>"])) == {"<draft@x.example>"}
    assert place.box.append_draft("Drafts", mail("again")).uid == 2


def test_a_folder_that_is_not_there_is_an_error_of_the_mailbox(place: Place) -> None:
    with pytest.raises(MailboxError):
        place.box.examine("Nowhere")


def test_looking_into_one_folder_does_not_change_which_one_is_open(place: Place) -> None:
    place.deliver(mail("one"), "INBOX", NOON)
    place.box.examine("INBOX")
    place.box.append_draft("Drafts", mail("draft"))
    place.box.status("Drafts")
    place.box.find_by_message_id("Drafts", ["<draft@x.example>"])
    assert [f.raw for f in place.box.fetch_messages(place.box.new_uids(0))] == [mail("one")]
