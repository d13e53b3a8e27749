"""Questions, each with a default and an option of the command line, so that nobody needs to be there to answer."""

from __future__ import annotations

import getpass
import shutil
import sys
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from mailwatch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TRIES = 5


def _fitting(line: str) -> list[str]:
    """One line in as many as the terminal needs. The end of a prompt, a space, stays."""
    width = shutil.get_terminal_size().columns
    if len(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    parts = textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return [*parts[:-1], parts[-1] + " " * line.endswith(" ")]


def _as_is(text: str) -> str:
    return text


@dataclass(slots=True)
class Questions:
    """Asks a person, or, where nobody is to be asked, takes the defaults.

    What an option of the command line (`given`) has answered is not asked.
    """

    alone: bool
    out: TextIO = field(default_factory=lambda: sys.stdout)
    read: Callable[[str], str] = input
    read_hidden: Callable[[str], str] = getpass.getpass

    def say(self, text: str = "", *, as_it_is: bool = False) -> None:
        """Tell something, in lines that fit the terminal where it is one; `as_it_is` for what is to be copied."""
        lines = [text] if as_it_is else self._lines(text)
        self.out.write("".join(f"{line}\n" for line in lines))
        self.out.flush()

    def text(
        self,
        question: str,
        option: str,
        *,
        given: str | None = None,
        default: str = "",
        check: Callable[[str], str] = _as_is,
    ) -> str:
        """Ask for a line.

        Args:
            question: what to ask, without a question mark.
            option: the command line's, for messages.
            given: what it says.
            default: what an empty answer means; without one there must be an answer.
            check: gives the value, or raises a `ValueError` that says what was expected.

        Raises:
            UsageError: what was given is wrong, or nobody answers and there is no default.
        """
        if given is not None:
            return self._checked(given, option, check)
        if self.alone:
            if not default:
                raise UsageError(f"{question}: no answer; say it with {option}")
            return self._checked(default, option, check)
        for _ in range(_TRIES):
            answer = self._answer(f"{question} [{default}]: " if default else f"{question}: ", option) or default
            try:
                if answer:
                    return check(answer)
            except ValueError as error:
                self.say(f"  {error}")
        raise UsageError(f"{question}: still no answer that would do; say it with {option}")

    def choice(
        self, question: str, choices: Sequence[str], option: str, *, given: str | None = None, default: str
    ) -> str:
        """Ask for one of some words."""

        def one_of(answer: str) -> str:
            if answer.lower() not in choices:
                raise ValueError(f'"{answer}" is none of them; expected {", ".join(choices)}')
            return answer.lower()

        return self.text(f"{question} ({', '.join(choices)})", option, given=given, default=default, check=one_of)

    def agreed(self, question: str, option: str, *, given: bool | None = None, default: bool = True) -> bool:
        """Ask for yes or no; `given` is what an option has answered."""
        if given is not None:
            return given
        if self.alone:
            return default
        for _ in range(_TRIES):
            answer = self._answer(f"{question} [{'Y/n' if default else 'y/N'}] ", option).lower()
            if answer in ("", "y", "yes", "n", "no"):
                return answer.startswith("y") if answer else default
            self.say("  please answer y or n")
        raise UsageError(f"{question}: still neither y nor n; say it with {option}")

    def hidden(self, question: str, option: str) -> str:
        """Ask for a secret, which does not show.

        Raises:
            UsageError: nobody is there to answer, or nothing is ever typed.
        """
        if self.alone:
            raise UsageError(f"{question}: no answer; say it with {option}")
        for _ in range(_TRIES):
            try:
                answer = self.read_hidden(f"{question} (it does not show): ").strip()
            except EOFError:
                raise UsageError(f"{question}: nobody answers; say it with {option}, or answer all by --yes") from None
            if answer:
                return answer
            self.say("  nothing was typed")
        raise UsageError(f"{question}: still no answer; say it with {option}")

    def _lines(self, text: str) -> list[str]:
        lines = text.split("\n")
        return [part for line in lines for part in _fitting(line)] if self.out.isatty() else lines

    def _answer(self, prompt: str, option: str) -> str:
        try:
            return self.read("\n".join(self._lines(prompt))).strip()
        except EOFError:
            self.say()
            question = prompt.partition(" [")[0].rstrip(": ")
            raise UsageError(f"{question}: nobody answers; say it with {option}, or answer all by --yes") from None

    @staticmethod
    def _checked(answer: str, option: str, check: Callable[[str], str]) -> str:
        try:
            return check(answer)
        except ValueError as error:
            raise UsageError(f"{option}: {error}") from None
