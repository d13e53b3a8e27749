"""A real browser to look with: Debian's Chromium without a window, and axe-core to tell who could not use the page.

`.ci/programs` installs both. Where there is no Chromium these tests are skipped, unless MAILWATCH_REQUIRE_ALL is 1.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

REQUIRE = "MAILWATCH_REQUIRE_ALL"

AXE = Path(__file__).parents[2] / ".cache/browser/node_modules/axe-core/axe.min.js"

SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
)

Scheme = Literal["light", "dark"]


def browser_missing() -> str:
    """Why there is no browser here, or nothing."""
    absent = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    return f"{' and '.join(absent)} not on this machine; .ci/programs installs it" if absent else ""


@dataclass(frozen=True)
class Browser:
    """A browser with one page open."""

    driver: Chrome

    def show(self, page: Path, width: int, scheme: Scheme = "light", media: str = "", *, scale: float = 1) -> None:
        """Open a file in a window of that many CSS pixels; less than 500 make it a phone."""
        self.messages()
        size = {"width": width, "height": 844, "deviceScaleFactor": scale, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        self.driver.get(page.as_uri())

    def run(self, script: str) -> Any:
        """What a script returns (run by the browser's tools, which no policy of the page stops)."""
        return self.driver.execute_script(script)

    def messages(self) -> list[str]:
        """What the console says since the last look: errors, warnings, policies violated."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def requests(self) -> list[str]:
        """Every address that was asked for since the last look."""
        entries = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]  # type: ignore[no-untyped-call]
        return [e["params"]["request"]["url"] for e in entries if e["method"] == "Network.requestWillBeSent"]

    def violations(self) -> list[str]:
        """What axe-core finds wrong, all rules in force: rule, and where."""
        self.run(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run().then(r => done(r.violations), e => done([{id: String(e), nodes: []}]))"
        )
        return [
            f"{v['id']}: {[n['html'][:200] + ' ' + n.get('failureSummary', '') for n in v['nodes']]}" for v in found
        ]

    def picture(self, target: Path, height: int = 0) -> None:
        """The whole page as a PNG, or its top."""
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"], "scale": 1}
        shot = {"captureBeyondViewport": True, "clip": clip}
        target.write_bytes(base64.b64decode(self.driver.execute_cdp_cmd("Page.captureScreenshot", shot)["data"]))

    def paper(self, target: Path) -> None:
        """The page as printed, on A4, as a PDF."""
        sheet = {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True}
        target.write_bytes(base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", sheet)["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser of its own, until the block ends."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for switch in (*SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else [])):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, ChromeService(shutil.which("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
