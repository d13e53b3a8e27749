"""Which employer a mail is about.

Every place that may name it (display name, address, subject, body, sign-off, calendar) puts forward candidates with a
weight. Spellings of one name are added up, an address supports the name it abbreviates, and the heaviest wins: so
an agency, a test vendor or an ATS that shows up once in the From loses against the employer the text speaks of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from mailwatch.core.reading.company_choice import Candidate, choose
from mailwatch.core.reading.company_names import (
    JOINERS,
    abbreviates,
    company_before,
    company_span,
    slug_heads,
    spell_slug,
    spelled_in,
    tidy_company,
)
from mailwatch.core.reading.folding import company_keys, fold_company, same_company, without_legal_form
from mailwatch.core.reading.names import (
    domain_of,
    domain_slug,
    is_agency,
    is_org_word,
    load_names,
    may_be_agency,
    registrable,
    speaks_for_itself,
    strip_org_words,
    tenant_slug,
)
from mailwatch.core.reading.people import is_owner, no_reply
from mailwatch.core.reading.persons import is_known_given_name, local_part_fits, part_of, person_name
from mailwatch.core.reading.role_names import employer_after, is_noun, may_be_noun
from mailwatch.core.reading.senders import read_display_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mailwatch.core.reading.role import Found
    from mailwatch.core.reading.texts import SignOff, Source, Text
    from mailwatch.core.reading.wording import Wording

CLIENT = 3.5
"""Weight of a name that an agency calls its client."""
_PHRASED = 2.0
"""Weight of a name that follows (or is the subject of) a phrase of several words."""
_LINE_JOINERS = JOINERS | load_names().line_joiners
_LINE_PARTS = re.compile(r"\s[|/\u00b7\u2013-]\s|[()]")
_UNSPELLED = 0.85
"""Weight of a domain's name that the mail nowhere spells: less than that of a name under the writer's."""
_AT_HOME = 0.75
"""Weight of a part of the subject where the writer's own domain tells the house."""
_NO_NAME = frozenset("@#:=")
_NEUTRAL = "example.org"
"""A domain that says nothing of who reads its mail."""
_LONGEST_LINE = 8
"""Words of a line that may be a name with words around it."""


def find_company(source: Source, people: Iterable[str], roles: Sequence[Found]) -> Candidate | None:
    """The employer of a message. `people` are names found in it, `roles` what its subject and body say of roles."""
    addresses = _from_addresses(source)
    known = frozenset(c.name.replace("-", "") if c.slug else c.name.lower() for c in addresses)
    names = [*people, source.owner.name, source.owner.name.partition(" ")[0]]
    told: list[Candidate] = []
    for text, found in zip((source.subject, source.body, source.signature), (*roles, None), strict=True):
        told += _from_phrases(text, found, source.wording, known)
    told += _from_segments(source.subject, source, _AT_HOME if _writes_from_home(source) else 1.0)
    told += _from_lines(source.sign_off, source.wording, names)
    told += _from_calendar(source, known)
    told += _spelled(addresses, source)
    candidates = _without_agency(addresses, told, source)
    certain = [role for found in roles for role in found.certain]
    put_forward = {candidate.name.lower() for candidate in candidates}
    others = {name.lower() for name in (*names, *certain)} & put_forward
    taken = frozenset(name for name in others if not _is_house(name, addresses, source))
    own = frozenset(key for c in addresses if c.slug for key in company_keys(c.name)) | _tenant_keys(source)
    best = choose(candidates, taken, own)
    if best is None or not best.slug:
        return best
    return replace(best, name=spell_slug(best.name, f"{source.subject.plain} {source.body.plain}"), slug=False)


def _writes_from_home(source: Source) -> bool:
    """Whether a person writes from a house of their own: then the subject need not name it."""
    for address in source.correspondents[:1]:
        sender = read_display_name(address.name, address.email)
        domain = domain_of(address.email)
        if sender.person and not sender.agency and speaks_for_itself(domain):
            return not is_agency(domain_slug(domain)) and not _sounds_like_agency(source)
    return False


def _is_house(name: str, addresses: Sequence[Candidate], source: Source) -> bool:
    """Whether what looks like a person or a role is what the sender's domain abbreviates."""
    sender = source.message.sender
    writer = read_display_name(sender.name, sender.email).person.lower()
    return name not in writer and any(c.slug and abbreviates(c.name, name) for c in addresses)


def _spelled(addresses: Sequence[Candidate], source: Source) -> list[Candidate]:
    """How the mail writes the names that its addresses abbreviate."""
    result: list[Candidate] = []
    plain = f"{source.subject.plain} {source.body.plain} {source.signature.plain}".lower()
    for slug in dict.fromkeys(c.name for c in addresses if c.slug):
        if not any(head in plain for head in slug_heads(slug)):
            continue
        for text in (source.subject, source.body, source.signature):
            name = spelled_in(slug, text.words, source.wording)
            if name:
                result.append(Candidate(name, 0.9, text.origin))
    return result


def _without_agency(addresses: list[Candidate], told: list[Candidate], source: Source) -> list[Candidate]:
    """All candidates; those that are the writer's own house lighter where that is an agency's."""
    all_hits = (source.subject.hits, source.body.hits, source.signature.hits)
    speaks = any(c.weight == CLIENT for c in told) or any(hit.what == "agency" for hits in all_hits for hit in hits)
    sounds = not speaks and _sounds_like_agency(source)
    if not (speaks or sounds):
        return addresses + told
    keys = [c.name for c in addresses if c.slug] or [c.name for c in addresses]
    if sounds:  # another name that the mail repeats, or that a plain phrase names, is the employer's
        text = f"{source.subject.plain} {source.body.plain}"
        speaks = any(c.weight >= _PHRASED or text.count(c.name) > 1 for c in told if not _of_house(c.name, keys))
    share = 0.15 if speaks else 0.4
    house = [replace(c, weight=c.weight * share) for c in addresses]
    return house + [
        replace(c, weight=c.weight * share) if c.weight < CLIENT and _of_house(c.name, keys) else c for c in told
    ]


def _sounds_like_agency(source: Source) -> bool:
    """Whether a person writes whose house is called like an agency; departments do not write as persons."""
    senders = [read_display_name(a.name, a.email) for a in source.correspondents[:1]]
    if not any(sender.person for sender in senders):
        return False
    pieces = [piece.strip(" ,.") for line in source.sign_off.lines for piece in _LINE_PARTS.split(line[:160]) if piece]
    pieces = [piece for piece in pieces if piece and not _is_title(piece, source.wording)]
    pieces += [registrable(domain_of(a.email)).partition(".")[0].replace("-", " ") for a in source.correspondents[:1]]
    return any(sender.agency for sender in senders) or any(may_be_agency(p) and strip_org_words(p) for p in pieces)


def _of_house(name: str, slugs: Sequence[str]) -> bool:
    return any(
        abbreviates(slug, name) or same_company(slug, name) or slug.startswith(fold_company(name)) for slug in slugs
    )


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
            name = "" if not person and _is_person(name.partition(" ")[2]) else name  # "with CEO Dana Cho"
            at = employer_after(text.words, hit.start + len(name.split()), wording) if person else -1
            if at >= 0:  # "your interview with Dana Cho at Acme"
                name, person = company_span(text.words, at, wording, known)[0], False
            name = "" if opens_role or person else name
        if name:
            plain = _PHRASED if hit.length > 1 else 1.0
            weight = CLIENT if hit.what == "client" else 1.2 if hit.what == "legal" else plain
            result.append(Candidate(name, weight, text.origin, whole=hit.what in {"legal", "after company"}))
    behind = (company_span(text.words, at, wording, known)[0] for at in (roles.employers if roles else ()))
    return result + [Candidate(name, _PHRASED, text.origin) for name in behind if name]


def _is_person(name: str) -> bool:
    return is_known_given_name(name) and bool(person_name(" ".join(name.split()[:2])))


def _opens_a_role(title: str, name: str, wording: Wording) -> bool:
    """Whether what looks like a company is the begin of a title ("JavaScript / Ruby Developer")."""
    if len(title) <= len(name) or not title.startswith(name):
        return False
    return any(is_noun(word.lower().strip(",.()"), wording) for word in title.split())


def _from_addresses(source: Source) -> list[Candidate]:
    """What the sender's display name and address say (of a mail the user sent: the recipients')."""
    result: list[Candidate] = []
    plain = f"{source.subject.plain} {source.body.plain} {source.signature.plain}"
    for address in source.correspondents:
        sender = read_display_name(address.name, address.email)
        slug = _slug(address.email)
        if sender.company and sender.company.lower() != source.owner.name.lower():
            name = tidy_company(sender.company, source.wording)
            whole = address.name.strip()
            if slug and not abbreviates(slug, name) and " via " not in whole and abbreviates(slug, whole):
                name = without_legal_form(whole)  # a word around names that belongs to this one
            mailbox = fold_company(name) == address.email.partition("@")[0].lower() and bool(slug)
            elsewhere = mailbox and speaks_for_itself(domain_of(address.email)) and not abbreviates(slug, name)
            sure = 0.6 if elsewhere else 3.0 if sender.sure else 1.6  # "Sekretariat Reha <reha@klinikum.example>"
            result.append(Candidate(name, sure, "display name"))
        personal = not speaks_for_itself(domain_of(address.email)) and local_part_fits(address.email, sender.person)
        tool = bool(sender.tool) and abbreviates(slug, sender.tool)
        if slug and not (is_org_word(slug) or personal or tool):
            result.append(Candidate(slug, _slug_weight(slug, plain), "address", slug=True))
    result += _from_reply_to(source, {c.name for c in result if c.slug}, plain)
    return [c for c in result if c.name]


def _from_reply_to(source: Source, known: set[str], plain: str) -> list[Candidate]:
    """The employer behind a tool's From: a Reply-To elsewhere that the mail spells, but not where a person writes."""
    message = source.message
    sender = read_display_name(message.sender.name, message.sender.email)
    if source.sent or (known and sender.person and local_part_fits(message.sender.email, sender.person)):
        return []
    slugs = dict.fromkeys(_slug(address.email) for address in message.reply_to[:3])
    low = plain.lower()
    spelled = [s for s in slugs if s and s not in known and (not known or any(head in low for head in slug_heads(s)))]
    return [Candidate(slug, 1.3, "address", slug=True) for slug in spelled]


def _slug_weight(slug: str, text: str) -> float:
    """What a domain says of the employer: more if the mail names it, too."""
    return 1.9 if slug.partition("-")[0] in text.lower() else _UNSPELLED


def _slug(email: str) -> str:
    local, _, domain = email.rpartition("@")
    if speaks_for_itself(domain):
        return domain_slug(domain)
    slug = tenant_slug(email)
    return "" if slug == local and no_reply(f"{local}@{_NEUTRAL}") else slug


def _tenant_keys(source: Source) -> frozenset[str]:
    """Keys under which a vendor may be the employer: mail in its own name from its own domain."""
    local, _, domain = source.message.sender.email.lower().rpartition("@")
    slug = domain_slug(domain)
    tenant = local in {slug, f"{slug}-careers"}
    return company_keys(slug) if tenant else frozenset()


def _from_segments(text: Text, source: Source, weight: float) -> list[Candidate]:
    """Segments that are a name once the words of subjects are gone ("Acme | Interview")."""
    result = []
    for words, whole in text.parts:
        if not words or len(words) > 4 or not all(_namelike(word, source.wording) for word in words):  # noqa: PLR2004 a name
            continue
        name = tidy_company(" ".join(words), source.wording)
        share = 0.6 if may_be_noun(words[-1].lower().strip(",.!"), source.wording) else 1.0 if whole else 0.8
        if name and not is_owner(name, source.owner):
            result.append(Candidate(name, weight * share, text.origin))
    return result


def _namelike(word: str, wording: Wording) -> bool:
    low = word.lower().strip(",.!'")
    return (
        low not in wording.stop and low not in wording.nouns and (word[0].isupper() or word in {"&", "of", "de", "and"})
    )


def _from_calendar(source: Source, known: frozenset[str]) -> list[Candidate]:
    result: list[Candidate] = []
    for event, text in zip(source.events, source.summaries, strict=True):
        result += _from_phrases(text, None, source.wording, known)
        result += _from_segments(text, source, 0.9)
        if event.organizer is not None and not source.owner.owns(event.organizer.email):
            result += [Candidate(slug, 1.6, "calendar", slug=True) for slug in (_slug(event.organizer.email),) if slug]
    return result


def _from_lines(sign_off: SignOff, wording: Wording, people: Iterable[str]) -> list[Candidate]:
    """Names in a sign-off or signature: `The Acme Recruiting Team`, `Recruiter at Acme`, `Acme Robotics GmbH`."""
    skip = {name.lower() for name in people}
    result: list[Candidate] = []
    for line in sign_off.lines[:9]:
        for piece in _pieces(line, wording):
            words = piece.split()
            if not 0 < len(words) <= _LONGEST_LINE or piece.lower() in skip or not _NO_NAME.isdisjoint(piece):
                continue
            name = tidy_company(strip_org_words(piece), wording)
            if not name or not _all_capital(name) or name.lower() in skip:
                continue
            legal = len(words) > 1 and _is_legal_form(words[-1])
            titled = any(is_org_word(word) for word in words) and name != piece
            beside_title = piece != line.strip(" ,.!") and part_of(line)
            bare = 1.2 if beside_title else 0.9
            if titled or legal or not any(c.isdigit() for c in piece):
                result.append(Candidate(name, 1.8 if titled else 1.5 if legal else bare, "signature"))
    return result


def _pieces(line: str, wording: Wording) -> list[str]:
    """A line parted at bars, and a title parted from its company."""
    plain = _LINE_PARTS.sub("\n", line[:160])
    for at in wording.at:
        plain = plain.replace(f" {' '.join(at)} ", "\n")
    pieces: list[str] = []
    for piece in plain.replace(", ", "\n,").split("\n"):
        bare = piece.strip(" ,.!")
        if pieces and piece.startswith(",") and _is_legal_form(bare):
            pieces[-1] = f"{pieces[-1]}, {bare}"  # "Acme, Inc."
        else:
            pieces.append(bare)
    return [piece for piece in pieces if piece and not _is_title(piece, wording)]


def _is_legal_form(word: str) -> bool:
    return word.lower().strip(".,").replace(".", "") in load_names().legal_forms


def _has_legal_form(line: str) -> bool:
    return bool(line.split()) and _is_legal_form(line.rsplit(maxsplit=1)[-1])


def _is_title(piece: str, wording: Wording) -> bool:
    """Whether a piece is a job title ("Head of People", "Leiterin Einkauf", "Senior Buyer", not "Mason Jar Foods")."""
    words = [word.strip(",.") for word in piece.lower().split()]
    heads = [*words[-1:], *(word for word, after in pairwise(words) if after in JOINERS)]
    heads += words[:1] if wording.heads_first else []
    return not _has_legal_form(piece) and "&" not in words[1:-1] and any(is_noun(word, wording) for word in heads)


def _all_capital(name: str) -> bool:
    return all(word[0].isupper() or word[0].isdigit() or word.lower() in _LINE_JOINERS for word in name.split())
