"""`init`: from a mail address to a config that works, and on to the first look and the service."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from mailwatch import config as configuration
from mailwatch.cli.arguments import Arguments
from mailwatch.cli.init_options import PREFIX
from mailwatch.config.providers import Endpoint
from mailwatch.errors import ConfigError, MailwatchError, UsageError
from mailwatch.setup.asking import Questions
from mailwatch.setup.dialogue import Dialogue, Outcome, Wanted
from mailwatch.setup.keeping import in_file, in_keyring, write_privately
from mailwatch.setup.names import Names
from mailwatch.setup.surroundings import Surroundings, of_the_service
from mailwatch.setup.writing import text_of, write

WELCOME = """\
A few questions; Enter takes what stands in [brackets]. Nothing is written
before you say so at the end, and Ctrl-C leaves everything as it is."""


SCHEMA = "mailwatch.schema.json"
"""Beside the config, whose first line names it: editors complete and check by it."""


def init(
    arguments: Arguments,
    ask: Questions | None = None,
    names: Names | None = None,
    surroundings: Surroundings | None = None,
) -> int:
    """Set up one mailbox.

    Args:
        arguments: what need not be asked.
        ask: asks the rest.
        names: asks the DNS.
        surroundings: what the service will find around it.

    Raises:
        UsageError: an option is wrong, or nobody is there for a question without a default.
        ConfigError: there is a config already.
        MailwatchError: the mailbox cannot be used as it is, and nobody is there to mend it.
    """
    ask = ask or Questions(alone=arguments.yes)
    path = (arguments.config or configuration.default_path()).absolute()
    if path.exists() and not arguments.force:
        raise ConfigError([f"{path}: there is a config here already; edit it, or say --force to put a new one there"])
    try:
        wanted = _wanted(arguments)
        ask.say(WELCOME)
        ask.say()
        outcome = Dialogue(ask, wanted, names or Names(), surroundings or of_the_service(), path.parent).run()
        if not ask.agreed(f"Write {path}{_and_keep(outcome)}?", "--yes"):
            ask.say("Nothing was written.")
            return 1
        _write(ask, path, outcome)
    except KeyboardInterrupt:
        ask.say("\nStopped; nothing was written.")
        raise
    try:
        return _go_on(ask, arguments, path, outcome)
    except KeyboardInterrupt:
        ask.say("\nStopped; the config is written, and `mailwatch run` begins.")
        raise


def _wanted(arguments: Arguments) -> Wanted:
    password = None
    if arguments.password_stdin:
        if not arguments.yes:
            raise UsageError("--password-stdin leaves no way to answer questions; say --yes with it")
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise UsageError("--password-stdin: nothing came; expected the password in the first line")
    given = {name: getattr(arguments, PREFIX + name) for name in Wanted.__slots__ if name != "password"}
    return Wanted(**given, password=password)


def _and_keep(outcome: Outcome) -> str:
    """Where the password goes, as part of a question."""
    place = outcome.answers.secret
    if isinstance(place, str):
        return " and keep the password in the keyring" if outcome.secret else ""
    return f" and keep the password in {place['file']}" if outcome.secret else ""


def _write(ask: Questions, path: Path, outcome: Outcome) -> None:
    """The password first, then the config that names its place; both or neither."""
    answers, place = outcome.answers, outcome.answers.secret
    text = text_of(answers)
    configuration.parse(text, str(path))  # what is written is never refused later
    with ExitStack() as stack:
        if outcome.secret and isinstance(place, dict):
            stack.enter_context(in_file(Path(place["file"]), outcome.secret))
        elif outcome.secret:
            for server in _servers(outcome):
                stack.enter_context(in_keyring(f"mailwatch:{server.host}", answers.login, outcome.secret))
        write_privately(path.with_name(SCHEMA), configuration.json_schema().encode())
        backup = write(path, text)
    ask.say(f"Wrote {path}" + (f"; the one before is {backup}" if backup else ""))


def _servers(outcome: Outcome) -> list[Endpoint]:
    return [outcome.answers.imap, *([outcome.answers.smtp] if outcome.answers.smtp else [])]


_FOR_SYSTEMD = """\
Now give systemd the password, encrypted for this machine where it is systemd 256 or newer:
  systemd-ask-password -n | systemd-creds encrypt --user --name={name} - {directory}/{name}.cred
else in a file that only you can read, {directory}/{name} (chmod 600).
Then `mailwatch service install` has it loaded; only the service can read mail with it."""


def _go_on(ask: Questions, arguments: Arguments, path: Path, outcome: Outcome) -> int:
    """Sign in where that needs a browser, have a first look, install the service. The config stays, whatever fails."""
    if isinstance(outcome.answers.secret, dict) and (name := outcome.answers.secret.get("systemd")):
        ask.say(_FOR_SYSTEMD.format(name=name, directory=path.parent), as_it_is=True)
        return 0
    failed = 0
    if outcome.answers.client_id:
        if ask.alone:  # the consent is a person's
            ask.say("To sign in: `mailwatch auth login`. Then `mailwatch service install`, or `mailwatch run`.")
            return 0
        failed |= _tried(ask, "`mailwatch auth login` signs in later", lambda: _sign_in(path))
    if not failed and ask.agreed(
        "Have a first look at the last 90 days, changing nothing?", "--first-run", given=arguments.init_first_run
    ):
        failed |= _tried(ask, "`mailwatch once --dry-run` tries again", lambda: _first_look(path, arguments.state))
    question = "Let it run by itself from now on, as a service?"
    if ask.agreed(question, "--service", given=arguments.init_service, default=_has_a_service_manager()):
        failed |= _tried(ask, "`mailwatch run` runs it here", lambda: _install(arguments))
    else:
        ask.say("To let it run: `mailwatch run` here, or `mailwatch service install`.")
    ask.say("To see how all is: `mailwatch check`. Where every application stands: `mailwatch status`.")
    return failed


def _tried(ask: Questions, otherwise: str, do: Callable[[], int]) -> int:
    """Do one thing of many; what it fails of is told and stops no other."""
    try:
        code = do()
    except MailwatchError as error:
        sys.stderr.write(f"{error}\n")
        code = error.exit_code
    if code:
        ask.say(f"That did not work; {otherwise}.")
    return 1 if code else 0


def _sign_in(path: Path) -> int:
    from mailwatch.cli import auth  # noqa: PLC0415 - only for those who sign in so

    return auth.login(path, "personal", "", opens=True)


def _first_look(path: Path, state: Path | None) -> int:
    from mailwatch.cli import running  # noqa: PLC0415 - 200 ms

    return running.once(path, state, None, dry_run=True)


def _has_a_service_manager() -> bool:
    return sys.platform == "darwin" or Path("/run/systemd/system").is_dir()


def _install(arguments: Arguments) -> int:
    from mailwatch.cli import service  # noqa: PLC0415 - only where it is wanted

    return service.install(arguments.config, arguments.state)
