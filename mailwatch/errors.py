"""What can go wrong, in words a user may read. Imports nothing.

Each error names the place and the remedy; `mailwatch.cli` prints it as one line and ends with `exit_code`.
"""

from __future__ import annotations


class MailwatchError(Exception):
    """Something a user can understand and mend. Its text is the whole message: place, what is wrong, remedy."""

    exit_code = 1


class ConfigError(MailwatchError):
    """The config (or a template) cannot be used. Carries every problem found, each `file:line:column: …`."""

    exit_code = 2

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class UsageError(MailwatchError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class CredentialError(MailwatchError):
    """A secret could not be had from the place the config names."""


class LockedError(CredentialError):
    """The keyring is locked. Nothing is wrong: it is asked again until its owner has unlocked it."""


class LoginError(MailwatchError, PermissionError):
    """The server refused the login. Retrying fast may lock the account."""


class TokenRefusedError(LoginError):
    """The server did not take an access token. A fresh one may do, once."""


class UnreachableError(MailwatchError, ConnectionError):
    """No usable connection: unknown host, refused, bad certificate, link lost, time out. Worth a later retry."""


class MailboxError(MailwatchError):
    """The server answered, but not as we need: no Drafts folder, quota exceeded, BAD to a needed command."""


class StoreError(MailwatchError):
    """The state directory or database cannot be used: locked by another process, newer version, read-only, damaged."""


class TemplateError(MailwatchError):
    """A draft template is wrong; carries `name` and `line` (1-based, 0 when unknown)."""

    def __init__(self, message: str, name: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.name = name
        self.line = line
