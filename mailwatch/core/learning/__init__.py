"""What the user wrote into a draft's blanks, and what a mail says was talked about, kept for the drafts that follow."""

from mailwatch.core.learning.aligning import Learned, learn
from mailwatch.core.learning.telling import told

__all__ = ["Learned", "learn", "told"]
