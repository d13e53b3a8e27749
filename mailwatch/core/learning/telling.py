"""What was talked about, where a mail of the thread says so ("It was good to talk about your outbox pattern").

Only a plain phrase behind the words that announce it is taken, and only one that is neither the position nor how things
go on; in doubt nothing, as with the blanks.
"""

from __future__ import annotations

from collections.abc import Collection

from mailwatch.core.learning.judging import FALLBACK, Judge, Wording, names_of, wordings
from mailwatch.core.learning.texts import DASH, END, Text, is_word, own_words, read

_SALUTATION = 4
"""Words of a line that greets or signs."""
_NOTHING = read("")


def told(text: str, *, language: str = FALLBACK, names: Collection[str] = ()) -> str:
    """The topic of the conversation that a mail looks back on.

    Args:
        text: what was newly written; quotes and a signature do no harm.
        language: code of the mail's language; of an unknown one nothing is known.
        names: names of people of the application; a phrase with one of them is none.

    Returns:
        The phrase as written; empty where none is sure, or two differ.
    """
    wording = wordings().get(language.replace("_", "-").partition("-")[0].lower())
    if wording is None:
        return ""
    written = read(own_words(text))
    lines = written.plain.strip().splitlines()
    around = [line for line in (*lines[:1], *lines[-1:]) if len(line.split()) <= _SALUTATION]
    judge = Judge(wording, names_of(_NOTHING, _NOTHING, [*names, *around]), frozenset())
    found = {phrase for start in _starts(written, wording) if (phrase := _phrase(written, start, judge))}
    return found.pop() if len(found) == 1 else ""


def _starts(written: Text, wording: Wording) -> list[int]:
    """Where the words end that announce a topic."""
    starts = []
    for words in wording.tells:
        keys = tuple(words.split())
        starts += [
            at + len(keys) for at in range(len(written.keys) - len(keys)) if written.keys[at : at + len(keys)] == keys
        ]
    return starts


def _phrase(written: Text, start: int, judge: Judge) -> str:
    """The words up to where the clause ends, if they can stand in another letter of the user's."""
    wording = judge.wording
    end = start
    while written.keys[end] not in (END, ";", ":", ",", DASH, "(", ")"):
        end += 1
    if written.keys[end] == "," and not _closes(written, end, wording):
        return ""
    keys = [key for key in written.keys[start:end] if is_word(key)]
    if not keys or any(key in wording.theirs or key in wording.process for key in keys):
        return ""
    return judge.phrase(written, start, end, "", topic=True)


def _closes(written: Text, comma: int, wording: Wording) -> bool:
    """Whether a comma ends the phrase: a remark or a clause follows, and not the next of an enumeration."""
    first, second, *_ = (*written.keys[comma + 1 : comma + 3], "", "")
    follows = wording.relatives | wording.clauses
    return first in follows or (first in wording.joiners | wording.determiners and second in wording.clauses)
