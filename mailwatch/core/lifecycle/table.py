"""The state machine, as a table that is total over row and trigger.

Rules of this file:

1. Everything that decides where an application goes next stands in `TABLE`. `evolve` looks up one cell an event and
   never moves an application in any other way.
2. Every row has every trigger. "Nothing happens" is written `STAY`, "cannot come about" is written `IMPOSSIBLE`
   (an event that meets it is refused, and the state is left as it was).
3. The table knows no time, no mail and no draft. An event becomes a `Trigger` first (`evolve.trigger_of`), and what
   depends on more than the stage is told apart there, by name: `step_done` is the *last* draft of a step settling,
   `rejection_unanswerable` a rejection to which no person could receive an answer.

What is not in the table: *when* a timer runs out (`workdays`, `decide`), what is remembered besides the stage
(`evolve`), and which drafts no longer fit the stage and are taken back (`decide`: any open draft whose step is not
the stage's own, which is why no cell says "withdraw").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from mailwatch.core.models import Step


class Row(StrEnum):
    """A stage, with `closed` told apart by what may open it again."""

    APPLIED = "applied"
    SCHEDULED = "scheduled"
    THANKING = "thanking"
    WAITING = "waiting"
    FOLLOWING_UP = "following_up"
    LEAVING = "leaving"
    REJECTED = "rejected"
    OFFER = "offer"
    PAUSED = "paused"
    CLOSED_SILENCE = "closed: silence"
    CLOSED_REJECTION = "closed: rejection"
    CLOSED_YOU = "closed: by you"


class Trigger(StrEnum):
    """What an event means to the table."""

    INTERVIEW_CONFIRMED = "interview confirmed"
    INTERVIEW_RESCHEDULED = "interview rescheduled"
    INTERVIEW_CANCELLED = "interview cancelled"
    INTERVIEW_PASSED = "interview's end passed"
    STEP_DONE = "step sent, skipped or done by hand"
    FOLLOW_UP_DUE = "deadline passed: follow up"
    GRACEFUL_EXIT_DUE = "deadline passed: leave"
    QUIET_CLOSE = "deadline passed: nothing left to say"
    REJECTION = "rejection"
    REJECTION_UNANSWERABLE = "rejection nobody could be answered to"
    OFFER = "offer"
    INTERVIEW_INVITED = "invited, no time fixed"
    EMPLOYER_ASKED = "employer asked for something"
    EMPLOYER_WROTE = "employer wrote, nothing settled"
    ACKNOWLEDGEMENT = "acknowledgement"
    AUTO_REPLY = "out of office"
    BOUNCE = "the step's mail bounced"
    REMEMBERED = "remembered, moves nothing"
    PAUSED = "you paused it"
    RESUMED = "pause over"
    CLOSED_BY_YOU = "you closed it"
    REOPENED = "you reopened it"


class Special(StrEnum):
    """Cells that are no row."""

    STAY = "stay"
    IMPOSSIBLE = "impossible"
    RESTING = "scheduled, thanking or waiting: what is left to do"
    STEP = "the stage of the step that bounced"
    BENEATH = "stay paused; the stage beneath moves"
    UNDER = "the stage beneath the pause"
    OUTSET = "where its facts put it"


Cell = Row | Special
STAY, IMPOSSIBLE, RESTING, STEP = Special.STAY, Special.IMPOSSIBLE, Special.RESTING, Special.STEP
R, T = Row, Trigger

STAGE_OF_STEP: Mapping[Step, Row] = {
    Step.THANK_YOU: R.THANKING,
    Step.FOLLOW_UP: R.FOLLOWING_UP,
    Step.VALUE_FOLLOW_UP: R.FOLLOWING_UP,
    Step.GRACEFUL_EXIT: R.LEAVING,
    Step.REJECTION_REPLY: R.REJECTED,
}
"""In which row each step is drafted."""

TIMERS = (T.INTERVIEW_PASSED, T.STEP_DONE, T.FOLLOW_UP_DUE, T.GRACEFUL_EXIT_DUE, T.QUIET_CLOSE, T.BOUNCE)
"""Triggers that only `decide` or a draft of ours can bring about; where the stage has neither, they are impossible."""


def _cells(triggers: Iterable[Trigger], cell: Cell) -> dict[Trigger, Cell]:
    return dict.fromkeys(triggers, cell)


def _only(*possible: Trigger) -> dict[Trigger, Cell]:
    """`IMPOSSIBLE` for every timer that is not named."""
    return _cells((t for t in TIMERS if t not in possible), IMPOSSIBLE)


_OUTCOMES: dict[Trigger, Cell] = {
    T.INTERVIEW_CONFIRMED: R.SCHEDULED,
    T.INTERVIEW_RESCHEDULED: R.SCHEDULED,
    T.REJECTION: R.REJECTED,
    T.REJECTION_UNANSWERABLE: R.CLOSED_REJECTION,
    T.OFFER: R.OFFER,
}
"""What ends or restarts a candidacy does so from every open stage."""

_YOURS: dict[Trigger, Cell] = {T.PAUSED: R.PAUSED, T.CLOSED_BY_YOU: R.CLOSED_YOU, T.RESUMED: STAY, T.REOPENED: STAY}
"""The user's word, in every open stage."""

_ALWAYS: dict[Trigger, Cell] = {T.REMEMBERED: STAY, T.ACKNOWLEDGEMENT: STAY, T.AUTO_REPLY: STAY}
"""Never moves anything."""

_WRITES = (T.INTERVIEW_INVITED, T.EMPLOYER_ASKED, T.EMPLOYER_WROTE)
"""Mail of the employer's that settles nothing."""

TABLE: Mapping[Row, Mapping[Trigger, Cell]] = {
    R.APPLIED: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells((*_WRITES, T.INTERVIEW_CANCELLED), STAY),
        **_only(),
    },
    R.SCHEDULED: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells(_WRITES, STAY),
        T.INTERVIEW_CANCELLED: RESTING,
        T.INTERVIEW_PASSED: R.THANKING,
        **_only(T.INTERVIEW_PASSED, T.BOUNCE),
        T.BOUNCE: STEP,
    },
    R.THANKING: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells(_WRITES, STAY),
        T.INTERVIEW_CANCELLED: RESTING,
        T.INTERVIEW_PASSED: R.THANKING,
        T.STEP_DONE: RESTING,
        **_only(T.INTERVIEW_PASSED, T.STEP_DONE, T.BOUNCE),
        T.BOUNCE: STEP,
    },
    R.WAITING: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells((*_WRITES, T.INTERVIEW_CANCELLED), STAY),
        T.FOLLOW_UP_DUE: R.FOLLOWING_UP,
        T.GRACEFUL_EXIT_DUE: R.LEAVING,
        T.QUIET_CLOSE: R.CLOSED_SILENCE,
        T.BOUNCE: STEP,
        **_cells((T.INTERVIEW_PASSED, T.STEP_DONE), IMPOSSIBLE),
    },
    R.FOLLOWING_UP: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells(_WRITES, R.WAITING),
        T.AUTO_REPLY: R.WAITING,
        T.INTERVIEW_CANCELLED: STAY,
        T.STEP_DONE: R.WAITING,
        T.QUIET_CLOSE: R.CLOSED_SILENCE,
        T.BOUNCE: STEP,
        **_only(T.STEP_DONE, T.QUIET_CLOSE, T.BOUNCE),
    },
    R.LEAVING: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells(_WRITES, R.WAITING),
        T.AUTO_REPLY: R.WAITING,
        T.INTERVIEW_CANCELLED: STAY,
        T.STEP_DONE: R.CLOSED_SILENCE,
        T.QUIET_CLOSE: R.CLOSED_SILENCE,
        T.BOUNCE: STEP,
        **_only(T.STEP_DONE, T.QUIET_CLOSE, T.BOUNCE),
    },
    R.REJECTED: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells((T.REJECTION, T.REJECTION_UNANSWERABLE), STAY),
        **_cells((*_WRITES, T.INTERVIEW_CANCELLED), STAY),
        T.STEP_DONE: R.CLOSED_REJECTION,
        **_only(T.STEP_DONE, T.BOUNCE),
        T.BOUNCE: STEP,
    },
    R.OFFER: {
        **_OUTCOMES,
        **_YOURS,
        **_ALWAYS,
        **_cells((T.OFFER, *_WRITES, T.INTERVIEW_CANCELLED), STAY),
        **_only(),
    },
    R.PAUSED: {
        **_cells(T, Special.BENEATH),
        **_cells((T.INTERVIEW_CONFIRMED, T.INTERVIEW_RESCHEDULED), R.SCHEDULED),
        T.REJECTION: R.REJECTED,
        T.REJECTION_UNANSWERABLE: R.CLOSED_REJECTION,
        T.OFFER: R.OFFER,
        T.PAUSED: STAY,
        T.RESUMED: Special.UNDER,
        T.REOPENED: Special.UNDER,
        T.CLOSED_BY_YOU: R.CLOSED_YOU,
    },
    R.CLOSED_SILENCE: {
        **_OUTCOMES,
        **_ALWAYS,
        **_cells((T.REJECTION, T.REJECTION_UNANSWERABLE), R.CLOSED_REJECTION),
        **_cells(_WRITES, R.WAITING),
        T.INTERVIEW_CANCELLED: STAY,
        **_only(T.BOUNCE),
        T.BOUNCE: STEP,
        **_cells((T.PAUSED, T.RESUMED), STAY),
        T.CLOSED_BY_YOU: R.CLOSED_YOU,
        T.REOPENED: Special.OUTSET,
    },
    R.CLOSED_REJECTION: {
        **_OUTCOMES,
        **_ALWAYS,
        **_cells((T.REJECTION, T.REJECTION_UNANSWERABLE), STAY),
        T.INTERVIEW_INVITED: R.WAITING,
        **_cells((T.EMPLOYER_ASKED, T.EMPLOYER_WROTE, T.INTERVIEW_CANCELLED), STAY),
        **_only(T.BOUNCE),
        T.BOUNCE: STEP,
        **_cells((T.PAUSED, T.RESUMED), STAY),
        T.CLOSED_BY_YOU: R.CLOSED_YOU,
        T.REOPENED: Special.OUTSET,
    },
    R.CLOSED_YOU: {
        **_cells(T, STAY),
        **_only(),
        T.REOPENED: Special.OUTSET,
    },
}
"""Where an application goes. Read: in this row, on this trigger, to that cell."""
