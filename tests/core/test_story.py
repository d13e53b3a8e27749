"""Why: what happened, by which rule, what was left out, and how every date was reckoned."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.cli.terminal import Terminal, columns
from mailwatch.cli.why import as_lines
from mailwatch.core import workdays
from mailwatch.core.lifecycle.deadlines import day, deadline
from mailwatch.core.lifecycle.events import ClosedByYou, DraftDiscarded, DraftSeen, DraftWithdrawn, Paused, StepSkipped
from mailwatch.core.lifecycle.story import Rule
from mailwatch.core.lifecycle.story import Story as Told
from mailwatch.core.lifecycle.story import story as tell
from mailwatch.core.lifecycle.table import Row, Trigger
from mailwatch.core.models import Application, DraftState, Evidence, Kind, Stage, Step, Timeline
from mailwatch.core.policy import Policy
from mailwatch.core.reading.timelines import day_told
from tests.core.stories import BERLIN, Story, at

GERMAN = replace(BERLIN, holidays="DE")


def told(story: Story) -> Told:
    return tell(story.history(), story.policy, story.now, "acme")


def texts(story: Story) -> list[str]:
    return [h.text for h in told(story).happenings]


def waiting(policy: Policy = BERLIN, start: str = "2026-04-14 12:00") -> Story:
    """The interview of an hour is over, and the thank-you was sent as soon as it was there."""
    story = Story(policy=policy)
    story.confirm(start)
    story.until(f"{at(start) + timedelta(hours=1, minutes=30):%Y-%m-%d %H:%M}")
    story.send()
    return story


# --- what happened, and by which rule -------------------------------------------------------------------------------


def test_each_mail_comes_with_its_words_and_the_rule_that_applied() -> None:
    story = Story()
    story.mail(Kind.REJECTION, evidence=(Evidence("We will not proceed.", "rejected.plainly"),))

    opened, read = told(story).happenings[:2]

    assert opened.text == "First heard of: Acme (Engineer)."
    assert read.text == "Dana Cho wrote: “Your application”."
    assert read.quotes == (Evidence("We will not proceed.", "rejected.plainly"),)
    assert read.rule == Rule(Row.APPLIED, Trigger.REJECTION, Row.REJECTED)
    assert len(read.short) == 6


def test_the_life_of_a_draft_is_told() -> None:
    story = waiting()
    story.until("2026-04-21 14:00")
    key = story.drafts()[-1].key
    story.record(DraftSeen(story.now, key, DraftState.EDITED))
    story.record(DraftDiscarded(story.now, key))

    lines = texts(story)

    assert "A thank-you to dana@acme.example was prepared: “Re: x”." in lines
    assert "You sent the thank-you to dana@acme.example." in lines
    assert "They had not answered: the follow-up fell due." in lines
    assert "You edited the follow-up to dana@acme.example: it is yours now." in lines
    assert lines[-1] == "You deleted the follow-up to dana@acme.example: that step is skipped."


# --- what was not made ----------------------------------------------------------------------------------------------


def not_made(story: Story) -> str:
    return "\n".join(told(story).not_made)


def test_no_follow_up_while_a_question_of_theirs_is_open() -> None:
    story = waiting()
    story.now = at("2026-05-03 10:00")
    story.mail(Kind.HUMAN_REPLY, asks="Can you send references?")

    assert not_made(story).endswith(
        "no follow-up: they asked you something on Sun 3 May 12:00, and you have not answered: "
        "“Can you send references?”"
    )


def test_a_step_whose_draft_was_deleted() -> None:
    story = Story(policy=BERLIN)
    story.confirm("2026-04-14 12:00")
    story.until("2026-04-14 13:30")
    story.record(DraftDiscarded(story.now, story.drafts()[0].key))

    assert "no other thank-you: you deleted the one that was prepared, on Tue 14 Apr 15:30" in not_made(story)


def test_a_step_that_was_skipped_says_why() -> None:
    story = Story(policy=BERLIN)
    story.confirm("2026-04-14 12:00")
    story.until("2026-04-14 13:00")
    story.record(StepSkipped(story.now, Step.THANK_YOU, "you thanked them in person", said=True))

    assert "no thank-you (Tue 14 Apr 15:00): you thanked them in person" in not_made(story)


def test_a_rejection_that_only_a_machine_could_receive_an_answer_to() -> None:
    story = Story(policy=BERLIN)
    story.mail(Kind.REJECTION, from_person=False, reply_to="", people=())

    assert "no rejection reply (Wed 1 Apr 11:00): no interview took place" in not_made(story)


@pytest.mark.parametrize(("end", "words"), [
    (Paused(at("2026-04-15 09:00"), until=at("2026-05-14 00:00")), "you snoozed it until Thu 14 May 02:00"),
    (Paused(at("2026-04-15 09:00")), "nothing for now: you paused it"),
    (ClosedByYou(at("2026-04-15 09:00")), "nothing more: you closed it"),
])  # fmt: skip
def test_the_users_own_word_is_a_reason(end: Paused | ClosedByYou, words: str) -> None:
    story = waiting()
    story.record(end)

    assert words in not_made(story)


def test_nothing_is_said_to_be_missing_while_a_draft_waits() -> None:
    story = waiting()
    story.until("2026-04-21 14:00")

    assert story.waiting() == [Step.FOLLOW_UP]
    assert told(story).not_made == ()


# --- how a date was reckoned ----------------------------------------------------------------------------------------


def sums(story: Story) -> list[str]:
    found = told(story).next
    assert found is not None
    return [leg.words for leg in found.legs]


def test_a_week_after_the_last_contact() -> None:
    assert sums(waiting()) == [
        "you wrote last on Tue 14 Apr 15:30",
        "7 days after Tue 14 Apr 15:30 is Tue 21 Apr 15:30",
    ]


def test_a_week_that_ends_on_a_holiday() -> None:
    friday = waiting(GERMAN, "2026-04-24 12:00")  # a week later is the First of May, a Friday

    assert sums(friday)[1:] == [
        "7 days after Fri 24 Apr 15:30 is Fri 1 May 15:30",
        "Fri 1 May 15:30 is not working time (Labor Day, Saturday, Sunday), so Mon 4 May 09:00",
    ]


def test_a_day_they_named() -> None:
    story = waiting()
    story.mail(Kind.STATUS_UPDATE, timeline=Timeline(date(2026, 4, 24), "by Friday"))

    (one,) = sums(story)
    assert one == (
        "Mon 27 Apr 09:00 is the first working morning (Saturday, Sunday passed over) after Fri 24 Apr, "
        "the day they named: “by Friday”"
    )


def test_a_sum_in_the_story_is_the_one_that_was_reckoned_then() -> None:
    story = waiting()
    story.until("2026-04-21 14:00")
    (due,) = [h for h in told(story).happenings if h.event == "step_fell_due"]

    assert due.legs[-1] == "7 days after Tue 14 Apr 15:30 is Tue 21 Apr 15:30"
    slower = tell(story.history(), replace(BERLIN, follow_up_after=timedelta(days=9)), story.now, "acme")
    (changed,) = [h for h in slower.happenings if h.event == "step_fell_due"]
    assert changed.legs == ("it was due on Tue 21 Apr 15:30, by the timings of that time",)


POLICIES = st.builds(
    Policy,
    timezone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"]),
    follow_up_after=st.timedeltas(timedelta(), timedelta(days=40)),
    working_days=st.frozensets(st.integers(0, 6), min_size=1),
    work_starts=st.just(time(9)),
    holidays=st.sampled_from(["", "DE", "US"]),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(ZoneInfo("UTC")))  # noqa: DTZ001


@settings(max_examples=200, deadline=None)
@given(POLICIES, MOMENTS, st.none() | st.integers(-5, 40), st.none() | st.integers(0, 30))
def test_the_sum_ends_at_the_moment_that_decides(
    policy: Policy, contact: datetime, promised: int | None, away: int | None
) -> None:
    timeline = Timeline(contact.date() + timedelta(days=promised), "soon") if promised is not None else None
    back = contact.date() + timedelta(days=away) if away is not None else None
    application = Application("a1", stage=Stage.WAITING, contact_at=contact, timeline=timeline, away_until=back)

    found = deadline(application, policy)

    assert found is not None
    assert found.legs[-1].moment == found.due
    assert day(found.due, policy) in found.legs[-1].words


@settings(max_examples=200, deadline=None)
@given(POLICIES, MOMENTS)
def test_there_is_a_detour_where_a_moment_is_moved_and_only_there(policy: Policy, moment: datetime) -> None:
    moved = workdays.working_time_from(moment, policy) != moment

    assert bool(workdays.detour(moment, policy)) == moved


# --- what would change it -------------------------------------------------------------------------------------------


def remedies(story: Story) -> list[str]:
    return [r.command for r in told(story).remedies]


def test_only_what_fits_is_offered() -> None:
    story = waiting()
    assert "mailwatch note acme --thanked" not in remedies(story)
    assert 'mailwatch note acme --timeline "2 weeks"' in remedies(story)
    assert "mailwatch undo acme" not in remedies(story)

    story.record(Paused(story.now))

    assert "mailwatch reopen acme" in remedies(story)
    assert remedies(story)[-1] == "mailwatch undo acme"


def test_a_draft_that_is_gone_can_be_said_to_be_sent() -> None:
    story = waiting()
    story.until("2026-04-21 14:00")
    story.record(DraftSeen(story.now, story.drafts()[-1].key, DraftState.GONE))

    assert remedies(story)[0] == "mailwatch note acme --sent"


# --- on the screen --------------------------------------------------------------------------------------------------


def long_story() -> Story:
    story = waiting()
    words = "We are still deciding, and it may well be that it takes us until the end of the month. " * 3
    story.mail(Kind.STATUS_UPDATE, evidence=(Evidence(words, "status.deciding"), Evidence("面接の結果" * 30, "x")))
    story.until("2026-04-29 14:00")
    story.record(DraftWithdrawn(story.now, story.drafts()[-1].key, "the application is waiting now"))
    return story


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = list(as_lines(told(long_story()), Terminal(width, bounded=True), ZoneInfo("Europe/Berlin")))

    commands = [line for line in lines if line.startswith("  mailwatch ")]  # to be copied: never broken
    assert max(columns(line) for line in lines if line not in commands) <= width


def test_colours_only_where_there_are_some() -> None:
    plain = list(as_lines(told(long_story()), Terminal(80), ZoneInfo("UTC")))
    painted = list(as_lines(told(long_story()), Terminal(80, colour=True), ZoneInfo("UTC")))

    assert not any("\x1b" in line for line in plain)
    assert [re.sub(r"\x1b\[[\d;]*m", "", line) for line in painted] == plain


def test_a_mail_cannot_upset_the_screen() -> None:
    story = Story()
    story.mail(Kind.REJECTION, evidence=(Evidence("no\x1b[2Jthing", "x"),))

    assert not any("\x1b" in line for line in as_lines(told(story), Terminal(80), ZoneInfo("UTC")))


# --- days in words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "day_"), [
    ("tomorrow", "2026-04-16"),
    ("friday", "2026-04-17"),
    ("next friday", "2026-04-24"),
    ("next week", "2026-04-20"),
    ("2 weeks", "2026-04-29"),
    ("in 10 days", "2026-04-25"),
    ("14 May", "2026-05-14"),
    ("the 14th", "2026-05-14"),
    ("end of next month", "2026-05-31"),
    ("next month", "2026-05-01"),
    ("in a month", "2026-05-15"),
    ("yesterday", "2026-04-14"),
    ("1 March", "2026-03-01"),
    ("someday", None),
    ("next friday or so", None),
    ("2 weeks and 3 days", None),
    ("friday monday", None),
    ("", None),
])  # fmt: skip
def test_a_day_in_words(words: str, day_: str | None) -> None:
    found = day_told(words, anchor=at("2026-04-15 10:00"))  # a Wednesday

    assert (found.isoformat() if found else None) == day_
