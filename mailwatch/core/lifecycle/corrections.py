"""The log as the user has put it right: what was taken back is left out, mails go where the user says they belong.

The log itself is never changed. A correction is one more event, and what an application is follows from reading the
whole log in the light of it (`histories`) and folding that (`retold`):

    TakenBack   an earlier correction does not count
    Joined      what was written for another application was written for this one
    SplitOff    some mails were written for another application
    Misread     a mail says what the user says it does

Time and drafts are facts of their own: what fell due under the old reading, and cannot have under the new one, is
passed over; drafts stay what and where they are, and `decide` finds those that do not fit any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from mailwatch.core.lifecycle.events import (
    ClosedByYou,
    DraftPlanned,
    DraftSent,
    Event,
    Joined,
    MailRead,
    Misread,
    Noted,
    Opened,
    Paused,
    Reopened,
    SplitOff,
    StepSkipped,
    TakenBack,
)
from mailwatch.core.lifecycle.evolve import evolve, new_application
from mailwatch.core.lifecycle.steps import ImpossibleEventError
from mailwatch.core.models import Application

RETROACTIVE = (Joined, SplitOff, Misread, TakenBack)
"""After one of these an application has to be told anew from its first event."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: its number, the application it was written for, what happened."""

    seq: int
    application: str
    event: Event


def is_correction(event: Event) -> bool:
    """Whether it is the user's word, which they can take back."""
    match event:
        case Noted(said=said) | MailRead(said=said) | StepSkipped(said=said) | DraftSent(said=said):
            return said
        case _:
            return isinstance(event, Paused | ClosedByYou | Reopened | Joined | SplitOff | Misread)


def corrections(history: Iterable[Entry]) -> tuple[Entry, ...]:
    """What the user has said of an application and not taken back, oldest first."""
    return tuple(entry for entry in history if is_correction(entry.event))


def roots(log: Iterable[Entry]) -> dict[str, str]:
    """Under which application each one goes: itself, or the one that it was merged with."""
    parents: dict[str, str] = {}
    for entry in standing(log):
        parents.setdefault(entry.application, entry.application)
        if isinstance(entry.event, Joined):
            parents[entry.event.other] = entry.application
    return {key: _root(parents, key) for key in parents}


def _root(parents: Mapping[str, str], key: str) -> str:
    passed = {key}
    while (parent := parents.get(key, key)) not in passed:
        passed.add(parent)
        key = parent
    return key


def standing(log: Iterable[Entry]) -> tuple[Entry, ...]:
    """The log without what was taken back."""
    log = tuple(log)
    taken = {entry.event.seq for entry in log if isinstance(entry.event, TakenBack)}
    return tuple(entry for entry in log if entry.seq not in taken)


def histories(log: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """The history of every application that is not part of another, as the user has put it right.

    Args:
        log: everything written for these applications and for those they are tied to, in order.
    """
    entries = standing(log)
    under = roots(entries)
    places = _Places(under)
    for entry in entries:
        places.put(entry)
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for key in dict.fromkeys(places.of(entry)):
            found.setdefault(key, []).append(replace(entry, event=places.event(entry)))
    return {key: tuple(sorted(told, key=lambda e: not _begins(e, key))) for key, told in found.items()}


def _begins(entry: Entry, key: str) -> bool:
    """Whether this opened the application: its own name goes before that of one merged with it."""
    return isinstance(entry.event, Opened) and entry.application == key


class _Places:
    """Where each entry belongs, and as what each mail is to be read."""

    def __init__(self, under: Mapping[str, str]) -> None:
        self._under = under
        self._homes: dict[int, str] = {}
        self._mails: dict[str, list[int]] = {}
        self._readings: dict[int, Misread] = {}

    def put(self, entry: Entry) -> None:
        self._homes[entry.seq] = _home(entry, self._under)
        match entry.event:
            case MailRead(mail=mail):
                self._mails.setdefault(mail.message_id, []).append(entry.seq)
            case SplitOff(messages=messages, into=into):
                for seq in self._own(entry, messages):
                    self._homes[seq] = into
            case Misread(message_id=message_id) as said:
                for seq in self._own(entry, (message_id,)):
                    self._readings[seq] = said
                    self._homes[entry.seq] = self._homes[seq]
            case _:
                pass

    def _own(self, entry: Entry, messages: Sequence[str]) -> list[int]:
        """The mails of these Message-IDs that belong to the application an entry was written for."""
        mine = self._root(entry.application)
        mails = [seq for message in messages for seq in self._mails.get(message, ())]
        return [seq for seq in mails if self._root(self._homes[seq]) == mine]

    def of(self, entry: Entry) -> tuple[str, ...]:
        home = self._root(self._homes[entry.seq])
        return (home, self._root(entry.event.into)) if isinstance(entry.event, SplitOff) else (home,)

    def event(self, entry: Entry) -> Event:
        match entry.event:
            case MailRead() as read if entry.seq in self._readings:
                return as_said(read, self._readings[entry.seq])
            case SplitOff(into=into) as split:
                return replace(split, into=self._root(into))
            case event:
                return event

    def _root(self, key: str) -> str:
        return self._under.get(key, key)


def _home(entry: Entry, known: Mapping[str, str]) -> str:
    """An entry about a draft belongs where the draft was planned, whatever the application was a part of then."""
    event = entry.event
    key = event.draft.key if isinstance(event, DraftPlanned) else getattr(event, "key", "")
    home = str(key).partition("/")[0]
    return home if home in known else entry.application


def as_said(read: MailRead, said: Misread) -> MailRead:
    """A mail as the user says it is to be read."""
    reading = said.reading or replace(read.reading, kind=said.kind, confidence=1.0)
    mail = replace(read.mail, kind=said.kind, human=reading.from_person, reply_to=reading.reply_to)
    return replace(read, mail=mail, reading=reading)


def retold(key: str, history: Iterable[Entry]) -> Application:
    """The application that a history adds up to; what cannot have come about in it is passed over."""
    application = new_application(key)
    for entry in history:
        with suppress(ImpossibleEventError):
            application = evolve(application, entry.event)
    return application


def answers_among(history: Iterable[Entry], messages: Iterable[str]) -> tuple[str, ...]:
    """These mails of an application, and those that answer them: one conversation belongs in one place."""
    wanted = dict.fromkeys(messages)
    for entry in history:
        if isinstance(entry.event, MailRead) and not wanted.keys().isdisjoint(entry.event.mail.references):
            wanted[entry.event.mail.message_id] = None
    return tuple(wanted)
