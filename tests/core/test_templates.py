"""The words: golden drafts, and what every draft of every language keeps to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from mailwatch.core.drafting import VARIABLES, blanks_of, check_template, compose, template_problems
from mailwatch.core.drafting.phrases import parse_phrases
from mailwatch.core.models import Address, Person, RejectionSort, Step
from mailwatch.errors import TemplateError
from tests.core.drafts import LANGUAGES, cases, known, shipped, unknown
from tests.core.regolden import GOLDEN, golden_path, golden_text

EVERY = [pytest.param(step, language, id=f"{language}-{step}") for language in LANGUAGES for step in Step]
RELATIVE = re.compile(
    r"\b(yesterday|today|tomorrow|last week|this week|gestern|heute|letzte Woche|vorige Woche|hier soir|aujourd'hui|"
    r"la semaine dernière|ayer|hoy|la semana pasada|ontem|hoje|na semana passada|gisteren|vandaag|"
    r"vorige week|afgelopen)\b",
    re.IGNORECASE,
)
CLICHES = re.compile(
    r"just checking in|touching base|circle back|finds you well|delve|thrilled|!|nur mal nachfragen|enclosed|attached",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("step", "language"), EVERY)
def test_no_golden_draft_changes_unnoticed(step: Step, language: str) -> None:
    assert golden_text(step, language) == golden_path(step, language).read_text("utf-8"), (
        "a draft reads differently: if it should, run `python -m tests.core.regolden` and read the difference aloud"
    )


def test_there_is_no_golden_draft_that_nothing_writes() -> None:
    written = {golden_path(step, language) for language in LANGUAGES for step in Step}
    assert set(GOLDEN.rglob("*.txt")) == written


@pytest.mark.parametrize(("step", "language"), EVERY)
def test_every_draft_is_short_whole_and_true_for_ever(step: Step, language: str) -> None:
    for name, brief in cases(step, language).items():
        draft = compose(brief, shipped())
        assert 30 <= len(draft.text.split()) <= 130, name
        assert not re.search(
            r"None|Undefined|\{\{|\}\}|\{%|mailwatch|  | [.,;:!?](?!\S)|\.\.", draft.text.replace(" :", ":")
        ), name
        assert not RELATIVE.search(draft.text), name
        assert not CLICHES.search(draft.text), name
        assert draft.text.endswith("\nSam Rivera"), name
        assert len(draft.blanks) <= 3, name
        assert "[[" not in draft.subject, name
        assert draft.text.count("[[") == draft.text.count("]]") == len(draft.blanks), name


@pytest.mark.parametrize(("step", "language"), EVERY)
def test_what_is_known_leaves_no_blank_and_is_said(step: Step, language: str) -> None:
    brief = known(step, language)
    draft = compose(brief, shipped())
    assert draft.blanks == ()
    assert draft.notices == ()
    assert "Acme" in draft.text
    assert "Dana" in draft.text
    assert brief.topics[0] in draft.text
    assert "(m/w/d)" not in draft.text
    if step is Step.VALUE_FOLLOW_UP:
        assert brief.value in draft.text.split("\n")
    if step is Step.THANK_YOU:
        assert brief.skill in draft.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_of_its_own(language: str) -> None:
    texts = {compose(known(step, language), shipped()).text for step in Step}
    others = {compose(known(step, other), shipped()).text for step in Step for other in LANGUAGES if other != language}
    assert len(texts) == len(Step)
    assert not texts & others


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_notes_of_a_panel_share_a_personal_sentence(language: str) -> None:
    people = [
        Person(name, f"{name[0].lower()}@acme.example", "interviewer")
        for name in ("Dana Cho", "Lee Park", "Ana Ruiz", "Jo Bell")
    ]
    for topics in ((), ("one thing", "another thing", "a third thing", "a fourth thing")):
        seen: set[str] = set()
        for ordinal, person in enumerate(people):
            brief = replace(known(Step.THANK_YOU, language), greeting=(person,), ordinal=ordinal, topics=topics)
            personal = compose(brief, shipped()).text.split("\n\n")[2]
            sentences = set(re.split(r"(?<=[.;]) ", personal))
            assert len(sentences) == 2 or language in {"de", "nl"}
            assert not seen & sentences
            seen |= {sentence for sentence in sentences if "[[" not in sentence or person.name.split()[0] in sentence}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sort_of_rejection_is_answered_in_its_own_way(language: str) -> None:
    brief = known(Step.REJECTION_REPLY, language)
    texts = {sort: compose(replace(brief, rejection=sort), shipped()).text for sort in RejectionSort}
    after_application = compose(
        replace(brief, rejection=RejectionSort.AFTER_APPLICATION, interviewed=False), shipped()
    ).text
    assert len({*texts.values(), after_application}) == len(RejectionSort)  # only the two "after" sorts say the same


def test_the_day_is_named_by_its_weekday_at_first_and_by_its_date_later() -> None:
    first = compose(replace(known(Step.THANK_YOU, "en"), interview_on=date(2026, 3, 7)), shipped()).text
    later = compose(replace(known(Step.FOLLOW_UP, "fr"), interview_on=date(2026, 3, 1)), shipped()).text
    saturday = compose(replace(known(Step.THANK_YOU, "pt"), interview_on=date(2026, 3, 7)), shipped()).text
    assert "on Saturday" in first
    assert "du 1er mars" in later
    assert "no sábado" in saturday


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("en", ["Dana Cho"], "Dear Dana,"),
        ("en", ["Cho, Dana"], "Dear Dana,"),
        ("en", ["TANAKA Hiroshi"], "Dear Hiroshi,"),
        ("en", ["dana cho"], "Dear Dana,"),
        ("en", ["Ms. Dana Cho"], "Dear Ms Cho,"),
        ("en", ["Dr. Dana Cho"], "Dear Dr. Cho,"),
        ("en", ["Nguyen Van An"], "Dear Nguyen Van An,"),
        ("en", ["Dana van der Berg"], "Dear Dana,"),
        ("en", ["Dana Cho (she/her)"], "Dear Dana,"),
        ("en", ["Dana Cho via Hireful"], "Dear Dana,"),
        ("en", ["Dana Cho, PhD"], "Dear Dana,"),
        ("en", ["Dana Cho, Acme GmbH"], "Dear Dana,"),
        ("en", ["Dana Cho", "Lee Park"], "Dear Dana and Lee,"),
        ("en", ["Ms Cho", "Lee Park"], "Dear Ms Cho, dear Lee,"),
        ("en", ["A B", "C D", "E F", "G H"], "Dear all,"),
        ("en", ["Acme Recruiting Team"], "Hello,"),
        ("en", ["dana@acme.example"], "Hello,"),
        ("en", ["田中 太郎"], "Dear 田中 太郎,"),
        ("de", ["Dana Cho"], "Guten Tag Dana Cho,"),
        ("de", ["Frau Dr. Dana Cho"], "Sehr geehrte Frau Dr. Cho,"),
        ("de", ["Herr von der Tann"], "Sehr geehrter Herr von der Tann,"),
        ("de", ["Frau Cho", "Herr Park"], "Sehr geehrte Frau Cho, sehr geehrter Herr Park,"),
        ("fr", ["Mme Dana Cho"], "Bonjour Madame Cho,"),
        ("es", ["Sra. Ana Ruiz Gómez"], "Estimada Sra. Ana Ruiz Gómez:"),
        ("es", ["Ana Ruiz", "Isabel Gil"], "Hola, Ana Ruiz e Isabel Gil:"),
        ("pt", ["Sr. Rui Costa"], "Prezado Sr. Costa,"),
        ("nl", ["mevrouw Dana van den Berg"], "Geachte mevrouw Van den Berg,"),
        ("nl", ["Job de Vries"], "Beste Job de Vries,"),
    ],
)
def test_people_are_greeted_as_their_language_does(language: str, names: list[str], expected: str) -> None:
    brief = replace(known(Step.THANK_YOU, language), greeting=tuple(Person(name) for name in names))
    assert compose(brief, shipped()).text.split("\n")[0] == expected


def test_without_a_recipient_the_name_is_a_blank_and_the_owner_is_told() -> None:
    draft = compose(unknown(Step.THANK_YOU, "en"), shipped())
    assert draft.blanks[0] == "name of the person you are writing to"
    assert draft.notices == ("Nobody's address is known: fill in the recipient.",)


def test_the_shipped_templates_are_all_there_and_sound() -> None:
    templates = shipped()
    assert len(templates) == len(LANGUAGES) * (len(Step) + 1)
    for name, source in templates.items():
        if name.endswith(".j2"):
            check_template(name, source)


def test_every_variable_is_used_by_some_shipped_template() -> None:
    sources = "\n".join(source for name, source in shipped().items() if name.endswith(".j2"))
    assert [name for name in VARIABLES if not re.search(rf"\b{name}\b", sources)] == []


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("Hello\n\n{{ compny }}", 3, "compny"),
        ("Hello\n{% if role %}", 2, "end of template"),
        ("Hello\n{{ role | evil }}", 2, "evil"),
        ("Hello\n{% if role %}{{ role.title() }}{% endif %}", 2, "unsafe"),
        ("Hello\n\n\n{{ 1 / 0 }}", 4, "division"),
        ("{{ role * 99999999 }}", 1, "'*'"),
        ("{% for i in range(10) %}{{ i }}{% endfor %}", 1, "range"),
        ("{% include 'en/thank_you.txt.j2' %}", 1, "loader"),
        ("\n \n", 0, "empty"),
    ],
)
def test_a_wrong_template_of_the_users_is_named_and_the_shipped_text_used(source: str, line: int, words: str) -> None:
    brief = known(Step.THANK_YOU, "en")
    own = {"en/thank_you.txt.j2": source}
    draft = compose(brief, shipped(), own)
    assert draft.raw == compose(brief, shipped()).raw
    (notice,) = draft.notices
    assert ("en/thank_you.txt.j2" + (f":{line}:" if line else ":")) in notice
    assert words in notice
    with pytest.raises(TemplateError) as caught:
        compose(brief, shipped() | own)
    assert (caught.value.name, caught.value.line) == ("en/thank_you.txt.j2", line)


def test_a_users_template_and_phrases_are_used_and_may_leave_out_the_subject() -> None:
    brief = replace(known(Step.THANK_YOU, "en"), answers=None)
    own = {
        "en/thank_you.txt.j2": (
            "{{ greeting }}\n\nThanks for\nthe talk at {{ company }}.\n[[your words]]\n\n"
            "Cheers,\n{{ owner_name }}\n+49 1"
        ),
        "en/phrases.toml": 'greet_name = "Hi {name}"\n',
    }
    draft = compose(brief, shipped(), own)
    assert draft.text == "Hi Dana,\n\nThanks for the talk at Acme. [[your words]]\n\nCheers,\nSam Rivera\n+49 1"
    assert draft.blanks == ("your words",)
    assert draft.subject == compose(brief, shipped()).subject
    assert draft.notices == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [("greet_name = 3", 1), ('\ngreet_nme = "Hi"', 2), ('months = ["January"]', 1), ("\n\ngreet_name = @", 3)],
)
def test_wrong_phrases_of_the_users_are_named_and_the_shipped_ones_used(text: str, line: int) -> None:
    brief = known(Step.THANK_YOU, "en")
    draft = compose(brief, shipped(), {"en/phrases.toml": text})
    assert draft.raw == compose(brief, shipped()).raw
    assert draft.notices[0].startswith("Your phrases cannot be used: en/phrases.toml")
    with pytest.raises(TemplateError) as caught:
        parse_phrases("en/phrases.toml", shipped()["en/phrases.toml"], text)
    assert (caught.value.name, caught.value.line) == ("en/phrases.toml", line)


def test_a_language_without_templates_falls_back_to_english_and_says_so() -> None:
    draft = compose(replace(known(Step.THANK_YOU, "en"), language="it-IT"), shipped())
    assert draft.text == compose(known(Step.THANK_YOU, "en"), shipped()).text
    assert "'it'" in draft.notices[0]
    assert compose(replace(known(Step.THANK_YOU, "pt"), language="pt-BR"), shipped()).notices == ()


def test_a_missing_shipped_template_is_a_clear_error() -> None:
    with pytest.raises(TemplateError, match="is missing from this installation"):
        compose(replace(known(Step.FOLLOW_UP, "en"), language="xx"), {})


def test_checking_a_template_finds_unknown_names_before_any_draft() -> None:
    with pytest.raises(TemplateError, match=r"x\.txt\.j2:2: there is no 'compny'; known are greeting"):
        check_template("x.txt.j2", "Hello\n{% if late %}{{ compny }}{% endif %}")


def test_a_name_of_a_bare_address_is_not_needed_in_the_header() -> None:
    draft = compose(replace(known(Step.FOLLOW_UP, "en"), to=(Address("", "a@b.example"),)), shipped())
    assert b"\r\nTo: a@b.example\r\n" in draft.raw


def test_blanks_are_read_in_order() -> None:
    assert blanks_of("a [[one]] b [[ two ]] [[]]") == ("one", "two")


def test_all_problems_of_the_users_templates_are_found_at_once() -> None:
    own = {
        "en/thank_you.txt.j2": "Hello\n{{ compny }}",
        "en/thankyou.txt.j2": "Hello",
        "de/phrases.toml": "greet_name = 3",
        "notes.md": "mine",
        "fr/follow_up.txt.j2": "{{ greeting }}",
    }
    assert [str(problem).split(";")[0] for problem in template_problems(own, shipped())] == [
        "de/phrases.toml:1: 'greet_name' has the wrong type or length",
        "en/thank_you.txt.j2:2: there is no 'compny'",
        "en/thankyou.txt.j2: mailwatch reads no template of this name",
        "notes.md: mailwatch reads no template of this name",
    ]
    assert "did you mean en/thank_you.txt.j2?" in str(template_problems(own, shipped())[2])
