"""The log, on stderr: one line an event, for people, for journald, or as JSON for programs.

At info and above it says what happened and to what (a folder and a UID, the id of an application), never what a mail
says; that is told at debug level only (`-v`). A secret is told at no level.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

Form = Literal["text", "json"]

_PRIORITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
"""Syslog's levels (RFC 5424 §6.2.1), as journald reads them in front of a line (sd-daemon(3))."""


def set_up(
    *, verbose: bool, form: Form, stream: TextIO | None = None, environ: Mapping[str, str] = os.environ
) -> logging.Handler:
    """Send the log of mailwatch to `stream` (stderr when None), and of the libraries only what is wrong.

    The libraries' debug logs hold what goes over the wire: mail, and the bytes that sign in.

    Returns:
        The handler, so that a caller may take it away again.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    verbosely = logging.DEBUG if verbose else logging.INFO
    if form == "json":
        handler.setFormatter(JsonLines(verbose=verbose))
    else:
        handler.setFormatter(Lines(journal=_is_journal(handler.stream, environ), verbose=verbose))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("mailwatch").setLevel(verbosely)
    return handler


class Lines(logging.Formatter):
    """`INFO personal: sees again …`; for journald the level is a number that it takes away: `<6>personal: …`."""

    def __init__(self, *, journal: bool, verbose: bool) -> None:
        super().__init__()
        self._journal = journal
        self._verbose = verbose

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line."""
        told = " | ".join(filter(None, (_folded(record.getMessage()), _defect(record, verbose=self._verbose))))
        if self._journal:
            return f"<{_PRIORITIES.get(record.levelno, 6)}>{told}"
        return f"{record.levelname} {told}"


class JsonLines(logging.Formatter):
    """One JSON object a line: `time` (ISO 8601, UTC), `level`, `logger`, `thread`, `message`, perhaps `defect`."""

    def __init__(self, *, verbose: bool) -> None:
        super().__init__()
        self._verbose = verbose

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line."""
        values = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "thread": record.threadName,
            "message": record.getMessage(),
        }
        if defect := _defect(record, verbose=self._verbose):
            values["defect"] = defect
        return json.dumps(values, ensure_ascii=False)


def _is_journal(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether what is written there goes to journald, which says so by device and inode (systemd.exec(5))."""
    try:
        file = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return environ.get("JOURNAL_STREAM") == f"{file.st_dev}:{file.st_ino}"


def _folded(text: str) -> str:
    return " | ".join(line.strip() for line in text.splitlines() if line.strip())


def _defect(record: logging.LogRecord, *, verbose: bool) -> str:
    """An exception as one line: its type and the way to it. What it says may quote a mail: only when verbose."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    error = record.exc_info[1]
    way = [f"{os.path.basename(f.filename)}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]  # noqa: PTH119
    said = f": {_folded(str(error))}" if verbose else ""
    return f"{type(error).__name__}{said} ({' > '.join(way)})"
