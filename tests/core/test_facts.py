"""Who, what, where: the facts of the mails in `facts/*.toml`, and what must hold for any mail."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.models import Address, Message, Owner, Person
from mailwatch.core.reading import (
    answering,
    company,
    company_names,
    company_slugs,
    folding,
    interviewers,
    names,
    people,
    person_names,
    persons,
    places,
    requisitions,
    role,
    role_choice,
    role_names,
    role_titles,
    senders,
    texts,
    wording,
)
from mailwatch.core.reading.calendars import Attendee, CalendarEvent
from mailwatch.core.reading.facts import Facts, find_facts
from mailwatch.core.reading.folding import fold_company, role_may_be, same_company, same_role, without_legal_form
from mailwatch.core.reading.names import tenant_slug
from mailwatch.core.reading.persons import part_of, person_name
from mailwatch.core.reading.places import meeting_link
from mailwatch.core.reading.requisitions import find_requisition
from mailwatch.core.reading.role_names import clean_role
from mailwatch.core.reading.senders import Sender, read_display_name
from tests.timing import seconds

OWNER = Owner(name="Sam Rivera", addresses=("sam@example.com", "sam.rivera@example.net"), timezone="Europe/Berlin")
NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)
FOLDER = Path(__file__).parent / "facts"
CASES = [
    (path.stem, case)
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def address(text: str) -> Address:
    name, email = parseaddr(text)
    return Address(name, email.lower())


def message(case: dict[str, Any]) -> Message:
    return Message(
        message_id="<1@example.com>",
        date=NOON,
        sender=address(case["from"]),
        subject=case["subject"],
        text=case["text"],
        new_text=case["text"],
        signature=case.get("signature", ""),
        reply_to=(address(case["reply_to"]),) if "reply_to" in case else (),
        to=(address(case.get("to", "Sam Rivera <sam@example.com>")),),
        cc=tuple(address(a) for a in case.get("cc", ())),
        headers={field: (value,) for field, value in case.get("headers", {}).items()},
    )


def event(entry: dict[str, Any]) -> CalendarEvent:
    known = {key: entry[key] for key in ("summary", "link", "location") if key in entry}
    organizer = address(entry["organizer"]) if "organizer" in entry else None
    guests = tuple(Attendee(address(guest)) for guest in entry.get("guests", ()))
    return CalendarEvent(method="REQUEST", uid="u1", organizer=organizer, attendees=guests, **known)


def facts_of(case: dict[str, Any], language: str) -> Facts:
    events = [event(case["event"])] if "event" in case else []
    return find_facts(message(case), case["text"], calendars=events, owner=OWNER, language=language)


def shown(facts: Facts) -> dict[str, Any]:
    plain = ("company", "role", "requisition", "reply_to", "from_person", "link", "location")
    return {key: getattr(facts, key) for key in plain} | {
        "people": [[p.name, p.email, p.part] for p in facts.people],
        "names": [p.name for p in facts.people],
    }


@pytest.mark.parametrize(("language", "case"), CASES, ids=[f"{language}: {case['name']}" for language, case in CASES])
def test_finds_the_facts(language: str, case: dict[str, Any]) -> None:
    found = shown(facts_of(case, language))
    assert {key: found[key] for key in case["expected"]} == case["expected"]


@pytest.mark.parametrize(("language", "case"), CASES, ids=[f"{language}: {case['name']}" for language, case in CASES])
def test_every_fact_says_where_it_came_from(language: str, case: dict[str, Any]) -> None:
    facts = facts_of(case, language)
    origins = {"company", "role", "requisition", "people", "reply_to", "link", "location"}
    assert set(facts.origins) == {fact for fact in origins if getattr(facts, fact)}


@pytest.mark.parametrize(
    ("field", "text", "origin"),
    [
        ("company", "Hello.", "display name"),
        ("role", "Thanks for applying for the Data Analyst position.", "body"),
        ("requisition", "Req ID 4711", "body"),
        ("people", "Your interviewer is Dana Cho.", "body"),
        ("people", "See you.\n\nBest regards,\nDana Cho", "signature"),
        ("link", "Join https://zoom.us/j/1", "body"),
    ],
)
def test_origins(field: str, text: str, origin: str) -> None:
    case = {"from": "Acme Careers <no-reply@lever.co>", "subject": "Hello", "text": text}
    assert facts_of(case, "en").origins[field] == origin


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("Acme Careers", "", Sender("", "Acme", sure=True)),
        ("The Acme Hiring Team", "", Sender("", "Acme", sure=True)),
        ("Acme Robotics", "", Sender("", "Acme Robotics")),
        ("Talent Acquisition Team", "", Sender()),
        ("no-reply@acme.com", "", Sender()),
        ("", "dana@acme.com", Sender()),
        ("Dana Cho", "", Sender("Dana Cho")),
        ("Cho, Dana", "", Sender("Dana Cho")),
        ("DANA CHO", "", Sender("Dana Cho")),
        ("Dr. Dana Cho", "", Sender("Dana Cho")),
        ("Xylo Quant", "xylo.quant@acme.com", Sender("Xylo Quant")),
        ("Xylo Quant", "jobs@acme.com", Sender("", "Xylo Quant")),
        ("Dana Cho (Acme)", "", Sender("Dana Cho", "Acme", sure=True)),
        ("Dana Cho (she/her)", "", Sender("Dana Cho")),
        ("Dana Cho | Acme", "", Sender("Dana Cho", "Acme", sure=True)),
        ("Dana Cho, Acme Robotics", "", Sender("Dana Cho", "Acme Robotics", sure=True)),
        ("Dana Cho, Engineering Manager", "", Sender("Dana Cho")),
        ("Dana from Acme", "", Sender("Dana", "Acme", sure=True)),
        ("Dana von Acme", "", Sender("Dana", "Acme", sure=True)),
        ("Dana @ Acme", "", Sender("Dana", "Acme", sure=True)),
        ("Acme via Greenhouse", "", Sender("", "Acme", sure=True)),
        ("Dana Cho via Lever", "", Sender("Dana Cho")),
        ("HackerRank on behalf of Acme", "", Sender("", "Acme", sure=True)),
        ("Karriere bei Acme", "", Sender("", "Acme", sure=True)),
        ("Recrutement Acme", "", Sender("", "Acme", sure=True)),
        ("Ana de la Vega", "", Sender("Ana de la Vega")),
        ("CHO Dana", "", Sender("Dana Cho")),
        ("Dana de chez Acme", "", Sender("Dana", "Acme", sure=True)),
        ("Femke van Acme", "femke@acme.nl", Sender("Femke", "Acme", sure=True)),
        ("Femke van Dijk", "femke@acme.nl", Sender("Femke van Dijk")),
        ("Küche | Acme", "küche@acme.com", Sender("", "Acme", sure=True)),
        ("HR - Acme Foods", "", Sender("", "Acme Foods", sure=True)),
        ("Academia Norte", "academia@norte.example", Sender("", "Academia Norte")),
    ],
)
def test_reads_display_names(name: str, email: str, expected: Sender) -> None:
    assert read_display_name(name, email) == expected


@pytest.mark.parametrize(
    ("address_", "slug"),
    [
        ("acme@myworkday.com", "acme"),
        ("acme-robotics@myworkday.com", "acme-robotics"),
        ("acme+autoreply@talent.icims.com", "acme"),
        ("no-reply@acme.recruitee.com", "acme"),
        ("dana.cho@acme.teamtailor-mail.com", "acme"),
        ("no-reply@us.greenhouse-mail.io", ""),
        ("notifications@app.greenhouse.io", ""),
        ("dana.cho@hire.lever.co", ""),
        ("dana@acme.com", ""),
        ("x@evilmyworkday.com", ""),
    ],
)
def test_reads_the_employer_off_an_ats_address(address_: str, slug: str) -> None:
    assert tenant_slug(address_) == slug


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Acme Robotics, Inc.", "ACME Robotics"),
        ("ACME Robotics", "Acme-Robotics GmbH"),
        ("Acme Robotics, Inc.", "AcmeRobotics"),
        ("Müller AG", "Mueller"),
        ("Müller AG", "Muller"),
        ("The Acme Group", "Acme"),
        ("Hart & Sons", "Hart and Sons Ltd."),
        ("Acme Deutschland GmbH", "Acme"),
        ("Acme Deutschland GmbH", "Acme Germany GmbH"),
        ("Air France SA", "Air France"),
        ("Booking.com", "Booking"),
        ("Acme S.p.A.", "Acme"),
        ("Acme GmbH & Co. KG", "Acme"),
        ("Société Générale", "Societe Generale S.A."),
        ("Acme (Europe) B.V.", "Acme"),
    ],
)
def test_spellings_of_one_company_join(a: str, b: str) -> None:
    assert same_company(a, b)
    assert same_company(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Avail", "Avra"),
        ("TeamViewer", "TeamEx"),
        ("Delta", "Delta Dental"),
        ("Acme", "Acme Robotics"),
        ("Deutsche Bank AG", "Deutsche Telekom AG"),
        ("Air France", "Air Canada"),
        ("Bank of America", "Bank of Ardenia"),
        ("", ""),
        ("GmbH", "AG"),
    ],
)
def test_near_namesakes_stay_apart(a: str, b: str) -> None:
    assert not same_company(a, b)


@pytest.mark.parametrize(
    ("name", "written", "folded"),
    [
        ("Acme Robotics, Inc.", "Acme Robotics", "acmerobotics"),
        ("Acme-Robotics GmbH", "Acme-Robotics", "acmerobotics"),
        ("Acme GmbH & Co. KG", "Acme", "acme"),
        ("Müller AG", "Müller", "mueller"),
        ("GmbH", "GmbH", "gmbh"),
    ],
)
def test_companies_are_written_without_their_legal_form(name: str, written: str, folded: str) -> None:
    assert without_legal_form(name) == written
    assert fold_company(name) == folded


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Sr. Platform Engineer", "Senior Platform Engineer", True),
        ("Engineer, Platform", "Platform Engineer", True),
        ("Software Developer", "Software Engineer", True),
        ("Backend-Entwickler:in", "Back-End Entwickler (m/w/d)", True),
        ("Data Engineering Intern", "Data Engineer Internship", True),
        ("Engineer II", "Engineer 2", True),
        ("Full-Stack Dev", "Full Stack Developer", True),
        ("Senior Engineer", "Staff Engineer", False),
        ("Engineer II", "Engineer III", False),
        ("Engineering Manager", "Engineer", False),
        ("Business Developer", "Business Engineer", False),
        ("Software Engineer, Payments", "Software Engineer", False),
        ("", "", False),
    ],
)
def test_titles_of_one_role(a: str, b: str, same: bool) -> None:
    assert same_role(a, b) is same
    assert same_role(b, a) is same


def test_a_looser_title_may_be_a_fuller_one_but_no_other_level() -> None:
    assert role_may_be("Platform Engineer", "Senior Platform Engineer")
    assert not role_may_be("Staff Engineer", "Senior Staff Engineer")
    assert not role_may_be("Data Engineer", "Platform Engineer")


@pytest.mark.parametrize(
    ("raw", "role"),
    [
        ("Senior Data Engineer (m/f/d) - Remote", "Senior Data Engineer"),
        ("Data Analyst, 3304518", "Data Analyst"),
        ("R-12345 Data Analyst", "Data Analyst"),
        ("Data Analyst (Req ID 4711)", "Data Analyst"),
        ("Data Analyst - Tulsa, OK", "Data Analyst"),
        ("Data Analyst in Berlin", "Data Analyst"),
        ("Développeur Python H/F", "Développeur Python"),
        ("Software Engineer - Payments", "Software Engineer - Payments"),
        ("Intern - Summer 2031", "Intern - Summer 2031"),
        ("Data Analyst (Berlin, Hamburg)", "Data Analyst"),
        ("(m/w/d)", ""),
        ("Aktuarin 80-100%", "Aktuarin"),
        ("Teamleitung Kundenservice, Beginn 1. Oktober", "Teamleitung Kundenservice"),
        ("Data Analyst, starting in May", "Data Analyst"),
        ("maître de conférences n° 4471", "maître de conférences"),
        ("Graduate Programme 2031", "Graduate Programme"),
        ("libraire mi-temps", "libraire"),
        ("Nr. 2031-44017: Sachbearbeitung Bauaufsicht", "Sachbearbeitung Bauaufsicht"),
        ("chargé d' affaires", "chargé d'affaires"),
    ],
)
def test_roles_are_called_what_a_person_calls_them(raw: str, role: str) -> None:
    assert clean_role(raw) == role


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Platform Engineer (R-12345)", "R-12345"),
        ("your application for JR0098", "JR0098"),
        ("Req ID 4711", "4711"),
        ("Staff Engineer #12345", "12345"),
        ("(ID: 5502914)", "5502914"),
        ("Kennziffer: 20817", "20817"),
        ("Turbine Test Engineer (2024-90117)", "2024-90117"),
        ("Meeting ID: 845 1234 5678", ""),
        ("the 2024-2025 season", ""),
        ("at 10:30 on 12 March 2025, GMT+0200", ""),
        ("https://acme.com/jobs/123456", ""),
    ],
)
def test_requisition_numbers(text: str, number: str) -> None:
    assert find_requisition(text) == number


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Senior Technical Recruiter", "recruiter"),
        ("Recruiting Coordinator", "coordinator"),
        ("Engineering Manager", "interviewer"),
        ("Chargée de recrutement", "recruiter"),
        ("Leiterin Entwicklung", "interviewer"),
        ("Mill Lane 8", ""),
    ],
)
def test_parts_by_title(title: str, part: str) -> None:
    assert part_of(title) == part


@pytest.mark.parametrize(
    "text", ["Talent Acquisition", "Acme GmbH", "acme", "", "12 Monkeys", "Hiring Team", "no-reply"]
)
def test_no_persons(text: str) -> None:
    assert person_name(text) == ""


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("LEFORT Ana\u00efs", "Ana\u00efs Lefort"),
        ("Ana\u00efs LEFORT-MARTIN", "Ana\u00efs Lefort-Martin"),
        ("Mag. Dana Cho", "Dana Cho"),
        ("Pfarrer Jonas Ruhl", "Jonas Ruhl"),
        ("Tanguy LE GOFF", "Tanguy Le Goff"),
        ("Wim De Smedt", "Wim De Smedt"),
        ("Jean d'Arcy", "Jean d'Arcy"),
        ("CTO Dana Cho", "CTO Dana Cho"),
        ("Landratsamt Nordtal", ""),
    ],
)
def test_persons_are_called_what_they_are_called_in_a_letter(written: str, name: str) -> None:
    assert person_name(written) == name


@pytest.mark.parametrize(
    ("slug", "name", "fits"),
    [
        ("acmerobotics", "Acme Robotics", True),
        ("oakandash", "Oak & Ash", True),
        ("sattelfest", "Sattlerei Sattelfest", True),
        ("uni-nordheim", "Universit\u00e4t Nordheim", True),
        ("cajasur-lerma", "Caja Sur de Lerma", True),
        ("mueller", "M\u00fcller Werkzeuge", True),
        ("nwl", "North West Line", True),
        ("acmehq", "Acme", True),
        ("joinacme", "Acme", True),
        ("acme", "Apex", False),
        ("acme", "Acre Mechanics", False),
        ("a", "Acme", False),
        ("rheinblick-klinik", "Klinik am Rheinblick", True),
        ("architects-dn", "DN Architects", True),
        ("univ-armor", "Universit\u00e9 d'Armor", True),
        ("rheinblick-klinik", "Klinik am Rheinpark", False),
    ],
)
def test_a_domain_abbreviates_a_name(slug: str, name: str, fits: bool) -> None:
    assert company_slugs.abbreviates(slug, name) is fits


@pytest.mark.parametrize(
    ("whole", "name"),
    [
        ("The Acme Recruiting Team", "Acme"),
        ("Acme Engineering Team", "Acme"),
        ("Team von Acme", "Acme"),
        ("Capital One", "Capital One"),
        ("Rice University", "Rice University"),
        ("Human Resources", ""),
        ("Sele\u00e7\u00e3o Acme", "Acme"),
        ("Selection Unit, Bureau of Charts", "Bureau of Charts"),
        ("Time de Pessoas da Acme", "Acme"),
        ("Time Acme", "Time Acme"),
    ],
)
def test_words_around_names_of_organisations(whole: str, name: str) -> None:
    assert names.strip_org_words(whole) == name


@pytest.mark.parametrize(
    ("given", "email", "full"),
    [
        ("Dana", "dana.cho@acme.com", "Dana Cho"),
        ("Quillon", "quillon.ferris@acme.com", "Quillon Ferris"),
        ("Dana", "dhollis@acme.com", "Dana Hollis"),
        ("Dana", "dana@acme.com", "Dana"),
        ("Paul", "press@acme.com", "Paul"),
        ("Careers", "careers.team@acme.com", ""),
    ],
)
def test_a_given_name_is_filled_out_from_the_address(given: str, email: str, full: str) -> None:
    assert people.name_with_address(given, email) == full


def test_a_line_that_had_room_for_the_next_word_ends_on_purpose() -> None:
    wrapped = "Thank you for your application for the post of Healthcare\nAssistant at Acme, which we received on Monday of this week."
    assert wording.BREAK not in wording.cut(wrapped).written
    signed = "School Administrator, Biological Sciences\nUniversity of Nordheim"
    assert wording.BREAK in wording.cut(f"{wrapped}\n{signed}").written
    assert wording.BREAK in wording.cut(signed, wrapped=False).written


def test_an_initial_and_a_given_name_are_one_person() -> None:
    found = people.merge([Person("Aoife Doyle"), Person("A. Doyle", "a@acme.com")], OWNER, "Acme", ())
    assert found == (Person("Aoife Doyle", "a@acme.com"),)
    assert len(people.merge([Person("Aoife Doyle"), Person("B. Doyle")], OWNER, "Acme", ())) == 2


def test_a_meeting_host_counts_at_its_boundary_only() -> None:
    assert meeting_link("see https://zoom.us.evil.example/j/1 or ftp://zoom.us/j/2") == ""
    assert meeting_link("see HTTPS://Acme.Zoom.us/j/1?pwd=x.") == "https://Acme.Zoom.us/j/1?pwd=x"


odd = st.sampled_from(
    [
        "Your interviewers are:\n- ",
        "your application to ",
        " position at ",
        "\u0130",
        "\u00df",
        "\n\n",
        " ",
        "d'",
        "'s ",
        "(",
        ")",
        "#12345",
        "Best,\n",
        "Dana Cho",
        "Acme",
        "@",
        "://",
        "https://",
        "\u2022 ",
        ":",
        "-",
        ",",
        ".",
        "\u00b6",
        "Req ID ",
        "\x00",
        "M\u00fcller",
    ]
)
prose = st.lists(odd | st.text(max_size=6), max_size=30).map("".join)
languages = st.sampled_from(["en", "de", "fr", "es", "pt", "nl", "xx"])


@settings(max_examples=300, deadline=None)
@given(prose, prose, prose, prose, languages)
def test_never_raises_and_is_deterministic(name: str, subject: str, text: str, signature: str, language: str) -> None:
    mail = Message("<1@x>", NOON, Address(name, f"{name}@{subject}"), subject, text, text, signature)
    guests = CalendarEvent("REQUEST", "u", summary=subject, attendees=(Attendee(Address(name, text[:20])),))
    found = find_facts(mail, text, calendars=[guests], owner=OWNER, language=language)
    assert found == find_facts(mail, text, calendars=[guests], owner=OWNER, language=language)
    assert all(p.name != OWNER.name and p.email not in OWNER.addresses for p in found.people)


def test_the_user_is_nobody_at_the_employer() -> None:
    for language, case in CASES:
        found = facts_of(case, language)
        assert OWNER.name not in {p.name for p in found.people}
        assert found.reply_to not in OWNER.addresses


MEGABYTE = 1_000_000
HOSTILE = [
    (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    for unit in (
        "a",
        "A",
        " ",
        "\n",
        "1",
        "(",
        "[",
        "()",
        ">",
        "A ",
        "Aa ",
        " at ",
        " - ",
        ", ",
        "a@",
        "a.",
        "a@a.",
        "Re: ",
        "m/",
        "1:",
        "id ",
        "job id",
        "://",
        "https://",
        "12345 ",
        "R-",
        "2024-",
        "the position ",
        "applying to the ",
        "interview with Dana ",
        "- Dana Cho\n",
        "your interviewers are:\n- Dana Cho, CTO\n",
        "A's ",
        "Best,\n",
        "\u0130",
        "\u2022 ",
        "Location: ",
        "Thanks ",
    )
]
MODULES = (
    answering,
    company,
    company_names,
    company_slugs,
    folding,
    interviewers,
    names,
    people,
    person_names,
    persons,
    places,
    requisitions,
    role,
    role_choice,
    role_names,
    role_titles,
    senders,
    texts,
    wording,
)
PATTERNS = {f"{m.__name__}.{n}": v for m in MODULES for n, v in vars(m).items() if isinstance(v, re.Pattern)}


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_is_slow_on_a_megabyte_of_hostile_text(name: str) -> None:
    for text in HOSTILE:
        assert seconds(partial(PATTERNS[name].search, text), 0.2) < 0.2, text[:20]


def all_facts(mail: Message, text: str) -> list[object]:
    """Every fact, since each is looked for when it is asked for."""
    found = find_facts(mail, text, owner=OWNER)
    return [getattr(found, each.name) for each in fields(Facts)]


def test_a_megabyte_of_hostile_text_is_read_quickly() -> None:
    template = message({"from": "a@b.example", "subject": "", "text": ""})
    for text in HOSTILE:
        mail = replace(
            template, sender=Address(text, "a@b.example"), subject=text, text=text, new_text=text, signature=text
        )
        assert seconds(partial(all_facts, mail, text), 0.2) < 0.2, text[:20]
