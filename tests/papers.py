"""What is recorded of a few made-up applications, as `status`, `report` and `calendar` get to see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mailwatch.cli.papers import Recorded
from mailwatch.core.lifecycle.deadlines import plan
from mailwatch.core.models import Kind, Timeline
from mailwatch.history import codecs
from tests.core.stories import Story, at

NOW = at("2026-05-06 12:00")
"""A Wednesday."""


def summary(story: Story) -> dict[str, Any]:
    """One application as it is kept for `status`."""
    due = plan(story.application, story.policy, story.now)
    return {
        "application": json.loads(codecs()[1].dump(story.application)),
        "step": due.step.value if due and due.step else None,
        "due": due.due.isoformat() if due else None,
    }


def recorded(stories: Iterable[Story], **known: Any) -> Recorded:
    """A store that holds these stories and nothing else."""
    every = list(stories)
    for number, story in enumerate(every, 1):
        story.application = replace(story.application, id=f"a{number}")
    return Recorded(
        applications=tuple(s.application for s in every),
        histories={s.application.id: tuple(s.log) for s in every},
        summaries={s.application.id: summary(s) for s in every},
        eye=known.get("eye", ()),
        sights=known.get("sights", ()),
        seed="seed",
    )


def called(story: Story, company: str, role: str = "Engineer") -> Story:
    story.application = replace(story.application, company=company, role=role)
    return story


def interviewed(start: str = "2026-04-14 14:00", company: str = "Acme", role: str = "Engineer") -> Story:
    """An interview is confirmed and nothing else has happened."""
    story = called(Story(), company, role)
    story.confirm(start)
    return story


def thanked(company: str = "Acme", role: str = "Engineer") -> Story:
    """The thank-you went out two hours after the interview of 14 April."""
    story = interviewed(company=company, role=role)
    story.until("2026-04-14 17:00")
    story.send()
    return story


def silent(company: str = "Silent Harbour") -> Story:
    """Three mails went out and nobody answers; the farewell waits in Drafts."""
    story = thanked(company)
    for day in ("2026-04-21 18:00", "2026-04-29 12:00"):
        story.until(day)
        story.send()
    story.until("2026-05-06 12:00")
    return story


def promising(company: str = "Promise Corp") -> Story:
    """They said that they would be back by 14 May."""
    story = thanked(company)
    story.until("2026-04-16 10:00")
    story.mail(Kind.STATUS_UPDATE, timeline=Timeline(at("2026-05-14 00:00").date(), "We will be back by 14 May."))
    return story


def answered(kind: Kind, company: str) -> Story:
    """Three days after the thank-you they wrote."""
    story = thanked(company)
    story.until("2026-04-17 17:00")
    story.mail(kind)
    return story


def hunt() -> list[Story]:
    """One of each."""
    asked = thanked("Question Ltd")
    asked.until("2026-04-17 10:00")
    asked.mail(Kind.HUMAN_REPLY, asks="Could you send us two references?")
    coming = interviewed("2026-05-07 14:00", "Tomorrow Inc")
    return [
        silent(),
        promising(),
        answered(Kind.OFFER, "Offer & Sons"),
        answered(Kind.REJECTION, "Declined GmbH"),
        asked,
        coming,
    ]
