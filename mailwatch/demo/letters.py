"""The mail of Sam's applications, as it comes in and as Sam answers it by hand: Kestrel and Tidewater."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from mailwatch.core.models import Kind
from mailwatch.demo.mails import SAM, Invite, Letter

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")

KESTREL, TIDEWATER, LARKFIELD = "Kestrel Maps", "Tidewater Analytics", "Larkfield Robotics"
MERIDIAN, NORDLICHT, FERROUS = "Meridian Health", "Nordlicht Logistik", "Ferrous Cloud"
COBALT, JUNIPER = "Cobalt Pay", "Juniper & Hale"


def berlin(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026 on Sam's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def eastern(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026 on a clock in New York."""
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


# --- Kestrel Maps: the whole way, into silence ----------------------------------------------------------------------

MAYA = "Maya Lindqvist <maya.lindqvist@kestrelmaps.example>"
TOMAS = "Tomás Ferreira <tomas.ferreira@kestrelmaps.example>"
_KESTREL_ROBOT = "Kestrel Maps Recruiting <no-reply@kestrelmaps.example>"

KESTREL_LETTERS = (
    Letter(
        berlin(3, 2, 9, 12),
        "kestrel-received",
        Kind.ACKNOWLEDGEMENT,
        KESTREL,
        _KESTREL_ROBOT,
        "Thank you for applying to Kestrel Maps",
        """
        Hi Sam,

        Thank you for applying to the Senior Backend Engineer position at Kestrel Maps. We have received your
        application and our team will review it carefully.

        If your experience looks like a match, somebody from our talent team will contact you about the next steps.

        Best wishes,
        Kestrel Maps Recruiting
        """,
        html="Your application is in good hands. Here is what happens next.",
    ),
    Letter(
        berlin(3, 4, 14, 30),
        "kestrel-times",
        Kind.INTERVIEW_INVITED,
        KESTREL,
        MAYA,
        "Interview for Senior Backend Engineer at Kestrel Maps",
        """
        Hi Sam,

        I'm Maya, I recruit for the engineering teams here. We liked your application for the Senior Backend Engineer
        role, and we would like to invite you to a first interview with Tomás Ferreira, who leads the tiles team.

        Which of these times would suit you best?

        - Tuesday, March 10, 3:00 PM CET
        - Wednesday, March 11, 10:00 AM CET
        - Thursday, March 12, 4:30 PM CET

        Let me know and I'll send an invitation.

        Best,
        Maya

        --
        Maya Lindqvist
        Senior Recruiter, Kestrel Maps
        """,
    ),
    Letter(
        berlin(3, 5, 9, 5),
        "kestrel-tuesday",
        Kind.SENT_BY_YOU,
        KESTREL,
        SAM,
        "Re: Interview for Senior Backend Engineer at Kestrel Maps",
        """
        Hi Maya,

        Thank you, I am looking forward to it. Tuesday at three works well for me.

        Best regards,
        Sam
        """,
        to=MAYA,
        answers="kestrel-times",
    ),
    Letter(
        berlin(3, 5, 10, 20),
        "kestrel-invitation",
        Kind.INTERVIEW_CONFIRMED,
        KESTREL,
        MAYA,
        "Invitation: Kestrel Maps interview - Sam Rivera / Tomás Ferreira @ Tue Mar 10, 2026 3pm - 4pm (CET)",
        """
        Hi Sam, your interview for the Senior Backend Engineer position is confirmed. Tomás will call you on the
        video link in this invitation. Maya
        """,
        answers="kestrel-times",
        invite=Invite(
            "7kq2m5r8sv3c1d9f@google.com",
            "Kestrel Maps interview - Sam Rivera / Tomás Ferreira",
            berlin(3, 10, 15),
            berlin(3, 10, 16),
            MAYA,
            (TOMAS,),
            location="https://meet.kestrelmaps.example/tiles-310",
        ),
    ),
    Letter(
        berlin(3, 9, 9, 0),
        "kestrel-reminder",
        Kind.INTERVIEW_CONFIRMED,
        KESTREL,
        _KESTREL_ROBOT,
        "Reminder: your interview with Kestrel Maps is tomorrow",
        """
        Hi Sam,

        This is a friendly reminder of your upcoming interview for the Senior Backend Engineer position at Kestrel
        Maps. It takes place on Tuesday, March 10, 2026 at 3:00 PM CET by video call.

        Good luck!
        Kestrel Maps Recruiting
        """,
        html="Everything you need for tomorrow's interview.",
    ),
)

# --- Tidewater Analytics: an offer in the end -----------------------------------------------------------------------

GRACE = "Grace Ellison <grace.ellison@tidewater.example>"
PRIYA = "Priya Nair <priya.nair@tidewater.example>"

TIDEWATER_LETTERS = (
    Letter(
        berlin(3, 3, 16, 2),
        "tidewater-received",
        Kind.ACKNOWLEDGEMENT,
        TIDEWATER,
        "Tidewater Analytics Careers <careers@tidewater.example>",
        "We received your application: Data Platform Engineer",
        """
        Dear Sam,

        This confirms that we have received your application for the Data Platform Engineer position at Tidewater
        Analytics. A member of our recruiting team will review it within the next few days.

        Kind regards,
        Tidewater Analytics Careers
        """,
        headers={"Auto-Submitted": "auto-generated"},
    ),
    Letter(
        berlin(3, 5, 21, 15),
        "tidewater-invitation",
        Kind.INTERVIEW_CONFIRMED,
        TIDEWATER,
        GRACE,
        "Interview: Data Platform Engineer - Tidewater Analytics",
        """
        Hi Sam,

        Great speaking with you earlier! As discussed, here is the invitation for your interview with Priya Nair,
        Engineering Manager, for the Data Platform Engineer position. You will talk about your experience and go
        through a system design exercise together.

        Thanks,
        Grace Ellison
        Talent Partner, Tidewater Analytics
        """,
        invite=Invite(
            "040000008200E00074C5B7101A82E00800000000B0C2F1A6D7B4DC01",
            "Interview: Data Platform Engineer - Tidewater Analytics",
            eastern(3, 11, 10, 30),
            eastern(3, 11, 11, 30),
            GRACE,
            (PRIYA,),
            zone="Eastern Standard Time",
            location="Microsoft Teams Meeting",
        ),
    ),
    Letter(
        berlin(3, 11, 18, 33),
        "tidewater-returned",
        Kind.BOUNCE,
        TIDEWATER,
        "Mail Delivery System <mailer-daemon@mx.example.com>",
        "Undelivered Mail Returned to Sender",
        """
        This is the mail system at host mx.example.com.

        I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

        <priya.nair@tidewater.example>: host mx.tidewater.example said: 550 5.1.1 User unknown
        """,
        answers="priya.nair@tidewater.example",
        returned="priya.nair@tidewater.example",
        headers={"Auto-Submitted": "auto-replied"},
    ),
    Letter(
        berlin(3, 13, 15, 40),
        "tidewater-deciding",
        Kind.STATUS_UPDATE,
        TIDEWATER,
        GRACE,
        "Re: Interview: Data Platform Engineer - Tidewater Analytics",
        """
        Hi Sam,

        Thanks for your kind note, I passed it on to Priya. A quick update from my side: we are still meeting other
        candidates for the Data Platform Engineer role and expect to make a decision by the end of next week.

        Thanks for your patience,
        Grace
        """,
        answers="grace.ellison@tidewater.example",
    ),
    Letter(
        berlin(3, 23, 16, 10),
        "tidewater-question",
        Kind.HUMAN_REPLY,
        TIDEWATER,
        GRACE,
        "Re: Interview: Data Platform Engineer - Tidewater Analytics",
        """
        Hi Sam,

        I hope your week has begun well. Two small things that I forgot to ask when we spoke: could you tell me what
        your notice period is, and when you could start?

        Thanks,
        Grace
        """,
        answers="tidewater-deciding",
    ),
    Letter(
        berlin(3, 24, 18, 20),
        "tidewater-notice",
        Kind.SENT_BY_YOU,
        TIDEWATER,
        SAM,
        "Re: Interview: Data Platform Engineer - Tidewater Analytics",
        """
        Hi Grace,

        Good to hear from you. My notice period is four weeks to the end of a month, so I could start on June 1.

        Best regards,
        Sam
        """,
        to=GRACE,
        answers="tidewater-question",
    ),
    Letter(
        berlin(3, 27, 19, 45),
        "tidewater-offer",
        Kind.OFFER,
        TIDEWATER,
        GRACE,
        "Your offer from Tidewater Analytics",
        """
        Hi Sam,

        I have been looking forward to writing this one: we are delighted to offer you the position of Data Platform
        Engineer at Tidewater Analytics! Everybody who met you would love to work with you.

        The offer letter with salary, equity and benefits is attached to your candidate profile. Take your time to
        read it, and call me with any questions.

        Congratulations!
        Grace
        """,
        answers="tidewater-notice",
    ),
)
