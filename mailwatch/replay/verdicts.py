"""What would have been drafted, beside what the user really sent: one occasion after another, as values.

What the user sent is taken from their own mail and never from the simulated drafts, which nobody sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailwatch.core import workdays
from mailwatch.core.lifecycle.events import DraftPlanned, DraftSent, DraftWithdrawn, MailRead
from mailwatch.core.lifecycle.mails import SILENT
from mailwatch.core.models import Application, Draft, Evidence, Kind, Mail, Reading, Step
from mailwatch.core.policy import Policy
from mailwatch.core.sightings import share_recipients
from mailwatch.replay.recorder import ByHand, Happened

PROMPT = timedelta(days=3)
"""So soon after its draft was ready, a follow-up (or an answer to a rejection) still counts as sent in time."""


class Verdict(StrEnum):
    """How the user's own mail compares with the drafts.

    `CAUGHT`: they wrote in time, and a draft lay ready. `LATE`: they wrote, but later. `MISSED`: they sent nothing, and
    would have been reminded. `EARLY`: they wrote before it fell due, so nothing was drafted. `OVERTAKEN`: the employer
    wrote first, and the draft would have been taken back. `OPEN`: the archive ends too soon to tell.
    """

    CAUGHT = "caught"
    LATE = "late"
    MISSED = "missed"
    EARLY = "early"
    OVERTAKEN = "overtaken"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A step that was due, or that the user did before it was.

    `at` is when the draft was ready, or when they wrote. `draft` is None where none was made. `sent` is what they
    wrote, `then` what else explains the verdict: the mail that overtook the draft, or came though nothing was sent.
    `back`: when an unsent draft was taken back, and why.
    """

    at: datetime
    step: Step
    verdict: Verdict
    draft: Draft | None = None
    sent: Mail | None = None
    then: Mail | None = None
    back: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A mail of an application, in or out, and the first words that told its kind. `acts` is as in `Reading`."""

    mail: Mail
    kind: Kind
    evidence: Evidence | None
    acts: bool
    why: str
    also: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One application over the time of the replay: the mails, the occasions, each oldest first, and how it ended."""

    application: Application
    mails: tuple[Read, ...]
    occasions: tuple[Occasion, ...]


def tell(
    application: Application, happened: Sequence[Happened], by_hand: Iterable[ByHand], end: datetime, policy: Policy
) -> Story:
    """What happened to one application; `end` is the end of the archive."""
    mails = tuple(m for h in happened if (m := _read(h)))
    mine = [m.mail for m in mails if not m.mail.inbound]
    theirs = [m.mail for m in mails if m.mail.inbound and m.acts and m.kind not in SILENT]
    drafts = [h.event.draft for h in happened if isinstance(h.event, DraftPlanned)]
    back = {h.event.key: (h.now, h.event.reason) for h in happened if isinstance(h.event, DraftWithdrawn)}
    occasions = [
        _judged(application, draft, _mine_about(draft, drafts, mine), theirs, end, policy, back.get(draft.key))
        for draft in drafts
    ]
    for one in by_hand:
        sent = next((m for m in mine if m.message_id == one.message_id), None)
        occasions.append(Occasion(one.at, one.step, Verdict.EARLY, sent=sent))
    return Story(application, mails, tuple(sorted(occasions, key=lambda o: o.at)))


def _read(one: Happened) -> Read | None:
    if isinstance(one.event, DraftSent) and one.event.mail:
        return Read(one.event.mail, Kind.SENT_BY_YOU, None, acts=True, why="in nearly the words of the draft")
    if not isinstance(one.event, MailRead):
        return None
    reading: Reading = one.event.reading
    evidence = reading.evidence[0] if reading.evidence else None
    return Read(one.event.mail, reading.kind, evidence, reading.acts, one.event.why, reading.also)


def _mine_about(draft: Draft, drafts: Sequence[Draft], mine: Sequence[Mail]) -> list[Mail]:
    """What the user wrote that may stand for this draft: to its people, before the next one was ready."""
    others = [d.planned_at for d in drafts if (d.step, d.interview) != (draft.step, draft.interview)]
    until = min((at for at in others if at > draft.planned_at), default=None)
    return [
        m
        for m in mine
        if m.date >= draft.planned_at
        and (until is None or m.date < until)
        and share_recipients((*m.to, *m.cc), draft.to)
    ]


def _judged(
    application: Application,
    draft: Draft,
    mine: Sequence[Mail],
    theirs: Sequence[Mail],
    end: datetime,
    policy: Policy,
    back: tuple[datetime, str] | None,
) -> Occasion:
    limit = _limit(application, draft, policy)
    heard = next((m for m in theirs if m.date > draft.planned_at), None)
    sent = next((m for m in mine if heard is None or m.date < heard.date), None)
    if sent is not None:
        verdict = Verdict.CAUGHT if sent.date <= limit else Verdict.LATE
        return Occasion(draft.planned_at, draft.step, verdict, draft, sent=sent, back=back)
    if heard is not None and heard.date <= limit:
        return Occasion(draft.planned_at, draft.step, Verdict.OVERTAKEN, draft, then=heard, back=back)
    verdict = Verdict.OPEN if heard is None and end <= limit else Verdict.MISSED
    return Occasion(draft.planned_at, draft.step, verdict, draft, then=heard, back=back)


def _limit(application: Application, draft: Draft, policy: Policy) -> datetime:
    """Up to when a mail of the user's stands for the draft in time."""
    if draft.step is Step.THANK_YOU:
        ends = [i.end for i in application.interviews if i.key == draft.interview]
        return max([*ends, draft.planned_at - policy.thank_you_after]) + policy.thank_you_within
    return workdays.later(draft.planned_at, PROMPT, policy)
