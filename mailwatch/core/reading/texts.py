"""A message prepared for the search for facts: its texts as words, with the phrases found in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.persons import person_name
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.wording import BREAK, LONGEST_TEXT, Hit, Wording, Words, cut, hits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.models import Address, Message, Owner
    from mailwatch.core.reading.calendars import CalendarEvent

LONGEST_SUBJECT = 300
"""Characters of a subject that are looked at."""
TAIL = 12
"""Lines at the end of a text in which a sign-off is looked for."""
_SHORT = 60
"""Characters of a line that may be a name, and what its bearer is."""
_LABEL = 20
"""Characters of what a line says it is about ("Position: ..."), which nobody signs with."""
_FEW = 7
"""Words of such a line."""
_MOST = 20
"""Calendar entries and recipients that are looked at."""

_PREFIX = re.compile(
    r"^(?:(?:re|aw|wg|fwd?|tr|rv|enc|antw|sv|vs|res|doorst|i)(?:\[\d{1,3}\])?\s?:\s*|\[(?:ext|extern|external|externe|externo)\]\s*|(?:ext|external)\s?:\s*){1,10}",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:ref|reference|réf|kennziffer|kenn-nr)\.?:? ?(?=[\w/-]{0,12}\d)[\w/-]{2,20}", re.IGNORECASE
)
_REFERENCES = ("ref", "r\u00e9f", "kenn")
_SEGMENTS = re.compile(
    r"\s(?:(?:[-\u2013\u2014|/\u2022\u00b7@+]+\s)+|<-?>\s|[\u2013\u2014]\s?)|[:!?;]\s|[\[\]]"
    r"|(?<!\w)\(|(?<!\w\(\w)(?<!\w\(\w\w)\)|[\u2013\u2014]\s?"
)
_IN_PROSE = frozenset({"body", "signature"})
_NOTHING = Words((), (), (), (), ())
_ENDS = (".", "!", "?", ":", ";", ",")
_SENTENCE = re.compile(
    r"[)\".!?](?<=[^\W\d_][^\W\d_].|[^\W_]\).)(?:(?<=[.!?])[.!?]{0,2}|(?<=[)\"])[.!?]{1,3})[)\"]?\s{1,3}(?=[^\W\d_])"
)
"""The end of a sentence behind two letters or a bracket, and the space behind it; it begins with what is rare."""


class Text(NamedTuple):
    """One text of a message (`origin`: "subject", "body", "signature" or "calendar") and the phrases found in it.

    `parts` are the parts of a subject or summary as `core` leaves them.
    """

    words: Words
    hits: tuple[Hit, ...]
    plain: str
    origin: str
    parts: tuple[tuple[list[str], bool], ...] = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """The lines at the end of a mail that say who wrote it; `closed` where words like "Best regards" lead to them."""

    lines: tuple[str, ...]
    closed: bool


@dataclass(frozen=True)
class Source:
    """A message prepared for search.

    `text` is what its sender newly wrote, `correspondents` are who may be the employer: the sender, or the recipients
    of what the user sent.
    """

    message: Message
    text: str
    owner: Owner
    wording: Wording
    subject: Text
    body: Text
    signature: Text
    summaries: tuple[Text, ...]
    events: Sequence[CalendarEvent]
    correspondents: tuple[Address, ...]
    sent: bool

    @cached_property
    def sign_off(self) -> SignOff:
        """The lines that say who wrote it."""
        ending = self.body.words.lines if len(self.text) <= LONGEST_TEXT else cut(self.text[-1200:]).lines
        return _sign_off(ending, self.signature.words.lines, self.wording)


_UNSIGNED = SignOff((), closed=False)


def prepare(message: Message, text: str, events: Sequence[CalendarEvent], owner: Owner, wording: Wording) -> Source:
    """Prepare a message for the search in one language."""
    sent = owner.owns(message.sender.email)
    body = cut(text, wording.headings) if text else _NOTHING
    signature = cut(message.signature[:1500], wrapped=False) if message.signature else _NOTHING
    return Source(
        message=message,
        text=text,
        owner=owner,
        wording=wording,
        subject=_text(cut(_without_owner(message.subject, owner)), wording, "subject"),
        body=_text(body, wording, "body"),
        signature=_text(signature, wording, "signature"),
        summaries=tuple([_text(cut(_without_owner(e.summary, owner)), wording, "calendar") for e in events[:_MOST]]),
        events=events[:_MOST],
        correspondents=_recipients(message, owner) if sent else (message.sender,),
        sent=sent,
    )


def _recipients(message: Message, owner: Owner) -> tuple[Address, ...]:
    return tuple(a for a in (*message.to, *message.cc) if not owner.owns(a.email))[:_MOST]


def in_language(source: Source, wording: Wording) -> Source:
    """The same message prepared for the search in another language."""
    return replace(
        source,
        wording=wording,
        subject=_again(source.subject, wording),
        body=_again(source.body, wording),
        signature=_again(source.signature, wording),
        summaries=tuple(_again(text, wording) for text in source.summaries),
    )


def _text(words: Words, wording: Wording, origin: str) -> Text:
    if not words.written:
        return Text(words, (), "", origin)
    plain = " ".join(words.written)
    parts = () if origin in _IN_PROSE else tuple([core(segment, wording) for segment in segments(plain)])
    return Text(words, tuple(hits(words, wording)), plain, origin, parts)


def _again(text: Text, wording: Wording) -> Text:
    return _text(text.words, wording, text.origin)


def _without_owner(subject: str, owner: Owner) -> str:
    """A subject without "Re:" and without the user's full name, which parts what stands around it."""
    plain = _PREFIX.sub("", subject[:LONGEST_SUBJECT])
    low = plain.lower()
    if any(label in low for label in _REFERENCES):
        plain = _REFERENCE.sub(r" | \g<0> | ", plain)
    if " " in owner.name.strip():
        at = plain.casefold().find(owner.name.casefold())
        if at >= 0:
            plain = f"{plain[:at]} | {plain[at + len(owner.name) :]}"
    return plain


def segments(plain: str) -> list[str]:
    """The parts of a subject or summary between dashes, bars, colons and brackets."""
    if plain.replace(" ", "").isalnum():
        return [plain]
    return [bare for part in _SEGMENTS.split(plain) if part and (bare := part.strip(f" {BREAK}"))][:12]


def core(segment: str, wording: Wording) -> tuple[list[str], bool]:
    """The words of a segment without subject words at its ends, and whether there were none."""
    words = segment.split()
    lows = [word.lower().strip(",.'!?()") for word in words]
    begin, end = 0, len(words)
    while begin < end and lows[begin] in wording.noise:
        if lows[begin] in wording.modifiers and _has_a_trade(words, lows, wording):
            break
        begin += 1
    while end > begin and lows[end - 1] in wording.noise:
        end -= 1
    return words[begin:end], end - begin == len(words)


def _has_a_trade(words: list[str], lows: list[str], wording: Wording) -> bool:
    """Whether one of some words names a trade, and is no word of subjects ("*Research* Nurse")."""
    return any(
        is_noun(low, wording) and (word[0].isupper() or low not in wording.noise)
        for word, low in zip(words, lows, strict=True)
    )


def _sign_off(ending: Sequence[str], signature: Sequence[str], wording: Wording) -> SignOff:
    """Who signs: the lines under the last closing, or the last short lines where there is none."""
    if not (ending or signature):
        return _UNSIGNED
    tail = [line for line in ending[-3 * TAIL :] if line][-TAIL:]
    below = [line for line in signature if line][:TAIL]
    lines = [*tail, *below]
    for number in range(len(lines) - 1, -1, -1):
        rest = _after_closing(lines[number], lines[number + 1 : number + 2], wording, first=number == 0)
        if rest is not None:
            return SignOff((*([rest] if rest else ()), *lines[number + 1 :]), closed=True)
    return SignOff((*_last_lines(ending), *below), closed=False)


def _after_closing(line: str, following: Sequence[str], wording: Wording, *, first: bool) -> str | None:
    """What stands behind a closing in its line ("Cheers, Dana"); None if the line is no closing."""
    if len(line) > _SHORT:
        return None
    low = line.lower().strip(" ,.!-\u2013")
    if low in wording.closing:
        return ""
    before, comma, after = line.partition(",")
    if comma and after and before.lower().strip() in wording.closing and person_name(after):
        return after.strip()
    first_word = low.partition(" ")[0].strip(",!.")
    for size in (2, 1) if first_word in wording.closing_words else ():
        words = line.split()
        if " ".join(words[:size]).lower().strip(",.!") in wording.closing and person_name(" ".join(words[size:])):
            return " ".join(words[size:])
    wishes = not first and line.endswith(",") and bool(following) and not any(c.isdigit() for c in line)
    return "" if wishes and person_name(following[0]) and len(following[0]) <= _SHORT else None


def _last_lines(ending: Sequence[str]) -> list[str]:
    """The short lines at the end of a text without closing, or the words after its last sentence.

    Below them there may be a paragraph of small print or two.
    """
    end = len(ending)
    for _ in range(3):
        while end and not ending[end - 1]:
            end -= 1
        begin = end
        while begin and end - begin < 6 and ending[begin - 1]:  # noqa: PLR2004 lines of a sign-off
            begin -= 1
        last = end
        while last > begin and not _may_sign(ending[last - 1]):
            last -= 1
        short = last
        while short > begin and _may_sign(ending[short - 1]):
            short -= 1
        if short < last and (last == end or short == begin):
            lines = list(ending[short:last])
            return lines if short == begin else [*_last_words(ending[begin:short]), *lines]
        words = _last_words(ending[begin:end])
        if words or not begin:
            return words
        end = begin
    return []


def _may_sign(line: str) -> bool:
    if len(line) > _SHORT:
        return False
    words = line.split()
    begins = line[0].isupper() or line[0] in "\u2013-|"
    ends = line.endswith(_ENDS) and words[-1].lower().replace(".", "") not in load_names().legal_forms
    at = line.find(": ")
    return begins and not ends and not 0 < at < _LABEL and len(words) <= _FEW


def _last_words(lines: Sequence[str]) -> list[str]:
    """What stands behind the last sentence of a paragraph ("... by Friday. Dana Cho, Acme Robotics")."""
    text = " ".join(lines)[-400:]
    at = -1
    honorifics = load_names().honorifics
    for match in _SENTENCE.finditer(text, max(0, len(text) - 2 * _SHORT)):  # before that, too much stands behind it
        if text[: match.start()].rpartition(" ")[2].lower() not in honorifics:
            at = match.end()
    rest = text[at:].strip() if at > 0 else ""
    prose = rest.endswith(".") and sum(word[0].islower() for word in rest.split()) > 2  # noqa: PLR2004 "Chief of Staff at Acme."
    signs = rest and len(rest) <= _SHORT and rest[0].isupper() and not rest.endswith(("?", "!")) and not prose
    return [rest] if signs else []
