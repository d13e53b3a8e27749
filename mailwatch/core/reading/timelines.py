"""Promises to be back ("you will hear from us by the end of next week").

A sentence promises when the word nearest to its time is one of the employer's (to decide, to be in touch), not one of
the reader's (please reply, complete) or of the interview's own date. Which day an open phrase ends on is told in
`when.periods`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from mailwatch.core.models import Kind, Timeline, require_aware
from mailwatch.core.reading.ahead import Days, closing_day, spans_ahead
from mailwatch.core.reading.when.clock import read_clock
from mailwatch.core.reading.when.lexicon import lexicon
from mailwatch.core.reading.when.periods import Period
from mailwatch.core.reading.when.sentences import Sentence, calendar_of, find_periods, read_sentences, reckoning
from mailwatch.core.reading.when.tokens import Page, may_tell_time, tokenize, words_of

if TYPE_CHECKING:
    from datetime import datetime

    from mailwatch.core.reading.when.lexicon import Lexicon, Senses
    from mailwatch.core.reading.when.resolving import Calendar

_SPACE = re.compile(r"\s+")
_NEAR = 3
_REACH = 30
"""Tokens between a promise and its time."""
_BACK_WINDOW = 6
_CLAUSE = 10
_CLAUSE_ENDS = frozenset({"mark", "end"})
_ANSWERED = frozenset({Kind.REJECTION, Kind.OFFER, Kind.INTERVIEW_INVITED})
_VOID = frozenset({"task", "thing", "asked", "veto", "away", "back", "over", "closing"})
_BOUNDS = frozenset({"deadline", "until", "sooner"})
_WITHIN = _BOUNDS | {"within"}
_NOT_YET = frozenset({"afterwards", "reader", "task"})
_BEFORE_A_DAY = frozenset({"until", "in", "on", "by", "the"})


def find_timeline(text: str, *, anchor: datetime, language: str = "en", eager: bool = False) -> Timeline | None:
    """The employer's promise to be back, decide or report: the last day it covers, and the sentence that made it.

    Deadlines for the reader and the date of the interview itself are no timelines. "If you hear nothing within two
    weeks" is one. The first sentence that promises counts, in it the latest day; a bound ("by Friday", "next week")
    goes before a mere day ("on Friday").

    Args:
        text: what the sender newly wrote, plain.
        anchor: when it was written, with the sender's offset; days are counted in it.
        language: as for `find_moments`.
        eager: whether the mail is known to tell how matters stand. Then a bound without a word of promise beside it
            ("it will be another two weeks, I am afraid") counts where nothing else does.

    Raises:
        ValueError: `anchor` is naive.
    """
    if (known := reckoning(anchor, language)) is None:
        return None
    words, calendar = known
    telling = read_sentences(text, words, partial(_may_promise, words=words, eager=eager))
    sentences = [sentence for sentence in telling if not _is_question(sentence)]
    days = Days(text, words, calendar, closing_day(sentences, calendar))
    vague: Timeline | None = None
    for sentence in sentences:
        cues = _cues(sentence)
        if not cues:
            continue
        kinds = [(p, _promised_by(sentence, p, cues)) for p in spans_ahead(sentence, calendar, days)]
        told = [p for p, by in kinds if by == "promise"]
        promised = told or [p for p, by in kinds if by == "work"]
        bounds = [p for p in promised if not _is_plain_day(sentence.page, p)]
        if promised:
            found = Timeline(max(p.until for p in bounds or promised), _quote(sentence))
            if bounds and "promise" in cues.values() and found.until > calendar.today and not _is_away(sentence):
                return found
            vague = vague if vague and vague.until > calendar.today else found
    return vague or (_bound(sentences, calendar) if eager else None)


def as_told(words: str, *, anchor: datetime) -> Timeline | None:
    """What the user says that they were told (`2 weeks`, `by 14 May`); the quote is the user's own words.

    Raises:
        ValueError: `anchor` is naive.
    """
    for sentence in (f"We will get back to you {words}.", f"We will get back to you within {words}."):
        if found := find_timeline(sentence, anchor=anchor):
            return Timeline(found.until, words)
    return None


def day_told(words: str, *, anchor: datetime) -> date | None:
    """The day that a user's words name (`tomorrow`, `next friday`, `10 days`, `end of next month`).

    A week or a month to come is meant from its first day. None where they name no day, or say more than one.

    Raises:
        ValueError: `anchor` is naive.
    """
    require_aware(anchor)
    page = tokenize(f"until {words.strip()}", lexicon("en", timelines=True))
    end = next(at for at, token in enumerate(page.tokens) if token.kind == "end")
    periods = list(find_periods(page, 0, end, calendar_of(page.words, anchor)))
    if len(periods) != 1 or periods[0].after < end - 1:
        return None
    (period,) = periods
    opening, rest = page.tokens[: period.first], page.tokens[period.after : end]
    if any(t.text.lower() not in _BEFORE_A_DAY for t in opening) or any(t.text != "." for t in rest):
        return None
    senses = page.tokens[period.first].senses
    if period.after == period.first + 1 and "week_after" in senses:
        return period.until - timedelta(days=period.until.weekday())
    if period.after == period.first + 1 and "month_after" in senses:
        return period.until.replace(day=1)
    return period.named or period.until


def timeline_for(
    kind: Kind, found: Timeline | None, text: str, *, anchor: datetime, language: str = "en"
) -> Timeline | None:
    """The timeline of a mail of which the kind is known; `found` is what `find_timeline` gave.

    After a rejection, an offer or an invitation it is not the employer who is waited for. A mail that tells how matters
    stand is read eagerly.

    Raises:
        ValueError: `anchor` is naive.
    """
    if kind in _ANSWERED:
        return None
    if found is None and kind is Kind.STATUS_UPDATE:
        return find_timeline(text, anchor=anchor, language=language, eager=True)
    return found


def _may_promise(part: str, *, words: Lexicon, eager: bool) -> bool:
    """Whether a part of a text has a word or number of a time, and one of a promise where that is needed."""
    return may_tell_time(part, words) and (eager or words.promised.any_in(words_of(part)))


def _bound(sentences: list[Sentence], calendar: Calendar) -> Timeline | None:
    """The first bound in a sentence that neither asks for anything nor tells of an absence or of the past.

    A mere length of time ("a great day") is one only in a sentence about people who write or are written to.
    """
    for sentence in sentences:
        page, first, after, _ = sentence
        if any(not _VOID.isdisjoint(page.tokens[at].senses) for at in range(first, after)):
            continue
        ours = any("subject" in page.tokens[at].senses for at in range(first, after))
        ahead = [p for p in spans_ahead(sentence, calendar) if not _is_plain_day(page, p)]
        bounds = [p.until for p in ahead if ours or not p.counted or not _WITHIN.isdisjoint(_opener(page, p))]
        if bounds:
            return Timeline(max(bounds), _quote(sentence))
    return None


def _is_question(sentence: Sentence) -> bool:
    """Whether the sentence asks; a tag at its end ("…, all right?") does not make it a question."""
    page, first, after, _ = sentence
    tokens = page.tokens
    tag = any(tokens[at].text == "," for at in range(max(first, after - _NEAR), after))
    return tokens[after].text == "?" and not tag


def _cues(sentence: Sentence) -> dict[int, str]:
    """Where a sentence promises (`promise`), tells of work on the application (`work`) or of a `task` for the reader.

    Empty where it is void. A plain day is promised only in a sentence about the future, which `future` marks.
    """
    page, first, after, _ = sentence
    cues: dict[int, str] = {}
    ahead = not page.words.knows_future
    for at in range(first, after):
        senses = page.tokens[at].senses
        if "veto" in senses:
            return {}
        ahead = ahead or "future" in senses
        if "task" in senses and not _is_over_by_then(page, at, first):
            cues[at] = "task"
        elif "promise" in senses or ("tell" in senses and _is_told_reader(page, at, first, after)):
            cues[at] = "promise"
        elif "work" in senses:
            cues[at] = "work"
        elif "missed" in senses and any("turn" in page.tokens[n].senses for n in range(at, after)):
            cues[at], ahead = "promise", True  # the new one stands behind the "but"
    if ahead and cues:
        cues[after] = "future"
    return cues


def _is_over_by_then(page: Page, at: int, first: int) -> bool:
    """Whether it is told when something follows: "after the last interviews", "once the interviews are over"."""
    near = (page.tokens[n].senses for n in range(at - 1, max(first, at - _BACK_WINDOW) - 1, -1))
    return "afterwards" in next((s for s in near if not _NOT_YET.isdisjoint(s)), {})


def _is_told_reader(page: Page, at: int, first: int, after: int) -> bool:
    """Whether the reader is told something: "tell you", "bel ik je", but not "email you the link"."""
    near = range(_left_edge(page, at, first), min(after, at + _NEAR + 1))
    if any("thing" in page.tokens[n].senses for n in range(at, min(after, at + _REACH))):
        return False
    return any("reader" in page.tokens[n].senses for n in near)


def _is_away(sentence: Sentence) -> bool:
    """Whether it tells of an absence, of which the time may be."""
    return any("away" in sentence.page.tokens[at].senses for at in range(sentence.first, sentence.after))


def _left_edge(page: Page, at: int, first: int) -> int:
    """How far left of a verb the reader may stand: in its clause, where the verb ends that, else close by."""
    last = any(token.kind in _CLAUSE_ENDS for token in page.tokens[at + 1 : at + 3])
    if not (page.words.verb_last and last):
        return max(first, at - _NEAR)
    edge = at
    while edge > max(first, at - _CLAUSE) and (page.tokens[edge - 1].kind != "mark" or edge > at - _NEAR):
        edge -= 1
    return edge


def _promised_by(sentence: Sentence, period: Period, cues: dict[int, str]) -> str:
    """The cue nearest to the left of the period (else to its right): a promise, work, or neither where it is none."""
    page, first = sentence.page, sentence.first
    if _is_just_today(page, period):
        return ""
    if _is_plain_day(page, period) and ("future" not in cues.values() or _has_hour(page, period)):
        return ""
    places = [at for at in cues if cues[at] != "future"]
    left = max((at for at in places if period.first - _REACH <= at < period.first), default=None)
    right = min((at for at in places if period.after <= at < period.after + _REACH), default=None)
    cue = right if left is None else left
    before = [t.senses for t in page.tokens[max(first, period.first - _REACH) : period.first]][::-1]
    return "" if cue is None or _is_asked(before) else cues[cue]


def _has_hour(page: Page, period: Period) -> bool:
    """Whether a clock time stands beside a day: an appointment ("I will call you on Tuesday at 10:30")."""
    beside = (*range(max(1, period.first - _NEAR), period.first), *range(period.after, period.after + _NEAR))
    return any(_is_hour(page, at) for at in beside)


def _is_hour(page: Page, at: int) -> bool:
    clock = read_clock(page, at)
    return clock is not None and (not clock.weak or "at" in page.tokens[at - 1].senses)


def _is_asked(left: list[Senses]) -> bool:
    """Whether it is the reader who shall ("please review it and respond within"); `left` runs from the period back."""
    return "asked" in next((s for s in left if "asked" in s or "subject" in s), {})


def _is_plain_day(page: Page, period: Period) -> bool:
    """Whether nothing makes it a last day; it may lie behind ("we reviewed it on Monday", "we decided this week")."""
    current = not {"week_this", "month_this"}.isdisjoint(page.tokens[period.first].senses)
    bounds = _opener(page, period).keys() | page.tokens[period.after].senses.keys()
    return (period.named is not None or current) and _BOUNDS.isdisjoint(bounds)


def _opener(page: Page, period: Period) -> Senses:
    """The word before a period, articles and the like aside."""
    at = period.first - 1
    while at > 0 and "on" in page.tokens[at].senses and _BOUNDS.isdisjoint(page.tokens[at].senses):
        at -= 1
    return page.tokens[at].senses if at >= 0 else {}


def _is_just_today(page: Page, period: Period) -> bool:
    """Whether it says "today" and no more: that tells of the mail itself ("we are reaching out today")."""
    opener = page.tokens[period.first - 1].senses if period.first else {}
    return page.tokens[period.first].senses.get("days") == 0 and not {"deadline", "until"} & opener.keys()


def _quote(sentence: Sentence) -> str:
    """The sentence as written, its white space folded."""
    page, first, after, text = sentence
    tokens = page.tokens
    while tokens[first].kind == "line" and first < after - 1:
        first += 1
    end = tokens[after].end if tokens[after].kind == "mark" else tokens[after - 1].end
    return _SPACE.sub(" ", text[tokens[first].start : end]).strip()
