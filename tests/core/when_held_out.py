"""Interview sentences written before the grammar was, and not looked at while it was tuned.

A row: language, the user's zone, when the mail was written, its text, and every moment it fixes, as
`start[/end] zone` with local times. Change a row only where its expectation is plainly wrong.
"""

# ruff: noqa: ISC004 - a table with one sentence a row is easier to read and to add to than wrapped ones

from __future__ import annotations

BOSTON = "2026-11-23T09:30:00-05:00"
BERLIN = "2026-11-23T09:30:00+01:00"
LONDON = "2026-11-23T09:30:00+00:00"
SUMMER = "2026-08-05T11:00:00-04:00"
SUMMER_EU = "2026-08-05T11:00:00+02:00"
MARCH = "2026-03-02T16:20:00-08:00"

HELD_OUT: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    (
        "en",
        "America/New_York",
        BOSTON,
        "Great news! You're all set to meet with Dana on Tue, Dec 8 from 11:30am to 12:15pm Eastern.",
        ("2026-12-08T11:30/12:15 America/New_York",),
    ),
    (
        "en",
        "America/New_York",
        BOSTON,
        "I have put us down for 10 a.m. Pacific (1 p.m. Eastern) this coming Wednesday.",
        ("2026-11-25T10:00 America/Los_Angeles",),
    ),
    (
        "en",
        "Europe/London",
        LONDON,
        "Please come to our Manchester office on Thursday 10th December at 09.15 for a 10am start? "
        "No, sorry: just be there at 09.15.",
        ("2026-12-10T09:15 Europe/London", "2026-12-10T10:00 Europe/London"),
    ),
    (
        "en",
        "Europe/London",
        LONDON,
        "Your interview is booked in for the 2nd of December, half nine in the morning.",
        ("2026-12-02T09:30 Europe/London",),
    ),
    (
        "en",
        "America/Chicago",
        BOSTON,
        "Interview Details\nRole: Data Analyst\nDate - 12/15/2026\nTime - 3:30 PM CST\nDuration - 30 mins",
        ("2026-12-15T15:30/16:00 America/Chicago",),
    ),
    (
        "en",
        "America/New_York",
        BOSTON,
        "We're confirmed for Friday at noon ET, and the call should last about an hour.",
        ("2026-11-27T12:00/13:00 America/New_York",),
    ),
    (
        "en",
        "Europe/Berlin",
        BOSTON,
        "When\nThursday Dec 10, 2026 \u22c5 4pm \u2013 4:45pm (Eastern Time - New York)",
        ("2026-12-10T16:00/16:45 America/New_York",),
    ),
    (
        "en",
        "Europe/Berlin",
        BERLIN,
        "Topic: Interview with Kestrel Labs\nTime: Dec 9, 2026 02:00 PM Amsterdam, Berlin, Rome, Stockholm, Vienna\n"
        "Meeting ID: 871 2345 6789\nPasscode: 402211",
        ("2026-12-09T14:00 Europe/Berlin",),
    ),
    (
        "en",
        "Asia/Kolkata",
        BOSTON,
        "Looking forward to speaking on 12/2 @ 9:30pm IST / 11am EST.",
        ("2026-12-02T21:30 Asia/Kolkata",),
    ),
    (
        "en",
        "America/New_York",
        SUMMER,
        "Your onsite is Tuesday, August 11, 2026.\n\n9:00 AM - 9:45 AM EST: Priya Nair\n10:00 AM - 10:45 AM EST: Tom Oakes\n"
        "11:00 AM - 11:30 AM EST: Debrief",
        (
            "2026-08-11T09:00/09:45 America/New_York",
            "2026-08-11T10:00/10:45 America/New_York",
            "2026-08-11T11:00/11:30 America/New_York",
        ),
    ),
    (
        "en",
        "America/Los_Angeles",
        MARCH,
        "Confirming our chat Mon 3/9, 1-1:30pm PT. I'll ring you on (415) 555-0132.",
        ("2026-03-09T13:00/13:30 America/Los_Angeles",),
    ),
    (
        "en",
        "America/Los_Angeles",
        MARCH,
        "You are scheduled to interview at 8:00 tomorrow morning.",
        ("2026-03-03T08:00 America/Los_Angeles",),
    ),
    (
        "en",
        "Australia/Sydney",
        "2026-11-23T14:00:00+11:00",
        "The panel will see you Monday 30/11/2026 at 2.30pm AEDT via Teams.",
        ("2026-11-30T14:30 Australia/Sydney",),
    ),
    (
        "en",
        "Europe/Paris",
        SUMMER_EU,
        "start_time: 2026-08-12T13:00:00Z, end_time: 2026-08-12T14:00:00Z",
        ("2026-08-12T13:00/14:00 UTC",),
    ),
    (
        "en",
        "America/Toronto",
        SUMMER,
        "Can confirm next Thursday, the 13th, quarter past two in the afternoon.",
        ("2026-08-13T14:15 America/Toronto",),
    ),
    (
        "en",
        "America/New_York",
        SUMMER,
        "The meeting has been moved to Aug. 10 at 5 p.m. UTC-3.",
        ("2026-08-10T17:00 -03:00",),
    ),
    (
        "en",
        "Asia/Singapore",
        "2026-11-23T10:00:00+08:00",
        "Kindly join on 01-Dec-2026, 1500 hrs SGT.",
        ("2026-12-01T15:00 Asia/Singapore",),
    ),
    (
        "de",
        "Europe/Berlin",
        BERLIN,
        "gerne bestätigen wir Ihnen den Termin am Mittwoch, dem 9. Dezember, von 15:00 bis 16:00 Uhr.",
        ("2026-12-09T15:00/16:00 Europe/Berlin",),
    ),
    (
        "de",
        "Europe/Berlin",
        BERLIN,
        "Wir freuen uns, Sie am 02.12. um halb elf in unserem Büro kennenzulernen.",
        ("2026-12-02T10:30 Europe/Berlin",),
    ),
    (
        "de",
        "Europe/Berlin",
        BERLIN,
        "Wann: Do., 03.12.26, 9.30 Uhr (ca. 45 Min.)",
        ("2026-12-03T09:30/10:15 Europe/Berlin",),
    ),
    (
        "de",
        "Europe/Zurich",
        BERLIN,
        "Passt perfekt, dann bis übermorgen um 16h!",
        ("2026-11-25T16:00 Europe/Zurich",),
    ),
    (
        "de",
        "Europe/Berlin",
        BERLIN,
        "Das Gespräch findet nächste Woche Donnerstag um 13 Uhr 30 (MEZ) statt.",
        ("2026-12-03T13:30 Europe/Berlin",),
    ),
    (
        "de",
        "Europe/Vienna",
        SUMMER_EU,
        "Termin: Freitagvormittag, 14. August 2026, 11 Uhr Wiener Zeit",
        ("2026-08-14T11:00 Europe/Vienna",),
    ),
    (
        "fr",
        "Europe/Paris",
        BERLIN,
        "Je vous confirme notre rendez-vous du jeudi 10 décembre 2026 de 9h30 à 10h15.",
        ("2026-12-10T09:30/10:15 Europe/Paris",),
    ),
    (
        "fr",
        "Europe/Paris",
        BERLIN,
        "Nous vous attendons mercredi prochain à 15 heures dans nos locaux, 24 rue des Lilas, 75011 Paris.",
        ("2026-11-25T15:00 Europe/Paris",),
    ),
    (
        "fr",
        "America/Montreal",
        BOSTON,
        "Entretien téléphonique le 1er décembre, 14 h 00 (heure de Montréal)",
        ("2026-12-01T14:00 America/Montreal",),
    ),
    (
        "fr",
        "Europe/Paris",
        BERLIN,
        "Seriez-vous d'accord pour que l'on s'appelle demain midi ? C'est noté : demain à midi.",
        ("2026-11-24T12:00 Europe/Paris",),
    ),
    (
        "es",
        "Europe/Madrid",
        BERLIN,
        "Te confirmamos la entrevista para el jueves, 3 de diciembre de 2026, de 10:00 a 11:00 (hora peninsular).",
        ("2026-12-03T10:00/11:00 Europe/Madrid",),
    ),
    (
        "es",
        "America/Mexico_City",
        "2026-11-23T09:30:00-06:00",
        "Nos vemos mañana a las 5 de la tarde, hora de Ciudad de México.",
        ("2026-11-24T17:00 America/Mexico_City",),
    ),
    (
        "es",
        "Europe/Madrid",
        BERLIN,
        "Queda agendada para el lunes que viene a las 9 y media de la mañana.",
        ("2026-11-30T09:30 Europe/Madrid",),
    ),
    (
        "es",
        "America/Bogota",
        "2026-11-23T09:30:00-05:00",
        "Fecha: 04/12/2026\nHora: 3:00 p. m.\nModalidad: virtual",
        ("2026-12-04T15:00 America/Bogota",),
    ),
    (
        "pt",
        "America/Sao_Paulo",
        "2026-11-23T09:30:00-03:00",
        "Sua entrevista ficou marcada para quarta-feira, 2 de dezembro, às 14h30 (horário de Brasília).",
        ("2026-12-02T14:30 America/Sao_Paulo",),
    ),
    (
        "pt",
        "Europe/Lisbon",
        LONDON,
        "Confirmo a nossa reunião no dia 4/12 das 10h às 10h45.",
        ("2026-12-04T10:00/10:45 Europe/Lisbon",),
    ),
    (
        "pt",
        "America/Sao_Paulo",
        "2026-11-23T09:30:00-03:00",
        "Podemos conversar amanhã às 16 horas? Fechado, amanhã às 16 horas então.",
        ("2026-11-24T16:00 America/Sao_Paulo",),
    ),
    (
        "nl",
        "Europe/Amsterdam",
        BERLIN,
        "Hierbij de bevestiging van je gesprek op donderdag 10 december om 14.30 uur.",
        ("2026-12-10T14:30 Europe/Amsterdam",),
    ),
    (
        "nl",
        "Europe/Amsterdam",
        BERLIN,
        "We zien je graag aanstaande vrijdag tussen 10.00 en 11.00 uur op kantoor.",
        ("2026-11-27T10:00/11:00 Europe/Amsterdam",),
    ),
    (
        "nl",
        "Europe/Brussels",
        BERLIN,
        "Tot morgenmiddag om half drie!",
        ("2026-11-24T14:30 Europe/Brussels",),
    ),
    (
        "en",
        "America/Denver",
        BOSTON,
        "Wednesday Dec 2\n  2:00pm Technical screen w/ Ana\n  3:00pm Hiring manager\nThursday Dec 3\n  10:00am Panel\n"
        "All times Mountain Time.",
        (
            "2026-12-02T14:00 America/Denver",
            "2026-12-02T15:00 America/Denver",
            "2026-12-03T10:00 America/Denver",
        ),
    ),
    (
        "en",
        "Europe/Dublin",
        LONDON,
        "We'd be delighted to welcome you for interview at 11:00 on the morning of Friday the 4th of December 2026.",
        ("2026-12-04T11:00 Europe/Dublin",),
    ),
    (
        "en",
        "America/New_York",
        BOSTON,
        "Start: Monday, November 30, 2026 at 3:00 PM\nEnd: Monday, November 30, 2026 at 3:30 PM\nTime zone: America/New_York",
        ("2026-11-30T15:00/15:30 America/New_York",),
    ),
    (
        "en",
        "Europe/Berlin",
        BERLIN,
        "Let's do Dec 1st, 17:30-18:15 Berlin time (8:30-9:15am in San Francisco).",
        ("2026-12-01T17:30/18:15 Europe/Berlin",),
    ),
    (
        "en",
        "America/New_York",
        BOSTON,
        "See you today at 4!",
        ("2026-11-23T16:00 America/New_York",),
    ),
)
