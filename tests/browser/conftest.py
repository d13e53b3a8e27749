"""One browser for all, and the pages to look at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mailwatch.cli.report import rendered
from tests.browser.chromium import REQUIRE, Browser, browser, browser_missing
from tests.browser.pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser; without one these tests are skipped, or fail where it is required."""
    if reason := browser_missing():
        if os.environ.get(REQUIRE) == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with browser() as found:
        yield found


@pytest.fixture(scope="session", params=PAGES)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each page in turn, as a file."""
    everything, now, zone = PAGES[request.param]()
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(rendered(everything, now, zone), encoding="utf-8")
    return file
