"""What the owner is told: chosen and worded without a clock of its own, and safe to show whatever a mail says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from mailwatch.core.digest import Item, Letter, News, Part, Spell, at_once, morning, page, plain
from mailwatch.core.digest.words import about, counted, moment, span
from mailwatch.core.lifecycle.events import (
    ClosedQuietly,
    DraftDiscarded,
    DraftPlaced,
    DraftSent,
    DraftWithdrawn,
    Event,
    MailRead,
    OwnerTold,
    StepSkipped,
)
from mailwatch.core.linking import link
from mailwatch.core.models import (
    Address,
    Application,
    Draft,
    DraftState,
    Evidence,
    Interview,
    InterviewSlot,
    Kind,
    Mail,
    Owner,
    Person,
    Reading,
    Stage,
    Step,
)
from mailwatch.core.parsing import parse
from mailwatch.core.policy import Policy
from mailwatch.core.reading import read
from tests.letters import letter

NOW = datetime(2026, 3, 17, 7, 0, tzinfo=UTC)
"""Tuesday, 08:00 in Berlin."""

POLICY = Policy(timezone="Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DANA = Address("Dana Okafor", "dana@acme.example")
ACME = Application("a1", company="Acme", role="Engineer", stage=Stage.WAITING)


def draft(step: Step = Step.FOLLOW_UP, **more: object) -> Draft:
    values = {"state": DraftState.PLACED, "planned_at": NOW - HOUR, "placed_at": NOW - HOUR, "to": (DANA,), **more}
    return Draft("a1/x/1", step, subject="Re: x", message_id="<d@x>", **values)  # type: ignore[arg-type]


def told(
    *applications: Application,
    events: tuple[tuple[Application, Event], ...] = (),
    news: tuple[News, ...] = (),
    spells: tuple[Spell, ...] = (),
) -> str:
    """The digest as text on one line; empty where there is none."""
    found = morning(applications, events, news, spells, NOW, POLICY)
    return " ".join(plain(found).split()) if found else ""


def read_as(kind: Kind, **more: object) -> MailRead:
    mail = Mail("<m@x>", NOW, "Subject", DANA, kind)
    return MailRead(NOW, mail, Reading(kind, 0.95, **more))  # type: ignore[arg-type]


def test_nothing_to_tell_is_no_letter() -> None:
    assert morning((), (), (), (), NOW, POLICY) is None
    assert told(ACME) == ""
    assert told(ACME, events=((ACME, OwnerTold(NOW, "x")), (ACME, read_as(Kind.SENT_BY_YOU)))) == ""
    asleep = Spell("personal", NOW - 9 * HOUR, NOW - HOUR)
    assert told(ACME, spells=(asleep,)) == ""
    old = replace(ACME, drafts=(draft(placed_at=NOW - 4 * DAY),), asked="Could you …?", heard_at=NOW - 4 * DAY)
    assert told(old) == ""


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (draft(), "* Follow-up to Dana Okafor, Acme (Engineer) It has waited since today 07:00."),
        (draft(to=()), "* Follow-up, Acme (Engineer) It has waited since today 07:00. It has no recipient yet."),
        (draft(fills=("topic", "")), "since today 07:00. 2 blanks to fill in."),
        (draft(fills=("topic",), state=DraftState.EDITED), "since today 07:00. --"),
        (draft(stale="they wrote again", left=True), "Its moment has passed: they wrote again. You can delete it."),
        (draft(Step.THANK_YOU, interview="i1"), "Best sent by today 20:00, 12 hours from now."),
        (
            draft(Step.THANK_YOU, interview="i0"),
            "It was best sent by yesterday 20:00; late is still better than never.",
        ),
    ],
)
def test_a_waiting_draft_says_what_it_needs_and_by_when(given: Draft, says: str) -> None:
    end = NOW - 12 * HOUR
    interviews = tuple(Interview(f"i{n}", end - day - HOUR, end - day) for n, day in ((1, 0 * DAY), (0, DAY)))
    assert says in told(replace(ACME, drafts=(given,), interviews=interviews))


def test_only_a_thank_you_whose_day_ends_is_pressing() -> None:
    interview = Interview("i1", NOW - 13 * HOUR, NOW - 12 * HOUR)
    thanks = replace(draft(Step.THANK_YOU, interview="i1"), key="a1/x/2")
    found = morning((replace(ACME, drafts=(draft(), thanks), interviews=(interview,)),), (), (), (), NOW, POLICY)
    assert found is not None
    assert [item.pressing for item in found.parts[0].items] == [False, True]


SLOT = InterviewSlot(NOW + DAY, NOW + DAY + HOUR, "Europe/Berlin")
KNOWN = replace(ACME, drafts=(draft(state=DraftState.SENT),))


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (read_as(Kind.INTERVIEW_CONFIRMED, interviews=(SLOT,)), "An interview is fixed: Wed 18 Mar 08:00."),
        (read_as(Kind.OFFER, evidence=(Evidence("We are glad to offer", "x"),)), "They made an offer. “We are glad to offer”"),
        (read_as(Kind.REJECTION, evidence=(Evidence("we regret", "x"),)), "They declined. “we regret”"),
        (read_as(Kind.HUMAN_REPLY, evidence=(Evidence("Hi Sam", "x"),)), "They wrote to you. --"),
        (DraftPlaced(NOW, "a1/x/1"), "The follow-up to Dana Okafor was put into Drafts."),
        (DraftSent(NOW, "a1/x/1"), "You sent the follow-up to Dana Okafor."),
        (DraftDiscarded(NOW, "a1/x/1"), "You deleted the follow-up to Dana Okafor; it is left out."),
        (DraftWithdrawn(NOW, "a1/x/1", "they wrote"), "The follow-up to Dana Okafor was taken back: they wrote."),
        (DraftSent(NOW, "gone"), "You sent the draft."),
        (StepSkipped(NOW, Step.THANK_YOU, "too late"), "The thank-you is left out: too late."),
        (ClosedQuietly(NOW, "silence"), "Closed: silence."),
    ],
)  # fmt: skip
def test_what_happened_is_a_sentence(event: Event, says: str) -> None:
    assert says in told(KNOWN, events=((KNOWN, event), (KNOWN, event)))
    assert told(KNOWN, events=((KNOWN, event), (KNOWN, event))).count("Acme (Engineer)") == 1


def test_the_owners_turn_and_blind_spells_have_parts_of_their_own() -> None:
    asked = replace(ACME, asked="When could you start?", heard_at=NOW - HOUR)
    now_blind = Spell("work", NOW - 3 * HOUR, why="no route")
    text = told(asked, spells=(Spell("personal", NOW - 9 * HOUR, NOW - HOUR), now_blind))
    assert (
        "YOUR TURN * Acme (Engineer) They asked you for something; no follow-up falls due. “When could you start?”"
        in text
    )
    assert "* personal Not seen from yesterday 23:00 to today 07:00; caught up since." in text
    assert "* work Not seen since today 05:00, 3 hours. “no route”" in text


def test_what_cannot_wait_has_its_own_words_as_subject_and_a_title_that_names_nobody() -> None:
    one = at_once([News("The thank-you for Acme (Engineer) is not sent yet; 4 hours are left.", ACME, urgent=True)])
    assert one.subject == "The thank-you for Acme (Engineer) is not sent yet"
    assert one.title == "There is news of an application"
    several = at_once([News("mailwatch cannot sign in.", urgent=True), News("x" * 300, urgent=True)])
    assert several.subject == "2 things that do not wait for the morning"
    assert several.title == "mailwatch needs you"
    assert len(at_once([News("word " * 100)]).subject) <= 90
    assert at_once([News("The config has mistakes.\nc.yaml:1:1: x")]).subject == "The config has mistakes"


# --- how it looks ---------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Takes a page apart: what is open at the end, which tags and attributes there are, the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = "</div><script>alert(1)</script><img src=x onerror=y> & \"q\" 's' {{7*7}} \u202e &amp;"


def test_nothing_that_a_mail_says_becomes_markup() -> None:
    item = Item(HOSTILE, HOSTILE, HOSTILE, pressing=True)
    found = Page(page(Letter(HOSTILE, HOSTILE, (Part(HOSTILE, (item,)),), HOSTILE)))
    assert found.open == []
    assert found.tags <= {"html", "head", "meta", "title", "style", "body", "div", "p", "h2"}
    assert found.attributes <= {"lang", "charset", "name", "content", "class", "style"}
    assert found.text.count(HOSTILE) == 6


def test_the_page_fits_a_phone_and_both_lights_and_fetches_nothing() -> None:
    text = page(Letter("s", "t", (Part("Part", (Item("a", "b", "c", pressing=True), Item("d"))),), "Good morning."))
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert '<meta name="color-scheme" content="light dark">' in text
    assert "@media (prefers-color-scheme: dark)" in text
    assert "max-width:560px" in text
    assert not re.search(r"https?:|url\(|src=|href=|<table|width:\s*[0-9]{4}px", text)
    for tag in re.findall(r"<(?:div|p|h2|body)[^>]*>", text):
        assert 'style="' in tag or tag == "<div>"  # inline: much else is dropped on the way


def test_text_and_page_say_the_same_and_lines_are_short() -> None:
    long = "A sentence about something that goes on for a while, as sentences of real mails do. " * 3
    given = Letter("s", "t", (Part("Part", (Item("Title", long, "Quote"), Item("", "one\ntwo"))),), "Good morning.")
    text = plain(given)
    assert max(map(len, text.splitlines())) <= 76
    body = Page(page(given)).text
    for words in ("Good morning.", "Title", "Quote", "one", "two", "It writes to nobody but you"):
        assert words in " ".join(text.split())
        assert words in body


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (8 * HOUR, "today 16:00"),
        (16 * HOUR, "tomorrow 00:00"),
        (-9 * HOUR, "yesterday 23:00"),
        (3 * DAY, "Fri 20 Mar 08:00"),
        (13 * DAY, "Mon 30 Mar 09:00"),  # the clocks have changed
    ],
)
def test_moments_are_told_in_the_users_zone(ahead: timedelta, says: str) -> None:
    assert moment(NOW + ahead, NOW, POLICY) == says


def test_words() -> None:
    lengths = [timedelta(seconds=5), timedelta(minutes=89), 2 * HOUR, 47 * HOUR, 72 * HOUR]
    assert [span(length) for length in lengths] == ["1 minute", "89 minutes", "2 hours", "47 hours", "3 days"]
    assert (counted(1, "day", "days"), counted(0, "day", "days")) == ("1 day", "0 days")
    kim = Address("", "kim@acme.example")
    assert [about(people) for people in ((), (DANA,), (DANA, kim), (DANA, kim, DANA))] == [
        "",
        "Dana Okafor",
        "Dana Okafor and kim@acme.example",
        "Dana Okafor, kim@acme.example and Dana Okafor",
    ]


def test_a_notice_that_comes_back_to_the_inbox_moves_nothing() -> None:
    item = Item("Acme (Engineer)", "They declined.", "Unfortunately, we have decided to move forward with others.")
    text = plain(Letter("Acme (Engineer) has declined", "t", (Part("What happened", (item,)),)))
    raw = letter(text, NOW, sender="sam@example.com", to="sam@example.com", subject="Acme (Engineer) has declined")
    message = parse(raw, NOW)
    owner = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin")

    reading = read(message, owner)

    assert reading.kind is Kind.SENT_BY_YOU
    known = replace(
        ACME,
        people=(Person("Dana Okafor", "dana@acme.example"),),
        mails=(Mail("<m@x>", NOW, "Engineer", DANA, Kind.HUMAN_REPLY),),
    )
    found = link(message, reading, (known,))
    assert (found.application, found.candidates, found.new) == ("", (), False)
