"""Every command in the documentation is run, and prints what the page says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.consoles import PAGES, Stage, blocks, commands, same, stage


@pytest.fixture(scope="module")
def played() -> Iterator[Stage]:
    with stage() as running:
        yield running


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.name)
def test_a_page_shows_what_is_printed(played: Stage, page: Path) -> None:
    with played.page() as terminal:
        for command in (one for block in blocks(page) for one in commands(block)):
            printed = terminal.run(command.typed)
            assert "a defect of its own" not in printed, printed
            assert same(command.shown, printed), f"{page.name}: $ {command.typed}\n{printed}"


@pytest.mark.parametrize(
    ("shown", "printed", "fits"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a  \nb", "a\nb\n", True),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\n", "a\n", True),
        ("a\n…\nd\n", "a\nb\n", False),
        ("a\n", "a\nb\n", False),
        ("", "", True),
        ("", "something\n", False),
    ],
)
def test_a_page_may_leave_lines_out_where_it_says_so(shown: str, printed: str, fits: bool) -> None:
    assert same(shown, printed) is fits
