"""March to June: Esparza (Spanish), Fernhill (American, a panel), Grachtenlabs (Dutch), Halvorsen (a test, then ice)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from mailwatch.core.models import Kind
from mailwatch.demo.mails import Invite
from tests.archive.telling import Correspondence, at, meeting

LUCIA = "Lucía Romero <lucia.romero@esparzadatos.example>"
MEGAN = "Megan Doyle <megan.doyle@fernhill.example>"
ARJUN = "Arjun Patel <arjun.patel@fernhill.example>"
WEI = "Wei Zhang <wei.zhang@fernhill.example>"
SANNE = "Sanne de Wit <sanne.dewit@grachtenlabs.example>"
INGRID = "Ingrid Halvorsen <ingrid@halvorsen-shipping.example>"
NEW_YORK = ZoneInfo("America/New_York")

esparza = Correspondence("Esparza Datos")
esparza.theirs(
    "2025-03-17 10:20",
    Kind.ACKNOWLEDGEMENT,
    "Esparza Datos <empleo@esparzadatos.example>",
    "Hemos recibido tu candidatura",
    """
    Hola Sam:

    Gracias por tu interés en Esparza Datos. Hemos recibido tu candidatura para el puesto de Ingeniero de Datos y la
    estamos revisando.

    Un saludo,
    Equipo de selección de Esparza Datos
    """,
)
choice = esparza.theirs(
    "2025-03-24 12:15",
    Kind.INTERVIEW_INVITED,
    LUCIA,
    "Entrevista para el puesto de Ingeniero de Datos",
    """
    Hola Sam:

    Nos ha gustado mucho tu candidatura para el puesto de Ingeniero de Datos y queremos invitarte a una entrevista por
    videollamada. ¿Te vendría mejor el lunes 31 de marzo a las 12:00 o el martes 1 de abril a las 16:00? Dime qué
    prefieres, por favor.

    Un saludo,
    Lucía Romero
    Responsable de selección
    """,
)
esparza.yours(
    "2025-03-24 17:02",
    LUCIA,
    "Re: Entrevista para el puesto de Ingeniero de Datos",
    """
    Hola Lucía:

    Muchas gracias. El lunes a las 12:00 me viene muy bien.
    """,
    answers=choice,
)
esparza.theirs(
    "2025-03-25 09:05",
    Kind.INTERVIEW_CONFIRMED,
    LUCIA,
    "Invitación: Entrevista Ingeniero de Datos, Sam Rivera - lun 31 mar 2025 12:00 - 13:00 (CEST)",
    "Entrevista para el puesto de Ingeniero de Datos en Esparza Datos.",
    invite=meeting(
        "k3v8-entrevista-rivera@google.com",
        "Entrevista Ingeniero de Datos, Sam Rivera",
        "2025-03-31 12:00",
        "2025-03-31 13:00",
        LUCIA,
    ),
)
esparza.theirs(
    "2025-03-28 18:40",
    Kind.INTERVIEW_RESCHEDULED,
    LUCIA,
    "Invitación actualizada: Entrevista Ingeniero de Datos, Sam Rivera - mié 2 abr 2025 12:00 - 13:00 (CEST)",
    "Lo siento, el lunes tengo que viajar. Hemos cambiado la entrevista al miércoles 2 de abril a las 12:00.",
    invite=meeting(
        "k3v8-entrevista-rivera@google.com",
        "Entrevista Ingeniero de Datos, Sam Rivera",
        "2025-04-02 12:00",
        "2025-04-02 13:00",
        LUCIA,
        sequence=1,
    ),
)
still = esparza.theirs(
    "2025-04-04 10:00",
    Kind.STATUS_UPDATE,
    LUCIA,
    "Tu candidatura en Esparza Datos",
    """
    Hola Sam:

    Gracias por la conversación del miércoles. Seguimos entrevistando a otras personas para el puesto de Ingeniero de
    Datos y te diremos algo en dos semanas.

    Un saludo,
    Lucía
    """,
)
esparza.yours(
    "2025-04-16 11:30",
    LUCIA,
    "Re: Tu candidatura en Esparza Datos",
    """
    Hola Lucía:

    Sé que aún estáis decidiendo; solo quería decirte que mi interés sigue intacto.
    """,
    answers=still,
)
no = esparza.theirs(
    "2025-04-24 13:10",
    Kind.REJECTION,
    LUCIA,
    "Re: Tu candidatura en Esparza Datos",
    """
    Hola Sam:

    Te agradecemos mucho el tiempo que nos has dedicado. Lamentablemente, hemos decidido continuar con otra candidatura
    para el puesto. Te deseamos mucha suerte en tu búsqueda.

    Un abrazo,
    Lucía
    """,
    answers=still,
)
esparza.yours(
    "2025-04-24 15:45",
    LUCIA,
    "Re: Tu candidatura en Esparza Datos",
    """
    Hola Lucía:

    Gracias por decírmelo y por lo agradable de todo el proceso. Que os vaya muy bien.
    """,
    answers=no,
)

fernhill = Correspondence("Fernhill Cloud")
fernhill.theirs(
    "2025-04-07 22:11",
    Kind.ACKNOWLEDGEMENT,
    "Fernhill Cloud Hiring <no-reply@hire.lever.example>",
    "We got your application: Senior Site Reliability Engineer",
    """
    Hi Sam,

    Thanks for applying for the Senior Site Reliability Engineer role at Fernhill Cloud. We have received your
    application, and a member of our recruiting team will review it shortly.

    Fernhill Cloud Hiring
    """,
    html="We received your application",
)
screen = fernhill.theirs(
    "2025-04-10 20:30",
    Kind.INTERVIEW_CONFIRMED,
    MEGAN,
    "Fernhill Cloud: phone screen for Senior Site Reliability Engineer",
    """
    Hi Sam,

    Great to connect! Confirming your phone interview for the Senior Site Reliability Engineer role on Monday, April 14,
    2025 at 10:00 AM EDT. I will call you on the number in your resume; it will take 30 minutes.

    Best,
    Megan Doyle
    Senior Recruiter, Fernhill Cloud
    """,
)
fernhill.yours(
    "2025-04-14 19:00",
    MEGAN,
    "Re: Fernhill Cloud: phone screen for Senior Site Reliability Engineer",
    """
    Hi Megan,

    Thanks for the good call today. What you said about the team owning its own error budgets is what I am looking for.
    """,
    answers=screen,
)
onsite = fernhill.theirs(
    "2025-04-16 17:20",
    Kind.INTERVIEW_INVITED,
    MEGAN,
    "Re: Fernhill Cloud: phone screen for Senior Site Reliability Engineer",
    """
    Hi Sam,

    The team would love to meet you! The next step is a virtual onsite of two hours with Arjun Patel and Wei Zhang.
    Please pick a time that works for you here: https://calendly.example/fernhill/onsite

    Best,
    Megan
    """,
    answers=screen,
)
fernhill.yours(
    "2025-04-16 18:05",
    MEGAN,
    "Re: Fernhill Cloud: phone screen for Senior Site Reliability Engineer",
    """
    Hi Megan,

    That is good news. I have picked Thursday the 24th.
    """,
    answers=onsite,
)
panel = fernhill.theirs(
    "2025-04-17 15:12",
    Kind.INTERVIEW_CONFIRMED,
    MEGAN,
    "Virtual onsite - Senior Site Reliability Engineer, Fernhill Cloud",
    """
    Hi Sam,

    You are all set for your virtual onsite interview on Thursday, April 24. You will meet Arjun Patel and Wei Zhang.
    """,
    invite=Invite(
        "040000008200E00074C5B7101A82E008-fernhill-rivera",
        "Virtual onsite - Senior Site Reliability Engineer, Fernhill Cloud",
        at("2025-04-24 15:00").astimezone(NEW_YORK),
        at("2025-04-24 17:00").astimezone(NEW_YORK),
        MEGAN,
        (ARJUN, WEI),
        zone="Eastern Standard Time",
    ),
)
fernhill.yours(
    "2025-04-25 09:00",
    ARJUN,
    "Thank you for yesterday",
    """
    Hi Arjun,

    Thank you for taking me through your incident reviews yesterday. I have not seen blameless meant that seriously.
    """,
)
fernhill.yours(
    "2025-04-25 09:20",
    WEI,
    "Thank you for yesterday",
    """
    Hi Wei,

    Thank you for the discussion of capacity planning yesterday. I kept thinking about your queueing example.
    """,
)
offer = fernhill.theirs(
    "2025-04-30 21:40",
    Kind.OFFER,
    MEGAN,
    "Your offer from Fernhill Cloud",
    """
    Hi Sam,

    I have great news: we are delighted to offer you the position of Senior Site Reliability Engineer at Fernhill Cloud!
    The written offer letter with salary and benefits is attached. Please let me know if you have any questions; we
    would love your answer by May 9.

    Best,
    Megan
    """,
)
decline = fernhill.yours(
    "2025-05-06 12:00",
    MEGAN,
    "Re: Your offer from Fernhill Cloud",
    """
    Hi Megan,

    Thank you very much for the offer. After much thought I have to decline: working American hours from Berlin would not
    be good for my family. I enjoyed meeting all of you.
    """,
    answers=offer,
)
fernhill.theirs(
    "2025-05-06 16:25",
    Kind.HUMAN_REPLY,
    MEGAN,
    "Re: Your offer from Fernhill Cloud",
    """
    Hi Sam,

    I am sad to hear it, but I completely understand. Stay in touch!

    Megan
    """,
    answers=decline,
)

grachtenlabs = Correspondence("Grachtenlabs")
grachtenlabs.theirs(
    "2025-05-12 14:02",
    Kind.ACKNOWLEDGEMENT,
    "Grachtenlabs <werken@grachtenlabs.example>",
    "Je sollicitatie bij Grachtenlabs",
    """
    Hallo Sam,

    Bedankt voor je sollicitatie op de functie van Data Engineer bij Grachtenlabs. We hebben je sollicitatie in goede
    orde ontvangen en nemen zo snel mogelijk contact met je op.

    Team Recruitment
    """,
)
grachtenlabs.theirs(
    "2025-05-26 10:33",
    Kind.REJECTION,
    SANNE,
    "Je sollicitatie als Data Engineer",
    """
    Hallo Sam,

    Bedankt voor je interesse in de functie van Data Engineer. Helaas hebben we besloten om niet met je verder te gaan in
    de procedure: we zoeken iemand die al vloeiend Nederlands spreekt. Ik vond je brief wel heel persoonlijk, en wens je
    veel succes met je zoektocht.

    Groet,
    Sanne de Wit
    """,
)

halvorsen = Correspondence("Halvorsen Shipping")
halvorsen.theirs(
    "2025-06-02 11:15",
    Kind.ACKNOWLEDGEMENT,
    "Halvorsen Shipping <jobs@halvorsen-shipping.example>",
    "Thank you for your application",
    """
    Dear Sam Rivera,

    Thank you for your application for the Integration Engineer position at Halvorsen Shipping. We have received it and
    will get back to you.

    Halvorsen Shipping, People
    """,
)
task = halvorsen.theirs(
    "2025-06-05 09:45",
    Kind.ASSESSMENT,
    INGRID,
    "Next step: a small coding assignment",
    """
    Hi Sam,

    We would like to see how you work. As the next step in your application for Integration Engineer, please complete the
    take-home assignment at https://code.halvorsen-shipping.example/t/rivera within seven days. It should take about
    three hours.

    Best regards,
    Ingrid Halvorsen
    """,
)
halvorsen.yours(
    "2025-06-09 20:10",
    INGRID,
    "Re: Next step: a small coding assignment",
    """
    Hi Ingrid,

    I have just submitted the assignment; the notes on what I left out are in the README.
    """,
    answers=task,
)
fixed = halvorsen.theirs(
    "2025-06-16 13:30",
    Kind.INTERVIEW_CONFIRMED,
    INGRID,
    "Interview on Friday",
    """
    Hi Sam,

    We liked your solution. Your interview for the Integration Engineer position is confirmed for Friday, 20 June 2025 at
    09:30 CEST by video with me and our CTO. Please plan 45 minutes.

    Best regards,
    Ingrid Halvorsen
    Halvorsen Shipping
    """,
    answers=task,
)
off = halvorsen.theirs(
    "2025-06-19 15:55",
    Kind.INTERVIEW_CANCELLED,
    INGRID,
    "Re: Interview on Friday",
    """
    Hi Sam,

    I am so sorry, but we have to cancel tomorrow's interview: I have come down with a fever. I will come back to you
    with a new date.

    Ingrid
    """,
    answers=fixed,
)
halvorsen.yours(
    "2025-06-19 16:20",
    INGRID,
    "Re: Interview on Friday",
    """
    Hi Ingrid,

    No problem at all, get well soon!
    """,
    answers=off,
)
halvorsen.theirs(
    "2025-06-27 10:05",
    Kind.STATUS_UPDATE,
    INGRID,
    "Re: Interview on Friday",
    """
    Hi Sam,

    I am well again, but I have to disappoint you for now: the board has put all hiring on hold for the summer. We would
    still like to meet you and will get back to you by the end of September.

    Best regards,
    Ingrid
    """,
    answers=off,
)

LETTERS = (*esparza.letters, *fernhill.letters, *grachtenlabs.letters, *halvorsen.letters)
