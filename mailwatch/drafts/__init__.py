"""The Drafts folder: placing, watching and taking back what we put there.

    placing      a draft is planned, written to the log, and put into Drafts exactly once
    adopting     one that lies there already, though the log does not know of it
    budget       how many may wait there
    watching     what has become of them: edited, gone, thrown away, back again
    sending      which mail in Sent was one of them
    withdrawing  taking back one whose moment has passed, if nobody has touched it

`docs/drafts.md` tells the life of a draft and what mail clients do to it.
"""

from mailwatch.drafts.budget import in_line, needs_room
from mailwatch.drafts.placing import append, place, recover
from mailwatch.drafts.sending import SentDraft, Unsettled, mail_was_sent, proven_sent, recognise, topic_told
from mailwatch.drafts.watching import look
from mailwatch.drafts.withdrawing import leave, withdraw

__all__ = [
    "SentDraft",
    "Unsettled",
    "append",
    "in_line",
    "leave",
    "look",
    "mail_was_sent",
    "needs_room",
    "place",
    "proven_sent",
    "recognise",
    "recover",
    "topic_told",
    "withdraw",
]
