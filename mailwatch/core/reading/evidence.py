"""What the words of a mail speak for: every rule that meets a sentence, after conditional clauses were cut out."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from mailwatch.core.models import Evidence, Kind
from mailwatch.core.reading.lookup import numbers
from mailwatch.core.reading.prose import (
    PLACES,
    Sentence,
    beginning,
    fold_all,
    keys_of,
    quote,
    spaced,
    split_sentences,
    without_speech,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mailwatch.core.reading.phrases import Phrase
    from mailwatch.core.reading.rulebook import Rule, Rulebook

_REJECTION = Kind.REJECTION.value
BRIEF = 1_200
"""Characters of a text in which everyday words are taken for what they mostly mean."""
_REPLY = re.compile(r"^\s*(?:re|aw|antw|fwd?|wg|tr|rv|res|enc|doorst|sv|vs)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_JOINT = re.compile(r", |(?<= )(?:and|but|und|aber|et|mais|y|pero|e|mas|en|maar) ")


class Hit(NamedTuple):
    """A rule that a sentence met, with the words as written."""

    rule: Rule
    quote: str

    @property
    def evidence(self) -> Evidence:
        """The same, as a reading keeps it."""
        return Evidence(self.quote, self.rule.name)


class Tally(NamedTuple):
    """All hits of a mail and the strength of each signal: 1 minus the product of (1 - weight).

    `question` is the first sentence that asks the reader something.
    """

    hits: tuple[Hit, ...]
    strength: dict[str, float]
    question: str

    def of(self, signal: str) -> float:
        """Strength of a signal, 0 where nothing speaks for it."""
        return self.strength.get(signal, 0.0)

    def quotes(self, *signals: str) -> tuple[Hit, ...]:
        """Hits of these signals, in the order of the mail."""
        return tuple([hit for hit in self.hits if hit.rule.says in signals])


def is_reply_subject(subject: str) -> bool:
    """Whether a subject was inherited from an older mail ("Re:", "AW:", …), so that it says nothing new."""
    return _REPLY.match(subject) is not None


def weigh(subject: str, text: str, book: Rulebook, title: str = "") -> Tally:
    """Meet every rule of a language with a mail. Each rule counts once, where it is met first.

    `title` is that of an appointment in its calendar part.
    """
    index, brief = book.index, len(text) <= BRIEF
    counting = {place: index.at[place, brief] for place in PLACES}
    parts, places = _parts(subject, text, title)
    met: dict[str, Hit] = {}
    question = ""
    for plain, where, words in zip(parts, places, fold_all(parts, book.contractions), strict=True):
        keys = keys_of(words, book.known)
        if where == "body" and not question and keys and plain.endswith("?"):
            question = plain
        possible = index.possible(keys)
        if not possible & (counting[where] | counting["condition"]):
            continue
        for said in _said(Sentence(plain, " ".join(words) + " ", keys, where), book):
            left = possible if said.keys is keys else index.possible(said.keys)
            for rule, start in _met(said, left & counting[said.where], met, book):
                met.setdefault(rule.name, Hit(rule, quote(spaced(plain), start / max(1, len(said.words)))))
    rest: dict[str, float] = {}
    for hit in met.values():
        rest[hit.rule.says] = rest.get(hit.rule.says, 1.0) * (1.0 - hit.rule.weight)
    strength = {signal: 1.0 - r for signal, r in rest.items()}
    return Tally(tuple(met.values()), strength, quote(spaced(question), 1.0))


def _parts(subject: str, text: str, title: str) -> tuple[list[str], list[str]]:
    """Subject, sentences and title as written, and where each of them stands."""
    parts = [spaced(without_speech(subject[:300])), *split_sentences(without_speech(text))]
    places = ["inherited" if is_reply_subject(subject) else "subject", *["body"] * (len(parts) - 1)]
    if title:
        parts.append(spaced(title[:300]))
        places.append("title")
    return parts, places


def _said(sentence: Sentence, book: Rulebook) -> Sequence[Sentence]:
    """A sentence without what only a condition says; where it had any, as it stood before as well."""
    keys, conditions = sentence.keys, book.conditions
    if conditions.keys().isdisjoint(keys):
        return (sentence,)
    phrases = [p for key in keys if key in conditions for p in conditions[key] if p.possible(keys)]
    cut = without_conditions(sentence.words, phrases, book)
    if cut == sentence.words:
        return (sentence,)
    rest = sentence._replace(words=cut, keys=keys_of(cut.split(), book.known))
    return sentence._replace(where="condition"), rest


def _met(sentence: Sentence, possible: int, known: Collection[str], book: Rulebook) -> list[tuple[Rule, int]]:
    """The rules that a sentence meets beside those `known`, and where, those of the rarest words first."""
    found: list[tuple[tuple[str, int], Rule, int]] = []
    entries, (_, words, keys, where), decided = book.index.entries, sentence, ""
    for number in numbers(possible):
        phrase, rule = entries[number]
        if rule.name in known:
            continue
        if rule.says == _REJECTION and where != "condition":
            decided = decided or without_ongoing(words, keys, book)
            match = phrase.search(decided)
        else:
            match = phrase.search(words)
        if match and not any(p.meets(words, keys) for p in rule.unless):
            found.append((book.index.order(number, keys), rule, match.start()))
    found.sort(key=itemgetter(0))
    return [(rule, start) for _, rule, start in found]


def without_conditions(words: str, phrases: Sequence[Phrase], book: Rulebook) -> str:
    """A folded sentence without the conditional clauses that these phrases open.

    "If you are selected, we will call you" loses all of it, for what follows holds only then. "If it suits you, please
    pick a time" keeps the request. "We will call you if you are selected" loses the promise with its condition.
    """
    for _ in range(_MOST_CLAUSES):
        start = min((match.start() for phrase in phrases if (match := phrase.search(words))), default=-1)
        if start < 0:
            return words
        words = _cut(words, start, book)
    return words


def without_ongoing(words: str, keys: frozenset[str], book: Rulebook) -> str:
    """A folded sentence without what says that others are still being met.

    "We are still interviewing other candidates" decides nothing, though it names those who are preferred in refusals.
    """
    for phrase in book.ongoing:
        if phrase.possible(keys) and (found := phrase.search(words)):
            words = f"{words[: found.start()]}, {words[found.end() - 1 :]}"  # it was searched with a space before
    return words


_MOST_CLAUSES = 4


def _cut(words: str, start: int, book: Rulebook) -> str:
    before, clause = words[:start], words[start:]
    condition, comma, rest = clause.partition(", ")
    if book.outcome.isdisjoint(beginning(w) for w in condition.split()):
        return before + (rest if comma else "")
    return _before_promise(before, book) if before.strip(" ,") else ""


def _before_promise(words: str, book: Rulebook) -> str:
    """What stands before the last promise; all of it where nothing is promised ("we will not" is no promise)."""
    starts = [0, *(m.end() for m in _JOINT.finditer(words[:-2]))]
    ends = [*starts[1:], len(words)]
    for start, end in zip(reversed(starts), reversed(ends), strict=True):
        clause = words[start:end].split()
        if not book.promises.isdisjoint(clause):
            return words if not book.denials.isdisjoint(clause) else words[:start]
    return words
