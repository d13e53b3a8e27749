"""The drafts that the tests look at: one story, told in every step, language and case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from mailwatch.core.drafting import Brief, message_id_for
from mailwatch.core.models import Address, Kind, Mail, Person, RejectionSort, Step
from mailwatch.core.stock import Lack

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "de", "fr", "es", "pt", "nl")
SAM = Address("Sam Rivera", "sam@example.com")
DANA = Address("Dana Cho", "dana.cho@acme.example")
LEE = Person("Lee Park", "lee.park@acme.example", "interviewer")
ANA = Person("Ana Ruiz", "", "interviewer")

KNOWN = {
    "en": (
        "Staff Engineer",
        "event sourcing",
        "distributed systems",
        "An article on the outbox pattern that answers the question of lost events: https://example.org/outbox",
    ),
    "de": (
        "Softwarearchitektin (m/w/d)",
        "Event Sourcing",
        "verteilte Systeme",
        "Ein Artikel zum Outbox-Muster, der die Frage nach verlorenen Ereignissen beantwortet: https://example.org/outbox",
    ),
    "fr": (
        "Architecte logiciel (H/F)",
        "la migration vers les événements",
        "systèmes distribués",
        "Un article sur le modèle « outbox », qui répond à la question des événements perdus : https://example.org/outbox",
    ),
    "es": (
        "Arquitecta de software",
        "la migración a eventos",
        "sistemas distribuidos",
        "Un artículo sobre el patrón outbox que responde a la pregunta de los eventos perdidos: https://example.org/outbox",
    ),
    "pt": (
        "Engenharia de Software",
        "a migração para eventos",
        "sistemas distribuídos",
        "Um artigo sobre o padrão outbox que responde à questão dos eventos perdidos: https://example.org/outbox",
    ),
    "nl": (
        "softwarearchitect",
        "de overstap naar events",
        "gedistribueerde systemen",
        "Een artikel over het outbox-patroon dat de vraag over verloren events beantwoordt: https://example.org/outbox",
    ),
}

LATE = timedelta(days=70)
"""How late a draft may be read: every day in it has to be told by its date."""


@lru_cache(maxsize=1)
def shipped() -> dict[str, str]:
    """The templates that come with mailwatch, by name."""
    files = sorted((ROOT / "templates").rglob("*.*"))
    return {
        path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8") for path in files if path.is_file()
    }


def mail(**changes: object) -> Mail:
    """The confirmation that the drafts answer."""
    base = Mail(
        message_id="<CAF1x9@mail.acme.example>",
        date=datetime(2026, 2, 26, 9, 0, tzinfo=UTC),
        subject="Interview on Tuesday",
        sender=DANA,
        kind=Kind.INTERVIEW_CONFIRMED,
        human=True,
        reply_to=DANA.email,
        to=(SAM,),
        references=("<first@acme.example>",),
        identity=SAM.email,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # the names are checked by replace itself


def unknown(step: Step, language: str) -> Brief:
    """A draft of which nothing is known."""
    key = f"acme/{step}/1"
    now = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
    return Brief(step, SAM, "Sam Rivera", message_id_for(key, "seed", "example.com"), now, language=language)


def known(step: Step, language: str) -> Brief:
    """A draft of which everything is known."""
    role, topic, skill, value = KNOWN[language]
    return replace(
        unknown(step, language),
        to=(DANA,),
        greeting=(Person(DANA.name, DANA.email, "interviewer"),),
        company="Acme",
        role=role,
        topics=(topic,),
        skill=skill,
        value=value,
        interview_on=date(2026, 3, 3),
        wrote_on=None if step is Step.THANK_YOU else date(2026, 3, 10),
        answers=mail(),
        rejection=RejectionSort.AFTER_INTERVIEW if step is Step.REJECTION_REPLY else None,
    )


def cases(step: Step, language: str) -> dict[str, Brief]:
    """Every draft of a step and language that a golden file holds."""
    full = known(step, language)
    bare = unknown(step, language)
    found = {
        "known": full,
        "known, fresh subject": replace(full, answers=None),
        "nothing known": bare,
        "nobody named": replace(bare, to=(Address("", "jobs@acme.example"),), company="Acme"),
        "agency": replace(full, agency=True, greeting=(Person("Frau Dr. Mia van der Berg"),)),
        "not met": replace(full, met=False),
        "panel greeted": replace(full, greeting=(*full.greeting, LEE)),
    }
    if step is Step.THANK_YOU:
        found |= {
            "late": replace(full, late=True),
            "pass on": replace(full, met=False, pass_on=(LEE, ANA)),
            "pass on, met": replace(full, pass_on=(ANA,)),
            "panel 2": replace(full, ordinal=1, greeting=(LEE,)),
            "panel 3": replace(full, ordinal=2, greeting=(ANA,), topics=("x", "y", full.topics[0])),
            "panel 4": replace(full, ordinal=3, greeting=(LEE,)),
            "panel 3, nothing known": replace(
                full, ordinal=2, greeting=(LEE,), topics=(), skill="", company="", role=""
            ),
        }
    else:
        found["not thanked"] = replace(full, thanked=False)
        found["late"] = replace(full, now=full.now + LATE, late=True)
    if step not in (Step.THANK_YOU, Step.VALUE_FOLLOW_UP):  # these two follow a conversation
        found["not interviewed"] = replace(full, interviewed=False, thanked=False, topics=(), interview_on=None)
    if step is Step.REJECTION_REPLY:
        found |= {f"rejected: {sort}": replace(full, rejection=sort) for sort in RejectionSort}
    if step is Step.VALUE_FOLLOW_UP:
        found["no earlier mail"] = replace(full, wrote_on=None)
        found |= {f"stock: {why}": replace(full, value="", lack=why) for why in Lack}
    return found
