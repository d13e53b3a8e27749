"""A letter to the owner, before it has a look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know: whom it is about, what it is, and the words of the mail that say so.

    `pressing`: it has to be done today, or it is too late.
    """

    title: str
    text: str = ""
    quote: str = ""
    pressing: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together, under one heading."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice. It names nobody it could go to.

    `title` says in a few words what it is about, for a screen that others may see: it names no company and quotes
    no mail.
    """

    subject: str
    title: str
    parts: tuple[Part, ...]
    greeting: str = ""
