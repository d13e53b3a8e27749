"""The config's JSON Schema, for editors that complete and check it: made from the same declarations as everything else.

It is in draft 7, which every editor knows. What a rule between options says (`mailwatch.config.rules`) it cannot say.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from mailwatch.config.schema import Root

DRAFT = "http://json-schema.org/draft-07/schema#"
FILE = "mailwatch.schema.json"
"""The name of the file, beside the config."""

ABOUT = ("description", "default", "examples")
"""What stands beside a choice, not in it."""

Schema = dict[str, Any]


def document() -> str:
    """The text of `mailwatch.schema.json`."""
    told = {"$schema": DRAFT, "title": "The config of mailwatch", **_tidied(Root.model_json_schema())}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _tidied(schema: Schema) -> Schema:
    """A schema without made-up titles and empty defaults, with values in examples, as draft 7 reads it."""
    known = {key: _part(key, value) for key, value in schema.items() if key != "title"}
    if known.get("default", "") is None:
        del known["default"]
    for name in known.get("properties", {}).keys() - set(known.get("required", [])):
        known["properties"][name] = _or_nothing(known["properties"][name])
    return known


def _part(key: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON Schema has there
    match key, value:
        case (("properties" | "$defs"), dict()):
            return {name: _tidied(each) for name, each in value.items()}
        case (("anyOf" | "allOf"), list()):
            return [_tidied(each) for each in value]
        case "items", dict():
            return _tidied(value)
        case "examples", list():  # written as in the config
            return [yaml.safe_load(text) for text in value]
        case _:
            return value


def _or_nothing(option: Schema) -> Schema:
    """An option that need not be written may also be left empty (`policy:`)."""
    if {"type": "null"} in option.get("anyOf", ()):
        return option
    about = {key: value for key, value in option.items() if key in ABOUT}
    return {**about, "anyOf": [{k: v for k, v in option.items() if k not in ABOUT}, {"type": "null"}]}
