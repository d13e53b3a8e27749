"""`mailwatch preview`: a draft with its blanks, before anything is placed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, timedelta

from mailwatch import config as configuration
from mailwatch import records, resources, store
from mailwatch.cli.arguments import Arguments
from mailwatch.cli.terminal import Terminal
from mailwatch.config import Config
from mailwatch.core import drafting
from mailwatch.core.briefing import Writer, brief_for, value_for
from mailwatch.core.drafting import Addressee, Composed
from mailwatch.core.models import Address, Application, Interview, Person, Step
from mailwatch.core.steps import STEPS
from mailwatch.daemon import system_clock
from mailwatch.errors import UsageError


def preview(arguments: Arguments) -> int:
    """Show one step, or with `--all` every step and language, for an application or for a made-up one."""
    if not arguments.step and not arguments.all:
        raise UsageError(f"name a step ({', '.join(Step)}), or use --all")
    path = arguments.config or configuration.default_path()
    config = configuration.load(path) if arguments.config or path.exists() else None
    application, everybody = _applications(arguments)
    screen = Terminal.of(sys.stdout)
    for step, language, to, composed in _drafts(arguments, config, application, everybody):
        if arguments.json:
            values = {
                "step": step.value,
                "language": language,
                "to": [address.email for address in to],
                "subject": composed.subject,
                "text": composed.text,
                "blanks": composed.blanks,
                "notices": composed.notices,
            }
            sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(screen.flow(_page(step, language, to, composed)))
    return 0


def _drafts(
    arguments: Arguments, config: Config | None, application: Application, everybody: Sequence[Application]
) -> Iterator[tuple[Step, str, tuple[Address, ...], Composed]]:
    """The drafts as they would be placed now: a thank-you for each of a panel."""
    shipped = resources.templates()
    own = resources.user_templates(config.templates) if config and config.templates else {}
    languages = sorted({name.partition("/")[0] for name in shipped if "/" in name})
    wanted = [arguments.language] if arguments.language else languages if arguments.all else [application.language]
    writer, now = _writer(config), system_clock()
    for language in wanted:
        if language not in languages:
            raise UsageError(f"there are no templates in {language!r}; there are {', '.join(languages)}")
        seen = replace(application, language=language)
        for step in [arguments.step] if arguments.step else list(Step):
            held = [i for i in application.interviews if not i.cancelled]
            interview = max(held, key=lambda i: i.end) if held and step is Step.THANK_YOU else None
            for ordinal, to in enumerate(drafting.addressees(seen, step, interview) or (Addressee(()),)):
                value = value_for(config.stock if config else (), everybody, seen, step, to)
                brief = replace(brief_for(writer, seen, step, interview, to, now, value), ordinal=ordinal)
                yield step, language, to.to, drafting.compose(brief, shipped, own)


def _writer(config: Config | None) -> Writer:
    if config is None:
        return Writer("Sam Rivera", Address("Sam Rivera", "sam@example.com"), "UTC", "preview")
    you = Address(config.you.name, config.you.email)
    own = (config.you.email, *config.you.aliases)
    return Writer(you.name, you, config.you.timezone, "preview", own, config.policy_values().copy_thread)


def _applications(arguments: Arguments) -> tuple[Application, tuple[Application, ...]]:
    """The application of that name, or a made-up one; and all that there are."""
    if not arguments.application:
        return _made_up(), ()
    memory = store.Store.rehearsal(arguments.state or configuration.paths().state)
    try:
        application = memory.applications[records.named(memory.names(), arguments.application)]
        return application, tuple(memory.applications.values())
    finally:
        memory.close()


def _made_up() -> Application:
    """An interview yesterday at a company that does not exist."""
    dana = Person("Dana Cho", "dana.cho@northwind.example", "interviewer")
    end = system_clock().astimezone(UTC) - timedelta(hours=20)
    interview = Interview("made-up", end - timedelta(hours=1), end, "UTC", people=(dana,), passed=True, thanked=True)
    return Application(
        "preview", company="Northwind", role="Staff Engineer", people=(dana,), interviews=(interview,), contact_at=end
    )


def _page(step: Step, language: str, to: tuple[Address, ...], composed: Composed) -> str:
    title = f"— {STEPS[step]} ({language}) —"
    blanks = "".join(f"  to fill in: {blank}\n" for blank in composed.blanks)
    notes = "".join(f"  note: {notice}\n" for notice in composed.notices)
    people = ", ".join(f"{one.name} <{one.email}>" if one.name else one.email for one in to)
    header = f"To: {people or '(for you to fill in)'}\nSubject: {composed.subject}"
    return f"{title}\n{header}\n\n{composed.text}\n\n{blanks}{notes}\n"
