"""`config.example.yaml` and new configs, made from the declarations: every option with its sentence and a value.

What is set is written; everything else, with its default or an example, is a comment that one `#` less makes an option.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

from mailwatch.config.declared import is_list, section_of
from mailwatch.config.schema import Root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

_HEAD = """\
# yaml-language-server: $schema=mailwatch.schema.json
#
# The config of mailwatch: ~/.config/mailwatch/config.yaml, or where -c says.
#
# A comment begins with "# ". An option that begins with "#" and no space is not in force: it shows its default, or an
# example where there is none. Take the "#" away to set it. Lengths of time are written 30 minutes, 4h, 7 days, 2 weeks.
# Passwords never stand here: "secret" says where they are kept. `mailwatch check` tells whether all is well.
"""
_WIDTH = 118
_PLAIN = re.compile(r"[A-Za-z~/][A-Za-z0-9 @./~_-]*|[0-9]+( [a-z]+)?")
_EMPTY = {"null", "~"}

Path = tuple[str, ...]
"""Where an option stands; a list has one item here, which needs no name."""

_EXAMPLE: dict[Path, object] = {
    ("you", "name"): "Sam Rivera",
    ("you", "email"): "sam@example.com",
    ("mailboxes", "name"): "personal",
    ("mailboxes", "provider"): "fastmail",
    ("mailboxes", "login"): "sam@example.com",
}


def example() -> str:
    """The text of `config.example.yaml`."""
    return written(_EXAMPLE)


def written(values: Mapping[Path, object]) -> str:
    """A config with these values, and every other option as a comment.

    Args:
        values: text, a list or a mapping of texts by the path of its option, such as `("mailboxes", "login")`.
    """
    return "\n".join([_HEAD, *_section(Root, values, "", ())]).rstrip() + "\n"


def _section(
    model: type[BaseModel], values: Mapping[Path, object], indent: str, path: Path, *, off: bool = False
) -> Iterator[str]:
    for name, field in model.model_fields.items():
        here = (*path, name)
        yield from _comment(field, indent)
        inner = section_of(field)
        if inner is None or name == "secret":
            active = not off and here in values
            yield f"{indent}{'' if active else '#'}{name}: {_yaml(values[here]) if active else _shown(field)}"
        elif is_list(field):
            yield from _items(inner, values, indent, here, off=off or not field.is_required())
        else:
            yield f"{indent}{'#' if off else ''}{name}:"
            yield from _section(inner, values, indent + "  ", here, off=off)
        if not path:
            yield ""


def _items(
    inner: type[BaseModel], values: Mapping[Path, object], indent: str, path: Path, *, off: bool
) -> Iterator[str]:
    """A list with one item; its first option carries the dash."""
    yield f"{indent}{'#' if off else ''}{path[-1]}:"
    dash = True
    for line in _section(inner, values, indent + "    ", path, off=off):
        bare = line.removeprefix(indent + "    ")
        if dash and not bare.startswith("# "):
            dash = False
            yield f"{indent}  {'#' if bare.startswith('#') else ''}- {bare.removeprefix('#')}"
        else:
            yield line


def _comment(field: FieldInfo, indent: str) -> list[str]:
    margin = f"{indent}# "
    sentence = field.description or ""
    return textwrap.wrap(sentence, _WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)


def _shown(field: FieldInfo) -> str:
    """The value to show, in YAML: the default where there is one, else the example."""
    if isinstance(field.default, bool):
        return str(field.default).lower()
    if field.is_required() or not field.default:
        return str((field.examples or [""])[0])
    return _yaml(field.default)


def _yaml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_yaml(each)}' for key, each in value.items())}}}"
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text not in _EMPTY else json.dumps(text, ensure_ascii=False)
