"""Numbers of postings: `R-12345`, `JR0098`, the 4711 of "Req ID 4711"; and titles without them."""

from __future__ import annotations

import re

from mailwatch.core.reading.names import load_names

_AROUND_LABEL = " :#.,-([\u00ba\u00b0\t\n"
_NUMBER = re.compile(r"\d\d{2,9}")
_TOKEN_ID = re.compile(r"(?:[A-Z]{1,5}[-_]?|[A-Z]{2,4}-[A-Z]{1,3}-|\d{4}-|20\d\d[-/])\d{3,10}(?:-\d{1,4})?")
_NO_ID = re.compile(
    r"(?:GMT|UTC|CE?S?T|E[SD]T|P[SD]T|MAY|JUN|JUL|COVID|ISO|RFC|SW|NW|SE|NE)[-_]?\d+|20\d\d-20\d\d|(?:19|20)\d\d|\d{4}-\d{2,3}"
)


def find_requisition(text: str) -> str:
    """The number of the posting: `R-12345`, `JR0098`, the 4711 of "Req ID 4711", the 12345 of "#12345"; or empty."""
    for number in _NUMBER.finditer(text):
        begin, end = number.span()
        before = text[max(0, begin - 40) : begin]
        start = begin - len(before) + _last_space(before)
        token = text[start : end + 8].split(None, 1)[0].strip("()[]#,.;:!?\"'")
        if any(c in token for c in "@/:%+=&?"):
            continue
        whole = _TOKEN_ID.match(token)
        labelled = label_before(text[max(0, start - 32) : start]) or text[start : start + 1] == "#"
        if whole and len(whole[0]) == len(token) and not _NO_ID.fullmatch(token):
            if labelled or not token[0].isdigit() or _long_tail(token):
                return token
        elif labelled and token[:1].isdigit() and not _NO_ID.fullmatch(token):
            return token
    return ""


def label_before(before: str) -> str:
    """The label that a text ends in ("Req ID: "), or empty. The ID of a meeting is no label."""
    words = [word.strip(_AROUND_LABEL) for word in before.lower().rstrip(_AROUND_LABEL).split()[-4:]]
    labels = load_names().requisition_labels
    for size in (3, 2, 1):
        label = " ".join(words[-size:])
        if label in labels and not (label == "id" and words[-2:-1] and words[-2] in load_names().other_ids):
            return label
    return ""


def _last_space(before: str) -> int:
    """Where the last word of a text begins, brackets and hashes being no part of it."""
    return max((before.rfind(c) for c in " \n\t(["), default=-1) + 1


def _long_tail(token: str) -> bool:
    """`2024-90117` is a number of a posting, `2024-2025` a school year."""
    return len(token.rpartition("-")[2]) > 4  # noqa: PLR2004 digits of a year


def without_labelled_number(role: str) -> str:
    """A title without "Req ID 4711" and what follows."""
    words = role.split()
    for i, word in enumerate(words[1:], 1):
        if any(c.isdigit() for c in word) and label_before(" ".join(words[:i])):
            return without_label(" ".join(words[:i]))
    return role


def without_last_label(role: str) -> str:
    """A title without ", Ref" or "- Req ID" at its end, whose number stands elsewhere."""
    at = max(role.rfind(", "), role.rfind(" - "), role.rfind(" | "))
    return (
        role[:at]
        if at > 0 and role[at:].strip(_AROUND_LABEL + "|").lower() in load_names().requisition_labels
        else role
    )


def without_label(role: str) -> str:
    """A title without the label at its end that a number stood behind ("Data Analyst, Req ID")."""
    label = label_before(role)
    plain = role.rstrip(_AROUND_LABEL)
    return plain[: len(plain) - len(label)].rstrip(" ,-(") if label and plain.lower().endswith(label) else role
