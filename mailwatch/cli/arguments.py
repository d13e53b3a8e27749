"""What can be said on the command line. Verbs import what they need when they run, so that help comes at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mailwatch import __version__
from mailwatch.cli import init_options
from mailwatch.cli.overview import VERB, Overview, Parser
from mailwatch.core.steps import STEPS

DESCRIPTION = """\
Watches your inbox for interview confirmations and rejections, and prepares the
follow-up mails a thoughtful candidate would write, as drafts in your own Drafts
folder. It never sends anything to anyone but you.
"""

EPILOG = """\
`mailwatch VERB --help` says more of each.
exit codes: 0 done, 1 it failed and stderr says why, 2 wrong usage or config
"""


KINDS = (
    *("interview_confirmed", "interview_invited", "interview_rescheduled", "interview_cancelled", "rejection", "offer"),
    *("status_update", "acknowledgement", "assessment", "human_reply", "auto_reply"),
)
"""What `misread --as` takes, as `Kind` has it; to ask there would cost every verb 40 ms."""


if TYPE_CHECKING:
    from mailwatch.core.models import Step

    Verbs = argparse._SubParsersAction[Parser]  # noqa: SLF001 - argparse has no public name for it


class Arguments(argparse.Namespace):
    """The parsed command line."""

    verb: Callable[[Arguments], int]
    config: Path | None
    state: Path | None
    verbose: bool
    log_format: Literal["text", "json"]
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
    action: Literal["install", "uninstall", "status", "logs"]
    system: bool
    instance: str
    mailbox: str
    way: Literal["browser", "device", ""]
    no_open: bool
    company: str
    role: str
    topic: list[str]
    skill: str
    value: str
    paths: list[str]
    since: str
    name: str
    email: list[str]
    timezone: str
    texts: bool
    timeline: str
    until: str
    file: str
    yes: bool
    force: bool
    password_stdin: bool
    init_first_run: bool | None
    init_service: bool | None


def parser() -> Overview:
    """The whole command line."""
    top = Overview(prog="mailwatch", description=DESCRIPTION, epilog=EPILOG)
    top.add_argument("-c", "--config", type=Path, metavar="FILE", help="the config to use (default: the user's own)")
    top.add_argument("--state", type=Path, metavar="DIR", help="where to keep the database (default: the user's own)")
    top.add_argument("-v", "--verbose", action="store_true", help="log more")
    top.add_argument("--log-format", choices=("text", "json"), default="text", help="json: one object a line")
    top.add_argument("--version", action="version", version=f"mailwatch {__version__}")
    top.verbs = verbs = top.add_subparsers(metavar=VERB, required=True, parser_class=Parser)
    _setting_up(verbs)
    _running(verbs)
    _reading(verbs)
    _telling(verbs)
    _saying(verbs)
    _serving(verbs)
    _signing_in(verbs)
    demo = _verb(verbs, "demo", _demo, "play a whole job hunt on a mail server of its own, in seconds")
    demo.add_argument("--serve", action="store_true", help="leave the server up, to look with your own mail client")
    return top


def _setting_up(verbs: Verbs) -> None:
    init_options.add_to(_verb(verbs, "init", _init, "set up a mailbox, from your address to a config that works"))


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
    why = _verb(verbs, "why", _why, "the story of an application: what was read, done and left out, and by which rule")
    why.add_argument("application", metavar="APPLICATION", help="the company, or a part of its name or the role's")
    _json(why)
    explain = _verb(verbs, "explain", _explain, "what a mail is understood to say, and which words say so")
    explain.add_argument("files", nargs="+", metavar="FILE", help="an .eml, an mbox, a Maildir, a folder, or -")
    _json(explain)
    _replay_of(verbs)
    preview = _verb(verbs, "preview", _preview, "show a draft before anything is placed")
    preview.add_argument("step", nargs="?", type=_step, choices=list(STEPS), metavar="STEP", help=", ".join(STEPS))
    preview.add_argument("--application", default="", metavar="NAME", help="with the facts of this application")
    preview.add_argument("--language", default="", metavar="CODE", help="in this language: en, de, fr, es, pt, nl")
    preview.add_argument("--all", action="store_true", help="every step in every language")
    _json(preview)


def _replay_of(verbs: Verbs) -> None:
    replay = _verb(verbs, "replay", _replay, "play past mail: what would have been drafted, beside what you sent")
    replay.add_argument("paths", nargs="*", metavar="PATH", help="an mbox (Google Takeout too), a Maildir, a folder")
    replay.add_argument("--mailbox", default="", metavar="NAME", help="a mailbox of the config instead; only looks")
    replay.add_argument("--since", default="", metavar="DATE", help='from when on: 2026-01-31, or "90 days"')
    replay.add_argument("--email", action="append", default=[], metavar="ADDRESS", help="yours; may be given again")
    replay.add_argument("--name", default="", metavar="NAME", help="yours, as drafts are signed")
    replay.add_argument("--timezone", default="", metavar="ZONE", help="yours, such as Europe/Berlin")
    replay.add_argument("--texts", action="store_true", help="show each draft whole")
    _json(replay)


def _telling(verbs: Verbs) -> None:
    report = _verb(verbs, "report", _report, "the whole job hunt on one page, for a browser or for paper")
    calendar = _verb(verbs, "calendar", _calendar, "interviews and promised dates as a file that calendars read")
    for verb in (report, calendar):
        where = "where to write it, or - (default: beside the database)"
        verb.add_argument("file", nargs="?", default="", metavar="FILE", help=where)
        _json(verb)


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
    note.add_argument("--person", action="append", default=[], metavar="WHO", help='"Jane Doe <jane@example.com>"')
    note.add_argument("--thanked", action="store_true", help="you thanked them in person: no thank-you is needed")
    note.add_argument("--sent", action="store_true", help="you did send the draft that is gone from Drafts")
    note.add_argument("remark", nargs="*", metavar="REMARK", help="anything else; `why` shows it again")
    snooze = _about(verbs, "snooze", "prepare nothing until a day")
    snooze.add_argument("until", metavar="UNTIL", help='"next friday", "2 weeks", "end of next month", 2026-05-14')
    _about(verbs, "pause", "prepare nothing until you say otherwise (`reopen`)")
    _about(verbs, "close", "it is over for you; later mail changes nothing")
    _about(verbs, "reopen", "take it up again, after a pause or a closing")
    _correcting(verbs)


def _correcting(verbs: Verbs) -> None:
    merge = _about(verbs, "merge", "two applications are one; the first keeps its name")
    merge.add_argument("other", metavar="OTHER", help="the one that is the same")
    split = _about(verbs, "split", "some of its mails are of another application")
    which = "its short name, its Message-ID, or words of its subject"
    split.add_argument("messages", nargs="+", metavar="MESSAGE", help=which)
    split.add_argument("--into", default="", metavar="OTHER", help="the application they are of (default: a new one)")
    misread = _verb(verbs, "misread", _correct, "say what a mail is, where it was misunderstood")
    misread.add_argument("message", metavar="MESSAGE", help="its short name or Message-ID (`why` and `status` show it)")
    what = misread.add_mutually_exclusive_group(required=True)
    what.add_argument("--as", dest="kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    what.add_argument("--ignore", action="store_true", help="it says nothing about an application")
    misread.add_argument("--application", dest="of", default="", metavar="NAME", help="whose it is")
    undo = _verb(verbs, "undo", _correct, "take back the last thing you said; again, the one before")
    undo.add_argument("application", nargs="?", default="", metavar="APPLICATION", help="of this one (default: of any)")
    for word, verb in (("merge", merge), ("split", split), ("misread", misread), ("undo", undo)):
        verb.set_defaults(verb=_correct, word=word)


def _serving(verbs: Verbs) -> None:
    service = _verb(verbs, "service", _service, "let it run by itself (systemd, or launchd on macOS)")
    service.add_argument("action", choices=("install", "uninstall", "status", "logs"), help="what to do with it")
    service.add_argument("--system", action="store_true", help="a service of the system, for a server (needs root)")
    service.add_argument(
        "--instance", default="", metavar="NAME", help="one of many on a server: /etc/mailwatch/NAME.yaml"
    )
    service.add_argument("--dry-run", action="store_true", help="only print what would be written and run")


def _signing_in(verbs: Verbs) -> None:
    auth = _verb(verbs, "auth", _auth_status, "sign in to a mailbox by OAuth 2 (Google, Microsoft and others)")
    parts = auth.add_subparsers(title="what to do", metavar="DO", required=True, parser_class=Parser)
    login = _verb(parts, "login", _auth_login, "sign in, once; the browser or another device asks for your consent")
    ways = login.add_mutually_exclusive_group()
    ways.add_argument("--browser", dest="way", action="store_const", const="browser", help="with a browser")
    ways.add_argument("--device", dest="way", action="store_const", const="device", help="with a code to type in")
    login.add_argument("--no-open", action="store_true", help="only print the address, open no browser")
    login.set_defaults(way="")
    status = _verb(parts, "status", _auth_status, "whether the sign-in still holds")
    _json(status)
    logout = _verb(parts, "logout", _auth_logout, "forget the sign-in, here and at the provider")
    for verb in (login, status, logout):
        verb.add_argument("mailbox", nargs="?", default="", metavar="MAILBOX", help="its name in the config")


def _about(verbs: Verbs, name: str, summary: str) -> argparse.ArgumentParser:
    verb = _verb(verbs, name, _say, summary)
    verb.set_defaults(word=name)
    verb.add_argument("application", metavar="APPLICATION", help="the company, or a part of its name or the role's")
    return verb


def _verb(verbs: Verbs, name: str, function: Callable[[Arguments], int], summary: str) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    verb.set_defaults(verb=function)
    return verb


def _step(text: str) -> Step | str:
    from mailwatch.core.models import Step  # noqa: PLC0415

    step = text.replace("-", "_")  # as it is told everywhere else
    return Step(step) if step in STEPS else text


def _json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="for programs: JSON")


def _init(arguments: Arguments) -> int:
    from mailwatch.cli.init import init  # noqa: PLC0415

    return init(arguments)


def _run(arguments: Arguments) -> int:
    from mailwatch.cli.running import run  # noqa: PLC0415

    return run(arguments.config, arguments.state, arguments.audit)


def _once(arguments: Arguments) -> int:
    from mailwatch.cli.running import once  # noqa: PLC0415

    return once(arguments.config, arguments.state, arguments.audit, dry_run=arguments.dry_run, go_on=arguments.go_on)


def _check(arguments: Arguments) -> int:
    from mailwatch.cli.check import check  # noqa: PLC0415

    return check(arguments.config, as_json=arguments.json)


def _status(arguments: Arguments) -> int:
    from mailwatch.cli.status import status  # noqa: PLC0415

    return status(arguments.state, as_json=arguments.json, everything=arguments.all)


def _explain(arguments: Arguments) -> int:
    from mailwatch.cli.explain import explain  # noqa: PLC0415

    return explain(arguments.files, arguments.config, as_json=arguments.json)


def _replay(arguments: Arguments) -> int:
    from mailwatch.cli.replay import replay  # noqa: PLC0415

    return replay(arguments)


def _report(arguments: Arguments) -> int:
    from mailwatch.cli.report import report  # noqa: PLC0415

    return report(arguments.file, arguments.config, arguments.state, as_json=arguments.json)


def _calendar(arguments: Arguments) -> int:
    from mailwatch.cli.calendar import calendar  # noqa: PLC0415

    return calendar(arguments.file, arguments.config, arguments.state, as_json=arguments.json)


def _preview(arguments: Arguments) -> int:
    from mailwatch.cli.preview import preview  # noqa: PLC0415

    return preview(arguments)


def _say(arguments: Arguments) -> int:
    from mailwatch.cli.words import say  # noqa: PLC0415

    return say(arguments)


def _correct(arguments: Arguments) -> int:
    from mailwatch.cli.corrections import correct  # noqa: PLC0415

    return correct(arguments)


def _why(arguments: Arguments) -> int:
    from mailwatch.cli.why import why  # noqa: PLC0415

    return why(arguments)


def _service(arguments: Arguments) -> int:
    from mailwatch.cli import service  # noqa: PLC0415
    from mailwatch.service import Wanted  # noqa: PLC0415

    wanted = Wanted(arguments.system, arguments.instance)
    match arguments.action:
        case "install":
            return service.install(arguments.config, arguments.state, wanted, dry_run=arguments.dry_run)
        case "uninstall":
            return service.uninstall(wanted, dry_run=arguments.dry_run)
        case "status":
            return service.status(wanted)
        case "logs":
            return service.logs(wanted)


def _auth_login(arguments: Arguments) -> int:
    from mailwatch.cli import auth  # noqa: PLC0415

    return auth.login(arguments.config, arguments.mailbox, arguments.way, opens=not arguments.no_open)


def _auth_status(arguments: Arguments) -> int:
    from mailwatch.cli import auth  # noqa: PLC0415

    return auth.status(arguments.config, arguments.mailbox, as_json=arguments.json)


def _auth_logout(arguments: Arguments) -> int:
    from mailwatch.cli import auth  # noqa: PLC0415

    return auth.logout(arguments.config, arguments.mailbox)


def _demo(arguments: Arguments) -> int:
    from mailwatch.demo.play import demo  # noqa: PLC0415

    return demo(serve=arguments.serve)
