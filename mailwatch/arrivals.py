"""What is new in the watched folders and in Sent: fetched, parsed and read, oldest first.

A message is (account, mailbox, UIDVALIDITY, UID). A folder's mark moves only once everything up to it is durable, and
every message looked at is recorded, so that a scan that was cut off goes on where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailwatch import doubts
from mailwatch.core.models import Kind, Message, Reading
from mailwatch.core.parsing import parse
from mailwatch.core.reading import read
from mailwatch.desk import Desk
from mailwatch.errors import MailboxError
from mailwatch.mailbox import Fetched, MailboxStatus, Overview
from mailwatch.records import UNREADABLE
from mailwatch.store import Mark, Seen

log = logging.getLogger("mailwatch")

OVERLAP = timedelta(days=2)
"""How far a rescan reaches back before the last look, where UIDs no longer tell what is new."""

BATCH = 100
"""Messages without a consequence are recorded in batches of this size."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail that may matter, read. `sent`: it lies in the Sent folder.

    `said`: the user says what it is; `of` is the application that it belongs to, where they say that, too.
    """

    seen: Seen
    message: Message
    reading: Reading
    sent: bool = False
    said: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What is new everywhere, oldest first, and the marks to set once all of it is dealt with.

    `held`: how many mails each watched folder holds; `missing`: why one of them could not be read.
    """

    mails: tuple[Arrived, ...]
    marks: tuple[tuple[str, Mark], ...]
    held: Mapping[str, int]
    missing: str = ""


def gather(desk: Desk, now: datetime) -> Arrivals:
    """Look into every watched folder and into Sent. One that is gone does not keep the others from being read.

    Raises:
        ImplausibleError: a full folder is suddenly empty.
        MailboxError: the first of the watched folders cannot be read.
    """
    sent = desk.folders.sent
    mails: list[Arrived] = []
    marks: list[tuple[str, Mark]] = []
    held: dict[str, int] = {}
    missing = ""
    for mailbox in dict.fromkeys((*desk.watch, *filter(None, (sent,)))):
        try:
            status = desk.mailbox.examine(mailbox)
        except MailboxError as error:
            if mailbox == desk.watch[0]:
                raise
            missing = str(error)
            continue
        if mailbox in desk.watch:
            doubts.about_folder(desk, status)
            held[mailbox] = status.exists
        found, mark = _scan(desk, status, now, sent=mailbox == sent)
        mails += found
        marks.append((mailbox, mark))
    return Arrivals(tuple(sorted(mails, key=lambda a: a.message.date)), tuple(marks), held, missing)


def _scan(desk: Desk, status: MailboxStatus, now: datetime, *, sent: bool) -> tuple[list[Arrived], Mark]:
    mailbox = status.name
    uids = sorted({*_new_uids(desk, mailbox, status, now), *_once_more(desk, mailbox, status)})
    mails: list[Arrived] = []
    quiet: list[Seen] = []
    given: set[int] = set()
    for n, item in enumerate(_fetch(desk, uids, sent=sent), start=1):
        given.add(item.uid)
        arrived = _read(desk, Seen(desk.account, mailbox, status.uidvalidity, item.uid), item, sent=sent)
        if arrived.reading.kind is Kind.OTHER:
            quiet.append(arrived.seen)
        else:
            mails.append(arrived)
        if len(quiet) >= BATCH:
            _record(desk, quiet)
            log.info("%s/%s: %d of %d read", desk.account, mailbox, n, len(uids))
    quiet += [_lost(Seen(desk.account, mailbox, status.uidvalidity, u)) for u in _withheld(desk, mailbox, uids, given)]
    _record(desk, quiet)
    return mails, _mark(desk, mailbox, status, uids, now)


def _once_more(desk: Desk, mailbox: str, status: MailboxStatus) -> frozenset[int]:
    """Mails that could not be read, once a connection: a later version may read them, or the server be well again."""
    if mailbox in desk.tried_again:
        return frozenset()
    desk.tried_again.add(mailbox)
    return desk.store.unreadable(desk.account, mailbox, status.uidvalidity)


def _withheld(desk: Desk, mailbox: str, uids: Sequence[int], given: Collection[int]) -> list[int]:
    """What the server has and did not give; what it has no more was removed meanwhile."""
    missing = [uid for uid in uids if uid not in given]
    there = frozenset(desk.mailbox.new_uids(missing[0] - 1)) if missing else frozenset()
    withheld = [uid for uid in missing if uid in there]
    if withheld:
        log.warning("%s/%s: the server does not give uid %s; to be tried again", desk.account, mailbox, withheld)
    return withheld


def _lost(seen: Seen) -> Seen:
    return replace(seen, kind=UNREADABLE, note=f"mail uid {seen.uid} in {seen.mailbox} could not be read")


def _fetch(desk: Desk, uids: list[int], *, sent: bool) -> Iterator[Fetched | Overview]:
    """Whole mails of others; of the user's own only the header fields."""
    if uids and sent:
        yield from desk.mailbox.fetch_overviews(uids)
    elif uids:
        yield from desk.mailbox.fetch_messages(uids)


def _new_uids(desk: Desk, mailbox: str, status: MailboxStatus, now: datetime) -> list[int]:
    """What to fetch: UIDs above the mark; a window of days at first, or where the server's UIDs have started anew."""
    mark = desk.store.mark(desk.account, mailbox)
    if mark is None:
        uids = desk.mailbox.uids_since((now - timedelta(days=desk.scan_days)).date())
    elif _uids_hold(mark, status):
        uids = desk.mailbox.new_uids(mark.last_uid)
    else:
        log.warning("%s/%s: the server numbers its mail anew; looking again", desk.account, mailbox)
        return desk.mailbox.uids_since((mark.read_at - OVERLAP).date())
    done = desk.store.seen_uids(desk.account, mailbox, status.uidvalidity)
    return [uid for uid in uids if uid not in done]


def _uids_hold(mark: Mark, status: MailboxStatus) -> bool:
    """Whether UIDs still mean what they meant: the same UIDVALIDITY, and UIDNEXT has not gone down."""
    went_down = status.uidnext is not None and status.uidnext <= mark.last_uid
    return mark.uidvalidity == status.uidvalidity and not went_down


def _mark(desk: Desk, mailbox: str, status: MailboxStatus, uids: Sequence[int], now: datetime) -> Mark:
    """The mark after this scan: never behind what was fetched, never ahead of what the server had shown."""
    old = desk.store.mark(desk.account, mailbox)
    kept = old.last_uid if old and _uids_hold(old, status) else 0
    shown = (status.uidnext - 1) if old is None and status.uidnext else 0
    return Mark(status.uidvalidity, max([kept, shown, *uids]), now)


def _read(desk: Desk, seen: Seen, item: Fetched | Overview, *, sent: bool) -> Arrived:
    """Parse and read one mail. One that defeats the reader is recorded and passed over, and stops no other."""
    try:
        message = parse(_raw(item), item.received)
        reading = Reading(Kind.SENT_BY_YOU) if sent else read(message, desk.owner)
    except Exception as error:  # noqa: BLE001 - any mail at all may come in; this one must not stop the others
        name = type(error).__name__  # what it says may be what the mail says
        log.warning("%s/%s uid %d could not be read (%s)", seen.account, seen.mailbox, seen.uid, name)
        log.debug("uid %d: %s", seen.uid, error)
        return Arrived(_lost(seen), parse(b"", item.received), Reading(Kind.OTHER))
    return Arrived(
        replace(seen, message_id=message.message_id, date=message.date, kind=reading.kind.value), message, reading, sent
    )


def _raw(item: Fetched | Overview) -> bytes:
    """The bytes to parse.

    Raises:
        MailboxError: this one mail could not be had from the server.
    """
    if isinstance(item, Overview):
        return item.header
    if item.problem:
        raise MailboxError(item.problem)
    return item.raw


def _record(desk: Desk, quiet: list[Seen]) -> None:
    if quiet:
        with desk.store.transaction() as store:
            for seen in quiet:
                store.see(seen)
        quiet.clear()
