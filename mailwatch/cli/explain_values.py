"""The reading of a mail for programs: plain JSON values under the names that `docs/explain.md` promises to keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from mailwatch.core.models import InterviewSlot, Message, Origin, Person, Reading


def as_values(message: Message, reading: Reading) -> dict[str, Any]:
    """All that was understood; moments are ISO 8601 with offset, days without."""
    found = [origin for origin in reading.origins if origin.fact == "interview"]
    origins = [*found, *[None] * len(reading.interviews)]
    timeline = reading.timeline
    return {
        "kind": reading.kind.value,
        "also": [kind.value for kind in reading.also],
        "sort": reading.sort.value if reading.sort else None,
        "confidence": round(reading.confidence, 2),
        "trust": reading.trust.value,
        "acts": reading.acts,
        "evidence": [{"quote": e.quote, "rule": e.rule} for e in reading.evidence],
        "company": reading.company,
        "role": reading.role,
        "requisition": reading.requisition,
        "people": [_person(person) for person in reading.people],
        "interview": _slot(reading.interview) if reading.interview else None,
        "interviews": [_interview(slot, origin) for slot, origin in zip(reading.interviews, origins, strict=False)],
        "cancelled_uids": list(reading.cancelled_uids),
        "timeline_until": _iso(timeline.until if timeline else None),
        "timeline": {"until": timeline.until.isoformat(), "quote": timeline.quote} if timeline else None,
        "asks": reading.asks,
        "reply_to": reading.reply_to or None,
        "from_person": reading.from_person,
        "language": reading.language,
        "away_until": _iso(reading.away_until),
        "bounced": list(reading.bounced),
        "bounced_id": reading.bounced_id,
        "origins": {origin.fact: origin.where for origin in reading.origins if origin.fact != "interview"},
        "problems": list(dict.fromkeys((*message.problems, *reading.problems))),
    }


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "email": person.email, "part": person.part}


def _slot(slot: InterviewSlot) -> dict[str, Any]:
    return {"start": slot.start.isoformat(), "end": _iso(slot.end), "timezone": slot.timezone, "uid": slot.uid}


def _interview(slot: InterviewSlot, origin: Origin | None) -> dict[str, Any]:
    return {
        **_slot(slot),
        "sequence": slot.sequence,
        "link": slot.link,
        "location": slot.location,
        "people": [_person(person) for person in slot.people],
        "origin": origin.where if origin else "",
        "quote": origin.quote if origin else "",
    }


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
