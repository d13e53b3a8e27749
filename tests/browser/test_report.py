"""The report in a real browser: on a phone, on a desk, in the dark, on paper, by keyboard, and for who cannot see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.chromium import Browser, Scheme

PHONE, DESK = 390, 1280

TOO_WIDE = """
const page = document.documentElement;
return [page.scrollWidth - innerWidth, [...document.querySelectorAll("body *")]
    .filter(e => !e.closest("svg") && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))];
"""
"""How far the page goes beyond the window, and which elements do (shapes are checked by their place in the chart)."""

OPENED = "return [...document.querySelectorAll('details')].map(d => d.querySelector('ol').checkVisibility())"

INK = "return getComputedStyle(document.documentElement).backgroundColor"

GLYPHS = """
return [...document.querySelectorAll(".lane use, .axis text")].map(e => e.getBoundingClientRect())
    .filter(r => r.left < 0 || r.right > innerWidth).length
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_it_fits_the_window_and_asks_for_nothing(chromium: Browser, report: Path, width: int, scheme: Scheme) -> None:
    chromium.requests()
    chromium.show(report, width, scheme)
    assert chromium.run(TOO_WIDE) == [0, []]
    assert chromium.run(GLYPHS) == 0
    assert chromium.messages() == []
    assert chromium.requests() == [report.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nobody_is_kept_out(chromium: Browser, report: Path, width: int, scheme: Scheme) -> None:
    chromium.show(report, width, scheme)
    chromium.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chromium.violations() == []


def test_the_check_sees_what_would_keep_somebody_out(chromium: Browser, report: Path) -> None:
    chromium.show(report, DESK)
    chromium.run("document.body.style.color = '#ddd'; document.documentElement.removeAttribute('lang')")
    assert {"html-has-lang", "color-contrast"} <= {found.partition(":")[0] for found in chromium.violations()}


def test_it_is_dark_where_the_reader_wants_it_dark(chromium: Browser, report: Path) -> None:
    chromium.show(report, DESK, "light")
    light = chromium.run(INK)
    chromium.show(report, DESK, "dark")
    assert (light, chromium.run(INK)) == ("rgb(252, 251, 248)", "rgb(27, 26, 23)")


def test_on_paper_everything_is_open_dark_on_white_and_within_the_sheet(
    chromium: Browser, report: Path, tmp_path: Path
) -> None:
    chromium.show(report, 700, "dark", "print")
    assert chromium.run(INK) == "rgb(255, 255, 255)"
    assert all(chromium.run(OPENED))
    assert chromium.run(TOO_WIDE) == [0, []]
    chromium.paper(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_lists_open_by_keyboard_alone(chromium: Browser, report: Path) -> None:
    chromium.show(report, DESK)
    lists = chromium.run("return document.querySelectorAll('details').length")
    for _ in range(lists):
        for key in ("Tab", "Enter"):
            text = {"text": "\r"} if key == "Enter" else {}
            for kind in ("keyDown", "keyUp"):
                code = {"Tab": 9, "Enter": 13}[key]
                event = {"type": kind, "key": key, "windowsVirtualKeyCode": code, **text}
                chromium.driver.execute_cdp_cmd("Input.dispatchKeyEvent", event)
    assert chromium.run("return document.querySelectorAll('details[open]').length") == lists


def test_nothing_of_a_mail_runs(chromium: Browser, report: Path) -> None:
    chromium.show(report, DESK)
    assert chromium.run("return document.querySelectorAll('script, img, iframe, link, [onerror]').length") == 0
    chromium.run(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"
    )
    assert chromium.run("return window.ran === undefined")
