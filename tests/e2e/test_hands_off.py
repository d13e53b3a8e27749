"""What mailwatch says to a server in the whole life of an application: looking, placing, taking back, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from mailwatch.core.models import DraftState, Step
from mailwatch.mailbox import Session
from tests.e2e.journey import Journey
from tests.e2e.test_lying_servers import HONEST_END, states, story
from tests.letters import letter
from tests.servers.base import MailServer
from tests.servers.embedded import Embedded

LOOKING = re.compile(
    r"CAPABILITY|LOGIN \*\*\*|AUTHENTICATE .*|ID \(.*\)|NOOP|IDLE|DONE|LOGOUT|LIST .*|STATUS .*|EXAMINE .*|UID SEARCH .*"
    r"|UID FETCH [\d,]+ \((?:UID|FLAGS|INTERNALDATE|RFC822\.SIZE|BODYSTRUCTURE|BODY\.PEEK\[[^]]*\](?:<[\d.]+>)?| )+\)"
)
PLACING = re.compile(r'APPEND "?Drafts"? \(\\Draft \\Seen\) \{\d+\}')
TAKING_BACK = (
    re.compile(r'SELECT "?Drafts"?'),
    re.compile(r"UID FETCH \d+ \(UID FLAGS\)"),
    re.compile(r'UID MOVE \d+ "?Trash"?'),
    re.compile(r"UNSELECT"),
)
WITHOUT_MOVE = (
    *TAKING_BACK[:2],
    re.compile(r'UID COPY \d+ "?Trash"?'),
    re.compile(r"UID STORE \d+ \+FLAGS\.SILENT \(\\Deleted\)"),
    re.compile(r"UID EXPUNGE \d+"),
    TAKING_BACK[3],
)


@dataclass
class AuditedJourney(Journey):
    """A journey whose commands are noted, without their tags."""

    said: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        super().__enter__()
        self.session.close()
        self.session = Session.open(
            self.settings, self.server.password, audit=lambda line: self.said.append(re.sub(r"^[A-Z]+\d+ ", "", line))
        )
        return self


def beside_looking(said: list[str]) -> list[str]:
    """What is more than looking, and what is said while a folder is open for writing."""
    found, writing = [], False
    for line in said:
        writing = writing or line.startswith("SELECT")
        if writing or not LOOKING.fullmatch(line):
            found.append(line)
        writing = writing and line != "UNSELECT"
    return found


def check(said: list[str], taking_back: tuple[re.Pattern[str], ...]) -> None:
    """Three drafts are placed and one is taken back, each by exactly these commands."""
    expected = [PLACING, PLACING, *taking_back, PLACING]
    found = beside_looking(said)
    assert len(found) == len(expected), found
    for line, pattern in zip(found, expected, strict=True):
        assert pattern.fullmatch(line), (line, pattern.pattern)


def test_a_whole_life_is_looking_three_drafts_and_one_taken_back(server: MailServer, tmp_path: Path) -> None:
    for box in ("INBOX", "Trash"):
        server.deliver(letter("Dear Kim, ...", Journey.now, sender="Sam Rivera <sam@example.com>"), box)
    with AuditedJourney(server, tmp_path) as journey:
        story(journey)

        assert states(journey) == HONEST_END
        after = server.snapshot()
        check(journey.said, TAKING_BACK)
        for box, mails in journey.before.items():
            assert {uid: mail for uid, mail in after[box].items() if uid in mails} == mails


def test_without_move_it_is_one_copy_one_flag_and_one_expunge_of_that_uid(embedded: Embedded, tmp_path: Path) -> None:
    embedded.faults.hide("MOVE")
    with AuditedJourney(embedded, tmp_path) as journey:
        story(journey)

        assert (Step.FOLLOW_UP, DraftState.WITHDRAWN) in states(journey)
        check(journey.said, WITHOUT_MOVE)
