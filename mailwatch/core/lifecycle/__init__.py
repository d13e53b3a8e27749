"""The state machine: `evolve(application, event)` folds facts, `decide(application, now, policy)` says what to do.

Read in this order: `table` (the rules, and where each trigger leads), `events` (the facts), `evolve` (fact to
trigger to cell), `mails` and `interviews` (what a mail leaves behind), `deadlines` (when), `decide` (what now),
`corrections` (what the user has put right), `story` (all of it in words).
"""

from mailwatch.core.lifecycle.evolve import evolve, fold, new_application

__all__ = ["REVISION", "evolve", "fold", "new_application"]

REVISION = 7
"""Raised with every change to what a log folds to, so that states kept by an older program are not trusted."""
