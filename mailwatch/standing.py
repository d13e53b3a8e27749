"""Where an application stands, in the words a person would use: what is next, when, and what waits for the user.

Pure, and made from a summary's plain JSON values (`records.summaries`), so that `status` starts without a codec.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import IntEnum
from typing import Any

from mailwatch.core.steps import STEPS

CLOSINGS: Mapping[str | None, str] = {
    "silence": "closed: no answer",
    "rejection": "closed: declined",
    "you": "closed by you",
}
"""What a person calls the ways to end."""

WAITING = ("due", "placed", "edited")
"""States of a draft that lies in Drafts, or is on its way there."""

FAR = timedelta(days=300)
"""A day further away than this is told with its year."""


class Need(IntEnum):
    """How much an application needs the user, most first."""

    THANKS = 0
    ANSWER = 1
    DRAFT = 2
    GONE = 3
    SOON = 4
    NOTHING = 5
    PAUSED = 6
    CLOSED = 7

    @property
    def yours(self) -> bool:
        """Whether it is the user's turn."""
        return self <= Need.GONE


@dataclass(frozen=True, slots=True)
class Standing:
    """One application as a person reads it.

    `key` is its id. `stands` says where it stands, `next` what comes next ("" for nothing) and `at` when (None at no
    set time). `drafts` is how many wait in Drafts, the oldest `since`. `notes` are whole sentences for the user.
    """

    key: str
    company: str
    role: str
    need: Need
    stands: str
    next: str = ""
    at: datetime | None = None
    drafts: int = 0
    since: datetime | None = None
    notes: tuple[str, ...] = ()


def standings(
    summaries: Sequence[Mapping[str, Any]], now: datetime, zone: tzinfo | None = None
) -> tuple[Standing, ...]:
    """Every application as it stands at `now`: what needs the user first, then what comes soonest.

    `zone` is that of the days that are told; None is the machine's own.
    """
    companies = [s["application"]["company"] for s in summaries]
    today = now.astimezone(zone).date()
    every = [_standing(s, companies, now, today) for s in summaries]
    return tuple(sorted(every, key=lambda s: (s.need, s.at or s.since or _NEVER, s.company.casefold())))


_NEVER = datetime.max.replace(tzinfo=UTC)


def when(at: datetime, now: datetime, zone: tzinfo | None = None, *, brief: bool = False) -> str:
    """A moment as a person tells it: `today 16:30`, `tomorrow 09:00`, `Mon 4 May 09:00`; one gone by: `since 15 Apr`.

    `brief` leaves the hour out of what is past, and of days that are further away than tomorrow.
    """
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    ahead = (local.date() - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(ahead)
    if at < now:
        hour = "" if brief else f" {local:%H:%M}"
        return f"since {near}{hour}" if near else f"since {day(local.date(), today).partition(' ')[2]}"
    hour = "" if (brief and not near) or abs(local.date() - today) > FAR else f" {local:%H:%M}"
    return f"{near or day(local.date(), today)}{hour}"


def day(on: date, today: date) -> str:
    """A day as a person tells it: `Mon 4 May`, with the year where it is far."""
    year = f" {on.year}" if abs(on - today) > FAR else ""
    return f"{on:%a} {on.day} {on:%b}{year}"


def printable(text: str) -> str:
    """The text without control characters, which neither a page nor a calendar may hold; line breaks stay."""
    return text.translate(_CONTROLS)


_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)])


def moment(text: str) -> datetime:
    """A moment of a summary."""
    return datetime.fromisoformat(text)


# --- one application ------------------------------------------------------------------------------------------------


def _standing(summary: Mapping[str, Any], companies: Sequence[str], now: datetime, today: date) -> Standing:
    application = summary["application"]
    drafts = [d for d in application["drafts"] if d["state"] in WAITING and not d.get("left")]
    gone = [d for d in application["drafts"] if d["state"] == "gone" and not d.get("stale")]
    need, stands = _stands(application, drafts, gone, now, today)
    following, at = _next(summary, need, now)
    return Standing(
        application["id"],
        application["company"] or "(company unknown)",
        application["role"],
        need,
        stands,
        following,
        at,
        len(drafts),
        min((moment(d["placed_at"] or d["planned_at"]) for d in drafts), default=None),
        tuple(_notes(application, gone, companies)),
    )


def _stands(
    application: Mapping[str, Any],
    drafts: Sequence[Mapping[str, Any]],
    gone: Sequence[Mapping[str, Any]],
    now: datetime,
    today: date,
) -> tuple[Need, str]:
    if application["stage"] in ("closed", "paused", "offer"):
        return _settled(application)
    if drafts:
        step = drafts[-1]["step"]
        ready = f"{len(drafts)} {STEPS[step]}s ready" if len(drafts) > 1 else f"{STEPS[step]} ready"
        return Need.THANKS if step == "thank_you" else Need.DRAFT, ready
    if gone:
        return Need.GONE, f"{STEPS[gone[-1]['step']]} gone"
    if application["asked"]:
        return Need.ANSWER, "they asked you"
    match application["stage"]:
        case "applied":
            return Need.NOTHING, "applied"
        case "scheduled" if _ahead(application, now):
            return Need.SOON, "interview fixed"
        case "scheduled" | "thanking":
            return Need.SOON, "interviewed"
        case "rejected":
            return Need.SOON, "declined"
        case _:
            return Need.SOON, _waits(application, today)


def _settled(application: Mapping[str, Any]) -> tuple[Need, str]:
    match application["stage"]:
        case "closed":
            return Need.CLOSED, CLOSINGS.get(application["closing"], "closed")
        case "paused":
            return Need.PAUSED, "snoozed" if application["paused_until"] else "paused by you"
        case _:
            return Need.ANSWER, "an offer"


def _waits(application: Mapping[str, Any], today: date) -> str:
    """What is being waited for."""
    if (away := application["away_until"]) and date.fromisoformat(away) >= today:
        return f"away to {day(date.fromisoformat(away), today)}"
    if (timeline := application["timeline"]) and date.fromisoformat(timeline["until"]) >= today:
        return f"they said {day(date.fromisoformat(timeline['until']), today)}"
    return {1: "followed up once", 2: "followed up twice"}.get(application["unanswered"], "waiting")


def _next(summary: Mapping[str, Any], need: Need, now: datetime) -> tuple[str, datetime | None]:
    application, step = summary["application"], summary["step"]
    due = moment(summary["due"]) if summary["due"] else None
    match need:
        case Need.CLOSED | Need.NOTHING:
            return "", None
        case Need.PAUSED:
            until = application["paused_until"]
            return ("goes on", moment(until)) if until else ("", None)
        case _ if ahead := _ahead(application, now):
            return "interview", ahead
        case Need.ANSWER:
            return "your answer", None
        case Need.THANKS | Need.DRAFT:
            return "send it", None
        case Need.GONE:
            return "did you send it?", None
        case _:
            return (STEPS[step] if step else "closes quietly" if due else ""), due


def _ahead(application: Mapping[str, Any], now: datetime) -> datetime | None:
    """The start of the next interview that is not over."""
    held = [i for i in application["interviews"] if not i["cancelled"] and moment(i["end"]) > now]
    return min((moment(i["start"]) for i in held), default=None)


def _notes(
    application: Mapping[str, Any], gone: Sequence[Mapping[str, Any]], companies: Sequence[str]
) -> Iterator[str]:
    if application["asked"] and application["stage"] not in ("closed", "paused"):
        yield f"They asked: “{application['asked']}”"
    for draft in gone:
        to = ", ".join(a["name"] or a["email"] for a in draft["to"])
        what = f"The {STEPS[draft['step']]}{f' to {to}' if to else ''}"
        name = _called(application, companies)
        yield f"{what} is neither in Drafts nor in Sent. Sent? Tell me with `mailwatch note {name} --sent`."
    for draft in application["drafts"]:
        if draft.get("left") and draft["state"] in WAITING:
            yield f"The {STEPS[draft['step']]} you edited has had its day ({draft['stale']}); it is yours to delete."


def _called(application: Mapping[str, Any], companies: Iterable[str]) -> str:
    """A name that the command line takes for this application and for no other."""
    company = application["company"]
    import shlex  # noqa: PLC0415 - only where there is such a hint

    alike = [c for c in companies if company.casefold() in c.casefold()]
    return shlex.quote(company) if company and len(alike) == 1 else application["id"]
