"""Frozen values as JSON and back, by the types that their classes declare: what the log and the ledger are written in.

msgspec adds 1 MB to a process that runs for months; pydantic, which checks the config, would add 8.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, Generic, TypeVar, get_args

import msgspec

T = TypeVar("T")


class Codec(Generic[T]):
    """Writes and reads values of one type: a dataclass, or a union of dataclasses that their `type` tells apart.

    Raises:
        TypeError: something in it is of a type that cannot be written.
    """

    def __init__(self, of: object) -> None:
        self._readers = {_tag(one): msgspec.json.Decoder(one) for one in get_args(of) or (of,)}

    def dump(self, value: T) -> str:
        """The value as JSON, without spaces; what it is made of in the order of declaration."""
        return msgspec.json.encode(value, enc_hook=_plain).decode()

    def load(self, text: str) -> T:
        """The value that `dump` wrote. What is missing has its default, what is not known is left out.

        Raises:
            ValueError: it is not one.
        """
        try:
            reader = self._readers[_TAGS.decode(text).type]
        except KeyError as error:
            raise ValueError(f"nothing that is written here has the type {error}") from error
        value: T = reader.decode(text)
        return value


def _plain(value: object) -> str:
    """What msgspec does not know by itself: a moment or day of a subclass, as a simulated clock may tell it."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be written")


class _Tagged(msgspec.Struct):
    type: str = ""


_TAGS = msgspec.json.Decoder(_Tagged)


def _tag(of: Any) -> str:  # noqa: ANN401 - a dataclass; another type is refused by `fields`
    return next((str(field.default) for field in fields(of) if field.name == "type"), "")
