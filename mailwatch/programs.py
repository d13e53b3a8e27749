"""Other programs, run for their answer within a deadline."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def run(words: Sequence[str], given: bytes, deadline: float, environ: Mapping[str, str]) -> tuple[int, bytes, bytes]:
    """Run a program in a session of its own, so that all it started ends with it.

    Args:
        words: the program and its arguments; no shell reads them.
        given: its standard input.
        deadline: seconds it may take.
        environ: its whole environment; its PATH is where the program is looked for.

    Returns:
        Its exit code, standard output and standard error.

    Raises:
        TimeoutError: it was still running at the deadline; it is not any more.
        OSError: it cannot be started.
    """
    with subprocess.Popen(  # noqa: S603 - the user names the program; no shell
        list(words),
        stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=dict(environ),
    ) as process:
        try:
            output, complaint = process.communicate(given or None, timeout=deadline)
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise TimeoutError from None
            raise
        return process.returncode, output, complaint
