"""The rules of one language, read from `languages/<code>/kinds.toml`. See `docs/adding-a-language.md`."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ahocorasick_rs import AhoCorasick

from mailwatch.core.models import Kind, RejectionSort
from mailwatch.core.reading.lookup import Index, index_of
from mailwatch.core.reading.phrases import Contractions, Phrase, Terms
from mailwatch.core.reading.prose import KEY_LENGTH, beginning, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIGNALS = frozenset(
    {
        *(k.value for k in Kind),
        "topic",  # the mail is about work and how one gets it
        "job",  # as topic, in words that stand for nothing but work
        "own",  # it is about an application of the reader
        "appointment",  # it is about an interview of the reader
        "elsewhere",  # it is about an application for something else, unless "job" says otherwise
        "noise",  # it is none of that, unless it is about an application of the reader
        "mention",  # the word interview, which alone means little
        "interview",  # it speaks of an interview of the reader
        "meeting",  # people come together, of whatever sort; with one time fixed, and about a job, it is an interview
        "promise",  # somebody will get in touch about an interview
        "choice",  # a time has still to be chosen
        "hint",  # what mostly stands in rejections, and proves nothing by itself
        "ask",  # the reader is asked for something
        "sort",  # tells the sort of a rejection, and no more
    }
)
"""What a rule may `say`."""
_TOPICS = frozenset({"topic", "job", "own", "appointment", "mention"})
"""The signals that tell what a mail is about, but for those that tell that it is about something else."""
_INHERITED = _TOPICS | {"other", "elsewhere", "noise"}
"""What the subject of a reply still tells: what the exchange is about, not how it stands."""
_EVERYWHERE = 100
_TABLE = re.compile(r"^\[{1,2}\w", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that say the same thing. `weight`: how sure one of them alone makes (0 to 1).

    `brief`: the words are so everyday that they count only in a short mail.
    """

    name: str
    says: str
    weight: float
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...] = ()
    sort: RejectionSort | None = None
    where: str = ""
    brief: bool = False

    def counts(self, where: str, *, brief: bool) -> bool:
        """Whether it counts in what stands at a place (`Sentence.where`) of a mail that is brief or is not."""
        if self.brief and not brief:
            return False
        if where == "inherited":
            return self.says in _INHERITED
        return self.where == where if self.where else where != "condition"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of `kinds.toml`, compiled.

    `known` are the keys that any phrase asks for. `index` finds the phrases that a sentence may hold.
    """

    language: str
    everyday: frozenset[str]
    contractions: Contractions
    rules: tuple[Rule, ...]
    conditions: dict[str, tuple[Phrase, ...]]
    ongoing: tuple[Phrase, ...]
    outcome: frozenset[str]
    promises: frozenset[str]
    denials: frozenset[str]
    known: frozenset[str]
    index: Index = field(hash=False)


def available() -> tuple[str, ...]:
    """Codes of the languages that have a `kinds.toml`, sorted."""
    folders = resources.files(__package__).joinpath("languages").iterdir()
    return tuple(sorted(f.name for f in folders if (f / "kinds.toml").is_file()))


@cache
def rulebook(language: str) -> Rulebook:
    """The compiled rules of a language.

    Raises:
        ValueError: the file has a mistake; the text names file, rule and mistake.
    """
    return parse_rulebook(language, _text(language))


@cache
def topics(language: str) -> Rulebook:
    """Of its rules those alone that tell that a mail is about work, one in nine; raises as `rulebook` does."""
    book = rulebook(language)
    rules = tuple(rule for rule in book.rules if rule.says in _TOPICS)
    asked = [phrase for phrases in book.conditions.values() for phrase in phrases]
    index = _index(rules, book.everyday)
    return replace(book, rules=rules, known=_keys(asked, rules), index=index)


@cache
def stopwords(language: str) -> frozenset[str]:
    """Its commonest words, by which languages are told apart."""
    return frozenset(_head(language)["stopwords"])


@cache
def stems(language: str) -> AhoCorasick:
    """What finds, in one pass over a text in lower case, all words that any mail about work has."""
    return AhoCorasick(_head(language)["stems"])


def _head(language: str) -> dict[str, Any]:
    """What stands above the first table: most mail needs no more, so that the rules need not even be read."""
    return tomllib.loads(_TABLE.split(_text(language), maxsplit=1)[0])


def _text(language: str) -> str:
    return (resources.files(__package__) / "languages" / language / "kinds.toml").read_text(encoding="utf-8")


def parse_rulebook(language: str, text: str) -> Rulebook:
    """Compile the text of a `kinds.toml`.

    Raises:
        ValueError: it has a mistake; the text names file, rule and mistake.
    """
    data = tomllib.loads(text)
    contractions = tuple((short, long) for short, long in data.get("contractions", []))
    everyday = frozenset(_folded(data["stopwords"]))
    terms = Terms(data.get("lists", {}), contractions, everyday)

    def phrases(sources: Iterable[str], where: str) -> tuple[Phrase, ...]:
        try:
            return tuple(map(terms.phrase, sources))
        except ValueError as error:
            raise ValueError(f"{language}/kinds.toml: {where}: {error}") from error

    rules = tuple(_rule(language, raw, phrases) for raw in data.get("rule", []))
    for name, times in Counter(rule.name for rule in rules).items():
        if times > 1:
            raise ValueError(f"{language}/kinds.toml: {name}: {times} rules have this name")
    clauses = data["clauses"]

    index = _index(rules, everyday)
    conditions = phrases(clauses["conditions"], "clauses.conditions")
    ongoing = phrases(clauses.get("ongoing", []), "clauses.ongoing")
    terms.forget()
    return Rulebook(
        language=language,
        everyday=everyday,
        contractions=contractions,
        rules=rules,
        conditions=_by_key(conditions, everyday),
        ongoing=ongoing,
        outcome=frozenset(map(beginning, _folded(clauses["outcome"]))),
        promises=frozenset(_folded(clauses["promises"])),
        denials=frozenset(_folded(clauses["denials"])),
        known=_keys([*conditions, *ongoing], rules),
        index=index,
    )


def _keys(phrases: Iterable[Phrase], rules: Iterable[Rule]) -> frozenset[str]:
    """All that these phrases and those of the rules ask for."""
    asked = [*phrases, *(phrase for rule in rules for phrase in (*rule.phrases, *rule.unless))]
    return frozenset(key for phrase in asked for need in (*phrase.needs, *phrase.also) for key in need)


def _folded(words: Iterable[str]) -> list[str]:
    return fold(" ".join(words)).split()


def _rule(language: str, raw: dict[str, Any], phrases: Any) -> Rule:  # noqa: ANN401 (a local function)
    name = raw.get("name", "a rule without a name")
    if raw.get("says") not in SIGNALS:
        raise ValueError(f"{language}/kinds.toml: {name}: says {raw.get('says')!r}, which is none of {sorted(SIGNALS)}")
    if not 0 < raw.get("weight", 1.0) < 1:
        raise ValueError(f"{language}/kinds.toml: {name}: weight must lie between 0 and 1")
    return Rule(
        name=name,
        says=raw["says"],
        weight=raw["weight"],
        phrases=phrases(raw["any"], name),
        unless=phrases(raw.get("unless", []), name),
        sort=RejectionSort(raw["sort"]) if "sort" in raw else None,
        where=raw.get("where", ""),
        brief=raw.get("brief", False),
    )


def _index(rules: Sequence[Rule], everyday: frozenset[str]) -> Index:
    """Each phrase by its needs, the rarest first: short and everyday words stand in every sentence."""
    asked = Counter(k for rule in rules for phrase in rule.phrases for need in phrase.needs for k in need)

    def commonness(need: tuple[str, ...]) -> tuple[int, list[str]]:
        return sum(_EVERYWHERE if k in everyday or len(k) < KEY_LENGTH else asked[k] for k in need), sorted(need)

    return index_of([(phrase, rule) for rule in rules for phrase in rule.phrases], commonness)


def _by_key(phrases: Sequence[Phrase], everyday: frozenset[str]) -> dict[str, tuple[Phrase, ...]]:
    found: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        needs = [n for n in phrase.needs if everyday.isdisjoint(n)] or phrase.needs
        for k in needs[0]:
            found[k].append(phrase)
    return {k: tuple(v) for k, v in found.items()}
