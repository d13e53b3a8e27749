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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from mailwatch.config import Config
from mailwatch.core import workdays
from mailwatch.credentials import secret_for
from mailwatch.errors import ConfigError, MailwatchError
from mailwatch.mailbox import boot_seconds
from mailwatch.notify import LoggedNotices, Notices, Notifier
from mailwatch.service import Supervisor
from mailwatch.store import Notice, Store
from mailwatch.watcher import STUCK, Alarm, Audit, Clock, Watcher

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
) -> int:
    """Watch every mailbox until SIGTERM or SIGINT.

    Args:
        config: what is in force at first.
        load: reads it again, on SIGHUP and when the file has changed. One with mistakes is reported, the old one stays.
        store: what is remembered, held by this process.
        clock: tells the time (aware).
        audit: receives every IMAP command sent, without content.
    """
    supervisor = Supervisor.from_environment()
    with _signals() as alarm:
        watchers = _start(config, store, clock, audit)
        notices, seen = notices_for(config, clock), _stamp(config)
        supervisor.ready(f"watching {len(watchers)} mailbox(es)")
        sleep = Sleep()
        while not alarm.stopped:
            if not any(w.catching_up for w in watchers):  # what a long sleep has piled up makes one notice
                deliver(store, notices, config, clock())
            _report(supervisor, watchers)
            alarm.wait(min(HEARTBEAT, supervisor.watchdog_interval or HEARTBEAT))
            if slept := sleep.passed():
                log.info("this machine slept for %.0f s; connecting anew", slept)
                for watcher in watchers:
                    watcher.reconnect()
            if alarm.hung_up or _stamp(config) != seen:
                supervisor.reloading()
                if changed := _reloaded(load, config, store, clock):
                    config = changed
                    _stop(watchers)
                    watchers = _start(config, store, clock, audit)
                    notices = notices_for(config, clock)
                if alarm.hung_up:
                    for watcher in watchers:
                        watcher.go_on()
                alarm.hung_up, seen = False, _stamp(config)
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


def _start(config: Config, store: Store, clock: Clock, audit: Audit | None) -> list[Watcher]:
    watchers = [Watcher(config, account, store, clock, audit) for account in config.mailboxes]
    for watcher in watchers:
        watcher.start()
    log.info("watching %s", ", ".join(w.account.name for w in watchers))
    return watchers


def _stop(watchers: list[Watcher]) -> None:
    for watcher in watchers:
        watcher.stop()
    for watcher in watchers:
        watcher.join()


def _stamp(config: Config) -> tuple[int, int, int]:
    """What changes when the config is saved, in place or by renaming; zeros while it is not there."""
    try:
        found = Path(config.filename).stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size


def _reloaded(load: Callable[[], Config], old: Config, store: Store, clock: Clock) -> Config | None:
    """The config read anew, or None where it is wrong (the old one stays in force) or says nothing new."""
    try:
        config = load()
    except ConfigError as error:
        for problem in error.problems:
            log.error("%s", problem)
        with store.transaction():
            store.notify("", f"The config has mistakes, the old one stays in force.\n{error}", clock(), urgent=True)
        return None
    log.info("%s: read again", config.filename)
    return config if config != old else None


def _report(supervisor: Supervisor, watchers: list[Watcher]) -> None:
    """Tell the service manager how it goes; a stuck mailbox starves the watchdog."""
    supervisor.status("; ".join(f"{w.account.name}: {w.state}" for w in watchers))
    if all(time.monotonic() - w.progress < STUCK for w in watchers):
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


# --- notices --------------------------------------------------------------------------------------------------------


def notices_for(config: Config, clock: Clock) -> Notices:
    """Where the owner's notices go: by mail where a server is configured, else into the log."""
    smtp = config.digest.smtp
    if smtp is None:
        return LoggedNotices()
    return Notifier(
        smtp, config.you.email, lambda: secret_for(smtp.secret, service=smtp.service, login=smtp.login), clock
    )


def deliver(store: Store, notices: Notices, config: Config, now: datetime) -> None:
    """Send what is urgent at once, and the rest in the morning; what cannot be sent waits."""
    waiting = store.unsent_notices()
    if settled := tuple(n for n in waiting if n.while_asked and not store.current(n.application).asked):
        with store.transaction():
            store.notices_sent(settled, now)
        waiting = tuple(n for n in waiting if n not in settled)
    due = waiting if _morning_has_come(waiting, config, now) else tuple(n for n in waiting if n.urgent)
    if not due:
        return
    try:
        notices.send(_subject(due), "\n\n".join(n.text for n in due) + "\n")
    except MailwatchError as error:
        log.warning("the owner could not be told: %s", error)
        return
    with store.transaction():
        store.notices_sent(due, now)


def _subject(notices: tuple[Notice, ...]) -> str:
    return notices[0].text if len(notices) == 1 else f"{len(notices)} notices about your applications"


def _morning_has_come(waiting: tuple[Notice, ...], config: Config, now: datetime) -> bool:
    """Whether the digest's hour lies between the oldest waiting notice and now."""
    if not waiting:
        return False
    zone = workdays.zone_of(config.policy_values())
    oldest = waiting[0].at.astimezone(zone)
    morning = datetime.combine(oldest.date(), config.digest.at, zone)
    return (morning if oldest <= morning else morning + timedelta(days=1)) <= now
