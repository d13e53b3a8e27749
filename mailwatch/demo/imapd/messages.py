"""Commands about the messages of the selected mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.demo.imapd.commands import Command, State
from mailwatch.demo.imapd.faults import RefuseCommandError
from mailwatch.demo.imapd.fetch import flags_item, modseq_item, parse_items, uid_item
from mailwatch.demo.imapd.folders import account_of, mailbox_of, tells_uids
from mailwatch.demo.imapd.search import Candidate, Program
from mailwatch.demo.imapd.wire import Arguments, BadCommandError, compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailwatch.demo.imapd.session import Session
    from mailwatch.demo.imapd.store import Mailbox, Message


def _selected(session: Session, *, writable: bool = False) -> Mailbox:
    if session.mailbox is None:
        raise BadCommandError("no mailbox selected")
    if writable and session.read_only:
        raise RefuseCommandError("NO", "[READ-ONLY] Mailbox is read-only.")
    return session.mailbox


def _meant(session: Session, arguments: Arguments, *, uid: bool) -> list[Message]:
    """The messages of a set; those that are gone already are passed over in silence (RFC 2180 §4.1)."""
    present, numbers = _selected(session).messages, arguments.numbers()
    if uid:
        uids = numbers.among(session.known)
    else:
        uids = [session.known[n - 1] for n in numbers.among(list(range(1, len(session.known) + 1)))]
    return [present[uid] for uid in uids if uid in present]


def _fetch(session: Session, arguments: Arguments, *, uid: bool = False) -> str:
    found = _meant(session, arguments, uid=uid)
    arguments.space()
    items = parse_items(arguments)
    since = _modifier(session, arguments, b"CHANGEDSINCE ")
    arguments.end()
    labels = {item.label for item in items}
    if uid and b"UID" not in labels:
        items.insert(0, uid_item())
    if since is not None and b"MODSEQ" not in labels:
        items.append(modseq_item())
    session.condstore = session.condstore or since is not None or b"MODSEQ" in labels
    marks = any(item.marks_seen for item in items) and not session.read_only
    for message in found:
        if since is None or message.modseq > since:
            extra = _mark_seen(session, message) if marks and "\\Seen" not in message.flags else False
            session.fetched(message, [*items, flags_item()] if extra and b"FLAGS" not in labels else items)
    return "Fetch completed."


def _uid_fetch(session: Session, arguments: Arguments) -> str:
    return _fetch(session, arguments, uid=True)


def _mark_seen(session: Session, message: Message) -> bool:
    _selected(session).flag(message, message.flags | {"\\Seen"})
    session.told[message.uid] = message.modseq
    account_of(session).changed()
    return True


def _modifier(session: Session, arguments: Arguments, word: bytes) -> int | None:
    if not arguments.takes(b" (" + word):
        return None
    if session.host.faults.hides("CONDSTORE"):
        raise BadCommandError("unknown modifier")
    value = arguments.number()
    arguments.need(b")")
    return value


@dataclass(frozen=True, slots=True)
class _Change:
    sign: str
    silent: bool
    flags: frozenset[str]

    def apply(self, present: frozenset[str]) -> frozenset[str]:
        if self.sign == "+":
            return present | self.flags
        if self.sign == "-":
            lowered = {flag.lower() for flag in self.flags}
            return frozenset(flag for flag in present if flag.lower() not in lowered)
        return self.flags


def _change(arguments: Arguments) -> _Change:
    sign = "+" if arguments.takes(b"+") else "-" if arguments.takes(b"-") else ""
    word = arguments.word()
    if word not in {"FLAGS", "FLAGS.SILENT"}:
        raise BadCommandError(f"unknown STORE item {word}")
    arguments.space()
    listed, flags = arguments.takes(b"("), set()
    while not (arguments.takes(b")") if listed else not arguments.rest.strip()):
        flags.add(arguments.flag())
        arguments.takes(b" ")
    arguments.end()
    return _Change(sign, word.endswith("SILENT"), frozenset(flags))


def _store(session: Session, arguments: Arguments, *, uid: bool = False) -> str:
    mailbox = _selected(session, writable=True)
    found = _meant(session, arguments, uid=uid)
    unchanged_since = _modifier(session, arguments, b"UNCHANGEDSINCE ")
    arguments.space()
    change = _change(arguments)
    session.condstore = session.condstore or unchanged_since is not None
    kept = [m for m in found if unchanged_since is not None and m.modseq > unchanged_since]
    items = [*([uid_item()] if uid else []), flags_item(), *([modseq_item()] if session.condstore else [])]
    silent_items = items[:-2] + items[-1:] if session.condstore else []
    for message in (m for m in found if m not in kept):
        mailbox.flag(message, change.apply(message.flags))
        session.told[message.uid] = message.modseq
        if shown := silent_items if change.silent else items:
            session.fetched(message, shown)
    account_of(session).changed()
    if kept:
        failed = compact(m.uid if uid else session.number(m.uid) for m in kept).decode()
        return f"[MODIFIED {failed}] Conditional store failed for some."
    return "Store completed."


def _uid_store(session: Session, arguments: Arguments) -> str:
    return _store(session, arguments, uid=True)


def _search(session: Session, arguments: Arguments, *, uid: bool = False) -> str:
    present = _selected(session).messages
    if arguments.takes(b"CHARSET "):
        if arguments.string().upper() not in {"UTF-8", "US-ASCII"}:
            raise RefuseCommandError("NO", "[BADCHARSET (UTF-8 US-ASCII)] Unknown charset")
        arguments.space()
    program = Program(arguments, session.known)
    question = program.parse()
    candidates = [Candidate(number, present[each]) for number, each in enumerate(session.known, 1) if each in present]
    found = [candidate for candidate in candidates if question(candidate)]
    numbers = [candidate.message.uid if uid else candidate.number for candidate in found]
    line = b"SEARCH" + b"".join(b" %d" % number for number in numbers)
    if program.uses_modseq and found:
        session.condstore = True
        line += b" (MODSEQ %d)" % max(candidate.message.modseq for candidate in found)
    session.untagged(line)
    return "Search completed."


def _uid_search(session: Session, arguments: Arguments) -> str:
    return _search(session, arguments, uid=True)


def _copy(session: Session, arguments: Arguments, *, uid: bool = False) -> str:
    code = _copy_messages(session, arguments, uid=uid)[0]
    return f"{code}Copy completed."


def _uid_copy(session: Session, arguments: Arguments) -> str:
    return _copy(session, arguments, uid=True)


def _move(session: Session, arguments: Arguments, *, uid: bool = False) -> str:
    """COPYUID comes untagged, before the EXPUNGEs (RFC 6851 §4.3)."""
    mailbox = _selected(session, writable=True)
    code, moved = _copy_messages(session, arguments, uid=uid)
    if code:
        session.untagged(b"OK " + code.encode() + b"Moved UIDs.")
    mailbox.remove(message.uid for message in moved)
    account_of(session).changed()
    return "Move completed."


def _uid_move(session: Session, arguments: Arguments) -> str:
    return _move(session, arguments, uid=True)


def _copy_messages(session: Session, arguments: Arguments, *, uid: bool) -> tuple[str, list[Message]]:
    found = _meant(session, arguments, uid=uid)
    arguments.space()
    target = mailbox_of(session, arguments.mailbox(), code="TRYCREATE")
    arguments.end()
    copies = [target.add(message.raw, message.received, message.flags) for message in found]
    account_of(session).changed()
    if not copies or not tells_uids(session):
        return "", found
    sources, targets = compact(m.uid for m in found).decode(), compact(m.uid for m in copies).decode()
    return f"[COPYUID {target.uidvalidity} {sources} {targets}] ", found


def _expunge(session: Session, arguments: Arguments) -> str:
    arguments.end()
    mailbox = _selected(session, writable=True)
    _remove_deleted(session, list(mailbox.messages.values()))
    return "Expunge completed."


def _uid_expunge(session: Session, arguments: Arguments) -> str:
    _selected(session, writable=True)
    _remove_deleted(session, _meant(session, arguments, uid=True))
    return "Expunge completed."


def _remove_deleted(session: Session, among: list[Message]) -> None:
    _selected(session).remove(message.uid for message in among if "\\Deleted" in message.flags)
    account_of(session).changed()


def _close(session: Session, arguments: Arguments) -> str:
    arguments.end()
    mailbox = _selected(session)
    if not session.read_only:
        _remove_deleted(session, list(mailbox.messages.values()))
    session.unselect()
    return "Close completed."


def _unselect(session: Session, arguments: Arguments) -> str:
    arguments.end()
    session.unselect()
    return "Unselect completed."


COMMANDS: Mapping[str, Command] = {
    "FETCH": Command(_fetch, keeps_numbers=True),
    "UID FETCH": Command(_uid_fetch),
    "STORE": Command(_store, keeps_numbers=True),
    "UID STORE": Command(_uid_store),
    "SEARCH": Command(_search, keeps_numbers=True),
    "UID SEARCH": Command(_uid_search),
    "COPY": Command(_copy),
    "UID COPY": Command(_uid_copy),
    "MOVE": Command(_move, capability="MOVE"),
    "UID MOVE": Command(_uid_move, capability="MOVE"),
    "EXPUNGE": Command(_expunge),
    "UID EXPUNGE": Command(_uid_expunge, capability="UIDPLUS"),
    "CLOSE": Command(_close, State.SELECTED),
    "UNSELECT": Command(_unselect, capability="UNSELECT"),
}
