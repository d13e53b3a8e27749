"""What a mail says was talked about, and what it only seems to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailwatch.core.learning import told
from tests.core.drafts import LANGUAGES

TOLD = [
    ("en", "Hi Sam,\n\nI really enjoyed our conversation about event sourcing. More soon.\n\nDana", "event sourcing"),
    ("en", "Thanks again for our discussion of the outbox pattern, which gave me a lot to think about.", "the outbox pattern"),
    ("en", "It was great talking with you about schema migrations at scale!", "schema migrations at scale"),
    ("en", "Hi Sam,\nour chat about C++ and Rust; I will check with the others.\nDana", "C++ and Rust"),
    ("de", "vielen Dank für unser Gespräch zum Thema Datenmigration, das mir gut gefallen hat.", "Datenmigration"),
    ("fr", "Merci encore pour notre échange sur la migration vers Kafka.", "la migration vers Kafka"),
    ("es", "Me gustó nuestra conversación sobre la arquitectura de eventos.", "la arquitectura de eventos"),
    ("pt", "Gostei da nossa conversa sobre sistemas distribuídos.", "sistemas distribuídos"),
    ("nl", "Bedankt voor ons gesprek over testautomatisering.", "testautomatisering"),
]  # fmt: skip

NOT_TOLD = [
    ("en", "I enjoyed our conversation about the Staff Engineer role."),
    ("en", "Thank you for our discussion of the next steps."),
    ("en", "I enjoyed our conversation about your migration project."),  # "your" is another's in the user's letter
    ("en", "I enjoyed our conversation about it."),
    ("en", "After our conversation about salary I spoke to finance."),
    ("en", "I enjoyed our conversation about how you think we should go on."),
    ("en", "I enjoyed our conversation about Kafka. Thanks for our discussion of Rust."),  # which of the two?
    ("en", "Looking forward to our conversation!"),
    ("en", "I enjoyed our conversation about Lee Park."),
    ("en", "On Monday Sam wrote:\n> I enjoyed our conversation about event sourcing."),
    ("en", "Our conversation about testing, deployment"),
    ("de", "Vielen Dank für unser Gespräch zum Thema Gehalt."),
    ("fr", "Merci pour notre échange sur votre parcours."),
    ("xx", "I enjoyed our conversation about event sourcing."),
]


@pytest.mark.parametrize(("language", "text", "topic"), TOLD)
def test_a_plain_phrase_is_taken(language: str, text: str, topic: str) -> None:
    assert told(text, language=language) == topic


@pytest.mark.parametrize(("language", "text"), NOT_TOLD)
def test_in_doubt_nothing_is(language: str, text: str) -> None:
    assert told(text, language=language, names=["Lee Park"]) == ""


@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    topic = told(text + " our conversation about " + text, language=language)
    assert "\n" not in topic
    assert len(topic) <= 120
