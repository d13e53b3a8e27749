"""Looks up declarations: which option, and which section, belongs to a path in the config."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from mailwatch.config.schema import Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from mailwatch.config.marks import Path


def option_at(path: Path) -> FieldInfo | None:
    """The declaration of the option at a path; for an item of a list, that of the list."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    section = section_at(path[:-1]) if path else None
    return section.model_fields.get(str(path[-1])) if section else None


def section_at(path: Path) -> type[BaseModel] | None:
    """The section at a path, None where a plain value belongs."""
    section: type[BaseModel] | None = Root
    for part in path:
        if isinstance(part, str):
            section = section_of(section.model_fields.get(part) if section else None)
    return section


def section_of(field: FieldInfo | None) -> type[BaseModel] | None:
    """The section that an option holds, or a list of; None where it holds plain values."""
    return next((leaf for leaf in leaves(field) if isinstance(leaf, type) and issubclass(leaf, BaseModel)), None)


def is_list(field: FieldInfo) -> bool:
    """Whether an option holds a list."""
    return any(get_origin(part) is list for part in (field.annotation, *get_args(field.annotation)))


def leaves(field: FieldInfo | None) -> Iterator[Any]:
    """The types inside the optional, annotated and list types of an option."""
    return _leaves(field.annotation if field else None)


def _leaves(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - any type expression
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin in (Union, types.UnionType, list):
        for part in get_args(annotation):
            yield from _leaves(part)
    else:
        yield annotation


def sample(section: type[BaseModel]) -> dict[str, object]:
    """The least that a section must say."""
    return {name: sample_of(field) for name, field in section.model_fields.items() if field.is_required()}


def sample_of(field: FieldInfo) -> object:
    """A valid value of an option that must be written."""
    section = section_of(field)
    if section is None:
        return (field.examples or [""])[0]
    return [sample(section)] if is_list(field) else sample(section)
