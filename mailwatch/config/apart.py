"""The config, read in a child process.

What checks it (pydantic, with a class for each part, and YAML) takes 11 MB, and what comes of it is a few values. A
process that runs for months has no use for the one, and keeps the other.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mailwatch import config, programs
from mailwatch.errors import ConfigError

if TYPE_CHECKING:
    from mailwatch.config.values import Config

PATIENCE = 30.0
"""Seconds that the child may take; it needs a quarter of one."""


def load(path: Path, python: str = sys.executable) -> Config:
    """As `mailwatch.config.load`, which stands in where no child can be had.

    Args:
        path: where the config is.
        python: the interpreter that the child is.

    Raises:
        ConfigError: it cannot be read, or is not valid; carries every problem as `file:line:column: …`.
    """
    # -P and our own sys.path: the child finds the modules we run from, and never one from the current directory
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        code, output, _ = programs.run([python, "-P", "-m", __name__, str(path)], b"", PATIENCE, environ)
        answer = pickle.loads(output) if code == 0 else None  # noqa: S301 - our own child wrote it
    except (OSError, pickle.UnpicklingError, EOFError):
        answer = None
    if isinstance(answer, tuple):
        raise ConfigError(list(answer))
    return answer or config.load(path)


def _child(path: Path) -> None:
    """Write the config to stdout, or what is wrong with it."""
    answer: Config | tuple[str, ...]
    try:
        answer = config.load(path)
    except ConfigError as error:
        answer = error.problems
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _child(Path(sys.argv[1]))
