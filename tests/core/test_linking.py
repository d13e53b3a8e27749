"""Which application a mail belongs to: the table of `link_cases`, and what must hold for any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.lifecycle import evolve, new_application
from mailwatch.core.lifecycle.events import MailRead, Opened
from mailwatch.core.linking import OPENING, Link, link
from mailwatch.core.models import Address, Application, Kind, Mail, Message, Owner, Person, Reading, Stage
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read as understand
from tests.core.link_cases import CASES, DANA, DAY, HUMAN, Case, app, incoming, mail, read
from tests.timing import seconds


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
    assert link(message, reading, known).application == "299"
    assert seconds(lambda: link(message, reading, known), 0.2) < 0.2


INVITATION = """BEGIN:VCALENDAR\r
VERSION:2.0\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:loop-1@halden.example\r
SEQUENCE:{sequence}\r
DTSTAMP:20260302T100000Z\r
DTSTART:{start}\r
DTEND:{end}\r
SUMMARY:Interview: Sam Rivera, Platform Engineer\r
ORGANIZER;CN=Ola Weiss:mailto:ola@halden.example\r
ATTENDEE;CN=Sam Rivera:mailto:sam@example.com\r
END:VEVENT\r
END:VCALENDAR\r
"""
SAM = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")


def arriving(number: int, sender: str, subject: str, text: str, calendar: str = "") -> Message:
    """A mail to Sam on 2 March 2026; every number is a thread of its own."""
    head = (
        f"From: {sender}\r\nTo: Sam Rivera <sam@example.com>\r\nDate: Mon, 2 Mar 2026 {9 + number}:00:00 +0100\r\n"
        f"Message-ID: <{number}@{sender.rpartition('@')[2].rstrip('>')}>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
    )
    plain = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    if not calendar:
        return parse((head + plain).encode(), DAY)
    part = f"--b\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n{calendar}\r\n--b--\r\n"
    return parse((f"{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n{plain}{part}").encode(), DAY)


def lived(messages: Sequence[Message]) -> list[Application]:
    """What the mails come to, one after the other, by what each says and where it belongs."""
    known: dict[str, Application] = {}
    for message in messages:
        reading = understand(message, SAM)
        found = link(message, reading, tuple(known.values()))
        name = found.application or f"a{len(known) + 1}"
        assert found.application or found.new, found.why
        if found.new:
            opened = Opened(message.date, "personal", reading.company, reading.role)
            known[name] = evolve(new_application(name), opened)
        kept = Mail(
            message.message_id, message.date, message.subject, message.sender, reading.kind, to=message.to,
            human=reading.from_person, reply_to=reading.reply_to, identity="sam@example.com",
        )  # fmt: skip
        known[name] = evolve(known[name], MailRead(message.date, kept, reading))
    return list(known.values())


PROSE = arriving(
    1,
    "Ola Weiss <ola@halden.example>",
    "Your interview at Halden",
    "Hi Sam,\n\nyour interview for the Platform Engineer position at Halden is confirmed for Tuesday, 10 March 2026 at 14:00"
    " CET.\n\nBest,\nOla Weiss\nHalden",
)
WITH_CALENDAR = arriving(
    2,
    "Ola Weiss <ola@halden.example>",
    "Invitation: Interview: Sam Rivera, Platform Engineer",
    "Interview for the Platform Engineer position at Halden.",
    INVITATION.format(sequence=0, start="20260310T130000Z", end="20260310T134500Z"),
)
REMINDER = arriving(
    3,
    "Halden <no-reply@hire.lever.co>",
    "Reminder: your interview with Halden",
    "Hi Sam,\n\nthis is a reminder of your interview for the Platform Engineer position at Halden on Tuesday, March 10, 2026 at"
    " 2:00 PM CET.\n\nThe Halden Hiring Team",
)


@pytest.mark.parametrize(
    "messages",
    list(permutations([PROSE, WITH_CALENDAR, REMINDER])),
    ids=lambda ms: "-".join(m.message_id[1] for m in ms),
)
def test_prose_calendar_part_and_reminder_of_one_interview_are_one_interview(messages: tuple[Message, ...]) -> None:
    in_order = [
        replace(m, date=datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=n)) for n, m in enumerate(messages)
    ]
    (application,) = lived(in_order)
    (interview,) = application.interviews
    assert interview.uid == "loop-1@halden.example"
    assert (interview.start, interview.end) == (
        datetime(2026, 3, 10, 13, tzinfo=UTC),
        datetime(2026, 3, 10, 13, 45, tzinfo=UTC),
    )


def test_an_update_that_arrives_before_its_original_stands() -> None:
    moved = INVITATION.format(sequence=1, start="20260312T090000Z", end="20260312T094500Z")
    subject = "Updated invitation: Interview: Sam Rivera, Platform Engineer"
    update = arriving(1, "Ola Weiss <ola@halden.example>", subject, "Interview at Halden.", moved)
    (application,) = lived([update, WITH_CALENDAR])
    (interview,) = application.interviews
    assert interview.start == datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert interview.sequence == 1
