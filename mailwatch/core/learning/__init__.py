"""What the user wrote into a draft's blanks, kept for the drafts that follow."""

from mailwatch.core.learning.aligning import Learned, learn

__all__ = ["Learned", "learn"]
