"""What is wrong with the user's templates, before a draft needs them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from mailwatch.core.drafting.phrases import parse_phrases
from mailwatch.core.drafting.rendering import check_template
from mailwatch.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping


def template_problems(own: Mapping[str, str], shipped: Mapping[str, str]) -> tuple[TemplateError, ...]:
    """Every problem of the user's templates, one a file: a name that nothing reads, or a text that cannot be used."""
    found = []
    for name, text in sorted(own.items()):
        try:
            _check(name, text, shipped)
        except TemplateError as error:
            found.append(error)
    return tuple(found)


def _check(name: str, text: str, shipped: Mapping[str, str]) -> None:
    if name not in shipped:
        close = get_close_matches(name, shipped, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise TemplateError(f"{name}: mailwatch reads no template of this name{hint}", name)
    if name.endswith(".toml"):
        parse_phrases(name, shipped[name], text)
    else:
        check_template(name, text)
