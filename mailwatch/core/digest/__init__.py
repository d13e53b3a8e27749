"""What the owner is told, in words: the morning's digest, and what cannot wait for it.

`compose` chooses and words it, `render` makes plain text and an HTML page of it.
"""

from __future__ import annotations

from mailwatch.core.digest.compose import News, Spell, at_once, morning
from mailwatch.core.digest.letter import Item, Letter, Part
from mailwatch.core.digest.render import page, plain

__all__ = ["Item", "Letter", "News", "Part", "Spell", "at_once", "morning", "page", "plain"]
