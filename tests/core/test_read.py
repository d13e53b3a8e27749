"""From whole mails to readings: the order in which a mail is looked at, calendar parts, forwards, answers, bounces."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.models import SURE, Kind, Message, Owner, Reading, Trust
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.core.reading.language import languages
from mailwatch.core.reading.personal import worth_reading

SAM = Owner("Sam Rivera", ("sam@example.com",), "Europe/Berlin", ("mx.example.com",))
NOTES = tomllib.loads(Path(__file__).with_name("notes.toml").read_text(encoding="utf-8"))
CORPUS = Path(__file__).parents[1] / "corpus"
ACTING = {"interview_confirmed", "interview_rescheduled", "interview_cancelled", "rejection", "offer"}
ARRIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
HEAD = "From: Ola Weiss <{sender}>\r\nTo: sam@example.com\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\nMessage-ID: <m1@halden.example>\r\n"
CONFIRMED = "Hi Sam,\n\nyour interview for the Analyst role is confirmed for Tuesday 10 March at 14:00.\n\nOla Weiss"
REJECTED = (
    "Hi Sam,\n\nthank you for your application. Unfortunately we will not be moving forward with you.\n\nOla Weiss"
)
RECEIVED = "Hi Sam,\n\nwe have received your application and will review it.\n\nOla Weiss"


def mail(text: str, subject: str = "Your application", more: str = "", sender: str = "ola@halden.example") -> Message:
    """A plain mail as it arrives."""
    head = HEAD.format(sender=sender) + f"Subject: {subject}\r\n{more}"
    body = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return parse(f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n".encode(), ARRIVED)


def invitation(
    summary: str, method: str = "REQUEST", subject: str = "Invitation", host: str = "ola@halden.example"
) -> Message:
    """A mail with nothing but boilerplate and a calendar part."""
    calendar = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:u1\r\nSEQUENCE:1\r\n"
        f"DTSTAMP:20260303T090000Z\r\nDTSTART:20260310T130000Z\r\nDTEND:20260310T134500Z\r\nSUMMARY:{summary}\r\n"
        f"ORGANIZER;CN=Ola:mailto:{host}\r\nATTENDEE;CN=Lena Ruiz:mailto:lena@halden.example\r\n"
        "ATTENDEE:mailto:sam@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    head = HEAD.format(sender=host) + f"Subject: {subject}\r\nMIME-Version: 1.0\r\n"
    return parse(
        f"{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        f"Join Zoom Meeting\r\nhttps://zoom.example/j/1\r\n--b\r\nContent-Type: text/calendar; method={method}\r\n\r\n"
        f"{calendar}\r\n--b--\r\n".encode(),
        ARRIVED,
    )


def test_a_confirmation_is_read_with_its_time_and_its_evidence() -> None:
    reading = read(mail(CONFIRMED), SAM)
    assert reading.kind is Kind.INTERVIEW_CONFIRMED
    assert reading.interview is not None
    assert reading.interview.start == datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
    assert any("confirmed for Tuesday" in e.quote for e in reading.evidence)
    assert reading.acts


def test_a_weekday_that_contradicts_its_date_is_for_the_owner() -> None:
    reading = read(mail(CONFIRMED.replace("Tuesday 10", "Friday 10")), SAM)
    assert reading.kind is Kind.INTERVIEW_CONFIRMED
    assert reading.confidence < SURE
    assert not reading.acts


def test_what_the_user_wrote_is_sent_by_you() -> None:
    assert read(mail(CONFIRMED, sender="sam@example.com"), SAM).kind is Kind.SENT_BY_YOU


def test_a_mail_the_user_forwarded_is_read_as_what_it_is() -> None:
    inside = f"---------- Forwarded message ---------\nFrom: Ola Weiss <ola@halden.example>\nDate: Tue, 3 Mar 2026 at 09:00\nSubject: Interview\nTo: <sam@old.example>\n\n{CONFIRMED}"
    reading = read(mail(inside, "Fwd: Interview", sender="sam@example.com"), SAM)
    assert reading.kind is Kind.INTERVIEW_CONFIRMED
    assert reading.interview is not None


def test_what_somebody_else_forwards_acts_on_nothing() -> None:
    inside = f"look at this\n\n---------- Forwarded message ---------\nFrom: Ola Weiss <ola@halden.example>\nDate: Tue, 3 Mar 2026 at 09:00\nSubject: Interview\nTo: <kim@old.example>\n\n{REJECTED}"
    assert not read(mail(inside, "Fwd: Interview", sender="kim@old.example"), SAM).acts


def test_an_automatic_answer_tells_until_when_somebody_is_away() -> None:
    more = "Auto-Submitted: auto-replied\r\nIn-Reply-To: <x@example.com>\r\n"
    reading = read(mail("I am out of the office until 13 March.", "Automatic reply: Thanks", more), SAM)
    assert (reading.kind, reading.away_until) == (Kind.AUTO_REPLY, date(2026, 3, 13))


def test_an_acknowledgement_sent_by_a_machine_is_no_absence() -> None:
    assert read(mail(RECEIVED, more="Auto-Submitted: auto-replied\r\n"), SAM).kind is Kind.ACKNOWLEDGEMENT


def test_a_bounce_names_the_address_that_failed() -> None:
    raw = (
        HEAD.format(sender="mailer-daemon@mx.example.com")
        + "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        "Final-Recipient: rfc822; ola@halden.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <mine@example.com>\r\nSubject: Thanks\r\n\r\nHi\r\n--b--\r\n"
    )
    reading = read(parse(raw.encode(), ARRIVED), SAM)
    assert (reading.kind, reading.bounced, reading.bounced_id) == (
        Kind.BOUNCE,
        ("ola@halden.example",),
        "<mine@example.com>",
    )


def test_a_persons_answer_that_settles_nothing_is_a_human_reply_and_its_question_is_kept() -> None:
    more = "In-Reply-To: <t@example.com>\r\n"
    reading = read(
        mail("Hi Sam,\n\nthanks for your note. Do you have a driving licence?\n\nOla Weiss", "Re: Thanks", more), SAM
    )
    assert reading.kind is Kind.HUMAN_REPLY
    assert reading.asks == "Do you have a driving licence?"


def test_a_promise_in_an_answer_makes_it_a_status_update() -> None:
    more = "In-Reply-To: <t@example.com>\r\n"
    text = "Hi Sam,\n\nthe interviews are done, and you will hear from me by next Friday.\n\nOla Weiss"
    reading = read(mail(text, "Re: Your interview", more), SAM)
    assert reading.kind is Kind.STATUS_UPDATE
    assert reading.timeline is not None


@pytest.mark.parametrize(
    ("kind", "summary", "method"),
    [
        (Kind.INTERVIEW_CONFIRMED, "Interview: Staff Engineer", "REQUEST"),
        (Kind.INTERVIEW_CONFIRMED, "Sam / Halden phone screen", "PUBLISH"),
        (Kind.INTERVIEW_CONFIRMED, "Vorstellungsgespräch Controlling", "REQUEST"),
        (Kind.INTERVIEW_CONFIRMED, "Candidate interview: Sam Rivera", "REQUEST"),
        (Kind.INTERVIEW_RESCHEDULED, "Interview rescheduled: Staff Engineer", "REQUEST"),
        (Kind.INTERVIEW_CANCELLED, "Interview: Staff Engineer", "CANCEL"),
        (Kind.OTHER, "Interview: Staff Engineer", "REPLY"),
        (Kind.OTHER, "Interview: Staff Engineer", "COUNTER"),
        (Kind.OTHER, "Interview: Kim Park (candidate)", "REQUEST"),
        (Kind.OTHER, "Dentist", "REQUEST"),
        (Kind.OTHER, "Dentist", "CANCEL"),
        (Kind.OTHER, "Weekly team sync", "REQUEST"),
        (Kind.OTHER, "1:1 Sam / Ola", "REQUEST"),
        (Kind.OTHER, "Panel briefing: interview kit", "REQUEST"),
    ],
)
def test_what_a_calendar_part_is(kind: Kind, summary: str, method: str) -> None:
    reading = read(invitation(summary, method), SAM)
    assert reading.kind is kind
    if kind in (Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_RESCHEDULED):
        assert reading.interview is not None
        assert (reading.interview.uid, reading.interview.start.hour) == ("u1", 13)
        assert [p.email for p in reading.interview.people] == ["lena@halden.example"]
    if kind is Kind.INTERVIEW_CANCELLED:
        assert reading.cancelled_uids == ("u1",)


def test_an_invitation_by_the_user_or_a_colleague_is_no_interview_of_the_user() -> None:
    owner = Owner("Sam Rivera", ("sam@work.example",), "UTC")
    assert read(invitation("Interview: Designer", host="kim@work.example"), owner).kind is Kind.OTHER


def test_an_updated_invitation_moves_the_interview() -> None:
    reading = read(invitation("Interview", subject="Updated invitation: Interview @ Tue 10 March"), SAM)
    assert reading.kind is Kind.INTERVIEW_RESCHEDULED


def test_a_failed_authentication_acts_on_nothing() -> None:
    failed = "Authentication-Results: mx.example.com; dmarc=fail header.from=halden.example\r\n"
    reading = read(mail(REJECTED, more=failed), SAM)
    assert (reading.kind, reading.trust, reading.acts) == (Kind.REJECTION, Trust.FAIL, False)


def test_without_a_known_server_a_failure_at_the_last_hop_acts_on_nothing_and_the_rest_acts() -> None:
    nobody = replace(SAM, authserv_ids=())
    failed = "Authentication-Results: mx.elsewhere.example; dmarc=fail header.from=halden.example\r\n"
    reading = read(mail(REJECTED, more=failed), nobody)
    assert (reading.kind, reading.trust, reading.acts) == (Kind.REJECTION, Trust.FAIL, False)
    reading = read(mail(REJECTED, more=failed.replace("fail", "pass")), nobody)
    assert (reading.kind, reading.trust, reading.acts) == (Kind.REJECTION, Trust.UNKNOWN, True)


def test_a_calendar_cancellation_beside_words_of_a_pause_tells_both() -> None:
    called_off = invitation("Interview: Staff Engineer", "CANCEL", "Cancelled: Interview")
    text = "Hi Sam, I have to cancel our interview: the board has put the position on hold until autumn."
    reading = read(replace(called_off, text=text, new_text=text), SAM)
    assert (reading.kind, reading.also) == (Kind.INTERVIEW_CANCELLED, (Kind.STATUS_UPDATE,))
    assert reading.cancelled_uids == ("u1",)


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_answer_to_an_invitation_fixes_nothing_beside_words_about_work(method: str) -> None:
    answer = invitation("Interview: Staff Engineer", method, "Accepted: Interview: Staff Engineer")
    assert read(answer, SAM).interviews == ()


OLD = {
    Kind.INTERVIEW_CONFIRMED: CONFIRMED,
    Kind.REJECTION: REJECTED,
    Kind.ACKNOWLEDGEMENT: RECEIVED,
}


@given(new=st.sampled_from(list(OLD.items())), old=st.sampled_from(list(OLD.values())), top=st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_quoted_older_mail_never_changes_the_kind(new: tuple[Kind, str], old: str, top: bool) -> None:
    kind, text = new
    quoted = "".join(f"> {line}\n" for line in old.splitlines())
    head = (
        "On Mon, 2 Mar 2026 at 10:00, Sam Rivera <sam@example.com> wrote:\n"
        if top
        else "Am 02.03.2026 um 10:00 schrieb Sam Rivera:\n"
    )
    assert read(mail(f"{text}\n\n{head}{quoted}"), SAM).kind is kind


@given(st.binary(max_size=3000))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_read_the_same_way_twice(raw: bytes) -> None:
    message = parse(raw, ARRIVED)
    reading = read(message, SAM)
    assert isinstance(reading, Reading)
    assert read(message, SAM) == reading


def note(subject: str, text: str) -> Reading:
    """What a short mail of `notes.toml` is read as; the subject of an answer makes it one."""
    answers = subject.lower().startswith(("re:", "aw:"))
    head = (
        "From: Robin Vance <robin@hollinsworks.example>\r\nTo: sam@example.com\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n"
        f"Subject: {subject}\r\n{'In-Reply-To: <x@example.com>' + chr(13) + chr(10) if answers else ''}"
    )
    return read(parse(f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode(), ARRIVED), SAM)


@pytest.mark.parametrize("table", NOTES)
def test_short_mails_as_people_write_them(table: str) -> None:
    read_as = [(kind.split("|"), subject, note(subject, text).kind) for kind, subject, text in NOTES[table]]
    wrong = [(subject, kinds[0], str(kind)) for kinds, subject, kind in read_as if kind not in kinds]
    assert len(wrong) <= 0.17 * len(read_as), wrong


def test_traps_are_hardly_ever_acted_on() -> None:
    cases = [case for table, cases in NOTES.items() if table.startswith("traps") for case in cases]
    deeds = [subject for _, subject, text in cases if (r := note(subject, text)).acts and r.kind in ACTING]
    assert len(cases) > 100
    assert len(deeds) <= 3, deeds


def test_the_role_or_the_thread_tells_what_a_note_is_about() -> None:
    text = "Perfect, Tuesday 10 March at 11:00 is booked. Ask for Mira at the desk."
    thread = "\n\nOn Mon, 2 Mar 2026 at 10:00, Sam Rivera <sam@example.com> wrote:\n> {}\n"
    job = thread.format("Thank you for the invitation to an interview for the position of Analyst.")
    trip = thread.format("Shall we take the boat to the island, or the train along the coast?")
    assert read(mail(text + job, "Re: next week"), SAM).kind is Kind.INTERVIEW_CONFIRMED
    assert not read(mail(text + trip, "Re: next week"), SAM).acts


def test_what_a_thread_quotes_is_never_evidence() -> None:
    thread = "\n\nOn Mon, 2 Mar 2026 at 10:00, Ola Weiss <ola@halden.example> wrote:\n> {}\n"
    reading = read(mail("Thank you, that is fine." + thread.format(REJECTED.replace("\n", "\n> ")), "Re: Analyst"), SAM)
    assert reading.kind is Kind.HUMAN_REPLY


def test_a_mail_in_two_languages_is_no_interview_if_its_main_one_says_so() -> None:
    text = (
        "Sam, el jueves 12 de marzo a las 10:00 entrevistamos a dos candidatos para la beca. Tú llevas las preguntas."
    )
    assert read(mail(text, "Entrevistas"), SAM).kind is Kind.OTHER


def test_an_absence_is_told_from_its_words_where_no_field_says_so() -> None:
    away = "Ola Weiss is out of the office until 20 March 2026. This is an automated response to your message."
    assert read(mail(away, "Your mail"), SAM).kind is Kind.AUTO_REPLY
    assert (
        read(mail("This is an automated response to your message. " + RECEIVED, "Thanks"), SAM).kind
        is Kind.ACKNOWLEDGEMENT
    )


def test_ordinary_mail_ends_before_the_rules_and_nothing_else_does() -> None:
    assert read(mail("x " * 400 + "The gate of the garden is open.", "Garden"), SAM).confidence > 0.9
    for folder in sorted(path for path in CORPUS.iterdir() if path.is_dir()):
        wanted = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
        for name, want in wanted.items():
            message = parse((folder / name).read_bytes())
            if (
                want["kind"] in ACTING | {"acknowledgement", "assessment", "interview_invited"}
                and not message.forwarded
            ):
                codes = languages(message.new_text or message.subject)
                assert worth_reading(message, codes) or message.calendars, f"{folder.name}/{name}"


@pytest.mark.parametrize(
    ("email", "owned"),
    [
        ("sam@example.com", True),
        ("Sam@Example.com", True),
        ("sam+jobs@example.com", True),
        ("sam+@example.com", True),
        ("sam+a+b@example.com", True),
        ("sam+jobs@other.example", False),
        ("samantha@example.com", False),
        ("+sam@example.com", False),
        ("r+list@example.com", False),
        ("r+x@example.com", True),
        ("sam", False),
        ("", False),
    ],
)
def test_the_users_addresses_are_known_with_a_detail_and_without(email: str, owned: bool) -> None:
    assert Owner(addresses=("sam@example.com", "r+x@example.com")).owns(email) is owned


LINES = st.sampled_from(
    [
        "", "Lunch at noon?", "> Your application for the role", "Your interview is confirmed for 10 March at 14:00.",
        "On Mon, 2 Mar 2026, Ola Weiss wrote:", "-----Original Message-----", "---------- Forwarded message ---------",
        "Begin forwarded message:", "> Begin forwarded message:", "From: Greenhouse <no-reply@greenhouse.io>",
        "> From: Ola Weiss <ola@halden.example>", "*Von:* Ola Weiss <ola@halden.example>", "  De : Ola <ola@halden.example>",
        "To: sam@example.com", "Date: Mon, 2 Mar 2026 10:00:00 +0100", "Sent: Monday, March 2, 2026 10:00", "Subject: Hello",
        "Unfortunately we chose somebody else for the position.",
        "-- ", "Best,", "Ola", "The harbour is quiet this week, and so are we. " * 15, "> old words " * 300,
    ]
)  # fmt: skip
FIELDS = st.lists(
    st.sampled_from(
        ["List-Post: <mailto:l@lists.example>\r\n", "In-Reply-To: <m0@example.com>\r\n", "Precedence: bulk\r\n"]
    ),
    unique=True,
).map("".join)
SUBJECTS = st.sampled_from(["Thursday", "Re: Thursday", "Fwd: Thursday", "Your application", "Out of office"])
SENDERS = st.sampled_from(["ola@halden.example", "no-reply@halden.example", "jobs@halden.example"])


@given(st.lists(LINES, max_size=12).map("\n".join), SUBJECTS, FIELDS, SENDERS)
@settings(max_examples=400, deadline=None)
def test_what_a_glance_leaves_aside_says_nothing_when_it_is_opened(
    text: str, subject: str, fields: str, sender: str
) -> None:
    closed = mail(text, subject, fields, sender)
    opened = replace(closed, may_wrap=True)
    assert replace(read(opened, SAM), language="") == replace(read(closed, SAM), language="")
    assert closed.may_wrap or closed.forwarded is None


def test_an_absence_above_a_long_quote_is_seen_at_a_glance() -> None:
    text = "The desk is not staffed: Ola is out of the office until 9 March.\n\n" + "> old words\n" * 200
    assert read(mail(text, "Thursday", sender="no-reply@halden.example"), SAM).kind is Kind.AUTO_REPLY
