"""Which item of the stock a value follow-up brings, and why none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailwatch.core.drafting import compose
from mailwatch.core.models import Step
from mailwatch.core.stock import Item, choose, key, lack, reason, sentence
from tests.core.drafts import known, shipped

OUTBOX = Item(
    "An article on the outbox pattern that answers the question of lost events",
    ("event sourcing", "kafka"),
    "https://example.org/outbox",
)
PRICES = Item("At Initech I cut the price of a nightly report from 900 to 40 euros.", ("data engineering", "costs"))
TEAM = Item(
    "How we halved the time of code reviews: https://example.org/reviews", ("code review", "engineering manager")
)
PLAIN = Item("A talk on feature flags and trunk-based development", link="https://example.org/flags")
STOCK = (OUTBOX, PRICES, TEAM, PLAIN)


def chosen(*topics: str, role: str = "", used: frozenset[str] = frozenset(), language: str = "") -> Item | None:
    return choose(STOCK, topics=topics, role=role, used=used, language=language)


# --- choosing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "item"),
    [
        ("the move to event sourcing", OUTBOX),
        ("Event Sourcing", OUTBOX),
        ("event-sourced billing", OUTBOX),
        ("event-sourcing", OUTBOX),
        ("how you migrated to Kafka", OUTBOX),
        ("event planning", None),
        ("the COST of reports", PRICES),
        ("code reviews", TEAM),
        ("feature flags", PLAIN),
        ("a flag for every feature", PLAIN),
        ("flags of the world", None),
        ("football", None),
        ("it and the of with", None),
        ("", None),
    ],
)
def test_the_item_with_the_words_of_the_topic_is_chosen(topic: str, item: Item | None) -> None:
    assert chosen(topic) == item


def test_the_role_tells_where_no_topic_does() -> None:
    assert chosen("football", role="Senior Data Engineer") == PRICES
    assert chosen(role="Engineering Manager") == TEAM
    assert chosen(role="Gardener") is None


def test_a_topic_counts_more_than_the_role() -> None:
    assert chosen("Kafka", role="Engineering Manager") == OUTBOX
    assert chosen("Kafka", "code reviews", role="Engineering Manager") == TEAM


def test_a_tag_may_take_one_word_from_the_topic_and_one_from_the_role() -> None:
    assert chosen("managers who write code", role="Engineering lead") == TEAM


def test_tags_count_more_than_the_words_of_a_text() -> None:
    named = Item("Nothing in particular", ("flags",))
    assert choose((PLAIN, named), topics=("feature flags",), role="", used=()) == named


def test_of_two_that_fit_equally_well_the_earlier_is_taken() -> None:
    one, two = Item("One", ("Kafka",)), Item("Two", ("Kafka",))
    assert choose((one, two), topics=("kafka",), role="", used=()) == one
    assert choose((two, one), topics=("kafka",), role="", used=()) == two


def test_what_the_company_has_had_is_not_sent_again() -> None:
    assert chosen("Kafka", used=frozenset({key(OUTBOX)})) is None
    second = Item("Another one", ("kafka",))
    assert choose((OUTBOX, second), topics=("Kafka",), role="", used={key(OUTBOX)}) == second


def test_an_item_is_remembered_by_its_link_however_its_text_changes() -> None:
    assert key(replace(OUTBOX, text="Other words", tags=(), link="https://Example.org/outbox/")) == key(OUTBOX)
    assert key(replace(PRICES, text=PRICES.text.replace(" ", "\n "))) == key(PRICES)
    assert key(PRICES) != key(TEAM)


def test_an_item_without_words_is_never_sent() -> None:
    assert choose((Item("  ", ("kafka",)),), topics=("Kafka",), role="", used=()) is None


def test_an_item_in_another_language_is_not_sent() -> None:
    german = Item("Ein Artikel über Kafka", ("kafka",), language="de")
    assert choose((german,), topics=("Kafka",), role="", used=(), language="en") is None
    assert choose((german, OUTBOX), topics=("Kafka",), role="", used=(), language="en") == OUTBOX
    assert choose((german, OUTBOX), topics=("Kafka",), role="", used=(), language="de") == german
    assert choose((german,), topics=("Kafka",), role="", used=()) == german


@pytest.mark.parametrize(
    ("tag", "topic"),
    [
        ("migration", "your migrations"),
        ("Plattform", "der Umbau zweier Plattformen"),
        ("Migration", "die Migrationen"),
        ("Schulung", "die Schulungen im Herbst"),
        ("donnée", "la qualité des données"),
        ("migración", "las migraciones"),
        ("migração", "as migrações"),
        ("security policy", "policies for security"),
        ("test", "testing in production"),
        ("caching", "a cache"),
        ("C++", "C++ and Rust"),
        ("IT", "IT for schools"),
        ("Node.js", "Node.js"),
        ("Größe", "GROESSE oder GRÖSSE"),
    ],
)
def test_other_forms_of_a_word_are_the_same_word(tag: str, topic: str) -> None:
    assert choose((Item("Something", (tag,)),), topics=(topic,), role="", used=()) is not None


@pytest.mark.parametrize(
    ("tag", "topic"), [("IT", "how it works"), ("C++", "C#"), ("java", "javascript"), ("---", "-")]
)
def test_another_word_is_another_word(tag: str, topic: str) -> None:
    assert choose((Item("Something", (tag,)),), topics=(topic,), role="", used=()) is None


# --- what is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (OUTBOX, f"{OUTBOX.text}: https://example.org/outbox"),
        (TEAM, TEAM.text),
        (replace(TEAM, link="https://example.org/reviews"), TEAM.text),
        (Item("It is here.", link="https://a.example"), "It is here: https://a.example"),
        (Item("Two\n  lines "), "Two lines"),
        (Item("", link="https://a.example"), "https://a.example"),
    ],
)
def test_the_link_is_said_once(item: Item, said: str) -> None:
    assert sentence(item) == said


def test_an_item_stands_as_a_paragraph_of_the_draft() -> None:
    draft = compose(replace(known(Step.VALUE_FOLLOW_UP, "en"), value=sentence(OUTBOX)), shipped())
    assert sentence(OUTBOX) in draft.text.split("\n\n")
    assert draft.blanks == ()


# --- why none ---------------------------------------------------------------------------------------------------------


def test_there_is_no_reason_where_something_fits() -> None:
    assert lack(STOCK, topics=("Kafka",), role="", used=()) is None


@pytest.mark.parametrize(
    ("stock", "topics", "used", "language", "words"),
    [
        ((), ("Kafka",), (), "", "is empty"),
        ((Item(" "),), ("Kafka",), (), "", "is empty"),
        ((PRICES,), ("Kafka",), (), "", "has to do with “Kafka”, “Baker”"),
        ((OUTBOX,), ("Kafka",), (key(OUTBOX),), "", "has had everything"),
        ((OUTBOX, PRICES), ("Kafka",), (key(OUTBOX),), "", "Nothing that is left"),
        ((replace(OUTBOX, language="de"),), ("Kafka",), (), "en", "the language 'en'"),
    ],
)
def test_the_owner_is_told_why_nothing_fits(
    stock: tuple[Item, ...], topics: tuple[str, ...], used: tuple[str, ...], language: str, words: str
) -> None:
    told = _told(stock, topics, "Baker", used, language)
    assert words in told
    assert told.endswith(".")


def _told(stock: tuple[Item, ...], topics: tuple[str, ...], role: str, used: tuple[str, ...], language: str) -> str:
    why = lack(stock, topics=topics, role=role, used=used, language=language)
    assert why is not None
    return reason(why, topics=topics, role=role, language=language)


def test_the_owner_is_told_that_nothing_is_known() -> None:
    assert "Neither a topic" in _told(STOCK, (" ",), "", (), "")


ITEMS = st.lists(st.builds(Item, st.text(), st.lists(st.text(), max_size=3).map(tuple), st.text()), max_size=6)


@given(ITEMS, st.lists(st.text(), max_size=3), st.text(), st.data())
def test_an_item_or_a_reason_whatever_there_is(
    stock: list[Item], topics: list[str], role: str, data: st.DataObject
) -> None:
    used = {key(item) for item in stock if data.draw(st.booleans())}
    item = choose(stock, topics=topics, role=role, used=used)
    assert (item is None) == (lack(stock, topics=topics, role=role, used=used) is not None)
    assert item is None or (item in stock and key(item) not in used and sentence(item) != "")
