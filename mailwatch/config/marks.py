"""YAML text to plain values, with the line and column of every one of them.

Scalars stay text: what an option means is said by its declaration, not by how its value looks. So `NO` is Norway and
not false, `18:00` is a time and not 1080, and a role called `2024` is text. Only an empty value (nothing, `~`, `null`)
is special: in a mapping it counts as not written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

Path = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top."""

Value = str | dict[str, "Value"] | list["Value"] | None
"""What YAML can say here."""

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = frozenset({"", "~", "null"})
_DEEPEST = 16
_NOT_A_KEY = "\0"


class Mark(NamedTuple):
    """A position in a text; both numbers start at 1."""

    line: int
    column: int


class Problem(NamedTuple):
    """What is wrong at a position."""

    mark: Mark
    text: str


@dataclass(slots=True)
class Document:
    """A parsed text. `keys` also knows the keys whose value is empty; `problems` says what could not be taken over."""

    data: Value = None
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def key_at(self, path: Path) -> Mark:
        """Where the key of a value stands, or the value itself where it has none, or what encloses it."""
        return self.keys.get(path) or self.value_at(path)

    def value_at(self, path: Path) -> Mark:
        """Where a value stands, or the nearest thing around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Mark(1, 1))

    def get(self, path: Path) -> Value:
        """The value at a path, None where nothing is."""
        value = self.data
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value


def read(text: str) -> Document:
    """Parse one YAML document. Never raises for bad input: look at `Document.problems`."""
    builder = _Builder(Document())
    try:
        builder.build(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        builder.document.problems.append(_syntax(text, error))
    except _TooDeepError as error:
        builder.document.problems.append(Problem(error.mark, "nested deeper than any option is; is a bracket missing?"))
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")
        mark = Mark(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        builder.document.problems.append(Problem(mark, "a control character stands here; expected printable text"))
    return builder.document


class _TooDeepError(Exception):
    """Something is nested deeper than any option is."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark


class _Builder:
    """Turns the parser's events into a `Document`, one pass, no YAML type guessing."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def build(self, events: Iterator[Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem(event, "a second document starts here; expected only one")
                    return
            elif isinstance(event, yaml.NodeEvent):
                self.document.data = self._node(event, events, ())

    def _problem(self, event: Event, text: str) -> None:
        self.document.problems.append(Problem(_mark(event), text))

    def _node(self, event: Event, events: Iterator[Event], path: Path) -> Value:
        self.document.values[path] = _mark(event)
        if (tag := getattr(event, "tag", None)) not in (None, "!"):
            self._problem(event, f"the tag {tag} is not understood here; write the plain value")
        if len(path) > _DEEPEST:
            raise _TooDeepError(_mark(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        if isinstance(event, yaml.ScalarEvent):
            return None if event.implicit[0] and event.value in _EMPTY else str(event.value)
        self._problem(event, "aliases (*name) are not understood here; write the value out")
        return None

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Value]:
        items: list[Value] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, events, path)
            value = self._node(next(events), events, (*path, key))
            if value is not None and key != _NOT_A_KEY:
                mapping[key] = value
        return mapping

    def _key(self, event: Event, events: Iterator[Event], path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._problem(event, "a key must be one word; expected such as name:")
            self._node(event, events, (*path, _NOT_A_KEY))
            return _NOT_A_KEY
        here = (*path, str(event.value))
        if here in self.document.keys:
            first = self.document.keys[here]
            self._problem(event, f'"{event.value}" is written twice, first in line {first.line}; expected once')
            return _NOT_A_KEY
        self.document.keys[here] = _mark(event)
        return str(event.value)


def _mark(event: Event) -> Mark:
    mark = event.start_mark
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)


def _syntax(text: str, error: yaml.MarkedYAMLError) -> Problem:
    """A syntax error in plain words. The text itself is not quoted: a password may stand in it."""
    place = error.problem_mark or error.context_mark
    line, column = (0, 0) if place is None else (place.line, place.column)
    lines = text.splitlines() or [""]
    content = lines[min(line, len(lines) - 1)]
    indentation = content[: len(content) - len(content.lstrip())]
    if "\t" in indentation:
        return Problem(Mark(line + 1, indentation.index("\t") + 1), "a tab in the indentation; expected spaces")
    return Problem(Mark(line + 1, column + 1), f"not valid YAML: {_explained(error)}")


def _explained(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "the text ends too early"
    if "cannot start any token" in problem:
        return "no value can start with this character; expected the value in quotes"
    if "mapping values are not allowed" in problem:
        return "a colon is not allowed here; expected one key in a line, or the value in quotes"
    if error.context and error.context_mark:
        return f"{problem} {error.context} that began in line {error.context_mark.line + 1}"
    return problem
