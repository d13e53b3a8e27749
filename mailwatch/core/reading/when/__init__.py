"""Times in prose: own grammar, one linear pass, no guesses that the text does not bear out.

`tokens` cuts a text into words and numbers, `clock`, `days`, `zones` and `lengths` read what stands at one place,
`context` knows the words around it, `pairing` ties hours to days, `resolving` puts a day on the calendar, `whereabouts`
tells the zone where none is written, and `moments` puts them together. Promises and absences are read sentence by
sentence, by `sentences` and `periods`. The words of a language lie in `languages/<code>/when.toml`, the names of zones
in `zones.toml`.
"""

from __future__ import annotations

from mailwatch.core.reading.when.moments import Moment, find_moments, named_days

__all__ = ["Moment", "find_moments", "named_days"]
