"""Templates to text: a Jinja2 sandbox that knows words and conditions, and nothing else."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailwatch.core.drafting.variables import FILLED_BY_YOU, VARIABLES
from mailwatch.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_TEXT = 20_000
_BLANK = re.compile(r"\[\[\s*(.+?)\s*\]\]")
_MARK = "\ue000"
"""Stands for a value that is tried; cleaned text holds no character for private use."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A template's result. `subject` is empty where the template names none.

    `fills` says of each blank of `text` which of `FILLED_BY_YOU` stands there once it is known; empty for none.
    """

    subject: str
    text: str
    fills: tuple[str, ...] = ()


def check_template(name: str, source: str) -> None:
    """Refuse a template that cannot be rendered, as far as that shows without rendering it.

    Raises:
        TemplateError: a syntax error, or a name that no draft has.
    """
    from mailwatch.core.drafting import sandbox  # noqa: PLC0415 - jinja2, 2 MB

    sandbox.compiled(name, source)
    unknown = sandbox.names_in(source) - set(VARIABLES)
    if unknown:
        word = min(unknown)
        line = next(
            (i for i, text in enumerate(source.splitlines(), 1) if re.search(rf"\b{re.escape(word)}\b", text)), 0
        )
        raise TemplateError(f"{name}:{line}: there is no {word!r}; known are {', '.join(VARIABLES)}", name, line)


def render(name: str, source: str, values: Mapping[str, str | bool | int]) -> Rendered:
    """Render a template and lay the result out as a mail.

    A first line `Subject: …` is the subject of a mail that answers none. Lines of a paragraph are joined to one (every
    client re-wraps that well); those of the last paragraph, the signature, stay. Values are never rendered again.

    Raises:
        TemplateError: with the template's name and line.
    """
    rendered = _rendered(name, source, values)
    return replace(rendered, fills=_fills(name, source, values, rendered.text)) if "[[" in rendered.text else rendered


def _rendered(name: str, source: str, values: Mapping[str, str | bool | int]) -> Rendered:
    from mailwatch.core.drafting import sandbox  # noqa: PLC0415 - jinja2, 2 MB

    template = sandbox.compiled(name, source)
    try:
        result = template.render(values)
    except Exception as error:  # a template can fail in any way Python can
        line = _line(error)
        place = f"{name}:{line}" if line else name
        raise TemplateError(f"{place}: {error}", name, line) from error
    if len(result) > _MAX_TEXT:
        raise TemplateError(f"{name}: the text is longer than {_MAX_TEXT} characters", name)
    rendered = _lay_out(result)
    if not rendered.text:
        raise TemplateError(f"{name}: the text is empty", name)
    return rendered


def _fills(name: str, source: str, values: Mapping[str, str | bool | int], text: str) -> tuple[str, ...]:
    """Which variable each blank stands for.

    Found by trying: a blank is the topic's if, once there is a topic, the same text has it in place of the blank.
    """
    spans = [match.span() for match in _BLANK.finditer(text)]
    fills = [""] * len(spans)
    for variable in FILLED_BY_YOU:
        if values.get(variable):
            continue
        try:
            pieces = _rendered(name, source, {**values, variable: _MARK}).text.split(_MARK)
        except TemplateError:
            continue
        for index in _replaced(text, spans, pieces):
            fills[index] = variable
    return tuple(fills)


def _replaced(text: str, spans: list[tuple[int, int]], pieces: list[str]) -> list[int]:
    """The numbers of the blanks between which `pieces` are all the rest of the text; none where they are not."""
    ends = {start: (index, end) for index, (start, end) in enumerate(spans)}
    found = []
    at = 0
    for piece in pieces[:-1]:
        blank = ends.get(at + len(piece))
        if blank is None or not text.startswith(piece, at):
            return []
        found.append(blank[0])
        at = blank[1]
    return found if text[at:] == pieces[-1] else []


def blanks_of(text: str) -> tuple[str, ...]:
    """What the user is asked to write, in order of appearance."""
    return tuple(_BLANK.findall(text))


def _line(error: Exception) -> int:
    frames = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return (frames[-1] if frames else 0) or 0


def _lay_out(result: str) -> Rendered:
    result = result.strip()
    subject, body = "", result
    if result.lower().startswith("subject:"):
        first, _, body = result.partition("\n")
        subject = " ".join(first.partition(":")[2].split())
    paragraphs = [
        [line for raw in block.splitlines() if (line := " ".join(raw.split()))]
        for block in re.split(r"\n[ \t]*\n", body.strip())
    ]
    paragraphs = [lines for lines in paragraphs if lines]
    text = "\n\n".join(
        [*(" ".join(lines) for lines in paragraphs[:-1]), *("\n".join(lines) for lines in paragraphs[-1:])]
    )
    return Rendered(subject, text)
