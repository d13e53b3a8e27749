"""`run`, `once` and `check`: the verbs that talk to the mail server."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from mailwatch import config as configuration
from mailwatch import daemon, doubts, resources
from mailwatch.cli.rehearsal import RehearsalJournal, RehearsalMailbox
from mailwatch.config import Config
from mailwatch.core import drafting
from mailwatch.desk import desk_for, open_session
from mailwatch.errors import ConfigError, MailwatchError
from mailwatch.pipeline import work
from mailwatch.store import Store

log = logging.getLogger("mailwatch")

Audit = Callable[[str], None]


def run(config: Path | None, state: Path | None, audit: Path | None) -> int:
    """Watch until SIGTERM or SIGINT."""
    loaded = load(config)  # a mistake in it must start nothing, not even a database
    with closing(Store.open(_directory(state))) as store, _audit(audit) as note:
        return daemon.run(loaded, lambda: load(config), store, audit=note)


def once(config: Path | None, state: Path | None, audit: Path | None, *, dry_run: bool, go_on: bool = False) -> int:
    """One round for every mailbox. One that fails does not keep the others from theirs."""
    loaded = load(config)
    failures: list[MailwatchError] = []
    opened = Store.rehearsal(_directory(state)) if dry_run else Store.open(_directory(state))
    with closing(opened) as store, _audit(audit) as note:
        for account in loaded.mailboxes:
            try:
                with open_session(account, note) as session:
                    desk = desk_for(loaded, account, store, RehearsalMailbox(session) if dry_run else session)
                    if dry_run:
                        desk.journal = RehearsalJournal()
                    if go_on:
                        with store.transaction():
                            doubts.give_consent(desk)
                    work(desk, daemon.system_clock())
            except MailwatchError as error:
                failures.append(error)
        if not dry_run:
            daemon.deliver(store, daemon.notices_for(loaded, daemon.system_clock), loaded, daemon.system_clock())
    for failure in failures:
        sys.stderr.write(f"{failure}\n")
    return failures[0].exit_code if failures else 0


def check(config: Path | None, *, as_json: bool) -> int:
    """Say whether config, secret, login and folders of every mailbox hold, and with which remedy where not."""
    loaded = configuration.load(config or configuration.default_path())
    if mistakes := _template_mistakes(loaded):
        raise ConfigError(mistakes)
    results = [_checked(account) for account in loaded.mailboxes]
    if as_json:
        sys.stdout.write(json.dumps({"config": loaded.filename, "mailboxes": results}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{loaded.filename}: valid\n")
        for result in results:
            sys.stdout.write(_sentence(result) + "\n")
    return 0 if all(r["ok"] for r in results) else 1


def _checked(account: configuration.Mailbox) -> dict[str, Any]:
    try:
        with open_session(account) as session:
            folders = session.folders()
            for mailbox in account.watch:
                session.examine(mailbox)
    except MailwatchError as error:
        return {"mailbox": account.name, "ok": False, "problem": str(error)}
    found = {"drafts": folders.drafts, "sent": folders.sent, "trash": folders.trash}
    return {"mailbox": account.name, "ok": True, "watch": list(account.watch), "idle": session.can_idle, **found}


def _sentence(result: dict[str, Any]) -> str:
    if not result["ok"]:
        return f"{result['mailbox']}: {result['problem']}"
    how = "is told of new mail at once" if result["idle"] else "has to ask for new mail every half minute"
    missing = [f"no {part} folder (name it with `{part}:`)" for part in ("sent", "trash") if not result[part]]
    places = (
        f"drafts go to {result['drafts']}, sent mail is in {result['sent'] or '?'}, trash is {result['trash'] or '?'}"
    )
    return f"{result['mailbox']}: signed in, watches {', '.join(result['watch'])}, {how}; " + "; ".join(
        [places, *missing]
    )


def load(path: Path | None) -> Config:
    """The config. Mistakes in the user's templates are logged; the shipped texts stand in for those.

    Raises:
        ConfigError: it has mistakes; all of them are named.
    """
    loaded = configuration.load(path or configuration.default_path())
    for problem in _template_mistakes(loaded):
        log.warning("%s; the text that comes with mailwatch is used", problem)
    return loaded


def _directory(state: Path | None) -> Path:
    return state or configuration.paths().state


def _template_mistakes(config: Config) -> list[str]:
    if config.templates is None:
        return []
    own = resources.user_templates(config.templates)
    return [
        f"{config.templates / e.name}:{e.line}: {e}" for e in drafting.template_problems(own, resources.templates())
    ]


@contextmanager
def _audit(path: Path | None) -> Iterator[Audit | None]:
    """A line for every IMAP command, in the file the user named."""
    if path is None:
        yield None
        return
    try:
        file = path.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise ConfigError([f"{path}: the audit cannot be written there ({error.strerror})"]) from error
    with file:
        yield lambda line: print(line, file=file)
