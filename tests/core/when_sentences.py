"""Interview sentences and mails the grammar was tuned on, and texts that fix no interview.

Rows as in `when_held_out.py`.
"""

from __future__ import annotations

from tests.core.when_held_out import BERLIN, BOSTON, LONDON, MARCH, SUMMER, SUMMER_EU

NY, LA, CHI, LON, BER, PAR, MAD, AMS = (
    "America/New_York", "America/Los_Angeles", "America/Chicago", "Europe/London", "Europe/Berlin", "Europe/Paris",
    "Europe/Madrid", "Europe/Amsterdam",
)  # fmt: skip
SAO, SAO_PAULO = "2026-11-23T09:30:00-03:00", "America/Sao_Paulo"
FRIDAY = "2026-11-27T17:45:00-05:00"

SENTENCES: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("en", NY, "2023-11-30T10:00:00-06:00", "Wednesday, December 6 - 1:00 PM Houston time", (f"2023-12-06T13:00 {CHI}",)),
    ("en", BER, "2025-09-04T10:00:00+00:00", "Wed Sep 10, 2025 at 01:00 PM EDT (GMT-04:00)", (f"2025-09-10T13:00 {NY}",)),
    ("en", NY, "2025-03-18T10:00:00-04:00", "We'd love to speak 4-5 pm ET on Monday, March 24th.", (f"2025-03-24T16:00/17:00 {NY}",)),
    ("en", LON, "2025-03-11T10:00:00+00:00", "Your interview is at 2pm on 21 March", (f"2025-03-21T14:00 {LON}",)),
    ("en", BER, BOSTON, "Let's meet 2026-12-03T15:00:00-05:00.", ("2026-12-03T15:00 -05:00",)),
    ("en", BER, BOSTON, "2026-12-03 14:00 UTC+1, see you there", ("2026-12-03T14:00 +01:00",)),
    ("en", BER, BOSTON, "Your interview starts 2026-12-03 at 09:00 (Europe/Berlin).", (f"2026-12-03T09:00 {BER}",)),
    ("en", NY, BOSTON, "The interview is on 3/4/2027 10:00 AM.", (f"2027-03-04T10:00 {NY}",)),
    ("en", LON, LONDON, "The interview is on 3/4/2027 at 10:00.", (f"2027-04-03T10:00 {LON}",)),
    ("en", BER, LONDON, "Interview: 12/02/2026, 3pm PT", (f"2026-12-02T15:00 {LA}",)),
    ("en", NY, BOSTON, "this Thursday at 3pm", (f"2026-11-26T15:00 {NY}",)),
    ("en", NY, BOSTON, "Are you all set for next Wednesday at 11am? I'll send the link.", (f"2026-12-02T11:00 {NY}",)),
    ("en", NY, FRIDAY, "Talk to you Monday at 9:30am!", (f"2026-11-30T09:30 {NY}",)),
    ("en", NY, BOSTON, "tomorrow at 10 works, I'll call you", (f"2026-11-24T10:00 {NY}",)),
    ("en", NY, BOSTON, "We'll see you at noon on Tuesday, December 1.", (f"2026-12-01T12:00 {NY}",)),
    ("en", LON, LONDON, "We look forward to seeing you at half past two on Tuesday 1 December.", (f"2026-12-01T14:30 {LON}",)),
    ("en", LON, LONDON, "on Tuesday 1 December at quarter to eleven", (f"2026-12-01T10:45 {LON}",)),
    ("en", LON, LONDON, "midday, Wednesday 2nd December 2026, at our London office", (f"2026-12-02T12:00 {LON}",)),
    ("en", NY, SUMMER, "Your call is set for Thursday, August 13 at 2:00 PM EST.", (f"2026-08-13T14:00 {NY}",)),
    ("en", BER, SUMMER, "Thursday, August 13 at 2:00 PM PST", (f"2026-08-13T14:00 {LA}",)),
    ("en", BER, SUMMER_EU, "Thursday, 13 August at 14:00 CET", (f"2026-08-13T14:00 {BER}",)),
    ("en", PAR, SUMMER_EU, "Thursday, 13 August at 14:00 CEST", (f"2026-08-13T14:00 {PAR}",)),
    ("en", NY, BOSTON, "Dec 2 at 3pm ET / 9pm CET", (f"2026-12-02T15:00 {NY}",)),
    ("en", NY, BOSTON, "Dec 2 at 9:00 PST / 12:00 EST / 17:00 GMT", (f"2026-12-02T09:00 {LA}",)),
    ("en", BER, BOSTON, "Wednesday, Dec 2, 10am PT, which is 7pm your time.", (f"2026-12-02T10:00 {LA}",)),
    ("en", NY, BOSTON, "Interview on Dec 2 at 10:00am India time", ("2026-12-02T10:00 Asia/Kolkata",)),
    ("en", "Asia/Kolkata", "2026-11-23T18:00:00+05:30", "on 2 December 2026 at 4.30 pm IST", ("2026-12-02T16:30 Asia/Kolkata",)),
    ("en", "Europe/Dublin", "2026-08-05T11:00:00+01:00", "on 12 August at 4.30 pm IST", ("2026-08-12T16:30 Europe/Dublin",)),
    ("en", LON, SUMMER_EU, "on 12 August at 16:30 BST", (f"2026-08-12T16:30 {LON}",)),
    ("en", "Asia/Shanghai", "2026-11-23T18:00:00+08:00", "Dec 2, 2026 10:00 CST", ("2026-12-02T10:00 Asia/Shanghai",)),
    ("en", NY, BOSTON, "Date: Thursday, December 3\nTime: 1:30 PM - 2:15 PM\nTime zone: Central Time (US & Canada)\nWhere: Zoom", (f"2026-12-03T13:30/14:15 {CHI}",)),
    ("en", NY, BOSTON, "Time: 2 PM\nDate: December 3, 2026\nInterviewer: Ann Lee", (f"2026-12-03T14:00 {NY}",)),
    ("en", NY, BOSTON, "Thursday, December 3, 2026\n2:00pm - 2:45pm EST\nhttps://meet.example.com/2026/12/04/10:30", (f"2026-12-03T14:00/14:45 {NY}",)),
    ("en", NY, BOSTON, "When: Tuesday, December 1, 2026 2:00 PM-3:00 PM (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna.", ("2026-12-01T14:00/15:00 Europe/Amsterdam",)),
    ("en", BER, BOSTON, "Event Date/Time:\n10:00am - Tuesday, December 1, 2026 (Central European Time)", (f"2026-12-01T10:00 {BER}",)),
    ("en", BER, BOSTON, "Wed Dec 2, 2026 2pm \u2013 2:45pm Central European Time - Berlin", (f"2026-12-02T14:00/14:45 {BER}",)),
    ("en", NY, BOSTON, "Dec 3, 2026 | 2:00 PM - 2:45 PM EST", (f"2026-12-03T14:00/14:45 {NY}",)),
    ("en", NY, BOSTON, "Dec 2, 2026 2:00 PM to Dec 2, 2026 3:00 PM", (f"2026-12-02T14:00/15:00 {NY}",)),
    ("en", NY, BOSTON, "We have you down for a 45-minute call on Friday, December 4 at 10:30am ET.", (f"2026-12-04T10:30/11:15 {NY}",)),
    ("en", NY, BOSTON, "The interview on Friday, December 4 at 10am will last an hour and a half.", (f"2026-12-04T10:00/11:30 {NY}",)),
    ("en", LON, LONDON, "Please arrive 15 minutes early for your interview on Friday 4 December at 10am.", (f"2026-12-04T10:00 {LON}",)),
    ("en", NY, BOSTON, "Your loop for Tuesday, December 8:\n\n- 9:00 - 9:45 Coding with Ana\n- 10:00 - 10:45 Design with Bo\n- 11-11:30 Hiring manager\n\nAll times are Pacific.", (f"2026-12-08T09:00/09:45 {LA}", f"2026-12-08T10:00/10:45 {LA}", f"2026-12-08T11:00/11:30 {LA}")),
    ("en", NY, BOSTON, "You'll meet Ana on Monday, December 7 at 4pm, Bo on Tuesday, December 8 at 5pm.", (f"2026-12-07T16:00 {NY}", f"2026-12-08T17:00 {NY}")),
    ("en", NY, BOSTON, "4pm on Monday, December 7 or 5pm on Tuesday, December 8", (f"2026-12-07T16:00 {NY}", f"2026-12-08T17:00 {NY}")),
    ("en", NY, BOSTON, "We are moving your Monday interview to 3pm on Tuesday.", (f"2026-11-24T15:00 {NY}",)),
    ("en", NY, BOSTON, "Your interview was moved from 2pm to 3pm on Tuesday, December 1.", (f"2026-12-01T15:00 {NY}",)),
    ("en", NY, BOSTON, "Thursday the 3rd at 11 a.m. it is!", (f"2026-12-03T11:00 {NY}",)),
    ("en", NY, BOSTON, "See you on the 14th at 3pm.", (f"2026-12-14T15:00 {NY}",)),
    ("en", NY, BOSTON, "Confirmed: tomorrow, Tuesday Nov. 24th, from 1 to 2 pm.", (f"2026-11-24T13:00/14:00 {NY}",)),
    ("en", NY, BOSTON, "January 5 at 9am works for us", (f"2027-01-05T09:00 {NY}",)),
    ("en", NY, BOSTON, "Tuesday, Jan 5th, 11-1pm", (f"2027-01-05T11:00/13:00 {NY}",)),
    ("en", LA, MARCH, "Confirmed for tomorrow afternoon at 3 Pacific time", (f"2026-03-03T15:00 {LA}",)),
    ("en", LA, MARCH, "Mon 3/9 @ 1p PT", (f"2026-03-09T13:00 {LA}",)),
    ("en", LA, MARCH, "It's on Tuesday next week, 9:15am", (f"2026-03-10T09:15 {LA}",)),
    ("en", LA, MARCH, "The interview is this evening at 6:30.", (f"2026-03-02T18:30 {LA}",)),
    ("en", NY, BOSTON, "on Thursday, December\n3 at 2pm", (f"2026-12-03T14:00 {NY}",)),
    ("en", NY, BOSTON, "We'd like to invite you on Thursday, 3 December. The interview starts at 10:00 and Kim will host it.", (f"2026-12-03T10:00 {NY}",)),
    ("en", "Australia/Sydney", "2026-11-23T10:00:00+11:00", "Wednesday 2 December, 10:00am Sydney time", ("2026-12-02T10:00 Australia/Sydney",)),
    ("en", "America/Denver", BOSTON, "December 3rd @ 3:00 p.m. MST", ("2026-12-03T15:00 America/Denver",)),
    ("en", BER, BOSTON, "Friday, Dec 4th at 8am (Boston)", (f"2026-12-04T08:00 {NY}",)),
    ("en", NY, BOSTON, "Interview Date: 12-04-2026\nInterview Time: 14:30", (f"2026-12-04T14:30 {NY}",)),
    ("en", LON, LONDON, "Date: 04.12.2026 Time: 14:30 - 15:00 GMT", (f"2026-12-04T14:30/15:00 {LON}",)),
    ("en", NY, BOSTON, "Join us for an interview between 2 and 3pm on Dec 4.", (f"2026-12-04T14:00/15:00 {NY}",)),
    ("en", NY, BOSTON, "Fri, Dec 4 \u2014 10:00 AM\u202fEST, 30 min with Lou", (f"2026-12-04T10:00/10:30 {NY}",)),
    ("en", LON, LONDON, "Weds 2 Dec, 11 o'clock", (f"2026-12-02T11:00 {LON}",)),
    ("en", NY, BOSTON, "Can we confirm the fourth of December at 4 pm?", (f"2026-12-04T16:00 {NY}",)),
    ("en", "Asia/Tokyo", "2026-11-23T10:00:00+09:00", "Dec 4, 10:00 JST (Dec 3, 5pm PT)", ("2026-12-04T10:00 Asia/Tokyo",)),
    ("de", BER, BERLIN, "am Dienstag, den 1.12. um 14 Uhr", (f"2026-12-01T14:00 {BER}",)),
    ("de", BER, BERLIN, "Ihr Vorstellungsgespräch findet am 03.12.2026, 10:00 - 11:00 Uhr statt.", (f"2026-12-03T10:00/11:00 {BER}",)),
    ("de", BER, BERLIN, "Morgen um 10 Uhr rufe ich Sie an.", (f"2026-11-24T10:00 {BER}",)),
    ("de", BER, BERLIN, "am Donnerstag, 3. Dezember, um halb drei", (f"2026-12-03T14:30 {BER}",)),
    ("de", BER, BERLIN, "Wir treffen uns am 4. Dezember um viertel nach zwei.", (f"2026-12-04T14:15 {BER}",)),
    ("de", BER, BERLIN, "Datum: Freitag, 4. Dezember 2026\nUhrzeit: 9:00 Uhr\nDauer: 1 Stunde", (f"2026-12-04T09:00/10:00 {BER}",)),
    ("de", BER, BERLIN, "Fr., 4.12.2026, 13.00 bis 13.45 Uhr via Teams", (f"2026-12-04T13:00/13:45 {BER}",)),
    ("de", "Europe/Vienna", BERLIN, "Dienstagnachmittag, 1. Dezember, um 3 passt uns gut", ("2026-12-01T15:00 Europe/Vienna",)),
    ("de", BER, BERLIN, "von 14 bis 15 Uhr am kommenden Mittwoch", (f"2026-11-25T14:00/15:00 {BER}",)),
    ("de", BER, BERLIN, "Mittwoch nächster Woche, 11:15 Uhr", (f"2026-12-02T11:15 {BER}",)),
    ("de", BER, BERLIN, "Das Gespräch dauert etwa 45 Minuten und ist am 7.12. um 16:00 Uhr (MEZ).", (f"2026-12-07T16:00/16:45 {BER}",)),
    ("de", BER, BERLIN, "Tuesday, December 1, 2026 10:00 AM - 10:30 AM\nWir freuen uns auf Sie.", (f"2026-12-01T10:00/10:30 {BER}",)),
    ("de", BER, BERLIN, "Statt Montag um 10 Uhr nun Dienstag, 1. Dezember, 12:30 Uhr.", (f"2026-11-30T10:00 {BER}", f"2026-12-01T12:30 {BER}")),
    ("de", BER, SUMMER_EU, "am 13.8. um 15 Uhr Londoner Zeit", (f"2026-08-13T15:00 {LON}",)),
    ("fr", PAR, BERLIN, "le mardi 1er décembre à 14h30", (f"2026-12-01T14:30 {PAR}",)),
    ("fr", PAR, BERLIN, "Votre entretien aura lieu le 3 décembre 2026 à 10 heures.", (f"2026-12-03T10:00 {PAR}",)),
    ("fr", PAR, BERLIN, "vendredi 4 decembre, de 9 h à 10 h, par Teams", (f"2026-12-04T09:00/10:00 {PAR}",)),
    ("fr", PAR, BERLIN, "Date : 04/12/2026\nHeure : 11h15\nDurée : 45 minutes", (f"2026-12-04T11:15/12:00 {PAR}",)),
    ("fr", PAR, BERLIN, "jeudi à trois heures de l'après-midi", (f"2026-11-26T15:00 {PAR}",)),
    ("fr", PAR, BERLIN, "Rendez-vous lundi prochain à 9 heures et demie.", (f"2026-11-30T09:30 {PAR}",)),
    ("fr", PAR, BERLIN, "L'entretien de jeudi à 14h est confirmé.", (f"2026-11-26T14:00 {PAR}",)),
    ("fr", PAR, BERLIN, "mercredi 2 déc. entre 14h et 15h (heure de Paris)", (f"2026-12-02T14:00/15:00 {PAR}",)),
    ("es", MAD, BERLIN, "el martes 1 de diciembre a las 16:00 h", (f"2026-12-01T16:00 {MAD}",)),
    ("es", MAD, BERLIN, "La entrevista será el 3 de diciembre de 2026 a las 10:30 horas.", (f"2026-12-03T10:30 {MAD}",)),
    ("es", MAD, BERLIN, "Quedamos el jueves a las tres y media de la tarde", (f"2026-11-26T15:30 {MAD}",)),
    ("es", MAD, BERLIN, "el próximo miércoles, de 12 a 13 h", (f"2026-11-25T12:00/13:00 {MAD}",)),
    ("es", MAD, BERLIN, "viernes 04/12/2026, 9:45h, por videollamada, 30 minutos", (f"2026-12-04T09:45/10:15 {MAD}",)),
    ("es", "America/Bogota", "2026-11-23T09:30:00-05:00", "mañana martes a las 10 a. m. hora de Colombia", ("2026-11-24T10:00 America/Bogota",)),
    ("es", MAD, BERLIN, "pasado mañana al mediodía", (f"2026-11-25T12:00 {MAD}",)),
    ("pt", "Europe/Lisbon", LONDON, "terça-feira, 1 de dezembro, às 15h", ("2026-12-01T15:00 Europe/Lisbon",)),
    ("pt", SAO_PAULO, SAO, "A entrevista será no dia 03/12/2026 às 10:00.", (f"2026-12-03T10:00 {SAO_PAULO}",)),
    ("pt", SAO_PAULO, SAO, "Amanhã às 9h da manhã, tudo bem?", (f"2026-11-24T09:00 {SAO_PAULO}",)),
    ("pt", SAO_PAULO, SAO, "quinta, 3/12, das 14h às 15h", (f"2026-12-03T14:00/15:00 {SAO_PAULO}",)),
    ("pt", SAO_PAULO, SAO, "sexta-feira às três e meia da tarde", (f"2026-11-27T15:30 {SAO_PAULO}",)),
    ("pt", "Europe/Lisbon", LONDON, "Data: 4 de dezembro de 2026\nHora: 11h30 (hora de Lisboa)\nDuração: 1 hora", ("2026-12-04T11:30/12:30 Europe/Lisbon",)),
    ("nl", AMS, BERLIN, "op dinsdag 1 december om 10.00 uur", (f"2026-12-01T10:00 {AMS}",)),
    ("nl", AMS, BERLIN, "Het gesprek is op 3 december van 14:00 tot 15:00 uur.", (f"2026-12-03T14:00/15:00 {AMS}",)),
    ("nl", AMS, BERLIN, "morgen om half elf", (f"2026-11-24T10:30 {AMS}",)),
    ("nl", AMS, BERLIN, "volgende week woensdag om 13u30", (f"2026-12-02T13:30 {AMS}",)),
    ("nl", AMS, BERLIN, "Datum: vrijdag 4 december 2026\nTijd: 9:30 uur\nDuur: 1 uur", (f"2026-12-04T09:30/10:30 {AMS}",)),
    ("nl", AMS, BERLIN, "donderdagmiddag om kwart over drie", (f"2026-11-26T15:15 {AMS}",)),
    ("en", BER, BERLIN, "Hi Sam \u2013 locked in for Mon, 30 Nov @ 15:00 CET. Invite to follow.", (f"2026-11-30T15:00 {BER}",)),
    ("en", LON, LONDON, "Your final-round interviews will be held on Wednesday 9th December 2026 between 09:00 and 12:30 (GMT).", (f"2026-12-09T09:00/12:30 {LON}",)),
    ("en", LON, LONDON, "We can do 8th December at 12pm if that still suits?", (f"2026-12-08T12:00 {LON}",)),
    ("en", LON, LONDON, "Interview slot booked: 2026/12/08 16:30 (Europe/London)", (f"2026-12-08T16:30 {LON}",)),
    ("en", LON, LONDON, "Hope you're well! Just confirming 11:15 tomorrow \u2013 Teams link below.", (f"2026-11-24T11:15 {LON}",)),
    ("en", LON, BOSTON, "Can't wait to chat Friday 10am EST/3pm GMT!", (f"2026-11-27T10:00 {NY}",)),
    ("en", NY, BOSTON, "Please plan to arrive at our HQ by 8:45 AM; your interview begins promptly at 9:00 AM on Tuesday, December 15.", (f"2026-12-15T09:00 {NY}",)),
    ("en", NY, BOSTON, "Date & Time: December 10, 2026, 11:30 AM (America/Los_Angeles) \u2014 60 minutes", ("2026-12-10T11:30/12:30 America/Los_Angeles",)),
    ("en", NY, BOSTON, "Interviewer: Maria\nWhen: Dec 10th, 1:00pm\u20131:45pm (your local time)", (f"2026-12-10T13:00/13:45 {NY}",)),
    ("en", NY, BOSTON, "You've been scheduled for Day 2, Thursday 10 December, at ten thirty in the morning.", (f"2026-12-10T10:30 {NY}",)),
    ("en", LON, LONDON, "The call on the 8th will start at 4.15pm and finish at 5pm.", (f"2026-12-08T16:15/17:00 {LON}",)),
    ("en", NY, BOSTON, "Monday's call is now at 2 PM.", (f"2026-11-30T14:00 {NY}",)),
    ("en", NY, BOSTON, "Dec. 9th, 2026 \u2014 2:00-2:30PM Eastern", (f"2026-12-09T14:00/14:30 {NY}",)),
    ("en", LON, BERLIN, "Tue 8 Dec 2026 14:00 \u2013 15:00 GMT+01:00", ("2026-12-08T14:00/15:00 +01:00",)),
    ("en", NY, BOSTON, "on 12/9 from 10-11a PST", ("2026-12-09T10:00/11:00 America/Los_Angeles",)),
    ("en", NY, BOSTON, "Your interview with Acme is tomorrow, November 24 at 5:30 PM GMT+5:30.", ("2026-11-24T17:30 +05:30",)),
    ("en", LON, LONDON, "It will take place at 0930 on Tuesday 8 December.", (f"2026-12-08T09:30 {LON}",)),
    ("en", NY, BOSTON, "We're looking at Wednesday December 9th at 1 o'clock in the afternoon Central.", ("2026-12-09T13:00 America/Chicago",)),
    ("en", BER, BOSTON, "Thursday, Dec 10 \u00b7 3:00 \u2013 3:30pm\nTime zone: America/Chicago\nGoogle Meet joining info", ("2026-12-10T15:00/15:30 America/Chicago",)),
    ("en", BER, LONDON, "Interview: Tuesday 8th of Dec, 5.30\u20136.15 pm UK time", (f"2026-12-08T17:30/18:15 {LON}",)),
    ("en", NY, BOSTON, "Part 1: Dec 8, 10:00 AM. Part 2: Dec 9, 2:00 PM. (PT)", ("2026-12-08T10:00 America/Los_Angeles", "2026-12-09T14:00 America/Los_Angeles")),
    ("en", NY, BOSTON, "The interview previously scheduled for Dec 8 at 10am will now take place on Dec 9 at 11am.", (f"2026-12-08T10:00 {NY}", f"2026-12-09T11:00 {NY}")),
    ("de", BER, BERLIN, "Do, 10.12. 11-12 Uhr", (f"2026-12-10T11:00/12:00 {BER}",)),
    ("de", BER, BERLIN, "Ihr Termin: Montag, 7. Dez. 2026 um 08:30 Uhr (Ortszeit Zürich)", ("2026-12-07T08:30 Europe/Zurich",)),
    ("de", BER, BERLIN, "Dann sehen wir uns nächsten Dienstag um Viertel vor neun.", (f"2026-12-01T08:45 {BER}",)),
    ("de", BER, BERLIN, "Termin: 08.12.2026 | 15:30 Uhr \u2013 16:30 Uhr | MS Teams", (f"2026-12-08T15:30/16:30 {BER}",)),
    ("de", BER, BERLIN, "am 9.12.26 ab 13 Uhr", (f"2026-12-09T13:00 {BER}",)),
    ("de", BER, BERLIN, "heute Nachmittag um halb fünf", (f"2026-11-23T16:30 {BER}",)),
    ("fr", PAR, BERLIN, "RDV le 08/12 à 11h (heure de Paris), durée 30 min", (f"2026-12-08T11:00/11:30 {PAR}",)),
    ("fr", PAR, BERLIN, "Jeudi 10 décembre 2026 | 14:00 - 15:00 CET", (f"2026-12-10T14:00/15:00 {PAR}",)),
    ("fr", PAR, BERLIN, "mardi 8 à 16 h 45", (f"2026-12-08T16:45 {PAR}",)),
    ("fr", PAR, BERLIN, "à 9h le 10 décembre", (f"2026-12-10T09:00 {PAR}",)),
    ("fr", PAR, BERLIN, "demain matin à 10h", (f"2026-11-24T10:00 {PAR}",)),
    ("es", "America/Argentina/Buenos_Aires", SAO, "jueves 10/12 a las 17 hs (hora Argentina)", ("2026-12-10T17:00 America/Argentina/Buenos_Aires",)),
    ("es", MAD, BERLIN, "el 10 de diciembre de 2026 entre las 9:00 y las 10:00", (f"2026-12-10T09:00/10:00 {MAD}",)),
    ("es", MAD, BERLIN, "Hora: 11:00 AM (Colombia)\nFecha: jueves 10 de diciembre", ("2026-12-10T11:00 America/Bogota",)),
    ("es", MAD, BERLIN, "a las 4 p.m. del martes 8", (f"2026-12-08T16:00 {MAD}",)),
    ("es", MAD, BERLIN, "este viernes a las 12:30", (f"2026-11-27T12:30 {MAD}",)),
    ("pt", SAO_PAULO, SAO, "dia 8 de dezembro (terça-feira), às 16:30h", (f"2026-12-08T16:30 {SAO_PAULO}",)),
    ("pt", SAO_PAULO, SAO, "na próxima terça, 14h", (f"2026-11-24T14:00 {SAO_PAULO}",)),
    ("pt", "Europe/Lisbon", LONDON, "10/12 às 9h30 BRT", (f"2026-12-10T09:30 {SAO_PAULO}",)),
    ("pt", SAO_PAULO, SAO, "quinta-feira que vem às 10h", (f"2026-11-26T10:00 {SAO_PAULO}",)),
    ("nl", AMS, BERLIN, "dinsdag 8 dec. om 15:00u", (f"2026-12-08T15:00 {AMS}",)),
    ("nl", AMS, BERLIN, "op 8-12-2026 om 9.45 uur", (f"2026-12-08T09:45 {AMS}",)),
    ("nl", AMS, BERLIN, "komende donderdag van 13.00 - 14.00 uur", (f"2026-11-26T13:00/14:00 {AMS}",)),
    ("nl", AMS, BERLIN, "vrijdag a.s. om kwart voor tien", (f"2026-11-27T09:45 {AMS}",)),
    ("en", NY, BOSTON, "Good news: the panel can do Wednesday at 3. I've sent an invite.", (f"2026-11-25T15:00 {NY}",)),
    ("en", NY, BOSTON, "Interview #2 - Dec 11th @ 10AM (EST) w/ Bob Stone", (f"2026-12-11T10:00 {NY}",)),
    ("en", LON, LONDON, "You're booked: Thu, 10 Dec 2026 at 16:00-16:30 (UK)", (f"2026-12-10T16:00/16:30 {LON}",)),
    ("en", NY, BOSTON, "Please join us on site at 1 PM sharp on Monday the 7th of December for a 2-hour session.", (f"2026-12-07T13:00/15:00 {NY}",)),
    ("en", LA, BOSTON, "Your new time is Tuesday, December 15th from 2:30 until 3:15 PM Pacific.", (f"2026-12-15T14:30/15:15 {LA}",)),
    ("en", BER, BOSTON, "Scheduled: 2026-12-10T09:30:00.000Z to 2026-12-10T10:15:00.000Z", ("2026-12-10T09:30/10:15 UTC",)),
    ("en", NY, BOSTON, "As agreed on the phone today, we'll talk again on December 2nd, 9 in the morning your time.", (f"2026-12-02T09:00 {NY}",)),
    ("en", NY, BOSTON, "Time: Thu 12/10/26 1:15p-2:00p CT", ("2026-12-10T13:15/14:00 America/Chicago",)),
    ("en", "Asia/Kolkata", "2026-11-23T18:00:00+05:30", "Kindly note your interview is on 05-Dec-2026 (Saturday) at 11:00 AM IST through Google Meet.", ("2026-12-05T11:00 Asia/Kolkata",)),
    ("en", NY, BOSTON, "How does 4 on Thursday sound? Perfect, Thursday at 4 it is.", (f"2026-11-26T16:00 {NY}",)),
    ("en", BER, BERLIN, "Interview confirmed!\nDay: Wednesday\nDate: 2 December\nTime: 10 am CET / 9 am GMT\nDuration: approx. 1 hour", (f"2026-12-02T10:00/11:00 {BER}",)),
    ("en", NY, BOSTON, "You will meet Ann Lee (12:00pm) and Bo Ray (1:00pm) on Friday, December 4.", (f"2026-12-04T12:00 {NY}", f"2026-12-04T13:00 {NY}")),
    ("en", NY, SUMMER, "The call scheduled for tomorrow (Thursday, Aug 6) at 10:30 will be with our CTO.", (f"2026-08-06T10:30 {NY}",)),
    ("en", "Australia/Sydney", "2026-11-23T14:00:00+11:00", "9.30am AEDT, Friday 4th December, Level 12, 1 Farrer Place", ("2026-12-04T09:30 Australia/Sydney",)),
    ("en", LA, BOSTON, "Dec. 8, 2026, 11:00 a.m.-12:00 p.m. (Pacific Time)", (f"2026-12-08T11:00/12:00 {LA}",)),
    ("de", BER, BERLIN, "Sehr gerne, dann halten wir Donnerstag, 3.12., 17 Uhr fest.", (f"2026-12-03T17:00 {BER}",)),
    ("de", BER, BERLIN, "Ihr Interview ist für den 8. Dezember 2026 von 9.00 Uhr bis 9.45 Uhr geplant.", (f"2026-12-08T09:00/09:45 {BER}",)),
    ("de", BER, BERLIN, "Start ist um 8:15 Uhr am nächsten Montag.", (f"2026-11-30T08:15 {BER}",)),
    ("de", BER, BERLIN, "Datum/Uhrzeit: Mi 09.12.2026 14:00-14:30 (CET)", (f"2026-12-09T14:00/14:30 {BER}",)),
    ("de", "Europe/Zurich", BERLIN, "Wir erwarten Sie am Freitag, 11. Dezember 2026, 13.30 Uhr, am Empfang (Bahnhofstrasse 7).", ("2026-12-11T13:30 Europe/Zurich",)),
    ("de", BER, BERLIN, "Passt dir morgen Vormittag um halb zehn? Super, dann morgen um halb zehn.", (f"2026-11-24T09:30 {BER}",)),
    ("fr", PAR, BERLIN, "Nous avons réservé le créneau du vendredi 11/12/2026 à 10h30 (durée : 1h).", (f"2026-12-11T10:30/11:30 {PAR}",)),
    ("fr", PAR, BERLIN, "On se retrouve ce jeudi à midi au bureau ?", (f"2026-11-26T12:00 {PAR}",)),
    ("fr", PAR, BERLIN, "visioconférence le lundi 7 décembre, 17 heures 15", (f"2026-12-07T17:15 {PAR}",)),
    ("es", MAD, BERLIN, "Confirmada: miércoles 2 dic. 2026, 13:15 CET.", (f"2026-12-02T13:15 {MAD}",)),
    ("es", "America/Mexico_City", "2026-11-23T09:30:00-06:00", "La cita es el día 3 de diciembre a las 11 hrs (hora del centro de México).", ("2026-12-03T11:00 America/Mexico_City",)),
    ("es", MAD, BERLIN, "Nos vemos el lunes 30 a las 9 menos cuarto.", (f"2026-11-30T08:45 {MAD}",)),
    ("pt", SAO_PAULO, SAO, "Confirmado para segunda-feira (30/11), às 9h, pelo Zoom.", (f"2026-11-30T09:00 {SAO_PAULO}",)),
    ("pt", "Europe/Lisbon", LONDON, "Aguardamos por si quinta-feira, dia 3 de dezembro, pelas 15h30.", ("2026-12-03T15:30 Europe/Lisbon",)),
    ("nl", AMS, BERLIN, "Het gesprek vindt plaats op maandag 7 december a.s. om 16.00 uur.", (f"2026-12-07T16:00 {AMS}",)),
    ("nl", AMS, BERLIN, "Tot woensdag 2 december, 9 uur!", (f"2026-12-02T09:00 {AMS}",)),
    ("nl", "Europe/Brussels", BERLIN, "Je afspraak: do 10/12 van 14u tot 15u", ("2026-12-10T14:00/15:00 Europe/Brussels",)),
)  # fmt: skip

NONE: tuple[tuple[str, str], ...] = (
    ("en", "We regret to say that we have decided to go with others. You may apply again."),
    ("en", "We may march on with 10 of the team on Sunday, and Wednesday is fine too."),
    ("en", "Call me on +1 (415) 555-0132 or 020 7946 0958."),
    ("en", "The salary is $120,000-$135,000, with 4.5 weeks of leave."),
    ("en", "Version 2.10.4 was released on Monday, December 7."),
    ("en", "Meeting ID: 871 2345 6789\nPasscode: 402211"),
    ("en", "Support is there for you 24/7. On Monday we move."),
    ("en", "Office hours: Monday - Friday, 9am - 5pm"),
    ("en", "Our office hours are 9:00-17:30 Mon to Fri."),
    ("en", "We are open Mondays from 9am to 5pm."),
    ("en", "\u00a9 2026 Kestrel Labs, 1200 Main St, Suite 300, Houston, TX 77002"),
    ("en", "Please reply by Friday, December 4 at 5pm."),
    ("en", "Complete the test before Monday, December 7, 11:59 PM ET."),
    ("en", "Your assessment link expires on December 4, 2026 at 11:59 PM UTC."),
    ("en", "The deadline is Monday at noon."),
    ("en", "On Mon, Nov 23, 2026 at 9:14 AM, Dana Reed <dana@example.com> wrote:"),
    ("en", "Sent: Monday, November 23, 2026 9:14 AM"),
    ("en", "Thanks for applying on November 20. We have 3 steps."),
    ("en", "Every Monday at 10am we hold a demo."),
    ("en", "The job is 9-5, Monday to Thursday."),
    ("en", "Ratio 16:9, a 1:1 with your manager on Tuesday."),
    ("en", "Read https://example.com/2026/12/03/10:30 on Thursday."),
    ("en", "Requisition R-10:30 for December 2026."),
    ("en", "We met 2 of the team on Thursday at 10 locations."),
    ("en", "Your application number is 20261203 1400."),
    ("en", "The interview takes 45 minutes on Tuesday."),
    ("en", "We'll be back within 5 to 7 business days, by Monday at the latest."),
    ("en", "They sat at 3 tables in the sun."),
    ("en", "It scored 4.5 out of 5 on 12/3."),
    ("en", "See page 3/4 at the end."),
    ("en", "Hope you had a great weekend. See you soon, second floor, room 2.30."),
    ("en", "We are looking for somebody with 5 to 7 years of experience from Monday on."),
    ("en", "Flat 3, 14 May Street, Sun Court, Mar Vista, CA 90066"),
    ("en", "Join 10,000 people from 30 countries in March 2027."),
    ("en", "The offer is valid until Friday, December 4, 5pm."),
    ("en", "Please confirm no later than 3pm tomorrow."),
    ("en", "Working hours 10:00-18:00 CET, daily from Monday."),
    ("en", "Your reference is MON-10-30."),
    ("en", "I am at the MET on Friday with a PT."),
    ("en", "We will be in touch next week. Nothing is needed from you today."),
    ("en", "Pick a time that suits you: https://cal.example.com/kestrel/30min"),
    ("en", "RSVP by 12pm Wednesday."),
    ("en", "The role pays 25 an hour, from Monday 30 hours a week."),
    ("de", "Wir freuen uns, dass Sie am Mittwoch dabei waren. So geht es weiter."),
    ("de", "Bitte antworten Sie bis Freitag, 4. Dezember, 12 Uhr."),
    ("de", "Öffnungszeiten: Montag bis Freitag 9 - 17 Uhr"),
    ("de", "Unsere Telefonnummer ist 030 1234 5678, Durchwahl 12."),
    ("de", "Am 23.11.2026 um 09:14 schrieb Dana Reed:"),
    ("de", "Gesendet: Montag, 23. November 2026 09:14"),
    ("de", "Die Stelle ist ab 1.1.2027 mit 40 Stunden zu besetzen, Gehalt 4.500,00 Euro."),
    ("de", "Leider haben wir uns für andere entschieden. Mai und August sind frei."),
    ("de", "Spätestens am Montag um 10 Uhr brauchen wir Ihre Antwort."),
    ("fr", "Merci de répondre avant vendredi 4 décembre à 17h."),
    ("fr", "Le lun. 23 nov. 2026 à 09:14, Dana Reed <dana@example.com> a écrit :"),
    ("fr", "Horaires d'ouverture : du lundi au vendredi, de 9h à 18h"),
    ("fr", "Nous avons 35 heures par semaine et 25 jours, dès mars 2027."),
    ("es", "Responde antes del viernes 4 de diciembre a las 17:00."),
    ("es", "El lun, 23 nov 2026 a las 9:14, Dana Reed escribió:"),
    ("es", "Horario de oficina: lunes a viernes de 9:00 a 18:00"),
    ("es", "Son 3 plazas para 20 personas a 40 km de Madrid."),
    ("pt", "Responda até sexta-feira, 4 de dezembro, às 17h."),
    ("pt", "Na segunda entrevista falamos de 3 a 4 projetos."),
    ("pt", "Horário comercial: segunda a sexta, das 9h às 18h"),
    ("nl", "Graag uiterlijk vrijdag 4 december om 17.00 uur reageren."),
    ("nl", "Op ma 23 nov 2026 om 09:14 schreef Dana Reed:"),
    ("nl", "Kantooruren: maandag t/m vrijdag van 9.00 tot 17.00 uur"),
    ("nl", "Het is een baan voor 32 tot 40 uur per week, vanaf maandag."),
    ("en", "On Friday we talked to between 3 and 5 candidates."),
    ("en", "Monday: 2.50 per coffee."),
    ("en", "Our new price from Tuesday is 9.95 a month."),
    ("en", "On Tuesday between 30 and 40 people came."),
    ("en", "Between 2 and 20 November we got 214 applications."),
    ("en", "We read 120 CVs on Monday and 230 on Tuesday."),
    ("en", "Friday 13 is my lucky day, see page 15."),
    ("en", "The course takes 1400 hours from Monday 7 December."),
    ("en", "Tuesday's score was 3.2 for us."),
    ("en", "Room 930 on Monday, please."),
    ("en", "Week 12 of 20, Monday: you are on track!"),
    ("en", "In week 3 we read all applications."),
    ("en", "Today 3 of 4 said yes."),
    ("en", "On 4 December 2.5 million people will watch."),
    ("en", "Open Tuesday through Friday, 10-18h."),
    ("en", "The deadline is 4 December, 17.00."),
    ("en", "We worked from 2019 to 2021 on it, and started on Monday."),
    ("en", "Section 10.15 of the contract of 4 December holds."),
    ("de", "Freitag 12.50 Euro Eintritt."),
    ("de", "Am Montag kamen zwischen 3 und 5 Leute."),
    ("de", "In KW 50 ist Montag frei."),
    ("de", "Ab Montag 8.50 Euro die Stunde."),
    ("de", "Ihre Bewerbung vom 10.12. liegt vor, Referenz 14.30.7."),
    ("de", "Zwischen 2 und 20 Bewerbern am Dienstag."),
    ("de", "Am ersten Freitag im Monat ist frei."),
    ("fr", "vendredi, entre 3 et 5 candidats"),
    ("fr", "le 10.12 à Paris"),
    ("fr", "lundi, 12.50 euros"),
    ("fr", "semaine 50, lundi est férié"),
    ("fr", "Réponse avant vendredi 18h, merci."),
    ("es", "el lunes entre 3 y 5 personas"),
    ("es", "el viernes, 12.50 euros"),
    ("es", "antes del viernes a las 10"),
    ("es", "de lunes a viernes de 9 a 14"),
    ("pt", "na segunda entre 3 e 5 pessoas"),
    ("pt", "sexta-feira, 12.50 euros"),
    ("pt", "do dia 11 ao dia 15"),
    ("nl", "vrijdag 12.50 euro"),
    ("nl", "maandag tussen 3 en 5 mensen"),
    ("nl", "week 50, maandag is vrij"),
    ("nl", "reageer voor vrijdag 12 uur"),
    ("nl", "uiterlijk maandag 9:00"),
)  # fmt: skip

MAILS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("en", NY, BOSTON, """Hi Sam,

Thanks for your patience while we aligned calendars. I'm happy to confirm your onsite interview for the Staff Engineer role (req. 20261203) with Kestrel Labs.

Date: Wednesday, December 9, 2026
Location: 1200 Main St, Suite 300, Houston, TX 77002 (4th floor)

Schedule (all times Central):
9:30 AM - 10:15 AM | Priya Nair, Engineering Manager
10:30 AM - 11:30 AM | System design with Tom Oakes
11:30 AM - 12:30 PM | Lunch with the team
12:45 PM - 1:30 PM | Dana Reed, VP

Please bring a photo ID. If anything comes up, call me at (713) 555-0199 x12 before 5pm.

Best,
Lou Park | Recruiting Coordinator | 9am-6pm Mon-Fri
+1 (713) 555-0199""", ("2026-12-09T09:30/10:15 America/Chicago", "2026-12-09T10:30/11:30 America/Chicago", "2026-12-09T11:30/12:30 America/Chicago", "2026-12-09T12:45/13:30 America/Chicago")),
    ("en", BER, LONDON, """Hello Sam,

Your video interview has been booked.

What: First interview - Data Engineer
When: Tue 1 Dec 2026, 3:00pm - 3:45pm GMT
Where: Microsoft Teams (Meeting ID: 312 455 901 22, Passcode: Tz4x9)

We received 214 applications for this role between 2 and 20 November, so well done for getting this far!

Reply to this mail by Monday 30 November at 12:00 if you cannot make it.""", ("2026-12-01T15:00/15:45 UTC",)),
    ("en", NY, SUMMER, """Sam - great talking to you yesterday at 3pm. As discussed, next up is a 60 min technical with Ravi, Tuesday 8/11 at 1 PM ET. He'll send a Zoom link. You'll hear from us within 2 business days after that.""", (f"2026-08-04T15:00 {NY}", f"2026-08-11T13:00/14:00 {NY}")),
    ("en", LA, BOSTON, """Hi,
This is a reminder of your upcoming interview at Avra.

Monday, November 30th
10:00 AM - 11:00 AM Pacific Standard Time

Join: https://zoom.us/j/98765432100?pwd=10.30
One tap mobile +16699006833,,98765432100# US (San Jose)

Need to reschedule? Do so at least 24 hours before.""", (f"2026-11-30T10:00/11:00 {LA}",)),
    ("en", NY, BOSTON, """We'd like to offer you the following slots, which one works?
- Mon 11/30: 10:00-10:45 or 14:00-14:45
- Tue 12/1: 9:00-9:45
(all in EST)""", (f"2026-11-30T10:00/10:45 {NY}", f"2026-11-30T14:00/14:45 {NY}", f"2026-12-01T09:00/09:45 {NY}")),
    ("en", NY, BOSTON, """Unfortunately Priya is out sick, so we have to move your interview from Tuesday, December 1 at 2:00 PM to Thursday, December 3 at 11:00 AM EST. Same link.""", (f"2026-12-01T14:00 {NY}", f"2026-12-03T11:00 {NY}")),
    ("de", BER, BERLIN, """Guten Tag Frau Rivera,

vielen Dank für Ihre Bewerbung vom 12.11.2026 als Softwareentwicklerin (m/w/d), Kennziffer 2026-114.

Gerne laden wir Sie zum Vorstellungsgespräch ein:

Termin:   Donnerstag, 10. Dezember 2026
Uhrzeit:  14:30 Uhr bis ca. 16:00 Uhr
Ort:      Musterstraße 12, 10115 Berlin, 3. OG

Bitte bestätigen Sie den Termin bis zum 30.11.2026, 12 Uhr.

Mit freundlichen Grüßen
Jana Kurz
Tel. 030 1234-567 (Mo-Fr 9-17 Uhr)""", (f"2026-12-10T14:30/16:00 {BER}",)),
    ("de", BER, BERLIN, """Hallo Sam,
wie besprochen sehen wir uns am Freitag um 15 Uhr im Büro. Danach (ab ca. 16 Uhr) zeigt dir Tom noch das Team.
Viele Grüße, Eva""", (f"2026-11-27T15:00 {BER}", f"2026-11-27T16:00 {BER}")),
    ("fr", PAR, BERLIN, """Bonjour Sam,

Suite à notre échange du 18 novembre, je vous confirme votre entretien :

- Date : mercredi 9 décembre 2026
- Horaire : 15h00 - 16h00
- Lieu : 24 rue des Lilas, 75011 Paris (2e étage)

Merci de confirmer votre présence avant le 4 décembre à 18h.

Cordialement,
Luc Morel
Standard : 01 44 55 66 77, du lundi au vendredi de 9h à 18h""", (f"2026-12-09T15:00/16:00 {PAR}",)),
    ("es", MAD, BERLIN, """Hola Sam:

Gracias por tu interés. Te esperamos el miércoles 9 de diciembre a las 12:00 en nuestras oficinas (C/ Mayor 14, 3º B, 28013 Madrid). La entrevista durará unos 45 minutos.

Un saludo,
Marta
Horario de atención: de lunes a viernes, 9:00-18:00""", (f"2026-12-09T12:00/12:45 {MAD}",)),
    ("pt", "America/Sao_Paulo", "2026-11-23T09:30:00-03:00", """Olá Sam,

Sua entrevista está confirmada!

Data: 09/12/2026 (quarta-feira)
Horário: das 10h às 11h (horário de Brasília)
Link: https://meet.google.com/abc-defg-hij

Até lá!""", ("2026-12-09T10:00/11:00 America/Sao_Paulo",)),
    ("nl", AMS, BERLIN, """Beste Sam,

Leuk je gesproken te hebben! Zoals afgesproken plannen we het tweede gesprek op woensdag 9 december van 10.30 tot 11.30 uur, op ons kantoor (Keizersgracht 12, 1015 CP Amsterdam).

Laat het uiterlijk maandag 30 november om 17.00 uur weten als je verhinderd bent.

Groet, Femke
T 020 123 45 67 (ma t/m do, 9.00-17.00 uur)""", (f"2026-12-09T10:30/11:30 {AMS}",)),
    ("en", NY, BOSTON, """Hi Sam,

Confirming our call for 12/2 at 11. I'll give you a ring at 212-555-0147.

Cheers,
Kim

On Mon, Nov 23, 2026 at 8:02 AM Sam Rivera <sam@example.com> wrote:
> Would Wednesday at 11am or Thursday at 2pm work?""", (f"2026-12-02T11:00 {NY}",)),
    ("en", NY, BOSTON, """Interview Confirmation
Candidate: Sam Rivera
Position: Product Designer II
Interview Type: Virtual (Webex)
Interview Date/Time: 12/08/2026 02:30 PM EST
Duration: 00:45
Job ID: 10-24-3301""", (f"2026-12-08T14:30/15:15 {NY}",)),
    ("en", NY, BOSTON, """Hello Sam,

We're excited to move you forward! You have been scheduled for a phone screen with Maya Ortiz (Talent Partner).

  Day:    Thursday, Dec 3rd
  Time:   1:30pm-2:00pm ET
  Phone:  Maya will call you at the number on your CV, (617) 555-0188

If that no longer works, reply by end of day tomorrow, 11/24, and we'll find another slot. You can also reach us Monday through Friday between 8:30am and 5:30pm.

Best regards,
Brightleaf Recruiting Team
2026 Great Place to Work | 45 offices in 12 countries""", (f"2026-12-03T13:30/14:00 {NY}",)),
    ("en", LON, LONDON, """Dear Sam

Thank you for your application (ref 4471/26) which we received on 2 November 2026 at 16:05.

The panel would like to interview you on Friday 11 December at 10.40am in Room 2.14, Holt Building, Leeds LS2 9JT. It will be preceded by a short written exercise at 9.45am. Please therefore report to reception at 9.30am.

Please confirm by email by 12 noon on Friday 27 November.

Yours sincerely
Ms J Ashworth""", (f"2026-12-11T10:40 {LON}", f"2026-12-11T09:45 {LON}", f"2026-12-11T09:30 {LON}")),
    ("en", BER, BOSTON, """Hi Sam,

Quick update: the hiring manager can't make Monday after all. Could we do Tuesday instead, same time (11:00 am EST / 5:00 pm CET)? I have moved the invite already, so consider it done unless you object.

Thx
Ed""", (f"2026-11-24T11:00 {NY}",)),
    ("en", LA, SUMMER, """You're all set!

Technical Interview with Northwind
Friday, August 14, 2026
12:00 PM - 1:00 PM PDT
Add to calendar: Google | Outlook | iCal

Before your interview
* Test your camera and microphone 10 minutes before
* Have a government ID ready

Need to cancel? You can cancel up to 2 hours before the start time.
Northwind Inc., 500 3rd Street, San Francisco, CA 94107""", (f"2026-08-14T12:00/13:00 {LA}",)),
    ("en", NY, BOSTON, """Sam,

Per our call, here is the agenda for your final round on Dec 15 (Tuesday):

10:00-10:45  Values interview (Kim)
10:45-11:00  Break
11:00-12:00  Architecture (Lee, Osman)
12:00-1:00   Lunch
1:15-2:00    Founder chat (Rae)

Everything happens at 77 Water St, 9th floor, New York. Doors open at 9:30.""", (f"2026-12-15T10:00/10:45 {NY}", f"2026-12-15T10:45/11:00 {NY}", f"2026-12-15T11:00/12:00 {NY}", f"2026-12-15T12:00/13:00 {NY}", f"2026-12-15T13:15/14:00 {NY}")),
    ("de", BER, BERLIN, """Hallo Sam,

super, dass es klappt! Dann bestätige ich dir hiermit unser Online-Interview am Mittwoch, den 2. Dezember, um 11:30 Uhr. Es sind dabei: Lena (Teamlead) und ich. Plane bitte rund 60 Minuten ein.

Der Link: https://teams.microsoft.com/l/meetup-join/19%3a2026-12
Besprechungs-ID: 345 678 901 23

Falls etwas dazwischenkommt, sag mir bitte bis Dienstagabend Bescheid.

Liebe Grüße
Mira

Erreichbar: Mo - Do 8:00 - 16:30 Uhr, Fr 8:00 - 13:00 Uhr""", (f"2026-12-02T11:30/12:30 {BER}",)),
    ("de", "Europe/Vienna", BERLIN, """Sehr geehrte Frau Rivera,

leider müssen wir den für Freitag, 27.11., 10 Uhr geplanten Termin verschieben. Neuer Termin: Montag, 30.11.2026, 15:00 Uhr, weiterhin in der Mariahilfer Straße 20, 1070 Wien.

Beste Grüße""", ("2026-11-27T10:00 Europe/Vienna", "2026-11-30T15:00 Europe/Vienna")),
    ("fr", PAR, BERLIN, """Bonjour,

Votre candidature au poste de chef de projet (réf. 2026-88) a retenu notre attention. Nous vous proposons un entretien en visio le lundi 30 novembre à 18h00 avec Mme Petit. L'entretien durera environ une heure.

Vous pouvez nous joindre au 04 72 10 10 10 entre 9h et 17h.

Bien à vous""", (f"2026-11-30T18:00/19:00 {PAR}",)),
    ("es", MAD, BERLIN, """Buenos días, Sam:

Te escribo para confirmar tu entrevista con el equipo técnico.

Día: martes, 1 de diciembre
Hora: 16:30 - 17:30 h (CET)
Lugar: videollamada (te enviaremos el enlace 24 horas antes)

Si tienes cualquier duda, llámame al 600 123 456.""", (f"2026-12-01T16:30/17:30 {MAD}",)),
    ("nl", AMS, BERLIN, """Hoi Sam,

Top, dan spreken we elkaar donderdag 3 december om 11.00 uur via Teams (duur: 45 min). Je spreekt met Joost en Anouk.

Groetjes,
Lisa
Aanwezig: ma, di en do""", (f"2026-12-03T11:00/11:45 {AMS}",)),
)  # fmt: skip
