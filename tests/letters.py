"""Mails written for the tests, in the forms real senders use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime

POLICY = SMTP.clone(max_line_length=998)
DANA = "Dana Cho <dana.cho@northwind.example>"
SAM = "Sam Rivera <sam@example.com>"


def letter(
    text: str,
    at: datetime,
    *,
    sender: str = DANA,
    to: str = SAM,
    subject: str = "Staff Engineer at Northwind",
    message_id: str = "",
    answers: str = "",
    **headers: str,
) -> bytes:
    """A plain-text mail of `at` (aware); `answers` is the Message-ID it replies to."""
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id or f"<{abs(hash((text, at))):x}@{_domain(sender)}>"
    if answers:
        message["In-Reply-To"] = message["References"] = answers
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def invitation(
    at: datetime,
    start: datetime,
    end: datetime,
    *,
    uid: str = "interview-1@northwind.example",
    method: str = "REQUEST",
    sequence: int = 0,
    sender: str = DANA,
    to: str = SAM,
    summary: str = "Interview: Staff Engineer at Northwind",
    message_id: str = "",
    text: str = "You have been invited to the following event.",
) -> bytes:
    """A calendar invitation in the form Google sends: text and calendar part as alternatives, times in UTC."""
    ics = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
            "VERSION:2.0",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"SEQUENCE:{sequence}",
            f"DTSTAMP:{_utc(at)}",
            f"DTSTART:{_utc(start)}",
            f"DTEND:{_utc(end)}",
            f"SUMMARY:{summary}",
            f"ORGANIZER;CN=Dana Cho:mailto:{_address(sender)}",
            f"ATTENDEE;CN=Sam Rivera;PARTSTAT=NEEDS-ACTION:mailto:{_address(to)}",
            f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
    message = MIMEMultipart("alternative")
    message["From"] = sender
    message["To"] = to
    message["Subject"] = f"{'Cancelled event' if method == 'CANCEL' else 'Invitation'}: {summary}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id or f"<{uid}-{sequence}-{method}>"
    message.attach(MIMEText(text, "plain", "utf-8"))
    part = MIMEText(ics, "calendar", "utf-8")
    part.set_param("method", method)
    message.attach(part)
    return message.as_bytes(policy=POLICY)


def many_invitations(number: int, at: datetime, start: datetime) -> list[bytes]:
    """Invitations of `at` to interviews at as many houses (Harbour0, Harbour1, ...), all of the hour from `start`."""
    return [
        invitation(
            at,
            start,
            start + timedelta(hours=1),
            uid=f"i{n}",
            sender=f"Dana Cho <dana@harbour{n}.example>",
            summary=f"Interview: Engineer at Harbour{n}",
        )
        for n in range(number)
    ]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _address(sender: str) -> str:
    return sender.partition("<")[2].rstrip(">")


def _domain(sender: str) -> str:
    return _address(sender).rpartition("@")[2]
