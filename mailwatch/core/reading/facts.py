"""Who, what and where, out of a message: employer, role, people, the address to answer to, link and place.

`find_facts` brings together what `company`, `role`, `people`, `answering` and `places` find in the places a mail has
(display name, address, subject, body, sign-off, calendar), and says for each fact where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mailwatch.core.models import Address, Person
from mailwatch.core.reading import answering, places
from mailwatch.core.reading import people as persons
from mailwatch.core.reading import role as roles
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
from mailwatch.core.reading.wording import english_beside, hits, load_wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mailwatch.core.models import Message, Owner
    from mailwatch.core.reading.calendars import CalendarEvent
    from mailwatch.core.reading.company_choice import Candidate
    from mailwatch.core.reading.texts import Source
    from mailwatch.core.reading.wording import Wording, Words


_NAMES_COMPANY = frozenset({"company", "after company", "client"})
_NAMES_ROLE = frozenset({"role", "after role"})
"""Phrases without which a second search, in English, is not worth its while."""
_UNSIGNED = persons.Signature()
_NEAR = 6
"""Words between "with" and "and me"."""


@dataclass(frozen=True)
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
    """The facts of a message; each is looked for when it is first asked for.

    Args:
        message: The mail; of a forwarded one, the mail inside.
        text: What its sender newly wrote.
        calendars: Its calendar entries.
        owner: The user, who is never among the people.
        language: The language of the text (ISO 639-1); English phrases are tried where its own find nothing.
    """
    source = prepare(message, text, calendars, owner, load_wording(language))
    facts = _Search(source)
    if language == "en":
        return facts
    english = english_beside(language)
    told = {hit.what for text in (source.subject, source.body) for hit in hits(text.words, english)}
    missing = (told & _NAMES_COMPANY and not facts.company) or (told & _NAMES_ROLE and not facts.role)
    return _filled(facts, _Search(in_language(source, english))) if missing else facts


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


class _Search(Facts):
    """Facts that are looked for when they are first asked for: of most mail, no more than a role and who wrote it."""

    source: Source

    def __init__(self, source: Source) -> None:
        object.__setattr__(self, "source", source)

    @property
    def company(self) -> str:
        return self._employer.name if self._employer else ""

    @property
    def role(self) -> str:
        return self._title.name if self._title else ""

    @property
    def requisition(self) -> str:
        return self._number[0]

    @property
    def people(self) -> tuple[Person, ...]:
        return self._found[0]

    @cached_property
    def reply_to(self) -> str:
        return "" if self.source.sent else answering.reply_to(self.source, self._writer, self.company, self.people)

    @cached_property
    def from_person(self) -> bool:
        return not self.source.sent and answering.from_person(self.source.message, lambda: self._writer)

    @property
    def link(self) -> str:
        return self._linked[0]

    @property
    def location(self) -> str:
        return self._placed[0]

    @cached_property
    def origins(self) -> Mapping[str, str]:
        in_header = any(self.reply_to == address.email.lower() for address in self.source.message.reply_to)
        origins = {
            "company": self._employer.origin if self._employer else "",
            "role": self._title.origin if self._title else "",
            "requisition": self._number[1],
            "people": self._found[1],
            "reply_to": ("header" if in_header else "address") if self.reply_to else "",
            "link": self._linked[1],
            "location": self._placed[1],
        }
        return {fact: origin for fact, origin in origins.items() if origin}

    @cached_property
    def _linked(self) -> tuple[str, str]:
        return places.find_link(self.source)

    @cached_property
    def _placed(self) -> tuple[str, str]:
        return places.find_place(self.source)

    @cached_property
    def _writer(self) -> persons.Writer:
        return _writer(self.source)

    @cached_property
    def _interviewers(self) -> tuple[list[Person], list[Person]]:
        return interviewers(self.source.body.words, self.source.body.hits, self.source.wording)

    @cached_property
    def _phrased(self) -> tuple[roles.Found, roles.Found]:
        """What phrases of subject and body say of roles."""
        source = self.source
        return roles.from_phrases(source.subject, source.wording), roles.from_phrases(source.body, source.wording)

    @cached_property
    def _employer(self) -> Candidate | None:
        told, _ = self._interviewers
        people = [*(person.name for person in told), *self._writer.names(self.source.message.sender.name)]
        return find_company(self.source, people, self._phrased)

    @cached_property
    def _title(self) -> roles.RoleCandidate | None:
        source = self.source
        subject, body = self._phrased
        candidates = [*subject.candidates, *body.candidates, *roles.from_segments(source)]
        candidates += roles.from_signature(source.signature, source.wording) if source.signature.hits else []
        title = choose_role(candidates, self.company, source) if candidates else None
        if (title is not None and title.weight >= roles.ENOUGH + 0.5) or not source.text:
            return title
        alone = from_titles(source, lambda: self.company)
        return (choose_role(alone, self.company, source) if alone else None) or title

    @cached_property
    def _number(self) -> tuple[str, str]:
        return _requisition(self.source, self._title)

    @cached_property
    def _found(self) -> tuple[tuple[Person, ...], str]:
        source, writer, company = self.source, self._writer, self.company
        told, mentioned = self._interviewers
        named = _others([*told, *mentioned], writer, source) if told or mentioned else []
        if company:
            named = [p for p in named if not f"{company} ".startswith(f"{p.name} ") or p.name == writer.person.name]
            named += _perhaps(source, named, company)
        return _people(source, writer, named, company)


def _others(people: list[Person], writer: persons.Writer, source: Source) -> list[Person]:
    """People who are neither the user nor somebody else whom the mail is to, nor the writer with the house below."""
    receivers = {a.name.casefold() for a in source.message.to if a.name} if not source.sent else set()
    return [
        person
        for person in people
        if not (persons.greets(person.name, source.owner) or person.name.casefold() in receivers)
        and not _is_signature(person.name, writer, source)
    ]


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


def _requisition(source: Source, title: roles.RoleCandidate | None) -> tuple[str, str]:
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
    signed = _UNSIGNED
    if source.sign_off.lines:
        signed = persons.find_signature(source.sign_off, source.wording, senders)
    if signed.name and persons.is_owner(signed.name, source.owner):
        signed = _UNSIGNED
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
    if not (message.cc and source.body.plain):
        return []
    found = (
        (read_display_name(a.name, a.email).person or persons.name_from_address(a.email), a) for a in message.cc[:MOST]
    )
    return [
        Person(name, persons.answerable(a.email.lower()))
        for name, a in found
        if name and name.split()[0] in source.body.plain
    ]


def _addresses(source: Source) -> Iterator[Address]:
    """The addresses of a mail, in its headers and in its text."""
    message = source.message
    yield from (message.sender, *message.reply_to, *message.cc, *message.to)
    for email in persons.addresses_in(f"{source.body.plain} {source.signature.plain}"):
        yield Address("", email)


def _people(
    source: Source, writer: persons.Writer, named: list[Person], company: str
) -> tuple[tuple[Person, ...], str]:
    """The people of a message, and where the first of them came from."""
    owner = source.owner
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
    found = persons.merge(entries, owner, company, _addresses(source))
    return found, origin if found else ""
