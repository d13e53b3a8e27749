"""That a refusal is read as one, of its sort, and that no other mail in the same words is: whole mails, with bars."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from mailwatch.core.models import SURE, Kind, Owner, Reading, RejectionSort
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from tests.core.test_sorts import NO, written

OWNER = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")
SORTS = frozenset(RejectionSort)
TOLD, OF_THEIR_SORT, KEPT, RIGHT = 0.89, 0.94, 0.96, 0.87
"""Shares of the refusals, of those told, of the other mails, and of all."""
MOST_ENDED = 1


class Case(NamedTuple):
    answers: tuple[str, ...]
    reading: Reading

    @property
    def refuses(self) -> bool:
        return self.answers[0] in SORTS

    @property
    def told(self) -> bool:
        return self.reading.kind is Kind.REJECTION

    @property
    def right(self) -> bool:
        return (self.reading.sort if self.refuses else self.reading.kind) in self.answers and self.told is self.refuses


@cache
def cases() -> tuple[Case, ...]:
    return tuple(Case(tuple(answer.split("|")), read_mail(*mail)) for answer, *mail in rows())


def rows() -> Iterator[list[str]]:
    table = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))
    return (row for rows in table.values() for row in rows)


def read_mail(sender: str, subject: str, text: str) -> Reading:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "Sam Rivera <sam@example.com>", subject
    mail["Date"], mail["Message-ID"] = "Tue, 10 Mar 2026 09:00:00 +0100", "<2@mail.example>"
    if subject.startswith(("Re:", "AW:")):
        mail["In-Reply-To"] = "<1@example.com>"
    mail.set_content(text)
    return read(parse(mail.as_bytes()), OWNER)


def share(of: list[bool]) -> float:
    return sum(of) / len(of)


def test_refusals_are_told() -> None:
    assert share([case.told for case in cases() if case.refuses]) >= TOLD


def test_refusals_told_are_of_their_sort() -> None:
    assert share([case.right for case in cases() if case.refuses and case.told]) >= OF_THEIR_SORT


def test_what_refuses_nothing_is_not_read_so() -> None:
    assert share([not case.told for case in cases() if not case.refuses]) >= KEPT


def test_hardly_anything_that_refuses_nothing_ends_an_application() -> None:
    ended = [case for case in cases() if not case.refuses and case.told and case.reading.confidence >= SURE]
    assert len(ended) <= MOST_ENDED


def test_all_in_all_they_are_read_right() -> None:
    assert share([case.right for case in cases()]) >= RIGHT


@pytest.mark.parametrize(
    "text",
    [
        "Hi Sam, all hires are frozen until further notice. We are closing every running process, yours too. Robin",
        "Hi Sam, unfortunately all hiring is frozen and we can no longer pursue your application. Robin",
    ],
)
def test_who_is_frozen_out_is_refused(text: str) -> None:
    reading = read(written("Your application", text), OWNER)
    assert (reading.kind, reading.sort) == (Kind.REJECTION, RejectionSort.ON_HOLD)


def test_a_pause_in_which_the_application_stays_alive_refuses_nothing() -> None:
    text = "Hi Sam, all hiring is frozen until further notice. Your application stays active and we will write. Robin"
    assert read(written("Your application", text), OWNER).kind is Kind.STATUS_UPDATE


def test_what_is_no_refusal_after_all_has_no_sort() -> None:
    text = "Your application for the two-bed flat at Mill Wharf was not successful; another applicant had priority."
    reading = read(written("Your application", text, "Lettings <lettings@wharf.example>"), OWNER)
    assert (reading.kind, reading.sort) == (Kind.OTHER, None)


def test_a_survey_after_a_refusal_is_none() -> None:
    text = "Hi Sam, although your application was not successful, we would love to hear about your experience."
    assert read(written("How did we do?", text), OWNER).kind is Kind.OTHER
    assert read(written("Your application", NO), OWNER).kind is Kind.REJECTION
