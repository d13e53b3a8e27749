"""The rows and rules of the design, each told as a story."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailwatch.core.lifecycle import fold
from mailwatch.core.lifecycle.deadlines import plan, wake_up
from mailwatch.core.lifecycle.events import (
    ClosedByYou,
    DraftDiscarded,
    DraftSeen,
    DraftSent,
    Event,
    InterviewPassed,
    Noted,
    Paused,
    Reopened,
    Resumed,
    StepFellDue,
    StepSkipped,
)
from mailwatch.core.lifecycle.steps import ImpossibleEventError
from mailwatch.core.lifecycle.table import TABLE, Row, Special, Trigger
from mailwatch.core.models import Closing, DraftState, InterviewSlot, Kind, Notes, Person, Stage, Step, Timeline, Trust
from mailwatch.core.policy import Policy
from tests.core.stories import BERLIN, DANA, Story, at


def interviewed() -> Story:
    """Interviewed on Tuesday 14 April 14:00 to 15:00 UTC; it is just over."""
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 15:00")
    return story


def thanked() -> Story:
    """The thank-you was sent an hour after the interview."""
    story = interviewed()
    story.until("2026-04-14 16:00")
    story.send()
    return story


# --- the table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", list(Row))
def test_every_row_has_every_trigger(row: Row) -> None:
    assert set(TABLE[row]) == set(Trigger)


def test_only_the_users_word_leads_out_of_what_the_user_closed() -> None:
    moves = {t for t, cell in TABLE[Row.CLOSED_YOU].items() if cell not in (Special.STAY, Special.IMPOSSIBLE)}
    assert moves == {Trigger.REOPENED}


@pytest.mark.parametrize("event", [
    StepFellDue(at("2026-04-02 09:00"), Step.FOLLOW_UP, at("2026-04-02 09:00")),
    DraftSent(at("2026-04-02 09:00"), "a1/thank_you/9"),
])  # fmt: skip
def test_an_impossible_event_is_refused_and_changes_nothing(event: Event) -> None:
    story = Story()
    before = story.application

    with pytest.raises(ImpossibleEventError, match="a1"):
        story.record(event)

    assert story.application == before


# --- the whole way --------------------------------------------------------------------------------------------------


def test_the_full_story_ends_in_a_graceful_exit() -> None:
    story = thanked()
    assert story.standing() is Stage.WAITING

    story.until("2026-04-21 15:30")
    assert story.waiting() == []
    story.until("2026-04-21 16:00")
    assert (story.stage, story.waiting()) == (Stage.FOLLOWING_UP, [Step.FOLLOW_UP])
    story.send()
    assert story.standing() is Stage.WAITING

    story.until("2026-04-28 16:00")
    assert story.waiting() == [Step.VALUE_FOLLOW_UP]
    story.send()

    story.until("2026-05-05 16:00")
    assert (story.stage, story.waiting()) == (Stage.LEAVING, [Step.GRACEFUL_EXIT])
    story.send()
    assert (story.stage, story.application.closing) == (Stage.CLOSED, Closing.SILENCE)

    story.until("2026-07-01 09:00")
    assert len(story.drafts()) == 4


def test_the_state_is_the_fold_of_the_log() -> None:
    story = thanked()
    story.until("2026-04-22 09:00")

    assert fold("a1", story.log) == story.application


# --- thank-you ------------------------------------------------------------------------------------------------------


def test_the_thank_you_is_drafted_half_an_hour_after_the_end_at_any_hour() -> None:
    story = Story()
    story.confirm("2026-04-18 20:00")  # a Saturday evening

    story.until("2026-04-18 21:00")
    assert (story.stage, story.waiting()) == (Stage.THANKING, [])
    story.until("2026-04-18 21:30")
    assert story.waiting() == [Step.THANK_YOU]


def test_the_owner_is_reminded_once_when_four_hours_are_left() -> None:
    story = interviewed()

    story.until("2026-04-15 10:30")
    assert not [n for n in story.notices if "not sent yet" in n]
    story.until("2026-04-15 14:30")
    assert len([n for n in story.notices if "not sent yet" in n]) == 1


def test_an_unsent_thank_you_is_given_up_after_three_days_and_the_untouched_draft_withdrawn() -> None:
    story = interviewed()

    story.until("2026-04-17 15:00")

    assert story.standing() is Stage.WAITING
    assert [d.state for d in story.drafts()] == [DraftState.WITHDRAWN]


def test_a_late_start_still_drafts_within_three_days_and_skips_after() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.sleep_until("2026-04-16 20:00")
    assert story.waiting() == [Step.THANK_YOU]

    late = Story()
    late.confirm("2026-04-14 14:00")
    late.sleep_until("2026-04-17 16:00")
    assert (late.stage, late.drafts()) == (Stage.WAITING, [])


def test_the_wait_after_a_skipped_thank_you_counts_from_the_interview() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.sleep_until("2026-04-18 16:00")

    story.until("2026-04-21 15:00")

    assert story.waiting() == [Step.FOLLOW_UP]


def test_a_thank_you_by_hand_replaces_ours() -> None:
    story = interviewed()
    story.until("2026-04-14 15:30")

    story.you_write()

    assert story.standing() is Stage.WAITING
    assert [d.state for d in story.drafts()] == [DraftState.WITHDRAWN]


def test_a_thank_you_by_hand_before_ours_is_due_leaves_none_to_draft() -> None:
    story = interviewed()
    story.now = at("2026-04-14 15:10")

    story.you_write()
    story.until("2026-04-15 09:00")

    assert (story.stage, story.drafts()) == (Stage.WAITING, [])


def test_a_panel_is_thanked_person_by_person_and_the_step_ends_with_the_last() -> None:
    story = Story(recipients=("dana@acme.example", "luis@acme.example"))
    story.confirm("2026-04-14 14:00", people=(DANA, Person("Luis", "luis@acme.example")))
    story.until("2026-04-14 15:30")
    assert len(story.waiting()) == 2

    first, second = story.drafts()
    story.record(DraftSent(story.now, first.key))
    assert story.standing() is Stage.THANKING
    story.record(DraftDiscarded(story.now, second.key))
    assert story.standing() is Stage.WAITING


def test_writing_to_one_of_a_panel_by_hand_leaves_the_other_drafts() -> None:
    story = Story(recipients=("dana@acme.example", "luis@acme.example"))
    story.confirm("2026-04-14 14:00", people=(DANA, Person("Luis", "luis@acme.example")))
    story.until("2026-04-14 15:30")

    story.you_write("dana@acme.example")

    assert story.standing() is Stage.THANKING
    assert [d.state for d in story.drafts()] == [DraftState.WITHDRAWN, DraftState.PLACED]


def test_the_parts_of_one_visit_are_thanked_for_after_the_last() -> None:
    story = Story()
    parts = tuple(
        InterviewSlot(at(f"2026-04-14 {h}:00"), at(f"2026-04-14 {h + 1}:00"), "UTC", people=(DANA,))
        for h in (10, 11, 13)
    )
    story.mail(Kind.INTERVIEW_CONFIRMED, interviews=parts)

    story.until("2026-04-14 14:00")
    assert story.waiting() == []
    story.until("2026-04-14 14:30")
    assert Step.THANK_YOU in story.waiting()


def test_a_second_round_does_not_cancel_the_thanks_for_the_first() -> None:
    story = interviewed()
    story.now = at("2026-04-14 15:10")
    story.confirm("2026-04-20 10:00")

    story.until("2026-04-14 15:30")
    assert (story.stage, story.waiting()) == (Stage.SCHEDULED, [Step.THANK_YOU])
    story.send()
    story.until("2026-04-20 11:30")
    assert (story.stage, story.waiting()) == (Stage.THANKING, [Step.THANK_YOU])


# --- did it take place? ---------------------------------------------------------------------------------------------


def test_a_cancelled_interview_is_not_thanked_for() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.mail(Kind.INTERVIEW_CANCELLED)
    assert story.standing() is Stage.WAITING

    story.until("2026-04-30 09:00")
    assert Step.THANK_YOU not in [d.step for d in story.drafts()]


def test_sorry_we_missed_you_takes_the_thank_you_back() -> None:
    story = interviewed()
    story.until("2026-04-14 15:30")

    story.mail(Kind.INTERVIEW_CANCELLED)

    assert story.standing() is Stage.WAITING
    assert [d.state for d in story.drafts()] == [DraftState.WITHDRAWN]


def test_a_rescheduled_interview_moves_the_thank_you() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.confirm("2026-04-16 10:00", kind=Kind.INTERVIEW_RESCHEDULED)
    assert story.standing() is Stage.SCHEDULED

    story.until("2026-04-16 11:00")
    assert story.drafts() == []
    story.until("2026-04-16 11:30")
    assert story.waiting() == [Step.THANK_YOU]
    assert len(story.application.interviews) == 1


def test_a_rescheduling_that_comes_after_the_hour_undoes_the_thank_you() -> None:
    story = interviewed()
    story.until("2026-04-14 15:30")

    story.confirm("2026-04-17 10:00", kind=Kind.INTERVIEW_RESCHEDULED)

    assert story.standing() is Stage.SCHEDULED
    assert [d.state for d in story.drafts()] == [DraftState.WITHDRAWN]


# --- timelines ------------------------------------------------------------------------------------------------------


def test_a_stated_timeline_is_waited_for_to_the_first_working_morning_after_it() -> None:
    story = thanked()
    story.mail(Kind.STATUS_UPDATE, timeline=story.promise("2026-05-01"))  # a Friday

    story.until("2026-05-04 08:30")
    assert story.waiting() == []
    story.until("2026-05-04 09:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_a_timeline_may_end_earlier_than_the_default_week() -> None:
    story = Story()
    story.mail(Kind.STATUS_UPDATE, timeline=story.promise("2026-04-16"))
    story.confirm("2026-04-14 14:00", hours=1)
    story.application = replace(story.application, heard_at=story.application.timeline_at)
    story.until("2026-04-14 15:30")
    story.send()

    story.until("2026-04-17 09:00")

    assert story.waiting() == [Step.FOLLOW_UP]


def test_the_users_note_of_a_timeline_counts() -> None:
    story = thanked()
    story.record(Noted(story.now, Notes(timeline=Timeline(date(2026, 5, 8), "they said"))))

    story.until("2026-05-11 08:30")
    assert story.waiting() == []
    story.until("2026-05-11 09:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_without_a_timeline_a_weekend_deadline_waits_for_monday_morning() -> None:
    story = Story(policy=BERLIN)
    story.confirm("2026-04-12 12:00")  # a Sunday
    story.until("2026-04-12 13:30")
    story.send()
    due = plan(story.application, BERLIN, story.now)

    assert due is not None
    assert due.due == at("2026-04-20 07:00")  # Monday 09:00 in Berlin


def test_no_follow_up_is_placed_outside_working_hours() -> None:
    story = thanked()

    story.sleep_until("2026-04-22 20:00")
    assert (story.stage, story.waiting()) == (Stage.FOLLOWING_UP, [])
    story.until("2026-04-23 09:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_out_of_office_moves_the_deadline_behind_the_return() -> None:
    story = thanked()
    story.mail(Kind.AUTO_REPLY, away_until=date(2026, 4, 26), from_person=False)

    story.until("2026-04-24 17:00")
    assert story.waiting() == []
    story.until("2026-04-27 09:00")
    assert story.waiting() == [Step.FOLLOW_UP]


# --- the employer's word --------------------------------------------------------------------------------------------


def test_a_reply_withdraws_the_open_follow_up_and_the_wait_starts_again() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")

    story.mail(Kind.HUMAN_REPLY)
    assert story.standing() is Stage.WAITING
    assert [d.state for d in story.drafts()][-1] is DraftState.WITHDRAWN
    story.until("2026-04-28 15:30")
    assert story.waiting() == []
    story.until("2026-04-28 16:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_an_edited_follow_up_is_left_where_it_is() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")
    story.edit()

    story.mail(Kind.HUMAN_REPLY)

    assert story.drafts()[-1].state is DraftState.EDITED


def test_an_answered_follow_up_is_not_one_of_the_two_before_leaving() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")
    story.send()
    story.mail(Kind.STATUS_UPDATE)
    story.until("2026-04-28 17:00")
    assert story.waiting() == [Step.VALUE_FOLLOW_UP]
    story.send()

    story.until("2026-05-05 17:00")
    assert story.waiting() == [Step.VALUE_FOLLOW_UP]
    story.send()
    story.until("2026-05-12 17:00")
    assert story.waiting() == [Step.GRACEFUL_EXIT]


def test_no_follow_up_falls_due_while_it_is_the_users_turn() -> None:
    story = thanked()
    story.mail(Kind.HUMAN_REPLY, asks="Could you send two references?")

    story.until("2026-05-01 12:00")
    assert story.waiting() == []
    assert any("two references" in n for n in story.notices)

    story.you_write()
    story.until("2026-05-08 12:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_what_a_confirmation_asks_is_answered_by_being_there() -> None:
    story = Story()
    slot = InterviewSlot(at("2026-04-14 14:00"), at("2026-04-14 15:00"), "UTC", people=(DANA,))
    story.mail(Kind.INTERVIEW_CONFIRMED, interviews=(slot,), asks="It will take an hour; please use this link.")
    story.until("2026-04-14 16:00")
    story.send()

    story.until("2026-04-21 17:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_what_else_they_asked_before_the_interview_is_still_open_after_it() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-13 09:00")
    story.mail(Kind.HUMAN_REPLY, asks="Could you send two references?")
    story.until("2026-04-14 16:00")

    assert story.application.asked == "Could you send two references?"


@pytest.mark.parametrize(("days", "done"), [(3, 0), (8, 1)])
def test_what_the_user_writes_long_after_their_last_mail_is_a_follow_up(days: int, done: int) -> None:
    story = thanked()
    story.mail(Kind.STATUS_UPDATE, timeline=story.promise("2026-05-29"))
    story.now += timedelta(days=days)
    story.you_write()

    assert story.application.steps_done == done


def test_two_calendar_entries_of_one_hour_are_one_interview() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00", uid="ats@greenhouse.example", sequence=3)
    story.confirm("2026-04-14 14:00", uid="hers@acme.example")
    story.until("2026-04-14 16:00")
    assert len(story.application.interviews) == 1
    assert len(story.drafts()) == 1


def test_the_parts_of_a_day_are_interviews_of_their_own() -> None:
    story = Story()
    story.confirm("2026-04-14 09:00", hours=3, uid="day@acme.example")
    story.confirm("2026-04-14 09:00", hours=1, uid="first@acme.example")
    assert [i.uid for i in story.application.interviews] == ["day@acme.example", "first@acme.example"]


FIRST, SECOND = "loop@acme.example#20260414T140000Z", "loop@acme.example#20260416T140000Z"
"""Two dates of one series, by UID and RECURRENCE-ID."""


def two_dates() -> Story:
    story = Story()
    story.confirm("2026-04-14 14:00", uid=FIRST)
    story.confirm("2026-04-16 14:00", uid=SECOND)
    return story


def starts(story: Story) -> list[str]:
    """The interviews that take place."""
    return [f"{i.start:%d %H:%M}" for i in story.application.interviews if not i.cancelled]


def test_two_dates_of_a_series_are_two_interviews() -> None:
    assert starts(two_dates()) == ["14 14:00", "16 14:00"]


@pytest.mark.parametrize(("uid", "left"), [(FIRST, ["15 09:00", "16 14:00"]), (SECOND, ["14 14:00", "15 09:00"])])
def test_one_date_of_a_series_moves_without_the_other(uid: str, left: list[str]) -> None:
    story = two_dates()
    story.confirm("2026-04-15 09:00", uid=uid, kind=Kind.INTERVIEW_RESCHEDULED)
    assert starts(story) == left


@pytest.mark.parametrize(("uid", "left"), [(FIRST, ["16 14:00"]), (SECOND, ["14 14:00"]), ("loop@acme.example", [])])
def test_a_cancelled_date_leaves_the_others_and_a_cancelled_series_none(uid: str, left: list[str]) -> None:
    story = two_dates()
    story.mail(Kind.INTERVIEW_CANCELLED, cancelled_uids=(uid,))
    assert starts(story) == left


def test_a_date_that_is_not_known_cancels_no_other() -> None:
    story = two_dates()
    story.mail(Kind.INTERVIEW_CANCELLED, cancelled_uids=("loop@acme.example#20260421T140000Z",))
    assert starts(story) == ["14 14:00", "16 14:00"]


def test_the_date_on_which_a_series_begins_is_the_interview_that_the_series_was_read_as() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00", uid="loop@acme.example")
    story.confirm("2026-04-15 09:00", uid=FIRST, kind=Kind.INTERVIEW_RESCHEDULED)
    assert starts(story) == ["15 09:00"]
    story.confirm("2026-04-15 11:00", uid=FIRST, kind=Kind.INTERVIEW_RESCHEDULED)
    assert starts(story) == ["15 11:00"]
    story.confirm("2026-04-14 14:00", uid="loop@acme.example")
    assert starts(story) == ["15 11:00"]
    story.mail(Kind.INTERVIEW_CANCELLED, cancelled_uids=("loop@acme.example",))
    assert starts(story) == []


def test_another_date_of_a_series_moves_and_the_one_that_is_known_stays() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00", uid="loop@acme.example")
    story.confirm("2026-04-17 14:00", uid=SECOND, kind=Kind.INTERVIEW_RESCHEDULED)
    assert starts(story) == ["14 14:00", "17 14:00"]


def test_an_assessment_is_the_users_turn() -> None:
    story = thanked()
    story.mail(Kind.ASSESSMENT)

    story.until("2026-05-01 12:00")

    assert (story.stage, story.waiting()) == (Stage.WAITING, [])


def test_an_untrusted_or_unsure_mail_moves_nothing() -> None:
    story = thanked()
    before = story.stage, story.application.contact_at
    story.mail(Kind.REJECTION, trust=Trust.FAIL)
    story.mail(Kind.OFFER, confidence=0.4)

    assert (story.stage, story.application.contact_at) == before


# --- endings --------------------------------------------------------------------------------------------------------


def test_a_rejection_after_an_interview_is_answered_and_closes() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")
    story.mail(Kind.REJECTION)

    assert (story.stage, story.waiting()) == (Stage.REJECTED, [Step.REJECTION_REPLY])
    story.send()
    assert (story.stage, story.application.closing) == (Stage.CLOSED, Closing.REJECTION)


def test_a_rejection_from_a_machine_with_nobody_known_is_not_answered() -> None:
    story = Story()
    story.mail(Kind.ACKNOWLEDGEMENT, from_person=False, reply_to="", people=())
    story.mail(Kind.REJECTION, from_person=False, reply_to="", people=())

    assert (story.stage, story.drafts()) == (Stage.CLOSED, [])


def test_a_machines_rejection_after_an_interview_is_answered_to_the_person() -> None:
    story = thanked()
    story.mail(Kind.REJECTION, from_person=False, reply_to="", people=())

    assert story.waiting() == [Step.REJECTION_REPLY]


def test_an_old_rejection_is_not_answered_any_more() -> None:
    story = thanked()
    story.now = at("2026-04-18 10:00")
    story.mail(Kind.REJECTION)  # Saturday: nothing is placed yet
    story.sleep_until("2026-04-27 10:00")

    assert (story.stage, story.waiting()) == (Stage.CLOSED, [])


def test_an_offer_ends_all_timers() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")
    story.mail(Kind.OFFER)
    story.until("2026-06-01 12:00")

    assert (story.stage, story.waiting()) == (Stage.OFFER, [])
    assert len([n for n in story.notices if "offer" in n]) == 1


def test_a_new_interview_reopens_what_silence_or_a_rejection_closed() -> None:
    story = thanked()
    story.mail(Kind.REJECTION)
    story.send()
    story.until("2026-05-01 09:00")

    story.confirm("2026-05-05 10:00")

    assert (story.stage, story.application.closing) == (Stage.SCHEDULED, None)


def test_an_employer_who_writes_after_the_silence_reopens_it() -> None:
    story = thanked()
    story.sleep_until("2026-06-20 09:00")
    assert story.application.closing is Closing.SILENCE

    story.mail(Kind.HUMAN_REPLY)

    assert story.standing() is Stage.WAITING


def test_thanks_for_the_gracious_answer_does_not_reopen_a_rejection() -> None:
    story = thanked()
    story.mail(Kind.REJECTION)
    story.send()

    story.mail(Kind.HUMAN_REPLY)

    assert story.standing() is Stage.CLOSED


def test_skipping_both_follow_ups_closes_quietly() -> None:
    story = thanked()
    for day in ("2026-04-21 16:00", "2026-04-28 16:30"):
        story.until(day)
        story.record(DraftDiscarded(story.now, story.drafts()[-1].key))
    story.until("2026-05-06 12:00")

    assert (story.stage, story.application.closing) == (Stage.CLOSED, Closing.SILENCE)
    assert Step.GRACEFUL_EXIT not in [d.step for d in story.drafts()]


def test_a_skipped_follow_up_is_not_followed_at_once_by_the_next() -> None:
    story = thanked()
    story.until("2026-04-23 12:00")
    story.record(DraftDiscarded(story.now, story.drafts()[-1].key))

    story.until("2026-04-30 11:30")
    assert story.waiting() == []
    story.until("2026-04-30 12:00")
    assert story.waiting() == [Step.VALUE_FOLLOW_UP]


# --- the user -------------------------------------------------------------------------------------------------------


def test_a_pause_is_obeyed_and_ends_where_it_began() -> None:
    story = thanked()
    story.record(Paused(story.now))
    story.until("2026-04-30 12:00")
    assert (story.stage, story.waiting()) == (Stage.PAUSED, [])

    story.record(Resumed(story.now))
    story.tick()
    assert story.waiting() == [Step.FOLLOW_UP]


def test_a_snooze_ends_by_itself() -> None:
    story = thanked()
    story.record(Paused(story.now, until=at("2026-04-29 09:00")))

    story.until("2026-04-29 08:30")
    assert story.standing() is Stage.PAUSED
    story.until("2026-04-29 09:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_an_interview_passes_under_a_pause_and_its_thank_you_is_not_drafted_until_it_ends() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    story.record(Paused(story.now))
    story.until("2026-04-14 16:00")
    assert (story.stage, story.application.beneath, story.drafts()) == (Stage.PAUSED, Stage.THANKING, [])

    story.record(Resumed(story.now))
    story.tick()
    assert story.waiting() == [Step.THANK_YOU]


def test_other_mail_does_not_undo_a_pause_but_a_new_interview_and_a_rejection_do() -> None:
    story = thanked()
    story.record(Paused(story.now))
    story.mail(Kind.HUMAN_REPLY)
    assert story.standing() is Stage.PAUSED
    story.confirm("2026-04-20 10:00")
    assert story.standing() is Stage.SCHEDULED

    story.record(Paused(story.now))
    story.mail(Kind.REJECTION)
    assert story.standing() is Stage.REJECTED


def test_what_the_user_closed_stays_closed_and_a_new_interview_is_told() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")
    story.record(ClosedByYou(story.now))
    story.tick()
    assert story.waiting() == []

    story.confirm("2026-05-05 10:00")
    assert (story.stage, story.application.closing) == (Stage.CLOSED, Closing.YOU)
    assert any("you closed" in n for n in story.notices)

    story.record(Reopened(story.now))
    assert story.standing() is Stage.SCHEDULED


def test_an_unprompted_mail_of_the_users_in_the_wait_is_a_follow_up_of_their_own() -> None:
    story = thanked()
    story.now = at("2026-04-20 10:00")
    story.you_write()

    story.until("2026-04-27 10:00")

    assert story.waiting() == [Step.VALUE_FOLLOW_UP]


def test_a_follow_up_by_hand_replaces_ours() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")

    story.you_write()

    assert (story.stage, story.waiting()) == (Stage.WAITING, [])
    assert story.application.steps_done == 1


# --- what came back -------------------------------------------------------------------------------------------------


def test_a_bounced_thank_you_is_due_again_and_the_address_is_bad() -> None:
    story = thanked()
    story.recipients = ("coordinator@acme.example",)
    sent = story.drafts()[0]
    story.mail(Kind.BOUNCE, bounced=("dana@acme.example",), bounced_id=sent.message_id, from_person=False, people=())

    assert story.application.bad_addresses == ("dana@acme.example",)
    assert (story.stage, story.waiting()) == (Stage.THANKING, [Step.THANK_YOU])
    assert any("came back" in n for n in story.notices)


def test_a_bounce_of_what_the_user_wrote_by_hand_promises_no_draft() -> None:
    story = thanked()
    story.you_write("lee@acme.example")
    story.mail(Kind.BOUNCE, bounced=("lee@acme.example",), bounced_id="<u9@example.com>", from_person=False, people=())

    (told,) = [n for n in story.notices if "came back" in n]
    assert "prepared again" not in told


def test_a_bounced_follow_up_does_not_count() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")
    story.send()
    story.recipients = ("coordinator@acme.example",)
    story.mail(Kind.BOUNCE, bounced=("dana@acme.example",), from_person=False, people=())

    assert (story.stage, story.waiting()) == (Stage.FOLLOWING_UP, [Step.FOLLOW_UP])
    assert story.application.steps_done == 0


# --- an old inbox ---------------------------------------------------------------------------------------------------


def test_an_old_story_ends_in_the_state_of_today_with_nothing_stale_placed() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")

    story.sleep_until("2026-07-01 12:00")

    assert (story.stage, story.application.closing, story.drafts()) == (Stage.CLOSED, Closing.SILENCE, [])


def test_a_follow_up_a_few_days_overdue_is_still_due_now() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")

    story.sleep_until("2026-04-27 12:00")

    assert story.waiting() == [Step.FOLLOW_UP]


# --- odds and ends --------------------------------------------------------------------------------------------------


def test_a_draft_gone_and_seen_again_is_the_same_draft() -> None:
    story = interviewed()
    story.until("2026-04-14 15:30")
    key = story.drafts()[0].key
    story.record(DraftSeen(story.now, key, DraftState.GONE))
    assert story.drafts()[0].gone_at == story.now

    story.record(DraftSeen(story.now, key, DraftState.EDITED))
    assert (story.drafts()[0].state, story.drafts()[0].gone_at) == (DraftState.EDITED, None)


def test_a_discarded_draft_that_turns_up_sent_was_sent() -> None:
    story = thanked()
    story.until("2026-04-21 16:00")
    key = story.drafts()[-1].key
    story.record(DraftDiscarded(story.now, key))
    story.record(DraftSent(story.now, key))

    assert story.drafts()[-1].state is DraftState.SENT
    assert story.application.follow_ups_sent == 1


def test_the_daemon_wakes_up_when_the_next_thing_falls_due() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00")
    assert wake_up(story.application, Policy(), story.now) == at("2026-04-14 15:00")
    thanks = thanked()
    assert wake_up(thanks.application, Policy(), thanks.now) == at("2026-04-21 16:00")


def test_a_policy_of_the_users_is_obeyed() -> None:
    story = Story(policy=Policy(follow_up_after=timedelta(days=12), thank_you_after=timedelta(hours=2)))
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 16:30")
    assert story.waiting() == []
    story.until("2026-04-14 17:00")
    story.send()
    story.until("2026-04-26 17:00")
    assert story.waiting() == []
    story.until("2026-04-27 09:00")
    assert story.waiting() == [Step.FOLLOW_UP]


def test_an_interview_passed_twice_is_refused_outside_its_stages() -> None:
    story = thanked()
    with pytest.raises(ImpossibleEventError):
        story.record(InterviewPassed(story.now, story.application.interviews[0].key))


def test_a_thank_you_covered_by_another_leaves_the_rest() -> None:
    story = Story()
    first = InterviewSlot(at("2026-04-14 09:00"), at("2026-04-14 10:00"), "UTC", uid="one", people=(DANA,))
    second = InterviewSlot(at("2026-04-14 10:00"), at("2026-04-14 11:00"), "UTC", uid="two", people=(DANA,))
    story.mail(Kind.INTERVIEW_CONFIRMED, interviews=(first, second))
    story.recipients = ()
    story.until("2026-04-14 11:30")
    story.record(StepSkipped(story.now, Step.THANK_YOU, "has theirs", "one"))
    assert story.standing() is Stage.THANKING
    story.record(StepSkipped(story.now, Step.THANK_YOU, "has theirs", "two"))
    assert story.standing() is Stage.WAITING
