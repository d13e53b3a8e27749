"""The options of `init`: one for each question, so that it can run where nobody is there to answer."""

from __future__ import annotations

import argparse

PREFIX = "init_"
"""Of the attributes that hold the answers: other verbs have options of the same names."""

# As `mailwatch.config.providers` has them; to ask there would cost every verb 20 ms.
PROVIDERS = (
    *("gmail", "outlook", "icloud", "yahoo", "fastmail", "gmx", "webde", "posteo"),
    *("mailbox.org", "proton-bridge", "ionos", "zoho"),
)
SECURITY = ("tls", "starttls", "none")
AUTH = ("password", "oauth2")


def add_to(verb: argparse.ArgumentParser) -> None:
    """Declare them. None means: not said."""

    def answer(option: str, metavar: str, text: str) -> None:
        verb.add_argument(option, dest=_dest(option), metavar=metavar, help=text)

    verb.add_argument("--yes", action="store_true", help="ask nothing; what is not said takes its default")
    answer("--email", "ADDRESS", "your mail address")
    answer("--name", "NAME", "your name, as your mails are signed with it")
    _choice(verb, "--provider", PROVIDERS, "whose the mailbox is (default: found by the address)")
    answer("--host", "HOST", "the IMAP server, if the provider is none of these")
    verb.add_argument("--port", dest=_dest("--port"), type=int, metavar="PORT", help="its port")
    _choice(verb, "--security", SECURITY, "how the connection is encrypted (none: this machine only)")
    answer("--ca-file", "FILE", "the certificate authority (PEM) of a server that has its own")
    answer("--login", "NAME", "the user name there (default: the address)")
    _choice(verb, "--auth", AUTH, "how one signs in (default: as the provider wants it)")
    answer("--client-id", "ID", "for oauth2: the app that is registered with the provider")
    answer(
        "--client-secret", "WORD", "for oauth2 with Google: what it calls the client secret of that app, which is none"
    )
    answer("--secret-from", "PLACE", "keyring, file:PATH, command:PROGRAM, systemd:NAME or token_command:PROGRAM")
    verb.add_argument("--password-stdin", action="store_true", help="the password is the first line of standard input")
    answer("--drafts", "FOLDER", "the Drafts folder, if the server does not say")
    answer("--timezone", "ZONE", "your time zone (default: this machine's)")
    answer("--holidays", "COUNTRY", "public holidays to leave out: none, DE, DE-BE (default: by the time zone)")
    _agreed(verb, "--notices", "mail yourself a morning digest and reminders")
    _agreed(verb, "--first-run", "have a first look at the last 90 days, changing nothing")
    _agreed(verb, "--service", "install and start the service")
    verb.add_argument("--force", action="store_true", help="put a new config over one that is there, and keep that")


def _choice(verb: argparse.ArgumentParser, option: str, choices: tuple[str, ...], text: str) -> None:
    told = f"{text}: {', '.join(choices)}"
    verb.add_argument(option, dest=_dest(option), choices=choices, metavar=option[2:].upper(), help=told)


def _agreed(verb: argparse.ArgumentParser, option: str, text: str) -> None:
    verb.add_argument(option, dest=_dest(option), action=argparse.BooleanOptionalAction, help=text)


def _dest(option: str) -> str:
    return PREFIX + option[2:].replace("-", "_")
