"""The words of `quoting.toml`, in the shape that the code looks them up in."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

_DATA = tomllib.loads(files(__package__).joinpath("quoting.toml").read_text("utf-8"))

CLIENTS: dict[str, str] = {
    **{name: role for role in ("quote", "below", "signature", "preheader") for name in _DATA["clients"][role]},
    **dict.fromkeys(_DATA["clients"]["quoted_blockquotes"], "blockquote"),
}
"""Names in a page that mail clients give to blocks, and what the block is."""
QUOTE_NAMES: frozenset[str] = frozenset(_DATA["clients"]["quote_names"])
"""Values of the name attribute that say the same."""
MEETING_HOSTS: frozenset[str] = frozenset(_DATA["links"]["meetings"])
"""Domains whose links stay in the text."""
STARTS: tuple[str, ...] = tuple(f"{word} " for word in dict.fromkeys(_DATA["attributions"]["starts"]))
"""How an attribution line begins."""
CITING: tuple[str, ...] = tuple(f"{word} " for word in _DATA["attributions"]["citing"])
"""How one begins that has no verb."""
VERBS: frozenset[str] = frozenset(_DATA["attributions"]["verbs"])
"""Words one of which an attribution line holds."""
ENDINGS: tuple[str, ...] = tuple(_DATA["attributions"]["endings"])
"""How it ends where its beginning says nothing."""
LABELS: dict[str, str] = {
    word: name
    for name in ("other", "reply_to", "cc", "to", "subject", "date", "from")
    for word in _DATA["labels"][name]
}
"""Labels of quoted header blocks, and the field each stands for."""
BLOCK_STARTS: frozenset[str] = frozenset(
    f"{before}{written}{after}"[:3]
    for word in _DATA["labels"]["from"]
    for written in (word, word.capitalize(), word.upper())
    for before in ("", "*", " ")
    for after in (":", " :", "*:", "\uff1a")
)
"""The first three characters of a line that begins such a block."""
ORIGINAL: frozenset[str] = frozenset(_DATA["markers"]["original"])
"""Lines above an answered mail."""
FORWARDED: tuple[str, ...] = tuple(_DATA["markers"]["forwarded"])
"""Beginnings of lines above a forwarded mail."""
FORWARD_SUBJECTS: frozenset[str] = frozenset(_DATA["markers"]["forward_subjects"])
"""Subject prefixes of a forwarded mail."""
CLOSINGS: frozenset[str] = frozenset(_DATA["signatures"]["closings"])
"""Lines above a name."""
CLOSING_KEYS: frozenset[str] = frozenset(words.split()[0] for words in CLOSINGS)
"""Their first words."""
TAILS: tuple[str, ...] = tuple(f"{word} " for word in _DATA["signatures"]["tails"])
"""What may follow a closing on its line."""
MOBILE: tuple[str, ...] = tuple(_DATA["signatures"]["mobile"])
"""Beginnings of the lines that phones add."""
MOBILE_KEYS: frozenset[str] = frozenset(words.split()[0] for words in MOBILE)
"""Their first words."""
LEGAL: tuple[str, ...] = tuple(_DATA["footers"]["legal"])
"""Words of legal footers, where one of `MAIL_WORDS` stands beside them."""
MAIL_WORDS: tuple[str, ...] = tuple(_DATA["footers"]["mail"])
"""Names for a mail."""
BULK: tuple[str, ...] = tuple(_DATA["footers"]["bulk"])
"""Words of the footers of bulk mail."""
HINTS: tuple[str, ...] = tuple(_DATA["footers"]["hints"])
"""Words that say so only in a line that says nothing else."""
_LETTERS = re.compile(r"\w+|©")
FOOTER_KEYS: frozenset[str] = frozenset(max(_LETTERS.findall(words), key=len) for words in (*LEGAL, *BULK, *HINTS))
"""The longest word of each: a text without any of these holds none of them."""
STUBS: tuple[str, ...] = tuple(_DATA["stubs"]["words"])
"""Words of a text part that only points to the HTML part."""
MONTHS: dict[str, int] = {name: number for number, names in enumerate(_DATA["dates"]["months"], 1) for name in names}
"""Beginnings of month names."""
AFTERNOON: tuple[str, ...] = tuple(_DATA["dates"]["afternoon"])
"""What stands after an hour of the afternoon."""
MORNING: tuple[str, ...] = tuple(_DATA["dates"]["morning"])
"""What stands after an hour of the morning."""
