"""The user's timings, as values. Where the config says nothing, these defaults are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """When each step falls due, and when the user works.

    `timezone` is the user's IANA zone: every working day, hour, holiday and daylight-saving change is decided in it.
    `thank_you_within` is the promise (24 hours after the interview's end), `thank_you_remind` how long before its
    end the owner is reminded, `thank_you_until` the age after which a thank-you is no longer written.
    `working_days` holds `date.weekday()` numbers (Monday is 0). `holidays` is a country, optionally with a
    subdivision (`DE`, `DE-BE`), or empty. `stale_after`: a follow-up found that much too late is not written any more.
    `rejection_reply_until`: nor is an answer to a rejection of that age. `most_drafts` may wait in Drafts at once;
    thank-yous count, but are never held back. `copy_thread`: whoever was copied on the mail answered is copied again.
    """

    timezone: str = "UTC"
    thank_you_after: timedelta = timedelta(minutes=30)
    thank_you_within: timedelta = timedelta(hours=24)
    thank_you_remind: timedelta = timedelta(hours=4)
    thank_you_until: timedelta = timedelta(days=3)
    follow_up_after: timedelta = timedelta(days=7)
    value_follow_up_after: timedelta = timedelta(days=7)
    graceful_exit_after: timedelta = timedelta(days=7)
    stale_after: timedelta = timedelta(days=14)
    rejection_reply_until: timedelta = timedelta(days=7)
    working_days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    work_starts: time = time(9)
    work_ends: time = time(17, 30)
    holidays: str = ""
    most_drafts: int = 5
    copy_thread: bool = False
