"""The form of a draft, its thread, its recipients, and what strangers' words cannot do to it."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailwatch.core.drafting import (
    Addressee,
    Brief,
    addressees,
    answer_address,
    answered_mail,
    compose,
    copied,
    digest,
    digest_of_mail,
    identity_for,
    message_id_for,
    normalise,
    same_site,
)
from mailwatch.core.models import Address, Application, Interview, Kind, Mail, Person, Step
from tests import traces
from tests.core.drafts import ANA, DANA, LANGUAGES, LEE, SAM, cases, known, mail, shipped, unknown

if TYPE_CHECKING:
    from email.message import EmailMessage

FULL = known(Step.THANK_YOU, "en")
MIME = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def parsed(brief: Brief) -> EmailMessage:
    """The draft as a mail client reads it."""
    return email.message_from_bytes(compose(brief, shipped()).raw, policy=policy.default)


def content(message: EmailMessage) -> str:
    """The decoded text with LF."""
    return str(message.get_content()).replace("\r\n", "\n")


def headers(brief: Brief) -> list[str]:
    """Names of the header fields, read without `email`: lines that start with no white space."""
    head = compose(brief, shipped()).raw.split(b"\r\n\r\n")[0].decode("ascii")
    return [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))]


# --- form -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", list(Step))
def test_every_draft_has_exactly_these_headers_in_this_order(step: Step) -> None:
    for language in LANGUAGES:
        for brief in cases(step, language).values():
            expected = ["Date", "From", *(["To"] if brief.to else []), "Subject", "Message-ID"]
            expected += ["In-Reply-To", "References"] if brief.answers else []
            assert headers(brief) == expected + MIME
            assert traces.in_draft(compose(brief, shipped()).raw) == []


def test_a_whole_draft_byte_for_byte() -> None:
    brief = replace(FULL, cc=(Address("", "hr@acme.example"),), skill="Rust", topics=("Größe",))
    assert compose(brief, shipped()).raw.decode("ascii").split("\r\n") == [
        "Date: Tue, 03 Mar 2026 16:30:00 +0000",
        "From: Sam Rivera <sam@example.com>",
        "To: Dana Cho <dana.cho@acme.example>",
        "Cc: hr@acme.example",
        "Subject: Re: Interview on Tuesday",
        f"Message-ID: {brief.message_id}",
        "In-Reply-To: <CAF1x9@mail.acme.example>",
        "References: <first@acme.example> <CAF1x9@mail.acme.example>",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Dear Dana,",
        "",
        "Thank you for taking the time to speak with me on Tuesday about the Staff E=",
        "ngineer position at Acme.",
        "",
        "I enjoyed our conversation about Gr=C3=B6=C3=9Fe, and it confirmed my enthu=",
        "siasm for this opportunity. I believe that my skills in Rust would let me c=",
        "ontribute effectively to your team.",
        "",
        "I look forward to the next steps and hope to hear from you soon.",
        "",
        "Best regards,",
        "Sam Rivera",
        "",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_comes_back_as_it_was_one_line_a_paragraph(language: str) -> None:
    for step in Step:
        for brief in cases(step, language).values():
            draft = compose(brief, shipped())
            assert content(parsed(brief)) == draft.text + "\n"
            assert "\n\n\n" not in draft.text
            assert all("\n" not in paragraph for paragraph in draft.text.split("\n\n")[:-1])
            assert max(map(len, draft.raw.split(b"\r\n"))) <= 998
            assert draft.raw.count(b"\n") == draft.raw.count(b"\r\n")


def test_the_same_brief_gives_the_same_bytes() -> None:
    assert compose(FULL, shipped()) == compose(FULL, shipped())


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        replace(FULL, now=datetime(2026, 3, 3))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    "name", ["Jörg Müller", "Cho, Dana", 'Dana "Dee" Cho', "O'Neil", "=?utf-8?q?x?=", "名" * 13, "a.b", ""]
)
def test_names_in_addresses_come_back_as_they_were(name: str) -> None:
    message = parsed(replace(FULL, to=(Address(name, "d@acme.example"),), identity=Address(name, "me@example.com")))
    raw = compose(replace(FULL, to=(Address(name, "d@acme.example"),)), shipped()).raw
    for header, address in (("To", "d@acme.example"), ("From", "me@example.com")):
        value = message[header]
        assert isinstance(value, AddressHeader)
        (one,) = value.addresses
        assert (one.display_name, one.addr_spec) == (name, address)
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S+\?=", raw))


def test_a_long_name_is_split_into_encoded_words_that_join_again() -> None:
    brief = replace(FULL, to=(Address("名" * 60, "d@acme.example"),))
    raw = compose(brief, shipped()).raw
    value = email.message_from_bytes(raw)["To"]  # not policy.default: it puts spaces between such words (RFC 2047 §6.2)
    assert str(make_header(decode_header(value))) == "名" * 60 + " <d@acme.example>"
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S+\?=", raw))


def test_several_recipients_are_folded_one_a_line() -> None:
    message = parsed(replace(FULL, to=(DANA, Address("Lee Park", LEE.email)), cc=(SAM,)))
    assert [one.addr_spec for one in message["To"].addresses] == [DANA.email, LEE.email]
    assert [one.addr_spec for one in message["Cc"].addresses] == [SAM.email]


@pytest.mark.parametrize(
    "bad",
    [
        "dana@acme.example\r\nBcc: x@y.example",
        "dö@acme.example",
        "a b@c.example",
        "<x@y.example>",
        "a@b,c@d.example",
        "",
    ],
)
def test_an_address_that_no_header_can_carry_is_left_out_and_named(bad: str) -> None:
    draft = compose(replace(FULL, to=(Address("Dana", bad),)), shipped())
    assert b"\r\nTo:" not in draft.raw
    assert b"Bcc" not in draft.raw
    assert any("is left out" in notice for notice in draft.notices)
    with pytest.raises(ValueError, match="is not an address"):
        compose(replace(FULL, identity=Address("Sam", bad)), shipped())


# --- threads --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [20, 78, 300, 690])
def test_long_ids_stay_whole(length: int) -> None:
    long = f"<{'a' * (length - 15)}@acme.example>"
    message_id = f"<{'b' * (length - 15)}@acme.example>"
    raw = compose(replace(FULL, answers=mail(message_id=long), message_id=message_id), shipped()).raw
    for reading in (policy.compat32, policy.default):
        message = email.message_from_bytes(raw, policy=reading)
        assert message["In-Reply-To"] == long
        assert message["Message-ID"] == message_id
        assert message["References"].split()[-1] == long
    assert b"=?" not in raw.split(b"\r\n\r\n")[0]


def test_references_keep_the_first_and_the_last_ones_within_a_line() -> None:
    ids = tuple(f"<{i:03}{'x' * 60}@acme.example>" for i in range(50))
    found = str(
        parsed(replace(FULL, answers=mail(references=ids, message_id="<last@acme.example>")))["References"]
    ).split()
    assert found[0] == ids[0]
    assert found[-1] == "<last@acme.example>"
    assert found[1:-1] == list(ids[-len(found) + 2 :])
    assert 10 <= len(found) <= 12
    assert len(" ".join(found)) <= 900


def test_references_do_not_repeat_the_answered_id_and_leave_out_what_is_none() -> None:
    broken = ("<a@b.example>", "<last@c.example>", "nonsense", "<x y@z.example>", "<evil@d.example>\r\nBcc: x")
    message = parsed(replace(FULL, answers=mail(references=broken, message_id="<last@c.example>")))
    assert message["References"] == "<a@b.example> <last@c.example>"
    assert message["Bcc"] is None


def test_two_huge_ids_leave_at_least_the_answered_one() -> None:
    ids = (f"<{'a' * 600}@b.example>", f"<{'c' * 600}@b.example>")
    message = parsed(replace(FULL, answers=mail(references=ids[:1], message_id=ids[1])))
    assert message["References"] == ids[1]


def test_a_mail_without_a_usable_id_is_answered_without_a_thread() -> None:
    assert headers(replace(FULL, answers=mail(message_id="", references=()))) == [
        "Date",
        "From",
        "To",
        "Subject",
        "Message-ID",
        *MIME,
    ]


@pytest.mark.parametrize(
    ("original", "subject"),
    [
        ("Interview on Tuesday", "Re: Interview on Tuesday"),
        ("Re: Interview", "Re: Interview"),
        ("RE:Interview", "RE:Interview"),
        ("AW: Gespräch", "AW: Gespräch"),
        ("RV: Entrevista", "RV: Entrevista"),
        ("Re[2]: Interview", "Re[2]: Interview"),
        ("Fwd: Interview", "Re: Fwd: Interview"),
        ("Reinstate: Interview", "Re: Reinstate: Interview"),
        ("Entretien  —  deux  espaces", "Re: Entretien  —  deux  espaces"),
        ("Welcome 👩‍💻 Dana", "Re: Welcome 👩‍💻 Dana"),
        ("=?utf-8?q?literal?=", "Re: =?utf-8?q?literal?="),
        ("Ü" * 300, "Re: " + "Ü" * 300),
        ("x y " * 60, "Re: " + ("x y " * 60).rstrip()),
        ("", "Re:"),
    ],
)
def test_the_subject_is_kept(original: str, subject: str) -> None:
    brief = replace(FULL, answers=mail(subject=original))
    draft = compose(brief, shipped())
    assert draft.subject == subject
    assert parsed(brief)["Subject"] == subject
    assert all(len(word) <= 75 for word in re.findall(rb"=\?\S+\?=", draft.raw))


def test_message_ids_are_fixed_natural_and_on_the_users_domain() -> None:
    one = message_id_for("acme/thank_you/1", "seed", "Example.COM")
    assert one == message_id_for("acme/thank_you/1", "seed", "example.com")
    assert re.fullmatch(r"<[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}@example\.com>", one)
    assert (
        len(
            {
                one,
                message_id_for("acme/thank_you/2", "seed", "example.com"),
                message_id_for("acme/thank_you/1", "other", "example.com"),
            }
        )
        == 3
    )
    assert message_id_for("k", "s", "bücher.example").endswith("@xn--bcher-kva.example>")


@pytest.mark.parametrize("domain", ["", "a b", "x>\r\nBcc: y", "a..b", "x" * 70 + ".example"])
def test_a_message_id_needs_a_domain(domain: str) -> None:
    with pytest.raises(ValueError, match="is not a domain"):
        message_id_for("k", "s", domain)


@pytest.mark.parametrize(
    ("header", "text", "wrong"),
    [
        ("X-Mailer: x", "Hello", "X-Mailer does not belong there"),
        ("Subject: b", "Hello", "Subject is there twice"),
        ("Cc: a@x.example", "Dear None,", "'None' in the text"),
        ("Cc: a@x.example", "about {{ topic }}", "'{{' in the text"),
        ("Cc: Mailwatch <a@x.example>", "Hello", "'Mailwatch' in Cc"),
    ],
)
def test_a_trace_would_be_found(header: str, text: str, wrong: str) -> None:
    raw = compose(FULL, shipped()).raw
    head, _, _ = raw.partition(b"\r\n\r\n")
    assert wrong in traces.in_draft(header.encode() + b"\r\n" + head + b"\r\n\r\n" + text.encode())


# --- what strangers write -------------------------------------------------------------------------------------------

HOSTILE = [
    "Acme\r\nBcc: evil@x.example",
    "Acme\nX-Evil: 1",
    "Acme\rBcc: evil@x.example",
    "Acme\u2028Bcc: evil@x.example",
    "Acme\x0b\x0c\x00\x85Bcc: evil@x.example",
    "=?utf-8?q?Acme=0D=0ABcc:_evil=40x.example?=",
    "Ac\u202eemcA\u202c\u2066me\u2069",
    "A\u200bc\u200dm\u2060e\ufeff\u00ad",
    "Acme\ud800",
    "{{ 7 * 7 }} {% for x in y %} {# no #}",
    "[[fill this in]] ]] [[",
    "{{{[[[]]]}}}",
    "${x} %s {name} {0.__class__}",
    "Acme " * 5000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_word_of_a_stranger_gets_out_of_its_place(words: str) -> None:
    brief = replace(
        FULL,
        company=words,
        role=words,
        topics=(words,),
        skill=words,
        owner_name="Sam Rivera",
        to=(Address(words, DANA.email),),
        greeting=(Person(words), LEE),
        pass_on=(Person(words),),
        answers=mail(subject=words),
    )
    for one in (brief, replace(brief, answers=None), replace(brief, step=Step.VALUE_FOLLOW_UP, value=words)):
        draft = compose(one, shipped())
        assert (
            headers(one)
            == ["Date", "From", "To", "Subject", "Message-ID"]
            + (["In-Reply-To", "References"] if one.answers else [])
            + MIME
        )
        assert not re.search(
            r"\{\{|\}\}|\[\[|\]\]|[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b\ufeff\u2028]", draft.text
        )
        assert draft.blanks == ()
        assert "49" not in draft.text
        assert len(draft.text) < 2500
        message = email.message_from_bytes(draft.raw, policy=policy.default)
        assert not re.search(r"[\r\n\u202a-\u202e\u2066-\u2069]", message["Subject"])
        assert message["Subject"] == draft.subject
        assert [address.addr_spec for address in message["To"].addresses] == [DANA.email]
        assert content(message) == draft.text + "\n"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_at_all_keeps_the_form(name: str, subject: str, company: str) -> None:
    brief = replace(
        FULL,
        company=company,
        role=name,
        topics=(subject,),
        to=(Address(name, DANA.email),),
        answers=mail(subject=subject),
        greeting=(Person(name),),
    )
    draft = compose(brief, shipped())
    assert headers(brief) == ["Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", *MIME]
    assert "\r" not in draft.text
    assert parsed(brief)["Subject"] == draft.subject
    assert content(parsed(brief)) == draft.text + "\n"


@pytest.mark.parametrize("company", ["Acme https://evil.example/login", "www.evil.example", "Visit HTTP://x"])
def test_a_link_never_passes_for_a_name(company: str) -> None:
    draft = compose(replace(FULL, company=company, role=company), shipped())
    assert "evil" not in draft.text
    assert "on Tuesday." in draft.text


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ role.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ role['__class__'] }}",
        "{{ role | attr('__class__') }}",
        "{{ '%s' | format(role) }}",
        "{{ '{0.__class__}'.format(role) }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum() }}",
        "{{ get_flashed_messages }}",
        "{% import 'os' as os %}{{ os }}",
        "{{ 'a' ** 9 }}",
        "{{ 'a' | center(999999999) }}",
        "{% set x = namespace() %}{{ x }}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(source: str) -> None:
    draft = compose(FULL, shipped(), {"en/thank_you.txt.j2": f"Hello\n\n{source}"})
    assert draft.text == compose(FULL, shipped()).text
    assert len(draft.notices) == 1


def test_a_reply_to_on_another_domain_is_named_to_the_owner() -> None:
    draft = compose(replace(FULL, answers=mail(reply_to="dana@elsewhere.example")), shipped())
    (notice,) = draft.notices
    assert notice == (
        "The mail came from dana.cho@acme.example and asks for answers at dana@elsewhere.example, another domain. "
        "The draft is addressed to dana.cho@acme.example: look before you send it."
    )
    assert compose(replace(FULL, answers=mail(reply_to="hr@mail.acme.example")), shipped()).notices == ()


# --- who ------------------------------------------------------------------------------------------------------------


def application(**changes: Any) -> Application:
    """A candidacy with one passed interview and the mail that confirmed it."""
    base = Application("acme", mails=(mail(),), interviews=(interview(),))
    return replace(base, **changes)


def interview(*people: Person, **changes: Any) -> Interview:
    """An interview on March 3."""
    return replace(Interview("one", NOON, NOON + timedelta(hours=1), people=people), **changes)


def later(days: int, **changes: Any) -> Mail:
    """A mail that came some days after the confirmation."""
    return mail(message_id=f"<m{days}@acme.example>", date=mail().date + timedelta(days=days), **changes)


COORDINATOR = Person("Mia Bell", "mia@acme.example", "coordinator")


def test_a_panel_gets_one_thank_you_each() -> None:
    panel = interview(LEE, Person("Jo Lang", "jo@acme.example"), COORDINATOR)
    found = addressees(application(interviews=(panel,)), Step.THANK_YOU, panel)
    assert [one.to for one in found] == [(Address("Lee Park", LEE.email),), (Address("Jo Lang", "jo@acme.example"),)]
    assert all(one.met and not one.pass_on for one in found)


def test_an_address_known_elsewhere_is_found_by_name() -> None:
    panel = interview(ANA)
    known_people = (Person("ana ruiz", "ana@acme.example"),)
    (found,) = addressees(application(interviews=(panel,), people=known_people), Step.THANK_YOU, panel)
    assert found.to == (Address("Ana Ruiz", "ana@acme.example"),)


def test_interviewers_without_an_address_are_thanked_through_whoever_arranged_it() -> None:
    panel = interview(LEE, ANA)
    first, second = addressees(application(interviews=(panel,)), Step.THANK_YOU, panel)
    assert first.to[0].email == LEE.email
    assert second == Addressee((DANA,), (Person("Dana Cho", DANA.email),), met=False, pass_on=(ANA,))


def test_one_recipient_never_gets_two_notes() -> None:
    panel = interview(Person("Dana Cho", DANA.email, "interviewer"), ANA)
    (found,) = addressees(application(interviews=(panel,)), Step.THANK_YOU, panel)
    assert (found.met, found.pass_on, found.to[0].email) == (True, (ANA,), DANA.email)


def test_where_no_interviewer_is_known_the_last_human_is_thanked() -> None:
    (found,) = addressees(application(), Step.THANK_YOU, interview())
    assert (found.to, found.met) == ((DANA,), True)
    by_coordinator = application(
        mails=(mail(sender=Address("Mia Bell", "mia@acme.example"), reply_to="mia@acme.example"),),
        people=(COORDINATOR,),
    )
    (found,) = addressees(by_coordinator, Step.THANK_YOU, interview())
    assert (found.to[0].email, found.met) == ("mia@acme.example", False)


def test_people_of_an_earlier_round_are_not_thanked_for_the_second() -> None:
    second = interview(key="two")
    found = addressees(application(interviews=(interview(LEE), second), people=(LEE,)), Step.THANK_YOU, second)
    assert [one.to for one in found] == [(DANA,)]


def test_nobody_known_gives_an_empty_recipient_with_the_names_there_are() -> None:
    robot = mail(sender=Address("Acme", "no-reply@acme.example"), reply_to="", human=False)
    panel = interview(ANA)
    assert addressees(application(mails=(robot,), interviews=(panel,)), Step.THANK_YOU, panel) == (
        Addressee((), (ANA,)),
    )
    assert addressees(application(mails=(robot,)), Step.FOLLOW_UP) == (Addressee(()),)
    assert addressees(application(mails=(robot,)), Step.REJECTION_REPLY) == ()


@pytest.mark.parametrize(
    "robot",
    [
        "no-reply@acme.example",
        "noreply@acme.example",
        "do-not-reply@acme.example",
        "donotreply+7@acme.example",
        "jobs.noreply@acme.example",
        "notifications@acme.example",
        "mailer-daemon@acme.example",
    ],
)
def test_a_machines_address_never_receives_anything(robot: str) -> None:
    app = application(
        mails=(mail(sender=Address("Acme", robot), reply_to=robot),),
        people=(Person("Acme", robot, "recruiter"),),
        interviews=(interview(Person("Acme Bot", robot, "interviewer")),),
    )
    for step in Step:
        assert all(one.to == () for one in addressees(app, step, app.interviews[0]))


def test_a_person_is_not_taken_for_a_machine() -> None:
    for address in ("renoreply.smith@acme.example", "nora.reply@acme.example", "noel@acme.example"):
        assert answer_address(mail(sender=Address("", address), reply_to=address)) == address


def test_follow_ups_go_to_the_last_human_who_wrote() -> None:
    lee = later(2, sender=Address("Lee Park", LEE.email), reply_to=LEE.email)
    robot = later(3, sender=Address("", "no-reply@acme.example"), reply_to="", human=False, kind=Kind.ACKNOWLEDGEMENT)
    away = later(4, sender=DANA, kind=Kind.AUTO_REPLY)
    mine = later(5, sender=SAM, inbound=False)
    app = application(mails=(robot, mail(), mine, lee, away))
    (found,) = addressees(app, Step.FOLLOW_UP)
    assert found.to == (Address("Lee Park", LEE.email),)
    answered = answered_mail(app, found.to)
    assert answered is not None
    assert answered.message_id == lee.message_id


def test_a_bounced_address_is_passed_over_for_another_one() -> None:
    app = application(bad_addresses=(DANA.email.upper(),), people=(LEE,))
    (found,) = addressees(app, Step.FOLLOW_UP)
    assert found.to[0].email == LEE.email
    (alone,) = addressees(application(bad_addresses=(DANA.email,)), Step.FOLLOW_UP)
    assert alone.to == ()
    panel = interview(LEE)
    (passed,) = addressees(application(bad_addresses=(LEE.email,), interviews=(panel,)), Step.THANK_YOU, panel)
    assert (passed.to, [person.name for person in passed.pass_on]) == ((DANA,), ["Lee Park"])


def test_the_user_is_never_a_recipient() -> None:
    panel = interview(Person("Sam Rivera", "Sam@example.com", "interviewer"))
    (found,) = addressees(application(interviews=(panel,)), Step.THANK_YOU, panel)
    assert found.to == (DANA,)


def test_an_arranger_is_not_thanked_for_a_conversation_later_either() -> None:
    (found,) = addressees(application(interviews=(interview(LEE),)), Step.FOLLOW_UP)
    assert (found.to, found.met) == ((DANA,), False)
    (found,) = addressees(application(interviews=(interview(Person("Dana Cho", "", "interviewer")),)), Step.FOLLOW_UP)
    assert found.met


def test_the_thread_that_fits_is_answered() -> None:
    first = mail()
    relay = later(1, sender=Address("Hireful", "no-reply@hireful.example"), reply_to="", human=False)
    app = application(mails=(first, relay))
    assert answered_mail(app, (DANA,)) == first
    assert answered_mail(app, (Address("Lee Park", LEE.email),)) == first
    assert (
        answered_mail(application(mails=(relay,)), ()) == relay
    )  # the confirmation, though nobody reads answers to it
    assert answered_mail(application(mails=()), (DANA,)) is None
    assert answered_mail(application(mails=(replace(relay, kind=Kind.OTHER),)), ()) is None


def test_a_reply_to_elsewhere_is_followed_only_where_the_sender_cannot_receive() -> None:
    assert answer_address(mail(reply_to="x@elsewhere.example")) == DANA.email
    assert answer_address(mail(reply_to="team@jobs.acme.example")) == "team@jobs.acme.example"
    relayed = mail(sender=Address("Dana via Hireful", "no-reply@hireful.example"), reply_to=DANA.email)
    assert answer_address(relayed) == DANA.email
    assert answer_address(mail(reply_to="no-reply@acme.example")) == ""
    assert not same_site("a@notacme.example", "b@acme.example")


def test_cc_and_identity_are_the_threads() -> None:
    lee, hr = Address("Lee Park", LEE.email), Address("HR", "hr@acme.example")
    alias = "sam+jobs@example.com"
    thread = mail(
        to=(SAM, Address("", alias), lee), cc=(hr, DANA, Address("", "no-reply@acme.example")), identity=alias
    )
    assert copied(thread, (DANA,), {SAM.email}) == (lee, hr)
    assert identity_for(thread, SAM) == Address("Sam Rivera", alias)
    assert identity_for(None, SAM) == SAM


# --- untouched or edited --------------------------------------------------------------------------------------------


def as_mail(body: str, kind: str = "text/plain", charset: str = "utf-8") -> bytes:
    """A minimal copy as some client might save it."""
    return f"From: a@b.example\r\nContent-Type: {kind}; charset={charset}\r\n\r\n".encode() + body.encode(charset)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_as_placed_has_the_digest_of_its_text(language: str) -> None:
    for step in Step:
        draft = compose(unknown(step, language), shipped())
        assert digest_of_mail(draft.raw) == digest(draft.text)


def test_what_clients_do_when_they_save_changes_no_digest() -> None:
    draft = compose(known(Step.THANK_YOU, "de"), shipped())
    placed = digest(draft.text)
    words = draft.text.split()
    wrapped = "\r\n".join(" ".join(words[i : i + 9]) + " " for i in range(0, len(words), 9))
    html = "".join(f"<p>{paragraph}</p>" for paragraph in draft.text.replace("\n", "\n<br>").split("\n\n"))
    spaced = html.replace(" ", "&nbsp;", 3)
    styled = f"<html><head><style>p {{}}</style><title>x</title></head><body><div>{spaced}</div></body></html>"
    for copy in (
        as_mail(wrapped),
        as_mail(wrapped, charset="iso-8859-1"),
        as_mail(wrapped.replace("\r\n", "\r\n> ")),
        as_mail(draft.text.replace(" ", "\u00a0"), "text/plain; format=flowed; delsp=yes"),
        as_mail(styled, "text/html"),
        as_mail(styled + "<!-- x -->", "text/html"),
    ):
        assert digest_of_mail(copy, placed) == placed


def test_one_changed_word_in_any_part_shows() -> None:
    draft = compose(FULL, shipped())
    placed = digest(draft.text)
    changed = draft.text.replace("Tuesday", "Monday")
    assert digest_of_mail(as_mail(changed), placed) != placed
    for plain, html in ((draft.text, changed), (changed, draft.text)):
        both = multipart(("text/plain", plain), ("text/html", f"<p>{html}</p>"))
        assert digest_of_mail(both, placed) == digest(changed)
    attached = multipart(("text/plain", draft.text), ("application/pdf; name=cv.pdf", "x"))
    assert digest_of_mail(attached, placed) != placed


def multipart(*parts: tuple[str, str]) -> bytes:
    """A mail of several parts: (type, body)."""
    bodies = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n" for kind, body in parts)
    return f"Content-Type: multipart/alternative; boundary=b\r\n\r\n{bodies}--b--\r\n".encode()


def test_a_copy_in_an_unknown_charset_or_empty_is_still_read() -> None:
    raw = b"Content-Type: text/plain; charset=no-such\r\n\r\nhello"
    assert digest_of_mail(raw) == digest("hello")
    assert digest_of_mail(b"Content-Type: text/html\r\n\r\n") == digest("")


def test_normalising_removes_only_what_no_reader_sees() -> None:
    assert normalise("> Dear\u00a0Dana,\r\n>> it\u2019s \u200bfine \u2026") == "DearDana,it'sfine..."
    assert normalise("a > b") == "a>b"
    assert normalise("Dana") != normalise("dana")
