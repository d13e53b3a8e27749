"""The people on the employer's side: who interviews, who writes, and at which address.

Names come from what the mail says of the interview, from calendar guests, from the sign-off and from the sender. Never
the user, a room, a machine or a shared mailbox.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.models import Person
from mailwatch.core.reading.folding import company_keys
from mailwatch.core.reading.interviewers import MOST
from mailwatch.core.reading.names import (
    LONGEST_NAME,
    domain_of,
    is_machine_domain,
    is_org_word,
    is_shared_mailbox,
    load_names,
    strip_accents,
)
from mailwatch.core.reading.persons import PIECES, is_known_given_name, is_room, local_part_fits, part_of, person_name
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.senders import is_house, read_display_name
from mailwatch.core.reading.trust import no_reply as _no_reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mailwatch.core.models import Address, Owner
    from mailwatch.core.reading.texts import SignOff
    from mailwatch.core.reading.wording import Wording

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{1,80}\.[A-Za-z]{2,12}"
)
_DEPUTY = re.compile(r"^(?:i\. ?[av]\.|ppa\.?|p\.p\.|im auftrag) ", re.IGNORECASE)


no_reply = lru_cache(maxsize=1024)(_no_reply)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a mail: the name under it, the job title beside that, and whether From bears a person's name, too.

    `certain` is False where the name under the mail may as well be a company's.
    """

    person: Person = field(default_factory=lambda: Person(""))
    signed: str = ""
    title: str = ""
    in_from: bool = False
    certain: bool = True

    @property
    def signed_by_sender(self) -> bool:
        """Whether the mail is signed by the person in From."""
        return self.in_from and bool(self.signed) and _first(self.signed) == _first(self.person.name)

    def names(self, display_name: str) -> tuple[str, ...]:
        """What surely is this person's name and no company's, beside what From displays if that is a person's."""
        signed = (self.signed,) if self.certain else ()
        return (*signed, self.person.name, *self.person.name.split(), display_name) if self.in_from else signed


def _first(name: str) -> str:
    return strip_accents(name.split(maxsplit=1)[0].lower()) if name.split() else ""


@dataclass(frozen=True, slots=True)
class Signature:
    """The name under a mail and the job title behind it; `certain` as in `Writer`."""

    name: str = ""
    title: str = ""
    certain: bool = True


def find_signature(sign_off: SignOff, wording: Wording, senders: Sequence[Address]) -> Signature:
    """The name under a mail, in the first lines of its sign-off.

    A name that is no known given name must be borne out by a title or by an address of `senders` (From, then Reply-To),
    or it may as well be a company's: it counts behind words like "Best regards", but is not certain.
    """
    found = Signature()
    lines = [_DEPUTY.sub("", line) for line in sign_off.lines[:7]]
    for number in range(min(3 if sign_off.closed else 2, len(lines))):
        name, rest = _name_at_start(lines[number], wording)
        if not name or is_org_word(name.partition(" ")[0]):
            continue
        if any(is_house(name, sender.email) for sender in senders):
            continue
        below = lines[number + 1 : number + 4]
        title = _title([rest, *below])
        told = bool(title) or any(_is_trade(line, wording) for line in below[:1])
        if told or is_known_given_name(name) or any(_bears(sender, name) for sender in senders):
            return _fuller(Signature(name, title), lines[number + 1 :], wording)
        if sign_off.closed and not found.name and len(name.split()) > 1:
            found = Signature(name, "", certain=False)
    return found


def _is_trade(line: str, wording: Wording) -> bool:
    """Whether a line under a name is what its bearer is ("Administratrice", "Head Joiner")."""
    words = line.lower().split()[:4]
    return bool(words) and any(is_noun(word, wording) for word in (words[0], words[-1]))


def _fuller(signed: Signature, below: Sequence[str], wording: Wording) -> Signature:
    """The whole name from the lines below, where only the given name stands in the first ("Theo", "Theo Marchetti")."""
    if len(signed.name.split()) > 1:
        return signed
    for line in below[:3]:
        name, _ = _name_at_start(line, wording)
        if len(name.split()) > 1 and _first(name) == _first(signed.name):
            return Signature(name, signed.title)
    return signed


def _bears(sender: Address, name: str) -> bool:
    return local_part_fits(sender.email, name) or bool(sender.name and _first(person_name(sender.name)) == _first(name))


def _name_at_start(line: str, wording: Wording) -> tuple[str, str]:
    """A person's name at the start of a short line, and what stands behind it."""
    if len(line) > 90 or "://" in line or "@" in line.split(maxsplit=1)[0]:  # noqa: PLR2004 a name and a title
        return "", ""
    pieces = PIECES.split(line, maxsplit=1)
    name = person_name(pieces[0])
    if not name or (not is_known_given_name(name) and any(word.lower() in wording.nouns for word in name.split())):
        return "", ""
    if len(name.split()) == 1 or is_known_given_name(name) or len(pieces) > 1:
        return name, pieces[1] if len(pieces) > 1 else ""
    return (name, "") if not any(word.lower() in wording.stop for word in name.split()) else ("", "")


def _title(lines: Iterable[str]) -> str:
    """The first of some lines that is a job title."""
    short = (line for line in lines if line and len(line) < 90 and not line.endswith((".", "!", "?")))  # noqa: PLR2004 a title
    return next((line.strip(" ,()") for line in short if part_of(line)), "")


@lru_cache(maxsize=1024)
def find_writer(name: str, email: str, signed: Signature, *, interviews: bool) -> Writer:
    """Who wrote the mail.

    `name` and `email` are From's; `interviews`: the text says that the writer is the one who interviews.
    """
    person = named_in(name, email)
    part = part_of(signed.title) if signed.title else ""
    if interviews and part not in {"recruiter", "coordinator"}:
        part = "interviewer"
    if person:
        same = _first(signed.name) == _first(person)
        longer = len(signed.name.split()) > len(person.split()) and (
            " " not in person or signed.name.split()[-1].lower() == person.split()[-1].lower()
        )
        full = signed.name if same and longer else person
        return Writer(Person(full, answerable(email), part), signed.name, signed.title, in_from=True)
    if signed.name:
        own = answerable(email) if local_part_fits(email, signed.name) else ""
        return Writer(Person(signed.name, own, part), signed.name, signed.title, certain=signed.certain)
    return Writer()


@lru_cache(maxsize=1024)
def named_in(name: str, email: str) -> str:
    """The person whom From names, or empty."""
    person = read_display_name(name, email).person or ("" if name else name_from_address(email))
    return name_with_address(person or name, email) or person if len((person or name).split()) == 1 else person


def name_with_address(given: str, email: str) -> str:
    """`Dana Cho` of `Dana <dana.cho@acme.com>`; empty if neither name nor address is a person's."""
    known = person_name(given)
    low = strip_accents(given[:LONGEST_NAME].lower().strip(" ,.\"'"))
    local = email.lower().partition("@")[0].partition("+")[0]
    parts = [part for part in re.split(r"[._-]", local) if part]
    if not low.isalpha() or not given[0].isupper() or is_shared_mailbox(email) or is_org_word(low):
        return known
    if len(parts) == 2 and parts[0] == low and parts[1].isalpha() and len(parts[1]) > 1:  # noqa: PLR2004 given and surname
        return f"{given} {parts[1].capitalize()}"
    rest = local[1:] if len(parts) == 1 else parts[-1] if len(parts) == 2 and len(parts[0]) == 1 else ""  # noqa: PLR2004
    if known and local[:1] == low[:1] and rest.isalpha() and len(rest) > 4 and not local.startswith(low):  # noqa: PLR2004 a surname
        return f"{given} {rest.capitalize()}"
    return known


@lru_cache(maxsize=1024)
def name_from_address(email: str) -> str:
    """`Dana Cho` of `dana.cho@acme.com`, where the first part is a known given name; else empty."""
    parts = re.split(r"[._-]", email.partition("@")[0].partition("+")[0])
    if len(parts) not in {2, 3} or not all(part.isalpha() for part in parts):
        return ""
    name = " ".join(part.capitalize() for part in parts if part not in load_names().org_words)
    return name if is_known_given_name(name) else ""


def answerable(email: str) -> str:
    """An address that is one person's, or empty: not a no-reply's, a shared mailbox's or an ATS relay's."""
    if not email or no_reply(email) or is_shared_mailbox(email) or is_machine_domain(domain_of(email)):
        return ""
    return email


def guests(organizer: Address | None, attendees: Iterable[Address], owner: Owner) -> list[Person]:
    """The people of a calendar entry.

    Guests interview; the organizer does where nobody else is there, and coordinates where others are.
    """
    invited = [p for p in (_guest(a, owner, "interviewer") for a in attendees) if p is not None]
    host = _guest(organizer, owner, "coordinator") if organizer is not None else None
    if host is None:
        return invited
    others = [p for p in invited if not _same_person(p, host)]
    return [*others, host if others else replace(host, part="interviewer")]


def _guest(attendee: Address, owner: Owner, part: str) -> Person | None:
    email = attendee.email.lower()
    if owner.owns(email) or is_room(attendee.name, email):
        return None
    name = read_display_name(attendee.name, email).person if "@" not in attendee.name else ""
    name = name or name_from_address(email)
    return None if not name or is_owner(name, owner) else Person(name, answerable(email), part)


def is_owner(name: str, owner: Owner) -> bool:
    """Whether a name is the user's: all of it, or its first and last word."""
    return bool(owner.name) and _is_same_name(name, owner.name)


@lru_cache(maxsize=1024)
def _is_same_name(name: str, whole: str) -> bool:
    mine = [strip_accents(word.lower()) for word in whole.split()]
    theirs = [strip_accents(word.lower()) for word in name.split()]
    if not mine or not theirs:
        return False
    return (
        mine == theirs
        or (len(theirs) > 1 and len(mine) > 1 and (mine[0], mine[-1]) == (theirs[0], theirs[-1]))
        or (theirs == mine[:1])
    )


def greets(name: str, owner: Owner) -> bool:
    """Whether what looks like a name is the user's given name with another word ("Thanks Sam", "Sam OK")."""
    given = owner.name.split(maxsplit=1)[0].lower() if owner.name.split() else ""
    return given in name.lower().split()


def _same_person(a: Person, b: Person) -> bool:
    if a.email and b.email and a.email == b.email:
        return True
    one, two = strip_accents(a.name.lower()).split(), strip_accents(b.name.lower()).split()
    if not one or not two:
        return False
    if one[0] != two[0]:
        initial = min(one[0].strip("."), two[0].strip("."), key=len)  # "A. Doyle" is Aoife Doyle
        return len(initial) == 1 and one[0][0] == two[0][0] and one[-1] == two[-1] and len(one) > 1
    return len(one) == 1 or len(two) == 1 or one[-1] == two[-1] or one[1] == two[1]


_RANK = {"interviewer": 3, "coordinator": 2, "recruiter": 2, "": 0}


def merge(people: Iterable[Person], owner: Owner, company: str, pool: Iterable[Address]) -> tuple[Person, ...]:
    """One entry a person, in order of appearance: the fullest name, the address and the most telling part found.

    `pool` are the addresses of the mail; a person without one gets that whose name or local part fits.
    """
    merged: list[Person] = []
    for person in people:
        if not person.name or is_owner(person.name, owner) or company_keys(person.name) & company_keys(company):
            continue
        at = next((i for i, known in enumerate(merged) if _same_person(known, person)), None)
        if at is None:
            merged.append(person)
        else:
            merged[at] = _joined(merged[at], person)
    found = merged[:MOST]
    addresses = [] if all(person.email for person in found) else list(pool)
    return tuple([p if p.email else replace(p, email=_address_for(p, addresses, owner)) for p in found])


def _joined(known: Person, other: Person) -> Person:
    name = other.name if len(other.name.split()) > len(known.name.split()) else known.name
    part = other.part if _RANK[other.part] > _RANK[known.part] else known.part
    return Person(name, known.email or other.email, part)


def _address_for(person: Person, pool: Sequence[Address], owner: Owner) -> str:
    for entry in pool:
        email = entry.email.lower()
        if owner.owns(email) or not answerable(email):
            continue
        bears = bool(entry.name) and _same_person(Person(person_name(entry.name)), person)
        if bears or local_part_fits(email, person.name):
            return email
    return ""


def addresses_in(text: str) -> tuple[str, ...]:
    """The addr-specs in a text, in order, each once."""
    return tuple(dict.fromkeys(found.lower() for found in _EMAIL.findall(text))) if "@" in text else ()
