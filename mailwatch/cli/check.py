"""`check`: whether config, secrets, login and folders hold, here and for the service, and what is in force."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from mailwatch import config as configuration
from mailwatch.cli.running import template_mistakes
from mailwatch.cli.terminal import Terminal
from mailwatch.config import Config, Mailbox, Smtp
from mailwatch.config.effective import Setting, effective
from mailwatch.credentials import SecretSource, secret_for
from mailwatch.daemon import system_clock
from mailwatch.desk import open_session
from mailwatch.errors import ConfigError, CredentialError, MailwatchError
from mailwatch.notices import notifier_for
from mailwatch.setup.surroundings import Surroundings, of_the_service
from mailwatch.setup.trying import Seen, look, look_around

_FOR_A_PERSON = 60.0
"""Seconds to wait for somebody who is asked to unlock the keyring."""


class _Found(NamedTuple):
    """A secret, or why it cannot be had."""

    secret: str
    problem: str


@dataclass(frozen=True, slots=True)
class SecretCheck:
    """Whether a secret can be had; empty text: yes. `kept` is where it is, `service` how it looks to the service."""

    kept: str
    here: str
    service: str
    surroundings: str


@dataclass(frozen=True, slots=True)
class BoxCheck:
    """How it stands with one mailbox, or with the server of the notices; `problem` is empty where all is well."""

    name: str
    problem: str
    secret: SecretCheck | None
    seen: Seen | None = None
    watch: tuple[str, ...] = ()
    tried: bool = False


def check(config: Path | None, *, as_json: bool) -> int:
    """Say how it stands with every mailbox, with the remedy where something is wrong; 1 where something is."""
    path = config or configuration.default_path()
    loaded = configuration.load(path)
    if mistakes := template_mistakes(loaded):
        raise ConfigError(mistakes)
    settings = effective(path.read_text(encoding="utf-8-sig"), loaded.filename)
    surroundings = of_the_service()
    boxes = [_mailbox(box, surroundings) for box in loaded.mailboxes]
    notices = _notices(loaded, surroundings)
    if as_json:
        sys.stdout.write(json.dumps(_as_json(loaded, boxes, notices, settings), ensure_ascii=False) + "\n")
    else:
        screen = Terminal.of(sys.stdout)
        sys.stdout.writelines(f"{line}\n" for line in _in_words(loaded, boxes, notices, settings, screen))
    return 1 if any(one.problem for one in (*boxes, *([notices] if notices else []))) else 0


def _mailbox(box: Mailbox, surroundings: Surroundings) -> BoxCheck:
    secret, kept = _secret(*_place_of(box), surroundings)
    try:
        if not secret:
            return BoxCheck(box.name, kept.here if kept.service else "", kept)
        if box.server.auth == "password":
            seen = look(box.server, secret, box.watch)
        else:
            with open_session(box) as session:
                seen = look_around(session, box.watch)
    except MailwatchError as error:
        return BoxCheck(box.name, str(error), kept)
    return BoxCheck(box.name, "", kept, seen, box.watch)


def _notices(loaded: Config, surroundings: Surroundings) -> BoxCheck | None:
    """Whether the server of the notices can be signed in to; nothing is sent."""
    smtp = loaded.digest.smtp
    if smtp is None:
        return None
    name = f"notices through {smtp.host}"
    secret, kept = _secret(*_place_of(smtp), surroundings) if smtp.login else ("", None)
    if kept and not secret:
        return BoxCheck(name, kept.here if kept.service else "", kept)
    try:
        notifier_for(loaded, smtp, system_clock).try_out()
    except MailwatchError as error:
        return BoxCheck(name, str(error), kept)
    return BoxCheck(name, "", kept, tried=True)


def _place_of(account: Mailbox | Smtp) -> tuple[SecretSource, str, str]:
    """Where its secret is (the refresh token, where one signs in by OAuth 2): the place, and the keyring's entry."""
    if sign_in := account.sign_in:
        return sign_in.secret, sign_in.service, sign_in.login
    login = account.server.login if isinstance(account, Mailbox) else account.login
    return account.secret, account.service, login


def _secret(source: SecretSource, service: str, login: str, surroundings: Surroundings) -> tuple[str, SecretCheck]:
    """Look for a secret here and as the service would; gives what was found at either place."""
    prompt = sys.stdin.isatty()
    here = _fetch(source, service, login, os.environ, prompt=prompt)
    there = _fetch(source, service, login, surroundings.environ)
    problem = there.problem
    if source.kind == "systemd" and problem and source.value in surroundings.credentials:
        problem = ""  # the unit loads it; it can be seen while the service runs
    if here.secret and there.secret and here.secret != there.secret:
        problem = source.error("the service finds another secret there than this shell does").args[0]
    kept = SecretCheck(source.kind, here.problem, problem, surroundings.origin)
    return here.secret or there.secret, kept


def _fetch(
    source: SecretSource, service: str, login: str, environ: Mapping[str, str], *, prompt: bool = False
) -> _Found:
    deadline = _FOR_A_PERSON if prompt else 20.0
    try:
        return _Found(
            secret_for(source, service=service, login=login, deadline=deadline, environ=environ, prompt=prompt), ""
        )
    except CredentialError as error:
        return _Found("", str(error))


# --- how it is told -------------------------------------------------------------------------------------------------


def _in_words(
    loaded: Config, boxes: list[BoxCheck], notices: BoxCheck | None, settings: list[Setting], screen: Terminal
) -> Iterator[str]:
    widths = [max(len(setting[column]) for setting in settings) for column in (0, 1)]
    values = min(widths[1], 40, max(1, screen.width - widths[0] - _ORIGIN) if screen.bounded else 40)
    yield "In force:"
    for option, value, origin in settings:
        origin = origin.removeprefix(f"{Path(loaded.filename).parent}/")  # noqa: PLW2901 - shorter, for a person
        yield f"  {option:{widths[0]}}  {value:{values}}  {origin}"
    yield ""
    yield f"{loaded.filename}: valid"
    for box in boxes:
        yield f"{box.name}: {box.problem or _well(box)}"
        yield from _told(box)
    if notices:
        well = "signed in" if notices.secret else "reached; it wants no login"
        yield f"{notices.name}: {notices.problem or (well if notices.tried else _UNTRIED)}"
        yield from _told(notices)


_ORIGIN = 20
"""Columns for where a setting comes from, with the space around the columns before it."""

_UNTRIED = "not tried here, since only the service, while it runs, is given its secret"


def _well(box: BoxCheck) -> str:
    if box.seen is None:
        return _UNTRIED
    folders = box.seen.folders
    how = "is told of new mail at once" if box.seen.pushes else "has to ask for new mail every half minute"
    places = f"drafts go to {folders.drafts}, sent mail is in {folders.sent or '?'}, trash is {folders.trash or '?'}"
    named = [("sent", folders.sent), ("trash", folders.trash)]
    missing = [f"no {part} folder (name it with `{part}:`)" for part, name in named if not name]
    return f"signed in, watches {', '.join(box.watch)}, {how}; " + "; ".join([places, *missing])


_KEPT = {"keyring": "the keyring", "command": "a command", "file": "a file", "systemd": "a systemd credential"}


def _told(box: BoxCheck) -> Iterator[str]:
    """Where the secret is, and whether the service can have it too."""
    secret = box.secret
    if secret is None or (secret.here and secret.service):
        return
    place = _KEPT[secret.kept]
    if secret.service:
        yield f"  its secret can be had here, but not by a service ({secret.surroundings}): {secret.service}"
    elif secret.here:
        yield f"  its secret comes from {place}, for the service only"
    else:
        yield f"  its secret comes from {place}, here and in {secret.surroundings}"


def _as_json(
    loaded: Config, boxes: list[BoxCheck], notices: BoxCheck | None, settings: list[Setting]
) -> dict[str, object]:
    return {
        "config": loaded.filename,
        "mailboxes": [_box_as_json(box) for box in boxes],
        "notices": _box_as_json(notices) if notices else None,
        "settings": [setting._asdict() for setting in settings],
    }


def _box_as_json(box: BoxCheck) -> dict[str, object]:
    told: dict[str, object] = {"mailbox": box.name, "ok": not box.problem}
    if box.problem:
        told["problem"] = box.problem
    if box.secret:
        told["secret"] = {key: value or True for key, value in asdict(box.secret).items()}
    if box.seen:
        folders = box.seen.folders
        told |= {"watch": list(box.watch), "idle": box.seen.pushes}
        told |= {"drafts": folders.drafts, "sent": folders.sent, "trash": folders.trash}
    return told
