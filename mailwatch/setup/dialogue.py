"""The questions of `mailwatch init`, from the address to where the password is kept. Nothing is written here."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from mailwatch.config import Server, machine_timezone, paths, scalars
from mailwatch.config.providers import IMAP_PORTS, PROVIDERS, Auth, Endpoint, ProviderName, Security, at_host, wants
from mailwatch.errors import ConfigError, LoginError, MailboxError, MailwatchError, UnreachableError, UsageError
from mailwatch.setup.country import holidays_of
from mailwatch.setup.finding import Found, find, of_provider
from mailwatch.setup.keeping import keyring_refuses
from mailwatch.setup.placing import Place, choose
from mailwatch.setup.trying import Seen, look, takes_password
from mailwatch.setup.writing import Answers

if TYPE_CHECKING:
    from mailwatch.setup.asking import Questions
    from mailwatch.setup.names import Names
    from mailwatch.setup.surroundings import Surroundings

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line has answered; None: to be asked. `password` comes from standard input."""

    email: str | None = None
    name: str | None = None
    provider: ProviderName | None = None
    host: str | None = None
    port: int | None = None
    security: Security | None = None
    ca_file: str | None = None
    login: str | None = None
    auth: Auth | None = None
    client_id: str | None = None
    client_secret: str | None = None
    password: str | None = None
    secret_from: str | None = None
    drafts: str | None = None
    timezone: str | None = None
    holidays: str | None = None
    notices: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All answers; and the password that still has to be put where they say, empty where there is none to put."""

    answers: Answers
    secret: str = ""


@dataclass(slots=True)
class Dialogue:
    """Asks what is needed, tries it at once, and asks again where it does not hold.

    `directory` is where the config will lie; a password file lies beside it.
    """

    ask: Questions
    wanted: Wanted
    names: Names
    surroundings: Surroundings
    directory: Path

    def run(self) -> Outcome:
        """All of it, in the order a person would expect.

        Raises:
            UsageError: an answer on the command line is wrong, or one is missing and nobody is there.
            MailwatchError: the server cannot be used as it is, and nobody is there, or it was tried often enough.
        """
        ask, wanted = self.ask, self.wanted
        email = ask.text("Your mail address", "--email", given=wanted.email, check=scalars.address)
        question, usual = "Your name, as your mails are signed with it", _name_in(email)
        name = ask.text(question, "--name", given=wanted.name, default=usual, check=scalars.line_of_text)
        found = self._server(email)
        login = ask.text("Your login there", "--login", given=wanted.login, default=email, check=scalars.line_of_text)
        server, found = self._reached(found, login)
        if server.auth == "oauth2":
            secret, place, app = "", *self._app(found.provider)
        else:
            server, secret, place = self._signed_in(server)
            app = ("", "")
        timezone, holidays = self._calendar()
        return Outcome(
            Answers(
                name=name,
                email=email,
                timezone=timezone,
                holidays=holidays,
                login=login,
                provider=found.provider,
                imap=found.imap,
                smtp=self._notices(email, found.smtp),
                auth=server.auth,
                secret=place.written,
                ca_file=server.ca_file or "",
                client_id=app[0],
                client_secret=app[1],
                drafts=server.drafts,
            ),
            secret,
        )

    # Which server

    def _server(self, email: str) -> Found:
        ask, wanted = self.ask, self.wanted
        domain = email.rpartition("@")[2]
        if wanted.host:
            return self._by_hand(domain, wanted.host)
        if wanted.provider:
            return self._told(of_provider(wanted.provider, "as you said", domain))
        ask.say(f"Looking for the mail server of {domain} ...")
        found = find(domain, self.names)
        if found is None:
            why = "none was found" if self.names.reachable else "the DNS cannot be asked; is there a network?"
            if ask.alone:
                raise UnreachableError(f"the mail server of {domain}: {why} (--host names one)")
            ask.say(f"  {why} (is the address mistyped? Ctrl-C, and `mailwatch init` starts anew)")
            return self._by_hand(domain)
        self._told(found)
        if found.foreign:
            doubt = f"{found.imap.host} is not in {domain}, and only the DNS says that it has your mail"
            if ask.alone:
                raise UsageError(f"{doubt}; if that is right, say --host {found.imap.host}")
            ask.say(f"  {doubt}: do you know it?")
        if ask.agreed("Is that right?", "--host"):
            return found
        return self._by_hand(domain)

    def _told(self, found: Found) -> Found:
        title = f"{PROVIDERS[found.provider].title}, " if found.provider else ""
        self.ask.say(f"  {title}{found.imap}: {found.how}")
        return found

    def _by_hand(self, domain: str, host: str | None = None, before: str = "") -> Found:
        """The server, as the user names it: by the provider's name too. `before` is the one that did not do."""
        ask, wanted = self.ask, self.wanted
        question = "The IMAP server (a host, or a known provider such as gmail)"
        host = ask.text(question, "--host", given=host, default=before, check=scalars.host)
        named = wanted.provider or _provider(host)
        known = of_provider(named, "as you said", domain) if named else None
        if known and host == named:
            return self._told(known)
        preset = known.imap if known else Endpoint(host, 993)
        question = "How the connection is encrypted"
        security = ask.choice(
            question, get_args(Security), "--security", given=wanted.security, default=preset.security
        )
        usual = preset.port if security == preset.security else IMAP_PORTS[_security(security)]
        given = str(wanted.port) if wanted.port else None
        port = ask.text("Its port", "--port", given=given, default=str(usual), check=_port)
        imap = Endpoint(host, int(port), _security(security))
        return replace(known, imap=imap) if known else Found(imap, None, "as you said")

    def _reached(self, found: Found, login: str) -> tuple[Server, Found]:
        """Connect, and mend with the user what does not hold: the certificate's authority, or the server itself."""
        ask, wanted = self.ask, self.wanted
        ca_file = ask.text("", "--ca-file", given=wanted.ca_file, check=_readable) if wanted.ca_file else None
        told: ProviderName | None = None
        for _ in range(_TRIES):
            at = found.imap
            auth = wanted.auth or (PROVIDERS[found.provider].auth if found.provider else "password")
            server = Server(at.host, at.port, at.security, login, ca_file, auth, drafts=wanted.drafts or "")
            if found.provider not in (None, told) and PROVIDERS[found.provider].auth == auth:
                ask.say(f"  {wants(found.provider)}.")
                told = found.provider
            try:
                with_password = takes_password(server)
            except (UnreachableError, ConfigError) as error:
                if ask.alone:
                    raise
                ask.say(f"  {error}")
                if _is_about_the_certificate(error):
                    ca_file = ask.text("The PEM file of that authority", "--ca-file", check=_readable)
                else:
                    found = self._by_hand(login.rpartition("@")[2], before=found.imap.host)
                continue
            if auth == "password" and not with_password:
                raise LoginError(f"{at.host}: it takes no passwords at all; say --auth oauth2, or name another server")
            return server, found
        raise UnreachableError(f"{found.imap.host}: given up after {_TRIES} tries; `mailwatch init` starts anew")

    # Signing in

    def _signed_in(self, server: Server) -> tuple[Server, str, Place]:
        """Get the password, try it, and settle where it is kept; gives the one that has still to be put there."""
        ask = self.ask
        place = Place.parse(self.wanted.secret_from) if self.wanted.secret_from else None
        for _ in range(_TRIES):
            given = self.wanted.password
            kept = "" if place is None or given else place.fetch(f"mailwatch:{server.host}", server.login)
            if place and place.kind == "systemd" and ask.alone and not (kept or given):
                ask.say("  The password is not tried: only the service will be given it.")
                return server, "", place
            secret = kept or given or ask.hidden(f"The password of {server.login}", "--password-stdin")
            try:
                self._show(look(server, secret))
            except (LoginError, MailboxError) as error:
                if ask.alone or (kept and isinstance(error, LoginError)):
                    raise
                ask.say(f"  {error}")
                if isinstance(error, MailboxError):
                    drafts = ask.text("The Drafts folder", "--drafts", check=scalars.line_of_text)
                    server = replace(server, drafts=drafts)
                continue
            chosen = place or choose(ask, self.directory, self.surroundings, secret)
            return server, secret if chosen.takes_it and not kept else "", chosen
        raise LoginError(f"{server.host}: given up after {_TRIES} tries; `mailwatch init` starts anew")

    def _show(self, seen: Seen) -> None:
        folders = seen.folders
        self.ask.say("  Signed in. Its folders:")
        for part, folder in (("drafts", folders.drafts), ("sent", folders.sent), ("trash", folders.trash)):
            self.ask.say(f"    {part:8}{folder or f'none was found; name it in the config, as {part}:'}")
        self.ask.say(f"  It tells of new mail {'at once' if seen.pushes else 'when asked, every half minute'}.")

    def _app(self, provider: ProviderName | None) -> tuple[Place, tuple[str, str]]:
        """For a sign-in by OAuth 2: where its token is kept, and id and "secret" of the app that asks for it."""
        ask, wanted = self.ask, self.wanted
        refused = keyring_refuses(self.surroundings.environ)
        usual = Place("file", str(paths().state / "refresh-token")) if refused else Place("keyring")
        place = Place.parse(wanted.secret_from) if wanted.secret_from else usual
        if place.kind in ("command", "token_command"):
            return place, ("", "")
        ask.say(
            "  Signing in needs the id of an app registered with the provider; docs/sign-in.md says how to get one."
        )
        client_id = ask.text("The id of the app", "--client-id", given=wanted.client_id, check=scalars.opaque)
        client_secret = wanted.client_secret or ""
        if provider == "gmail":
            question = "What Google calls its client secret"
            client_secret = ask.text(question, "--client-secret", given=wanted.client_secret, check=scalars.opaque)
        return place, (client_id, client_secret)

    # The rest

    def _calendar(self) -> tuple[str, str]:
        """Time zone, and public holidays as the config names them; empty for none."""
        ask, wanted = self.ask, self.wanted
        timezone = ask.text(
            "Your time zone", "--timezone", given=wanted.timezone, default=machine_timezone(), check=scalars.timezone
        )
        holidays = ask.text(
            "Public holidays to leave out: none, or a country such as DE, or its part such as DE-BE",
            "--holidays",
            given=wanted.holidays,
            default=holidays_of(timezone),
            check=lambda text: scalars.holidays(text) or "none",
        )
        return timezone, "" if holidays == "none" else holidays

    def _notices(self, email: str, smtp: Endpoint | None) -> Endpoint | None:
        """The server that mails notices to the user, if they want some and one is known."""
        if smtp is None:
            return None
        question = f"Mail you a morning digest and reminders, to {email} and nobody else, through {smtp.host}?"
        return smtp if self.ask.agreed(question, "--notices", given=self.wanted.notices) else None


def _name_in(email: str) -> str:
    """A guess: `Sam Rivera` for `sam.rivera@…`, `Sam` for `sam@…`."""
    words = email.partition("@")[0].partition("+")[0].replace("_", ".").replace("-", ".").split(".")
    return " ".join(word.capitalize() for word in words if word)


def _provider(host: str) -> ProviderName | None:
    return next((name for name in PROVIDERS if name == host), None) or at_host(host)


def _security(word: str) -> Security:
    return next(each for each in IMAP_PORTS if each == word)


def _port(text: str) -> str:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:  # noqa: PLR2004 - 16 bits
        raise ValueError(f"{scalars.quoted(text)} is no port; expected a number from 1 to 65535")
    return text


def _readable(text: str) -> str:
    path = Path(scalars.path(text)).expanduser().absolute()
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        why = "holds no certificate" if isinstance(error, ssl.SSLError) else f"cannot be read: {error.strerror}"
        raise ValueError(f"{path} {why}; expected certificates in PEM form") from None
    return str(path)


def _is_about_the_certificate(error: MailwatchError) -> bool:
    return isinstance(error.__cause__, ssl.SSLCertVerificationError)
