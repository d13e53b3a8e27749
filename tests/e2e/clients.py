r"""What mail clients do to a draft in Drafts, as tables of IMAP commands in the order and with the pauses recorded.

A client opens the draft that mailwatch placed (`uid`, `buffer`), and each operation is a row of acts:

    saved(r"\Draft", NEW)   APPEND what it has open to Drafts, under a new Message-ID
    filed(SAME)             APPEND it to Sent, under the Message-ID it had
    expunged, flagged       the copy it opened is expunged from Drafts; only marked \Deleted
    moved, copied           that copy goes to Trash by MOVE; by COPY
    after(3.5)              seconds pass

Between any two acts the daemon may have a round of work, or none: both are tried.
"""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum
from itertools import count
from typing import Self

from mailwatch.core.models import Draft, DraftState, Kind, Stage
from mailwatch.desk import Desk
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.test_journeys import CONFIRMED
from tests.letters import letter
from tests.servers.base import done

POLICY = SMTP.clone(max_line_length=998)


class DaemonJourney(Journey):
    """A journey that keeps its desk from round to round, as the daemon does while a connection lasts."""

    _desk: Desk | None = None

    def __enter__(self) -> Self:
        self._desk = None
        return super().__enter__()

    @property
    def desk(self) -> Desk:
        self._desk = self._desk or super().desk
        return self._desk

    @property
    def draft(self) -> Draft:
        """The latest draft, as the log knows it."""
        return self.application.drafts[-1]

    def rounds(self, span: timedelta, every: float = 30) -> None:
        """Rounds of work, as the daemon has them when nothing is pushed."""
        end = self.now + span
        while self.now < end:
            self.now = min(end, self.now + timedelta(seconds=every))
            self.round()

    def notices(self) -> str:
        """All that the owner was told."""
        return "\n".join(n.text for n in self.store.unsent_notices())


class Id(Enum):
    """What becomes of the Message-ID when a client saves or sends."""

    SAME = "same"
    NEW = "new"
    NONE = "none"


SAME, NEW, NONE = Id


@dataclass
class Hand:
    """A client at work on the draft that it has open."""

    journey: DaemonJourney
    html: bool = False
    watched: bool = True
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.uid, raw = max((uid, raw) for uid, (_, raw) in self.journey.server.snapshot()["Drafts"].items())
        self.buffer = email.message_from_bytes(raw, policy=POLICY)
        assert isinstance(self.buffer, EmailMessage)

    def does(self, *acts: Act) -> None:
        for act in acts:
            act(self)
            if self.watched:
                self.journey.round()

    # --- in its window ------------------------------------------------------------------------------------------

    def fill(self, words: str) -> None:
        """The user writes something into every blank."""
        self.write(re.sub(r"\[\[.*?\]\]", words, self.text, flags=re.DOTALL))

    @property
    def text(self) -> str:
        return _text_of(self.buffer)

    def write(self, text: str) -> None:
        """The text is changed to this."""
        self.buffer.set_content(text)

    def finished(self, message_id: Id, without: Sequence[str]) -> bytes:
        """What it hands to the server: a new Date always, the rest as this client has it."""
        message = email.message_from_bytes(self.buffer.as_bytes(), policy=POLICY)
        assert isinstance(message, EmailMessage)
        message.replace_header("Date", format_datetime(self.journey.now))
        for name in without:
            del message[name]
        if message_id is not SAME:
            del message["Message-ID"]
        if message_id is NEW:
            message["Message-ID"] = f"<{next(self.numbers)}.{self.journey.now:%H%M%S%f}@client.example.com>"
        if self.html:
            lines = _text_of(message).splitlines()
            message.clear_content()
            message.set_content("\n".join(lines))
            message.add_alternative("<p>" + "<br>\n".join(lines) + "</p>", subtype="html")
        return message.as_bytes()

    # --- on the server ------------------------------------------------------------------------------------------

    def append(self, mailbox: str, flags: str, raw: bytes) -> None:
        with self.journey.server.client() as client:
            done(client.append(mailbox, flags, "", raw))

    def command(self, *arguments: str) -> None:
        """One UID command in Drafts."""
        with self.journey.server.client() as client:
            done(client.select("Drafts"))
            done(client.uid(arguments[0], str(self.uid), *arguments[1:]))


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


Act = Callable[[Hand], None]


def after(seconds: float) -> Act:
    def act(hand: Hand) -> None:
        hand.journey.now += timedelta(seconds=seconds)

    return act


def saved(flags: str, message_id: Id, *, without: Sequence[str] = (), opens: bool = False) -> Act:
    """APPEND to Drafts; `opens`: the copy just saved is what later acts mean."""

    def act(hand: Hand) -> None:
        hand.append("Drafts", flags, hand.finished(message_id, without))
        if opens:
            hand.uid = max(hand.journey.server.snapshot()["Drafts"])

    return act


def filed(message_id: Id, *, without: Sequence[str] = (), subject: str = "") -> Act:
    """APPEND to Sent; SMTP comes just before."""

    def act(hand: Hand) -> None:
        raw = hand.finished(message_id, without)
        if subject:
            raw = re.sub(rb"(?m)^Subject: Re:", f"Subject: {subject}".encode(), raw, count=1)
        hand.append("Sent", r"\Seen", raw)

    return act


def expunged(hand: Hand) -> None:
    hand.command("STORE", "+FLAGS", r"(\Deleted)")
    hand.command("EXPUNGE")


def flagged(hand: Hand) -> None:
    hand.command("STORE", "+FLAGS", r"(\Deleted)")


def moved(hand: Hand) -> None:
    hand.command("MOVE", "Trash")


def copied(hand: Hand) -> None:
    hand.command("COPY", "Trash")


def folder_deleted(hand: Hand) -> None:
    with hand.journey.server.client() as client:
        done(client.delete("Drafts"))


def folder_made(hand: Hand) -> None:
    with hand.journey.server.client() as client:
        client.create("Drafts")  # where the server has made it by itself meanwhile, this is refused


@dataclass(frozen=True)
class Client:
    """One client's way to do each thing. `opens` is what opening the draft does, before the user has done anything."""

    name: str
    save: tuple[Act, ...]
    send: tuple[Act, ...]
    delete: tuple[Act, ...]
    opens: tuple[Act, ...] = ()
    leaves: tuple[Act, ...] = ()
    html: bool = False

    def __str__(self) -> str:
        return self.name


THREAD = ("In-Reply-To", "References")

THUNDERBIRD = Client(
    "Thunderbird",
    save=(saved(r"\Draft", NEW), after(0.1), expunged),
    send=(expunged, after(0.02), filed(NEW)),
    delete=(moved,),
)
ROUNDCUBE = Client(
    "Roundcube",
    save=(saved(r"\Seen", SAME), after(0.002), expunged),
    send=(filed(SAME), after(0.03), expunged),
    delete=(moved,),
)
SOGO = Client(
    "SOGo",
    save=(saved(r"\Draft", NEW, without=THREAD), flagged),
    send=(filed(NEW, without=THREAD, subject="=?utf-8?q?Re=3A?="), after(0.04), flagged),
    delete=(copied, flagged),
    html=True,
)
EVOLUTION = Client(
    "Evolution",
    save=(saved(r"\Draft \Seen", NEW), after(3.5), flagged),
    send=(filed(NEW), after(3.5), flagged),
    delete=(flagged,),
)
GEARY = Client(
    "Geary",
    save=(after(10), saved(r"\Draft \Seen", NONE), after(0.025), expunged),
    send=(expunged, after(5.5), filed(NEW)),
    delete=(copied, expunged),
    leaves=(expunged, after(5)),
    html=True,
)
CLAWS = Client(
    "Claws",
    save=(saved("", SAME, without=("In-Reply-To",)), after(0.02), expunged),
    send=(expunged, after(3), filed(SAME)),
    delete=(copied, expunged),
)
AERC = Client(
    "aerc",
    save=(saved(r"\Seen", SAME), expunged),
    send=(filed(SAME), after(0.005), expunged),
    delete=(expunged,),
)
NEOMUTT = Client(
    "neomutt",
    opens=(expunged, after(20 * 60)),
    save=(saved(r"\Draft", SAME),),
    send=(filed(SAME),),
    delete=(copied, expunged),
)
MUTT = Client("mutt", opens=NEOMUTT.opens, save=NEOMUTT.save, send=NEOMUTT.send, delete=NEOMUTT.delete)
ALPINE = Client(
    "alpine",
    opens=(expunged, folder_deleted, after(20 * 60)),
    save=(folder_made, saved("", NEW)),
    send=(folder_made,),
    delete=(flagged, after(600), expunged),
)

CLIENTS = (THUNDERBIRD, ROUNDCUBE, SOGO, EVOLUTION, GEARY, CLAWS, AERC, NEOMUTT, MUTT, ALPINE)


CONFIRMED_ID = "<confirmed@northwind.example>"
FILLED = "moving the ledger to events"


def place(journey: DaemonJourney) -> None:
    """A thank-you comes to lie in Drafts, half an hour after the interview on 14 April; ten minutes pass."""
    journey.deliver(letter(CONFIRMED, journey.now, message_id=CONFIRMED_ID))
    journey.round()
    arrive_at(journey, "2026-04-14 15:40")
    assert journey.draft.state is DraftState.PLACED
    journey.now += timedelta(minutes=10)


def hand(journey: DaemonJourney, client: Client, *, watched: bool = True) -> Hand:
    """That client opens the draft."""
    return Hand(journey, client.html, watched)


def verdict(journey: DaemonJourney, span: timedelta = timedelta(minutes=8)) -> DraftState:
    """What the latest draft is taken for once clients have settled."""
    journey.rounds(span)
    return journey.draft.state


def stage(journey: DaemonJourney) -> Stage:
    """Where the application stands; asked anew each time."""
    return journey.application.stage


def kinds(journey: DaemonJourney) -> list[Kind]:
    """What its mails were taken for."""
    return [m.kind for m in journey.application.mails]


def arrive_at(journey: Journey, moment: str) -> datetime:
    """The daemon sleeps until then and has one round."""
    journey.now = at(moment)
    journey.round()
    return journey.now
