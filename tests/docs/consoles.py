"""The commands in the documentation, run: what a page shows is what the program prints.

A block that begins with ```console is a terminal. Its lines `$ mailwatch …` are run in order, on the mailbox and the
state in which the demo's story ends (Friday 17 April 2026, 17:30 in Berlin), a fresh copy for every page, with the mails
of the story in `mails/`; what follows a command is its output. A line `…` stands for any number of lines.

    python -m tests.docs        writes the output of every command anew (but for blocks with a `…`)
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from mailwatch.cli import main
from mailwatch.demo import story
from mailwatch.demo.imapd import HOST
from mailwatch.demo.mails import ADDRESS, AUTHSERV_ID
from mailwatch.demo.play import ZONE, Play
from mailwatch.demo.screen import Screen
from mailwatch.demo.world import CONFIG, World

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COLUMNS = 100
ELIDED = "…"

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A command of a page, as typed, and the output that the page shows."""

    typed: str
    shown: str


def commands(block: str) -> list[Command]:
    """The commands of one block."""
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        typed, _, shown = part.partition("\n")
        while typed.endswith("\\"):
            more, _, shown = shown.partition("\n")
            typed = f"{typed}\n{more}"
        found.append(Command(typed, shown))
    return found


def blocks(page: Path) -> list[str]:
    """The terminals of a page."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def same(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == ELIDED else re.escape(line.rstrip()) + r"\n" for line in shown.rstrip().splitlines()
    )
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines())) is not None


class Stage:
    """Where the story has ended: its mail server is up, and its state can be copied."""

    def __init__(self, world: World, directory: Path) -> None:
        self._world = world
        self._state = directory / "state"
        home = Path(world.account.secret.value).parent
        world.session.close()
        world.store.close()
        shutil.copytree(home / "state", self._state)

    @contextlib.contextmanager
    def page(self) -> Iterator[Terminal]:
        """A home of its own, in which a page's commands are run one after the other."""
        with tempfile.TemporaryDirectory() as directory:
            home = Path(directory)
            shutil.copytree(self._state, home / ".local" / "state" / "mailwatch")
            config = home / ".config" / "mailwatch" / "config.yaml"
            config.parent.mkdir(parents=True)
            _save_mails(home / "mails")
            secret = home / "password"
            secret.touch(mode=0o600)
            secret.write_text("demo\n")
            ports = {"imap": self._world.server.port, "smtp": self._world.sink.port}
            config.write_text(
                CONFIG.format(address=ADDRESS, host=HOST, secret="~/password", authserv_id=AUTHSERV_ID, **ports)
            )
            yield Terminal(home, {HOST: "mail.example.com", str(ports["imap"]): "993", str(ports["smtp"]): "465"})


def _save_mails(folder: Path) -> None:
    """The mails of the story as files, each by its name."""
    folder.mkdir()
    for letter in story.LETTERS:
        (folder / f"{letter.name}.eml").write_bytes(letter.as_bytes({}))


@dataclass(frozen=True)
class Terminal:
    """Runs commands in `home`, and calls things by the names that a page gives them."""

    home: Path
    names: dict[str, str]

    def run(self, typed: str) -> str:
        """What a command prints, to either stream."""
        program, *arguments = shlex.split(typed.replace("\\\n", " "), comments=True)
        if program != "mailwatch":
            raise ValueError(f"only mailwatch is run: {typed}")
        out = io.StringIO()
        with self._at_home(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), _at_the_end():
            main([re.sub("^~/", f"{self.home}/", argument) for argument in arguments])
        text = out.getvalue()
        for name, called in {**self.names, str(self.home): "~"}.items():
            text = text.replace(name, called)
        return text

    @contextlib.contextmanager
    def _at_home(self) -> Iterator[None]:
        before = Path.cwd()
        places = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".local" / "state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "COLUMNS": str(COLUMNS),
            "TZ": str(ZONE),
        }
        os.chdir(self.home)
        try:
            with patch.dict(os.environ, places):
                time.tzset()
                yield
        finally:
            time.tzset()
            os.chdir(before)


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Play the story to its end."""
    with tempfile.TemporaryDirectory() as directory, World(story.START) as world:
        Play(world, Screen(io.StringIO(), ZONE)).run()
        yield Stage(world, Path(directory))


@contextlib.contextmanager
def _at_the_end() -> Iterator[None]:
    # sockets and threads go on with the machine's own clock
    with freeze_time(
        story.END, ignore=["mailwatch.mailbox", "mailwatch.demo", "socket", "ssl", "threading", "selectors"]
    ):
        yield


def rewritten(page: Path, terminal: Terminal) -> str:
    """A page with the output of its commands as it is now."""

    def anew(match: re.Match[str]) -> str:
        told = []
        for command in commands(match[1]):
            printed = terminal.run(command.typed).rstrip()
            kept = command.shown.rstrip() if ELIDED in command.shown.splitlines() else printed
            told.append(f"$ {command.typed}\n{kept}".rstrip())
        return "```console\n" + "\n".join(told) + "\n```"

    return _BLOCK.sub(anew, page.read_text(encoding="utf-8"))
