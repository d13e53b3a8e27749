"""Text made easy to match: sentences of plain lower-case words, without accents, contractions or conditional clauses.

A folded sentence is words and commas with one space after each (`"thank you , jordan "`), so that a phrase can be
written without a thought for punctuation, curly quotes, padding or lines broken by a mail client.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_TEXT = 8_000
"""Characters looked at. What a mail has to say stands well before; a newsletter or an attack may go on for ever."""
LONGEST_SENTENCE = 600
"""Characters of one sentence; longer ones are cut into several."""
KEY_LENGTH = 4
"""Letters by which words are looked up that a phrase gives the beginning of, such as `interview*`."""

_ACCENTED = range(0xC0, 0x180)
_AS_COMMA = ",;:()[]<>\u2013\u2014\u2022|\u00b7"
_AS_SPACE = '"\u201c\u201d\u201e\u00ab\u00bb*_/\\-\u2011\u2010.!\u00a1\u00bf#~=+^`{}\u00a0\u2026'
_AS_NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u200e\u200f"


# One character for one: only then can bytes be translated. Spaces are put around them afterwards.
_COMMA, _QUESTION = "\x01", "\x02"


def _table() -> dict[int, str]:
    table = {code: unicodedata.normalize("NFKD", chr(code))[0] for code in _ACCENTED}
    table |= {ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("ø"): "o", ord("?"): _QUESTION}
    table |= {ord(c): _COMMA for c in _AS_COMMA}
    table |= {ord(c): " " for c in _AS_SPACE}
    table |= {ord(c): "" for c in _AS_NOTHING}
    table |= {ord(c): "'" for c in "\u2018\u2019\u02bc\u00b4"}
    return {code: text.lower() for code, text in table.items()}


_TABLE = _table()
_FOLDED = re.compile(f"[{''.join(char for char in map(chr, _TABLE) if not char.isascii())}]")
_ASCII = bytes(ord(_TABLE.get(code, chr(code))) for code in range(0x80)) + bytes(range(0x80, 0x100))
"""The rest of the table, by bytes of UTF-8: those of ASCII stand for nothing else."""

# A sentence ends at a stop before a capital (not after a title, an initial or an ordinal), at an empty line, and before
# a line that opens like an item or a label ("Date: …"). It opens with one set of characters: that is what makes the
# search fast.
_END = re.compile(
    r"[.!?\n](?:(?<!\n)(?<![DMJS]r\.)(?<!Mrs\.)(?<! Ms\.)(?<! St\.)(?<! No\.)(?<! [A-Z]\.)(?<! \d\.)(?<! \d\d\.)"
    r"[ \t]{0,9}[\s\"'\u201d)](?=\s{0,9}[A-Z\u00c0-\u00dd\u00bf\u00a1\"'\u201c(0-9*\u2022-])"
    r"|(?<=\n)[ \t]{0,20}(?:\n|(?=[-*\u2022\u2013\u00b7^]|\w[\w /-]{0,24}:(?!//))))"
)


_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_SPEECH = re.compile(f"[{_MARKS}][^{_MARKS}\n]{{12,400}}[{_MARKS}]")
_FEW_WORDS = 4


_CLOCK = re.compile(
    r"\b\d{1,2}(?: ?[:h] ?\d\d\b| ?(?:[ap]\.?m\b|uhr\b|uur\b|hrs\b|h\b)|[.]\d\d ?(?:[ap]\.?m\b|uhr|uur|h\b|hrs))"
    r"|\b(?:noon|midday|o'clock|half past|quarter (?:past|to)|a las \d|às \d|om \d|à \d{1,2} ?h)",
    re.IGNORECASE,
)


def states_a_time(text: str) -> bool:
    """Whether a clock time seems to stand in a text, in whatever form."""
    return _CLOCK.search(text[:LONGEST_TEXT]) is not None


PLACES = ("subject", "body", "title", "inherited", "condition")


class Sentence(NamedTuple):
    """One sentence. `plain` as written; `words` folded for matching; `keys` index its words.

    `where` is `subject`, `body`, `title` (of an appointment), `inherited` (the subject of a reply, written for an older
    mail) or `condition` (a sentence as it stood before its conditional clauses were cut out).
    """

    plain: str
    words: str
    keys: frozenset[str]
    where: str = "body"


def without_speech(text: str) -> str:
    """A text without what stands in quotation marks, which is not what its writer says. Names of few words stay."""
    text = text[:LONGEST_TEXT]
    if not any(mark in text for mark in _MARKS):
        return text
    return _SPEECH.sub(lambda m: m.group() if m.group().count(" ") < _FEW_WORDS else " ", text)


def fold(text: str, contractions: Iterable[tuple[str, str]] = ()) -> str:
    """Lower-case, strip accents and punctuation, write contractions out, and leave one space after each word."""
    return "".join([word + " " for word in folded(text, contractions)])


def folded(text: str, contractions: Iterable[tuple[str, str]] = ()) -> list[str]:
    """The words of a text, folded as by `fold`."""
    return _plain(text, contractions).split()


def fold_all(sentences: Sequence[str], contractions: Iterable[tuple[str, str]] = ()) -> list[list[str]]:
    """The words of each sentence, folded as by `fold`, in one go."""
    return [line.split() for line in _plain(" \n ".join(sentences), contractions).split("\n")]


def _plain(text: str, contractions: Iterable[tuple[str, str]]) -> str:
    text = text.lower()
    if not text.isascii():  # a few different characters: to replace each is much faster than to look up every one
        for char in dict.fromkeys(_FOLDED.findall(text)):
            text = text.replace(char, _TABLE[ord(char)])
    plain = text.encode("utf-8", "surrogatepass").translate(_ASCII).decode("utf-8", "surrogatepass")
    plain = plain.replace(_COMMA, " , ").replace(_QUESTION, " ? ") + " "
    return _written_out(plain, contractions) if contractions else plain


def _written_out(plain: str, contractions: Iterable[tuple[str, str]]) -> str:
    """A text with contractions written out. Few words have an apostrophe: only those are looked at one by one."""
    pieces: list[str] = []
    last, at = 0, plain.find("'")
    while at >= 0:
        first, after = plain.rfind(" ", last, at) + 1 or last, plain.find(" ", at) + 1
        pieces += plain[last:first], _replaced(plain[first:after], contractions)
        last, at = after, plain.find("'", after)
    pieces.append(plain[last:])
    return _replaced("".join(pieces), [(short, long) for short, long in contractions if "'" not in short])


def _replaced(text: str, contractions: Iterable[tuple[str, str]]) -> str:
    for short, long in contractions:
        if short in text:
            text = text.replace(short, long)
    return text


def beginning(word: str) -> str:
    """What a word is looked up by, where a phrase gives its beginning only."""
    return word[:KEY_LENGTH]


def keys_of(words: Sequence[str], known: frozenset[str]) -> frozenset[str]:
    """What a sentence is looked up by: those of its words, and of their beginnings, that are `known` to the rules."""
    return known.intersection([*words, *[word[:KEY_LENGTH] for word in words if len(word) > KEY_LENGTH]])


def split_sentences(text: str) -> list[str]:
    """Sentences as written, but for the ends of lines; none is longer than `LONGEST_SENTENCE`, in order."""
    text = text[:LONGEST_TEXT]
    line = text.replace("\n", " ")
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        found += _pieces(line[start : end.start() + 1].strip())
        start = end.end()
    found += _pieces(line[start:].strip())
    return found


def _pieces(sentence: str) -> list[str]:
    if len(sentence) <= LONGEST_SENTENCE:
        return [sentence] if sentence else []
    plain = spaced(sentence)
    cut = plain.rfind(" ", 0, LONGEST_SENTENCE) if len(plain) > LONGEST_SENTENCE else len(plain)
    cut = cut if cut > 0 else LONGEST_SENTENCE
    return [plain[:cut], *_pieces(plain[cut:])]


def spaced(plain: str) -> str:
    """A text on one line, with one space between words."""
    return " ".join(plain.split())


def quote(plain: str, at: float, limit: int = 200) -> str:
    """At most `limit` characters of `plain` around the place `at` (0 to 1)."""
    if len(plain) <= limit:
        return plain
    start = max(0, min(len(plain) - limit, int(len(plain) * at) - limit // 2))
    piece = plain[start : start + limit]
    if start:
        piece = piece.partition(" ")[2] or piece
    return piece.rpartition(" ")[0] or piece if start + limit < len(plain) else piece
