"""What a mail is, told from its text: the short mails of `kinds.toml` and `untaught.toml`, and properties that hold for every text."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.models import SURE, Kind, RejectionSort
from mailwatch.core.reading import rulebook as rulebook_module
from mailwatch.core.reading.evidence import weigh
from mailwatch.core.reading.kinds import Judgement, read_text, stems_in
from mailwatch.core.reading.language import language
from mailwatch.core.reading.phrases import Phrase, Terms
from mailwatch.core.reading.prose import fold, split_sentences
from mailwatch.core.reading.rulebook import available, parse_rulebook, rulebook, stopwords
from tests.timing import seconds

CASES = [
    pytest.param(*case, id=f"{source}-{name}-{i}-{case[0]}")
    for source in ("kinds", "untaught")
    for name, cases in tomllib.loads(Path(__file__).with_name(f"{source}.toml").read_text(encoding="utf-8")).items()
    for i, case in enumerate(cases)
]
LANGUAGES = Path(rulebook_module.__file__).with_name("languages")
CLOCK = re.compile(r"\b\d{1,2}(?:[:.h]\d\d| ?[ap]\.?m\b| ?uhr\b)|\bnoon\b", re.IGNORECASE)
BOOK = """
stopwords = ["the"]
stems = ["job"]
[clauses]
conditions = ["if"]
outcome = []
denials = []
promises = []
[[rule]]
name = "a"
says = "{says}"
weight = {weight}
any = ["{phrase}"]
"""


def read(subject: str, text: str) -> Judgement:
    """Read with a stand-in for the clock: times are counted as they are written."""
    return read_text(subject, text, lambda: len(set(CLOCK.findall(text))))


@pytest.mark.parametrize(("kind", "subject", "text"), CASES)
def test_what_a_short_mail_is(kind: str, subject: str, text: str) -> None:
    answer = read(subject, text)
    assert answer.kind == kind, answer
    if kind != "other":
        assert answer.confidence >= SURE
        assert answer.evidence


def test_table_covers_every_kind_a_text_can_have_in_every_language() -> None:
    table = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    told = {k.value for k in Kind} - {"auto_reply", "bounce", "sent_by_you", "human_reply"}
    for name in ("english", "german", "french", "spanish", "portuguese", "dutch"):
        assert {case[0] for case in table[name]} >= told - {"other"}, name
    assert sum(case[0] == "other" for cases in table.values() for case in cases) >= 60


@pytest.mark.parametrize(
    ("sort", "text"),
    [
        (RejectionSort.AFTER_APPLICATION, "Unfortunately we will not be moving forward with your application."),
        (RejectionSort.AFTER_INTERVIEW, "Thank you for interviewing with us. We chose another candidate for the role."),
        (RejectionSort.POSITION_FILLED, "Thank you for your application. The position has been filled."),
        (RejectionSort.POSITION_CANCELLED, "Thank you for applying. The position has been cancelled."),
        (RejectionSort.APPLY_AGAIN, "Your application was unsuccessful. We encourage you to apply again next year."),
        (RejectionSort.REOPENED, "You were not selected for the role. The position has been reopened."),
    ],
)
def test_of_which_sort_a_rejection_is(sort: RejectionSort, text: str) -> None:
    answer = read("Your application", text)
    assert answer.kind is Kind.REJECTION
    assert answer.sort is sort


def test_one_mail_may_carry_two_facts() -> None:
    answer = read("Your interview", "Your interview on Monday is cancelled because the position was put on hold.")
    assert (answer.kind, answer.also) == (Kind.INTERVIEW_CANCELLED, (Kind.STATUS_UPDATE,))
    answer = read(
        "Your interview", "We have to cancel your interview on Monday. Please use the link to pick a new time."
    )
    assert (answer.kind, answer.also) == (Kind.INTERVIEW_CANCELLED, (Kind.INTERVIEW_INVITED,))


def test_what_the_employer_asks_for_is_quoted() -> None:
    answer = read("Interview", "We'd like to invite you to an interview. What days and times work for you next week?")
    assert answer.asks == "What days and times work for you next week?"
    assert not read("Thank you", "We have received your application. Please note that we are a small team.").asks


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Your interview for the role is on Tuesday, 29 July at 13:00. It will take one hour: https://meet.example/p"),
        ("de", "Ihr Vorstellungsgespräch für die Stelle ist am Dienstag um 13:00 Uhr. Es dauert eine Stunde: https://meet.example/p"),
        ("fr", "Votre entretien pour le poste aura lieu mardi 29 juillet à 13h00. Il durera une heure : https://meet.example/p"),
        ("es", "Tu entrevista para el puesto será el martes 29 de julio a las 13:00. Durará una hora: https://meet.example/p"),
        ("pt", "A sua entrevista para a vaga será na terça-feira às 13:00. Vai durar uma hora: https://meet.example/p"),
        ("nl", "Je sollicitatiegesprek voor de functie is dinsdag om 13:00 uur. Het duurt een uur: https://meet.example/p"),
    ],
)  # fmt: skip
def test_how_long_an_interview_takes_is_no_question(code: str, text: str) -> None:
    answer = read_text("Interview", text, lambda: 1, (code,))
    assert (answer.kind, answer.asks) == (Kind.INTERVIEW_CONFIRMED, "")


def test_that_others_are_still_met_takes_nothing_from_a_refusal_in_the_same_sentence() -> None:
    text = (
        "We are still interviewing other candidates for the role, but will not be moving forward with your application."
    )
    assert read("Your application", text).kind is Kind.REJECTION
    text = "Wir sprechen noch mit anderen Bewerbern, können Ihnen die Stelle aber leider nicht anbieten."
    assert read("Ihre Bewerbung", text).kind is Kind.REJECTION


def test_evidence_quotes_the_words_as_written() -> None:
    answer = read("", "Dear Sam, thanks for applying.\nUnfortunately we won\u2019t be\nmoving forward with you.")
    assert answer.evidence[0].quote == "Unfortunately we won\u2019t be moving forward with you."
    assert answer.evidence[0].rule.startswith("rejection.")


def test_curly_quotes_padding_and_broken_lines_do_not_hide_words() -> None:
    plain = "We're sorry, but you haven't been selected for the role. Thank you for applying."
    odd = (
        plain.replace("'", "\u2019")
        .replace(" ", "\u00a0", 3)
        .replace("selected", "sel\u200bected")
        .replace(" been ", "\nbeen\n")
    )
    assert read("", odd).kind is read("", plain).kind is Kind.REJECTION


def test_the_subject_of_a_reply_is_old_news() -> None:
    text = "Hi Sam, sorry, we went with another candidate for the role in the end."
    assert read("Re: Interview confirmed: Analyst", text).kind is Kind.REJECTION


@pytest.mark.parametrize(("code", "text"), [
    ("en", "Thank you for your application, we will be in touch with you."),
    ("de", "Vielen Dank für Ihre Bewerbung, wir melden uns bei Ihnen."),
    ("fr", "Merci pour votre candidature, nous reviendrons vers vous."),
    ("es", "Gracias por tu candidatura, nos pondremos en contacto contigo."),
    ("pt", "Obrigado pela sua candidatura, entraremos em contato com você."),
    ("nl", "Bedankt voor je sollicitatie, we nemen contact met je op."),
    ("en", ""),
])  # fmt: skip
def test_language(code: str, text: str) -> None:
    assert language(text) == code


@given(st.text(max_size=600), st.text(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_always_the_same_way(subject: str, text: str) -> None:
    first = read(subject, text)
    assert 0.0 <= first.confidence <= 1.0
    assert read(subject, text) == first


@given(st.lists(st.sampled_from(["if", "you", "are", "not", "selected", "interview", ",", ".", "?", "we", "will",
    "unfortunately", "application", "role", "\n", "received", "your", "10:00", "reschedule"]), max_size=120))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_words_of_the_field_in_any_order_are_read(words: list[str]) -> None:
    answer = read("", " ".join(words))
    assert all(len(e.quote) <= 200 for e in answer.evidence)


_LINEAR = 0.02
"""Seconds for 100 kB: the rate at which 1 MB takes 0.2 s."""


def _is_linear(phrase: Phrase, text: str) -> bool:
    """Whether a search is fast enough, or at least takes little more than four times as long in four times the text."""
    took = seconds(lambda: phrase.search(text), _LINEAR)
    return took < _LINEAR or took < 6 * seconds(lambda: phrase.search(text[: len(text) // 4]), 0.0)


@pytest.mark.parametrize("code", available())
def test_every_phrase_takes_linear_time(code: str) -> None:
    """Each on 100 kB of its own beginning."""
    book = rulebook(code)
    for rule in book.rules:
        for phrase in (*rule.phrases, *rule.unless):
            word = fold(re.sub(r"[^\w ]+", " ", phrase.source).split()[0])
            assert _is_linear(phrase, word * (100_000 // len(word))), f"{rule.name}: {phrase.source}"
    for phrase in book.ongoing:
        word = fold(re.sub(r"[^\w ]+", " ", phrase.source).split()[0])
        assert _is_linear(phrase, word * (100_000 // len(word))), phrase.source


@pytest.mark.parametrize("hostile", [
    " " * 1_000_000,
    "a" * 1_000_000,
    "If you are not selected, " * 40_000,
    "unfortunately not moving forward with other candidates " * 18_000,
    "> " * 500_000,
    "Interview. \n\n" * 80_000,
    "?!.\n " * 200_000,
    "A. B. C. " * 110_000,
], ids=range(8))  # fmt: skip
def test_a_megabyte_of_hostile_text_is_read_fast(hostile: str) -> None:
    read("Interview", "Interview your application")
    assert seconds(lambda: read("Interview", hostile), 0.2) < 0.2


def test_sentences_end_where_a_reader_would_end_them() -> None:
    text = "Dear Dr. Rivera, we met on 5. March at Halden Inc. in Oslo. It was good!\nDate: Monday\n\nBye"
    assert split_sentences(text) == [
        "Dear Dr. Rivera, we met on 5. March at Halden Inc. in Oslo.",
        "It was good!",
        "Date: Monday",
        "Bye",
    ]


def test_phrases_match_what_their_language_says() -> None:
    lists = {"thing": ["role", "open position"]}
    phrase = Terms(lists).phrase("(not|never) ... (fill*|close) .. {thing} now?")
    assert phrase.search(fold("We will not, this year, be filling the open position."))
    assert phrase.search(fold("It never will close a role now"))
    assert not phrase.search(fold("We fill the role"))
    assert not phrase.search(fold("notfilled role"))
    assert Terms({}).phrase("^ sorry").search(fold("Sorry, no"))
    assert not Terms({}).phrase("^ sorry").search(fold("So sorry"))
    assert Terms({}).phrase("when ?").search(fold("When?"))
    assert Terms({}).phrase("at # sharp").search(fold("At 9.30 sharp"))
    assert not Terms({}).phrase("at # sharp").search(fold("At nine sharp"))


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "{unknown} x", "...", "(or)?", "-"])
def test_a_wrong_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=re.escape("xx/kinds.toml: a:")):
        parse_rulebook("xx", BOOK.format(says="rejection", weight=0.5, phrase=phrase))


def test_a_wrong_rule_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"xx/kinds\.toml: a: says 'refusal'"):
        parse_rulebook("xx", BOOK.format(says="refusal", weight=0.5, phrase="no"))
    rule = BOOK.format(says="rejection", weight=0.5, phrase="no")
    with pytest.raises(ValueError, match=r"xx/kinds\.toml: a: 2 rules have this name"):
        parse_rulebook("xx", rule + rule[rule.index("[[rule]]") :])
    with pytest.raises(ValueError, match="weight must lie between 0 and 1"):
        parse_rulebook("xx", BOOK.format(says="rejection", weight=1.5, phrase="no"))


def test_everyday_words_count_only_in_short_mails() -> None:
    source = BOOK.format(says="rejection", weight=0.5, phrase="no luck") + "brief = true\n"
    book = parse_rulebook("xx", source)
    assert weigh("", "No luck.", book).of("rejection") == pytest.approx(0.5)
    assert weigh("", "No luck." + " And so on." * 200, book).of("rejection") == 0.0


def test_strength_grows_with_each_rule_but_each_counts_once() -> None:
    book = parse_rulebook("xx", BOOK.format(says="rejection", weight=0.5, phrase="no"))
    assert weigh("", "No. No. No.", book).of("rejection") == pytest.approx(0.5)
    assert weigh("", "Yes.", book).of("rejection") == 0.0


@pytest.mark.parametrize("code", available())
def test_what_stands_above_the_tables_is_all_that_a_glance_needs(code: str) -> None:
    whole = tomllib.loads((LANGUAGES / code / "kinds.toml").read_text(encoding="utf-8"))
    assert stopwords(code) == set(whole["stopwords"])
    assert stems_in(" ".join(whole["stems"]), (code,)) == len(set(whole["stems"]))
