"""Servers that lie: one story, told through a wire that changes what they say, ends as it does on an honest one.

What a lie makes impossible is not done; nothing is lost or doubled by it, and nothing of the user's is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from mailwatch.core.models import DraftState, Stage, Step
from mailwatch.errors import MailwatchError
from mailwatch.mailbox import ServerSettings
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.test_journeys import CONFIRMED, REJECTED, STILL_DECIDING, confirmed
from tests.letters import letter
from tests.servers.base import MailServer
from tests.trust.proxy import CLEAR, Link, Proxies, Proxy, Weather

KNOWN_TO_ALL = frozenset(
    b"CAPABILITY NOOP LOGOUT LOGIN SELECT EXAMINE LIST STATUS APPEND CHECK CLOSE EXPUNGE SEARCH FETCH STORE COPY UID"
    b" AUTHENTICATE".split()
)
"""Commands of RFC 3501 that mailwatch may use; `UID` with SEARCH, FETCH, STORE and COPY."""
_COMMAND = re.compile(rb"\A([A-Z]+\d+) (UID )?([A-Z]+)\b(.*)", re.DOTALL)

Words = bytes | Callable[[re.Match[bytes]], bytes]


class Lying(Weather):
    """Whatever matches is said otherwise; of commands, those the server is `too_old` for are answered with BAD."""

    def __init__(self, *lies: tuple[bytes, Words], too_old: bool = False) -> None:
        self._lies = [(re.compile(pattern), words) for pattern, words in lies]
        self._too_old = too_old

    async def up(self, link: Link, data: bytes) -> bytes:
        asked = _COMMAND.match(data)
        if not self._too_old or asked is None or self._knows(asked):
            return data
        await link.write_down(asked[1] + b" BAD Unknown command\r\n")
        return b""

    def _knows(self, asked: re.Match[bytes]) -> bool:
        if asked[2]:
            return asked[3] in (b"SEARCH", b"FETCH", b"STORE", b"COPY")
        return asked[3] in KNOWN_TO_ALL and not asked[4].startswith(b" (")  # LIST with selection options is new

    async def down(self, link: Link, data: bytes) -> bytes:
        del link
        for pattern, words in self._lies:
            data = pattern.sub(words, data)
        return data


@dataclass
class LyingJourney(Journey):
    """A journey whose connection goes through a proxy."""

    proxy: Proxy | None = None

    @property
    def settings(self) -> ServerSettings:
        port = self.proxy.port if self.proxy else self.server.port
        return ServerSettings(self.server.host, port, "none", self.server.login)


@pytest.fixture
def wire(server: MailServer) -> Iterator[Proxy]:
    with Proxies() as proxies:
        yield proxies.open(server.port)


def extended(found: re.Match[bytes]) -> bytes:
    """A SEARCH answer in the form of RFC 4731, which nobody asked for."""
    uids = found[1].split()
    return b'* ESEARCH (TAG "A1") UID' + (b" ALL " + b",".join(uids) if uids else b"") + b"\r\n"


NO_APPENDUID = Lying((rb"\[APPENDUID \d+ \d+\] ", b""))
NO_UIDNEXT = Lying((rb"\* OK \[UIDNEXT \d+\][^\r\n]*\r\n", b""), (rb"UIDNEXT \d+ ?", b""))
NO_SPECIAL_USE = Lying((rb" SPECIAL-USE", b""), (rb" ?\\(?:Drafts|Sent|Trash|Junk)\b", b""))
NO_UIDPLUS = Lying((rb" (?:UIDPLUS|MOVE)\b", b""), (rb"\[APPENDUID \d+ \d+\] ", b""))
TOO_OLD = Lying(too_old=True)
LONG_LINES = Lying((rb"\A\* ", b"* OK " + b"x" * (1 << 20) + b"\r\n* "))
REV2 = Lying(
    (rb"(CAPABILITY IMAP4rev1)", rb"\1 IMAP4rev2 ENABLE"),
    (rb"\* SEARCH((?: \d+)*)\r\n", extended),
    (rb"\* \d+ RECENT\r\n", b""),
    (rb"(\* LIST \([^)]*\) \S+ \S+)\r\n", rb'\1 ("CHILDINFO" ("SUBSCRIBED"))' + b"\r\n"),
)

HONEST_END = [
    (Step.THANK_YOU, DraftState.SENT),
    (Step.FOLLOW_UP, DraftState.WITHDRAWN),
    (Step.REJECTION_REPLY, DraftState.PLACED),
]
LEFT_BEHIND = [
    (Step.THANK_YOU, DraftState.SENT),
    (Step.FOLLOW_UP, DraftState.PLACED),
]


def story(journey: Journey) -> None:
    """A thank-you is sent, a follow-up placed, a rejection comes: the follow-up is taken back, and it is answered."""
    confirmed(journey)
    journey.until("2026-04-14 17:00")
    journey.send()
    journey.round()
    journey.until("2026-04-22 09:00")
    journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()
    journey.round()


def states(journey: Journey) -> list[tuple[Step, DraftState]]:
    return [(d.step, d.state) for d in journey.application.drafts]


@pytest.mark.parametrize(
    ("lie", "end"),
    [
        pytest.param(CLEAR, HONEST_END, id="none"),
        pytest.param(NO_APPENDUID, HONEST_END, id="APPENDUID is missing"),
        pytest.param(NO_UIDNEXT, HONEST_END, id="UIDNEXT is missing"),
        pytest.param(NO_SPECIAL_USE, HONEST_END, id="no SPECIAL-USE"),
        pytest.param(LONG_LINES, HONEST_END, id="lines of 1 MB"),
        pytest.param(REV2, HONEST_END, id="IMAP4rev2, broken"),
        pytest.param(NO_UIDPLUS, LEFT_BEHIND, id="no UIDPLUS, no MOVE"),
        pytest.param(TOO_OLD, LEFT_BEHIND, id="BAD to everything new"),
    ],
)
def test_a_story_ends_as_it_should_whatever_the_server_says(
    server: MailServer, wire: Proxy, tmp_path: Path, lie: Weather, end: list[tuple[Step, DraftState]]
) -> None:
    wire.weather = lie
    with LyingJourney(server, tmp_path, proxy=wire) as journey:
        story(journey)

        assert states(journey) == end
        held = server.snapshot()
        assert len(held["INBOX"]) == 2
        assert not any(flags for flags, _ in held["INBOX"].values())
        assert sorted(len(held[box]) for box in ("Drafts", "Trash")) == ([1, 1] if end == HONEST_END else [0, 1])
        assert journey.store.folded() == journey.store.applications


def moved_up(found: re.Match[bytes]) -> bytes:
    """The answer is given as that of a message nobody has asked for."""
    return b"UID %d" % (int(found[1]) + 5000)


OTHER_UIDS = Lying((rb"(?<=FETCH \()UID (\d+)", moved_up))


def test_answers_that_name_other_messages_are_refused_and_nothing_is_lost(
    server: MailServer, wire: Proxy, tmp_path: Path
) -> None:
    with LyingJourney(server, tmp_path, proxy=wire) as journey:
        journey.round()
        wire.weather = OTHER_UIDS
        journey.deliver(letter(CONFIRMED, journey.now, message_id="<confirmed@northwind.example>"))
        with pytest.raises(MailwatchError, match="not asked for"):
            journey.round()
        assert journey.store.applications == {}
        wire.weather = CLEAR

        journey.start_again()
        journey.round()

        assert journey.application.stage is Stage.SCHEDULED


def test_an_appenduid_of_a_mail_of_the_users_own_endangers_it_in_no_way(
    server: MailServer, wire: Proxy, tmp_path: Path
) -> None:
    mine = letter("Dear Kim, about our holidays ...", at("2026-04-01 09:00"), sender="Sam <sam@example.com>")
    server.deliver(mine, "Drafts")
    wire.weather = Lying((rb"\[APPENDUID (\d+) \d+\]", rb"[APPENDUID \1 1]"))
    with LyingJourney(server, tmp_path, proxy=wire) as journey:
        confirmed(journey)
        journey.until("2026-04-19 17:00")  # three days later an unsent thank-you is taken back

        held = server.snapshot()
        assert mine in [raw for _, raw in held["Drafts"].values()]
        assert held["Trash"] == {}


def test_a_uidvalidity_that_is_another_at_every_look_loses_and_doubles_nothing(
    server: MailServer, wire: Proxy, tmp_path: Path
) -> None:
    numbers = count(5000)
    with LyingJourney(server, tmp_path, proxy=wire) as journey:
        confirmed(journey)
        wire.weather = Lying((rb"UIDVALIDITY \d+", lambda _: b"UIDVALIDITY %d" % next(numbers)))
        journey.now = at("2026-04-14 16:00")
        for _ in range(3):
            with suppress(MailwatchError):
                journey.round()
            journey.start_again()
        journey.deliver(letter(STILL_DECIDING, journey.now, answers="<confirmed@northwind.example>"))
        wire.weather = CLEAR
        journey.start_again()
        journey.round()
        assert len(journey.drafts()) == 1
        assert [m.kind for m in journey.application.mails] == ["interview_confirmed", "status_update"]
