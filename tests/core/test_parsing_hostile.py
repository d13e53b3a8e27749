"""Mail made to hurt: bombs, hostile patterns, and any bytes at all."""

from __future__ import annotations

import gc
import re
import tracemalloc
from dataclasses import replace
from functools import partial
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mailwatch.core.parsing as package
from mailwatch.core.models import Message
from mailwatch.core.parsing import parse
from mailwatch.core.parsing.headers import decode_words
from tests.core.test_parsing import ARRIVED, HEAD, PLAIN, multipart, part
from tests.timing import seconds


def whole(raw: bytes) -> Message:
    """A mail with all that is read of it late."""
    return replace(parse(raw))


def nested(levels: int) -> bytes:
    out = b""
    for level in range(levels):
        out += f'Content-Type: multipart/mixed; boundary="n{level}"\r\n\r\n--n{level}\r\n'.encode()
    return out + b"Content-Type: text/plain\r\n\r\nthe core\r\n"


BOMBS = {
    "10,000 parts": multipart("mixed", PLAIN, *[part("text/plain", "x")] * 10_000),
    "10,000 empty parts": multipart("mixed", *[b""] * 10_000),
    "50 levels": nested(50),
    "5,000 levels": nested(5_000),
    "50 levels, long": nested(50) + b"word\r\n" * 300_000,
    "100 MB attachment": multipart(
        "mixed", PLAIN, part("application/pdf", b"QUJD" * 18 + b"\r\n") + (b"QUJD" * 18 + b"\r\n") * 1_350_000
    ),
    "100 MB text": part("text/plain", b"word " * 20_000_000),
    "100 MB of dashes": multipart("mixed", b"--\r\n" * 25_000_000),
    "100 MB of HTML": part("text/html", b"<div>" * 20_000_000),
    "50 MB header": b"X: " + b"a" * 50_000_000 + b"\r\n\r\nbody",
    "many headers": b"X: a\r\n" * 2_000_000 + b"\r\nbody",
    "many folds": b"X: a\r\n" + b" b\r\n" * 2_000_000 + b"\r\nbody",
    "endless recipients": b"To: " + b"a@x.example, " * 2_000_000 + b"\r\n\r\n",
    "quotes": b"From: " + b'"\\' * 500_000 + b"\r\n\r\n",
    "comments": b"From: " + b"(" * 500_000 + b"\r\n\r\n",
    "encoded words": b"Subject: " + b"=?a?q?" * 200_000 + b"\r\n\r\n",
    "parameters": b"Content-Type: text/plain" + b";a*0*=x" * 200_000 + b"\r\n\r\n",
    "attributes": part("text/html", b"<a " + b" ".join(b"a%d=1" % i for i in range(60_000)) + b">x</a>"),
    "nested lists": part("text/html", b"<ul><li>" * 60_000),
    "many tags": part("text/html", b"<p>x" * 200_000),
    "comment openers": part("text/html", b"<!--" * 100_000),
    "quote marks": part("text/plain", b">" * 1_000_000),
    "quoted lines": part("text/plain", b"> a\r\nb:\r\n" * 100_000),
    "attributions": part("text/plain", b"On 1 Jan 2026 at 10:00 a@b wrote:\r\n> x\r\n" * 20_000),
    "labels": part("text/plain", b"From: a\r\nSent: b\r\n\r\n" * 40_000),
    "base64 noise": part("text/plain", b"=A" * 1_000_000, "Content-Transfer-Encoding: base64"),
    "calendars": multipart("mixed", *[part("text/calendar", f"BEGIN:VCALENDAR\r\nX:{i}") for i in range(900)]),
    "mails in mails": multipart("mixed", part("message/rfc822", part("message/rfc822", b"") * 5_000)),
}
MORE_MEMORY = 100 * 1024 * 1024


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_bounded_in_time(bomb: str) -> None:
    raw = b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + BOMBS[bomb]
    assert seconds(lambda: whole(raw), 1.0) < 1.0


@pytest.mark.slow
@pytest.mark.parametrize(
    "bomb", ["100 MB attachment", "100 MB text", "100 MB of dashes", "100 MB of HTML", "10,000 parts"]
)
def test_bombs_are_bounded_in_memory(bomb: str) -> None:
    raw = b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + BOMBS[bomb]
    gc.collect()
    tracemalloc.start()
    whole(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MORE_MEMORY


@pytest.mark.slow
def test_bombs_are_read_as_far_as_possible_and_said() -> None:
    many = parse(HEAD + BOMBS["10,000 parts"])
    assert many.text.startswith("Your interview")
    assert any("parts" in p for p in many.problems)
    assert parse(HEAD + nested(50)).text == "the core"
    assert any("nest" in p for p in parse(HEAD + nested(200)).problems)
    assert parse(HEAD + BOMBS["100 MB attachment"]).text.startswith("Your interview")
    assert any("cut" in p for p in parse(HEAD + BOMBS["100 MB text"]).problems)


# --- Patterns -----------------------------------------------------------------------------------------------------

MEGABYTE = 1_000_000


def patterns() -> list[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    modules = [import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)]
    modules += [import_module(f"mailwatch.core.reading.{name}") for name in ("trust", "calendars")]
    return [(f"{m.__name__}.{k}", v) for m in modules for k, v in vars(m).items() if isinstance(v, re.Pattern)]


HOSTILE = [
    " ",
    "a",
    "0",
    "<",
    ">",
    '"',
    "'",
    "(",
    ")",
    "\\",
    "=",
    "&",
    ";",
    ":",
    "@",
    ".",
    "/",
    "-",
    "\n",
    "\t",
    "\r\n ",
    "a ",
    "> ",
    "a.",
    "a@",
    "a@a.",
    "<a ",
    '<a b="',
    "<a b='",
    "<a b=",
    "=?a?q?",
    "=?a?q?a?=",
    "?= ",
    "On ",
    "1:00 ",
    "2026-",
    "1.1.",
    "10:00",
    ";a=",
    ';a="',
    ';a="\\',
    ";TZID=",
    ';TZID="',
    "https://",
    "https://a.",
    "https://a.safelinks.protection.outlook.com/?a&",
    "font-size:",
    "display :",
    "mso-hide",
    "opacity:0.",
    "border-top:solid #",
    "(a",
    "(()",
    "FREQ=YEARLY;",
    "BYDAY=",
    "UTC+",
    ") A",
    "message-id:",
    "\nmessage-id: <",
    "\n--",
    "[mailto:",
    "www.",
    "a'b'",
    "*",
    "_",
    "\u200b",
    "\u00a0",
    "ä",
    "  x",
    "from ",
    "p s",
    "1 pm ",
    "<br ",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, _ in patterns()])
def test_no_pattern_is_super_linear(name: str) -> None:
    pattern = dict(patterns())[name]
    for seed in HOSTILE:
        text = (seed * (MEGABYTE // len(seed)))[:MEGABYTE] + "\0"
        hostile: str | bytes = text.encode() if isinstance(pattern.pattern, bytes) else text
        for look in (pattern.search, pattern.match):
            assert seconds(partial(look, hostile), 0.2) < 0.2, (name, seed)


# --- Properties ---------------------------------------------------------------------------------------------------

LINES = st.lists(
    st.sampled_from(
        [
            "Hello Sam,",
            "",
            "your interview is on Tuesday at 10:00.",
            "> quoted",
            ">",
            "On Mon, Nov 2, 2026, Sam wrote:",
            "--",
            "-- ",
            "Best regards,",
            "Anna Field",
            "From: a@b.example",
            "Sent: Monday",
            "To: x",
            "Subject: y",
            "-----Original Message-----",
            "___________",
            "Unsubscribe",
            "P.S. one more thing",
            "Sent from my iPhone",
            "a:",
            "Thanks",
            "10:00",
            "This message is intended only for the intended recipient of the email.",
            "Begin forwarded message:",
        ],
    )
    | st.text(max_size=30),
    max_size=12,
)
QUOTING = st.sampled_from(
    [
        "On Mon, Nov 2, 2026 at 9:12 AM Sam <sam@example.com> wrote:\n{marked}",
        "Am 02.11.26 um 09:12 schrieb Sam Rivera:\n{marked}",
        "-----Original Message-----\nFrom: Sam <sam@example.com>\nSent: Nov 2, 2026\nTo: Anna\nSubject: x\n\n{plain}",
        "________________________________\nVon: Sam\nGesendet: 2. November 2026\nAn: Anna\nBetreff: x\n\n{plain}",
        "Le lun. 2 nov. 2026 à 09:12, Sam <sam@example.com> a écrit :\n\n{plain}",
    ]
)


def body_mail(lines: str) -> bytes:
    head = (
        b"From: a@b.example\r\nSubject: Re: x\r\nIn-Reply-To: <1@x>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return head + lines.encode("utf-8", "replace")


@given(LINES, LINES, QUOTING)
@settings(max_examples=400, deadline=None)
def test_a_quoted_copy_below_changes_nothing(new: list[str], old: list[str], style: str) -> None:
    text = "\n".join(new)
    older = [line for raw in old for line in raw.splitlines()]
    copy = style.format(
        marked="\n".join(f"> {line}" for line in older) or ">", plain="\n".join(["Hello Anna,", *older])
    )
    assert parse(body_mail(f"{text}\n\n{copy}\n")).new_text == parse(body_mail(text)).new_text


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_parse_and_parse_the_same(raw: bytes) -> None:
    assert parse(raw, ARRIVED) == parse(raw, ARRIVED)


PIECES = st.lists(
    st.sampled_from(
        [
            b"Content-Type: multipart/mixed; boundary=b",
            b"Content-Type: text/html",
            b"Content-Type: message/rfc822",
            b"--b",
            b"--b--",
            b"Content-Type: text/calendar",
            b"Content-Transfer-Encoding: base64",
            b"Content-Transfer-Encoding: quoted-printable",
            b"From: =?utf-8?q?=FF?= <a@b>",
            b"Date: Tue, 3 Nov 2026",
            b"Subject: Fwd: =?x?b?!?=",
            b"",
            b" folded",
            b"\x00\xff",
            b"<div class=gmail_quote><blockquote type=cite>",
            b"</div>",
            b"From: a",
            b"To: b",
            b"Sent: 1.1.2026",
            b"Begin forwarded message:",
            b"Content-Type: multipart/report",
            b"Content-Type: message/delivery-status",
            b"Action: failed",
            b"Final-Recipient: rfc822;a@b",
            b"BEGIN:VCALENDAR",
            b"Content-Type: text/plain; charset=utf-7; format=flowed; delsp=yes",
            b"<p style='font-size:0'>",
            b"> a",
        ],
    )
    | st.binary(max_size=12),
    max_size=30,
)


@given(PIECES, st.sampled_from([b"\n", b"\r\n", b"\r"]))
@settings(max_examples=500, deadline=None)
def test_any_structure_parses(lines: list[bytes], end: bytes) -> None:
    message = parse(end.join(lines), ARRIVED)
    assert message.date.utcoffset() is not None
    assert "\x00" not in message.text
    assert message == parse(end.join(lines), ARRIVED)


def test_words_decode_without_end() -> None:
    assert decode_words("=?utf-8?q?" * 3) == "=?utf-8?q?" * 3
