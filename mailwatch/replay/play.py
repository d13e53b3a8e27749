"""The simulated clock: it jumps from mail to mail and from one due moment to the next, and work is done at each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailwatch import doubts
from mailwatch.core.lifecycle.deadlines import wake_up
from mailwatch.core.matching import known_addresses
from mailwatch.core.models import Address, Application, Message, Owner
from mailwatch.core.parsing import parse
from mailwatch.core.policy import Policy
from mailwatch.database import initialise
from mailwatch.desk import Desk
from mailwatch.pipeline import work
from mailwatch.records import SIGHT
from mailwatch.replay.archive import Letter
from mailwatch.replay.mailbox import SENT, MemoryMailbox, StillCopies
from mailwatch.replay.recorder import Recorder
from mailwatch.resources import templates
from mailwatch.store import Store

SETTLED = timedelta(seconds=70)
"""When a mail in Sent is looked at again that could not be told from a draft at once."""

ACCOUNT = "replay"

Progress = Callable[[int, int], None]
"""Told how many mails of how many are done."""


def patient(policy: Policy) -> Policy:
    """The user's timings, but any number of drafts may wait: in a replay nobody sends or deletes them."""
    return replace(policy, most_drafts=1_000_000)


def empty_store() -> Store:
    """A store in memory."""
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    initialise(memory)
    memory.executescript(SIGHT)
    return Store(memory)


def desk_for_replay(owner: Owner, policy: Policy, mailbox: MemoryMailbox, store: Store) -> Desk:
    """The desk of a replay: the daemon's, over a mailbox and a store in memory, with somebody watching."""
    identity = Address(owner.name, owner.addresses[0])
    return Desk(ACCOUNT, store, mailbox, owner, identity, policy, templates(), journal=Recorder(), copies=StillCopies())


class _Known:
    """Whom and which threads the applications know. The user's other mail is linked to nothing, and needs no round."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Application, frozenset[str]]] = {}

    def are_met(self, message: Message, applications: Sequence[Application]) -> bool:
        """Whether a mail of the user's is in a thread of theirs, or to anybody they know (or may be)."""
        people = {a.email.lower() for a in (*message.to, *message.cc)}
        signs = {*people, message.message_id, *message.in_reply_to, *message.references}
        return not message.to or any(not self._signs(a).isdisjoint(signs) for a in applications)

    def _signs(self, application: Application) -> frozenset[str]:
        known = self._of.get(application.id)
        if known is None or known[0] is not application:
            threads = {i for m in application.mails for i in (m.message_id, *m.references)}
            people = {a.email.lower() for d in application.drafts for a in d.to}
            drafts = {i for d in application.drafts for i in (d.message_id, d.answers)}
            signs = frozenset(threads | people | drafts | known_addresses(application)) - {""}
            known = self._of[application.id] = (application, signs)
        return known[1]


class Play:
    """One replay. The desk's mailbox is given, because the clock of the replay is the clock of its server."""

    def __init__(self, desk: Desk, mailbox: MemoryMailbox) -> None:
        self._desk = desk
        self._mailbox = mailbox
        self._alarms: dict[str, tuple[Application, datetime | None]] = {}
        self._known = _Known()
        self._unsettled = False

    def run(self, letters: Sequence[Letter], end: datetime, progress: Progress = lambda _done, _all: None) -> None:
        """Live through it.

        Args:
            letters: what came in and what the user sent, oldest first.
            end: the last moment.
            progress: is told of each round.
        """
        if not letters:
            return
        now, position = letters[0].at, 0
        self._mailbox.now = now
        self._round(now)  # the folders are empty still: everything that comes is new
        while True:
            moments = [m for m in (self._next_alarm(now),) if m is not None]
            moments += [letters[position].at] if position < len(letters) else []
            if not moments or (now := max(now, min(moments))) > end:
                return
            self._mailbox.now = now
            before, matters = position, False
            while position < len(letters) and letters[position].at <= now:
                matters = self._delivered(letters[position]) or matters
                position += 1
            if matters or position == before:
                self._round(now)
            progress(position, len(letters))

    def _delivered(self, letter: Letter) -> bool:
        """A mail comes in or was sent. False: it cannot matter to the work, which never sees it."""
        if letter.folder == SENT and not self._known.are_met(parse(letter.mail.read()), self._desk.applications()):
            return False
        self._mailbox.deliver(letter.folder, letter.at, letter.mail)
        return True

    def _round(self, now: datetime) -> None:
        try:
            work(self._desk, now)
        except doubts.ImplausibleError:  # in life the owner is asked once; here the archive itself says it was so
            with self._desk.store.transaction():
                doubts.give_consent(self._desk)
            work(self._desk, now)
        mark = self._desk.store.mark(self._desk.account, SENT)
        uidnext = self._mailbox.status(SENT).uidnext
        self._unsettled = mark is not None and uidnext is not None and mark.last_uid < uidnext - 1

    def _next_alarm(self, now: datetime) -> datetime | None:
        """When time alone makes something to do next."""
        moments = [alarm for a in self._desk.applications() if (alarm := self._alarm(a, now))]
        if self._unsettled:
            moments.append(now + SETTLED)
        return min(moments, default=None)

    def _alarm(self, application: Application, now: datetime) -> datetime | None:
        """`wake_up`, asked anew only where the application has changed or its moment has come."""
        known = self._alarms.get(application.id)
        stale = known is None or known[0] is not application or (known[1] is not None and known[1] <= now)
        if known is None or stale or application.owed:
            known = self._alarms[application.id] = (application, wake_up(application, self._desk.policy, now))
        return known[1]
