"""Which application a mail belongs to: the table of `link_cases`, and what must hold for any."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.linking import OPENING, Link, link
from mailwatch.core.models import Address, Application, Kind, Message, Person, Reading, Stage
from tests.core.link_cases import CASES, DANA, DAY, HUMAN, Case, app, incoming, mail, read


def outcome(found: Link) -> str:
    if found.application:
        return found.application
    if found.new:
        return "new"
    if len(found.candidates) == 1:
        return f"{found.candidates[0]}?"
    return "|".join(sorted(found.candidates)) or "none"


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_links(case: Case) -> None:
    found = link(case.message, case.reading, case.applications)
    assert outcome(found) == case.expected, found.why


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_the_order_of_applications_does_not_matter(case: Case) -> None:
    turned = tuple(reversed(case.applications))
    assert outcome(link(case.message, case.reading, turned)) == outcome(
        link(case.message, case.reading, case.applications)
    )


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_every_link_says_why(case: Case) -> None:
    assert link(case.message, case.reading, case.applications).why


@pytest.mark.parametrize(
    ("message", "reading", "application", "why"),
    [
        (
            incoming(in_reply_to=("<m1@acme.com>",)),
            read(HUMAN),
            app("a", mails=(mail(),)),
            "belongs to the mail of 3 Nov",
        ),
        (
            incoming(in_reply_to=("<m1@acme.com>",)),
            read(HUMAN),
            app("a", mails=(mail(inbound=False),)),
            "belongs to your mail of 3 Nov",
        ),
        (
            incoming(),
            read(company="ACME", role="Sr. Engineer"),
            app("a", "Acme", "Senior Engineer"),
            "company Acme and role Senior Engineer",
        ),
        (incoming(), read(requisition="R-4711"), app("a", "Acme", requisition="4711"), "requisition R-4711"),
        (
            incoming("dana@acme.com"),
            read(HUMAN),
            app("a", "Acme", people=(DANA,)),
            "comes from dana@acme.com, known from Acme",
        ),
    ],
)
def test_why_is_a_sentence_for_a_person(message: Message, reading: Reading, application: Application, why: str) -> None:
    assert link(message, reading, (application,)).why == why


names_ = st.sampled_from(
    ["", "Acme", "ACME Robotics", "Acme Robotics GmbH", "Avail", "Avra", "Hays", "Müller", "\u00df\u0130"]
) | st.text(max_size=12)
roles_ = st.sampled_from(["", "Engineer", "Senior Engineer", "Engineer, Senior", "Data Analyst"]) | st.text(max_size=12)
emails_ = st.sampled_from(
    [
        "",
        "dana@acme.com",
        "careers@acme.com",
        "jo@gmail.com",
        "x@hire.lever.co",
        "lena@hays.com",
        "@",
        "\u0130@\u0130.x",
    ]
) | st.text(max_size=12)
ids_ = st.sampled_from(["", "<1@x>", "<2@x>", "<3@x>"])


@st.composite
def applications_(draw: st.DrawFn) -> tuple[Application, ...]:
    return tuple(
        app(
            f"a{i}",
            draw(names_),
            draw(roles_),
            stage=draw(st.sampled_from(list(Stage))),
            people=(Person("P", draw(emails_)),),
            mails=(mail(draw(emails_), draw(ids_), references=(draw(ids_),)),),
        )
        for i in range(draw(st.integers(0, 4)))
    )


@settings(max_examples=200, deadline=None)
@given(applications_(), st.sampled_from(list(Kind)), names_, roles_, emails_, ids_)
def test_never_raises_and_is_deterministic(
    known: tuple[Application, ...], kind: Kind, company: str, role: str, sender: str, answered: str
) -> None:
    message = Message("<new@x>", DAY, Address("", sender), "s", "", "", in_reply_to=(answered,))
    reading = read(kind, company, role)
    found = link(message, reading, known)
    assert found == link(message, reading, known)
    assert not (found.application and (found.new or found.candidates))
    assert {found.application, *found.candidates} <= {a.id for a in known} | {""}
    assert not found.new or kind in OPENING


def crowd(i: int) -> Application:
    """An application with eight mails in one thread."""
    sender = f"p{i}@company{i}.com"
    mails = tuple(mail(sender, f"<{i}.{j}@x>", references=tuple(f"<{i}.{k}@x>" for k in range(j))) for j in range(8))
    return app(str(i), f"Company {i}", "Engineer", people=(Person("P", sender),), mails=mails)


def test_hundreds_of_applications_are_quick() -> None:
    known = tuple(crowd(i) for i in range(300))
    message, reading = incoming(references=("<unknown@x>",)), read(company="Company 299", role="Engineer")
    link(message, reading, known)
    begin = time.process_time()
    assert link(message, reading, known).application == "299"
    assert time.process_time() - begin < 0.2
