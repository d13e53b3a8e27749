"""`mailwatch report`: what it counts, where it puts things in time, and that nothing of a mail can break the page."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailwatch.cli.papers import put, write, zone_of
from mailwatch.cli.papers import recorded as read
from mailwatch.cli.report import as_values, rendered, subjects
from mailwatch.core.lifecycle.events import ClosedByYou, Event, Joined, MailRead, Misread, Noted
from mailwatch.core.models import Alias, DraftState, Kind, Notes, Reading, Timeline
from mailwatch.errors import StoreError
from mailwatch.records import Sight
from mailwatch.report.chart import Course, chart
from mailwatch.report.figures import Figures, figures
from mailwatch.report.happenings import Happening, Sort, happenings, promises, readings
from mailwatch.store import Store
from tests.core.stories import Story, at
from tests.papers import NOW, answered, called, hunt, interviewed, promising, recorded, silent, thanked

BERLIN = ZoneInfo("Europe/Berlin")

EVIL = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;\x00\x1b"""


def count(*stories: Story) -> Figures:
    return figures(recorded(stories).applications, NOW)


def told(story: Story) -> list[tuple[str, Sort, str]]:
    every = happenings(story.application, readings(story.log), UTC)
    return [(f"{h.at:%d %b %H:%M}", h.sort, h.text) for h in every]


# What happened


def test_the_whole_course_is_told_in_order() -> None:
    assert told(thanked()) == [
        ("01 Apr 09:00", Sort.WROTE, "They confirmed an interview"),
        ("14 Apr 14:00", Sort.INTERVIEW, "Interview with Dana Cho"),
        ("14 Apr 15:30", Sort.DRAFT, "A thank-you to dana@acme.example was drafted"),
        ("14 Apr 17:00", Sort.SENT, "You sent the thank-you to dana@acme.example"),
    ]


def test_a_draft_tells_how_it_ended() -> None:
    story = silent()
    assert told(story)[-1] == ("06 May 12:00", Sort.DRAFT, "The graceful exit to dana@acme.example waits in Drafts")
    lying = happenings(story.application, {}, UTC)[-1]
    assert (lying.waiting, lying.until) == (True, None)
    discarded = replace(story.application.drafts[-1], state=DraftState.DISCARDED, settled_at=NOW)
    application = replace(story.application, drafts=(discarded,))
    assert any(h.text.endswith("was drafted; you deleted it") for h in happenings(application, {}, UTC))


def test_a_draft_in_sent_is_not_told_twice_even_under_another_message_id() -> None:
    story = thanked()
    own = replace(story.application.mails[-1], message_id="<other@sent.example>")
    story.application = replace(story.application, mails=(*story.application.mails[:-1], own))
    assert [sort for _, sort, _ in told(story)].count(Sort.SENT) == 1


def test_what_the_user_wrote_by_hand_is_told_as_such() -> None:
    story = thanked()
    story.until("2026-04-16 10:00")
    story.you_write()
    assert told(story)[-1] == ("16 Apr 10:00", Sort.SENT, "You wrote by hand")


def test_a_promise_lies_on_its_day_in_the_user_s_zone() -> None:
    story = promising()
    (promise,) = promises(story.application, readings(story.log))
    assert (promise.until.isoformat(), promise.said_at) == ("2026-05-14", at("2026-04-16 10:00"))
    far = ZoneInfo("Pacific/Auckland")
    (lying,) = [h for h in happenings(story.application, readings(story.log), far) if h.sort is Sort.PROMISED]
    assert lying.at.astimezone(far).date().isoformat() == "2026-05-14"


def test_a_promise_that_a_later_word_overtook_is_left_out_and_a_kept_one_is_not() -> None:
    story = promising()
    story.until("2026-05-01 10:00")
    later = Timeline(at("2026-05-20 00:00").date(), "It takes until the 20th.")
    story.mail(Kind.STATUS_UPDATE, timeline=later)
    known = readings(story.log)
    assert [p.until.day for p in promises(story.application, known)] == [20]
    story.until("2026-05-22 10:00")
    story.mail(Kind.STATUS_UPDATE, timeline=Timeline(at("2026-06-01 00:00").date(), "June it is."))
    assert [p.until.day for p in promises(story.application, readings(story.log))] == [20, 1]


def test_a_promise_that_only_the_user_heard_counts_too() -> None:
    story = thanked()
    story.record(Noted(story.now, Notes(timeline=Timeline(at("2026-05-09 00:00").date(), "two weeks, on the phone"))))
    (promise,) = promises(story.application, readings(story.log))
    assert (promise.until.day, promise.quote) == (9, "two weeks, on the phone")


# What is counted


def test_rates_leave_out_what_may_still_be_answered() -> None:
    counted = count(silent(), answered(Kind.REJECTION, "B"), answered(Kind.OFFER, "C"), thanked("D"))
    thanks = counted.steps["thank_you"]
    assert (thanks.sent, thanks.answered, thanks.pending) == (4, 2, 1)
    assert thanks.share == 2 / 3
    assert thanks.days == 3.0
    assert (counted.applications, counted.interviewed, counted.offers, counted.declined) == (4, 4, 1, 1)
    assert (counted.after_interview.answered, counted.after_interview.pending) == (2, 2)


def test_silence_to_the_end_counts_as_no_answer() -> None:
    story = silent()
    assert count(story).after_interview.share is None
    story.record(ClosedByYou(story.now))
    assert count(story).after_interview.share == 0.0


def test_the_thank_yous_of_a_panel_are_one_turn() -> None:
    story = Story(recipients=("a@acme.example", "b@acme.example"))
    story.confirm("2026-04-14 14:00")
    story.until("2026-04-14 17:00")
    story.send()
    counted = count(story)
    assert counted.drafts_sent == 2
    assert counted.steps["thank_you"].sent == 1


def test_automatic_replies_are_no_answer() -> None:
    story = thanked()
    story.until("2026-04-15 09:00")
    story.mail(Kind.AUTO_REPLY, from_person=False)
    assert count(story).steps["thank_you"].answered == 0


def test_nothing_recorded_counts_as_nothing() -> None:
    counted = figures((), NOW)
    assert (counted.applications, counted.after_interview.share, counted.after_interview.days) == (0, None, None)
    assert counted.stages == {}


# Where it lies in time


def percent(x: str) -> float:
    assert x.endswith("%")
    return float(x[:-1])


@pytest.mark.parametrize("days", [0, 1, 20, 90, 101, 400, 1500])
def test_everything_lies_within_the_chart_in_order_under_at_most_seven_dates(days: int) -> None:
    moments = [NOW - timedelta(days=days), NOW - timedelta(days=days / 2), NOW]
    drawn = chart([Course(tuple(Happening(m, Sort.WROTE, "x") for m in moments), goes_on=True)], NOW, BERLIN)
    places = [percent(m.x) for m in drawn.lanes[0].marks]
    assert places == sorted(places)
    assert all(0 < place < 100 for place in places)
    assert 0 < percent(drawn.today) < 100
    ticks = [percent(t.x) for t in drawn.ticks]
    assert len(ticks) <= 7
    assert ticks == sorted(ticks)
    assert len({t.label for t in drawn.ticks}) == len(ticks)
    assert all(b - a > 8 for a, b in pairwise(ticks))


def test_a_waiting_draft_reaches_to_today_and_a_sent_one_to_its_sending() -> None:
    sent = Happening(NOW - timedelta(days=10), Sort.DRAFT, "x", NOW - timedelta(days=5))
    lies = Happening(NOW - timedelta(days=2), Sort.DRAFT, "x", waiting=True)
    drawn = chart([Course((sent, lies), goes_on=True)], NOW, BERLIN)
    first, second = drawn.lanes[0].bars
    assert percent(first.x) + percent(first.width) < percent(second.x)
    assert percent(second.x) + percent(second.width) == pytest.approx(percent(drawn.today), abs=0.02)


def test_the_line_of_what_is_over_ends_and_of_what_is_open_reaches_today_and_on() -> None:
    past = Happening(NOW - timedelta(days=10), Sort.WROTE, "x")
    promised = Happening(NOW + timedelta(days=10), Sort.PROMISED, "x")
    drawn = chart([Course((past,), goes_on=False), Course((past, promised), goes_on=True)], NOW, BERLIN)
    over, still = drawn.lanes
    assert (over.ends, over.ahead) == (over.marks[0].x, "")
    assert (still.ends, still.ahead) == (drawn.today, still.marks[1].x)


def test_who_does_not_see_the_chart_is_told_what_is_in_it() -> None:
    story = thanked()
    course = Course(happenings(story.application, readings(story.log), UTC), goes_on=True)
    words = chart([course], NOW, UTC).lanes[0].words
    assert words == "interview 14 Apr; you wrote 14 Apr; they wrote 1 Apr; draft 14 Apr"


# The page


class Elements(HTMLParser):
    """What a page is made of: (tag, attributes), and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def evil() -> str:
    story = called(promising(), EVIL, EVIL)
    story.until("2026-04-20 10:00")
    story.mail(Kind.STATUS_UPDATE, timeline=Timeline(at("2026-05-20 00:00").date(), EVIL))
    story.mail(Kind.HUMAN_REPLY, asks=EVIL)
    sights = (Sight(EVIL, NOW, NOW - timedelta(hours=1), EVIL),)
    return rendered(recorded([story], eye=(EVIL,), sights=sights), NOW, BERLIN)


def test_nothing_of_a_mail_becomes_part_of_the_page() -> None:
    page = evil()
    elements = Elements(page)
    assert {tag for tag, _ in elements.found} & {"script", "img", "iframe", "object", "link", "base", "form"} == set()
    names = {name for _, attributes in elements.found for name in attributes}
    assert not any(name.startswith("on") for name in names)
    assert "style" not in names
    assert elements.text.count("<script>alert(1)</script>") >= 6
    assert "\x00" not in page
    assert "\x1b" not in page


def test_the_page_asks_for_nothing_and_forbids_to() -> None:
    elements = Elements(evil())
    hrefs = [a["href"] or "" for _, a in elements.found if "href" in a]
    assert hrefs
    assert all(href.startswith("#") for href in hrefs)
    assert not any("src" in attributes for _, attributes in elements.found)
    (policy,) = [a["content"] or "" for _, a in elements.found if a.get("http-equiv") == "Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", evil(), re.DOTALL)
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_every_shape_that_is_drawn_is_defined_once() -> None:
    elements = Elements(rendered(recorded(hunt()), NOW, BERLIN))
    ids = [a["id"] for _, a in elements.found if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"] for tag, a in elements.found if tag == "use"} <= {f"#{i}" for i in ids}


def test_the_page_says_what_waits_and_what_comes() -> None:
    text = " ".join(Elements(rendered(recorded(hunt()), NOW, BERLIN)).text.split())
    assert "6 applications, 6 of them open. 5 led to an interview, 1 to an offer. 2 drafts wait for you." in text
    assert "They asked: “Could you send us two references?”" in text
    assert "Thu 7 May 16:00 Tomorrow Inc Engineer Interview with Dana Cho" in text
    assert "Thu 14 May Promise Corp Engineer The day they named: “We will be back by 14 May.”" in text
    assert "Fri 15 May 11:00 Promise Corp Engineer Follow-up" in text


def test_the_same_is_the_same_page() -> None:
    assert rendered(recorded(hunt()), NOW, BERLIN) == rendered(recorded(hunt()), NOW, BERLIN)


def test_a_hunt_that_has_not_begun_has_a_page_too() -> None:
    text = " ".join(Elements(rendered(recorded([]), NOW, BERLIN)).text.split())
    assert "No applications yet. They come up as their mail arrives." in text


def test_commands_are_set_as_such_and_stay_harmless() -> None:
    page = rendered(recorded([interviewed()], eye=("say `mailwatch <b>` now",)), NOW, BERLIN)
    assert "say <code>mailwatch &lt;b&gt;</code> now" in page


def test_values_for_programs_are_json_with_offsets() -> None:
    values = json.loads(json.dumps(as_values(recorded(hunt()), NOW, BERLIN)))
    assert values["figures"]["steps"]["thank_you"]["share"] == 0.8
    (offer,) = [a for a in values["applications"] if a["company"] == "Offer & Sons"]
    assert offer["happenings"][0] == {
        "at": "2026-04-01T09:00:00+00:00",
        "sort": "wrote",
        "text": "They confirmed an interview",
    }


# The file


def test_the_file_is_the_user_s_alone_and_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("old")
    file.chmod(0o644)
    write(file, "new\n", "name another")
    assert file.read_text() == "new\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_link_goes_on_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "report.html")
    write(tmp_path / "link", "new", "")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "report.html").read_text() == "new"


@pytest.mark.parametrize("name", ["none/report.html", "folder", "pipe"])
def test_a_place_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match=re.escape(str(tmp_path / name)) + r": .*; name another file: `x`"):
        write(tmp_path / name, "new", "name another file: `x`")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "pipe"]


def test_where_it_was_written_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put("text", "", tmp_path, "report.html", "report")
    assert capsys.readouterr().out == f"{tmp_path / 'report.html'}\n"
    put("text", "-", tmp_path, "report.html", "report")
    assert capsys.readouterr().out == "text"


def test_the_zone_is_the_config_s_where_there_is_one(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    config = tmp_path / "config.yaml"
    config.write_text(
        "you: {name: Sam Rivera, email: sam@example.com, timezone: Pacific/Auckland}\n"
        f"mailboxes: [{{name: a, host: x.example, login: sam, secret: {{file: {secret}}}}}]\n"
    )
    assert zone_of(config) == ZoneInfo("Pacific/Auckland")
    assert str(zone_of(None))


def mailwatch(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mailwatch", "--state", str(state), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_reads_beside_a_running_process_and_changes_nothing(tmp_path: Path) -> None:
    story = thanked("Acme", "Engineer")
    store = Store.open(tmp_path)
    with store.transaction():
        for event in story.log:
            store.append("a1", event, NOW)
    before = (tmp_path / "mailwatch.db").read_bytes()
    done = mailwatch(tmp_path, "report")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path / 'report.html'}\n"
    assert "<bdi>Acme</bdi>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert json.loads(mailwatch(tmp_path, "report", "--json").stdout)["applications"][0]["company"] == "Acme"
    assert (tmp_path / "mailwatch.db").read_bytes() == before
    store.close()


def keep(store: Store, key: str, story: Story) -> list[str]:
    """Write a story down, its mails under names of their own: those names."""
    names = []
    for number, event in enumerate(story.log):
        kept: Event = event
        if isinstance(event, MailRead):
            names.append(f"<{key}-{number}@acme.example>")
            kept = replace(event, mail=replace(event.mail, message_id=names[-1]))
        store.append(key, kept, NOW)
    return names


def test_what_the_user_has_put_right_is_told_as_they_said(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with store.transaction():
        keep(store, "a1", interviewed("2026-04-14 14:00"))
        keep(store, "a2", interviewed("2026-04-21 14:00", "Acme Inc"))
        *_, promise = keep(store, "a3", promising())
    with store.transaction():
        store.append("a1", Joined(NOW, "a2", Alias("Acme Inc")), NOW)
        store.append("a3", Misread(NOW, promise, Kind.HUMAN_REPLY, Reading(Kind.HUMAN_REPLY)), NOW)
    store.close()
    found = {subject.standing.key: subject.happenings for subject in subjects(read(tmp_path), NOW, UTC)}
    assert set(found) == {"a1", "a3"}
    assert [h.at.day for h in found["a1"] if h.sort is Sort.INTERVIEW] == [14, 21]
    assert [h for h in found["a3"] if h.sort is Sort.PROMISED] == []


def test_without_a_record_there_is_one_line_and_no_file(tmp_path: Path) -> None:
    done = mailwatch(tmp_path, "report")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "nothing recorded yet" in done.stderr
    assert list(tmp_path.iterdir()) == []
