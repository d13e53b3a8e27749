"""How the parts of a page hang together: distances, sentences, and the words that say a time is none to keep."""

from __future__ import annotations

from itertools import accumulate, dropwhile, islice, takewhile
from typing import TYPE_CHECKING

from mailwatch.core.reading.when.lexicon import ABOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailwatch.core.reading.when.clock import Clock
    from mailwatch.core.reading.when.days import Day
    from mailwatch.core.reading.when.pairing import Link
    from mailwatch.core.reading.when.tokens import Page, Token

_STOPS = frozenset(".!?")
_WORD, _LINE, _SENTENCE, _SEPARATOR, _COMMA, _PLAIN, _SMALL = 1.0, 1.5, 4.0, 2.0, 0.6, 0.5, 0.1
_MARKS = {";": _SEPARATOR, "\u2022": _SEPARATOR, "(": _SEPARATOR, ",": _COMMA}
_LEADERS = frozenset("-\u2013\u2014:|")
"""Between a time and what happens then."""
_CHARACTERS_A_WORD = 6
_BACK, _AHEAD, _NEAR = 24, 10, 4
_ENDING = frozenset({"old", "off", "denial", "moved"})
"""Senses of which one is needed to tell that a time no longer holds."""
_FULL_LINE = 48
"""Characters from which a line may have been wrapped; shorter ones are headings, rows and items of lists."""
_SENTENCE_LENGTH = 60


class Context:
    """The words around the dates and clock times of one page.

    `taken` holds the tokens that belong to one of them; it is complete before the first `cost` is asked for.
    """

    def __init__(self, page: Page, taken: set[int]) -> None:
        self.page = page
        self.taken = taken
        self._sums: list[float] = []
        self._line_sums: list[int] = []
        self._starts: set[int] = set()
        self._told = frozenset().union(*(token.senses for token in page.tokens if token.senses))

    def cost(self, begin: int, end: int) -> float:
        """How far apart tokens `begin` and `end` are: foreign words, stops and line ends between them."""
        if not self._sums:
            weights = (0.0 if at in self.taken else self._weight(at) for at in range(len(self.page.tokens)))
            self._sums = list(accumulate(weights, initial=0.0))
        return self._sums[end] - self._sums[begin] if end > begin else 0.0

    def lines(self, begin: int, end: int) -> int:
        """Line ends between two tokens."""
        if not self._line_sums:
            self._line_sums = list(accumulate((t.kind == "line" for t in self.page.tokens), initial=0))
        return self._line_sums[end] - self._line_sums[begin]

    def _weight(self, at: int) -> float:
        token = self.page.tokens[at]
        senses = token.senses
        if token.kind == "word":
            if senses.keys() <= ABOUT:
                return _WORD * (1 + token.text.count(" "))
            if "or" in senses or "and" in senses:
                return _SEPARATOR
            return _SMALL if "at" in senses or "on" in senses else _PLAIN
        if token.kind == "mark":
            return _SENTENCE if ends_sentence(self.page, at) else _MARKS.get(token.text, _SMALL)
        if token.kind == "line":
            return _LINE
        if token.kind == "gap":
            return _SENTENCE + (token.end - token.start) / _CHARACTERS_A_WORD
        return _PLAIN

    def before(self, at: int, most: int = _BACK) -> Iterator[Token]:
        """The tokens before `at` in its sentence, nearest first."""
        return islice(self._backwards(at), most)

    def _backwards(self, at: int) -> Iterator[Token]:
        for back in range(at - 1, -1, -1):
            token = self.page.tokens[back]
            if token.kind == "line" and self._wraps(back):
                continue
            if token.kind in {"line", "gap"} or (token.kind == "mark" and ends_sentence(self.page, back)):
                return
            yield token

    def after(self, at: int, most: int = _AHEAD) -> Iterator[Token]:
        """The tokens from `at` on, up to the end of its sentence."""
        return islice(self._forwards(at), most)

    def _forwards(self, at: int) -> Iterator[Token]:
        for ahead in range(at, len(self.page.tokens)):
            token = self.page.tokens[ahead]
            if token.kind == "line" and self._wraps(ahead):
                continue
            if token.kind in {"line", "gap", "end"} or (token.kind == "mark" and ends_sentence(self.page, ahead)):
                return
            yield token

    def _wraps(self, at: int) -> bool:
        """Whether the line ends at `at` only because it is full: its sentence goes on below."""
        before, after = self.page.tokens[at - 1], self.page.tokens[at + 1]
        if before.kind in {"line", "gap"} or before.text == ":" or after.kind not in {"word", "number"}:
            return False
        token = self.page.tokens[at]
        return token.start - self.page.source.rfind("\n", 0, token.start) > _FULL_LINE

    def _opener(self, at: int) -> int:
        """The first token before `at` that is no preposition: the "by" of "by 5 pm on the 3rd"; -1 at the start."""
        at -= 1
        while at >= 0 and self._is_opening(self.page.tokens[at]):
            at -= 1
        return at

    def _is_opening(self, token: Token) -> bool:
        quiet = "deadline" not in token.senses and "until" not in token.senses and "from" not in token.senses
        return quiet and ("at" in token.senses or "on" in token.senses or token.text in {":", ",", "("})

    def is_deadline(self, at: int) -> bool:
        """Whether what begins at `at` is a last moment: "by Friday 5 pm", but not the greeting "bis Freitag!"."""
        at = self._opener(at)
        senses = self.page.tokens[at].senses
        return "deadline" in senses or ("until" in senses and not self._greets(at))

    def _greets(self, at: int) -> bool:
        before = next(self.before(at), None)
        return before is None or before.text == "," or bool({"then", "and"} & before.senses.keys())

    def says(self, sense: str, first: int, after: int, *, back: int = _BACK, ahead: int = _AHEAD) -> bool:
        """Whether a word of that sense stands in the same sentence, up to `back` tokens before or `ahead` after."""
        if sense not in self._told:
            return False
        if any(sense in token.senses for token in self.before(first, back)):
            return True
        return any(sense in token.senses for token in self.after(after, ahead))

    def is_recurring(self, day: Day | None, clock: Clock) -> bool:
        """Whether this is a habit (office hours, every Monday), no appointment."""
        if self.says("recurring", clock.first, clock.after, back=12, ahead=_NEAR):
            return True
        return day is not None and any("every" in token.senses for token in self.before(day.first, 2))

    def is_due(self, link: Link) -> bool:
        """Whether the words beside it, up to the next time on either side, set a deadline."""
        if "deadline_cue" not in self._told:
            return False
        beside = (*self._lead(link), *self._until_next(link.after), *self._until_next(link.clock.after))
        return any("deadline_cue" in token.senses for token in beside)

    def _lead(self, link: Link) -> Iterator[Token]:
        """The words before a time in its sentence, back to the time before; those before its day if it is the first."""
        yield from self._since_previous(link.clock.first, _BACK)
        if self._is_first_of_day(link):
            yield from self._since_previous(link.first, _BACK)

    def is_quoted(self, clock: Clock) -> bool:
        """Whether this dates a quoted mail: "On Mon, Nov 23, 2026 at 9:14 AM Jane wrote:"."""
        if "header" not in self._told:
            return False
        following = islice(self.page.tokens, clock.after, clock.after + 24)
        rest = dropwhile(lambda token: "header" not in token.senses, following)
        return any(token.text == ":" for token in islice(rest, 12))

    def is_dated_header(self, first: int) -> bool:
        """Whether a word like "Sent:" stands right before."""
        return "header_line" in self._told and any("header_line" in token.senses for token in self.before(first, 3))

    def is_old(self, link: Link) -> bool:
        """Whether this is the time that no longer holds: "instead of Monday 2 pm", "Monday 2 pm is not possible"."""
        if self._told.isdisjoint(_ENDING):
            return False
        if self._is_first_of_day(link):
            near = list(self.before(link.first, _NEAR + 2))
            if any("old" in token.senses for token in near[:_NEAR]):
                return True
            if any("from" in token.senses for token in near[:2]) and self.says(
                "moved", link.first, link.first, ahead=0
            ):
                return True
        near = list(self._since_previous(link.clock.first, _NEAR))
        if (
            any("old" in token.senses for token in near)
            or self._is_denied(link.clock.first)
            or self._is_denied(link.first)
        ):
            return True
        return any("off" in token.senses for token in self._until_next(link.after))

    def _is_first_of_day(self, link: Link) -> bool:
        """Whether no other time stands between the day and its clock time."""
        return self.taken.isdisjoint(range(link.day.after, link.clock.first))

    def _is_denied(self, first: int) -> bool:
        """Whether a "not" stands right before."""
        opener = next((t for t in self.before(first, _NEAR) if not self._is_opening(t)), None)
        return opener is not None and "denial" in opener.senses

    def gives_way(self, link: Link, following: Link) -> bool:
        """Whether an appointment moves from `link` to `following`: "we moved our 2 pm call to 3 pm"."""
        if "moved" not in self._told:
            return False
        shared = following.day is link.day
        begin = following.clock.first if shared else following.first
        after = link.after if link.after <= begin else link.clock.after
        at = begin - 1
        while at > after and self._is_opening(self.page.tokens[at]) and "onto" not in self.page.tokens[at].senses:
            at -= 1
        if at < after or "onto" not in self.page.tokens[at].senses:
            return False
        between = self.after(after, _SENTENCE_LENGTH)
        in_sentence = any(token.start == self.page.tokens[at].start for token in between)
        return in_sentence and self.says("moved", link.first, after, ahead=at - after)

    def is_fresh(self, link: Link) -> bool:
        """Whether the sentence says that this time is the new one."""
        if "new" not in self._told:
            return False
        if any("new" in token.senses for token in self._lead(link)):
            return True
        following = list(self.after(link.clock.after, _NEAR))
        return all(map(self._is_free, following)) and any("new" in token.senses for token in following)

    def is_called_off(self, link: Link) -> bool:
        """Whether the sentence says that this does not take place, or a label states it ("Date: Monday 2 pm")."""
        if self.says("cancel", link.first, link.after) or self.says("off", link.first, link.after):
            return True
        return any(token.text == ":" for token in self.before(link.first, 2))

    def is_offered(self, link: Link) -> bool:
        """Whether this is one of a choice, or asked: "Monday at 2 or Tuesday at 3", "would Monday at 2 suit you?"."""
        beside = (*self.before(link.first, 2), *self.after(link.after, 2)) if "or" in self._told else ()
        if any("or" in token.senses for token in beside) or self._asks(link.clock.after):
            return True
        return self.says("offer", link.clock.first, link.clock.after, ahead=_BACK)

    def _asks(self, at: int) -> bool:
        if "?" not in self.page.source:
            return False
        read = list(self.after(at, _SENTENCE_LENGTH))
        last = read[-1].end if read else self.page.tokens[at - 1].end
        return self.page.source[last : last + 2].lstrip().startswith("?")

    def is_pause(self, first: int, after: int) -> bool:
        """Whether this is lunch, a break between interviews, or when to be there before one."""
        if self._told.isdisjoint(("pause", "arrival", "lasting")):
            return False
        if any("arrival" in t.senses for t in self._since_previous(first, _AHEAD)):
            return True
        tokens = self.page.tokens
        heading = after + (tokens[after].text in _LEADERS)
        if "arrival" in tokens[heading].senses:  # "9:00 - Arrival and coffee"
            return True
        if "lasting" in tokens[after].senses and after + 1 in self.taken and tokens[after + 1].kind != "word":
            return True  # "1.45 for 2 pm"
        return any("pause" in t.senses for t in (*self.before(first, 3), *self._until_next(after, _NEAR + 2)))

    def _until_next(self, at: int, most: int = _AHEAD) -> Iterator[Token]:
        """The tokens from `at` on in its sentence, up to the next date or clock time."""
        return takewhile(self._is_free, self.after(at, most))

    def _since_previous(self, at: int, most: int) -> Iterator[Token]:
        """The tokens before `at` in its sentence, nearest first, back to the date or clock time before."""
        return takewhile(self._is_free, self.before(at, most))

    def _is_free(self, token: Token) -> bool:
        return token.start not in self._taken_starts()

    def _taken_starts(self) -> set[int]:
        if len(self._starts) != len(self.taken):
            self._starts = {self.page.tokens[at].start for at in self.taken}
        return self._starts

    def ends_previous(self, first: int) -> bool:
        """Whether a label says that this is the end ("End: 3 pm")."""
        return "end_label" in self._told and any("end_label" in token.senses for token in self.before(first, _NEAR + 2))


def ends_sentence(page: Page, at: int) -> bool:
    """Whether the mark at `at` ends a sentence (and is not the stop of "Dec." or "p.m.")."""
    token, following = page.tokens[at], page.tokens[at + 1]
    if token.text not in _STOPS:
        return False
    if token.text != "." or following.kind in {"end", "gap"}:
        return True
    if "month" in following.senses and page.tokens[at - 1].kind == "number":  # "4. Dezember"
        return False
    if "week_number" in following.senses and page.tokens[at - 1].kind == "number":  # "46. KW", but not "am 3. KW 46"
        return page.tokens[at + 2].kind == "number"
    if following.kind == "line":
        following = page.tokens[at + 2]
        if following.kind in {"line", "end", "gap"}:
            return True
    return following.start > token.end and page.source[following.start : following.start + 1].isupper()
