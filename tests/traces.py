"""What an employer must never find in a draft, looked for in every draft that any test prepared.

Whoever prepares a draft, the daemon in a process of its own too, writes its bytes into the database first; so after a
test every database that it left is opened, and every draft in it is looked through.
"""

from __future__ import annotations

import email
import re
import sqlite3
from contextlib import closing
from email import policy
from pathlib import Path

ALWAYS = {"Date", "From", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
SOMETIMES = {"To", "Cc", "In-Reply-To", "References"}

_TRACE = re.compile(r"mailwatch|\bNone\b|\{\{|\}\}|\{%|%\}|\bUndefined\b", re.IGNORECASE)

_PLANNED = "SELECT key, raw FROM intents WHERE EXISTS (SELECT 1 FROM events WHERE type = 'draft_planned')"
"""Bytes that a test of the database alone has put there are no draft."""


def in_draft(raw: bytes) -> list[str]:
    """What is wrong with one draft, a line each."""
    message = email.message_from_bytes(raw, policy=policy.default)
    names = message.keys()
    found = [f"{name} is missing" for name in ALWAYS - set(names)]
    found += [f"{name} does not belong there" for name in names if name not in ALWAYS | SOMETIMES]
    found += [f"{name} is there twice" for name in set(names) if names.count(name) > 1]
    values = [(name, str(value)) for name, value in message.items()]
    for name, text in [*values, ("the text", str(message.get_content()))]:
        found += [f"{match[0]!r} in {name}" for match in _TRACE.finditer(text)]
    return found


def beneath(directory: Path) -> list[str]:
    """What is wrong with the drafts in the databases beneath a directory."""
    found = []
    for path in directory.rglob("mailwatch.db"):
        found += [f"{key}: {wrong}" for key, raw in _drafts(path) for wrong in in_draft(raw)]
    return found


def _drafts(path: Path) -> list[tuple[str, bytes]]:
    """Keys and bytes; of a database that a test has broken on purpose, nothing."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(_PLANNED).fetchall()
    except sqlite3.DatabaseError:
        return []
