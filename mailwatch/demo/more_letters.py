"""More of Sam's applications: a rejection by a person, one by a machine, and a panel."""

from __future__ import annotations

from mailwatch.core.models import Kind
from mailwatch.demo.letters import COBALT, LARKFIELD, MERIDIAN, berlin
from mailwatch.demo.mails import SAM, Letter

# --- Larkfield Robotics: moved once, then a rejection by a person ---------------------------------------------------

NOAH = "Noah Brandt <noah.brandt@larkfield.example>"
DANA = "Dana Okafor <dana.okafor@larkfield.example>"

LARKFIELD_LETTERS = (
    Letter(
        berlin(3, 6, 17, 25),
        "larkfield-confirmed",
        Kind.INTERVIEW_CONFIRMED,
        LARKFIELD,
        NOAH,
        "Interview confirmation: Site Reliability Engineer at Larkfield Robotics",
        """
        Hi Sam,

        Thanks for getting back to me so quickly. Your interview for the Site Reliability Engineer role is confirmed
        for Thursday, March 12 at 2:00 PM Eastern Time. You will speak with Dana Okafor, our Head of Infrastructure,
        for 45 minutes on Zoom: https://larkfield.zoom.example/j/93017

        Best,
        Noah Brandt
        Recruiting Coordinator, Larkfield Robotics
        """,
        cc=DANA,
    ),
    Letter(
        berlin(3, 11, 20, 50),
        "larkfield-moved",
        Kind.INTERVIEW_RESCHEDULED,
        LARKFIELD,
        NOAH,
        "Re: Interview confirmation: Site Reliability Engineer at Larkfield Robotics",
        """
        Hi Sam,

        I'm afraid something came up on Dana's side, so we need to reschedule your interview. The new time is
        Monday, March 16 at 11:00 AM Eastern Time, same Zoom link. Apologies for the inconvenience!

        Best,
        Noah
        """,
        cc=DANA,
        answers="larkfield-confirmed",
    ),
    Letter(
        berlin(3, 16, 18, 25),
        "larkfield-thanks",
        Kind.SENT_BY_YOU,
        LARKFIELD,
        SAM,
        "Re: Interview confirmation: Site Reliability Engineer at Larkfield Robotics",
        """
        Dear Dana,

        Thank you for the conversation today. Your story of the night the warehouse robots all went home at once
        made me laugh, and the way your team wrote it up afterwards made me want to work with you.

        Best regards,
        Sam
        """,
        to=DANA,
        answers="larkfield-moved",
    ),
    Letter(
        berlin(3, 20, 16, 35),
        "larkfield-declined",
        Kind.REJECTION,
        LARKFIELD,
        DANA,
        "Re: Interview confirmation: Site Reliability Engineer at Larkfield Robotics",
        """
        Hi Sam,

        Thank you again for your time on Monday, I enjoyed our conversation a lot. After careful consideration we
        have decided to move forward with another candidate who has run a fleet of this size before. It was a close
        call, and I am sorry not to have better news.

        I wish you all the best with your search.

        Dana
        """,
        answers="larkfield-thanks",
    ),
)

# --- Cobalt Pay: a machine says no ----------------------------------------------------------------------------------

COBALT_LETTERS = (
    Letter(
        berlin(3, 4, 8, 40),
        "cobalt-received",
        Kind.ACKNOWLEDGEMENT,
        COBALT,
        "Cobalt Pay <no-reply@cobaltpay.example>",
        "Your application to Cobalt Pay",
        """
        Hello Sam,

        We have received your application for Payments Engineer at Cobalt Pay. Thank you for your interest in joining
        us! We read every application and will get back to you.

        The Cobalt Pay Hiring Team
        """,
        html="We got it!",
    ),
    Letter(
        berlin(3, 17, 6, 30),
        "cobalt-declined",
        Kind.REJECTION,
        COBALT,
        "Cobalt Pay <no-reply@cobaltpay.example>",
        "Your application for Payments Engineer",
        """
        Hello Sam,

        Thank you for your interest in the Payments Engineer position at Cobalt Pay and for the time you put into
        your application.

        Unfortunately, we have decided not to move forward with your application at this time. We wish you success in
        your job search.

        The Cobalt Pay Hiring Team
        """,
        html="An update on your application.",
    ),
)

# --- Meridian Health: a panel of three, and a follow-up that Sam throws away ----------------------------------------

RUTH = "Ruth Adeyemi <ruth.adeyemi@meridianhealth.example>"
ANA = "Ana Duarte <ana.duarte@meridianhealth.example>"
HENRIK = "Henrik Solberg <henrik.solberg@meridianhealth.example>"

MERIDIAN_LETTERS = (
    Letter(
        berlin(3, 9, 11, 5),
        "meridian-received",
        Kind.ACKNOWLEDGEMENT,
        MERIDIAN,
        "Meridian Health Talent <no-reply@meridianhealth.example>",
        "Meridian Health: application received",
        """
        Dear Sam Rivera,

        Thank you for applying for the Staff Engineer position at Meridian Health. Your application has been received
        and is now with the hiring team.

        Sincerely,
        Meridian Health Talent Acquisition
        """,
        html="Thank you for applying to Meridian Health.",
    ),
    Letter(
        berlin(3, 12, 12, 15),
        "meridian-panel",
        Kind.INTERVIEW_CONFIRMED,
        MERIDIAN,
        RUTH,
        "Panel interview - Staff Engineer, Meridian Health",
        """
        Dear Sam,

        I am pleased to confirm your panel interview for the Staff Engineer position. It will take place on
        Wednesday, March 18, 2026 from 1:00 PM to 2:30 PM CET by video call.

        You will meet with:
        - Ana Duarte (ana.duarte@meridianhealth.example), Director of Engineering
        - Henrik Solberg (henrik.solberg@meridianhealth.example), Principal Engineer
        - Chloé Martin, Product Lead

        Kind regards,
        Ruth Adeyemi
        Interview Coordinator
        Meridian Health
        """,
    ),
)
