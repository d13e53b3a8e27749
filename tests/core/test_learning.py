"""What is learned from written thank-yous: the right words or none (they lie in `sent/`)."""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.drafting import Brief, Composed, compose
from mailwatch.core.learning import Learned, learn
from mailwatch.core.models import Step
from mailwatch.core.parsing import parse
from tests.core.drafts import LANGUAGES, known, shipped, unknown
from tests.timing import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailwatch.core.models import Message

SENT = Path(__file__).parent / "sent"
FOLLOWING = (Step.FOLLOW_UP, Step.VALUE_FOLLOW_UP, Step.GRACEFUL_EXIT, Step.REJECTION_REPLY)


@dataclass(frozen=True)
class Written:
    """A mail that was sent, the draft it was made from, and what is to be learned. `names` are people known by name."""

    language: str
    draft: Composed
    sent: str
    learned: Learned
    names: tuple[str, ...]

    def learn(self, sent: str = "") -> Learned:
        return learn(self.draft.text, sent or self.sent, self.draft.fills, language=self.language, names=self.names)


def empty(step: Step, language: str, *, ordinal: int = 0) -> Brief:
    """A draft that knows all but what only the user can."""
    return replace(known(step, language), topics=(), skill="", value="", ordinal=ordinal)


def read(path: Path) -> Written:
    """A file of `sent/`: lines of `name: value`, an empty line, the mail."""
    head, _, sent = path.read_text("utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    step, language = Step(said["draft"]), path.parent.name
    brief = empty(step, language, ordinal=int(said.get("ordinal", 0)))
    brief = replace(brief, met=said.get("met") != "no", topics=(said["given"],) if "given" in said else ())
    if said.get("known") == "no":
        brief = unknown(step, language)
    learned = Learned(said.get("topic", ""), said.get("skill", ""), said.get("value", ""))
    names = tuple(said["names"].split("; ")) if "names" in said else ()
    return Written(language, compose(brief, shipped()), sent, learned, names)


PATHS = {f"{path.parent.name}-{path.stem}": path for path in sorted(SENT.rglob("*.txt"))}
ALL = [pytest.param(path, id=name) for name, path in PATHS.items()]


def quoted(text: str) -> str:
    """The mail with an answered one below it, in which the same words occur."""
    history = "\n".join(f"> {line}" for line in text.splitlines())
    return f"{text}\n\nOn Thu, 26 Feb 2026 at 09:00, Dana Cho <dana.cho@acme.example> wrote:\n\n{history}\n"


def parsed(content: str, subtype: str) -> Message:
    """What is read of a mail in Sent."""
    mail = EmailMessage()
    mail["Date"], mail["From"], mail["Subject"] = "Tue, 3 Mar 2026 17:00:00 +0000", "sam@example.com", "Re: Interview"
    mail["In-Reply-To"] = "<CAF1x9@mail.acme.example>"
    mail.set_content(content, subtype=subtype)
    return parse(mail.as_bytes(), datetime(2026, 3, 3, 17, 0, tzinfo=UTC))


def page(text: str) -> str:
    """The mail as a web mailer writes it."""
    paragraphs = [html.escape(part).replace("\n", "<br>\n") for part in text.strip().split("\n\n")]
    return "<html><body>" + "".join(f"<div>{part}</div><div><br></div>" for part in paragraphs) + "</body></html>"


CLIENTS: dict[str, Callable[[str], str]] = {
    "re-wrapped": lambda text: "\n\n".join(
        textwrap.fill(part, 58, break_on_hyphens=False, break_long_words=False) if part.count(" ") > 8 else part
        for part in text.split("\n\n")
    ),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
    "straight apostrophes": lambda text: text.replace("\u2019", "'"),
    "typographic apostrophes": lambda text: text.replace("'", "\u2019"),
    "trailing spaces": lambda text: text.replace("\n", "  \n"),
    "from HTML, lines far apart": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "zero-width": lambda text: text.replace(" ", "\u200b "),
    "history": quoted,
    "parsed": lambda text: parsed(text, "plain").text,
    "parsed, new words only": lambda text: parsed(text, "plain").new_text,
    "parsed from HTML": lambda text: parsed(page(text), "html").text,
    "a phone": lambda text: text + "\n\nSent from my iPhone\n",
}


def straight(learned: Learned) -> tuple[str, ...]:
    return tuple(words.replace("\u2019", "'") for words in (learned.topic, learned.skill, learned.value))


# --- the right words or none ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ALL)
def test_the_right_words_are_learned_or_none(path: Path) -> None:
    written = read(path)
    assert written.learn() == written.learned


@pytest.mark.parametrize("client", CLIENTS)
def test_no_client_makes_a_difference(client: str) -> None:
    for name, path in PATHS.items():
        written = read(path)
        assert straight(written.learn(CLIENTS[client](written.sent))) == straight(written.learned), name


@pytest.mark.parametrize("path", ALL)
def test_what_is_learned_reads_well_in_every_later_draft(path: Path) -> None:
    written = read(path)
    topic = written.learned.topic
    if not topic:
        return
    for step in FOLLOWING:
        for met in (True, False):
            brief = replace(empty(step, written.language), topics=(topic,), met=met, answers=None)
            draft = compose(brief, shipped())
            said = re.findall(rf"(\S+) {re.escape(topic)}(?=[,.;: ])", draft.text)
            assert said, (step, met)
            assert set(said) <= {"about", "of", "Thema", "sur", "sobre", "over"}, (step, met)
            assert not re.search(r"[,.;:]{2}|  | [,.]", draft.text), (step, met)


def test_every_language_and_enough_mails_are_there() -> None:
    assert len(PATHS) >= 30
    for language in LANGUAGES:
        mails = [read(path) for path in PATHS.values() if path.parent.name == language]
        assert len(mails) >= 4
        assert any(mail.learned.topic and mail.learned.skill for mail in mails)
        assert any(not mail.learned.topic for mail in mails)


@pytest.mark.parametrize("step", [Step.THANK_YOU, Step.VALUE_FOLLOW_UP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_learned_from_a_draft_sent_as_it_was(language: str, step: Step) -> None:
    for brief in (unknown(step, language), empty(step, language), empty(step, language, ordinal=1)):
        draft = compose(brief, shipped())
        assert draft.fills
        assert learn(draft.text, draft.text, draft.fills, language=language) == Learned()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ordinal", [0, 1, 2])
@pytest.mark.parametrize("met", [True, False])
def test_plain_words_in_every_blank_of_every_thank_you_are_learned(language: str, ordinal: int, met: bool) -> None:
    draft = compose(replace(empty(Step.THANK_YOU, language, ordinal=ordinal), met=met), shipped())
    sent = re.sub(r"\[\[.+?\]\]", "Kubernetes", draft.text, count=1)
    sent = re.sub(r"\[\[.+?\]\]", "PostgreSQL 17", sent)
    assert learn(draft.text, sent, draft.fills, language=language) == Learned("Kubernetes", "PostgreSQL 17")


NO_PHRASES = {
    "en": "on caching|the|caching and|what|why|caching because of Kafka|X|42|hello@acme.example|caching [1]|"
    "you, me and Kafka|isn't caching|it's caching|a / b = c|caching\u2026|caching: a history|caching \u2013 or not",
    "de": "die|und Kafka|ob Kafka passt|es|Kafka, das mir neu war|Datenschutz heute|Caching, weil es hilft|wir und Kafka",
    "fr": "le|et Kafka|ce que vous faites|qu'il faut migrer|Kafka aujourd'hui|la qualité, que j'aime|c'est Kafka",
    "es": "el|y Kafka|lo que hacen|que migran|Kafka ayer|la calidad, porque me gusta|usted",
    "pt": "o|e Kafka|o que fazem|que migram|Kafka ontem|a qualidade, porque gostei|você",
    "nl": "de|en Kafka|dat u migreert|Kafka gisteren|kwaliteit, omdat ik|u|wat",
}
CASES = [(code, words) for code, listed in NO_PHRASES.items() for words in listed.split("|")]


@pytest.mark.parametrize(("language", "words"), CASES)
def test_what_is_no_phrase_is_not_learned(language: str, words: str) -> None:
    draft = compose(empty(Step.THANK_YOU, language), shipped())
    sent = re.sub(r"\[\[.+?\]\]", lambda _: words, draft.text)
    assert learn(draft.text, sent, draft.fills, language=language) == Learned()


# --- which blank is which ---------------------------------------------------------------------------------------------


def own(text: str) -> Composed:
    """A thank-you from a template of the user's own."""
    brief = empty(Step.THANK_YOU, "en")
    return compose(
        brief, shipped(), {"en/thank_you.txt.j2": f"{{{{ greeting }}}}\n\n{text}\n\nBest\n{{{{ owner_name }}}}"}
    )


def fill(draft: Composed, *words: str) -> Learned:
    sent = draft.text
    for one in words:
        sent = re.sub(r"\[\[.+?\]\]", one, sent, count=1)
    return learn(draft.text, sent, draft.fills)


def test_a_blank_of_the_users_template_without_a_variable_is_never_learned() -> None:
    draft = own("We spoke of [[anything at all]] for an hour. Your story about {{ topic or '[[what]]' }} was good.")
    assert draft.fills == ("", "topic")
    assert fill(draft, "sailing", "queues") == Learned(topic="queues")


def test_two_blanks_with_the_same_words_are_told_apart_by_their_place() -> None:
    draft = own("I know about {{ skill or '[[x]]' }} since long ago. We talked about {{ topic or '[[x]]' }} at length.")
    assert draft.fills == ("skill", "topic")
    assert fill(draft, "Rust", "queues") == Learned(topic="queues", skill="Rust")


def test_a_variable_with_two_blanks_is_learned_if_both_say_the_same() -> None:
    draft = own("We talked about {{ topic or '[[x]]' }} at length. Your view of {{ topic or '[[y]]' }} was new to me.")
    assert draft.fills == ("topic", "topic")
    assert fill(draft, "queues", "queues") == Learned(topic="queues")
    assert fill(draft, "queues", "caches") == Learned()


def test_a_sentence_that_reads_otherwise_once_the_topic_is_known_teaches_nothing() -> None:
    draft = own(
        "{% if topic %}I liked {{ topic }}.{% else %}I liked how we spoke about [[something]] today.{% endif %}"
    )
    assert draft.fills == ("",)
    assert fill(draft, "queues") == Learned()


def test_a_template_that_breaks_once_the_topic_is_known_still_gives_a_draft() -> None:
    draft = own("Our talk about {% if topic %}{{ topic.upper() }}{% else %}[[it]]{% endif %} was good.")
    assert draft.fills == ("",)
    assert "[[it]]" in draft.text


def test_the_name_of_the_person_is_no_topic_of_any_draft() -> None:
    draft = compose(unknown(Step.FOLLOW_UP, "en"), shipped())
    assert draft.fills == ("",)
    assert fill(draft, "Dana") == Learned()


def test_a_blank_that_begins_its_sentence_has_nothing_to_be_found_by() -> None:
    draft = own("{{ topic or '[[what]]' }} was the best part of it.")
    assert fill(draft, "Kafka") == Learned()


@pytest.mark.parametrize("fills", [(), ("topic",), ("topic", "skill", "skill"), ("company", "owner_name")])
def test_fills_that_do_not_fit_the_draft_teach_nothing(fills: tuple[str, ...]) -> None:
    draft = compose(empty(Step.THANK_YOU, "en"), shipped())
    sent = re.sub(r"\[\[.+?\]\]", "Kafka", draft.text)
    assert learn(draft.text, sent, fills) == Learned()


def test_a_language_without_words_of_its_own_is_read_as_english_like_its_draft() -> None:
    draft = compose(replace(empty(Step.THANK_YOU, "en"), language="fi"), shipped())
    sent = re.sub(r"\[\[.+?\]\]", "how you test", draft.text, count=1)
    assert learn(draft.text, sent, draft.fills, language="fi").topic == "how you test"
    assert learn(draft.text, sent, draft.fills, language="en-GB").topic == "how you test"


# --- whatever is sent -------------------------------------------------------------------------------------------------

DRAFTS = [(code, compose(empty(Step.THANK_YOU, code), shipped())) for code in LANGUAGES]
VISIBLE = st.characters(exclude_categories=("Cc", "Cf", "Cs"))
PIECES = [word for _, draft in DRAFTS for word in re.split(r"(\W)", draft.text) if word]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DRAFTS), st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_anything_can_be_sent(chosen: tuple[str, Composed], sent: str) -> None:
    code, draft = chosen
    first = learn(draft.text, sent, draft.fills, language=code)
    assert first == learn(draft.text, sent, draft.fills, language=code)
    for words in (first.topic, first.skill):
        assert "[[" not in words
        assert words == " ".join(words.split())
        assert words in " ".join(sent.split())


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text(), st.lists(st.sampled_from(["topic", "skill", "value", "", "x"])), st.text())
def test_anything_can_be_a_draft(draft: str, sent: str, fills: list[str], language: str) -> None:
    learn(draft, sent, fills, language=language)
    assert learn(draft, draft, fills) == Learned()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DRAFTS), st.text(VISIBLE, min_size=1, max_size=60))
def test_any_words_in_the_blanks_are_learned_as_they_were_or_not_at_all(
    chosen: tuple[str, Composed], words: str
) -> None:
    code, draft = chosen
    sent = re.sub(r"\[\[.+?\]\]", lambda _: words, draft.text)
    learned = learn(draft.text, sent, draft.fills, language=code)
    plain = " ".join(unicodedata.normalize("NFC", words).split()).lstrip(", *")
    for found in (learned.topic, learned.skill):
        assert plain.startswith(found)
        assert not found or not plain.removeprefix(found)[:1].isalnum()


@pytest.mark.parametrize(
    "sent",
    [
        "I enjoyed our conversation about " * 40_000,
        "[[" * 500_000,
        "a" * 1_000_000,
        "\n" * 1_000_000,
        "> " * 500_000,
        ", and it " * 100_000,
        "On Monday wrote:\n" * 60_000,
    ],
    ids=["anchors", "brackets", "one word", "lines", "quotes", "ends", "attributions"],
)
def test_a_huge_mail_takes_no_time(sent: str) -> None:
    _, draft = DRAFTS[0]
    assert seconds(lambda: learn(draft.text, sent, draft.fills), 1) < 1
    assert seconds(lambda: learn(sent[:4_000], sent, ["topic"]), 1) < 1
