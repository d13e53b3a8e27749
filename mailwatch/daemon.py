"""The loop: wait for mail, a deadline or a signal, do one round of work, and come back after anything.

Each mailbox has a thread of its own, so that a sick one never slows the others; the main thread answers signals and
the service manager, and delivers notices. A round that ends proves progress; only that feeds the watchdog.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from mailwatch.config import Config
from mailwatch.errors import ConfigError, StoreError
from mailwatch.mailbox import boot_seconds
from mailwatch.notices import deliver, notices_for, try_again
from mailwatch.service import Supervisor
from mailwatch.store import Store
from mailwatch.watcher import PATIENCE, STUCK, Alarm, Audit, Clock, Tempo, Watcher

log = logging.getLogger("mailwatch")

HEARTBEAT = 30.0
"""Seconds between two looks of the main thread at notices, progress and the clocks."""

SLEPT = 30.0
"""Seconds by which the clock that goes on in suspend may run ahead of the one that does not, before it counts."""


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where the shell reads the time


def run(
    config: Config,
    load: Callable[[], Config],
    store: Store,
    *,
    clock: Clock = system_clock,
    audit: Audit | None = None,
    tempo: Tempo | None = None,
    stuck: float = STUCK,
) -> int:
    """Watch every mailbox until SIGTERM or SIGINT.

    Args:
        config: what is in force at first.
        load: reads it again, on SIGHUP and when the file has changed. One with mistakes is reported, the old one stays.
        store: what is remembered, held by this process.
        clock: tells the time (aware).
        audit: receives every IMAP command sent, without content.
        tempo: how often things are looked at.
        stuck: seconds without progress of a mailbox after which the watchdog is not fed any more.
    """
    reader = _Reader(load, store, clock)
    supervisor = Supervisor.from_environment()
    with _signals() as alarm:
        watchers = _start(config, store, clock, audit, tempo)
        notices, seen = notices_for(config, clock), _stamp(config)
        supervisor.ready(f"watching {len(watchers)} mailbox(es)")
        sleep = Sleep()
        while not alarm.stopped:
            if not any(w.catching_up for w in watchers):  # what a long sleep has piled up makes one notice
                with _whatever_the_disk_says():
                    deliver(store, notices, config, clock())
            _report(supervisor, watchers, stuck)
            alarm.wait(min(HEARTBEAT, supervisor.watchdog_interval or HEARTBEAT))
            if slept := sleep.passed():
                log.info("this machine slept for %.0f s; connecting anew", slept)
                for watcher in watchers:
                    watcher.reconnect()
            # both before the reading, so that a signal or a save that comes during it is not missed
            hung_up, alarm.hung_up = alarm.hung_up, False
            if hung_up or _stamp(config) != seen:
                seen = _stamp(config)
                supervisor.reloading()
                if changed := reader.read(config):
                    config = changed
                    _stop(watchers)
                    watchers = _start(config, store, clock, audit, tempo)
                    notices = notices_for(config, clock)
                with _whatever_the_disk_says():
                    try_again(store)
                if hung_up:
                    for watcher in watchers:
                        watcher.go_on()
                supervisor.ready()
        supervisor.stopping()
        log.info("stopping")
        _stop(watchers)
    return 0


class Sleep:
    """Notices that the machine slept: a clock that goes on in suspend runs ahead of one that does not."""

    def __init__(self, awake: Callable[[], float] = time.monotonic, always: Callable[[], float] = boot_seconds) -> None:
        self._awake = awake
        self._always = always
        self._before = always() - awake()

    def passed(self) -> float:
        """Seconds slept since it was last asked; 0 for a doze too short to matter."""
        ahead = self._always() - self._awake()
        slept, self._before = ahead - self._before, ahead
        return slept if slept > SLEPT else 0.0


def _start(
    config: Config, store: Store, clock: Clock, audit: Audit | None, tempo: Tempo | None = None
) -> list[Watcher]:
    watchers = [Watcher(config, account, store, clock, audit, tempo=tempo) for account in config.mailboxes]
    for watcher in watchers:
        watcher.start()
    log.info("watching %s", ", ".join(w.account.name for w in watchers))
    return watchers


def _stop(watchers: list[Watcher]) -> None:
    for watcher in watchers:
        watcher.stop()
    end = time.monotonic() + PATIENCE
    for watcher in watchers:
        watcher.join(max(0.0, end - time.monotonic()))


def _stamp(config: Config) -> tuple[int, int, int]:
    """What changes when the config is saved, in place or by renaming; zeros while it is not there."""
    try:
        found = Path(config.filename).stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def _whatever_the_disk_says() -> Iterator[None]:
    """A full disk keeps a notice waiting; it must not end the watching."""
    try:
        yield
    except StoreError as error:
        log.error("%s", error)


class _Reader:
    """Reads the config anew. One with mistakes changes nothing, and its owner is told of them once."""

    def __init__(self, load: Callable[[], Config], store: Store, clock: Clock) -> None:
        self._load = load
        self._store = store
        self._clock = clock
        self._told = ""

    def read(self, old: Config) -> Config | None:
        """The config as it is written now; None where it is wrong (the old one stays in force) or says nothing new."""
        try:
            config = self._load()
        except ConfigError as error:
            for problem in error.problems:
                log.error("%s", problem)
            log.error("the config before it stays in force")
            if str(error) != self._told:
                text = f"The config has mistakes, the old one stays in force.\n{error}"
                with _whatever_the_disk_says():
                    with self._store.transaction():
                        self._store.notify("", text, self._clock(), urgent=True)
                    self._told = str(error)
            return None
        self._told = ""
        log.info("%s: read again", config.filename)
        return config if config != old else None


def _report(supervisor: Supervisor, watchers: list[Watcher], stuck: float) -> None:
    """Tell the service manager how it goes; a stuck mailbox starves the watchdog."""
    supervisor.status("; ".join(f"{w.account.name}: {w.state}" for w in watchers))
    if all(time.monotonic() - w.progress < stuck for w in watchers):
        supervisor.alive()


class SignalAlarm(Alarm):
    """Rings when the daemon is asked to stop, or to read its config again."""

    stopped = False
    hung_up = False


@contextmanager
def _signals() -> Iterator[SignalAlarm]:
    """SIGTERM, SIGINT and SIGHUP ring the alarm while the block runs."""
    alarm = SignalAlarm()

    def heard(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            alarm.hung_up = True
        else:
            alarm.stopped = True
        alarm.ring()

    before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield alarm
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        alarm.close()
