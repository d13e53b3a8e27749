"""`mailwatch status`: at a glance, in any width, what needs the user first."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailwatch.cli.arguments import KINDS
from mailwatch.cli.status import footer, length, seeing, table
from mailwatch.cli.terminal import Terminal, columns
from mailwatch.core.lifecycle.events import ClosedByYou, DraftSeen, Paused
from mailwatch.core.models import Closing, DraftState, Kind, Step
from mailwatch.core.steps import STEPS
from mailwatch.records import Sight
from mailwatch.standing import CLOSINGS, WAITING, Need, Standing, standings, when
from mailwatch.store import Store
from tests.core.stories import Story, at
from tests.papers import NOW, answered, called, hunt, interviewed, promising, recorded, silent, summary, thanked

SGR = re.compile(r"\x1b\[[\d;]*m")


def stand(story: Story) -> Standing:
    (standing,) = standings([summary(story)], story.now, UTC)
    return standing


def told(standing: Standing) -> tuple[str, str]:
    return standing.stands, standing.next


# Where it stands, in words


def test_an_interview_that_is_fixed_comes_next() -> None:
    standing = stand(interviewed("2026-04-14 14:00"))
    assert told(standing) == ("interview fixed", "interview")
    assert standing.at == at("2026-04-14 14:00")
    assert not standing.need.yours


def test_after_the_interview_the_thank_you_is_due() -> None:
    story = interviewed("2026-04-14 14:00")
    story.until("2026-04-14 15:00")
    assert told(stand(story)) == ("interviewed", "thank-you")
    assert stand(story).at == at("2026-04-14 15:30")


def test_a_thank_you_that_waits_needs_the_user_most() -> None:
    story = interviewed("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    standing = stand(story)
    assert (told(standing), standing.need, standing.drafts) == (("thank-you ready", "send it"), Need.THANKS, 1)
    assert standing.since == at("2026-04-14 15:30")


def test_a_panel_s_thank_yous_are_counted() -> None:
    story = Story(recipients=("a@acme.example", "b@acme.example"))
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    assert stand(story).stands == "2 thank-yous ready"
    assert stand(story).drafts == 2


def test_a_second_round_is_not_hidden_behind_the_first_ones_thank_you() -> None:
    story = interviewed("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    story.confirm("2026-04-16 10:00")
    standing = stand(story)
    assert (standing.need, standing.next, standing.at) == (Need.THANKS, "interview", at("2026-04-16 10:00"))


def test_a_wait_says_for_what() -> None:
    assert told(stand(thanked())) == ("waiting", "follow-up")
    assert told(stand(promising())) == ("they said Thu 14 May", "follow-up")
    assert stand(silent()).stands == "graceful exit ready"


def test_what_they_asked_is_quoted() -> None:
    story = thanked()
    story.until("2026-04-17 10:00")
    story.mail(Kind.HUMAN_REPLY, asks="Could you send us two references?")
    standing = stand(story)
    assert told(standing) == ("they asked you", "your answer")
    assert standing.notes == ("They asked: “Could you send us two references?”",)


def test_a_draft_gone_without_a_trace_says_so_and_how_to_answer() -> None:
    story = interviewed("2026-04-14 14:00", "Acme & Co")
    story.until("2026-04-14 16:00")
    story.record(DraftSeen(story.now, story.application.drafts[0].key, DraftState.GONE))
    standing = stand(story)
    assert (standing.need, standing.drafts) == (Need.GONE, 0)
    assert told(standing) == ("thank-you gone", "did you send it?")
    (note,) = standing.notes
    assert "neither in Drafts nor in Sent" in note
    assert "`mailwatch note 'Acme & Co' --sent`" in note


def test_the_hint_names_the_application_so_that_no_other_answers_to_it() -> None:
    story, other = interviewed("2026-04-14 14:00"), interviewed(company="Acme Robotics")
    story.until("2026-04-14 16:00")
    story.record(DraftSeen(story.now, story.application.drafts[0].key, DraftState.GONE))
    first = next(s for s in standings([summary(story), summary(other)], story.now, UTC) if s.company == "Acme")
    assert "`mailwatch note a1 --sent`" in first.notes[0]


def test_an_edited_draft_that_has_had_its_day_is_said_to_be_the_user_s() -> None:
    story = interviewed("2026-04-14 14:00")
    story.until("2026-04-14 16:00")
    values = summary(story)
    values["application"]["drafts"][0] |= {"left": True, "stale": "the application is closed now", "state": "edited"}
    (standing,) = standings([values], story.now, UTC)
    assert standing.drafts == 0
    assert "has had its day (the application is closed now)" in standing.notes[0]


def test_a_rest_is_told_as_what_it_is() -> None:
    snoozed, paused, closed = thanked(), thanked(), thanked()
    snoozed.record(Paused(snoozed.now, until=at("2026-06-01 00:00")))
    paused.record(Paused(paused.now))
    closed.record(ClosedByYou(closed.now))
    assert told(stand(snoozed)) == ("snoozed", "goes on")
    assert stand(snoozed).at == at("2026-06-01 00:00")
    assert told(stand(paused)) == ("paused by you", "")
    assert told(stand(closed)) == ("closed by you", "")
    assert told(stand(answered(Kind.OFFER, "Acme"))) == ("an offer", "your answer")


def test_what_needs_the_user_comes_first_and_then_what_comes_soonest() -> None:
    fresh = interviewed("2026-05-06 10:00", "Fresh")
    fresh.until("2026-05-06 12:00")
    closed = called(thanked(), "Closed")
    closed.record(ClosedByYou(closed.now))
    everything = recorded([closed, *hunt(), fresh])
    order = [s.company for s in standings(list(everything.summaries.values()), NOW, UTC)]
    assert order[0] == "Fresh"
    assert order[1:5] == ["Offer & Sons", "Question Ltd", "Declined GmbH", "Silent Harbour"]
    assert order[5:] == ["Tomorrow Inc", "Promise Corp", "Closed"]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-05-06 16:30", "today 16:30"),
        ("2026-05-07 09:00", "tomorrow 09:00"),
        ("2026-05-14 09:00", "Thu 14 May 09:00"),
        ("2027-05-14 09:00", "Fri 14 May 2027"),
        ("2026-05-06 09:00", "since today 09:00"),
        ("2026-05-05 17:00", "since yesterday 17:00"),
        ("2026-04-14 09:00", "since 14 Apr"),
    ],
)
def test_a_moment_is_told_as_a_person_tells_it(moment: str, words: str) -> None:
    assert when(at(moment), NOW, UTC) == words


def test_a_moment_is_told_in_the_zone_that_is_asked_for() -> None:
    late = at("2026-05-06 22:30")
    assert when(late, NOW, UTC) == "today 22:30"
    assert when(late, NOW, ZoneInfo("Europe/Berlin")) == "tomorrow 00:30"
    assert when(at("2026-12-01 08:00"), NOW, ZoneInfo("Europe/Berlin")) == "Tue 1 Dec 09:00"


# The table


NAMES = (
    "Acme",
    "東京システム株式会社",
    "👩‍👩‍👧 Family Ventures 👩‍👩‍👧",
    "Donaudampfschifffahrtsgesellschaftskapitänsverband",
    "",
    "Evil\x1b[31mCorp\x07",
    "عكّا للبرمجيات",
)


@pytest.mark.parametrize("width", [20, 40, 57, 80, 99, 100, 120, 200])
@pytest.mark.parametrize("colour", [True, False])
def test_no_line_is_wider_than_the_screen(width: int, colour: bool) -> None:
    rows = [
        Standing("a1", company, role, need, "value follow-up ready", "value follow-up", at, 3, NOW, ("A note " * 9,))
        for company, role in itertools.product(NAMES, ("Engineer", "Principal Staff Platform Engineer 東京", ""))
        for need, at in ((Need.DRAFT, None), (Need.SOON, NOW + timedelta(days=8)))
    ]
    for line in table(rows, NOW, Terminal(width, colour=colour, bounded=True), UTC):
        plain = SGR.sub("", line)
        assert "\x1b" not in plain
        assert columns(plain.rstrip()) <= width


def test_columns_stand_beneath_each_other_whatever_is_in_them() -> None:
    rows = [Standing("a1", company, "Engineer", Need.SOON, "waiting") for company in NAMES]
    lines = list(table(rows, NOW, Terminal(120, bounded=True), UTC))
    assert len({columns(line[: line.index("waiting")]) for line in lines[1:]}) == 1


def test_roles_give_way_before_companies() -> None:
    role = "Senior Principal Engineer, Platform"
    rows = [Standing("a1", "Tidewater Analytics", role, Need.THANKS, "thank-you ready", "send it", None, 1, NOW)]
    (_, at_80) = table(rows, NOW, Terminal(80, bounded=True), UTC)
    assert at_80.startswith("Tidewater Analytics  Senior Princip")
    assert "…" in at_80
    at_40 = list(table(rows, NOW, Terminal(40, bounded=True), UTC))
    assert at_40[:2] == ["Tidewater Analytics", f"  {role}"]


def test_a_pipe_gets_everything_uncut_and_without_colour() -> None:
    role = "Senior Principal Engineer " * 5
    rows = [Standing("a1", "Acme", role.strip(), Need.THANKS, "thank-you ready", "send it", None, 1, NOW)]
    text = "\n".join(table(rows, NOW, Terminal(), UTC))
    assert role.strip() in text
    assert "\x1b" not in text
    assert text == "\n".join(line.rstrip() for line in text.splitlines())


def test_colour_says_nothing_that_the_words_do_not() -> None:
    rows = standings(list(recorded(hunt()).summaries.values()), NOW, UTC)
    plain = list(table(rows, NOW, Terminal(120, bounded=True), UTC))
    coloured = list(table(rows, NOW, Terminal(120, colour=True, bounded=True), UTC))
    assert [SGR.sub("", line).rstrip() for line in coloured] == plain
    assert coloured != plain


def test_nothing_at_all_is_said_kindly() -> None:
    assert list(table([], NOW, Terminal(), UTC)) == ["No open applications yet. They come up as their mail arrives."]


# Below it


def test_the_foot_counts_drafts_mails_and_says_who_is_blind() -> None:
    rows = [Standing("a1", "Acme", "", Need.DRAFT, "follow-up ready", drafts=2)]
    sights = [Sight("home", NOW - timedelta(seconds=5)), Sight("work", NOW, NOW - timedelta(hours=3), "no route")]
    screen = Terminal(80, colour=True)
    lines = list(footer(rows, {"offer": 1, "unreadable": 2}, [("", "Look at this.")], sights, NOW, screen))
    assert [SGR.sub("", line) for line in lines] == [
        "",
        "2 drafts wait for you to read, change and send",
        "3 mails looked at, 2 could not be read",
        "  for your eye: Look at this.",
        "  to put one right: mailwatch misread [ID] --as KIND, or --ignore",
        "home: watched, last looked through 5 s ago",
        "work: blind for 3 hours; no route",
    ]
    assert lines[-1].startswith("\x1b[31;1m")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (119, "119 s"), (120, "2 minutes"), (7199, "119 minutes"), (7200, "2 hours"), (172800, "2 days")],
)
def test_a_length_of_time_is_told_in_its_own_unit(seconds: int, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words


def test_a_mailbox_nobody_watches_is_blind_since_its_last_look() -> None:
    assert seeing(Sight("a", NOW - timedelta(hours=5)), NOW) == "blind for 5 hours; is `mailwatch run` running?"


# It starts fast


def test_status_brings_nothing_heavy_with_it(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    heavy = {"pydantic", "jinja2", "rich", "icalendar", "wcwidth", "yaml", "imapclient", "mailwatch.core.models"}
    code = (
        "import sys; from mailwatch.cli import main; main(['--state', sys.argv[1], 'status']);"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("No open applications yet.")
    assert done.stdout.splitlines()[-1] == "[]"


def test_words_that_are_written_twice_to_start_fast_are_the_same() -> None:
    assert list(STEPS) == list(Step)
    assert set(KINDS) == set(Kind) - {Kind.SENT_BY_YOU, Kind.BOUNCE, Kind.OTHER}
    assert set(CLOSINGS) == set(Closing)
    assert set(WAITING) == {DraftState.DUE, DraftState.PLACED, DraftState.EDITED}
