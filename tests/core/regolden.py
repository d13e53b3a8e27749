"""Write the golden drafts anew: `python -m tests.core.regolden`. Read the difference aloud before you commit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailwatch.core.drafting import compose
from mailwatch.core.models import Step
from tests.core.drafts import LANGUAGES, ROOT, cases, shipped

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = ROOT / "tests" / "golden"


def golden_path(step: Step, language: str) -> Path:
    """Where the drafts of a step and language are kept."""
    return GOLDEN / language / f"{step}.txt"


def golden_text(step: Step, language: str) -> str:
    """Every case of a step and language, as a person would read it."""
    sections = []
    for name, brief in cases(step, language).items():
        draft = compose(brief, shipped())
        notices = "".join(f"Notice: {notice}\n" for notice in draft.notices)
        sections.append(f"===== {name}\nSubject: {draft.subject}\n{notices}\n{draft.text}\n")
    return "\n".join(sections)


if __name__ == "__main__":
    for language in LANGUAGES:
        for step in Step:
            path = golden_path(step, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(golden_text(step, language), encoding="utf-8")
