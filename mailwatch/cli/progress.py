"""A bar on the terminal while many mails are read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO, TypeVar

from mailwatch.cli.rehearsal import RehearsalMailbox
from mailwatch.mailbox import Fetched, MailboxStatus, Overview

if TYPE_CHECKING:
    from mailwatch.desk import Mailbox

T = TypeVar("T")

_WIDTH = 30


class Bar:
    """Drawn over and over on one line of a terminal; anywhere else it is silent."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._shown = ""

    def show(self, what: str, done: int, total: int) -> None:
        """Draw it, if it looks different from before."""
        filled = _WIDTH * done // total
        line = f"{what}  [{'#' * filled}{'.' * (_WIDTH - filled)}] {100 * done // total:3d} %"
        if line != self._shown and self._out.isatty():
            self._out.write(f"\r{line}")
            self._out.flush()
            self._shown = line

    def clear(self) -> None:
        """Leave the line as if nothing had been drawn."""
        if self._shown:
            self._out.write(f"\r{' ' * len(self._shown)}\r")
            self._out.flush()
            self._shown = ""


class ShownMailbox(RehearsalMailbox):
    """A mailbox through which nothing can be changed, and that shows how far the reading is."""

    def __init__(self, real: Mailbox, bar: Bar) -> None:
        super().__init__(real)
        self._bar = bar
        self._folder = ""

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open a folder read-only."""
        self._folder = mailbox
        return super().examine(mailbox)

    def fetch_overviews(self, uids: Sequence[int]) -> Iterator[Overview]:
        """Header fields and sizes."""
        return self._counted(super().fetch_overviews(uids), len(uids))

    def fetch_messages(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """Whole mails."""
        return self._counted(super().fetch_messages(uids), len(uids))

    def _counted(self, mails: Iterator[T], total: int) -> Iterator[T]:
        what = f"reading {self._folder}, {total} mail{'' if total == 1 else 's'}"
        for number, mail in enumerate(mails, start=1):
            self._bar.show(what, number, total)
            yield mail
        self._bar.clear()
