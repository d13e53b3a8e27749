"""No mail is missed and none read twice, whatever the server does to folders and UIDs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mailwatch.config import KnownApplication
from mailwatch.core.models import Kind, Stage
from mailwatch.desk import Desk
from mailwatch.mailbox import Fetched, Session
from mailwatch.pipeline import work
from mailwatch.store import Mark, Seen
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.test_journeys import CONFIRMED, REJECTED, confirmed
from tests.letters import letter
from tests.servers.base import MailServer, done
from tests.servers.embedded import Embedded


class CuttingMailbox:
    """Notes which mails are fetched, and loses the connection after so many."""

    def __init__(self, real: Session, after: int = 10_000) -> None:
        self._real = real
        self._after = after
        self.asked: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def fetch_messages(self, uids: list[int]) -> Iterator[Fetched]:
        self.asked += uids
        for n, item in enumerate(self._real.fetch_messages(uids)):
            if n == self._after:
                raise ConnectionError("cut off")
            yield item


def with_mailbox(desk: Desk, mailbox: Any) -> Desk:
    desk.mailbox = mailbox
    return desk


@pytest.fixture
def journey(server: MailServer, tmp_path: Path) -> Iterator[Journey]:
    with Journey(server, tmp_path, watch=("INBOX", "Jobs")) as running:
        with running.client() as client:
            done(client.create("Jobs"))
        yield running


def kinds(journey: Journey) -> list[Kind]:
    """Of the mails that the only application remembers."""
    return [m.kind for m in journey.application.mails]


def test_a_folder_made_anew_is_read_again_without_double_work(journey: Journey) -> None:
    mail = letter(CONFIRMED, journey.now, message_id="<confirmed@northwind.example>")
    journey.deliver(mail, "Jobs")
    journey.round()
    log = journey.store.log("a1")
    with journey.client() as client:
        done(client.delete("Jobs"))
        done(client.create("Jobs"))
    journey.deliver(mail, "Jobs")
    journey.now += timedelta(hours=1)
    journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"), "Jobs")

    journey.round()

    assert journey.store.log("a1")[: len(log)] == log
    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.REJECTION]


def test_a_mail_moved_between_watched_folders_is_one_mail(journey: Journey) -> None:
    confirmed(journey)
    with journey.client() as client:
        done(client.select("INBOX"))
        done(client.uid("MOVE", "1", "Jobs"))

    journey.round()

    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED]


def test_mail_read_elsewhere_is_read_all_the_same(journey: Journey) -> None:
    journey.deliver(letter(CONFIRMED, journey.now))
    with journey.client() as client:
        done(client.select("INBOX"))
        done(client.uid("STORE", "1", "+FLAGS", r"(\Seen)"))

    journey.round()

    assert journey.application.stage is Stage.SCHEDULED


def test_a_month_of_being_off_is_caught_up_in_order(journey: Journey) -> None:
    confirmed(journey)
    journey.now = at("2026-04-20 09:00")
    journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))
    journey.now = at("2026-05-12 09:00")
    journey.start_again()

    journey.round()

    assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.REJECTION]
    assert journey.application.stage is Stage.CLOSED
    assert journey.drafts() == []


def test_a_first_scan_that_was_cut_off_goes_on_where_it_stopped(journey: Journey) -> None:
    for n in range(250):
        journey.deliver(letter(f"Lunch {n}?", journey.now, sender="Kim <kim@friends.example>", subject="Lunch"))
    watched = CuttingMailbox(journey.session, after=230)
    with pytest.raises(ConnectionError):
        work(with_mailbox(journey.desk, watched), journey.now)
    journey.start_again()
    watched = CuttingMailbox(journey.session)

    work(with_mailbox(journey.desk, watched), journey.now)

    assert len(watched.asked) == 50


def test_a_uidvalidity_that_changes_loses_nothing(embedded: Embedded, tmp_path: Path) -> None:
    with Journey(embedded, tmp_path) as journey:
        confirmed(journey)
        embedded.imap.renew_uidvalidity(embedded.login)
        journey.now += timedelta(hours=1)
        journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))

        journey.round()

        assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.REJECTION]


def test_a_uidnext_that_goes_down_loses_nothing(embedded: Embedded, tmp_path: Path) -> None:
    with Journey(embedded, tmp_path) as journey:
        for n in range(5):
            journey.deliver(letter(f"Lunch {n}?", journey.now, sender="Kim <kim@friends.example>", subject="Lunch"))
        confirmed(journey)
        with journey.client() as client:
            done(client.select("INBOX"))
            done(client.uid("STORE", "2:*", "+FLAGS", r"(\Deleted)"))
            done(client.expunge())
        embedded.imap.set_uidnext(embedded.login, 2)
        journey.now += timedelta(hours=1)
        journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))

        journey.round()

        assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.REJECTION]


def test_a_missing_sent_folder_is_no_hindrance(embedded: Embedded, tmp_path: Path) -> None:
    with Journey(embedded, tmp_path) as journey:
        with journey.client() as client:
            done(client.delete("Sent"))
        confirmed(journey)

        assert journey.application.stage is Stage.SCHEDULED


def test_what_the_config_says_of_an_application_fills_its_drafts(embedded: Embedded, tmp_path: Path) -> None:
    known = KnownApplication("Northwind", timeline="2 weeks", topics=("event sourcing",), skill="Rust")
    with Journey(embedded, tmp_path, known=(known,)) as journey:
        confirmed(journey)
        journey.until("2026-04-14 16:00")

        assert "event sourcing" in journey.text()
        assert "[[" not in journey.text()
        journey.send()
        journey.until("2026-04-28 17:00")
        assert journey.drafts() == []
        journey.until("2026-04-29 07:00")
        assert len(journey.drafts()) == 1
        notes = [e for e in journey.store.log("a1") if e.type == "noted"]
        assert len(notes) <= 2


# Mails that cannot be read, or had


class Withholding:
    """A session that does not give one mail, though the server has it."""

    def __init__(self, real: Session, uid: int) -> None:
        self._real = real
        self._uid = uid

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def fetch_messages(self, uids: list[int]) -> Iterator[Fetched]:
        return (item for item in self._real.fetch_messages(uids) if item.uid != self._uid)


def test_a_mail_that_the_server_does_not_give_is_asked_for_again(journey: Journey) -> None:
    journey.deliver(letter("Lunch?", journey.now, sender="Kim <kim@friends.example>", subject="Lunch"))
    journey.deliver(letter(CONFIRMED, journey.now))
    work(with_mailbox(journey.desk, Withholding(journey.session, 2)), journey.now)
    assert journey.store.applications == {}
    journey.start_again()

    journey.round()

    assert journey.application.stage is Stage.SCHEDULED
    assert journey.store.unreadable("personal", "INBOX", journey.session.examine("INBOX").uidvalidity) == frozenset()


def test_a_mail_that_was_removed_while_it_was_fetched_is_no_loss(journey: Journey) -> None:
    class Removing(CuttingMailbox):
        def fetch_messages(self, uids: list[int]) -> Iterator[Fetched]:
            with journey.client() as client:
                done(client.select("INBOX"))
                done(client.uid("STORE", "1", "+FLAGS", r"(\Deleted)"))
                done(client.expunge())
            return super().fetch_messages(uids)

    journey.deliver(letter("Lunch?", journey.now, sender="Kim <kim@friends.example>", subject="Lunch"))
    journey.deliver(letter(CONFIRMED, journey.now))

    work(with_mailbox(journey.desk, Removing(journey.session)), journey.now)

    assert journey.application.stage is Stage.SCHEDULED
    assert journey.store.unreadable("personal", "INBOX", journey.session.examine("INBOX").uidvalidity) == frozenset()


def test_a_mail_that_could_not_be_read_is_tried_again_by_a_later_version(journey: Journey) -> None:
    """The version that could not is played by what it left in the store."""
    journey.deliver(letter(CONFIRMED, journey.now))
    status = journey.session.examine("INBOX")
    with journey.store.transaction() as store:
        store.see(Seen("personal", "INBOX", status.uidvalidity, 1, kind="unreadable", note="mail uid 1 ..."))
        store.set_mark("personal", "INBOX", Mark(status.uidvalidity, 1, journey.now))
    journey.now += timedelta(hours=1)
    journey.start_again()

    journey.round()

    assert journey.application.stage is Stage.SCHEDULED


def test_within_a_connection_it_is_tried_once(journey: Journey) -> None:
    status = journey.session.examine("INBOX")
    journey.deliver(letter("Lunch?", journey.now, sender="Kim <kim@friends.example>", subject="Lunch"))
    with journey.store.transaction() as store:
        store.set_mark("personal", "INBOX", Mark(status.uidvalidity, 1, journey.now))
        store.see(Seen("personal", "INBOX", status.uidvalidity, 1, kind="unreadable", note="mail uid 1 ..."))
    watched = CuttingMailbox(journey.session, after=0)
    desk = with_mailbox(journey.desk, watched)
    with pytest.raises(ConnectionError):
        work(desk, journey.now)
    work(desk, journey.now)

    assert watched.asked == [1]


# Folders under another name


def test_a_folder_that_was_renamed_is_read_under_its_new_name_without_double_work(
    server: MailServer, tmp_path: Path
) -> None:
    with Journey(server, tmp_path, watch=("INBOX", "Jobs")) as journey:
        with journey.client() as client:
            done(client.create("Jobs"))
        journey.deliver(letter(CONFIRMED, journey.now, message_id="<confirmed@northwind.example>"), "Jobs")
        journey.round()
        with journey.client() as client:
            done(client.rename("Jobs", "Work"))
        journey.now += timedelta(hours=1)
        journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"), "Work")
        journey.round()
        assert [n.text for n in journey.store.unsent_notices() if "Jobs" in n.text]
        journey.watch = ("INBOX", "Work")

        journey.round()

        assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.REJECTION]


def test_a_uidvalidity_that_changes_while_the_daemon_is_off_for_a_month_loses_nothing(
    embedded: Embedded, tmp_path: Path
) -> None:
    with Journey(embedded, tmp_path) as journey:
        confirmed(journey)
        journey.now = at("2026-04-20 09:00")
        journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))
        embedded.imap.renew_uidvalidity(embedded.login)
        journey.now = at("2026-05-12 09:00")
        journey.start_again()

        journey.round()

        assert kinds(journey) == [Kind.INTERVIEW_CONFIRMED, Kind.REJECTION]
