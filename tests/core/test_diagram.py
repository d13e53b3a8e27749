"""The page about the state machine is made from its table."""

from __future__ import annotations

from pathlib import Path

from mailwatch.core.lifecycle.diagram import page
from mailwatch.core.lifecycle.table import Row, Trigger

PAGE = Path(__file__).parents[2] / "docs" / "state-machine.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_the_page_shows_every_row_and_trigger() -> None:
    text = page()

    assert all(f"| {trigger.value} |" in text for trigger in Trigger)
    assert all(row.value in text for row in Row)
