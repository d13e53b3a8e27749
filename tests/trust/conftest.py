"""A place for thousands of small databases, and the figures that the tests found, told at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.base import memory_disk

Figure = Callable[[str], None]


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A directory in memory, where that can be: what a killed process had written is there, synced or not."""
    with tempfile.TemporaryDirectory(prefix="mailwatch-", dir=memory_disk()) as directory:
        yield Path(directory)


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Takes what a test has measured."""
    return lambda text: record_property("figure", text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the figures, whether the tests ran here or in processes of their own."""
    reports = [r for some in terminalreporter.stats.values() for r in some if getattr(r, "when", "") == "call"]
    figures = [str(text) for report in reports for name, text in report.user_properties if name == "figure"]
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(figures))
