"""A small language for telling the story of one application to the state machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from mailwatch.core.lifecycle import evolve, new_application
from mailwatch.core.lifecycle.corrections import Entry, histories, retold
from mailwatch.core.lifecycle.decide import Action, PlaceDraft, TellOwner, WithdrawDraft, catch_up, decide
from mailwatch.core.lifecycle.events import (
    DraftPlaced,
    DraftPlanned,
    DraftSent,
    DraftWithdrawn,
    Event,
    MailRead,
    Opened,
    OwnerTold,
    StepSkipped,
)
from mailwatch.core.lifecycle.recipients import needs_a_draft
from mailwatch.core.models import (
    Address,
    Application,
    Draft,
    DraftState,
    InterviewSlot,
    Kind,
    Mail,
    Person,
    Reading,
    Stage,
    Step,
    Timeline,
)
from mailwatch.core.policy import Policy

DANA = Person("Dana Cho", "dana@acme.example", "interviewer")
BERLIN = Policy(timezone="Europe/Berlin")


def at(text: str) -> datetime:
    """`2026-04-14 15:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


BEGINNING = at("2026-04-01 09:00")


@dataclass
class Story:
    """One application and its clock. Drafts are placed to `recipients` as soon as the machine asks for them."""

    now: datetime = BEGINNING
    policy: Policy = field(default_factory=Policy)
    application: Application = field(default_factory=lambda: new_application("a1"))
    recipients: tuple[str, ...] = ("dana@acme.example",)
    log: list[Event] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.record(Opened(self.now, "personal", "Acme", "Engineer"))

    @property
    def stage(self) -> Stage:
        return self.application.stage

    def standing(self) -> Stage:
        """The stage, asked anew."""
        return self.application.stage

    def record(self, event: Event) -> None:
        self.application = evolve(self.application, event)
        self.log.append(event)

    def history(self) -> tuple[Entry, ...]:
        """The log as the user has put it right."""
        return histories(Entry(n, "a1", event) for n, event in enumerate(self.log, start=1))["a1"]

    def correct(self, event: Event) -> None:
        """The user puts something right, and the story is told anew in the light of it."""
        self.log.append(event)
        self.application = retold("a1", self.history())
        self.tick()

    def mail(self, kind: Kind, **reading: object) -> None:
        """A mail of the employer's arrives now, from Dana."""
        number = next(self.numbers)
        known = {"from_person": True, "reply_to": DANA.email, "people": (DANA,), **reading}
        self.receive(
            Mail(
                f"<m{number}@acme.example>",
                self.now,
                "Your application",
                Address(DANA.name, DANA.email),
                kind,
                human=bool(known["from_person"]),
                reply_to=str(known["reply_to"]),
                identity="sam@example.com",
            ),
            Reading(kind, **known),  # type: ignore[arg-type]
        )

    def you_write(self, *to: str) -> None:
        """The user writes by themselves."""
        number = next(self.numbers)
        people = tuple(Address("", a) for a in to or self.recipients)
        mail = Mail(
            f"<u{number}@example.com>", self.now, "Re: hello", Address("Sam", "sam@example.com"), Kind.SENT_BY_YOU,
            inbound=False, to=people,
        )  # fmt: skip
        self.receive(mail, Reading(Kind.SENT_BY_YOU))

    def receive(self, mail: Mail, reading: Reading) -> None:
        self.application, passed = catch_up(self.application, mail.date, self.policy)
        self.log += passed
        self.record(MailRead(mail.date, mail, reading))
        self.tick()

    def confirm(self, start: str, hours: float = 1, *, kind: Kind = Kind.INTERVIEW_CONFIRMED, **slot: object) -> None:
        """An interview is confirmed."""
        begins = at(start)
        known = {"people": (DANA,), **slot}
        interview = InterviewSlot(begins, begins + timedelta(hours=hours), "UTC", **known)  # type: ignore[arg-type]
        self.mail(kind, interviews=(interview,))

    def promise(self, until: str, quote: str = "You will hear from us.") -> Timeline:
        return Timeline(date.fromisoformat(until), quote)

    def until(self, moment: str) -> None:
        """Time passes, looked at every half hour as the daemon would."""
        end = at(moment)
        while self.now < end:
            self.now = min(end, self.now + timedelta(minutes=30))
            self.tick()

    def sleep_until(self, moment: str) -> None:
        """The daemon is off until then, and looks once."""
        self.now = at(moment)
        self.tick()

    def tick(self) -> None:
        """One look at the clock: facts of time first, then what is to be done."""
        for _ in range(5):
            before = self.application
            self.application, passed = catch_up(before, self.now, self.policy)
            self.log += passed
            for action in decide(self.application, self.now, self.policy):
                self.do(action)
            if self.application == before:
                return

    def do(self, action: Action) -> None:
        match action:
            case PlaceDraft():
                interview = next((i for i in self.application.interviews if i.key == action.interview), None)
                reached = {"" if a in self.application.bad_addresses else a: None for a in self.recipients}
                left = [a for a in reached if needs_a_draft(self.application, interview, _addressed(a))]
                for address in left:
                    self.place(action, address)
                if self.recipients and not left and action.step is Step.THANK_YOU:
                    self.record(StepSkipped(self.now, action.step, "everybody has theirs", action.interview))
            case WithdrawDraft(key=key, reason=reason):
                self.record(DraftWithdrawn(self.now, key, reason))
            case TellOwner(topic=topic, text=text):
                self.record(OwnerTold(self.now, topic))
                self.notices.append(text)
            case _:
                pass

    def place(self, action: PlaceDraft, address: str) -> None:
        key = f"a1/{action.step}/{len(self.application.drafts) + 1}"
        draft = Draft(
            key, action.step, _addressed(address), "Re: x", f"<{key}@example.com>", DraftState.DUE, self.now,
            interview=action.interview,
        )  # fmt: skip
        self.record(DraftPlanned(self.now, draft))
        self.record(DraftPlaced(self.now, key, 1, len(self.application.drafts)))

    def drafts(self, state: DraftState | None = None) -> list[Draft]:
        return [d for d in self.application.drafts if state is None or d.state is state]

    def waiting(self) -> list[Step]:
        """Steps whose drafts lie in the Drafts folder."""
        return [d.step for d in self.drafts(DraftState.PLACED)]

    def send(self) -> None:
        """The user sends everything that waits."""
        for draft in self.drafts(DraftState.PLACED):
            mail = Mail(
                draft.message_id, self.now, "Re: x", Address("Sam", "sam@example.com"), Kind.SENT_BY_YOU,
                inbound=False, to=draft.to,
            )  # fmt: skip
            self.record(DraftSent(self.now, draft.key, mail))
        self.tick()

    def edit(self) -> None:
        """The user edits everything that waits."""
        drafts = tuple(replace(d, state=DraftState.EDITED) if d.open else d for d in self.application.drafts)
        self.application = replace(self.application, drafts=drafts)


def _addressed(address: str) -> tuple[Address, ...]:
    """Where nobody can be reached, a draft has no recipient."""
    return (Address("", address),) if address else ()
