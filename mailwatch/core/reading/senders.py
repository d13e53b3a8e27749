"""What a sender's display name says: a person, an employer, both, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from mailwatch.core.reading.company_slugs import abbreviates
from mailwatch.core.reading.names import (
    BRACKETS,
    LONGEST_NAME,
    domain_of,
    domain_slug,
    is_machine_domain,
    load_names,
    may_be_agency,
    strip_accents,
    strip_org_words,
    words_of,
)
from mailwatch.core.reading.persons import is_known_given_name, local_part_fits, part_of, person_name

_ON_BEHALF = re.compile(
    r" (?:on behalf of|im auftrag von|im namen von|de parte de|em nome de|en nombre de|au nom de) ", re.IGNORECASE
)
_VIA_TOOL = frozenset({"via", "vía", "through", "über"})
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]")
_VIA = re.compile(r"^(?:via|at|from|bei|chez)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sender:
    """A display name, understood.

    `sure` is True where the words around the company's name say that it is one, `tool` what wrote for it ("Acme via
    Greenhouse"), `agency` whether the name as it stands is, or may be, a staffing agency's.
    """

    person: str = ""
    company: str = ""
    sure: bool = False
    tool: str = field(default="", compare=False)
    agency: bool = field(default=False, compare=False)


@lru_cache(maxsize=2048)
def read_display_name(name: str, address: str = "") -> Sender:
    """Read `Dana Cho (Acme)`, `Dana from Acme`, `Acme Careers`, `Acme via Greenhouse`, `Cho, Dana`.

    `address` is the addr-spec it stands with: a local part that fits the name makes it a person's.
    """
    plain = " ".join(name[:LONGEST_NAME].replace('"', " ").split()).strip(" ',")
    if not plain or "@" in plain.replace(" @ ", " "):
        return Sender()
    pieces, tool = _pieces(BRACKETS.sub(" ", plain))
    if len(pieces) == 1 and (of := _given_and_house(plain, address)):
        pieces = of
    pieces += [_VIA.sub("", piece) for piece in _IN_BRACKETS.findall(plain)]
    if not pieces:
        return Sender(tool=tool)
    person, rest = _person_first(pieces, address)
    if tool and person and not rest:
        rest, tool = [tool], ""  # "Dana Cho via Acme"
    named = [(strip_org_words(piece), piece) for piece in rest]
    names = load_names()
    named = [(c, raw) for c, raw in named if c and c.lower() not in names.vendors and not _is_aside(c)]
    company, raw = named[0] if named else ("", "")
    return Sender(
        person,
        company,
        sure=bool(company)
        and (bool(person or tool) or len(pieces) > 1 or strip_org_words(plain) != " ".join(words_of(plain))),
        tool=strip_org_words(tool),
        agency=may_be_agency(raw),
    )


def _pieces(plain: str) -> tuple[list[str], str]:
    """A display name parted at the words and signs that stand between names, and the tool it was sent with."""
    between = load_names().between_names
    on_behalf = _ON_BEHALF.split(plain, maxsplit=1)
    if len(on_behalf) > 1 and not person_name(on_behalf[0]):
        on_behalf.reverse()
    words = " via ".join(on_behalf).split()
    pieces: list[list[str]] = [[]]
    tools: list[str] = []
    for i, word in enumerate(words):
        if word.lower() in between and 0 < i < len(words) - 1:
            if word.lower() in _VIA_TOOL and not tools:
                tools = words[i + 1 :]
                break
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [piece for words_ in pieces if (piece := " ".join(words_).strip(" ,"))], " ".join(tools)


def _person_first(pieces: list[str], address: str) -> tuple[str, list[str]]:
    """The person in the first piece, if there is one, and the pieces that are left to name a company."""
    first = pieces[0]
    person = person_name(first)
    if not person:  # "Küche | Hotel Adler <kueche@hotel-adler.de>"
        return "", pieces[first.lower() == address.partition("@")[0] :] if len(pieces) > 1 else pieces
    before, comma, after = first.partition(",")
    rest = pieces[1:]
    if comma and person == person_name(before) and len(before.split()) > 1 and not part_of(after):
        rest = [after.strip(), *rest]
    if person.partition(" ")[0].lower() in load_names().boards or is_house(
        person, address
    ):  # "Rosa Costura <vagas@rosacostura.example>"
        return "", pieces
    own = not is_machine_domain(domain_of(address)) and local_part_fits(address, person)
    titled = bool(rest) and person_name(rest[0]) != rest[0] and bool(strip_org_words(rest[0]) or part_of(rest[0]))
    if is_known_given_name(person) or own or titled:
        return person, rest
    return "", pieces


def _given_and_house(plain: str, address: str) -> list[str]:
    """The two names of "Femke van Kaasbaas <femke@kaasbaas.nl>": the mailbox bears the first, the domain the second."""
    given, _, rest = plain.partition(" ")
    particle, _, house = rest.partition(" ")
    person = local_part_fits(address, given) or is_known_given_name(given)
    if not person or particle not in load_names().name_particles:
        return []
    return [given, house] if abbreviates(domain_slug(domain_of(address)), house) else []


def is_house(name: str, address: str) -> bool:
    """Whether what looks like a person's name is that of the domain, and not of the mailbox."""
    slug = domain_slug(domain_of(address)).replace("-", "")
    first = "".join(c for c in strip_accents(name.split(maxsplit=1)[0].lower()) if c.isalnum()) if name.split() else ""
    house = bool(first) and len(slug) > len(first) and slug.startswith(first) and abbreviates(slug, name)
    return house and not local_part_fits(address, name)


def _is_aside(text: str) -> bool:
    """Whether brackets hold something said of the person: pronouns, a job title, a place."""
    words = text.lower().replace("/", " ").split()
    names = load_names()
    return all(word in names.name_suffixes for word in words) or bool(part_of(text)) or text.lower() in names.places
