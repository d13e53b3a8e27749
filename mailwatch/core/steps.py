"""What a person calls the steps, everywhere: in a status, a story, a digest, a report, a calendar, a demo."""

from __future__ import annotations

from collections.abc import Mapping

STEPS: Mapping[str, str] = {
    "thank_you": "thank-you",
    "follow_up": "follow-up",
    "value_follow_up": "value follow-up",
    "graceful_exit": "graceful exit",
    "rejection_reply": "rejection reply",
}
"""By the value of each `Step`, in the middle of a sentence. `models` is not imported: `status` has to start fast."""
