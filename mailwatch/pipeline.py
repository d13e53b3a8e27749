"""The path of a mail, on one screen.

    gather    what is new in the folders, parsed and read            arrivals.gather
    decide    link it, remember it as an event, see what is due      receive, lifecycle.decide
    apply     place a draft, take one back, tell the owner           apply, drafts

`work` is one round of it. The daemon, `once`, a rehearsal and the demo run this same round.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from mailwatch import doubts, drafts
from mailwatch.arrivals import Arrived, gather
from mailwatch.core.lifecycle.deadlines import plan
from mailwatch.core.lifecycle.decide import (
    NEWS,
    Action,
    LeaveDraft,
    PlaceDraft,
    TellOwner,
    WithdrawDraft,
    catch_up,
    decide,
)
from mailwatch.core.lifecycle.events import MailRead, Opened, OwnerTold, WordsLearned
from mailwatch.core.lifecycle.telling import LIKE
from mailwatch.core.linking import Link, link
from mailwatch.core.models import Kind, Mail, Trust
from mailwatch.desk import Desk
from mailwatch.errors import MailboxError
from mailwatch.notes import take_notes, take_words
from mailwatch.store import Mark

log = logging.getLogger("mailwatch")

ROUNDS = 6
"""Acting may make more to do (a withdrawal makes room for a draft); what is left after these waits for the next."""


def work(desk: Desk, now: datetime) -> None:
    """One round: settle old intents, take in what is new, see what became of the drafts, do what is due."""
    desk.start_round()
    drafts.recover(desk, now)
    arrivals = gather(desk, now)
    unsettled = [a.seen for a in arrivals.mails if not receive(desk, a, now)]
    with desk.store.transaction() as store:
        for mailbox, mark in arrivals.marks:
            store.set_mark(desk.account, mailbox, _before(mark, [s.uid for s in unsettled if s.mailbox == mailbox]))
    drafts.look(desk, now)
    for again in take_words(desk, now):
        receive(desk, Arrived(again.seen, again.message, again.reading, said=True, of=again.application), now)
    take_notes(desk, now)
    doubts.about_drafts(desk, now)
    for application in desk.applications():
        act(desk, application.id, now, hold_back=True)
    for key in drafts.in_line(desk):
        act(desk, key, now)
    with desk.store.transaction() as store:
        store.keep_timezone(desk.policy.timezone)
        doubts.note_sight(desk, arrivals.held, arrivals.missing, now)


def _before(mark: Mark, unsettled: list[int]) -> Mark:
    """The mark, short of what is to be looked at again."""
    return replace(mark, last_uid=min(unsettled) - 1) if unsettled else mark


def receive(desk: Desk, arrived: Arrived, now: datetime) -> bool:
    """A mail becomes an event of its application, durably and once. False: it cannot be told yet what it is."""
    seen, message, reading = arrived.seen, arrived.message, arrived.reading
    if not arrived.said and desk.store.knows_message(desk.account, message.message_id):
        with desk.store.transaction() as store:
            store.see(replace(seen, kind="duplicate"))
        return True
    ours = drafts.recognise(desk, seen, message, now) if arrived.sent else None
    if isinstance(ours, drafts.Unsettled):
        return False
    if ours or arrived.of:
        found = Link(ours.application if ours else arrived.of, why="our draft" if ours else "you said so")
    else:
        found = link(message, reading, desk.applications())
    topic = None if ours else drafts.topic_told(desk, found.application, seen, message, reading)
    desk.journal.read(seen, message, reading, found, now)
    with desk.store.transaction() as store:
        key = found.application
        if found.new and reading.acts:
            key = store.open_application(Opened(message.date, desk.account, reading.company, reading.role), now)
        if key:
            for event in catch_up(store.current(key), message.date, desk.policy)[1]:
                desk.record(key, event, now)
            if ours:
                drafts.mail_was_sent(desk, ours, _remembered(desk, arrived), now)
            else:
                _remember(desk, key, arrived, found, topic, now)
        note = _for_your_eye(arrived, found)
        store.see(replace(seen, application=key, note=note))
        if note and now - message.date <= NEWS:  # `status` shows the older ones of a first look, too
            desk.tell(None, note, now)
    return True


def _remember(desk: Desk, key: str, arrived: Arrived, found: Link, topic: WordsLearned | None, now: datetime) -> None:
    """Record (inside a transaction) a mail that is none of our drafts, and what it shows beside what it says."""
    message, reading = arrived.message, arrived.reading
    if not arrived.sent and reading.trust is not Trust.FAIL:
        drafts.proven_sent(desk, desk.store.current(key), message, reading.bounced_id, now)
    desk.record(key, MailRead(message.date, _remembered(desk, arrived), reading, found.why, arrived.said), now)
    if topic:
        desk.record(key, topic, now)


def act(desk: Desk, key: str, now: datetime, *, hold_back: bool = False) -> None:
    """Bring one application up to `now` and do what is due for it; with `hold_back`, what needs no room in Drafts."""
    for _ in range(ROUNDS):
        application, passed = catch_up(desk.store.current(key), now, desk.policy)
        with desk.store.transaction():
            for event in passed:
                application = desk.record(key, event, now)
        due = decide(application, now, desk.policy)
        for action in (a for a in due if not (hold_back and drafts.needs_room(a))):
            try:
                apply(desk, key, action, now)
            except MailboxError as error:
                log.error("%s: %s", key, error)
                return
        if desk.store.current(key) == application:
            break
    application = desk.store.current(key)
    with desk.store.transaction() as store:
        store.set_next(key, plan(application, desk.policy, now))


def apply(desk: Desk, key: str, action: Action, now: datetime) -> None:
    """Do one thing that was decided."""
    application = desk.store.current(key)
    match action:
        case PlaceDraft():
            drafts.place(desk, application, action, now)
        case WithdrawDraft():
            drafts.withdraw(desk, application, action, now)
        case LeaveDraft():
            drafts.leave(desk, application, action, now)
        case TellOwner():
            with desk.store.transaction():
                desk.record(key, OwnerTold(now, action.topic), now)
                desk.tell(application, action.text, now, urgent=action.urgent, while_asked=action.while_asked)


def _remembered(desk: Desk, arrived: Arrived) -> Mail:
    """What the application keeps of a mail: enough to thread and address an answer."""
    message, reading = arrived.message, arrived.reading
    outbound = reading.kind is Kind.SENT_BY_YOU
    everyone = (message.sender,) if outbound else (*message.to, *message.cc)
    mine = [a.email for a in everyone if desk.owner.owns(a.email)]
    return Mail(
        message_id=message.message_id,
        date=message.date,
        subject=message.subject,
        sender=message.sender,
        kind=reading.kind,
        inbound=not outbound,
        human=reading.from_person,
        reply_to=reading.reply_to,
        to=message.to,
        cc=message.cc,
        references=message.references or message.in_reply_to,
        identity=mine[0] if mine else "",
    )


def _for_your_eye(arrived: Arrived, found: Link) -> str:
    """Why a mail that looks like job mail moved nothing, or nothing."""
    message, reading = arrived.message, arrived.reading
    if reading.kind in (Kind.OTHER, Kind.SENT_BY_YOU):
        return ""
    what = f"“{message.subject}” from {message.sender.name or message.sender.email} ({message.date:%d %b})"
    kind = LIKE[reading.kind]
    words = f" It says: “{reading.evidence[0].quote}”" if reading.evidence else ""
    if reading.trust is Trust.FAIL:
        return f"{what} looks like {kind}, but its sender is not who it says; nothing was done.{words}"
    if found.candidates:
        several = f"{len(found.candidates)} applications"
        return f"{what} looks like {kind}, and could belong to {several}; nothing was done.{words}"
    if not reading.acts:
        return f"{what} may be {kind}; have a look, nothing was done.{words}"
    return ""
