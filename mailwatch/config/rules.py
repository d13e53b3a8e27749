"""What must hold between options, beyond what each of them must be by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mailwatch.config import signing_in
from mailwatch.config.providers import PROVIDERS
from mailwatch.config.scalars import in_words, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailwatch.config import schema
    from mailwatch.config.marks import Path


class Broken(NamedTuple):
    """A rule that does not hold: where and why, and which other options the rule looked at."""

    path: Path
    text: str
    looked_at: tuple[Path, ...] = ()


def broken(root: schema.Root) -> Iterator[Broken]:
    """All rules that do not hold, in no particular order."""
    for number, box in enumerate(root.mailboxes):
        yield from _mailbox(box, ("mailboxes", number))
    if root.digest.smtp:
        yield from _endpoint(root.digest.smtp, ("digest", "smtp"))
        yield from _notices(root, root.digest.smtp, ("digest", "smtp"))
    yield from _thank_you(root.policy.thank_you, ("policy", "thank_you"))
    yield from _steps(root.policy, ("policy",))
    yield from _overlaps(root)


def _endpoint(server: schema.Mailbox | schema.Smtp, at: Path) -> Iterator[Broken]:
    """A server is known by host or by provider, and the way to it is private."""
    known = ((*at, "provider"), (*at, "host"))
    if server.host is None and server.provider is None:
        text = f"neither provider nor host is written; expected one of {', '.join(PROVIDERS)}, or a host"
        yield Broken(at, text, known)
    if server.security == "none" and not is_loopback(server.host or ""):
        text = (
            f"an unencrypted connection to {server.host or server.provider} would show your mail and password to "
            "others; expected tls or starttls (none is for this machine itself, such as 127.0.0.1)"
        )
        yield Broken((*at, "security"), text, known)


def _mailbox(box: schema.Mailbox, at: Path) -> Iterator[Broken]:
    """An account can be signed in to, and the folders that mailwatch writes to are not those it reads."""
    yield from _endpoint(box, at)
    yield from _sign_in(box, at)
    for name in ("drafts", "sent", "trash"):
        if (folder := getattr(box, name)) in box.watch:
            text = f"the folder {folder} is also in watch; expected it in only one of them"
            yield Broken((*at, name), text, ((*at, "watch"),))


def _sign_in(box: schema.Mailbox, at: Path) -> Iterator[Broken]:
    """Password or OAuth 2, and all that is needed for it."""
    looked_at = tuple((*at, option) for option in ("provider", "auth", "secret", "oauth"))
    if signing_in.auth_of(box) == "password":
        if box.provider and PROVIDERS[box.provider].auth == "oauth2":
            yield Broken((*at, "auth"), f"{box.provider} takes no password any more; expected oauth2", looked_at)
        elif box.oauth or box.secret.token_command:
            yield Broken((*at, "auth"), "oauth and token_command are not for passwords; expected oauth2", looked_at)
    elif not signing_in.by_command(box.secret):
        if missing := _missing(box):
            yield Broken((*at, "oauth"), missing, looked_at)
        if box.secret.systemd:
            text = "a refresh token changes, a systemd credential cannot; expected keyring, or {file: ...}"
            yield Broken((*at, "secret"), f"{text} that mailwatch may write", looked_at)


def _missing(box: schema.Mailbox) -> str:
    """What a sign-in by OAuth 2 lacks; empty: nothing."""
    found = signing_in.oauth_of(box)
    lacking = [] if found.client_id else ["client_id (the id of an app registered with the provider)"]
    if not found.token_endpoint:
        lacking.append("token_endpoint")
    if not (found.authorization_endpoint or found.device_authorization_endpoint):
        lacking.append("authorization_endpoint or device_authorization_endpoint")
    if not lacking:
        return ""
    return (
        f"oauth2 needs {', '.join(lacking)}; expected oauth: {{client_id: ...}}, or secret: {{token_command: ...}} "
        "with a program that prints access tokens (docs/sign-in.md says how to get either)"
    )


def _notices(root: schema.Root, smtp: schema.Smtp, at: Path) -> Iterator[Broken]:
    """A sign-in by OAuth 2 for the notices is a mailbox's, or comes from a command."""
    looked_at = (*((*at, option) for option in ("login", "auth", "secret")), ("mailboxes",), ("you", "email"))
    login = smtp.login or root.you.email
    boxes = [(box, box.login or root.you.email) for box in root.mailboxes]
    if smtp.auth == "password" and smtp.secret.token_command:
        yield Broken((*at, "auth"), "a token_command is not for passwords; expected oauth2", looked_at)
    shared = signing_in.shared_with(smtp, login, boxes)
    if smtp.auth == "oauth2" and not signing_in.by_command(smtp.secret) and shared is None:
        text = f"no mailbox with the login {login} has auth: oauth2; expected one, or secret: {{token_command: ...}}"
        yield Broken((*at, "auth"), text, looked_at)


def _thank_you(timing: schema.ThankYou, at: Path) -> Iterator[Broken]:
    """It is drafted before it is due, the reminder lies between, and it is not given up before it is due."""
    within = in_words(timing.within)
    looked_at = ((*at, "within"), (*at, "after"))
    if timing.after >= timing.within:
        text = f"{in_words(timing.after)} is not shorter than within, the thank-you would be late; expected < {within}"
        yield Broken((*at, "after"), text, looked_at)
    elif timing.remind >= timing.within - timing.after:
        room = in_words(timing.within - timing.after)
        text = f"{in_words(timing.remind)} before the end of {within} is before the draft; expected less than {room}"
        yield Broken((*at, "remind"), text, looked_at)
    if timing.until < timing.within:
        text = f"{in_words(timing.until)} is shorter than within; expected {within} or more"
        yield Broken((*at, "until"), text, looked_at)


def _steps(timing: schema.Policy, at: Path) -> Iterator[Broken]:
    """No step falls due while the one before it is still in time."""
    shortest = timing.thank_you.within
    for step in ("follow_up", "value_follow_up", "graceful_exit"):
        after = getattr(timing, step).after
        if after < shortest:
            text = (
                f"{in_words(after)} is shorter than thank_you.within, the draft before it would still be in time; "
                f"expected {in_words(shortest)} or more"
            )
            yield Broken((*at, step, "after"), text, ((*at, "thank_you", "within"),))


def _overlaps(root: schema.Root) -> Iterator[Broken]:
    """Mailboxes have names of their own, and no folder is read twice."""
    names: dict[str, int] = {}
    folders: dict[tuple[str, str, str], int] = {}
    for number, box in enumerate(root.mailboxes):
        login = box.login or root.you.email
        name = box.name or login
        at: Path = ("mailboxes", number)
        first = names.setdefault(name, number)
        if first != number:
            text = f'another mailbox is called "{name}" too; expected a name of its own'
            yield Broken((*at, "name"), text, _looked_at(first, number, "name", "login"))
        server = box.host or (PROVIDERS[box.provider].imap.host if box.provider else "")
        for folder in dict.fromkeys(box.watch):
            inbox = folder.upper() == "INBOX"  # the one name without case (RFC 9051 §5.1)
            first = folders.setdefault((server, login.lower(), "INBOX" if inbox else folder), number)
            if first != number:
                text = f'the folder {folder} is already watched by mailbox "{root.mailboxes[first].name or login}"'
                looked_at = _looked_at(first, number, "login", "host", "provider", "watch")
                yield Broken((*at, "watch"), f"{text}; expected each folder once", looked_at)


def _looked_at(first: int, second: int, *options: str) -> tuple[Path, ...]:
    return (("you", "email"), *(("mailboxes", number, option) for number in (first, second) for option in options))
