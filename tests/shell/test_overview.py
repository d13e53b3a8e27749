"""The help as a whole, and what is said where the command line is wrong."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mailwatch.cli import main
from mailwatch.cli.arguments import parser
from mailwatch.cli.overview import COMMON, GROUPS


def test_every_verb_stands_in_one_group_and_init_is_the_first() -> None:
    named = [name for _, names in GROUPS for name in names]
    assert sorted(named) == sorted(parser().verbs.choices)
    assert named[0] == "init"


def test_nothing_said_shows_what_there_is_to_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    told = capsys.readouterr()
    assert "to set it up:\n  init " in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("stats", 'mailwatch: there is no verb "stats" (did you mean status?); see `mailwatch --help`\n'),
        ("why", "mailwatch why: still missing: APPLICATION; see `mailwatch why --help`\n"),
        ("status --every", "mailwatch: --every is not understood here; see `mailwatch --help`\n"),
        ("once -c x", "mailwatch: -c x is not understood here (it stands before the verb); see `mailwatch --help`\n"),
        (
            "auth logon",
            'mailwatch auth: DO: "logon" is none of them; expected login, status, logout (did you mean login?); see `mailwatch auth --help`\n',
        ),
    ],
)
def test_a_wrong_command_line_is_answered_in_one_line(
    typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(typed.split())
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("width", [60, 80])
def test_every_help_fits_the_screen(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    verbs = parser().verbs.choices
    lines = [f"{name}: {line}" for name, verb in verbs.items() for line in verb.format_help().splitlines()]
    assert [line for line in lines if len(line.partition(": ")[2]) > width] == []
    assert max(map(len, parser().format_help().splitlines())) <= 80


def test_the_common_options_are_those_of_the_command_itself() -> None:
    declared = {option for action in parser()._actions for option in action.option_strings}
    assert declared - {"-h", "--help"} == set(COMMON)


def test_a_step_may_be_typed_as_it_is_told() -> None:
    assert parser().parse_args(["preview", "thank-you"]).step == "thank_you"


def test_where_a_stream_lacks_a_character_it_gets_a_question_mark() -> None:
    command = [sys.executable, "-m", "mailwatch", "preview", "thank_you", "--language", "de"]
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Mit freundlichen Gr??en" in done.stdout
