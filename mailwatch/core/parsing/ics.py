"""iCalendar text, sieved: only the components and properties that an appointment is told by, bounded and balanced.

What is left out cannot hurt (alarms, attachments, recurrence rules that never end) and cannot break the parser that
comes after. Zone names are taken out of the way too: they may hold colons, quotes and blanks, on which no two parsers
agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LINE_LIMIT = 20_000
"""Content lines of one calendar that are read."""
VALUE_LIMIT = 16_384
"""Characters of one content line; descriptions of invitations have up to 5,000."""
EVENT_LIMIT = 50
"""Events of one calendar that are read."""
OBSERVANCE_LIMIT = 40
"""STANDARD and DAYLIGHT blocks; each may cost the zone arithmetic a few hundred steps."""
ATTENDEE_LIMIT = 100
ZONE_PARAMETER = "X-ZONE"
"""Stands for TZID in what `sieve` returns; its value is an index into `Sieved.zones`."""

_COMPONENTS = frozenset(("VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"))
_DATES = frozenset(("DTSTART", "DTEND", "RECURRENCE-ID"))
_EVENT = frozenset(
    (
        *("UID", "SEQUENCE", "DTSTAMP", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS"),
        *("ORGANIZER", "ATTENDEE", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"),
        "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    )
)
_ZONE = frozenset(("TZOFFSETFROM", "TZOFFSETTO", "DTSTART"))
_CALENDAR = frozenset(("METHOD", "X-WR-TIMEZONE"))
_FOLD = re.compile(r"\r?\n[ \t]")
_YEARLY = re.compile(
    r"\A(?:FREQ=YEARLY|INTERVAL=1|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTH=\d{1,2}|BYMONTHDAY=[\d,-]{1,24}|WKST=[A-Z]{2}"
    r"|UNTIL=\d{8}(?:T\d{6}Z?)?|COUNT=\d{1,3}|;){1,12}\Z"
)
"""Rules of a VTIMEZONE that are cheap to follow; the rest of RFC 5545 §3.3.10 can ask for a date a second."""
_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(slots=True)
class Sieved:
    """A calendar that is safe to parse. `zones` are the TZIDs as written; `method` is upper-case."""

    text: str = ""
    method: str = ""
    zone: str = ""
    zones: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Sieve:
    def __init__(self) -> None:
        self.result = Sieved()
        self.out: list[str] = []
        self.open: list[str] = []
        self.skipping = ""
        self.counts = {"VEVENT": 0, "OBSERVANCE": 0, "ATTENDEE": 0}

    def line(self, line: str) -> None:
        found = _NAME.match(line)
        name = found[0].upper() if found is not None else ""
        rest = line[len(name) :]
        if not name or rest[:1] not in (":", ";"):
            if line.strip() and not self.skipping:
                self.result.problems.append("calendar line not read")
        elif name in ("BEGIN", "END"):
            self._component(name, rest[1:].strip().upper())
        elif not self.skipping:
            self._property(name, rest)

    def _component(self, name: str, what: str) -> None:
        if self.skipping:
            if name == "END" and what == self.skipping:
                self.skipping = ""
        elif name == "END":
            if what in self.open:
                while self.open:
                    last = self.open.pop()
                    self.out.append(f"END:{last}")
                    if last == what:
                        break
        elif what in _COMPONENTS and self._room(what):
            if what == "VEVENT":
                self.close()  # an event that its sender forgot to end
            self.open.append(what)
            self.out.append(f"BEGIN:{what}")
        elif what != "VCALENDAR":
            self.skipping = what

    def _room(self, what: str) -> bool:
        kind, limit = ("VEVENT", EVENT_LIMIT) if what == "VEVENT" else ("OBSERVANCE", OBSERVANCE_LIMIT)
        self.counts[kind] += what != "VTIMEZONE"
        self.counts["ATTENDEE"] = 0
        if self.counts[kind] > limit:
            self.result.problems.append(f"more than {limit} blocks of one kind in a calendar")
        return self.counts[kind] <= limit

    def _property(self, name: str, rest: str) -> None:
        inside = self.open[-1] if self.open else ""
        if not inside:
            if name in _CALENDAR:
                value = rest.rpartition(":")[2].strip()
                if name == "METHOD":
                    self.result.method = self.result.method or value.upper()[:20]
                else:
                    self.result.zone = value[:200]
        elif inside == "VEVENT":
            self._event_property(name, rest)
        elif name in _ZONE or (name == "TZID" and inside == "VTIMEZONE"):
            self.out.append(f"{name}{rest[:VALUE_LIMIT]}")
        elif name == "RRULE" and _YEARLY.match(rest[1:].strip()) is not None:
            self.out.append(f"{name}{rest.strip()}")

    def _event_property(self, name: str, rest: str) -> None:
        if name in _DATES:
            self.out.append(name + self._dated(rest))
        elif name in _EVENT:
            if name == "ATTENDEE":
                self.counts["ATTENDEE"] += 1
            if self.counts["ATTENDEE"] <= ATTENDEE_LIMIT or name != "ATTENDEE":
                self.out.append(f"{name}{rest[:VALUE_LIMIT]}")
        elif name == "RRULE":
            self.result.problems.append("recurring appointment, only its first date is read")

    def _dated(self, rest: str) -> str:
        """A date property with its TZID out of the way; the value is what follows the last colon."""
        head, _, value = rest[:VALUE_LIMIT].rpartition(":")
        at = head.upper().find(";TZID=")
        if at < 0:
            return rest[:VALUE_LIMIT]
        zone = head[at + 6 :]
        zone = zone[1:].partition('"')[0] if zone[:1] == '"' else zone.partition(";")[0]
        zone = zone.strip()[:200]
        if zone not in self.result.zones:
            self.result.zones.append(zone)
        kind = ";VALUE=DATE" if "T" not in value else ""
        return f"{kind};{ZONE_PARAMETER}={self.result.zones.index(zone)}:{value.strip()}"

    def close(self) -> None:
        while self.open:
            self.out.append(f"END:{self.open.pop()}")


def sieve(text: str) -> Sieved:
    """Reduce iCalendar text (RFC 5545) to what is safe and needed; takes any text, in linear time."""
    lines = _FOLD.sub("", text.replace("\0", "").lstrip("\ufeff")).split("\n")
    work = _Sieve()
    if len(lines) > LINE_LIMIT:
        work.result.problems.append("calendar too long, cut")
    for line in lines[:LINE_LIMIT]:
        work.line(line.rstrip("\r"))
    work.close()
    result = work.result
    result.problems = list(dict.fromkeys(result.problems))
    result.text = "\r\n".join(("BEGIN:VCALENDAR", *work.out, "END:VCALENDAR", ""))
    return result
