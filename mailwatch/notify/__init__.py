"""The ways to the owner: a mail to their own address, a word on their desktop, or the log. None takes a recipient."""

from __future__ import annotations

from mailwatch.notify.desktop import Desktop
from mailwatch.notify.smtp import LoggedNotices, LostError, NoticeError, Notices, Notifier, new_message_id

__all__ = ["Desktop", "LoggedNotices", "LostError", "NoticeError", "Notices", "Notifier", "new_message_id"]
