"""Tells the story as it happens: follows the pipeline as its journal, and the letters and the user beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from mailwatch.core.lifecycle.deadlines import plan
from mailwatch.core.lifecycle.decide import name
from mailwatch.core.lifecycle.events import (
    ClosedQuietly,
    DraftDiscarded,
    DraftPlanned,
    DraftWithdrawn,
    Event,
    StepSkipped,
)
from mailwatch.core.linking import Link
from mailwatch.core.models import Application, Closing, Draft, InterviewSlot, Message, Reading, Stage, Step, Trust
from mailwatch.core.policy import Policy
from mailwatch.core.steps import STEPS
from mailwatch.demo.mails import Letter
from mailwatch.demo.screen import Screen
from mailwatch.demo.world import plain_text
from mailwatch.store import Seen

LONGEST_QUOTE = 110
"""Characters of a mail's words that are shown."""


class Narrator:
    """The journal of the demo.

    `readings` keeps what each mail was read as and linked to, by Message-ID; `planned` collects the drafts that were
    made since the play last looked.
    """

    def __init__(self, screen: Screen, policy: Policy, find: Callable[[str], Application]) -> None:
        self.readings: dict[str, tuple[Reading, Link]] = {}
        self.planned: list[Draft] = []
        self._screen = screen
        self._policy = policy
        self._zone = ZoneInfo(policy.timezone)
        self._find = find
        self._unread: dict[str, Letter] = {}
        self._plans: dict[str, tuple[Stage, str]] = {}
        self._why: dict[str, str] = {}
        self._last = ("", "")

    # --- beside the pipeline ----------------------------------------------------------------------------------------

    def arrives(self, letter: Letter) -> None:
        """A mail is delivered."""
        self._screen.entry(letter.at, "mail", f"{_sender(letter.sender)}: “{letter.subject}”")
        self._unread[letter.message_id] = letter

    def you(self, text: str, now: datetime) -> None:
        """The user does something."""
        self._screen.entry(now, "you", text)

    def told(self, mails: Iterable[EmailMessage], now: datetime) -> None:
        """Notices have come in at the owner's address."""
        for mail in mails:
            self._screen.entry(now, "told", str(mail["Subject"]))
            part = ""
            for paragraph in plain_text(mail).split("\n\n"):
                part = paragraph if paragraph.isupper() else part
                if part == "WORTH A LOOK" and paragraph.startswith("* "):
                    self._screen.more("look", " ".join(paragraph.removeprefix("* ").split()))

    def round_begins(self, applications: Iterable[Application], now: datetime) -> None:
        """Before a round: keep what is planned, and why, for what it may bring about."""
        for application in applications:
            planned = plan(application, self._policy, now)
            self._why[application.id] = planned.why if planned else ""

    def round_ends(self, applications: Iterable[Application], now: datetime) -> None:
        """After a round: what was no job mail, and where applications stand that have moved."""
        for _ in self._unread:
            self._screen.more("read", "other: it is not about an application of yours, and nothing is done")
        self._unread.clear()
        for application in applications:
            told = (application.stage, self._next(application, now))
            if self._plans.get(application.id) != told:
                self._plans[application.id] = told
                self._screen.entry(now, "now", f"{_called(application)}: {told[0].replace('_', ' ')}{told[1]}")

    # --- the journal ------------------------------------------------------------------------------------------------

    def read(self, seen: Seen, message: Message, reading: Reading, link: Link, now: datetime) -> None:  # noqa: ARG002
        """A mail was read and linked."""
        self.readings[message.message_id] = (reading, link)
        if self._unread.pop(seen.message_id, None) is None:
            return
        self._screen.more("read", f"{reading.kind.replace('_', ' ')}{_sureness(reading)}{_quotes(reading)}")
        for fact in self._facts(reading):
            self._screen.more("", fact)
        if not reading.acts:
            why = "its sender is not who it says" if reading.trust is Trust.FAIL else "that is not sure enough"
            self._screen.more("for", f"your eyes only: {why}, and nothing is done")
        elif link.application:
            self._screen.more("for", f"{name(self._find(link.application))}: {link.why}")
        elif link.new:
            self._screen.more("for", f"a new application: {reading.company} ({reading.role}); {link.why}")
        else:
            self._screen.more("for", f"no application: {link.why}")

    def happened(self, application: Application, event: Event, now: datetime) -> None:
        """An event was recorded."""
        match event:
            case DraftPlanned(draft=draft):
                self.planned.append(draft)
                self._drafted(application, draft, now)
            case DraftWithdrawn(key=key, reason=reason):
                step = next(STEPS[d.step] for d in application.drafts if d.key == key)
                self._screen.entry(
                    now, "back", f"the untouched {step} for {_called(application)} goes to Trash: {reason}"
                )
            case DraftDiscarded(key=key):
                step = next(STEPS[d.step] for d in application.drafts if d.key == key)
                self._screen.entry(now, "back", f"the {step} for {_called(application)} was thrown away: it is skipped")
            case StepSkipped(step=step, reason=reason):
                self._screen.entry(now, "back", f"the {STEPS[step]} for {_called(application)} is skipped: {reason}")
            case ClosedQuietly(reason=reason):
                self._screen.entry(now, "back", f"{_called(application)} is closed: {reason}")
            case _:
                pass

    def noticed(self, application: Application | None, text: str, now: datetime) -> None:
        """There is something for the owner to know; it is shown when it reaches them."""

    # --- words ------------------------------------------------------------------------------------------------------

    def _drafted(self, application: Application, draft: Draft, now: datetime) -> None:
        to = ", ".join(a.name or a.email for a in draft.to) or "nobody yet: that is for you to fill in"
        self._screen.entry(now, "draft", f"{STEPS[draft.step]} for {_called(application)}, to {to}")
        reason = self._reason(application, draft)
        if (draft.subject, reason) != self._last:
            self._screen.more("", f"“{draft.subject}”")
            self._screen.more("why", reason)
        self._last = (draft.subject, reason)

    def _reason(self, application: Application, draft: Draft) -> str:
        again = [d for d in application.drafts if d.bounced and (d.step, d.interview) == (draft.step, draft.interview)]
        if again:
            return f"the one to {again[-1].to[0].email} came back"
        if draft.step is Step.REJECTION_REPLY:
            return "an interview took place, and a person can receive a gracious answer"
        return self._why.get(application.id) or "it is due"

    def _next(self, application: Application, now: datetime) -> str:
        planned = plan(application, self._policy, now)
        if application.stage is Stage.CLOSED:
            return f"; {self._farewell(application)}"
        if application.stage is Stage.WAITING and application.asked:
            return f"; it is your turn, they asked: “{_short(application.asked)}”"
        if application.stage is not Stage.WAITING or planned is None:
            return ""
        step = STEPS[planned.step] if planned.step else "a quiet close"
        return f"; {step} on {self._moment(planned.due)}, {planned.why.partition(': “')[0]}"

    def _farewell(self, application: Application) -> str:
        if application.closing is Closing.SILENCE:
            return "they never answered, and all that a thoughtful candidate could write is written"
        if any(d.step is Step.REJECTION_REPLY for d in application.drafts):
            return "on good terms"
        return "no draft, for only a machine would receive it"

    def _facts(self, reading: Reading) -> list[str]:
        facts = [f"interview {self._slot(slot)}" for slot in reading.interviews]
        if reading.timeline:
            facts.append(f"they will be back by {_day(reading.timeline.until)}")
        if reading.away_until:
            facts.append(f"away until {_day(reading.away_until)}")
        if reading.bounced:
            facts.append(f"could not be delivered to {', '.join(reading.bounced)}")
        if reading.asks:
            facts.append(f"asks you: “{_short(reading.asks)}”")
        return facts

    def _slot(self, slot: InterviewSlot) -> str:
        end = f" to {slot.end.astimezone(self._zone):%H:%M}" if slot.end else ""
        there = f" ({slot.start:%H:%M} {slot.timezone})" if slot.start.utcoffset() != self._offset(slot.start) else ""
        people = ", ".join(p.name or p.email for p in slot.people)
        return f"{self._moment(slot.start)}{end} your time{there}{f', with {people}' if people else ''}"

    def _offset(self, moment: datetime) -> object:
        return moment.astimezone(self._zone).utcoffset()

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{_day(local)} {local:%H:%M}"


def _day(day: object) -> str:
    return f"{day:%a} {day:%d}".replace(" 0", " ") + f" {day:%b}"


def _called(application: Application) -> str:
    return application.company or name(application)


def _sender(sender: str) -> str:
    return sender.partition(" <")[0]


def _short(quote: str) -> str:
    return quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE].rpartition(' ')[0]} …"


def _sureness(reading: Reading) -> str:
    return f", {reading.confidence:.0%} sure"


def _quotes(reading: Reading) -> str:
    return f": “{_short(reading.evidence[0].quote)}”" if reading.evidence else ""
