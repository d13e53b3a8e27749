"""What is prepared can be seen before anything is placed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailwatch.core.models import Step
from tests.core.drafts import LANGUAGES
from tests.e2e.service import Installation
from tests.letters import invitation
from tests.servers.embedded import Embedded


def test_every_step_in_every_language_needs_no_account(embedded: Embedded, tmp_path: Path) -> None:
    before = embedded.snapshot()
    shown = Installation(embedded, tmp_path).mailwatch("preview", "--all", "--json")

    drafts = [json.loads(line) for line in shown.stdout.splitlines()]
    assert {(d["language"], d["step"]) for d in drafts} == {(code, step.value) for code in LANGUAGES for step in Step}
    assert all(d["text"] and d["to"] == ["dana.cho@northwind.example"] for d in drafts)
    assert embedded.snapshot() == before


def test_an_applications_own_draft_with_its_stock_and_its_blanks(embedded: Embedded, tmp_path: Path) -> None:
    stock = "stock:\n  - {text: How I keep events in order, tags: [event sourcing], link: https://sam.example/order}\n"
    installation = Installation(embedded, tmp_path, extra=stock)
    start = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251 - the program under test runs on the real clock
    embedded.deliver(invitation(start - timedelta(hours=5), start, start + timedelta(hours=1)))
    installation.mailwatch("once")

    before = installation.mailwatch("preview", "value_follow_up", "--application", "northwind").stdout
    assert "nothing in your stock fits" in before or "no topic is known" in before
    installation.mailwatch("note", "northwind", "--topic", "event sourcing")
    installation.mailwatch("once")
    after = installation.mailwatch("preview", "value_follow_up", "--application", "northwind").stdout
    assert "How I keep events in order: https://sam.example/order" in after
    assert "to fill in" not in after


def test_a_wrong_language_is_told_which_there_are(embedded: Embedded, tmp_path: Path) -> None:
    shown = Installation(embedded, tmp_path).mailwatch("preview", "thank_you", "--language", "fi")
    assert shown.returncode == 2
    assert "de, en, es, fr, nl, pt" in shown.stderr
