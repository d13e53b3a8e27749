"""`mailwatch status`: where every application stands, and what comes next. Reads beside a running daemon."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from mailwatch import records
from mailwatch.cli.terminal import Terminal, clean, columns, cut, fit
from mailwatch.config import places
from mailwatch.standing import Need, Standing, standings, when

UNSEEN = timedelta(minutes=10)
"""A mailbox that is watched is looked at more often than this."""

TITLES = ("COMPANY", "ROLE", "STANDS", "NEXT", "DRAFTS")

GAP = 2
"""Columns between columns, and before what belongs to the line above."""

ROOMY = 110
"""A screen of fewer columns tells days without their hour, and leaves counting the drafts to the words."""

LEAST = ((1, 9), (0, 13))
"""What gives way on a narrow screen, and down to how many columns: roles, then companies. If that is not enough, each
application gets lines of its own."""

STYLES = {Need.THANKS: "red", Need.ANSWER: "yellow", Need.DRAFT: "yellow", Need.GONE: "yellow"}
"""How what needs the user is painted."""


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the daemon's clock would bring the daemon with it, and this must start fast


def status(state: Path | None, *, as_json: bool, everything: bool, clock: Callable[[], datetime] = _clock) -> int:
    """Print the open applications, or with `everything` the closed ones too."""
    with records.read_only(state or places.paths().state) as connection:
        applications = [a for a in records.summaries(connection) if everything or a["application"]["stage"] != "closed"]
        if as_json:
            sys.stdout.write(json.dumps([as_values(a) for a in applications], ensure_ascii=False) + "\n")
            return 0
        eye = records.for_your_eye(connection)
        counts = records.counts(connection)
        sights, zone = records.sights(connection), records.zone(connection)
    now = clock()
    screen = Terminal.of(sys.stdout)
    rows = standings(applications, now, zone)
    sys.stdout.writelines(f"{line}\n" for line in table(rows, now, screen, zone))
    sys.stdout.writelines(f"{line}\n" for line in footer(rows, counts, eye, sights, now, screen))
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


# --- the table ------------------------------------------------------------------------------------------------------


def table(rows: Sequence[Standing], now: datetime, screen: Terminal, zone: tzinfo | None = None) -> Iterator[str]:
    """The lines of the table, none wider than the screen; `zone` is that of the times told, None the machine's own."""
    if not rows:
        yield from screen.wrap("No open applications yet. They come up as their mail arrives.")
        return
    cells = [_cells(row, now, zone, brief=screen.bounded and screen.width < ROOMY) for row in rows]
    widths = _widths(cells, screen)
    if widths:
        yield screen.paint("faint", _line([fit(title, width) for title, width in zip(TITLES, widths, strict=True)]))
    for row, texts in zip(rows, cells, strict=True):
        yield from [_row(row, texts, widths, screen)] if widths else _stacked(row, texts, screen)
        for note in row.notes:
            yield from (screen.paint("faint", line) for line in screen.wrap(clean(note), GAP))


def _cells(row: Standing, now: datetime, zone: tzinfo | None, *, brief: bool) -> list[str]:
    following = row.next
    if row.at:
        following += f" {when(row.at, now, zone, brief=brief)}"
    elif row.since:
        following += f" ({when(row.since, now, zone, brief=brief)})"
    return [
        clean(row.company),
        clean(row.role),
        row.stands,
        following,
        "" if brief or not row.drafts else str(row.drafts),
    ]


def _widths(cells: Sequence[Sequence[str]], screen: Terminal) -> list[int]:
    """The width of every column, 0 for one with nothing in it; empty where columns do not fit at all."""
    widths = [max(columns(texts[i]) for texts in cells) for i in range(len(TITLES))]
    widths = [max(width, len(title)) if width else 0 for width, title in zip(widths, TITLES, strict=True)]
    excess = sum(width + GAP for width in widths if width) - GAP - screen.width if screen.bounded else 0
    for column, least in LEAST:
        given = min(max(0, excess), max(0, widths[column] - least))
        widths[column] -= given
        excess -= given
    return widths if excess <= 0 else []


def _row(row: Standing, texts: Sequence[str], widths: Sequence[int], screen: Terminal) -> str:
    style = STYLES.get(row.need)
    styles = ("bold", None, style, style, style) if row.need is not Need.CLOSED else ("faint",) * len(texts)
    shown = []
    for text, width, paint in zip(texts, widths, styles, strict=True):
        padded = fit(text, width)
        shown.append(screen.paint(paint, padded) if paint and text else padded)
    return _line(shown)


def _line(texts: Sequence[str]) -> str:
    return (" " * GAP).join(text for text in texts if text).rstrip()


def _stacked(row: Standing, texts: Sequence[str], screen: Terminal) -> Iterator[str]:
    company, role, stands, following, _ = texts
    yield screen.paint("bold", cut(company, screen.width))
    if role:
        yield " " * GAP + cut(role, screen.width - GAP)
    told = "; ".join(filter(None, (stands, following)))
    parts = [told] if columns(told) <= screen.width - GAP else [stands, following]
    lines = (line for part in parts for line in screen.wrap(part, GAP))
    style = STYLES.get(row.need)
    yield from (screen.paint(style, line) if style else line for line in lines)


# --- below it -------------------------------------------------------------------------------------------------------


def footer(
    rows: Sequence[Standing],
    counts: dict[str, int],
    eye: Sequence[tuple[str, str]],
    sights: Sequence[records.Sight],
    now: datetime,
    screen: Terminal,
) -> Iterator[str]:
    """What was looked at, what is for the user's eye, and whether each mailbox is seen."""
    unreadable = counts.get(records.UNREADABLE, 0)
    waiting = sum(row.drafts for row in rows)
    yield ""
    if waiting:
        drafts = "1 draft waits" if waiting == 1 else f"{waiting} drafts wait"
        yield from (screen.paint("bold", line) for line in screen.wrap(f"{drafts} for you to read, change and send"))
    read = f"{sum(counts.values())} mails looked at"
    yield from screen.wrap(f"{read}, {unreadable} could not be read" if unreadable else read)
    for _, why in eye:
        yield from screen.wrap(f"for your eye: {clean(why)}", GAP)
    if eye:
        yield from screen.wrap("to put one right: mailwatch misread [ID] --as KIND, or --ignore", GAP)
    for sight in sights:
        told = seeing(sight, now)
        for line in screen.wrap(clean(f"{sight.account}: {told}")):
            yield screen.paint("red", line) if told.startswith("blind") else line


def seeing(sight: records.Sight, now: datetime) -> str:
    """Whether a mailbox is watched, in words; `blind for …` where it is not."""
    if sight.blind_since is not None:
        return f"blind for {length(now - sight.blind_since)}; {sight.why}"
    if sight.seen_at is None:
        return "not looked at yet"
    ago = now - sight.seen_at
    if ago > UNSEEN:
        return f"blind for {length(ago)}; is `mailwatch run` running?"
    return f"watched, last looked through {length(ago)} ago" + (f"; {sight.why}" if sight.why else "")


def length(time: timedelta) -> str:
    """How long, as a person tells it: `42 s`, `5 minutes`, `3 hours`, `12 days`."""
    seconds = max(0, round(time.total_seconds()))
    for unit, least, size in (("days", 48 * 3600, 86400), ("hours", 2 * 3600, 3600), ("minutes", 120, 60)):
        if seconds >= least:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
