"""What happens in seven weeks of Sam's job hunt: the mail, what Sam does about each draft, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mailwatch.core.models import Stage, Step
from mailwatch.demo import late_letters, letters, more_letters
from mailwatch.demo.letters import berlin
from mailwatch.demo.mails import Letter
from mailwatch.demo.noise import NOISE

START, END = berlin(3, 2, 9), berlin(4, 17, 17, 30)
"""Monday of the first week, Friday of the seventh; both the American and the European clocks change in between."""

LETTERS: tuple[Letter, ...] = tuple(
    sorted(
        (
            *letters.KESTREL_LETTERS,
            *letters.TIDEWATER_LETTERS,
            *more_letters.LARKFIELD_LETTERS,
            *more_letters.COBALT_LETTERS,
            *more_letters.MERIDIAN_LETTERS,
            *late_letters.NORDLICHT_LETTERS,
            *late_letters.FERROUS_LETTERS,
            *late_letters.JUNIPER_LETTERS,
            *NOISE,
        ),
        key=lambda letter: letter.at,
    )
)

ENDS: Mapping[str, Stage] = {
    letters.KESTREL: Stage.CLOSED,
    letters.TIDEWATER: Stage.OFFER,
    letters.LARKFIELD: Stage.CLOSED,
    letters.COBALT: Stage.CLOSED,
    letters.MERIDIAN: Stage.LEAVING,
    letters.NORDLICHT: Stage.FOLLOWING_UP,
    letters.FERROUS: Stage.WAITING,
    letters.JUNIPER: Stage.THANKING,
}
"""By company, the stage each application is meant to end in."""


class Deed(StrEnum):
    """What Sam does with a draft."""

    SEND = "send"
    THROW_AWAY = "throw away"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What Sam does with a draft, how long after it was placed, and the words that fill its blanks, in order."""

    deed: Deed = Deed.LEAVE
    after: timedelta = timedelta()
    words: tuple[str, ...] = ()


def _send(hours: float, *words: str) -> Reaction:
    return Reaction(Deed.SEND, timedelta(hours=hours), words)


REACTIONS: Mapping[tuple[str, Step], Reaction] = {
    ("tomas.ferreira@kestrelmaps.example", Step.THANK_YOU): _send(
        3, "how you cut your tile builds from nights to minutes", "profiling and spatial indexes"
    ),
    ("maya.lindqvist@kestrelmaps.example", Step.FOLLOW_UP): _send(2.5),
    ("maya.lindqvist@kestrelmaps.example", Step.VALUE_FOLLOW_UP): _send(
        2,
        "incremental tile builds",
        "Since we spoke I tried the idea on an open data set of Berlin: with content-addressed tiles a nightly build "
        "touches 3 percent of the files. I wrote the numbers up at https://sam.example.com/tiles.",
    ),
    ("maya.lindqvist@kestrelmaps.example", Step.GRACEFUL_EXIT): _send(1.75),
    ("priya.nair@tidewater.example", Step.THANK_YOU): _send(
        1.5, "late events and how far back a pipeline may rewrite history", "stream processing"
    ),
    ("grace.ellison@tidewater.example", Step.THANK_YOU): _send(
        14, "late events in your pipelines", "stream processing"
    ),
    ("grace.ellison@tidewater.example", Step.FOLLOW_UP): Reaction(),
    ("dana.okafor@larkfield.example", Step.THANK_YOU): Reaction(),
    ("dana.okafor@larkfield.example", Step.REJECTION_REPLY): _send(0.4),
    ("ana.duarte@meridianhealth.example", Step.THANK_YOU): _send(
        2, "giving teams their own deadlines", "leading without a title"
    ),
    ("henrik.solberg@meridianhealth.example", Step.THANK_YOU): _send(
        2.1, "event sourcing for patient records", "audit trails"
    ),
    ("ruth.adeyemi@meridianhealth.example", Step.THANK_YOU): _send(
        2.2, "what patients see of your work", "explaining technical risks in plain words"
    ),
    ("ruth.adeyemi@meridianhealth.example", Step.FOLLOW_UP): Reaction(Deed.THROW_AWAY, timedelta(hours=3)),
    ("ruth.adeyemi@meridianhealth.example", Step.VALUE_FOLLOW_UP): _send(
        3,
        "audit trails",
        "The talk I mentioned is online now: it shows how a hospital kept every version of a record readable for "
        "thirty years.",
    ),
    ("ruth.adeyemi@meridianhealth.example", Step.GRACEFUL_EXIT): Reaction(),
    ("annika.moeller@nordlicht-logistik.example", Step.THANK_YOU): _send(
        3.5, "Tourenplanung in Echtzeit", "verteilte Systeme"
    ),
    ("annika.moeller@nordlicht-logistik.example", Step.FOLLOW_UP): _send(1.5),
    ("annika.moeller@nordlicht-logistik.example", Step.VALUE_FOLLOW_UP): Reaction(),
    ("owen@juniperhale.example", Step.THANK_YOU): Reaction(),
}
"""By recipient and step."""
