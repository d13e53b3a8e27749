"""Who still needs a draft: at most one open draft per application and recipient, and nobody is thanked twice."""

from __future__ import annotations

from collections.abc import Iterable

from mailwatch.core.models import Address, Application, Draft, DraftState, Interview


def needs_a_draft(application: Application, interview: Interview | None, to: tuple[Address, ...]) -> bool:
    """Whether a draft to `to` is to be made (for a thank-you: for that interview); an empty `to` is a recipient too."""
    return not is_busy(application, to) and not (interview and _has_theirs(application, interview, to))


def is_busy(application: Application, to: tuple[Address, ...]) -> bool:
    """Whether that recipient has an open draft already, be it stale."""
    wanted = _addresses(to)
    waiting = [d for d in application.open_drafts if not _given_up(d)]
    return any(_addresses(d.to) & wanted or not (d.to or wanted) for d in waiting)


def _given_up(draft: Draft) -> bool:
    """Whether it is nowhere to be seen and nothing waits for it: sent or thrown away, nobody can tell which."""
    return draft.state is DraftState.GONE and draft.left


def _has_theirs(application: Application, interview: Interview, to: tuple[Address, ...]) -> bool:
    """Whether they were thanked for this interview, by a draft (sent, or thrown away by the user) or by hand."""
    wanted = _addresses(to)
    done = (DraftState.SENT, DraftState.DISCARDED)
    about_it = [d for d in application.drafts if d.interview == interview.key and not d.bounced]
    mine = [d for d in about_it if d.state in done or _given_up(d)]
    if any(_addresses(d.to) & wanted for d in mine):
        return True
    after = (m for m in application.mails if not m.inbound and m.date > interview.end)
    return any(_addresses((*m.to, *m.cc)) & wanted for m in after)


def _addresses(people: Iterable[Address]) -> set[str]:
    return {a.email.lower() for a in people}
