"""The same year, lived: the pipeline over a real connection to a mail server, with mail delivered as time passes.

The rounds are the daemon's: at each mail, at whatever falls due, soon after news, and every so often in any case.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailwatch import resources
from mailwatch.core.lifecycle.deadlines import wake_up
from mailwatch.core.lifecycle.events import DraftPlaced
from mailwatch.core.models import Address, Application
from mailwatch.demo.imapd import HOST, ImapServer
from mailwatch.desk import Desk
from mailwatch.mailbox import ServerSettings, Session
from mailwatch.pipeline import work
from mailwatch.store import Store
from tests.archive.building import END, OWNER, POLICY, year

LOGIN, PASSWORD = "sam@example.com", "correct horse"
LIVELY = timedelta(seconds=90)
THOROUGH = timedelta(hours=12)


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)


@dataclass(frozen=True)
class Made:
    """A draft as it was placed, and when; its own Message-ID is taken out of the bytes."""

    at: datetime
    key: str
    to: tuple[str, ...]
    subject: str
    raw: bytes


def made(store: Store) -> list[Made]:
    """Every draft that was placed, in the order in which they were."""
    found = []
    for application in store.applications.values():
        placed = {e.key: e.at for e in store.log(application.id) if isinstance(e, DraftPlaced)}
        for draft in application.drafts:
            intent = store.intent(draft.key)
            assert intent is not None
            raw = intent.raw.replace(draft.message_id.encode(), b"<id>")
            assert re.search(rb"^Message-ID: <id>\r$", raw, re.MULTILINE)
            found.append(Made(placed[draft.key], draft.key, tuple(a.email for a in draft.to), draft.subject, raw))
    return sorted(found, key=lambda m: (m.at, m.key))


def standing(store: Store) -> list[tuple[object, ...]]:
    """Where every application stands, and what became of its drafts."""
    return [_standing(a) for a in store.applications.values()]


def _standing(a: Application) -> tuple[object, ...]:
    drafts = tuple((d.key, d.state.value, d.stale, d.left) for d in a.drafts)
    mails = tuple((m.message_id, m.kind.value) for m in a.mails)
    return (
        a.id,
        a.company,
        a.role,
        a.stage.value,
        a.closing,
        a.steps_done,
        a.follow_ups_sent,
        a.contact_at,
        drafts,
        mails,
    )


def live(directory: Path) -> tuple[list[Made], list[tuple[object, ...]]]:
    """Live through the year on the embedded server; the drafts that were made, and where everything stands."""
    posts = list(year())
    clock = Clock(posts[0].at)
    with ImapServer({LOGIN: PASSWORD}, clock=clock) as server, closing(Store.open(directory)) as store:
        settings = ServerSettings(HOST, server.port, "none", LOGIN)
        with Session.open(settings, PASSWORD) as session:
            identity = Address(OWNER.name, OWNER.addresses[0])
            desk = Desk("replay", store, session, OWNER, identity, POLICY, resources.templates())
            work(desk, clock())
            lively = END
            while (now := _next(desk, clock.now, posts[0].at if posts else END, lively)) < END:
                clock.now = now
                news = False
                while posts and posts[0].at <= now:
                    post, news = posts.pop(0), True
                    server.deliver(LOGIN, post.raw, mailbox=post.folder, received=post.at)
                lively = now + LIVELY if news else END
                work(desk, clock())
        return made(store), standing(store)


def _next(desk: Desk, now: datetime, mail: datetime, lively: datetime) -> datetime:
    due = [m for a in desk.applications() if (m := wake_up(a, desk.policy, now.astimezone(UTC)))]
    return min([mail, lively, now + THOROUGH, *due])
