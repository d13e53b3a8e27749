"""At most so many drafts wait in Drafts: what fell due first comes first, the rest is announced and follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailwatch.core.lifecycle.events import DraftPlaced, MailRead, OwnerTold
from mailwatch.core.models import Application, DraftState, Kind, Stage, Step
from mailwatch.core.policy import Policy
from tests.core.stories import at
from tests.e2e.journey import Journey
from tests.e2e.test_journeys import CONFIRMED
from tests.letters import letter
from tests.servers.base import MailServer

BERLIN = "Europe/Berlin"
HELD_BACK = "drafts wait in Drafts already"

TOLD_BY = """\
Hi Sam,

It was great to meet you. You will hear from us by {day}.

{person}
{company}
"""

EMPLOYERS = (
    ("Northwind", "Dana Cho", "Thursday, April 16"),
    ("Halden", "Luis Ortega", "Wednesday, April 15"),
    ("Quillstone", "Mara Lindt", "Friday, April 17"),
    ("Fernleaf", "Ivo Brandt", "Tuesday, April 14"),
)
"""Company, person, and the day they named: the follow-up falls due the working day after."""


@pytest.fixture
def journey(dovecot: MailServer, tmp_path: Path) -> Iterator[Journey]:
    with Journey(dovecot, tmp_path, policy=Policy(timezone=BERLIN, most_drafts=2)) as running:
        yield running


def address(company: str, person: str) -> str:
    first, _, _ = person.partition(" ")
    return f"{person} <{first.lower()}@{company.lower()}.example>"


def interviewed(journey: Journey, company: str, person: str, *, on: str = "Tuesday, April 7") -> str:
    """An interview with that company is confirmed; the id of the mail."""
    message_id = f"<confirmed@{company.lower()}.example>"
    text = CONFIRMED.replace("Northwind", company).replace("Dana Cho", person).replace("Tuesday, April 14", on)
    journey.deliver(
        letter(
            text,
            journey.now,
            sender=address(company, person),
            subject=f"Staff Engineer at {company}",
            message_id=message_id,
        )
    )
    return message_id


def thanked(journey: Journey, company: str, person: str, answers: str) -> None:
    """The user thanks by hand, the day after."""
    journey.deliver(
        letter(
            f"Dear {person}, thank you for your time yesterday.",
            journey.now,
            sender="Sam Rivera <sam@example.com>",
            to=address(company, person),
            subject=f"Re: Staff Engineer at {company}",
            answers=answers,
        ),
        "Sent",
    )


def told(journey: Journey, company: str, person: str, day: str, answers: str) -> None:
    """They name the day by which they will be back."""
    journey.deliver(
        letter(
            TOLD_BY.format(person=person, company=company, day=day),
            journey.now,
            sender=address(company, person),
            subject=f"Re: Staff Engineer at {company}",
            answers=answers,
        )
    )


def four_waiting(journey: Journey) -> None:
    """Four interviews were held and thanked for, and each employer has named another day."""
    ids = {company: interviewed(journey, company, person) for company, person, _ in EMPLOYERS}
    journey.round()
    journey.now = at("2026-04-08 10:00")
    for company, person, _ in EMPLOYERS:
        thanked(journey, company, person, ids[company])
    journey.round()
    journey.now = at("2026-04-08 12:00")
    for company, person, day in EMPLOYERS:
        told(journey, company, person, day, ids[company])
    journey.round()
    for application in journey.store.applications.values():
        assert application.stage is Stage.WAITING, application.company


def placed(journey: Journey) -> list[str]:
    """Companies with a draft that waits."""
    return [a.company for a in journey.store.applications.values() for d in a.drafts if d.state is DraftState.PLACED]


def in_order(journey: Journey) -> list[str]:
    """Companies in the order in which their follow-ups were placed."""
    events = [(event, a) for a in journey.store.applications.values() for event in journey.store.log(a.id)]
    moments = [(e.uid or 0, a.company) for e, a in events if isinstance(e, DraftPlaced) and "follow_up" in e.key]
    return [company for _, company in sorted(moments)]


def notices(journey: Journey) -> list[str]:
    return [n.text for n in journey.store.unsent_notices() if HELD_BACK in n.text]


def discard(journey: Journey, company: str) -> None:
    """The user sends nothing: the draft goes to Trash."""
    draft = next(d for d in of(journey, company).drafts if d.state is DraftState.PLACED)
    with journey.client() as client:
        client.select("Drafts")
        client.uid("MOVE", str(draft.uid), "Trash")
    journey.round()
    journey.now += timedelta(minutes=2)
    journey.round()
    journey.round()


def of(journey: Journey, company: str) -> Application:
    return next(a for a in journey.store.applications.values() if a.company == company)


def test_what_fell_due_first_is_placed_first_and_the_rest_is_announced_once(journey: Journey) -> None:
    four_waiting(journey)
    journey.now = at("2026-04-20 09:00")  # after a weekend off, all four are due
    journey.round()

    assert in_order(journey) == ["Fernleaf", "Halden"]
    assert len(journey.drafts()) == 2
    assert sorted(n.split(" ")[0] for n in notices(journey)) == ["Northwind", "Quillstone"]

    for _ in range(3):
        journey.now += timedelta(minutes=10)
        journey.round()
    assert len(notices(journey)) == 2
    assert len(journey.drafts()) == 2


def test_it_is_placed_when_there_is_room(journey: Journey) -> None:
    four_waiting(journey)
    journey.now = at("2026-04-20 09:00")
    journey.round()

    discard(journey, "Fernleaf")
    assert in_order(journey) == ["Fernleaf", "Halden", "Northwind"]
    discard(journey, "Halden")
    assert in_order(journey) == ["Fernleaf", "Halden", "Northwind", "Quillstone"]
    assert sorted(placed(journey)) == ["Northwind", "Quillstone"]
    topics = [e.topic for a in journey.store.applications for e in journey.store.log(a) if isinstance(e, OwnerTold)]
    assert len([t for t in topics if t.startswith("held back:")]) == 2


def test_a_withdrawal_in_the_same_round_makes_room_before_anything_is_announced(journey: Journey) -> None:
    four_waiting(journey)
    journey.now = at("2026-04-16 09:00")
    journey.round()
    assert sorted(placed(journey)) == ["Fernleaf", "Halden"]

    journey.now = at("2026-04-17 09:00")  # Northwind is due; Halden answers
    told(journey, "Halden", "Luis Ortega", "Monday, April 27", "<confirmed@halden.example>")
    journey.round()

    assert sorted(placed(journey)) == ["Fernleaf", "Northwind"]
    assert notices(journey) == []


def test_a_thank_you_is_never_held_back_but_counts(journey: Journey) -> None:
    four_waiting(journey)
    for company, person in (("Oakline", "Tess Moor"), ("Birchway", "Jon Adler"), ("Cobalt", "Ana Reyes")):
        interviewed(journey, company, person, on="Wednesday, April 15")
    journey.round()
    journey.now = at("2026-04-15 15:40")
    journey.round()
    thanks = [d for a in journey.store.applications.values() for d in a.drafts if d.step is Step.THANK_YOU]
    assert [d.state for d in thanks] == [DraftState.PLACED] * 3

    journey.now = at("2026-04-16 09:00")
    journey.round()
    assert in_order(journey) == []
    assert len(notices(journey)) == 2


def test_what_the_user_wrote_by_hand_needs_no_room(journey: Journey) -> None:
    four_waiting(journey)
    journey.now = at("2026-04-20 09:00")
    journey.round()
    journey.now += timedelta(hours=1)
    thanked(journey, "Northwind", "Dana Cho", "<confirmed@northwind.example>")
    journey.round()

    discard(journey, "Fernleaf")
    assert in_order(journey) == ["Fernleaf", "Halden", "Quillstone"]
    last = [e for e in journey.store.log(of(journey, "Northwind").id) if isinstance(e, MailRead)][-1]
    assert last.reading.kind is Kind.SENT_BY_YOU
