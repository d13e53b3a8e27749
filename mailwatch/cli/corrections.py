"""`merge`, `split`, `misread`, `undo`: the user puts right what was understood, and can take that back."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mailwatch import config as configuration
from mailwatch import history, records, store
from mailwatch.cli.arguments import Arguments
from mailwatch.cli.words import SOON
from mailwatch.core.lifecycle.corrections import is_correction
from mailwatch.core.lifecycle.events import Event, Joined, Misread, SplitOff, TakenBack
from mailwatch.core.lifecycle.telling import KINDS, called, said
from mailwatch.core.models import Alias, Kind, short_id
from mailwatch.daemon import system_clock
from mailwatch.errors import UsageError
from mailwatch.watcher import Clock

Application = Mapping[str, Any]


def correct(arguments: Arguments, clock: Clock = system_clock) -> int:
    """Write the correction down; whatever watches the mailbox acts on it within about a minute."""
    directory, now = arguments.state or configuration.paths().state, clock()
    with records.read_only(directory) as connection:
        match arguments.word:
            case "merge":
                key, event, text = _merge(connection, arguments, now)
            case "split":
                key, event, text = _split(connection, arguments, now)
            case "misread":
                key, event, text = _misread(connection, arguments, now)
            case _:
                key, event, text = _undo(connection, arguments, now)
    store.leave_word(directory, key, event)
    sys.stdout.write(f"{text}; {SOON}\n")
    return 0


Word = tuple[str, Event, str]
"""The application that it is about, the event, and what to answer."""


def _name(application: Application) -> str:
    return called(application["company"], application["role"])


def _merge(connection: sqlite3.Connection, arguments: Arguments, now: datetime) -> Word:
    kept = records.found(connection, arguments.application)
    other = records.found(connection, arguments.other)
    if kept["id"] == other["id"]:
        raise UsageError(f"both names are those of {_name(kept)}; name two applications")
    if kept["account"] != other["account"]:
        where = f"{kept['account']} and {other['account']}"
        raise UsageError(
            f"{_name(kept)} and {_name(other)} came up in two mailboxes ({where}), each with its own drafts"
        )
    alias = Alias(other["company"], other["role"], other["requisition"])
    return kept["id"], Joined(now, other["id"], alias), f"{_name(other)} is one with {_name(kept)}"


def _split(connection: sqlite3.Connection, arguments: Arguments, now: datetime) -> Word:
    application = records.found(connection, arguments.application)
    into = records.found(connection, arguments.into) if arguments.into else None
    if into and into["id"] == application["id"]:
        raise UsageError(
            f"{_name(application)} is where the mails are; name another application, or none for a new one"
        )
    if into and into["account"] != application["account"]:
        raise UsageError(f"{_name(application)} and {_name(into)} came up in two mailboxes, each with its own drafts")
    mails = [_one(_in(application, wanted), wanted) for wanted in arguments.messages]
    event = SplitOff(now, tuple(m.message_id for m in mails), into["id"] if into else "")
    subjects = ", ".join(f"“{m.subject}”" for m in mails)
    return application["id"], event, f"{subjects}: moved to {_name(into) if into else 'an application of its own'}"


def _misread(connection: sqlite3.Connection, arguments: Arguments, now: datetime) -> Word:
    kind = Kind.OTHER if arguments.ignore else Kind(arguments.kind)
    wanted = arguments.message
    named = records.found(connection, arguments.of) if arguments.of else None
    everybody = [s["application"] for s in records.summaries(connection)]
    known = _in(named, wanted) if named else [m for a in everybody for m in _in(a, wanted, subjects=False)]
    seen = records.mails_named(connection, wanted) if not known else ()
    mails = known or list(dict.fromkeys(_Mail(message_id, named["id"] if named else "") for _, message_id, _ in seen))
    mail = _one(mails, wanted)
    if not mail.inbound and kind is not Kind.OTHER:
        raise UsageError(f"“{mail.subject}” is your own mail; it can only be ignored (--ignore)")
    what = f"“{mail.subject}”" if mail.subject else f"the mail {short_id(mail.message_id)}"
    return mail.application, Misread(now, mail.message_id, kind), f"{what} is {KINDS[kind]}"


# --- which mail -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mail:
    message_id: str
    application: str
    subject: str = ""
    date: str = ""
    inbound: bool = True

    def __str__(self) -> str:
        return (
            f"{short_id(self.message_id)} (“{self.subject}” of {self.date[:10]})" if self.subject else self.message_id
        )


def _in(application: Application, wanted: str, *, subjects: bool = True) -> list[_Mail]:
    """Mails of an application, by short name or Message-ID; failing that by a part of the subject."""
    mails = [
        _Mail(m["message_id"], application["id"], m["subject"], m["date"], m["inbound"])
        for m in application["mails"]
        if m["message_id"]
    ]
    exact = [
        m
        for m in mails
        if wanted in (m.message_id, m.message_id.strip("<>")) or records.is_short_for(wanted, m.message_id)
    ]
    return exact or [m for m in mails if subjects and wanted.strip() and wanted.casefold() in m.subject.casefold()]


def _one(mails: list[_Mail], wanted: str) -> _Mail:
    if len(mails) == 1:
        return mails[0]
    if mails:
        raise UsageError(f"{len(mails)} mails answer to {wanted!r}: {', '.join(map(str, mails))}; say which")
    raise UsageError(
        f"no mail answers to {wanted!r}; give its short name (`mailwatch why` and `status` print it), its Message-ID, "
        "or a part of its subject together with the application"
    )


# --- undo -----------------------------------------------------------------------------------------------------------


def _undo(connection: sqlite3.Connection, arguments: Arguments, now: datetime) -> Word:
    """Take back the last word, one that nobody has acted on yet included.

    Raises:
        UsageError: there is none.
    """
    applications = {s["application"]["id"]: s["application"] for s in records.summaries(connection)}
    about = records.found(connection, arguments.application)["id"] if arguments.application else ""
    left = [(key, event) for key, event in _spoken(connection, about) if about in ("", key)]
    if not left:
        whose = f" of {_name(applications[about])}" if about else ""
        raise UsageError(f"there is nothing{whose} to take back")
    key, event = left[-1]
    return key, TakenBack(now, 0, said(event)), f"{_name(applications[key])}: taken back that {said(event)}"


def _spoken(connection: sqlite3.Connection, about: str) -> list[tuple[str, Event]]:
    """What the user has said and not taken back, in order, with the application it is about."""
    spoken = history.spoken(connection, about)
    decode = history.codecs()[0].load
    for key, body in records.pending(connection):
        event = decode(body)
        if isinstance(event, TakenBack):
            last = next((n for n in reversed(range(len(spoken))) if spoken[n][0] == key), None)
            spoken = spoken if last is None else spoken[:last] + spoken[last + 1 :]
        elif is_correction(event) and key:
            spoken.append((key, event))
    return spoken
