"""Text on a terminal: as wide as it says, in colour only where somebody can see it, and never a command."""

from __future__ import annotations

import io

import pytest

from mailwatch.cli.terminal import LEAST, WIDTH, Terminal, clean, columns, cut, fit


class Console(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_is_plain_and_nothing_is_cut_for_it() -> None:
    pipe = Terminal.of(io.StringIO(), {"TERM": "xterm"})
    assert pipe == Terminal(WIDTH, colour=False, bounded=False)
    assert pipe.paint("red", "x") == "x"


def test_columns_says_how_wide_even_a_pipe_is() -> None:
    assert Terminal.of(io.StringIO(), {"COLUMNS": "40"}) == Terminal(40, colour=False, bounded=True)


@pytest.mark.parametrize("columns", ["", "0", "wide", "-4"])
def test_columns_that_say_nothing_are_passed_over(columns: str) -> None:
    assert Terminal.of(io.StringIO(), {"COLUMNS": columns}).width == WIDTH


def test_a_terminal_too_narrow_for_anything_is_taken_for_a_little_wider() -> None:
    assert Terminal.of(Console(), {"COLUMNS": "3"}).width == LEAST


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_has_colours_unless_told_otherwise(environ: dict[str, str], coloured: bool) -> None:
    assert Terminal.of(Console(), {"COLUMNS": "80", **environ}).colour is coloured


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Acme", 4),
        ("Café · Zoë", 10),
        ("東京システム", 12),
        ("👩‍👩‍👧", 2),
        ("🇩🇪", 2),
        ("e\N{COMBINING ACUTE ACCENT}te", 3),
        ("", 0),
    ],
)
def test_a_text_takes_so_many_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    "text", ["Acme Robotics", "東京システム株式会社", "👩‍👩‍👧 Family of 👩‍👩‍👧", "e\N{COMBINING ACUTE ACCENT}te longue"]
)
@pytest.mark.parametrize("width", range(1, 24))
def test_what_is_fitted_takes_exactly_its_columns(text: str, width: int) -> None:
    assert columns(fit(text, width)) == width
    assert columns(cut(text, width)) <= width
    assert cut(text, width) == text or cut(text, width).endswith("…")


def test_no_character_is_cut_in_two() -> None:
    assert cut("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 5) == "👩‍👩‍👧👩‍👩‍👧…"
    assert cut("東京東京", 4) == "東…"


def test_wrapped_lines_fit_whatever_is_in_them() -> None:
    screen = Terminal(30)
    text = "東京システム株式会社 wrote to you, and " + "x" * 50 + " was what they said, 👩‍👩‍👧 included."
    lines = screen.wrap(text, 4)
    assert all(columns(line) <= 30 for line in lines)
    assert all(line.startswith("    ") for line in lines)


def test_a_stranger_s_text_cannot_command_the_terminal() -> None:
    assert clean("Acme\x1b[2J\x1b]0;owned\x07\r\n Inc\u202e") == "Acme [2J ]0;owned Inc"


def test_lines_flow_on_a_screen_and_are_left_alone_in_a_pipe() -> None:
    text = "a.eml: a subject\n    “a quote that is longer than the screen is wide”\n\nend"
    assert Terminal(30, bounded=True).flow(text).split("\n") == [
        "a.eml: a subject",
        "    “a quote that is longer",
        "    than the screen is wide”",
        "",
        "end",
    ]
    assert Terminal(30).flow(text) == text
