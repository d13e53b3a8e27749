"""`mailwatch status`: where every application stands, and what comes next. Reads beside a running daemon."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mailwatch import records
from mailwatch.config import places

UNSEEN = timedelta(minutes=10)
"""A mailbox that is watched is looked at more often than this."""

OPEN_STATES = ("due", "placed", "edited", "gone")


def status(state: Path | None, *, as_json: bool, everything: bool) -> int:
    """Print the open applications, or with `everything` the closed ones too."""
    with records.read_only(state or places.paths().state) as connection:
        applications = [a for a in records.summaries(connection) if everything or a["application"]["stage"] != "closed"]
        if as_json:
            sys.stdout.write(json.dumps([as_values(a) for a in applications], ensure_ascii=False) + "\n")
            return 0
        eye = records.for_your_eye(connection)
        counts = records.counts(connection)
        sights = records.sights(connection)
    now = datetime.now(UTC)  # noqa: TID251 - the daemon's clock would bring the daemon with it, and this must start fast
    sys.stdout.write(_table([as_values(a) for a in applications]))
    sys.stdout.write(_footer(counts, eye))
    sys.stdout.writelines(f"{sight.account}: {seeing(sight, now)}\n" for sight in sights)
    return 0


def as_values(summary: dict[str, Any]) -> dict[str, Any]:
    """One application as plain JSON values; times are ISO 8601 with offset, `to` is null where nobody is known."""
    application = summary["application"]
    return {
        "company": application["company"],
        "role": application["role"],
        "stage": application["stage"],
        "step": summary["step"],
        "due": summary["due"],
        "drafts": [
            {
                "step": d["step"],
                "to": ", ".join(a["email"] for a in d["to"]) or None,
                "subject": d["subject"],
                "message_id": d["message_id"],
                "state": d["state"],
                "placed_at": d["placed_at"],
            }
            for d in application["drafts"]
        ],
        "interviews": [
            {"start": i["start"], "end": i["end"], "cancelled": i["cancelled"]} for i in application["interviews"]
        ],
        "last_contact": application["contact_at"],
    }


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "No open applications yet. They come up as their mail arrives.\n"
    width = shutil.get_terminal_size((100, 24)).columns
    cells = [("COMPANY", "ROLE", "STAGE", "NEXT", "DUE", "DRAFTS")]
    for row in rows:
        waiting = sum(d["state"] in OPEN_STATES for d in row["drafts"])
        due = f"{datetime.fromisoformat(row['due']).astimezone():%a %d %b %H:%M}" if row["due"] else ""
        stage, step = _words(row["stage"]), _words(row["step"] or "")
        cells.append((row["company"], row["role"], stage, step, due, str(waiting or "")))
    widths = [max(len(c[i]) for c in cells) for i in range(len(cells[0]))]
    lines = ("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()[:width] for line in cells)
    return "\n".join(lines) + "\n"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _footer(counts: dict[str, int], eye: tuple[tuple[str, str], ...]) -> str:
    read = sum(counts.values())
    unreadable = counts.get(records.UNREADABLE, 0)
    lines = [f"\n{read} mails looked at" + (f", {unreadable} could not be read" if unreadable else "")]
    lines += [f"  for your eye: {why}" for _, why in eye]
    return "\n".join(lines) + "\n"


def seeing(sight: records.Sight, now: datetime) -> str:
    """Whether a mailbox is watched, in words; `blind for N s` where it is not."""
    if sight.blind_since is not None:
        return f"blind for {(now - sight.blind_since).total_seconds():.0f} s; {sight.why}"
    if sight.seen_at is None:
        return "not looked at yet"
    ago = now - sight.seen_at
    if ago > UNSEEN:
        return f"blind for {ago.total_seconds():.0f} s; is `mailwatch run` running?"
    return f"watched, last looked through {max(0.0, ago.total_seconds()):.0f} s ago" + (
        f"; {sight.why}" if sight.why else ""
    )
