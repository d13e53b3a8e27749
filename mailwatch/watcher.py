"""One mailbox, watched for as long as the daemon lives, in a thread of its own.

Mail in the first inbox is pushed. Folders that push nothing are glanced at (STATUS), and a whole round of work is
done when something has changed, when something falls due, and every few minutes in any case.
"""

from __future__ import annotations

import logging
import os
import random
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailwatch import doubts
from mailwatch import mailbox as imap
from mailwatch.config import Config
from mailwatch.config import Mailbox as Account
from mailwatch.core.lifecycle.deadlines import wake_up
from mailwatch.core.lifecycle.decide import name
from mailwatch.core.models import Application
from mailwatch.desk import Desk, desk_for, open_session
from mailwatch.errors import CredentialError, LockedError, LoginError, MailboxError, MailwatchError
from mailwatch.mailbox import Backoff, MailboxStatus, Pace, Session, Woken
from mailwatch.pipeline import work
from mailwatch.records import Sight
from mailwatch.store import Store

log = logging.getLogger("mailwatch")

STUCK = 240.0
"""Seconds without a sign of progress after which a mailbox counts as stuck."""

PATIENCE = 5.0
"""Seconds that a command under way has when it is time to end: a frozen server must not hold up the others."""

ORDINARY = timedelta(minutes=1)
"""A blind spell up to this long is an ordinary reconnect: no deadline is worth a notice for it."""

Clock = Callable[[], datetime]
Audit = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tempo:
    """How often things are looked at, in seconds.

    `glance`: folders that push nothing. `lively`: a whole round while something is going on, which it is for
    `after_news` seconds after anything has happened. `thorough`: a whole round in any case (a flag set in Drafts
    changes no number that a glance would show). `pace` is the heart-beat of the connection.
    """

    glance: float = 72
    lively: float = 24
    after_news: float = 120
    thorough: float = 300
    pace: Pace = field(default_factory=Pace)


class Alarm:
    """Wakes a thread that waits in select; safe to ring from a signal handler and from any thread."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)

    def fileno(self) -> int:
        """What to wait for."""
        return self._reader

    def ring(self) -> None:
        """End the wait."""
        try:
            os.write(self._writer, b"!")
        except BlockingIOError:
            return  # it rings already

    def wait(self, seconds: float) -> None:
        """Wait until it rings, or for so many seconds."""
        if select.select([self._reader], [], [], max(0.0, seconds))[0]:
            os.read(self._reader, 4096)

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._reader)
        os.close(self._writer)


class Watcher:
    """Watches one mailbox; whatever ends a connection, it comes back.

    `state` says in words how it is, `progress` (monotonic) when it last got on, `catching_up` whether it is doing its
    first round after it could not see.
    """

    def __init__(
        self,
        config: Config,
        account: Account,
        store: Store,
        clock: Clock,
        audit: Audit | None = None,
        *,
        tempo: Tempo | None = None,
    ) -> None:
        self.account = account
        self.progress = time.monotonic()
        self.state = "starting"
        self.catching_up = False
        self._config = config
        self._store = store
        self._clock = clock
        self._audit = audit
        self._tempo = tempo or Tempo()
        self._alarm = Alarm()
        self._stopping = threading.Event()
        self._at_once = threading.Event()
        self._consent = threading.Event()
        self._backoff = Backoff()
        self._told = ""
        self._session: Session | None = None
        self._thread = threading.Thread(target=self._run, name=f"mailbox {account.name}")
        self._blind_since: datetime | None = None
        self._unseen = False
        self._overdue_told = False

    # From other threads

    def start(self) -> None:
        """Begin to watch, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; a command under way is finished first."""
        self._stopping.set()
        self._alarm.ring()

    def join(self, patience: float = PATIENCE) -> None:
        """Wait until it has ended. A command that takes longer is cut off; what came of it is looked up next time."""
        self._thread.join(patience)
        if (session := self._session) and self._thread.is_alive():
            session.abandon()
        self._thread.join()
        self._alarm.close()

    def reconnect(self) -> None:
        """The machine has slept: the connection is as good as dead, and no pause counts any more."""
        self._at_once.set()
        if session := self._session:
            session.abandon()
        self._alarm.ring()

    def go_on(self) -> None:
        """The owner wants another try now, and says that what looked odd is right."""
        self._consent.set()
        self._at_once.set()
        self._alarm.ring()

    # Its own thread

    def _run(self) -> None:
        self._wake_up()
        while not self._stopping.is_set():
            try:
                with open_session(self.account, self._note) as self._session:
                    self._watch(self._session)
            except Exception as error:  # noqa: BLE001 - whatever it is, this mailbox comes back, and no other suffers
                self._lost(error)
            finally:
                self._session = None

    def _note(self, command: str) -> None:
        """A command goes out, which is progress, whatever is being done."""
        self.progress = time.monotonic()
        if self._audit is not None:
            self._audit(command)

    def _watch(self, session: Session) -> None:
        desk = desk_for(self._config, self.account, self._store, session)
        self.catching_up = True
        self._tell_overdue(self._clock())  # before the first round, which changes what is due
        lively_until = 0.0
        while not self._stopping.is_set():
            elsewhere = self._elsewhere(desk)
            before = desk.applications()
            news = self._round(desk) and self._came_meanwhile(session)
            if not news:
                news = self._wait(desk, session, elsewhere, lively=time.monotonic() < lively_until)
            if news or not _same(before, desk.applications()):
                lively_until = time.monotonic() + self._tempo.after_news

    def _round(self, desk: Desk) -> bool:
        """One round of work; False: the world is in doubt, and nothing was done."""
        self._at_once.clear()
        if self._consent.is_set():
            self._consent.clear()
            with self._store.transaction():
                doubts.give_consent(desk)
        try:
            work(desk, self._clock())
        except doubts.ImplausibleError as doubt:
            self.state = f"waiting for your word: {doubt}"
            self._tell(str(doubt), str(doubt))
            return False
        finally:
            self.catching_up = False
        self.state = f"watching {', '.join(self.account.watch)}"
        self._backoff, self._told = Backoff(), ""
        self._sees_again()
        return True

    def _came_meanwhile(self, session: Session) -> bool:
        """Whether mail has come to the first inbox while the work was elsewhere."""
        first = self.account.watch[0]
        session.examine(first)
        mark = self._store.mark(self.account.name, first)
        return mark is not None and bool(session.new_uids(mark.last_uid))

    def _wait(self, desk: Desk, session: Session, elsewhere: dict[str, MailboxStatus | None], *, lively: bool) -> bool:
        """Wait until there may be something to do; True: something is new."""
        due = self._due(desk)
        end = time.monotonic() + (self._tempo.lively if lively else self._tempo.thorough)
        while not self._stopping.is_set():
            self.progress = time.monotonic()
            left = end - time.monotonic()
            if due is not None:
                left = min(left, (due - self._clock()).total_seconds())
            if left <= 0:
                return False
            woken = imap.wait(session, min(left, self._tempo.glance), self._alarm.fileno(), pace=self._tempo.pace)
            self._alarm.wait(0)
            if woken is not Woken.TIMEOUT or self._elsewhere(desk) != elsewhere or self._store.words():
                return True  # mail, a change in another folder, or the user's word on the command line
        return False

    def _elsewhere(self, desk: Desk) -> dict[str, MailboxStatus | None]:
        """The numbers of the folders that push nothing; None for one that is not there."""
        folders = desk.folders
        names = (*self.account.watch[1:], folders.sent, folders.drafts)
        return {one: _numbers(desk, one) for one in dict.fromkeys(filter(None, names))}

    def _due(self, desk: Desk) -> datetime | None:
        """When time alone makes something to do."""
        now = self._clock()
        moments = [m for a in desk.applications() if (m := wake_up(a, desk.policy, now))]
        return min(moments, default=None)

    # Losing sight

    def _wake_up(self) -> None:
        """Nothing was seen since the last look of an earlier process."""
        sight = self._store.sight(self.account.name)
        now = self._clock()
        self._blind_since = min(now, sight.blind_since or sight.seen_at or now) if sight else now
        self._unseen = sight is None

    def _lost(self, error: Exception) -> None:
        """The connection could not be made, or was lost: say so, and stay away for a while."""
        if not isinstance(error, MailwatchError):
            log.error("%s: a defect of mailwatch's own", self.account.name, exc_info=error)
        pause, self._backoff = self._backoff.next(random.random, login_refused=isinstance(error, LoginError))
        why = str(error)
        self.state = f"no connection: {why}"
        self._goes_blind(why)
        if self._stopping.is_set():
            return
        if self._at_once.is_set():
            self._at_once.clear()
            self._backoff = Backoff()
            return
        log.warning("%s: %s; trying again in %.0f s", self.account.name, why, pause)
        if isinstance(error, LoginError | CredentialError) and not isinstance(error, LockedError):  # it is waited for
            self._tell(f"mailwatch cannot sign in to “{self.account.name}”: {why}", why)
        self._pause(pause)

    def _goes_blind(self, why: str) -> None:
        if self._blind_since is None:
            silent = self._session.silent_for if self._session else 0.0
            self._blind_since = self._clock() - timedelta(seconds=silent)
            self._overdue_told = False
        sight = self._store.sight(self.account.name) or Sight(self.account.name)
        self._keep(replace(sight, blind_since=self._blind_since, why=why))

    def _sees_again(self) -> None:
        if self._blind_since is not None:
            now = self._clock()
            spell = max(timedelta(), now - self._blind_since)
            blind = f"sees again, it was blind for {spell.total_seconds():.0f} s"
            log.info("%s: %s", self.account.name, "sees for the first time" if self._unseen else blind)
        self._blind_since, self._overdue_told, self._unseen = None, False, False

    def _tell_overdue(self, now: datetime) -> None:
        """A deadline that lies in a blind spell is worth a notice, one for the whole spell."""
        since = self._blind_since
        if since is None or self._overdue_told or now - since < ORDINARY:
            return
        inside = [a for a in self._applications() if (m := wake_up(a, self._config.policy, since)) and m <= now]
        if not inside:
            return
        self._overdue_told = True
        which = ", ".join(name(a) for a in inside)
        self._tell(
            f"Since {since.astimezone():%a %d %b %H:%M} mailwatch could not see the mailbox “{self.account.name}”."
            f" Meanwhile something fell due for {which}; it is seen to as soon as the mailbox is there."
        )

    def _applications(self) -> tuple[Application, ...]:
        everybody = tuple(self._store.applications.values())
        return tuple(a for a in everybody if a.account == self.account.name)

    def _pause(self, seconds: float) -> None:
        """Stay away from the server, and still be seen to be alive."""
        end = time.monotonic() + seconds
        while not self._stopping.is_set() and (left := end - time.monotonic()) > 0:
            self.progress = time.monotonic()
            self._tell_overdue(self._clock())
            self._alarm.wait(min(left, STUCK / 4))
            if self._at_once.is_set():
                self._at_once.clear()
                self._backoff = Backoff()
                return

    # What the store is told, which must not end the thread even where the disk is full

    def _tell(self, text: str, once: str = "") -> None:
        """Tell the owner; what has the same `once` as the last only the first time."""
        if once and once == self._told:
            return
        self._told = once or self._told
        log.warning("%s", once or f"{self.account.name}: something fell due while it could not be seen")
        try:
            with self._store.transaction() as store:
                store.notify("", text, self._clock(), urgent=True)
        except MailwatchError as error:
            log.error("%s", error)

    def _keep(self, sight: Sight) -> None:
        try:
            with self._store.transaction() as store:
                store.keep_sight(sight)
        except MailwatchError as error:
            log.error("%s", error)


def _numbers(desk: Desk, folder: str) -> MailboxStatus | None:
    try:
        return desk.mailbox.status(folder)
    except MailboxError:
        return None


def _same(some: tuple[Application, ...], others: tuple[Application, ...]) -> bool:
    """Whether nothing was recorded in between: an application is never changed, only replaced."""
    return len(some) == len(others) and all(a is b for a, b in zip(some, others, strict=True))
