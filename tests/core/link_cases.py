"""Cases of linking: the applications that are known, what a mail says, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from mailwatch.core.linking import OPENING
from mailwatch.core.models import (
    Address,
    Application,
    DeliveryStatus,
    Draft,
    DraftState,
    Interview,
    InterviewSlot,
    Kind,
    Mail,
    Message,
    Person,
    Reading,
    Stage,
    Step,
)

DAY = datetime(2025, 11, 3, 10, tzinfo=UTC)


def address(text: str) -> Address:
    name, email = parseaddr(text)
    return Address(name, email.lower())


def mail(sender: str = "Dana Cho <dana@acme.com>", message_id: str = "<m1@acme.com>", **rest: Any) -> Mail:
    defaults: dict[str, Any] = {"date": DAY, "subject": "Interview", "kind": Kind.HUMAN_REPLY, "human": True}
    return Mail(message_id=message_id, sender=address(sender), **(defaults | rest))


def draft(message_id: str) -> Draft:
    return Draft(
        "a/follow_up/1", Step.FOLLOW_UP, (address("dana@acme.com"),), "Following up", message_id, DraftState.SENT, DAY
    )


def interview(start: datetime = DAY, **rest: Any) -> Interview:
    return Interview(key="k", start=start, end=start + timedelta(hours=1), **rest)


def app(id_: str, company: str = "", role: str = "", **rest: Any) -> Application:
    return Application(id_, company=company, role=role, **rest)


def incoming(sender: str = "Acme Careers <no-reply@greenhouse.io>", **rest: Any) -> Message:
    defaults: dict[str, Any] = {
        "message_id": "<new@x>",
        "date": DAY + timedelta(days=2),
        "subject": "Hello",
        "text": "",
        "new_text": "",
    }
    return Message(sender=address(sender), **(defaults | rest))


def read(kind: Kind = Kind.REJECTION, company: str = "", role: str = "", **rest: Any) -> Reading:
    return Reading(kind=kind, company=company, role=role, **rest)


STAFF = app("staff", "Acme", "Staff Engineer")
DATA = app("data", "Acme", "Data Engineer")
DANA = Person("Dana Cho", "dana@acme.com")


@dataclass(frozen=True)
class Case:
    name: str
    applications: tuple[Application, ...]
    reading: Reading
    expected: str
    """An id, "new", "none"; `a|b` or `a?` where the owner has to say."""
    message: Message = field(default_factory=incoming)


SENT = Kind.SENT_BY_YOU
ACK = Kind.ACKNOWLEDGEMENT
HUMAN = Kind.HUMAN_REPLY
AUTO = Kind.AUTO_REPLY

CASES = (
    # Thread ids
    Case(
        "in-reply-to a mail",
        (app("a", "Acme", mails=(mail(),)),),
        read(HUMAN),
        "a",
        incoming(in_reply_to=("<m1@acme.com>",)),
    ),
    Case(
        "references a mail",
        (app("a", "Acme", mails=(mail(),)),),
        read(HUMAN),
        "a",
        incoming(references=("<zero@x>", "<m1@acme.com>")),
    ),
    Case(
        "references a draft",
        (app("a", "Acme", drafts=(draft("<d1@example.com>"),)),),
        read(HUMAN),
        "a",
        incoming(in_reply_to=("<d1@example.com>",)),
    ),
    Case(
        "shares a root",
        (app("a", "Acme", mails=(mail(references=("<root@x>",)),)),),
        read(HUMAN),
        "a",
        incoming(references=("<root@x>",)),
    ),
    Case(
        "the draft itself, seen in Sent",
        (app("a", "Acme", drafts=(draft("<d1@example.com>"),)),),
        read(SENT),
        "a",
        incoming("Sam <sam@example.com>", message_id="<d1@example.com>"),
    ),
    Case(
        "the same mail again",
        (app("a", "Acme", mails=(mail(),)),),
        read(ACK, "Acme"),
        "a",
        incoming(message_id="<m1@acme.com>"),
    ),
    Case(
        "thread before company",
        (app("a", "Acme", mails=(mail(),)), app("b", "Corvid")),
        read(Kind.REJECTION, "Corvid"),
        "a",
        incoming(in_reply_to=("<m1@acme.com>",)),
    ),
    Case(
        "direct answer before an older reference",
        (app("a", "Acme", mails=(mail(),)), app("b", "Acme", mails=(mail(message_id="<m2@acme.com>"),))),
        read(HUMAN),
        "b",
        incoming(in_reply_to=("<m2@acme.com>",), references=("<m1@acme.com>", "<m2@acme.com>")),
    ),
    Case(
        "one thread, two applications",
        (app("a", "Acme", mails=(mail(),)), app("b", "Acme", mails=(mail(),))),
        read(HUMAN),
        "a|b",
        incoming(in_reply_to=("<m1@acme.com>",)),
    ),
    Case(
        "one thread, two applications, role tells",
        (replace(STAFF, mails=(mail(),)), replace(DATA, mails=(mail(),))),
        read(HUMAN, "Acme", "Data Engineer"),
        "data",
        incoming(in_reply_to=("<m1@acme.com>",)),
    ),
    Case(
        "strange thread",
        (app("a", "Acme", mails=(mail(),)),),
        read(HUMAN),
        "none",
        incoming("x@else.example", in_reply_to=("<other@x>",)),
    ),
    Case(
        "agency, old thread, another employer",
        (app("a", "Tallis", mails=(mail("Lena Wolf <lena@hays.com>"),)),),
        read(Kind.INTERVIEW_INVITED, "Corvid"),
        "new",
        incoming("Lena Wolf <lena@hays.com>", in_reply_to=("<m1@acme.com>",)),
    ),
    Case(
        "agency, old thread, same employer",
        (app("a", "Tallis", mails=(mail("Lena Wolf <lena@hays.com>"),)),),
        read(Kind.INTERVIEW_INVITED, "Tallis GmbH"),
        "a",
        incoming("Lena Wolf <lena@hays.com>", in_reply_to=("<m1@acme.com>",)),
    ),
    # Calendar
    Case(
        "calendar uid",
        (app("a", "Acme", interviews=(interview(uid="u1"),)), app("b", "Acme")),
        read(Kind.INTERVIEW_RESCHEDULED, interviews=(InterviewSlot(DAY, uid="u1"),)),
        "a",
    ),
    Case(
        "cancelled uid",
        (app("a", "Acme", interviews=(interview(uid="u1"),)), app("b", "Acme")),
        read(Kind.INTERVIEW_CANCELLED, cancelled_uids=("u1",)),
        "a",
    ),
    Case(
        "another date of a series",
        (app("a", "Acme", interviews=(interview(uid="u1#20260302T090000Z"),)), app("b", "Acme")),
        read(Kind.INTERVIEW_CONFIRMED, interviews=(InterviewSlot(DAY, uid="u1#20260309T090000Z"),)),
        "a",
    ),
    Case(
        "a whole series",
        (app("a", "Acme", interviews=(interview(uid="u1#20260302T090000Z"),)), app("b", "Acme")),
        read(Kind.INTERVIEW_CANCELLED, cancelled_uids=("u1",)),
        "a",
    ),
    Case(
        "empty uids are no event",
        (app("a", "Acme", interviews=(interview(),)),),
        read(Kind.INTERVIEW_CONFIRMED, "Corvid", interviews=(InterviewSlot(DAY),)),
        "new",
    ),
    # Requisition
    Case(
        "requisition",
        (app("a", "Acme", "Engineer", requisition="R-12345"), app("b", "Acme", "Engineer", requisition="R-77777")),
        read(company="Acme", role="Engineer", requisition="R-12345"),
        "a",
    ),
    Case(
        "requisition spelled otherwise",
        (app("a", "Acme", requisition="R-12345"), app("b", "Acme", requisition="R-5")),
        read(company="Acme", requisition="12345"),
        "a",
    ),
    Case(
        "requisition without company",
        (app("a", "Acme", requisition="JR0098"),),
        read(requisition="JR0098", role="Engineer"),
        "a",
    ),
    Case(
        "requisition of another company",
        (app("a", "Acme", requisition="4711"),),
        read(ACK, "Corvid", requisition="4711"),
        "new",
    ),
    Case(
        "another requisition, same title",
        (app("a", "Acme", "Engineer", requisition="R-1111"),),
        read(ACK, "Acme", "Engineer", requisition="R-2222"),
        "new",
    ),
    # People
    Case(
        "person's address",
        (app("a", "Acme", "Staff Engineer", people=(DANA,)), app("b", "Acme", "Data Engineer")),
        read(Kind.REJECTION, "Acme"),
        "a",
        incoming("Dana Cho <dana@acme.com>"),
    ),
    Case(
        "person in the reading",
        (app("a", "Acme", "Staff Engineer", people=(DANA,)), app("b", "Acme", "Data Engineer")),
        read(company="Acme", people=(DANA,)),
        "a",
    ),
    Case(
        "shared mailbox is nobody",
        (
            app("a", "Acme", "Staff Engineer", people=(Person("", "careers@acme.com"),)),
            app("b", "Acme", "Data Engineer"),
        ),
        read(company="Acme"),
        "a|b",
        incoming("careers@acme.com"),
    ),
    Case(
        "person without company",
        (app("a", "Acme", people=(Person("Jo", "jo@gmail.com"),)),),
        read(Kind.INTERVIEW_CONFIRMED),
        "a",
        incoming("Jo <jo@gmail.com>"),
    ),
    Case(
        "agency person, another employer",
        (app("a", "Tallis", "SRE", people=(Person("Lena Wolf", "lena@hays.com"),)),),
        read(Kind.INTERVIEW_INVITED, "Corvid", "SRE"),
        "new",
        incoming("Lena Wolf <lena@hays.com>"),
    ),
    Case(
        "agency person, employer named later",
        (app("a", "", "SRE", people=(Person("Lena Wolf", "lena@hays.com"),)),),
        read(Kind.INTERVIEW_INVITED, "Corvid", "SRE"),
        "a",
        incoming("Lena Wolf <lena@hays.com>"),
    ),
    Case(
        "agency as company, employer named later",
        (app("a", "Hays", "SRE", people=(Person("Lena Wolf", "lena@hays.com"),)),),
        read(Kind.INTERVIEW_INVITED, "Corvid", "SRE"),
        "a",
        incoming("Lena Wolf <lena@hays.com>"),
    ),
    Case(
        "agency person, two employers, none named",
        (
            app("a", "Tallis", people=(Person("Lena Wolf", "lena@hays.com"),)),
            app("b", "Corvid", people=(Person("Lena Wolf", "lena@hays.com"),)),
        ),
        read(Kind.STATUS_UPDATE),
        "a|b",
        incoming("Lena Wolf <lena@hays.com>"),
    ),
    Case(
        "unlisted agency, another employer",
        (app("a", "Tallis", people=(Person("Max Berg", "max@bergpartner.de"),)),),
        read(Kind.INTERVIEW_INVITED, "Corvid"),
        "new",
        incoming("Max Berg <max@bergpartner.de>"),
    ),
    Case(
        "same recruiter, another role",
        (app("a", "Acme", "Staff Engineer", people=(DANA,)),),
        read(Kind.INTERVIEW_INVITED, "Acme", "Product Manager"),
        "new",
        incoming("Dana Cho <dana@acme.com>"),
    ),
    Case(
        "bad domain is no employer",
        (app("a", "Acme", mails=(mail("Acme <jobs@hire.lever.co>", human=False),)),),
        read(ACK, "Corvid"),
        "new",
        incoming("Corvid <jobs@hire.lever.co>"),
    ),
    Case(
        "free mail is no employer",
        (app("a", "Acme", mails=(mail("Jo <jo@gmail.com>"),)),),
        read(ACK, "Corvid"),
        "new",
        incoming("Pat <pat@gmail.com>"),
    ),
    Case(
        "ats without company",
        (app("a", "Acme", mails=(mail("Acme <jobs@hire.lever.co>", human=False),)),),
        read(ACK),
        "none",
        incoming("jobs@hire.lever.co"),
    ),
    # Company
    Case("company", (app("a", "Acme"), app("b", "Corvid")), read(company="Acme"), "a"),
    Case("three spellings, first", (app("a", "Acme Robotics, Inc."),), read(company="ACME Robotics"), "a"),
    Case("three spellings, second", (app("a", "ACME Robotics"),), read(company="Acme-Robotics GmbH"), "a"),
    Case("three spellings, third", (app("a", "Acme-Robotics GmbH"),), read(company="Acme Robotics, Inc."), "a"),
    Case("umlauts", (app("a", "Müller AG"),), read(company="Mueller"), "a"),
    Case("near-namesakes: Avail, Avra", (app("a", "Avail"),), read(ACK, "Avra"), "new"),
    Case("near-namesakes: TeamViewer, TeamEx", (app("a", "TeamViewer"),), read(ACK, "TeamEx"), "new"),
    Case("near-namesakes: Delta, Delta Dental", (app("a", "Delta"),), read(ACK, "Delta Dental"), "new"),
    Case(
        "shorter name, own domain",
        (app("a", "Acme", mails=(mail("Acme <jobs@acme.com>", human=False),)),),
        read(company="Acme Robotics"),
        "a",
        incoming("Acme Robotics <no-reply@mail.acme.com>"),
    ),
    Case(
        "shorter name, ats only",
        (app("a", "Acme", mails=(mail("Acme <jobs@hire.lever.co>", human=False),)),),
        read(ACK, "Acme Robotics"),
        "new",
        incoming("Acme Robotics <jobs@hire.lever.co>"),
    ),
    Case(
        "shorter name, one account at the ats",
        (app("a", "Acme", mails=(mail("Acme <acme@myworkday.com>", human=False),)),),
        read(ACK, "Acme Robotics"),
        "a",
        incoming("Acme Robotics <acme@myworkday.com>"),
    ),
    Case("shorter name, rejected", (app("a", "Acme Robotics"),), read(Kind.REJECTION, "Acme"), "a?"),
    Case("near-namesake, rejected", (app("a", "Avail"),), read(Kind.REJECTION, "Avra"), "new"),
    Case(
        "own domain, company unsaid",
        (app("a", "Acme", mails=(mail("Acme <jobs@acme.com>", human=False),)),),
        read(),
        "a",
        incoming("no-reply@acme.com"),
    ),
    # Roles
    Case("role tells", (STAFF, DATA), read(company="Acme", role="Data Engineer"), "data"),
    Case("role in other words", (STAFF, DATA), read(company="Acme", role="Engineer, Data"), "data"),
    Case(
        "role abbreviated",
        (app("a", "Acme", "Senior Platform Engineer"), DATA),
        read(company="Acme", role="Sr. Platform Engineer"),
        "a",
    ),
    Case(
        "level tells",
        (app("a", "Acme", "Senior Engineer"), app("b", "Acme", "Staff Engineer")),
        read(company="Acme", role="Staff Engineer"),
        "b",
    ),
    Case(
        "looser role, one fits",
        (app("a", "Acme", "Senior Platform Engineer"), app("b", "Acme", "Account Executive")),
        read(company="Acme", role="Platform Engineer"),
        "a",
    ),
    Case(
        "looser role, two fit",
        (app("a", "Acme", "Senior Platform Engineer"), app("b", "Acme", "Staff Platform Engineer")),
        read(company="Acme", role="Platform Engineer"),
        "a|b",
    ),
    Case(
        "developer is engineer",
        (app("a", "Acme", "Software Engineer"), app("b", "Acme", "Designer")),
        read(company="Acme", role="Software Developer"),
        "a",
    ),
    Case("two roles, company only", (STAFF, DATA), read(company="Acme"), "data|staff"),
    Case("two roles, one closed", (replace(STAFF, stage=Stage.CLOSED), DATA), read(company="Acme"), "data"),
    Case("two roles, a third named", (STAFF, DATA), read(ACK, "Acme", "Product Manager"), "new"),
    Case("two roles, a third rejected", (STAFF, DATA), read(Kind.REJECTION, "Acme", "Product Manager"), "data|staff"),
    Case("one role, another rejected", (STAFF,), read(Kind.REJECTION, "Acme", "Product Manager"), "staff?"),
    Case(
        "one role, another interview cancelled",
        (STAFF,),
        read(Kind.INTERVIEW_CANCELLED, "Acme", "Product Manager"),
        "staff?",
    ),
    Case(
        "one ended role, another rejected",
        (replace(STAFF, stage=Stage.CLOSED),),
        read(Kind.REJECTION, "Acme", "Product Manager"),
        "new",
    ),
    Case(
        "one role, another number rejected",
        (replace(STAFF, requisition="R-1111"),),
        read(Kind.REJECTION, "Acme", "Staff Engineer", requisition="R-2222"),
        "new",
    ),
    Case("role unknown so far", (app("a", "Acme"),), read(company="Acme", role="Product Manager"), "a"),
    Case(
        "two roles, interview date tells",
        (replace(STAFF, interviews=(interview(DAY),)), DATA),
        read(Kind.INTERVIEW_CONFIRMED, "Acme", interviews=(InterviewSlot(DAY),)),
        "staff",
    ),
    Case(
        "cancellation goes to the one awaiting",
        (replace(STAFF, interviews=(interview(DAY),)), DATA),
        read(Kind.INTERVIEW_CANCELLED, "Acme"),
        "staff",
    ),
    Case(
        "passed interview awaits nothing",
        (replace(STAFF, interviews=(interview(DAY, passed=True),)), DATA),
        read(Kind.INTERVIEW_CANCELLED, "Acme"),
        "data|staff",
    ),
    Case("role without company, one alike", (STAFF,), read(Kind.REJECTION, "", "Staff Engineer"), "staff?"),
    # Opening
    *(Case(f"opens: {kind}", (), read(kind, "Acme", "Engineer"), "new") for kind in sorted(OPENING)),
    Case("opens by people alone", (), read(Kind.INTERVIEW_INVITED, people=(Person("Jo Park", "jo@gmail.com"),)), "new"),
    Case("opens by role alone", (), read(ACK, role="Engineer"), "new"),
    Case("nothing known opens nothing", (), read(ACK), "none"),
    Case(
        "human reply opens nothing", (), read(HUMAN, "Acme", "Engineer"), "none", incoming("Dana Cho <dana@acme.com>")
    ),
    Case(
        "other never links",
        (app("a", "Acme", mails=(mail(),)),),
        read(Kind.OTHER, "Acme"),
        "none",
        incoming(in_reply_to=("<m1@acme.com>",)),
    ),
    # Ended applications
    Case(
        "applied again",
        (app("a", "Acme", "Engineer", stage=Stage.CLOSED, contact_at=DAY),),
        read(ACK, "Acme", "Engineer"),
        "new",
    ),
    Case(
        "confirmed after closing",
        (app("a", "Acme", "Engineer", stage=Stage.CLOSED, contact_at=DAY),),
        read(Kind.INTERVIEW_CONFIRMED, "Acme", "Engineer"),
        "a",
    ),
    Case(
        "rejection after silence",
        (app("a", "Acme", "Engineer", stage=Stage.CLOSED),),
        read(Kind.REJECTION, "Acme"),
        "a",
    ),
    # Human replies
    Case(
        "human by address", (app("a", "Acme", people=(DANA,)),), read(HUMAN), "a", incoming("Dana Cho <dana@acme.com>")
    ),
    Case(
        "human colleague",
        (app("a", "Acme", people=(DANA,)),),
        read(HUMAN),
        "a",
        incoming("Luis Ortega <luis@acme.com>"),
    ),
    Case(
        "human colleague, two applications",
        (replace(STAFF, people=(DANA,)), replace(DATA, people=(DANA,))),
        read(HUMAN),
        "data|staff",
        incoming("Luis Ortega <luis@acme.com>"),
    ),
    Case(
        "human at an agency is no colleague",
        (app("a", "Tallis", people=(Person("Lena Wolf", "lena@hays.com"),)),),
        read(HUMAN),
        "none",
        incoming("Max <max@hays.com>"),
    ),
    Case(
        "human by role",
        (replace(STAFF, people=(DANA,)), replace(DATA, people=(DANA,))),
        read(HUMAN, "Acme", "Data Engineer"),
        "data",
        incoming("Dana Cho <dana@acme.com>"),
    ),
    Case(
        "human about another role",
        (replace(STAFF, people=(DANA,)),),
        read(HUMAN, "Acme", "Product Manager"),
        "staff?",
        incoming("Dana Cho <dana@acme.com>"),
    ),
    Case(
        "human at gmail is no colleague",
        (app("a", "Acme", people=(Person("Jo", "jo@gmail.com"),)),),
        read(HUMAN),
        "none",
        incoming("Pat <pat@gmail.com>"),
    ),
    # Sent by the user
    Case(
        "sent to a known person",
        (app("a", "Acme", people=(DANA,)),),
        read(SENT),
        "a",
        incoming("Sam <sam@example.com>", to=(address("dana@acme.com"),)),
    ),
    Case(
        "sent to somebody the user wrote to",
        (app("a", "Acme", mails=(mail("sam@example.com", inbound=False, to=(address("dana@acme.com"),)),)),),
        read(SENT),
        "a",
        incoming("sam@example.com", to=(address("dana@acme.com"),)),
    ),
    Case(
        "sent to somebody of two",
        (replace(STAFF, people=(DANA,)), replace(DATA, people=(DANA,))),
        read(SENT),
        "data|staff",
        incoming("sam@example.com", to=(address("dana@acme.com"),)),
    ),
    Case(
        "sent to somebody of two, one closed",
        (replace(STAFF, people=(DANA,), stage=Stage.CLOSED), replace(DATA, people=(DANA,))),
        read(SENT),
        "data",
        incoming("sam@example.com", to=(address("dana@acme.com"),)),
    ),
    Case(
        "sent to a stranger",
        (app("a", "Acme", people=(DANA,)),),
        read(SENT, "Acme"),
        "none",
        incoming("sam@example.com", to=(address("mum@gmail.com"),)),
    ),
    Case(
        "sent to a shared mailbox",
        (app("a", "Acme", people=(Person("", "jobs@acme.com"),)),),
        read(SENT),
        "none",
        incoming("sam@example.com", to=(address("jobs@acme.com"),)),
    ),
    # Machines
    Case(
        "auto-reply in the thread",
        (app("a", "Acme", drafts=(draft("<d1@example.com>"),)),),
        read(AUTO),
        "a",
        incoming("dana@acme.com", in_reply_to=("<d1@example.com>",)),
    ),
    Case(
        "auto-reply of a known person", (app("a", "Acme", people=(DANA,)),), read(AUTO), "a", incoming("dana@acme.com")
    ),
    Case(
        "auto-reply of a stranger",
        (app("a", "Acme", people=(DANA,)),),
        read(AUTO, "Acme"),
        "none",
        incoming("x@acme.com"),
    ),
    Case(
        "bounce of a draft",
        (app("a", "Acme", drafts=(draft("<d1@example.com>"),)),),
        read(Kind.BOUNCE, bounced_id="<d1@example.com>", bounced=("dana@acme.com",)),
        "a",
        incoming("mailer-daemon@x"),
    ),
    Case(
        "bounce by its report",
        (app("a", "Acme", drafts=(draft("<d1@example.com>"),)),),
        read(Kind.BOUNCE),
        "a",
        incoming("mailer-daemon@x", delivery_status=DeliveryStatus(("dana@acme.com",), "<d1@example.com>")),
    ),
    Case(
        "bounce of something else",
        (app("a", "Acme", people=(DANA,)),),
        read(Kind.BOUNCE, bounced_id="<else@x>", bounced=("dana@acme.com",)),
        "none",
        incoming("mailer-daemon@x"),
    ),
)
