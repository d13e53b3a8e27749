"""Who, what and where, out of a message: employer, role, people, the address to answer to, link and place.

`find_facts` brings together what `company`, `role`, `people`, `answering` and `places` find in the places a mail has
(display name, address, subject, body, sign-off, calendar), and says for each fact where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailwatch.core.models import Address, Person
from mailwatch.core.reading import answering, places, role
from mailwatch.core.reading import people as persons
from mailwatch.core.reading.company import find_company
from mailwatch.core.reading.company_slugs import abbreviates
from mailwatch.core.reading.folding import same_company
from mailwatch.core.reading.interviewers import MOST, interviewers, perhaps
from mailwatch.core.reading.names import domain_of, domain_slug, is_board, is_tool, is_vendor
from mailwatch.core.reading.requisitions import find_requisition
from mailwatch.core.reading.role_choice import choose_role
from mailwatch.core.reading.role_titles import from_titles
from mailwatch.core.reading.senders import read_display_name
from mailwatch.core.reading.texts import in_language, prepare
from mailwatch.core.reading.wording import english_beside, load_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailwatch.core.models import Message, Owner
    from mailwatch.core.reading.calendars import CalendarEvent
    from mailwatch.core.reading.texts import Source
    from mailwatch.core.reading.wording import Wording, Words


_NAMES_COMPANY = frozenset({"company", "after company", "client"})
_NAMES_ROLE = frozenset({"role", "after role"})
"""Phrases without which a second search, in English, is not worth its while."""
_NEAR = 6
"""Words between "with" and "and me"."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a message says of who, what and where; empty where it says nothing.

    `origins` maps the name of each field that is set to where it came from: `display name`, `address`, `subject`,
    `body`, `signature`, `calendar` or `header`.
    """

    company: str = ""
    role: str = ""
    requisition: str = ""
    people: tuple[Person, ...] = ()
    reply_to: str = ""
    from_person: bool = False
    link: str = ""
    location: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)


def find_facts(
    message: Message, text: str, *, calendars: Sequence[CalendarEvent] = (), owner: Owner, language: str = "en"
) -> Facts:
    """Find the facts of a message.

    Args:
        message: The mail; of a forwarded one, the mail inside.
        text: What its sender newly wrote.
        calendars: Its calendar entries.
        owner: The user, who is never among the people.
        language: The language of the text (ISO 639-1); English phrases are tried where its own find nothing.
    """
    source = prepare(message, text, calendars, owner, load_wording(language))
    facts = _find(source)
    wanted = (_NAMES_COMPANY if not facts.company else frozenset()) | (_NAMES_ROLE if not facts.role else frozenset())
    if language == "en" or not wanted:
        return facts
    english = in_language(source, english_beside(language))
    told = any(hit.what in wanted for text in (english.subject, english.body) for hit in text.hits)
    return _filled(facts, _find(english)) if told else facts


def _filled(facts: Facts, other: Facts) -> Facts:
    """Facts with what is missing taken from a second search."""
    origins = {**other.origins, **facts.origins}
    return Facts(
        company=facts.company or other.company,
        role=facts.role or other.role,
        requisition=facts.requisition or other.requisition,
        people=facts.people or other.people,
        reply_to=facts.reply_to or other.reply_to,
        from_person=facts.from_person or other.from_person,
        link=facts.link or other.link,
        location=facts.location or other.location,
        origins=origins,
    )


def _find(source: Source) -> Facts:
    origins: dict[str, str] = {}
    writer = _writer(source)
    told, mentioned = interviewers(source.body.words, source.body.hits, source.wording)
    receivers = {a.name.casefold() for a in source.message.to if a.name} if not source.sent else set()
    named = [
        person
        for person in (*told, *mentioned)
        if not (persons.greets(person.name, source.owner) or person.name.casefold() in receivers)
        and not _is_signature(person.name, writer, source)
    ]
    in_texts = (role.from_phrases(source.subject, source.wording), role.from_phrases(source.body, source.wording))
    others = (role.from_segments(source), role.from_signature(source.signature, source.wording))
    people = [*(person.name for person in told), *writer.names(source.message.sender.name)]
    employer = find_company(source, people, in_texts)
    company = employer.name if employer else ""
    title = choose_role([c for found in (*in_texts, *others) for c in found.candidates], company, source)
    if title is None or title.weight < role.ENOUGH + 0.5:
        alone = from_titles(source.body, source.wording, source.sign_off.lines, company)
        title = choose_role(alone.candidates, company, source) or title
    requisition, origins["requisition"] = _requisition(source, title)
    if company:
        named = [p for p in named if not f"{company} ".startswith(f"{p.name} ") or p.name == writer.person.name]
        named += _perhaps(source, named, company)
    found, origins["people"] = _people(source, writer, named, company)
    link, origins["link"] = places.find_link(source)
    location, origins["location"] = places.find_place(source)
    reply_to = "" if source.sent else answering.reply_to(source, writer, company, found)
    in_header = any(reply_to == address.email.lower() for address in source.message.reply_to)
    origins["reply_to"] = ("header" if in_header else "address") if reply_to else ""
    origins["company"] = employer.origin if employer else ""
    origins["role"] = title.origin if title else ""
    return Facts(
        company=company,
        role=title.name if title else "",
        requisition=requisition,
        people=found,
        reply_to=reply_to,
        from_person=not source.sent and answering.from_person(source.message, writer),
        link=link,
        location=location,
        origins={fact: origin for fact, origin in origins.items() if origin},
    )


def _is_signature(name: str, writer: persons.Writer, source: Source) -> bool:
    """Whether a name is the writer's given name with the house in the line below ("Dana", "Acme")."""
    given, _, rest = name.partition(" ")
    slug = domain_slug(domain_of(source.message.sender.email))
    return writer.person.name.partition(" ")[0] == given and writer.person.name != name and abbreviates(slug, rest)


def _perhaps(source: Source, named: list[Person], company: str) -> list[Person]:
    """People with unknown names, told from companies now that the employer is known."""
    known = {person.name for person in named}
    slug = domain_slug(domain_of(source.message.sender.email))
    return [
        Person(name, "", "interviewer")
        for name in perhaps(source.body.words, source.wording)
        if name not in known
        and not (same_company(name, company) or abbreviates(slug, name) or company.startswith(name))
        and not (is_tool(name) or is_vendor(name) or is_board(name) or persons.greets(name, source.owner))
    ]


def _requisition(source: Source, title: role.RoleCandidate | None) -> tuple[str, str]:
    for text in (source.subject, source.body):
        found = find_requisition(text.plain)
        if found:
            return found, text.origin
    return (title.number, title.origin) if title is not None and title.number else ("", "")


def _writer(source: Source) -> persons.Writer:
    if source.sent:
        return persons.Writer()
    sender = source.message.sender
    senders = (sender, *source.message.reply_to[:3])
    signed = persons.find_signature(source.sign_off, source.wording, senders)
    if signed.name and persons.is_owner(signed.name, source.owner):
        signed = persons.Signature()
    interviews = any(hit.what == "writes" for hit in source.body.hits)
    return persons.find_writer(sender.name, sender.email.lower(), signed, interviews=interviews)


def _takes_part(source: Source) -> bool:
    """Whether the writer says that they are one of those who interview ("with me and our CTO", "with Otto and me")."""
    words, wording = source.body.words, source.wording
    for hit in source.body.hits:
        begin = hit.start - hit.length
        alone = hit.what == "takes part" and words.lower[begin] not in wording.ands
        if alone or (hit.what == "takes part" and _follows_with(words, begin, wording)):
            return True
    return False


def _follows_with(words: Words, at: int, wording: Wording) -> bool:
    """Whether a word for "with" stands shortly before, in the same sentence."""
    for i in range(at - 1, max(-1, at - 1 - _NEAR), -1):
        if words.written[i][-1] in ".!?:":
            return False
        if words.lower[i] == wording.with_word:
            return True
    return False


def _copied(source: Source) -> list[Person]:
    """Those who get a copy and whom the text names by their given name ("Sam, meet Dan")."""
    message = source.message
    found = (
        (read_display_name(a.name, a.email).person or persons.name_from_address(a.email), a) for a in message.cc[:MOST]
    )
    return [
        Person(name, persons.answerable(a.email.lower()))
        for name, a in found
        if name and name.split()[0] in source.body.plain
    ]


def _people(
    source: Source, writer: persons.Writer, named: list[Person], company: str
) -> tuple[tuple[Person, ...], str]:
    """The people of a message, and where the first of them came from."""
    message, owner = source.message, source.owner
    guests = [
        p
        for event in source.events
        for p in persons.guests(event.organizer, (g.address for g in event.attendees), owner)
    ]
    entries = [*named, *guests]
    told = any(person.name not in {writer.person.name, writer.signed} for person in named)
    origin = "body" if told else "calendar" if guests else ""
    entries += _copied(source)
    if source.sent:
        receivers = (Person(read_display_name(a.name, a.email).person, a.email.lower()) for a in source.correspondents)
        entries += receivers
        origin = origin or "header"
    elif writer.person.name:
        alone = not _takes_part(source)
        taken = alone and writer.person.part == "interviewer" and any(p.part == "interviewer" for p in entries)
        part = ("" if taken else writer.person.part) if alone else "interviewer"
        entries.append(Person(writer.person.name, writer.person.email, part))
        origin = origin or ("display name" if writer.in_from else "signature")
    written = persons.addresses_in(f"{source.body.plain} {source.signature.plain}")
    pool = [message.sender, *message.reply_to, *message.cc, *message.to, *(Address("", email) for email in written)]
    found = persons.merge(entries, owner, company, pool)
    return found, origin if found else ""
