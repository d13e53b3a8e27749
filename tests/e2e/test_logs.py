"""A whole journey in the log: readable, and without a secret at any level or a mail's words above debug."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch.demo.world import Sink
from tests.e2e.service import Daemon, Installation, until
from tests.letters import invitation, letter
from tests.servers.embedded import Embedded

SUBJECTS = ("Interview: Staff Engineer at Northwind", "Zircon Labs: your application", "Rutabaga and you")
WORDS = (*SUBJECTS, "Northwind", "northwind", "Zircon", "zircon", "Dana", "utabaga", "move forward with other")
DECLINED = """\
Thank you for your interest in the role of Engineer at Zircon Labs. Unfortunately, we have decided to move forward
with other candidates.
"""
TOKEN = "token-horse-battery"


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the daemon under test runs on the real clock


@dataclass
class Talkative(Installation):
    """With options in front of the verb."""

    options: tuple[str, ...] = ("-v", "--log-format", "json")

    def command(self, *arguments: str) -> list[str]:
        words = super().command(*arguments)
        return [*words[:3], *self.options, *words[3:]]


def journey(installation: Installation, server: Embedded) -> str:
    """An interview that is over, a rejection, a mail with a forged sender, a lost connection; and the log of it all."""
    start = now() - timedelta(hours=3)
    forged = "mx.example.com; dmarc=fail header.from=rutabaga.example"
    with Daemon(installation) as daemon:
        daemon.wait_for("sees")
        server.deliver(invitation(now() - timedelta(days=2), start, start + timedelta(hours=1)))
        server.deliver(letter(DECLINED, now(), sender="Dana <dana@zircon.example>", subject=SUBJECTS[1]))
        server.deliver(
            letter(
                DECLINED,
                now(),
                sender="x@rutabaga.example",
                subject=SUBJECTS[2],
                Authentication_Results=forged,
            )
        )
        daemon.wait_for("draft placed", 30)
        until(lambda: daemon.log().count("notice for the owner") >= 2, 30, daemon.log)
        server.restart()
        until(lambda: daemon.log().count("sees again") >= 1, 30, daemon.log)
        assert daemon.stop() == 0
        return daemon.log()


@pytest.mark.slow
@pytest.mark.parametrize("sign_in", ["password", "token"])
def test_at_debug_level_no_secret_and_above_it_no_word_of_a_mail(
    embedded: Embedded, tmp_path: Path, sign_in: str
) -> None:
    with Sink() as sink:
        notices = f"digest: {{smtp: {{host: 127.0.0.1, port: {sink.port}, security: none}}}}\n"
        installation = Talkative(embedded, tmp_path, notices)
        if sign_in == "token":
            (tmp_path / "token").write_text(TOKEN + "\n")
            embedded.imap.token_ok = lambda _login, token: token == TOKEN
            own = installation.config.read_text()
            by_token = f"auth: oauth2\n    secret: {{token_command: cat {tmp_path / 'token'}}}"
            installation.config.write_text(own.replace(f"secret: {{file: {installation.secret}}}", by_token))
        told = journey(installation, embedded)

    assert embedded.password not in told
    assert TOKEN not in told
    lines = [json.loads(line) for line in told.splitlines()]
    assert all({"time", "level", "logger", "thread", "message"} <= set(line) for line in lines)
    aloud = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines if line["level"] != "debug")
    assert "application a1: draft placed, now thanking" in aloud
    assert not [word for word in WORDS if word in aloud]
    whispered = "\n".join(line["message"] for line in lines if line["level"] == "debug")
    assert SUBJECTS[1] in whispered  # the test would notice: it is told to those who ask for it


@pytest.mark.slow
def test_without_verbose_nothing_of_it_is_written_at_all(embedded: Embedded, tmp_path: Path) -> None:
    told = journey(Talkative(embedded, tmp_path, options=()), embedded)

    assert "INFO application a1: draft placed, now thanking\n" in told
    assert not [word for word in (*WORDS, embedded.password) if word in told]
