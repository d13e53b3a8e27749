"""`mailwatch explain FILE…`: what each mail was understood to say, and why.

Many mails are read by several processes, which print nothing: what they made of a mail comes back in the order of the
mails, so that it is the same as from one.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mailwatch import sources
from mailwatch.cli.terminal import Terminal, clean
from mailwatch.core.models import Kind, Message, Owner, Reading
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.processes import in_order, processors
from mailwatch.sources import Chunk

MANY_MAILS, MANY_BYTES = 500, 3 << 20
"""From so many mails, or bytes of them, it is worth to start more processes."""
PORTION = 256 << 10
"""Bytes that are read in one go: little enough for the first lines to come at once, and for all to end together."""
_ALONE = 64
"""Mails in one go, of those that are named one by one."""

Portion = tuple[Chunk, ...]


class Told(NamedTuple):
    """What is printed of one mail, but for the name of where it came from.

    `mbox`: it is one of several in the file `path`. `first`: none stands before it there.
    """

    path: str
    mbox: bool
    first: bool
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Teller:
    """Reads mails and puts into words what they say. Its calls may be made in another process."""

    owner: Owner
    screen: Terminal
    as_json: bool
    read: Callable[[Message, Owner], Reading] = read

    def of_portion(self, portion: Portion) -> list[Told]:
        """Of all mails of some chunks, in order."""
        found = []
        for chunk in portion:
            for number, (span, raw) in enumerate(chunk.mails()):
                subject, text = self.of(raw)
                found.append(Told(span.path, chunk.mbox, not (chunk.start or number), subject, text))
        return found

    def of(self, raw: bytes) -> tuple[str, str]:
        """The subject of one mail, and the words or the JSON."""
        message, reading = self._understood(raw)
        if self.as_json:
            from mailwatch.cli.explain_values import as_values  # noqa: PLC0415 - one of the two is needed

            return "", json.dumps(as_values(message, reading), ensure_ascii=False)
        from mailwatch.cli.explain_view import as_text  # noqa: PLC0415

        return clean(message.subject), as_text(message, reading, self.owner, self.screen)

    def _understood(self, raw: bytes) -> tuple[Message, Reading]:
        """A mail and its reading; any bytes at all may be in a file, and none keep the others from being told of."""
        try:
            message = parse(raw)
            return message, self.read(message, self.owner)
        except Exception as error:  # noqa: BLE001 - the guard around one message: it is named, and the next one is read
            problem = f"this mail could not be read ({type(error).__name__}: {error}); please tell us of its shape"
            return replace(parse(b""), problems=()), Reading(Kind.OTHER, 0.0, problems=(problem,))

    def whole(self, source: str, subject: str, text: str) -> str:
        """What is printed: an object on a line, or a paragraph."""
        if self.as_json:
            return f'{{"source": {json.dumps(source, ensure_ascii=False)}, {text[1:]}\n'
        return f"{self.screen.flow(f'{clean(source)}: {subject}')}\n{text}\n\n"


def explain(files: list[str], config: Path | None, *, as_json: bool, processes: int | None = None) -> int:
    """Print the reading of every mail in `files`, one JSON object a line or a paragraph each.

    `processes`: how many read; where nobody says, as many as there are processors if the mails are many.

    Raises:
        UsageError: there is no such file, or it cannot be read.
    """
    teller = Teller(_owner(config), Terminal.of(sys.stdout), as_json)
    for paragraph in paragraphs(files, teller, processes):
        sys.stdout.write(paragraph)
    return 0


def paragraphs(
    files: Sequence[str], teller: Teller, processes: int | None = None, size: int = PORTION
) -> Iterator[str]:
    """What is printed of every mail, in order, in portions of so many bytes; see `explain`."""
    if "-" in files:  # what comes in through a pipe can be read once, and by one
        for file in files:
            for source, raw in sources.messages(file):
                yield teller.whole(source, *teller.of(raw))
        return
    chunks = [chunk for file in files for chunk in sources.chunks(file, size)]
    position = 0
    try:
        for told in _all_told(teller, portions(chunks, size), processes or worth(chunks)):
            position = 1 if told.first else position + 1
            yield teller.whole(f"{told.path}:{position}" if told.mbox else told.path, told.subject, told.text)
    except OSError as error:
        raise sources.unreadable(error.filename or files[0], error) from error


def _all_told(teller: Teller, parts: Iterator[Portion], processes: int) -> Iterator[Told]:
    """Every mail in order. The first are read here: processes that are copies of this one then know the rules."""
    for part in islice(parts, 1):
        yield from teller.of_portion(part)
    gc.freeze()  # the rules stay: nobody has to look through them for garbage, of which every mail leaves some
    try:
        for some in in_order(teller.of_portion, parts, processes):
            yield from some
    finally:
        gc.unfreeze()


def portions(chunks: Iterable[Chunk], size: int = PORTION) -> Iterator[Portion]:
    """Chunks brought together until they are worth the way to another process."""
    some: list[Chunk] = []
    for chunk in chunks:
        some.append(chunk)
        if len(some) >= _ALONE or sum(one.size for one in some) >= size:
            yield tuple(some)
            some = []
    if some:
        yield tuple(some)


def worth(chunks: Iterable[Chunk]) -> int:
    """How many processes so many mails are worth."""
    sizes = [(len(chunk.files), chunk.size) for chunk in chunks]
    many = sum(mails for mails, _ in sizes) >= MANY_MAILS or sum(size for _, size in sizes) >= MANY_BYTES
    return processors() if many else 1


def _owner(config: Path | None) -> Owner:
    """The user as the config knows them, where there is one; explaining needs none."""
    from mailwatch import config as configuration  # noqa: PLC0415 - costs 0.15 s, and most calls need none

    path = config or configuration.default_path()
    if config or path.exists():
        return configuration.load(path).owner()
    return Owner(timezone=configuration.machine_timezone())
