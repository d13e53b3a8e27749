"""Whose word counts on a From, and which mail no person wrote."""

from __future__ import annotations

from functools import partial

import pytest

from mailwatch.core.models import Message, Trust
from mailwatch.core.parsing import parse
from mailwatch.core.reading.trust import aligned, auto_reply, is_bulk, is_list, judge, no_reply
from tests.timing import seconds

MX = "mx.example.com"
GOOD = (
    f"{MX}; dkim=pass header.d=acme.example; spf=pass smtp.mailfrom=acme.example; dmarc=pass header.from=acme.example"
)


def mail(*fields: str, sender: str = "Anna <anna@acme.example>") -> Message:
    return parse("\r\n".join((*fields, f"From: {sender}", "Subject: x", "", "Hello")).encode())


def results(*values: str, sender: str = "Anna <anna@acme.example>") -> Trust:
    return judge(mail(*(f"Authentication-Results: {v}" for v in values), sender=sender), {MX})


@pytest.mark.parametrize(
    "value",
    [
        GOOD,
        f"{MX} 1; dmarc=pass (p=reject dis=none) header.from=acme.example",
        f"{MX.upper()}; dmarc=pass header.from=ACME.example",
        f"(a comment) {MX}; dmarc=pass header.from=acme.example",
        f"{MX}; dmarc=pass(p=NONE) header.from=acme.example",
        f"{MX}; dkim=pass header.d=acme.example",
        f"{MX}; dkim=pass header.i=@mail.acme.example header.s=s1",
        f"{MX}; dkim=fail header.d=acme.example; spf=pass smtp.mailfrom=bounce@mail.acme.example",
        f"{MX}; dmarc=none header.from=acme.example; dkim=pass header.d=acme.example",
        f"{MX}; dkim=pass header.d=esp.example; dkim=pass header.d=acme.example",
        f'{MX}; x-odd.thing="/C=US"; dmarc=pass header.from=acme.example',
    ],
)
def test_pass(value: str) -> None:
    assert results(value) is Trust.PASS


@pytest.mark.parametrize(
    "value",
    [
        f"{MX}; dmarc=fail header.from=acme.example; dkim=pass header.d=acme.example",
        f"{MX}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example",
        f"{MX}; spf=pass smtp.mailfrom=evil.example",
        f"{MX}; dkim=fail header.d=acme.example",
        f"{MX}; dkim=none; spf=softfail smtp.mailfrom=acme.example",
        f"{MX}; dmarc=pass header.from=evil.example; dkim=pass header.d=evil.example",
        f"{MX}; dkim=pass header.d=notacme.example",
        f"{MX}; dkim=pass header.d=example",
    ],
)
def test_fail(value: str) -> None:
    assert results(value) is Trust.FAIL


@pytest.mark.parametrize(
    "attack",
    [
        f'{MX}; spf=pass (a) dmarc=pass (b"@evil.example) smtp.mailfrom="a) dmarc=pass (b"@evil.example',
        f'{MX}; spf=pass smtp.mailfrom="; dmarc=pass header.from=acme.example"@evil.example',
        f"{MX}; spf=pass (; dmarc=pass header.from=acme.example) smtp.mailfrom=evil.example",
        f"{MX}; spf=pass (a (nested; dmarc=pass header.from=acme.example) b) smtp.mailfrom=evil.example",
        f"{MX}; spf=pass (a \\) ; dmarc=pass header.from=acme.example \\( b) smtp.mailfrom=evil.example",
        f'{MX}; spf=fail reason="dmarc=pass header.from=acme.example" smtp.mailfrom=evil.example',
        f"{MX}; spf=pass smtp.mailfrom=evil.example header.from=acme.example",
        f"{MX}; dkim=pass header.d=evil.example header.from=acme.example",
        f"{MX}; dkim=pass header.d=evil.example smtp.mailfrom=acme.example",
    ],
)
def test_text_of_an_attacker_inside_the_field_proves_nothing(attack: str) -> None:
    assert results(attack) is not Trust.PASS


def test_only_the_pinned_service_counts() -> None:
    assert results(GOOD.replace(MX, "mx.evil.example")) is Trust.UNKNOWN
    assert results(GOOD.replace(MX, f"{MX}.evil.example")) is Trust.UNKNOWN
    assert results(f"evil.example ({MX}); dmarc=pass header.from=acme.example") is Trust.UNKNOWN
    assert results(GOOD.replace(MX, "mx.evil.example"), f"{MX}; dmarc=fail header.from=acme.example") is Trust.FAIL


def test_only_the_topmost_of_them_counts() -> None:
    bad = f"{MX}; dmarc=fail header.from=acme.example"
    assert results(bad, GOOD) is Trust.FAIL
    assert results(GOOD, bad) is Trust.PASS
    assert results(f"{MX}; none", GOOD) is Trust.UNKNOWN


@pytest.mark.parametrize(
    "value",
    [
        f"{MX}; dmarc=fail header.from=acme.example",
        f"{MX} 1; spf=pass smtp.mailfrom=evil.example; dmarc=fail (p=reject) header.from=acme.example",
        "spf=pass smtp.mailfrom=evil.example; dmarc=fail action=none header.from=acme.example",
        "dmarc=fail action=quarantine header.from=acme.example",
    ],
)
def test_without_a_pinned_service_a_failure_in_the_topmost_field_counts_and_a_pass_never(value: str) -> None:
    passed = "Authentication-Results: " + GOOD
    assert judge(mail(f"Authentication-Results: {value}"), ()) is Trust.FAIL
    assert judge(mail(f"Authentication-Results: {value}", passed), ()) is Trust.FAIL
    assert judge(mail(passed, f"Authentication-Results: {value}"), ()) is Trust.UNKNOWN


@pytest.mark.parametrize(
    "value",
    [
        f"{MX}; dkim=fail header.d=acme.example; spf=fail smtp.mailfrom=acme.example",
        f"{MX}; dmarc=none header.from=acme.example",
        f"{MX}; dmarc=temperror header.from=acme.example",
        f'{MX}; spf=pass (; dmarc=fail) smtp.mailfrom="; dmarc=fail"@acme.example',
        "",
    ],
)
def test_without_a_pinned_service_nothing_less_than_a_dmarc_failure_counts(value: str) -> None:
    assert judge(mail(f"Authentication-Results: {value}"), ()) is Trust.UNKNOWN


def test_nothing_to_go_by() -> None:
    assert judge(mail(f"Authentication-Results: {GOOD}"), ()) is Trust.UNKNOWN
    assert judge(mail(), {MX}) is Trust.UNKNOWN
    assert results(f"{MX}; dkim=temperror header.d=acme.example") is Trust.UNKNOWN
    assert results(f"{MX}; auth=pass smtp.auth=sam") is Trust.UNKNOWN
    assert results("", ";", MX, f"{MX}; ((((((") is Trust.UNKNOWN
    assert results(GOOD, sender="nobody") is Trust.UNKNOWN


def test_the_display_name_is_not_the_sender() -> None:
    assert results(GOOD, sender='"anna@acme.example" <x@evil.example>') is Trust.FAIL


MICROSOFT = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=acme.example; dkim=pass (signature was"
    " verified) header.d=acme.example;dmarc=pass action=none header.from=acme.example;compauth=pass reason=100"
)
OWN_HOP = "Received: from a.prod.outlook.com (2603::1) by b.prod.outlook.com with HTTPS; Tue, 3 Nov 2026 10:00:00 +0000"
FOREIGN_HOP = (
    "Received: from mail.acme.example (192.0.2.1) by c.protection.outlook.com with SMTP; Tue, 3 Nov 2026 10:00:00 +0000"
)


def test_microsoft_names_no_service() -> None:
    message = mail(OWN_HOP, OWN_HOP, MICROSOFT, FOREIGN_HOP)
    assert judge(message, {"protection.outlook.com"}) is Trust.PASS
    assert judge(message, {"outlook.com"}) is Trust.PASS
    assert judge(message, {MX}) is Trust.UNKNOWN


def test_microsofts_form_below_a_foreign_hop_is_forged() -> None:
    assert judge(mail(OWN_HOP, FOREIGN_HOP, MICROSOFT), {"outlook.com"}) is Trust.UNKNOWN
    failed = MICROSOFT.replace("=pass", "=fail")
    assert judge(mail(OWN_HOP, failed, FOREIGN_HOP, MICROSOFT), {"outlook.com"}) is Trust.FAIL


@pytest.mark.parametrize(
    ("first", "second", "one_owner"),
    [
        ("acme.example", "acme.example", True),
        ("mail.acme.example", "acme.example", True),
        ("acme.example", "a.b.acme.example", True),
        ("mail.acme.example", "jobs.acme.example", True),
        ("acme.co.uk", "mail.acme.co.uk", True),
        ("acme.co.uk", "evil.co.uk", False),
        ("co.uk", "acme.co.uk", False),
        ("acme.github.io", "evil.github.io", False),
        ("github.io", "evil.github.io", False),
        ("notacme.example", "acme.example", False),
        ("com", "acme.com", False),
        ("", "", False),
    ],
)
def test_alignment(first: str, second: str, one_owner: bool) -> None:
    assert aligned(first, second) is one_owner
    assert aligned(second, first) is one_owner


@pytest.mark.parametrize("piece", ["(", "a ", "dkim=pass ", ";", '"', "\\", "dkim=pass header.d=a.example; ", "()"])
def test_hostile_fields_cost_little(piece: str) -> None:
    value = f"{MX}; " + piece * (100_000 // len(piece))
    for hostile in (value, value[:8_000]):
        assert results(hostile) is not Trust.PASS
        assert seconds(partial(results, hostile), 0.25) < 0.25


# --- Machines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        ["Auto-Submitted: auto-replied"],
        ["Auto-Submitted: auto-replied (vacation)"],
        ["X-Autoreply: yes"],
        ["X-Autorespond: x"],
        ["Precedence: auto_reply"],
        ["X-POST-MessageClass: 9; Autoresponder"],
        ["Content-Type: multipart/report; report-type=disposition-notification"],
    ],
)
def test_automatic_replies(fields: list[str]) -> None:
    assert auto_reply(mail(*fields))


@pytest.mark.parametrize(
    "fields",
    [
        ["Auto-Submitted: no"],
        ["Auto-Submitted: auto-generated"],
        ["X-Auto-Response-Suppress: All"],
        ["X-Autoreply: no"],
        ["Precedence: bulk"],
        ["List-Unsubscribe: <https://x.example>"],
        [],
    ],
)
def test_what_is_no_automatic_reply(fields: list[str]) -> None:
    assert not auto_reply(mail(*fields))


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Interview",
        "Out of Office: back Monday",
        "Automatische Antwort: Gespräch",
        "Abwesenheitsnotiz",
        "Réponse automatique : Entretien",
        "Respuesta automática: Entrevista",
        "Resposta automática: Entrevista",
        "Automatisch antwoord: Gesprek",
    ],
)
def test_subjects_as_the_last_resort(subject: str) -> None:
    assert auto_reply(parse(f"From: a@b.example\r\nSubject: {subject}\r\n\r\nx".encode()))
    assert not auto_reply(parse(f"From: a@b.example\r\nSubject: Re: {subject}\r\n\r\nx".encode()))


def test_bulk_and_lists() -> None:
    assert is_bulk(mail("List-Unsubscribe: <https://x.example>"))
    assert is_bulk(mail("Precedence: bulk"))
    assert not is_bulk(mail())
    assert is_list(mail("List-Post: <mailto:list@x.example>", "List-Id: <list.x.example>"))
    assert is_list(mail("Precedence: list"))
    assert not is_list(mail("List-Unsubscribe: <https://x.example>", "List-Id: <campaign.x.example>"))
    assert not is_list(mail("List-Post: NO"))


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@acme.example",
        "noreply@acme.example",
        "do_not_reply@acme.example",
        "DoNotReply@acme.example",
        "jobs-noreply@acme.example",
        "notifications@acme.example",
        "calendar-notification@acme.example",
        "MAILER-DAEMON@acme.example",
        "acme@myworkday.com",
        "no-reply@us.greenhouse-mail.io",
        "acme.noreply+123@acme.example",
        "ne-pas-repondre@acme.example",
        "nicht-antworten@acme.example",
        "bounces+1@acme.example",
        "postmaster@acme.example",
        "",
        "anna",
    ],
)
def test_addresses_nobody_reads(address: str) -> None:
    assert no_reply(address)


@pytest.mark.parametrize(
    "address",
    [
        "anna@acme.example",
        "anna.field@acme.example",
        "jobs@acme.example",
        "careers@acme.example",
        "talent+123@acme.example",
        "norman.reply@acme.example",
        "hr-notices@acme.example",
        "enrique@acme.example",
    ],
)
def test_addresses_somebody_reads(address: str) -> None:
    assert not no_reply(address)
