"""What can be said on the command line. Verbs import what they need when they run, so that help comes at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mailwatch import __version__
from mailwatch.core.models import Step

DESCRIPTION = """\
Watches your inbox for interview confirmations and rejections, and prepares the follow-up mails a thoughtful
candidate would write, as drafts in your own Drafts folder. It never sends anything to anyone but you.
"""

EPILOG = """\
to try it without an account:   mailwatch demo
to set it up:                   write a config (config.example.yaml shows how), then `mailwatch check`
to see what it would do:        mailwatch once --dry-run
to let it run:                  mailwatch run

exit codes: 0 done, 1 it failed and stderr says why, 2 wrong usage or config
"""


if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name for it


class Arguments(argparse.Namespace):
    """The parsed command line."""

    verb: Callable[[Arguments], int]
    config: Path | None
    state: Path | None
    verbose: bool
    json: bool
    all: bool
    dry_run: bool
    go_on: bool
    audit: Path | None
    files: list[str]
    step: Step | None
    application: str
    word: str
    language: str
    serve: bool
    company: str
    role: str
    topic: list[str]
    skill: str
    value: str
    timeline: str
    until: str


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="mailwatch", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("-c", "--config", type=Path, metavar="FILE", help="the config to use (default: the user's own)")
    top.add_argument("--state", type=Path, metavar="DIR", help="where to keep the database (default: the user's own)")
    top.add_argument("-v", "--verbose", action="store_true", help="log more")
    top.add_argument("--version", action="version", version=f"mailwatch {__version__}")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    _running(verbs)
    _reading(verbs)
    _saying(verbs)
    demo = _verb(verbs, "demo", _demo, "play a whole job hunt on a mail server of its own, in seconds")
    demo.add_argument("--serve", action="store_true", help="leave the server up, to look with your own mail client")
    return top


def _running(verbs: Verbs) -> None:
    run = _verb(verbs, "run", _run, "watch the mailboxes until stopped (what the service does)")
    run.add_argument("--audit", type=Path, metavar="FILE", help="write every IMAP command sent, without content")
    once = _verb(verbs, "once", _once, "read what is new, do what is due, and end")
    once.add_argument("--dry-run", action="store_true", help="only say what it would do; change nothing anywhere")
    once.add_argument("--go-on", action="store_true", help="what looked implausible to it is right: go on")
    once.add_argument("--audit", type=Path, metavar="FILE", help="write every IMAP command sent, without content")
    check = _verb(verbs, "check", _check, "check config, secrets, login and folders")
    _json(check)


def _reading(verbs: Verbs) -> None:
    status = _verb(verbs, "status", _status, "where every application stands, and what comes next")
    status.add_argument("--all", action="store_true", help="the closed ones too")
    _json(status)
    explain = _verb(verbs, "explain", _explain, "what a mail is understood to say, and which words say so")
    explain.add_argument("files", nargs="+", metavar="FILE", help="an .eml, an mbox, a Maildir, a folder, or -")
    _json(explain)
    preview = _verb(verbs, "preview", _preview, "show a draft before anything is placed")
    preview.add_argument("step", nargs="?", type=Step, choices=list(Step), metavar="STEP", help=", ".join(Step))
    preview.add_argument("--application", default="", metavar="NAME", help="with the facts of this application")
    preview.add_argument("--language", default="", metavar="CODE", help="in this language: en, de, fr, es, pt, nl")
    preview.add_argument("--all", action="store_true", help="every step in every language")
    _json(preview)


def _saying(verbs: Verbs) -> None:
    note = _about(verbs, "note", "say what mail cannot know; it fills the blanks of later drafts")
    note.add_argument("--topic", action="append", default=[], metavar="WORDS", help="what you talked about")
    note.add_argument("--skill", default="", metavar="WORDS", help="what of yours they need most")
    note.add_argument("--value", default="", metavar="WORDS", help="something useful for the second follow-up")
    note.add_argument(
        "--timeline", default="", metavar="WORDS", help='when they want to be back: "2 weeks", "by 14 May"'
    )
    note.add_argument("--company", default="", metavar="NAME", help="the right name of the company")
    note.add_argument("--role", default="", metavar="NAME", help="the right name of the role")
    snooze = _about(verbs, "snooze", "prepare nothing until a day")
    snooze.add_argument("until", metavar="UNTIL", help='a date (2026-05-14) or a length ("2 weeks", "10 days")')
    _about(verbs, "pause", "prepare nothing until you say otherwise (`reopen`)")
    _about(verbs, "close", "it is over for you; later mail changes nothing")
    _about(verbs, "reopen", "take it up again, after a pause or a closing")


def _about(verbs: Verbs, name: str, summary: str) -> argparse.ArgumentParser:
    verb = _verb(verbs, name, _say, summary)
    verb.set_defaults(word=name)
    verb.add_argument("application", metavar="APPLICATION", help="the company, or a part of its name or the role's")
    return verb


def _verb(verbs: Verbs, name: str, function: Callable[[Arguments], int], summary: str) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    verb.set_defaults(verb=function)
    return verb


def _json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="for programs: JSON")


def _run(arguments: Arguments) -> int:
    from mailwatch.cli.running import run  # noqa: PLC0415

    return run(arguments.config, arguments.state, arguments.audit)


def _once(arguments: Arguments) -> int:
    from mailwatch.cli.running import once  # noqa: PLC0415

    return once(arguments.config, arguments.state, arguments.audit, dry_run=arguments.dry_run, go_on=arguments.go_on)


def _check(arguments: Arguments) -> int:
    from mailwatch.cli.running import check  # noqa: PLC0415

    return check(arguments.config, as_json=arguments.json)


def _status(arguments: Arguments) -> int:
    from mailwatch.cli.status import status  # noqa: PLC0415

    return status(arguments.state, as_json=arguments.json, everything=arguments.all)


def _explain(arguments: Arguments) -> int:
    from mailwatch.cli.explain import explain  # noqa: PLC0415

    return explain(arguments.files, arguments.config, as_json=arguments.json)


def _preview(arguments: Arguments) -> int:
    from mailwatch.cli.preview import preview  # noqa: PLC0415

    return preview(arguments)


def _say(arguments: Arguments) -> int:
    from mailwatch.cli.words import say  # noqa: PLC0415

    return say(arguments)


def _demo(arguments: Arguments) -> int:
    from mailwatch.demo.play import demo  # noqa: PLC0415

    return demo(serve=arguments.serve)
