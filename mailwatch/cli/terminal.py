"""What a stream can show: how wide it is, whether in colour, and text measured in the columns of a terminal.

screen = Terminal.of(sys.stdout)
screen.paint("bold", "Acme")            # as it is where there are no colours
screen.wrap("a long sentence …", 4)     # lines that fit, each indented by 4
fit(clean(subject), 30)                 # exactly 30 columns: padded, or cut with an …
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

WIDTH = 100
"""Columns where nobody says how many there are: in a pipe or a file."""

LEAST = 20
"""Columns below which nothing can be laid out; a narrower terminal breaks the lines itself."""

STYLES: Mapping[str, str] = {
    "bold": "1",
    "faint": "2",
    "red": "31;1",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}
"""SGR parameters (ECMA-48 §8.3.117). Only the eight basic colours: the user's own scheme makes them readable."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of a line: what a stranger's mail could upset a screen with."""

_NARROW = re.compile(r"[\x20-\u02ff\u2010-\u2027]*")
"""Text in which every character takes one column: Latin letters, and the quotes and dashes that go with them."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """`width` in columns. `bounded`: longer lines would break, so tables are cut to fit (in a pipe they are not)."""

    width: int = WIDTH
    colour: bool = False
    bounded: bool = False

    @classmethod
    def of(cls, out: TextIO, environ: Mapping[str, str] = os.environ) -> Terminal:
        """What `out` is. COLUMNS gives the width of any stream; NO_COLOR, or TERM=dumb, leaves colours out."""
        is_terminal = out.isatty()
        columns = environ.get("COLUMNS", "")
        width = int(columns) if columns.isdecimal() and int(columns) > 0 else 0
        if not width and is_terminal:
            try:
                width = os.get_terminal_size(out.fileno()).columns
            except (OSError, ValueError):
                width = 0
        colour = is_terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        return cls(max(LEAST, width or WIDTH), colour, bounded=bool(width) or is_terminal)

    def paint(self, style: str, text: str) -> str:
        """The text in one of `STYLES`, where there are colours."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def wrap(self, text: str, indent: int = 0) -> list[str]:
        """The text in lines no longer than `width`, each indented by so many columns."""
        width = max(LEAST // 2, self.width - indent)
        if _NARROW.fullmatch(text):
            lines = textwrap.wrap(text, width, break_on_hyphens=False)
        else:
            import wcwidth  # noqa: PLC0415 - 20 ms that only such text costs

            lines = wcwidth.wrap(text, width, break_on_hyphens=False)
        return [" " * indent + line for line in lines]

    def flow(self, text: str) -> str:
        """Whole lines, each broken where it would not fit and keeping its indent; as they are in a pipe or a file."""
        if not self.bounded:
            return text
        return "\n".join(part for line in text.split("\n") for part in self._flowed(line))

    def _flowed(self, line: str) -> list[str]:
        if columns(line) <= self.width:
            return [line]
        return self.wrap(line.strip(), len(line) - len(line.lstrip(" ")))


def clean(text: str) -> str:
    """The text on one line, without anything a terminal could take for a command."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def columns(text: str) -> int:
    """How many columns a clean text takes: two for most of what is written in East Asia, and for emoji."""
    if _NARROW.fullmatch(text):
        return len(text)
    import wcwidth  # noqa: PLC0415 - 20 ms that only such text costs

    return wcwidth.width(text)


def cut(text: str, width: int) -> str:
    """The text in at most `width` columns; an … where something is missing. No character is cut in two."""
    if columns(text) <= width:
        return text
    kept, room = "", width - 1
    for piece in _graphemes(text):
        room -= columns(piece)
        if room < 0:
            break
        kept += piece
    return f"{kept.rstrip()}…" if width > 0 else ""


def fit(text: str, width: int) -> str:
    """The text in exactly `width` columns, padded with spaces or cut."""
    shown = cut(text, width)
    return shown + " " * (width - columns(shown))


def _graphemes(text: str) -> list[str]:
    """What a reader takes for one character each (UAX #29)."""
    if _NARROW.fullmatch(text):
        return list(text)
    import wcwidth  # noqa: PLC0415 - 20 ms that only such text costs

    return list(wcwidth.iter_graphemes(text))
