"""How long reading a mail takes, against a floor measured in the same run.

    python bench/reading.py PATH        an mbox, a Maildir or a folder of .eml files; default: the tests' own corpus

Floor: the standard library's `email` (compat32) parses the mail, and the HTML library turns HTML parts into text.
Ours: `mailwatch explain`, from raw bytes to the reading. Both over the same mails, in turn, five times.
"""

from __future__ import annotations

import email
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from mailwatch import sources
from mailwatch.core.models import Owner
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read

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


if __name__ == "__main__":
    main()
