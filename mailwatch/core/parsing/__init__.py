"""Raw bytes to `Message`: MIME, text, what the sender newly wrote. Pure, total, linear in time."""

from mailwatch.core.parsing.message import parse

__all__ = ["parse"]
