"""What the documentation says stands in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailwatch.core.drafting import VARIABLES
from mailwatch.core.models import Kind

ROOT = Path(__file__).parents[2]


def test_every_template_variable_is_explained() -> None:
    text = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(VARIABLES)


def test_every_kind_is_explained() -> None:
    text = (ROOT / "docs" / "how-it-decides.md").read_text(encoding="utf-8")

    assert all(f"`{kind}`" in text for kind in Kind)


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
def test_every_link_and_every_test_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [t for t in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in t]
    tests = re.findall(r"`(tests/[\w/.]+\.py)`", text)

    missing = [t for t in links if not (page.parent / t).exists()] + [t for t in tests if not (ROOT / t).exists()]
    assert missing == []
