"""The first scan of a large mailbox on Dovecot: everything fetched, read and recorded.

    python -m bench.scan [MAILS]        default 20000

Floor, in the same run: imapclient (its debugging off) fetches the same bytes in batches, `email` (compat32) parses
them, and the HTML library turns HTML parts into text. Each in a process of its own, in turn, and the median counts.
"""

from __future__ import annotations

import email
import imaplib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient
from selectolax.lexbor import LexborHTMLParser

from bench.letters import letters
from bench.row import Row, main, peak, resident
from mailwatch import resources
from mailwatch.core.models import Address, Owner
from mailwatch.core.policy import Policy
from mailwatch.daemon import system_clock
from mailwatch.desk import Desk
from mailwatch.mailbox import ServerSettings, Session
from mailwatch.pipeline import work
from mailwatch.store import Store
from tests.servers.dovecot import Dovecot

MAILS = 20_000
TURNS = 3
BATCH = 200
AT_ONCE = 100
"""Mails appended by one command (MULTIAPPEND)."""


def ours(port: int, login: str) -> None:
    with (
        tempfile.TemporaryDirectory() as home,
        Session.open(ServerSettings("127.0.0.1", port, "none", login), Dovecot.password) as session,
    ):
        store = Store.open(Path(home))
        desk = Desk(
            "personal",
            store,
            session,
            Owner("Sam Rivera", ("sam@example.com",), "UTC"),
            Address("Sam Rivera", "sam@example.com"),
            Policy(),
            resources.templates(),
        )
        work(desk, system_clock())
        store.close()


def floor(port: int, login: str) -> None:
    client = IMAPClient("127.0.0.1", port, ssl=False)
    client._imap.debug = 0
    client.login(login, Dovecot.password)
    client.select_folder("INBOX", readonly=True)
    uids = client.search(["ALL"])
    for start in range(0, len(uids), BATCH):
        for fields in client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]"]).values():
            for part in email.message_from_bytes(fields[b"BODY[]"]).walk():
                if part.get_content_maintype() == "text":
                    payload = part.get_payload(decode=True)
                    if part.get_content_subtype() == "html" and isinstance(payload, bytes):
                        LexborHTMLParser(payload.decode("utf-8", "replace")).text()
    client.logout()


def child(which: str, port: str, login: str) -> None:
    before, began = resident(), time.perf_counter()
    {"ours": ours, "floor": floor}[which](int(port), login)
    print(json.dumps({"seconds": time.perf_counter() - began, "grown": peak() - before}))


def in_a_process(which: str, server: Dovecot) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.scan", which, str(server.port), server.login]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    )
    return found


def fill(server: Dovecot, number: int) -> int:
    """Put mails into the inbox, by MULTIAPPEND (RFC 3502); how many bytes they have."""
    total = 0
    with server.client() as client:
        pending: list[tuple[bytes, datetime]] = []
        for raw, at in letters(number, system_clock()):
            pending.append((raw, at))
            total += len(raw)
            if len(pending) == AT_ONCE:
                _append(client, pending)
                pending = []
        if pending:
            _append(client, pending)
    return total


def _append(client: imaplib.IMAP4, mails: list[tuple[bytes, datetime]]) -> None:
    parts = [b"a APPEND INBOX"]
    for raw, at in mails:
        parts.append(b" " + imaplib.Time2Internaldate(at).encode() + b" {%d+}\r\n" % len(raw) + raw)
    client.sock.sendall(b"".join(parts) + b"\r\n")
    while not (line := client.readline()).startswith(b"a "):
        pass
    assert line.startswith(b"a OK"), line


def measure(number: int = MAILS) -> list[Row]:
    server = Dovecot()
    try:
        server.start()
        server.fresh_user()
        size = fill(server, number)
        in_a_process("floor", server)  # the server's caches are warm for both
        turns = [(in_a_process("ours", server), in_a_process("floor", server)) for _ in range(TURNS)]
    finally:
        server.remove()
    ratio = statistics.median(a["seconds"] / b["seconds"] for a, b in turns)
    mine, least = (statistics.median(t[i]["seconds"] for t in turns) for i in (0, 1))
    grown = max(a["grown"] for a, _ in turns)
    what = f"first scan, {number} mails, {size / 1e6:.0f} MB"
    return [
        Row(
            what,
            f"{mine:.1f} s ({mine / number * 1e6:.0f} us a mail), floor {least:.1f} s: {ratio:.2f} x",
            "<= 2.0 x",
            ratio <= 2,
        ),
        Row("first scan, memory above the start", f"{grown:.0f} MB", "<= 60 MB", grown <= 60),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["floor"]):
        child(*sys.argv[1:])
    else:
        main(measure(int(sys.argv[1]) if sys.argv[1:] else MAILS))
