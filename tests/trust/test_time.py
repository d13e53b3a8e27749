"""Clocks that step, machines that sleep or travel, days of 23 and 25 hours: no deadline is lost, none is met twice."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailwatch import config as configuration
from mailwatch.core.digest import Letter, plain
from mailwatch.core.models import DraftState, Step
from mailwatch.daemon import Sleep
from mailwatch.notices import deliver
from mailwatch.store import Store
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.service import Installation, until
from tests.e2e.test_journeys import confirmed
from tests.letters import invitation, letter, many_invitations
from tests.servers.embedded import Embedded
from tests.trust.proxy import CLEAR, Proxies, Refusing
from tests.trust.test_sight import Moment, notices, sees, watching


def test_sleep_is_what_one_clock_is_ahead_of_the_other() -> None:
    clocks = {"awake": 100.0, "always": 5000.0}
    sleep = Sleep(lambda: clocks["awake"], lambda: clocks["always"])
    clocks["awake"] += 40
    clocks["always"] += 50
    assert sleep.passed() == 0
    clocks["awake"] += 1
    clocks["always"] += 3601
    assert sleep.passed() == 3600
    assert sleep.passed() == 0


def test_after_a_sleep_a_dead_connection_is_left_at_once(embedded: Embedded, tmp_path: Path) -> None:
    clock = Moment(at("2026-04-14 09:00"))
    with Proxies() as proxies:
        proxy = proxies.open(embedded.port)
        with watching(embedded, tmp_path, clock, proxy.port) as (watcher, store):
            until(lambda: sees(store), 10)
            proxy.freeze()
            embedded.deliver(letter("Lunch?", clock.now, message_id="<after@friends.example>"), "INBOX", clock.now)
            watcher.reconnect()
            assert until(lambda: store.knows_message("personal", "<after@friends.example>"), 10) < 2


def test_after_a_sleep_no_pause_is_kept(embedded: Embedded, tmp_path: Path) -> None:
    clock = Moment(at("2026-04-14 09:00"))
    with Proxies() as proxies:
        proxy = proxies.open(embedded.port)
        proxy.change(Refusing())
        with watching(embedded, tmp_path, clock, proxy.port) as (watcher, store):
            time.sleep(4)
            proxy.change(CLEAR)
            watcher.reconnect()
            assert until(lambda: sees(store), 10) < 1


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-400)])
def test_a_clock_that_steps_neither_loses_nor_doubles_a_draft(
    embedded: Embedded, tmp_path: Path, step: timedelta
) -> None:
    with Journey(embedded, tmp_path) as journey:
        confirmed(journey)
        journey.now = at("2026-04-14 16:00")
        journey.round()
        right = journey.now
        journey.now += step
        journey.round()
        journey.now = right + timedelta(minutes=5)
        journey.round()
        assert [d.state for d in journey.application.drafts] == [DraftState.PLACED]
        assert len(journey.drafts()) == 1


def test_a_long_sleep_makes_one_notice(embedded: Embedded, tmp_path: Path) -> None:
    clock = Moment(at("2026-04-14 09:00"))
    for mail in many_invitations(3, clock.now, at("2026-04-14 14:00")):
        embedded.deliver(mail, "INBOX", clock.now)
    with watching(embedded, tmp_path, clock) as (_, store):
        until(lambda: sees(store), 10)
    clock.now = at("2026-04-22 09:00")
    with watching(embedded, tmp_path, clock) as (_, store):
        until(lambda: any("could not see" in text for text in notices(store)), 10)
        told = [text for text in notices(store) if "could not see" in text]
    assert len(told) == 1
    assert all(f"Harbour{n}" in told[0] for n in range(3))


class Postbox:
    """Keeps what the owner is told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, letter: Letter, message_id: str = "") -> None:  # noqa: ARG002 - nobody looks for it again
        self.sent.append((letter.subject, plain(letter)))


def test_what_a_long_sleep_piled_up_is_one_mail_to_the_owner_and_one_draft_an_application(
    embedded: Embedded, tmp_path: Path
) -> None:
    """Thank-you and follow-up have both fallen due of each: only what is right today is placed."""
    clock = Moment(at("2026-04-14 09:00"))
    for mail in many_invitations(4, clock.now, at("2026-04-14 14:00")):
        embedded.deliver(mail, "INBOX", clock.now)
    postbox = Postbox()
    with Proxies() as proxies:
        proxy = proxies.open(embedded.port)
        with watching(embedded, tmp_path, clock, proxy.port) as (watcher, store):
            until(lambda: sees(store), 10)
            proxy.change(Refusing())
            proxy.reset()
            until(lambda: not sees(store), 10)
            clock.now = at("2026-04-23 10:00")
            proxy.change(CLEAR)
            watcher.reconnect()
            until(lambda: len(embedded.snapshot()["Drafts"]) == 4 and sees(store), 20, lambda: watcher.state)
    with closing(Store.open(tmp_path / "state")) as store:
        for _ in range(3):
            deliver(store, postbox, configuration.load(Installation(embedded, tmp_path).config), clock.now)
        drafts = [[(d.step, d.state) for d in a.drafts] for a in store.applications.values()]
    assert drafts == [[(Step.FOLLOW_UP, DraftState.PLACED)]] * 4
    assert len(postbox.sent) == 1
    assert all(f"Harbour{n}" in postbox.sent[0][1] for n in range(4))


@pytest.fixture
def machine_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The zone of this machine, to be changed."""
    with monkeypatch.context() as patch:
        yield patch
    time.tzset()


def test_a_machine_that_travels_neither_loses_nor_doubles_a_draft(
    embedded: Embedded, tmp_path: Path, machine_zone: pytest.MonkeyPatch
) -> None:
    with Journey(embedded, tmp_path) as journey:
        confirmed(journey)
        journey.now = at("2026-04-14 14:00")
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Europe/Berlin"):
            machine_zone.setitem(os.environ, "TZ", zone)
            time.tzset()
            journey.start_again()
            journey.round()
            journey.now += timedelta(minutes=30)
            journey.round()
        journey.now = at("2026-04-14 16:00")
        journey.round()
        assert [(d.step, d.state) for d in journey.application.drafts] == [(Step.THANK_YOU, DraftState.PLACED)]
        assert len(journey.drafts()) == 1
        (planned,) = (d.planned_at for d in journey.application.drafts)
        assert planned == at("2026-04-14 15:30")  # half an hour after the end, wherever the machine was


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "changes"),
    [("2026-03-24", "2026-03-29"), ("2026-10-20", "2026-10-25")],
    ids=["an hour that is not", "an hour that comes twice"],
)
def test_a_deadline_across_daylight_saving_falls_due_once_at_the_hour_on_the_wall(
    embedded: Embedded, tmp_path: Path, day: str, changes: str
) -> None:
    with Journey(embedded, tmp_path, now=at(f"{day} 09:00") - timedelta(days=3)) as journey:
        start = at(f"{day} 10:00")
        journey.deliver(invitation(journey.now, start, start + timedelta(hours=1)))
        journey.round()
        journey.now = start + timedelta(hours=2)
        journey.round()
        journey.send()
        sent = journey.now
        placed: list[datetime] = []
        while journey.now < sent + timedelta(days=9):
            journey.now += timedelta(minutes=30)
            if changes in f"{journey.now:%Y-%m-%d}" or journey.now > sent + timedelta(days=6, hours=18):
                journey.round()
            placed += [journey.now] if journey.drafts() and not placed else []
        local = placed[0].astimezone(ZoneInfo(journey.policy.timezone))
        assert (local.date(), local.hour) == ((sent + timedelta(days=7)).date(), sent.astimezone(local.tzinfo).hour)
        assert [d.step for d in journey.application.drafts] == [Step.THANK_YOU, Step.FOLLOW_UP]
        assert len(journey.drafts()) == 1
