"""Follows the work of a replay: what was read, decided and drafted, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailwatch.core.lifecycle.events import Event, MailRead
from mailwatch.core.linking import Link
from mailwatch.core.models import Application, Kind, Message, Reading, Stage, Step
from mailwatch.store import Seen


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of one application, and the simulated moment at which it was recorded."""

    now: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class ByHand:
    """A step that the user did by themselves before anything was drafted for it."""

    at: datetime
    step: Step
    message_id: str


@dataclass(slots=True)
class Recorder:
    """The journal of a replay.

    `happened_to` tells of each application by its id, `by_hand` what the user did before it fell due. `for_your_eye`
    are the notices that belong to no application: mails that look like job mail and moved nothing.
    """

    happened_to: dict[str, list[Happened]] = field(default_factory=dict)
    by_hand: dict[str, list[ByHand]] = field(default_factory=dict)
    for_your_eye: list[tuple[datetime, str]] = field(default_factory=list)
    _before: dict[str, Application] = field(default_factory=dict)

    def read(self, seen: Seen, message: Message, reading: Reading, link: Link, now: datetime) -> None:
        """A mail was read and linked; what it did to an application is told by the event."""

    def happened(self, application: Application, event: Event, now: datetime) -> None:
        """An event was recorded."""
        self.happened_to.setdefault(application.id, []).append(Happened(now, event))
        before, self._before[application.id] = self._before.get(application.id), application
        if before and isinstance(event, MailRead) and event.reading.kind is Kind.SENT_BY_YOU:
            step = _done_by_hand(before, application)
            if step:
                self.by_hand.setdefault(application.id, []).append(ByHand(event.at, step, event.mail.message_id))

    def noticed(self, application: Application | None, text: str, now: datetime) -> None:
        """There is something for the owner to know; of an application, its events tell."""
        if application is None:
            self.for_your_eye.append((now, text))


def _done_by_hand(before: Application, after: Application) -> Step | None:
    """The step that this mail of the user's made needless, where no draft had been made for it yet."""
    drafted = {d.step for d in before.drafts if d.open}
    steps: list[Step] = []
    if sum(i.thanked for i in after.interviews) > sum(i.thanked for i in before.interviews):
        steps.append(Step.THANK_YOU)
    if after.steps_done > before.steps_done:
        steps.append(Step.FOLLOW_UP if before.steps_done == 0 else Step.VALUE_FOLLOW_UP)
    if before.stage is Stage.LEAVING and after.stage is Stage.CLOSED:
        steps.append(Step.GRACEFUL_EXIT)
    if before.stage is Stage.REJECTED and after.stage is Stage.CLOSED:
        steps.append(Step.REJECTION_REPLY)
    return next((step for step in steps if step not in drafted), None)
