"""Whole mails with a promise to be back among other dates, and mails that promise none.

A letter is its language, the day it was written, its subject, the last day that its promise covers (empty: none) and its
text. Every third was not looked at singly while the reader was made.
"""

from __future__ import annotations

from typing import NamedTuple


class Letter(NamedTuple):
    language: str
    written: str
    subject: str
    until: str
    text: str


LETTERS: tuple[Letter, ...] = (
    Letter("en", "2026-02-03", "Monday's chat", "2026-02-11", """\
Hi Priya,

Thanks so much for making the time on Monday, the whole team enjoyed it. We've got two more people coming in on Thursday
and Friday, and then the four of us sit down together. I'd expect us to land on something by the middle of next week and
I'll ring you either way.

Cheers,
Tom
Tom Ashby | Ashby & Rowe Surveyors | 0113 496 0101 | Mon-Thu
"""),
    Letter("en", "2026-04-16", "Registered Nurse, requisition 44120", "2026-05-14", """\
Dear applicant,

We have received your application for Registered Nurse, Ward 6 (requisition 44120). The vacancy closes on 30 April 2026
and applications are reviewed once it has closed. Candidates will be notified of the outcome within ten working days of
the closing date.

Recruitment Team, St Brannock's Hospital
Lines are open Monday to Friday, 8.30am to 4.30pm.
"""),
    Letter("en", "2026-05-20", "Assistant Professor search, Department of Geology", "2026-06-19", """\
Dear Dr. Osei,

On behalf of the search committee I acknowledge your complete application, received May 18. The committee will begin its
review on June 1 and expects to notify shortlisted candidates by June 19; campus visits are planned for September.

Sincerely,
Helen Marsh, Committee Chair
"""),
    Letter("en", "2026-01-12", "Your application is incomplete", "", """\
Dear Ms Farrow,

Thank you for applying for the post of Laboratory Technician. Your transcripts are missing. Please upload them by Friday 23
January; we cannot consider incomplete applications.

Human Resources, open Mon-Fri 9 to 5
"""),
    Letter("en", "2026-07-07", "Re: any news?", "2026-07-15", """\
Hey! Quick one: I'm still waiting on the hiring manager, she's on holiday till the 13th. Will ping you once she's back, so
figure Wednesday next week at the latest. Hope that's ok!

Jess
"""),
    Letter("en", "2026-09-01", "Thank you for applying to Brightwater Analytics", "2026-09-22", """\
Hello Daniel,

Thank you for applying to Brightwater Analytics. We received your application for Data Analyst on September 1, 2026.

Due to the volume of applications it can take us up to 3 weeks to respond. You can check your status at any time in the
candidate portal.

This mailbox is not monitored. (c) 2026 Brightwater Analytics, Inc.
"""),
    Letter("en", "2026-03-02", "We have your application", "", """\
Hi Noor,

we have your application for Warehouse Supervisor, thank you. Somebody will read it and you'll hear from us if it is a
match. We keep your data for 12 months after the end of the process; you may ask us to delete it before.

Hollins Freight, People Team
"""),
    Letter("en", "2026-10-15", "Delay", "2026-10-23", """\
Dear Mark,

I know I was supposed to tell you by today, and I am sorry. One of the panel is ill, so our final meeting was pushed back
from yesterday to 22 October. I'll write to you the day after.

Kind regards
Ruth Calder
"""),
    Letter("en", "2026-11-25", "Account Executive role", "2026-12-01", """\
Hi Alexis,

Before everyone disappears: our office is closed Thursday and Friday for Thanksgiving. You're one of two people we are
still considering, and you can expect our decision on Tuesday, December 1.

Enjoy the turkey,
Ben
"""),
    Letter("en", "2026-03-30", "Timeline", "2026-04-10", """\
Hello Sunita,

Just so you know where we are: we're hoping to wrap up first interviews before Good Friday and will be in touch with
everyone the week after Easter.

Best, Orla
"""),
    Letter("en", "2026-05-11", "Your application to Kestrel Games", "", """\
Hi Robin,

Thank you for the time you put into your application for Gameplay Programmer. After careful consideration we have decided
to move forward with other candidates. You are welcome to apply again after six months.

Wishing you all the best,
Kestrel Games Talent Team
"""),
    Letter("en", "2026-08-07", "Offer: Site Manager", "", """\
Dear Owen,

We are delighted to offer you the position of Site Manager, starting on Monday 7 September. The contract is attached. Please
let us have your answer by 14 August, after which we would have to look again.

Regards,
Claire Whitlock
"""),
    Letter("en", "2026-06-08", "Apologies", "2026-06-22", """\
Hi Yusuf,

I promised you an answer last week and didn't deliver. Our funding round closes on the 19th, and until then all hiring is on
ice. I'll get back to you on the Monday after that, the 22nd.

Thanks for hanging in there!
Mia, co-founder
"""),
    Letter("en", "2026-08-05", "Stage 1 of 3 complete!", "2026-08-13", """\
Well done, Lucas!

You have completed the questionnaire for Customer Support Associate. Our recruiters will now look at your answers. Most
candidates get a reply in 4-6 business days.

Do not reply to this message.
"""),
    Letter("en", "2026-02-20", "Quick heads-up", "2026-02-26", """\
Hi Fran,

I'm out Monday to Wednesday, so it'll be Thursday before I can give you anything concrete on the Ops Lead job. Have a nice
weekend!

Dev
"""),
    Letter("en", "2026-05-04", "Interview confirmation", "", """\
Dear Hannah,

Your interview with Dana Whitfield is confirmed for Thursday 7 May, 2:00pm to 3:00pm, at 14 Carver Street. Please bring
photo ID and sign in at reception ten minutes before.

Best wishes,
Resourcing
"""),
    Letter("en", "2026-05-04", "Interview details: Payroll Officer", "2026-05-14", """\
Dear Mr Adeyemi,

Thank you for confirming. Your interview for Payroll Officer takes place on Thursday 7 May 2026 at 14:00 in Room 2.11 and
will last about 45 minutes. You can expect to hear from us within five working days of your interview.

HR Services, Tenbury Borough Council
"""),
    Letter("en", "2026-12-14", "Before the break", "2027-01-08", """\
Hi Katya,

We close for the year on the 18th and reopen on 4 January. No decision will be made in between, so please don't fret if it
goes quiet. You will hear from us by the 8th of January.

Season's greetings,
Paul
"""),
    Letter("en", "2026-04-27", "We're hiring in Austin", "", """\
Hi there,

I came across your profile and think you'd be a great fit for a Senior SRE opening at a client of mine. They want to fill it
fast, so if you're interested send me your resume by Friday and we'll talk next week.

Chad, Northlake Search
"""),
    Letter("en", "2026-03-18", "Feedback from the client", "2026-03-19", """\
Hi Leon,

Good news, they liked you a lot. They have one more CV to look at and want to make the call tomorrow. I'll give you a buzz
as soon as I hear, which should be tomorrow evening.

Gemma
Gemma Stokes | Perm Desk | Trident Recruitment Ltd, registered in England 2009
"""),
    Letter("en", "2026-04-22", "Application received: Policy Adviser (ref 381220)", "2026-05-15", """\
Thank you for your application for Policy Adviser, which closed at 11:55pm on 21 April 2026.

Sift: week commencing 4 May 2026. Interviews: week commencing 25 May 2026, by video. These dates are indicative and may
change. You will be told the outcome of the sift by 15 May 2026.
"""),
    Letter("en", "2026-09-28", "Re: take-home", "2026-10-02", """\
Got it, thank you! Came in Sunday night, well ahead of time. Two of our engineers are going to go through it; give us till
the end of the week.

- Ravi
"""),
    Letter("en", "2026-10-06", "Not forgotten", "", """\
Hi Chloe,

We haven't forgotten you. I can't give you a date at the moment, since the reorganisation announced on 1 October has
everything stalled. I'll be in touch as soon as there is anything to tell.

Best,
Martin
"""),
    Letter("en", "2026-01-28", "Application for the post of Sacristan", "2026-02-27", """\
Dear Sir or Madam,

We write to acknowledge safe receipt of your letter of 24 January. Should you not have heard from us by 27 February, kindly
assume that on this occasion your application has been unsuccessful.

The Chapter Office
"""),
    Letter("en", "2026-07-20", "Action needed: background check", "", """\
Hello Imani,

To go on with your application for Bank Teller we need your consent to a background check. The form must be with us by
Wednesday, July 22. It covers the last seven years.

Thank you,
Onboarding at First Prairie Credit Union
"""),
    Letter("en", "2026-07-20", "Still reviewing", "2026-08-31", """\
Dear candidate,

We are still in the process of reviewing applications for the Graduate Scheme 2027, of which there were more than 1,400. You
will hear from us, one way or the other, before August is out.

Early Careers, Marlowe plc
"""),
    Letter("en", "2026-06-17", "In the loop", "2026-06-26", """\
Hi Pete,

Just to keep you in the loop: approvals are taking longer than I told you on the 8th. Finance signs off headcount every
other Friday, next on the 26th, so please bear with me until then.

Many thanks
Sal
"""),
    Letter("en", "2026-06-23", "Sorry", "", """\
Hi Greta,

Sorry for the delay in getting back to you, I was away for the past two weeks. Your application is with the team, and I will
let you know as soon as they have looked at it.

Nick
"""),
    Letter("en", "2026-11-03", "Application 88-2031", "2026-11-13", """\
Hi Tobi,

We've got your application (ref. 88-2031). What happens next:

1. Our team reads it, which takes about a week.
2. A 20-minute call.
3. Half a day on site.

We reply to everybody within 10 days.

Lumen Bikes
"""),
    Letter("en", "2026-02-12", "Museum Registrar", "2026-03-06", """\
Thank you for your interest in the post of Museum Registrar. The post closes at 23:59 on 27 February 2026. If you have been
shortlisted we'll email you by 6 March 2026; interviews will be held on 18 and 19 March 2026 at the museum.
"""),
    Letter("en", "2026-02-16", "Application for Head Gardener", "", """\
Dear Ms Lyle,

Thank you for your application for Head Gardener. The closing date is noon on Monday 2 March 2026 and interviews will be
held on Tuesday 17 March at the Hall. The appointment is for three years from 1 May.

Estate Office
"""),
    Letter("en", "2026-08-19", "Chased again", "2026-08-24", """\
Hi Josh,

Chased the hiring manager again this morning. He says it's a toss-up between you and one other and he wants to sleep on it
over the weekend. You'll know on Monday, promise.

Kim
"""),
    Letter("en", "2026-05-29", "Your application is under review", "2026-06-16", """\
Status of your application: under review.

Position: Pharmacy Technician, Tulsa
Submitted: May 28, 2026
Average response time: 12 business days
"""),
    Letter("en", "2026-04-02", "Thanks for applying!", "2026-04-09", """\
Hi Amber,

Thanks for applying to be a Team Member at our Leeds store! If you're a match, the store manager will call you in the next 7
days. Not heard by then? We've gone with someone else this time, but you can apply again in 3 months.

See you in store!
"""),
    Letter("en", "2026-10-22", "Executive Director search", "2026-11-13", """\
Dear Carol,

It was a pleasure to host you on Tuesday. The board of trustees meets on Thursday, November 12, to vote, and I will call you
the next morning, November 13, with the result.

Warmly,
Ed Lindqvist, Board President
"""),
    Letter("en", "2026-06-30", "Readership in Medieval History", "2026-07-10", """\
Dear Dr Novak,

The appointing committee's recommendation goes to the Dean on 3 July, and you will be informed of the decision no later than
10 July. I should be grateful if you would treat this as confidential until then.

Yours sincerely
The Registrar
"""),
    Letter("en", "2026-09-08", "Your parcel is on its way", "", """\
Good news! Your order of September 6 has left our warehouse and will be delivered by Friday, September 11. We'll let you know
when it is one day out.

Fern & Fable Books
"""),
    Letter("en", "2026-01-19", "Cohort 9", "2026-01-22", """\
Hi all,

Thank you for a fantastic selection weekend. Phone calls to the people we're making offers to start tomorrow morning;
everybody else gets an email from us by Thursday.

The Launchpad crew
"""),
    Letter("en", "2026-09-10", "TL;DR you did great", "2026-09-18", """\
Hi Mo,

TL;DR you did great. Next up are reference calls this week and early next, then the comp committee on the 17th. You'll have
our final answer on the 18th.

Ping me on Slack if anything comes up, I'm around 9-6 Pacific.
Tess
"""),
    Letter("en", "2026-02-25", "Re: Re: decision", "2026-02-27", """\
Hi Aidan,

I'd love to give you a decision today, but two panel members still have to hand in their scorecards. Realistically, you'll
get an answer from me on Friday.

Aoife
"""),
    Letter("en", "2026-03-09", "We've received your application", "", """\
Thank you for applying for Field Engineer. Our hiring team will review your application and contact you if there is a fit.

Trouble with the portal? Call us Mon to Fri, 8:30am to 5pm. Our technical support answers within 2 business days.
"""),
    Letter("en", "2026-12-02", "Where we are", "2026-12-11", """\
Dear Ines,

Far more people applied for the Bookkeeper position than we expected. Please give us the rest of this week and all of next
week to get through the pile, then you'll hear from us.

Many thanks,
Gordon Pryce
"""),
    Letter("en", "2026-05-13", "Headcount", "2026-07-15", """\
Hi Vera,

as I said on the phone, the role is on hold because of the budget. The leadership team takes another look at it at the
beginning of Q3, and I'll drop you a line by mid-July whichever way that goes.

All the best,
Ian
"""),
    Letter("en", "2026-08-11", "Changed timetable: Clerk to the Council", "2026-08-21", """\
Dear applicant,

We are running behind the timetable in the advertisement (outcome by 7 August). The new date by which we shall write to all
applicants is Friday 21 August. We apologise for the inconvenience.
"""),
    Letter("en", "2026-03-23", "Today's call", "2026-03-27", """\
Hi Wes,

thanks for speaking with Marta this morning. She'll compare notes with Jon on Wednesday, and we hope to close the loop with
you by Thursday, Friday at the very latest.

Talk soon
Abby
"""),
    Letter("en", "2026-04-20", "Your application for Train Driver", "", """\
Dear Mr Pugh,

We regret to inform you that you have not been selected for Train Driver (Swansea). If you would like feedback on your
assessment, write to us within 14 days of this email and we will arrange it.

Recruitment, Valley Rail
"""),
    Letter("en", "2026-06-05", "Re: When will I hear?", "", """\
Hello Dean,

In your mail of 2 June you asked when you would hear from us. I am afraid I can't say: the minute we know, you'll know.

Kind regards,
Lynn Barton
"""),
    Letter("en", "2026-06-04", "Received with thanks", "2026-06-18", """\
We have your papers for the Deckhand vacancy. Please allow two full weeks from today for a reply, and kindly do not phone the
office in the meantime.

Skipper's Office, Pier 4
"""),
    Letter("en", "2026-11-17", "Portfolio received", "2026-12-11", """\
Hi Zoe,

what a lovely portfolio! We look at submissions on a rolling basis until December 4. By December 11 every candidate, selected
or not, gets a note from me.

x Bea, Studio Plume
"""),
    Letter("en", "2026-10-01", "Three weeks, sorry!", "2026-10-05", """\
Hi Gus,

my "ten days" turned into three weeks, I apologise. You're still very much in the running. Sam from our office will be in
contact by close of play Monday.

Rob
"""),
    Letter("en", "2026-08-17", "Welcome!", "", """\
Hi Nadia,

We're thrilled to offer you the job of Junior Buyer! Your first day will be Monday 7 September. You will receive the contract
through DocuSign within a week.

Steph, People & Culture
"""),
    Letter("en", "2026-05-05", "Application withdrawn", "", """\
As you asked on 4 May, we have withdrawn your application for Claims Handler. It may take up to 48 hours until your profile
shows this.
"""),
    Letter("en", "2026-07-13", "Your online assessment", "", """\
Hi Theo,

the next step for Trainee Actuary is an online assessment. The link expires on Sunday 19 July at 23:59; once you have opened
it you have 90 minutes. We recommend a quiet room.

Good luck!
"""),
    Letter("en", "2026-04-07", "Coding challenge", "2026-04-15", """\
Hi Anika,

please complete the coding challenge by Sunday 12 April, 11:59 pm. It takes most people two to three hours. We'll let you know
whether you are through to the next round by Wednesday 15 April.

Happy hacking,
Quillstack
"""),
    Letter("en", "2026-09-16", "Short update", "2026-09-18", """\
Hi Sean,

They've asked for another couple of days. I shall report back on Friday lunchtime.

Regards
Moira
"""),
    Letter("en", "2026-07-01", "Autumn intake", "2026-07-31", """\
Dear Ella,

thank you for coming to the selection day on 27 June. Decisions for the autumn intake are made in the last week of July, and
we'll email all candidates on Friday 31 July. Term starts on 14 September.

Admissions & Apprenticeships, Tarrant Foundry
"""),
    Letter("en", "2026-02-02", "Notice of receipt", "2026-03-04", """\
NOTICE OF RECEIPT

Your examination application for Building Inspector I has been received. In approximately 30 days from the date of this
notice you will receive written notice of your results.

Civil Service Commission, 200 Main Street, open weekdays 8:00 a.m. - 4:30 p.m.
"""),
    Letter("en", "2026-03-17", "Thursday", "", """\
Hi Cleo,

great, Thursday at 3 it is then! I'll send you the Zoom link tomorrow. You'll meet Hal and Priti, both from the data team.

Ivo
"""),
    Letter("en", "2026-03-26", "Hiring freeze", "", """\
Dear Jamal,

We had planned to fill the Network Engineer position by 1 March, but the hiring freeze has changed that. We do not know when
we will resume, and we will reach out should that happen.

Talent Acquisition
"""),
    Letter("en", "2026-09-23", "Executive Assistant, final round", "2026-10-02", """\
Dear Philippa,

It was lovely to meet you yesterday. I'm seeing the last candidate on Monday afternoon, Lord Hale is back on Tuesday, and my
plan is that you have a yes or a no from me by the end of that week.

With best wishes,
Constance
"""),
    Letter("de", "2026-03-12", "Ihre Bewerbung, Kennziffer 17/2026", "2026-04-17", """\
Sehr geehrte Frau Wirth,

vielen Dank für Ihre Bewerbung als Sachbearbeiterin (Kennziffer 17/2026). Die Bewerbungsfrist läuft noch bis zum 31.03.2026.
Nach Ablauf der Frist sichten wir alle Unterlagen und kommen bis spätestens 17.04.2026 unaufgefordert auf Sie zu.

Mit freundlichen Grüßen
Personalamt der Stadt Rehburg
"""),
    Letter("de", "2026-06-09", "Kurzes Update", "2026-06-17", """\
Hi Jonas,

kurzes Update: Lena ist noch bis Freitag im Urlaub, und ohne sie entscheiden wir nicht. Ich geb dir Anfang nächster Woche ein
Zeichen, spätestens Mittwoch.

LG Nico
"""),
    Letter("de", "2026-05-05", "Ihr Termin", "", """\
Guten Tag Herr Öztürk,

bitte bringen Sie zum Vorstellungsgespräch am 12.05. um 10 Uhr Ihren Personalausweis und Ihre Zeugnisse im Original mit.

Unsere Bürozeiten: Mo-Do 8-16 Uhr, Fr 8-12 Uhr
Elbwerk GmbH
"""),
    Letter("de", "2026-10-20", "Bewerbung Stationsleitung", "2026-11-13", """\
Sehr geehrter Herr Brandl,

wir danken für Ihre Bewerbung. Die Auswahlgespräche finden in der 45. Kalenderwoche statt. Über das Ergebnis informieren wir
Sie bis Ende der 46. KW.

Klinikum Oberau, Pflegedirektion
"""),
    Letter("de", "2026-01-07", "Eingangsbestätigung", "2026-02-18", """\
Liebe Bewerberin, lieber Bewerber,

Ihre Unterlagen sind am 06.01.2026 bei uns eingegangen. Wegen der vielen Bewerbungen rechnen Sie bitte mit einer
Bearbeitungszeit von vier bis sechs Wochen. Von Rückfragen bitten wir abzusehen.

Ihr Team Ausbildung
"""),
    Letter("de", "2026-08-24", "Wie es weitergeht", "2026-09-01", """\
Liebe Frau Kessler,

der Betriebsrat muss noch zustimmen und hat dafür eine Woche Zeit. Am 1. September bekommen Sie dann von uns die Zu- oder
Absage.

Herzliche Grüße
Thomas Vogt
"""),
    Letter("de", "2026-04-14", "Wir haben Ihre Bewerbung erhalten", "", """\
Guten Tag,

vielen Dank für Ihre Bewerbung als Fachinformatiker. Sobald es Neuigkeiten gibt, melden wir uns bei Ihnen. Ihre Daten löschen
wir sechs Monate nach Abschluss des Verfahrens.

Dies ist eine automatisch erzeugte Nachricht.
"""),
    Letter("de", "2026-11-11", "Verzögerung", "2026-11-17", """\
Lieber Herr Sommer,

entschuldigen Sie, dass Sie seit dem 28. Oktober nichts von uns gehört haben. Die Geschäftsführung tagt am Montag, am Dienstag
wissen wir mehr und ich rufe Sie an.

Beste Grüße
Ilka Reents
"""),
    Letter("de", "2026-02-26", "Sichtung läuft", "2026-02-27", """\
Hey Mara,

danke fürs Warten! Für die Sichtung brauchen wir noch den Rest der Woche, dann gibt's Feedback von uns.

Dein Recruiting-Team von Polarfuchs
"""),
    Letter("de", "2026-07-15", "Ihre Bewerbung als Küster", "2026-08-15", """\
Sehr geehrter Herr Lindner,

wir bestätigen den Eingang Ihrer Bewerbung vom 10. Juli. Sollte bis zum 15. August keine Nachricht von uns bei Ihnen
eingegangen sein, gehen Sie bitte davon aus, dass wir uns anderweitig entschieden haben.

Hochachtungsvoll
Kirchengemeinde St. Anna
"""),
    Letter("de", "2026-09-03", "Deine Probeaufgabe", "2026-09-10", """\
Hallo Felix,

du hattest bis Sonntag Zeit und warst schon gestern fertig, klasse! Tim und Aylin schauen sich deine Lösung an. In einer
Woche hast du unsere Rückmeldung.

Viele Grüße
Jule
"""),
    Letter("de", "2026-10-12", "Absage", "", """\
Sehr geehrte Frau Adler,

leider müssen wir Ihnen mitteilen, dass wir uns für einen anderen Bewerber entschieden haben. Gerne dürfen Sie sich in einem
Jahr wieder bei uns bewerben.

Mit freundlichen Grüßen
Hansen Werft KG
"""),
    Letter("de", "2026-12-09", "Bewerbung Schulsekretariat", "2027-01-15", """\
Guten Tag Frau Maurer,

in diesem Jahr wird es leider nichts mehr mit einer Entscheidung. Ab dem 7. Januar sind wir wieder da, und bis zum 15. Januar
haben Sie Ihre Antwort.

Schöne Feiertage!
S. Petzold
"""),
    Letter("de", "2026-03-19", "W2-Professur", "2026-04-03", """\
Sehr geehrte Frau Dr. Hahn,

die Berufungskommission tritt am 2. April zusammen; am Tag darauf erhalten alle Bewerberinnen und Bewerber Nachricht.

Dekanat der Fakultät II
"""),
    Letter("de", "2026-05-18", "Noch keine Entscheidung", "", """\
Hallo Herr Yilmaz,

ich hatte Ihnen bis Freitag eine Antwort versprochen. Leider gibt es noch keine, und ich kann Ihnen auch keinen neuen Termin
nennen. Ich bleibe dran!

Viele Grüße
Bettina Kranz
"""),
    Letter("de", "2026-04-29", "Danke für deine Bewerbung!", "2026-05-13", """\
Hi Lisa,

deine Bewerbung für unseren Markt in Fulda ist da. In der Regel brauchen wir nicht länger als 10 Arbeitstage, um uns bei dir
zurückzumelden. Bis dahin: Daumen drücken!

Dein Bio-Markt
"""),
    Letter("de", "2026-09-14", "Kennenlernen", "", """\
Guten Tag Frau Neumann,

Ihr Profil gefällt uns. Haben Sie nächste Woche Zeit für ein Telefonat? Bitte schlagen Sie uns bis Donnerstag zwei, drei
Termine vor.

Freundliche Grüße aus Bern
Urs Gerber
"""),
    Letter("de", "2026-10-05", "Stand der Dinge", "2026-10-09", """\
Hallo Tarek,

die Stelle ist noch offen. Mein Kollege sichtet gerade und ist bis einschließlich Mittwoch damit fertig. Wir melden uns dann
noch in dieser Woche bei dir.

Gruß, Silke
"""),
    Letter("de", "2026-06-25", "Nachricht vom Gymnasium am Ring", "2026-07-08", """\
Sehr geehrter Herr Falk,

für Ihre Hospitation am Montag danken wir herzlich. Wir wollen noch vor dem 9. Juli, dem Beginn der Sommerferien, entscheiden
und Ihnen das Ergebnis mitteilen.

Die Schulleitung
"""),
    Letter("fr", "2026-04-21", "Candidature 2026-118", "2026-05-29", """\
Madame,

Nous accusons réception de votre candidature au poste d'infirmière coordinatrice (réf. 2026-118). La date limite de dépôt est
fixée au 10 mai 2026. Le jury se réunira le 20 mai et les résultats vous seront communiqués au plus tard le 29 mai.

La direction des ressources humaines
"""),
    Letter("fr", "2026-09-08", "Merci pour hier", "2026-09-14", """\
Coucou Léa,

merci pour hier, c'était chouette ! On voit encore deux personnes jeudi et on te donne une réponse lundi.

À très vite
Hugo
"""),
    Letter("fr", "2026-05-26", "Pièces manquantes", "", """\
Bonjour Monsieur,

Votre dossier de candidature est incomplet. Merci de nous faire parvenir vos justificatifs avant le 15 juin à 17h.

Le service recrutement
"""),
    Letter("fr", "2026-01-14", "Accusé de réception", "2026-02-04", """\
Bonjour,

Nous avons bien reçu votre candidature du 12 janvier et vous en remercions. Compte tenu du nombre de dossiers, le délai de
réponse est d'environ trois semaines.

Ne répondez pas à ce message.
"""),
    Letter("fr", "2026-11-05", "Votre candidature chez Maison Verlaine", "2026-12-04", """\
Bonjour Nina,

Toute l'équipe vous remercie de l'intérêt que vous portez à notre maison. Sans retour de notre part d'ici au 4 décembre, vous
pourrez considérer que votre candidature n'a pas été retenue.

Maison Verlaine, depuis 1921
"""),
    Letter("fr", "2026-02-09", "Bien reçu", "", """\
Bonjour Karim,

Votre CV est bien arrivé. Nous le conservons pendant deux ans et ne manquerons pas de revenir vers vous si un poste
correspond à votre profil.

Cordialement,
Agence Intérim Plus, ouverte du lundi au vendredi de 9h à 18h
"""),
    Letter("fr", "2026-06-16", "Point d'étape", "2026-06-19", """\
Bonjour Sophie,

Le client est encore en réunion sur votre dossier. Je vous appelle dès que j'ai du nouveau, vendredi soir au plus tard.

Bien à vous,
Julien Morel
"""),
    Letter("fr", "2026-03-03", "Retard", "2026-03-20", """\
Bonjour Monsieur Diallo,

Je vous avais annoncé une réponse pour le 27 février et nous avons pris du retard, veuillez nous en excuser. La direction
prendra sa décision la semaine du 16 mars.

Cordialement
Anne Perrin
"""),
    Letter("fr", "2026-07-24", "Fermeture annuelle", "2026-09-04", """\
Bonjour,

En raison de notre fermeture annuelle du 3 au 21 août, l'étude des candidatures reprendra à la rentrée. Vous recevrez notre
réponse au plus tard le vendredi 4 septembre.

Bel été,
Atelier Ronsard
"""),
    Letter("fr", "2026-10-13", "Petit point", "2026-10-23", """\
Salut Samir,

Il nous faut encore une dizaine de jours pour boucler les entretiens, et on revient vers toi juste après.

Bonne semaine !
Clara
"""),
    Letter("fr", "2026-10-09", "Entretien du 15", "", """\
Bonjour Madame Roux,

Je vous confirme notre entretien du jeudi 15 octobre à 14h30 dans nos locaux, 8 rue des Tanneurs. Il durera environ une
heure.

Au plaisir de vous rencontrer,
Étienne Blanc
"""),
    Letter("fr", "2026-02-19", "Nous étudions votre profil", "2026-03-03", """\
Bonjour Inès,

Nos équipes étudient votre profil pour le poste de chargée de clientèle. Vous aurez un retour, positif ou négatif, sous 8
jours ouvrés.

L'équipe Talents
"""),
    Letter("fr", "2026-05-27", "Concours 2026", "2026-06-27", """\
Monsieur,

Vous avez passé le 23 mai l'épreuve écrite du concours de technicien territorial. Une réponse vous parviendra par courrier
dans un délai d'un mois à compter de ce jour.

Le centre de gestion
"""),
    Letter("fr", "2026-08-31", "On réfléchit", "2026-09-03", """\
Hello Zoé,

c'est serré entre vous deux ! On se laisse jusqu'à jeudi pour réfléchir et je te tiens au courant.

Bises, Margaux
"""),
    Letter("fr", "2026-09-28", "Toutes mes excuses", "", """\
Bonjour Paul,

Je suis désolée de ne pas être revenue vers vous la semaine dernière. Pour l'instant je n'ai aucune visibilité sur la suite
du processus. Je vous écrirai dès que possible.

Nathalie
"""),
    Letter("fr", "2026-12-03", "Où nous en sommes", "2026-12-24", """\
Chère Madame,

Les entretiens se sont terminés le 1er décembre. Nous espérons pouvoir vous donner une réponse définitive avant Noël.

Bien cordialement,
Fondation Arpège
"""),
    Letter("fr", "2026-04-09", "Comité de sélection", "2026-04-15", """\
Bonjour,

Le comité de sélection se tient le mardi 14 avril. Vous serez informé de sa décision dès le lendemain.

Secrétariat général
"""),
    Letter("fr", "2026-11-19", "Proposition d'embauche", "", """\
Bonjour Lucie,

Nous avons le plaisir de vous proposer le poste de cheffe de rang à compter du 1er décembre. Nous vous remercions de nous
donner votre réponse d'ici mercredi.

Le Relais du Lac
"""),
    Letter("es", "2026-02-10", "Tu candidatura", "2026-02-27", """\
Hola, Marta:

Gracias por tu interés en el puesto de dependienta. Estamos recibiendo candidaturas hasta el 20 de febrero. Si tu perfil
encaja, te llamaremos antes del 28 de febrero.

Un saludo,
Tiendas Amapola
"""),
    Letter("es", "2026-05-12", "Sin novedades", "2026-05-19", """\
¡Hola!

Sin novedades aún, el director está de viaje hasta el viernes. El lunes hablo con él y el martes te digo algo.

Un abrazo,
Toni
"""),
    Letter("es", "2026-06-15", "Bolsa de empleo", "", """\
Estimada señora:

Hemos recibido su solicitud para la bolsa de empleo de auxiliares. El plazo de presentación finaliza el 30 de junio a las
14:00 horas. La documentación se entrega en el registro, de lunes a viernes de 9 a 14.

Servicio de Personal
"""),
    Letter("es", "2026-09-22", "Proceso selectivo 07/26", "2026-10-13", """\
Estimado candidato:

Le comunicamos que la entrevista del pasado 18 de septiembre ha sido valorada. La resolución del proceso se le notificará en
un plazo máximo de 15 días hábiles.

Universidad de Almodóvar
"""),
    Letter("es", "2026-10-29", "Acuse de recibo", "2026-11-19", """\
Hemos recibido correctamente su currículum para la vacante de mozo de almacén. Si en tres semanas no ha recibido noticias
nuestras, entienda que hemos seguido adelante con otros candidatos.

Logística Navarro
"""),
    Letter("es", "2026-01-26", "Gracias por inscribirte", "", """\
Hola, Álex:

Tu inscripción en la oferta «Técnico de mantenimiento» se ha registrado. Guardaremos tu currículum durante un año y nos
pondremos en contacto contigo si avanzas en el proceso.
"""),
    Letter("es", "2026-03-27", "Semana Santa", "2026-04-08", """\
Buenos días, Lourdes:

Cerramos del 30 de marzo al 6 de abril por Semana Santa, así que el tema queda parado. Cuente con nuestra respuesta el 8 de
abril como muy tarde.

Felices fiestas,
Gestoría Pardo
"""),
    Letter("es", "2026-07-06", "Perdona el retraso", "2026-07-08", """\
Hola Iván,

perdona, te dije que sería el viernes pasado. El cliente decide mañana y en cuanto lo sepa te llamo; como tarde, el miércoles.

Saludos
Rocío Lara | Headhunter
"""),
    Letter("es", "2026-11-16", "Prueba técnica", "2026-11-23", """\
Hola, Bea:

Tu prueba técnica ha llegado bien. El equipo la corregirá a lo largo de esta semana y te damos feedback el lunes que viene.

¡Gracias por tu esfuerzo!
"""),
    Letter("es", "2026-11-17", "Entrevista", "", """\
Buenas tardes, señor Ruiz:

Le espero el jueves 19 a las 10:00 en nuestras oficinas de la calle Mayor, 12, segunda planta. La entrevista durará unos 40
minutos.

Pilar Gómez
"""),
    Letter("es", "2026-08-03", "Agosto", "2026-09-15", """\
Hola Jordi:

Durante agosto la oficina funciona a medio gas, así que el proceso se retoma en septiembre. A mediados de septiembre tendrás
noticias nuestras.

Buen verano
Equipo de Selección
"""),
    Letter("es", "2026-06-02", "Comité de contratación", "2026-06-11", """\
Estimado doctor Vidal:

El comité se reúne el día 10 y los resultados se comunicarán a los candidatos al día siguiente.

Atentamente,
Hospital de la Vega
"""),
    Letter("es", "2026-04-13", "¡Recibido!", "2026-04-27", """\
¡Hola!

Ya tenemos tu candidatura para Customer Success. Normalmente tardamos entre una y dos semanas en contestar, ¡no desesperes!

El equipo de Brújula
"""),
    Letter("es", "2026-05-25", "Resultado del proceso", "", """\
Hola, Nuria:

Lamentamos comunicarte que en esta ocasión hemos optado por otra persona. Podrás volver a presentarte dentro de seis meses.

Mucha suerte,
Banca Serrana
"""),
    Letter("es", "2026-01-21", "Un poco de paciencia", "2026-01-23", """\
Hola Gabi,

ya casi está. Danos un par de días más para cerrar el tema con dirección, por favor.

Gracias
Lola
"""),
    Letter("es", "2026-12-10", "Estado de tu candidatura", "2026-12-31", """\
Hola, Emilio:

La última ronda terminó el 4 de diciembre y estamos poniendo en común las impresiones. Antes de fin de año sabrás si seguimos
adelante contigo.

Un saludo cordial
"""),
    Letter("es", "2026-09-30", "Disponibilidad", "", """\
Hola Carmen:

Nos gustaría verte la semana que viene. ¿Te va bien el martes o el jueves por la tarde? Necesitamos que nos lo confirmes
antes del viernes.

Gracias, Xavi
"""),
    Letter("es", "2026-10-07", "Mañana reunión", "2026-10-09", """\
Hola, Sergio:

mañana me reúno con el equipo para hablar de las dos candidaturas finalistas. Te escribo sin falta pasado mañana.

Saludos,
Inma
"""),
    Letter("pt", "2026-03-04", "Inscrição recebida", "2026-03-27", """\
Olá, Camila!

Recebemos sua inscrição para a vaga de Analista Fiscal. As inscrições ficam abertas até 15/03. O retorno aos candidatos,
positivo ou negativo, será dado até 27/03.

RH Grupo Ipê
"""),
    Letter("pt", "2026-06-11", "Notícias", "2026-06-16", """\
Oi Rafa, tudo certo?

O gestor pediu mais uns dias pra decidir. Te dou um retorno na segunda, no máximo terça.

Abs
Duda
"""),
    Letter("pt", "2026-02-13", "Documentação pendente", "", """\
Prezada Sra. Helena,

Para dar continuidade à sua candidatura, favor enviar a documentação até sexta-feira, 20/02, das 8h às 17h, no RH.

Atenciosamente,
Hospital São Lucas
"""),
    Letter("pt", "2026-08-18", "Candidatura a técnico superior", "2026-09-15", """\
Exmo. Senhor,

Confirmamos a receção da sua candidatura de 14 de agosto. Prevemos concluir a análise das candidaturas no prazo de 20 dias
úteis, e os candidatos serão informados do resultado por correio eletrónico.

Câmara Municipal de Vilar
"""),
    Letter("pt", "2026-10-26", "Confirmação de candidatura", "2026-11-25", """\
Bom dia,

Agradecemos a sua candidatura à função de empregado de mesa. Caso não seja contactado no prazo de 30 dias, agradecemos que
considere que a sua candidatura não foi selecionada.

Hotéis Maré Alta
"""),
    Letter("pt", "2026-04-28", "Obrigado por se candidatar", "", """\
Olá, Thiago,

Recebemos seu currículo e ele ficará em nosso banco de talentos por 12 meses. Entraremos em contato se houver uma vaga
compatível com o seu perfil.

Mensagem automática
"""),
    Letter("pt", "2026-05-21", "Conversa de ontem", "2026-05-28", """\
Oi, Bia!

Obrigada pela conversa de ontem! Ainda falo com mais três pessoas até quarta. Na quinta que vem você fica sabendo o
resultado.

Beijo, Lu
"""),
    Letter("pt", "2026-01-29", "Ponto de situação", "2026-02-27", """\
Caro Nuno,

O processo está parado até ao Carnaval, que este ano calha a 17 de fevereiro. Retomamos na semana seguinte e até ao dia 27 de
fevereiro terá uma resposta nossa.

Cumprimentos,
Sofia Antunes
"""),
    Letter("pt", "2026-09-14", "Candidatura enviada", "2026-09-21", """\
Sua candidatura para Motorista Entregador foi enviada com sucesso em 14/09/2026.

Nosso prazo médio de resposta é de 7 dias. Acompanhe o andamento pelo aplicativo.
"""),
    Letter("pt", "2026-11-30", "Reta final", "2026-12-09", """\
Olá, Marcelo,

Você está entre os dois finalistas. A diretoria bate o martelo na reunião de 9 de dezembro, e eu te ligo no mesmo dia.

Att.,
Patrícia Nogueira
"""),
    Letter("pt", "2026-11-05", "Entrevista marcada", "", """\
Olá, Renata,

Sua entrevista para Coordenadora de Eventos está marcada para 12 de novembro às 15h (horário de Brasília), pelo Teams. Qualquer
imprevisto, avise com 24 horas de antecedência.

Até lá!
"""),
    Letter("pt", "2026-07-09", "Fase final", "2026-07-31", """\
Boa tarde, Joana,

Estamos na fase final do processo e esperamos dar-lhe um feedback até ao fim do mês. As férias da equipa começam a 3 de
agosto.

Com os melhores cumprimentos
"""),
    Letter("pt", "2026-02-24", "Peço desculpa", "2026-02-27", """\
Bom dia Pedro,

peço desculpa pela demora, o diretor esteve fora desde o dia 10. Até ao final desta semana digo-lhe alguma coisa.

Obrigado
Rui
"""),
    Letter("pt", "2026-04-06", "Comissão de seleção", "2026-04-17", """\
Caros candidatos,

A comissão de seleção reúne na sexta-feira. Na próxima semana comunicamos a decisão a todos.

Instituto Politécnico da Serra
"""),
    Letter("pt", "2026-08-10", "Sem previsão", "", """\
Oi Luana,

desculpa não ter respondido na semana passada. Ainda não há data prevista para a decisão, a vaga depende do orçamento de
2027. Assim que souber eu te aviso.

Gabi
"""),
    Letter("pt", "2026-12-16", "Recesso", "2027-01-15", """\
Olá, Vinícius!

Entramos em recesso no dia 21 e voltamos em 4 de janeiro. Nossa resposta chega até 15 de janeiro.

Boas festas!
Equipe de Gente & Gestão
"""),
    Letter("pt", "2026-03-16", "Seu teste", "2026-03-19", """\
Oi, Caio,

vimos que você terminou o teste no domingo. Vamos avaliar tudo com calma e dentro de três dias úteis você recebe nosso parecer.

Time de Tecnologia
"""),
    Letter("pt", "2026-08-26", "Está quase", "2026-08-28", """\
Olá Teresa,

o diretor-geral só chega amanhã à tarde. Conte com notícias minhas até depois de amanhã.

Um abraço,
Miguel
"""),
    Letter("nl", "2026-02-17", "Je sollicitatie", "2026-03-13", """\
Beste Joris,

Bedankt voor je sollicitatie op de functie van beleidsmedewerker. De vacature staat open tot en met 1 maart. In de week van 9
maart laten we je weten of je doorgaat naar de volgende ronde.

Gemeente Oudewater, team HR
"""),
    Letter("nl", "2026-05-07", "Gisteren", "2026-05-11", """\
Hoi Sanne!

Leuk gesprek gisteren. We praten er morgen met z'n drieën over en je hoort maandag van ons.

Groetjes, Bram
"""),
    Letter("nl", "2026-06-01", "Ontbrekende stukken", "", """\
Geachte heer De Boer,

Wij ontvingen uw sollicitatie. Stuurt u een kopie van uw diploma's uiterlijk 15 juni naar ons secretariaat? Wij zijn bereikbaar
op werkdagen van 9.00 tot 17.00 uur.

Stichting Zorggroep De Linde
"""),
    Letter("nl", "2026-10-08", "Screening", "2026-11-19", """\
Dag Yara,

de screening voor de functie van beveiliger is gestart. Het bureau heeft daar tot zes weken voor. Daarna ronden we je
sollicitatie af.

Groet,
Recruitment
"""),
    Letter("nl", "2026-09-09", "Ontvangstbevestiging", "2026-09-23", """\
Hallo,

We hebben je sollicitatie als kok in goede orde ontvangen. Het duurt gemiddeld tien werkdagen voordat we reageren.

Restaurant De Zwaan, dinsdag t/m zondag open vanaf 17.00 uur
"""),
    Letter("nl", "2026-01-13", "Vacature conciërge", "2026-02-06", """\
Beste sollicitant,

Dank voor je brief van 9 januari. Heb je op 6 februari nog niets van ons gehoord, dan ben je helaas niet geselecteerd.

Met vriendelijke groet,
Basisschool De Vlieger
"""),
    Letter("nl", "2026-03-24", "Bedankt", "", """\
Beste Fatima,

We hebben je sollicitatie ontvangen en nemen contact met je op als je profiel past. Je gegevens bewaren we tot vier weken na
afloop van de procedure.

HR, Van Dam Transport
"""),
    Letter("nl", "2026-06-22", "Sorry", "2026-06-25", """\
Hoi Thijs,

sorry dat het zo lang duurt, ik had je vorige week al willen bellen. De directeur hakt woensdag de knoop door, donderdag bel ik
je.

Groet, Marloes
"""),
    Letter("nl", "2026-11-24", "Sollicitatie onderwijsassistent", "2026-12-20", """\
Geachte mevrouw Jansen,

Wij danken u voor uw belangstelling. De vacature sluit op 6 december. Binnen twee weken na de sluitingsdatum ontvangt u bericht
van ons.

Scholengroep Amstelrand
"""),
    Letter("nl", "2026-11-26", "Gesprek", "", """\
Dag Kees,

top, dan zien we je dinsdag 1 december om 13.30 uur. Het gesprek duurt ongeveer een uur. Parkeren kan achter het gebouw.

Tot dan!
Linda
"""),
    Letter("nl", "2026-04-15", "Meivakantie", "2026-05-15", """\
Beste Eva,

door de meivakantie (25 april tot en met 3 mei) loopt de procedure wat uit. Half mei hoor je van ons.

Groeten,
Ruud
"""),
    Letter("nl", "2026-08-10", "Nog even geduld", "2026-08-14", """\
Hi Daan,

geef ons nog tot het einde van de week, dan weten we meer. Twee collega's zijn pas sinds vandaag terug van vakantie.

Gr. Esmée
"""),
    Letter("nl", "2026-03-11", "Benoemingscommissie", "2026-03-27", """\
Geachte heer Visser,

De benoemingscommissie komt op 26 maart bijeen. De volgende dag krijgt u telefonisch de uitslag.

Hoogachtend,
Het bestuur
"""),
    Letter("nl", "2026-05-19", "Ons aanbod", "", """\
Beste Nienke,

Wat leuk, we bieden je graag de baan van projectleider aan, per 1 juli! Wil je ons voor vrijdag laten weten of je ons aanbod
aanneemt?

Hartelijke groet,
Wouter
"""),
    Letter("nl", "2026-12-01", "Stand van zaken", "2026-12-24", """\
Beste Hassan,

afgelopen vrijdag spraken we de laatste kandidaat. Ons streven is je nog voor de kerst uitsluitsel te geven.

Vriendelijke groet,
Joke
"""),
    Letter("nl", "2026-07-16", "Bouwvak", "2026-08-21", """\
Hallo Mees,

door de bouwvak ligt alles hier stil tot 17 augustus. Uiterlijk op 21 augustus hoor je of je door bent naar de tweede ronde.

Fijne zomer!
Bouwbedrijf Terpstra
"""),
    Letter("nl", "2026-09-21", "Late reactie", "", """\
Hoi Lotte,

ik was vorige week ziek, vandaar de late reactie. Zodra ik iets weet over je sollicitatie laat ik het je horen.

Groetjes
Anouk
"""),
    Letter("nl", "2026-10-19", "Beslissing", "2026-10-21", """\
Beste Pim,

we hebben vanmiddag het laatste gesprek gehad en slapen er nog een nachtje over. Overmorgen stuur ik je onze beslissing.

Hartelijke groet,
Rianne
"""),
    Letter("en", "2026-05-12", "Status", "2026-05-22", """\
Hello Maya,

Your references came back this morning and look great. Our VP has to countersign, and she is at a trade fair until
Friday. I'd pencil in the end of next week for a final word from us.

Best,
Colin
"""),
    Letter("en", "2026-06-15", "Next week", "2026-06-26", """\
Hi Arun,

Last first-round call is Thursday 18 June. We plan to email everyone about round two in the week after, so between 22
and 26 June.

Thanks,
Beth
"""),
    Letter("en", "2026-02-09", "Re: Application", "2026-02-16", """\
Thanks for chasing! I don't have anything for you yet. If you've not had a message from me in a week's time, chase
again.

Derek
"""),
    Letter("en", "2026-07-22", "Thank you for your application", "2026-08-19", """\
Thank you for applying to the Northern Ballet School. We read every application carefully and this takes time. Please
note that it can be four weeks before you receive a reply. Our offices are closed on Fridays.
"""),
    Letter("en", "2026-10-12", "Your interview", "2026-10-16", """\
Hi Lars,

Thanks for meeting Kim and Deb on Friday. They're both buried in quarter close, I expect their notes on Wednesday.
I'll circle back once I have them, so no later than the 16th.

Jo
"""),
    Letter("en", "2026-09-04", "Assessment day", "2026-09-18", """\
Dear Imogen,

We look forward to seeing you at the assessment day on Friday 11 September (9am to 4pm, lunch provided). All
candidates will be told the outcome within one week of the assessment day.

Graduate Team
"""),
    Letter("en", "2026-03-27", "No decision yet", "", """\
Hi Bo,

We spoke to three candidates last week and two on Tuesday. I know you were told you would hear within ten days of your
interview on 9 March, and I'm sorry that we have not kept to it. I'll write when I know more.

Una
"""),
    Letter("en", "2026-11-02", "Receipt", "", """\
Your application was submitted on 2 November 2026 at 14:32. You can edit it until the closing date, 16 November.
References must reach us by 20 November.
"""),
    Letter("en", "2026-01-14", "A word on timing", "2026-01-30", """\
Dear Prof. Adler,

Reviews are due on 23 January. The panel then ranks the candidates, and the Rector aims to announce the appointment in
the week beginning 26 January.

Kind regards,
Faculty Office
"""),
    Letter("en", "2026-08-26", "Quick one", "2026-08-27", """\
hey, boss says yes in principle, just needs HR to confirm the band. should have it for you tmrw. don't sign anything
else!! x
"""),
    Letter("en", "2026-04-13", "Application update", "2026-05-01", """\
Hi Kofi,

Your application is now with the hiring team. You'll receive an update at the latest on Friday, May 1st. No action is
needed from you until then.

Powered by Hirely
"""),
    Letter("en", "2026-12-07", "Holding on", "2026-12-21", """\
Hi Ray,

Would you mind holding on for another two weeks? The budget meeting got moved to the 17th, and I'd rather tell you
something solid than guess.

Sandra
"""),
    Letter("de", "2026-05-11", "Danke für das Gespräch", "2026-05-18", """\
Hallo Frau Seidel,

vielen Dank für das nette Gespräch vorhin. Am Mittwoch kommt noch eine Bewerberin zu uns, danach setzen wir uns
zusammen. Ich denke, dass ich Ihnen heute in einer Woche Genaueres sagen kann.

Freundliche Grüße
Rolf Behrens
"""),
    Letter("de", "2026-09-07", "Ihre Bewerbung", "2026-10-05", """\
Guten Tag Herr Kuhn,

Ihre Bewerbung ist bei uns eingegangen und wird nun geprüft. Bis Sie von uns hören, können bis zu vier Wochen
vergehen.

Personalabteilung, Tel. 0511 4960 (Mo-Fr 9-12 Uhr)
"""),
    Letter("de", "2026-11-02", "Auswahlverfahren", "2026-11-27", """\
Sehr geehrte Frau Lang,

die schriftliche Prüfung findet am 14. November statt. Die Ergebnisse gehen Ihnen in der letzten Novemberwoche zu,
spätestens am 27.11.

Polizeiakademie
"""),
    Letter("de", "2026-02-04", "Geduld", "2026-02-13", """\
Moin Kai,

chef is noch auf messe, kommt montag wieder. ich denk bis ende der woche drauf wissen wir mehr, also bis zum 13.

gruß uwe
"""),
    Letter("de", "2026-06-16", "Rückmeldung", "", """\
Hallo Nele,

wir haben dein Video am 12. Juni bekommen, vielen Dank. Zurzeit sind viele im Urlaub, deshalb können wir dir noch
nicht sagen, wann es weitergeht.

Dein Team von Kiezkonzert
"""),
    Letter("de", "2026-07-06", "Aufnahmeprüfung", "", """\
Guten Tag,

bitte überweisen Sie die Prüfungsgebühr bis zum 20. Juli. Ohne Zahlungseingang können wir Ihre Bewerbung nicht
berücksichtigen.

Studierendensekretariat
"""),
    Letter("de", "2026-10-26", "Kurz zum Stand", "2026-10-30", """\
Liebe Frau Horn,

das Team war begeistert von Ihnen! Frau Dr. Lenz ist heute und morgen noch auf Dienstreise, aber diese Woche bekommen
Sie auf jeden Fall noch eine Antwort von mir.

Herzlich
Meike Tiede
"""),
    Letter("fr", "2026-06-08", "Votre entretien", "2026-06-19", """\
Bonjour Madame,

Je vous remercie pour notre échange de ce matin. Il reste deux candidats à rencontrer cette semaine ; nous ferons le
choix final la semaine suivante et vous serez prévenue le 19 juin au plus tard.

Bien à vous,
Hélène Castel
"""),
    Letter("fr", "2026-09-15", "Candidature", "2026-10-06", """\
Bonjour,

Merci pour votre candidature ! Si vous n'avez pas eu de nouvelles de notre part au bout de trois semaines, c'est que
nous avons choisi quelqu'un d'autre.

La Ferme des Tilleuls
"""),
    Letter("fr", "2026-03-16", "Réponse", "2026-03-18", """\
Salut Yanis,

j'attends encore le feu vert de la compta, je devrais l'avoir demain. Tu auras ma réponse mercredi, promis.

Fred
"""),
    Letter("fr", "2026-10-21", "Poste de bibliothécaire", "2026-11-06", """\
Madame, Monsieur,

Les candidatures sont closes depuis le 16 octobre. La commission se réunit le 3 novembre et chaque candidat recevra un
courrier dans les trois jours.

Mairie de Saint-Avre
"""),
    Letter("fr", "2026-05-04", "Dossier", "", """\
Bonjour,

Nous avons bien reçu votre dossier le 30 avril. Les entretiens se dérouleront les 18 et 19 mai. Le poste est à
pourvoir au 1er septembre.

Le secrétariat
"""),
    Letter("es", "2026-05-18", "Seguimos en contacto", "2026-05-29", """\
Hola, Raquel:

Me ha encantado conocerte. Me queda por ver a una persona el jueves y la semana que viene lo hablo con mi socia, así
que calcula que a finales de la semana que viene sabrás algo.

Un beso,
Maite
"""),
    Letter("es", "2026-10-05", "Solicitud recibida", "2026-11-04", """\
Estimado/a candidato/a:

Su solicitud ha quedado registrada con el número 4417. El tribunal dispone de treinta días para resolver, y recibirá
la resolución en ese plazo.

Ayuntamiento de Robledal
"""),
    Letter("es", "2026-03-09", "Respuesta", "2026-03-12", """\
Buenas, Dani,

el jefe está liado con la feria hasta el miércoles. Te digo algo el jueves sin falta.

Susi
"""),
    Letter("es", "2026-07-27", "Vacaciones", "", """\
Hola, Elena:

Estaré de vacaciones del 1 al 23 de agosto. Durante ese tiempo tu candidatura sigue activa, pero no puedo darte
todavía una fecha para la decisión.

Saludos,
Marc
"""),
    Letter("pt", "2026-05-11", "Candidatura", "2026-05-25", """\
Boa tarde Inês,

obrigado pelo envio do portefólio. A equipa criativa precisa de cerca de duas semanas para o ver com calma e depois
damos-lhe uma resposta.

Cumprimentos,
Estúdio Limão
"""),
    Letter("pt", "2026-08-03", "Processo seletivo", "2026-08-14", """\
Olá, Fábio!

Você foi muito bem na dinâmica. A etapa final será avaliada pela gerência nesta semana e o resultado sai até o fim da
semana que vem.

Abraços,
Recrutamento Vale Verde
"""),
    Letter("pt", "2026-10-19", "Atraso", "", """\
Oi, Tati, peço mil desculpas. Eu tinha dito que você teria uma resposta até sexta passada, mas a vaga foi congelada e
não temos previsão.

Beto
"""),
    Letter("nl", "2026-03-02", "Even geduld", "2026-03-16", """\
Beste Ilse,

Je brief van 26 februari is aangekomen. We nemen twee weken de tijd om alle brieven te lezen, daarna krijg je een
mailtje van ons.

Groet,
Bibliotheek De Brug
"""),
    Letter("nl", "2026-10-05", "Terugkoppeling", "2026-10-09", """\
Dag Bas,

mijn collega is vandaag en morgen nog vrij. Ik verwacht je vrijdag meer te kunnen zeggen.

Groet, Carlijn
"""),
    Letter("nl", "2026-08-24", "Planning", "2026-09-04", """\
Hoi Roos,

de gesprekken zijn op 31 augustus en 1 september. Aan het eind van die week hakken we de knoop door en hoor je van
ons.

Pim
"""),
    Letter("nl", "2026-11-09", "Documenten", "", """\
Hoi Stijn,

kun je voor woensdag je rijbewijs en je CV sturen? De vacature sluit vrijdag om 12.00 uur.

Groet,
Els
"""),
)  # fmt: skip
