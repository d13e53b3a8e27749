"""Of which sort a rejection is: what it says, and the exchange that it ends."""

from __future__ import annotations

import tomllib
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailwatch.core.models import Kind, Message, Owner, Reading, RejectionSort
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read, read_as

OWNER = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")
NO = "Hi Sam, unfortunately we will not be moving forward with your application. All the best, Robin"


def cases() -> list[tuple[str, str, str]]:
    table = tomllib.loads(Path(__file__).with_name("sorts.toml").read_text(encoding="utf-8"))
    return [(sort, subject, text) for rows in table.values() for sort, subject, text in rows]


def rejected(subject: str, text: str) -> Reading:
    """Read as a rejection, which other tests see to."""
    return read_as(written(subject, text), OWNER, Kind.REJECTION)


def written(subject: str, text: str, sender: str = "Robin Blake <robin.blake@harborworks.example>") -> Message:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "Sam Rivera <sam@example.com>", subject
    mail["Date"], mail["Message-ID"] = "Tue, 10 Mar 2026 09:00:00 +0100", "<2@harborworks.example>"
    if subject.startswith("Re:"):
        mail["In-Reply-To"] = "<1@example.com>"
    mail.set_content(text)
    return parse(mail.as_bytes())


@pytest.mark.parametrize(("sort", "subject", "text"), cases(), ids=lambda value: value[:50])
def test_of_which_sort_a_rejection_is(sort: str, subject: str, text: str) -> None:
    assert rejected(subject, text).sort is RejectionSort(sort)


@pytest.mark.parametrize("subject", ["Re: Interview on 3 March", "Re: Your visit", "Re: Final round"])
def test_an_answer_in_an_exchange_about_an_interview_comes_after_it(subject: str) -> None:
    assert rejected(subject, NO).sort is RejectionSort.AFTER_INTERVIEW


@pytest.mark.parametrize("subject", ["Re: Your application", "Your application", "Re: Baker"])
def test_an_answer_to_an_application_comes_after_the_application(subject: str) -> None:
    assert rejected(subject, NO).sort is RejectionSort.AFTER_APPLICATION


def test_whoever_answers_by_hand_and_names_the_day_has_met_the_reader() -> None:
    text = "Hi Sam, you were great on Thursday. Unfortunately we have decided to go with another candidate. Robin"
    assert rejected("Re: Baker", text).sort is RejectionSort.AFTER_INTERVIEW


def test_what_a_rejection_quotes_tells_of_the_interview() -> None:
    quoted = (
        "On 9 March 2026 Sam Rivera wrote:\n> Dear Robin,\n> thank you for the tour and for talking to me today.\n> Sam"
    )
    assert rejected("Re: Baker", f"{NO}\n\n{quoted}\n").sort is RejectionSort.AFTER_INTERVIEW


@pytest.mark.parametrize("text", [NO, "Hi Sam, thanks for applying. We will be in touch soon."])
def test_a_rejection_has_a_sort_and_no_other_mail_has_one(text: str) -> None:
    reading = read(written("Your application", text), OWNER)
    assert (reading.kind is Kind.REJECTION) == (reading.sort is not None)
