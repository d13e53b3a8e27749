"""The command line: arguments, one function a verb, and the one place where errors become words."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence

from mailwatch import __version__
from mailwatch.cli import logs
from mailwatch.cli.arguments import Arguments, parser
from mailwatch.errors import MailwatchError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb. Returns the exit code: 0 done, 1 failed (stderr says why in one line), 2 wrong usage or config."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # mail has every character; a terminal may not
    known = parser()
    if not (sys.argv[1:] if argv is None else argv):
        known.print_help()
        return 2
    arguments = known.parse_args(argv, namespace=Arguments())
    logs.set_up(verbose=arguments.verbose, form=arguments.log_format)
    try:
        return arguments.verb(arguments)
    except MailwatchError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; say nothing more
        return 0
    except Exception as error:  # noqa: BLE001 - the boundary: a defect becomes a line and a report
        sys.stderr.write(f"mailwatch met a defect of its own ({type(error).__name__}: {error}); {_report()}\n")
        return 1


def _report() -> str:
    """Write a report that can be pasted into an issue; says where it is."""
    from mailwatch import config  # noqa: PLC0415 - only where something went wrong

    text = f"mailwatch {__version__}, Python {sys.version}, {sys.platform}\n\n{traceback.format_exc()}"
    try:
        place = config.paths().state / "defect.txt"
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_text(text, encoding="utf-8")
    except OSError:
        return f"no report could be written; it would say:\n{text}"
    return f"a report without mail content is in {place}"
