"""Whether a person wrote a mail, and the address a person would answer to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.reading.company_slugs import abbreviates
from mailwatch.core.reading.folding import same_company
from mailwatch.core.reading.names import (
    domain_of,
    domain_slug,
    is_machine_domain,
    is_shared_mailbox,
    registrable,
    speaks_for_itself,
)
from mailwatch.core.reading.people import answerable, named_in, no_reply
from mailwatch.core.reading.persons import local_part_fits

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.core.models import Message, Person
    from mailwatch.core.reading.people import Writer
    from mailwatch.core.reading.texts import Source
    from mailwatch.core.reading.wording import Hit


def from_person(message: Message, writer: Callable[[], Writer]) -> bool:
    """Whether a human being wrote it: a personal name in From, no marks of bulk, and a signature or own address.

    `writer` is asked for only where the signature has to tell.
    """
    email = message.sender.email.lower()
    if not named_in(message.sender.name, email):
        return False
    precedence = message.header("precedence").strip().lower()
    automatic = message.header("auto-submitted").strip().lower()
    if precedence in {"bulk", "list", "junk"} or message.header("list-id") or automatic not in {"", "no"}:
        return False
    own = bool(answerable(email)) and not message.header("list-unsubscribe")
    return own or writer().signed_by_sender


def reply_to(source: Source, writer: Writer, company: str, people: tuple[Person, ...]) -> str:
    """The address a person would answer to, or empty.

    A Reply-To of the same organisation or relay, or one that a calendar's notice names as the host's; else From, else
    the writer's own address as the mail gives it. Never a no-reply, nor what a text says nobody reads; a shared mailbox
    is read by people, but where the Reply-To says that no answer is wanted, From wants none either.
    """
    message = source.message
    sender = message.sender.email.lower()
    answers = [a for a in message.reply_to[:5] if "@" in a.email and not source.owner.owns(a.email)]
    refused = bool(answers) and all(no_reply(address.email.lower()) for address in answers)
    for address in () if refused else (*answers, message.sender):
        email = address.email.lower()
        if "@" not in email or source.owner.owns(email) or no_reply(email):
            continue
        if email != sender and not _belongs(email, sender, company) and (writer.in_from or not _hosts(email, source)):
            continue
        if is_machine_domain(domain_of(email)):
            if _relays(email, writer):
                return email
        elif not is_shared_mailbox(email) or _is_read(source, writer, company):
            return email
    return next((p.email for p in people if p.email and p.name == writer.person.name), "")


def _is_read(source: Source, writer: Writer, company: str) -> bool:
    """Whether somebody reads a shared mailbox: unless the mail says that nobody does, and is not signed by name."""
    if not any(hit.what == "no reply" for text in (source.body, source.signature) for hit in text.hits):
        return True
    by_name = bool(writer.signed) and not same_company(writer.signed, company)
    return by_name or any(_asks_for_answer(hit, source) for hit in source.body.hits)


def _asks_for_answer(hit: Hit, source: Source) -> bool:
    """Whether a phrase asks for an answer, and does not end one that asks for none ("do not reply to this email")."""
    begin = hit.start - hit.length
    return hit.what == "reply" and not any(
        other.what == "no reply" and begin < other.start and other.start - other.length <= hit.start
        for other in source.body.hits
    )


def _hosts(email: str, source: Source) -> bool:
    """Whether the text names this address, or it invites: a machine may pass on mail with a Reply-To."""
    organizers = (event.organizer.email.lower() for event in source.events if event.organizer is not None)
    return email in source.body.plain.lower() or email in organizers


def _belongs(email: str, sender: str, company: str) -> bool:
    """Whether a Reply-To stands for whom From stands for."""
    domain, other = domain_of(email), domain_of(sender)
    if registrable(domain) == registrable(other) or is_machine_domain(domain):
        return True
    if not speaks_for_itself(domain):
        return False
    slug = domain_slug(domain)
    fits = bool(company) and (same_company(slug, company) or abbreviates(slug, company))
    return fits or is_machine_domain(other)


def _relays(email: str, writer: Writer) -> bool:
    """Whether an address at an ATS hands mail on to a person: it bears a token, or the writer's name."""
    local = email.partition("@")[0]
    token = max(re.split(r"[._+=-]", local), key=len, default="")
    coded = sum(c.isdigit() for c in token) > 1 and len(token) > 5  # noqa: PLR2004 a token
    return coded or bool(writer.person.name and local_part_fits(email, writer.person.name))
