"""Waiting on real servers: nothing pushed is lost, and a server that went away is found again."""

from __future__ import annotations

import threading
import time
from itertools import count, pairwise
from typing import TYPE_CHECKING

import pytest

from mailwatch.errors import UnreachableError
from mailwatch.mailbox import Backoff, Pace, ServerSettings, Session, Woken, wait
from mailwatch.mailbox.watch import AFTER_REFUSAL, LONGEST, SOON, YOUNG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.base import MailServer
    from tests.servers.dovecot import Dovecot
    from tests.servers.embedded import Embedded

NUMBERS = count(1)


def mail() -> bytes:
    return f"From: kim@acme.example\r\nSubject: {next(NUMBERS)}\r\n\r\nText.\r\n".encode()


def open_session(server: MailServer, *, tls: bool = False) -> Session:
    port, security = (server.tls_port, "tls") if tls else (server.port, "none")
    settings = ServerSettings(server.host, port, security, server.login, ca_file=str(server.ca_file))  # type: ignore[arg-type]
    session = Session.open(settings, server.password)
    session.examine("INBOX")
    return session


@pytest.fixture(params=["plain", "tls"])
def session(server: MailServer, request: pytest.FixtureRequest) -> Iterator[Session]:
    with open_session(server, tls=request.param == "tls") as session:
        yield session


class Arrivals:
    """What a watcher that looks after every wait has seen."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.seen: list[int] = []

    def look(self) -> int:
        """Look for what is new; how many there were."""
        new = self.session.new_uids(max(self.seen, default=0))
        self.seen += new
        return len(new)


@pytest.mark.dovecot
@pytest.mark.parametrize("tls", [False, True])
def test_none_of_100_mails_that_arrive_between_the_last_command_and_idle_is_lost(
    dovecot: Dovecot, *, tls: bool
) -> None:
    with open_session(dovecot, tls=tls) as session, dovecot.client() as other:
        arrivals = Arrivals(session)
        for number in range(1, 101):
            arrivals.look()
            other.append("INBOX", "", "", mail())
            assert wait(session, 5) is Woken.MAIL, f"mail {number} was not noticed"
            assert arrivals.look() == 1, f"mail {number} was announced but not found"
    assert arrivals.seen == list(range(1, 101))


@pytest.mark.dovecot
@pytest.mark.parametrize("tls", [False, True])
def test_no_mail_of_a_burst_at_any_moment_is_lost(dovecot: Dovecot, *, tls: bool) -> None:
    """Mails come in from another thread at moments that have nothing to do with what the watcher does."""

    def deliver() -> None:
        with dovecot.client() as other:
            for number in range(60):
                other.append("INBOX", "", "", mail())
                time.sleep(0.002 * (number % 7))

    with open_session(dovecot, tls=tls) as session:
        arrivals = Arrivals(session)
        thread = threading.Thread(target=deliver)
        thread.start()
        while len(arrivals.seen) < 60:
            assert wait(session, 5) is Woken.MAIL
            arrivals.look()
        thread.join()
    assert arrivals.seen == list(range(1, 61))


def test_mail_that_arrives_while_waiting_ends_the_wait(server: MailServer, session: Session) -> None:
    timer = threading.Timer(0.1, server.deliver, (mail(),))
    timer.start()
    assert wait(session, 10) is Woken.MAIL
    timer.join()
    assert session.new_uids(0) == [1]


def test_mail_that_arrived_before_the_wait_ends_it(server: MailServer, session: Session) -> None:
    server.deliver(mail())
    assert wait(session, 10) is Woken.MAIL
    assert session.new_uids(0) == [1]
    assert wait(session, 0.1) is Woken.TIMEOUT


def test_mail_that_arrives_while_another_mailbox_is_looked_at_ends_the_wait(
    server: MailServer, session: Session
) -> None:
    session.new_uids(0)
    session.read("Drafts", 1)
    server.deliver(mail())
    session.find_by_message_id("Sent", ["<x>"])
    session.append_draft("Drafts", mail())
    assert wait(session, 10) is Woken.MAIL
    assert session.new_uids(0) == [1]
    session.read("Drafts", 1)
    assert wait(session, 0.1) is Woken.TIMEOUT


def test_own_drafts_are_no_news(session: Session) -> None:
    session.new_uids(0)
    session.read("Drafts", 1)
    session.append_draft("Drafts", mail())
    session.append_draft("Drafts", mail())
    session.status("Drafts")
    assert wait(session, 0.2) is Woken.TIMEOUT


def test_a_quiet_time_runs_out_with_the_heart_beat_going_on(session: Session) -> None:
    began = time.monotonic()
    assert wait(session, 0.5, pace=Pace(quiet=0.1)) is Woken.TIMEOUT
    assert 0.5 <= time.monotonic() - began < 5
    assert session.new_uids(0) == []


def test_mail_between_heart_beats_is_noticed(server: MailServer, session: Session) -> None:
    timer = threading.Timer(0.3, server.deliver, (mail(),))
    timer.start()
    assert wait(session, 10, pace=Pace(quiet=0.02)) is Woken.MAIL
    timer.join()


def test_without_idle_the_server_is_polled(embedded: Embedded) -> None:
    embedded.faults.hide("IDLE")
    with open_session(embedded) as session:
        assert not session.can_idle
        assert wait(session, 0.1, pace=Pace(poll=0.05)) is Woken.TIMEOUT
        timer = threading.Timer(0.1, embedded.deliver, (mail(),))
        timer.start()
        assert wait(session, 10, pace=Pace(poll=0.05)) is Woken.MAIL
        timer.join()
        assert session.new_uids(0) == [1]


def test_a_user_who_reads_mail_elsewhere_only_makes_us_look(server: MailServer, session: Session) -> None:
    server.deliver(mail())
    assert session.new_uids(0) == [1]
    with server.client() as other:
        other.select("INBOX")
        timer = threading.Timer(0.1, other.store, ("1", "+FLAGS", r"(\Seen)"))
        timer.start()
        assert wait(session, 3) in (Woken.MAIL, Woken.TIMEOUT)
        timer.join()
    assert session.new_uids(1) == []


def test_a_server_that_restarts_is_found_again_within_20_seconds(server: MailServer, session: Session) -> None:
    server.deliver(mail())
    assert session.new_uids(0) == [1]
    timer = threading.Timer(0.1, server.restart)
    timer.start()
    with pytest.raises(UnreachableError):
        wait(session, 10)
    timer.join()
    began = time.monotonic()
    backoff = Backoff()
    again = None
    while again is None:
        pause, backoff = backoff.next(lambda: 0.5)
        time.sleep(pause)
        try:
            again = open_session(server)
        except UnreachableError:
            assert time.monotonic() - began < 20
    with again:
        assert again.new_uids(0) == [1]


# Staying away


def pauses(jitter: float, number: int) -> list[float]:
    found: list[float] = []
    backoff = Backoff()
    for _ in range(number):
        pause, backoff = backoff.next(lambda: jitter)
        found.append(pause)
    return found


def test_the_pause_doubles_and_stays_short_while_the_outage_is_young() -> None:
    found = pauses(0, 40)
    assert found[:4] == [1, 2, 4, SOON]
    young = [pause for number, pause in enumerate(found) if sum(found[:number]) < YOUNG]
    assert max(young) == SOON
    assert all(one <= other for one, other in pairwise(found))
    assert found[-1] == LONGEST


@pytest.mark.parametrize("jitter", [0.0, 0.3, 1.0])
def test_chance_shortens_a_pause_by_a_fifth_at_most(jitter: float) -> None:
    for pause, longest in zip(pauses(jitter, 30), pauses(0, 30), strict=True):
        assert longest * 0.8 <= pause <= longest


def test_a_refused_login_is_not_tried_again_soon() -> None:
    _, backoff = Backoff().next(lambda: 0)
    pause, after = backoff.next(lambda: 1, login_refused=True)
    assert pause == AFTER_REFUSAL >= 3600
    assert after.next(lambda: 0)[0] == 1
