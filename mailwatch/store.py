"""What mailwatch remembers, in one SQLite file: an append-only log of events, and how far each folder is read.

The log is the truth; applications are a fold over it, made once when the store is opened and kept in step with every
commit. All writes go through `Store.transaction`: either everything of one step is durable, or nothing is.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from mailwatch import __version__, history
from mailwatch.core.lifecycle import REVISION, evolve, new_application
from mailwatch.core.lifecycle.corrections import RETROACTIVE, Entry
from mailwatch.core.lifecycle.deadlines import Deadline
from mailwatch.core.lifecycle.events import Event, Opened
from mailwatch.core.models import Application
from mailwatch.database import connect, created, initialise, locked
from mailwatch.errors import StoreError
from mailwatch.records import SIGHT, UNREADABLE, Sight, damaged, keep_sight, read_only, sights

TELLER = f"{__version__}/{REVISION}"
"""Who folded a state that is kept; another's is not trusted."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a folder is read: every UID up to `last_uid` under this UIDVALIDITY is done with."""

    uidvalidity: int
    last_uid: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One message that was looked at. Its identity is (account, mailbox, UIDVALIDITY, UID), never the UID alone.

    `note` says why nothing came of it: why it could not be parsed, or why it is for the owner's eye.
    """

    account: str
    mailbox: str
    uidvalidity: int
    uid: int
    message_id: str = ""
    date: datetime | None = None
    kind: str = ""
    application: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """A draft about to be appended: its exact bytes, and what Drafts looked like before."""

    key: str
    raw: bytes
    mailbox: str
    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the owner."""

    seq: int
    at: datetime
    application: str
    text: str
    urgent: bool
    while_asked: bool = False


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


class Store:
    """The state directory's database, held by one process at a time.

    Raises (from `open`):
        StoreError: another process holds it, it is of a newer version, damaged, or not writable.
    """

    def __init__(self, connection: sqlite3.Connection, lock: IO[str] | None = None) -> None:
        self._db = connection
        self._lock = lock
        self._guard = threading.RLock()
        self._events, self._applications = history.codecs()
        self._pending: dict[str, Application] = {}
        self._leaving: dict[str, str] = {}
        self._next: dict[str, tuple[str | None, str | None]] = {}
        self.applications, self._merged = self._known()

    @classmethod
    def open(cls, directory: Path) -> Store:
        """Open (or create) the store for writing."""
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(f"{directory}: the state directory cannot be made ({error.strerror})") from error
        lock = locked(directory / "lock")
        try:
            connection = connect(created(path := directory / "mailwatch.db"))
            return cls(connection, lock)
        except sqlite3.DatabaseError as error:
            lock.close()
            raise damaged(path, error) from error
        except BaseException:
            lock.close()
            raise

    @classmethod
    def rehearsal(cls, directory: Path) -> Store:
        """A copy in memory: everything can be tried on it, and nothing reaches the disk."""
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        path = directory / "mailwatch.db"
        if path.exists():
            with read_only(directory) as connection:
                connection.backup(memory)
        else:
            initialise(memory)
        memory.executescript(SIGHT)
        return cls(memory)

    def close(self) -> None:
        """Close the database and let the next process in."""
        with self._guard:
            self._db.close()
            if self._lock is not None:
                self._lock.close()

    # --- writing ----------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Store]:
        """Everything written inside is durable together when the block ends, or not at all."""
        with self._guard:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self
                for application in self._pending.values():
                    self._summarise(application)
                for key in self._leaving:
                    self._db.execute("DELETE FROM summaries WHERE application = ?", (key,))
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                damage = type(error) is sqlite3.DatabaseError  # any other is one of its subclasses
                remedy = "it is damaged: stop mailwatch and move it aside" if damage else "is the disk full?"
                raise StoreError(f"the database could not be written ({error}); {remedy}") from error
            except BaseException:
                self._roll_back()
                raise
            for key in self._leaving:
                self.applications.pop(key, None)
                self._next.pop(key, None)
            self.applications.update(self._pending)
            self._merged = {k: r for k, r in (self._merged | self._leaving).items() if k not in self._pending}
            self._pending, self._leaving = {}, {}

    def _roll_back(self) -> None:
        self._pending, self._leaving = {}, {}
        with suppress(sqlite3.Error):
            self._db.execute("ROLLBACK")

    def append(self, application: str, event: Event, now: datetime) -> Application:
        """Write one event and return the application after it.

        Raises:
            ImpossibleEventError: the event has no place in the application's stage; nothing is written.
        """
        after = evolve(self.current(application), event)
        self._write(application, event, now)
        if isinstance(event, RETROACTIVE):
            return self._tell_anew(application)
        self._pending[application] = after
        return after

    def _write(self, application: str, event: Event, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO events (application, type, at, recorded_at, body) VALUES (?, ?, ?, ?, ?)",
            (application, event.type, _iso(event.at), _iso(now), self._events.dump(event)),
        )

    def _tell_anew(self, application: str) -> Application:
        """What a correction has made of an application and of those that it is tied to."""
        tied = history.clusters(self._db).get(application, {application})
        states, merged = history.tell(self._db, tied)
        self._leaving |= merged
        self._pending = {key: state for key, state in self._pending.items() if key not in merged}
        for key, state in states.items():
            self._leaving.pop(key, None)
            if state != self.current(key):
                self._pending[key] = state
        return self.current(application)

    def current(self, application: str) -> Application:
        """The application as of now, uncommitted events included."""
        return self._pending.get(application) or self.applications.get(application) or new_application(application)

    def root(self, application: str) -> str:
        """The application that this one goes under: itself, or the one that the user has merged it with."""
        return (self._merged | self._leaving).get(application, application)

    def open_application(self, opened: Opened, now: datetime) -> str:
        """Start a new application; its id is never used again."""
        (number,) = self._db.execute("SELECT count(DISTINCT application) + 1 FROM events").fetchone()
        key = f"a{number}"
        self.append(key, opened, now)
        return key

    def see(self, seen: Seen) -> None:
        """Remember that a message was looked at."""
        self._db.execute(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                seen.account,
                seen.mailbox,
                seen.uidvalidity,
                seen.uid,
                seen.message_id,
                _iso(seen.date) if seen.date else None,
                seen.kind,
                seen.application,
                seen.note,
            ),
        )

    def set_mark(self, account: str, mailbox: str, mark: Mark) -> None:
        """Everything up to the mark is durably done with."""
        self._db.execute(
            "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?)",
            (account, mailbox, mark.uidvalidity, mark.last_uid, _iso(mark.read_at)),
        )

    def intend(self, intent: Intent) -> None:
        """Keep a draft's bytes, before the APPEND."""
        row = (intent.key, intent.raw, intent.mailbox, intent.uidvalidity, intent.uidnext)
        self._db.execute("INSERT OR REPLACE INTO intents VALUES (?, ?, ?, ?, ?)", row)

    def intend_withdrawal(self, key: str, reason: str) -> None:
        """Keep that a draft is about to be taken back, before the server is asked to."""
        self._db.execute("INSERT OR REPLACE INTO withdrawals VALUES (?, ?)", (key, reason))

    def withdrawal_settled(self, key: str) -> None:
        """It is known what became of that withdrawal."""
        self._db.execute("DELETE FROM withdrawals WHERE key = ?", (key,))

    def notify(
        self, application: str, text: str, now: datetime, *, urgent: bool = False, while_asked: bool = False
    ) -> None:
        """Queue a notice for the owner."""
        row = (_iso(now), application, text, urgent, while_asked)
        self._db.execute("INSERT INTO notices (at, application, text, urgent, while_asked) VALUES (?, ?, ?, ?, ?)", row)

    def keep_sight(self, sight: Sight) -> None:
        """Remember what can be seen of a mailbox."""
        keep_sight(self._db, sight)

    def notices_sent(self, notices: Sequence[Notice], now: datetime) -> None:
        """The owner has these."""
        rows = [(_iso(now), n.seq) for n in notices]
        self._db.executemany("UPDATE notices SET sent_at = ? WHERE seq = ?", rows)

    def keep_timezone(self, name: str) -> None:
        """Keep the user's zone (inside a transaction), in which `status` tells times."""
        if self.remembered("timezone") != name:
            self.remember("timezone", name)

    def remember(self, key: str, value: str) -> None:
        """Keep a text under a name (inside a transaction); `remembered` gives it back."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _summarise(self, application: Application) -> None:
        """Keep what `status` shows beside the log, so that it need not fold it."""
        body = self._applications.dump(application)
        self._db.execute(
            "INSERT INTO summaries (application, body) VALUES (?, ?)"
            " ON CONFLICT (application) DO UPDATE SET body = excluded.body",
            (application.id, body),
        )
        (number,) = self._db.execute("SELECT count(*) FROM events WHERE application = ?", (application.id,)).fetchone()
        self._db.execute("INSERT OR REPLACE INTO folded VALUES (?, ?, ?)", (application.id, number, TELLER))

    def set_next(self, application: str, deadline: Deadline | None) -> None:
        """Keep what comes next for an application, for `status`."""
        step = deadline.step.value if deadline and deadline.step else None
        due = _iso(deadline.due) if deadline else None
        if self._next.get(application) != (step, due):
            self._db.execute("UPDATE summaries SET step = ?, due = ? WHERE application = ?", (step, due, application))
            self._next[application] = (step, due)

    # --- reading ----------------------------------------------------------------------------------------------------

    def _known(self) -> tuple[dict[str, Application], dict[str, str]]:
        """Every application: as it was summarised by this version where nothing was logged since, else folded.

        And under which one those go that the user has merged.
        """
        query = (
            "SELECT e.application, s.body"
            " FROM (SELECT application, count(*) AS number FROM events GROUP BY application) e"
            " LEFT JOIN folded f ON f.application = e.application AND f.events = e.number AND f.version = ?"
            " LEFT JOIN summaries s ON s.application = f.application ORDER BY length(e.application), e.application"
        )
        rows = self._db.execute(query, (TELLER,)).fetchall()
        told, merged = history.tell_all(self._db, [key for key, body in rows if not body])
        known = {key: self._applications.load(body) if body else told.get(key) for key, body in rows}
        return {key: application for key, application in known.items() if application}, merged

    def folded(self) -> dict[str, Application]:
        """Every application folded anew from its log: what `applications` has to be equal to."""
        with self._guard:
            keys = [key for (key,) in self._db.execute("SELECT DISTINCT application FROM events")]
            return history.tell_all(self._db, keys)[0]

    def names(self) -> dict[str, str]:
        """Every application by id: company and role."""
        return {a.id: f"{a.company} {a.role}".strip() for a in tuple(self.applications.values())}

    def log(self, application: str) -> tuple[Event, ...]:
        """The events written for one application, oldest first."""
        with self._guard:
            return tuple(entry.event for entry in history.entries(self._db, [application]))

    def history(self, application: str) -> tuple[Entry, ...]:
        """The history of an application as the user has put it right."""
        with self._guard:
            return history.history(self._db, application)

    @property
    def seed(self) -> str:
        """A random text drawn once when the store was made; Message-IDs are derived from it."""
        with self._guard:
            (value,) = self._db.execute("SELECT value FROM meta WHERE key = 'seed'").fetchone()
            return str(value)

    def mark(self, account: str, mailbox: str) -> Mark | None:
        """How far that folder is read, or None before its first scan."""
        with self._guard:
            row = self._db.execute(
                "SELECT uidvalidity, last_uid, read_at FROM marks WHERE account = ? AND mailbox = ?", (account, mailbox)
            ).fetchone()
        return Mark(row[0], row[1], datetime.fromisoformat(row[2])) if row else None

    def sight(self, account: str) -> Sight | None:
        """What could be seen of a mailbox, or None before its first round."""
        with self._guard:
            return next((s for s in sights(self._db) if s.account == account), None)

    def seen_uids(self, account: str, mailbox: str, uidvalidity: int) -> frozenset[int]:
        """UIDs above the mark that a cut-off scan has already dealt with."""
        mark = self.mark(account, mailbox)
        above = mark.last_uid if mark and mark.uidvalidity == uidvalidity else 0
        query = "SELECT uid FROM messages WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND uid > ?"
        with self._guard:
            return frozenset(uid for (uid,) in self._db.execute(query, (account, mailbox, uidvalidity, above)))

    def unreadable(self, account: str, mailbox: str, uidvalidity: int) -> frozenset[int]:
        """UIDs of mails that could not be read, or had from the server, when they were last tried."""
        query = "SELECT uid FROM messages WHERE account = ? AND mailbox = ? AND uidvalidity = ? AND kind = ?"
        with self._guard:
            return frozenset(uid for (uid,) in self._db.execute(query, (account, mailbox, uidvalidity, UNREADABLE)))

    def knows_message(self, account: str, message_id: str) -> bool:
        """Whether a mail of that Message-ID was dealt with before, in whatever folder."""
        query = "SELECT 1 FROM messages WHERE account = ? AND message_id = ? AND message_id <> '' LIMIT 1"
        with self._guard:
            return self._db.execute(query, (account, message_id)).fetchone() is not None

    def looked_at(self, account: str, message_id: str) -> Seen | None:
        """Where a mail of that Message-ID was seen, or None."""
        query = "SELECT * FROM messages WHERE account = ? AND message_id = ? ORDER BY kind = 'duplicate', uid DESC"
        with self._guard:
            row = self._db.execute(query, (account, message_id)).fetchone()
        if row is None:
            return None
        seen = Seen(*row)
        return replace(seen, date=datetime.fromisoformat(row[5]) if row[5] else None)

    def intent(self, key: str) -> Intent | None:
        """The bytes of a planned draft."""
        with self._guard:
            row = self._db.execute("SELECT * FROM intents WHERE key = ?", (key,)).fetchone()
        return Intent(*row) if row else None

    def words(self) -> tuple[tuple[int, str, Event], ...]:
        """What the user has said on the command line and nobody has acted on: number, application, event."""
        with self._guard:
            rows = self._db.execute("SELECT seq, application, body FROM words WHERE done = 0 ORDER BY seq").fetchall()
        return tuple((seq, application, self._events.load(body)) for seq, application, body in rows)

    def word_heard(self, seq: int) -> None:
        """That has been acted on."""
        self._db.execute("UPDATE words SET done = 1 WHERE seq = ?", (seq,))

    def withdrawals(self) -> dict[str, str]:
        """Drafts about to be taken back, with the reason: what became of them is not known yet."""
        with self._guard:
            return dict(self._db.execute("SELECT key, reason FROM withdrawals"))

    def remembered(self, key: str) -> str:
        """What was kept under a name, empty where nothing was."""
        with self._guard:
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def last_event(self) -> int:
        """The number of the newest event, 0 before the first."""
        with self._guard:
            (number,) = self._db.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        return int(number)

    def events_after(self, seq: int) -> tuple[Entry, ...]:
        """What was written after the event of that number, oldest first."""
        query = "SELECT seq, application, body FROM events WHERE seq > ? ORDER BY seq"
        with self._guard:
            rows = self._db.execute(query, (seq,)).fetchall()
        return tuple(Entry(number, application, self._events.load(body)) for number, application, body in rows)

    def unsent_notices(self, *, urgent: bool | None = None) -> tuple[Notice, ...]:
        """What the owner has not been sent yet, oldest first."""
        query = "SELECT seq, at, application, text, urgent, while_asked FROM notices WHERE sent_at IS NULL ORDER BY seq"
        with self._guard:
            rows = self._db.execute(query).fetchall()
        notices = [
            Notice(s, datetime.fromisoformat(at), app, text, bool(u), bool(w)) for s, at, app, text, u, w in rows
        ]
        return tuple(n for n in notices if urgent is None or n.urgent is urgent)


def leave_word(directory: Path, application: str, event: Event) -> None:
    """Say something of the user's to whatever process holds the store, or will.

    Raises:
        StoreError: there is no store yet, or it cannot be written.
    """
    with read_only(directory):
        pass  # it is there, and of a version this program knows
    connection = sqlite3.connect(directory / "mailwatch.db", isolation_level=None, timeout=10)
    try:
        body = history.codecs()[0].dump(event)
        connection.execute("INSERT INTO words (application, body) VALUES (?, ?)", (application, body))
    except sqlite3.Error as error:
        raise StoreError(f"{directory}: your word could not be written down ({error})") from error
    finally:
        connection.close()
