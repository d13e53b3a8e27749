"""What a draft is made from, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.core.models import require_aware

if TYPE_CHECKING:
    from datetime import date, datetime

    from mailwatch.core.models import Address, Mail, Person, RejectionSort, Step


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that one draft depends on. The same brief and templates give the same bytes.

    `identity` becomes the From header as it stands. `to` may be empty: the user then fills it in. `greeting` are the
    people greeted by name, `met` is False where they arranged the interview but did not take part in it, `pass_on`
    are interviewers without an address, to whom they are asked to pass the thanks on. `lack` says why the user's stock
    has no `value` (a `stock.Lack`). `interview_on` and `wrote_on`
    (when the user's previous mail of this application went out) are days in the user's zone, `now` becomes the Date.
    `answers` is the mail replied to. `ordinal` counts the notes of one panel from 0: no two share a personal
    sentence. `late`: the thank-you is written later than the day after. `agency`: the recipient works for an agency,
    not for `company`. `interviewed` and `thanked` say whether an interview took place and a thank-you was sent.
    """

    step: Step
    identity: Address
    owner_name: str
    message_id: str
    now: datetime
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    greeting: tuple[Person, ...] = ()
    met: bool = True
    pass_on: tuple[Person, ...] = ()
    language: str = "en"
    company: str = ""
    role: str = ""
    topics: tuple[str, ...] = ()
    skill: str = ""
    value: str = ""
    lack: str = ""
    interview_on: date | None = None
    wrote_on: date | None = None
    answers: Mail | None = None
    ordinal: int = 0
    late: bool = False
    agency: bool = False
    rejection: RejectionSort | None = None
    interviewed: bool = True
    thanked: bool = True

    def __post_init__(self) -> None:
        require_aware(self.now)


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished draft: `raw` is what is APPENDed (CRLF), `text` its body with LF and one line per paragraph.

    `blanks` are the words inside `[[…]]` in order of appearance, `fills` the variable that each stands for (`topic`,
    `skill` or `value`; empty for any other); `notices` are sentences for the owner.
    """

    raw: bytes
    subject: str
    text: str
    message_id: str
    blanks: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
