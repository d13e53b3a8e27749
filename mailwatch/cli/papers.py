"""What `report` and `calendar` share: all that is recorded, read at once, and a private file, written whole."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailwatch import config as configuration
from mailwatch import records, store
from mailwatch.core.lifecycle.events import Event
from mailwatch.core.models import Application
from mailwatch.errors import StoreError
from mailwatch.files import replace_privately

STDOUT = "-"
"""The file name that stands for standard output."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything, as of one moment: histories and summaries by application, what is for the user's eye, the sights.

    `seed` is the store's own: random, and always the same.
    """

    applications: tuple[Application, ...]
    histories: Mapping[str, tuple[Event, ...]]
    summaries: Mapping[str, dict[str, Any]]
    eye: tuple[str, ...]
    sights: tuple[records.Sight, ...]
    seed: str


def recorded(state: Path | None) -> Recorded:
    """Read all of it, beside whatever process holds the store.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    directory = state or configuration.paths().state
    with records.read_only(directory) as connection:
        summaries = {s["application"]["id"]: s for s in records.summaries(connection)}
        eye = tuple(why for _, why in records.for_your_eye(connection))
        sights = records.sights(connection)
    memory = store.Store.rehearsal(directory)
    try:
        applications = tuple(memory.applications.values())
        histories = {a.id: tuple(entry.event for entry in memory.history(a.id)) for a in applications}
        return Recorded(applications, histories, summaries, eye, sights, memory.seed)
    finally:
        memory.close()


def zone_of(config: Path | None) -> ZoneInfo:
    """The zone in the config named, or in the user's own where there is one; else this machine's.

    Raises:
        ConfigError: that config is not valid.
    """
    path = config or configuration.default_path()
    if config or path.exists():
        return ZoneInfo(configuration.load(path).you.timezone)
    return ZoneInfo(configuration.machine_timezone())


def put(text: str, file: str, state: Path | None, usual: str, verb: str) -> None:
    """Write to `file`, or to `usual` in the state directory where none is named, and say where; `-` is the screen."""
    if file == STDOUT:
        sys.stdout.write(text)
        return
    path = Path(file) if file else (state or configuration.paths().state) / usual
    write(path.expanduser(), text, f"name another file: `mailwatch {verb} FILE`")
    sys.stdout.write(f"{path.absolute()}\n")


def write(path: Path, text: str, remedy: str) -> None:
    """Write the file whole, readable by its owner alone (0600), in the place of what was there.

    Raises:
        StoreError: it cannot be written; what was there is as it was.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise StoreError(f"{path}: is no file that could be written; {remedy}")
    try:
        replace_privately(target, text.encode())
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}); {remedy}") from error
