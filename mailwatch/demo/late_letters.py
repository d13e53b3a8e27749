"""The last of Sam's applications: one in German, one put on hold, and the newest."""

from __future__ import annotations

from mailwatch.core.models import Kind
from mailwatch.demo.letters import FERROUS, JUNIPER, NORDLICHT, berlin
from mailwatch.demo.mails import Invite, Letter

# --- Nordlicht Logistik: in German ----------------------------------------------------------------------------------

ANNIKA = "Annika Möller <annika.moeller@nordlicht-logistik.example>"

NORDLICHT_LETTERS = (
    Letter(
        berlin(3, 10, 8, 55),
        "nordlicht-eingang",
        Kind.ACKNOWLEDGEMENT,
        NORDLICHT,
        "Nordlicht Logistik Karriere <no-reply@nordlicht-logistik.example>",
        "Eingangsbestätigung Ihrer Bewerbung als Softwareentwickler (m/w/d)",
        """
        Guten Tag Sam Rivera,

        vielen Dank für Ihre Bewerbung als Softwareentwickler (m/w/d) bei der Nordlicht Logistik GmbH. Wir haben Ihre
        Unterlagen erhalten und melden uns nach der Prüfung bei Ihnen.

        Mit freundlichen Grüßen
        Ihr Karriere-Team der Nordlicht Logistik GmbH
        """,
        html="Ihre Bewerbung ist bei uns eingegangen.",
    ),
    Letter(
        berlin(3, 16, 9, 50),
        "nordlicht-termin",
        Kind.INTERVIEW_CONFIRMED,
        NORDLICHT,
        ANNIKA,
        "Ihr Vorstellungsgespräch bei Nordlicht Logistik",
        """
        Guten Tag Sam Rivera,

        vielen Dank für das nette Telefonat. Hiermit bestätige ich Ihnen den Termin für unser Vorstellungsgespräch
        für die Stelle als Softwareentwickler: Dienstag, 24. März 2026, von 10:30 bis 11:30 Uhr, in unserem Büro am
        Hafen.

        Ich freue mich darauf, Sie kennenzulernen.

        Mit freundlichen Grüßen
        Annika Möller
        Leiterin Softwareentwicklung
        Nordlicht Logistik GmbH
        """,
    ),
    Letter(
        berlin(3, 24, 15, 33),
        "nordlicht-abwesend",
        Kind.AUTO_REPLY,
        NORDLICHT,
        ANNIKA,
        "Automatische Antwort: Ihr Vorstellungsgespräch bei Nordlicht Logistik",
        """
        Guten Tag,

        vielen Dank für Ihre Nachricht. Ich bin bis einschließlich 7. April 2026 nicht im Büro und habe keinen Zugriff
        auf meine E-Mails. Ihre Nachricht wird nicht weitergeleitet.

        Mit freundlichen Grüßen
        Annika Möller
        """,
        answers="annika.moeller@nordlicht-logistik.example",
        headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    ),
)

# --- Ferrous Cloud: an assessment, an interview, and then the search is put on hold ---------------------------------

LEILA = "Leila Haddad <leila.haddad@ferrouscloud.example>"
_FERROUS_TALK = Invite(
    "3n8v1pt0q6ue2xk4@google.com",
    "Ferrous Cloud: Technical interview with Sam Rivera",
    berlin(4, 2, 11),
    berlin(4, 2, 12),
    LEILA,
    location="https://meet.ferrouscloud.example/sam",
)

FERROUS_LETTERS = (
    Letter(
        berlin(3, 17, 13, 20),
        "ferrous-challenge",
        Kind.ASSESSMENT,
        FERROUS,
        "Ferrous Cloud Hiring <assessments@ferrouscloud.example>",
        "Ferrous Cloud: your coding assessment for Platform Engineer",
        """
        Hi Sam,

        Thank you for your application for the Platform Engineer position at Ferrous Cloud. As the next step, please
        complete the online coding assessment. It takes about 90 minutes, and the link stays open until March 24.

        Start your assessment: https://assess.ferrouscloud.example/s/4412

        Ferrous Cloud Hiring
        """,
        html="Your next step: a 90-minute coding assessment.",
    ),
    Letter(
        berlin(3, 26, 10, 30),
        "ferrous-invitation",
        Kind.INTERVIEW_CONFIRMED,
        FERROUS,
        LEILA,
        "Invitation: Ferrous Cloud: Technical interview with Sam Rivera @ Thu Apr 2, 2026 11am - 12pm (CEST)",
        """
        Hi Sam, you did very well in the assessment! This is the invitation for your technical interview for the
        Platform Engineer position. Leila Haddad, Engineering Lead
        """,
        invite=_FERROUS_TALK,
    ),
    Letter(
        berlin(4, 1, 9, 40),
        "ferrous-hold",
        Kind.INTERVIEW_CANCELLED,
        FERROUS,
        LEILA,
        "Canceled event: Ferrous Cloud: Technical interview with Sam Rivera @ Thu Apr 2, 2026 11am - 12pm (CEST)",
        """
        Hi Sam,

        I am sorry, but we have to cancel your interview tomorrow. The search for the Platform Engineer position is on
        hold while our budget is being reviewed. We expect to know more by the end of April and will be in touch then.

        Leila
        """,
        invite=Invite(
            _FERROUS_TALK.uid,
            _FERROUS_TALK.summary,
            _FERROUS_TALK.start,
            _FERROUS_TALK.end,
            LEILA,
            method="CANCEL",
            sequence=1,
            location=_FERROUS_TALK.location,
        ),
    ),
)

# --- Juniper & Hale: the newest one ---------------------------------------------------------------------------------

OWEN = "Owen Hale <owen@juniperhale.example>"

JUNIPER_LETTERS = (
    Letter(
        berlin(4, 9, 15, 10),
        "juniper-confirmed",
        Kind.INTERVIEW_CONFIRMED,
        JUNIPER,
        OWEN,
        "Your interview at Juniper & Hale",
        """
        Hello Sam,

        thank you for applying to Juniper & Hale. I would like to meet you: your interview for the Lead Developer
        position is confirmed for Thursday, April 16 at 4:00 PM (Berlin time). We will talk for about an hour, just
        the two of us, at https://meet.juniperhale.example/owen

        See you then,
        Owen

        --
        Owen Hale
        Founder, Juniper & Hale
        """,
    ),
)
