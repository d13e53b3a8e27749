"""Whether to believe a mail's From (RFC 8601, RFC 7489), and whether a person stands behind it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation
from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from mailwatch.core.models import Trust
from mailwatch.core.parsing.headers import FIELD_ORDER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from mailwatch.core.models import Message

_DATA = tomllib.loads(files("mailwatch.core.reading").joinpath("trust.toml").read_text("utf-8"))

_HEADER_LIMIT = 8_192
"""Characters of one Authentication-Results that are parsed (about 20 ms at worst); real ones have 2,000."""
_AUTHSERV_ID = re.compile(r'\A(?:\s|\([^()]{0,500}\)){0,20}+(?:"([^"]{1,255})"|([^\s;"()=]{1,255}))(?=[\s;(]|\Z)')
_RECEIVED_FROM = re.compile(r"\Afrom\s+([^\s();]{1,255})", re.IGNORECASE)
_SHORT_LABEL = 3
_COUNTRY = 2


def judge(message: Message, authserv_ids: Collection[str]) -> Trust:
    """Say whether the mail comes from the domain in its From.

    Only the topmost Authentication-Results whose authserv-id is one of `authserv_ids` counts (RFC 8601 §5); any
    other, above or below, is somebody else's word. `dmarc=pass` for the From domain is a pass and `dmarc=fail` a
    failure. Without a DMARC verdict, an aligned DKIM or SPF pass is a pass (RFC 7489 §3.1, relaxed), and none of
    them a failure.

    Microsoft's servers write the field without an id. Where an id ending in `outlook.com` or `office365.com` is
    pinned, the topmost field counts if it has no id and stands above the first Received of a foreign host.

    Where no service is pinned, nobody's pass is believed, but `dmarc=fail` in the topmost field is: that is the last
    hop's, and whoever forges a failure only silences themselves.

    Args:
        message: the mail.
        authserv_ids: the authentication services that the user trusts, as they name themselves.
    """
    if not authserv_ids and "authentication-results" not in message.headers:
        return Trust.UNKNOWN  # most archives
    pinned = {name.strip().lower() for name in authserv_ids}
    domain = _domain(message.sender.email)
    if not pinned:
        return Trust.FAIL if domain and _fails_at_the_last_hop(message) else Trust.UNKNOWN
    value = _trusted_field(message, pinned)
    if value is None or not domain:
        return Trust.UNKNOWN
    return _verdict(value, domain)


def _fails_at_the_last_hop(message: Message) -> bool:
    """Whether the topmost field, whoever wrote it, says `dmarc=fail`."""
    value = next(iter(message.headers.get("authentication-results", ())), "")[:_HEADER_LIMIT]
    return any(result == "fail" for _, result, _ in _results(list(_clauses(value)), "dmarc"))


def _trusted_field(message: Message, pinned: Collection[str]) -> str | None:
    """The topmost field of a trusted service; a field without an id gets one."""
    values = message.headers.get("authentication-results", ())
    for value in values:
        named = _AUTHSERV_ID.match(value)
        if named is not None and (named[1] or named[2]).lower() in pinned:
            return value
    unnamed = any(name == end or name.endswith(f".{end}") for name in pinned for end in _DATA["alignment"]["unnamed"])
    if unnamed and values and _AUTHSERV_ID.match(values[0]) is None and _above_foreign(message):
        return f"unnamed; {values[0]}"
    return None


def _above_foreign(message: Message) -> bool:
    """Whether only Microsoft's own hops stand above the topmost Authentication-Results."""
    received = iter(message.headers.get("received", ()))
    for name in message.headers.get(FIELD_ORDER, ()):
        if name == "authentication-results":
            return True
        if name == "received":
            host = _RECEIVED_FROM.match(next(received, "").lstrip())
            if host is None or not host[1].lower().endswith(tuple(f".{end}" for end in _DATA["alignment"]["unnamed"])):
                return False
    return False


def _results(clauses: Sequence[str], *methods: str) -> list[tuple[str, str, Mapping[str, str]]]:
    """Method, result and properties of the clauses that report one of `methods`, by `authres`.

    Each clause is parsed alone, so that one provider's odd extension does not hide the verdict beside it, and only
    where it may matter: `authres` takes 0.2 ms for one. What an attacker can put in (the envelope sender, a reason)
    stands in comments and quoted strings, which the split keeps whole.
    """
    found: list[tuple[str, str, Mapping[str, str]]] = []
    for clause in clauses:
        if not any(method in clause.lower() for method in methods):
            continue
        try:
            parsed = AuthenticationResultsHeader.parse(f"Authentication-Results: trusted; {clause}")
        except (AuthResError, RecursionError, ValueError, IndexError):
            continue
        for result in parsed.results:
            method = str(result.method).lower()
            properties: dict[str, str] = {}
            for item in result.properties:
                properties.setdefault(f"{item.type}.{item.name}".lower(), str(item.value or "").lower())
            if method in methods:
                found.append((method, str(result.result).lower(), properties))
    return found


def _clauses(value: str) -> Iterator[str]:
    """Split at semicolons outside comments and quoted strings (RFC 5322 §3.2.2, §3.2.4)."""
    depth = start = 0
    quoted = escaped = False
    for position, char in enumerate(value):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = quoted or depth > 0
        elif char == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        elif char == ";" and not depth:
            yield value[start:position].strip()
            start = position + 1
    yield value[start:].strip()


def _verdict(value: str, domain: str) -> Trust:
    """What a trusted field says of a From domain."""
    if len(value) > _HEADER_LIMIT:
        return Trust.UNKNOWN
    clauses = list(_clauses(value))[1:]
    dmarc = _results(clauses, "dmarc")
    if any(result == "fail" for _, result, _ in dmarc):
        return Trust.FAIL
    if any(result == "pass" and aligned(_domain(p.get("header.from", "")), domain) for _, result, p in dmarc):
        return Trust.PASS
    checks = _results(clauses, "dkim", "spf")
    if any(result == "pass" and aligned(_signer(method, p), domain) for method, result, p in checks):
        return Trust.PASS
    if not checks or any(result == "temperror" for _, result, _ in checks):
        return Trust.UNKNOWN
    return Trust.FAIL


def _signer(method: str, properties: Mapping[str, str]) -> str:
    """The domain that a DKIM or SPF result vouches for."""
    if method == "spf":
        return _domain(properties.get("smtp.mailfrom", "") or properties.get("smtp.from", ""))
    return _domain(properties.get("header.d", "") or properties.get("header.i", ""))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip(' ".').lower()


def aligned(first: str, second: str) -> bool:
    """Whether two domains have one owner (relaxed alignment, RFC 7489 §3.1), as far as their names can tell.

    Without the Public Suffix List: names below a country's short second level (`co.uk`) or a known shared domain
    need three labels in common, others two. Where this errs it says no.
    """
    if not first or not second:
        return False
    if first == second:
        return True
    owner = _owner(first)
    return bool(owner) and owner == _owner(second)


def _owner(domain: str) -> str:
    """The organisational domain; empty where the name is nobody's."""
    labels = domain.split(".")
    suffix = ".".join(labels[-2:])
    public = len(labels[-1]) == _COUNTRY and len(labels) > 1 and len(labels[-2]) <= _SHORT_LABEL
    size = 3 if public or suffix in _SHARED else 2
    return ".".join(labels[-size:]) if len(labels) >= size else ""


_SHARED = frozenset(_DATA["alignment"]["shared"])
_AUTO_VALUES: dict[str, list[str]] = _DATA["auto_reply"]["values"]
_AUTO_FIELDS = frozenset((*_DATA["auto_reply"]["fields"], *_AUTO_VALUES, "auto-submitted", "content-type"))
_UNSET = frozenset({"no", "false", "0"})
_AUTO_SUBJECTS = tuple(_DATA["auto_reply"]["subjects"])
_BEGIN = min(map(len, _AUTO_SUBJECTS))
_AUTO_BEGINS = frozenset(subject[:_BEGIN] for subject in _AUTO_SUBJECTS)
_ABSENT = AhoCorasick(_DATA["auto_reply"]["texts"], implementation=Implementation.ContiguousNFA)  # takes least room
_ABSENT_WITHIN = 600
_BULK_FIELDS = frozenset(_DATA["bulk"]["fields"])
_BULK_PRECEDENCE = frozenset(_DATA["bulk"]["precedence"])
_LIST_FIELDS = frozenset(_DATA["list"]["fields"])
_ANYWHERE: tuple[str, ...] = tuple(_DATA["no_reply"]["anywhere"])
_WORDS = frozenset(_DATA["no_reply"]["words"])
_WHOLE = frozenset(_DATA["no_reply"]["whole"])
_MACHINES: tuple[str, ...] = tuple(_DATA["no_reply"]["domains"])
_SEPARATORS = re.compile(r"[._+=-]+")


def auto_reply(message: Message) -> bool:
    """Whether nobody wrote this just now: an out-of-office note, an automatic answer, a read receipt.

    `Auto-Submitted: auto-replied` is the main sign (RFC 3834 §5); `auto-generated` alone is not, recruiting systems
    put it on real news. `X-Auto-Response-Suppress` is none either. The subject decides only where no field does.
    """
    for name in _AUTO_FIELDS.intersection(message.headers):
        value = message.header(name).strip().lower()
        if name == "auto-submitted":
            told = value.startswith("auto-replied")
        elif name == "content-type":
            told = "disposition-notification" in value
        else:
            told = value in _AUTO_VALUES[name] if name in _AUTO_VALUES else value not in _UNSET
        if told:
            return True
    subject = message.subject.lower().replace("\u2019", "'")
    return subject[:_BEGIN] in _AUTO_BEGINS and subject.startswith(_AUTO_SUBJECTS)


def says_absent(subject: str, text: str) -> bool:
    """Whether the words of a short mail say that nobody is there, where no field does, nor how the subject begins."""
    return len(text) < _ABSENT_WITHIN and begins_absent(subject, text)


def begins_absent(subject: str, text: str) -> bool:
    """Whether the begin of a text has words that say so, be it short or not."""
    return bool(_ABSENT.find_matches_as_indexes(f"{subject}\n{text[:_ABSENT_WITHIN]}".lower()))


def is_bulk(message: Message) -> bool:
    """Whether it was sent by a system to many: then no answer is expected. Rejections often are; it is no verdict."""
    if message.header("precedence").strip().lower() in _BULK_PRECEDENCE:
        return True
    return not _BULK_FIELDS.isdisjoint(message.headers)


def is_list(message: Message) -> bool:
    """Whether it came through a mailing list in which people talk (RFC 2369), not just from a bulk sender."""
    if message.header("precedence").strip().lower() == "list":
        return True
    if message.header("list-post").strip().upper() == "NO":
        return False
    return not _LIST_FIELDS.isdisjoint(message.headers)


@lru_cache(maxsize=1024)
def no_reply(address: str) -> bool:
    """Whether nobody reads what is sent to an address: `no-reply@`, `notifications@`, a recruiting system's relay.

    Args:
        address: an addr-spec; one without local part or domain is nobody's either.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    if not local or not domain:
        return True
    words = _SEPARATORS.split(local)
    joined = "".join(words)
    if any(word in joined for word in _ANYWHERE) or not _WORDS.isdisjoint(words) or local in _WHOLE:
        return True
    return any(domain == machine or domain.endswith(f".{machine}") for machine in _MACHINES)
