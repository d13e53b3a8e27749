"""Facts in the past tense: what the append-only log of an application holds. The state is a fold over them.

`at` is always the moment the fact is about (a mail's date, the moment a timer was seen to have run out), aware.
`type` names the event in the log; the codec of the store picks the class by it. `said`: it is the user's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailwatch.core.models import Alias, Draft, DraftState, Kind, Mail, Notes, Person, Reading, Step


@dataclass(frozen=True, slots=True)
class Opened:
    """A first mail (or the config) made an application known."""

    at: datetime
    account: str = ""
    company: str = ""
    role: str = ""
    type: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class MailRead:
    """A mail, in or out, was read and linked to this application; `why` says how it was linked.

    `said`: nobody but the user would have read it so.
    """

    at: datetime
    mail: Mail
    reading: Reading
    why: str = ""
    said: bool = False
    type: Literal["mail_read"] = "mail_read"


@dataclass(frozen=True, slots=True)
class InterviewPassed:
    """An interview's end (of a loop: the end of its last part) has passed, and nothing says it did not take place."""

    at: datetime
    key: str
    type: Literal["interview_passed"] = "interview_passed"


@dataclass(frozen=True, slots=True)
class StepFellDue:
    """The deadline passed with no word: this step is due. `due` is when it fell due."""

    at: datetime
    step: Step
    due: datetime
    type: Literal["step_fell_due"] = "step_fell_due"


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """The step will not be drafted, or no longer counts; `reason` is a sentence for the owner.

    With `interview`, only the thank-you for that one is left out (its people have theirs already).
    """

    at: datetime
    step: Step
    reason: str
    interview: str = ""
    said: bool = False
    type: Literal["step_skipped"] = "step_skipped"


@dataclass(frozen=True, slots=True)
class ClosedQuietly:
    """Nothing more will be written and nobody answers: closed by silence; `reason` is a sentence for the owner."""

    at: datetime
    reason: str
    type: Literal["closed_quietly"] = "closed_quietly"


@dataclass(frozen=True, slots=True)
class DraftPlanned:
    """The intent to place a draft, recorded before anything is sent to the server. `draft.state` is `due`."""

    at: datetime
    draft: Draft
    type: Literal["draft_planned"] = "draft_planned"


@dataclass(frozen=True, slots=True)
class DraftPlaced:
    """The draft lies in the Drafts folder. `uid` is None where the server did not say."""

    at: datetime
    key: str
    uidvalidity: int | None = None
    uid: int | None = None
    type: Literal["draft_placed"] = "draft_placed"


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """A look at the folders: the draft is `placed` (untouched), `edited`, or `gone` (nowhere to be found, yet)."""

    at: datetime
    key: str
    state: DraftState
    type: Literal["draft_seen"] = "draft_seen"


@dataclass(frozen=True, slots=True)
class DraftSent:
    """The user sent it. `mail` is the copy in Sent, whose Message-ID may differ from the draft's."""

    at: datetime
    key: str
    mail: Mail | None = None
    said: bool = False
    type: Literal["draft_sent"] = "draft_sent"


@dataclass(frozen=True, slots=True)
class WordsLearned:
    """Words for the drafts to come: the user filled blanks of the draft `key` before sending it.

    Or, with an empty key, a mail after the interview says what was talked about; `to` are the addresses of whom with.
    """

    at: datetime
    key: str = ""
    topic: str = ""
    skill: str = ""
    to: tuple[str, ...] = ()
    type: Literal["words_learned"] = "words_learned"


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """The user deleted it (or it stayed gone): that step is skipped."""

    at: datetime
    key: str
    type: Literal["draft_discarded"] = "draft_discarded"


@dataclass(frozen=True, slots=True)
class DraftWithdrawn:
    """We took back an untouched draft of ours, to Trash."""

    at: datetime
    key: str
    reason: str
    type: Literal["draft_withdrawn"] = "draft_withdrawn"


@dataclass(frozen=True, slots=True)
class DraftLeft:
    """Its moment has passed, but the user has edited it (or it cannot be taken back safely): it stays, as stale."""

    at: datetime
    key: str
    reason: str
    type: Literal["draft_left"] = "draft_left"


@dataclass(frozen=True, slots=True)
class OwnerTold:
    """The owner was given notice of `topic`, so that it is not repeated."""

    at: datetime
    topic: str
    type: Literal["owner_told"] = "owner_told"


@dataclass(frozen=True, slots=True)
class Paused:
    """The user paused the application, or snoozed it `until` a moment."""

    at: datetime
    until: datetime | None = None
    type: Literal["paused"] = "paused"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The pause is over."""

    at: datetime
    type: Literal["resumed"] = "resumed"


@dataclass(frozen=True, slots=True)
class ClosedByYou:
    """The user closed the application."""

    at: datetime
    type: Literal["closed_by_you"] = "closed_by_you"


@dataclass(frozen=True, slots=True)
class Reopened:
    """The user opened it again."""

    at: datetime
    type: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True)
class Noted:
    """The user said what mail cannot know. Empty fields of `notes` say nothing; set ones replace.

    `said` is False for what stands in the config.
    """

    at: datetime
    notes: Notes
    company: str = ""
    role: str = ""
    people: tuple[Person, ...] = ()
    said: bool = True
    type: Literal["noted"] = "noted"


@dataclass(frozen=True, slots=True)
class Joined:
    """The user says that the application `other` is this one; `alias` is what it was called."""

    at: datetime
    other: str
    alias: Alias
    type: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True)
class SplitOff:
    """The user says that the mails of these Message-IDs, and their threads, are of the application `into`."""

    at: datetime
    messages: tuple[str, ...]
    into: str
    type: Literal["split_off"] = "split_off"


@dataclass(frozen=True, slots=True)
class Misread:
    """The user says what a mail is; `reading` is what it says as one of that kind (None until it was read again)."""

    at: datetime
    message_id: str
    kind: Kind
    reading: Reading | None = None
    type: Literal["misread"] = "misread"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The user took back the word of theirs that is number `seq` of the log; `what` it was, in words."""

    at: datetime
    seq: int
    what: str = ""
    type: Literal["taken_back"] = "taken_back"


Event = (
    Opened
    | MailRead
    | InterviewPassed
    | StepFellDue
    | StepSkipped
    | ClosedQuietly
    | DraftPlanned
    | DraftPlaced
    | DraftSeen
    | DraftSent
    | WordsLearned
    | DraftDiscarded
    | DraftWithdrawn
    | DraftLeft
    | OwnerTold
    | Paused
    | Resumed
    | ClosedByYou
    | Reopened
    | Noted
    | Joined
    | SplitOff
    | Misread
    | TakenBack
)
