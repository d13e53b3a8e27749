"""Builds the mails of the demo's story in the forms real senders use."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape

from mailwatch.core.models import Kind

ADDRESS = "sam@example.com"
SAM = f"Sam Rivera <{ADDRESS}>"
AUTHSERV_ID = "mx.example.com"
"""The user's own mail server, whose word on senders the demo's config believes."""

_POLICY = SMTP.clone(max_line_length=998)

Threads = Mapping[str, tuple[str, ...]]
"""By the name of an earlier letter, or the address the user last wrote to: the Message-IDs of that thread so far."""


@dataclass(frozen=True, slots=True)
class Invite:
    """A calendar part. With `zone` (a TZID as Outlook names zones) it is written in that zone, else in UTC."""

    uid: str
    summary: str
    start: datetime
    end: datetime
    organizer: str
    attendees: tuple[str, ...] = ()
    method: str = "REQUEST"
    sequence: int = 0
    zone: str = ""
    location: str = ""

    def as_ics(self, stamp: datetime) -> str:
        """The part's text (RFC 5545, RFC 5546), `stamp` being the moment it was made."""
        program = "Microsoft Exchange Server 2010" if self.zone else "-//Google Inc//Google Calendar 70.9054//EN"
        lines = ["BEGIN:VCALENDAR", f"METHOD:{self.method}", f"PRODID:{program}", "VERSION:2.0"]
        if self.zone:
            lines += _eastern(self.zone)
        lines += [
            "BEGIN:VEVENT",
            f"ORGANIZER;CN={_name(self.organizer)}:mailto:{_address(self.organizer)}",
            *(
                f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN={_name(a)}:mailto:{_address(a)}"
                for a in (SAM, *self.attendees)
            ),
            f"UID:{self.uid}",
            f"SUMMARY:{self.summary}",
            self._time("DTSTART", self.start),
            self._time("DTEND", self.end),
            f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{self.sequence}",
            f"LOCATION:{self.location}",
            f"STATUS:{'CANCELLED' if self.method == 'CANCEL' else 'CONFIRMED'}",
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
        return "\r\n".join(_folded(line) for line in lines) + "\r\n"

    def _time(self, name: str, moment: datetime) -> str:
        if self.zone:
            return f"{name};TZID={self.zone}:{moment:%Y%m%dT%H%M%S}"
        return f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of the story, and what it is meant to be read as.

    `at` (aware) becomes its Date. `kind` and `company` (empty: no application's) are the intent that the tests hold
    the reader to. `answers` is the name of an earlier letter, or the address whose last mail from the user it answers.
    A sender of `SAM` makes it the user's own mail, which lies in Sent. `html` is the preheader of an HTML-only mail.
    `returned` is the address whose mail comes back. `dmarc` is what the user's server found.
    """

    at: datetime
    name: str
    kind: Kind
    company: str
    sender: str
    subject: str
    text: str = ""
    to: str = SAM
    cc: str = ""
    answers: str = ""
    html: str = ""
    invite: Invite | None = None
    returned: str = ""
    dmarc: str = "pass"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def message_id(self) -> str:
        """Its Message-ID, on the sender's domain."""
        return f"<{self.name}.{self.at:%Y%m%d%H%M}@{_address(self.sender).rpartition('@')[2]}>"

    @property
    def yours(self) -> bool:
        """Whether the user wrote it."""
        return self.sender == SAM

    def thread(self, threads: Threads) -> tuple[str, ...]:
        """The Message-IDs of what it answers, oldest first, and then its own."""
        return (*threads.get(self.answers, ()), self.message_id)

    def as_bytes(self, threads: Threads) -> bytes:
        """The mail as it is delivered."""
        message = self._body(threads)
        for name, value in self._headers(threads).items():
            if value:
                message[name] = value
        return message.as_bytes(policy=_POLICY)

    def _headers(self, threads: Threads) -> dict[str, str]:
        before = self.thread(threads)[:-1]
        verdict = "" if self.yours else _verdict(_address(self.sender).rpartition("@")[2], self.dmarc)
        return {
            "Authentication-Results": verdict,
            "From": self.sender,
            "To": self.to,
            "Cc": self.cc,
            "Subject": self.subject,
            "Date": format_datetime(self.at),
            "Message-ID": self.message_id,
            "In-Reply-To": before[-1] if before else "",
            "References": " ".join(before),
            **self.headers,
        }

    def _body(self, threads: Threads) -> EmailMessage | MIMEBase:
        text = textwrap.dedent(self.text).strip() + "\n"
        if self.returned:
            return _returned(text, self.returned, threads.get(self.returned, ()))
        if self.invite:
            return _with_invite(text, self.invite, self.at)
        message = EmailMessage(policy=_POLICY)
        if self.html:
            message.set_content(_page(text, self.html), subtype="html", cte="quoted-printable")
        else:
            message.set_content(text, cte="quoted-printable")
        return message


def _verdict(domain: str, dmarc: str) -> str:
    """What the user's server adds on top (RFC 8601)."""
    return (
        f"{AUTHSERV_ID}; dkim={'pass' if dmarc == 'pass' else 'none'} header.d={domain};"
        f" spf={dmarc} smtp.mailfrom={domain}; dmarc={dmarc} header.from={domain}"
    )


def _page(text: str, preheader: str) -> str:
    """An HTML mail as applicant tracking systems write it: a hidden preheader, a table for layout, a footer."""
    paragraphs = "".join(
        f'<p style="margin:0 0 16px;font:15px/22px Arial">{escape(" ".join(p.split()))}</p>' for p in text.split("\n\n")
    )
    hidden = "display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden"
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title></title>'
        "<style>.card{background:#fff}</style></head>"
        f'<body style="margin:0;background:#f3f4f6"><div style="{hidden}">{escape(preheader)}'
        f'{"&#847;&zwnj;&nbsp;" * 20}</div><table role="presentation" width="100%"><tr><td align="center">'
        f'<table role="presentation" class="card" width="600"><tr><td>{paragraphs}</td></tr></table>'
        '<p style="font:12px Arial;color:#6b7280">This is an automated message. Please do not reply to this email.'
        "</p></td></tr></table></body></html>"
    )


def _with_invite(text: str, invite: Invite, at: datetime) -> MIMEMultipart:
    """Text, HTML and the calendar part as alternatives; Google's calendar adds the part once more as an attachment."""
    alternatives = MIMEMultipart("alternative", policy=_POLICY)
    alternatives.attach(MIMEText(text, "plain", "utf-8"))
    page = "".join(f"<p>{escape(p)}</p>" for p in text.split("\n\n"))
    alternatives.attach(MIMEText(f"<html><body>{page}</body></html>", "html", "utf-8"))
    part = MIMEText(invite.as_ics(at), "calendar", "utf-8")
    part.set_param("method", invite.method)
    alternatives.attach(part)
    if invite.zone:
        return alternatives
    message = MIMEMultipart("mixed", policy=_POLICY)
    message.attach(alternatives)
    attachment = MIMEText(invite.as_ics(at), "calendar", "utf-8")
    attachment.replace_header("Content-Type", 'application/ics; name="invite.ics"')
    attachment["Content-Disposition"] = 'attachment; filename="invite.ics"'
    message.attach(attachment)
    return message


def _returned(text: str, failed: str, thread: tuple[str, ...]) -> MIMEMultipart:
    """A delivery status notification (RFC 3464) for the mail that went to `failed`."""
    report = MIMEMultipart("report", policy=_POLICY)
    report.set_param("report-type", "delivery-status")
    report.attach(MIMEText(text, "plain", "utf-8"))
    server, recipient = EmailMessage(), EmailMessage()
    server["Reporting-MTA"] = f"dns; {AUTHSERV_ID}"
    recipient["Final-Recipient"] = f"rfc822; {failed}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 User unknown"
    status = MIMEBase("message", "delivery-status")
    status.set_payload([server, recipient])
    report.attach(status)
    original = f"Message-ID: {thread[-1] if thread else ''}\nFrom: {SAM}\nTo: {failed}\n"
    report.attach(MIMEText(original, "rfc822-headers"))
    return report


def _eastern(zone: str) -> list[str]:
    """US Eastern time in the form Outlook writes it: a Windows name, rules that start in 1601."""
    parts = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for kind, before, after, rule in (
        ("STANDARD", "-0400", "-0500", "BYDAY=1SU;BYMONTH=11"),
        ("DAYLIGHT", "-0500", "-0400", "BYDAY=2SU;BYMONTH=3"),
    ):
        parts += [
            f"BEGIN:{kind}",
            "DTSTART:16010101T020000",
            f"TZOFFSETFROM:{before}",
            f"TZOFFSETTO:{after}",
            f"RRULE:FREQ=YEARLY;INTERVAL=1;{rule}",
            f"END:{kind}",
        ]
    return [*parts, "END:VTIMEZONE"]


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets (RFC 5545 §3.1)."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > 74:  # noqa: PLR2004 - 75 octets with the space that continues a line
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])


def _name(sender: str) -> str:
    return parseaddr(sender)[0]


def _address(sender: str) -> str:
    return parseaddr(sender)[1]
