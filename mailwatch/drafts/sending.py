"""Which mail in Sent was one of our drafts, and which drafts went out without leaving a copy there."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from mailwatch.core.learning import learn, told
from mailwatch.core.lifecycle.events import DraftSent, WordsLearned
from mailwatch.core.models import Application, Draft, DraftState, Kind, Mail, Message, Reading, Trust
from mailwatch.core.parsing import parse
from mailwatch.core.sightings import LIKE, UNLIKE, Fit, answered_unseen, answers_as, fit, likeness
from mailwatch.desk import Desk
from mailwatch.drafts.seeing import SETTLING, alike_in, all_placed, in_drafts, in_trash, prepared, shared_out
from mailwatch.errors import MailboxError
from mailwatch.store import Seen

log = logging.getLogger("mailwatch")


@dataclass(frozen=True, slots=True)
class SentDraft:
    """A draft that the user sent: as it was `prepared`, and what they made of it, whole."""

    application: str
    draft: Draft
    prepared: Message
    said: Message


@dataclass(frozen=True, slots=True)
class Unsettled:
    """It cannot be told yet whether this mail is one of our drafts; ask again a minute after it was sent."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A draft that a mail in Sent may be, and how alike their texts are."""

    application: str
    draft: Draft
    how: Fit
    prepared: Message
    alike: float

    def sent(self, said: Message) -> SentDraft:
        return SentDraft(self.application, self.draft, self.prepared, said)


def recognise(desk: Desk, seen: Seen, message: Message, now: datetime) -> SentDraft | Unsettled | None:
    """Which of our drafts a mail in Sent is, or None: the user wrote it by themselves.

    Our Message-ID tells; else the draft's words; else that it answers what the draft answered, to the same people,
    and that the draft is no longer in Drafts. One still there is looked at again once clients have had time to take
    it away, unless the mail plainly says something else.

    Args:
        desk: where we work.
        seen: where the mail lies.
        message: its header fields.
        now: the present moment.
    """
    fits = [(a.id, d, fit(message, d)) for a in desk.applications() for d in a.drafts if d.state is not DraftState.SENT]
    named = [one for one in fits if one[2] is Fit.OURS]
    possible = named or [one for one in fits if one[2] is not Fit.NONE and one[1].state is not DraftState.DUE]
    if not possible:
        return None
    said = _whole(desk, seen, message)
    candidates = [_candidate(desk, key, draft, how, said) for key, draft, how in possible]
    sure = [c for c in candidates if c.how is Fit.OURS or c.alike >= LIKE]
    if sure:
        return max(sure, key=lambda c: (c.draft.open, c.alike)).sent(said)
    plain = [c for c in candidates if answers_as(message, c.draft, c.how)]
    return _by_its_absence(desk, max(plain, key=lambda c: c.alike), said, now) if plain else None


def _candidate(desk: Desk, application: str, draft: Draft, how: Fit, said: Message) -> _Candidate:
    before = prepared(desk, draft)
    return _Candidate(application, draft, how, before, likeness(before.new_text, said.new_text))


def _whole(desk: Desk, seen: Seen, message: Message) -> Message:
    """A mail in Sent with its text; of the rest of Sent only header fields are ever fetched."""
    try:
        raw = desk.mailbox.read(seen.mailbox, seen.uid)
    except MailboxError as error:
        log.warning("%s: %s", desk.account, error)
        raw = None
    return parse(raw, message.date) if raw else message


def _by_its_absence(desk: Desk, one: _Candidate, said: Message, now: datetime) -> SentDraft | Unsettled | None:
    """Tell a draft that was rewritten and sent from a mail written beside it: where does the draft lie now?"""
    placed, key = all_placed(desk), one.draft.key
    found = in_drafts(desk, now, not_before=now)
    if found is None:
        return Unsettled()
    copies = shared_out(found, placed, alike_in(desk, desk.folders.drafts)).get(key, [])
    if any(not c.deleted for c in copies):
        return Unsettled() if one.alike >= UNLIKE and abs(now - said.date) < SETTLING else None
    thrown_away = any(fit(c.message, one.draft) is Fit.OURS for c in in_trash(desk, now, [one.draft]))
    return None if thrown_away else one.sent(said)


def topic_told(desk: Desk, key: str, seen: Seen, message: Message, reading: Reading) -> WordsLearned | None:
    """What a mail after an interview says was talked about; one that the user wrote by hand is read whole for it."""
    application = desk.store.applications.get(key)
    by_user = reading.kind is Kind.SENT_BY_YOU
    if application is None or reading.trust is Trust.FAIL or not (by_user or reading.from_person):
        return None
    if not any(i.end <= message.date and not i.cancelled for i in application.interviews):
        return None
    text = (_whole(desk, seen, message) if by_user else message).new_text
    topic = told(
        text,
        language=application.language if by_user else reading.language,
        names=[person.name for person in application.people],
    )
    people = message.to if by_user else (message.sender,)
    return WordsLearned(message.date, topic=topic, to=tuple(a.email.lower() for a in people)) if topic else None


def mail_was_sent(desk: Desk, sent: SentDraft, mail: Mail, now: datetime) -> None:
    """Record (inside a transaction) that the user sent this draft, and the words they filled into its blanks."""
    application = desk.record(sent.application, DraftSent(mail.date, sent.draft.key, mail), now)
    language = application.language if f"{application.language}/phrases.toml" in desk.shipped else "en"
    names = [person.name for person in application.people]
    words = learn(sent.prepared.text, sent.said.text, sent.draft.fills, language=language, names=names)
    if words.topic or words.skill:
        desk.record(sent.application, WordsLearned(mail.date, sent.draft.key, words.topic, words.skill), now)


def proven_sent(desk: Desk, application: Application, message: Message, bounced_id: str, now: datetime) -> None:
    """Record (inside a transaction) the drafts that a mail of the employer's proves to have been sent.

    alpine, and clients that are told to save no copies, leave nothing in Sent.
    """
    for draft in answered_unseen(application, message, bounced_id):
        at = min(message.date, draft.gone_at or draft.settled_at or message.date)
        desk.record(application.id, DraftSent(at, draft.key), now)
