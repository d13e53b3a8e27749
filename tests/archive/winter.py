"""January to March: Alderbrook (English), Brennholt (German), Caldera (a machine), Dumont (French)."""

from __future__ import annotations

from mailwatch.core.models import Kind
from tests.archive.telling import Correspondence

HELEN = "Helen Ward <helen.ward@alderbrook.example>"
KATRIN = "Katrin Vogel <k.vogel@brennholt-energie.example>"
CAMILLE = "Camille Perrin <camille.perrin@dumont-horlogerie.example>"

alderbrook = Correspondence("Alderbrook Instruments")
alderbrook.theirs(
    "2025-01-13 09:40",
    Kind.ACKNOWLEDGEMENT,
    "Alderbrook Careers <careers@alderbrook.example>",
    "Your application to Alderbrook Instruments",
    """
    Dear Sam,

    Thank you for applying for the position of Embedded Software Engineer at Alderbrook Instruments. We have received
    your application and will read it carefully. If your experience matches what we are looking for, we will be in
    touch.

    The Alderbrook Careers team
    """,
    html="We have received your application",
)
asked = alderbrook.theirs(
    "2025-01-16 11:05",
    Kind.INTERVIEW_INVITED,
    HELEN,
    "Embedded Software Engineer at Alderbrook: a first conversation",
    """
    Hi Sam,

    I look after recruiting at Alderbrook, and we enjoyed reading your application for the Embedded Software Engineer
    role. We would like to invite you to a first interview by video, about an hour, with Tom Pryce, who leads the
    firmware group.

    Would Tuesday 21 January at 10:00 or Wednesday 22 January at 14:00 suit you? Please let me know which you prefer.

    Kind regards,
    Helen Ward
    Talent Partner, Alderbrook Instruments
    """,
)
alderbrook.yours(
    "2025-01-16 13:30",
    HELEN,
    "Re: Embedded Software Engineer at Alderbrook: a first conversation",
    """
    Hi Helen,

    Thank you, I would be glad to talk to Tom. Tuesday at 10:00 works well for me.
    """,
    answers=asked,
)
fixed = alderbrook.theirs(
    "2025-01-17 09:20",
    Kind.INTERVIEW_CONFIRMED,
    HELEN,
    "Re: Embedded Software Engineer at Alderbrook: a first conversation",
    """
    Hi Sam,

    Wonderful. Your interview is confirmed for Tuesday, 21 January 2025, 10:00 to 11:00 CET with Tom Pryce. You can join
    here: https://meet.alderbrook.example/tom-pryce

    Let me know if anything comes up.

    Helen
    """,
    answers=asked,
)
alderbrook.yours(
    "2025-01-21 14:10",
    HELEN,
    "Re: Embedded Software Engineer at Alderbrook: a first conversation",
    """
    Hi Helen,

    Please pass my thanks on to Tom: I enjoyed our conversation this morning, above all the part about testing firmware
    on real boards overnight. It made me want the job more, not less.
    """,
    answers=fixed,
)
no = alderbrook.theirs(
    "2025-02-06 16:20",
    Kind.REJECTION,
    HELEN,
    "Re: Embedded Software Engineer at Alderbrook: a first conversation",
    """
    Hi Sam,

    I am sorry that this took us longer than it should have. After a lot of thought we have decided to move forward with
    another candidate, who has worked on metering hardware before. Tom spoke highly of you, and I would be happy to hear
    from you again.

    All the best,
    Helen
    """,
    answers=fixed,
)
alderbrook.yours(
    "2025-02-07 09:15",
    HELEN,
    "Re: Embedded Software Engineer at Alderbrook: a first conversation",
    """
    Hi Helen,

    Thank you for telling me so openly. I enjoyed getting to know you both and would gladly talk again one day.
    """,
    answers=no,
)

brennholt = Correspondence("Brennholt Energie")
brennholt.theirs(
    "2025-02-03 08:31",
    Kind.ACKNOWLEDGEMENT,
    "Brennholt Energie GmbH <no-reply@bewerbung.brennholt-energie.example>",
    "Eingangsbestätigung: Ihre Bewerbung als Backend-Entwickler (m/w/d)",
    """
    Guten Tag Sam Rivera,

    vielen Dank für Ihre Bewerbung als Backend-Entwickler (m/w/d) bei der Brennholt Energie GmbH. Ihre Unterlagen sind
    bei uns eingegangen und werden nun geprüft. Bitte haben Sie etwas Geduld.

    Mit freundlichen Grüßen
    Ihr Recruiting-Team
    """,
)
fixed = brennholt.theirs(
    "2025-02-11 10:02",
    Kind.INTERVIEW_CONFIRMED,
    KATRIN,
    "Einladung zum Vorstellungsgespräch: Backend-Entwickler",
    """
    Guten Tag Sam Rivera,

    wir freuen uns, Sie zu einem Vorstellungsgespräch für die Stelle als Backend-Entwickler einzuladen. Es findet am
    Dienstag, den 18. Februar 2025 um 14:00 Uhr in der Hafenstraße 12 in Bremen statt und dauert etwa eine Stunde. Ihr
    Gesprächspartner ist Dr. Jens Albrecht.

    Mit freundlichen Grüßen
    Katrin Vogel
    Personalabteilung, Brennholt Energie GmbH
    """,
)
brennholt.yours(
    "2025-02-11 11:40",
    KATRIN,
    "Re: Einladung zum Vorstellungsgespräch: Backend-Entwickler",
    """
    Guten Tag Frau Vogel,

    vielen Dank für die Einladung, ich komme sehr gern.
    """,
    answers=fixed,
)
late = brennholt.yours(
    "2025-02-20 08:30",
    KATRIN,
    "Re: Einladung zum Vorstellungsgespräch: Backend-Entwickler",
    """
    Guten Tag Frau Vogel,

    vielen Dank Ihnen und Herrn Dr. Albrecht für das Gespräch am Dienstag. Besonders die Frage, wie man Lastspitzen
    vorhersagt, beschäftigt mich noch immer.
    """,
    answers=fixed,
)
wait = brennholt.theirs(
    "2025-02-20 15:00",
    Kind.STATUS_UPDATE,
    KATRIN,
    "AW: Einladung zum Vorstellungsgespräch: Backend-Entwickler",
    """
    Guten Tag Sam Rivera,

    herzlichen Dank für Ihre Nachricht. Wir führen noch weitere Gespräche und melden uns bis Ende nächster Woche bei
    Ihnen.

    Mit freundlichen Grüßen
    Katrin Vogel
    """,
    answers=late,
)
nudge = brennholt.yours(
    "2025-03-04 10:12",
    KATRIN,
    "Re: Einladung zum Vorstellungsgespräch: Backend-Entwickler",
    """
    Guten Tag Frau Vogel,

    ich wollte mich kurz erkundigen, ob es bei der Stelle als Backend-Entwickler schon etwas Neues gibt. Mein Interesse
    ist nach wie vor groß.
    """,
    answers=wait,
)
brennholt.theirs(
    "2025-03-05 13:48",
    Kind.REJECTION,
    KATRIN,
    "AW: Einladung zum Vorstellungsgespräch: Backend-Entwickler",
    """
    Guten Tag Sam Rivera,

    vielen Dank für das angenehme Gespräch und Ihr Interesse an unserem Unternehmen. Leider müssen wir Ihnen mitteilen,
    dass wir uns für eine andere Bewerberin entschieden haben. Wir bedauern, Ihnen keine bessere Nachricht geben zu
    können, und wünschen Ihnen für Ihre Zukunft alles Gute.

    Mit freundlichen Grüßen
    Katrin Vogel
    """,
    answers=nudge,
)

caldera = Correspondence("Caldera Systems")
caldera.theirs(
    "2025-02-06 18:04",
    Kind.ACKNOWLEDGEMENT,
    "Caldera Systems <no-reply@eu.greenhouse.example>",
    "Thank you for applying to Caldera Systems",
    """
    Hi Sam,

    Thank you for your interest in Caldera Systems! We have received your application for the Platform Engineer
    position. Our team will review it, and we will contact you if there is a match.

    Caldera Systems Recruiting
    """,
    html="Thank you for applying",
)
caldera.theirs(
    "2025-02-24 07:00",
    Kind.REJECTION,
    "Caldera Systems <no-reply@eu.greenhouse.example>",
    "Update on your application to Caldera Systems",
    """
    Hi Sam,

    Thank you for taking the time to apply for the Platform Engineer position. Unfortunately, we will not be moving
    forward with your application at this time. We wish you every success in your search.

    Caldera Systems Recruiting
    """,
    html="An update on your application",
)

dumont = Correspondence("Dumont Horlogerie")
dumont.theirs(
    "2025-03-03 09:12",
    Kind.ACKNOWLEDGEMENT,
    "Dumont Horlogerie <recrutement@dumont-horlogerie.example>",
    "Votre candidature au poste d'ingénieur logiciel",
    """
    Bonjour Sam Rivera,

    Nous avons bien reçu votre candidature au poste d'ingénieur logiciel et vous en remercions. Nous l'étudierons avec
    attention et reviendrons vers vous.

    Cordialement,
    L'équipe recrutement de Dumont Horlogerie
    """,
)
fixed = dumont.theirs(
    "2025-03-10 16:35",
    Kind.INTERVIEW_CONFIRMED,
    CAMILLE,
    "Votre entretien pour le poste d'ingénieur logiciel",
    """
    Bonjour Sam,

    Suite à votre candidature, nous vous confirmons votre entretien pour le poste d'ingénieur logiciel chez Dumont
    Horlogerie le jeudi 13 mars 2025 à 15h00, en visioconférence, avec Antoine Mercier. Il durera environ une heure.

    Bien cordialement,
    Camille Perrin
    Responsable du recrutement
    """,
)
thanks = dumont.yours(
    "2025-03-13 18:05",
    CAMILLE,
    "Re: Votre entretien pour le poste d'ingénieur logiciel",
    """
    Bonjour Camille,

    Je vous remercie, ainsi qu'Antoine, pour l'entretien de cet après-midi. Ce qu'il m'a dit de la précision de vos
    bancs de test m'a beaucoup plu.
    """,
    answers=fixed,
)
dumont.yours(
    "2025-03-21 15:00",
    CAMILLE,
    "Re: Votre entretien pour le poste d'ingénieur logiciel",
    """
    Bonjour Camille,

    Je me permets de revenir vers vous au sujet du poste d'ingénieur logiciel. Avez-vous déjà des nouvelles ?
    """,
    answers=thanks,
)

LETTERS = (*alderbrook.letters, *brennholt.letters, *caldera.letters, *dumont.letters)
