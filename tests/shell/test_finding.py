"""Whose mail server it is: by the address, by what the DNS says, by what such hosts are called."""

from __future__ import annotations

import time

import pytest

from mailwatch.config.providers import PROVIDERS, Endpoint, at_host, serving, wants
from mailwatch.setup.finding import Found, find
from mailwatch.setup.names import Names
from tests.servers import nameserver
from tests.servers.nameserver import Records


def nowhere(_: Endpoint) -> bool:
    return False


def unasked(at: Endpoint) -> bool:
    raise AssertionError(f"{at} was not to be tried")


def found(domain: str, records: Records, *listening: str) -> Found | None:
    with nameserver.serving(records) as server:
        return find(domain, Names(server), lambda at: str(at) in listening)


@pytest.mark.parametrize(
    ("domain", "provider"),
    [
        ("gmail.com", "gmail"),
        ("googlemail.com", "gmail"),
        ("hotmail.co.uk", "outlook"),
        ("me.com", "icloud"),
        ("ymail.com", "yahoo"),
        ("fastmail.fm", "fastmail"),
        ("gmx.at", "gmx"),
        ("web.de", "webde"),
        ("posteo.net", "posteo"),
        ("mailbox.org", "mailbox.org"),
        ("pm.me", "proton-bridge"),
        ("zohomail.eu", "zoho"),
    ],
)
def test_the_big_providers_are_known_by_the_address_alone(domain: str, provider: str) -> None:
    known = find(domain, Names(("127.0.0.1", 9)), unasked)
    assert known is not None
    assert known.provider == provider


@pytest.mark.parametrize(
    ("exchanger", "provider", "host"),
    [
        ("aspmx.l.google.com.", "gmail", "imap.gmail.com"),
        ("smtp.google.com.", "gmail", "imap.gmail.com"),
        ("acme-example.mail.protection.outlook.com.", "outlook", "outlook.office365.com"),
        ("acme-example.k-v1.mx.microsoft.", "outlook", "outlook.office365.com"),
        ("mx01.mail.icloud.com.", "icloud", "imap.mail.me.com"),
        ("in1-smtp.messagingengine.com.", "fastmail", "imap.fastmail.com"),
        ("mail.protonmail.ch.", "proton-bridge", "127.0.0.1"),
        ("mx00.kundenserver.de.", "ionos", "imap.ionos.de"),
        ("mx00.ionos.com.", "ionos", "imap.ionos.com"),
        ("mx.zoho.eu.", "zoho", "imappro.zoho.eu"),
        ("MX.Zoho.com.", "zoho", "imappro.zoho.com"),
        ("mxext1.mailbox.org.", "mailbox.org", "imap.mailbox.org"),
    ],
)
def test_a_domain_of_ones_own_is_known_by_who_takes_in_its_mail(exchanger: str, provider: str, host: str) -> None:
    records = {("acme.example", "MX"): ["20 backup.acme.example.", f"10 {exchanger}"]}
    known = found("acme.example", records)
    assert known is not None
    assert (known.provider, known.imap.host) == (provider, host)
    assert exchanger.lower().rstrip(".") in known.how


def test_a_name_that_only_looks_like_a_providers_is_not_taken_for_it() -> None:
    assert serving("acme.example", ["notgoogle.com", "google.com.acme.example"]) is None
    assert serving("notgmail.com") is None
    assert at_host("imap.gmail.com.acme.example") is None
    assert at_host("127.0.0.1") is None


def test_srv_records_name_the_server_the_encrypted_one_first() -> None:
    records = {
        ("acme.example", "MX"): ["10 mx.acme.example."],
        ("_imap._tcp.acme.example", "SRV"): ["0 1 143 plain.acme.example."],
        ("_imaps._tcp.acme.example", "SRV"): ["20 9 993 second.acme.example.", "10 1 1993 Mail.Acme.example."],
        ("_submissions._tcp.acme.example", "SRV"): ["0 1 465 out.acme.example."],
    }
    known = found("acme.example", records)
    assert known == Found(
        Endpoint("mail.acme.example", 1993), Endpoint("out.acme.example", 465), "acme.example names it in the DNS"
    )


def test_a_service_that_is_only_there_by_starttls() -> None:
    records = {
        ("_imaps._tcp.acme.example", "SRV"): ["0 0 0 ."],  # RFC 2782: decidedly not available
        ("_imap._tcp.acme.example", "SRV"): ["0 1 143 mail.acme.example."],
    }
    known = found("acme.example", records)
    assert known is not None
    assert known.imap == Endpoint("mail.acme.example", 143, "starttls")


def test_a_host_outside_the_domain_is_marked_as_such() -> None:
    records = {("_imaps._tcp.acme.example", "SRV"): ["0 1 993 mail.hoster.example."]}
    known = found("acme.example", records)
    assert known is not None
    assert known.foreign


def test_without_records_hosts_of_the_usual_names_are_tried() -> None:
    known = found(
        "acme.example",
        {("acme.example", "MX"): ["0 ."]},
        "mail.acme.example:993 (tls)",
        "imap.acme.example:143 (starttls)",
        "mail.acme.example:587 (starttls)",
    )
    assert known is not None
    assert str(known.imap) == "mail.acme.example:993 (tls)"
    assert str(known.smtp) == "mail.acme.example:587 (starttls)"


def test_nothing_found_is_told_from_no_network() -> None:
    with nameserver.serving({}) as server:
        names = Names(server)
        assert find("acme.example", names, nowhere) is None
        assert names.reachable
    began = time.monotonic()
    with nameserver.silent() as server:
        names = Names(server, seconds=0.3)
        assert find("acme.example", names, nowhere) is None
        assert not names.reachable
    assert time.monotonic() - began < 5  # one question is waited for, not every one


def test_every_provider_says_what_it_wants_without_a_link() -> None:
    for name, provider in PROVIDERS.items():
        told = wants(name)
        assert provider.title in told
        assert "://" not in told
        assert "www." not in told
    assert "app password" in wants(None)
