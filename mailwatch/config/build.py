"""From a text to a `Config`: parse, validate, fill in what the provider and the machine know."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from mailwatch.config import marks, signing_in
from mailwatch.config.places import machine_timezone
from mailwatch.config.problems import find
from mailwatch.config.providers import IMAP_PORTS, PROVIDERS, SMTP_PORTS
from mailwatch.config.values import Config, Digest, KnownApplication, Mailbox, Server, SignIn, Smtp, You
from mailwatch.core.models import Person
from mailwatch.core.policy import Policy
from mailwatch.core.stock import Item
from mailwatch.credentials import SecretSource
from mailwatch.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mailwatch.config import schema
    from mailwatch.config.providers import Endpoint, Security


def build(text: str, filename: str, *, look_at_files: bool) -> Config:
    """Make a `Config` of YAML text.

    Args:
        text: the YAML.
        filename: names the text in messages; relative paths in it count from its directory.
        look_at_files: whether the files that the config names must exist.

    Raises:
        ConfigError: with every problem found, in the order of the text.
    """
    document = marks.read(text)
    if not isinstance(document.data, dict):
        nothing = marks.Problem(document.value_at(()), "no options stand here; expected at least you: and mailboxes:")
        raise _refused(filename, document.problems or [nothing])
    root, problems = find(document)
    if root is None:
        raise _refused(filename, problems)
    config = _Builder(root, document, filename).config()
    if look_at_files and (problems := list(_missing_files(config, document))):
        raise _refused(filename, problems)
    return config


def _refused(filename: str, problems: Iterable[marks.Problem]) -> ConfigError:
    unique = dict.fromkeys(sorted(problems))
    return ConfigError([f"{filename}:{mark.line}:{mark.column}: {text}" for mark, text in unique])


class _Builder:
    """Fills in the defaults that depend on something else."""

    def __init__(self, root: schema.Root, document: marks.Document, filename: str) -> None:
        self.root = root
        self.document = document
        self.filename = filename

    def config(self) -> Config:
        root = self.root
        you = You(root.you.name, root.you.email, tuple(root.you.aliases), root.you.timezone or machine_timezone())
        smtp = self._smtp(root.digest.smtp) if root.digest.smtp else None
        return Config(
            filename=self.filename,
            you=you,
            mailboxes=tuple(self._mailbox(box, number) for number, box in enumerate(root.mailboxes)),
            policy=_policy(root.policy, you.timezone),
            digest=Digest(root.digest.at, smtp, root.digest.desktop),
            templates=self._path(root.templates),
            applications=tuple(map(_application, root.applications)),
            stock=tuple(Item(i.text, tuple(i.tags), i.link or "", i.language or "") for i in root.stock),
        )

    def _path(self, written: str | None) -> Path | None:
        """A path as the user wrote it: `~` is home, and relative ones start at the config's directory."""
        return Path(self.filename).parent.joinpath(Path(written).expanduser()) if written else None

    def _file(self, written: str | None) -> str | None:
        path = self._path(written)
        return str(path) if path else None

    def _secret(self, secret: schema.Secret, path: marks.Path) -> SecretSource:
        mark = self.document.value_at(path)
        place = f"{self.filename}:{mark.line}:{mark.column}"
        if command := secret.command or secret.token_command:
            return SecretSource("command", command, place)
        if secret.file:
            return SecretSource("file", str(self._path(secret.file)), place)
        if secret.systemd:
            return SecretSource("systemd", secret.systemd, place)
        return SecretSource("keyring", "", place)

    def _mailbox(self, box: schema.Mailbox, number: int) -> Mailbox:
        provider = PROVIDERS[box.provider] if box.provider else None
        at = _endpoint(box, provider.imap if provider else None, IMAP_PORTS)
        login = box.login or self.root.you.email
        server = Server(
            *at,
            login=login,
            ca_file=self._file(box.ca_file),
            auth=signing_in.auth_of(box),
            drafts=box.drafts or "",
            sent=box.sent or "",
            trash=box.trash or "",
        )
        return Mailbox(
            name=box.name or login,
            server=server,
            secret=self._secret(box.secret, ("mailboxes", number, "secret")),
            service=f"mailwatch:{server.host}",
            watch=tuple(dict.fromkeys(box.watch)),
            authserv_ids=tuple(box.trust.authserv_id) or (provider.authserv_ids if provider else ()),
            first_scan_days=box.first_scan_days,
            sign_in=self._sign_in(box) if server.auth == "oauth2" else None,
        )

    def _sign_in(self, box: schema.Mailbox) -> SignIn:
        number = self.root.mailboxes.index(box)
        host = box.host or (PROVIDERS[box.provider].imap.host if box.provider else "")
        login = box.login or self.root.you.email
        return SignIn(
            name=box.name or login,
            login=login,
            secret=self._secret(box.secret, ("mailboxes", number, "secret")),
            service=f"mailwatch:{host}:oauth2",  # never where a password is kept: it would be sent as a token
            oauth=None if signing_in.by_command(box.secret) else signing_in.oauth_of(box),
        )

    def _smtp(self, smtp: schema.Smtp) -> Smtp:
        host, port, security = _endpoint(smtp, PROVIDERS[smtp.provider].smtp if smtp.provider else None, SMTP_PORTS)
        login = smtp.login or ("" if security == "none" else self.root.you.email)
        secret = self._secret(smtp.secret, ("digest", "smtp", "secret"))
        boxes = [(box, box.login or self.root.you.email) for box in self.root.mailboxes]
        shared = signing_in.shared_with(smtp, login, boxes)
        sign_in = self._sign_in(shared) if shared else None
        if smtp.secret.token_command or (smtp.auth == "oauth2" and smtp.secret.command):
            sign_in = SignIn("digest.smtp", login, secret, service="")
        return Smtp(
            host,
            port,
            security,
            login=login,
            secret=secret,
            service=f"mailwatch:{host}",
            ca_file=self._file(smtp.ca_file),
            sign_in=sign_in,
        )


def _endpoint(
    written: schema.Mailbox | schema.Smtp, preset: Endpoint | None, ports: dict[Security, int]
) -> tuple[str, int, Security]:
    """Host, port and security: as written, else as the provider has them, else as is usual."""
    security = written.security or (preset.security if preset else "tls")
    usual = preset.port if preset and preset.security == security else ports[security]
    return written.host or (preset.host if preset else ""), written.port or usual, security


def _policy(policy: schema.Policy, timezone: str) -> Policy:
    return Policy(
        timezone=timezone,
        thank_you_after=policy.thank_you.after,
        thank_you_within=policy.thank_you.within,
        thank_you_remind=policy.thank_you.remind,
        thank_you_until=policy.thank_you.until,
        follow_up_after=policy.follow_up.after,
        value_follow_up_after=policy.value_follow_up.after,
        graceful_exit_after=policy.graceful_exit.after,
        stale_after=policy.stale_after,
        rejection_reply_until=policy.rejection_reply.until,
        working_days=frozenset(policy.working_days),
        work_starts=policy.working_hours[0],
        work_ends=policy.working_hours[1],
        holidays=policy.holidays,
        most_drafts=policy.most_drafts,
        copy_thread=policy.copy_thread,
    )


def _application(known: schema.Application) -> KnownApplication:
    return KnownApplication(
        company=known.company,
        role=known.role or "",
        timeline=known.timeline or "",
        topics=tuple(known.topics),
        skill=known.skill or "",
        value=known.value or "",
        people=tuple(Person(person.name, person.email or "") for person in known.people),
    )


def _missing_files(config: Config, document: marks.Document) -> Iterator[marks.Problem]:
    """Files that the config names and that are not there, or are not what they should be."""
    if config.templates and not config.templates.is_dir():
        where = document.value_at(("templates",))
        yield marks.Problem(
            where, f"templates: {config.templates} is not a folder; expected one with draft texts in it"
        )
    certificates: list[tuple[marks.Path, str | None]] = [
        (("mailboxes", number, "ca_file"), box.server.ca_file) for number, box in enumerate(config.mailboxes)
    ]
    certificates.append((("digest", "smtp", "ca_file"), config.digest.smtp.ca_file if config.digest.smtp else None))
    for path, file in certificates:
        if file and (why := _not_certificates(file)):
            yield marks.Problem(document.value_at(path), f"ca_file: {file} {why}; expected certificates in PEM form")


def _not_certificates(file: str) -> str:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except ssl.SSLError:
        return "holds no certificate"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return ""
