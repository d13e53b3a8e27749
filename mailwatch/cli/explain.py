"""`mailwatch explain FILE…`: what each mail was understood to say, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from mailwatch import sources
from mailwatch.cli.terminal import Terminal
from mailwatch.core.models import Message, Owner, Reading
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read


def explain(files: list[str], config: Path | None, *, as_json: bool) -> int:
    """Print the reading of every mail in `files`, one JSON object a line or a paragraph each."""
    owner, screen = _owner(config), Terminal.of(sys.stdout)
    for source, raw in _mails(files):
        message = parse(raw)
        reading = read(message, owner)
        if as_json:
            sys.stdout.write(json.dumps(as_values(source, reading), ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(screen.flow(as_text(source, message, reading)) + "\n\n")
    return 0


def _mails(files: list[str]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        yield from sources.messages(file)


def _owner(config: Path | None) -> Owner:
    """The user as the config knows them, where there is one; explaining needs none."""
    from mailwatch import config as configuration  # noqa: PLC0415 - costs 0.15 s, and most calls need none

    path = config or configuration.default_path()
    if config or path.exists():
        return configuration.load(path).owner()
    return Owner(timezone=configuration.machine_timezone())


def as_values(source: str, reading: Reading) -> dict[str, Any]:
    """The reading as plain JSON values; times are ISO 8601 with offset."""
    slot = reading.interview
    return {
        "source": source,
        "kind": reading.kind.value,
        "confidence": round(reading.confidence, 2),
        "trust": reading.trust.value,
        "acts": reading.acts,
        "evidence": [{"quote": e.quote, "rule": e.rule} for e in reading.evidence],
        "company": reading.company,
        "role": reading.role,
        "people": [{"name": p.name, "email": p.email} for p in reading.people],
        "interview": {
            "start": slot.start.isoformat(),
            "end": _iso(slot.end),
            "timezone": slot.timezone,
            "uid": slot.uid,
        }
        if slot
        else None,
        "timeline_until": reading.timeline.until.isoformat() if reading.timeline else None,
        "reply_to": reading.reply_to or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def as_text(source: str, message: Message, reading: Reading) -> str:
    """The reading for a person: the kind, the words that led to it, and the facts."""
    lines = [f"{source}: {message.subject}", f"  {_verdict(reading)}"]
    lines += [f"    “{e.quote}”  ({e.rule})" for e in reading.evidence]
    facts = {
        "company": reading.company,
        "role": reading.role,
        "people": ", ".join(f"{p.name} <{p.email}>" if p.email else p.name for p in reading.people),
        "answer to": reading.reply_to or "nobody (a machine sent it)",
        "asks": reading.asks,
    }
    for slot in reading.interviews:
        end = f" to {slot.end:%H:%M}" if slot.end else ""
        facts[f"interview {slot.start:%a %d %b %Y}"] = f"{slot.start:%H:%M}{end} {slot.timezone}"
    if reading.timeline:
        facts["promised by"] = f"{reading.timeline.until:%a %d %b %Y}: “{reading.timeline.quote}”"
    if reading.away_until:
        facts["away until"] = f"{reading.away_until:%a %d %b %Y}"
    lines += [f"  {label}: {value}" for label, value in facts.items() if value]
    lines += [f"  not read: {problem}" for problem in (*message.problems, *reading.problems)]
    return "\n".join(lines)


def _verdict(reading: Reading) -> str:
    kinds = " and ".join(k.value.replace("_", " ") for k in (reading.kind, *reading.also))
    trust = {"pass": "the sender is who it says", "fail": "the sender is NOT who it says"}.get(reading.trust, "")
    moves = "" if reading.acts else "moves nothing"
    rest = ", ".join(filter(None, (f"confidence {reading.confidence:.2f}", trust, moves)))
    return f"{kinds} ({rest})"
