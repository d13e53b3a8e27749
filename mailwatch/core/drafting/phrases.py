"""The words that all templates of one language share: greetings, names of days and months. Data, in `phrases.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_type_hints

from mailwatch.core.drafting.names import name_of
from mailwatch.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mailwatch.core.drafting.names import Name
    from mailwatch.core.models import Person

_MANY = 3
_LENGTHS = {"weekdays": 7, "months": 12}


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's shared words; the keys of `phrases.toml` are these names (`and` for `and_`).

    Greetings hold `{name}`. `greet_doctor` may be empty. `keeps_doctor`: "Frau Dr. Cho", where other languages drop
    the second title. `uses_given`: somebody without a title is greeted by the given name where it is plain which one
    that is. `capital_particle`: "Van den Berg" after a title. `weekdays` start on Monday and carry the preposition
    ("on Monday"). `date_form` holds `{day}` and `{month}`, `first` is how the first of a month is written. `lack_…` say
    in a blank why the user's stock has nothing for it.
    """

    greet_nobody: str
    greet_blank: str
    greet_everybody: str
    greet_name: str
    greet_woman: str
    greet_man: str
    greet_doctor: str
    greet_end: str
    uses_given: bool
    keeps_doctor: bool
    capital_particle: bool
    and_: str
    and_before_i: str
    weekdays: list[str]
    months: list[str]
    date_form: str
    first: str
    lack_language: str
    lack_used: str
    lack_unknown: str
    lack_unfit: str

    def on_weekday(self, day: date | None) -> str:
        """The weekday of `day` with its preposition, or an empty string."""
        return self.weekdays[day.weekday()] if day else ""

    def day(self, day: date | None) -> str:
        """Day and month without a preposition, or an empty string."""
        if day is None:
            return ""
        number = self.first if day.day == 1 else str(day.day)
        return self.date_form.replace("{day}", number).replace("{month}", self.months[day.month - 1])

    def lack(self, why: str) -> str:
        """Why the stock has nothing (a `stock.Lack`), or an empty string; of an empty stock there is nothing to say."""
        told = {"language": self.lack_language, "used": self.lack_used}
        told |= {"unknown": self.lack_unknown, "unfit": self.lack_unfit}
        return told.get(why, "")

    def join(self, names: Sequence[str]) -> str:
        """Names as a list in a sentence."""
        if len(names) < 2:  # noqa: PLR2004 - one name needs no "and"
            return "".join(names)
        joint = self.and_before_i if re.match(r"(?i)h?i(?!e)", names[-1]) else self.and_
        return f"{', '.join(names[:-1])}{joint}{names[-1]}"

    def listed(self, people: Sequence[Person]) -> str:
        """People's full names in a sentence; those without a usable name are left out."""
        return self.join([name.formal for person in people if (name := name_of(person))])

    def called(self, name: Name) -> str:
        """What somebody is called in a sentence or a greeting without a title."""
        return name.given if self.uses_given and name.given and not name.academic else name.formal

    def greeting(self, people: Sequence[Person], *, addressed: bool) -> str:
        """The line that opens the mail.

        Args:
            people: who is greeted by name.
            addressed: whether the draft has a recipient. Without one, and without a name, the user has to add both.
        """
        names = [name for person in people if (name := name_of(person))]
        if not names:
            return self.greet_nobody if addressed else self.greet_blank
        if len(names) > _MANY:
            return self.greet_everybody
        forms = [self._form(name) for name in names]
        if len({form for form, _ in forms}) == 1:
            return forms[0][0].replace("{name}", self.join([called for _, called in forms]), 1) + self.greet_end
        first, *others = (form.replace("{name}", called, 1) for form, called in forms)
        return ", ".join([first, *(other[0].lower() + other[1:] for other in others)]) + self.greet_end

    def _form(self, name: Name) -> tuple[str, str]:
        if name.academic and self.greet_doctor:
            return self.greet_doctor, name.last
        if name.sex:
            called = name.last if self.keeps_doctor else name.family or name.full
            if self.capital_particle:
                called = called[0].upper() + called[1:]
            return (self.greet_woman if name.sex == "woman" else self.greet_man), called
        return self.greet_name, self.called(name)


@lru_cache(maxsize=64)
def parse_phrases(name: str, shipped: str, own: str = "") -> Phrases:
    """Read `phrases.toml`; keys of `own` replace those of `shipped`.

    Raises:
        TemplateError: not TOML, an unknown or missing key, or a value of the wrong type or length.
    """
    values: dict[str, Any] = {}
    hints = get_type_hints(Phrases)
    for text in (shipped, own):
        for key, value in _load(name, text).items():
            field = "and_" if key == "and" else key
            line = _line_of(text, key)
            if field not in hints:
                raise TemplateError(f"{name}:{line}: there is no phrase {key!r}", name, line)
            if not _fits(field, value, hints[field]):
                raise TemplateError(f"{name}:{line}: {key!r} has the wrong type or length", name, line)
            values[field] = value
    missing = [field.name for field in fields(Phrases) if field.name not in values]
    if missing:
        raise TemplateError(f"{name}: {missing[0].rstrip('_')!r} is missing", name)
    return Phrases(**values)


def _load(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise TemplateError(f"{name}: {error}", name, int(line[1]) if line else 0) from error


def _fits(field: str, value: object, hint: object) -> bool:
    if isinstance(value, list):
        return len(value) == _LENGTHS.get(field) and all(isinstance(one, str) for one in value)
    return type(value) is hint


def _line_of(text: str, key: str) -> int:
    return next((i for i, line in enumerate(text.splitlines(), 1) if line.split("=")[0].strip() == key), 0)
