"""From what an application knows to what a draft is made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailwatch.core import drafting, stock
from mailwatch.core.drafting import Addressee, Brief
from mailwatch.core.matching import bears_name, own_domains
from mailwatch.core.models import Address, Application, DraftState, Interview, Step
from mailwatch.core.reading.folding import same_company
from mailwatch.core.reading.names import domain_of, domain_slug, is_agency, registrable, speaks_for_itself
from mailwatch.core.stock import Item, Lack

LATE = timedelta(days=1)
"""A thank-you written more than this many days after the interview says so."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the user's name and identity, zone (IANA), and the seed of the Message-IDs.

    `addresses` are all of the user's own; `copy_thread`: those copied on the mail answered are copied again.
    """

    name: str
    identity: Address
    timezone: str
    seed: str
    addresses: tuple[str, ...] = ()
    copy_thread: bool = False


def brief_for(
    writer: Writer,
    application: Application,
    step: Step,
    interview: Interview | None,
    to: Addressee,
    now: datetime,
    value: Value | None = None,
) -> Brief:
    """Everything a draft depends on.

    `interview` is the one thanked for; other steps speak of the last one held. `value` is what `value_for` found.
    """
    value = value or Value(_noted_value(application))
    zone = ZoneInfo(writer.timezone)
    local = now.astimezone(zone)
    held = [i for i in application.interviews if i.passed and not i.cancelled]
    about = interview or (max(held, key=lambda i: i.end) if held else None)
    answers = drafting.answered_mail(application, to.to)
    identity = drafting.identity_for(answers, writer.identity)
    domain = identity.email.rpartition("@")[2]
    day = about.start.astimezone(zone).date() if about else None
    return Brief(
        step=step,
        identity=identity,
        owner_name=writer.name,
        message_id=drafting.message_id_for(next_key(application, step), writer.seed, domain),
        now=local,
        to=to.to,
        cc=drafting.copied(answers, to.to, writer.addresses) if writer.copy_thread and answers else (),
        greeting=to.greeting,
        met=to.met,
        pass_on=to.pass_on,
        language=application.language,
        company=application.company,
        role=application.role,
        topics=topics_for(application, step, to.to),
        skill=application.notes.skill or _learned_skill(application, step, interview),
        value=value.words,
        lack=value.lack.value if value.lack else "",
        interview_on=day,
        wrote_on=_wrote_on(application, zone),
        answers=answers,
        ordinal=_ordinal(application, step, interview) if step is Step.THANK_YOU else 0,
        late=day is not None and local.date() > day + LATE,
        agency=_is_agencys(application, to.to),
        rejection=application.rejection,
        interviewed=bool(held),
        thanked=_thanked(application, about),
    )


def next_key(application: Application, step: Step) -> str:
    """The key of the application's next draft, which no draft has ever had, whatever was merged or taken back."""
    last = max((int(d.key.rpartition("/")[2]) for d in application.drafts), default=0)
    return f"{application.id}/{step.value}/{last + 1}"


def topics_for(application: Application, step: Step, to: tuple[Address, ...]) -> tuple[str, ...]:
    """What was talked about: the user's note, else what the thread says, else what they wrote to the same person.

    A thank-you takes nothing from earlier mail: another conversation had another topic.
    """
    if application.notes.topics or step is Step.THANK_YOU:
        return application.notes.topics
    people = {a.email.lower() for a in to}
    words = [w for w in application.learned if w.topic and people & set(w.to)]
    words = [w for w in words if not w.draft] or words
    return (words[-1].topic,) if words else ()


def _learned_skill(application: Application, step: Step, interview: Interview | None) -> str:
    """What the user said they bring, in a thank-you for another interview; in one panel nobody reads it twice."""
    key = interview.key if interview else ""
    told = [w.skill for w in application.learned if w.skill and w.interview != key]
    return told[-1] if told and step is Step.THANK_YOU else ""


@dataclass(frozen=True, slots=True)
class Value:
    """What a value follow-up brings: its words, the stock's item they are from, or why the stock has none that fits."""

    words: str = ""
    item: Item | None = None
    lack: Lack | None = None
    reason: str = ""


def value_for(
    items: Sequence[Item], everybody: Iterable[Application], application: Application, step: Step, to: Addressee
) -> Value:
    """What a value follow-up to these people brings: the user's note, once, else what fits of the user's stock."""
    if step is not Step.VALUE_FOLLOW_UP:
        return Value()
    if noted := _noted_value(application):
        return Value(noted)
    if not items:
        return Value()
    topics, role, language = topics_for(application, step, to.to), application.role, application.language
    used = stock_used(everybody, application.company)
    item = stock.choose(items, topics=topics, role=role, used=used, language=language)
    if item:
        return Value(stock.sentence(item), item)
    lack = stock.lack(items, topics=topics, role=role, used=used, language=language)
    return Value(lack=lack, reason=stock.reason(lack, topics=topics, role=role, language=language) if lack else "")


def _noted_value(application: Application) -> str:
    """What the user's note has, unless a draft was made with it already."""
    spent = (DraftState.WITHDRAWN, DraftState.DISCARDED)
    made = any(d.step is Step.VALUE_FOLLOW_UP and d.state not in spent for d in application.drafts)
    return "" if made else application.notes.value


def stock_used(applications: Iterable[Application], company: str) -> frozenset[str]:
    """Keys of the stock's items that this company has had (or may yet get from an open draft)."""
    return frozenset(
        d.stock
        for a in applications
        if same_company(a.company, company)
        for d in a.drafts
        if d.stock and d.state not in (DraftState.WITHDRAWN, DraftState.DISCARDED)
    )


def _ordinal(application: Application, step: Step, interview: Interview | None) -> int:
    key = interview.key if interview else ""
    return sum(1 for d in application.drafts if d.step is step and d.interview == key)


def _wrote_on(application: Application, zone: ZoneInfo) -> date | None:
    written = [m.date for m in application.mails if not m.inbound]
    return max(written).astimezone(zone).date() if written else None


def _thanked(application: Application, interview: Interview | None) -> bool:
    """Whether the user wrote after the interview: our thank-you, or one of their own."""
    sent = any(d.step is Step.THANK_YOU and d.state is DraftState.SENT for d in application.drafts)
    return sent or any(not m.inbound and interview is not None and m.date > interview.end for m in application.mails)


def _is_agencys(application: Application, to: tuple[Address, ...]) -> bool:
    """Whether the recipient is an agency's: it is called like one, or the employer is known to live elsewhere."""
    if not to or not application.company or is_agency(application.company):
        return False
    domain = domain_of(to[0].email)
    if not speaks_for_itself(domain) or bears_name(registrable(domain), application.company):
        return False
    elsewhere = any(bears_name(one, application.company) for one in own_domains(application))
    return elsewhere or is_agency(domain_slug(domain))
