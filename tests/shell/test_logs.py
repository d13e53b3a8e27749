"""The log: one line an event, for people, journald and programs; and what must never stand in it."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import pytest

from mailwatch.cli.arguments import Arguments, parser
from mailwatch.cli.logs import Form, set_up

log = logging.getLogger("mailwatch")


@contextmanager
def logging_to(stream: TextIO, form: Form = "text", *, verbose: bool = False, **environ: str) -> Iterator[None]:
    """Log there, and leave the loggers as they were."""
    root, own = logging.getLogger(), logging.getLogger("mailwatch")
    before = root.level, own.level
    handler = set_up(verbose=verbose, form=form, stream=stream, environ=environ)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        own.setLevel(before[1])


def fails() -> None:
    raise ValueError("Dear Sam,\nwe regret")


def a_defect() -> None:
    try:
        fails()
    except ValueError:
        log.exception("personal: a defect")


def test_for_a_person_a_line_says_how_bad_it_is() -> None:
    out = io.StringIO()
    with logging_to(out):
        log.info("personal: sees again")
        log.warning("two\n  lines")
        log.debug("not told")
    assert out.getvalue() == "INFO personal: sees again\nWARNING two | lines\n"


def test_for_journald_the_level_is_a_number_and_only_there(tmp_path: Path) -> None:
    with (tmp_path / "journal").open("w") as stream:
        about = os.fstat(stream.fileno())
        journal = f"{about.st_dev}:{about.st_ino}"
        with logging_to(stream, verbose=True, JOURNAL_STREAM=journal):
            for tell in (log.error, log.warning, log.info, log.debug):
                tell("x")
        with logging_to(stream, JOURNAL_STREAM="8:15"):  # of another process, inherited
            log.info("x")
    assert (tmp_path / "journal").read_text() == "<3>x\n<4>x\n<6>x\n<7>x\nINFO x\n"


def test_for_programs_each_line_is_an_object() -> None:
    out = io.StringIO()
    with logging_to(out, "json"):
        log.warning("personal: “é”\n%s", "second line")
        a_defect()
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    moment = datetime.fromisoformat(first.pop("time"))
    assert moment.utcoffset() is not None
    assert first == {
        "level": "warning",
        "logger": "mailwatch",
        "thread": "MainThread",
        "message": "personal: “é”\nsecond line",
    }
    assert second["defect"].startswith("ValueError (test_logs.py:")


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_an_exception_says_may_quote_a_mail_and_is_told_at_debug_level_only(form: Form) -> None:
    quiet, verbose = io.StringIO(), io.StringIO()
    with logging_to(quiet, form):
        a_defect()
    with logging_to(verbose, form, verbose=True):
        a_defect()
    assert "regret" not in quiet.getvalue()
    assert "test_logs.py:" in quiet.getvalue()
    assert "we regret" in verbose.getvalue()
    assert quiet.getvalue().count("\n") == verbose.getvalue().count("\n") == 1


def test_libraries_tell_what_is_wrong_and_nothing_of_what_goes_over_the_wire() -> None:
    out = io.StringIO()
    with logging_to(out, verbose=True):
        for library in ("imapclient.imaplib", "aiosmtplib", "asyncio", "oauthlib", "urllib3.connectionpool"):
            logging.getLogger(library).debug("AUTH PLAIN c2VjcmV0")
            logging.getLogger(library).info("AUTH PLAIN c2VjcmV0")
        log.debug("our own")
    assert out.getvalue() == "DEBUG our own\n"


def test_the_form_is_a_global_option() -> None:
    def given(*words: str) -> Any:
        return parser().parse_args([*words, "status"], namespace=Arguments()).log_format

    assert (given(), given("--log-format", "json")) == ("text", "json")
