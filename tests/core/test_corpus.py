"""The reader against mails written for this project, with what a careful person reads in each (tests/corpus).

The fields of `expected.toml` are explained in `tests/corpus/README.md`. The bars are what has been reached, so that it is
not lost again; the goals stand beside them. `python -m tests.core.test_corpus` prints every mail that is read wrongly.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mailwatch.core.models import Kind, Owner, Reading
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.core.reading.folding import same_company, same_role

CORPUS = Path(__file__).parents[1] / "corpus"
LANGUAGES = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())
FIELDS = ("kind", "also", "start", "timeline", "company", "role", "reply_to", "language", "sort", "away", "trust")
SIDE_KINDS = {Kind.OTHER, Kind.SENT_BY_YOU, Kind.BOUNCE, Kind.AUTO_REPLY}
ACTING = {
    Kind.INTERVIEW_CONFIRMED,
    Kind.INTERVIEW_RESCHEDULED,
    Kind.INTERVIEW_CANCELLED,
    Kind.REJECTION,
    Kind.OFFER,
}
TITLE = re.compile(r"^(?:mr|mrs|ms|dr|prof|herr|frau|m|mme|mlle|sr|sra|dhr|mevr)\.?\s+", re.IGNORECASE)


def owner() -> Owner:
    values = tomllib.loads((CORPUS / "owner.toml").read_text(encoding="utf-8"))
    return Owner(values["name"], tuple(values["addresses"]), values["timezone"], tuple(values["authserv_ids"]))


@dataclass
class Score:
    """Right and wrong answers of one field, and the files that were wrong."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, holds: bool, what: str) -> None:
        if holds:
            self.right += 1
        else:
            self.wrong.append(what)

    @property
    def share(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))


@dataclass
class Report:
    """What came of reading many mails."""

    kind: Score = field(default_factory=Score)
    also: Score = field(default_factory=Score)
    start: Score = field(default_factory=Score)
    timeline: Score = field(default_factory=Score)
    company: Score = field(default_factory=Score)
    role: Score = field(default_factory=Score)
    reply_to: Score = field(default_factory=Score)
    language: Score = field(default_factory=Score)
    sort: Score = field(default_factory=Score)
    away: Score = field(default_factory=Score)
    trust: Score = field(default_factory=Score)
    found: int = 0
    wanted: int = 0
    hit: int = 0
    people: list[str] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)


@cache
def report(folder: Path = CORPUS) -> Report:
    """What comes of reading the mails of a folder that is laid out like `tests/corpus`."""
    result = Report()
    for table in sorted(folder.glob("*/expected.toml")):
        for name, want in sorted(tomllib.loads(table.read_text(encoding="utf-8")).items()):
            reading = read(parse((table.parent / name).read_bytes()), owner())
            judge(result, f"{table.parent.name}/{name}", want, reading)
    return result


def judge(to: Report, name: str, want: dict[str, Any], got: Reading) -> None:
    kinds = {want["kind"], *want.get("kind_either", ())}
    to.kind.count(got.kind in kinds, f"{name}: {want['kind']}, read {got.kind} {got.confidence:.2f} {got.evidence[:2]}")
    if got.acts and got.kind in ACTING and got.kind not in kinds:
        to.deeds.append(f"{name}: {want['kind']}, read {got.kind} {got.confidence:.2f} {got.evidence[:2]}")
    if want.get("trust") == "fail" and got.acts:
        to.deeds.append(f"{name}: acts although its sender is not trusted")
    if "trust" in want:
        to.trust.count(got.trust == want["trust"], f"{name}: {want['trust']}, read {got.trust}")
    if "also" in want:
        told = {got.kind, *got.also}
        to.also.count(
            set(want["also"]) | {want["kind"]} <= told, f"{name}: {want['kind']} and {want['also']}, read {told}"
        )
    judge_facts(to, name, want, got)


def judge_facts(to: Report, name: str, want: dict[str, Any], got: Reading) -> None:
    checked = set(want) - set(want.get("unchecked", ()))
    side = want["kind"] in SIDE_KINDS
    if "company" in checked:
        to.company.count(
            same_company(want["company"], got.company), f"{name}: {want['company']!r}, read {got.company!r}"
        )
    if "role" in checked:
        to.role.count(same_role(want["role"], got.role), f"{name}: {want['role']!r}, read {got.role!r}")
    if "reply_to" in checked:
        same = want["reply_to"].lower() == got.reply_to.lower()
        to.reply_to.count(same, f"{name}: {want['reply_to']!r}, read {got.reply_to!r}")
    if "language" in checked and not side:
        to.language.count(want["language"] == got.language, f"{name}: {want['language']}, read {got.language}")
    if "sort" in checked:
        sorts = {want["sort"], *want.get("sort_either", ())}
        to.sort.count(got.sort in sorts, f"{name}: {want['sort']}, read {got.sort}")
    if "away_until" in checked:
        to.away.count(
            as_date(want["away_until"]) == got.away_until, f"{name}: {want['away_until']}, read {got.away_until}"
        )
    judge_times(to, name, want, got, side=side)
    if "people" in checked:
        judge_people(to, name, want, got)


def judge_times(to: Report, name: str, want: dict[str, Any], got: Reading, *, side: bool) -> None:
    unchecked = want.get("unchecked", ())
    start = got.interview.start if got.interview else None
    if "interview_start" in want and "interview_start" not in unchecked:
        right = as_moment(want["interview_start"])
        to.start.count(start == right, f"{name}: {right}, read {start}")
    elif start and not side and "interview_start" not in unchecked and "cancelled_start" not in want:
        to.start.count(False, f"{name}: none, read {start}")
    until = got.timeline.until if got.timeline else None
    if "timeline_until" in want and "timeline_until" not in unchecked:
        slack = timedelta(days=want.get("timeline_slack", 0))
        right_day = as_date(want["timeline_until"])
        near = until is not None and abs(until - right_day) <= slack
        to.timeline.count(near, f"{name}: {right_day}, read {got.timeline}")
    elif not side and "timeline_until" not in unchecked and until is not None:
        to.timeline.count(False, f"{name}: none, read {got.timeline}")


def judge_people(to: Report, name: str, want: dict[str, Any], got: Reading) -> None:
    right, also = names(want["people"]), names(want.get("people_also", ()))
    read_names = {n for n in names(p.name for p in got.people) if n and n not in also}
    to.wanted += len(right)
    to.found += len(read_names)
    to.hit += len(right & read_names)
    if right != read_names:
        to.people.append(f"{name}: {sorted(right)}, read {sorted(read_names)}")


def names(people: Iterable[str]) -> set[str]:
    return {" ".join(TITLE.sub("", n).casefold().split()) for n in people}


def as_moment(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def as_date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def test_there_are_enough_mails_and_enough_of_them_are_hard() -> None:
    tables = [tomllib.loads((CORPUS / code / "expected.toml").read_text(encoding="utf-8")) for code in LANGUAGES]
    assert len(LANGUAGES) >= 6
    assert sum(map(len, tables)) >= 250
    assert sum(bool(want.get("hard")) for table in tables for want in table.values()) >= 60
    assert {want["kind"] for table in tables for want in table.values()} == {kind.value for kind in Kind}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_mail_has_its_table_and_every_table_its_mail(code: str) -> None:
    expected = tomllib.loads((CORPUS / code / "expected.toml").read_text(encoding="utf-8"))
    assert set(expected) == {path.name for path in (CORPUS / code).glob("*.eml")}


def test_wrong_deeds_stay_rare() -> None:
    """The goal is none."""
    assert len(report().deeds) <= 2, "\n".join(report().deeds)


@pytest.mark.parametrize(
    ("what", "reached", "goal"),
    [
        ("kind", 0.94, 0.95),
        ("also", 0.6, 0.9),
        ("start", 0.98, 0.98),
        ("timeline", 0.97, 0.95),
        ("company", 0.96, 0.95),
        ("role", 0.95, 0.9),
        ("reply_to", 0.97, 0.95),
        ("language", 0.99, 0.97),
        ("sort", 0.94, 0.9),
        ("away", 0.9, 0.9),
        ("trust", 0.99, 1.0),
    ],
)
def test_the_reader_keeps_what_it_has_reached(what: str, reached: float, goal: float) -> None:
    score: Score = getattr(report(), what)
    assert score.share >= reached, "\n".join([f"{score.share:.3f}, goal {goal}", *score.wrong])


def test_people_are_found_and_nobody_else() -> None:
    result = report()
    assert result.hit / result.wanted >= 0.96, "\n".join(result.people)
    assert result.hit / result.found >= 0.99, "\n".join(result.people)


if __name__ == "__main__":
    everything = report()
    for what in FIELDS:
        score = getattr(everything, what)
        print(f"\n{what}: {score.share:.3f} of {score.right + len(score.wrong)}", *score.wrong, sep="\n  ")  # noqa: T201
    recall, precision = everything.hit / everything.wanted, everything.hit / everything.found
    print(f"\npeople: recall {recall:.3f}, precision {precision:.3f}", *everything.people, sep="\n  ")  # noqa: T201
    print("\nwrong deeds", *everything.deeds, sep="\n  ")  # noqa: T201
