"""What a service manager needs, as values: files to write, commands to run. Nothing here touches the machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mailwatch.errors import MailwatchError, UsageError

Command = tuple[str, ...]
"""A program and its arguments."""

Run = Callable[[Command], int]
"""Runs a command in the foreground and returns its exit code; 127 where there is no such program."""


class ServiceError(MailwatchError):
    """The service manager is not there, or did not do as asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which service: of the user or of the `system`; with `instance` one of many, on a server.

    Raises:
        UsageError: the two do not go together, or the name cannot be part of a unit's.
    """

    system: bool = False
    instance: str = ""

    def __post_init__(self) -> None:
        if self.instance and not self.system:
            raise UsageError("--instance is for servers: say --system too (your own config can name many mailboxes)")
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,20}|", self.instance):
            raise UsageError(f"{self.instance!r} cannot name an instance; expected a plain word, such as sam")


@dataclass(frozen=True, slots=True)
class Launch:
    """How mailwatch is started, as absolute paths.

    `program` is the command's first words. `state` is None where the unit says where it is. `credentials` maps the name
    of each systemd credential that the config names to the file that it is loaded from.
    """

    program: Sequence[str]
    config: Path
    state: Path | None = None
    credentials: Mapping[str, Path] = field(default_factory=dict)

    @property
    def command(self) -> Command:
        """The whole command line."""
        state = ("--state", str(self.state)) if self.state else ()
        return (*self.program, "-c", str(self.config), *state, "run")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about one service.

    `files` are written by install; uninstall removes those that lie in `own`. `start` and `stop` are run after
    writing and before removing; what fails in `before` is no matter. `advice` is what only the user can do.
    """

    files: Mapping[Path, str]
    own: Sequence[Path]
    before: Sequence[Command]
    start: Sequence[Command]
    stop: Sequence[Command]
    forgotten: Sequence[Command]
    status: Command
    logs: Command
    advice: Sequence[str] = ()
