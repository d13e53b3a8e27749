"""September to December: Marlow (twice undecided), Nordkap (a forgery), Oakhurst (through an agency), Pelican (at the end)."""

from __future__ import annotations

from mailwatch.core.models import Kind
from tests.archive.telling import Correspondence, meeting

GRACE = "Grace Whitlock <grace.whitlock@marlowpress.example>"
SOLVEIG = "Solveig Dahl <solveig.dahl@nordkap-analytics.example>"
OWEN = "Owen Marsh <owen.marsh@brightpath-talent.example>"
LENA = "Dr. Lena Fuchs <lena.fuchs@oakhurst-health.example>"
JORIS = "Joris Vermeer <joris.vermeer@pelicangrid.example>"

marlow = Correspondence("Marlow Press")
marlow.theirs(
    "2025-09-08 10:50",
    Kind.ACKNOWLEDGEMENT,
    "Marlow Press <people@marlowpress.example>",
    "Your application for Web Developer",
    """
    Dear Sam,

    Thank you for your application for the post of Web Developer at Marlow Press. We have received it and aim to reply
    to everybody.

    Marlow Press
    """,
)
fixed = marlow.theirs(
    "2025-09-15 12:30",
    Kind.INTERVIEW_CONFIRMED,
    GRACE,
    "Interview for Web Developer at Marlow Press",
    """
    Dear Sam,

    Thank you for your application. I am pleased to confirm your interview for the post of Web Developer at Marlow Press
    on Monday, 22 September 2025 at 11:00 (Berlin time), by video, for about an hour.

    Yours sincerely,
    Grace Whitlock
    Digital Editor
    """,
)
marlow.yours(
    "2025-09-22 12:15",
    GRACE,
    "Re: Interview for Web Developer at Marlow Press",
    """
    Dear Grace,

    Thank you for your time this morning. I was delighted to hear how much thought goes into footnotes on small screens.
    """,
    answers=fixed,
)
undecided = marlow.theirs(
    "2025-10-03 16:40",
    Kind.STATUS_UPDATE,
    GRACE,
    "Re: Interview for Web Developer at Marlow Press",
    """
    Dear Sam,

    I am afraid we are still deciding; two of us have been ill. You will hear from us by 14 October.

    Grace
    """,
    answers=fixed,
)
no = marlow.theirs(
    "2025-10-16 10:05",
    Kind.REJECTION,
    GRACE,
    "Re: Interview for Web Developer at Marlow Press",
    """
    Dear Sam,

    Thank you for your patience. We have now offered the post to another candidate, who has accepted. It was a pleasure
    to meet you, and I am sorry to disappoint you.

    Yours,
    Grace
    """,
    answers=undecided,
)
marlow.yours(
    "2025-10-16 19:30",
    GRACE,
    "Re: Interview for Web Developer at Marlow Press",
    """
    Dear Grace,

    Thank you for letting me know, and for the kind words. I hope our paths cross again.
    """,
    answers=no,
)

nordkap = Correspondence("Nordkap Analytics")
nordkap.theirs(
    "2025-09-29 11:11",
    Kind.ACKNOWLEDGEMENT,
    "Nordkap Analytics <jobs@nordkap-analytics.example>",
    "Application for Analytics Engineer",
    """
    Hi Sam,

    Thanks for applying to Nordkap Analytics! Your application for Analytics Engineer has been received.

    The Nordkap team
    """,
)
fixed = nordkap.theirs(
    "2025-10-06 14:30",
    Kind.INTERVIEW_CONFIRMED,
    SOLVEIG,
    "Interview: Analytics Engineer (Nordkap)",
    "Looking forward to our interview, Sam!",
    invite=meeting(
        "nordkap-rivera-20251013@nordkap-analytics.example",
        "Interview: Analytics Engineer, Sam Rivera and Solveig Dahl",
        "2025-10-13 10:00",
        "2025-10-13 11:00",
        SOLVEIG,
    ),
)
nordkap.theirs(
    "2025-10-09 03:52",
    Kind.INTERVIEW_CANCELLED,
    "Nordkap Analytics <jobs@nordkap-analytics.example>",
    "Your interview has been cancelled",
    """
    Dear candidate,

    Your interview for Analytics Engineer on Monday, 13 October 2025 at 10:00 has been cancelled. To choose a new date,
    sign in with your mail password: https://nordkap-interviews.example/login
    """,
    dmarc="fail",
)
thanks = nordkap.yours(
    "2025-10-13 15:00",
    SOLVEIG,
    "Thank you for our conversation",
    """
    Hi Solveig,

    Thank you for our conversation this morning. I keep thinking about your question of what a metric owes the people it
    measures.
    """,
)
nudge = nordkap.yours(
    "2025-10-21 09:35",
    SOLVEIG,
    "Re: Thank you for our conversation",
    """
    Hi Solveig,

    I wanted to ask whether you have any news for me about the Analytics Engineer role.
    """,
    answers=thanks,
)
offer = nordkap.theirs(
    "2025-10-24 13:00",
    Kind.OFFER,
    SOLVEIG,
    "Re: Thank you for our conversation",
    """
    Hi Sam,

    Yes, and good ones: we would like to offer you the position of Analytics Engineer. The contract is attached. I would
    be happy to talk it through with you on the phone.

    Solveig
    """,
    answers=nudge,
)
nordkap.yours(
    "2025-10-27 18:20",
    SOLVEIG,
    "Re: Thank you for our conversation",
    """
    Hi Solveig,

    Thank you, that makes me very happy. May I answer you by the middle of November? I am in another conversation that I
    would like to finish fairly.
    """,
    answers=offer,
)

oakhurst = Correspondence("Oakhurst Health")
intro = oakhurst.theirs(
    "2025-10-13 17:15",
    Kind.HUMAN_REPLY,
    OWEN,
    "Oakhurst Health: your application as Lead Developer",
    """
    Hi Sam,

    Good to talk to you today. As agreed I have sent your application for the Lead Developer position to Oakhurst Health
    and will come back to you as soon as I hear from them.

    Best,
    Owen Marsh
    Brightpath Talent
    """,
)
fixed = oakhurst.theirs(
    "2025-10-20 10:40",
    Kind.INTERVIEW_CONFIRMED,
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Sam,

    Oakhurst Health would like to meet you. Your interview for the Lead Developer position is confirmed for Friday, 24
    October 2025 at 16:00 CEST with Dr. Lena Fuchs, one hour, by video.

    Fingers crossed,
    Owen Marsh
    Brightpath Talent
    """,
    answers=intro,
)
oakhurst.yours(
    "2025-10-25 11:00",
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Owen,

    The interview went well, I think. Would you please pass my thanks on to Dr. Fuchs? Her account of how nurses test new
    releases first has stayed with me.
    """,
    answers=fixed,
)
still = oakhurst.theirs(
    "2025-10-31 12:00",
    Kind.STATUS_UPDATE,
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Sam,

    A quick update: Oakhurst Health are still talking to two other candidates and will give me their feedback by the end
    of next week.

    Owen
    """,
    answers=fixed,
)
again = oakhurst.theirs(
    "2025-11-12 09:15",
    Kind.INTERVIEW_INVITED,
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Sam,

    They want to see you for a second interview, on site. Would Tuesday 18 November at 10:00 or Thursday 20 November at
    14:00 work for you?

    Owen
    """,
    answers=still,
)
oakhurst.yours(
    "2025-11-12 09:50",
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Owen,

    Wonderful. Tuesday at 10:00, please.
    """,
    answers=again,
)
fixed = oakhurst.theirs(
    "2025-11-13 08:30",
    Kind.INTERVIEW_CONFIRMED,
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Sam,

    Your second interview with Oakhurst Health is confirmed: Tuesday, 18 November 2025, 10:00 to 12:00, with Dr. Lena
    Fuchs (lena.fuchs@oakhurst-health.example) and the head of IT.

    Owen
    """,
    answers=again,
)
oakhurst.yours(
    "2025-11-18 17:25",
    LENA,
    "Thank you for this morning",
    """
    Dear Dr. Fuchs,

    Thank you for this morning, and for letting me see the ward. I would be proud to build what you described.
    """,
)
offer = oakhurst.theirs(
    "2025-11-21 15:10",
    Kind.OFFER,
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Sam,

    Congratulations! Oakhurst Health are pleased to offer you the position of Lead Developer. The written offer follows
    on Monday.

    Owen
    """,
    answers=fixed,
)
oakhurst.yours(
    "2025-11-24 09:00",
    OWEN,
    "Re: Oakhurst Health: your application as Lead Developer",
    """
    Hi Owen,

    I accept with joy. Thank you for everything.
    """,
    answers=offer,
)

pelican = Correspondence("Pelican Grid")
pelican.theirs(
    "2025-12-01 09:32",
    Kind.ACKNOWLEDGEMENT,
    "Pelican Grid Talent <talent@pelicangrid.example>",
    "Thanks for your application, Sam",
    """
    Hi Sam,

    Thank you for applying for Grid Software Architect at Pelican Grid. We have received your application and will be in
    touch.

    Pelican Grid Talent
    """,
)
pelican.theirs(
    "2025-12-08 16:45",
    Kind.INTERVIEW_CONFIRMED,
    JORIS,
    "Grid Software Architect: our conversation on the 19th",
    """
    Hi Sam,

    I know that you have signed elsewhere, but you asked to keep the date: our interview for Grid Software Architect at
    Pelican Grid is confirmed for Friday, 19 December 2025 at 14:00 CET, an hour, by video.

    Joris Vermeer
    """,
)

LETTERS = (*marlow.letters, *nordkap.letters, *oakhurst.letters, *pelican.letters)
