"""`mailwatch calendar`: a file that any calendar can read, and that changes only when something did."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from mailwatch import feed
from mailwatch.cli.calendar import as_values, entries_of
from mailwatch.core.lifecycle.events import ClosedByYou
from mailwatch.core.models import Kind, Timeline
from mailwatch.store import Store
from tests.core.stories import Story, at
from tests.papers import NOW, called, hunt, interviewed, promising, recorded, silent, thanked
from tests.shell.test_report import mailwatch

BERLIN = ZoneInfo("Europe/Berlin")


def text(*stories: Story, seed: str = "seed", zone: ZoneInfo = BERLIN) -> str:
    return feed.calendar(entries_of(recorded(stories), zone), seed)


def events(*stories: Story) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(text(*stories))
    assert [component.errors for component in calendar.walk() if component.errors] == []
    return [e for e in calendar.walk("VEVENT") if isinstance(e, icalendar.Event)]


def the(category: str, *stories: Story) -> Any:
    (event,) = [e for e in events(*stories) if e.categories == [category]]
    return event


def test_an_interview_is_a_moment_in_utc() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00", link="https://meet.example/1", location="Room 3")
    event = the("Interview", story)
    assert (event.start, event.end) == (at("2026-04-14 14:00"), at("2026-04-14 15:00"))
    assert "DTSTART:20260414T140000Z" in text(story)
    assert str(event["SUMMARY"]) == "Acme (Engineer): interview"
    assert (str(event["LOCATION"]), str(event["URL"])) == ("Room 3", "https://meet.example/1")
    assert str(event["DESCRIPTION"]) == "With Dana Cho"
    assert (str(event["STATUS"]), str(event["CLASS"]), str(event["TRANSP"])) == ("CONFIRMED", "PRIVATE", "OPAQUE")


def test_no_link_but_one_to_the_web_gets_into_it() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00", link="javascript:alert(1)")
    assert "URL" not in the("Interview", story)


def test_a_day_they_named_is_a_whole_day() -> None:
    event = the("Promised date", promising())
    assert (event.start, event.end) == (date(2026, 5, 14), date(2026, 5, 15))
    assert str(event["DESCRIPTION"]) == "“We will be back by 14 May.”"
    assert event["DTSTAMP"].dt == at("2026-04-16 10:00")
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_the_day_of_the_next_step_is_a_day_in_the_user_s_zone() -> None:
    event = the("Follow-up", promising())
    assert event.start == date(2026, 5, 15)
    assert str(event["SUMMARY"]) == "Promise Corp (Engineer): follow-up"
    late = promising()
    recorded_late = recorded([late])
    recorded_late.summaries["a1"]["due"] = "2026-05-14T23:30:00+00:00"
    days = [e.start for e in entries_of(recorded_late, BERLIN) if e.sort == "step"]
    assert days == [date(2026, 5, 15)]


def test_a_moved_interview_stays_the_same_entry_with_a_higher_revision() -> None:
    story = Story()
    story.confirm("2026-04-14 14:00", uid="i1")
    before = the("Interview", story)
    story.until("2026-04-08 10:00")
    story.confirm("2026-04-15 10:00", kind=Kind.INTERVIEW_RESCHEDULED, uid="i1")
    after = the("Interview", story)
    assert after["UID"] == before["UID"]
    assert after.start == at("2026-04-15 10:00")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (before["DTSTAMP"].dt, after["DTSTAMP"].dt) == (at("2026-04-01 09:00"), at("2026-04-08 10:00"))


def test_a_reminder_of_an_interview_is_no_new_revision() -> None:
    story = interviewed()
    story.until("2026-04-13 09:00")
    story.confirm("2026-04-14 14:00")
    assert the("Interview", story)["SEQUENCE"] == 0


def test_an_interview_called_off_stays_as_cancelled() -> None:
    story = interviewed()
    story.until("2026-04-08 10:00")
    story.mail(Kind.INTERVIEW_CANCELLED)
    event = the("Interview", story)
    assert (str(event["STATUS"]), event["SEQUENCE"], str(event["TRANSP"])) == ("CANCELLED", 1, "TRANSPARENT")


def test_the_next_step_keeps_its_entry_when_its_day_moves() -> None:
    story = promising()
    before = the("Follow-up", story)
    story.until("2026-05-01 10:00")
    story.mail(Kind.STATUS_UPDATE, timeline=Timeline(date(2026, 5, 20), "It takes until the 20th."))
    after = the("Follow-up", story)
    assert (after["UID"], before.start, after.start) == (before["UID"], date(2026, 5, 15), date(2026, 5, 21))
    assert after["SEQUENCE"] > before["SEQUENCE"]
    story.until("2026-05-21 12:00")
    placed = the("Follow-up", story)
    assert (placed["UID"], str(placed["DESCRIPTION"])) == (before["UID"], "The draft waits in Drafts.")


def test_a_closed_application_keeps_its_interviews_and_nothing_to_come() -> None:
    story = promising()
    story.record(ClosedByYou(story.now))
    assert [e.categories for e in events(story)] == [["Interview"]]


def test_the_file_stays_the_same_while_nothing_happens_and_is_nobody_else_s() -> None:
    assert text(*hunt()) == text(*hunt())
    mine, theirs = (
        {e["UID"] for e in icalendar.Calendar.from_ical(text(*hunt(), seed=s)).walk("VEVENT")} for s in "ab"
    )
    assert mine.isdisjoint(theirs)
    assert len(mine) == len(events(*hunt()))


def test_it_has_no_method_no_alarm_and_lines_of_at_most_75_octets() -> None:
    story = called(promising(), "東京システム株式会社 " * 8, "Engineer; with, commas\\ and\nbreaks " * 5)
    made = text(story)
    assert "METHOD" not in made
    assert "VALARM" not in made
    assert made.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert "\n" not in made.replace("\r\n", "")
    assert story.application.company.strip() in str(the("Promised date", story)["SUMMARY"])


def test_control_characters_of_a_mail_do_not_reach_it() -> None:
    story = called(interviewed(), "Ac\x00me\x1b\x07")
    assert str(the("Interview", story)["SUMMARY"]).startswith("Acme (")


def plain(value: Any) -> datetime | date:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def test_a_second_library_reads_the_same() -> None:
    made = text(*hunt(), silent("Second"), thanked("東京システム"))
    ours = {
        (str(e["UID"]), str(e["SUMMARY"]), plain(e.start), plain(e.end), str(e["STATUS"]), tuple(e.categories))
        for e in icalendar.Calendar.from_ical(made).walk("VEVENT")
        if isinstance(e, icalendar.Event)
    }
    theirs = {
        (
            e.uid.value,
            e.summary.value,
            plain(e.dtstart.value),
            plain(e.dtend.value),
            e.status.value,
            tuple(e.categories.value),
        )
        for e in vobject.readOne(made).vevent_list
    }
    assert len(ours) > 10
    assert ours == theirs


def test_nothing_is_a_calendar_too() -> None:
    assert icalendar.Calendar.from_ical(text()).walk("VEVENT") == []


def test_values_for_programs_tell_days_from_moments() -> None:
    values = {v["sort"]: v for v in map(as_values, entries_of(recorded([promising()]), BERLIN))}
    assert values["interview"]["start"] == "2026-04-14T14:00:00+00:00"
    assert (values["promised"]["start"], values["promised"]["end"]) == ("2026-05-14", None)


@pytest.mark.parametrize("file", ["", "mine.ics"])
def test_the_command_writes_it_and_says_where(tmp_path: Path, file: str) -> None:
    story = interviewed()
    store = Store.open(tmp_path)
    with store.transaction():
        for event in story.log:
            store.append("a1", event, NOW + timedelta(days=1))
    store.close()
    target = tmp_path / (file or "calendar.ics")
    done = mailwatch(tmp_path, "calendar", *([str(target)] if file else []))
    assert (done.returncode, done.stderr, done.stdout) == (0, "", f"{target}\n")
    assert target.stat().st_mode & 0o777 == 0o600
    raw = target.read_bytes()
    assert b"SUMMARY:Acme (Engineer): interview\r\n" in raw
    assert mailwatch(tmp_path, "calendar", "-").stdout.encode() == raw.replace(b"\r\n", b"\n")
    assert json.loads(mailwatch(tmp_path, "calendar", "--json").stdout)[0]["sort"] == "interview"
