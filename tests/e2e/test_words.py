"""The user's word on the command line: it is heard by whatever watches the mailbox, once, and outlives restarts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.service import Daemon, Installation, until
from tests.letters import invitation
from tests.servers.base import MailServer


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the program under test runs on the real clock


@pytest.fixture
def installation(server: MailServer, tmp_path: Path) -> Installation:
    """An interview in an hour is known."""
    found = Installation(server, tmp_path)
    start = now() + timedelta(hours=1)
    server.deliver(invitation(now(), start, start + timedelta(hours=1)))
    assert found.mailwatch("once").returncode == 0
    return found


def stage(installation: Installation) -> str:
    (application,) = installation.status()
    return str(application["stage"])


def test_pause_and_reopen(installation: Installation) -> None:
    assert installation.mailwatch("pause", "northwind").returncode == 0
    installation.mailwatch("once")
    assert stage(installation) == "paused"

    assert installation.mailwatch("reopen", "north").returncode == 0
    installation.mailwatch("once")
    assert stage(installation) == "scheduled"


@pytest.mark.slow
def test_a_running_daemon_hears_of_it(installation: Installation) -> None:
    with Daemon(installation) as daemon:
        daemon.wait_for("watching personal")
        assert installation.mailwatch("close", "northwind").returncode == 0
        until(lambda: stage(installation) == "closed", 120, daemon.log)


def test_snooze_takes_lengths_and_dates_and_refuses_the_past(installation: Installation) -> None:
    assert installation.mailwatch("snooze", "northwind", "2 weeks").returncode == 0
    past = installation.mailwatch("snooze", "northwind", "2020-01-01")
    assert (past.returncode, past.stderr.count("\n")) == (2, 1)
    assert installation.mailwatch("snooze", "northwind", "someday").returncode == 2


def test_a_note_fills_the_blanks_of_a_preview(installation: Installation) -> None:
    assert installation.mailwatch("note", "northwind", "--topic", "event sourcing", "--skill", "Rust").returncode == 0
    installation.mailwatch("once")

    shown = installation.mailwatch("preview", "thank_you", "--application", "northwind")

    assert "event sourcing" in shown.stdout
    assert "Rust" in shown.stdout


def test_names_that_fit_nothing_are_told_what_there_is(installation: Installation) -> None:
    wrong = installation.mailwatch("close", "globex")

    assert wrong.returncode == 2
    assert "Northwind" in wrong.stderr
    assert installation.mailwatch("note", "northwind").returncode == 2
    assert installation.mailwatch("note", "northwind", "--timeline", "whenever").returncode == 2


def test_what_was_misread_is_put_right_and_taken_back(installation: Installation) -> None:
    (mail,) = [
        h["mail"] for h in json.loads(installation.mailwatch("why", "northwind", "--json").stdout)["story"] if h["mail"]
    ]
    assert installation.mailwatch("misread", mail["short"], "--as", "rejection").returncode == 0
    installation.mailwatch("once")
    assert stage(installation) != "scheduled"

    undone = installation.mailwatch("undo")

    assert "taken back that you said that a mail is a rejection" in undone.stdout
    installation.mailwatch("once")
    assert stage(installation) == "scheduled"
    assert "You took back" in installation.mailwatch("why", "northwind").stdout


def test_what_cannot_be_ends_with_two_and_one_line(installation: Installation) -> None:
    for words in (["undo"], ["misread", "ffffff", "--as", "rejection"], ["why", "globex"]):
        wrong = installation.mailwatch(*words)
        assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert installation.mailwatch("misread", "ffffff", "--as", "sent_by_you").returncode == 2
