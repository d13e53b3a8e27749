"""Which application a reading belongs to.

Evidence that cannot be a coincidence comes first: thread ids and calendar UIDs, then a requisition number, then the
addresses of people, then company and role. What is left open is left open: an ambiguous mail names its candidates and
changes nothing. ATS and free-mail domains never stand for an employer, and an agency never for its client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.core.matching import (
    employer_domains,
    fits,
    has_role,
    known_addresses,
    message_addresses,
    numbers_differ,
    own_domains,
    personal,
    relation,
    shortened,
    under_its_names,
)
from mailwatch.core.models import Kind, Stage
from mailwatch.core.reading.folding import same_company, same_role
from mailwatch.core.reading.names import (
    domain_of,
    domain_slug,
    is_agency,
)
from mailwatch.core.series import series_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from mailwatch.core.models import Application, Message, Reading

__all__ = ["OPENING", "Link", "link", "same_company", "same_role"]

OPENING = frozenset(
    {
        Kind.ACKNOWLEDGEMENT,
        Kind.INTERVIEW_INVITED,
        Kind.INTERVIEW_CONFIRMED,
        Kind.INTERVIEW_RESCHEDULED,
        Kind.INTERVIEW_CANCELLED,
        Kind.REJECTION,
        Kind.STATUS_UPDATE,
        Kind.ASSESSMENT,
        Kind.OFFER,
    }
)
"""Kinds that begin an application when nothing known fits."""

_ENDED = frozenset({Stage.CLOSED, Stage.REJECTED})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOVED = frozenset({Kind.INTERVIEW_RESCHEDULED, Kind.INTERVIEW_CANCELLED})
_SETTLING = _MOVED | {Kind.REJECTION, Kind.OFFER}
"""Kinds that end or move what is under way: for an unknown role at a known company, they raise a question."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a reading belongs.

    `application` is the id of the one it belongs to; `new` is True where it begins one. Neither: it belongs to none,
    or (`candidates` not empty) to one of several and the owner has to say. `why` is a sentence for a person.
    """

    application: str = ""
    new: bool = False
    candidates: tuple[str, ...] = ()
    why: str = ""


def link(message: Message, reading: Reading, applications: Sequence[Application]) -> Link:
    """Say which of the applications a message belongs to, by its reading.

    Costs one pass over the applications and their mails.
    """
    if reading.kind is Kind.OTHER:
        return Link(why="no mail of a job search")
    certain = _by_ids(message, reading, applications)
    if certain is not None:
        return certain
    if reading.kind is Kind.BOUNCE:
        return Link(why="returns none of the known mails")
    if reading.kind is Kind.SENT_BY_YOU:
        return _by_address(_recipients(message), applications, "writes to")
    if reading.kind is Kind.AUTO_REPLY:
        return _by_address(personal([message.sender.email]), applications, "comes from")
    if reading.kind is Kind.HUMAN_REPLY:
        return _of_a_person(message, reading, applications)
    return _by_content(message, reading, applications)


# Thread ids and calendar UIDs --------------------------------------------------------------------------------------


def _by_ids(message: Message, reading: Reading, applications: Sequence[Application]) -> Link | None:
    """The application whose thread or calendar event the message belongs to. The user's word counts first."""
    by_weight = _ids_by_weight(message, reading)
    claimed = [app for app in applications if any(not ids.isdisjoint(app.claims) for ids in by_weight)]
    if len(claimed) == 1:
        return Link(claimed[0].id, why="you said that this thread belongs here")
    for ids in by_weight:
        found = [
            (app, why)
            for app in applications
            if (why := _threads(app, ids)) and not _other_client(message, reading, app)
        ]
        if found:
            return _one_of(found, reading)
    uids = {slot.uid for slot in reading.interviews if slot.uid} | set(reading.cancelled_uids)
    series = {series_of(uid) for uid in uids}  # another date of a series is for the same position
    same = [
        (app, "same calendar event")
        for app in applications
        if any(i.uid and series_of(i.uid) in series for i in app.interviews)
    ]
    return _one_of(same, reading) if same else None


def _ids_by_weight(message: Message, reading: Reading) -> list[frozenset[str]]:
    """Message-IDs that tie a message to a thread, the most direct ones first."""
    returned = message.delivery_status.original_message_id if message.delivery_status else ""
    groups: list[Iterable[str]] = [
        (message.message_id,),
        (reading.bounced_id, returned),
        message.in_reply_to,
        message.references,
    ]
    return [ids for group in groups if (ids := frozenset(i for i in group if i))]


def _threads(app: Application, ids: frozenset[str]) -> str:
    """Why a thread is this application's, or empty."""
    for mail in app.mails:
        if mail.message_id in ids:
            return f"belongs to {'the' if mail.inbound else 'your'} mail of {_day(mail.date)}"
    for draft in app.drafts:
        if draft.message_id in ids:
            return f"answers the draft \u201c{draft.subject}\u201d"
    for mail in app.mails:
        if not ids.isdisjoint(mail.references):
            return f"same thread as the mail of {_day(mail.date)}"
    return ""


def _other_client(message: Message, reading: Reading, app: Application) -> bool:
    """Whether an agency writes in an old thread about another employer."""
    agency = is_agency(domain_slug(domain_of(message.sender.email)))
    return agency and bool(reading.company and app.company) and relation(message, reading, app) == "different"


def _one_of(found: list[tuple[Application, str]], reading: Reading) -> Link:
    """The one application of several with the same evidence, if company and role tell."""
    if len(found) > 1:
        fitting = [(app, why) for app, why in found if _same_or_unsaid(reading, app)]
        found = fitting if len(fitting) == 1 else found
    if len(found) > 1:
        return Link(candidates=tuple(app.id for app, _ in found), why="one thread, but several applications")
    app, why = found[0]
    return Link(app.id, why=why)


def _same_or_unsaid(reading: Reading, app: Application) -> bool:
    return any(
        (not reading.company or same_company(reading.company, one.company))
        and (not reading.role or same_role(reading.role, one.role))
        for one in under_its_names(app)
    )


# People ------------------------------------------------------------------------------------------------------------


def _recipients(message: Message) -> frozenset[str]:
    return personal(a.email for a in (*message.to, *message.cc))


def _by_address(addresses: frozenset[str], applications: Sequence[Application], does: str) -> Link:
    """The one live application one of these addresses is known from."""
    found = [(app, shared) for app in applications if (shared := addresses & known_addresses(app))]
    live = [(app, shared) for app, shared in found if app.stage not in _ENDED]
    if len(live) == 1 or (not live and len(found) == 1):
        app, shared = (live or found)[0]
        return Link(app.id, why=f"{does} {min(shared)}, known from {_named(app)}")
    if live:
        return Link(candidates=tuple(app.id for app, _ in live), why=f"{does} somebody known from several applications")
    return Link(why=f"{does} nobody known")


def _of_a_person(message: Message, reading: Reading, applications: Sequence[Application]) -> Link:
    """A person's mail without a thread: by their address, or by a colleague's at the same employer. Opens nothing."""
    addresses = message_addresses(message, reading)
    fitting = [app for app in applications if fits(message, reading, app)]
    link_ = _by_address(addresses, fitting, "comes from")
    if link_.application or link_.candidates:
        return link_
    known = [
        app
        for app in applications
        if app not in fitting and addresses & known_addresses(app) and app.stage not in _ENDED
    ]
    if known:
        return Link(
            candidates=tuple(app.id for app in known),
            why=f"comes from somebody known from {_named(known[0])}, about something else",
        )
    domains = employer_domains(addresses)
    colleagues = [app for app in fitting if app.stage not in _ENDED and domains & own_domains(app)]
    if len(colleagues) == 1:
        return Link(
            colleagues[0].id,
            why=f"comes from {min(domains & own_domains(colleagues[0]))}, as others of {_named(colleagues[0])} do",
        )
    return Link(
        candidates=tuple(app.id for app in colleagues),
        why="nobody known wrote it" if not colleagues else f"several applications at {colleagues[0].company}",
    )


# Company, role, requisition ----------------------------------------------------------------------------------------


def _by_content(message: Message, reading: Reading, applications: Sequence[Application]) -> Link:
    """By requisition, people, company and role; the mail may begin an application."""
    fitting = [app for app in applications if fits(message, reading, app)]
    numbered = [app for app in fitting if reading.requisition and any(a.requisition for a in under_its_names(app))]
    if len(numbered) == 1:
        return _joined(message, reading, numbered[0], f"requisition {reading.requisition}")
    addresses = message_addresses(message, reading)
    known = [app for app in fitting if addresses & known_addresses(app)]
    same = [app for app in fitting if relation(message, reading, app) == "same"]
    found = list({app.id: app for app in (*numbered, *known, *same)}.values())
    if found:
        return _decided(message, reading, found, known)
    if not reading.company and reading.role:
        alike = [app for app in fitting if has_role(app, reading.role) and app.stage not in _ENDED]
        if alike:
            return Link(
                candidates=tuple(app.id for app in alike), why=f"names no company, only the role {reading.role}"
            )
    doubtful = _under_another_name(message, reading, applications)
    return doubtful if doubtful is not None else _opened(reading, applications)


def _under_another_name(message: Message, reading: Reading, applications: Sequence[Application]) -> Link | None:
    """A rejection (or the like) of another role than the known one, or under a shorter name: perhaps the same one.

    A follow-up after a rejection would embarrass, so the owner is asked; differing requisition numbers are an answer.
    """
    if reading.kind not in _SETTLING:
        return None
    open_ = [app for app in applications if app.stage not in _ENDED and not numbers_differ(reading, app)]
    near = [
        app for app in open_ if relation(message, reading, app) == "same" or shortened(reading.company, app.company)
    ]
    if not near:
        return None
    known = ", ".join(f"{app.role} at {app.company}" if app.role else app.company for app in near)
    return Link(
        candidates=tuple(app.id for app in near), why=f"is about {reading.role or reading.company}; known is {known}"
    )


def _opened(reading: Reading, applications: Sequence[Application]) -> Link:
    people = [person.name for person in reading.people if person.name]
    if not (reading.company or reading.role or people):
        return Link(why="names neither company nor role nor people")
    name = reading.company or reading.role or people[0]
    others = [app for app in applications if reading.company and same_company(reading.company, app.company)]
    if others:
        return Link(new=True, why=f"another role at {reading.company}: {reading.role or reading.requisition}")
    return Link(new=True, why=f"first mail about {name}")


def _decided(message: Message, reading: Reading, found: list[Application], known: list[Application]) -> Link:
    """The one of several applications that fit, by the sharpest sign that leaves exactly one."""
    ids = {app.id for app in known}
    signs: tuple[tuple[str, Callable[[Application], bool]], ...] = (
        ("", lambda _: True),
        ("role", lambda app: has_role(app, reading.role)),
        ("people", lambda app: app.id in ids),
        ("date", lambda app: _same_date(reading, app)),
        ("open", lambda app: app.stage not in _ENDED),
        ("interview", lambda app: reading.kind in _MOVED and _awaits(app)),
    )
    left = found
    for _, sign in signs:
        kept = [app for app in left if sign(app)]
        left = kept or left
        if len(left) == 1:
            return _joined(message, reading, left[0], _reason(reading, left[0], by_person=left[0].id in ids))
    open_ = [app for app in left if app.stage not in _ENDED] or left
    roles = ", ".join(app.role or "no role known" for app in open_)
    where = open_[0].company or reading.company or "one person"
    return Link(candidates=tuple(app.id for app in open_), why=f"several applications at {where} fit: {roles}")


def _joined(message: Message, reading: Reading, app: Application, why: str) -> Link:
    """The link, unless the mail confirms an application sent after this one had ended."""
    later = app.contact_at is None or message.date > app.contact_at
    if reading.kind is Kind.ACKNOWLEDGEMENT and app.stage in _ENDED and later:
        return Link(new=True, why=f"applied again: the earlier application to {_named(app)} has ended")
    return Link(app.id, why=why)


def _reason(reading: Reading, app: Application, *, by_person: bool) -> str:
    if by_person:
        return f"comes from somebody known from {_named(app)}"
    company = app.company or reading.company
    if reading.role and has_role(app, reading.role):
        return f"company {company} and role {app.role}"
    return f"company {company}"


def _same_date(reading: Reading, app: Application) -> bool:
    starts = {slot.start for slot in reading.interviews}
    return any(interview.start in starts for interview in app.interviews)


def _awaits(app: Application) -> bool:
    return any(not (interview.cancelled or interview.passed) for interview in app.interviews)


def _named(app: Application) -> str:
    return app.company or app.role or app.id


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]}"
