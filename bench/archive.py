"""An archive as people have it, made up: 100,000 mails of eight years in one mbox, a hundred applications among them.

    python -m bench.archive FILE [MAILS]

Newsletters, receipts, notifications, mailing lists, notes from people and the owner's own mail, job alerts; and whole
applications, from the acknowledgement to the rejection, which are answered or not. The same every time.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from bench.letters import WORDS, _html, _prose

MAILS = 100_000
YEARS = 8
BEGIN = datetime(2018, 1, 1, tzinfo=UTC)
EACH = 7
"""Mails of one application, the owner's among them."""
APPLICATIONS = 0.001
"""For each mail: a hundred among 100,000."""
POLICY = SMTP.clone(max_line_length=998)
ME = "Sam Rivera <sam@example.com>"
NAMES = ("Dana Cho", "Priya Raman", "Tom Pryce", "Elsa Lind", "Jonas Weber", "Marta Silva", "Owen Marsh", "Ines Prat")
ROLES = ("Platform Engineer", "Data Engineer", "Backend Developer", "Site Reliability Engineer", "Product Designer")
FIRST = ("Alder", "Bram", "Cald", "Dorn", "Elm", "Fern", "Gorse", "Hazel", "Iris", "Jun", "Kest", "Lark", "Mar", "Nord")
SECOND = ("brook", "well", "ford", "wick", "stone", "gate", "moor", "field", "haven", "croft", "ridge", "dale", "holt")
RECEIVED = """Dear Sam,

Thank you for applying for the {role} position at {company}. We have received your application."""
INVITED = """Hi Sam,

We would like to invite you to an interview for the {role} role. When would you have time next week? Please send me two
or three slots.

{name}
{company}"""
CONFIRMED = """Hi Sam,

Your interview for the {role} role at {company} is confirmed for {day} at 14:00 with me. It will take one hour.

{name}
{company}"""
UNDECIDED = "Hi Sam,\n\nWe are still deciding and will let you know within two weeks.\n\n{name}"
DECLINED = """Hi Sam,

Unfortunately, we will not be moving forward with your application for the {role} role.

{name}"""
TEXTS = (RECEIVED, INVITED, CONFIRMED, UNDECIDED, DECLINED)
"""An application told by the employer: received, invited, confirmed, undecided, declined."""
CHATTER = (
    ("newsletter",) * 34
    + ("receipt",) * 16
    + ("notification",) * 14
    + ("list",) * 12
    + ("note",) * 12
    + ("sent",) * 8
    + ("alert",) * 4
)


def write(path: Path, number: int = MAILS) -> int:
    """Write the archive; its size in bytes."""
    mails = sorted(_mails(number), key=lambda mail: mail[0])
    with path.open("wb") as file:
        for _, make in mails:
            file.write(b"From mail@example.com Mon Jan 01 00:00:00 2018\r\n")
            file.write(make().replace(b"\nFrom ", b"\n>From ").rstrip() + b"\r\n\r\n")
        return file.tell()


def _mails(number: int) -> Iterator[tuple[datetime, _Later]]:
    chance = random.Random(7)
    applications = int(number * APPLICATIONS)
    for n in range(applications):
        yield from _application(chance, n, BEGIN + timedelta(days=365 * YEARS * (n + chance.random()) / applications))
    for n in range(number - applications * EACH):
        at = BEGIN + timedelta(days=365.0 * YEARS * chance.random())
        yield at, _Later(_chatter, chance.choice(CHATTER), n, at)


class _Later:
    """A mail that is made when it is written, so that the archive is never in memory."""

    def __init__(self, make: object, *about: object) -> None:
        self._make, self._about = make, about

    def __call__(self) -> bytes:
        return self._make(*self._about).as_bytes()  # type: ignore[operator, no-any-return]


def _start(at: datetime, sender: str, to: str, subject: str, message_id: str, answers: str = "") -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["X-Gmail-Labels"] = "Sent" if sender == ME else "Inbox,Opened"
    if sender != ME:
        message["Received"] = f"from mx.example.net by mx.example.com; {format_datetime(at)}"
        message["Authentication-Results"] = (
            f"mx.example.com; dkim=pass header.d={sender.rpartition('@')[2].rstrip('>')}"
        )
    message["Date"] = format_datetime(at)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = message_id
    if answers:
        message["In-Reply-To"] = message["References"] = answers
    return message


def _chatter(kind: str, n: int, at: datetime) -> EmailMessage:
    chance = random.Random(n)
    subject = " ".join(chance.choices(WORDS, k=6))
    sender = {
        "newsletter": f"Weekly <news@digest{n % 60}.example>",
        "receipt": f"Shop {n % 40} <orders@shop{n % 40}.example>",
        "notification": "Codehouse <notifications@codehouse.example>",
        "list": f"Member {n % 300} <member{n % 300}@people.example>",
        "note": f"Friend {n % 80} <friend{n % 80}@friends.example>",
        "alert": "Workboard Job Alerts <alerts@workboard.example>",
        "sent": ME,
    }[kind]
    to = f"Friend {n % 80} <friend{n % 80}@friends.example>" if kind == "sent" else ME
    message = _start(at, sender, to, subject, f"<{kind}{n}@bench.example>")
    if kind in ("newsletter", "list", "alert"):
        message["List-Unsubscribe"] = "<https://digest.example/out>"
    if kind == "alert":
        message.replace_header("Subject", f"{n % 30} new jobs: {chance.choice(ROLES)}, Berlin")
        message.set_content(_alert(chance))
        message.add_alternative(f"<html><body>{_html(chance, 12)}<p>{_alert(chance)}</p></body></html>", subtype="html")
        return message
    message.set_content(_prose(chance, chance.randrange(30, 500)))
    if kind in ("newsletter", "receipt", "notification"):
        message.add_alternative(_html(chance, {"newsletter": 30, "receipt": 10}.get(kind, 5)), subtype="html")
    return message


def _alert(chance: random.Random) -> str:
    jobs = "\n".join(f"{chance.choice(ROLES)}, {_company(chance.randrange(9000))}: apply now" for _ in range(8))
    return f"Your job alert for engineer in Berlin.\n{jobs}\nManage your alerts or unsubscribe."


def _company(n: int) -> str:
    return f"{FIRST[n % len(FIRST)]}{SECOND[n // len(FIRST) % len(SECOND)]}" + (f" {n}" if n >= 182 else "")


def _application(chance: random.Random, n: int, at: datetime) -> Iterator[tuple[datetime, _Later]]:
    company, role, person = _company(n), ROLES[n % len(ROLES)], NAMES[n % len(NAMES)]
    domain = f"{company.lower().replace(' ', '')}.example"
    sender = f"{person} <{person.lower().replace(' ', '.')}@{domain}>"
    at = at.replace(hour=9 + n % 8, minute=n % 60, second=0, microsecond=0)
    held = (at + timedelta(days=9)).replace(hour=14, minute=0)
    name = person.split()[0]
    apply, invite, confirm, status, decline = (
        text.format(role=role, company=company, name=name, day=f"{held:%A, %d %B %Y}") for text in TEXTS
    )
    about = " ".join(chance.choices(WORDS, k=4))
    told = (
        (0, f"{company} Careers <careers@{domain}>", "Your application", apply),
        (4, sender, f"{role} at {company}", invite),
        (4.1, ME, f"Re: {role} at {company}", f"Hi {name},\n\nThank you! Any afternoon is fine for me.\n\nSam"),
        (5, sender, f"Re: {role} at {company}", confirm),
        (9.4 + n % 4, ME, f"Re: {role} at {company}", f"Hi {name},\n\nThank you for telling me about {about}.\n\nSam"),
        (14, sender, f"Re: {role} at {company}", status),
        (34 + n % 9, sender, f"Re: {role} at {company}", decline),
    )
    before = ""
    for number, (days, who, subject, text) in enumerate(told):
        moment = at + timedelta(days=days)
        message_id = f"<a{n}.{number}@{'example.com' if who == ME else domain}>"
        yield moment, _Later(_letter, moment, who, sender if who == ME else ME, subject, message_id, before, text)
        before = message_id


def _letter(at: datetime, who: str, to: str, subject: str, message_id: str, answers: str, text: str) -> EmailMessage:
    message = _start(at, who, to, subject, message_id, answers)
    message.set_content(text + "\n")
    return message


if __name__ == "__main__":
    size = write(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else MAILS)
    print(f"{size / 1e6:.0f} MB")
