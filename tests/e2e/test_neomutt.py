"""A real client, driven by its keys: neomutt recalls the draft, its editor fills the blanks, it is sent and filed."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest

from mailwatch.core.models import DraftState, Stage
from mailwatch.demo.world import Sink
from tests.e2e.clients import DaemonJourney
from tests.e2e.service import until
from tests.letters import invitation
from tests.servers.base import MailServer
from tests.servers.dovecot import REQUIRE, go_without

FILLED = "moving the ledger to events"

SETTINGS = """\
set folder="imap://{host}:{port}/" spoolfile="+INBOX" postponed="+Drafts" record="+Sent" trash="+Trash"
set imap_user="{login}" imap_pass="{password}" ssl_starttls=no ssl_force_tls=no
set smtp_url="smtp://{host}:{smtp}/" from="sam@example.com" realname="Sam Rivera" use_from=yes hostname="example.com"
set editor="{editor}" copy=yes postpone=yes wait_key=no confirmappend=no delete=yes quit=yes
set header_cache="" sleep_time=0 mail_check=1
"""

EDITOR = """\
#!/bin/sh
cp "$1" {opened}
while [ ! -e {written} ]; do sleep 0.05; done
sed 's/\\[\\[[^]]*\\]\\]/{words}/g' {opened} >"$1"
"""

EMPLOYER_SEES = {
    "Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
    "Content-Disposition", "Content-Transfer-Encoding", "X-Envelope-To",
}  # fmt: skip
"""The last one is the sink's own."""


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, command: list[str], directory: Path) -> None:
        self._tmux = ["tmux", "-S", str(directory / "tmux"), "-f", "/dev/null"]
        environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        size = ["-x", "120", "-y", "40"]
        start = [*self._tmux, "new-session", "-d", *size, shlex.join(command)]
        subprocess.run(start, env=environment, check=True, timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run([*self._tmux, "kill-server"], check=False, timeout=20, capture_output=True)

    def screen(self) -> str:
        """What it shows."""
        shown = subprocess.run(
            [*self._tmux, "capture-pane", "-p"], check=False, timeout=20, capture_output=True, text=True
        )
        return shown.stdout

    def waits_for(self, text: str) -> None:
        until(lambda: text in self.screen(), 30, self.screen)

    def types(self, *keys: str) -> None:
        subprocess.run([*self._tmux, "send-keys", *keys], check=True, timeout=20)


@pytest.fixture(autouse=True)
def _needs_neomutt() -> None:
    missing = [program for program in ("neomutt", "tmux") if not shutil.which(program)]
    if missing:
        go_without(f"there is no {' and no '.join(missing)} on this machine", insist=os.environ.get(REQUIRE) == "1")


@pytest.fixture
def directory() -> Iterator[Path]:
    """A short path: a socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="mailwatch-neomutt-") as made:
        yield Path(made)


def test_neomutt_recalls_edits_and_sends(dovecot: MailServer, tmp_path: Path, directory: Path) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - neomutt runs on the real clock
    with DaemonJourney(dovecot, tmp_path, now=now - timedelta(days=2)) as journey, Sink() as sink:
        start = now - timedelta(minutes=100)
        journey.deliver(invitation(journey.now, start, start + timedelta(hours=1), message_id="<invited@work.example>"))
        journey.round()
        journey.now = now
        journey.round()
        assert state(journey) is DraftState.PLACED
        assert "[[" in journey.text()

        with Terminal(["neomutt", "-n", "-F", str(settings(dovecot, sink, directory))], directory) as neomutt:
            neomutt.waits_for("INBOX")
            neomutt.types("R")
            until((directory / "opened").exists, 30, neomutt.screen)
            assert journey.drafts() == [], "neomutt takes a draft away before it opens its editor"
            journey.rounds(timedelta(hours=2), every=600)
            assert state(journey) is DraftState.GONE

            (directory / "written").touch()
            neomutt.waits_for("y:Send")
            neomutt.types("y")
            until(lambda: len(journey.server.snapshot()["Sent"]) == 1, 30, neomutt.screen)
            neomutt.types("q")

        journey.round()
        (received,) = sink.take()
        assert state(journey) is DraftState.SENT
        assert journey.application.stage is Stage.WAITING

        assert received["X-Envelope-To"] == "dana.cho@northwind.example"
        assert received["Message-ID"] == journey.draft.message_id
        assert received["In-Reply-To"] == "<invited@work.example>"
        assert set(received.keys()) <= EMPLOYER_SEES
        text = str(received.get_content())
        assert FILLED in text
        assert "[[" not in text
        assert "mailwatch" not in received.as_string().lower()


def state(journey: DaemonJourney) -> DraftState:
    return journey.draft.state


def settings(server: MailServer, sink: Sink, directory: Path) -> Path:
    """What neomutt is told, with an editor that waits to be told that the user has written."""
    editor = directory / "editor"
    editor.write_text(EDITOR.format(opened=directory / "opened", written=directory / "written", words=FILLED))
    editor.chmod(0o700)
    file = directory / "neomuttrc"
    file.write_text(
        SETTINGS.format(
            host=server.host,
            port=server.port,
            login=server.login,
            password=server.password,
            smtp=sink.port,
            editor=editor,
        )
    )
    return file
