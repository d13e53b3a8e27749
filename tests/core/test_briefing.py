"""What a draft is made from: whose house the recipient is of, what was talked about, and what the stock has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailwatch.core.briefing import Value, Writer, brief_for, value_for
from mailwatch.core.drafting import Addressee, Brief
from mailwatch.core.models import Address, Application, Draft, DraftState, Learned, Notes, Step
from mailwatch.core.stock import Item, Lack
from tests.core.drafts import DANA, LEE, SAM, mail

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
SAMS = Writer(SAM.name, SAM, "Europe/Berlin", "seed")
ACME = Application("acme", company="Acme", role="Staff Engineer", people=(LEE,), mails=(mail(),), contact_at=NOW)
KAFKA = Item("How we moved to Kafka", ("event sourcing",), "https://sam.example/kafka")


def brief(application: Application, to: Address, step: Step = Step.FOLLOW_UP, value: Value | None = None) -> Brief:
    return brief_for(SAMS, application, step, None, Addressee((to,)), NOW, value)


@pytest.mark.parametrize(
    ("company", "address", "agency"),
    [
        ("Acme", "dana.cho@acme.example", False),
        ("Acme Robotics GmbH", "dana.cho@acme-robotics.example", False),
        ("Acme", "mia@primestaffing.example", True),
        ("Acme", "mia@hays.com", True),
        ("Acme", "mia@gmail.com", False),
        ("Acme", "mia@us.greenhouse-mail.io", False),
        ("", "mia@primestaffing.example", False),
        ("Randstad", "mia@randstad.example", False),
    ],
)
def test_an_agency_is_told_by_its_name(company: str, address: str, agency: bool) -> None:
    alone = replace(ACME, company=company, people=(), mails=())
    assert brief(alone, Address("Mia Berg", address)).agency is agency


def test_or_by_the_employer_living_elsewhere() -> None:
    mia = Address("Mia Berg", "mia@meridian-people.example")
    assert brief(ACME, mia).agency
    assert not brief(ACME, DANA).agency
    assert not brief(replace(ACME, people=(), mails=()), mia).agency  # nobody knows where Acme lives: no guess


def test_a_value_follow_up_takes_the_users_note_once_and_then_the_stock() -> None:
    noted = replace(ACME, notes=Notes(topics=("event sourcing",), value="My note."))
    to = Addressee((DANA,))
    assert value_for((KAFKA,), (noted,), noted, Step.VALUE_FOLLOW_UP, to) == Value("My note.")
    sent = replace(noted, drafts=(_draft(Step.VALUE_FOLLOW_UP),))
    found = value_for((KAFKA,), (sent,), sent, Step.VALUE_FOLLOW_UP, to)
    assert (found.item, found.lack) == (KAFKA, None)
    assert found.words == "How we moved to Kafka: https://sam.example/kafka"
    assert value_for((KAFKA,), (sent,), sent, Step.FOLLOW_UP, to) == Value()


def test_where_nothing_fits_the_blank_and_the_owner_hear_why() -> None:
    about = replace(ACME, notes=Notes(topics=("cheese",)))
    found = value_for((KAFKA,), (about,), about, Step.VALUE_FOLLOW_UP, Addressee((DANA,)))
    assert (found.words, found.lack) == ("", Lack.UNFIT)
    assert "cheese" in found.reason
    assert brief(about, DANA, Step.VALUE_FOLLOW_UP, found).lack == "unfit"


def test_without_a_stock_there_is_nothing_to_explain() -> None:
    assert value_for((), (ACME,), ACME, Step.VALUE_FOLLOW_UP, Addressee((DANA,))) == Value()


def test_the_note_comes_before_what_the_user_wrote_earlier() -> None:
    learned = replace(ACME, learned=(Learned("acme/thank_you/1", to=(DANA.email,), topic="queues"),))
    assert brief(learned, DANA).topics == ("queues",)
    assert brief(learned, Address("Lee Park", LEE.email)).topics == ()  # another conversation
    assert brief(replace(learned, notes=Notes(topics=("testing",))), DANA).topics == ("testing",)


def _draft(step: Step) -> Draft:
    return Draft(f"acme/{step}/1", step, (DANA,), "s", "<i@x>", DraftState.SENT, NOW - timedelta(days=1))
