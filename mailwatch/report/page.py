"""The page itself: one HTML file that needs nothing else, no network and no script.

Everything that comes from mail is escaped by the template engine. The page's own policy (CSP) forbids what could get in
all the same: nothing may be loaded, run or sent, and the one style sheet is named by its hash.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from mailwatch.core.models import Step
from mailwatch.core.steps import STEPS
from mailwatch.report.chart import Course, chart
from mailwatch.report.figures import BY_HAND, Figures
from mailwatch.report.happenings import Happening, Sort
from mailwatch.standing import Need, Standing, printable, when

LEGEND: Mapping[Sort, str] = {
    Sort.INTERVIEW: "interview",
    Sort.CANCELLED: "called off",
    Sort.WROTE: "they wrote",
    Sort.PROMISED: "the day they named",
    Sort.DECLINED: "they declined",
    Sort.OFFER: "an offer",
    Sort.DRAFT: "a draft, while it lay there",
    Sort.SENT: "you sent or wrote",
    Sort.AUTOMATIC: "automatic mail",
}
"""What the shapes of the chart mean."""

NONE = "\N{EN DASH}"
"""What stands where a table has nothing to say."""

AHEAD = timedelta(hours=1)
"""What began this long ago is still told as coming."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One application in the report. `last` is the last contact in either direction."""

    standing: Standing
    happenings: tuple[Happening, ...]
    last: datetime | None

    @property
    def goes_on(self) -> bool:
        """Whether it is not closed."""
        return self.standing.need is not Need.CLOSED


def page(
    subjects: Sequence[Subject],
    figures: Figures,
    now: datetime,
    zone: tzinfo,
    *,
    eye: Sequence[str] = (),
    remarks: Sequence[str] = (),
) -> str:
    """The page as text. `subjects` in the order of `standings`; times are told in `zone`.

    `eye` are sentences on mails that moved nothing but that the user should see, `remarks` on how current all this is.
    """
    by_time = sorted(subjects, key=lambda s: min((h.at for h in s.happenings), default=now))
    drawn = chart([Course(s.happenings, s.goes_on) for s in by_time], now, zone)
    style = _text("page.css")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_printable, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Callable[..., str]] = {
        "when": partial(when, now=now, zone=zone),
        "full": partial(_full, zone=zone),
        "moment": partial(_moment, zone=zone),
        "day": partial(_day, now=now, zone=zone),
        "iso": partial(_iso, zone=zone),
        "percent": _percent,
        "days": _days,
        "code": _code,
    }
    environment.filters.update(filters)
    return environment.from_string(_text("page.html.j2")).render(
        style=style,
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        subjects=subjects,
        yours=[s.standing for s in subjects if s.standing.need.yours],
        coming=_coming(subjects, now),
        lanes=list(zip(by_time, drawn.lanes, strict=True)),
        chart=drawn,
        legend=_legend(subjects),
        figures=figures,
        step_names={**STEPS, BY_HAND: "mail of your own"},
        asking=[s for s in (*Step, BY_HAND) if s is not Step.REJECTION_REPLY and s in figures.steps],
        now=now,
        zone=str(zone),
        eye=eye,
        remarks=remarks,
    )


def _text(name: str) -> str:
    return files("mailwatch.report").joinpath(name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Coming:
    """Something ahead: at a time of day, or on a `whole` day."""

    at: datetime
    standing: Standing
    text: str
    whole: bool = False


def _printable(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


def _coming(subjects: Sequence[Subject], now: datetime) -> list[Coming]:
    """What will happen, soonest first: interviews, days they named, and steps that fall due."""
    coming: list[Coming] = []
    for subject in subjects:
        standing = subject.standing
        if not subject.goes_on:
            continue
        coming += [
            Coming(h.at, standing, h.text, h.sort is Sort.PROMISED)
            for h in subject.happenings
            if h.at > now - AHEAD and h.sort in (Sort.INTERVIEW, Sort.PROMISED)
        ]
        if standing.at and standing.at > now and standing.next and standing.next != "interview":
            coming.append(Coming(standing.at, standing, f"{standing.next[0].upper()}{standing.next[1:]}"))
    return sorted(coming, key=lambda c: c.at)


def _legend(subjects: Sequence[Subject]) -> dict[Sort, str]:
    """Only what is in the chart."""
    drawn = {h.sort for s in subjects for h in s.happenings}
    return {sort: words for sort, words in LEGEND.items() if sort in drawn}


def _code(text: str) -> Markup:
    """A sentence with its `commands` set as such; everything else is escaped."""
    parts = [
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _full(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


def _iso(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{share:.0%}"


def _moment(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def _day(at: datetime, now: datetime, zone: tzinfo) -> str:
    local: date = at.astimezone(zone).date()
    year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}"


def _days(number: float | None) -> str:
    """A median as a person reads it."""
    if number is None:
        return NONE
    if number < 1:
        return "under a day"
    rounded = round(number, 1)
    return "1 day" if rounded == 1 else f"{rounded:g} days"
