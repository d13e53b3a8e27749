"""What stands in a letter to the owner, and whether there is anything to write at all."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailwatch.core import workdays
from mailwatch.core.digest.happenings import happening, quoted
from mailwatch.core.digest.letter import Item, Letter, Part
from mailwatch.core.digest.words import about, counted, moment, span
from mailwatch.core.lifecycle.decide import name
from mailwatch.core.lifecycle.events import Event
from mailwatch.core.models import Application, Draft, DraftState, Stage, Step
from mailwatch.core.policy import Policy
from mailwatch.core.steps import STEPS

REMINDED = timedelta(days=3)
"""How long a draft or a question that nothing else happens to is worth a letter by itself."""

LONG_BLIND = timedelta(hours=1)
"""A mailbox that cannot be seen now, for this long, is worth a letter by itself."""

LONGEST_SUBJECT = 90


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a mailbox could not be seen; `until` is None while it lasts."""

    account: str
    since: datetime
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What has been queued for the owner: sentences, with the application they are about (None: no single one)."""

    text: str
    application: Application | None = None
    urgent: bool = False


def at_once(news: Sequence[News]) -> Letter:
    """What does not wait for the morning. `news` is not empty."""
    subject = _clause(news[0].text) if len(news) == 1 else f"{len(news)} things that do not wait for the morning"
    personal = any(n.application for n in news)
    title = "There is news of an application" if personal else "mailwatch needs you"
    return Letter(subject, title, (Part("", tuple(map(_item, news))),))


def morning(
    applications: Sequence[Application],
    events: Sequence[tuple[Application, Event]],
    news: Sequence[News],
    spells: Sequence[Spell],
    now: datetime,
    policy: Policy,
) -> Letter | None:
    """The digest, or None where there is nothing to tell.

    Args:
        applications: all that there are.
        events: what has been recorded since the last digest, oldest first, each with its application as it is now.
        news: what is queued for the owner.
        spells: when which mailbox could not be seen since the last digest.
        now: when it is written (aware).
        policy: the user's zone and timings.
    """
    drafts = [(a, d) for a in applications for d in _waiting(a)]
    asked = [a for a in applications if a.asked and a.stage not in (Stage.CLOSED, Stage.PAUSED)]
    happened = _happened(events, {d.key for _, d in drafts}, policy)
    worth_it = (
        happened
        or news
        or any(_fresh(d.placed_at or d.planned_at, now) for _, d in drafts)
        or any(_fresh(a.heard_at, now) for a in asked)
        or any(s.until is None and now - s.since >= LONG_BLIND for s in spells)
    )
    if not worth_it:
        return None
    parts = (
        Part("Drafts that wait for you", tuple(_draft(a, d, now, policy) for a, d in drafts)),
        Part(
            "Your turn",
            tuple(Item(name(a), "They asked you for something; no follow-up falls due.", a.asked) for a in asked),
        ),
        Part("Worth a look", tuple(map(_item, news))),
        Part("What happened", happened),
        Part("Not seen", tuple(_spell(s, now, policy) for s in spells)),
    )
    told = tuple(part for part in parts if part.items)
    subject = _subject(len(drafts), len(asked), len(news), len(happened))
    local = now.astimezone(workdays.zone_of(policy))
    return Letter(subject, subject, told, greeting=f"Good morning. {local:%A}, {local.day} {local:%B}")


def _subject(drafts: int, asked: int, news: int, happened: int) -> str:
    counts = (
        (drafts, "one draft waits", f"{drafts} drafts wait"),
        (asked, "one question waits for you", f"{asked} questions wait for you"),
        (news, "one thing to look at", f"{news} things to look at"),
        (happened, "news of one application", f"news of {happened} applications"),
    )
    told = ", ".join([one if number == 1 else many for number, one, many in counts if number][:2])
    return told[:1].upper() + told[1:] or "A mailbox cannot be seen"


def _clause(text: str) -> str:
    """As much of a sentence as a subject holds."""
    first = " ".join(text.partition("\n")[0].split())
    short = first.partition("; ")[0].rstrip(".")
    return short if len(short) <= LONGEST_SUBJECT else short[: LONGEST_SUBJECT - 1].rsplit(" ", 1)[0] + "…"


def _item(news: News) -> Item:
    """A sentence that names its application already needs no title that does."""
    who = name(news.application) if news.application else ""
    title, told = (who, news.text.removeprefix(f"{who}: ")) if news.text.startswith(f"{who}: ") else ("", news.text)
    if who and who not in news.text:
        title = who
    return Item(title, told[:1].upper() + told[1:], pressing=news.urgent)


def _waiting(application: Application) -> Iterable[Draft]:
    return (d for d in application.drafts if d.state in (DraftState.PLACED, DraftState.EDITED))


def _fresh(moment_: datetime | None, now: datetime) -> bool:
    return moment_ is not None and now - moment_ <= REMINDED


def _draft(application: Application, draft: Draft, now: datetime, policy: Policy) -> Item:
    to = about(draft.to)
    title = f"{STEPS[draft.step].capitalize()}{f' to {to}' if to else ''}, {name(application)}"
    sentences = [_time_left(application, draft, now, policy)]
    if draft.fills and draft.state is DraftState.PLACED:
        sentences.append(f"{counted(len(draft.fills), 'blank', 'blanks')} to fill in.")
    if not draft.to:
        sentences.append("It has no recipient yet.")
    deadline = _deadline(application, draft, policy)
    pressing = deadline is not None and not draft.stale and deadline - now <= timedelta(days=1)
    return Item(title, " ".join(sentences), pressing=pressing)


def _deadline(application: Application, draft: Draft, policy: Policy) -> datetime | None:
    """By when a thank-you should be sent; the other drafts have no such moment."""
    if draft.step is not Step.THANK_YOU:
        return None
    interview = next((i for i in application.interviews if i.key == draft.interview), None)
    return interview.end.astimezone(UTC) + policy.thank_you_within if interview else None


def _time_left(application: Application, draft: Draft, now: datetime, policy: Policy) -> str:
    if draft.stale:
        return f"Its moment has passed: {draft.stale}. You can delete it."
    if deadline := _deadline(application, draft, policy):
        if deadline > now:
            return f"Best sent by {moment(deadline, now, policy)}, {span(deadline - now)} from now."
        return f"It was best sent by {moment(deadline, now, policy)}; late is still better than never."
    return f"It has waited since {moment(draft.placed_at or draft.planned_at, now, policy)}."


def _happened(events: Sequence[tuple[Application, Event]], shown: Container[str], policy: Policy) -> tuple[Item, ...]:
    """One item an application, with its events in order; what a waiting draft says by itself is left out."""
    told: dict[str, list[str]] = {}
    quotes: dict[str, str] = {}
    known = {application.id: application for application, _ in events}
    for application, event in events:
        sentence = happening(application, event, policy, shown)
        if sentence and sentence not in told.setdefault(application.id, []):
            told[application.id].append(sentence)
            quotes[application.id] = quoted(event) or quotes.get(application.id, "")
    return tuple(Item(name(known[key]), " ".join(said), quotes[key]) for key, said in told.items() if said)


def _spell(spell: Spell, now: datetime, policy: Policy) -> Item:
    since = moment(spell.since, now, policy)
    if spell.until is None:
        return Item(spell.account, f"Not seen since {since}, {span(now - spell.since)}.", spell.why, pressing=True)
    return Item(spell.account, f"Not seen from {since} to {moment(spell.until, now, policy)}; caught up since.")
