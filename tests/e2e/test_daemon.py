"""The running daemon, on a real clock: it hears of mail at once, comes back after anything, and stops when asked."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.service import Daemon, Installation, until
from tests.letters import invitation, letter
from tests.servers.base import MailServer


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the daemon under test runs on the real clock


@pytest.fixture
def installation(server: MailServer, tmp_path: Path) -> Installation:
    return Installation(server, tmp_path)


@pytest.fixture
def daemon(installation: Installation) -> Iterator[Daemon]:
    with Daemon(installation) as running:
        running.wait_for("watching personal")
        until(lambda: recorded(installation) is not None, 15)
        yield running


def recorded(installation: Installation) -> list[str] | None:
    """Message-IDs that are recorded, None before the first round is done."""
    try:
        connection = sqlite3.connect(f"file:{installation.state / 'mailwatch.db'}?mode=ro", uri=True)
    except sqlite3.Error:
        return None
    try:
        if not connection.execute("SELECT count(*) FROM marks").fetchone()[0]:
            return None
        return [row[0] for row in connection.execute("SELECT message_id FROM messages")]
    except sqlite3.Error:
        return None
    finally:
        connection.close()


def deliver_an_interview(server: MailServer, number: int = 1) -> str:
    start = now() + timedelta(days=3)
    message_id = f"<live-{number}@northwind.example>"
    mail = invitation(now(), start, start + timedelta(hours=1), uid=f"live-{number}", message_id=message_id)
    server.deliver(mail)
    return message_id


def test_a_mail_is_read_linked_and_recorded_within_two_seconds(
    daemon: Daemon, server: MailServer, installation: Installation
) -> None:
    took: list[float] = []
    while min(took, default=3) >= 2 and len(took) < 4:  # a machine that is busy with other things may need a second go
        message_id = deliver_an_interview(server, len(took))
        took.append(until(lambda: message_id in (recorded(installation) or []), 10, daemon.log))  # noqa: B023 - at once

    assert min(took) < 2
    (application,) = installation.status()
    assert (application["company"], application["stage"]) == ("Northwind", "scheduled")


def test_after_a_restart_of_the_server_it_is_back_within_twenty_seconds(
    daemon: Daemon, server: MailServer, installation: Installation
) -> None:
    server.restart()
    message_id = deliver_an_interview(server)

    assert until(lambda: message_id in (recorded(installation) or []), 30, daemon.log) < 20


def test_it_stops_cleanly_when_asked(daemon: Daemon) -> None:
    assert daemon.stop() == 0
    assert "Traceback" not in daemon.log()


def test_it_tells_the_service_manager_how_it_is(installation: Installation, tmp_path: Path) -> None:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(15)
    environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "2000000"}
    with manager, Daemon(installation, **environment) as daemon:
        heard = manager.recv(4096).decode()
        while "WATCHDOG=1" not in heard:
            heard += "\n" + manager.recv(4096).decode()
        assert heard.startswith("READY=1")
        assert daemon.stop() == 0
        while "STOPPING=1" not in heard:
            heard += "\n" + manager.recv(4096).decode()


def test_the_audit_shows_only_looking(installation: Installation, server: MailServer, tmp_path: Path) -> None:
    message_id = deliver_an_interview(server)
    audit = tmp_path / "audit"
    with Daemon(installation, "--audit", str(audit)) as daemon:
        until(lambda: message_id in (recorded(installation) or []), 15, daemon.log)
        daemon.stop()

    commands = audit.read_text()
    assert "EXAMINE" in commands
    assert "BODY.PEEK" in commands
    assert server.password not in commands
    for word in ("SELECT", "STORE", "EXPUNGE", "MOVE", "APPEND", "CLOSE", "BODY["):
        assert f" {word}" not in commands


@pytest.mark.usefixtures("daemon")
def test_a_second_instance_is_refused_with_a_line(installation: Installation) -> None:
    second = installation.mailwatch("once")

    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "another mailwatch" in second.stderr


def test_once_does_a_round_and_ends(installation: Installation, server: MailServer) -> None:
    start = now() - timedelta(hours=2)
    server.deliver(letter("Lunch?", now(), sender="Kim <kim@friends.example>", subject="Lunch"), received=now())
    server.deliver(invitation(now() - timedelta(days=2), start, start + timedelta(hours=1)), received=now())

    done = installation.mailwatch("once")

    assert done.returncode == 0, done.stderr
    (application,) = installation.status()
    assert application["stage"] == "thanking"
    assert [d["state"] for d in application["drafts"]] == ["placed"]
    assert application["drafts"][0]["to"] == "dana.cho@northwind.example"
    assert len(server.snapshot()["Drafts"]) == 1


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(installation: Installation, server: MailServer) -> None:
    start = now() - timedelta(hours=2)
    server.deliver(invitation(now() - timedelta(days=2), start, start + timedelta(hours=1)), received=now())
    before = server.snapshot()

    done = installation.mailwatch("once", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "would place a draft: thank-you for Northwind" in done.stdout
    assert server.snapshot() == before
    assert not installation.state.exists()


def test_a_dry_run_with_nothing_to_do_says_so(installation: Installation) -> None:
    done = installation.mailwatch("once", "--dry-run")

    assert done.stdout == "Nothing to do: no new mail is about an application of yours, and nothing is due.\n"
