"""Whose copy a mail in Drafts, Sent or Trash is, and what has become of a draft.

Mail clients save a draft under another UID, most under another Message-ID, some without any, one without its thread;
so a copy is told by what it has left of these, in this order: our Message-ID, the mail that it answers, and then who
it goes to, what about, and in which words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from enum import Enum, IntEnum

from mailwatch.core.models import Address, Application, Draft, DraftState, Message

LIKE = 0.6
"""From this likeness on, two texts are versions of one."""

UNLIKE = 0.25
"""Below this likeness a text was plainly not made from the other, whatever the header fields say."""

CLOCKS = timedelta(minutes=10)
"""How far the clocks of a mail client and of this machine may be apart."""

_BLANK = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_WORD = re.compile(r"\w+")
_WORDS_READ = 2000
_REPLY = re.compile(
    r"\s*(?:re|aw|antw|antwort|rv|sv|vs|r|res|rép|rif|odp|ynt)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?[:\uff1a]",
    re.IGNORECASE,
)


class Fit(IntEnum):
    """How much of a draft a mail's header fields show. Higher is surer."""

    NONE = 0
    SUBJECT = 1
    THREAD = 2
    OURS = 3


class Sighting(Enum):
    """What a look at Drafts and Trash shows of a draft."""

    UNTOUCHED = "untouched"
    EDITED = "edited"
    THROWN_AWAY = "thrown away"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Copy:
    r"""A mail in Drafts or Trash. Of `message` only the header fields are known; `deleted`: it is marked \Deleted."""

    message: Message
    uidvalidity: int
    uid: int
    deleted: bool = False

    def is_where(self, draft: Draft) -> bool:
        """Whether it lies where the draft was placed."""
        return draft.uid is not None and (self.uidvalidity, self.uid) == (draft.uidvalidity, draft.uid)


Likeness = Callable[[Copy, Draft], float]
"""How alike the texts of a copy and a draft are, from 0 to 1; asked only where header fields leave a doubt."""


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, in words and their order; blanks count for nothing. From 0 to 1."""
    words = [_WORD.findall(_BLANK.sub(" ", text).casefold())[:_WORDS_READ] for text in (one, other)]
    return SequenceMatcher(None, words[0], words[1], autojunk=False).ratio() if all(words) else 0.0


def fit(message: Message, draft: Draft) -> Fit:
    """How a mail's header fields fit a draft. A mail older than the draft fits only by our Message-ID."""
    if draft.message_id in {message.message_id, *original_ids(message)}:
        return Fit.OURS
    if message.date < draft.planned_at - CLOCKS:
        return Fit.NONE
    thread = {*message.in_reply_to, *message.references}
    if draft.answers and draft.answers in thread:
        return Fit.THREAD
    if not thread and share_recipients(message.to, draft.to) and _bare(message.subject) == _bare(draft.subject):
        return Fit.SUBJECT
    return Fit.NONE


def original_ids(message: Message) -> tuple[str, ...]:
    """Message-IDs that a provider replaced on the way out, and kept beside."""
    names = ("x-microsoft-original-message-id", "x-google-original-message-id")
    return tuple(value.strip() for name in names for value in message.headers.get(name, ()))


def share_recipients(some: Iterable[Address], others: Iterable[Address]) -> bool:
    """Whether two lists of recipients have one in common, or one of them is still empty."""
    mine, theirs = ({a.email.lower() for a in people} for people in (some, others))
    return not mine or not theirs or bool(mine & theirs)


def _bare(subject: str) -> str:
    """A subject without its reply prefixes, white space and case aside."""
    while found := _REPLY.match(subject):
        subject = subject[found.end() :]
    return " ".join(subject.split()).casefold()


def whose(copy: Copy, drafts: Sequence[Draft], alike: Likeness) -> Draft | None:
    """The draft that a mail in Drafts or Trash is a copy of, if any; of several the one whose words it has most of.

    What only the thread tells is believed of an open draft to the same people; a draft that is settled, or was to
    others, is recognised by its words as well, and one that was sent only by its Message-ID.
    """
    ids = {copy.message.message_id, *original_ids(copy.message)}
    ours = [d for d in drafts if copy.is_where(d) or d.message_id in ids]
    if ours:
        return ours[-1]
    fitting = [(fit(copy.message, d), d) for d in drafts if d.state is not DraftState.SENT]
    fitting = [(how, d) for how, d in fitting if how is not Fit.NONE]
    fitting = [(how, d) for how, d in fitting if d.open] or fitting
    plain = [d for how, d in fitting if answers_as(copy.message, d, how)]
    if len(plain) == 1:
        return plain[0]
    rated = [(alike(copy, d), d.planned_at, d) for d in plain or (d for _, d in fitting)]
    accepted = [one for one in rated if plain or one[0] >= LIKE]
    return max(accepted, key=lambda one: one[:2])[2] if accepted else None


def answers_as(message: Message, draft: Draft, how: Fit) -> bool:
    """Whether a mail answers what an open draft answers, to its people, so that its words need not be asked."""
    return how is Fit.THREAD and draft.open and share_recipients(message.to, draft.to)


def judge(draft: Draft, in_drafts: Sequence[Copy], in_trash: Sequence[Copy], alike: Likeness) -> Sighting:
    r"""What has become of a draft, from its copies (`whose`) in Drafts and Trash. Whether it was sent is known before.

    A copy that is not marked \Deleted counts before one that is, since clients leave \Deleted ones behind at each
    save. Where our own copy lies untouched, or was thrown away, another mail in the thread is the user's own unless
    it has the draft's words.
    """
    here = [c for c in in_drafts if not c.deleted]
    own = [c for c in here if _is_placed_copy(c, draft)]
    thrown_away = [*in_trash, *(c for c in in_drafts if c.deleted)]
    ours_is_known = bool(own) or any(fit(c.message, draft) is Fit.OURS for c in in_trash)
    others = [c for c in here if c not in own]
    if any(not ours_is_known or fit(c.message, draft) is Fit.OURS or alike(c, draft) >= LIKE for c in others):
        return Sighting.EDITED
    if own:
        return Sighting.UNTOUCHED
    return Sighting.THROWN_AWAY if thrown_away else Sighting.NOWHERE


def _is_placed_copy(copy: Copy, draft: Draft) -> bool:
    """Whether this is the one copy that was placed; by its Message-ID where the server did not say where it put it."""
    return copy.is_where(draft) or (draft.uid is None and copy.message.message_id == draft.message_id)


def answered_unseen(application: Application, message: Message, also: str = "") -> tuple[Draft, ...]:
    """Drafts that a mail of the employer's proves to have been sent, though no copy was ever seen in Sent.

    Args:
        application: whose drafts.
        message: what the employer wrote (a reply, an absence note, mail that came back).
        also: a further Message-ID that it is about, as a returned mail names it.

    Returns:
        Drafts whose Message-ID it refers to. Failing that, the draft that was gone last, if the mail is from its
        recipient and answers something nobody has seen.
    """
    ids = {*message.in_reply_to, *message.references, also}
    unsent = [d for d in application.drafts if d.state not in (DraftState.SENT, DraftState.DUE)]
    named = tuple(d for d in unsent if d.message_id in ids)
    if named:
        return named
    known = {m.message_id for m in application.mails} | {d.message_id for d in application.drafts}
    if not message.in_reply_to or not known.isdisjoint(message.in_reply_to):
        return ()
    gone = [d for d in unsent if _went_unseen(d, message)]
    return (max(gone, key=lambda d: d.gone_at or d.planned_at),) if gone else ()


def _went_unseen(draft: Draft, message: Message) -> bool:
    """Whether this draft, gone before the mail was written, can be what its sender answers."""
    if draft.state is not DraftState.GONE or draft.gone_at is None or message.date < draft.gone_at:
        return False
    same_thread = not draft.answers or not message.references or draft.answers in message.references
    return same_thread and share_recipients((message.sender,), draft.to)
