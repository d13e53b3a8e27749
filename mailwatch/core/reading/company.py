"""Which employer a mail is about.

Every place that may name it (display name, address, subject, body, sign-off, calendar) puts forward candidates with a
weight. Spellings of one name are added up, an address supports the name it abbreviates, and the heaviest wins: so
an agency, a test vendor or an ATS that shows up once in the From loses against the employer the text speaks of.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.reading.agencies import (
    CLIENT,
    LINE_PARTS,
    PHRASED,
    is_legal_form,
    is_title,
    sounds_like_agency,
    without_agency,
    without_tool,
    writes_from_home,
)
from mailwatch.core.reading.company_choice import Candidate, choose
from mailwatch.core.reading.company_names import JOINERS, company_before, company_span, opens_a_house, tidy_company
from mailwatch.core.reading.company_slugs import abbreviates, slug_heads, spell_slug, spelled_in
from mailwatch.core.reading.folding import company_keys, fold_company, without_legal_form
from mailwatch.core.reading.names import (
    domain_of,
    domain_slug,
    is_org_word,
    load_names,
    speaks_for_itself,
    strip_org_words,
    tenant_slug,
)
from mailwatch.core.reading.people import is_owner, no_reply
from mailwatch.core.reading.person_names import is_honorific
from mailwatch.core.reading.persons import is_known_given_name, local_part_fits, part_of, person_name
from mailwatch.core.reading.role_names import employer_after, is_noun, may_be_noun
from mailwatch.core.reading.senders import read_display_name
from mailwatch.core.reading.wording import BREAK, BULLET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mailwatch.core.models import Address
    from mailwatch.core.reading.role import Found
    from mailwatch.core.reading.texts import SignOff, Source, Text
    from mailwatch.core.reading.wording import Hit, Wording

_LINE_JOINERS = JOINERS | load_names().line_joiners
_UNSPELLED = 0.85
"""Weight of a domain's name that the mail nowhere spells: less than that of a name under the writer's."""
_AT_HOME = 0.75
"""Weight of a part of the subject where the writer's own domain tells the house."""
_BETWEEN_ROWS = frozenset({BREAK, BULLET})
_NO_NAME = frozenset("@#:=")
_NEUTRAL = "example.org"
"""A domain that says nothing of who reads its mail."""
_LONGEST_LINE = 8
"""Words of a line that may be a name with words around it."""


def find_company(source: Source, people: Iterable[str], roles: Sequence[Found]) -> Candidate | None:
    """The employer of a message. `people` are names found in it, `roles` what its subject and body say of roles."""
    said = f"{source.subject.plain} {source.body.plain} {source.signature.plain}".lower()
    addresses = _from_addresses(source, said)
    known = frozenset([c.name.replace("-", "") if c.slug else c.name.lower() for c in addresses])
    names = [*people, source.owner.name, source.owner.name.partition(" ")[0]]
    told: list[Candidate] = []
    for text, found in zip((source.subject, source.body, source.signature), (*roles, None), strict=True):
        told += _from_phrases(text, found, source.wording, known) if text.hits else []
    agency = sounds_like_agency(source)
    told += _from_segments(source.subject, source, _AT_HOME if writes_from_home(source) and not agency else 1.0)
    told += _from_lines(source.sign_off, source.wording, names)
    told += _from_calendar(source, known)
    told += _spelled(addresses, source, said)
    candidates = without_tool(without_agency(addresses, told, source, sounds=agency), source)
    others = _named_otherwise(candidates, names, roles, source)
    taken = frozenset([name for name in others if not _is_house(name, addresses, source)])
    best = choose(candidates, taken, lambda: _own_keys(addresses, source))
    if best is None:
        return None
    if not best.slug:
        name = _without_country(best.name, candidates)
        return best if name == best.name else best._replace(name=name)
    return Candidate(spell_slug(best.name, f"{source.subject.plain} {source.body.plain}"), best.weight, best.origin)


def _named_otherwise(
    candidates: Sequence[Candidate], people: Iterable[str], roles: Sequence[Found], source: Source
) -> set[str]:
    """Which of the names put forward are those of people, roles or a desk, in lower case."""
    put_forward = {candidate.name.lower() for candidate in candidates if not candidate.slug}
    if not put_forward:
        return put_forward
    desks = [_desk(address).lower() for address in source.correspondents[:1]]
    certain = [role for found in roles if found.candidates for role in found.certain]
    return put_forward.intersection([*(name.lower() for name in people), *desks, *certain])


def _without_country(name: str, candidates: Sequence[Candidate]) -> str:
    """`Acme` of "Acme Deutschland", where its address or another place says no more than that."""
    rest, _, last = name.rpartition(" ")
    cut = last.lower() in load_names().countries and any(company_keys(rest) & company_keys(c.name) for c in candidates)
    return rest if cut else name


def _is_house(name: str, addresses: Sequence[Candidate], source: Source) -> bool:
    """Whether what looks like a person or a role is what the sender's domain abbreviates."""
    sender = source.message.sender
    writer = read_display_name(sender.name, sender.email).person.lower()
    return name not in writer and any(c.slug and abbreviates(c.name, name) for c in addresses)


def _spelled(addresses: Sequence[Candidate], source: Source, said: str) -> list[Candidate]:
    """How the mail writes the names that its addresses abbreviate."""
    result: list[Candidate] = []
    for slug in dict.fromkeys(c.name for c in addresses if c.slug):
        if not any(head in said for head in slug_heads(slug)):
            continue
        for text in (source.subject, source.body, source.signature):
            name = spelled_in(slug, text.words, source.wording) if text.words.written else ""
            if name:
                result.append(Candidate(name, 0.9, text.origin))
    return result


def _from_phrases(text: Text, roles: Found | None, wording: Wording, known: frozenset[str]) -> list[Candidate]:
    """Names that follow phrases like "your application to", and those behind a role ("Data Analyst at Acme")."""
    result: list[Candidate] = []
    titles: Mapping[int, str] = roles.titles if roles else {}
    personal = {hit.start for hit in text.hits if hit.what in {"people", "either"}}
    for hit in text.hits:
        name = ""
        if hit.what in {"after company", "legal"}:
            begin = hit.start - hit.length
            if hit.what == "after company" or text.words.written[begin][0].isupper():
                name = company_before(text.words, begin, wording, known)
        elif hit.what in {"company", "client"}:
            name, _ = company_span(text.words, hit.start, wording, known)
            opens_role = hit.what == "company" and _opens_a_role(titles.get(hit.start, ""), name, wording)
            person = hit.start in personal and _is_person(name)
            if not person and not opens_a_house(text.words, hit.start) and _is_person(name.partition(" ")[2]):
                name = ""  # "with CEO Dana Cho", but "with Van Roy Logistics"
            at = employer_after(text.words, hit.start + len(name.split()), wording) if _is_person(name) else -1
            if at >= 0:  # "your interview with Dana Cho at Acme"
                name, person = company_span(text.words, at, wording, known)[0], False
            name = "" if opens_role or person else name
        if name:
            plain = PHRASED if hit.length > 1 else 1.0
            sure = hit.what == "client" or (hit.what == "company" and _is_row(text, hit, name))
            weight = CLIENT if sure else 1.2 if hit.what == "legal" else plain
            result.append(Candidate(name, weight, text.origin, whole=hit.what in {"legal", "after company"}))
    behind = (company_span(text.words, at, wording, known)[0] for at in (roles.employers if roles else ()))
    return result + [Candidate(name, PHRASED, text.origin) for name in behind if name]


def _is_row(text: Text, hit: Hit, name: str) -> bool:
    """Whether a phrase is the label of a row that holds the name alone ("Company: Acme")."""
    written, before, after = text.words.written, hit.start - hit.length - 1, hit.start + len(name.split())
    if not written[hit.start - 1].endswith(":") or (before >= 0 and written[before] not in _BETWEEN_ROWS):
        return False
    return after >= len(written) or written[after] in _BETWEEN_ROWS or is_legal_form(written[after])


def _is_person(name: str) -> bool:
    return is_known_given_name(name) and bool(person_name(" ".join(name.split()[:2])))


def _opens_a_role(title: str, name: str, wording: Wording) -> bool:
    """Whether what looks like a company is the begin of a title ("JavaScript / Ruby Developer")."""
    if len(title) <= len(name) or not title.startswith(name):
        return False
    return any(is_noun(word.lower().strip(",.()"), wording) for word in title.split())


def _from_addresses(source: Source, said: str) -> list[Candidate]:
    """What the sender's display name and address say (of a mail the user sent: the recipients').

    `said` is all the mail says, in lower case.
    """
    result: list[Candidate] = []
    for address in source.correspondents:
        named, slug = _named_in(address, source.wording)
        if named and read_display_name(address.name, address.email).company.lower() != source.owner.name.lower():
            result.append(named)
        if slug:
            result.append(Candidate(slug, _slug_weight(slug, said), "address", slug=True))
    if source.message.reply_to:
        result += _from_reply_to(source, {c.name for c in result if c.slug}, said)
    return result


@lru_cache(maxsize=1024)
def _named_in(address: Address, wording: Wording) -> tuple[Candidate | None, str]:
    """The employer that a display name names, and the slug of the one whose domain it is; None and "" where none is."""
    sender = read_display_name(address.name, address.email)
    slug = _slug(address.email)
    named = None
    if sender.company:
        name = tidy_company(sender.company, wording)
        whole = address.name.strip()
        if slug and not sender.tool and not abbreviates(slug, name) and abbreviates(slug, whole):
            name = _shortest(slug, without_legal_form(whole))  # a word around names that belongs to this one
        titled = is_honorific(name.partition(" ")[0])  # "Sekretariat Prof. Winkler", but "Dr. Oetker"
        somebody = titled and not abbreviates(slug, name)
        if name and not somebody and not _is_mailbox(name, address, slug):
            named = Candidate(name, 3.0 if sender.sure else 1.6, "display name")
    personal = not speaks_for_itself(domain_of(address.email)) and local_part_fits(address.email, sender.person)
    tool = bool(sender.tool) and abbreviates(slug, sender.tool)
    return named, "" if not slug or is_org_word(slug) or personal or tool else slug


def _desk(address: Address) -> str:
    """The name of a desk in a display name ("Medical Staffing" is Medical), or empty."""
    name = read_display_name(address.name, address.email).company
    return name if name and _is_mailbox(name, address, _slug(address.email)) else ""


def _is_mailbox(name: str, address: Address, slug: str) -> bool:
    """Whether a display name says whose desk it is, and its domain whose house ("Reha <reha@klinikum.de>")."""
    local = "".join(c for c in address.email.partition("@")[0].lower() if c.isalnum())
    desk = local in {fold_company(name), fold_company(address.name)}
    return desk and speaks_for_itself(domain_of(address.email)) and not abbreviates(slug, name)


def _shortest(slug: str, whole: str) -> str:
    """A display name without the words around it that its domain does not stand for ("Acme Mobility HR")."""
    words = whole.split()
    while len(words) > 1 and is_org_word(words[-1]) and abbreviates(slug, " ".join(words[:-1])):
        words.pop()
    while len(words) > 1 and is_org_word(words[0]) and abbreviates(slug, " ".join(words[1:])):
        words.pop(0)
    return " ".join(words)


def _from_reply_to(source: Source, known: set[str], said: str) -> list[Candidate]:
    """The employer behind a tool's From: a Reply-To elsewhere that the mail spells, but not where a person writes."""
    message = source.message
    sender = read_display_name(message.sender.name, message.sender.email)
    if source.sent or (known and sender.person and local_part_fits(message.sender.email, sender.person)):
        return []
    slugs = dict.fromkeys(_slug(address.email) for address in message.reply_to[:3])
    spelled = [s for s in slugs if s and s not in known and (not known or any(head in said for head in slug_heads(s)))]
    return [Candidate(slug, 1.3, "address", slug=True) for slug in spelled]


def _slug_weight(slug: str, said: str) -> float:
    """What a domain says of the employer: more if the mail names it, too."""
    return 1.9 if slug.partition("-")[0] in said else _UNSPELLED


def _slug(email: str) -> str:
    local, _, domain = email.rpartition("@")
    if speaks_for_itself(domain):
        return domain_slug(domain)
    slug = tenant_slug(email)
    return "" if slug == local and no_reply(f"{local}@{_NEUTRAL}") else slug


def _own_keys(addresses: Sequence[Candidate], source: Source) -> frozenset[str]:
    """Keys under which a board or a vendor may be the employer: mail in its own name from its own domain."""
    local, _, domain = source.message.sender.email.lower().rpartition("@")
    slug = domain_slug(domain)
    tenant = {slug} if local in {slug, f"{slug}-careers"} else set()
    return frozenset().union(*(company_keys(name) for name in (*tenant, *(c.name for c in addresses if c.slug))))


def _from_segments(text: Text, source: Source, weight: float) -> list[Candidate]:
    """Segments that are a name once the words of subjects are gone ("Acme | Interview")."""
    result = []
    for words, whole in text.parts:
        if not words or len(words) > 4 or words[0] in JOINERS or words[-1] in JOINERS:  # noqa: PLR2004 a name
            continue
        if not all(word in JOINERS or _namelike(word, source.wording) for word in words):
            continue
        name = tidy_company(" ".join(words), source.wording)
        share = 0.6 if may_be_noun(words[-1].lower().strip(",.!"), source.wording) else 1.0 if whole else 0.8
        if name and not is_owner(name, source.owner):
            result.append(Candidate(name, weight * share, text.origin))
    return result


def _namelike(word: str, wording: Wording) -> bool:
    low = word.lower().strip(",.!'")
    return word[0].isupper() and low not in wording.stop and low not in wording.nouns


def _from_calendar(source: Source, known: frozenset[str]) -> list[Candidate]:
    result: list[Candidate] = []
    if not source.events:
        return result
    for event, text in zip(source.events, source.summaries, strict=True):
        result += _from_phrases(text, None, source.wording, known)
        result += _from_segments(text, source, 0.9)
        if event.organizer is not None and not source.owner.owns(event.organizer.email):
            result += [Candidate(slug, 1.6, "calendar", slug=True) for slug in (_slug(event.organizer.email),) if slug]
    return result


def _from_lines(sign_off: SignOff, wording: Wording, people: Iterable[str]) -> list[Candidate]:
    """Names in a sign-off or signature: `The Acme Recruiting Team`, `Recruiter at Acme`, `Acme Robotics GmbH`."""
    result: list[Candidate] = []
    if not sign_off.lines:
        return result
    skip = {name.lower() for name in people}
    for line in sign_off.lines[:9]:
        for piece in _pieces(line, wording):
            words = piece.split()
            if len(words) > 1 and words[0].lower() in wording.headings:
                continue  # "Interviewer Keiko Tanabe": a row
            if not 0 < len(words) <= _LONGEST_LINE or piece.lower() in skip or not _NO_NAME.isdisjoint(piece):
                continue
            name = tidy_company(strip_org_words(piece), wording)
            if not name or not _all_capital(name) or name.lower() in skip:
                continue
            legal = len(words) > 1 and is_legal_form(words[-1])
            titled = any(is_org_word(word) for word in words) and name != piece
            beside_title = piece != line.strip(" ,.!") and part_of(line)
            bare = 1.2 if beside_title else 0.9
            if titled or legal or not any(c.isdigit() for c in piece):
                result.append(Candidate(name, 1.8 if titled else 1.5 if legal else bare, "signature"))
    return result


def _pieces(line: str, wording: Wording) -> list[str]:
    """A line parted at bars, and a title parted from its company."""
    plain = LINE_PARTS.sub("\n", line[:160])
    for at in wording.at:
        plain = plain.replace(f" {' '.join(at)} ", "\n")
    pieces: list[str] = []
    for piece in plain.replace(", ", "\n,").split("\n"):
        bare = piece.strip(" ,.!")
        if pieces and piece.startswith(",") and is_legal_form(bare):
            pieces[-1] = f"{pieces[-1]}, {bare}"  # "Acme, Inc."
        else:
            pieces.append(bare)
    return [piece for piece in pieces if piece and not is_title(piece, wording)]


def _all_capital(name: str) -> bool:
    words = name.replace(" d'", " d' ").split()
    return all(word[0].isupper() or word[0].isdigit() or word.lower() in _LINE_JOINERS for word in words)
