"""How the demo looks: a day's heading, and under it entries of a time, a word and a text, wrapped and aligned."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

NARROW, WIDE = 80, 100
"""Columns used at least and at most."""

PAUSE = 0.04
"""Seconds to take in a moment of the story; it has a hundred, and stays well under ten seconds."""

COLOURS: Mapping[str, str] = {
    "mail": "36;1",
    "draft": "32;1",
    "back": "35",
    "you": "34;1",
    "told": "33",
    "now": "2",
    "heading": "1",
    "blank": "33;1",
    "faint": "2",
}
"""SGR parameters by what is shown."""

_MARGIN = " " * 17


class Screen:
    """Writes to one stream; in colour and at a reader's pace only where somebody sits before it."""

    def __init__(
        self,
        out: TextIO,
        zone: ZoneInfo,
        *,
        colour: bool = False,
        width: int = WIDE,
        pause: Callable[[], object] = lambda: None,
    ) -> None:
        self._out = out
        self._zone = zone
        self._colour = colour
        self._pause = pause
        self._day = ""
        self._time = ""
        self.width = min(WIDE, max(NARROW, width))

    @classmethod
    def on(cls, out: TextIO, zone: ZoneInfo, environ: Mapping[str, str] = os.environ) -> Screen:
        """A screen for a stream as it is: terminal or pipe, as wide as it is, colour unless NO_COLOR says no."""
        if not out.isatty():
            return cls(out, zone)
        width = shutil.get_terminal_size((WIDE, 24)).columns
        colour = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        return cls(out, zone, colour=colour, width=width, pause=lambda: time.sleep(PAUSE))

    def entry(self, now: datetime, word: str, text: str) -> None:
        """One thing that happens at `now`: day and time are shown where they change."""
        local = now.astimezone(self._zone)
        day, hour = f"{local:%A} {local.day} {local:%B %Y}", f"{local:%H:%M}"
        if day != self._day:
            self._write(f"\n{self.paint('heading', day)}\n")
        later = (day, hour) != (self._day, self._time)
        if later:
            self._pause()
            self._write("\n" if day == self._day else "")
        shown = hour if later else ""
        self._day, self._time = day, hour
        self._line(f"  {shown:5}  {word:6}  ", word, text)

    def more(self, word: str, text: str) -> None:
        """What belongs to the entry above."""
        self._line(f"{'':9}{word:6}  ", "faint", text)

    def heading(self, text: str) -> None:
        """A new part."""
        self._write(f"\n\n{self.paint('heading', text)}\n\n")

    def lines(self, text: str) -> None:
        """Text as it is, indented; blanks of a draft stand out."""
        for line in text.splitlines():
            inside = False
            for part in textwrap.wrap(line, self.width - 4, break_long_words=False, break_on_hyphens=False) or [""]:
                shown, inside = self._blanks(part, inside=inside)
                self._write(f"  {shown}".rstrip() + "\n")

    def verbatim(self, text: str) -> None:
        """One line to be copied: never wrapped."""
        self._write(f"  {text}\n")

    def table(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows under titles; where they are too wide, the widest column gives way."""
        widths = [max(len(row[i]) for row in (titles, *rows)) for i in range(len(titles))]
        while sum(widths) + 2 * len(widths) > self.width:
            widths[widths.index(max(widths))] -= 1
        for n, row in enumerate((titles, *rows)):
            cells = (_cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=True))
            line = "  ".join(cells).rstrip()
            self._write(f"  {line if n else self.paint('faint', line)}\n")

    def paint(self, what: str, text: str) -> str:
        """The text in its colour, if there are colours."""
        return f"\x1b[{COLOURS[what]}m{text}\x1b[0m" if self._colour and what in COLOURS else text

    def _line(self, start: str, what: str, text: str) -> None:
        first, *rest = textwrap.wrap(" ".join(text.split()), self.width - len(_MARGIN), break_on_hyphens=False) or [""]
        head, word = start[:9], start[9:]
        self._write(f"{head}{self.paint(what, word)}{first}\n")
        for line in rest:
            self._write(f"{_MARGIN}{line}\n")

    def _blanks(self, line: str, *, inside: bool) -> tuple[str, bool]:
        """The line with its blanks painted, and whether one goes on in the next; `inside`: one comes from the last."""
        pieces = re.split(r"(?<=\]\])|(?=\[\[)", line)
        shown = ""
        for piece in pieces:
            inside = inside or piece.startswith("[[")
            shown += self.paint("blank", piece) if inside and piece else piece
            inside = inside and not piece.endswith("]]")
        return shown, inside

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
