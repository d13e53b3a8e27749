"""The JSON Schema for editors says what the config says; and the mistakes people make, each with place and remedy."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from mailwatch.config import example, json_schema, parse
from mailwatch.config.declared import is_list, section_of
from mailwatch.config.schema import Root
from mailwatch.errors import ConfigError

ROOT = Path(__file__).parents[2]
LEAST = "you: {name: Sam, email: sam@example.com}\nmailboxes: [{provider: fastmail}]\n"
EVERYTHING = re.sub(r"^( *)#(?=[^ #\n])", r"\1", example(), flags=re.MULTILINE)


class Editor(yaml.SafeLoader):
    """YAML as editors read it (1.2): `NO` is text, `18:05` is text, only true and false are booleans."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [(tag, rule) for tag, rule in rules if tag.rpartition(":")[2] in ("null", "int", "float")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))
Editor.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if not (tag.endswith(":int") and rule.match("18:05"))]
    for first, rules in Editor.yaml_implicit_resolvers.items()
}


def complaints(text: str) -> list[str]:
    """What an editor would underline, as paths."""
    schema = json.loads(json_schema())
    jsonschema.Draft7Validator.check_schema(schema)
    found = jsonschema.Draft7Validator(schema).iter_errors(yaml.load(text, Loader=Editor))  # noqa: S506 - a safe one
    return [error.json_path for error in found]


def test_the_shipped_schema_is_the_generated_one() -> None:
    shipped = (ROOT / "mailwatch.schema.json").read_text(encoding="utf-8")
    assert shipped == json_schema(), "run: make example"
    printed = subprocess.run(
        [sys.executable, "-m", "mailwatch.config", "schema"], capture_output=True, check=True, cwd=ROOT
    )
    assert printed.stdout.decode() == shipped


def test_the_example_names_the_schema_and_is_accepted_by_it() -> None:
    first = example().splitlines()[0]
    assert first == "# yaml-language-server: $schema=mailwatch.schema.json"
    assert (ROOT / "mailwatch.schema.json").is_file()  # where an editor looks, seen from the example
    assert complaints(example()) == []
    assert complaints(EVERYTHING) == []


@pytest.mark.parametrize(
    "more",
    [
        "policy:\n",
        "policy: {thank_you: {after: 1 Day 12 hours, within: 2d}, working_days: [Monday, sat], working_hours: 9:00-17:30}".replace(
            "Monday", "monday"
        ),
        "policy: {holidays: NO, copy_thread: true, most_drafts: 3}",
        "digest: {at: 18:05, desktop: true, smtp: {provider: icloud, secret: {file: ~/x}}}",
        "applications: [{company: 1000minds, role: 2024, topics: [a, no], people: [{name: Dana}]}]",
    ],
)
def test_what_the_config_accepts_no_editor_underlines(more: str) -> None:
    parse(f"{LEAST}{more}\n", "c.yaml")
    assert complaints(f"{LEAST}{more}\n") == []


@pytest.mark.parametrize(
    ("text", "underlined"),
    [
        (LEAST + "polcy: {}\n", "$"),
        (LEAST + "digest: {att: '08:00'}\n", "$.digest"),
        ("you: {name: Sam}\nmailboxes: [{provider: gmail}]\n", "$.you"),
        ("you: {name: Sam, email: sam}\nmailboxes: [{provider: gmail}]\n", "$.you.email"),
        (LEAST.replace("fastmail", "fastmai"), "$.mailboxes[0].provider"),
        (LEAST.replace("fastmail", "fastmail, port: abc"), "$.mailboxes[0].port"),
        (LEAST.replace("fastmail", "fastmail, secret: hunter2"), "$.mailboxes[0].secret"),
        (LEAST.replace("fastmail", "fastmail, secret: {file: a, command: b}"), "$.mailboxes[0].secret"),
        (LEAST + "policy: {follow_up: {after: 7}}\n", "$.policy.follow_up.after"),
        (LEAST + "policy: {working_days: [mon, tues]}\n", "$.policy.working_days"),
        ("you: {name: Sam, email: sam@example.com}\nmailboxes: []\n", "$.mailboxes"),
    ],
)
def test_what_the_config_refuses_an_editor_underlines(text: str, underlined: str) -> None:
    with pytest.raises(ConfigError):
        parse(text, "c.yaml")
    found = complaints(text)
    assert found
    assert all(path == underlined or underlined.startswith(path) for path in found)


def options(model: Any, path: str = "") -> list[tuple[str, Any]]:
    found = []
    for name, field in model.model_fields.items():
        found.append((f"{path}{name}", field))
        if inner := section_of(field):
            found += options(inner, f"{path}{name}.")
    return found


def test_every_option_has_one_sentence_and_an_example_where_it_can_be_written() -> None:
    for path, field in options(Root):
        assert field.description, path
        assert field.description.endswith("."), path
        name = path.rpartition(".")[2]
        place = r"\{" if ".secret." in path else "^ *#?(- )?#?"
        assert re.search(f"{place}{name}:", example(), re.MULTILINE), path
        if section_of(field) is None and not is_list(field) and not path.startswith("mailboxes.secret."):
            assert field.examples or field.default is not None, path


# --- mistakes -------------------------------------------------------------------------------------------------------

BAD = [
    ("a typo in a key", LEAST + "digets: {at: 08:00}\n", 'c.yaml:3:1: unknown key "digets"; expected one of ', "; did you mean digest?"),
    ("a tab", "you:\n\tname: Sam\n", "c.yaml:2:1: a tab in the indentation; ", "expected spaces"),
    ("a word for a number", LEAST.replace("fastmail", "fastmail, port: imap"), 'c.yaml:2:40: mailboxes[1].port: "imap" is not a whole number; ', "expected one, such as 993"),
    ("a list for a word", LEAST.replace("name: Sam", "name: [Sam]"), "c.yaml:1:13: you.name: a list is not one piece of text; ", "expected your name, as your mails are signed with it, such as Sam Rivera"),
    ("a follow-up before the thank-you", LEAST + "policy: {follow_up: {after: 3 hours}}\n", "c.yaml:3:29: policy.follow_up.after: 3 hours is shorter than thank_you.within, ", "expected 1 day or more"),
    ("a thank-you after its day", LEAST + "policy: {thank_you: {after: 2 days, until: 4 days}}\n", "c.yaml:3:29: policy.thank_you.after: 2 days is not shorter than within, ", "expected < 1 day"),
    ("a reminder before the draft", LEAST + "policy: {thank_you: {remind: 24h}}\n", "c.yaml:3:30: policy.thank_you.remind: 1 day before the end of 1 day is before the draft; ", "expected less than 23 hours 30 minutes"),
    ("two mailboxes on one inbox", LEAST.replace("}]", "}, {name: two, host: imap.FastMail.com, watch: [inbox]}]"), "c.yaml:2:79: mailboxes[two].watch: the folder inbox is already watched by mailbox ", '"sam@example.com"; expected each folder once'),
    ("a zone that does not exist", LEAST.replace("}\n", ", timezone: Europe/Münster}\n", 1), 'c.yaml:1:52: you.timezone: "Europe/Münster" is not a time zone; ', "expected a name such as Europe/Berlin"),
    ("a zone with a typo", LEAST.replace("}\n", ", timezone: America/NewYork}\n", 1), "c.yaml:1:52: you.timezone: ", "did you mean America/New_York?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what", "remedy"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_mistake_is_told_with_its_place_and_the_remedy(text: str, what: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(text, "c.yaml")
    (line,) = raised.value.problems
    assert line.startswith(what)
    assert remedy in line
