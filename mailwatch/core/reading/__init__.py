"""What a mail means: its kind with the evidence for it, and who, what and when it speaks of."""

from __future__ import annotations

from mailwatch.core.reading.reader import read, read_as

__all__ = ["read", "read_as"]
