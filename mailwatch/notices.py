"""When the owner hears of what: at once or in the morning, at most one mail an hour, and nothing lost or told twice.

What is on its way is durable before it is sent, under the Message-ID it is sent with. After a crash it is looked for in
the watched mailboxes, since most owners watch the one their notices go to; only what has not come is sent again, under
the same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from mailwatch.codec import Codec
from mailwatch.config import Config, SignIn, Smtp
from mailwatch.core import digest, workdays
from mailwatch.core.digest import Letter, News, Spell
from mailwatch.core.lifecycle.corrections import Entry
from mailwatch.core.lifecycle.events import DraftPlaced
from mailwatch.credentials import secret_for
from mailwatch.errors import CredentialError, LoginError, MailwatchError
from mailwatch.notify import Desktop, LoggedNotices, LostError, Notices, Notifier, new_message_id
from mailwatch.store import Notice, Store

log = logging.getLogger("mailwatch")

HOUR = timedelta(hours=1)
"""At most one mail in this time; what comes meanwhile joins the next."""

DOUBT = timedelta(minutes=5)
"""How long a mail of which nobody knows whether it went out may take to arrive in a watched mailbox."""

PAUSE = timedelta(minutes=5)
"""How long to wait after trouble; after a refused login it is `HOUR`, since trying again soon may lock the account."""

NOT_SEEN = timedelta(minutes=10)
"""A mailbox that is watched is looked at more often than this."""

WORTH_TELLING = timedelta(minutes=30)
"""A blind spell this long stands in the digest; a shorter one is an ordinary reconnect."""

MOST_SPELLS = 10
LEDGER = "notices"
"""Under which name the store keeps the ledger."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """A letter on its way: under which Message-ID, since when, with which notices; `seq`: the digest's last event."""

    message_id: str
    begun: datetime
    notices: tuple[int, ...] = ()
    morning: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """What has been told.

    `digest_on` is the day (in the user's zone) of the last digest, `digest_at` its moment and `seq` the last event it
    could tell of. `sent_at` is when the last mail went out; before `not_before` none is tried. `shown` is the last
    event the desktop could show. `blind` says since when a mailbox cannot be seen, `spells` what is over.
    """

    digest_on: date
    digest_at: datetime
    seq: int
    shown: int
    sent_at: datetime | None = None
    not_before: datetime | None = None
    under_way: Mailing | None = None
    blind: Mapping[str, datetime] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()


_CODEC = Codec[Ledger](Ledger)


def notices_for(config: Config, clock: Callable[[], datetime]) -> Notices:
    """Where the owner's notices go: by mail where a server is configured, else into the log."""
    return notifier_for(config, config.digest.smtp, clock) if config.digest.smtp else LoggedNotices()


def notifier_for(config: Config, smtp: Smtp, clock: Callable[[], datetime]) -> Notifier:
    """What mails notices to the owner through `smtp`."""
    return Notifier(
        smtp,
        config.you.email,
        lambda: secret_for(smtp.secret, service=smtp.service, login=smtp.login),
        clock,
        token=_access_token,
    )


def _access_token(sign_in: SignIn, refused: str) -> str:
    from mailwatch import signin  # noqa: PLC0415 - nobody with a password needs it

    return signin.access_token(sign_in, refused=refused)


def deliver(
    store: Store, notices: Notices, config: Config, now: datetime, desktop: Callable[[], Desktop] = Desktop
) -> None:
    """Send what is due, if anything is; to be called every half minute or so. What cannot be sent waits."""
    post = _Post(store, notices, config, now, desktop)
    post.look()
    post.show_drafts()
    if post.settled():
        post.send()


def try_again(store: Store) -> None:
    """The config has changed, or the owner wants another try: no pause counts any more."""
    if text := store.remembered(LEDGER):
        ledger = _CODEC.load(text)
        with store.transaction():
            store.remember(LEDGER, _CODEC.dump(replace(ledger, not_before=None)))


class _Post:
    """One look at what is to be told."""

    def __init__(
        self, store: Store, notices: Notices, config: Config, now: datetime, desktop: Callable[[], Desktop]
    ) -> None:
        self._store = store
        self._notices = notices
        self._config = config
        self._now = now
        self._desktop = desktop
        self._policy = config.policy_values()
        self._local = now.astimezone(workdays.zone_of(self._policy))
        self._ledger = self._read()

    def _read(self) -> Ledger:
        """The ledger; a new one lets the first digest come on the next morning, without what was before."""
        if text := self._store.remembered(LEDGER):
            return _CODEC.load(text)
        today = self._local.date()
        newest = self._store.last_event()
        day = today if self._now >= self._morning(today) else today - timedelta(days=1)
        return Ledger(day, self._now, newest, newest)

    def _keep(self, ledger: Ledger) -> None:
        """Write the ledger (inside a transaction)."""
        self._store.remember(LEDGER, _CODEC.dump(ledger))
        self._ledger = ledger

    def _morning(self, day: date) -> datetime:
        """The digest's moment on a day (UTC). A time that the clocks jump over in spring comes right after the jump."""
        return datetime.combine(day, self._config.digest.at, workdays.zone_of(self._policy)).astimezone(UTC)

    # --- blind spells, and the desktop ------------------------------------------------------------------------------

    def look(self) -> None:
        """Keep in mind which mailbox cannot be seen, and since when."""
        blind = dict(self._ledger.blind)
        spells = list(self._ledger.spells)
        for box in self._config.mailboxes:
            sight = self._store.sight(box.name)
            if sight is None:
                continue
            late = sight.seen_at if sight.seen_at and self._now - sight.seen_at > NOT_SEEN else None
            if since := sight.blind_since or late:
                blind.setdefault(box.name, since)
            elif begun := blind.pop(box.name, None):
                spells += [Spell(box.name, begun, self._now)] if self._now - begun >= WORTH_TELLING else []
        ledger = replace(self._ledger, blind=blind, spells=tuple(spells[-MOST_SPELLS:]))
        if ledger != self._ledger or not self._store.remembered(LEDGER):
            with self._store.transaction():
                self._keep(ledger)

    def show_drafts(self) -> None:
        """Say on the desktop that a draft was placed, where that is wanted."""
        if not self._config.digest.desktop or (newest := self._store.last_event()) == self._ledger.shown:
            return
        placed = {e.event.key for e in self._store.events_after(self._ledger.shown) if isinstance(e.event, DraftPlaced)}
        with self._store.transaction():
            self._keep(replace(self._ledger, shown=newest))
        if placed:
            many = f"{len(placed)} drafts wait" if len(placed) > 1 else "A draft waits"
            self._desktop().show(f"{many} in your Drafts folder")

    # --- mail -------------------------------------------------------------------------------------------------------

    def settled(self) -> bool:
        """Whether nothing is in doubt: a mail that an earlier process was sending has arrived, or did not."""
        mailing = self._ledger.under_way
        if mailing is None:
            return True
        if any(self._store.knows_message(box.name, mailing.message_id) for box in self._config.mailboxes):
            self._sent(mailing, mailing.begun)
            return True
        return not timedelta() <= self._now - mailing.begun < DOUBT

    def send(self) -> None:
        """Send what is due."""
        waiting = self._waiting()
        again = self._ledger.under_way
        morning = again.morning if again else self._is_morning()
        told = [n for n in waiting if again is None or n.seq in again.notices]
        due = told if morning or again else [n for n in told if n.urgent]
        if not (morning or due) or self._too_soon():
            return
        events = self._store.events_after(self._ledger.seq) if morning else ()
        mailing = again or Mailing(
            new_message_id(self._config.you.email),
            self._now,
            tuple(n.seq for n in due),
            morning,
            events[-1].seq if events else self._ledger.seq,
        )
        letter = self._digest(due, events) if morning else digest.at_once([self._news(n) for n in due])
        if letter is None:  # a quiet morning
            self._sent(mailing, self._ledger.sent_at)
        else:
            self._mail(mailing, letter)

    def _waiting(self) -> tuple[Notice, ...]:
        """What is queued; what was only worth telling while the owner had not answered is dropped once they have."""
        waiting = self._store.unsent_notices()
        settled = [n for n in waiting if n.while_asked and not self._store.current(n.application).asked]
        if settled:
            with self._store.transaction() as store:
                store.notices_sent(settled, self._now)
        return tuple(n for n in waiting if n not in settled)

    def _is_morning(self) -> bool:
        """Whether today's digest is due: once a day of the user's, and late rather than never."""
        today, last = self._local.date(), self._ledger.digest_on
        from_a_wrong_clock = last > today + timedelta(days=1)
        return self._now >= self._morning(today) and (last < today or from_a_wrong_clock)

    def _too_soon(self) -> bool:
        """Whether the last mail went out within the hour, or the server needs a rest."""
        last, pause = self._ledger.sent_at, self._ledger.not_before
        if last is not None and timedelta() <= self._now - last < HOUR:
            return True
        return pause is not None and timedelta() < pause - self._now <= HOUR

    def _digest(self, due: Sequence[Notice], entries: Sequence[Entry]) -> Letter | None:
        applications = tuple(self._store.applications.values())
        since = self._ledger.digest_at - timedelta(days=1)  # a first look at an old inbox is no news
        events = [
            (self._store.current(self._store.root(entry.application)), entry.event)
            for entry in entries
            if entry.event.at >= since
        ]
        news = [self._news(n) for n in due if not n.while_asked]  # what they ask stands in a part of its own
        now_blind = [
            Spell(account, since, why=(sight.why if (sight := self._store.sight(account)) else ""))
            for account, since in self._ledger.blind.items()
            if self._now - since >= WORTH_TELLING
        ]
        spells = [*self._ledger.spells, *now_blind]
        return digest.morning(applications, events, news, spells, self._now, self._policy)

    def _news(self, notice: Notice) -> News:
        application = self._store.applications.get(self._store.root(notice.application))
        return News(notice.text, application, notice.urgent)

    def _mail(self, mailing: Mailing, letter: Letter) -> None:
        with self._store.transaction():
            self._keep(replace(self._ledger, under_way=mailing))
        try:
            self._notices.send(letter, mailing.message_id)
        except MailwatchError as error:
            log.warning("the owner could not be told: %s", error)
            self._not_sent(mailing, error)
            return
        self._sent(mailing, self._now)
        if self._config.digest.desktop:
            self._desktop().show(letter.title)

    def _not_sent(self, mailing: Mailing, error: MailwatchError) -> None:
        """Try again later; what may have been taken all the same is looked for first."""
        refused = isinstance(error, LoginError | CredentialError)
        doubtful = replace(mailing, begun=self._now) if isinstance(error, LostError) else None
        with self._store.transaction():
            pause = self._now + (HOUR if refused else PAUSE)
            self._keep(replace(self._ledger, under_way=doubtful, not_before=pause))
        if refused and self._config.digest.desktop:
            self._desktop().show("mailwatch cannot sign in to send you mail")

    def _sent(self, mailing: Mailing, at: datetime | None) -> None:
        """The owner has it, or there was nothing to have."""
        ledger = replace(self._ledger, sent_at=at, not_before=None, under_way=None)
        if mailing.morning:
            day = mailing.begun.astimezone(self._local.tzinfo).date()
            ledger = replace(ledger, digest_on=day, digest_at=mailing.begun, seq=mailing.seq, spells=())
        gone = [n for n in self._store.unsent_notices() if n.seq in mailing.notices]
        with self._store.transaction() as store:
            store.notices_sent(gone, self._now)
            self._keep(ledger)
