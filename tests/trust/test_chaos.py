"""Everything that can happen to a wire, to many mailboxes at once, with the settings that users have.

After each fault: how long from its end until a mail that came in is recorded. At the end: every mail recorded once,
every draft placed once, no thread, socket or memory left behind.
"""

from __future__ import annotations

import contextlib
import gc
import imaplib
import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch import config as configuration
from mailwatch import records
from mailwatch.config import Config
from mailwatch.core.models import DraftState
from mailwatch.store import Store
from mailwatch.watcher import Watcher
from tests.e2e.service import Daemon, Installation, until
from tests.letters import invitation, letter
from tests.servers.dovecot import Dovecot
from tests.trust.conftest import Figure
from tests.trust.proxy import (
    CLEAR,
    GARBAGE,
    Black,
    CutAt,
    Flipped,
    HalfALiteral,
    Late,
    Proxies,
    Proxy,
    Refusing,
    Trickling,
    Weather,
)

MAILBOXES = 75
FAULTS = int(os.environ.get("MAILWATCH_FAULTS", "300"))
WORST = 60.0
HANGS = 240.0
"""Seconds after which something has gone wrong, however busy this machine is."""
TYPICAL = 20.0


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the daemon under test runs on the real clock


@dataclass(frozen=True)
class Fault:
    """`strike` lasts until the fault is over, unless it is `mid_work`: then it waits for the work that a mail brings.

    `busy`: a mail comes when it begins. `seconds`: about how long all of it takes.
    """

    name: str
    strike: Callable[[Proxy], None]
    seconds: float = 2
    mid_work: bool = False
    busy: bool = False


def lasting(weather: Weather, seconds: float, begin: Callable[[Proxy], None] | None = None) -> Callable[[Proxy], None]:
    def strike(proxy: Proxy) -> None:
        proxy.change(weather)
        if begin:
            begin(proxy)
        time.sleep(seconds)
        proxy.change(CLEAR)

    return strike


def waiting(weather: Callable[[], Weather]) -> Callable[[Proxy], None]:
    return lambda proxy: proxy.change(weather())


def stalled(proxy: Proxy) -> None:
    proxy.stall()
    time.sleep(12)
    proxy.resume()


def goodbye(proxy: Proxy) -> None:
    proxy.say(b"* BYE the server is going down\r\n")
    proxy.hang_up()


ON_ANY_WIRE = (
    Fault("frozen, no FIN", Proxy.freeze, 35),
    Fault("black for 8 s", lasting(Black(), 8, Proxy.freeze), 35, busy=True),
    Fault("black for 40 s", lasting(Black(), 40, Proxy.freeze), 52),
    Fault("stalled for 12 s", stalled, 12, busy=True),
    Fault("reset", Proxy.reset),
    Fault("refused for 15 s", lasting(Refusing(), 15, Proxy.reset), 17),
    Fault("refused for 80 s", lasting(Refusing(), 80, Proxy.reset), 95),
    Fault("end of file", Proxy.hang_up),
    Fault("one byte at a time for 6 s", lasting(Trickling(), 6), 6, busy=True),
    Fault("30 s late for 30 s", lasting(Late(30), 30), 31, busy=True),
    Fault("garbage", lambda proxy: proxy.say(GARBAGE)),
)
UNDER_TLS = (Fault("a bit flipped", waiting(Flipped), mid_work=True),)
IN_THE_CLEAR = (
    Fault("BYE", goodbye),
    Fault("half a literal, then the end", waiting(lambda: HalfALiteral(silent=False)), mid_work=True),
    Fault("half a literal, then silence", waiting(lambda: HalfALiteral(silent=True)), 32, mid_work=True),
    Fault("cut before APPEND", waiting(lambda: CutAt(b" APPEND ", after=False)), mid_work=True),
    Fault("cut after APPEND", waiting(lambda: CutAt(b" APPEND ", after=True)), mid_work=True),
)


@dataclass
class Patient:
    """One mailbox behind a proxy of its own, and what was delivered to it."""

    name: str
    login: str
    server: Dovecot
    proxy: Proxy
    store: Store
    number: int
    sent: list[str] = field(default_factory=list)
    interviews: int = 0

    def deliver(self, *, interview: bool) -> str:
        """A mail, or an interview that is just over, so that a thank-you falls due at once."""
        serial = f"{self.number}-{len(self.sent)}"
        message_id = f"<{serial}@harbour{serial}.example>"
        if interview:
            self.interviews += 1
            over, company = clock() - timedelta(hours=2), f"Harbour{self.number}x{len(self.sent)}"
            raw = invitation(
                clock() - timedelta(days=2),
                over,
                over + timedelta(hours=1),
                uid=serial,
                sender=f"Dana Cho <dana.cho@harbour{serial}.example>",
                summary=f"Interview: Engineer at {company}",
                message_id=message_id,
            )
        else:
            raw = letter(
                f"Lunch {serial}? " + "So much to tell. " * 60,
                clock(),
                sender="Kim <kim@friends.example>",
                message_id=message_id,
            )
        with _client(self.server, self.login) as client:
            client.append("INBOX", "", "", raw)
        self.sent.append(message_id)
        return message_id

    def knows(self, message_id: str) -> bool:
        return self.store.knows_message(self.name, message_id)

    def placed(self) -> int:
        everything = [a for a in tuple(self.store.applications.values()) if a.account == self.name]
        return sum(d.state is DraftState.PLACED for a in everything for d in a.drafts)


def _client(server: Dovecot, login: str) -> imaplib.IMAP4:
    connection = imaplib.IMAP4(server.host, server.port, timeout=60)
    connection.login(login, server.password)
    return connection


def suffer(patient: Patient, fault: Fault) -> float:
    """Strike, and measure from the end of the fault until a mail that came in then is recorded."""
    appends = "APPEND" in fault.name
    began = time.monotonic()
    if fault.busy:
        patient.deliver(interview=True)
    fault.strike(patient.proxy)
    if fault.mid_work:
        patient.deliver(interview=appends)
        until(lambda: patient.proxy.weather is CLEAR, HANGS, f"{patient.name}: {fault.name} never struck")
    ended = time.monotonic()
    message_id = patient.deliver(interview=False)
    until(
        lambda: patient.knows(message_id),
        HANGS,
        f"{patient.name}: {fault.name}, began {ended - began:.0f} s before",
        pause=0.1,
    )
    took = time.monotonic() - ended
    until(
        lambda: patient.placed() == patient.interviews, HANGS, f"{patient.name}: drafts after {fault.name}", pause=0.1
    )
    return took


def config_of(patients: list[tuple[str, int, bool]], directory: Path, server: Dovecot) -> Config:
    """A config with a mailbox each: login, port, and whether it speaks TLS. All else is as users have it."""
    secret = directory / "secret"
    secret.touch(mode=0o600)
    secret.write_text(server.password + "\n")
    lines = ["you: {name: Sam Rivera, email: sam@example.com, timezone: Europe/Berlin}", "mailboxes:"]
    for login, port, tls in patients:
        security = f"tls, ca_file: {server.ca_file}" if tls else "none"
        lines.append(
            f"  - {{name: {login.partition('@')[0]}, host: 127.0.0.1, port: {port}, security: {security},"
            f" login: {login}, secret: {{file: {secret}}}}}"
        )
    path = directory / "config.yaml"
    path.write_text("\n".join(lines) + "\n")
    return configuration.load(path)


def memory() -> float:
    """Resident megabytes of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def sockets() -> int:
    """Open sockets of this process."""
    links = (entry for entry in Path("/proc/self/fd").iterdir())
    found = 0
    for link in links:
        with contextlib.suppress(OSError):
            found += link.readlink().name.startswith("socket:")
    return found


def doses(number: int, mailboxes: int) -> list[tuple[bool, list[Fault]]]:
    """Who gets what: every kind of fault equally often, in an order of its own for each mailbox, all for about as long.

    Every third mailbox speaks TLS.
    """
    chance = random.Random(5)  # noqa: S311 - the same order every time
    plans: list[tuple[bool, list[Fault]]] = [(place % 3 == 2, []) for place in range(mailboxes)]
    for tls in (False, True):
        kinds = (*ON_ANY_WIRE, *(UNDER_TLS if tls else IN_THE_CLEAR))
        mine = [plan for speaks_tls, plan in plans if speaks_tls is tls]
        share = number // 3 if tls else number - number // 3
        supply = [kinds[n % len(kinds)] for n in range(share if mine else 0)]
        for fault in sorted(supply, key=lambda f: -f.seconds):
            min(mine, key=lambda plan: (sum(f.seconds for f in plan), len(plan))).append(fault)
        for plan in mine:
            chance.shuffle(plan)
    return plans


def report(results: list[tuple[str, float]]) -> str:
    times = [took for _, took in results]
    lines = [f"{len(times)} faults: median {statistics.median(times):.1f} s, worst {max(times):.1f} s"]
    for name in sorted({name for name, _ in results}):
        own = [took for other, took in results if other == name]
        lines.append(f"  {name:32} {len(own):4}   median {statistics.median(own):5.1f}   worst {max(own):5.1f}")
    return "\n".join(lines)


@contextmanager
def ward(server: Dovecot, directory: Path, wires: list[bool]) -> Iterator[list[Patient]]:
    """A mailbox for each wire (True: TLS), watched through a proxy of its own. Nothing may be left of it at the end."""
    threads, open_before = threading.active_count(), sockets()
    with Proxies() as proxies:
        seats = []
        for tls in wires:
            server.fresh_user()
            seats.append((server.login, proxies.open(server.tls_port if tls else server.port), tls))
        config = config_of([(login, proxy.port, tls) for login, proxy, tls in seats], directory, server)
        store = Store.open(directory / "state")
        watchers = [Watcher(config, account, store, clock) for account in config.mailboxes]
        for watcher in watchers:
            watcher.start()
        try:
            yield [
                Patient(watcher.account.name, login, server, proxy, store, number)
                for number, (watcher, (login, proxy, _)) in enumerate(zip(watchers, seats, strict=True))
            ]
        finally:
            for watcher in watchers:
                watcher.stop()
            for watcher in watchers:
                watcher.join()
            store.close()
    assert threading.active_count() == threads
    assert sockets() == open_before


@pytest.mark.slow
def test_it_recovers_from_everything_a_wire_can_do(dovecot: Dovecot, tmp_path: Path, figure: Figure) -> None:
    plans = doses(FAULTS, min(MAILBOXES, FAULTS))
    with ward(dovecot, tmp_path, [tls for tls, _ in plans]) as patients:
        results = run(patients, [faults for _, faults in plans])
        figure(report(results))
        check_what_is_there(patients, dovecot)
    assert len(results) == FAULTS
    assert statistics.median(took for _, took in results) <= TYPICAL
    assert max(took for _, took in results) <= WORST


@pytest.mark.slow
def test_memory_stays_flat_however_often_it_comes_back(dovecot: Dovecot, tmp_path: Path, figure: Figure) -> None:
    """A warm-up, and then connection after connection."""
    with ward(dovecot, tmp_path, [False, False, True, True]) as patients:

        def lose(patient: Patient, strike: Callable[[Proxy], None]) -> None:
            strike(patient.proxy)
            message_id = patient.deliver(interview=False)
            until(lambda: patient.knows(message_id), WORST, patient.name)

        with ThreadPoolExecutor(len(patients)) as pool:
            before = 0.0
            for turn in range(24):
                if turn == 8:
                    before = memory()
                strike = (Proxy.reset, Proxy.hang_up)[turn % 2]
                list(pool.map(lambda patient, strike=strike: lose(patient, strike), patients))
            grown = memory() - before
    figure(f"{16 * len(patients)} reconnects: {grown:+.2f} MB resident")
    assert grown < 2


def run(patients: list[Patient], plans: list[list[Fault]]) -> list[tuple[str, float]]:
    """All at once: the name of each fault, and the seconds from its end until it was forgotten."""

    def suffer_all(patient: Patient, plan: list[Fault]) -> list[tuple[str, float]]:
        hello = patient.deliver(interview=True)
        until(lambda: patient.knows(hello) and patient.placed() == 1, HANGS, patient.name, pause=0.1)
        return [(fault.name, suffer(patient, fault)) for fault in plan]

    with ThreadPoolExecutor(len(patients)) as pool:
        return [result for results in pool.map(suffer_all, patients, plans) for result in results]


def check_what_is_there(patients: list[Patient], server: Dovecot) -> None:
    """Nothing lost, nothing doubled, nothing touched."""
    for patient in patients:
        server.login = patient.login
        held = server.snapshot()
        assert len(held["INBOX"]) == len(patient.sent)
        assert not any(flags for flags, _ in held["INBOX"].values())
        assert len(held["Drafts"]) == patient.interviews
        assert (held["Sent"], held["Trash"]) == ({}, {})
        assert all(patient.knows(one) for one in patient.sent)
        mine = [a for a in patient.store.applications.values() if a.account == patient.name]
        assert len(mine) == patient.interviews
        assert all([m.message_id for m in a.mails].count(m.message_id) == 1 for a in mine for m in a.mails)


@pytest.mark.slow
def test_the_daemon_that_users_run_survives_it_too(dovecot: Dovecot, tmp_path: Path) -> None:
    """`mailwatch run` in a process of its own, through a faulty wire: the kinds that end a connection at once."""
    with Proxies() as proxies:
        proxy = proxies.open(dovecot.port)
        installation = Installation(dovecot, tmp_path, port=proxy.port)
        with Daemon(installation) as daemon:
            daemon.wait_for("watching personal")
            sent = []
            for number, strike in enumerate(
                (Proxy.reset, goodbye, Proxy.hang_up, lasting(Refusing(), 5, Proxy.reset)) * 3
            ):
                strike(proxy)
                sent.append(f"<live-{number}@friends.example>")
                dovecot.deliver(letter("Lunch?", clock(), sender="Kim <kim@friends.example>", message_id=sent[-1]))
                until(lambda: sent[-1] in recorded(installation), WORST, daemon.log)
            assert sorted(recorded(installation)) == sorted(sent)
            assert (
                "blind for" in installation.mailwatch("status").stdout
                or "watched" in installation.mailwatch("status").stdout
            )
            assert daemon.stop() == 0
            assert "Traceback" not in daemon.log()


def recorded(installation: Installation) -> list[str]:
    """Message-IDs in the store of a running daemon."""
    with records.read_only(installation.state) as connection:
        return [row[0] for row in connection.execute("SELECT message_id FROM messages")]
