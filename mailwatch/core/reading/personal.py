"""What a person's short mail says between people who know the matter: by its times, its promises and its questions.

"Perfect, Tuesday at 11 then, ask for Mira" has no word that a rule could hold on to, and yet fixes an interview, when
the exchange it stands in is about one.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from mailwatch.core.models import SURE, Evidence, Kind, RejectionSort
from mailwatch.core.parsing.data import FORWARD_SUBJECTS
from mailwatch.core.parsing.message import subject_prefix
from mailwatch.core.reading import trust as authenticity
from mailwatch.core.reading.evidence import is_reply_subject
from mailwatch.core.reading.kinds import (
    SHOWN_BY,
    Judgement,
    is_about,
    names_interview,
    sort_of,
    stems_in,
    tells_of_interview,
)
from mailwatch.core.reading.language import languages
from mailwatch.core.reading.names import domain_of, is_free_mail, speaks_for_itself
from mailwatch.core.reading.recruiting import sender_recruits
from mailwatch.core.reading.senders import read_display_name
from mailwatch.core.reading.when.lexicon import fold, lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mailwatch.core.models import Message, Timeline
    from mailwatch.core.reading.facts import Facts
    from mailwatch.core.reading.when import Moment

_NOTE = 700
"""A note of so few characters is weighed in any case: between people who know the matter nobody names it."""
_MOST_STEMS, _STEM_EACH = 3, 1_200
"""A mail about work has one word that tells so in so many characters, but not necessarily more than so many."""
_READERS = 8
"""Whoever writes to more people does not write to an applicant."""
_LONGEST = 900
"""Characters of a note between people who know what it is about."""
_ABOUT = 0.3
"""How surely a note must be about work before its times and promises count."""
_TOLD = 0.4
"""How surely the first mail of a person must be about work to be one to the applicant."""
_KNOWN = 0.6
"""How much a role or a thread about an application tells."""
_NAMED = 0.35
"""How much a role tells in a mail that has no other word about applications."""
_SAID = 0.2
_MEANT = 0.5
"""How much it tells that somebody at a company says what only employers say."""
_IN_THREAD = 0.4
"""How surely a quoted part must be about an application to tell what the answer is about."""
_SHORTEST_QUOTE = 40
_QUOTED = 2_500
"""Characters of a quoted part that are looked at: what is answered stands on top."""
_CLEAR = 0.5
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_SINCE = RejectionSort.AFTER_INTERVIEW
_SOON = timedelta(days=90)


def says_by_itself(message: Message) -> bool:
    """Whether a mail is to be read whatever its words are: it has a calendar part, or comes from who recruits."""
    return bool(message.calendars or sender_recruits(message.sender.name, message.sender.email.lower()))


def worth_opening(message: Message, codes: tuple[str, ...]) -> bool:
    """Whether a mail can be of interest at all, told from its text as a whole, quotes and footers and all.

    Most mail ends here, before what is new in it is told from what is old: that can only have fewer of the words that
    `worth_reading` counts.
    """
    if says_by_itself(message) or authenticity.auto_reply(message):
        return True
    found = stems_in(f"{message.subject}\n{message.text}", codes)
    if found >= _MOST_STEMS or (found and not authenticity.is_list(message)) or is_note(message):
        return True
    return message.may_wrap or authenticity.begins_absent(message.subject, message.text)


def worth_reading(message: Message, codes: tuple[str, ...]) -> bool:
    """Whether a mail can be about an application at all, told without looking at a single rule.

    Most mail ends here. It must have one of the words that any mail about work in its languages has, a longer one more
    of them, and what comes through a list in which people talk as many as the longest. A person's short note need not
    have any, for between people who know the matter nobody names it.
    """
    text = message.new_text
    found = stems_in(f"{message.subject}\n{text[:SHOWN_BY]}", codes)
    if not found:
        return len(text) <= _NOTE and is_note(message)
    return found >= _MOST_STEMS or (found > len(text) // _STEM_EACH and not authenticity.is_list(message))


def by_hand(message: Message) -> bool:
    """Whether it may be written to the user, and not by a system or to many."""
    if authenticity.is_list(message) or authenticity.is_bulk(message) or authenticity.no_reply(message.sender.email):
        return False
    return len(message.to) + len(message.cc) <= _READERS


def may_be_personal(message: Message, judgement: Judgement) -> bool:
    """Whether a mail in which no rule found anything decisive may be a person's word to the user."""
    if judgement.evidence or not message.new_text.strip() or not by_hand(message):
        return False
    together = max(judgement.meeting, judgement.moving, judgement.cancelling) >= SURE
    return in_exchange(message) or judgement.about >= _ABOUT or judgement.leaning or together or bool(judgement.status)


def in_exchange(message: Message) -> bool:
    """Whether it goes on with an exchange; a mail that is passed on does not."""
    if subject_prefix(message.subject) in FORWARD_SUBJECTS:
        return False
    return bool(message.in_reply_to) or is_reply_subject(message.subject)


def is_note(message: Message) -> bool:
    """Whether it may be a person's note in which nobody names the matter: an answer, or from somebody by name."""
    sender = message.sender
    return by_hand(message) and (in_exchange(message) or bool(read_display_name(sender.name, sender.email).person))


def writes_from_work(message: Message) -> bool:
    """Whether somebody by name writes to the user, from a house of their own."""
    sender = message.sender
    if not by_hand(message) or not speaks_for_itself(domain_of(sender.email)):
        return False
    named = sender.email.partition("@")[0].lower() in sender.name.lower().split()
    return named or bool(read_display_name(sender.name, sender.email).person)


def is_brief(message: Message) -> bool:
    """Whether a text is a note in which times and promises count though nobody names the matter."""
    return len(message.new_text) <= _LONGEST


def is_small_talk(message: Message, judgement: Judgement, codes: tuple[str, ...]) -> bool:
    """Whether neither a mail nor what it quotes has a single word about work: then it can be no more than an answer."""
    told = (judgement.about, judgement.meeting, judgement.moving, judgement.cancelling)
    if any(told) or judgement.leaning or judgement.outspoken or judgement.choosing or judgement.status:
        return False
    return not stems_in(f"{message.subject}\n{message.text[:SHOWN_BY]}", codes)


def known_from(judgement: Judgement, message: Message, facts: Facts) -> float:
    """How surely more than its words tells that a mail is about an application of the user.

    The role it names tells it, the thread it stands in, or that somebody at a company says what only employers say. Of
    the quoted part only this is asked: what it is about, never what it says.
    """
    if facts.role and judgement.about >= _SAID:
        return _KNOWN
    history = history_of(message)
    if history and is_about(message.subject, history, _IN_THREAD):
        return _KNOWN
    if facts.role:
        return _NAMED
    colleague = facts.from_person and not is_free_mail(message.sender.email.rpartition("@")[2].lower())
    says = judgement.outspoken or (judgement.about >= _TOLD and (judgement.leaning or judgement.choosing))
    return _MEANT if colleague and says else 0.0


def history_of(message: Message) -> str:
    """What a mail quotes, without the marks; empty where it quotes nothing."""
    quoted = message.text.removeprefix(message.new_text)
    if len(message.text) - len(message.new_text) < _SHORTEST_QUOTE:
        return ""
    return "\n".join(line.lstrip("> ") for line in quoted[:_QUOTED].split("\n"))


def with_sort(judgement: Judgement, message: Message) -> Judgement:
    """The judgement with the sort of its rejection: after an interview also where only the exchange tells of one."""
    if Kind.REJECTION not in (judgement.kind, *judgement.also):
        return judgement._replace(sort=None)
    codes = languages(message.new_text or message.subject)
    sort = judgement.sort or sort_of(message.subject, message.new_text, codes)
    if sort is RejectionSort.AFTER_APPLICATION and _follows_an_interview(message, codes):
        sort = _SINCE
    return judgement._replace(sort=sort)


def _follows_an_interview(message: Message, codes: tuple[str, ...]) -> bool:
    """Whether what is answered was an interview: its subject says so ("Re: Your visit"), or what is quoted.

    Who goes on with an exchange by hand and names a weekday ("on Thursday in the kitchen") has met the reader.
    """
    text = f"{message.subject}\n{message.new_text}"
    answers = in_exchange(message) and by_hand(message)
    if answers and (names_weekday(text, codes[0]) or names_interview(message.subject, codes)):
        return True
    history = history_of(message)
    return bool(history) and (tells_of_interview(history) or _SINCE is sort_of("", history, codes))


def names_weekday(text: str, language: str) -> bool:
    """Whether a text has a day of the week in it."""
    words = lexicon(language).words
    return any("weekday" in words.get(word, ()) for word in _WORD.findall(fold(text)))


def from_somebody(
    judgement: Judgement, message: Message, known: float, moments: Callable[[], Sequence[Moment]]
) -> Judgement:
    """A person's word: an appointment where it fixes one time, else just an answer."""
    about = max(judgement.about, known)
    answers = in_exchange(message)
    fixes = judgement.about >= (_ABOUT if answers else SURE) or (known >= SURE and judgement.fixing)
    asked = judgement.question and not judgement.fixing
    if fixes and is_brief(message) and not judgement.choosing and not asked:
        coming = to_come(moments(), message.date)
        if coming and len({m.start.date() for m in coming}) == 1:
            fixed = tuple(Evidence(_around(message.new_text, m), "time.stated") for m in coming[:3])
            return judgement._replace(kind=Kind.INTERVIEW_CONFIRMED, confidence=SURE + 0.05, evidence=fixed)
    return judgement._replace(kind=Kind.HUMAN_REPLY, confidence=max(SURE, min(0.9, about)), about=about)


def to_come(moments: Sequence[Moment], written: datetime) -> list[Moment]:
    """The times that lie ahead of a mail, and not so far that nobody would write of them."""
    return [m for m in moments if m.confidence >= _CLEAR and timedelta() < m.start - written < _SOON]


def _around(text: str, moment: Moment) -> str:
    start = max(0, moment.span[0] - 60)
    return " ".join(text[start : moment.span[1] + 60].split())[:200]


def is_dated(judgement: Judgement, facts: Facts) -> bool:
    """Whether a promise with a date in it would be one about an application."""
    told = judgement.about >= _ABOUT or bool(judgement.status) or bool(facts.role)
    return judgement.kind is not Kind.HUMAN_REPLY or told


def tells_the_user(judgement: Judgement, message: Message) -> bool:
    """Whether a person's word is an answer to the user, or about an application."""
    return judgement.about >= _TOLD or in_exchange(message)


def settled(judgement: Judgement, message: Message, facts: Facts, timeline: Timeline | None) -> Judgement:
    """An answer with a promise to be back is a word on how things stand; one that no person wrote is no answer."""
    if judgement.kind is not Kind.HUMAN_REPLY:
        return judgement
    meant = judgement.about >= _ABOUT or facts.role or (in_exchange(message) and facts.from_person)
    if timeline and is_brief(message):
        return judgement._replace(kind=Kind.STATUS_UPDATE, evidence=(Evidence(timeline.quote[:200], "timeline"),))
    if judgement.status and meant:
        return judgement._replace(kind=Kind.STATUS_UPDATE, evidence=judgement.status)
    if not (facts.from_person and tells_the_user(judgement, message)):
        return judgement._replace(kind=Kind.OTHER, confidence=max(0.5, 1.0 - judgement.about))
    return judgement._replace(asks=judgement.asks or judgement.question)
