"""The state machine: `evolve(application, event)` folds facts, `decide(application, now, policy)` says what to do.

Read in this order: `table` (the rules, and where each trigger leads), `events` (the facts), `evolve` (fact to
trigger to cell), `mails` and `interviews` (what a mail leaves behind), `deadlines` (when), `decide` (what now).
"""

from mailwatch.core.lifecycle.evolve import evolve, fold, new_application

__all__ = ["evolve", "fold", "new_application"]
