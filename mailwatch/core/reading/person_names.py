"""Where a person's name begins and ends among words, and the job title behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailwatch.core.reading.company_names import opens_a_house
from mailwatch.core.reading.names import load_names
from mailwatch.core.reading.persons import is_known_given_name, part_of, person_name
from mailwatch.core.reading.role_names import is_noun
from mailwatch.core.reading.wording import BREAK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailwatch.core.reading.wording import Wording, Words

_INITIAL = 2
"""Letters of "J."."""
JOINERS = frozenset(
    {
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "&",
        "or",
        "as",
        "well",
        "sowie",
        "plus",
        "from",
        "our",
        "the",
        "unser",
        "unsere",
        "unserem",
        "unserer",
        "notre",
        "nuestro",
        "nuestra",
        "nossa",
        "nosso",
        "onze",
        "ons",
    }
)


def full_name(words: Words, i: int, wording: Wording) -> tuple[str, int]:
    """The name of two words or more that begins here, and the index after it."""
    names = load_names()
    behind = i and (words.lower[i - 1] in names.streets or opens_a_house(words, i - 1))
    if behind or not words.written[i].removeprefix("(")[:1].isupper():
        return "", i
    run, end = name_run(words, i, min(len(words.written), i + 7))
    if len(run) == 1:
        return "", i
    if any(token.lower().strip(".,;:") in names.place_words for token in run[1:]):
        return "", end
    run = _two_words(run) if wording.one_surname else run
    name = name_in([token.removesuffix("'s") for token in run], wording)
    return (name, i + len(run)) if len(name.split()) > 1 else ("", i)


def _two_words(run: list[str]) -> list[str]:
    """A name without the capitalised words that follow it: a third word is one only behind two given names."""
    names = load_names()
    size = 2
    while size < len(run) and (
        run[size - 1].lower() in names.name_particles
        or run[size - 1] in names.surname_prepositions
        or is_known_given_name(run[size - 1])
        or len(run[size - 1]) <= _INITIAL
    ):
        size += 1
    return run[:size]


def next_in_list(words: Words, end: int, wording: Wording) -> tuple[str, int]:
    """The name that follows another behind a comma or "and", though its given name is unknown."""
    i = end
    if i < len(words.written) and words.lower[i] in wording.ands:
        i += 1
    elif not words.written[end - 1].endswith(","):
        return "", end
    if i >= len(words.written) - 1 or words.lower[i] in wording.stop:
        return "", end
    name, after = full_name(words, i, wording)
    closed = after < len(words.written) and words.written[after - 1][-1].isalnum() and words.written[after][0].isupper()
    return (name, after) if name and not closed else ("", end)


def name_run(words: Words, i: int, end: int) -> tuple[list[str], int]:
    """Words that may be one name, from `i` on, and the index after them."""
    honorifics = load_names().honorifics
    run = [words.written[i]]
    while i + 1 < end and len(run) < 7 and not run[-1].endswith((",", ";", ":", "!", "?", ")")):  # noqa: PLR2004 title and name
        if (
            run[-1].endswith(".")
            and len(run[-1]) > (3 if len(run) > 1 else 4)
            and run[-1].lower().strip(".") not in honorifics
        ):
            break
        after = words.written[i + 1]
        if not after[0].isupper() and not _leads_on(run, after, words.written[i + 2 : min(end, i + 5)]):
            break
        run.append(after)
        i += 1
    return run, i + 1


def _leads_on(run: list[str], word: str, beyond: Sequence[str]) -> bool:
    """Whether a small word stands inside a name ("Ana de la Vega")."""
    particles = load_names().name_particles
    if len(run) == 1 and _opens_a_surname(word, beyond):
        return True
    if word not in particles or word in JOINERS or (word == "der" and run[-1].lower() not in particles):
        return False  # "Nur der Ort"
    return _leads_to_a_name(beyond, particles)


def _opens_a_surname(word: str, beyond: Sequence[str]) -> bool:
    """Whether a preposition and an article begin a surname ("Bas in 't Veld", "Marloes op den Akker")."""
    names = load_names()
    return (
        word in names.surname_prepositions
        and len(beyond) > 1
        and beyond[0] in names.name_particles
        and beyond[1][0].isupper()
    )


def _leads_to_a_name(beyond: Sequence[str], particles: frozenset[str]) -> bool:
    """Whether a capitalised word follows, particles aside ("de *la* Vega")."""
    first = next((word for word in beyond if word not in particles), "")
    return first[:1].isupper()


def name_in(run: list[str], wording: Wording) -> str:
    """The person in a run of capitalised words: job titles before and after are cut (`CTO Dana Cho`)."""
    tokens = [token.strip(",;:!?.()") if len(token) > 2 else token for token in run]  # noqa: PLR2004 "J."
    while len(tokens) > 1 and not is_known_given_name(tokens[0]) and not is_honorific(tokens[0]):
        trade = tokens[0].lower() in wording.nouns or part_of(tokens[0])
        if not (trade or any(is_known_given_name(t) or is_honorific(t) for t in tokens[1:-1])):
            break
        tokens.pop(0)
    while len(tokens) > 1 and is_honorific(tokens[0]):
        tokens.pop(0)
    known = is_known_given_name(tokens[0]) if tokens else False
    least = 2 if known else 1  # "Anouk Visser" is no fisher, "Femke de Boer" no farmer
    particles = load_names().name_particles
    while len(tokens) > least and tokens[-2].lower() not in particles and _is_trade(tokens[-1], wording):
        tokens.pop()
    trades = [] if known else tokens
    if any(t.lower() in wording.nouns for t in trades) or has_a_stop(
        [t.lower() for t in tokens if t[0].isupper()], wording
    ):
        return ""
    return person_name(" ".join(tokens).replace("d' ", "d'"))


def is_honorific(token: str) -> bool:
    """Whether a word is a title of address ("Mme", "Dr.")."""
    return token.lower().strip(".,") in load_names().honorifics


def has_a_stop(lows: Sequence[str], wording: Wording) -> bool:
    """Whether a word of the language stands in what looks like a name, and is no particle of it ("Wim De Smedt")."""
    stops = [
        low for i, low in enumerate(lows) if low in wording.stop and not (i and low in load_names().name_particles)
    ]
    return any(low not in load_names().given_names for low in stops)  # "Thi Mai Pham"


def _is_trade(token: str, wording: Wording) -> bool:
    return is_noun(token.lower(), wording) or bool(part_of(token))


def title_after(words: Words, i: int, end: int) -> tuple[str, int]:
    """The job title behind a name, in brackets or between commas, and the index after it."""
    if i >= end:
        return "", i
    if words.written[i].startswith("("):
        close = next((j for j in range(i, min(end, i + 9)) if words.written[j].rstrip(".,;:").endswith(")")), -1)
        if close >= 0:
            return " ".join(words.written[i : close + 1]).strip("().,;"), close + 1
    if words.written[i - 1].endswith(","):
        title: list[str] = []
        for j in range(i, min(end, i + 8)):
            token = words.written[j]
            if words.lower[j] in {"and", "und", "et", "y", "e", "&"} or token == BREAK:
                break
            title.append(token)
            if token.endswith((",", ".", ";")):
                break
        text = " ".join(title).strip(" ,.;")
        return (text, i + len(title)) if part_of(text) and not is_known_given_name(text) else ("", i)
    return "", i
