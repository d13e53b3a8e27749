"""Commands about mailboxes as a whole, and APPEND."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailwatch.demo.imapd.commands import Command, State
from mailwatch.demo.imapd.faults import RefuseCommandError
from mailwatch.demo.imapd.store import SEPARATOR, with_crlf
from mailwatch.demo.imapd.wire import Arguments, BadCommandError, flag_list, inbox_or, name, parenthesised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailwatch.demo.imapd.session import Session
    from mailwatch.demo.imapd.store import Account, Mailbox

_STATUS: Mapping[str, Callable[[Mailbox], int]] = {
    "MESSAGES": lambda mailbox: len(mailbox.messages),
    "RECENT": lambda _: 0,
    "UIDNEXT": lambda mailbox: mailbox.uidnext,
    "UIDVALIDITY": lambda mailbox: mailbox.uidvalidity,
    "UNSEEN": lambda mailbox: sum("\\Seen" not in m.flags for m in mailbox.messages.values()),
    "HIGHESTMODSEQ": lambda mailbox: mailbox.modseq,
}


def account_of(session: Session) -> Account:
    """The account of a session that has logged in."""
    if session.account is None:
        raise BadCommandError("not logged in")
    return session.account


def mailbox_of(session: Session, mailbox: str, *, code: str = "NONEXISTENT") -> Mailbox:
    """An existing mailbox.

    Raises:
        RefuseCommandError: there is none of that name; `code` is the response code to say so with.
    """
    found = account_of(session).mailboxes.get(mailbox)
    if found is None:
        raise RefuseCommandError("NO", f"[{code}] Mailbox doesn't exist.")
    return found


def _select(session: Session, arguments: Arguments, *, read_only: bool = False) -> str:
    wanted = arguments.mailbox()
    session.unselect()
    if arguments.takes(b" "):
        session.condstore = "CONDSTORE" in arguments.words() or session.condstore
    arguments.end()
    mailbox = mailbox_of(session, wanted)
    session.select(mailbox, read_only=read_only)
    session.untagged(b"FLAGS " + flag_list(mailbox.keywords))
    permanent = "" if read_only else " ".join([*mailbox.keywords, "\\*"])
    session.untagged(b"OK [PERMANENTFLAGS (" + permanent.encode() + b")] Flags permitted.")
    session.untagged(b"%d EXISTS" % len(mailbox.messages))
    session.untagged(b"0 RECENT")
    unseen = [n for n, m in enumerate(mailbox.messages.values(), 1) if "\\Seen" not in m.flags]
    if unseen:
        session.untagged(b"OK [UNSEEN %d] First unseen." % unseen[0])
    session.untagged(b"OK [UIDVALIDITY %d] UIDs valid" % mailbox.uidvalidity)
    session.untagged(b"OK [UIDNEXT %d] Predicted next UID" % mailbox.uidnext)
    if not session.host.faults.hides("CONDSTORE"):
        session.untagged(b"OK [HIGHESTMODSEQ %d] Highest" % mailbox.modseq)
    return "[READ-ONLY] Examine completed." if read_only else "[READ-WRITE] Select completed."


def _examine(session: Session, arguments: Arguments) -> str:
    return _select(session, arguments, read_only=True)


def _create(session: Session, arguments: Arguments) -> str:
    wanted = arguments.mailbox().rstrip(SEPARATOR)
    account = account_of(session)
    if not wanted or wanted in account.mailboxes:
        raise RefuseCommandError("NO", "[ALREADYEXISTS] Mailbox already exists")
    steps = wanted.split(SEPARATOR)
    for depth in range(1, len(steps) + 1):
        if (level := SEPARATOR.join(steps[:depth])) not in account.mailboxes:
            account.create(level)
    return "Create completed."


def _delete(session: Session, arguments: Arguments) -> str:
    mailbox = mailbox_of(session, arguments.mailbox())
    if mailbox.name == "INBOX":
        raise RefuseCommandError("NO", "[CANNOT] INBOX can't be deleted.")
    del account_of(session).mailboxes[mailbox.name]
    return "Delete completed."


def _rename(session: Session, arguments: Arguments) -> str:
    old = arguments.mailbox()
    arguments.space()
    new = arguments.mailbox()
    mailbox_of(session, old)
    account = account_of(session)
    if new in account.mailboxes or new.startswith(old + SEPARATOR):
        raise RefuseCommandError("NO", "[ALREADYEXISTS] Target mailbox already exists")
    account.rename(old, new)
    return "Rename completed."


def _subscribe(session: Session, arguments: Arguments) -> str:
    mailbox_of(session, arguments.mailbox()).subscribed = True
    return "Subscribe completed."


def _unsubscribe(session: Session, arguments: Arguments) -> str:
    mailbox_of(session, arguments.mailbox()).subscribed = False
    return "Unsubscribe completed."


@dataclass(frozen=True, slots=True)
class _Listing:
    """What LIST asks for (RFC 5258 as far as RFC 6154 needs it)."""

    chosen: frozenset[str]
    reference: str
    patterns: tuple[str, ...]
    returned: frozenset[str]

    def takes(self, mailbox: Mailbox) -> bool:
        if "SUBSCRIBED" in self.chosen and not mailbox.subscribed:
            return False
        if "SPECIAL-USE" in self.chosen and not mailbox.special_use:
            return False
        return any(_matches(self.reference + pattern, mailbox.name) for pattern in self.patterns)


def _listing(arguments: Arguments) -> _Listing:
    chosen: list[str] = []
    if arguments.sees(b"("):
        chosen = arguments.words()
        arguments.space()
    reference = arguments.string()
    arguments.space()
    patterns = []
    if arguments.takes(b"("):
        while not arguments.takes(b")"):
            patterns.append(arguments.pattern())
            arguments.takes(b" ")
    else:
        patterns.append(arguments.pattern())
    returned: list[str] = []
    if arguments.takes(b" RETURN "):
        returned = arguments.words()
    arguments.end()
    return _Listing(frozenset(chosen), reference, tuple(inbox_or(p) for p in patterns), frozenset(returned))


def _list(session: Session, arguments: Arguments) -> str:
    listing = _listing(arguments)
    if listing.patterns == ("",):
        session.untagged(b'LIST (\\Noselect) "%b" ""' % SEPARATOR.encode())
        return "List completed."
    account = account_of(session)
    for mailbox in account.mailboxes.values():
        if listing.takes(mailbox):
            shown = _attributes(session, account, mailbox, subscribed="SUBSCRIBED" in listing.chosen | listing.returned)
            session.untagged(b'LIST %b "%b" %b' % (parenthesised(shown), SEPARATOR.encode(), name(mailbox.name)))
    return "List completed."


def _lsub(session: Session, arguments: Arguments) -> str:
    listing = _listing(arguments)
    for mailbox in account_of(session).mailboxes.values():
        if mailbox.subscribed and listing.takes(mailbox):
            session.untagged(b'LSUB () "%b" %b' % (SEPARATOR.encode(), name(mailbox.name)))
    return "Lsub completed."


def _attributes(session: Session, account: Account, mailbox: Mailbox, *, subscribed: bool) -> list[bytes]:
    parent = any(other.startswith(mailbox.name + SEPARATOR) for other in account.mailboxes)
    found = ["\\HasChildren" if parent else "\\HasNoChildren"]
    if subscribed and mailbox.subscribed:
        found.append("\\Subscribed")
    if mailbox.special_use and not session.host.faults.hides("SPECIAL-USE"):
        found.append(mailbox.special_use)
    return [attribute.encode() for attribute in found]


def _matches(pattern: str, mailbox: str) -> bool:
    """`*` stands for anything, `%` for anything within one level."""
    parts = {"*": ".*", "%": f"[^{SEPARATOR}]*"}
    squeezed = re.sub(r"([*%])\1+", r"\1", pattern)  # many wildcards in a row would make matching slow
    return re.fullmatch("".join(parts.get(char, re.escape(char)) for char in squeezed), mailbox) is not None


def _status(session: Session, arguments: Arguments) -> str:
    mailbox = mailbox_of(session, arguments.mailbox())
    arguments.space()
    words = arguments.words()
    arguments.end()
    unknown = [word for word in words if word not in _STATUS]
    if unknown:
        raise BadCommandError(f"unknown status item {unknown[0]}")
    items = parenthesised(b"%b %d" % (word.encode(), _STATUS[word](mailbox)) for word in words)
    session.untagged(b"STATUS %b %b" % (name(mailbox.name), items))
    return "Status completed."


def _append(session: Session, arguments: Arguments) -> str:
    wanted = arguments.mailbox()
    arguments.space()
    flags: list[str] = []
    if arguments.takes(b"("):
        while not arguments.takes(b")"):
            flags.append(arguments.flag())
            arguments.takes(b" ")
        arguments.space()
    received = None
    if arguments.sees(b'"'):
        received = arguments.date_time()
        arguments.space()
    if not (arguments.sees(b"{") or arguments.sees(b"~{")):
        raise BadCommandError("the message must be a literal")
    raw = arguments.octets()
    arguments.end()
    mailbox = mailbox_of(session, wanted, code="TRYCREATE")
    message = mailbox.add(with_crlf(raw), received or session.host.clock(), flags)
    account_of(session).changed()
    code = f"[APPENDUID {mailbox.uidvalidity} {message.uid}] " if tells_uids(session) else ""
    return f"{code}Append completed."


def tells_uids(session: Session) -> bool:
    """Whether APPENDUID and COPYUID are given (RFC 4315)."""
    faults = session.host.faults
    return not (faults.omit_appenduid or faults.hides("UIDPLUS"))


COMMANDS: Mapping[str, Command] = {
    "SELECT": Command(_select, State.AUTHENTICATED),
    "EXAMINE": Command(_examine, State.AUTHENTICATED),
    "CREATE": Command(_create, State.AUTHENTICATED),
    "DELETE": Command(_delete, State.AUTHENTICATED),
    "RENAME": Command(_rename, State.AUTHENTICATED),
    "SUBSCRIBE": Command(_subscribe, State.AUTHENTICATED),
    "UNSUBSCRIBE": Command(_unsubscribe, State.AUTHENTICATED),
    "LIST": Command(_list, State.AUTHENTICATED),
    "LSUB": Command(_lsub, State.AUTHENTICATED),
    "STATUS": Command(_status, State.AUTHENTICATED),
    "APPEND": Command(_append, State.AUTHENTICATED),
}
