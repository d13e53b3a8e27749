"""What a terminal shows, as a page: the command runs in a real one (tmux), and its colours are read back from there."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

DONE = "-- done --"

SGR = re.compile(r"\x1b\[([\d;]*)m")

CLASSES = {1: "bold", 2: "faint", 31: "red", 32: "green", 33: "yellow", 34: "blue", 35: "magenta", 36: "cyan"}

WEIGHTS, COLOURS = ("bold", "faint"), ("red", "green", "yellow", "blue", "magenta", "cyan")

ENDS = {0: (*WEIGHTS, *COLOURS), 22: WEIGHTS, 39: COLOURS, **dict.fromkeys(range(30, 38), COLOURS)}
"""What a code puts an end to."""

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>
html {{ background: #1b1a17; color: #e4e0d6; }}
body {{ margin: 0; padding: 16px 20px; width: max-content; }}
pre {{ font: 15px/1.4 "DejaVu Sans Mono", "Noto Sans Mono", monospace; margin: 0; width: {columns}ch; }}
.bold {{ font-weight: 700; color: #fffdf6; }} .faint {{ color: #969082; }}
.red {{ color: #f2938a; }} .green {{ color: #a5c982; }} .yellow {{ color: #e6b863; }} .blue {{ color: #86b5e8; }}
.magenta {{ color: #d79fde; }} .cyan {{ color: #72cad6; }}
</style><pre>{text}</pre></html>"""


def shown(command: str, columns: int, socket: Path, rows: int = 200) -> str:
    """What the command leaves on a terminal of that size, with its SGR sequences (ECMA-48 §8.3.117)."""
    tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
    run = f"{command}; printf '%s' '{DONE}'; sleep 60"
    subprocess.run([*tmux, "new-session", "-d", "-x", str(columns), "-y", str(rows), run], check=True)
    try:
        for _ in range(300):
            text = _tmux([*tmux, "capture-pane", "-p", "-e"])
            if DONE in text:
                return text[: text.index(DONE)].rstrip()
            time.sleep(0.1)
        raise AssertionError(f"not done within 30 s: {text}")
    finally:
        subprocess.run([*tmux, "kill-server"], check=True)


def _tmux(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def as_page(text: str, columns: int, title: str) -> str:
    """The text as HTML, its colours as classes."""
    result, styles = "", set[str]()
    for n, part in enumerate(SGR.split(text)):
        if n % 2:
            for code in (int(c or 0) for c in part.split(";")):
                styles = {s for s in styles if s not in ENDS.get(code, ())}
                styles |= {CLASSES[code]} if code in CLASSES else set()
        elif part:
            result += f'<span class="{" ".join(sorted(styles))}">{escape(part)}</span>' if styles else escape(part)
    return PAGE.format(title=escape(title), columns=columns, text=result)
