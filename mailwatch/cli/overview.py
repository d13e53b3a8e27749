"""The command line as a whole: its help, grouped by what one wants to do, and what is said where a verb is wrong."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import NoReturn

GROUPS = (
    ("to set it up", ("init", "check", "auth")),
    ("to try it first, without an account", ("demo", "replay")),
    ("to let it work", ("service", "run", "once")),
    ("to see where everything stands", ("status", "why", "report", "calendar", "explain", "preview")),
    ("to say what mail cannot know", ("note", "snooze", "pause", "close", "reopen")),
    ("to put right what was misunderstood", ("misread", "merge", "split", "undo")),
)
"""Every verb, in the order in which a newcomer wants them."""

VERB = "VERB"
"""What stands for one in the usage."""

COMMON = ("-c", "--config", "--state", "-v", "--verbose", "--log-format", "--version")
"""The options that every verb has, which stand before it."""

_COLUMN = 14
"""Where the summaries begin."""

_WRONG = re.compile(r"argument ([\w-]+): invalid choice: '(.*?)' \(choose from (.*)\)", re.DOTALL)
_UNKNOWN = "unrecognized arguments: "
_MISSING = "the following arguments are required: "


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with what was typed, and where the help is. Exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Say it."""
        self.exit(2, f"{self.prog}: {_plainly(message)}; see `{self.prog} --help`\n")


def _plainly(message: str) -> str:
    if found := _WRONG.fullmatch(message):
        place, typed, choices = found[1], found[2], re.findall(r"[\w.-]+", found[3])
        near = difflib.get_close_matches(typed, choices, n=1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        if place == VERB:
            return f'there is no verb "{typed}"{meant}'
        return f'{place}: "{typed}" is none of them; expected {", ".join(choices)}{meant}'
    if (unknown := message.removeprefix(_UNKNOWN)) != message:
        first = unknown.split()[0].partition("=")[0]
        where = " (it stands before the verb)" if first in COMMON else ""
        return f"{unknown} is not understood here{where}"
    return f"still missing: {message.removeprefix(_MISSING)}" if message.startswith(_MISSING) else message


class Overview(Parser):
    """The command line itself: its help lists the verbs in groups."""

    verbs: argparse._SubParsersAction[Parser]

    def format_help(self) -> str:
        """Usage, what it is for, the verbs by what one wants to do, and the options of all of them."""
        form = argparse.RawDescriptionHelpFormatter(self.prog, max_help_position=_COLUMN)
        form.add_usage(f"{self.prog} [OPTION ...] {VERB} ...", (), ())
        form.add_text(self.description)
        summaries = {verb.dest: verb.help for verb in self.verbs._get_subactions()}  # noqa: SLF001 - as argparse does it
        for title, names in GROUPS:
            form.start_section(title)
            form.add_arguments(_line(name, summaries[name]) for name in names)
            form.end_section()
        form.start_section("options, before the verb")
        form.add_arguments(action for action in self._actions if action.option_strings)
        form.end_section()
        form.add_text(self.epilog)
        return form.format_help()


def _line(name: str, summary: str | None) -> argparse.Action:
    return argparse.Action([], dest=name, metavar=name, help=summary)
