"""`auth`: sign in by OAuth 2, see whether that still holds, sign out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailwatch import config as configuration
from mailwatch import signin
from mailwatch.desk import open_session
from mailwatch.errors import MailwatchError, UsageError

if TYPE_CHECKING:
    from mailwatch.config import Config, Mailbox, OAuth, SignIn
    from mailwatch.signin.server import Code, Granted

_WITH_A_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")


def login(config: Path | None, mailbox: str, way: str, *, opens: bool) -> int:
    """Sign in to a mailbox, keep the refresh token where the config says, and try it on the mail server.

    Args:
        config: the config file; None for the user's own.
        mailbox: its name; empty where only one signs in by OAuth 2.
        way: `browser` or `device`; empty for the provider's usual one.
        opens: whether to open the browser.
    """
    box, sign_in, oauth = _chosen(_load(config), mailbox)
    _granted(box, sign_in, oauth, way, opens=opens)
    with open_session(box):
        sys.stdout.write(f"{box.name}: signed in as {sign_in.login}, and the mail server takes it.\n")
    return 0


def status(config: Path | None, mailbox: str, *, as_json: bool) -> int:
    """Say for each mailbox whether its sign-in holds, by asking for a token; 1 where one does not."""
    boxes = [box for box in _load(config).mailboxes if mailbox in ("", box.name)]
    if not boxes:
        raise UsageError(f"no mailbox is called {mailbox!r}; the config names them")
    told = [_status(box) for box in boxes]
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{_sentence(each)}\n" for each in told)
    return 1 if any(each["problem"] for each in told) else 0


def logout(config: Path | None, mailbox: str) -> int:
    """Forget a sign-in, here and at the provider where that can be told."""
    from mailwatch.signin import http, server  # noqa: PLC0415
    from mailwatch.signin.keeping import Place, alone  # noqa: PLC0415

    box, sign_in, oauth = _chosen(_load(config), mailbox)
    with alone(sign_in):
        place = Place(sign_in, prompt=sys.stdin.isatty())
        token = place.read()
        place.forget()
    if token is None:
        sys.stdout.write(f"{box.name}: nobody was signed in.\n")
        return 0
    more = "; take leave away from mailwatch in the settings of the account, if you want it gone there too"
    if oauth.revocation_endpoint:
        try:
            server.revoke(oauth, token)
            more = ", here and at the provider"
        except (MailwatchError, http.RefusedError) as error:
            more = f" here, but the provider could not be told ({error}){more}"
    sys.stdout.write(f"{box.name}: signed out{more}.\n")
    return 0


def _granted(box: Mailbox, sign_in: SignIn, oauth: OAuth, way: str, *, opens: bool) -> None:
    from mailwatch.signin.http import RefusedError  # noqa: PLC0415
    from mailwatch.signin.tokens import begin, refusal  # noqa: PLC0415

    chosen = way or ("device" if oauth.device_authorization_endpoint else "browser")
    known = {"device": oauth.device_authorization_endpoint, "browser": oauth.authorization_endpoint}
    if not known[chosen]:
        raise UsageError(f"{box.name}: its provider has no sign-in with --{chosen}; leave that away")
    try:
        begin(sign_in, _by_code(oauth) if chosen == "device" else _by_browser(oauth, sign_in, opens=opens))
    except RefusedError as error:
        raise refusal(sign_in, oauth, error) from None


def _by_code(oauth: OAuth) -> Granted:
    from mailwatch.signin.device import by_code  # noqa: PLC0415

    def show(code: Code) -> None:
        sys.stdout.write(f"Open {code.address} on any device, and type in this code: {code.user}\n")
        if code.complete:
            sys.stdout.write(f"Or open {code.complete}\n")
        sys.stdout.write(f"It is good for {code.lifetime / 60:.0f} minutes; waiting ...\n")
        sys.stdout.flush()

    return by_code(oauth, show)


def _by_browser(oauth: OAuth, sign_in: SignIn, *, opens: bool) -> Granted:
    from mailwatch.signin.browser import by_browser  # noqa: PLC0415

    typed = sys.stdin if sys.stdin.isatty() else None

    def show(address: str) -> None:
        opened = opens and _opened(address)
        way = "Your browser opens this address to sign in" if opened else "Open this address in a browser to sign in"
        sys.stdout.write(f"{way}:\n\n{address}\n\n")
        if typed:
            sys.stdout.write("On another machine it ends at a page that cannot be shown: paste its address here.\n")
        sys.stdout.flush()

    return by_browser(oauth, sign_in.login, show, typed)


def _opened(address: str) -> bool:
    """Open a browser, if there is a screen: one that runs in the terminal would take it from us."""
    if sys.platform != "darwin" and not any(os.environ.get(each) for each in _WITH_A_SCREEN):
        return False
    import webbrowser  # noqa: PLC0415

    return webbrowser.open(address)


def _status(box: Mailbox) -> dict[str, Any]:
    sign_in, problem = box.sign_in, ""
    if sign_in is not None:
        try:
            signin.access_token(sign_in)
        except MailwatchError as error:
            problem = str(error)
    how = "password" if sign_in is None else "oauth2" if sign_in.oauth else "token_command"
    return {"mailbox": box.name, "auth": how, "problem": problem or None}


def _sentence(told: dict[str, Any]) -> str:
    if told["problem"]:
        return f"{told['mailbox']}: {told['problem']}"
    words = {
        "password": "has a password; `mailwatch check` tries it",
        "token_command": "its command prints a token; `mailwatch check` tries it",
        "oauth2": "is signed in",
    }
    return f"{told['mailbox']}: {words[told['auth']]}"


def _load(config: Path | None) -> Config:
    return configuration.load(config or configuration.default_path())


def _chosen(config: Config, mailbox: str) -> tuple[Mailbox, SignIn, OAuth]:
    """The mailbox that is meant, with what it signs in by.

    Raises:
        UsageError: there is none, or more than one could be meant.
    """
    named = [box for box in config.mailboxes if mailbox in ("", box.name)]
    if not named:
        raise UsageError(f"no mailbox is called {mailbox!r}; expected one of {_names(config.mailboxes)}")
    fit = [(box, box.sign_in, box.sign_in.oauth) for box in named if box.sign_in and box.sign_in.oauth]
    if not fit:
        what = "it has a password or a token command, which need no sign-in" if mailbox else "none has auth: oauth2"
        raise UsageError(f"{mailbox or config.filename}: {what}")
    if len(fit) > 1:
        raise UsageError(f"which mailbox? Name one of {_names(tuple(box for box, _, _ in fit))}")
    return fit[0]


def _names(boxes: tuple[Mailbox, ...]) -> str:
    return ", ".join(box.name for box in boxes)
