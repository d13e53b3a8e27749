"""How long reading a mail takes, against a floor measured in the same run.

    python bench/reading.py PATH        an mbox, a Maildir or a folder of .eml files; default: the tests' own corpus

Floor: the standard library's `email` (compat32) parses the mail, and the HTML library turns HTML parts into text.
Ours: `mailwatch explain`, from raw bytes to the reading. Both over the same mails, one after the other, five times.
The ratio is the median of the five rounds. `mail by mail` does both with each mail before the next and takes the best
of five for each: that leaves out what else the machine does, and what the caches of a processor hold of the last mail.
`the command` is `mailwatch explain --json PATH` from its start to its end, with all processors; the floor is of one.
`its start` is what one mail takes.
"""

from __future__ import annotations

import email
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from mailwatch import sources
from mailwatch.core.models import Owner
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.processes import processors

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
MAILS = 3000
ROUNDS = 5


def floor(raw: bytes) -> None:
    for part in email.message_from_bytes(raw).walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            if part.get_content_subtype() == "html" and isinstance(payload, bytes):
                LexborHTMLParser(payload.decode("utf-8", "replace")).text()


def ours(raw: bytes) -> None:
    read(parse(raw), Owner())


def seconds(work: Callable[[bytes], None], mails: list[bytes]) -> float:
    began = time.perf_counter()
    for raw in mails:
        work(raw)
    return time.perf_counter() - began


def mail_by_mail(mails: list[bytes]) -> tuple[float, float]:
    """Seconds of all mails, ours and the floor's, each mail at its best."""
    pairs = [[(seconds(ours, [raw]), seconds(floor, [raw])) for raw in mails] for _ in range(ROUNDS)]
    best = [[min(column) for column in zip(*mail, strict=True)] for mail in zip(*pairs, strict=True)]
    mine, least = (sum(column) for column in zip(*best, strict=True))
    return mine, least


def command(*paths: str) -> float:
    """Seconds of the whole program, with all that it starts."""
    began = time.perf_counter()
    program = [sys.executable, "-m", "mailwatch", "explain", "--json", *paths]
    subprocess.run(program, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def whole_command(path: str, mails: list[bytes]) -> None:
    """Print what the command takes over a path that holds these mails, named often enough to be `MAILS` or more."""
    times = -(-MAILS // len(mails))
    pairs = [(command(*[path] * times), seconds(floor, mails) * times) for _ in range(ROUNDS)]
    mine = statistics.median(a for a, _ in pairs)
    ratio = statistics.median(a / b for a, b in pairs)
    with tempfile.NamedTemporaryFile(suffix=".eml") as first:
        first.write(mails[0])
        first.flush()
        start = statistics.median(command(first.name) for _ in range(ROUNDS))
    each = mine / len(mails) / times * 1e6
    print(f"the command: {mine:.2f} s, {each:.0f} us a mail with {processors()} processors, {ratio:.2f} of the floor")
    print(f"its start: {start:.2f} s")


def main() -> None:
    path = sys.argv[1] if len(sys.argv) > 1 else str(CORPUS)
    found = [raw for _, raw in sources.messages(path)]
    mails = (found * (MAILS // len(found) + 1))[:MAILS]
    seconds(ours, mails[:200])
    pairs = [(seconds(ours, mails), seconds(floor, mails)) for _ in range(ROUNDS)]
    mine, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    size = statistics.median(map(len, mails))
    print(f"{len(mails)} mails ({len(found)} different, median {size:.0f} bytes)")
    print(f"floor {least / len(mails) * 1e6:7.0f} us a mail")
    print(f"ours  {mine / len(mails) * 1e6:7.0f} us a mail")
    print(f"ratio {ratio:7.2f}   (goal: at most 2.0)")
    mine, least = mail_by_mail(mails)
    print(f"mail by mail {mine / least:.2f}")
    whole_command(path, found)


if __name__ == "__main__":
    main()
