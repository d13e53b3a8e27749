"""A look into the store beside whatever process holds it: reads only, and starts fast, since it folds no log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailwatch.errors import StoreError, UsageError

SCHEMA_VERSION = 1

UNREADABLE = "unreadable"
"""The `kind` of a message that could not be parsed."""


SIGHT = """
CREATE TABLE IF NOT EXISTS sight (
  account TEXT PRIMARY KEY, seen_at TEXT, blind_since TEXT, why TEXT NOT NULL, held TEXT NOT NULL,
  consent INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folded (
  application TEXT PRIMARY KEY, events INTEGER NOT NULL, version TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ties ON events (application) WHERE type IN ('joined', 'split_off');
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen of one mailbox.

    `seen_at` is the last look at everything, `blind_since` when the connection was lost (None while it holds) and
    `why`. `held` is how many mails each watched folder held then. `consent`: the owner says that what looks odd is
    right.
    """

    account: str
    seen_at: datetime | None = None
    blind_since: datetime | None = None
    why: str = ""
    held: Mapping[str, int] = field(default_factory=dict)
    consent: bool = False


def sights(connection: sqlite3.Connection) -> tuple[Sight, ...]:
    """What is known of the sight of every mailbox."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sight'").fetchone():
        return ()
    rows = connection.execute("SELECT account, seen_at, blind_since, why, held, consent FROM sight ORDER BY account")
    return tuple(Sight(a, _moment(s), _moment(b), w, json.loads(h), bool(c)) for a, s, b, w, h, c in rows)


def keep_sight(connection: sqlite3.Connection, sight: Sight) -> None:
    """Write what is known of the sight of one mailbox (inside a transaction)."""
    connection.execute(
        "INSERT OR REPLACE INTO sight VALUES (?, ?, ?, ?, ?, ?)",
        (
            sight.account,
            sight.seen_at.isoformat() if sight.seen_at else None,
            sight.blind_since.isoformat() if sight.blind_since else None,
            sight.why,
            json.dumps(dict(sight.held)),
            sight.consent,
        ),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@contextmanager
def read_only(directory: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, beside whatever process holds the store.

    Raises:
        StoreError: there is no database, it is damaged, or of a newer version.
    """
    path = directory / "mailwatch.db"
    if not path.exists():
        raise StoreError(
            f"{path}: nothing recorded yet; `mailwatch init` sets it up, then `mailwatch run` (or `once`) begins"
        )
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    try:
        check_version(connection, path)
        yield connection
    except sqlite3.DatabaseError as error:
        raise damaged(path, error) from error
    finally:
        connection.close()


def zone(connection: sqlite3.Connection) -> tzinfo | None:
    """The zone of the user whom the last round of work was for; None before the first, which stands for the machine's.

    A server's own zone is rarely the user's, and the config would take long to read.
    """
    row = connection.execute("SELECT value FROM meta WHERE key = 'timezone'").fetchone()
    return ZoneInfo(row[0]) if row else None


def summaries(connection: sqlite3.Connection) -> tuple[dict[str, Any], ...]:
    """Every application with the step that comes next and when, as plain JSON values, in the order they came up."""
    rows = connection.execute("SELECT body, step, due FROM summaries ORDER BY length(application), application")
    return tuple({"application": json.loads(body), "step": step, "due": due} for body, step, due in rows)


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """Every application by id: company and role."""
    applications = [s["application"] for s in summaries(connection)]
    return {a["id"]: f"{a['company']} {a['role']}".strip() for a in applications}


def found(connection: sqlite3.Connection, wanted: str) -> dict[str, Any]:
    """The application that answers to a name, as plain JSON values.

    Raises:
        UsageError: there is none, or several; they are listed with what tells them apart.
    """
    everybody: dict[str, dict[str, Any]] = {s["application"]["id"]: s["application"] for s in summaries(connection)}
    return everybody[named(names(connection), wanted, {key: _standing(a) for key, a in everybody.items()})]


def _standing(application: Mapping[str, Any]) -> str:
    """What tells an application from a namesake."""
    contact = application["contact_at"]
    last = f", last mail on {datetime.fromisoformat(contact):%d %b %Y}" if contact else ""
    return f"{application['stage'].replace('_', ' ')}{last}"


def named(names: Mapping[str, str], wanted: str, standing: Mapping[str, str] | None = None) -> str:
    """The id of the application that answers to a name; some words of company and role are enough, the id is too.

    Args:
        names: company and role by id.
        wanted: what the user typed.
        standing: what tells each from a namesake, by id.

    Raises:
        UsageError: there is none, or several; they are listed.
    """
    if wanted in names:
        return wanted
    words = wanted.casefold().split()
    fitting = [key for key, name in names.items() if words and all(word in name.casefold() for word in words)]
    whole = [key for key in fitting if names[key].casefold() == wanted.casefold()]
    if len(whole) == 1 or len(fitting) == 1:
        return (whole if len(whole) == 1 else fitting)[0]
    details = standing or {}
    keys = fitting or _nearest(names, wanted)
    listed = ", ".join(f"{key} (“{names[key]}”{f'; {details[key]}' if key in details else ''})" for key in keys)
    if fitting:
        raise UsageError(f"{len(fitting)} applications answer to {wanted!r}: {listed}; say {' or '.join(fitting)}")
    those = "did you mean" if len(keys) < len(names) else "there are"
    raise UsageError(f"no application answers to {wanted!r}; {those}: {listed or 'none yet'}")


MOST_LISTED = 8


def _nearest(names: Mapping[str, str], wanted: str) -> list[str]:
    """Those whose name is most like it; all where there are few and none is like it."""
    rated = {key: _likeness(wanted.casefold(), name.casefold()) for key, name in names.items()}
    ordered = sorted(names, key=lambda key: -rated[key])
    near = [key for key in ordered if rated[key] >= NEAR]
    return (near or ordered)[:MOST_LISTED]


NEAR = 0.6


def _likeness(wanted: str, name: str) -> float:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only where a name is not known

    return max(SequenceMatcher(None, wanted, part).ratio() for part in (name, *name.split()))


def mails_named(connection: sqlite3.Connection, wanted: str) -> tuple[tuple[str, str, str], ...]:
    """Mails that were looked at, of a Message-ID or of the short name made from it: account, Message-ID and kind.

    A mail in two folders is one; one in two mailboxes is two.
    """
    query = "SELECT account, message_id, max(kind) FROM messages WHERE message_id <> '' GROUP BY account, message_id"
    rows = connection.execute(query)
    return tuple(row for row in rows if wanted in (row[1], row[1].strip("<>")) or is_short_for(wanted, row[1]))


def is_short_for(wanted: str, message_id: str) -> bool:
    """Whether that is the beginning, four digits at least, of the mail's short name."""
    from mailwatch.core.models import short_id  # noqa: PLC0415 - 40 ms that `status` need not pay

    return len(wanted) >= FEWEST_DIGITS and short_id(message_id).startswith(wanted.lower())


FEWEST_DIGITS = 4


def pending(connection: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    """What the user has said and nobody has acted on: application and event (JSON), oldest first."""
    rows = connection.execute("SELECT application, body FROM words WHERE done = 0 ORDER BY seq")
    return tuple((application, body) for application, body in rows)


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many messages were looked at, by kind; `unreadable` ones among them."""
    rows = connection.execute("SELECT kind, count(*) FROM messages GROUP BY kind ORDER BY kind")
    return {kind: number for kind, number in rows if kind}


def for_your_eye(connection: sqlite3.Connection, limit: int = 20) -> tuple[tuple[str, str], ...]:
    """Mails that moved nothing but that the owner should see, newest first: (date, why).

    Each is followed by the mail's short name, by which `misread` knows it.
    """
    query = "SELECT coalesce(date, ''), note, message_id FROM messages WHERE note <> '' ORDER BY date DESC LIMIT ?"
    rows = connection.execute(query, (limit,)).fetchall()
    if not rows:
        return ()
    from mailwatch.core.models import short_id  # noqa: PLC0415 - 40 ms that `status` need not pay where there is none

    return tuple((str(day), f"{note} [{short_id(mail)}]" if mail else str(note)) for day, note, mail in rows)


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database that a newer mailwatch has written.

    Raises:
        StoreError: it is newer than this program.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{path}: written by a newer mailwatch (database version {version}, this one knows {SCHEMA_VERSION}); "
            "install the newer mailwatch again"
        )


def damaged(path: Path, error: Exception) -> StoreError:
    """What to tell of a file that is no database (any more)."""
    return StoreError(
        f"{path}: the database is damaged ({error}); move it aside and start again, "
        "a new one is filled from the last 90 days of mail and drafts already there are recognised"
    )
