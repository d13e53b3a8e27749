"""Every command that the documentation names can be typed as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from mailwatch.cli.arguments import Arguments, parser
from tests.docs.consoles import PAGES, ROOT

_INLINE = re.compile(r"`(mailwatch [a-z][^`]*)`")
_LINE = re.compile(r"^(?:    |\$ |    \$ )(mailwatch [a-z].*)$", re.MULTILINE)
_PLACE = re.compile(r"\[[^\]]*\]|…")
"""What may be left out, or stands for more."""

_BARE = 2


def commands(page: Path) -> list[str]:
    """The commands of a page, in its sentences and on lines of their own."""
    text = re.sub(r"\\\n\s*", "", page.read_text(encoding="utf-8"))
    found = [*_INLINE.findall(text.replace("\n", " ")), *_LINE.findall(text)]
    return [re.split(r"\s+[|>#]", command)[0].strip() for command in dict.fromkeys(found)]


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_every_command_can_be_typed(page: Path) -> None:
    wrong = []
    for command in commands(page):
        alternatives = re.findall(r"\b[a-z]+(?:\|[a-z]+)+\b", command) or [""]
        for choice in alternatives[0].split("|"):
            words = shlex.split(_PLACE.sub("", command.replace(alternatives[0], choice) if choice else command))
            words += ["--help"] if len(words) == _BARE else []  # a verb that is only named
            try:
                parser().parse_args(words[1:], namespace=Arguments())
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it refuses with
                if getattr(error, "code", 1) != 0:  # --help and --version end, too
                    wrong.append(f"{command}: {error}")
    assert wrong == []
