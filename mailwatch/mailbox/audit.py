"""What was said to the server, line by line, for a user who wants to see it: no content, no secrets."""

from __future__ import annotations

import re
from collections.abc import Callable

Audit = Callable[[str], None]

HIDDEN = "***"
_LITERAL = re.compile(rb"\{(\d+)\+?\}\Z")
_COMMAND = re.compile(rb"[A-Z]+\d+ [A-Z]")
_SECRET = re.compile(rb"(\S+ (?:LOGIN|AUTHENTICATE(?: \S+)?)) ?.*", re.IGNORECASE | re.DOTALL)


class CommandLog:
    """Turns the bytes sent into command lines for `audit`.

    The content of literals (RFC 3501 §4.3: drafts, odd passwords) is never shown, nor are the arguments of LOGIN and
    the answers of a SASL exchange, which are lines of base64 and so without a tag and a space.
    """

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._literal_left = 0
        self._held = b""

    def take(self, data: bytes) -> None:
        """Take in what goes out; lines and literals may come in pieces."""
        self._held += data
        while self._held:
            if self._literal_left:
                hidden = min(self._literal_left, len(self._held))
                self._literal_left -= hidden
                self._held = self._held[hidden:]
                continue
            line, ended, rest = self._held.partition(b"\r\n")
            if not ended:
                return
            self._held = rest
            if literal := _LITERAL.search(line):
                self._literal_left = int(literal[1])
            self._show(line)

    def _show(self, line: bytes) -> None:
        if _COMMAND.match(line):
            secret = _SECRET.fullmatch(line)
            text = f"{secret[1].decode('ascii', 'replace')} {HIDDEN}" if secret else line.decode("utf-8", "replace")
            self._audit(text)
        elif line == b"DONE":
            self._audit("DONE")
        elif line:
            self._audit(HIDDEN)
