"""From answers to a config: what is written is what was answered, and nothing that was there is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailwatch.config import parse
from mailwatch.config.providers import PROVIDERS, Endpoint, ProviderName
from mailwatch.errors import CredentialError
from mailwatch.setup.finding import of_provider
from mailwatch.setup.keeping import in_file
from mailwatch.setup.writing import Answers, text_of, write

SAM = Answers(
    name="Sam Rivera",
    email="sam@example.com",
    timezone="Europe/Berlin",
    holidays="DE-BE",
    login="sam@example.com",
    provider=None,
    imap=Endpoint("imap.example.com", 993),
    smtp=None,
    auth="password",
    secret="keyring",
)


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_in_every_region_comes_back_as_it_was_found(name: ProviderName) -> None:
    provider = PROVIDERS[name]
    for host in ("", *(region.ends[0] for region in provider.regions)):
        found = of_provider(name, "", host)
        answers = replace(SAM, provider=name, imap=found.imap, smtp=found.smtp, auth=provider.auth)
        if provider.auth == "oauth2":
            answers = replace(answers, client_id="app-1")
        config = parse(text_of(answers), "c.yaml")
        (box,) = config.mailboxes
        assert Endpoint(box.server.host, box.server.port, box.server.security) == found.imap
        assert (box.server.auth, box.secret.kind, box.authserv_ids) == (provider.auth, "keyring", provider.authserv_ids)
        smtp = config.digest.smtp
        assert smtp is not None
        assert Endpoint(smtp.host, smtp.port, smtp.security) == found.smtp
        assert (smtp.sign_in is not None) == (provider.auth == "oauth2")


@pytest.mark.parametrize(
    "imap",
    [
        Endpoint("imap.example.com", 993),
        Endpoint("imap.example.com", 1993),
        Endpoint("imap.example.com", 143, "starttls"),
        Endpoint("::1", 1143, "none"),
    ],
)
def test_a_server_of_ones_own_comes_back(imap: Endpoint, tmp_path: Path) -> None:
    answers = replace(SAM, imap=imap, smtp=Endpoint("smtp.example.com", 587, "starttls"), drafts="Entwürfe & Co")
    answers = replace(answers, secret={"file": str(tmp_path / "a file: 'pw'")}, ca_file=str(tmp_path / "ca.pem"))
    config = parse(text_of(answers), str(tmp_path / "c.yaml"))
    (box,) = config.mailboxes
    assert Endpoint(box.server.host, box.server.port, box.server.security) == imap
    assert (box.server.drafts, box.server.ca_file) == ("Entwürfe & Co", str(tmp_path / "ca.pem"))
    assert (box.secret.kind, box.secret.value) == ("file", str(tmp_path / "a file: 'pw'"))
    assert config.digest.smtp is not None
    assert (config.digest.smtp.port, config.digest.smtp.ca_file) == (587, str(tmp_path / "ca.pem"))
    assert config.policy_values().holidays == "DE-BE"


@pytest.mark.parametrize("name", ["null", "~", 'Sam "the" #1: yes', "Ünal, {Sam}", "- Sam", "2024", "yes", "'"])
def test_whatever_somebody_is_called(name: str) -> None:
    assert parse(text_of(replace(SAM, name=name)), "c.yaml").you.name == name


def test_what_is_not_set_stays_a_comment() -> None:
    lines = [line for line in text_of(SAM).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    options = [line.strip().removeprefix("- ") for line in lines if not line.endswith(":")]
    assert options == [
        "name: Sam Rivera",
        "email: sam@example.com",
        "timezone: Europe/Berlin",
        "name: personal",
        "host: imap.example.com",
        "login: sam@example.com",
        "secret: keyring",
        "holidays: DE-BE",
    ]


def test_a_new_config_is_private_and_every_older_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.yaml"
    backups = [write(path, text) for text in ("one\n", "two\n", "three\n")]
    assert backups == [None, path.with_name("config.yaml.1"), path.with_name("config.yaml.2")]
    assert [file.read_text() for file in sorted(path.parent.iterdir())] == ["three\n", "one\n", "two\n"]
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_a_password_file_is_as_it_was_if_what_follows_fails(tmp_path: Path) -> None:
    path = tmp_path / "password"
    with pytest.raises(OSError, match="later"), in_file(path, "first"):
        raise OSError("later")
    assert list(tmp_path.iterdir()) == []
    with in_file(path, "first"):
        pass
    with pytest.raises(OSError, match="later"), in_file(path, "second"):
        raise OSError("later")
    assert path.read_text() == "first\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "password"
    with pytest.raises(CredentialError, match=f"{path} cannot be written: .*; name a place that can"):
        in_file(path, "secret").__enter__()
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
