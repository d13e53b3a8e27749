"""What the sender newly wrote, told from quoted history, forwarded mail, signature and footers.

Works on lines in which quotes begin with `>` (plain text, or `html.html_lines`). One pass; each line is looked at a
bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product, takewhile
from typing import TYPE_CHECKING

from mailwatch.core.parsing.data import BLOCK_STARTS, CITING, ENDINGS, FORWARDED, LABELS, ORIGINAL, STARTS, VERBS
from mailwatch.core.parsing.html import BELOW, SIGNED
from mailwatch.core.parsing.signatures import take_signature

if TYPE_CHECKING:
    from collections.abc import Sequence

_ATTRIBUTION_LENGTH = 400
"""Characters of an attribution over all its lines; names and two addresses fit."""
_ATTRIBUTION_LINES = 4
_ATTRIBUTION_TRIES = 200
"""Lines ending with a colon that are tried: more are no mail."""
_BLOCK_LINES = 16
"""Lines of a quoted header block with its wrapped recipients."""
_LABEL_LENGTH = 26
_LABELS = 5
"""Lines of a block within which From stands."""
_MARKER_LENGTH = 80
COLONS = ":\uff1a"
"""A colon, and the one of Chinese and Japanese clients."""
_STAMP_LENGTH = 24
_RULES = "-_=*"
_ENDS = frozenset(COLONS)
_PREFIXES = frozenset((">", SIGNED, BELOW))
_TO = frozenset((*(f"{word.capitalize()}:"[:3] for word, field in LABELS.items() if field == "to"), " To", "   "))
_BEGINNINGS = BLOCK_STARTS.union((BELOW,), _TO, map("".join, product(_RULES, _RULES + " ", _RULES + " ")))
_AROUND_LABEL = " *_|>"
_FROM = "|".join(word for word, field in LABELS.items() if field == "from")
_SENDER = re.compile(rf"\n[{_AROUND_LABEL}]*(?:{_FROM})[{_AROUND_LABEL}]*[{COLONS}]")
_MARKED = re.compile(rf"\n[{re.escape(_RULES + COLONS)}> ]*(?:{'|'.join(map(re.escape, FORWARDED))})")
_STAMP = re.compile(r"\d{1,2}([/.])\d{1,2}\1(?:\d{4}|\d\d) \d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\Z")
_WHEN_OR_WHO = re.compile(r"\d{1,2}[:.h]\d\d|\b\d{4}\b|\d{1,2}[./-]\d{1,2}[./-]\d\d|@")


@dataclass(frozen=True, slots=True)
class Written:
    """A body taken apart. `forwarded` are the lines of a mail inside, from its header block on; empty when none."""

    new: str
    signature: str
    forwarded: tuple[str, ...] = ()


def take_apart(lines: Sequence[str], *, reply: bool = False, forward: bool = False) -> Written:
    """Tell what is new in a body.

    Args:
        lines: the body, without line ends.
        reply: the mail answers another one (In-Reply-To, References or `Re:`); then it may hold nothing new.
        forward: the subject says that a mail is forwarded; then a quoted header block begins that mail.
    """
    cut, body, forwarded = _history(lines, forward=forward)
    kept, signed = _without_quotes(lines[:cut])
    kept = _trimmed(kept)
    if not reply and not forwarded and cut < len(lines) and not any(kept) and body < len(lines):
        forwarded = True  # a mail around another one, with no word added
    new, signature = take_signature(kept, signed)
    return Written(new, signature, _unquoted(lines[body:]) if forwarded else ())


def may_wrap(text: str, *, reply: bool) -> bool:
    """Whether another mail may be forwarded in a text, told without reading its lines: what is answered does not count.

    Args:
        text: the text of a mail.
        reply: the mail answers another one; then that is what it quotes, unless it says otherwise.
    """
    low = f"\n{text}".lower()
    return _SENDER.search(low) is not None and (not reply or _MARKED.search(low) is not None)


def read_label(line: str) -> tuple[str, str] | None:
    """The field and value of a line such as `*Von:* Anna`; None where it is none. Fields are `quoting.toml`'s."""
    head, colon, value = line.partition(":")
    if len(head) > _LABEL_LENGTH or not colon:
        head, colon, value = line.partition(COLONS[1])
        if len(head) > _LABEL_LENGTH or not colon:
            return None
    name = LABELS.get(head.strip(_AROUND_LABEL).lower())
    return (name, value.strip(" *_|")) if name is not None else None


def read_block(lines: Sequence[str], start: int) -> tuple[dict[str, str], int]:
    """The quoted header block that begins at `start`: its fields (first of each), and where it ends.

    Blocks from HTML may have an empty line between their lines; long recipients wrap.
    """
    fields: dict[str, str] = {}
    end = index = start
    last = ""
    for index in range(start, min(len(lines), start + _BLOCK_LINES)):
        line = lines[index]
        labelled = read_label(line) if line else None
        if labelled is not None:
            if labelled[0] in fields and labelled[0] == "from":
                break
            last = labelled[0]
            fields.setdefault(last, labelled[1])
            end = index + 1
        elif not line:
            if fields and index + 1 < len(lines) and read_label(lines[index + 1]) is None:
                break
        elif last in ("to", "cc", "subject", "from") and lines[index - 1]:
            fields[last] = f"{fields[last]} {line}"
            end = index + 1
        else:
            break
    return fields, end


def _history(lines: Sequence[str], *, forward: bool) -> tuple[int, int, bool]:
    """Where the rest is another mail: the first line to cut, the first line of that mail, and whether it is forwarded.

    Without any, the cut is the number of lines.
    """
    tries = _ATTRIBUTION_TRIES
    quotes = 0
    for index in _candidates(lines):
        line = lines[index]
        if line[0] == ">":
            quotes += 1
            if quotes == 1 and _forwarded_in_quote(lines, index):
                return index, index + 1, True
            continue
        if line[0] == BELOW:
            return index, index + 1, forward
        found = _marker(lines, index) if line[0] in _RULES or line[-1] in COLONS else None
        if found is None and line[:3] in BLOCK_STARTS:
            found = _header_block(lines, index, forward=forward)
        if found is None and line[:3] in _TO:
            found = _dated_block(lines, index, forward=forward)
        if found is None and line[-1] in COLONS and tries:
            tries -= 1
            found = _attribution(lines, index)
        if found is not None:
            return found
    return len(lines), len(lines), False


def _candidates(lines: Sequence[str]) -> list[int]:
    """Lines that may begin another mail; this is the one look that every line gets."""
    ends, beginnings = _ENDS, _BEGINNINGS
    return [i for i, line in enumerate(lines) if line and (line[-1] in ends or line[:3] in beginnings)]


def _marker(lines: Sequence[str], index: int) -> tuple[int, int, bool] | None:
    """`-----Original Message-----`, `Begin forwarded message:` and the like."""
    line = lines[index]
    core = line.strip("-_=* " + COLONS).lower()
    if not core or len(core) > _MARKER_LENGTH:
        return None
    if core.startswith(FORWARDED):
        ruled = line[0] in _RULES
        if ruled or _block_follows(lines, index + 1):
            return index, index + 1, True
    if core in ORIGINAL and line[0] in _RULES:
        following = _next(lines, index + 1)
        if following is None or lines[following][0] != ">":
            return index, index + 1, False
    return None


def _forwarded_in_quote(lines: Sequence[str], index: int) -> bool:
    """Whether the quote that opens here is a forwarded mail with its marker, as Apple's clients quote one."""
    core = lines[index].strip("> -_=*" + COLONS).lower()
    if not core.startswith(FORWARDED) or any(line[:1] == ">" and line.strip("> ") for line in lines[:index]):
        return False
    above = next((line for line in reversed(lines[:index]) if line.strip("> ")), "")
    return above[-1:] not in _ENDS and _block_follows(lines, index + 1)


def _block_follows(lines: Sequence[str], index: int) -> bool:
    """Whether the next lines with words, quoted or not, are those of a header block that names a sender."""
    words = [line for line in (line.lstrip("> ") for line in lines[index : index + 8]) if line]
    labels = takewhile(bool, map(read_label, words[:_LABELS]))
    return any(labelled[0] == "from" for labelled in labels if labelled)


def _header_block(lines: Sequence[str], index: int, *, forward: bool) -> tuple[int, int, bool] | None:
    """A block of From, Sent, To, Subject in any language: Outlook puts it above what is answered."""
    labelled = read_label(lines[index])
    if labelled is None or labelled[0] != "from" or labelled[1][:1].isdigit():
        return None
    fields, _ = read_block(lines, index)
    if "from" not in fields or len({"date", "to", "subject"} & fields.keys()) < 2:  # noqa: PLR2004 - two of three
        return None
    return index, index, forward


def _dated_block(lines: Sequence[str], index: int, *, forward: bool) -> tuple[int, int, bool] | None:
    """A block without From, as Notes writes it: To and Subject, above them a line that ends with the date."""
    first = read_label(lines[index].strip())
    if first is None or first[0] != "to":
        return None
    labels = [read_label(line.strip()) for line in lines[index : index + 5] if line]
    if not any(found and found[0] == "subject" for found in labels):
        return None
    start = index - 1
    while start >= 0 and not lines[start] and index - start < _ATTRIBUTION_LINES:
        start -= 1
    if start < 0 or _STAMP.search(lines[start][-_STAMP_LENGTH:]) is None:
        return None
    while start and lines[start - 1] and index - start <= _ATTRIBUTION_LINES:
        start -= 1
    return start, index, forward


def _attribution(lines: Sequence[str], index: int) -> tuple[int, int, bool] | None:
    """`On Tuesday, Anna wrote:` where what follows is not marked as quoted: then all of it is history."""
    following = _next(lines, index + 1)
    if following is not None and lines[following][0] == ">":
        return None  # quotes speak for themselves, and answers may stand between them
    start = attribution_start(lines, index)
    return (start, index + 1, False) if start is not None else None


def attribution_start(lines: Sequence[str], index: int, *, quoted: bool = False) -> int | None:
    """The first line of the attribution that ends with line `index`; None where it is no attribution.

    Args:
        lines: the body.
        index: a line that ends with a colon.
        quoted: a quoted block follows; then its verb may be in any language.
    """
    found: int | None = None
    joined = ""
    for start in range(index, max(-1, index - _ATTRIBUTION_LINES), -1):
        line = lines[start]
        if not line or line[0] == ">" or len(joined) + len(line) > _ATTRIBUTION_LENGTH:
            break
        joined = f"{line} {joined}".strip()
        lower = joined.lower()
        if not (quoted or _has_verb(lower)) or _WHEN_OR_WHO.search(lower) is None:
            continue
        begins = lower.startswith(STARTS) or lower[0].isdigit()
        if found is None or begins:
            found = start
        if begins:
            break
    return found


def _has_verb(lower: str) -> bool:
    return (
        lower.endswith(ENDINGS) or lower.startswith(CITING) or not VERBS.isdisjoint(lower.rstrip(COLONS + " ").split())
    )


def _next(lines: Sequence[str], index: int) -> int | None:
    """The next line that is not empty."""
    for position in range(index, min(len(lines), index + 8)):
        if lines[position]:
            return position
    return None


def _trimmed(kept: list[str]) -> list[str]:
    """Leave out the rule above a quoted mail, and what else says nothing at the end."""
    end = len(kept)
    while end and (not kept[end - 1].strip(_RULES + " ") or _is_original(kept[end - 1])):
        end -= 1
    return kept[:end]


def _is_original(line: str) -> bool:
    return line[0] in _RULES and line.strip(_RULES + " :").lower() in ORIGINAL


def _without_quotes(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines that are not quoted, attributions above quotes left out; and the lines of signature blocks."""
    kept: list[str] = []
    signed: list[str] = []
    inside = False
    if _PREFIXES.isdisjoint([line[0] for line in lines if line]):
        return _without_last_attribution(list(lines)), signed
    for line in lines:
        first = line[:1]
        if first == ">":
            if not inside:
                _drop_attribution(kept)
            inside = True
        elif first == SIGNED:
            signed.append(line[1:])
        elif first != BELOW:
            inside = inside and not line
            kept.append(line)
    return _without_last_attribution(kept), signed


def _without_last_attribution(kept: list[str]) -> list[str]:
    """Leave out an attribution with nothing below it."""
    last = _last(kept)
    if last is not None and kept[last][-1] in COLONS:
        start = attribution_start(kept, last)
        if start is not None:
            del kept[start:]
    return kept


def _last(lines: Sequence[str]) -> int | None:
    return next((i for i in range(len(lines) - 1, -1, -1) if lines[i]), None)


def _drop_attribution(kept: list[str]) -> None:
    """Remove the attribution that ends `kept`, if there is one."""
    last = _last(kept)
    if last is None or kept[last][-1] not in COLONS or last < len(kept) - 3:
        return
    start = attribution_start(kept, last, quoted=True)
    if start is not None:
        del kept[start:]


def _unquoted(lines: Sequence[str]) -> tuple[str, ...]:
    """A forwarded mail without the quote marks and signature marks that its wrapper put on."""
    plain = [line.lstrip(SIGNED) for line in lines if line != BELOW]
    marked = [line for line in plain if line]
    while marked and sum(line[0] == ">" for line in marked) * 2 > len(marked):
        plain = [line[2:] if line[:2] == "> " else line.removeprefix(">") for line in plain]
        marked = [line for line in plain if line]
    return tuple(plain)
