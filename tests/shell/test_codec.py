"""How values are written in the log: what is written is read back, and what was not written by us is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args

import pytest

from mailwatch.codec import Codec
from mailwatch.core.lifecycle.events import DraftPlaced, Event, MailRead, Misread, Opened, Paused, WordsLearned
from mailwatch.core.models import Address, Application, InterviewSlot, Kind, Mail, Origin, Person, Reading, Stage

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EVENTS = Codec[Event](Event)


@dataclass(frozen=True, slots=True)
class Sample:
    day: date
    share: float
    since: Mapping[str, datetime] = field(default_factory=dict)
    open: bool = False


SAMPLES = Codec[Sample](Sample)


def mail_read() -> MailRead:
    start = datetime(2026, 3, 6, 10, tzinfo=timezone(timedelta(hours=1)))
    slot = InterviewSlot(start, None, timezone="Europe/Berlin", people=(Person("Zoë Ng"),))
    mail = Mail(
        "<1@harbour.example>", NOW, "Dein Gespräch ✓", Address("", "z@harbour.example"), Kind.OTHER, inbound=True
    )
    return MailRead(NOW, mail, Reading(Kind.OTHER, 1, also=(Kind.OFFER,), interviews=(slot,)), 'its "thread"\n')


@pytest.mark.parametrize(
    "event",
    [
        Opened(NOW, "personal", "Harbour"),
        mail_read(),
        DraftPlaced(NOW, "a1/thank_you", None, 7),
        Paused(NOW),
        WordsLearned(NOW, to=("a@b.example", "c@d.example")),
        Misread(NOW, "<1@harbour.example>", Kind.OFFER, mail_read().reading),
    ],
    ids=lambda event: event.type,
)
def test_an_event_that_was_written_is_read_back_as_it_was(event: Event) -> None:
    assert EVENTS.load(EVENTS.dump(event)) == event


def test_a_reading_keeps_where_its_facts_were_found_and_one_of_old_says_nothing_of_it() -> None:
    event = mail_read()
    origins = (Origin("company", "signature"), Origin("interview", "body", "Friday at 10"))
    told = replace(event, reading=replace(event.reading, origins=origins))
    assert EVENTS.load(EVENTS.dump(told)) == told
    old = json.loads(EVENTS.dump(told))
    del old["reading"]["origins"]
    assert EVENTS.load(json.dumps(old)) == event


def test_every_event_and_the_application_can_be_written() -> None:
    assert all(Codec(event) for event in get_args(Event))
    known = Application("a1", company="Harbour", stage=Stage.WAITING, mails=(mail_read().mail,), told=("offer",))
    codec = Codec[Application](Application)
    assert codec.load(codec.dump(known)) == known


def test_days_numbers_and_mappings_are_read_back_as_what_they_were() -> None:
    sample = Sample(date(2026, 2, 28), 0.1, {"personal": NOW})
    again = SAMPLES.load(SAMPLES.dump(sample))
    assert again == sample
    assert type(SAMPLES.load('{"day":"2026-02-28","share":1}').share) is float


def test_what_is_written_has_no_spaces_keeps_letters_and_names_its_type() -> None:
    text = EVENTS.dump(Opened(NOW, company="Zürich Hafen"))
    assert text.startswith('{"at":"2026-03-02T09:30:00Z","account":"","company":"Zürich Hafen"')
    assert json.loads(text)["type"] == "opened"


def test_what_an_older_or_newer_version_wrote_is_read_with_defaults_and_without_what_is_not_known() -> None:
    text = '{"at":"2026-03-02T09:30:00Z","company":"Harbour","mood":"good","type":"opened"}'
    assert EVENTS.load(text) == Opened(NOW, company="Harbour")


@pytest.mark.parametrize(
    "text",
    [
        "nothing of the kind",
        "[]",
        "null",
        '{"at":"2026-03-02T09:30:00Z"}',
        '{"at":"2026-03-02T09:30:00Z","type":"invented"}',
        '{"type":"opened"}',
        '{"at":null,"type":"opened"}',
        '{"at":"yesterday","type":"opened"}',
        '{"at":"2026-03-02T09:30:00Z","company":7,"type":"opened"}',
        '{"at":"2026-03-02T09:30:00Z","key":"k","uid":true,"type":"draft_placed"}',
        '{"at":"2026-03-02T09:30:00Z","message_id":"","kind":"gossip","type":"misread"}',
        '{"at":"2026-03-02T09:30:00Z","to":"a@b.example","type":"words_learned"}',
    ],
)
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        EVENTS.load(text)


@pytest.mark.parametrize("text", ['{"day":"2026-02-28","share":"0.1"}', '{"day":"2026-02-28","share":1,"since":[]}'])
def test_what_is_not_of_the_declared_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        SAMPLES.load(text)


def test_a_type_that_cannot_be_written_is_refused_before_anything_is() -> None:
    with pytest.raises(TypeError):
        Codec(complex)


class Simulated(datetime):
    """As a clock of the tests tells it."""


def test_a_moment_of_a_simulated_clock_is_written_as_any_other() -> None:
    codec: Codec[Event] = Codec(Event)
    at = datetime(2026, 4, 14, 9, 30, tzinfo=UTC)
    assert codec.load(codec.dump(Paused(Simulated(2026, 4, 14, 9, 30, tzinfo=UTC)))) == Paused(at)
    with pytest.raises(TypeError, match="a complex cannot be written"):
        codec.dump(Paused(1j))  # type: ignore[arg-type]
