"""Whom a draft goes to, whom it greets, and which mail it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailwatch.core.models import Address, Kind, Person, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from mailwatch.core.models import Application, Interview, Mail

_MACHINE = re.compile(
    r"(?:.*[._+-])?(?:(?:do[._-]?)?not?[._-]?reply|notifications?|mailer[._-]?daemon|postmaster|bounces?|unsubscribe)(?:[._+-].*)?@",
    re.IGNORECASE,
)
_WRITES_NOTHING = (Kind.BOUNCE, Kind.AUTO_REPLY, Kind.OTHER)
_PARTS = ("interviewer", "recruiter", "coordinator")


@dataclass(frozen=True, slots=True)
class Addressee:
    """One draft's recipient: `to` may be empty, `greeting`, `met` and `pass_on` are as in `Brief`."""

    to: tuple[Address, ...]
    greeting: tuple[Person, ...] = ()
    met: bool = True
    pass_on: tuple[Person, ...] = ()


def addressees(application: Application, step: Step, interview: Interview | None = None) -> tuple[Addressee, ...]:
    """Whom a step is written to, one entry a draft.

    A thank-you goes to each interviewer with an address; one note asks the person who arranged the interview to thank
    the others. Every other step goes to the last human being who wrote. Nobody known: one entry with an empty `to`;
    for the answer to a rejection none, since no person could receive it. Machines' and bounced addresses never count.
    """
    contact = _contact(application)
    if step is Step.THANK_YOU:
        return _thanked(application, interview, contact)
    if contact:
        return (_note(contact, met=_took_part(application, contact)),)
    return () if step is Step.REJECTION_REPLY else (Addressee(()),)


def answered_mail(application: Application, to: tuple[Address, ...]) -> Mail | None:
    """The mail whose thread fits: the recipient's last, else the last answerable one, else the confirmation."""
    inbound = [mail for mail in _by_date(application) if mail.kind not in _WRITES_NOTHING]
    wanted = {address.email.lower() for address in to}
    theirs = [mail for mail in inbound if wanted & {mail.sender.email.lower(), mail.reply_to.lower()}]
    answerable = [mail for mail in inbound if answer_address(mail)]
    confirmations = [mail for mail in inbound if mail.kind is Kind.INTERVIEW_CONFIRMED]
    return next((mails[-1] for mails in (theirs, answerable, confirmations) if mails), None)


def answer_address(mail: Mail) -> str:
    """The address an answer to this mail goes to, or an empty string.

    A Reply-To on another domain is not followed where the sender's own address can receive: it is the one that the
    mail's authentication vouches for.
    """
    if not mail.reply_to or _MACHINE.match(mail.reply_to):
        return ""
    if same_site(mail.sender.email, mail.reply_to) or not mail.human or _MACHINE.match(mail.sender.email):
        return mail.reply_to
    return mail.sender.email


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are on the same domain, or one's domain lies beneath the other's."""
    first, second = (f".{address.rpartition('@')[2].lower()}" for address in (one, other))
    return first.endswith(second) or second.endswith(first)


def copied(mail: Mail, to: tuple[Address, ...], own: Collection[str]) -> tuple[Address, ...]:
    """Who else was on the answered mail: its To and Cc without the user, the recipients and machines."""
    left_out = (
        {address.email.lower() for address in to} | {address.lower() for address in own} | {mail.identity.lower()}
    )
    others = {one.email.lower(): one for one in (*mail.to, *mail.cc) if not _MACHINE.match(one.email)}
    return tuple(one for email, one in others.items() if email not in left_out)


def identity_for(mail: Mail | None, default: Address) -> Address:
    """The user's own address that the thread was written to, under the user's name; else `default`."""
    return replace(default, email=mail.identity) if mail and mail.identity else default


def _thanked(application: Application, interview: Interview | None, contact: Person | None) -> tuple[Addressee, ...]:
    interviewers = _interviewers(application, interview)
    reachable = [person for person in interviewers if person.email]
    unreachable = tuple(person for person in interviewers if not person.email)
    notes = [_note(person) for person in reachable]
    if not unreachable:
        return tuple(notes) or (_note(contact, met=_took_part(application, contact)) if contact else Addressee(()),)
    if contact is None:
        return (*notes, Addressee((), unreachable))
    for i, note in enumerate(notes):
        if note.to[0].email == contact.email:  # one note a recipient: it thanks them and asks them
            return (*notes[:i], replace(note, pass_on=unreachable), *notes[i + 1 :])
    return (*notes, replace(_note(contact, met=False), pass_on=unreachable))


def _interviewers(application: Application, interview: Interview | None) -> list[Person]:
    """The people of this interview; those of the application where it is its only one and names nobody."""
    people = [person for person in interview.people if person.part in ("interviewer", "")] if interview else []
    held = [one for one in application.interviews if not one.cancelled]
    if not people and len(held) <= 1:
        people = [person for person in application.people if person.part == "interviewer"]
    known = {
        person.name.casefold(): person.email for person in _usable(application, application.people) if person.email
    }
    completed = [
        person if person.email else replace(person, email=known.get(person.name.casefold(), "")) for person in people
    ]
    unique = {(person.email.lower() or person.name.casefold()): person for person in _usable(application, completed)}
    return [person for key, person in unique.items() if key]


def _usable(application: Application, people: Iterable[Person]) -> list[Person]:
    """People with the addresses that nobody could read taken off, and without the user."""
    bad = {address.lower() for address in application.bad_addresses}
    own = {mail.identity.lower() for mail in application.mails if mail.identity}
    return [
        replace(person, email="") if person.email.lower() in bad or _MACHINE.match(person.email) else person
        for person in people
        if person.email.lower() not in own or not person.email
    ]


def _contact(application: Application) -> Person | None:
    """Somebody who can be written to: the last human being who wrote, else a known person, else the last Reply-To."""
    written = [mail for mail in reversed(_by_date(application)) if mail.kind not in _WRITES_NOTHING]
    people = {person.email.lower(): person for person in application.people if person.email}
    listed = sorted(
        people.values(), key=lambda person: _PARTS.index(person.part) if person.part in _PARTS else len(_PARTS)
    )
    ordered = [
        *(_writer(mail, people) for mail in written if mail.human),
        *listed,
        *(_writer(mail, people) for mail in written if not mail.human),
    ]
    return next((person for person in _usable(application, ordered) if person.email), None)


def _writer(mail: Mail, people: Mapping[str, Person]) -> Person:
    address = answer_address(mail)
    known = people.get(address.lower()) or people.get(mail.sender.email.lower()) or Person("")
    return Person(mail.sender.name or known.name, address, known.part)


def _took_part(application: Application, contact: Person) -> bool:
    """Whether somebody spoke with the user: they are listed, or nobody is and they are no coordinator."""
    held = [person for one in application.interviews if not one.cancelled for person in one.people]
    interviewers = [person for person in (*held, *application.people) if person.part == "interviewer"]
    if not interviewers:
        return contact.part != "coordinator"
    name = contact.name.casefold()
    return any(contact.email.lower() == one.email.lower() or name == one.name.casefold() for one in interviewers)


def _by_date(application: Application) -> list[Mail]:
    return sorted((mail for mail in application.mails if mail.inbound), key=lambda mail: mail.date)


def _note(person: Person, *, met: bool = True) -> Addressee:
    return Addressee((Address(person.name, person.email),), (person,), met)
