"""What the user says of an application that no mail can know, in the config or on the command line, as events."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from mailwatch.config import KnownApplication
from mailwatch.core.lifecycle.events import Noted
from mailwatch.core.lifecycle.evolve import merge_notes
from mailwatch.core.models import Application, Notes, Timeline
from mailwatch.core.reading.folding import same_company, same_role
from mailwatch.core.reading.timelines import as_told
from mailwatch.desk import Desk


def take_words(desk: Desk, now: datetime) -> None:
    """Act on what the user has said on the command line (`note`, `pause`, `close`, …)."""
    mine = {a.id for a in desk.applications()}
    for seq, application, event in desk.store.words():
        if application not in mine:
            continue
        with desk.store.transaction() as store:
            store.word_heard(seq)
            desk.record(application, event, now)


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
    same = same_company(known.company, application.company)
    return same and (not known.role or not application.role or same_role(known.role, application.role))


def news(known: KnownApplication, application: Application, now: datetime) -> Noted | None:
    """What the config says that the application does not know yet (pure), or None. `now` is in the user's zone."""
    old = application.notes
    new = Notes(known.topics, known.skill, known.value, _timeline(known.timeline, application, now))
    role = known.role if not application.role else ""
    people = tuple(p for p in known.people if p not in application.people)
    if merge_notes(old, new) == old and not role and not people:
        return None
    return Noted(now, new, role=role, people=people)


def _timeline(text: str, application: Application, now: datetime) -> Timeline | None:
    """`2 weeks` or `by 14 November`, counted from the last interview that was held; the words are kept as written."""
    if application.notes.timeline and application.notes.timeline.quote == text:
        return application.notes.timeline
    ended = [i.end for i in application.interviews if not i.cancelled and i.end <= now]
    if not text or not ended:
        return None
    return as_told(text, anchor=max(ended).astimezone(now.tzinfo))
