"""What the user wrote into the blanks of a draft, read from what they sent.

A blank's words are taken only from between the words that stood around it, and only if they are a phrase that reads as
well in any other sentence of the templates ("our conversation about …"). In doubt nothing is learned: a blank in the
next draft costs the user a minute, a wrong sentence in it costs more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mailwatch.core.drafting.rendering import blanks_of
from mailwatch.core.drafting.variables import FILLED_BY_YOU
from mailwatch.core.learning.judging import FALLBACK, Judge, Wording, names_of, runs_of, wordings
from mailwatch.core.learning.texts import BLANK, DASH, END, MAX_TEXT, Text, is_word, own_words, read

NEAR = 3
"""Words before a blank that have to be there still; fewer only where its sentence has no more."""
FAR = 4
"""Words around a whole paragraph that have to be there still."""
_CLOSING = (END, ";", ":")
_ASKING = ("?", "…")


@dataclass(frozen=True, slots=True)
class Learned:
    """The words for `topic`, `skill` and `value` of later drafts; empty where nothing is sure."""

    topic: str = ""
    skill: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A blank of the draft: what it asks for, and the words of its sentence before and after it."""

    at: int
    asks: str
    left: tuple[str, ...]
    right: tuple[str, ...]


def learn(
    draft: str, sent: str, fills: Sequence[str], *, language: str = FALLBACK, names: Collection[str] = ()
) -> Learned:
    """Find what the user wrote into the blanks.

    Args:
        draft: the text of the draft as it was placed.
        sent: the text that was sent, in any wrapping, with or without quotes and signature.
        fills: which variable each blank of the draft stands for, as `Composed.fills` says; others are never learned.
        language: code of the draft's language; an unknown one stands for English, as in `compose`.
        names: names of people of the application; a phrase with one of them is none.

    Returns:
        Phrases as written, without white space or punctuation around them.
    """
    if len(draft) > MAX_TEXT or len(fills) != len(blanks_of(draft)):
        return Learned()
    before, after = read(draft), read(own_words(sent))
    if len(_blanks(before)) != len(fills):
        return Learned()
    code = language.replace("_", "-").partition("-")[0].lower()
    judge = Judge(wordings().get(code, wordings()[FALLBACK]), names_of(before, after, names), runs_of(before.keys))
    found: dict[str, set[str]] = {variable: set() for variable in FILLED_BY_YOU}
    for at, asks, variable in zip(_blanks(before), blanks_of(draft), fills, strict=True):
        place = _place(before.keys, at, asks)
        if variable == "value":
            found[variable].add(_paragraph(place, before, after, judge))
        elif variable in found:
            found[variable].add(_phrase(place, after, judge, topic=variable == "topic"))
    return Learned(**{variable: words.pop() for variable, words in found.items() if len(words) == 1})


def _blanks(text: Text) -> list[int]:
    return [at for at, key in enumerate(text.keys) if key == BLANK]


def _place(keys: tuple[str, ...], at: int, asks: str) -> _Place:
    bounds = [i for i, key in enumerate(keys) if key in (END, BLANK)]
    first = max((i for i in bounds if i < at), default=0)
    last = min((i for i in bounds if i > at), default=len(keys))
    begins = first if keys[first] == END else first + 1
    ends = last + 1 if keys[last : last + 1] == (END,) else last
    return _Place(at, asks, keys[begins:at], keys[at + 1 : ends])


def _phrase(place: _Place, sent: Text, judge: Judge, *, topic: bool) -> str:
    """The words between those that stood around the blank, if they are still there and leave no doubt."""
    found = _start(place.left, sent.keys)
    if found is None:
        return ""
    start, whole = found
    stop = sent.keys.index(END, start)
    end = _stop(place.right, sent.keys, start, stop, judge.wording)
    if end is None and whole and _is_closed(place.right, judge.wording) and sent.cut(stop, stop + 1) not in _ASKING:
        end = _closing(place.right, sent.keys, start, stop, judge.wording)
    if end is None or _occurrences(place.left[-2:], sent.keys[start:end]):
        return ""
    return judge.phrase(sent, start, end, place.asks, topic=topic)


def _start(left: tuple[str, ...], keys: tuple[str, ...]) -> tuple[int, bool] | None:
    """Where the last words before the blank end, and whether the sentence begins as it did, too.

    None where they are gone, or occur twice.
    """
    least = min(NEAR, len(left))
    ends = _occurrences(left[-least:], keys) if least > 1 else []
    if len(ends) != 1:
        return None
    return ends[0], left[0] == END and keys[max(0, ends[0] - len(left)) : ends[0]] == left


def _occurrences(words: tuple[str, ...], keys: tuple[str, ...]) -> list[int]:
    """Where `words` end in `keys`."""
    count = len(words)
    return [at + count for at in range(len(keys) - count + 1) if keys[at : at + count] == words]


def _stop(right: tuple[str, ...], keys: tuple[str, ...], start: int, stop: int, wording: Wording) -> int | None:
    """Where the words after the blank begin, within the sentence that ends at `stop`."""
    for count in range(min(NEAR, len(right)), 0, -1):
        words = right[:count]
        if not any(is_word(word) and word not in wording.glue for word in words):
            continue  # "…, and" may as well go on with an enumeration
        ends = _occurrences(words, keys[start : stop + 1])
        if ends:
            return start + ends[0] - count
    return None


def _is_closed(right: Sequence[str], wording: Wording) -> bool:
    """Whether a mark closes the phrase in the draft, after which the sentence could as well end."""
    mark, word, *_ = (*right, "", "")
    return mark in _CLOSING or (mark == "," and word in wording.joiners | wording.relatives)


def _closing(right: Sequence[str], keys: Sequence[str], start: int, stop: int, wording: Wording) -> int | None:
    """Where such a phrase ends: at a mark that closes it as well, or with the sentence.

    None where the sentence may go on without a mark ("… and confirmed my enthusiasm").
    """
    remarks = wording.relatives | wording.clauses
    end = stop
    for at in range(start, stop):
        following = [*keys[at + 1 : at + 3], "", ""]
        remark = following[0] in remarks or (following[0] in wording.joiners and following[1] in wording.clauses)
        if keys[at] in (";", ":", DASH) or (keys[at] == "," and remark):
            end = at
            break
    words = keys[start:end]
    small = wording.glue | wording.clauses
    goes_on = "," not in words and any(word in wording.joiners for word in words)
    return None if goes_on or any(word in right and word not in small for word in words if is_word(word)) else end


def _paragraph(place: _Place, draft: Text, sent: Text, judge: Judge) -> str:
    """The words of a blank that is a paragraph by itself: between the sentences before and after it."""
    ours = [i for i, key in enumerate(draft.keys) if key == BLANK or is_word(key)]
    theirs = [i for i, key in enumerate(sent.keys) if key == BLANK or is_word(key)]
    keys = tuple(sent.keys[i] for i in theirs)
    here = ours.index(place.at)
    left = tuple(draft.keys[i] for i in ours[max(0, here - FAR) : here])
    right = tuple(draft.keys[i] for i in ours[here + 1 : here + 1 + FAR])
    begins, ends = _occurrences(left, keys), _occurrences(right, keys)
    if min(len(left), len(right)) < FAR or len(begins) != 1 or len(ends) != 1:
        return ""
    first, last = begins[0], ends[0] - FAR
    if first >= last:
        return ""
    return judge.paragraph(sent, theirs[first], theirs[last], place.asks)
