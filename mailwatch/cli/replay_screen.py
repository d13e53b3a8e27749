"""How a replay is shown: application by application, then a summary; or as JSON."""

from __future__ import annotations

import email
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.policy import SMTP
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from mailwatch.cli.terminal import Terminal, clean, cut
from mailwatch.core.lifecycle.decide import name
from mailwatch.core.models import Kind, Mail, Owner
from mailwatch.core.policy import Policy
from mailwatch.core.steps import STEPS
from mailwatch.records import UNREADABLE
from mailwatch.replay.archive import LEFT_OUT, UNDATED, Archive
from mailwatch.replay.verdicts import Occasion, Read, Story, Verdict

MARGIN = 18
"""Columns of the date at the beginning of a line."""

QUOTE = 70
"""Columns that a quotation may take."""

PAINT = {
    Verdict.CAUGHT: "green",
    Verdict.EARLY: "green",
    Verdict.LATE: "yellow",
    Verdict.MISSED: "red",
    Verdict.OVERTAKEN: "faint",
    Verdict.OPEN: "faint",
}


@dataclass(frozen=True, slots=True)
class Played:
    """What a replay has brought.

    `for_your_eye`: when, and why a mail moved nothing. `texts`: the bytes of the drafts by their key.
    """

    owner: Owner
    policy: Policy
    archive: Archive
    stories: tuple[Story, ...]
    for_your_eye: tuple[tuple[datetime, str], ...]
    texts: Mapping[str, bytes]

    @property
    def verdicts(self) -> Counter[Verdict]:
        """How often each."""
        return Counter(o.verdict for s in self.stories for o in s.occasions)

    @property
    def drafts(self) -> int:
        """How many drafts would have been made."""
        return sum(o.draft is not None for s in self.stories for o in s.occasions)


# --- for a person ---------------------------------------------------------------------------------------------------


def lines(played: Played, screen: Terminal, *, texts: bool = False) -> Iterator[str]:
    """The whole report; with `texts` each draft is shown as it would have been placed."""
    zone = ZoneInfo(played.policy.timezone)
    for story in sorted(played.stories, key=_began):
        yield from _story(played, story, zone, screen, texts=texts)
        yield ""
    if played.for_your_eye:
        yield screen.paint("bold", "For your eye: these moved nothing")
        for at, text in played.for_your_eye:
            first, *rest = screen.wrap(clean(text), MARGIN)
            yield f"{_when(at, zone)}{first[MARGIN:]}"
            yield from rest
        yield ""
    yield from _summary(played, zone, screen)


def _began(story: Story) -> datetime:
    return min([m.mail.date for m in story.mails] + [o.at for o in story.occasions])


def _ended(story: Story) -> datetime:
    return max([m.mail.date for m in story.mails] + [o.at for o in story.occasions])


def _story(played: Played, story: Story, zone: ZoneInfo, screen: Terminal, *, texts: bool) -> Iterator[str]:
    application = story.application
    first, last = (f"{at.astimezone(zone):%d %b %Y}" for at in (_began(story), _ended(story)))
    ended = f"{first} to {last}, {application.stage.value.replace('_', ' ')}"
    if application.closing:
        ended += {"silence": ", nobody answered", "rejection": ", they declined"}.get(application.closing.value, "")
    yield f"{screen.paint('bold', clean(name(application)))}  {screen.paint('faint', ended)}"
    told: list[tuple[datetime, int, Read | Occasion]] = [(m.mail.date, 0, m) for m in story.mails]
    told += [(o.at, 1, o) for o in story.occasions if o.draft]
    by_hand = {o.sent.message_id: o for o in story.occasions if o.draft is None and o.sent}
    for at, _, what in sorted(told, key=lambda one: one[:2]):
        if isinstance(what, Occasion):
            yield from _drafted(played, what, at, zone, screen, texts=texts)
        else:
            yield _mail(what, by_hand.get(what.mail.message_id), zone, screen)


def _mail(read: Read, early: Occasion | None, zone: ZoneInfo, screen: Terminal) -> str:
    mail, when = read.mail, _when(read.mail.date, zone)
    if not mail.inbound:
        to = ", ".join(a.name or a.email for a in mail.to) or "nobody"
        line = f"{when}you wrote to {to}: “{mail.subject}”"
        if early:
            due = f"{_verdict(early, screen)}: the {STEPS[early.step]}, before it fell due"
            return _cut(line, screen) + f"\n{'':{MARGIN}}{due}"
        return screen.paint("faint", _cut(line, screen))
    kinds = " and ".join(k.value.replace("_", " ") for k in (read.kind, *read.also))
    quote = cut(clean(read.evidence.quote if read.evidence else mail.subject), QUOTE)
    unsure = "" if read.acts else " (unsure, so nothing was done)"
    return _cut(f"{when}{kinds}{unsure}: “{quote}” ({mail.sender.name or mail.sender.email})", screen)


def _drafted(
    played: Played, one: Occasion, at: datetime, zone: ZoneInfo, screen: Terminal, *, texts: bool
) -> Iterator[str]:
    draft = one.draft
    if draft is None:
        return
    to = ", ".join(a.name or a.email for a in draft.to) or "an address you would fill in"
    yield _cut(f"{_when(at, zone)}DRAFT {STEPS[draft.step]} to {to}: “{draft.subject}”", screen)
    if texts:
        yield from (f"{'':{MARGIN}}| {clean(line)}" for line in text_of(played.texts.get(draft.key, b"")).splitlines())
    yield f"{'':{MARGIN}}{_verdict(one, screen)}: {_why(one, zone)}"


def _verdict(one: Occasion, screen: Terminal) -> str:
    return screen.paint(PAINT[one.verdict], one.verdict.value)


def _why(one: Occasion, zone: ZoneInfo) -> str:
    match one.verdict:
        case Verdict.CAUGHT | Verdict.LATE if one.sent:
            after = one.sent.date - one.at
            return f"you wrote {_length(after)} after it was ready ({_when(one.sent.date, zone).strip()})"
        case Verdict.OVERTAKEN if one.then:
            return f"they wrote {_length(one.then.date - one.at)} later, and it would have been taken back"
        case Verdict.MISSED if one.then:
            return f"you sent nothing; they wrote {_length(one.then.date - one.at)} later"
        case Verdict.MISSED:
            return "you sent nothing, and nothing came"
        case _:
            return "the archive ends too soon to tell"


def _summary(played: Played, zone: ZoneInfo, screen: Terminal) -> Iterator[str]:
    archive, verdicts = played.archive, played.verdicts
    yield screen.paint("bold", "In short")
    first, last = archive.first, archive.last
    span = f", {first.astimezone(zone):%d %b %Y} to {last.astimezone(zone):%d %b %Y}" if first and last else ""
    jobs = sum(archive.counts[k.value] for k in Kind if k not in (Kind.OTHER, Kind.SENT_BY_YOU))
    applications = _number(len(played.stories), "application")
    yield from screen.wrap(
        f"{_number(archive.mails, 'mail')}{span}: {jobs:,} about a job search ({applications}),"
        f" {archive.counts[Kind.SENT_BY_YOU.value]:,} you sent, {archive.counts[Kind.OTHER.value]:,} about other things"
        + (f", {left:,} in drafts, trash or spam" if (left := archive.counts[LEFT_OUT]) else "")
        + ".",
        2,
    )
    yield from screen.wrap(_doubts(played, jobs), 2)
    for note in archive.notes:
        yield from screen.wrap(clean(note) + ".", 2)
    yield f"  {_number(played.drafts, 'draft')} would have been prepared for you."
    yield from (
        f"  {number:>5} {screen.paint(PAINT[verdict], f'{verdict.value:<10}')} {_meaning(verdict, played.stories)}"
        for verdict in Verdict
        if (number := verdicts[verdict])
    )
    yield from screen.wrap(
        "Nothing was sent, placed or kept: this was a replay in memory. It knows your mail only; what you said by"
        " phone, or wrote from another account, counts as nothing sent here. Where it read a mail wrongly,"
        " `mailwatch explain` shows which words misled it.",
        2,
    )


def _doubts(played: Played, jobs: int) -> str:
    archive = played.archive
    unread = archive.counts[UNREADABLE]
    lost = f" {_number(unread, 'mail')} could not be read at all." if unread else ""
    if not jobs:
        return f"It found no mail about a job search.{lost}"
    if not archive.doubtful:
        return f"It was sure enough of all of these to act on them.{lost}"
    some = "" if archive.forged == archive.doubtful else f"{archive.forged:,} of them "
    forged = f", {some}because the sender is not who it says" if archive.forged else ""
    return f"Of these it acted on all but {archive.doubtful:,} ({archive.doubtful / jobs:.0%}){forged}.{lost}"


def _meaning(verdict: Verdict, stories: Sequence[Story]) -> str:
    alike = [o for s in stories for o in s.occasions if o.verdict is verdict and o.draft]
    waits = [(o.sent.date - o.at).total_seconds() for o in alike if o.sent]
    typical = f", as a rule {_length(timedelta(seconds=median(waits)))} after the draft was ready" if waits else ""
    match verdict:
        case Verdict.CAUGHT:
            return f"you wrote it yourself in time{typical}"
        case Verdict.LATE:
            return f"you wrote it yourself, but late{typical}"
        case Verdict.MISSED:
            return "you sent nothing; the draft would have reminded you"
        case Verdict.EARLY:
            return "you wrote before anything was due, so nothing was drafted"
        case Verdict.OVERTAKEN:
            return "they wrote first, and the draft would have been taken back"
        case Verdict.OPEN:
            return "the archive ends too soon to tell"


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _when(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %d %b %H:%M}".ljust(MARGIN)


def _length(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 90:  # noqa: PLR2004 - an hour and a half
        return _number(minutes, "minute")
    if minutes < 36 * 60:
        return _number(round(minutes / 60), "hour")
    return _number(round(minutes / 1440), "day")


def _cut(line: str, screen: Terminal) -> str:
    line = line[:MARGIN] + clean(line[MARGIN:])
    return cut(line, screen.width) if screen.bounded else line


# --- for programs ---------------------------------------------------------------------------------------------------


def as_values(played: Played) -> dict[str, Any]:
    """Plain JSON values; times are ISO 8601 with offset."""
    archive = played.archive
    return {
        "owner": {"name": played.owner.name, "addresses": played.owner.addresses, "timezone": played.owner.timezone},
        "summary": {
            "mails": archive.mails,
            "from": _iso(archive.first),
            "to": _iso(archive.last),
            "kinds": {k: n for k, n in sorted(archive.counts.items()) if k not in (LEFT_OUT, UNDATED)},
            "left_out": archive.counts[LEFT_OUT],
            "undated": archive.counts[UNDATED],
            "unsure": archive.doubtful,
            "forged": archive.forged,
            "notes": archive.notes,
            "drafts": played.drafts,
            **{verdict.value: played.verdicts[verdict] for verdict in Verdict},
        },
        "applications": [_application(story, played.texts) for story in sorted(played.stories, key=_began)],
        "for_your_eye": [{"at": _iso(at), "why": why} for at, why in played.for_your_eye],
    }


def _application(story: Story, texts: Mapping[str, bytes]) -> dict[str, Any]:
    known = story.application
    return {
        "company": known.company,
        "role": known.role,
        "stage": known.stage.value,
        "closing": known.closing.value if known.closing else None,
        "mails": [
            {
                "at": _iso(m.mail.date),
                "kind": m.kind.value,
                "also": [k.value for k in m.also],
                "subject": m.mail.subject,
                "from": m.mail.sender.email,
                "to": [a.email for a in m.mail.to],
                "message_id": m.mail.message_id,
                "evidence": {"quote": m.evidence.quote, "rule": m.evidence.rule} if m.evidence else None,
                "acts": m.acts,
                "why": m.why,
            }
            for m in story.mails
        ],
        "occasions": [_occasion(o, texts) for o in story.occasions],
    }


def _occasion(one: Occasion, texts: Mapping[str, bytes]) -> dict[str, Any]:
    draft = one.draft
    return {
        "at": _iso(one.at),
        "step": one.step.value,
        "verdict": one.verdict.value,
        "draft": {
            "to": [a.email for a in draft.to],
            "subject": draft.subject,
            "answers": draft.answers or None,
            "text": text_of(texts.get(draft.key, b"")),
        }
        if draft
        else None,
        "sent": _brief(one.sent),
        "they_wrote": _brief(one.then),
        "taken_back": {"at": _iso(one.back[0]), "why": one.back[1]} if one.back else None,
    }


def _brief(mail: Mail | None) -> dict[str, Any] | None:
    return {"at": _iso(mail.date), "subject": mail.subject, "message_id": mail.message_id} if mail else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def text_of(raw: bytes) -> str:
    """The text of a draft."""
    message = email.message_from_bytes(raw, policy=SMTP)
    return str(message.get_content()) if raw else ""
