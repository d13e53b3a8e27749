"""The demo tells the story that it means to tell, through the real pipeline, and leaves everything else alone."""

from __future__ import annotations

import imaplib
import io
import re
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from mailwatch.core.models import Closing, DraftState, Kind, Stage, Step, Trust
from mailwatch.demo import story
from mailwatch.demo.letters import FERROUS, KESTREL, LARKFIELD, MERIDIAN, NORDLICHT, TIDEWATER, berlin, eastern
from mailwatch.demo.mails import ADDRESS, Letter
from mailwatch.demo.play import ZONE, Play, Played
from mailwatch.demo.sam import fill
from mailwatch.demo.screen import Screen
from mailwatch.demo.world import PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailwatch.core.models import Application, Draft

Snapshot = dict[str, dict[int, tuple[frozenset[str], bytes]]]


@dataclass(frozen=True)
class Performance:
    """One run of the story, and what was left of it."""

    played: Played
    screen: str
    snapshot: Snapshot
    errors: list[Exception]

    def application(self, company: str) -> Application:
        return next(a for a in self.played.applications if a.company == company)

    def steps(self, company: str) -> list[tuple[Step, DraftState]]:
        return [(d.step, d.state) for d in self.application(company).drafts]

    def message_ids(self, folder: str) -> set[str]:
        mails = self.snapshot[folder].values()
        return {str(message_from_bytes(raw, policy=policy.SMTP)["Message-ID"]) for _, raw in mails}

    def drafts(self, *states: DraftState) -> list[Draft]:
        return [d for a in self.played.applications for d in a.drafts if d.state in states]


@pytest.fixture(scope="module")
def performance() -> Iterator[Performance]:
    out = io.StringIO()
    with World(story.START) as world:
        played = Play(world, Screen.on(out, ZONE)).run()
        yield Performance(played, out.getvalue(), world.server.snapshot(ADDRESS), world.server.errors)


# --- the story ------------------------------------------------------------------------------------------------------


def test_the_story_has_every_kind_of_mail() -> None:
    assert {letter.kind for letter in story.LETTERS} == set(Kind)


@pytest.mark.parametrize("letter", story.LETTERS, ids=lambda letter: letter.name)
def test_each_letter_is_read_as_it_is_meant(performance: Performance, letter: Letter) -> None:
    if letter.kind is Kind.OTHER:
        assert letter.message_id not in performance.played.readings
        return
    reading, link = performance.played.readings[letter.message_id]
    assert reading.kind is letter.kind
    assert reading.acts is (letter.dmarc == "pass"), (reading.confidence, link)


@pytest.mark.parametrize("letter", story.LETTERS, ids=lambda letter: letter.name)
def test_each_letter_finds_its_application_and_no_other(performance: Performance, letter: Letter) -> None:
    acted_on = {
        a.company for a in performance.played.applications for m in a.mails if m.message_id == letter.message_id
    }
    if letter.company:
        assert acted_on == {letter.company}
    elif letter.kind is Kind.OTHER:
        assert acted_on == set()


def test_every_application_ends_as_it_is_meant_to(performance: Performance) -> None:
    assert {a.company: a.stage for a in performance.played.applications} == dict(story.ENDS)


def test_every_draft_is_one_that_the_story_knows(performance: Performance) -> None:
    made = {(d.to[0].email if d.to else "", d.step) for a in performance.played.applications for d in a.drafts}
    assert performance.played.unforeseen == []
    assert made == set(story.REACTIONS)


def test_one_application_goes_the_whole_way_into_silence(performance: Performance) -> None:
    sent = DraftState.SENT
    assert performance.steps(KESTREL) == [
        (Step.THANK_YOU, sent),
        (Step.FOLLOW_UP, sent),
        (Step.VALUE_FOLLOW_UP, sent),
        (Step.GRACEFUL_EXIT, sent),
    ]
    assert performance.application(KESTREL).closing is Closing.SILENCE
    assert [i.start for i in performance.application(KESTREL).interviews] == [berlin(3, 10, 15)]


def test_times_of_other_zones_are_right_between_the_two_changes_of_the_clocks(performance: Performance) -> None:
    (tidewater,) = performance.application(TIDEWATER).interviews
    (larkfield,) = performance.application(LARKFIELD).interviews
    assert (tidewater.start, larkfield.start) == (eastern(3, 11, 10, 30), eastern(3, 16, 11))
    assert (tidewater.start, larkfield.start) == (berlin(3, 11, 15, 30), berlin(3, 16, 16))


def test_what_came_back_is_written_again_to_somebody_who_can_receive_it(performance: Performance) -> None:
    first, again, *_ = performance.application(TIDEWATER).drafts
    assert first.bounced
    assert (again.step, again.to[0].email) == (Step.THANK_YOU, "grace.ellison@tidewater.example")


def test_an_answer_takes_the_open_follow_up_back(performance: Performance) -> None:
    assert performance.steps(TIDEWATER)[-1] == (Step.FOLLOW_UP, DraftState.WITHDRAWN)


def test_a_thank_you_by_hand_replaces_the_draft_and_a_person_s_rejection_is_answered(performance: Performance) -> None:
    assert performance.steps(LARKFIELD) == [
        (Step.THANK_YOU, DraftState.WITHDRAWN),
        (Step.REJECTION_REPLY, DraftState.SENT),
    ]


def test_a_panel_gets_a_draft_each_and_a_deleted_follow_up_is_skipped(performance: Performance) -> None:
    assert performance.steps(MERIDIAN) == [
        *[(Step.THANK_YOU, DraftState.SENT)] * 3,
        (Step.FOLLOW_UP, DraftState.DISCARDED),
        (Step.VALUE_FOLLOW_UP, DraftState.SENT),
        (Step.GRACEFUL_EXIT, DraftState.PLACED),
    ]


def test_nobody_is_reminded_while_away_or_before_the_time_they_named(performance: Performance) -> None:
    follow_up = next(d for d in performance.application(NORDLICHT).drafts if d.step is Step.FOLLOW_UP)
    assert follow_up.planned_at == berlin(4, 8, 9)
    assert performance.application(FERROUS).drafts == ()
    assert performance.application(FERROUS).stage is Stage.WAITING


def test_a_german_mail_gets_a_german_draft(performance: Performance) -> None:
    raws = [raw for _, raw in performance.snapshot["Drafts"].values()]
    texts = [message_from_bytes(raw, policy=policy.SMTP).get_content() for raw in raws]
    assert any("Guten Tag" in text and "Mit freundlichen Grüßen" in text for text in texts)


# --- what must not happen -------------------------------------------------------------------------------------------


def test_a_forged_rejection_moves_nothing_and_is_not_passed_on_as_news(performance: Performance) -> None:
    forged = next(letter for letter in story.LETTERS if letter.dmarc == "fail")
    reading, _ = performance.played.readings[forged.message_id]
    assert reading.trust is Trust.FAIL
    told = [" ".join(text.split()) for _, text in performance.played.notices]
    assert any("is not who it says" in text for text in told)
    assert not any("Tidewater" in text and "has declined" in text for text in told)


def test_the_inbox_is_untouched_to_the_last_flag(performance: Performance) -> None:
    delivered = [
        performance.played.letters[letter.message_id].replace(b"\r\n", b"\n")
        for letter in story.LETTERS
        if not letter.yours
    ]
    inbox = performance.snapshot["INBOX"].values()
    assert [raw.replace(b"\r\n", b"\n") for _, raw in inbox] == delivered
    assert all(flags - {"\\Recent"} == set() for flags, _ in inbox)


def test_sent_holds_what_sam_sent_and_nothing_else(performance: Performance) -> None:
    assert performance.message_ids("Sent") == set(performance.played.yours)
    assert not any(b"[[" in raw for _, raw in performance.snapshot["Sent"].values())


def test_drafts_and_trash_hold_our_drafts_and_nothing_else(performance: Performance) -> None:
    waiting = {d.message_id for d in performance.drafts(DraftState.PLACED)}
    taken_back = {d.message_id for d in performance.drafts(DraftState.WITHDRAWN)}
    assert performance.message_ids("Drafts") == waiting
    assert performance.message_ids("Trash") == taken_back | set(performance.played.thrown_away)
    assert all(flags >= {"\\Draft", "\\Seen"} for flags, _ in performance.snapshot["Drafts"].values())


def test_notices_reach_the_owner_and_nobody_else(performance: Performance) -> None:
    assert {to for to, _ in performance.played.notices} == {ADDRESS}


def test_the_server_saw_no_error(performance: Performance) -> None:
    assert performance.errors == []


# --- the screen -----------------------------------------------------------------------------------------------------


def test_the_screen_is_calm(performance: Performance) -> None:
    lines = performance.screen.splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)
    days = [line for line in lines if re.fullmatch(r"\w+day \d+ \w+ 2026", line)]
    assert days[0] == "Monday 2 March 2026"
    assert len(days) == len(set(days))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "coloured"), [({"TERM": "xterm"}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_has_colours_unless_told_otherwise(environ: dict[str, str], coloured: bool) -> None:
    out = Terminal()
    Screen.on(out, ZONE, environ).entry(story.START, "mail", "Hello")
    assert ("\x1b[" in out.getvalue()) is coloured


def test_the_screen_is_coloured_only_where_asked() -> None:
    plain, coloured = io.StringIO(), io.StringIO()
    for out, colour in ((plain, False), (coloured, True)):
        screen = Screen(out, ZONE, colour=colour)
        screen.entry(story.START, "mail", "Hello")
        screen.lines("Dear [[name]]")
    assert "\x1b[" not in plain.getvalue()
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured.getvalue()) == plain.getvalue()
    assert coloured.getvalue() != plain.getvalue()


def test_a_table_fits_a_narrow_screen_and_short_columns_stay_whole() -> None:
    out = io.StringIO()
    Screen(out, ZONE, width=80).table(("WHAT", "WHEN"), [("x" * 90, "15 Apr 10:30")])
    assert out.getvalue() == f"  {'WHAT':64}  WHEN\n  {'x' * 63}…  15 Apr 10:30\n"


def test_a_blank_that_goes_over_two_lines_is_painted_on_both() -> None:
    out = io.StringIO()
    Screen(out, ZONE, width=80, colour=True).lines("a " * 30 + "[[one two three four five six seven]] end")
    first, second = out.getvalue().splitlines()
    assert first.endswith("\x1b[33;1m[[one two three\x1b[0m")
    assert second == "  \x1b[33;1mfour five six seven]]\x1b[0m end"


def test_blanks_are_filled_in_order_and_left_where_words_run_out() -> None:
    assert fill("a [[one]] b [[two]] c [[three]]", ("1", "2")) == ("a 1 b 2 c [[three]]", 2)
    assert fill("no blanks", ("1",)) == ("no blanks", 0)


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_plays_it_in_under_ten_seconds_without_colour_codes() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "mailwatch", "demo"], capture_output=True, timeout=60, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime  # whatever else the machine is doing
    text = done.stdout.decode()
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert "\x1b" not in text
    assert "The Drafts folder" in text
    assert "[[" in text.rpartition("as it lies there")[2]
    assert taken < 10


def test_with_serve_the_server_stays_up_until_it_is_interrupted() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "mailwatch", "demo", "--serve"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        shown = ""
        while "Ctrl-C" not in shown and (line := process.stdout.readline()):
            shown += line.decode()
        port = re.search(r"port (\d+)", shown)
        assert port is not None
        with imaplib.IMAP4("127.0.0.1", int(port[1]), timeout=10) as imap:
            imap.login(ADDRESS, PASSWORD)
            _, (number,) = imap.select("Drafts", readonly=True)
            assert number is not None
            assert int(number) > 0
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.communicate()
