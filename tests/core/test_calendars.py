"""Calendar parts: appointments in every zone that senders invent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.models import Address
from mailwatch.core.reading.calendars import CalendarEvent, read_calendars
from tests.timing import seconds

ZONE = "Europe/Berlin"


def ics(*event: str, method: str = "REQUEST", before: str = "", uid: str = "one@acme.example") -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//x//y",
        "VERSION:2.0",
        f"METHOD:{method}",
        *before.strip().split("\n"),
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261101T080000Z",
        *event,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(line for line in lines if line.strip())


def vtimezone(name: str, offset: str) -> str:
    return (
        f"BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\n"
        "END:STANDARD\nEND:VTIMEZONE"
    )


EXCHANGE_PACIFIC = """BEGIN:VTIMEZONE
TZID:Pacific Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0700
TZOFFSETTO:-0800
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0800
TZOFFSETTO:-0700
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def one(text: str, *, zone: str = ZONE, mail_text: str = "") -> CalendarEvent:
    (event,) = read_calendars([text], zone=zone, mail_text=mail_text)
    return event


def start(text: str) -> str:
    event = one(text)
    assert event.start is not None
    return event.start.isoformat()


def test_a_google_invitation() -> None:
    event = one(
        ics(
            "DTSTART:20261110T130000Z",
            "DTEND:20261110T140000Z",
            "SUMMARY:Interview: Sam\\, Staff Engineer",
            "SEQUENCE:2",
            "ORGANIZER;CN=Anna Field:mailto:anna@ACME.example",
            "LOCATION:https://meet.google.com/abc-defg-hij",
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;CN=sam@exam",
            " ple.com;X-NUM-GUESTS=0:mailto:sam@example.com",
            "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:ben@acme.example",
            "STATUS:CONFIRMED",
            "DESCRIPTION:Hello <b>Sam</b><br>see you\\nthere",
            "RRULE:FREQ=WEEKLY",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:reminder",
            "TRIGGER:-P0DT0H10M0S",
            "END:VALARM",
        )
    )
    assert (event.method, event.uid, event.sequence, event.status) == ("REQUEST", "one@acme.example", 2, "CONFIRMED")
    assert event.start == datetime(2026, 11, 10, 13, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 10, 14, tzinfo=UTC)
    assert event.summary == "Interview: Sam, Staff Engineer"
    assert event.organizer == Address("Anna Field", "anna@acme.example")
    assert [(a.address.email, a.partstat) for a in event.attendees] == [
        ("sam@example.com", "NEEDS-ACTION"),
        ("ben@acme.example", "ACCEPTED"),
    ]
    assert event.link == "https://meet.google.com/abc-defg-hij"
    assert event.description == "Hello Sam\nsee you there"
    assert event.stamp == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert event.problems == ("recurring appointment, only its first date is read",)
    assert not event.cancelled


@pytest.mark.parametrize(
    ("before", "dtstart", "iso", "zone"),
    [
        ("", "DTSTART;TZID=Europe/London:20261110T140000", "2026-11-10T14:00:00+00:00", "Europe/London"),
        ("", "DTSTART;TZID=Pacific Standard Time:20261110T140000", "2026-11-10T14:00:00-08:00", "America/Los_Angeles"),
        (
            EXCHANGE_PACIFIC,
            "DTSTART;TZID=Pacific Standard Time:20261110T140000",
            "2026-11-10T14:00:00-08:00",
            "America/Los_Angeles",
        ),
        (
            EXCHANGE_PACIFIC,
            'DTSTART;TZID="Pacific Standard Time":20260810T140000',
            "2026-08-10T14:00:00-07:00",
            "America/Los_Angeles",
        ),
        (
            vtimezone("Customized Time Zone", "+0530"),
            "DTSTART;TZID=Customized Time Zone:20261110T140000",
            "2026-11-10T14:00:00+05:30",
            "+05:30",
        ),
        (
            vtimezone("Nowhere/Land", "-0330"),
            "DTSTART;TZID=Nowhere/Land:20261110T140000",
            "2026-11-10T14:00:00-03:30",
            "-03:30",
        ),
        (
            vtimezone("Pacific Standard Time", "+0100"),
            "DTSTART;TZID=Pacific Standard Time:20261110T140000",
            "2026-11-10T14:00:00+01:00",
            "+01:00",
        ),
        (
            vtimezone("Europe/Berlin", "+0300"),
            "DTSTART;TZID=Europe/Berlin:20261110T140000",
            "2026-11-10T14:00:00+01:00",
            "Europe/Berlin",
        ),
        (
            vtimezone('"(UTC+01:00) Amsterdam, Berlin"', "+0100"),
            'DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin":20261110T140000',
            "2026-11-10T14:00:00+01:00",
            "+01:00",
        ),
        (
            "",
            'DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern":20260810T140000',
            "2026-08-10T14:00:00+02:00",
            "Europe/Amsterdam",
        ),
        (
            "",
            "DTSTART;TZID=(UTC-05:00) Eastern Time (US & Canada):20261110T140000",
            "2026-11-10T14:00:00-05:00",
            "-05:00",
        ),
        ("", "DTSTART;TZID=tzone://Microsoft/Utc:20261110T140000", "2026-11-10T14:00:00+00:00", "UTC"),
        (
            "",
            "DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20261110T140000",
            "2026-11-10T14:00:00-05:00",
            "America/New_York",
        ),
        (
            "",
            "DTSTART;TZID=/x/y/America/Argentina/Buenos_Aires:20261110T140000",
            "2026-11-10T14:00:00-03:00",
            "America/Argentina/Buenos_Aires",
        ),
        ("X-WR-TIMEZONE:Asia/Tokyo", "DTSTART:20261110T140000", "2026-11-10T14:00:00+09:00", "Asia/Tokyo"),
        ("", "DTSTART:20261110T140000", "2026-11-10T14:00:00+01:00", ZONE),
        ("", "DTSTART;TZID=Nowhere/Land:20261110T140000", "2026-11-10T14:00:00+01:00", ZONE),
        ("", "DTSTART;TZID=../../etc/passwd:20261110T140000", "2026-11-10T14:00:00+01:00", ZONE),
        ("", "DTSTART;TZID=Europe:20261110T140000", "2026-11-10T14:00:00+01:00", ZONE),
    ],
)
def test_zones(before: str, dtstart: str, iso: str, zone: str) -> None:
    event = one(ics(dtstart, before=before))
    assert event.start is not None
    assert (event.start.isoformat(), event.timezone) == (iso, zone)


def test_a_guessed_zone_says_so() -> None:
    assert one(ics("DTSTART:20261110T140000")).problems == ("no zone given, took yours",)
    assert "unknown zone" in one(ics("DTSTART;TZID=Nowhere/Land:20261110T140000")).problems[0]
    contradiction = ics("DTSTART;TZID=Europe/Berlin:20261110T140000", before=vtimezone("Europe/Berlin", "+0300"))
    assert "contradicts" in one(contradiction).problems[0]


def test_one_name_is_many_zones() -> None:
    custom = "DTSTART;TZID=Customized Time Zone:20261110T140000"
    first = ics(custom, before=vtimezone("Customized Time Zone", "+0530"))
    second = ics(custom, before=vtimezone("Customized Time Zone", "-0800"))
    assert [start(first), start(second), start(first)] == [
        "2026-11-10T14:00:00+05:30",
        "2026-11-10T14:00:00-08:00",
        "2026-11-10T14:00:00+05:30",
    ]


def test_a_false_definition_does_not_poison_the_honest_name() -> None:
    pacific = "DTSTART;TZID=Pacific Standard Time:20261110T140000"
    assert start(ics(pacific, before=vtimezone("Pacific Standard Time", "+0100"))).endswith("+01:00")
    assert start(ics(pacific)).endswith("-08:00")


def test_whole_days_and_lengths() -> None:
    day = one(ics("DTSTART;VALUE=DATE:20261110"))
    assert day.all_day
    assert day.start is not None
    assert (day.start.isoformat(), day.end) == (
        "2026-11-10T00:00:00+01:00",
        datetime.fromisoformat("2026-11-11T00:00:00+01:00"),
    )
    assert one(ics("DTSTART:20261110T130000Z", "DURATION:PT45M")).end == datetime(2026, 11, 10, 13, 45, tzinfo=UTC)
    assert one(ics("DTSTART:20261110T130000Z")).end is None
    backwards = one(ics("DTSTART:20261110T130000Z", "DTEND:20261110T120000Z"))
    assert backwards.end is None
    assert backwards.problems


def test_the_newest_version_counts() -> None:
    old = ics("SEQUENCE:1", "DTSTART:20261110T130000Z")
    new = ics("SEQUENCE:2", "DTSTART:20261111T130000Z")
    later = ics("SEQUENCE:1", "DTSTART:20261112T130000Z").replace("20261101T080000Z", "20261102T080000Z")
    for order in ([old, new, later], [new, later, old], [later, old, new]):
        (event,) = read_calendars(order, zone=ZONE)
        assert event.sequence == 2
    (event,) = read_calendars([later, old], zone=ZONE)
    assert event.start == datetime(2026, 11, 12, 13, tzinfo=UTC)


def test_single_dates_of_a_series_stay_apart() -> None:
    first = ics("RECURRENCE-ID:20261110T130000Z", "DTSTART:20261110T150000Z")
    second = ics("RECURRENCE-ID:20261117T130000Z", "DTSTART:20261117T150000Z")
    assert len(read_calendars([second, first], zone=ZONE)) == 2
    assert [e.recurrence_id for e in read_calendars([second, first], zone=ZONE)] == [
        "20261110T130000Z",
        "20261117T130000Z",
    ]


def test_two_dates_of_a_series_are_two_appointments_however_their_zone_is_written() -> None:
    first = ics("RECURRENCE-ID:20261110T130000Z", "DTSTART:20261110T150000Z")
    same = ics("RECURRENCE-ID;TZID=Europe/Berlin:20261110T140000", "DTSTART:20261110T160000Z", "SEQUENCE:1")
    other = ics("RECURRENCE-ID;TZID=Europe/Berlin:20261117T140000", "DTSTART:20261117T130000Z")
    events = read_calendars([first, same, other], zone=ZONE)
    assert [(e.start.hour, e.recurrence_id) for e in events if e.start] == [
        (16, "20261110T130000Z"),
        (13, "20261117T130000Z"),
    ]
    assert len({e.date_uid for e in events}) == 2
    assert all(e.date_uid.startswith(e.uid) for e in events)
    assert one(ics("DTSTART:20261110T130000Z", uid="a")).date_uid == "a"


def test_a_date_that_is_stated_by_itself_stands_in_place_of_the_series() -> None:
    series = ics("DTSTART:20261110T130000Z", "RRULE:FREQ=WEEKLY")
    moved = ics("RECURRENCE-ID:20261110T130000Z", "DTSTART:20261110T150000Z")
    later = ics("RECURRENCE-ID:20261117T130000Z", "DTSTART:20261117T150000Z")
    assert [e.start.hour for e in read_calendars([series, moved], zone=ZONE) if e.start] == [15]
    assert [e.start.hour for e in read_calendars([series, later], zone=ZONE) if e.start] == [13, 15]


def test_several_events_are_sorted_by_start() -> None:
    texts = [
        ics("DTSTART:20261112T130000Z", uid="b"),
        ics("DTSTART:20261110T130000Z", uid="a"),
        ics(method="CANCEL", uid="c"),
    ]
    assert [e.uid for e in read_calendars(texts, zone=ZONE)] == ["a", "b", "c"]
    assert [e.uid for e in read_calendars(["".join(texts)], zone=ZONE)] == ["a", "b", "c"]


def test_a_bare_cancellation() -> None:
    event = one(ics("SEQUENCE:3", "STATUS:CANCELLED", method="cancel"))
    assert event.cancelled
    assert (event.method, event.start, event.end, event.sequence) == ("CANCEL", None, None, 3)
    assert one(ics("STATUS:CANCELLED", "DTSTART:20261110T130000Z")).cancelled


def test_links() -> None:
    at = "DTSTART:20261110T130000Z"
    zoom = "https://acme.zoom.us/j/1"
    assert one(ics(at, f"DESCRIPTION:Join: {zoom}\\nbye")).link == zoom
    assert one(ics(at, "X-GOOGLE-CONFERENCE:https://meet.acme.example/x")).link == "https://meet.acme.example/x"
    assert one(ics(at, f"URL:{zoom}")).link == zoom
    assert one(ics(at, "URL:https://acme.example/jobs")).link == ""
    assert one(ics(at), mail_text=f"Please use {zoom}.").link == zoom


def test_damage_is_survived() -> None:
    good = ics("DTSTART:20261110T130000Z", "SUMMARY:Interview")
    assert one("\ufeff" + good).summary == "Interview"
    assert one(good.replace("\r\n", "\n")).summary == "Interview"
    assert one(good[: good.index("END:VEVENT")]).summary == "Interview"
    assert one(good.replace("SUMMARY", "garbage line\r\n;;;\r\nSUMMARY")).summary == "Interview"
    assert one(good.replace("SUMMARY:", 'SUMMARY;X="a:')).start is not None
    broken = one(good.replace("20261110T130000Z", "tomorrow"))
    assert broken.start is None
    assert broken.problems
    assert one(good.replace("20261110", "99991110")).start is None
    assert read_calendars(["", "no calendar", "BEGIN:VCALENDAR", "BEGIN:VEVENT"], zone=ZONE) is not None


BOMBS = {
    "recurrence": ics(
        "DTSTART:20261110T130000Z", "RRULE:FREQ=SECONDLY", "RDATE:" + ",".join(["20261110T130000Z"] * 5_000)
    ),
    "zone rules": ics(
        "DTSTART;TZID=x:20261110T130000",
        before=vtimezone("x", "+0100").replace("END:ST", "RRULE:FREQ=SECONDLY\nEND:ST"),
    ),
    "zone rules, dense": ics(
        "DTSTART;TZID=x:20261110T130000",
        before=vtimezone("x", "+0100").replace(
            "END:ST", "RRULE:FREQ=YEARLY;BYHOUR=1,2,3;BYMINUTE=1,2;BYSECOND=1\nEND:ST"
        ),
    ),
    "observances": ics(
        "DTSTART;TZID=x:20261110T130000",
        before=vtimezone("x", "+0100").replace(
            "END:VT",
            "BEGIN:DAYLIGHT\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
            "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=3\nEND:DAYLIGHT\n" * 3_000 + "END:VT",
        ),
    ),
    "events": "BEGIN:VCALENDAR\r\n"
    + "".join(f"BEGIN:VEVENT\r\nUID:{i}\r\nDTSTART:20261110T130000Z\r\nEND:VEVENT\r\n" for i in range(9_000)),
    "attendees": ics("DTSTART:20261110T130000Z", *["ATTENDEE:mailto:a@b.example"] * 20_000),
    "folds": ics("DTSTART:20261110T130000Z", "SUMMARY:" + "x\r\n " * 200_000),
    "nesting": "BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * 50_000,
    "one line": ics("DTSTART:20261110T130000Z", "SUMMARY:" + "x;" * 500_000),
    "quotes": ics("DTSTART:20261110T130000Z", 'SUMMARY;A="' * 100_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs(bomb: str) -> None:
    assert seconds(lambda: read_calendars([BOMBS[bomb]], zone=ZONE), 1.0) < 1.0


def test_a_bomb_is_read_as_far_as_possible() -> None:
    assert one(BOMBS["recurrence"]).start == datetime(2026, 11, 10, 13, tzinfo=UTC)
    assert one(BOMBS["zone rules"]).start is not None
    assert one(BOMBS["folds"]).start is not None


LINES = st.lists(
    st.sampled_from(
        [
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VTIMEZONE",
            "END:VTIMEZONE",
            "BEGIN:STANDARD",
            "END:STANDARD",
            "METHOD:REQUEST",
            "TZID:x",
            "TZOFFSETTO:+9900",
            "TZOFFSETTO:+0100",
            "TZOFFSETFROM:",
            "DTSTART:16010101T000000",
            "DTSTART;TZID=x:20261110T130000",
            "DTSTART",
            "DTEND;VALUE=DATE:20261110",
            "DTEND:x",
            "DURATION:P",
            "DURATION:PT9999999999H",
            "SEQUENCE:-1",
            "UID;X=",
            "ORGANIZER:mailto:",
            'ATTENDEE;CN="a:b',
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261110",
            "DTSTAMP:0",
            "DTSTART;TZID=:20261110T130000",
            "RRULE:FREQ=YEARLY",
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "DTSTART;VALUE=PERIOD:20261110T130000Z/PT1H",
            "DTSTART:20261110T130000Z,20261111T130000Z",
        ],
    )
    | st.text(max_size=12),
    max_size=25,
)


@given(LINES)
@settings(max_examples=400, deadline=None)
def test_any_lines(lines: list[str]) -> None:
    text = "\r\n".join(["BEGIN:VCALENDAR", *lines])
    assert read_calendars([text], zone=ZONE) == read_calendars([text], zone=ZONE)
