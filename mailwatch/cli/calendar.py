"""`mailwatch calendar`: interviews, days they named and days on which a step falls due, as a file for any calendar."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

from mailwatch import feed
from mailwatch.cli.papers import Recorded, put, recorded, zone_of
from mailwatch.core.models import Step
from mailwatch.report.happenings import readings
from mailwatch.standing import moment


def calendar(file: str, config: Path | None, state: Path | None, *, as_json: bool) -> int:
    """Write the calendar to `file` (default: `calendar.ics` in the state directory) and print where it is.

    With `as_json` nothing is written, and the entries are printed.
    """
    everything = recorded(state)
    entries = list(entries_of(everything, zone_of(config)))
    if as_json:
        sys.stdout.write(json.dumps([as_values(entry) for entry in entries], ensure_ascii=False) + "\n")
    else:
        put(feed.calendar(entries, everything.seed), file, state, "calendar.ics", "calendar")
    return 0


def entries_of(everything: Recorded, zone: tzinfo) -> Iterator[feed.Entry]:
    """Every entry of every application; whole days are days in `zone`."""
    for application in everything.applications:
        summary = everything.summaries.get(application.id, {})
        step, at = summary.get("step"), summary.get("due")
        due = feed.Due(Step(step), moment(at)) if step and at else None
        yield from feed.entries(application, readings(everything.histories[application.id]), due, zone)


def as_values(entry: feed.Entry) -> dict[str, Any]:
    """One entry as plain JSON values: a moment with its offset, or a day."""
    return {
        "sort": entry.sort,
        "summary": entry.summary,
        "start": entry.start.isoformat(),
        "end": entry.end.isoformat() if entry.end else None,
        "cancelled": entry.cancelled,
        "description": entry.description,
        "location": entry.location,
        "link": entry.link,
    }
