"""Bytes to Message: headers, parts, charsets, and everything that mail does wrong."""

from __future__ import annotations

import base64
import pickle
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from mailwatch.core.models import Address, Message
from mailwatch.core.parsing import parse
from mailwatch.core.parsing.headers import parameters, read_date
from mailwatch.core.parsing.text import clean, decode, unflow

HEAD = (
    b"From: Anna Field <Anna@Acme.Example>\r\nTo: sam@example.com\r\nSubject: Hello\r\n"
    b"Date: Tue, 3 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@acme.example>\r\nMIME-Version: 1.0\r\n"
)
ARRIVED = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def part(content_type: str, body: str | bytes, *headers: str) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    return "\r\n".join((f"Content-Type: {content_type}", *headers, "", "")).encode() + data


def multipart(subtype: str, *parts: bytes, boundary: str = "b1") -> bytes:
    edge = f"\r\n--{boundary}\r\n".encode()
    return (
        f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
        + edge
        + edge.join(parts)
        + f"\r\n--{boundary}--\r\n".encode()
    )


def test_a_plain_mail() -> None:
    raw = HEAD + b"In-Reply-To: <0@x>\r\nReferences: <a@x>\r\n <0@x>\r\nCc: b@x.org\r\nReply-To: c@x.org\r\n\r\nHi.\r\n"
    message = parse(raw)
    assert message.message_id == "<1@acme.example>"
    assert message.sender == Address("Anna Field", "Anna@acme.example")
    assert message.to == (Address("", "sam@example.com"),)
    assert message.cc == (Address("", "b@x.org"),)
    assert message.reply_to == (Address("", "c@x.org"),)
    assert message.references == ("<a@x>", "<0@x>")
    assert message.in_reply_to == ("<0@x>",)
    assert message.date.isoformat() == "2026-11-03T10:00:00+01:00"
    assert message.text == message.new_text == "Hi."
    assert message.size == len(raw)
    assert message.problems == ()


def test_headers_are_unfolded_and_keep_their_order() -> None:
    message = parse(b"Received: one\r\n\tby two\r\nX: 1\r\nreceived: three\r\n\r\n")
    assert message.headers["received"] == ("one\tby two", "three")
    assert message.header("Received") == "one\tby two"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_any_line_end(end: bytes) -> None:
    message = parse((HEAD + b"\r\none\r\ntwo\r\n").replace(b"\r\n", end))
    assert (message.subject, message.text) == ("Hello", "one\ntwo")


def test_an_mbox_line_is_skipped() -> None:
    assert parse(b"From anna@acme.example Tue Nov  3 10:00:00 2026\n" + HEAD + b"\r\nHi").subject == "Hello"


def test_a_missing_blank_line_ends_the_header() -> None:
    message = parse(b"Subject: a\r\nthis is the body\r\nnot: a field\r\n")
    assert (message.subject, message.text) == ("a", "this is the body\nnot: a field")


def test_no_header_at_all() -> None:
    message = parse(b"just words\n")
    assert (message.sender, message.text) == (Address("", ""), "just words")
    assert message.date == datetime(1970, 1, 1, tzinfo=UTC)
    assert "no usable Date" in message.problems


# --- Header values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?utf-8?Q?Gespr=C3=A4ch_am_Dienstag?=", "Gespräch am Dienstag"),
        ("=?UTF-8?B?R2VzcHLDpGNo?= am =?utf-8?q?Dienstag?=", "Gespräch am Dienstag"),
        ("=?utf-8?b?R2VzcHLD?=\r\n =?utf-8?b?pGNo?=", "Gespräch"),  # a letter split across words
        ("=?iso-8859-1?q?Gespr=E4ch?=", "Gespräch"),
        ("=?utf-8?q?Gespr=E4ch?=", "Gespräch"),  # the charset lies
        ("=?nonsense?q?Gespr=C3=A4ch?=", "Gespräch"),
        ("=?utf-8?Q?two words?=", "two words"),  # a blank where none may be
        ("=?utf-8?b?R2VzcHI?=", "Gespr"),  # padding lost
        ("=?utf-8*en?Q?Hello?=", "Hello"),
        ("=?utf-8?q?broken", "=?utf-8?q?broken"),
        ("=?punycode?q?abc-?=", "abc-"),
        ('"=?utf-8?q?quoted?="', '"quoted"'),
    ],
)
def test_encoded_words(raw: str, shown: str) -> None:
    assert parse(f"Subject: {raw}\r\n\r\n".encode()).subject == shown


def test_eight_bit_headers() -> None:
    assert parse("Subject: Gespräch\r\n\r\n".encode()).subject == "Gespräch"
    assert parse("Subject: Gespräch\r\n\r\n".encode("latin-1")).subject == "Gespräch"


@pytest.mark.parametrize(
    ("raw", "name", "email"),
    [
        ("Anna Field <anna@acme.example>", "Anna Field", "anna@acme.example"),
        ('"Field, Anna" <anna@ACME.example>', "Field, Anna", "anna@acme.example"),
        ("anna@acme.example", "", "anna@acme.example"),
        ("anna@acme.example (Anna Field)", "Anna Field", "anna@acme.example"),
        ("<anna@acme.example>", "", "anna@acme.example"),
        ("Anna Field anna@acme.example", "Anna Field", "anna@acme.example"),
        ("=?utf-8?q?J=C3=BCrgen?= <j@acme.example>", "Jürgen", "j@acme.example"),
        ("=?utf-8?q?Field=2C_Anna?= <anna@acme.example>", "Field, Anna", "anna@acme.example"),
        ("'Anna Field' <anna@acme.example>", "Anna Field", "anna@acme.example"),
        ('"anna@acme.example" <evil@evil.example>', "anna@acme.example", "evil@evil.example"),
        ("anna@acme.example <evil@evil.example>", "anna@acme.example", "evil@evil.example"),
        ("Anna \u202e<evil@evil.example>", "Anna", "evil@evil.example"),
        ("Recruiting: anna@acme.example, b@x.example;", "", "anna@acme.example"),
        ("@relay.example:anna@acme.example", "", "anna@acme.example"),
        ("<@relay.example:anna@acme.example>", "", "anna@acme.example"),
        ('"a \\"b\\" c" <anna@acme.example>', 'a "b" c', "anna@acme.example"),
        ('"unclosed <anna@acme.example>', "", ""),
        ("undisclosed-recipients:;", "", ""),
        ("", "", ""),
    ],
)
def test_mailboxes(raw: str, name: str, email: str) -> None:
    sender = parse(f"From: {raw}\r\n\r\n".encode()).sender
    if email or not raw.startswith('"unclosed'):
        assert sender == Address(name, email)
    assert "\n" not in sender.name + sender.email


def test_a_list_of_mailboxes() -> None:
    raw = 'To: "Field, Anna" <a@x.example>, b@x.example (Ben), =?utf-8?q?C=2C?= <c@x.example>; Team: d@x.example, '
    raw += "e@x.example;"
    assert [a.email for a in parse(raw.encode() + b"\n\n").to] == [f"{c}@x.example" for c in "abcde"]


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("Tue, 3 Nov 2026 10:00:00 +0100", "2026-11-03T10:00:00+01:00"),
        ("3 Nov 2026 10:00 +0000", "2026-11-03T10:00:00+00:00"),
        ("Tue, 03 Nov 2026 10:00:00 -0500 (EST)", "2026-11-03T10:00:00-05:00"),
        ("Tue, 03 Nov 2026 10:00:00 GMT", "2026-11-03T10:00:00+00:00"),
        ("Tue, 3 Nov 2026 10:00:60 +0000", "2026-11-03T10:00:59+00:00"),
        ("Tue Nov  3 10:00:00 2026", "2026-11-03T10:00:00+00:00"),
        ("Tue, 3 Nov 26 10:00:00 EST", "2026-11-03T10:00:00-05:00"),
        ("2026-11-03T10:00:00Z", "2026-11-03T10:00:00+00:00"),
        ("2026-11-03 10:00:00", "2026-11-03T10:00:00+00:00"),
    ],
)
def test_dates(raw: str, iso: str) -> None:
    date = read_date(raw)
    assert date is not None
    assert date.isoformat() == iso


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "Tue, 33 Nov 2026 10:00:00 +0100",
        "Tue, 3 Nov 2026 10:00:00 +9999",
        "1 Jan 1970 00:00:00 +0000",
        "Tue, 3 Nov 99999 10:00:00 +0000",
        "0 0 0 0 0",
        ",",
        "Tue, 3 Foo 2026 10:00:00 +0000",
    ],
)
def test_no_dates(raw: str) -> None:
    assert read_date(raw) is None
    message = parse(f"Date: {raw}\r\n\r\n".encode(), ARRIVED)
    assert message.date == ARRIVED
    assert message.problems


def test_a_date_in_the_future_is_a_wrong_clock() -> None:
    late = (ARRIVED + timedelta(days=400)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    assert parse(f"Date: {late}\r\n\r\n".encode(), ARRIVED).date == ARRIVED


def test_message_ids() -> None:
    message = parse(
        b"Message-ID: no.brackets@x\nIn-Reply-To: Message from Sam <a@x>\n of Tuesday <b@x>\nReferences: <c @x>\n\n"
    )
    assert message.message_id == "<no.brackets@x>"
    assert message.in_reply_to == ("<a@x>", "<b@x>")
    assert message.references == ("<c@x>",)


def test_parameters() -> None:
    assert parameters('text/plain; charset="utf-8" ; format=flowed') == (
        "text/plain",
        {"charset": "utf-8", "format": "flowed"},
    )
    assert parameters('a/b; name*0="inv"; name*1="ite.ics"')[1]["name"] == "invite.ics"
    assert parameters("a/b; filename*=utf-8''Gespr%C3%A4ch.ics")[1]["filename"] == "Gespräch.ics"
    assert parameters('a/b; boundary="a;b"')[1]["boundary"] == "a;b"


# --- Text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "charset", "text", "lied"),
    [
        ("Gespräch".encode(), "utf-8", "Gespräch", False),
        ("Gespräch".encode("latin-1"), "iso-8859-1", "Gespräch", False),
        ("Gespräch".encode("latin-1"), "utf-8", "Gespräch", True),
        ("Gespräch".encode(), "iso-8859-1", "Gespräch", True),
        ("Gespräch".encode(), "us-ascii", "Gespräch", True),
        ("Gespräch".encode(), "", "Gespräch", False),
        ("“quoted” …".encode("cp1252"), "iso-8859-1", "“quoted” …", False),
        ("встреча".encode("koi8-r"), "koi8-r", "встреча", False),
        ("面接".encode("iso2022_jp"), "iso-2022-jp", "面接", False),
        ("面试".encode("gbk"), "gb2312", "面试", False),
        ("Hello".encode("utf-16"), "utf-16", "Hello", False),
        (b"Hello", "x-unknown", "Hello", True),
        (b"abc-", "punycode", "abc-", True),
    ],
)
def test_charsets(data: bytes, charset: str, text: str, lied: bool) -> None:
    assert decode(data, charset) == (text, lied)


def test_what_nobody_sees_is_dropped() -> None:
    assert clean("a\u200bb\u00adc\u034f\ufeff \u202ex\x00\x07") == "abc x"
    assert clean("a\u00a0b\u2009c\td\r\ne\rf") == "a b c d\ne\nf"
    assert clean("it\u2019s “fine” \u2013 really") == "it\u2019s “fine” \u2013 really"


def test_flowed_text_is_joined() -> None:
    assert unflow("a long \nline\nnext\n> quoted \n> too\n-- \nAnna") == "a long line\nnext\n> quoted too\n-- \nAnna"
    assert unflow(" >not quoted \nxx", delsp=True) == ">not quotedxx"
    raw = HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\nWe look forward \r\nto it.\r\n"
    assert parse(raw).text == "We look forward to it."


# --- Parts --------------------------------------------------------------------------------------------------------

PLAIN = part(
    "text/plain; charset=utf-8", "Your interview is on Tuesday at ten o'clock, we look forward to meeting you."
)
HTML = part("text/html; charset=utf-8", "<p>Your interview is on <b>Tuesday</b> at ten o'clock.</p>")
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"


def test_alternatives_prefer_plain_text() -> None:
    assert parse(HEAD + multipart("alternative", PLAIN, HTML)).text.startswith("Your interview is on Tuesday at ten")


@pytest.mark.parametrize(
    "stub",
    [
        "",
        " \r\n",
        "Your e-mail client does not support HTML.",
        "Please view this email in your browser: https://a.example/1",
    ],
)
def test_alternatives_prefer_html_to_a_stub(stub: str) -> None:
    rich = part("text/html", f"<p>{'We are glad to confirm your interview. ' * 8}</p>")
    assert parse(HEAD + multipart("alternative", part("text/plain", stub), rich)).text.startswith("We are glad")


def test_html_around_pictures() -> None:
    picture = part("image/png", "xxxx", "Content-Transfer-Encoding: base64")
    inner = multipart("related", HTML, picture, boundary="b2")
    assert parse(HEAD + multipart("alternative", inner)).text == "Your interview is on Tuesday at ten o'clock."


def test_texts_of_a_mixed_mail_follow_each_other() -> None:
    attached = part("text/plain", "my curriculum", 'Content-Disposition: attachment; filename="cv.txt"')
    raw = HEAD + multipart("mixed", part("text/plain", "one"), attached, part("text/html", "<p>two</p>"))
    assert parse(raw).text == "one\n\ntwo"


def test_the_same_text_twice_counts_once() -> None:
    raw = HEAD + multipart("mixed", part("text/plain", "one two"), part("text/html", "<p>one two</p>"))
    assert parse(raw).text == "one two"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("quoted-printable", b"Gespr=C3=A4ch am=\r\n Dienstag"),
        ("base64", base64.encodebytes("Gespräch am Dienstag".encode())),
        ("BASE64", base64.b64encode("Gespräch am Dienstag".encode()).rstrip(b"=") + b"\r\n"),
        ("8bit", "Gespräch am Dienstag".encode()),
        ('"8bit"', "Gespräch am Dienstag".encode()),
        ("x-unknown", "Gespräch am Dienstag".encode()),
    ],
)
def test_transfer_encodings(encoding: str, body: bytes) -> None:
    raw = HEAD + part("text/plain; charset=utf-8", body, f"Content-Transfer-Encoding: {encoding}")
    assert parse(raw).text == "Gespräch am Dienstag"


def test_a_text_that_is_html_after_all() -> None:
    assert parse(HEAD + part("text/plain", "<html><body><p>Hello</p></body></html>")).text == "Hello"


@pytest.mark.parametrize("end", ["", "\r\n--b1--", "\r\n--b1--\r\nepilogue"])
def test_a_multipart_that_is_cut_off(end: str) -> None:
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\npreamble\r\n--b1\r\n\r\nHello' + end.encode()
    assert parse(raw).text == "Hello"


def test_boundaries_that_are_missing_or_never_come() -> None:
    assert parse(HEAD + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nHello\r\n--x--").text == "Hello"
    assert parse(HEAD + b"Content-Type: multipart/mixed; boundary=y\r\n\r\nHello").text == "Hello"
    assert parse(HEAD + multipart("mixed", part("text/plain", "--b2\r\n-- \r\nx"))).text == "--b2\n--\nx"


def test_calendars_wherever_they_are() -> None:
    encoded = base64.encodebytes(ICS.encode()).decode()
    raw = HEAD + multipart(
        "mixed",
        multipart("alternative", PLAIN, part("text/calendar; method=REQUEST; charset=UTF-8", ICS), boundary="b2"),
        part("application/ics; name=invite.ics", encoded, "Content-Transfer-Encoding: base64"),
        part("application/octet-stream", ICS + "2", 'Content-Disposition: attachment; filename="other.ICS"'),
    )
    message = parse(raw)
    assert message.calendars == (ICS.replace("\r\n", "\n"), (ICS + "2").replace("\r\n", "\n"))
    assert message.text.startswith("Your interview")


def test_a_mail_that_is_a_calendar() -> None:
    assert parse(HEAD + part("text/calendar", ICS)).calendars == (ICS.replace("\r\n", "\n"),)
    assert parse(HEAD + part("text/plain", ICS)).calendars


def test_an_attached_mail_is_a_forward() -> None:
    inner = b"From: Anna <anna@acme.example>\r\nSubject: Your interview\r\n\r\nTuesday."
    message = parse(HEAD + multipart("mixed", part("text/plain", "see below"), part("message/rfc822", inner)))
    assert message.new_text == "see below"
    assert message.forwarded is not None
    assert (message.forwarded.subject, message.forwarded.text) == ("Your interview", "Tuesday.")


def test_what_cannot_be_read_is_said() -> None:
    raw = HEAD + multipart("mixed", PLAIN, part("application/ms-tnef", "x"), part("application/pkcs7-mime", "y"))
    assert {p.split(" ")[0] for p in parse(raw).problems} == {"winmail.dat", "encrypted"}
    lying = parse(HEAD + part("text/plain; charset=utf-8", "Gespräch".encode("latin-1")))
    assert lying.text == "Gespräch"
    assert "charset" in lying.problems[0]


# --- Bounces ------------------------------------------------------------------------------------------------------


def report(action: str, recipient: str = "rfc822; anna@Acme.example") -> bytes:
    return HEAD + multipart(
        "report; report-type=delivery-status",
        part("text/plain", "Your message could not be delivered."),
        part(
            "message/delivery-status",
            f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: {recipient}\r\nAction: {action}\r\n",
        ),
        part(
            "message/rfc822", "From: sam@example.com\r\nMessage-ID: <sent@example.com>\r\nSubject: Thanks\r\n\r\nHello"
        ),
    )


def test_a_failed_delivery() -> None:
    status = parse(report("failed")).delivery_status
    assert status is not None
    assert (status.failed, status.original_message_id, status.permanent) == (
        ("anna@acme.example",),
        "<sent@example.com>",
        True,
    )
    assert parse(report("failed")).forwarded is None


def test_a_delay_is_not_permanent_and_a_delivery_is_no_bounce() -> None:
    delayed = parse(report("delayed")).delivery_status
    assert delayed is not None
    assert not delayed.permanent
    assert parse(report("delivered")).delivery_status is None
    assert parse(report("relayed")).delivery_status is None


def test_the_address_that_was_written_to_comes_first() -> None:
    forwarded = "rfc822; hidden@elsewhere.example\r\nOriginal-Recipient: rfc822;anna@acme.example"
    status = parse(report("failed", forwarded)).delivery_status
    assert status is not None
    assert status.failed == ("anna@acme.example", "hidden@elsewhere.example")


BOUNCES = {
    "qmail": (
        "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\n",
        (
            "Hi. This is the qmail-send program at mx.example.\n\n<anna@acme.example>:\nSorry, no mailbox here.\n\n"
            "--- Below this line is a copy of the message.\n\nReturn-Path: <sam@example.com>\n"
            "Message-ID: <sent@example.com>\nFrom: sam@example.com\n"
        ),
    ),
    "exchange": (
        "From: postmaster@acme.example\r\nReturn-Path: <>\r\nIn-Reply-To: <sent@example.com>\r\n",
        "Delivery has failed to these recipients or groups:\n\nAnna (anna@acme.example)\nThe address was not found.\n",
    ),
    "exim": (
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\r\nX-Failed-Recipients: anna@acme.example\r\n",
        (
            "A message that you sent could not be delivered.\n\n  anna@acme.example\n    Unrouteable\n\n"
            "------ This is a copy of the message ------\n\nMessage-Id: <sent@example.com>\nTo: ben@acme.example\n"
        ),
    ),
}


@pytest.mark.parametrize("system", BOUNCES)
def test_bounces_in_prose(system: str) -> None:
    head, body = BOUNCES[system]
    status = parse(f"{head}Subject: failure notice\r\n\r\n{body}".encode()).delivery_status
    assert status is not None
    assert (status.failed, status.original_message_id) == (("anna@acme.example",), "<sent@example.com>")


def test_people_who_write_about_bounces_are_no_bounce() -> None:
    body = b"\r\nDelivery has failed to these recipients: anna@acme.example, could you resend your CV?"
    assert parse(HEAD + body).delivery_status is None


def test_a_message_is_the_same_in_whatever_order_it_is_asked() -> None:
    raw = HEAD + b"In-Reply-To: <m0@example.com>\r\n\r\nNew words.\r\n\r\n> old words\r\n"
    names = [field.name for field in fields(Message)]
    asked, backwards = parse(raw), parse(raw)
    first = {name: getattr(asked, name) for name in names}
    assert first == {name: getattr(backwards, name) for name in reversed(names)}
    assert pickle.loads(pickle.dumps(parse(raw))) == parse(raw) == replace(parse(raw))  # noqa: S301 - our own
    assert (first["new_text"], first["text"]) == ("New words.", "New words.\n\n> old words")
    with pytest.raises(AttributeError, match="colour"):
        _ = parse(raw).colour  # type: ignore[attr-defined]
