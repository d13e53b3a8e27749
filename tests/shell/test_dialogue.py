"""The questions of `init`: what is asked, what is tried, what is said where something does not hold."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from mailwatch import config as configuration
from mailwatch.config.providers import Endpoint
from mailwatch.errors import LoginError, MailboxError, UnreachableError, UsageError
from mailwatch.setup.asking import Questions
from mailwatch.setup.dialogue import Dialogue, Outcome, Wanted
from mailwatch.setup.names import Names
from mailwatch.setup.surroundings import Surroundings
from mailwatch.setup.writing import text_of
from tests.servers import nameserver
from tests.servers.base import done
from tests.servers.embedded import Embedded
from tests.servers.scripted import Scripted

NONE = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
SERVICE = Surroundings({**os.environ, **NONE}, "a test's")


@dataclass
class Person:
    """Answers questions by what is in them; what is not named is answered by Enter. `heard` is all that was said."""

    answers: dict[str, list[str] | str]
    heard: io.StringIO = field(default_factory=io.StringIO)

    def says(self, prompt: str) -> str:
        self.heard.write(f"{prompt}\n")
        for part, answer in self.answers.items():
            if part in prompt:
                if isinstance(answer, str):
                    return answer
                return answer.pop(0) if answer else ""
        return ""

    @property
    def ask(self) -> Questions:
        return Questions(alone=False, out=self.heard, read=self.says, read_hidden=self.says)


def nobody() -> Questions:
    return Questions(alone=True, out=io.StringIO())


@pytest.fixture
def no_dns() -> Iterator[Names]:
    with nameserver.serving({}) as server:
        yield Names(server)


@pytest.fixture
def talk(tmp_path: Path, no_dns: Names) -> Callable[..., Outcome]:
    def run(ask: Questions, wanted: Wanted, names: Names = no_dns) -> Outcome:
        return Dialogue(ask, wanted, names, SERVICE, tmp_path).run()

    return run


Talk = Callable[..., Outcome]


def told(server: Embedded, **more: object) -> Wanted:
    """All that a script has to say of the embedded server."""
    known = {
        "email": server.login,
        "host": server.host,
        "port": server.tls_port,
        "ca_file": str(server.ca_file),
        "password": server.password,
        "secret_from": "file:/nowhere/password",
    }
    return Wanted(**{**known, **more})  # type: ignore[arg-type]


def test_the_dns_names_the_server_and_one_answer_is_needed(embedded: Embedded, tmp_path: Path) -> None:
    records = {
        ("_imaps._tcp.example.com", "SRV"): [f"0 1 {embedded.tls_port} localhost."],
        ("_submissions._tcp.example.com", "SRV"): ["0 1 465 smtp.example.com."],
    }
    person = Person({"Your mail address": embedded.login, "The password of": embedded.password})
    with nameserver.serving(records) as server:
        wanted = Wanted(ca_file=str(embedded.ca_file), timezone="Europe/Berlin")
        outcome = Dialogue(person.ask, wanted, Names(server), SERVICE, tmp_path).run()
    heard = person.heard.getvalue()
    assert f"localhost:{embedded.tls_port} (tls): example.com names it in the DNS" in heard
    assert "to sam1@example.com and nobody else, through smtp.example.com?" in heard
    assert "For a service, the keyring cannot be used here: there is none." in heard
    assert embedded.password not in heard
    assert outcome.secret == embedded.password
    config = configuration.parse(text_of(outcome.answers), "c.yaml")
    (box,) = config.mailboxes
    assert (box.server.host, box.server.port, box.server.login) == ("localhost", embedded.tls_port, embedded.login)
    assert (box.secret.kind, box.secret.value) == ("file", str(tmp_path / "password"))
    assert (config.you.name, config.policy_values().holidays) == ("Sam1", "DE")
    assert config.digest.smtp is not None
    assert (config.digest.smtp.host, config.digest.smtp.secret.kind) == ("smtp.example.com", "file")


def test_alone_a_server_outside_the_domain_must_be_named(embedded: Embedded, talk: Talk) -> None:
    records = {("_imaps._tcp.example.com", "SRV"): ["0 1 993 mail.hoster.example."]}
    told = r"if that is right, say --host mail\.hoster\.example"
    with nameserver.serving(records) as server, pytest.raises(UsageError, match=told):
        talk(nobody(), Wanted(email=embedded.login), Names(server))


def test_alone_everything_has_a_default_but_the_address_and_the_password(embedded: Embedded, talk: Talk) -> None:
    outcome = talk(nobody(), told(embedded))
    assert outcome.secret == embedded.password
    assert outcome.answers.smtp is None
    with pytest.raises(UsageError, match="Your mail address: no answer; say it with --email"):
        talk(nobody(), Wanted())
    with pytest.raises(UsageError, match=r"The password of .* no answer; say it with --password-stdin"):
        talk(nobody(), told(embedded, password=None))


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [
        ("email", "sam", '--email: "sam" is not a mail address; expected such as sam@example.com'),
        ("timezone", "Europe/Berln", "did you mean Europe/Berlin?"),
        ("holidays", "Germny", "did you mean DE?"),
        ("secret_from", "the cupboard", "--secret-from: this is no place for a secret; expected keyring, command:"),
        ("secret_from", "command:pass show mail | head -1", "--secret-from: no shell runs the command"),
        ("ca_file", "/nowhere/ca.pem", "--ca-file: /nowhere/ca.pem cannot be read: No such file"),
    ],
)
def test_a_wrong_answer_on_the_command_line_is_named(
    embedded: Embedded, talk: Talk, option: str, value: str, complaint: str
) -> None:
    with pytest.raises(UsageError) as raised:
        talk(nobody(), told(embedded, **{option: value}))
    assert complaint in str(raised.value)
    assert "cupboard" not in str(raised.value)  # it may be the password itself


def test_a_server_that_takes_no_passwords_is_told_before_one_is_asked(talk: Talk) -> None:
    with Scripted(capabilities="IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2") as server:
        wanted = Wanted(email="sam@example.com", host="127.0.0.1", port=server.port, security="none")
        with pytest.raises(LoginError, match="it takes no passwords at all; say --auth oauth2"):
            talk(Person({}).ask, wanted)
        assert not server.said("LOGIN")


def test_a_wrong_password_is_asked_for_again_and_given_up_in_the_end(embedded: Embedded, talk: Talk) -> None:
    wanted = told(embedded, password=None, secret_from=None)
    person = Person({"The password of": ["wrong", embedded.password]})
    assert talk(person.ask, wanted).secret == embedded.password
    assert "refused" in person.heard.getvalue()
    with pytest.raises(LoginError, match="given up after 4 tries"):
        talk(Person({"The password of": "wrong"}).ask, wanted)
    with pytest.raises(LoginError, match="many providers want an app password"):
        talk(nobody(), told(embedded, password="wrong"))


def test_a_server_that_does_not_answer_can_be_corrected(embedded: Embedded, talk: Talk) -> None:
    with Scripted() as gone:
        port = gone.port
    wanted = told(embedded, host=None, port=None)
    person = Person({"The IMAP server": embedded.host, "Its port": [str(port), str(embedded.tls_port)]})
    assert talk(person.ask, wanted).answers.imap == Endpoint(embedded.host, embedded.tls_port)
    assert "Connection refused" in person.heard.getvalue()
    with pytest.raises(UnreachableError, match="Connection refused"):
        talk(nobody(), told(embedded, port=port))


def test_a_drafts_folder_that_cannot_be_found_is_asked_for(embedded: Embedded, talk: Talk) -> None:
    with embedded.client() as client:
        done(client.delete("Drafts"))
        done(client.create("Vorlagen"))
    person = Person({"The Drafts folder": "Vorlagen"})
    assert talk(person.ask, told(embedded)).answers.drafts == "Vorlagen"
    with pytest.raises(MailboxError, match="no Drafts folder found"):
        talk(nobody(), told(embedded))


def test_a_command_must_print_the_password_that_was_accepted(embedded: Embedded, talk: Talk) -> None:
    def printing(text: str) -> str:
        return shlex.join([sys.executable, "-c", f"print({text!r})"])

    person = Person(
        {
            "The password of": embedded.password,
            "Where shall the password be kept": "command",
            "Which command": [printing("something else"), printing(embedded.password)],
        }
    )
    outcome = talk(person.ask, told(embedded, password=None, secret_from=None))
    assert "it prints something else than the password that was accepted" in person.heard.getvalue()
    assert outcome.answers.secret == {"command": printing(embedded.password)}
    assert outcome.secret == ""


def test_a_secret_that_is_kept_already_is_not_asked_for(embedded: Embedded, talk: Talk, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(embedded.password)
    kept.chmod(0o600)
    outcome = talk(nobody(), told(embedded, password=None, secret_from=f"file:{kept}"))
    assert (outcome.answers.secret, outcome.secret) == ({"file": str(kept)}, "")


def test_a_systemd_credential_cannot_be_tried_here(embedded: Embedded, talk: Talk) -> None:
    outcome = talk(nobody(), told(embedded, password=None, secret_from="systemd:mail"))
    assert (outcome.answers.secret, outcome.secret) == ({"systemd": "mail"}, "")


def test_no_dns_is_told_and_the_server_asked_for(embedded: Embedded, talk: Talk) -> None:
    person = Person({"The IMAP server": embedded.host, "Its port": str(embedded.tls_port)})
    with nameserver.silent() as server:
        talk(
            person.ask,
            told(embedded, email="sam@mail.invalid", login=embedded.login, host=None, port=None),
            Names(server, 0.2),
        )
        with pytest.raises(UnreachableError, match=r"mail\.invalid: the DNS cannot be asked; is there a network"):
            talk(nobody(), Wanted(email="sam@mail.invalid"), Names(server, 0.2))
    assert "the DNS cannot be asked; is there a network?" in person.heard.getvalue()
    with pytest.raises(UnreachableError, match=r"mail\.invalid: none was found \(--host names one\)"):
        talk(nobody(), Wanted(email="sam@mail.invalid"))


def test_nobody_answers_at_the_end_of_the_input(talk: Talk) -> None:
    def ended(_: str) -> str:
        raise EOFError

    with pytest.raises(
        UsageError, match="Your mail address: nobody answers; say it with --email, or answer all by --yes"
    ):
        talk(Questions(alone=False, out=io.StringIO(), read=ended), Wanted())


def test_a_provider_by_its_name_needs_no_host() -> None:
    person = Person({"Is that right?": "n", "The IMAP server": "fastmail"})
    dialogue = Dialogue(person.ask, Wanted(), Names(("127.0.0.1", 9)), SERVICE, Path("/nowhere"))
    found = dialogue._server("sam@gmail.com")
    assert (found.provider, found.imap.host) == ("fastmail", "imap.fastmail.com")


def test_a_sign_in_by_oauth_asks_for_the_app_and_no_password(talk: Talk) -> None:
    with Scripted(capabilities="IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2") as server:
        wanted = Wanted(email="sam@example.com", host="127.0.0.1", port=server.port, security="none", auth="oauth2")
        person = Person({"The id of the app": "app-1"})
        outcome = talk(person.ask, wanted)
        alone = talk(nobody(), replace(wanted, secret_from="token_command:pizauth show sam"))
        assert not server.said("LOGIN")
    assert (outcome.answers.auth, outcome.answers.client_id, outcome.secret) == ("oauth2", "app-1", "")
    assert outcome.answers.secret == {"file": str(configuration.paths().state / "refresh-token")}
    assert (alone.answers.secret, alone.answers.client_id) == ({"token_command": "pizauth show sam"}, "")
    assert "password of" not in person.heard.getvalue()
