"""mailwatch prepares the follow-up mails of a job hunt as drafts, and never sends one.

Start reading at `mailwatch.pipeline`: it holds the whole path of a mail on one screen.
"""

__version__ = "0.1.0"
