"""The database file: its tables, its birth, and the lock that keeps a second process out."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import IO
from uuid import uuid4

from mailwatch.errors import StoreError
from mailwatch.records import SCHEMA_VERSION, SIGHT, check_version, damaged

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY, application TEXT NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL,
  recorded_at TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX events_by_application ON events (application, seq);
CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE marks (
  account TEXT NOT NULL, mailbox TEXT NOT NULL, uidvalidity INTEGER NOT NULL, last_uid INTEGER NOT NULL,
  read_at TEXT NOT NULL, PRIMARY KEY (account, mailbox)
) WITHOUT ROWID;
CREATE TABLE messages (
  account TEXT NOT NULL, mailbox TEXT NOT NULL, uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
  message_id TEXT NOT NULL, date TEXT, kind TEXT NOT NULL, application TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (account, mailbox, uidvalidity, uid)
) WITHOUT ROWID;
CREATE INDEX messages_by_id ON messages (account, message_id);
CREATE TABLE intents (
  key TEXT PRIMARY KEY, raw BLOB NOT NULL, mailbox TEXT NOT NULL, uidvalidity INTEGER NOT NULL, uidnext INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE withdrawals (key TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE words (
  seq INTEGER PRIMARY KEY, application TEXT NOT NULL, body TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE notices (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, application TEXT NOT NULL, text TEXT NOT NULL, urgent INTEGER NOT NULL,
  while_asked INTEGER NOT NULL, sent_at TEXT
);
CREATE TABLE summaries (
  application TEXT PRIMARY KEY, body TEXT NOT NULL, step TEXT, due TEXT
) WITHOUT ROWID;
"""


def locked(path: Path) -> IO[str]:
    """Take the lock that keeps a second process out; it goes away with the process, however that ends."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}); mend the rights of the directory") from error
    lock = os.fdopen(descriptor, "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise StoreError(
            f"{path.parent}: another mailwatch (process {holder}) is using it; stop that one first, "
            "or `systemctl --user stop mailwatch` where it runs as a service"
        ) from error
    try:
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    except OSError as error:
        lock.close()
        raise StoreError(f"{path}: cannot be written ({error.strerror}); is the disk full?") from error
    return lock


def created(path: Path) -> Path:
    """The database, born complete: built beside its place and renamed into it."""
    if path.exists():
        return path
    birth = path.with_suffix(".new")
    birth.unlink(missing_ok=True)
    try:
        os.close(os.open(birth, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(birth, isolation_level=None)
        initialise(connection)
        connection.close()
        birth.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the database cannot be made ({error})") from error
    return path


def initialise(connection: sqlite3.Connection) -> None:
    """Make the tables, and draw the seed of this database's Message-IDs."""
    connection.executescript(f"BEGIN;{SCHEMA}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")
    connection.execute("INSERT INTO meta VALUES ('seed', ?)", (uuid4().hex,))


def connect(path: Path) -> sqlite3.Connection:
    """Open the database for writing.

    Raises:
        StoreError: it is damaged, of a newer version, or cannot be written.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        check_version(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # an intent must survive the power going out
        connection.execute("PRAGMA cache_size = -256")  # KiB; rows are read once, and memory is to stay flat
        connection.executescript(SIGHT)
    except sqlite3.OperationalError as error:
        connection.close()
        raise StoreError(f"{path}: cannot be written ({error}); mend the rights of the file") from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise damaged(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection
