"""How a mail of the archive is written down; everybody and every address in it is made up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mailwatch.core.models import Kind
from mailwatch.demo.mails import SAM, Invite, Letter

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """`2025-01-13 09:40`, on the clock in Berlin, where Sam lives."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


class Correspondence:
    """The mails about one application: `theirs` and `yours` add to `letters`, in the order in which they are told."""

    def __init__(self, company: str) -> None:
        self.company = company
        self.letters: list[Letter] = []

    def theirs(self, when: str, kind: Kind, sender: str, subject: str, text: str, **more: Any) -> str:
        """A mail that comes in; its name, for what answers it."""
        return self._add(when, kind, sender, subject, text, **more)

    def yours(self, when: str, to: str, subject: str, text: str, **more: Any) -> str:
        """A mail that Sam wrote."""
        return self._add(when, Kind.SENT_BY_YOU, SAM, subject, f"{text.rstrip()}\n\nSam", to=to, **more)

    def _add(self, when: str, kind: Kind, sender: str, subject: str, text: str, **more: Any) -> str:
        name = f"{self.company.split()[0].lower()}{len(self.letters) + 1}"
        self.letters.append(Letter(at(when), name, kind, self.company, sender, subject, text, **more))
        return name


def meeting(uid: str, summary: str, start: str, end: str, organizer: str, *attendees: str, **more: Any) -> Invite:
    """A calendar part, its times on the clock in Berlin unless they bring their own."""
    return Invite(uid, summary, at(start), at(end), organizer, attendees, **more)
