"""`mailwatch replay`: the whole machine over past mail, on a simulated clock, beside what the user really sent."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Self, TextIO

from mailwatch import config as configuration
from mailwatch.cli import replay_screen
from mailwatch.cli.arguments import Arguments
from mailwatch.cli.terminal import Terminal
from mailwatch.config import Config, scalars
from mailwatch.core.models import Owner
from mailwatch.core.policy import Policy
from mailwatch.desk import open_session
from mailwatch.errors import UsageError
from mailwatch.replay import archive as archives
from mailwatch.replay import server
from mailwatch.replay.archive import Archive
from mailwatch.replay.mailbox import MemoryMailbox
from mailwatch.replay.owner import guess
from mailwatch.replay.play import Play, desk_for_replay, empty_store, patient
from mailwatch.replay.recorder import Recorder
from mailwatch.replay.verdicts import tell
from mailwatch.resources import user_templates

BAR = 30
"""Columns of the progress bar."""

REDRAWN = 0.1
"""Seconds between two drawings of it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """For whom it is played: the owner, their timings, and their config where there is one."""

    owner: Owner
    policy: Policy
    config: Config | None


def replay(arguments: Arguments) -> int:
    """Play past mail and print what would have been drafted, beside what was sent."""
    if bool(arguments.paths) == bool(arguments.mailbox):
        raise UsageError("name the mail to replay: an mbox, a Maildir, a folder of .eml files; or --mailbox NAME")
    now = datetime.now(UTC)  # noqa: TID251 - only to tell what lies ahead; the daemon's clock would bring the daemon
    with server.spool() as spool, _quiet(arguments.verbose):
        if arguments.mailbox:
            setting, archive = _from_server(arguments, now, spool)
        else:
            setting = _setting(arguments)
            with Bar("reading") as bar:
                archive = archives.look_through(arguments.paths, setting.owner, now, bar)
        played = play(setting, archive)
    if arguments.json:
        sys.stdout.write(json.dumps(replay_screen.as_values(played), ensure_ascii=False, indent=1) + "\n")
    else:
        screen = Terminal.of(sys.stdout)
        sys.stdout.writelines(f"{line}\n" for line in replay_screen.lines(played, screen, texts=arguments.texts))
    return 0


@contextmanager
def _quiet(verbose: bool) -> Iterator[None]:
    """The work logs what it does as if it happened now; in a replay that is only worth seeing when asked for."""
    log = logging.getLogger("mailwatch")
    before = log.level
    log.setLevel(before if verbose else logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def play(setting: Setting, archive: Archive) -> replay_screen.Played:
    """Play an archive to its end."""
    end = archive.last or datetime.max.replace(tzinfo=UTC)
    mailbox = MemoryMailbox(end)
    store = empty_store()
    desk = desk_for_replay(setting.owner, setting.policy, mailbox, store)
    recorder = Recorder()
    desk.journal = recorder
    if setting.config:
        desk.known, desk.stock = setting.config.applications, setting.config.stock
        desk.own = user_templates(setting.config.templates) if setting.config.templates else {}
    with Bar("replaying") as bar:
        Play(desk, mailbox).run(archive.letters, end, bar)
    stories = tuple(
        tell(a, recorder.happened_to.get(a.id, ()), recorder.by_hand.get(a.id, ()), end, setting.policy)
        for a in desk.applications()
    )
    texts = {d.key: i.raw for a in desk.applications() for d in a.drafts if (i := store.intent(d.key))}
    store.close()
    return replay_screen.Played(setting.owner, setting.policy, archive, stories, tuple(recorder.for_your_eye), texts)


# --- for whom -------------------------------------------------------------------------------------------------------


def _setting(arguments: Arguments) -> Setting:
    """The owner as they say, else as their config says, else as the archive tells."""
    path = arguments.config or configuration.default_path()
    config = configuration.load(path) if arguments.config or path.exists() else None
    try:
        addresses = tuple(dict.fromkeys(scalars.address(a).lower() for a in arguments.email))
        zone = scalars.timezone(arguments.timezone) if arguments.timezone else ""
    except ValueError as error:
        raise UsageError(str(error)) from None
    if config:
        known = config.owner()
        owner = replace(
            known,
            name=arguments.name or known.name,
            addresses=tuple(dict.fromkeys((*addresses, *known.addresses))),
            timezone=zone or known.timezone,
        )
        return Setting(owner, patient(replace(config.policy, timezone=owner.timezone)), config)
    found = guess(arguments.paths)
    if not addresses and not found.addresses:
        raise UsageError(
            f"{arguments.paths[0]}: it cannot be told whose mail this is (nothing in it is marked as sent); "
            "say so with --email sam@example.com, once for each of your addresses"
        )
    if not addresses:
        _say(f"taken for yours: {', '.join(found.addresses)} (if that is wrong: --email)")
    addresses = addresses or found.addresses
    name = arguments.name or (found.name if addresses[0] in found.addresses else "") or _name_in(addresses[0])
    owner = Owner(name, addresses, zone or configuration.machine_timezone(), found.authserv_ids)
    return Setting(owner, patient(Policy(timezone=owner.timezone)), None)


def _name_in(address: str) -> str:
    """A name where none is known: `sam.rivera@…` is Sam Rivera."""
    words = re.split(r"[^\w]+|_|\d+", address.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word)


def _from_server(arguments: Arguments, now: datetime, spool: server.Spool) -> tuple[Setting, Archive]:
    config = configuration.load(arguments.config or configuration.default_path())
    box = next((box for box in config.mailboxes if box.name == arguments.mailbox), None)
    if box is None:
        names = ", ".join(box.name for box in config.mailboxes)
        raise UsageError(f"{config.filename}: there is no mailbox {arguments.mailbox!r}; there are: {names}")
    setting = Setting(config.owner(box), patient(config.policy), config)
    since = _day(arguments.since, now) if arguments.since else (now - timedelta(days=box.first_scan_days)).date()
    with open_session(box) as session, Bar("reading") as bar:
        return setting, server.fetched(session, box.watch, since, setting.owner, now, spool, bar)


def _day(text: str, now: datetime) -> date:
    """A date, or a length of time before now.

    Raises:
        UsageError: it is neither, or lies ahead.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            day = (now - scalars.duration(text)).date()
        except ValueError:
            raise UsageError(f"--since {text}: not a date; expected such as 2026-01-31, or 90 days") from None
    if day > now.date():
        raise UsageError(f"--since {text}: that lies ahead; a replay is about the past")
    return day


# --- how far it is --------------------------------------------------------------------------------------------------


class Bar:
    """Progress: a bar on a terminal, one line at the end elsewhere."""

    def __init__(self, doing: str, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._doing = doing
        self._out = out or sys.stderr
        self._clock = clock
        self._drawn = 0.0
        self._live = self._out.isatty()

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """So much of so much is done."""
        now = self._clock()
        if not self._live or now - self._drawn < REDRAWN:
            return
        self._drawn = now
        share = done / total if total else 1.0
        filled = round(BAR * share)
        self._out.write(f"\r{self._doing} [{'#' * filled}{'.' * (BAR - filled)}] {share:4.0%}")
        self._out.flush()

    def __exit__(self, *_: object) -> None:
        self._out.write("\r\x1b[K" if self._live else f"{self._doing}: done\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
