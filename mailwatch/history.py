"""The log of events as it lies in the database, read and told: by the store, and beside it by `why` and `undo`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from functools import cache

from mailwatch.codec import Codec
from mailwatch.core.lifecycle.corrections import Entry, corrections, histories, retold, roots
from mailwatch.core.lifecycle.events import Event
from mailwatch.core.models import Application


@cache
def codecs() -> tuple[Codec[Event], Codec[Application]]:
    """How events and applications are written as JSON."""
    return Codec[Event](Event), Codec[Application](Application)


def clusters(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The applications that corrections have tied to others, each with all those it is tied to and itself."""
    rows = connection.execute("SELECT application, body FROM events WHERE type IN ('joined', 'split_off')")
    found: dict[str, frozenset[str]] = {}
    for key, body in rows:
        event = json.loads(body)
        both = (key, event.get("other") or event["into"])
        tied = frozenset().union(*(found.get(one, {one}) for one in both))
        found.update(dict.fromkeys(tied, tied))
    return found


def entries(connection: sqlite3.Connection, applications: Iterable[str]) -> tuple[Entry, ...]:
    """Everything that was written for these applications, in order."""
    keys = tuple(applications)
    marks = ", ".join("?" * len(keys))
    rows = connection.execute(
        f"SELECT seq, application, body FROM events WHERE application IN ({marks}) ORDER BY seq",  # noqa: S608
        keys,
    )
    decode = codecs()[0].load
    return tuple(Entry(seq, application, decode(body)) for seq, application, body in rows)


def history(connection: sqlite3.Connection, application: str) -> tuple[Entry, ...]:
    """The history of an application as the user has put it right; empty where it is part of another."""
    tied = clusters(connection).get(application, {application})
    return histories(entries(connection, tied)).get(application, ())


def tell(connection: sqlite3.Connection, applications: Iterable[str]) -> tuple[dict[str, Application], dict[str, str]]:
    """Tell applications anew that are tied to no others.

    Returns:
        Their states, and under which application those go that were merged with it.
    """
    log = entries(connection, applications)
    states = {key: retold(key, told) for key, told in histories(log).items()}
    merged = {key: root for key, root in roots(log).items() if key != root}
    return states, merged


def tell_all(
    connection: sqlite3.Connection, applications: Iterable[str]
) -> tuple[dict[str, Application], dict[str, str]]:
    """As `tell`, for applications that may be tied to others, which are told with them. Reads one cluster at a time."""
    applications = tuple(applications)
    ties = clusters(connection) if applications else {}
    states: dict[str, Application] = {}
    merged: dict[str, str] = {}
    for key in applications:
        if key not in states and key not in merged:
            some, gone = tell(connection, ties.get(key, {key}))
            states |= some
            merged |= gone
    return states, merged


def spoken(connection: sqlite3.Connection, application: str = "") -> list[tuple[str, Event]]:
    """What the user has said of an application (or of any) and not taken back, in the order in which they said it."""
    ties = clusters(connection)
    keys = [application]
    if not application:
        marks = ", ".join("?" * len(_SAID))
        query = f"SELECT DISTINCT application FROM events WHERE type IN ({marks}) AND body NOT LIKE ?"  # noqa: S608
        rows = connection.execute(query, (*_SAID, '%"said":false%'))
        keys = [key for (key,) in rows]
    told: dict[int, tuple[str, Event]] = {}
    for tied in {ties.get(key, frozenset({key})) for key in keys}:
        for key, entries_ in histories(entries(connection, tied)).items():
            told |= {e.seq: (key, e.event) for e in corrections(entries_) if application in ("", key)}
    return [told[seq] for seq in sorted(told)]


_SAID = (
    *("noted", "step_skipped", "draft_sent", "mail_read", "paused", "closed_by_you", "reopened"),
    *("joined", "split_off", "misread"),
)
