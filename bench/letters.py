"""A mailbox as people have it, made up: newsletters, notes, receipts, and some mail about jobs. The same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

COMMON = """
    the of and to in is that for it with as on be at by this have from or had not are but what all were when
    we there can an your which their said if do will each about how up out them then she many some so these
    would other into has more her two like him see time could no make than first been its who now people my
    made over did down only way find use may water long little very after words called just where most know
    get through back much before go good new write our used me man too any day same right look think also
    around another came come work three word must because does part even place well such here take why things
    help put years different away again off went old number great tell men say small every found still between
    name should home big give air line set own under
"""
WORDS = COMMON.split()
COMPANIES = ("Northwind", "Harbour", "Larkspur", "Quillon", "Bramble", "Tessel", "Ostrava Labs", "Fennel")
JOB = (
    "Hi Sam, we would like to confirm your interview for the {role} role on {day:%A, %d %B %Y} at 10:00.",
    "Thank you for applying to {company}. We have received your application and will be in touch.",
    "Hi Sam, unfortunately we will not be moving forward with your application for the {role} role.",
    "Hi Sam, we are still deciding and will let you know within two weeks.",
)
KINDS = ("newsletter",) * 11 + ("note",) * 5 + ("receipt",) * 3 + ("job",)


def letters(number: int, now: datetime) -> Iterator[tuple[bytes, datetime]]:
    """So many mails of the last 80 days, oldest first, of 8 KB on average, with the time each came in."""
    chance = random.Random(20)
    for n in range(number):
        at = now - timedelta(days=80 * (number - n) / number)
        yield _letter(chance, n, at), at


def _letter(chance: random.Random, n: int, at: datetime) -> bytes:
    kind = chance.choice(KINDS)
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["Date"] = format_datetime(at)
    message["To"] = "Sam Rivera <sam@example.com>"
    if kind == "newsletter":
        message["From"] = f"Weekly <news{n % 40}@digest{n % 40}.example>"
        message["List-Unsubscribe"] = f"<https://digest{n % 40}.example/out>"
    elif kind == "job":
        company = chance.choice(COMPANIES)
        message["From"] = f"Dana Cho <dana@{company.split()[0].lower()}.example>"
    else:
        message["From"] = f"Person {n % 90} <p{n % 90}@friends.example>"
    message["Subject"] = " ".join(chance.choices(WORDS, k=6))
    message["Message-ID"] = f"<{n}@bench.example>"
    for hop in range(3):
        message["Received"] = f"from mx{hop}.example by mx{hop + 1}.example; {format_datetime(at)}"
    if kind == "job":
        text = chance.choice(JOB).format(role="Engineer", company=company, day=at + timedelta(days=5))
        message.set_content(text + "\n\n" + _prose(chance, 120) + "\n\nBest,\nDana Cho\n")
    else:
        message.set_content(_prose(chance, chance.randrange(30, 400)))
    if kind in ("newsletter", "receipt"):
        message.add_alternative(_html(chance, 30 if kind == "newsletter" else 8), subtype="html")
    return message.as_bytes()


def _prose(chance: random.Random, words: int) -> str:
    lines = (" ".join(chance.choices(WORDS, k=12)) for _ in range(words // 12 + 1))
    return ".\n".join(lines) + ".\n"


def _html(chance: random.Random, blocks: int) -> str:
    cell = '<table role="presentation" width="100%" cellpadding="0"><tr><td style="font-family:Arial;font-size:14px">'
    body = "".join(
        f'{cell}<p>{" ".join(chance.choices(WORDS, k=25))}</p><a href="https://d.example/{n}">more</a></td></tr></table>'
        for n in range(blocks)
    )
    return f"<html><head><style>p{{margin:0}}</style></head><body>{body}</body></html>"
