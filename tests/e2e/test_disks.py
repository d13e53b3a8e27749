"""A disk that is full, a database that is damaged, a Drafts folder without room: a line, and nothing lost by it."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch.core.models import DraftState, Stage
from mailwatch.errors import StoreError
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.service import Daemon, Installation, until
from tests.e2e.test_journeys import confirmed
from tests.letters import invitation, many_invitations
from tests.servers.base import MailServer
from tests.servers.embedded import Embedded


def an_interview_just_over(server: MailServer) -> None:
    """Its thank-you is due at once."""
    now = datetime.now(UTC)  # noqa: TID251 - the daemon under test runs on the real clock
    start = now - timedelta(hours=2)
    server.deliver(invitation(now - timedelta(days=2), start, start + timedelta(hours=1)), received=now)


def states(installation: Installation) -> list[str]:
    return [draft["state"] for application in installation.status() for draft in application["drafts"]]


# A full disk: no file of the process may grow

may_be_limited = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can limit another process")


@contextmanager
def full_disk(process: int, size: int) -> Iterator[None]:
    """No file that a process writes may be larger."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


@may_be_limited
def test_a_daemon_on_a_full_disk_says_so_and_goes_on_when_there_is_room(server: MailServer, tmp_path: Path) -> None:
    installation = Installation(server, tmp_path)
    with Daemon(installation) as daemon:
        daemon.wait_for("sees")
        with full_disk(daemon.pid, (installation.state / "mailwatch.db-wal").stat().st_size):
            an_interview_just_over(server)
            daemon.wait_for("is the disk full?")
            daemon.wait_for("trying again")
            assert server.snapshot()["Drafts"] == {}
        until(lambda: states(installation) == ["placed"], 30, daemon.log)
        assert len(server.snapshot()["Drafts"]) == 1
        assert daemon.stop() == 0
        assert "Traceback" not in daemon.log()


def limited(installation: Installation, size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A verb, run where no file may be larger."""
    command = ["/usr/bin/prlimit", f"--fsize={size}", *installation.command(*arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@may_be_limited
@pytest.mark.parametrize("size", [0, 8192, 120_000])
def test_a_single_run_on_a_full_disk_is_one_line_and_the_next_one_does_the_work(
    embedded: Embedded, tmp_path: Path, size: int
) -> None:
    installation = Installation(embedded, tmp_path)
    an_interview_just_over(embedded)

    refused = limited(installation, size, "once")

    lines = [line for line in refused.stderr.splitlines() if not line.startswith(("INFO", "WARNING"))]
    assert refused.returncode == 1, refused.stderr
    assert len(lines) == 1, refused.stderr
    assert "disk" in lines[0]
    assert installation.mailwatch("once").returncode == 0
    assert states(installation) == ["placed"]
    assert len(embedded.snapshot()["Drafts"]) == 1


def test_a_disk_that_fills_up_between_a_draft_and_its_record_doubles_nothing(
    embedded: Embedded, tmp_path: Path
) -> None:
    with Journey(embedded, tmp_path) as journey:
        confirmed(journey)
        journey.now = at("2026-04-14 16:00")
        embedded.faults.call("APPEND", lambda: journey.store._db.execute("PRAGMA query_only = ON"), stage="after")
        with pytest.raises(StoreError, match="disk"):
            journey.round()
        assert len(journey.drafts()) == 1
        journey.store._db.execute("PRAGMA query_only = OFF")

        journey.round()

        assert [d.state for d in journey.application.drafts] == [DraftState.PLACED]
        assert len(journey.drafts()) == 1


# A damaged database


def scribbled_over(path: Path) -> None:
    """The header is left; the tables are not."""
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\x5a" * (len(raw) - 4096)
    path.write_bytes(raw)
    for beside in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + beside).unlink()


@pytest.mark.parametrize("verb", ["once", "status", "run"])
def test_a_damaged_database_is_one_line_with_the_remedy(embedded: Embedded, tmp_path: Path, verb: str) -> None:
    installation = Installation(embedded, tmp_path)
    an_interview_just_over(embedded)
    assert installation.mailwatch("once").returncode == 0
    scribbled_over(installation.state / "mailwatch.db")

    run = installation.mailwatch(verb)

    assert run.returncode == 1, run.stderr
    (line,) = run.stderr.splitlines()
    assert "mailwatch.db" in line
    assert "damaged" in line
    assert "move it aside" in line


def test_after_a_lost_database_the_draft_that_lies_there_is_not_placed_again(
    server: MailServer, tmp_path: Path
) -> None:
    with Journey(server, tmp_path / "before") as journey:
        confirmed(journey)
        journey.until("2026-04-14 17:00")
        assert len(journey.drafts()) == 1
    with Journey(server, tmp_path / "after", now=at("2026-04-14 18:00")) as journey:
        journey.round()
        journey.round()

        assert journey.application.stage is Stage.THANKING
        assert len(journey.drafts()) == 1


# No room in the mailbox (RFC 5530: OVERQUOTA)


def test_a_full_mailbox_is_told_once_and_the_draft_placed_when_there_is_room(
    embedded: Embedded, tmp_path: Path
) -> None:
    with Journey(embedded, tmp_path) as journey:
        confirmed(journey)
        journey.now = at("2026-04-14 16:00")
        embedded.faults.exceed_quota()
        for _ in range(3):
            journey.round()
            journey.now += timedelta(minutes=5)
        assert journey.drafts() == []
        told = [n.text for n in journey.store.unsent_notices() if "make room" in n.text]
        assert len(told) == 1
        assert "Northwind" in told[0]
        embedded.faults.clear()

        journey.round()

        assert [d.state for d in journey.application.drafts] == [DraftState.PLACED]
        assert len(journey.drafts()) == 1


def test_a_draft_without_room_keeps_no_other_application_from_its_turn(embedded: Embedded, tmp_path: Path) -> None:
    with Journey(embedded, tmp_path) as journey:
        for mail in many_invitations(3, journey.now, at("2026-04-14 14:00")):
            journey.deliver(mail)
        journey.round()
        journey.now = at("2026-04-14 16:00")
        embedded.faults.exceed_quota(times=1)

        journey.round()
        assert len(journey.drafts()) == 2
        journey.round()
        assert len(journey.drafts()) == 3
