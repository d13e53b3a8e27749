"""A whole fictional job hunt, replayed and lived: the same drafts at the same times."""

from __future__ import annotations

import imaplib
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailwatch.cli.replay import Bar, Setting, play
from mailwatch.cli.replay_screen import Played
from mailwatch.core.models import Kind
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.replay.archive import look_through
from mailwatch.replay.mailbox import MemoryMailbox
from mailwatch.replay.play import Play, desk_for_replay, empty_store
from mailwatch.store import Store
from tests.archive import building, expected
from tests.archive.living import Made, live, made, standing
from tests.archive.telling import BERLIN
from tests.e2e.service import Installation
from tests.letters import letter
from tests.servers.base import MailServer, done


def replayed(path: Path) -> Store:
    """The store after a replay of everything under a path; to be closed."""
    archive = look_through([str(path)], building.OWNER, building.END, lambda _done, _all: None)
    store = empty_store()
    mailbox = MemoryMailbox(building.END)
    Play(desk_for_replay(building.OWNER, building.POLICY, mailbox, store), mailbox).run(archive.letters, building.END)
    return store


@pytest.mark.slow
def test_a_replay_and_the_life_it_replays_make_the_same_drafts_at_the_same_times(tmp_path: Path) -> None:
    lived, stands = live(tmp_path / "state")
    store = replayed(building.mbox(tmp_path / "year.mbox"))
    dreamt = made(store)
    assert [_outside(m) for m in dreamt] == [_outside(m) for m in lived]
    assert dreamt == lived
    assert standing(store) == stands
    assert len(lived) > 25
    store.close()


def _outside(one: Made) -> tuple[object, ...]:
    return (one.at.astimezone(UTC), one.key, one.to, one.subject)


def test_every_draft_of_the_year_is_one_that_a_careful_person_would_prepare(tmp_path: Path) -> None:
    played = seen(tmp_path)
    wrong = occasions(played) ^ expected.OCCASIONS
    companies = {story.application.company for story in played.stories}
    others = companies ^ {p.letter.company for p in building.jobs()}
    assert {one[0] for one in wrong} | others == expected.NOT_YET.keys(), (sorted(wrong), others)


def test_the_forged_mail_is_shown_and_moves_nothing(tmp_path: Path) -> None:
    played = seen(tmp_path)
    (eye,) = [text for _, text in played.for_your_eye if "Nordkap" in text]
    assert "not who it says" in eye
    assert played.archive.forged == 1


@pytest.mark.parametrize("shape", ["mbox", "takeout", "maildir", "folder"])
def test_whatever_shape_an_archive_has_the_same_year_is_replayed(tmp_path: Path, shape: str) -> None:
    path = {
        "mbox": lambda: building.mbox(tmp_path / "year.mbox"),
        "takeout": lambda: building.mbox(tmp_path / "All mail Including Spam and Trash.mbox", labels=True),
        "maildir": lambda: building.maildir(tmp_path / "Maildir"),
        "folder": lambda: building.folder(tmp_path / "mails"),
    }[shape]()
    archive = look_through([str(path)], building.OWNER, building.END, lambda _done, _all: None)
    assert [(one.at, one.folder) for one in archive.letters] == kept()
    assert archive.mails == len(building.year())


def kept() -> list[tuple[datetime, str]]:
    """When the mails that matter come in, and where."""
    by_kind = ((p, read(parse(p.raw, p.at), building.OWNER).kind) for p in building.year())
    return [(p.at, p.folder) for p, kind in by_kind if p.folder == "Sent" or kind is not Kind.OTHER]


def seen(directory: Path) -> Played:
    path = building.mbox(directory / "year.mbox")
    archive = look_through([str(path)], building.OWNER, building.END, lambda _done, _all: None)
    return play(Setting(building.OWNER, building.POLICY, None), archive)


def occasions(played: Played) -> set[expected.Expected]:
    return {
        (
            story.application.company,
            one.step.value,
            f"{one.at.astimezone(BERLIN):%Y-%m-%d %H:%M}",
            one.draft.to[0].email if one.draft and one.draft.to else "",
            one.verdict.value,
        )
        for story in played.stories
        for one in story.occasions
    }


def test_more_at_once_than_a_person_could_live_through_is_believed_of_an_archive(tmp_path: Path) -> None:
    """In life the owner is asked first; here there is nobody to ask, and the mails are long there."""
    text = (
        "Hi Sam,\n\nYour interview for the {role} role is confirmed for April 14 at 4:00 PM CEST.\n\nDana\nNorth{n}\n"
    )
    for n in range(14):
        raw = letter(
            text.format(n=n, role=f"Engineer {n}"),
            datetime(2026, 4, 1, 9, n, tzinfo=UTC),
            sender=f"Dana Cho <dana@north{n}.example>",
            subject=f"Interview at North{n}",
        )
        (tmp_path / f"{n:02}.eml").write_bytes(raw)
    (tmp_path / "99.eml").write_bytes(letter("Bye", datetime(2026, 4, 15, tzinfo=UTC), sender="x@y.example"))
    archive = look_through([str(tmp_path)], building.OWNER, datetime(2026, 5, 1, tzinfo=UTC), lambda _done, _all: None)
    played = play(Setting(building.OWNER, building.POLICY, None), archive)
    assert played.drafts == 14


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_a_line_elsewhere() -> None:
    now = iter((1.0, 1.05, 2.0))
    screen, pipe = Screen(), io.StringIO()
    with Bar("reading", screen, lambda: next(now)) as bar:
        bar(0, 100)
        bar(10, 100)  # too soon to be drawn again
        bar(50, 100)
    with Bar("reading", pipe) as bar:
        bar(50, 100)
    assert screen.getvalue() == (f"\rreading [{'.' * 30}]   0%\rreading [{'#' * 15}{'.' * 15}]  50%\r\x1b[K")
    assert pipe.getvalue() == "reading: done\n"


# --- on the command line ---------------------------------------------------------------------------------------------


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mailwatch", "replay", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        env={**os.environ, "TZ": "Europe/Berlin", "COLUMNS": "120", **environment},
    )


def test_a_newcomer_needs_no_config_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = building.mbox(tmp_path / "All mail Including Spam and Trash.mbox", labels=True)
    before = sorted(Path.home().rglob("*"))
    done = run(str(path))
    assert done.returncode == 0, done.stderr
    assert "taken for yours: sam@example.com (if that is wrong: --email)" in done.stderr
    assert "Nordkap Analytics (Analytics Engineer)" in done.stdout
    assert "DRAFT thank-you to Solveig Dahl: “Re: Interview: Analytics Engineer (Nordkap)”" in done.stdout
    assert "caught: you wrote 4 hours after it was ready (Mon 13 Oct 15:00)" in done.stdout
    assert "In short" in done.stdout
    assert "Nothing was sent, placed or kept" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert sorted(Path.home().rglob("*")) == before


def test_json_tells_the_same_with_the_drafts_whole(tmp_path: Path) -> None:
    path = building.mbox(tmp_path / "year.mbox")
    done = run(str(path), "--json", "--email", "sam@example.com", "--name", "Sam Rivera")
    told = json.loads(done.stdout)
    assert told["owner"] == {"name": "Sam Rivera", "addresses": ["sam@example.com"], "timezone": "Europe/Berlin"}
    assert told["summary"]["mails"] == len(building.year())
    (dumont,) = [a for a in told["applications"] if a["company"] == "Dumont Horlogerie"]
    thanks, follow_up, value = dumont["occasions"]
    assert thanks["draft"]["text"].startswith("Bonjour Camille Perrin,")
    assert thanks["sent"]["message_id"] in {m["message_id"] for m in dumont["mails"]}
    assert follow_up["taken_back"]["why"] == "you have written by yourself"
    assert (value["verdict"], value["sent"], value["taken_back"]) == ("missed", None, None)


def test_texts_shows_the_drafts_whole(tmp_path: Path) -> None:
    path = building.mbox(tmp_path / "year.mbox", tuple(p for p in building.year() if "Dumont" in p.letter.company))
    done = run(str(path), "--texts", "--email", "sam@example.com")
    assert "| Bonjour Camille Perrin," in done.stdout


def test_who_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    path = building.mbox(tmp_path / "some.mbox", tuple(p for p in building.jobs() if p.folder == "INBOX"))
    done = run(str(path))
    assert done.returncode == 2
    assert done.stderr == (
        f"{path}: it cannot be told whose mail this is (nothing in it is marked as sent); "
        "say so with --email sam@example.com, once for each of your addresses\n"
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "name the mail to replay: an mbox, a Maildir, a folder of .eml files; or --mailbox NAME"),
        (["nowhere.mbox"], "nowhere.mbox: cannot be read (No such file or directory)"),
        (["--mailbox", "personal"], "there is no config here"),
        (["x", "--mailbox", "personal"], "name the mail to replay"),
        (["x", "--email", "sam"], '"sam" is not a mail address; expected such as sam@example.com'),
        (["x", "--email", "a@b.example", "--timezone", "Berlin"], '"Berlin" is not a time zone'),
    ],
)
def test_wrong_usage_is_one_clear_line(arguments: list[str], problem: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_mailbox_on_a_server_is_replayed_without_a_trace(server: MailServer, tmp_path: Path) -> None:
    posts = [p for p in building.year() if p.letter.company in ("Nordkap Analytics", "Oakhurst Health")]
    with server.client() as client:
        for post in posts:
            done(client.append(post.folder, "", imaplib.Time2Internaldate(post.at), post.raw))
    before = server.snapshot()
    installation = Installation(server, tmp_path)
    ran = installation.mailwatch("replay", "--mailbox", "personal", "--since", "2025-09-01", "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert [(a["company"], len(a["occasions"])) for a in told["applications"]] == [
        ("Nordkap Analytics", 2),
        ("Oakhurst Health", 3),
    ]
    assert server.snapshot() == before
    assert not installation.state.exists()

    later = installation.mailwatch("replay", "--mailbox", "personal", "--since", "2025-12-01", "--json")
    assert json.loads(later.stdout)["summary"]["mails"] == 0
    wrong = installation.mailwatch("replay", "--mailbox", "work")
    assert "there is no mailbox 'work'; there are: personal" in wrong.stderr
    for since, problem in (("soon", "--since soon: not a date"), ("2099-01-01", "--since 2099-01-01: that lies ahead")):
        assert problem in installation.mailwatch("replay", "--mailbox", "personal", "--since", since).stderr
