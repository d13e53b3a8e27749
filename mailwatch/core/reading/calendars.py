"""Appointments out of iCalendar parts (RFC 5545, RFC 5546): who, when, in which zone, and what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mailwatch.core.models import Address, require_aware
from mailwatch.core.parsing.html import html_lines, meeting_link
from mailwatch.core.parsing.ics import ZONE_PARAMETER, sieve
from mailwatch.core.parsing.text import clean, one_line
from mailwatch.core.series import date_uid, in_utc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icalendar import Calendar, Component

    from mailwatch.core.parsing.ics import Sieved

_LONGEST = timedelta(days=31)
"""An appointment that lasts longer is a slip of the pen; its end is not believed."""
_YEARS = range(1990, 2101)
_DESCRIPTION_LIMIT = 16_384
_BROKEN = (ValueError, KeyError, IndexError, AttributeError, TypeError, ArithmeticError, RecursionError, OSError)
"""What icalendar, dateutil and zoneinfo raise on broken values, by version."""
_LINKS = (
    "URL",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "CONFERENCE",
)
_CALENDAR = re.compile(r"^(?=BEGIN:VCALENDAR)", re.IGNORECASE | re.MULTILINE)
_CALENDAR_LIMIT = 10
"""Calendars that one part may hold below each other."""
_URL = re.compile(r"https?://[^\s<>\"'\]]{4,2000}", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:br|p|div|html|a|b|span|ul)\b[^<>]{0,200}>", re.IGNORECASE)
_OFFSET_NAME = re.compile(r"\(?(?:UTC|GMT)\s?([+-])(\d\d?):?(\d\d)?\)?", re.IGNORECASE)
_CITY = re.compile(r"\)\s*([A-Za-z]{2,20}(?: [A-Za-z]{2,20}){0,2})")
_REGIONS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited. `partstat` is RFC 5545's in upper case (`ACCEPTED`, `DECLINED`, …), empty when not given."""

    address: Address
    partstat: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One appointment as a calendar part states it.

    `method` is the VCALENDAR's in upper case (`REQUEST`, `CANCEL`, `REPLY`, `COUNTER`, `PUBLISH`, …). `start` is None
    where a cancellation gives only the UID; `end` is None where nothing tells it. `timezone` is an IANA name where one
    is known, else an offset such as `+05:30`. `recurrence_id` is the date of a series that it is about, in UTC
    (`20261110T130000Z`; as written where that is no date), or empty. `stamp` is DTSTAMP.
    `problems` says what was guessed or not read; an event with a guessed zone says so there.
    """

    method: str
    uid: str
    sequence: int = 0
    recurrence_id: str = ""
    start: datetime | None = None
    end: datetime | None = None
    all_day: bool = False
    timezone: str = ""
    summary: str = ""
    description: str = ""
    location: str = ""
    link: str = ""
    organizer: Address | None = None
    attendees: tuple[Attendee, ...] = ()
    status: str = ""
    stamp: datetime | None = None
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for moment in (self.start, self.end, self.stamp):
            if moment is not None:
                require_aware(moment)

    @property
    def date_uid(self) -> str:
        """The UID, followed by the date where it is about one date of a series: two such dates are two appointments."""
        return date_uid(self.uid, self.recurrence_id) if self.uid and self.recurrence_id else self.uid

    @property
    def cancelled(self) -> bool:
        """Whether it says that the appointment does not take place."""
        return self.method == "CANCEL" or self.status == "CANCELLED"


def read_calendars(texts: Sequence[str], *, zone: str, mail_text: str = "") -> tuple[CalendarEvent, ...]:
    """Read the calendar parts of one mail.

    Of several versions of one appointment (same UID and RECURRENCE-ID) the newest counts: highest SEQUENCE, then
    DTSTAMP (RFC 5546 §2.1.5). Recurrence rules are not expanded; a date of a series that is stated by itself (RFC 5545
    §3.8.4.4) stands in place of the series where that begins with it. Never raises on any text.

    Args:
        texts: iCalendar texts, as `Message.calendars` holds them.
        zone: IANA name of the zone in which a time without any zone is read.
        mail_text: the text beside them; a meeting link found there completes an event that has none.

    Returns:
        The events by start, those without one last.
    """
    newest: dict[str, CalendarEvent] = {}
    for one in (part for text in texts for part in _CALENDAR.split(text)[:_CALENDAR_LIMIT] if part):
        for event in _events(one, zone):
            key = event.date_uid
            if key not in newest or _age(event) > _age(newest[key]):
                newest[key] = event
    link = first_meeting_link(mail_text)
    stated = [e for e in newest.values() if e.recurrence_id or date_uid(e.uid, _in_utc(e.start)) not in newest]
    events = [e if e.link or not link else replace(e, link=link) for e in stated]
    return tuple(sorted(events, key=lambda e: (e.start is None, e.start.timestamp() if e.start else 0, e.uid)))


def _age(event: CalendarEvent) -> tuple[int, float]:
    return event.sequence, event.stamp.timestamp() if event.stamp else 0.0


def first_meeting_link(text: str) -> str:
    """The first address in a text that leads to a meeting; empty when none does."""
    return next((link for found in _URL.findall(text) if (link := meeting_link(found.rstrip(".,;:)>")))), "")


def _events(text: str, zone: str) -> list[CalendarEvent]:
    from icalendar import Calendar  # noqa: PLC0415 - 0.1 s of imports that most mails do not need
    from icalendar.timezone import tzp  # noqa: PLC0415

    sieved = sieve(text)
    # The library keeps the first VTIMEZONE of a name for all later mails; "Customized Time Zone" is many zones.
    tzp.use_default()
    try:
        calendar = Calendar.from_ical(sieved.text)
    except _BROKEN:
        return _one_by_one(sieved, zone)
    return _read_all(calendar, sieved, zone)


def _one_by_one(sieved: Sieved, zone: str) -> list[CalendarEvent]:
    """Events of a calendar that does not parse as a whole, its lines dropped one at a time until it does."""
    from icalendar import Calendar  # noqa: PLC0415 - as above

    good = [line for line in sieved.text.split("\r\n") if _parses(line)]
    sieved.problems.append("calendar is damaged, read in part")
    try:
        return _read_all(Calendar.from_ical("\r\n".join(good)), sieved, zone)
    except _BROKEN:
        return []


def _parses(line: str) -> bool:
    from icalendar.parser import Contentline  # noqa: PLC0415 - as above

    try:
        Contentline(line).parts()  # type: ignore[no-untyped-call]
    except _BROKEN:
        return False
    return True


def _read_all(calendar: Calendar, sieved: Sieved, zone: str) -> list[CalendarEvent]:
    zones = _Zones(calendar, sieved, zone)
    found = []
    for component in calendar.walk("VEVENT"):
        try:
            found.append(_event(component, sieved, zones))
        except _BROKEN:
            continue
    return found


def _event(component: Component, sieved: Sieved, zones: _Zones) -> CalendarEvent:
    problems = list(sieved.problems)
    start, all_day, name = zones.moment(component, "DTSTART", problems)
    end, _, _ = zones.moment(component, "DTEND", problems)
    stamp, _, _ = zones.moment(component, "DTSTAMP", [])
    if start is not None and end is None:
        end = _end(component, start, all_day=all_day)
    if start is not None and end is not None and not start <= end <= start + _LONGEST:
        problems.append("the appointment ends before it begins, or lasts for weeks")
        end = None
    if component.errors:
        problems.append("broken properties: " + ", ".join(sorted({str(e[0]) for e in component.errors})))
    description = _text(component, "DESCRIPTION")
    location = one_line(_text(component, "LOCATION"))
    return CalendarEvent(
        method=sieved.method,
        uid=one_line(_text(component, "UID"))[:1_000],
        sequence=_sequence(component),
        recurrence_id=_recurrence(component, zones),
        start=start,
        end=end,
        all_day=all_day,
        timezone=name,
        summary=one_line(_text(component, "SUMMARY")),
        description=_shown(description),
        location=location,
        link=_link(component, location, description),
        organizer=_mailbox(component, "ORGANIZER"),
        attendees=_attendees(component),
        status=_text(component, "STATUS").strip().upper(),
        stamp=stamp,
        problems=tuple(dict.fromkeys(problems)),
    )


def _text(component: Component, name: str) -> str:
    """The first value of a property as text."""
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value)


def _sequence(component: Component) -> int:
    value = _text(component, "SEQUENCE").strip()
    return int(value[:9]) if value.isascii() and value.isdecimal() else 0


def _recurrence(component: Component, zones: _Zones) -> str:
    moment, _, _ = zones.moment(component, "RECURRENCE-ID", [])
    return _in_utc(moment) or one_line(_text(component, "RECURRENCE-ID"))[:40]


def _in_utc(moment: datetime | None) -> str:
    return "" if moment is None else in_utc(moment)


def _end(component: Component, start: datetime, *, all_day: bool) -> datetime | None:
    value = component.get("DURATION")
    length = getattr(value, "dt", None) if value is not None else None
    if isinstance(length, timedelta):
        return start + length if abs(length) <= _LONGEST else None
    return start + timedelta(days=1) if all_day else None


def _shown(description: str) -> str:
    text = description[:_DESCRIPTION_LIMIT]
    if _MARKUP.search(text) is not None:
        return "\n".join(html_lines(text, []))
    return clean(text).strip()


def _link(component: Component, location: str, description: str) -> str:
    for name in _LINKS:
        link = first_meeting_link(_text(component, name)) or _plain_link(name, _text(component, name))
        if link:
            return link
    return first_meeting_link(location) or first_meeting_link(description)


def _plain_link(name: str, value: str) -> str:
    """A property that holds nothing but a conference is believed, whatever the host."""
    return value.strip() if name != "URL" and _URL.fullmatch(value.strip()) else ""


def _mailbox(component: Component, name: str) -> Address | None:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return _address(value) if value is not None else None


def _address(value: Any) -> Address:  # noqa: ANN401 - vCalAddress, or whatever a broken property became
    params: Mapping[str, Any] = getattr(value, "params", {})
    text = one_line(str(value)).strip()
    address = text[7:] if text[:7].lower() == "mailto:" else text
    address = address if "@" in address else one_line(str(params.get("EMAIL", "")))
    local, _, domain = address.strip(" <>").rpartition("@")
    return Address(one_line(str(params.get("CN", ""))).strip("\"' "), f"{local}@{domain.lower()}" if local else "")


def _attendees(component: Component) -> tuple[Attendee, ...]:
    values = component.get("ATTENDEE")
    found = []
    for value in values if isinstance(values, list) else [] if values is None else [values]:
        address = _address(value)
        partstat = one_line(str(getattr(value, "params", {}).get("PARTSTAT", ""))).upper()
        if address.email or address.name:
            found.append(Attendee(address, partstat))
    return tuple(found)


class _Zones:
    """The zones of one calendar: what its VTIMEZONEs define, what their names mean, and what stands in."""

    def __init__(self, calendar: Calendar, sieved: Sieved, fallback: str) -> None:
        self._names = sieved.zones
        self._default = sieved.zone
        self._fallback = _iana(fallback) or ZoneInfo("UTC")
        self._defined: dict[str, tzinfo] = {}
        for component in calendar.walk("VTIMEZONE"):
            try:
                zone = component.to_tz(lookup_tzid=False)  # type: ignore[attr-defined]  # a Timezone, walk() cannot say
            except _BROKEN:
                continue
            self._defined.setdefault(_text(component, "TZID").strip(' "'), zone)

    def moment(self, component: Component, name: str, problems: list[str]) -> tuple[datetime | None, bool, str]:
        """A date property as an aware datetime, whether it is a whole day, and the name of its zone."""
        value = component.get(name)
        if isinstance(value, list):
            value = value[0]
        try:
            moment = getattr(value, "dt", None)
        except _BROKEN:
            problems.append(f"{name} is broken")
            return None, False, ""
        if not isinstance(moment, date) or moment.year not in _YEARS:
            if value is not None:
                problems.append(f"{name} is no date of our time")
            return None, False, ""
        all_day = not isinstance(moment, datetime)
        local = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - the zone comes next
        if local.tzinfo is not None:
            return local.astimezone(UTC), False, "UTC"
        zone, known = self._zone(local, getattr(value, "params", {}).get(ZONE_PARAMETER), problems, all_day=all_day)
        return local.replace(tzinfo=zone), all_day, known

    def _zone(self, local: datetime, index: str | None, problems: list[str], *, all_day: bool) -> tuple[tzinfo, str]:
        name = self._names[int(index)] if index is not None and int(index) < len(self._names) else ""
        defined = self._offset(name, local)
        named = _iana(name)
        if named is not None and defined is not None and named.utcoffset(local) != defined:
            problems.append(f"zone {name!r} contradicts its own definition")
            if "/" not in name:  # a Windows name: what is defined beside it is what was meant
                named = None
        if named is not None:
            return named, named.key
        if defined is not None:
            return timezone(defined), _offset_text(defined)
        described = _described(name)
        if described is not None:
            problems.append(f"zone {name!r} read by its description")
            return described, str(described) if isinstance(described, ZoneInfo) else _offset_text(
                described.utcoffset(None)
            )
        calendar_zone = _iana(self._default)
        if calendar_zone is not None:
            return calendar_zone, calendar_zone.key
        if not all_day:
            problems.append(f"unknown zone {name!r}, took yours" if name else "no zone given, took yours")
        return self._fallback, self._fallback.key

    def _offset(self, name: str, local: datetime) -> timedelta | None:
        """The offset that the calendar itself defines for a local time."""
        zone = self._defined.get(name)
        try:
            offset = local.replace(tzinfo=zone).utcoffset() if zone is not None else None
        except _BROKEN:
            return None
        return offset if offset is not None and abs(offset) < timedelta(hours=16) else None


def _iana(name: str) -> ZoneInfo | None:
    """The zone of an IANA or Windows name, with or without a vendor's path before it."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415 - as above

    name = name.strip(' "')
    parts = name.strip("/").split("/")
    for candidate in (WINDOWS_TO_OLSON.get(name, name), *("/".join(parts[-n:]) for n in (3, 2, 1) if len(parts) > n)):
        if not candidate or candidate.startswith((".", "/")):
            continue
        try:
            return ZoneInfo(candidate)
        except _BROKEN:
            continue
    return None


def _described(name: str) -> tzinfo | None:
    """The zone of a display name such as `(UTC+01:00) Amsterdam, Berlin`, by its first city, else by its offset."""
    city = _CITY.search(name[:100])
    if city is not None:
        place = city[1].strip().replace(" ", "_")
        for region in _REGIONS:
            zone = _iana(f"{region}/{place}")
            if zone is not None:
                return zone
    offset = _OFFSET_NAME.search(name[:100])
    if offset is not None:
        length = timedelta(hours=int(offset[2]) % 15, minutes=int(offset[3] or 0) % 60)
        return timezone(-length if offset[1] == "-" else length)
    return ZoneInfo("UTC") if name[:100].upper().endswith(("UTC", "GMT")) else None


def _offset_text(offset: timedelta | None) -> str:
    """`+05:30`."""
    seconds = int((offset or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"
