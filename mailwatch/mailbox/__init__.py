"""The user's mail server: folders, mail, drafts, and word of what is new. Reads everything, changes only own drafts."""

from __future__ import annotations

from mailwatch.mailbox.fetching import Fetched, Overview
from mailwatch.mailbox.folders import Folders
from mailwatch.mailbox.imap import Located, Placed, Session
from mailwatch.mailbox.link import MailboxStatus
from mailwatch.mailbox.settings import ServerSettings
from mailwatch.mailbox.watch import Backoff, Pace, Woken, wait
from mailwatch.mailbox.wire import boot_seconds

__all__ = [
    "Backoff",
    "Fetched",
    "Folders",
    "Located",
    "MailboxStatus",
    "Overview",
    "Pace",
    "Placed",
    "ServerSettings",
    "Session",
    "Woken",
    "boot_seconds",
    "wait",
]
