"""`mailwatch report`: the whole job hunt on one page, for a browser or for paper."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from mailwatch.cli.papers import Recorded, put, recorded, zone_of
from mailwatch.cli.status import seeing
from mailwatch.daemon import system_clock
from mailwatch.report.figures import figures
from mailwatch.report.happenings import happenings, readings
from mailwatch.report.page import Subject, page
from mailwatch.standing import standings
from mailwatch.watcher import Clock


def report(file: str, config: Path | None, state: Path | None, *, as_json: bool, clock: Clock = system_clock) -> int:
    """Write the page to `file` (default: `report.html` in the state directory) and print where it is.

    With `as_json` nothing is written: the figures and what happened are printed.
    """
    everything, now, zone = recorded(state), clock(), zone_of(config)
    if as_json:
        sys.stdout.write(json.dumps(as_values(everything, now, zone), ensure_ascii=False) + "\n")
    else:
        put(rendered(everything, now, zone), file, state, "report.html", "report")
    return 0


def rendered(everything: Recorded, now: datetime, zone: tzinfo) -> str:
    """The page, of everything recorded, as of `now`."""
    remarks = [f"{sight.account}: {seeing(sight, now)}" for sight in everything.sights]
    counted = figures(everything.applications, now)
    return page(subjects(everything, now, zone), counted, now, zone, eye=everything.eye, remarks=remarks)


def subjects(everything: Recorded, now: datetime, zone: tzinfo) -> list[Subject]:
    """Every application with what happened in it, what needs the user first."""
    applications = {a.id: a for a in everything.applications}
    result = []
    for standing in standings([everything.summaries[key] for key in applications], now, zone):
        application = applications[standing.key]
        happened = happenings(application, readings(everything.histories[application.id]), zone)
        result.append(Subject(standing, happened, application.contact_at))
    return result


def as_values(everything: Recorded, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """The figures, and by application where it stands and what happened, as plain JSON values; times are ISO 8601."""
    counted = figures(everything.applications, now)
    rates = {name: asdict(rate) | {"share": rate.share} for name, rate in counted.steps.items()}
    after = asdict(counted.after_interview) | {"share": counted.after_interview.share}
    return {
        "figures": asdict(counted) | {"steps": rates, "after_interview": after},
        "applications": [
            {
                "company": subject.standing.company,
                "role": subject.standing.role,
                "stands": subject.standing.stands,
                "next": subject.standing.next,
                "at": subject.standing.at.isoformat() if subject.standing.at else None,
                "happenings": [
                    {"at": h.at.isoformat(), "sort": h.sort.value, "text": h.text} for h in subject.happenings
                ],
            }
            for subject in subjects(everything, now, zone)
        ],
    }
