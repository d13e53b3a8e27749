"""`run` and `once`: the verbs that do the work."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mailwatch import config as configuration
from mailwatch import daemon, doubts, notices, resources
from mailwatch.cli.progress import Bar, ShownMailbox
from mailwatch.cli.rehearsal import RehearsalJournal
from mailwatch.config import Config, apart
from mailwatch.core import drafting
from mailwatch.desk import desk_for, open_session
from mailwatch.errors import ConfigError, MailwatchError
from mailwatch.pipeline import work
from mailwatch.store import Store

log = logging.getLogger("mailwatch")

Audit = Callable[[str], None]


def run(config: Path | None, state: Path | None, audit: Path | None) -> int:
    """Watch until SIGTERM or SIGINT."""
    loaded = load(config, apart.load)  # a mistake in it must start nothing, not even a database
    with closing(Store.open(_directory(state))) as store, _audit(audit) as note:
        return daemon.run(loaded, lambda: load(config, apart.load), store, audit=note)


def once(config: Path | None, state: Path | None, audit: Path | None, *, dry_run: bool, go_on: bool = False) -> int:
    """One round for every mailbox. One that fails does not keep the others from theirs."""
    loaded = load(config)
    if dry_run and sys.stderr.isatty() and log.getEffectiveLevel() == logging.INFO:
        log.setLevel(logging.WARNING)  # a bar shows how far it is; lines of the log would break it
    failures: list[MailwatchError] = []
    journal = RehearsalJournal()
    opened = Store.rehearsal(_directory(state)) if dry_run else Store.open(_directory(state))
    with closing(opened) as store, _audit(audit) as note:
        for account in loaded.mailboxes:
            try:
                with open_session(account, note) as session:
                    desk = desk_for(loaded, account, store, ShownMailbox(session, Bar()) if dry_run else session)
                    if dry_run:
                        desk.journal = journal
                    if go_on:
                        with store.transaction():
                            doubts.give_consent(desk)
                    work(desk, daemon.system_clock())
            except MailwatchError as error:
                failures.append(error)
        if not dry_run:
            notices.deliver(store, notices.notices_for(loaded, daemon.system_clock), loaded, daemon.system_clock())
    if dry_run and journal.silent and not failures:
        sys.stdout.write("Nothing to do: no new mail is about an application of yours, and nothing is due.\n")
    for failure in failures:
        sys.stderr.write(f"{failure}\n")
    return failures[0].exit_code if failures else 0


def load(path: Path | None, read: Callable[[Path], Config] = configuration.load) -> Config:
    """The config. Mistakes in the user's templates are logged; the shipped texts stand in for those.

    Args:
        path: where it is; None for the usual place.
        read: reads it, here or in a child process.

    Raises:
        ConfigError: it has mistakes; all of them are named.
    """
    loaded = read(path or configuration.default_path())
    for problem in template_mistakes(loaded):
        log.warning("%s; the text that comes with mailwatch is used", problem)
    return loaded


def _directory(state: Path | None) -> Path:
    return state or configuration.paths().state


def template_mistakes(config: Config) -> list[str]:
    """What is wrong in the user's own draft texts, each as `file:line: …`."""
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
