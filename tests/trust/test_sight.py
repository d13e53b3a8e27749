"""What a watcher does when it cannot see, when time jumps, and when the world looks implausible."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch import config as configuration
from mailwatch import doubts
from mailwatch.cli.status import seeing
from mailwatch.core.models import DraftState
from mailwatch.records import Sight
from mailwatch.store import Store
from mailwatch.watcher import Watcher
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.service import Daemon, Installation, until
from tests.e2e.test_journeys import confirmed
from tests.letters import invitation, letter, many_invitations
from tests.servers.base import MailServer, done
from tests.servers.embedded import Embedded
from tests.trust.proxy import CLEAR, Proxies, Refusing


class Moment:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def watching(server: MailServer, directory: Path, clock: Moment, port: int = 0) -> Iterator[tuple[Watcher, Store]]:
    config = configuration.load(Installation(server, directory, port=port).config)
    store = Store.open(directory / "state")
    watcher = Watcher(config, config.mailboxes[0], store, clock)
    watcher.start()
    try:
        yield watcher, store
    finally:
        watcher.stop()
        watcher.join()
        store.close()


def sees(store: Store) -> bool:
    sight = store.sight("personal")
    return sight is not None and sight.seen_at is not None and sight.blind_since is None


def notices(store: Store) -> list[str]:
    return [n.text for n in store.unsent_notices()]


# Blind spells


def test_a_deadline_in_a_blind_spell_raises_one_notice(embedded: Embedded, tmp_path: Path) -> None:
    clock = Moment(at("2026-04-14 09:00"))
    start = at("2026-04-14 14:00")
    embedded.deliver(invitation(clock.now - timedelta(days=2), start, start + timedelta(hours=1)), "INBOX", clock.now)
    with Proxies() as proxies:
        proxy = proxies.open(embedded.port)
        with watching(embedded, tmp_path, clock, proxy.port) as (watcher, store):
            until(lambda: sees(store), 10)
            proxy.change(Refusing())
            proxy.reset()
            until(lambda: not sees(store), 10)
            clock.now = at("2026-04-14 16:30")
            until(lambda: any("could not see" in text for text in notices(store)), 20, lambda: watcher.state)
            proxy.change(CLEAR)
            until(lambda: sees(store), 20)
            until(lambda: [d.state for a in store.applications.values() for d in a.drafts] == [DraftState.PLACED], 10)
        told = [text for text in notices(store_again(tmp_path)) if "could not see" in text]
    assert len(told) == 1
    assert "Northwind" in told[0]


def store_again(directory: Path) -> Store:
    return Store.rehearsal(directory / "state")


def test_status_tells_how_long_it_has_been_blind() -> None:
    now = at("2026-04-14 09:00")
    assert seeing(Sight("a", now, now - timedelta(seconds=42), "gone"), now) == "blind for 42 s; gone"
    assert seeing(Sight("a", now - timedelta(seconds=5)), now) == "watched, last looked through 5 s ago"
    assert seeing(Sight("a", now - timedelta(hours=1)), now).startswith("blind for 60 minutes")
    assert seeing(Sight("a"), now) == "not looked at yet"


def test_status_of_a_daemon_whose_server_is_gone(dovecot: MailServer, tmp_path: Path) -> None:
    with Proxies() as proxies:
        proxy = proxies.open(dovecot.port)
        installation = Installation(dovecot, tmp_path, port=proxy.port)
        with Daemon(installation) as daemon:
            daemon.wait_for("for the first time")
            assert "personal: watched" in installation.mailwatch("status").stdout
            proxy.change(Refusing())
            proxy.reset()
            daemon.wait_for("trying again")
            assert "personal: blind for" in installation.mailwatch("status").stdout


# Refused logins


def test_a_refused_login_is_told_once_and_not_tried_again_soon(embedded: Embedded, tmp_path: Path) -> None:
    clock = Moment(at("2026-04-14 09:00"))
    installation = Installation(embedded, tmp_path)
    installation.write_secret("wrong")
    config = configuration.load(installation.config)
    store = Store.open(tmp_path / "state")
    watcher = Watcher(config, config.mailboxes[0], store, clock)
    watcher.start()
    try:
        until(lambda: notices(store), 10)
        time.sleep(2)
        assert len(notices(store)) == 1
        assert "cannot sign in" in notices(store)[0]
        installation.write_secret(embedded.password)
        watcher.go_on()
        until(lambda: sees(store), 10)
    finally:
        watcher.stop()
        watcher.join()
        store.close()


# An implausible world


def fill(journey: Journey, number: int) -> None:
    with journey.client() as client:
        for n in range(number):
            mail = letter(f"Lunch {n}?", journey.now, sender="Kim <kim@friends.example>")
            done(client.append("INBOX", "", "", mail))


def empty(journey: Journey) -> None:
    with journey.client() as client:
        done(client.select("INBOX"))
        done(client.store("1:*", "+FLAGS", r"(\Deleted)"))
        done(client.expunge())


def test_a_full_inbox_that_is_suddenly_empty_stops_the_work(server: MailServer, tmp_path: Path) -> None:
    with Journey(server, tmp_path) as journey:
        fill(journey, doubts.FULL)
        confirmed(journey)
        empty(journey)
        journey.now = at("2026-04-14 16:00")
        with pytest.raises(doubts.ImplausibleError, match="suddenly empty"):
            journey.round()
        assert journey.drafts() == []
        fill(journey, 1)
        journey.round()
        assert len(journey.drafts()) == 1


def test_the_owners_word_lets_it_go_on(server: MailServer, tmp_path: Path) -> None:
    with Journey(server, tmp_path) as journey:
        fill(journey, doubts.FULL)
        confirmed(journey)
        empty(journey)
        journey.now = at("2026-04-14 16:00")
        with journey.store.transaction():
            doubts.give_consent(journey.desk)
        journey.round()
        assert len(journey.drafts()) == 1
        journey.round()


def many_interviews(journey: Journey, number: int) -> None:
    for mail in many_invitations(number, journey.now, at("2026-04-14 14:00")):
        journey.deliver(mail)


def test_more_drafts_at_once_than_anybody_could_owe_stop_the_work(embedded: Embedded, tmp_path: Path) -> None:
    with Journey(embedded, tmp_path) as journey:
        many_interviews(journey, doubts.MOST_AT_ONCE + 1)
        journey.round()
        journey.now = at("2026-04-14 16:00")
        with pytest.raises(doubts.ImplausibleError, match="13 drafts have fallen due at once"):
            journey.round()
        assert journey.drafts() == []
        with journey.store.transaction():
            doubts.give_consent(journey.desk)
        journey.round()
        assert len(journey.drafts()) == 13


def test_on_a_first_run_many_drafts_are_no_wonder(embedded: Embedded, tmp_path: Path) -> None:
    with Journey(embedded, tmp_path) as journey:
        many_interviews(journey, doubts.MOST_AT_ONCE + 1)
        journey.now = at("2026-04-14 16:00")
        journey.round()
        assert len(journey.drafts()) == 13


def test_the_watcher_asks_once_and_waits_for_the_answer(embedded: Embedded, tmp_path: Path) -> None:
    with Journey(embedded, tmp_path / "state") as journey:
        fill(journey, doubts.FULL)
        confirmed(journey)
        empty(journey)
    clock = Moment(at("2026-04-14 16:00"))
    with watching(embedded, tmp_path, clock) as (watcher, store):
        until(lambda: any("suddenly empty" in text for text in notices(store)), 10)
        assert "waiting for your word" in watcher.state
        watcher.go_on()
        until(lambda: [d.state for a in store.applications.values() for d in a.drafts] == [DraftState.PLACED], 10)
        assert len([text for text in notices(store) if "suddenly empty" in text]) == 1


def test_once_can_be_told_to_go_on(server: MailServer, tmp_path: Path) -> None:
    installation = Installation(server, tmp_path)
    with Journey(server, installation.state, now=datetime.now(UTC)) as journey:  # noqa: TID251 - `once` uses the real one
        fill(journey, doubts.FULL)
        journey.round()
        empty(journey)
    refused = installation.mailwatch("once")
    assert refused.returncode == 1
    assert "suddenly empty" in refused.stderr
    assert "--go-on" in refused.stderr
    assert installation.mailwatch("once", "--go-on").returncode == 0
    assert installation.mailwatch("once").returncode == 0


def test_a_watched_folder_that_is_gone_does_not_stop_the_others(server: MailServer, tmp_path: Path) -> None:
    with Journey(server, tmp_path, watch=("INBOX", "Jobs")) as journey:
        with journey.client() as client:
            done(client.create("Jobs"))
        journey.round()
        with journey.client() as client:
            done(client.delete("Jobs"))
        confirmed(journey)
        journey.round()
        assert journey.application.company == "Northwind"
        told = [n.text for n in journey.store.unsent_notices()]
        assert len([text for text in told if "not read any more" in text]) == 1


def test_no_thread_ends_where_the_disk_is_full(embedded: Embedded, tmp_path: Path) -> None:
    """What cannot be written is no reason to stop watching."""
    clock = Moment(at("2026-04-14 09:00"))
    with watching(embedded, tmp_path, clock) as (_, store):
        until(lambda: sees(store), 10)
        store._db.execute("PRAGMA query_only = ON")
        embedded.deliver(letter("Lunch?", clock.now, message_id="<full@friends.example>"), "INBOX", clock.now)
        time.sleep(3)
        assert not store.knows_message("personal", "<full@friends.example>")
        store._db.execute("PRAGMA query_only = OFF")
        until(lambda: store.knows_message("personal", "<full@friends.example>"), 15)
        assert any(t.name == "mailbox personal" for t in threading.enumerate())
