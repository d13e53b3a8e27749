"""`status` on a real terminal, and the pictures in the docs."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from mailwatch.cli.terminal import columns
from tests.browser.console import SGR, as_page, shown
from tests.browser.pages import played
from tests.browser.pictures import MOST, PICTURES, REPORTS, SCREENS, command
from tests.servers.dovecot import REQUIRE, go_without

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("demo")
    played(directory)
    return directory


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_terminal_gets_colours_and_no_line_that_breaks(state: Path, tmp_path: Path, width: int) -> None:
    if not shutil.which("tmux"):
        go_without("there is no tmux on this machine", insist=os.environ.get(REQUIRE) == "1")
    screen = shown(f"unset NO_COLOR COLUMNS; {command(state, 'status --all')}", width, tmp_path / "coloured")
    lines = [SGR.sub("", line) for line in screen.splitlines()]
    assert any(line.startswith("Juniper & Hale") for line in lines)
    assert "personal: watched, last looked through 8 s ago" in " ".join(lines)
    assert max(columns(line.rstrip()) for line in lines) <= width
    assert SGR.search(screen)
    plain = shown(f"unset COLUMNS; export NO_COLOR=1; {command(state, 'status --all')}", width, tmp_path / "plain")
    assert not SGR.search(plain)
    assert [line.rstrip() for line in plain.splitlines()] == [line.rstrip() for line in lines]


def test_colours_are_read_back_as_they_were_meant() -> None:
    page = as_page("\x1b[1mAcme\x1b[0m <b> \x1b[31;1mred\x1b[39m bold\x1b[22m plain", 80, "title")
    assert (
        '<span class="bold">Acme</span> &lt;b&gt; <span class="bold red">red</span>'
        '<span class="bold"> bold</span> plain</pre>'
    ) in page


@pytest.mark.parametrize("name", [*REPORTS, *SCREENS])
def test_every_picture_is_there_and_small(name: str) -> None:
    picture = PICTURES / f"{name}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size <= MOST
