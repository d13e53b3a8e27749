"""`mailwatch why APPLICATION`: its story, read beside a running daemon or without one."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mailwatch import config as configuration
from mailwatch import history, records
from mailwatch.cli.arguments import Arguments
from mailwatch.cli.terminal import Terminal, clean
from mailwatch.core.lifecycle.story import Happening, Rule, Story, story
from mailwatch.core.lifecycle.telling import KINDS, called
from mailwatch.core.policy import Policy
from mailwatch.core.steps import STEPS
from mailwatch.daemon import system_clock
from mailwatch.watcher import Clock

MARGIN = 9
"""Columns of the clock time before each happening."""


def why(arguments: Arguments, clock: Clock = system_clock) -> int:
    """Print the story of one application."""
    with records.read_only(arguments.state or configuration.paths().state) as connection:
        application = records.found(connection, arguments.application)
        told = history.history(connection, application["id"])
        names = records.names(connection)
    policy = _policy(arguments)
    found = story(told, policy, clock(), _typed(application, names))
    if arguments.json:
        sys.stdout.write(json.dumps(as_values(found), ensure_ascii=False) + "\n")
    else:
        screen = Terminal.of(sys.stdout)
        sys.stdout.writelines(f"{line}\n" for line in as_lines(found, screen, ZoneInfo(policy.timezone)))
    return 0


def _policy(arguments: Arguments) -> Policy:
    """The timings of the config, where there is one; else those in force without one."""
    path = arguments.config or configuration.default_path()
    if arguments.config or path.exists():
        return configuration.load(path).policy_values()
    return Policy(timezone=configuration.machine_timezone())


def _typed(application: dict[str, Any], names: dict[str, str]) -> str:
    """What to type for it: the company where that is enough, else the id."""
    company = application["company"]
    alike = [name for name in names.values() if company.casefold() in name.casefold()]
    return shlex.quote(company) if company and len(alike) == 1 else str(application["id"])


# --- for programs ---------------------------------------------------------------------------------------------------


def as_values(found: Story) -> dict[str, Any]:
    """The story as plain JSON values; times are ISO 8601 with offset."""
    application, following = found.application, found.next
    return {
        "id": application.id,
        "company": application.company,
        "role": application.role,
        "stage": application.stage.value,
        "closing": application.closing.value if application.closing else None,
        "story": [_happening(one) for one in found.happenings],
        "not_made": list(found.not_made),
        "next": {
            "step": following.step.value if following.step else None,
            "due": following.due.isoformat(),
            "arithmetic": [leg.words for leg in following.legs],
        }
        if following
        else None,
        "would_change_it": [{"command": r.command, "effect": r.effect} for r in found.remedies],
    }


def _happening(one: Happening) -> dict[str, Any]:
    mail = one.mail
    return {
        "at": one.at.isoformat(),
        "event": one.event,
        "text": one.text,
        "mail": {
            "short": one.short,
            "message_id": mail.message_id,
            "date": mail.date.isoformat(),
            "from": {"name": mail.sender.name, "email": mail.sender.email},
            "subject": mail.subject,
            "kind": mail.kind.value,
            "linked": one.why,
        }
        if mail
        else None,
        "evidence": [{"quote": e.quote, "rule": e.rule} for e in one.quotes],
        "facts": list(one.facts),
        "arithmetic": list(one.legs),
        "rule": {"stage": one.rule.row.value, "trigger": one.rule.trigger.value, "to": one.rule.to.value}
        if one.rule
        else None,
    }


# --- for people -----------------------------------------------------------------------------------------------------


def as_lines(found: Story, screen: Terminal, zone: ZoneInfo) -> Iterator[str]:
    """The story for a person, a day at a time."""
    application = found.application
    stage = (
        f"{application.stage.value} ({application.closing.value})" if application.closing else application.stage.value
    )
    yield screen.paint("bold", clean(called(application.company, application.role)))
    yield from _wrapped(screen, f"stands at: {_words(stage)}", 0)
    day = ""
    for one in found.happenings:
        local = one.at.astimezone(zone)
        today = f"{local:%A} {local.day} {local:%B %Y}"
        if today != day:
            yield ""
            yield screen.paint("bold", today)
        day = today
        yield from _told(one, local, screen)
    yield from _section(screen, "Not drafted", found.not_made)
    if found.next:
        what = STEPS[found.next.step] if found.next.step else "closing it, for there is nothing to say goodbye to"
        yield from _section(screen, f"Next: {what}", [leg.words for leg in found.next.legs])
    yield from _remedies(found, screen)


def _told(one: Happening, local: datetime, screen: Terminal) -> Iterator[str]:
    first, *rest = _wrapped(screen, one.text, MARGIN)
    style = "cyan" if one.mail else "green" if "prepared" in one.text else ""
    yield f"  {local:%H:%M}  " + _painted(screen, style, first[MARGIN:])
    yield from (" " * MARGIN + _painted(screen, style, line[MARGIN:]) for line in rest)
    if one.mail and one.mail.inbound:
        kind = KINDS[one.mail.kind]
        yield from _wrapped(screen, f"understood as: {kind} ({one.mail.kind.value})  [{one.short}]", MARGIN)
    elif one.mail:
        yield from _faint(screen, f"[{one.short}]")
    for quote in dict.fromkeys(e.quote for e in one.quotes):
        rules = ", ".join(e.rule for e in one.quotes if e.quote == quote)
        yield from _wrapped(screen, f"“{quote}” ({rules})", MARGIN + 2, "yellow")
    for fact in one.facts:
        yield from _wrapped(screen, fact, MARGIN)
    if one.why:
        yield from _faint(screen, f"linked: {one.why}")
    for leg in one.legs:
        yield from _wrapped(screen, leg, MARGIN + 2)
    if one.rule:
        yield from _faint(screen, f"rule: {_rule(one.rule)}")


def _rule(rule: Rule) -> str:
    return f"in “{_words(rule.row.value)}”, {rule.trigger.value} → “{_words(rule.to.value)}”"


def _section(screen: Terminal, title: str, lines: Iterable[str]) -> Iterator[str]:
    lines = tuple(lines)
    if lines:
        yield ""
        yield screen.paint("bold", title)
        for line in lines:
            first, *rest = _wrapped(screen, line, 4)
            yield f"  - {first[4:]}"
            yield from rest


def _remedies(found: Story, screen: Terminal) -> Iterator[str]:
    if found.remedies:
        yield ""
        yield screen.paint("bold", "What would change it")
    for remedy in found.remedies:
        yield f"  {screen.paint('cyan', clean(remedy.command))}"
        yield from _wrapped(screen, remedy.effect, 6)


def _faint(screen: Terminal, text: str) -> Iterator[str]:
    yield from _wrapped(screen, text, MARGIN, "faint")


def _wrapped(screen: Terminal, text: str, indent: int, style: str = "") -> Iterator[str]:
    for line in screen.wrap(clean(text), indent) or [" " * indent]:
        yield " " * indent + _painted(screen, style, line[indent:])


def _painted(screen: Terminal, style: str, text: str) -> str:
    return screen.paint(style, text) if style else text


def _words(name: str) -> str:
    return name.replace("_", " ")
