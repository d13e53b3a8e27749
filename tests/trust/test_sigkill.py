"""Real deaths: a process that is killed with SIGKILL at every command to the server and around every commit.

Each time: die, start again from what is on disk and on the server, and the end must be that of the undisturbed run.
Then once more, and nothing may change. And the same with a connection that is cut instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from mailwatch.errors import UnreachableError
from mailwatch.mailbox.wire import LinkLostError
from mailwatch.store import Store
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.test_crashes import outcome
from tests.e2e.test_journeys import CONFIRMED, REJECTED, STILL_DECIDING
from tests.letters import letter
from tests.servers.dovecot import Dovecot
from tests.trust.child import once
from tests.trust.conftest import Figure
from tests.trust.dying import Fuse

EVERY = int(os.environ.get("MAILWATCH_DEATHS_EVERY", "1"))
"""Die at every so many-th step."""


class Nursery:
    """The process that forks those that die."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def __call__(self, job: dict[str, object], blows_at: int) -> int:
        """Do a round; the steps it took, or 0 if it was killed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({**job, "blows_at": blows_at}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["killed"] == (answer["code"] != 0), answer
        return int(answer["steps"])


@dataclass
class Cutter:
    """Does rounds in this process, and cuts the connection at a step instead of dying."""

    cuts: int = 0

    def __call__(self, job: dict[str, object], blows_at: int) -> int:
        def cut() -> None:
            self.cuts += 1
            raise LinkLostError("cut")

        fuse = Fuse(blows_at, cut)
        try:
            once(job, fuse)
        except (UnreachableError, LinkLostError):
            return 0
        return fuse.steps


Runner = Callable[[dict[str, object], int], int]


@dataclass
class MortalJourney(Journey):
    """A journey whose rounds are run by `runner`; one of them does not live to its end."""

    runner: Runner | None = None
    blows_at: int = 0
    steps: int = 0
    armed: bool = False
    died: bool = field(default=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def round(self) -> None:
        assert self.runner is not None
        job: dict[str, object] = {
            "state": str(self.directory),
            "host": self.server.host,
            "port": self.server.port,
            "login": self.server.login,
            "password": self.server.password,
            "now": self.now.isoformat(),
        }
        left = self.blows_at - self.steps if self.armed and self.blows_at and not self.died else 0
        done = self.runner(job, max(left, 0))
        if done == 0:
            self.died = True
            done = self.runner(job, 0)
            assert done, "the second process did not live"
        if self.armed:
            self.steps += done

    def look(self) -> object:
        """The end, as it can be compared."""
        self.store = Store.open(self.directory)
        try:
            return outcome(self)
        finally:
            self.store.close()

    def everything(self) -> object:
        """The end, with every id and number."""
        self.store = Store.open(self.directory)
        try:
            logs = {key: self.store.log(key) for key in self.store.applications}
        finally:
            self.store.close()
        return self.server.snapshot(), logs


@dataclass(frozen=True)
class Scene:
    """`before` is lived through once and unharmed; each death is one in what comes `then`."""

    name: str
    before: Callable[[MortalJourney], None]
    then: Callable[[MortalJourney], None]


def nothing_yet(journey: MortalJourney) -> None:
    """An inbox without a mail."""
    journey.round()


def place(journey: MortalJourney) -> None:
    """An interview is announced, it passes, and a thank-you is placed."""
    journey.deliver(letter(CONFIRMED, journey.now, message_id="<confirmed@northwind.example>"))
    journey.round()
    journey.now = at("2026-04-14 16:00")
    journey.round()


def send(journey: MortalJourney) -> None:
    """The thank-you is sent, and a week later a follow-up is placed."""
    journey.send()
    journey.round()
    journey.now = at("2026-04-22 09:00")
    journey.round()


def follow_up(journey: MortalJourney) -> None:
    """All of that."""
    place(journey)
    send(journey)


def withdraw(journey: MortalJourney) -> None:
    """The interview is confirmed anew while the follow-up lies in Drafts: it is taken back."""
    journey.deliver(letter(CONFIRMED.replace("14", "28"), journey.now, answers="<confirmed@northwind.example>"))
    journey.round()


def reply(journey: MortalJourney) -> None:
    """The employer answers while the follow-up lies in Drafts: it is taken back."""
    journey.deliver(letter(STILL_DECIDING, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()


def reject(journey: MortalJourney) -> None:
    """A rejection takes the follow-up back and is answered; the answer is sent."""
    journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()
    journey.send()
    journey.round()


SCENES = (
    Scene("place", nothing_yet, place),
    Scene("send", place, send),
    Scene("withdraw", follow_up, withdraw),
    Scene("reply", follow_up, reply),
    Scene("reject", follow_up, reject),
)


def matrix(server: Dovecot, directory: Path, scene: Scene, runner: Runner) -> int:
    """Die (or be cut off) at each step of a scene; how often that was."""
    with MortalJourney(server, directory / "before", runner=runner) as begun:
        scene.before(begun)
    begun_by = server.login

    def tell(name: str, blows_at: int) -> MortalJourney:
        server.copy_user(begun_by)
        shutil.copytree(begun.directory, directory / name)
        with MortalJourney(
            server, directory / name, begun.now, runner=runner, blows_at=blows_at, armed=True
        ) as journey:
            scene.then(journey)
            return journey

    undisturbed = tell("undisturbed", 0)
    expected, deaths = undisturbed.look(), 0
    for step in range(1, undisturbed.steps + 1, EVERY):
        journey = tell(str(step), step)
        deaths += journey.died
        assert journey.look() == expected, f"the end differs after step {step} of {undisturbed.steps}"
        before = journey.everything()
        journey.round()
        assert journey.everything() == before, f"a further round changed something after step {step}"
    return deaths


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_killed_process_loses_and_doubles_nothing(
    dovecot: Dovecot, in_memory: Path, scene: Scene, nursery: Nursery, figure: Figure
) -> None:
    deaths = matrix(dovecot, in_memory, scene, nursery)

    figure(f"{scene.name}: {deaths} deaths, lost 0, doubled 0")
    assert deaths * EVERY > 50


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_cut_connection_loses_and_doubles_nothing(
    dovecot: Dovecot, in_memory: Path, scene: Scene, figure: Figure
) -> None:
    cutter = Cutter()

    cuts = matrix(dovecot, in_memory, scene, cutter)

    figure(f"{scene.name}: {cutter.cuts} cuts, lost 0, doubled 0")
    assert cuts >= cutter.cuts * 0.9  # one in a goodbye, or while a folder is given back, is no failure
    assert cutter.cuts * EVERY > 50
