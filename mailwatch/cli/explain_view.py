"""The reading of a mail for a person: what it is, the words that say so, and the facts with where each was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from mailwatch.cli.explain_words import Piece, pieces
from mailwatch.cli.terminal import Terminal, clean
from mailwatch.core.models import InterviewSlot, Kind, Message, Origin, Owner, Person, Reading, Trust
from mailwatch.core.reading.language import languages

_KINDS = {
    Kind.INTERVIEW_CONFIRMED: "an interview is fixed",
    Kind.INTERVIEW_INVITED: "an invitation to an interview, its time still open",
    Kind.INTERVIEW_RESCHEDULED: "an interview is moved",
    Kind.INTERVIEW_CANCELLED: "an interview is called off",
    Kind.REJECTION: "a rejection",
    Kind.OFFER: "an offer",
    Kind.STATUS_UPDATE: "word on how things stand",
    Kind.ACKNOWLEDGEMENT: "an acknowledgement",
    Kind.ASSESSMENT: "a test or a task",
    Kind.HUMAN_REPLY: "a person's reply",
    Kind.AUTO_REPLY: "an automatic reply",
    Kind.BOUNCE: "a mail of yours came back",
    Kind.SENT_BY_YOU: "a mail of yours",
    Kind.OTHER: "nothing about a job of yours",
}
_SORTS = {
    "after_application": "to your application",
    "after_interview": "after an interview",
    "position_filled": "somebody else has the job",
    "position_cancelled": "the job itself is cancelled",
    "apply_again": "you are invited to apply again",
    "on_hold": "the search is on hold",
    "reopened": "the job is advertised anew",
}
_PLACES = {
    "display name": "the sender's name",
    "address": "the sender's address",
    "header": "the head of the mail",
    "subject": "the subject",
    "body": "the text",
    "signature": "the signature",
    "calendar": "the calendar part",
    "quoted mail": "the mail quoted below",
}
_LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "nl": "Dutch",
}
_LABELS = {"requisition": "number of the position", "reply_to": "answer to"}
_ANSWERED_BY_NOBODY = frozenset({Kind.BOUNCE, Kind.SENT_BY_YOU, Kind.OTHER, Kind.AUTO_REPLY})
"""Of these mails it says nothing when there is no address."""


def as_text(message: Message, reading: Reading, owner: Owner, screen: Terminal) -> str:
    """What stands below the name of a mail: lines of two spaces and more, without an end."""
    lines = [f"  {_kind(reading, screen)}", *_evidence(message, reading, screen)]
    lines += [f"  {screen.paint('faint', f'{label}:')} {value}" for label, value in _facts(message, reading, owner)]
    return screen.flow("\n".join(lines))


def _kind(reading: Reading, screen: Terminal) -> str:
    said = " and ".join(_KINDS.get(kind, kind.value) for kind in (reading.kind, *reading.also))
    sort = f": {_SORTS.get(reading.sort.value, reading.sort.value)}" if reading.sort else ""
    rest = f"{reading.kind.value}, {reading.confidence:.0%} sure{'' if reading.acts else ', moves nothing'}"
    return f"{screen.paint('bold', f'{said}{sort}')} ({rest})"


def _evidence(message: Message, reading: Reading, screen: Terminal) -> Iterator[str]:
    """Each sentence once, with all rules that it met."""
    inside = message.forwarded or message
    codes = tuple(dict.fromkeys((reading.language, *languages(inside.new_text or inside.subject), "en")))
    rules: dict[str, list[str]] = {}
    for evidence in reading.evidence:
        rules.setdefault(clean(evidence.quote), []).append(evidence.rule)
    for quote, names in rules.items():
        told = "".join(_piece(piece, screen) for piece in pieces(quote, names, codes))
        met = f"({', '.join(names)})"
        yield f"    “{told}”  {screen.paint('faint', met)}"


def _piece(piece: Piece, screen: Terminal) -> str:
    if not piece.marked:
        return piece.text
    return screen.paint("bold", piece.text) if screen.colour else f"«{piece.text}»"


def _facts(message: Message, reading: Reading, owner: Owner) -> Iterator[tuple[str, str]]:
    """Label and value of everything there is to say, in the order in which one asks."""
    yield from _found(reading)
    yield from _interviews(reading, owner)
    yield from _said(reading)
    if reading.from_person:
        yield "written by", "a person"
    if reading.kind is not Kind.SENT_BY_YOU:
        yield "sender", _trust(message, reading, owner)
    yield "language", _LANGUAGES.get(reading.language, reading.language)
    for problem in dict.fromkeys((*message.problems, *reading.problems)):
        yield "not read", clean(problem)


def _found(reading: Reading) -> Iterator[tuple[str, str]]:
    """The facts that were looked for, each with where it was found."""
    answerable = reading.kind not in _ANSWERED_BY_NOBODY
    facts = {
        "company": reading.company,
        "role": reading.role,
        "requisition": reading.requisition,
        "people": ", ".join(map(_person, reading.people)),
        "reply_to": reading.reply_to or ("nobody (only a machine would read it)" if answerable else ""),
    }
    origins = {origin.fact: origin for origin in reading.origins}
    for fact, value in facts.items():
        if value:
            yield _LABELS.get(fact, fact), clean(value) + (_from(origins[fact]) if fact in origins else "")


def _said(reading: Reading) -> Iterator[tuple[str, str]]:
    """What was promised, asked or reported."""
    if reading.cancelled_uids:
        yield "called off in the calendar", clean(", ".join(reading.cancelled_uids))
    if reading.timeline:
        yield "promised by", f"{_day(reading.timeline.until)}, in the words “{clean(reading.timeline.quote)}”"
    if reading.asks:
        yield "asks", f"“{clean(reading.asks)}”"
    if reading.away_until:
        yield "away until", _day(reading.away_until)
    if reading.bounced:
        yield "could not be delivered to", clean(", ".join(reading.bounced))


def _from(origin: Origin) -> str:
    return f"  (from {_PLACES.get(origin.where, origin.where)})"


def _person(person: Person) -> str:
    named = f"{person.name} <{person.email}>" if person.name and person.email else person.name or person.email
    return f"{named} ({person.part})" if person.part else named


def _interviews(reading: Reading, owner: Owner) -> Iterator[tuple[str, str]]:
    found = [origin for origin in reading.origins if origin.fact == "interview"]
    for number, slot in enumerate(reading.interviews):
        yield "interview", _slot(slot, owner) + (_time_from(found[number]) if number < len(found) else "")
        if slot.link:
            yield "link", clean(slot.link)
        if slot.location:
            yield "place", clean(slot.location)
        if slot.people and slot.people != tuple(p for p in reading.people if p.part == "interviewer"):
            yield "with", clean(", ".join(p.name or p.email for p in slot.people))


def _time_from(origin: Origin) -> str:
    words = f", in the words “{clean(origin.quote)}”" if origin.quote else ""
    return f"{words}{_from(origin)}"


def _slot(slot: InterviewSlot, owner: Owner) -> str:
    """Day and hours where the interview is, and the hour at which it begins for the user where that is another."""
    end = ""
    if slot.end:
        end = f" to {slot.end:%H:%M}" if slot.end.date() == slot.start.date() else f" to {slot.end:%a %d %b %H:%M}"
    here = slot.start.astimezone(ZoneInfo(owner.timezone))
    yours = f" ({here:%H:%M} your time)" if here.utcoffset() != slot.start.utcoffset() else ""
    return clean(f"{slot.start:%a %d %b %Y %H:%M}{end} {slot.timezone}{yours}")


def _day(day: date) -> str:
    return f"{day:%a %d %b %Y}"


def _trust(message: Message, reading: Reading, owner: Owner) -> str:
    """Whether the sender is who it says, and why that is known or not."""
    values = message.headers.get("authentication-results", ())
    first = clean(values[0].partition(";")[0]) if values else ""
    if reading.trust is Trust.PASS:
        return "is who it says; your mail server checked it"
    if reading.trust is Trust.FAIL:
        return f"is NOT who it says: the check failed at {first or 'your mail server'}, so it moves nothing"
    if not values:
        return "not checked: no mail server wrote down that it did"
    if not owner.authserv_ids:
        return f"not checked: {first or 'a server'} says something, but the config names no server whose word counts"
    return f"not checked: {first or 'another server'} says something, but is none of those whose word counts"
