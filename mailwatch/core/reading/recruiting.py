"""How surely it is somebody who recruits that writes, told by who they are and not by what they say.

A recruiting system, a mailbox called `careers@` or a "Talent Partner" below the text tells what a mail is about where
its words do not: "you're on with Marta tomorrow at 14:00".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mailwatch.core.reading.names import (
    domain_of,
    domain_slug,
    is_agency,
    is_free_mail,
    is_vendor,
    load_names,
    strip_accents,
    within,
)
from mailwatch.core.reading.persons import part_of

if TYPE_CHECKING:
    from mailwatch.core.models import Message

SYSTEM = 0.55
"""A system that does nothing else."""
DEPARTMENT = 0.5
"""A mailbox or a display name of those who hire."""
TITLE = 0.45
"""A title below the text."""
_LONGEST_LINE = 70
_LINES = 6
_WORDS = re.compile(r"[^\W\d_]+")


def recruits(message: Message) -> float:
    """How surely the sender of a mail recruits (0 to 1), by address, display name and the title under the text."""
    found = sender_recruits(message.sender.name, message.sender.email.lower())
    return found or (TITLE if _titled(message) else 0.0)


@lru_cache(maxsize=2048)
def sender_recruits(name: str, address: str) -> float:
    """The same of address and display name alone. Boards and all-round calendars write about other things, too."""
    names = load_names()
    domain = domain_of(address)
    if within(domain, names.board_domains):
        return 0.0
    if within(domain, names.ats_domains | names.test_domains) and not within(domain, names.general_domains):
        return SYSTEM
    low = strip_accents(name.lower())
    words = _WORDS.findall(low)
    if any(is_vendor(" ".join(words[:size])) for size in (1, 2)) and domain.partition(".")[0] != words[0]:
        return SYSTEM
    local = _WORDS.findall(strip_accents(address.partition("@")[0]))
    if not names.recruiting_words.isdisjoint((*words, *local)):
        return DEPARTMENT
    if any(phrase in f" {' '.join(words)} " for phrase in _phrases()):
        return DEPARTMENT
    return TITLE if not is_free_mail(domain) and is_agency(domain_slug(domain)) else 0.0


@lru_cache(maxsize=1)
def _phrases() -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in load_names().recruiting_phrases)


def _titled(message: Message) -> bool:
    """Whether one of the short lines at the end is the title of a recruiter, or the name of their department."""
    lines = [*message.new_text[-500:].splitlines()[1:], *message.signature[:500].splitlines()]
    short = [
        line for line in lines if line and len(line) <= _LONGEST_LINE and not line.rstrip().endswith(("?", "!", ":"))
    ]
    return any(_is_title(line) for line in short[-_LINES - len(message.signature[:500].splitlines()) :])


def _is_title(line: str) -> bool:
    return line[0].isupper() and not line.rstrip().endswith(".") and part_of(line) == "recruiter"
