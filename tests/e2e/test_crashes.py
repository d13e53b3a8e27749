"""Dying at every step: before and after every command to the server, and around every commit.

Each time the same story is told: die at step N, start again from what is on disk and on the server, and the end must
be that of the undisturbed run. Then once more, and nothing may change.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailwatch.core.models import DraftState, Step
from mailwatch.desk import Desk
from mailwatch.pipeline import work
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.test_journeys import CONFIRMED, REJECTED, STILL_DECIDING
from tests.letters import letter
from tests.servers.base import MailServer
from tests.trust.dying import DyingStore, Fuse


class PowerCutError(BaseException):
    """The process is gone. No `except Exception` may catch it."""


def power_cut() -> None:
    """The end of the process."""
    raise PowerCutError


class DyingMailbox:
    """A session that may die before or after each command."""

    def __init__(self, real: Any, fuse: Fuse) -> None:
        self._real = real
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        command = getattr(self._real, name)

        def run(*arguments: Any) -> Any:
            self._fuse.step()
            result = command(*arguments)
            result = iter(list(result)) if name.startswith("fetch_") else result
            self._fuse.step()
            return result

        return run


class MortalJourney(Journey):
    """A journey whose rounds of work may die, and which then begins again as a new process would."""

    fuse = Fuse(0, power_cut)

    @property
    def desk(self) -> Desk:
        desk = super().desk
        desk.mailbox = DyingMailbox(desk.mailbox, self.fuse)
        desk.store = DyingStore(desk.store, self.fuse)  # type: ignore[assignment]
        return desk

    def round(self) -> None:
        try:
            work(self.desk, self.now)
        except PowerCutError:
            self.store.close()
            self.session.close()
            before = self.before
            self.__enter__()
            self.before = before
            work(super().desk, self.now)


def place(journey: Journey) -> None:
    """An interview passes and a thank-you is placed."""
    journey.deliver(letter(CONFIRMED, journey.now, message_id="<confirmed@northwind.example>"))
    journey.round()
    journey.now = at("2026-04-14 16:00")
    journey.round()


def send(journey: Journey) -> None:
    """The thank-you is sent, and a week later a follow-up placed."""
    place(journey)
    journey.send()
    journey.round()
    journey.now = at("2026-04-22 09:00")
    journey.round()


def reply(journey: Journey) -> None:
    """The employer answers while the follow-up lies in Drafts: it is withdrawn."""
    send(journey)
    journey.deliver(letter(STILL_DECIDING, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()


def reject(journey: Journey) -> None:
    """A rejection withdraws the follow-up and is answered."""
    send(journey)
    journey.deliver(letter(REJECTED, journey.now, answers="<confirmed@northwind.example>"))
    journey.round()


Scene = Callable[[Journey], None]


def outcome(journey: Journey) -> object:
    """What is on the server and in the store, without ids and times that differ by nature."""
    server = {
        box: sorted((sorted(flags), raw.partition(b"\r\n\r\n")[2]) for flags, raw in mails.values())
        for box, mails in journey.server.snapshot().items()
    }
    (application,) = journey.store.applications.values()
    drafts = [(d.key, d.step, d.state, d.message_id.partition("@")[2]) for d in application.drafts]
    return server, application.stage, drafts, len(application.mails)


def told(server: MailServer, directory: Path, scene: Scene, blows_at: int) -> tuple[object, int]:
    """Tell the story with a death at one step; what came of it, and how many steps there were."""
    server.fresh_user()
    with MortalJourney(server, directory) as journey:
        journey.fuse = Fuse(blows_at, power_cut)
        scene(journey)
        journey.fuse = Fuse(0, power_cut)
        end, steps = outcome(journey), 0
        before = journey.server.snapshot(), [len(journey.store.log(k)) for k in journey.store.applications]
        work(journey.desk, journey.now)
        after = journey.server.snapshot(), [len(journey.store.log(k)) for k in journey.store.applications]
        assert after == before, f"a further round changed something after a death at step {blows_at}"
        return end, steps


def count_steps(server: MailServer, directory: Path, scene: Scene) -> tuple[object, int]:
    """The undisturbed story, and its number of steps."""
    server.fresh_user()
    with MortalJourney(server, directory) as journey:
        journey.fuse = Fuse(0, power_cut)
        scene(journey)
        return outcome(journey), journey.fuse.steps


@pytest.mark.slow
@pytest.mark.parametrize("scene", [place, send, reply, reject])
def test_a_death_at_any_step_changes_nothing_in_the_end(server: MailServer, tmp_path: Path, scene: Scene) -> None:
    expected, steps = count_steps(server, tmp_path / "undisturbed", scene)
    assert steps > 20

    for step in range(1, steps + 1):
        end, _ = told(server, tmp_path / str(step), scene, step)
        assert end == expected, f"a death at step {step} of {steps} changed the end"


def test_a_death_around_the_append_never_doubles_a_draft(server: MailServer, tmp_path: Path) -> None:
    """The few steps that matter most, on every run of the tests."""
    _, steps = count_steps(server, tmp_path / "undisturbed", place)

    for step in range(steps - 12, steps + 1):
        server.fresh_user()
        with MortalJourney(server, tmp_path / str(step)) as journey:
            journey.fuse = Fuse(step, power_cut)
            place(journey)
            assert [(d.step, d.state) for d in journey.application.drafts] == [(Step.THANK_YOU, DraftState.PLACED)]
            assert len(journey.drafts()) == 1
