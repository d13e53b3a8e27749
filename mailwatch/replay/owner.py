"""Who the owner of an archive is, as far as the archive itself tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from mailwatch import sources
from mailwatch.core.parsing.addresses import read_addresses
from mailwatch.core.parsing.headers import decode_words, read_block
from mailwatch.replay.archive import part_of
from mailwatch.sources import Chunk

LOOKED_AT = 6000
"""Mails looked at, spread over the whole archive."""
ONE_OF_THEIRS = 0.05
"""From this share of the mails marked as sent on, an address is one of the owner's, and no slip."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The name and addresses of the owner, the main one first; no addresses where the archive does not tell.

    `authserv_ids`: the user's own mail server, whose word on senders counts (RFC 8601 §2.2), where most mail has one.
    """

    name: str = ""
    addresses: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()


def guess(paths: Iterable[str]) -> Guess:
    """Look at what is marked as sent, by Gmail's labels or the names of folders; failing that, at where mail went to.

    Raises:
        UsageError: there is no such file, or it cannot be read.
    """
    parts = [part for path in paths for part in sources.chunks(path)]
    senders: Counter[str] = Counter()
    goals: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    servers: Counter[str] = Counter()
    for part, fields in _headers(parts):
        labels = fields.get("x-gmail-labels", ())
        marks = decode_words(labels[0]).split(",") if labels else [part.folder]
        if "sent" in map(part_of, marks):
            for sender in read_addresses(fields.get("from", ()))[:1]:
                senders[sender.email.lower()] += 1
                names.setdefault(sender.email.lower(), Counter())[sender.name] += 1
            continue
        goals.update(value.strip().strip("<>").lower() for value in fields.get("delivered-to", ())[-1:])
        topmost = fields.get("authentication-results", ("",))[0]
        servers[topmost.partition(";")[0].split(" ")[0].strip().lower()] += 1
    trusted = tuple(name for name in _most(servers) if name)
    if not senders:
        return Guess("", tuple(a for a in _most(goals) if "@" in a), trusted)
    least = ONE_OF_THEIRS * senders.total()
    addresses = tuple(a for a, number in senders.most_common() if number >= least and a)
    name = names[addresses[0]].most_common(1)[0][0] if addresses else ""
    return Guess(name, addresses, trusted)


def _most(counts: Counter[str]) -> tuple[str, ...]:
    """What more than half of them have in common, if anything."""
    return tuple(what for what, number in counts.most_common(1) if number > counts.total() / 2)


def _headers(parts: list[Chunk]) -> Iterator[tuple[Chunk, dict[str, tuple[str, ...]]]]:
    """The header fields of some mails of each part, of those in Sent first."""
    parts = sorted(parts, key=lambda part: part_of(part.folder) != "sent")
    each = max(20, LOOKED_AT // max(1, len(parts)))
    for part in parts[:LOOKED_AT]:
        for _, raw in islice(part.mails(), each):
            yield part, read_block(raw, 0, len(raw))[0]
