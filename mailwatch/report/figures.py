"""How the hunt goes, in numbers: who answered, after which step, and how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from mailwatch.core.lifecycle.mails import SILENT
from mailwatch.core.models import Application, Closing, DraftState, Kind, Stage, Step
from mailwatch.report.happenings import is_draft_sent

BY_HAND = "by_hand"
"""What the user wrote without a draft, beside the steps."""

STAGES: Mapping[Stage, str] = {
    Stage.APPLIED: "applied, no interview fixed",
    Stage.SCHEDULED: "interview fixed",
    Stage.THANKING: "thank-you due",
    Stage.WAITING: "waiting for an answer",
    Stage.FOLLOWING_UP: "follow-up due",
    Stage.LEAVING: "graceful exit due",
    Stage.REJECTED: "declined, reply due",
    Stage.OFFER: "an offer",
    Stage.PAUSED: "paused",
}
"""The stages in words, in the order of a hunt; the ways to be closed follow them."""

ENDS: Mapping[Closing, str] = {
    Closing.REJECTION: "closed: declined",
    Closing.SILENCE: "closed: no answer",
    Closing.YOU: "closed by you",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """What came of one sort of mail. `pending` are those that may still be answered; the rate leaves them out.

    `days` is the median of the days until the answer, None where there was none.
    """

    sent: int = 0
    answered: int = 0
    pending: int = 0
    days: float | None = None

    @property
    def share(self) -> float | None:
        """How many of those that had their time were answered, from 0 to 1; None where there are none."""
        settled = self.sent - self.pending
        return self.answered / settled if settled else None


@dataclass(frozen=True, slots=True)
class Figures:
    """`interviewed` counts applications with an interview that took place, `after_interview` what came of those.

    `steps` is by step, or `by_hand`. `stages` is how many stand where, in the order of a hunt, none of them 0.
    """

    applications: int
    open: int
    interviewed: int
    offers: int
    declined: int
    drafts_sent: int
    after_interview: Rate
    steps: Mapping[str, Rate]
    stages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """The user wrote (or was interviewed), and was `answered` then, or not. A panel's thank-yous are one turn."""

    what: str
    at: datetime
    answered: datetime | None
    pending: bool


def figures(applications: Sequence[Application], now: datetime) -> Figures:
    """Count everything. An answer is a mail that a person, or a decision, is in: no automatic reply, no bounce."""
    turns = [turn for a in applications for turn in _turns(a)]
    after = [turn for a in applications if (turn := _after_interview(a, now))]
    names = [*Step, BY_HAND]
    standing = Counter(_stage(a) for a in applications)
    return Figures(
        applications=len(applications),
        open=sum(a.stage is not Stage.CLOSED for a in applications),
        interviewed=len(after),
        offers=sum(any(m.kind is Kind.OFFER for m in a.mails) for a in applications),
        declined=sum(any(m.kind is Kind.REJECTION for m in a.mails) for a in applications),
        drafts_sent=sum(d.state is DraftState.SENT for a in applications for d in a.drafts),
        after_interview=_rate(after),
        steps={str(n): rate for n in names if (rate := _rate(t for t in turns if t.what == n)).sent},
        stages={name: standing[name] for name in (*STAGES.values(), *ENDS.values()) if standing[name]},
    )


def _stage(application: Application) -> str:
    if application.stage is Stage.CLOSED:
        return ENDS[application.closing or Closing.SILENCE]
    return STAGES[application.stage]


def _rate(turns: Iterable[Turn]) -> Rate:
    every = tuple(turns)
    days = [(t.answered - t.at) / timedelta(days=1) for t in every if t.answered]
    pending = sum(t.pending for t in every)
    return Rate(len(every), len(days), pending, median(days) if days else None)


def _answers(application: Application) -> list[datetime]:
    return sorted(m.date for m in application.mails if m.inbound and m.kind not in (*SILENT, Kind.OTHER))


def _turns(application: Application) -> Iterator[Turn]:
    """One for each step (the thank-yous of one interview together) and each mail by hand, in order."""
    began: dict[tuple[str, str], datetime] = {}
    for draft in application.drafts:
        if draft.state is DraftState.SENT and draft.settled_at and not draft.bounced:
            key = (draft.step.value, draft.interview or draft.key)
            began[key] = min(began.get(key, draft.settled_at), draft.settled_at)
    for mail in application.mails:
        if not mail.inbound and not is_draft_sent(mail, application):
            began[BY_HAND, mail.message_id] = mail.date
    answers = _answers(application)
    turns = sorted((at, what) for (what, _), at in began.items())
    for n, (at, what) in enumerate(turns):
        following = turns[n + 1][0] if n + 1 < len(turns) else None
        answered = next((a for a in answers if a > at and (following is None or a <= following)), None)
        pending = answered is None and following is None and application.stage is not Stage.CLOSED
        yield Turn(what, at, answered, pending)


def _after_interview(application: Application, now: datetime) -> Turn | None:
    """The last interview that took place, and the first answer after it."""
    ends = [i.end for i in application.interviews if not i.cancelled and i.end <= now]
    if not ends:
        return None
    answered = next((a for a in _answers(application) if a > max(ends)), None)
    return Turn("interview", max(ends), answered, answered is None and application.stage is not Stage.CLOSED)
