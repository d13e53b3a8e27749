"""Appointments between people who know what they write of: the interview, or the dentist, and nothing tells which."""

from __future__ import annotations

from datetime import datetime

import pytest

from mailwatch.core.models import Kind, Message
from mailwatch.core.reading import read
from mailwatch.core.reading.meetings import one_day
from mailwatch.core.reading.when import find_moments
from tests.core.test_read import SAM, mail

FREE = "ola.weiss@gmail.com"
DATED = (Kind.INTERVIEW_CONFIRMED, Kind.INTERVIEW_RESCHEDULED)
# Written on Tuesday 3 March 2026 at 10:00 in Berlin: a subject, a text, the start that it fixes.
NOTES = (
    ("Re: hi", "Works for me. Thursday 3pm, my office. Mira from design joins us.", "2026-03-05T15:00+01:00"),
    ("Re: Halden", "You're on with our CTO Tuesday at 11, she'll ring you.", "2026-03-10T11:00+01:00"),
    ("Re: quick question", "Yes, 5 March, 10.30, as planned. Bring something you built!", "2026-03-05T10:30+01:00"),
    (
        "Re: Friday",
        "Sorry, Jo is ill. Can we say Monday 9:30 instead? I've changed the entry.",
        "2026-03-09T09:30+01:00",
    ),
    ("Re: Halden", "Passt, Donnerstag 14 Uhr bei uns. Fragen Sie unten nach Frau Ott.", "2026-03-05T14:00+01:00"),
    (
        "Re: Rückfrage",
        "Ja, es bleibt bei Freitag, 9 Uhr. Mit dabei ist unser Betriebsleiter.",
        "2026-03-06T09:00+01:00",
    ),
    ("Re: jeudi", "C'est noté pour jeudi 15h, je vous présenterai l'équipe.", "2026-03-05T15:00+01:00"),
    ("Re: question", "Oui, mardi 10 mars à 9h30, dans nos locaux. Demandez Paul.", "2026-03-10T09:30+01:00"),
    ("Re: duda", "Sí, el jueves a las 16:00, te llamo yo. También estará Marta.", "2026-03-05T16:00+01:00"),
    ("Re: dúvida", "Sim, fica quinta-feira às 15h. Vai falar comigo e com o Rui.", "2026-03-05T15:00+01:00"),
    ("Re: vraag", "Klopt, donderdag om half drie. Vraag bij de balie naar Wim.", "2026-03-05T14:30+01:00"),
    ("Re: Re: Halden", "Top, tot vrijdag 10:00! We laten je ook de werkplaats zien.", "2026-03-06T10:00+01:00"),
)
# Nothing that anybody could take for an interview acts; most of it is no more than an answer.
OTHERS = (
    ("Re: Angebot Heizung", "Gerne, dann komme ich am Donnerstag um 9 Uhr vorbei und schaue mir die Therme an."),
    ("Re: Table for 4", "All set, see you Friday at 8pm!"),
    ("Re: Winter tyres", "ok tuesday 8.15, leave the key in the box."),
    ("Re: contract review", "Works for us, Thursday 3pm. I'll bring Tom from legal."),
    ("Re: Wohnung", "Mittwoch 18 Uhr passt, bitte bei Meyer klingeln. Bringen Sie die Schufa mit."),
    ("Re: cita", "Hola Sam, le espero el martes a las 10:30. Traiga la radiografía."),
    ("Re: vidange", "ok pour jeudi 8h30, déposez les clés à l'accueil."),
    ("Re: parents' evening", "Tuesday at 5:20pm it is. See you in room 12."),
    ("Re: Beurkundung", "Der Termin steht: Freitag, 13. März, 14 Uhr in unserer Kanzlei. Bitte Ausweis mitbringen."),
    ("Re: knippen", "Top, dan zie ik je vrijdag om half vier!"),
    ("Re: entrega do sofá", "Combinado, a entrega é quinta-feira às 14h."),
    ("Re: tax return", "Fine, call me Wednesday at 11 and we'll go through the figures."),
    ("Yoga", "Hi Sam,\nwir sehen uns morgen um 18 Uhr im Studio. Bring eine Matte mit."),
    ("Umzug", "Hallo Herr Rivera, wir kommen am Freitag um 8 Uhr mit drei Leuten."),
)


def from_ola(text: str, subject: str, sender: str = "ola@halden.example") -> Message:
    return mail(text, subject, sender=sender)


@pytest.mark.parametrize(("subject", "text", "start"), NOTES, ids=[text[:40] for _, text, _ in NOTES])
def test_a_note_from_a_house_of_its_own_that_fixes_one_time_may_be_the_interview(
    subject: str, text: str, start: str
) -> None:
    reading = read(from_ola(text, subject), SAM)
    assert reading.kind in DATED
    assert reading.interview is not None
    assert reading.interview.start == datetime.fromisoformat(start)


def test_where_nothing_tells_that_it_is_the_interview_the_owner_decides() -> None:
    assert sum(read(from_ola(text, subject), SAM).acts for subject, text, _ in NOTES) <= 1


@pytest.mark.parametrize(("subject", "text"), OTHERS, ids=[text[:40] for _, text in OTHERS])
def test_other_appointments_in_the_same_words_never_act_as_interviews(subject: str, text: str) -> None:
    reading = read(from_ola(text, subject), SAM)
    assert not (reading.acts and reading.kind in DATED)


def test_what_is_asked_counts_only_where_the_mail_says_that_it_is_agreed() -> None:
    written = from_ola("", "").date
    asked = find_moments("Could you make it Thursday 3pm, at my office?", anchor=written, zone=SAM.timezone)
    assert one_day(asked, written) == []
    assert one_day(asked, written, agreed=True) == list(asked)


def test_a_choice_of_days_fixes_none() -> None:
    assert read(from_ola("Thursday 3pm or Friday 10am, my office.", "Re: hi"), SAM).interview is None


def test_the_quoted_mail_must_speak_of_the_day() -> None:
    subject, text, _ = NOTES[0]
    quoted = "\n\nOn Mon, 2 Mar 2026 at 10:00, Sam Rivera <sam@example.com> wrote:\n> {}\n"
    asked, else_ = quoted.format("Would Thursday afternoon be fine?"), quoted.format("The plums are ripe, by the way.")
    assert read(from_ola(text + asked, subject), SAM).kind in DATED
    assert read(from_ola(text + else_, subject), SAM).kind is Kind.HUMAN_REPLY


def test_a_friend_s_address_stands_for_no_house() -> None:
    assert read(from_ola(NOTES[0][1], NOTES[0][0], FREE), SAM).kind not in DATED
