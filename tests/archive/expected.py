"""What a careful person would have prepared in the archive's year, and how what Sam wrote compares with it.

Written by hand, from the mails: company, step, day and time (in Berlin), to whom, and the verdict. An empty address is
that of nobody: Sam wrote before anything was due.
"""

from __future__ import annotations

Expected = tuple[str, str, str, str, str]

ALDERBROOK: list[Expected] = [
    ("Alderbrook Instruments", "thank_you", "2025-01-21 11:30", "helen.ward@alderbrook.example", "caught"),
    ("Alderbrook Instruments", "follow_up", "2025-01-28 14:10", "helen.ward@alderbrook.example", "missed"),
    ("Alderbrook Instruments", "rejection_reply", "2025-02-06 16:20", "helen.ward@alderbrook.example", "caught"),
]
"""The interviewer's address is not known, so Helen is asked to pass the thanks on. A week of silence: a follow-up."""

BRENNHOLT: list[Expected] = [
    ("Brennholt Energie", "thank_you", "2025-02-18 15:30", "k.vogel@brennholt-energie.example", "late"),
    ("Brennholt Energie", "follow_up", "2025-03-03 09:00", "k.vogel@brennholt-energie.example", "caught"),
    ("Brennholt Energie", "rejection_reply", "2025-03-05 13:48", "k.vogel@brennholt-energie.example", "missed"),
]
"""„Bis Ende nächster Woche“ is Friday 28 February: the follow-up is ready on the Monday after, and not before."""

DUMONT: list[Expected] = [
    ("Dumont Horlogerie", "thank_you", "2025-03-13 16:30", "camille.perrin@dumont-horlogerie.example", "caught"),
    ("Dumont Horlogerie", "follow_up", "2025-03-21 09:00", "camille.perrin@dumont-horlogerie.example", "caught"),
    ("Dumont Horlogerie", "value_follow_up", "2025-03-28 15:00", "camille.perrin@dumont-horlogerie.example", "missed"),
]
"""Seven days after 18:05 is after work: the next morning."""

ESPARZA: list[Expected] = [
    ("Esparza Datos", "thank_you", "2025-04-02 13:30", "lucia.romero@esparzadatos.example", "missed"),
    ("Esparza Datos", "follow_up", "2025-04-16 11:30", "", "early"),
    ("Esparza Datos", "value_follow_up", "2025-04-23 11:30", "lucia.romero@esparzadatos.example", "overtaken"),
    ("Esparza Datos", "rejection_reply", "2025-04-24 13:10", "lucia.romero@esparzadatos.example", "caught"),
]
"""Moved to 2 April. They said two weeks, and Sam asked two days before they had passed."""

FERNHILL: list[Expected] = [
    ("Fernhill Cloud", "thank_you", "2025-04-14 17:00", "megan.doyle@fernhill.example", "caught"),
    ("Fernhill Cloud", "thank_you", "2025-04-24 17:30", "arjun.patel@fernhill.example", "caught"),
    ("Fernhill Cloud", "thank_you", "2025-04-24 17:30", "wei.zhang@fernhill.example", "caught"),
]
"""A phone screen of thirty minutes at ten in New York; then a panel, with one thank-you each; then an offer."""

GRACHTENLABS: list[Expected] = [
    ("Grachtenlabs", "rejection_reply", "2025-05-26 10:33", "sanne.dewit@grachtenlabs.example", "missed"),
]
"""There was no interview, but a person wrote."""

HALVORSEN: list[Expected] = [
    ("Halvorsen Shipping", "follow_up", "2025-06-26 16:20", "ingrid@halvorsen-shipping.example", "overtaken"),
    ("Halvorsen Shipping", "follow_up", "2025-10-01 09:00", "ingrid@halvorsen-shipping.example", "missed"),
]
"""No thanks for an interview that was cancelled. "By the end of September": the first of October."""

IBERVENTO: list[Expected] = [
    ("Ibervento", "thank_you", "2025-07-03 12:30", "rita.carvalho@ibervento.example", "caught"),
    ("Ibervento", "follow_up", "2025-07-21 09:00", "rita.carvalho@ibervento.example", "caught"),
    ("Ibervento", "rejection_reply", "2025-07-25 17:05", "rita.carvalho@ibervento.example", "missed"),
]
"""On holiday until Friday 18 July: nothing before the Monday after."""

JUNO: list[Expected] = [
    ("Juno Robotics", "thank_you", "2025-07-29 14:30", "priya.raman@junorobotics.example", "missed"),
    ("Juno Robotics", "follow_up", "2025-08-05 14:00", "priya.raman@junorobotics.example", "missed"),
    ("Juno Robotics", "thank_you", "2025-08-20 17:00", "priya.raman@junorobotics.example", "caught"),
    ("Juno Robotics", "follow_up", "2025-08-28 09:00", "priya.raman@junorobotics.example", "caught"),
    ("Juno Robotics", "rejection_reply", "2025-09-01 14:18", "priya.raman@junorobotics.example", "caught"),
]
"""The rejection of the other role touches nothing here."""

LINDQVIST: list[Expected] = [
    ("Lindqvist Mobility", "thank_you", "2025-09-04 15:30", "erik.sund@lindqvistmobility.example", "caught"),
    ("Lindqvist Mobility", "follow_up", "2025-10-01 09:00", "elsa@lindqvistmobility.example", "caught"),
    ("Lindqvist Mobility", "value_follow_up", "2025-10-09 09:40", "elsa@lindqvistmobility.example", "missed"),
]
"""Erik's address came back, so everything later goes to Elsa."""

MARLOW: list[Expected] = [
    ("Marlow Press", "thank_you", "2025-09-22 12:15", "", "early"),
    ("Marlow Press", "follow_up", "2025-09-29 12:15", "grace.whitlock@marlowpress.example", "missed"),
    ("Marlow Press", "follow_up", "2025-10-15 09:00", "grace.whitlock@marlowpress.example", "overtaken"),
    ("Marlow Press", "rejection_reply", "2025-10-16 10:05", "grace.whitlock@marlowpress.example", "caught"),
]
"""Sam thanked a quarter of an hour after the interview, before the draft was ready."""

NORDKAP: list[Expected] = [
    ("Nordkap Analytics", "thank_you", "2025-10-13 11:30", "solveig.dahl@nordkap-analytics.example", "caught"),
    ("Nordkap Analytics", "follow_up", "2025-10-20 15:00", "solveig.dahl@nordkap-analytics.example", "caught"),
]
"""The forged cancellation changes nothing: the interview took place."""

OAKHURST: list[Expected] = [
    ("Oakhurst Health", "thank_you", "2025-10-24 17:30", "owen.marsh@brightpath-talent.example", "caught"),
    ("Oakhurst Health", "follow_up", "2025-11-10 09:00", "owen.marsh@brightpath-talent.example", "overtaken"),
    ("Oakhurst Health", "thank_you", "2025-11-18 12:30", "lena.fuchs@oakhurst-health.example", "caught"),
]
"""Through an agency until the interviewer's own address is known."""

PELICAN: list[Expected] = [
    ("Pelican Grid", "thank_you", "2025-12-19 15:30", "joris.vermeer@pelicangrid.example", "open"),
]
"""The archive ends on the evening of the interview."""

OCCASIONS: frozenset[Expected] = frozenset(
    [
        *ALDERBROOK, *BRENNHOLT, *DUMONT, *ESPARZA, *FERNHILL, *GRACHTENLABS, *HALVORSEN,
        *IBERVENTO, *JUNO, *LINDQVIST, *MARLOW, *NORDKAP, *OAKHURST, *PELICAN,
    ]
)  # fmt: skip
"""Nothing for Caldera (a machine declined, nobody was met) and Kiteworks (Sam withdrew)."""

NOT_YET: dict[str, str] = {}
"""Where it goes wrong so far, by company, and why. May only become shorter: an excuse that nothing needs is an error."""
