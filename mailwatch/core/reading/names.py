"""Who is who among senders and names: the lists of `names.toml`, and what follows from them alone.

Tells machines that write for others from employers, employers from agencies, and people from all of them, by address
and by display name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TELLING = 7
"""Letters above which a word of agencies tells even inside a domain ("primestaffing", but not "better")."""
LONGEST_NAME = 120
"""Characters of a display name or line that are looked at as a name."""

_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i"})
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "gob", "gouv"})
_WORD = re.compile(r"[^\W_](?:[\w.+'/&-]{0,60}[\w.+)])?|[&+-]")
"""Words before "team" that belong to it ("Acme Engineering Team")."""
"""Words between "team" and a name, as they are written there."""
BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")


@dataclass(frozen=True, slots=True)
class RoleLists:
    """The lists of `[roles]`, for the comparison of titles."""

    levels: frozenset[str]
    bare: frozenset[str]
    filler: frozenset[str]
    developer_fields: frozenset[str]
    joiners: frozenset[str]
    hours: frozenset[str]
    abbreviations: frozenset[str]
    starts: frozenset[str]
    seasons: frozenset[str]
    spellings: Mapping[str, str]
    joins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of `names.toml`; each is described there."""

    ats_domains: frozenset[str]
    general_domains: frozenset[str]
    recruiting_words: frozenset[str]
    recruiting_phrases: frozenset[str]
    test_domains: frozenset[str]
    vendors: frozenset[str]
    tools: frozenset[str]
    boards: frozenset[str]
    board_domains: frozenset[str]
    free_mail: frozenset[str]
    agencies: frozenset[str]
    agency_words: tuple[str, ...]
    agency_hints: frozenset[str]
    org_words: frozenset[str]
    houses: frozenset[str]
    house_endings: tuple[str, ...]
    institutions: frozenset[str]
    test_words: frozenset[str]
    articles: frozenset[str]
    departments: frozenset[str]
    line_joiners: frozenset[str]
    never_names: frozenset[str]
    never_roles: frozenset[str]
    prose_words: frozenset[str]
    trade_words: frozenset[str]
    slug_prefixes: tuple[str, ...]
    slug_endings: tuple[str, ...]
    first_words: frozenset[str]
    last_words: frozenset[str]
    shared_mailboxes: frozenset[str]
    domain_trimmings: frozenset[str]
    room_words: frozenset[str]
    room_domains: frozenset[str]
    meeting_hosts: frozenset[str]
    legal_forms: frozenset[str]
    telling_forms: frozenset[str]
    gender_marks: frozenset[str]
    company_filler: frozenset[str]
    countries: frozenset[str]
    given_names: frozenset[str]
    name_particles: frozenset[str]
    surname_prepositions: frozenset[str]
    name_suffixes: frozenset[str]
    honorifics: frozenset[str]
    place_words: frozenset[str]
    streets: frozenset[str]
    places: frozenset[str]
    requisition_labels: frozenset[str]
    other_ids: frozenset[str]
    between_names: frozenset[str]
    titles: Mapping[str, tuple[str, ...]]
    roles: RoleLists


@cache
def load_names() -> Names:
    """The lists, read once."""
    data = tomllib.loads((resources.files("mailwatch.core.reading") / "names.toml").read_text("utf-8"))
    roles = data.pop("roles")
    role_lists = {
        key: frozenset(roles[key].split())
        for key in (
            "levels",
            "bare",
            "filler",
            "developer_fields",
            "joiners",
            "hours",
            "abbreviations",
            "starts",
            "seasons",
        )
    }
    titles = {part: tuple(words) for part, words in data.pop("titles").items()}
    agency_words, prefixes, endings = (tuple(data.pop(k)) for k in ("agency_words", "slug_prefixes", "slug_endings"))
    house_endings = tuple(data.pop("house_endings").split())
    places = frozenset(place.strip() for place in data.pop("places").replace("\n", " ").split(","))
    sets = {key: frozenset(value.split() if isinstance(value, str) else value) for key, value in data.items()}
    return Names(
        **sets,
        agency_words=agency_words,
        house_endings=house_endings,
        slug_prefixes=prefixes,
        slug_endings=endings,
        places=places,
        titles=titles,
        roles=RoleLists(**role_lists, spellings=roles["spellings"], joins=roles["joins"]),
    )


@lru_cache(maxsize=2048)
def domain_of(address: str) -> str:
    """The domain of an addr-spec, lower-case; empty where there is none."""
    return address.rpartition("@")[2].lower().strip(". ")


def within(domain: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of `domains` or lies below one (at a label boundary)."""
    wanted = domains if isinstance(domains, frozenset) else frozenset(domains)
    labels = domain.split(".")[-6:]
    return any(".".join(labels[i:]) in wanted for i in range(len(labels)))


@lru_cache(maxsize=1024)
def is_machine_domain(domain: str) -> bool:
    """Whether mail from here is written by software for others: an ATS, a scheduler, a test vendor."""
    names = load_names()
    return within(domain, names.ats_domains) or within(domain, names.test_domains)


@lru_cache(maxsize=1024)
def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address here."""
    return within(domain, load_names().free_mail)


@lru_cache(maxsize=1024)
def speaks_for_itself(domain: str) -> bool:
    """Whether a domain can belong to an employer (or an agency): not an ATS, a test vendor, a board or free mail."""
    return bool(domain) and not (
        is_machine_domain(domain) or is_free_mail(domain) or within(domain, load_names().board_domains)
    )


@lru_cache(maxsize=1024)
def registrable(domain: str) -> str:
    """The part of a domain that is registered: `mail.acme.co.uk` is `acme.co.uk`.

    Without a suffix list: good enough to compare senders by.
    """
    labels = [label for label in domain.split(".") if label]
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2  # noqa: PLR2004 labels
    return ".".join(labels[-keep:])


@lru_cache(maxsize=1024)
def domain_slug(domain: str) -> str:
    """The name in a domain, without trimmings: `acme-robotics` of `mail.acme-robotics-careers.com`."""
    label = registrable(domain).partition(".")[0]
    parts = label.split("-")
    trimmings = load_names().domain_trimmings
    while len(parts) > 1 and parts[-1] in trimmings:
        parts.pop()
    while len(parts) > 1 and parts[0] in trimmings:
        parts.pop(0)
    return "-".join(parts)


@lru_cache(maxsize=1024)
def tenant_slug(address: str) -> str:
    """The employer's name in an address at an ATS: `acme@myworkday.com`, `x@acme.recruitee.com`; empty if none."""
    names = load_names()
    local, _, domain = address.lower().rpartition("@")
    labels = domain.split(".")
    for cut in range(len(labels) - 1):
        if ".".join(labels[cut:]) in names.ats_domains:
            return _tenant_in_host(labels[cut - 1], names) if cut else _tenant_in_local(local, names)
    return ""


def _tenant_in_host(label: str, names: Names) -> str:
    noise = label in names.domain_trimmings or label in names.vendors or label in names.shared_mailboxes
    return "" if noise or len(label) < 3 else label  # noqa: PLR2004 "us", "eu": regions


def _tenant_in_local(local: str, names: Names) -> str:
    local = local.partition("+")[0]
    parts = [part for part in re.split(r"[._-]", local) if part and part not in names.org_words]
    stem = "-".join(parts)
    if local in names.shared_mailboxes or not 1 < len(stem) < 40 or any(c.isdigit() for c in stem):  # noqa: PLR2004 a name
        return ""
    return "" if parts[0] in names.given_names else stem


def words_of(name: str) -> list[str]:
    """The words of a display name or line, brackets and quotes left out."""
    return _WORD.findall(BRACKETS.sub(" ", name[:LONGEST_NAME]))


def is_org_word(word: str) -> bool:
    """Whether a word stands around names of organisations and is no part of them."""
    low = word.lower().strip(".:,")
    low = low.removeprefix("l'").removeprefix("d'") if "'" in low else low
    low = low if low.isascii() else strip_accents(low)
    org = load_names().org_words
    return low in org or ("-" in low and all(part in org for part in low.split("-")))


@lru_cache(maxsize=1024)
def strip_org_words(name: str) -> str:
    """A name without the words around it: `The Acme Recruiting Team` is `Acme`, `Talent Acquisition` is empty.

    `Capital One` and `Rice University` are whole.
    """
    words = words_of(name)
    articles = load_names().articles
    begin, end = 0, len(words)
    while begin < end and (words[begin] in articles or is_org_word(words[begin])):
        begin += 1
    while end > begin and (words[end - 1] in articles or is_org_word(words[end - 1])):
        end -= 1
    if begin == end:
        return ""
    if begin == 1 and words[0].lower() in load_names().first_words and words[0][0].isupper():
        begin = 0
    if begin > 1 and words[begin - 1] in articles and words[begin - 2].lower() in load_names().institutions:
        begin -= 2  # "University of Nordheim"
    if end == len(words) - 1 and words[end][0].isupper() and words[end].lower() in load_names().last_words:
        end += 1
    if begin < end - 1 and end < len(words) and words[end - 1].lower() in load_names().departments:
        end -= 1
    words = words[begin:end]
    if words[-1].lower().rpartition("-")[2] in load_names().org_words and "-" in words[-1]:  # "Acme-Team"
        words[-1] = words[-1].rpartition("-")[0]
    return " ".join(words)


def is_vendor(name: str) -> bool:
    """Whether a name is that of an ATS, a test vendor or a tool."""
    return name.lower() in load_names().vendors


def is_tool(name: str) -> bool:
    """Whether a name is that of a way to talk: "interview with Microsoft Teams"."""
    return name.lower() in load_names().tools


def is_board(name: str) -> bool:
    """Whether a name is that of a job board or network."""
    return name.lower() in load_names().boards


@lru_cache(maxsize=1024)
def is_agency(name: str) -> bool:
    """Whether a company's name (or the slug of a domain) is a staffing agency's."""
    plain = f" {name.lower().replace('-', ' ')} "
    names = load_names()
    squashed = plain.replace(" ", "")
    telling, spaced = _agency_words()
    if telling.search(squashed) or spaced.search(plain):
        return True
    bare = plain.strip()
    first = bare.partition(" ")[0]
    return (
        bare in names.agencies
        or bare.replace(" ", "") in _squashed_agencies()
        or first in {"randstad", "hays", "adecco"}
    )


@lru_cache(maxsize=1024)
def may_be_agency(name: str) -> bool:
    """Whether a name, with the words around it, is an agency's or sounds like one ("Meridian People").

    As often it is a department ("Acme Recruitment"): believe it only where another employer is named.
    """
    hints = load_names().agency_hints
    words = [word if word.isascii() else strip_accents(word) for word in name.lower().split()]
    hinted = len(words) > 1 and any(word.strip(".,") in hints for word in words)
    return hinted or is_agency(name) or (len(words[:1]) == 1 and words[0].endswith(("staff", "talent", "recruit")))


@cache
def _agency_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of agencies that tell even inside another word, and those that must stand alone."""
    words = [re.escape(word) for word in load_names().agency_words]
    telling = "|".join(word.replace(r"\ ", "") for word in words if len(word) > _TELLING)
    return re.compile(telling), re.compile(f" (?:{'|'.join(words)}) ")


@cache
def _squashed_agencies() -> frozenset[str]:
    return frozenset(agency.replace(" ", "") for agency in load_names().agencies)


@lru_cache(maxsize=2048)
def is_shared_mailbox(address: str) -> bool:
    """Whether an address is nobody's in particular (`careers@`), by its local part."""
    names = load_names()
    local = address.partition("@")[0].lower().partition("+")[0]
    if local in names.shared_mailboxes:
        return True
    return all(part in names.shared_mailboxes or part in names.org_words for part in re.split(r"[._-]", local) if part)


def strip_accents(text: str) -> str:
    """`é` is `e`, `ü` is `u`, `ß` is `ss`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text.translate(_PLAIN)) if not unicodedata.combining(c))
