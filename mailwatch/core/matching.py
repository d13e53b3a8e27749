"""How far a message and an application agree: addresses, employer, role and number of the posting."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.reading.folding import company_keys, fold_company, role_may_be, same_company, same_role
from mailwatch.core.reading.names import (
    domain_of,
    domain_slug,
    is_agency,
    is_shared_mailbox,
    registrable,
    speaks_for_itself,
    tenant_slug,
)
from mailwatch.core.reading.trust import no_reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailwatch.core.models import Application, Message, Reading


def personal(emails: Iterable[str]) -> frozenset[str]:
    """Those of some addresses that are one person's (or a relay to one)."""
    return frozenset(low for email in emails if (low := email.lower()) and _ispersonal(low))


@lru_cache(maxsize=4096)
def _ispersonal(email: str) -> bool:
    return not (is_shared_mailbox(email) or no_reply(email))


def known_addresses(app: Application) -> frozenset[str]:
    """Addresses of people of an application: named ones, those who wrote, and those the user wrote to."""
    emails = [person.email for person in app.people]
    for mail in app.mails:
        if mail.inbound:
            emails += [mail.reply_to, mail.sender.email if mail.human else ""]
        else:
            emails += [address.email for address in mail.to]
    return personal(emails)


def message_addresses(message: Message, reading: Reading) -> frozenset[str]:
    """The people's addresses in a message: who wrote, who is named, and who would be answered."""
    emails = [
        message.sender.email,
        reading.reply_to,
        *(a.email for a in message.reply_to),
        *(p.email for p in reading.people),
    ]
    return personal(emails)


def employer_domains(addresses: Iterable[str]) -> frozenset[str]:
    """Domains of addresses that can be an employer's: no free mail, no agency; at an ATS, the employer's account.

    An account reads `acme@myworkday.com`, whatever the address at the ATS is.
    """
    return frozenset(home for address in addresses if (home := _home(address)))


@lru_cache(maxsize=4096)
def _home(address: str) -> str:
    domain = domain_of(address)
    if speaks_for_itself(domain):
        return "" if is_agency(domain_slug(domain)) else registrable(domain)
    tenant = tenant_slug(address)
    return f"{tenant}@{registrable(domain)}" if tenant else ""


def own_domains(app: Application) -> frozenset[str]:
    """Domains of an application's employer, from who wrote and who is known."""
    emails = [
        *(p.email for p in app.people),
        *(m.sender.email for m in app.mails if m.inbound),
        *(m.reply_to for m in app.mails),
    ]
    return employer_domains(email.lower() for email in emails if email)


def under_its_names(app: Application) -> tuple[Application, ...]:
    """The application under its own name, and under those of the ones that the user has merged with it."""
    others = (replace(app, company=a.company, role=a.role, requisition=a.requisition) for a in app.also)
    return (app, *others)


def relation(message: Message, reading: Reading, app: Application) -> str:
    """`same`, `different` or `unsaid`: whether message and application are about one employer, by any of its names."""
    found = [_relation(message, reading, one) for one in under_its_names(app)]
    return next((word for word in ("same", "unsaid") if word in found), "different")


def _relation(message: Message, reading: Reading, app: Application) -> str:
    """As `relation`, by one name.

    A longer and a shorter form of a name ("Acme", "Acme Robotics") are one employer's only if a domain of the
    employer or a person's address says so, too. A name of an agency says nothing.
    """
    ours = "" if is_agency(app.company) else app.company
    theirs = "" if is_agency(reading.company) else reading.company
    if ours and theirs:
        if same_company(ours, theirs):
            return "same"
        return "same" if shortened(ours, theirs) and _connected(message, reading, app) else "different"
    name = ours or theirs
    shared = _domains_of(message, reading) & own_domains(app)
    return "same" if any(bears_name(domain, name) for domain in shared) else "unsaid"


def _domains_of(message: Message, reading: Reading) -> frozenset[str]:
    return employer_domains({message.sender.email.lower(), *message_addresses(message, reading)})


def shortened(a: str, b: str) -> bool:
    """Whether one name begins with the other ("Acme", "Acme Robotics")."""
    one, two = fold_company(a), fold_company(b)
    return min(len(one), len(two)) > 2 and (one.startswith(two) or two.startswith(one))  # noqa: PLR2004 "at" begins too much


def _connected(message: Message, reading: Reading, app: Application) -> bool:
    shared = _domains_of(message, reading) & own_domains(app)
    named = any(bears_name(domain, app.company) or bears_name(domain, reading.company) for domain in shared)
    return named or bool(message_addresses(message, reading) & known_addresses(app))


@lru_cache(maxsize=4096)
def bears_name(domain: str, company: str) -> bool:
    """Whether a domain bears a company's name, so that it is the employer's own and not an unknown agency's."""
    account, at_ats, _ = domain.rpartition("@")
    slug = fold_company(account if at_ats else domain_slug(domain))
    return len(slug) > 1 and any(
        key.startswith(slug) or slug.startswith(key) for key in company_keys(company) if len(key) > 1
    )


def fits(message: Message, reading: Reading, app: Application) -> bool:
    """Whether nothing in the message speaks against an application: another employer, role or posting."""
    return any(_fits(message, reading, one) for one in under_its_names(app))


def _fits(message: Message, reading: Reading, app: Application) -> bool:
    if _relation(message, reading, app) == "different":
        return False
    if numbers_differ(reading, app):
        return False
    return not (reading.role and app.role) or same_role(reading.role, app.role) or role_may_be(reading.role, app.role)


def has_role(app: Application, role: str) -> bool:
    """Whether an application is for this role, by any of its names."""
    return any(same_role(role, one.role) for one in under_its_names(app))


def numbers_differ(reading: Reading, app: Application) -> bool:
    """Whether both name a posting, and not the same."""
    return bool(reading.requisition and app.requisition) and _number(reading.requisition) != _number(app.requisition)


@lru_cache(maxsize=4096)
def _number(requisition: str) -> str:
    """A requisition number as compared: `R-12345`, `r12345` and `12345` are one."""
    digits = "".join(c for c in requisition if c.isdigit())
    return digits or requisition.strip().lower()
