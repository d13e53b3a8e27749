"""What is told without a rule: by who writes, by the shape of an appointment, and by the second opinion."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.models import SURE, Kind, Message, Owner
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.core.reading.opinion import features, opinion, score, weights
from mailwatch.core.reading.recruiting import DEPARTMENT, SYSTEM, TITLE, recruits, sender_recruits
from tests.core import learn

SAM = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin", ("mx.example.com",))
ARRIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def mail(text: str, sender: str = "Ola Weiss <ola@halden.example>", subject: str = "Tuesday") -> Message:
    """A plain mail of Tuesday, 3 March 2026."""
    head = f"From: {sender}\nTo: sam@example.com\nDate: Tue, 3 Mar 2026 10:00:00 +0100\nSubject: {subject}\n"
    return parse(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".replace("\n", "\r\n").encode(), ARRIVED)


# --- who writes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "address", "sure"),
    [
        ("Acme", "no-reply@us.greenhouse-mail.io", SYSTEM),
        ("HireVue Scheduling", "no-reply@hv.example", SYSTEM),
        ("Acme Careers", "mail@acme.example", DEPARTMENT),
        ("Acme", "bewerbung@acme.example", DEPARTMENT),
        ("Acme People Team", "hello@acme.example", DEPARTMENT),
        ("Jonas Feld", "jonas@talentbridge-staffing.example", TITLE),
        ("Ola Weiss", "ola@halden.example", 0.0),
        ("LinkedIn Job Alerts", "jobalerts-noreply@linkedin.com", 0.0),
        ("Calendly", "notifications@calendly.com", 0.0),
    ],
)
def test_an_address_or_a_display_name_tells_who_recruits(name: str, address: str, sure: float) -> None:
    assert sender_recruits(name, address) == sure


def test_a_title_below_the_text_tells_it_too() -> None:
    text = "You're on with Marta tomorrow at 14:00.\n\nDan Hollis\nTalent Partner | Kestrel Ledger"
    assert recruits(mail(text, "Dan Hollis <dan@kestrel.example>")) == TITLE
    assert recruits(mail("You're on with Marta tomorrow at 14:00.\n\nDan", "Dan <dan@kestrel.example>")) == 0.0


# --- by its shape ---------------------------------------------------------------------------------------------------

MEETING = "Hi Sam,\n\nyou're on with Marta tomorrow at 14:00, she'll call you on Teams.{more}\n\nDan Hollis\n{title}"


def test_one_time_fixed_by_a_recruiter_is_an_interview_though_nobody_says_so() -> None:
    reading = read(mail(MEETING.format(more="", title="Talent Partner"), "Dan Hollis <dan@kestrel.example>"), SAM)
    assert reading.kind is Kind.INTERVIEW_CONFIRMED
    assert reading.acts
    assert reading.interview is not None
    assert reading.interview.start == datetime(2026, 3, 4, 13, 0, tzinfo=UTC)
    assert any(e.rule == "time.fixed" for e in reading.evidence)


def test_the_same_from_anybody_else_is_none() -> None:
    reading = read(mail(MEETING.format(more="", title="Kestrel Ledger"), "Dan Hollis <dan@kestrel.example>"), SAM)
    assert not (reading.acts and reading.kind is Kind.INTERVIEW_CONFIRMED)


def test_two_days_are_a_choice_and_no_appointment() -> None:
    more = " Or would Thursday at 9:00 suit you better?"
    reading = read(mail(MEETING.format(more=more, title="Talent Partner"), "Dan Hollis <dan@kestrel.example>"), SAM)
    assert reading.kind is not Kind.INTERVIEW_CONFIRMED


# --- the second opinion ---------------------------------------------------------------------------------------------

APART = "I'm afraid it went to somebody who can begin at once. You were a very close second. Ola"


def test_a_refusal_that_no_rule_knows_is_read_where_the_mail_is_about_a_role() -> None:
    reading = read(mail(APART, subject="Re: Backend engineer"), SAM)
    assert reading.kind is Kind.REJECTION
    assert reading.evidence


def test_where_nothing_tells_that_it_is_about_work_an_opinion_never_acts() -> None:
    for text in (APART, "We are so happy to have you! The papers are attached, congratulations!"):
        reading = read(mail(text, subject="Re: us"), SAM)
        assert reading.kind in (Kind.OTHER, Kind.HUMAN_REPLY, Kind.STATUS_UPDATE) or reading.confidence < SURE


COACH = "Imagine the hiring manager says: we'd like to offer you the position. My program got 1,200 people there."
BANK = (
    "Hiermit bestätigen wir das Gespräch mit Frau Tenner am 20.03.2026 um 10 Uhr in unserer Filiale. Bitte bringen Sie die "
    "letzten Gehaltsabrechnungen und Ihren Ausweis mit."
)


@pytest.mark.parametrize(
    ("subject", "text"), [("Your interview is tomorrow... are you ready?", COACH), ("Ihr Gespräch", BANK)]
)
def test_a_rule_that_stands_alone_is_disputed_by_the_words_of_another_life(subject: str, text: str) -> None:
    assert not read(mail(text, "Bank <service@bank.example>", subject), SAM).acts


def test_chances_add_up_and_an_empty_mail_has_some() -> None:
    for text in ("", APART, "\x00 \ufffd"):
        assert sum(opinion("", text).values()) == pytest.approx(1.0)


@given(st.text(max_size=300), st.text(max_size=3000))
@settings(max_examples=60, deadline=None)
def test_any_text_has_an_opinion_and_always_the_same(subject: str, text: str) -> None:
    chances = opinion(subject, text)
    assert chances == opinion(subject, text)
    assert all(0.0 <= chance <= 1.0 for chance in chances.values())


def test_figures_count_as_figures_and_long_words_by_their_begin_too() -> None:
    assert features("", "14:30 interviewing") == {"0", "interviewing", "inter*"}


def test_the_weights_were_learned_from_the_lessons_beside_this_file() -> None:
    data = json.loads((resources.files("mailwatch.core.reading") / "opinion.json").read_text(encoding="utf-8"))
    assert data["learned_from"] == learn.digest(), "run: python -m tests.core.learn"


def test_it_knows_every_kind_that_words_can_tell() -> None:
    untold = {Kind.AUTO_REPLY, Kind.BOUNCE, Kind.SENT_BY_YOU}
    assert set(weights().kinds) == set(Kind) - untold


@pytest.mark.slow
def test_it_tells_lessons_that_it_has_not_seen() -> None:
    """A model that knew nothing would be right about one in five."""
    mails = learn.lessons()
    learned = learn.learn([m for i, m in enumerate(mails) if i % 5])
    chances = [(mail.kind, score(mail.words, mail.clues, learned)) for mail in mails[::5]]
    right = [max(found, key=lambda k: found[k]) is kind for kind, found in chances]
    assert sum(right) / len(right) >= 0.65
