"""What an archive holds: every mail is looked at once, and where those lie that may matter is kept.

A mail that is read as no mail of a job search moves nothing, so the work never needs to see it. That first look is
pure and each mail's own, so a large archive is looked through by several processes.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from functools import partial
from unicodedata import normalize

from mailwatch import sources
from mailwatch.core.models import Kind, Message, Owner, Reading
from mailwatch.core.parsing import parse
from mailwatch.core.parsing.headers import EPOCH, decode_words, read_date
from mailwatch.core.reading import read
from mailwatch.errors import UsageError
from mailwatch.mailbox.folders import NAMES
from mailwatch.processes import in_order, processors
from mailwatch.records import UNREADABLE
from mailwatch.replay.mailbox import INBOX, SENT, Mail
from mailwatch.sources import Chunk

ALONE = 48 << 20
"""Bytes up to which one process looks through an archive; more than one costs half a second to start."""
MOST_PROCESSES = 4
ON_ITS_WAY = timedelta(days=2)
"""A mail that came in later than this after its Date was fetched from elsewhere then, and had come in before."""
NAMED = 20
"""So many mails without a usable date are named."""

LEFT_OUT = "left out"
UNDATED = "undated"
NO_MAIL = "no mail"
"""Under these names `Archive.counts` tells of what was not read; the other names are kinds."""

_MARKS = ("from", "date", "subject", "received", "message-id", "to")
_PARTS = {
    normalize("NFC", name.strip()).casefold(): part
    for part, names in NAMES.items()
    if part != "all"
    for line in names.splitlines()
    for name in line.split("|")
    if name.strip()
} | {"chat": "junk", "chats": "junk", "template": "drafts", "templates": "drafts", "inbox": "inbox"}
"""What folders and labels are called, by the part they play."""

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are done."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that may matter: when it came in (aware), into which folder, and where its bytes are."""

    at: datetime
    folder: str
    mail: Mail


@dataclass(slots=True)
class Archive:
    """What was found.

    `letters` come oldest first once `in_order` was called. `counts` tells how many mails there are of each kind,
    `doubtful` how many were read with too little certainty to act on, `forged` how many are not from whom they say.
    `notes` are sentences for the user about what could not be read.
    """

    letters: list[Letter] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    doubtful: int = 0
    forged: int = 0
    first: datetime | None = None
    last: datetime | None = None
    undated: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def mails(self) -> int:
        """How many mails there are."""
        return sum(self.counts.values())

    def add(self, other: Archive) -> None:
        """What was found in another part."""
        self.letters += other.letters
        self.counts.update(other.counts)
        self.doubtful += other.doubtful
        self.forged += other.forged
        self.undated = [*self.undated, *other.undated][:NAMED]
        self.notes += other.notes
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)

    def in_order(self) -> Archive:
        """Itself, with the letters as they came in."""
        self.letters.sort(key=lambda letter: letter.at)
        return self

    def take(self, message: Message, at: datetime | None, folder: str, mail: Mail, owner: Owner) -> None:
        """Read one mail, and keep where it lies if it may matter."""
        if at is None:
            self.counts[UNDATED] += 1
            return
        if not folder:
            self.counts[LEFT_OUT] += 1
            return
        self.first = min(self.first or at, at)
        self.last = max(self.last or at, at)
        kind, reading = _kind(message, folder, owner)
        self.counts[kind] += 1
        self.doubtful += reading is not None and reading.kind is not Kind.OTHER and not reading.acts
        self.forged += reading is not None and reading.trust.value == "fail" and reading.kind is not Kind.OTHER
        if kind != Kind.OTHER.value:
            self.letters.append(Letter(at, folder, mail))


def _kind(message: Message, folder: str, owner: Owner) -> tuple[str, Reading | None]:
    if folder == SENT:
        return Kind.SENT_BY_YOU.value, None
    try:
        reading = read(message, replace(owner, authserv_ids=()))
        if reading.kind is not Kind.OTHER:  # who vouches for the sender tells nothing of the kind, and costs a quarter
            reading = read(message, owner)
    except Exception:  # noqa: BLE001 - any mail at all may be in an archive; the work will say which it was
        return UNREADABLE, None
    return reading.kind.value, reading


def look_through(
    paths: Iterable[str], owner: Owner, now: datetime, progress: Progress, *, processes: int | None = None
) -> Archive:
    """Look through everything under these paths.

    Args:
        paths: what `mailwatch.sources.chunks` takes.
        owner: the user.
        now: the present moment; mail of the future has no usable date.
        progress: is told of each part that is done.
        processes: how many to use; as many as there are processors where the archive is large.

    Raises:
        UsageError: there is no such file, it cannot be read, or there is no mail in it.
    """
    archive = Archive()
    for path in paths:
        parts = sources.chunks(path)
        found = Archive()
        total, done = sum(part.size for part in parts), 0
        few = total <= ALONE and processes is None
        number = 1 if few else processes or min(MOST_PROCESSES, processors())
        look = partial(look_at, owner=owner, now=now)
        try:
            for part, some in zip(parts, in_order(look, parts, number), strict=True):
                found.add(some)
                done += part.size
                progress(done, total)
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from error
        _expect_mail(path, found)
        found.notes += [f"{path}: {note}" for note in _cut_off(parts)]
        archive.add(found)
    name_undated(archive)
    return archive.in_order()


def look_at(part: Chunk, owner: Owner, now: datetime) -> Archive:
    """Look at every mail of one chunk (pure but for reading the files)."""
    found = Archive()
    for span, raw in part.mails():
        message = parse(raw)
        if not any(mark in message.headers for mark in _MARKS):
            found.counts[NO_MAIL] += 1
            continue
        at = arrival(message, now)
        if at is None:
            found.undated.append(f"“{message.subject[:60]}” ({span.path}, at byte {span.start})")
        elif message.date == EPOCH or message.date > at + ON_ITS_WAY:
            message = parse(raw, at)  # with the time of arrival in the place of its own date, as in life
        folder = folder_of(message, (part.folder, *_flags(span.path)), owner)
        found.take(message, at, folder, span, owner)
    return found


def _expect_mail(path: str, found: Archive) -> None:
    if found.counts[NO_MAIL] == found.mails:
        what = "this is not mail" if found.mails else "there is no mail here"
        raise UsageError(f"{path}: {what}; expected an mbox, a Maildir, an .eml file, or a folder of such")
    if odd := found.counts.pop(NO_MAIL, 0):
        found.notes.append(f"{path}: {odd} files or parts are not mail, and were passed over")


def name_undated(archive: Archive) -> None:
    """Say how many mails have no date, and name some."""
    if number := archive.counts[UNDATED]:
        shown = "; ".join(archive.undated[:3])
        archive.notes.append(
            f"{number} mail{'s have' if number > 1 else ' has'} no usable date and could not be placed in time: {shown}"
            + ("; …" if number > 3 else "")  # noqa: PLR2004 - as many as are shown
        )


def _cut_off(parts: list[Chunk]) -> Iterator[str]:
    """Whether an mbox ends in the middle of its last mail."""
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        if not part.mbox or (after is not None and after.files == part.files):
            continue
        span = next((span for span, _ in deque(part.mails(), maxlen=1)), None)
        if span is not None and span.end >= part.length and _incomplete(span.read()):
            yield "it ends in the middle of its last mail; what is there was read"


def _incomplete(raw: bytes) -> bool:
    """Whether the end of a mail is missing: that of its last line, or of its last part (RFC 2046 §5.1.1)."""
    boundary = BytesHeaderParser().parsebytes(raw).get_boundary()
    return not raw.endswith(b"\n") or bool(boundary and b"--%s--" % boundary.encode("latin-1", "replace") not in raw)


# --- one mail -------------------------------------------------------------------------------------------------------


def arrival(message: Message, now: datetime, received: datetime | None = None) -> datetime | None:
    """When a mail came in (aware), or None where nothing tells that can be believed.

    Args:
        message: parsed without a time of arrival.
        now: the present moment.
        received: when the server took it; else the topmost Received field tells (RFC 5321 §4.4).
    """
    written = message.date if message.date > EPOCH else None
    if received is None:
        received = read_date(message.header("received").rpartition(";")[2].strip())
    limit = now + ON_ITS_WAY
    known = [moment for moment in (received, written) if moment is not None and moment <= limit]
    if len(known) < 2:  # noqa: PLR2004 - the two of them
        return known[0] if known else None
    came, sent = known
    return sent if came - sent > ON_ITS_WAY else came


def folder_of(message: Message, names: Iterable[str], owner: Owner) -> str:
    """Where a mail lies as the work sees it: the inbox, Sent, or nowhere (drafts, trash, spam).

    What the user has filed away had come into the inbox. Gmail's labels tell, then the names of folders, then who
    wrote it.
    """
    labels = message.header("x-gmail-labels")
    if labels:
        parts = {part_of(label) for label in decode_words(labels).split(",")}
    else:
        parts = {part_of(name) for name in names}
    if parts & {"drafts", "trash", "junk"}:
        return ""
    if "sent" in parts:
        return INBOX if "inbox" in parts else SENT
    mine = owner.owns(message.sender.email)
    to_self = any(owner.owns(a.email) for a in (*message.to, *message.cc))
    return SENT if mine and not to_self else INBOX


def part_of(name: str) -> str:
    """The part a folder plays by its name (`.INBOX.Sent Items`, `[Gmail]/Gesendet`), or empty."""
    plain = normalize("NFC", name.strip().strip('"')).casefold()
    return _PARTS.get(plain) or _PARTS.get(plain.rpartition("/")[2].rpartition(".")[2]) or ""


def _flags(path: str) -> tuple[str, ...]:
    """What the name of a file in a Maildir says: `D` for a draft, `T` for one in the trash."""
    flags = path.rpartition(":2,")[2] if ":2," in path else ""
    return tuple(part for flag, part in (("D", "drafts"), ("T", "trash")) if flag and flag in flags)
