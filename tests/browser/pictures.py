"""Draws the pictures of the docs anew, from what the demo leaves behind.

python -m tests.browser.pictures         writes docs/pictures; needs Chromium, tmux and pngquant
python -m tests.browser.pictures VERB …  runs a verb on the demo's last day, on the terminal it is started from
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mailwatch.cli.arguments import Arguments, parser
from mailwatch.cli.papers import recorded
from mailwatch.cli.report import rendered
from mailwatch.cli.status import status
from mailwatch.cli.why import why
from mailwatch.demo import story
from mailwatch.demo.play import ZONE
from tests.browser.chromium import Browser, Scheme, browser
from tests.browser.console import as_page, shown
from tests.browser.pages import played

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"

SCREENS = {
    "status-120": ("status --all", 120),
    "status-80": ("status", 80),
    "why-120": ("why Ferrous", 120),
    "why-80": ("why Ferrous", 80),
}
"""Name of a picture: what is typed, and on how many columns."""

REPORTS: dict[str, tuple[int, Scheme, int]] = {
    "report-desk": (1280, "light", 1720),
    "report-phone": (390, "dark", 1632),
}
"""Name of a picture: width of the window, scheme, and how much of the page."""

MOST = 150_000
"""Bytes of a picture."""


def clock() -> datetime:
    """The end of the demo's story."""
    return story.END


def run(words: list[str]) -> int:
    """Run a verb on the demo's last day."""
    arguments = parser().parse_args(words, namespace=Arguments())
    if "status" in words:
        return status(arguments.state, as_json=False, everything=arguments.all, clock=clock)
    return why(arguments, clock)


def command(state: Path, words: str) -> str:
    """What to type into a shell for a verb on the demo's last day."""
    python = [sys.executable, "-m", "tests.browser.pictures", "-c", str(state / "config.yaml"), "--state", str(state)]
    return f"cd {shlex.quote(str(PICTURES.parents[1]))}; {shlex.join(python)} {words}"


def draw(state: Path, found: Browser, work: Path) -> None:
    """Every picture."""
    page = work / "page.html"
    page.write_text(rendered(recorded(state), story.END.astimezone(ZONE), ZONE), encoding="utf-8")
    for name, (width, scheme, height) in REPORTS.items():
        found.show(page, width, scheme)
        found.picture(work / f"{name}.png", height)
    for name, (words, columns) in SCREENS.items():
        text = shown(command(state, words), columns, work / f"{name}.socket")
        page.write_text(as_page(text, columns, f"mailwatch {words}"), encoding="utf-8")
        found.show(page, 1280, "dark")
        size = found.run("const b = document.body.getBoundingClientRect(); return [b.width, b.height]")
        found.show(page, round(size[0]) + 1, "dark")
        found.picture(work / f"{name}.png", round(size[1]) + 1)
    PICTURES.mkdir(exist_ok=True)
    pngquant = shutil.which("pngquant") or ""
    for name in (*REPORTS, *SCREENS):
        raw, picture = work / f"{name}.png", PICTURES / f"{name}.png"
        subprocess.run([pngquant, "--force", "--strip", "--speed", "1", "--output", picture, "64", raw], check=True)
        sys.stdout.write(f"{picture.name}: {picture.stat().st_size} bytes\n")
        assert picture.stat().st_size <= MOST


def main() -> int:
    if len(sys.argv) > 1:
        return run(sys.argv[1:])
    for program in ("chromium", "chromedriver", "tmux", "pngquant"):
        if not shutil.which(program):
            sys.exit(f"{program} is not on this machine; apt-get install chromium chromium-driver tmux pngquant")
    os.environ["TZ"] = str(ZONE)
    with TemporaryDirectory() as home, browser() as found:
        state = Path(home) / "state"
        state.mkdir()
        played(state)
        draw(state, found, Path(home))
    return 0


if __name__ == "__main__":
    sys.exit(main())
