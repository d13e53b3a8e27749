"""What the user says of an application that no mail can know, in the config or on the command line, as events."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailwatch.config import KnownApplication
from mailwatch.core.lifecycle.corrections import Entry, answers_among, corrections
from mailwatch.core.lifecycle.decide import catch_up, name
from mailwatch.core.lifecycle.events import Event, Joined, MailRead, Misread, Noted, Opened, SplitOff, TakenBack
from mailwatch.core.lifecycle.evolve import merge_notes
from mailwatch.core.lifecycle.steps import ImpossibleEventError
from mailwatch.core.lifecycle.telling import said as spoken
from mailwatch.core.matching import under_its_names
from mailwatch.core.models import Application, Message, Notes, Reading, Timeline, short_id
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read_as
from mailwatch.core.reading.folding import same_company, same_role
from mailwatch.core.reading.timelines import as_told
from mailwatch.desk import Desk
from mailwatch.errors import MailboxError
from mailwatch.store import Seen

log = logging.getLogger("mailwatch")


@dataclass(frozen=True, slots=True)
class Again:
    """A mail to be received as what the user says it is; `application` is empty where they do not say whose."""

    seen: Seen
    message: Message
    reading: Reading
    application: str = ""


def take_words(desk: Desk, now: datetime) -> Iterator[Again]:
    """Act on what the user has said on the command line (`note`, `pause`, `misread`, `undo`, …).

    Yields the mails that have moved nothing so far; a word on one is done with when the next is asked for.
    """
    for seq, key, event in desk.store.words():
        application = desk.store.root(key)
        if not isinstance(event, Misread):
            if application in {a.id for a in desk.applications()}:
                _take(desk, seq, application, event, now)
        elif seen := desk.store.looked_at(desk.account, event.message_id):
            reread = _read_again(desk, seen, event)
            if of := _whose(desk, event.message_id):
                _take(desk, seq, of, replace(event, reading=reread[1] if reread else None), now)
                continue
            if reread is not None:
                yield Again(replace(seen, kind=event.kind.value, note=""), *reread, application)
            with desk.store.transaction() as store:
                store.word_heard(seq)
                if not _whose(desk, event.message_id):
                    desk.tell(
                        None, _WITHOUT_EFFECT[reread is not None].format(short_id(event.message_id), event.kind), now
                    )


_WITHOUT_EFFECT = {
    False: "The mail {0} does not lie in its folder any more, so it could not be read again as {1}.",
    True: "It is not clear whose the mail {0} is; `mailwatch misread {0} --as {1} --application NAME` says it.",
}


def _take(desk: Desk, seq: int, application: str, event: Event, now: datetime) -> None:
    """Write the user's word into the log, after what time has brought about before it."""
    with desk.store.transaction() as store:
        store.word_heard(seq)
        for passed in catch_up(store.current(application), now, desk.policy)[1]:
            desk.record(application, passed, now)
        try:
            said = _complete(desk, application, event, now)
            if said is not None:
                desk.record(application, said, now)
        except ImpossibleEventError as error:
            known = store.current(application)
            desk.tell(known, f"What you said of {name(known)} does not fit any more ({error}).", now)
        if isinstance(event, Misread) and (seen := store.looked_at(desk.account, event.message_id)):
            store.see(replace(seen, kind=event.kind.value, note=""))


def _complete(desk: Desk, application: str, event: Event, now: datetime) -> Event | None:
    """The word with what was not known when it was said; None where it has become empty."""
    store = desk.store
    match event:
        case TakenBack(seq=0):
            left = corrections(store.history(application))
            return replace(event, seq=left[-1].seq, what=spoken(left[-1].event)) if left else None
        case Joined(other=other):
            other = store.root(other)
            return replace(event, other=other) if other != application else None
        case Misread(message_id=message_id):
            _require_read(store.history(application), [message_id])
            return event
        case SplitOff(messages=messages, into=into):
            told = store.history(application)
            _require_read(told, messages)
            moving = answers_among(told, messages)
            return replace(event, messages=moving, into=store.root(into) or _opened(desk, told, moving, now))
        case _:
            return event


def _require_read(told: Sequence[Entry], messages: Sequence[str]) -> None:
    """Refuse what can be said of a mail only, where it is a draft that was sent.

    Raises:
        ImpossibleEventError: one of them was not read as a mail.
    """
    read = {e.event.mail.message_id for e in told if isinstance(e.event, MailRead)}
    if not read.issuperset(messages):
        raise ImpossibleEventError("one of these mails is a draft that you sent; that is what it stays")


def _opened(desk: Desk, told: Sequence[Entry], moving: Sequence[str], now: datetime) -> str:
    """A new application for mails that were split off, called what they say."""
    read = [e.event for e in told if isinstance(e.event, MailRead) and e.event.mail.message_id in moving]
    company = next((r.reading.company for r in read if r.reading.company), "")
    role = next((r.reading.role for r in read if r.reading.role), "")
    opened = Opened(min((r.at for r in read), default=now), desk.account, company, role)
    return desk.store.open_application(opened, now)


def _whose(desk: Desk, message_id: str) -> str:
    """The application that has a mail of that Message-ID, or nothing."""
    return next((a.id for a in desk.applications() if any(m.message_id == message_id for m in a.mails)), "")


def _read_again(desk: Desk, seen: Seen, said: Misread) -> tuple[Message, Reading] | None:
    """The mail itself, read as the user says; None where it lies in that folder no more."""
    try:
        found = desk.mailbox.find_by_message_id(seen.mailbox, [seen.message_id]).get(seen.message_id)
        raw = desk.mailbox.read(seen.mailbox, found.uid) if found else None
    except MailboxError as error:
        log.warning("%s: %s", desk.account, error)
        return None
    if raw is None:
        return None
    message = parse(raw, seen.date)
    return message, read_as(message, desk.owner, said.kind)


def take_notes(desk: Desk, now: datetime) -> None:
    """Record what the config says anew of the applications it names."""
    for known in desk.known:
        for application in desk.applications():
            if not _is_about(known, application):
                continue
            noted = news(known, application, now.astimezone(ZoneInfo(desk.policy.timezone)))
            if noted:
                with desk.store.transaction():
                    desk.record(application.id, noted, now)


def _is_about(known: KnownApplication, application: Application) -> bool:
    return any(
        same_company(known.company, one.company) and (not known.role or not one.role or same_role(known.role, one.role))
        for one in under_its_names(application)
    )


def news(known: KnownApplication, application: Application, now: datetime) -> Noted | None:
    """What the config says that the application does not know yet (pure), or None. `now` is in the user's zone."""
    old = application.notes
    new = Notes(known.topics, known.skill, known.value, _timeline(known.timeline, application, now))
    role = known.role if not application.role else ""
    people = tuple(p for p in known.people if p not in application.people)
    if merge_notes(old, new) == old and not role and not people:
        return None
    return Noted(now, new, role=role, people=people, said=False)


def _timeline(text: str, application: Application, now: datetime) -> Timeline | None:
    """`2 weeks` or `by 14 November`, counted from the last interview that was held; the words are kept as written."""
    if application.notes.timeline and application.notes.timeline.quote == text:
        return application.notes.timeline
    ended = [i.end for i in application.interviews if not i.cancelled and i.end <= now]
    if not text or not ended:
        return None
    return as_told(text, anchor=max(ended).astimezone(now.tzinfo))
