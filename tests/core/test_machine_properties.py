"""Whatever happens, in whatever order: the promises of the state machine hold."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mailwatch.core.lifecycle.corrections import corrections, retold
from mailwatch.core.lifecycle.deadlines import day, plan
from mailwatch.core.lifecycle.decide import catch_up
from mailwatch.core.lifecycle.events import (
    ClosedByYou,
    DraftDiscarded,
    Misread,
    Paused,
    Reopened,
    Resumed,
    TakenBack,
)
from mailwatch.core.models import Closing, DraftState, InterviewSlot, Kind, Stage, Step, Timeline
from tests.core.stories import DANA, Story

MAILS = st.sampled_from(
    [
        Kind.INTERVIEW_INVITED, Kind.INTERVIEW_CANCELLED, Kind.REJECTION, Kind.OFFER, Kind.STATUS_UPDATE,
        Kind.ACKNOWLEDGEMENT, Kind.ASSESSMENT, Kind.HUMAN_REPLY, Kind.AUTO_REPLY,
    ]
)  # fmt: skip


class AnyLife(RuleBasedStateMachine):
    """Random mails, user actions and clock jumps on one application."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()

    @rule(kind=MAILS, human=st.booleans(), days=st.integers(1, 30), asks=st.booleans())
    def mail(self, kind: Kind, human: bool, days: int, asks: bool) -> None:
        day = self.story.now.date() + timedelta(days=days)
        self.story.mail(
            kind,
            from_person=human,
            reply_to=DANA.email if human else "",
            timeline=Timeline(day, "soon") if kind is Kind.STATUS_UPDATE else None,
            away_until=day if kind is Kind.AUTO_REPLY else None,
            asks="A question?" if asks and kind is Kind.HUMAN_REPLY else "",
        )

    @rule(hours=st.integers(-20, 200), moved=st.booleans(), uid=st.sampled_from(["", "one", "two"]))
    def interview(self, hours: int, moved: bool, uid: str) -> None:
        start = self.story.now + timedelta(hours=hours)
        slot = InterviewSlot(start, start + timedelta(hours=1), "UTC", uid=uid, people=(DANA,))
        kind = Kind.INTERVIEW_RESCHEDULED if moved else Kind.INTERVIEW_CONFIRMED
        self.story.mail(kind, interviews=(slot,))

    @rule(hours=st.sampled_from([1, 5, 24, 50, 24 * 7, 24 * 9, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.story.now += timedelta(hours=hours)
        self.story.tick()

    @rule()
    def you_write(self) -> None:
        self.story.you_write()

    @precondition(lambda self: self.story.drafts(DraftState.PLACED))
    @rule()
    def send(self) -> None:
        self.story.send()

    @precondition(lambda self: self.story.drafts(DraftState.PLACED))
    @rule()
    def discard(self) -> None:
        self.story.record(DraftDiscarded(self.story.now, self.story.drafts(DraftState.PLACED)[0].key))
        self.story.tick()

    @precondition(lambda self: any(d.to for d in self.story.drafts(DraftState.SENT)))
    @rule()
    def bounce(self) -> None:
        draft = [d for d in self.story.drafts(DraftState.SENT) if d.to][-1]
        self.story.mail(Kind.BOUNCE, bounced=(draft.to[0].email,), bounced_id=draft.message_id, from_person=False)

    @rule(event=st.sampled_from([Paused, Resumed, ClosedByYou, Reopened]))
    def your_word(self, event: type[Paused | Resumed | ClosedByYou | Reopened]) -> None:
        self.story.record(event(self.story.now))
        self.story.tick()

    @precondition(lambda self: self.story.application.mails)
    @rule(kind=MAILS, data=st.data())
    def you_say_what_a_mail_is(self, kind: Kind, data: st.DataObject) -> None:
        read = [m.message_id for m in self.story.application.mails if m.inbound]
        if read:
            self.story.correct(Misread(self.story.now, data.draw(st.sampled_from(read)), kind))

    @rule()
    def you_take_it_back(self) -> None:
        last = corrections(self.story.history())[-1:]
        if last:
            self.story.correct(TakenBack(self.story.now, last[0].seq))

    @invariant()
    def what_is_due_falls_due_then_and_not_before(self) -> None:
        application, policy = self.story.application, self.story.policy
        if application.stage is not Stage.WAITING:
            return
        deadline = plan(application, policy, self.story.now)
        if deadline is None:
            return
        assert deadline.legs[-1].moment == deadline.due
        assert day(deadline.due, policy) in deadline.legs[-1].words
        _, before = catch_up(application, deadline.due - timedelta(seconds=1), policy)
        _, then = catch_up(application, deadline.due, policy)
        assert before == ()
        assert [e.type for e in then[:1]] == ["step_fell_due" if deadline.step else "closed_quietly"]

    @invariant()
    def never_two_open_drafts_to_one_recipient(self) -> None:
        placed = [d.to for d in self.story.drafts(DraftState.PLACED) if not d.stale]
        assert len(placed) == len(set(placed))

    @invariant()
    def open_drafts_belong_to_the_stage(self) -> None:
        if self.story.stage in (Stage.CLOSED, Stage.OFFER, Stage.WAITING, Stage.APPLIED):
            assert not self.story.waiting()
        if self.story.stage is Stage.REJECTED:
            assert set(self.story.waiting()) <= {Step.REJECTION_REPLY}

    @invariant()
    def never_more_than_two_unanswered_follow_ups(self) -> None:
        assert self.story.application.unanswered <= 2 or self.story.application.stage is Stage.CLOSED

    @invariant()
    def a_closing_has_a_reason_and_only_a_closing(self) -> None:
        application = self.story.application
        if application.stage is not Stage.PAUSED:
            assert (application.stage is Stage.CLOSED) == (application.closing is not None)
        assert application.closing in (None, *Closing)

    @invariant()
    def the_state_is_the_fold_of_the_log(self) -> None:
        assert retold("a1", self.story.history()) == self.story.application


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
