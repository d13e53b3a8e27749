"""The values everything else speaks in. Frozen, valid when they exist, no behaviour beyond derived properties.

Words are those of the design: a *message* is parsed once, a *reading* says what it was understood to mean,
an *application* is one candidacy folded from its events, a *draft* is one prepared mail and its life.
Every `datetime` here is aware; a naive one is refused by the constructors that take it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    """What a mail is, for a job hunt."""

    INTERVIEW_CONFIRMED = "interview_confirmed"
    INTERVIEW_INVITED = "interview_invited"
    INTERVIEW_RESCHEDULED = "interview_rescheduled"
    INTERVIEW_CANCELLED = "interview_cancelled"
    REJECTION = "rejection"
    OFFER = "offer"
    STATUS_UPDATE = "status_update"
    ACKNOWLEDGEMENT = "acknowledgement"
    ASSESSMENT = "assessment"
    HUMAN_REPLY = "human_reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    SENT_BY_YOU = "sent_by_you"
    OTHER = "other"


class Trust(StrEnum):
    """Whether the From domain is who it says. `UNKNOWN`: nobody whose word counts has said."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Step(StrEnum):
    """Which draft."""

    THANK_YOU = "thank_you"
    FOLLOW_UP = "follow_up"
    VALUE_FOLLOW_UP = "value_follow_up"
    GRACEFUL_EXIT = "graceful_exit"
    REJECTION_REPLY = "rejection_reply"


class Stage(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    SCHEDULED = "scheduled"
    THANKING = "thanking"
    WAITING = "waiting"
    FOLLOWING_UP = "following_up"
    LEAVING = "leaving"
    REJECTED = "rejected"
    OFFER = "offer"
    PAUSED = "paused"
    CLOSED = "closed"


class DraftState(StrEnum):
    """The life of a draft. `DUE` is a recorded intent whose APPEND is not yet known to have happened."""

    DUE = "due"
    PLACED = "placed"
    EDITED = "edited"
    SENT = "sent"
    DISCARDED = "discarded"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


class RejectionSort(StrEnum):
    """Of which sort a rejection is; the answer to it differs."""

    AFTER_APPLICATION = "after_application"
    AFTER_INTERVIEW = "after_interview"
    POSITION_FILLED = "position_filled"
    POSITION_CANCELLED = "position_cancelled"
    APPLY_AGAIN = "apply_again"
    ON_HOLD = "on_hold"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox as in RFC 5322 §3.4: display name (decoded, may be empty) and addr-spec (domain lower-cased)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the employer's side. `part`: `interviewer`, `recruiter`, `coordinator`, or empty when unknown."""

    name: str
    email: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """A delivery status notification (RFC 3464): addresses that failed and the Message-ID of what was returned."""

    failed: tuple[str, ...]
    original_message_id: str = ""
    permanent: bool = True


@dataclass(frozen=True)
class Message:
    """One mail, parsed once.

    `message_id`, `in_reply_to`, `references` keep their angle brackets. `date` is the Date header, or the time of
    arrival (INTERNALDATE) where Date is missing or absurd. `text` is everything a reader sees; `new_text` is what
    the sender newly wrote, without quoted history, signature, legal footer, preheader or padding; `signature` is
    the block below it. `calendars` are the iCalendar texts found in parts or attachments. `headers` maps
    lower-case names to unfolded values in order of appearance, topmost first. `problems` says what could not be
    read. A forwarded mail is unwrapped by the reader, not here: `forwarded` holds the mail inside, if any; `may_wrap`
    is False where a glance already tells that there is none.
    """

    message_id: str
    date: datetime
    sender: Address
    subject: str
    text: str
    new_text: str
    signature: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    calendars: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    delivery_status: DeliveryStatus | None = None
    forwarded: Message | None = None
    problems: tuple[str, ...] = ()
    size: int = 0
    may_wrap: bool = True

    def __post_init__(self) -> None:
        require_aware(self.date)

    def header(self, name: str) -> str:
        """The topmost value of a header, or an empty string."""
        values = self.headers.get(name.lower(), ())
        return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the mail (as written, whitespace folded, at most about 200 characters) and the rule they met."""

    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class InterviewSlot:
    """One interview as a mail states it.

    `end` is None where the mail does not say. `timezone` is an IANA name where
    one is known, else an offset such as `+02:00`. `uid` and `sequence` are the calendar's (RFC 5545), else empty and 0;
    the `uid` of one date of a series ends in `#` and its RECURRENCE-ID.
    """

    start: datetime
    end: datetime | None = None
    timezone: str = ""
    uid: str = ""
    sequence: int = 0
    link: str = ""
    location: str = ""
    people: tuple[Person, ...] = ()

    def __post_init__(self) -> None:
        require_aware(self.start)
        if self.end is not None:
            require_aware(self.end)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A promise to be back: the last day it covers, and the sentence that made it."""

    until: date
    quote: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in a mail a fact of its reading was found.

    `fact` is the name of a field of the reading, or `interview`: of these there is one for each interview, in order.
    `where` is `display name`, `address`, `header`, `subject`, `body`, `signature`, `calendar` or `quoted mail`. `quote`
    are the words themselves, where the times of an interview stand in words.
    """

    fact: str
    where: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message was understood to say.

    `confidence` runs from 0 to 1. `also` holds a second fact of the same mail (cancelled *and* on hold; cancelled
    *and* newly invited). `asks` quotes what the employer wants from the user (a question, documents, a choice of
    times, an assessment), empty when nothing. `reply_to` is the address a person would answer to, empty when only a
    machine could receive it. `from_person` is True where a human being wrote the mail. `away_until` is the last day
    of an absence. `bounced` are addresses that failed, `bounced_id` the Message-ID of the returned mail. `origins` tell
    where the facts came from; nothing is decided by them.
    """

    kind: Kind
    confidence: float = 1.0
    trust: Trust = Trust.UNKNOWN
    evidence: tuple[Evidence, ...] = ()
    also: tuple[Kind, ...] = ()
    company: str = ""
    role: str = ""
    requisition: str = ""
    people: tuple[Person, ...] = ()
    interviews: tuple[InterviewSlot, ...] = ()
    cancelled_uids: tuple[str, ...] = ()
    timeline: Timeline | None = None
    reply_to: str = ""
    from_person: bool = False
    language: str = "en"
    asks: str = ""
    sort: RejectionSort | None = None
    away_until: date | None = None
    bounced: tuple[str, ...] = ()
    bounced_id: str = ""
    problems: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether it may move an application: not when untrusted, not when unsure, and not when it is no job mail."""
        return self.trust is not Trust.FAIL and self.confidence >= SURE and self.kind is not Kind.OTHER

    @property
    def interview(self) -> InterviewSlot | None:
        """The first interview stated, if any."""
        return self.interviews[0] if self.interviews else None


SURE = 0.6
"""Readings below this confidence are for the owner's eye and move nothing."""
UNSURE = SURE - 0.05
"""What a reading has at most that is meant for the owner's eye."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The user, as far as reading and writing mail needs to know them.

    `addresses` are lower-case, the first one is
    the main address; `timezone` is an IANA name; `authserv_ids` are the authentication services whose word counts
    (RFC 8601 §2.2).
    """

    name: str = ""
    addresses: tuple[str, ...] = ()
    timezone: str = "UTC"
    authserv_ids: tuple[str, ...] = ()

    def owns(self, email: str) -> bool:
        """Whether an addr-spec is one of the user's, with a detail behind it or without (`sam+jobs@`, RFC 5233)."""
        low = email.lower()
        local, plus, rest = low.partition("+")
        return low in self.addresses or bool(local and plus and f"{local}@{rest.rpartition('@')[2]}" in self.addresses)


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview of an application.

    `key` is the calendar UID, or a digest of the start where there is none.
    `end` is always set (a default length is assumed where the mail names none).
    """

    key: str
    start: datetime
    end: datetime
    timezone: str = ""
    uid: str = ""
    sequence: int = 0
    people: tuple[Person, ...] = ()
    cancelled: bool = False
    passed: bool = False
    thanked: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its application remembers it: enough to thread an answer and to address it, no content.

    `inbound` is False for what the user sent. `human` is True where a person wrote it. `reply_to` is the address a
    person would answer to. `identity` is the user's own address that it was sent to (or from).
    """

    message_id: str
    date: datetime
    subject: str
    sender: Address
    kind: Kind
    inbound: bool = True
    human: bool = False
    reply_to: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    references: tuple[str, ...] = ()
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One prepared mail of an application. `key` names it for ever: `<application>/<step>/<ordinal>`.

    `to` may be empty: then the user has to fill it in. `digest` is the SHA-256 of the normalised text as placed,
    which tells an untouched draft from an edited one. `interview` is the key of the interview a thank-you is for.
    `fills` says of each blank which of the user's facts it stands for (`topic`, `skill`, `value` or nothing), `stock`
    which item of the user's stock it brings.
    `gone_at`: since when it is nowhere to be found. `stale` says why its occasion has passed, empty while it has not;
    `left`: it stays where it is all the same, being the user's now. `bounced`: it was sent and came back.
    """

    key: str
    step: Step
    to: tuple[Address, ...]
    subject: str
    message_id: str
    state: DraftState
    planned_at: datetime
    answers: str = ""
    placed_at: datetime | None = None
    settled_at: datetime | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    digest: str = ""
    interview: str = ""
    fills: tuple[str, ...] = ()
    stock: str = ""
    gone_at: datetime | None = None
    stale: str = ""
    left: bool = False
    bounced: bool = False

    @property
    def open(self) -> bool:
        """Whether it may still be sent from the Drafts folder."""
        return self.state in (DraftState.DUE, DraftState.PLACED, DraftState.EDITED, DraftState.GONE)


class Closing(StrEnum):
    """Why an application is closed; it decides what can open it again."""

    SILENCE = "silence"
    REJECTION = "rejection"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class Notes:
    """What only the user knows of an application (from the config or `mailwatch note`); fills blanks.

    `remarks` are for the user's own eye.
    """

    topics: tuple[str, ...] = ()
    skill: str = ""
    value: str = ""
    timeline: Timeline | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """What was talked about, and what the user brings: the words they put into the blanks of a draft before sending it.

    `draft` is its key, empty where a mail of the thread said it. `interview` is the interview it was about, `to` are
    the addresses it went to, or the people it was talked about with.
    """

    draft: str
    interview: str = ""
    to: tuple[str, ...] = ()
    topic: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """What an application was called before the user said that it is one with another."""

    company: str = ""
    role: str = ""
    requisition: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """One candidacy, folded from its events by `lifecycle.evolve`. Never changed in any other way.

    `account` is the mailbox (by its name in the config) in which it came up, and in which its drafts are placed.
    `beneath` is the stage under a pause. Since the last interview: `steps_done` counts follow-ups finished, sent or
    skipped, `unanswered` those since the employer last wrote, `follow_ups_sent` those that went out. `contact_at` is
    the last contact in either direction, `restart_at` the last moment at which a follow-up was finished. `asked` quotes
    what the employer wants from the user; `away_until` is the last day somebody is out of office. `heard_at` is when
    the employer last wrote, `timeline_at` when the timeline was stated. `owed` names what is still to be drafted in
    this stage (a step, or `thank_you:<interview key>`), `told` what the owner has been told of. `bad_addresses`
    bounced. `closing` is set when `stage` is `closed`. By the user's word, `also` holds the names under which a merged
    application was known, and `claims` the Message-IDs whose threads belong here and nowhere else.
    """

    id: str
    account: str = ""
    company: str = ""
    role: str = ""
    requisition: str = ""
    language: str = "en"
    stage: Stage = Stage.APPLIED
    beneath: Stage = Stage.APPLIED
    paused_until: datetime | None = None
    closing: Closing | None = None
    people: tuple[Person, ...] = ()
    mails: tuple[Mail, ...] = ()
    interviews: tuple[Interview, ...] = ()
    drafts: tuple[Draft, ...] = ()
    notes: Notes = Notes()
    learned: tuple[Learned, ...] = ()
    timeline: Timeline | None = None
    timeline_at: datetime | None = None
    away_until: date | None = None
    asked: str = ""
    owed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    steps_done: int = 0
    unanswered: int = 0
    follow_ups_sent: int = 0
    contact_at: datetime | None = None
    heard_at: datetime | None = None
    restart_at: datetime | None = None
    bad_addresses: tuple[str, ...] = ()
    rejection: RejectionSort | None = None
    also: tuple[Alias, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def open_drafts(self) -> tuple[Draft, ...]:
        """Drafts that may still be sent."""
        return tuple(d for d in self.drafts if d.open)


SHORT = 6
"""Hexadecimal digits of a mail's short name: among a thousand mails, two are alike once in thirty job hunts."""


def short_id(message_id: str) -> str:
    """A short name for a mail that stays the same for ever: the beginning of a digest of its Message-ID."""
    return sha256(message_id.encode()).hexdigest()[:SHORT]


def require_aware(moment: datetime) -> None:
    """Refuse a naive datetime.

    Raises:
        ValueError: `moment` has no UTC offset.
    """
    if moment.utcoffset() is None:
        msg = f"{moment!r} has no time zone"
        raise ValueError(msg)
