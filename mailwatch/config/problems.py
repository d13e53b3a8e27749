"""Every problem of a document, each as a line a person can act on: what is wrong, what was expected, did you mean …."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from mailwatch.config import declared, rules, schema
from mailwatch.config.marks import Problem
from mailwatch.config.scalars import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from mailwatch.config.marks import Document, Path

_SECRET_WORDS = frozenset({"password", "passwd", "pass", "token", "passphrase"})


def find(document: Document) -> tuple[schema.Root | None, list[Problem]]:
    """Check a document.

    Returns:
        Its sections, None where there are problems; and the problems, in no particular order.
    """
    problems = list(document.problems)
    try:
        root = schema.Root.model_validate(document.data)
        spoilt: set[Path] = set()
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems += [_explained(detail, document) for detail in details]
        spoilt = {tuple(detail["loc"]) for detail in details}
        rest = _without(document.data, spoilt)
        if rest is None:
            return None, problems
        root = rest
    problems += [
        Problem(document.value_at(rule.path), f"{_name(document, rule.path)}{rule.text}")
        for rule in rules.broken(root)
        if not any(_touches(path, option) for path in spoilt for option in (rule.path, *rule.looked_at))
    ]
    return (None if problems else root), problems


def _touches(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _without(data: object, spoilt: Iterable[Path]) -> schema.Root | None:
    """The sections as if what is spoilt were not written, so that the rules can be checked on all the rest."""
    rest = copy.deepcopy(data)
    for path in spoilt:
        _remove(rest, path)
    try:
        return schema.Root.model_validate(rest)
    except ValidationError:
        return None


def _remove(data: Any, path: Path) -> None:  # noqa: ANN401 - mappings and lists, changed in place
    """Remove what stands at a path. What must be there, an item of a list too, becomes its example."""
    if "secret" in path:  # a place without its one key is no place
        path = path[: path.index("secret") + 1]
    section = declared.section_at(path)
    while isinstance(path[-1], int) and section is None:  # one bad word in a list: the whole list goes
        path = path[:-1]
    for part in path[:-1]:
        data = data[part]
    field = declared.option_at(path)
    if isinstance(path[-1], int) and section is not None:
        data[path[-1]] = declared.sample(section)
    elif field is not None and field.is_required():
        data[path[-1]] = declared.sample_of(field)
    else:
        data.pop(path[-1], None)


def _explained(error: ErrorDetails, document: Document) -> Problem:
    """The problem behind one pydantic error. Values that may be secrets are not repeated."""
    path: Path = tuple(error["loc"])
    match error["type"]:
        case "extra_forbidden":
            return Problem(document.key_at(path), f"{_name(document, path[:-1])}{_unknown_key(path)}")
        case "missing":
            field = declared.option_at(path)
            text = "is empty" if path in document.keys else "is missing"
            where = f'{_name(document, path[:-1])}"{path[-1]}" {text}; expected {_sentence(field)}{_such_as(field)}'
            return Problem(document.key_at(path), where)
    return Problem(document.value_at(path), f"{_name(document, path)}{_wrong_value(error, document)}")


def _wrong_value(error: ErrorDetails, document: Document) -> str:
    path: Path = tuple(error["loc"])
    context: dict[str, Any] = error.get("ctx", {})
    field = declared.option_at(path)
    shown = _shown(path, document)
    match error["type"]:
        case "place":
            return str(context["text"])
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return _not_a_choice(path, document)
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return f"{shown} is not a whole number; expected one{_such_as(field)}"
        case "greater_than_equal" | "less_than_equal":
            bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
            return f"{shown} is out of range; expected {bound}"
        case "string_type" | "string_too_short":
            return f"{shown} is not one piece of text; expected {_sentence(field)}{_such_as(field)}"
        case "list_type":
            return f"{shown} is not a list; expected {_sentence(field)}{_such_as(field)}"
        case "too_short":
            return "the list is empty; expected at least one item"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{shown} is not a section; expected options such as {_first_options(path)}"
    return f"{shown} is not valid; expected {_sentence(field)}{_such_as(field)}"


def _first_options(path: Path) -> str:
    model = declared.section_at(path) or schema.Root
    return ", ".join(f"{name}: ..." for name in list(model.model_fields)[:3])


def _not_a_choice(path: Path, document: Document) -> str:
    field = declared.option_at(path)
    choices = [str(choice) for part in declared.leaves(field) for choice in get_args(part)]
    value = document.get(path)
    hint = did_you_mean(value, choices) if isinstance(value, str) else ""
    return f"{_shown(path, document)} is not known; expected one of {', '.join(choices)}{hint}"


def _unknown_key(path: Path) -> str:
    key = str(path[-1])
    model = declared.section_at(path[:-1])
    known = list(model.model_fields) if model else []
    if path[-2:-1] == ("secret",):  # whoever writes a password here makes it a key
        return f"this is no place for a secret; expected one of {', '.join(known)}{did_you_mean(key, known)}"
    if key.lower() in _SECRET_WORDS and "secret" in known:
        return f'unknown key "{key}"; a password must not stand in the config: expected secret: keyring'
    return f'unknown key "{key}"; expected one of {", ".join(known)}{did_you_mean(key, known)}'


def _shown(path: Path, document: Document) -> str:
    value = document.get(path)
    if "secret" in path or value is None:
        return "this"
    if isinstance(value, str):
        return quoted(value)
    return "a list" if isinstance(value, list) else "a section"


def _name(document: Document, path: Path) -> str:
    """A path as a person would say it, items by their names: `mailboxes[personal].port: `."""
    text = ""
    for depth, part in enumerate(path):
        if isinstance(part, str):
            text += f".{part}" if text else part
        elif isinstance(item := document.get(path[: depth + 1]), dict):
            called = next((item[key] for key in ("name", "company", "login", "host") if key in item), part + 1)
            text += f"[{called if isinstance(called, str | int) else part + 1}]"
    return f"{text}: " if text else ""


def _sentence(field: FieldInfo | None) -> str:
    """What an option is for, in the middle of a sentence."""
    sentence = ((field.description if field else "") or "another value").partition(";")[0]
    first = sentence.split()[0]
    lowered = sentence if first.isupper() and len(first) > 1 else sentence[0].lower() + sentence[1:]
    return lowered.rstrip(".")


def _such_as(field: FieldInfo | None) -> str:
    examples = (field.examples if field else None) or []
    return f", such as {examples[0]}" if examples else ""
