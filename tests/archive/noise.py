"""Everything else that comes in a year, much of it with words that a careless reader would take for news of a job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from mailwatch.core.models import Kind
from mailwatch.demo.mails import SAM, Invite, Letter
from tests.archive.telling import at, meeting

BULK = {"List-Unsubscribe": "<https://lists.example/out>", "Precedence": "bulk"}


def every(days: int, first: str, number: int) -> Iterator[datetime]:
    """So many moments, each `days` after the last on the clock in Berlin."""
    start = at(first)
    return (start + timedelta(days=days * n) for n in range(number))


def _series(
    name: str,
    moments: Iterable[datetime],
    sender: str,
    subjects: Sequence[str],
    texts: Sequence[str],
    *,
    bulk: bool = True,
) -> Iterator[Letter]:
    for n, moment in enumerate(moments):
        subject, text = subjects[n % len(subjects)].format(n=n + 1), texts[n % len(texts)].format(n=n + 1)
        yield Letter(
            moment, f"{name}{n}", Kind.OTHER, "", sender, subject, text,
            html=subject if bulk else "", headers=BULK if bulk else {},
        )  # fmt: skip


def _newsletters() -> Iterator[Letter]:
    yield from _series(
        "weekly",
        every(7, "2025-01-07 07:00", 50),
        "Backend Weekly <editors@backendweekly.example>",
        ("Backend Weekly #{n}: queues and their limits", "Backend Weekly #{n}: what interviews get wrong"),
        (
            (
                "This week: a queue that hid a design problem, and Postgres after ninety days in production. You receive this"
                " newsletter because you subscribed."
            ),
            (
                "This week: five interview questions that hiring managers should stop asking, and an offer you can refuse."
                " Unfortunately, our podcast takes a break. You receive this newsletter because you subscribed."
            ),
        ),
    )
    yield from _series(
        "alert",
        every(9, "2025-01-08 06:40", 38),
        "Workboard Job Alerts <alerts@workboard.example>",
        ("{n} new jobs for you: backend engineer, Berlin", "Jobs you may like: site reliability, remote"),
        (
            (
                "Your job alert for backend engineer in Berlin. Fjord Payments: actively recruiting, apply now. Halden Energy:"
                " be among the first to apply. Manage your alerts or unsubscribe."
            ),
            "New this week: Senior SRE at Birchway, interview within a week. Apply with one click. Unsubscribe.",
        ),
    )
    yield from _series(
        "stellen",
        every(14, "2025-01-09 05:30", 24),
        "Jobbote <post@jobbote.example>",
        ("Neue Stellen für Sie: Softwareentwickler in Berlin",),
        (
            (
                "Wir haben neue Stellenangebote für Sie gefunden: Backend-Entwickler bei Fjord, Architekt bei Halden. Jetzt"
                " bewerben! Suchauftrag ändern oder abbestellen."
            ),
        ),
    )
    yield from _series(
        "network",
        every(16, "2025-01-11 15:20", 22),
        "Linkhub <messages@linkhub.example>",
        ("You appeared in {n} searches this week", "Dana and two others viewed your profile"),
        ("See who is looking at your profile. Recruiters from three companies found you. Unsubscribe.",),
    )
    yield from _series(
        "webinar",
        every(45, "2025-02-01 17:30", 7),
        "CareerSpring <hello@careerspring.example>",
        ("Ace your next interview: free live webinar on Tuesday",),
        (
            (
                "Join our free webinar on Tuesday at 6:00 PM CET and learn how to ace any technical interview. Your seat is"
                " confirmed as soon as you register. CareerSpring, 1 Learning Lane. Unsubscribe."
            ),
        ),
    )


def _receipts() -> Iterator[Letter]:
    yield from _series(
        "power",
        every(30, "2025-01-15 04:10", 12),
        "Stadtstrom Berlin <rechnung@stadtstrom.example>",
        ("Ihre Rechnung für Monat {n}",),
        (
            "Guten Tag, Ihre Rechnung liegt für Sie bereit. Der Betrag von 61,20 EUR wird in den nächsten Tagen abgebucht.",
        ),
    )
    yield from _series(
        "parcel",
        every(23, "2025-01-20 13:05", 15),
        "Paketfuchs <info@paketfuchs.example>",
        ("Your parcel {n} is on its way", "We could not deliver your parcel {n}"),
        (
            "Your parcel is on its way and will arrive tomorrow between 10:00 and 12:00.",
            "Unfortunately, we could not deliver your parcel. You can choose a new date, or pick it up.",
        ),
    )
    yield from _series(
        "code",
        every(12, "2025-01-10 21:15", 28),
        "Codehouse <notifications@codehouse.example>",
        ("[rivera/tiles] Pull request #{n}: fix the edge case", "[rivera/tiles] Build {n} failed"),
        (
            "marek-j requested your review. View it on Codehouse or unsubscribe from this thread.",
            "The build failed: 2 of 214 tests did not pass. View it on Codehouse.",
        ),
    )


def _appointments() -> Iterator[Letter]:
    dentist = "Zahnarztpraxis am Park <praxis@zahnarzt-am-park.example>"
    for n, day in enumerate(("2025-02-26", "2025-09-10")):
        yield Letter(
            at(f"{day} 10:00") - timedelta(days=9), f"dentist{n}", Kind.OTHER, "", dentist,
            "Terminbestätigung: Kontrolle, Sam Rivera",
            "Guten Tag, wir bestätigen Ihren Termin zur Kontrolle. Bitte bringen Sie Ihre Versichertenkarte mit.",
            invite=_visit(f"termin-{day}", "Kontrolle, Sam Rivera", day, "10:00", "10:30", dentist),
        )  # fmt: skip
    flat = "Hausverwaltung Lindner <vermietung@lindner-hv.example>"
    yield Letter(
        at("2025-03-18 09:00"), "flat1", Kind.OTHER, "", flat, "Besichtigungstermin Wohnung Weserstraße",
        "Guten Tag, wir laden Sie zur Besichtigung der Wohnung am Freitag, den 21. März 2025 um 17:00 Uhr ein.",
    )  # fmt: skip
    yield Letter(
        at("2025-03-28 11:00"), "flat2", Kind.OTHER, "", flat, "Wohnung Weserstraße",
        "Guten Tag, leider müssen wir Ihnen mitteilen, dass wir uns für andere Mieter entschieden haben. Wir wünschen"
        " Ihnen viel Erfolg bei der weiteren Wohnungssuche.",
    )  # fmt: skip
    yield Letter(
        at("2025-05-05 08:20"), "school", Kind.OTHER, "", "Grundschule am Kanal <sekretariat@gs-kanal.example>",
        "Elternsprechtag: Ihr Termin",
        "Liebe Familie Rivera, Ihr Termin beim Elternsprechtag ist am Donnerstag, den 15. Mai 2025 um 16:20 Uhr bei Frau"
        " Kaya, Raum 112.",
    )  # fmt: skip


def _visit(uid: str, title: str, day: str, start: str, end: str, who: str) -> Invite:
    return meeting(f"{uid}@calendar.example", title, f"{day} {start}", f"{day} {end}", who)


COLD = (
    ("2025-01-29 13:50", "Brett Calloway <brett@calloway-search.example>", "Exciting opportunity with a stealth client",
     ("Hi Sam, I came across your profile and was impressed by your background. My client, a well-funded startup, is looking"
     " for a Principal Engineer. Would you be open to a quick chat this week? Feel free to send me your updated CV.")),
    ("2025-04-02 10:10", "Nadja Keller <nadja.keller@talentbruecke.example>", "Spannende Position in Ihrer Nähe",
     ("Hallo Sam, ich bin auf Ihr Profil aufmerksam geworden. Für einen unserer Kunden suchen wir einen Senior Entwickler."
     " Hätten Sie diese Woche Zeit für ein kurzes Telefonat?")),
    ("2025-06-12 16:05", "Chad Mercer <chad@rocketstaff.example>", "Re: your next role?",
     "Hey Sam, just floating this to the top of your inbox! We have contract roles at 90 an hour. When can we talk?"),
    ("2025-09-17 09:25", "Brett Calloway <brett@calloway-search.example>", "Following up on my last note",
     ("Hi Sam, following up on my earlier message. The role with my client is still open and interviews start next week."
     " Shall I put you forward?")),
)  # fmt: skip

FRIENDS = (
    ("2025-01-18 19:02", "Mira Rivera <mira@rivera-family.example>", "Sunday",
     "Are you coming on Sunday? Grandma makes the soup. Bring the big pot back, please.",
     "2025-01-18 20:15", "Of course, with the pot and with Leo."),
    ("2025-02-22 11:12", "Marek Jansen <marek@jansen.example>", "Re: bouldering",
     "Tuesday at seven? The new hall has opened, and I have two free tickets.",
     "2025-02-22 12:00", "Tuesday it is. See you there."),
    ("2025-04-19 09:33", "Mira Rivera <mira@rivera-family.example>", "Easter",
     "We are at the lake from Friday on. Did you hear anything about the job in Bremen?",
     "2025-04-19 10:01", "They took somebody else. The lake sounds good!"),
    ("2025-06-07 18:45", "Marek Jansen <marek@jansen.example>", "my interview with you",
     "Can I interview you for the podcast on Thursday at 20:00? Half an hour about maps, no politics.",
     "2025-06-07 21:10", "Gladly, but not before half past eight, Leo has to sleep first."),
    ("2025-08-30 14:14", "Ayla Demir <ayla@demir.example>", "Moving on Saturday",
     "Could you help us carry on Saturday at ten? There will be pizza.",
     "2025-08-30 15:40", "I am in. I bring the trolley."),
    ("2025-10-11 20:20", "Mira Rivera <mira@rivera-family.example>", "Fingers crossed",
     "Good luck with the interview on Monday! Tell me how it went.",
     "2025-10-11 21:00", "Thank you! I will."),
    ("2025-11-24 12:30", "Marek Jansen <marek@jansen.example>", "CONGRATULATIONS",
     "I just heard it from Ayla: you have got the offer! When do we celebrate?",
     "2025-11-24 13:05", "Friday. My place. Bring everybody."),
    ("2025-12-19 16:10", "Mira Rivera <mira@rivera-family.example>", "the goose",
     "Eight people or nine? The butcher wants to know by six.",
     "2025-12-19 17:45", "Nine. Leo counts."),
)  # fmt: skip


def _people() -> Iterator[Letter]:
    for n, (when, sender, subject, text) in enumerate(COLD):
        yield Letter(at(when), f"cold{n}", Kind.OTHER, "", sender, subject, text)
    for n, (when, sender, subject, text, answered, answer) in enumerate(FRIENDS):
        yield Letter(at(when), f"friend{n}", Kind.OTHER, "", sender, subject, text)
        yield Letter(
            at(answered), f"answer{n}", Kind.SENT_BY_YOU, "", SAM, f"Re: {subject.removeprefix('Re: ')}", answer,
            to=sender, answers=f"friend{n}",
        )  # fmt: skip
    yield Letter(
        at("2025-05-20 08:05"), "vague", Kind.OTHER, "", "R. Tanaka <rt@mailer-tanaka.example>", "your application",
        "Hello, we may come back to you about your application. Regards",
    )  # fmt: skip


LETTERS = (*_newsletters(), *_receipts(), *_appointments(), *_people())
