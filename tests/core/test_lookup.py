"""The index leaves out no phrase that a sentence holds: it only saves the searches that would find nothing."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mailwatch.core.reading.lookup import numbers
from mailwatch.core.reading.phrases import Terms
from mailwatch.core.reading.prose import fold, fold_all, keys_of, split_sentences
from mailwatch.core.reading.rulebook import available, rulebook

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize("code", available())
def test_every_phrase_that_stands_in_a_sentence_of_the_corpus_is_searched_for(code: str) -> None:
    book = rulebook(code)
    met = searched = tried = 0
    for path in sorted((CORPUS / code).glob("*.eml"))[:40]:
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        for words in fold_all(split_sentences(body.get_content() if body else ""), book.contractions):
            sentence, keys = "".join(f"{word} " for word in words), keys_of(words, book.known)
            possible = [book.index.entries[number][0].source for number in numbers(book.index.possible(keys))]
            held = [phrase.source for phrase, _ in book.index.entries if phrase.search(sentence)]
            assert set(held) <= set(possible)
            met, searched, tried = met + len(held), searched + len(possible), tried + len(book.index.entries)
    assert 0 < met < searched < tried / 20


def test_a_match_begins_where_the_phrase_stands() -> None:
    found = Terms({}).phrase("no luck").search(fold("So, no luck."))
    assert found is not None
    assert fold("So, no luck.")[found.start() :] == "no luck "


def test_accents_and_typographic_marks_fold_alike_alone_and_together() -> None:
    assert fold("\u00c9t\u00e9 \u2013 d\u00e9j\u00e0\u2026 l\u2019\u0153uvre, \u201cfa\u00e7ade\u201d") == (
        "ete , deja l'oeuvre , facade "
    )
    assert fold("na\u00efve \u2603 caf\u00e9") == "naive \u2603 cafe "
