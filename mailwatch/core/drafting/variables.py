"""What a template may speak of: plain words, switches and one number, nothing that leads anywhere else."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailwatch.core.drafting.cleaning import clean, clean_role, clean_title
from mailwatch.core.drafting.names import name_of

if TYPE_CHECKING:
    from mailwatch.core.drafting.brief import Brief
    from mailwatch.core.drafting.phrases import Phrases

VARIABLES = MappingProxyType(
    {
        "greeting": "the line that opens the mail",
        "owner_name": "your name",
        "person": "what the one person greeted is called; empty for several or none",
        "company": "the company, or empty",
        "role": "the job title, or empty",
        "topic": "what was discussed, or empty",
        "skill": "a skill of yours that matters for the role, or empty",
        "value": "what a value follow-up brings, or empty",
        "lack": "why nothing in your stock stands in its place, or empty",
        "on_weekday": "weekday of the interview with its preposition (on Tuesday), or empty",
        "interview_date": "day and month of the interview (March 3), or empty",
        "wrote_date": "day and month of your previous mail, or empty",
        "pass_on": "names of interviewers without an address, or empty",
        "met": "false where the people greeted only arranged the interview",
        "late": "true where a thank-you comes later than the day after",
        "agency": "true where the recipient works for an agency and not for the company",
        "variant": "0, 1 or 2: another personal sentence for each of a panel",
        "rejection": "sort of the rejection (after_interview, position_filled, …), or empty",
        "interviewed": "whether an interview took place",
        "thanked": "whether a thank-you was sent",
    }
)
"""Every name a template may use, with its meaning."""

FILLED_BY_YOU = ("topic", "skill", "value")
"""Of those, what only the user can know: where one is empty, a template has a blank in its place."""

VARIANTS = 3


def variables(brief: Brief, phrases: Phrases) -> dict[str, str | bool | int]:
    """The values behind `VARIABLES` for one draft; strangers' words come out cleaned."""
    names = [name for person in brief.greeting if (name := name_of(person))]
    topics = [topic for one in brief.topics if (topic := clean(one, 200).rstrip("."))]
    return {
        "greeting": phrases.greeting(brief.greeting, addressed=bool(brief.to)),
        "owner_name": clean(brief.owner_name, 120),
        "person": phrases.called(names[0]) if len(names) == 1 else "",
        "company": clean_title(brief.company, 80),
        "role": clean_role(brief.role),
        "topic": topics[brief.ordinal] if brief.ordinal < len(topics) else "",
        "skill": clean(brief.skill, 120).rstrip(".") if brief.ordinal < VARIANTS else "",
        "value": clean(brief.value),
        "lack": phrases.lack(brief.lack),
        "on_weekday": phrases.on_weekday(brief.interview_on),
        "interview_date": phrases.day(brief.interview_on),
        "wrote_date": phrases.day(brief.wrote_on),
        "pass_on": phrases.listed(brief.pass_on),
        "met": brief.met,
        "late": brief.late,
        "agency": brief.agency,
        "variant": brief.ordinal % VARIANTS,
        "rejection": brief.rejection.value if brief.rejection else "",
        "interviewed": brief.interviewed,
        "thanked": brief.thanked,
    }
