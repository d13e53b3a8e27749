"""Signing in with a browser that comes back to a loopback address (RFC 8252 §7.3), or whose last address is pasted."""

from __future__ import annotations

import os
import queue
import selectors
import time
from contextlib import closing
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mailwatch.signin import server
from mailwatch.signin.http import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from mailwatch.config import OAuth
    from mailwatch.credentials import Secret
    from mailwatch.signin.server import Asked, Granted

LOOPBACK = "127.0.0.1"
PATIENCE = 600.0
"""Seconds within which somebody has to sign in."""
_GLANCE = 0.1
_ONE_PASTE = 65_536
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>mailwatch</title>
<body style="font: 1.1em/1.5 system-ui, sans-serif; margin: 4em auto; max-width: 30em"><h1>{title}</h1><p>{text}</p>
"""


def by_browser(
    oauth: OAuth,
    login: str,
    show: Callable[[str], None],
    pasted: TextIO | None = None,
    patience: float = PATIENCE,
) -> Granted:
    """Listen on a free port of this machine, send somebody to the provider, and wait for the browser to come back.

    Args:
        oauth: the server, with an `authorization_endpoint`.
        login: whom we expect to sign in.
        show: tells the person the address to go to, or goes there.
        pasted: where the address that the browser ended at may be pasted, for a browser on another machine.
        patience: seconds to wait.

    Raises:
        RefusedError: the person said no (`access_denied`), nobody came (`expired_token`), or the server refuses us.
        UnreachableError: the server cannot be reached.
    """
    with closing(_Door()) as door:
        asked = server.browser_request(oauth, login, f"http://{oauth.redirect_host}:{door.server_port}")
        door.asked = asked
        show(asked.address)
        code = _code(door, pasted, patience)
    return server.redeem(oauth, asked, code)


class _Door(ThreadingHTTPServer):
    """Where the browser comes back to. `answers` holds what it brought: a code, or the refusal."""

    daemon_threads = False  # so that `server_close` waits until the page has been sent
    asked: Asked

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[Secret | RefusedError] = queue.SimpleQueue()
        super().__init__((LOOPBACK, 0), _Visit)

    def take(self, path: str) -> bool | None:
        """Look whether an address that came back is the answer: True, False for a no; None: it is no answer to us."""
        try:
            self.answers.put(server.answer_of(self.asked, path))
        except ValueError:
            return None
        except RefusedError as refused:
            self.answers.put(refused)
            return False
        return True

    def close(self) -> None:
        """Close the port, and every connection to it."""
        self.server_close()


class _Visit(BaseHTTPRequestHandler):
    """One request of the browser."""

    server: _Door
    timeout = 2.0  # browsers open connections ahead and say nothing on them
    server_version, sys_version = "mailwatch", ""

    def do_GET(self) -> None:
        """Take the answer, and say in the browser how it went. What is no answer to our request changes nothing."""
        match self.server.take(self.path):
            case True:
                self._page(HTTPStatus.OK, "Thank you", "mailwatch has what it needs. You may close this window.")
            case False:
                self._page(HTTPStatus.OK, "You are not signed in", "The provider says no. The terminal says why.")
            case None:
                self._page(
                    HTTPStatus.BAD_REQUEST, "This is not the sign-in that mailwatch waits for", "Nothing was done."
                )

    def _page(self, status: HTTPStatus, title: str, text: str) -> None:
        body = _PAGE.format(title=title, text=text).encode()
        self.send_response(status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
        never = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}  # the address has the code in it
        for name, value in (headers | never).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing: the address has the code in it."""


def _code(door: _Door, pasted: TextIO | None, patience: float) -> Secret:
    """The code that the browser brings, or somebody pastes."""
    end = time.monotonic() + patience
    typed = b""
    with selectors.DefaultSelector() as selector:
        selector.register(door, selectors.EVENT_READ)
        if pasted is not None:
            selector.register(pasted, selectors.EVENT_READ)
        while time.monotonic() < end:
            ready = [key.fileobj for key, _ in selector.select(_GLANCE)]
            if door in ready:
                door.handle_request()  # in a thread of its own: one that says nothing keeps nobody waiting
            if pasted is not None and pasted in ready:
                more = os.read(pasted.fileno(), _ONE_PASTE)  # not readline: what it reads ahead shows nowhere
                if not more:
                    selector.unregister(pasted)
                *lines, typed = (typed + more).split(b"\n")
                for line in lines:
                    door.take(f"/?{urlsplit(line.decode(errors='replace').strip()).query}")
            if not door.answers.empty():
                found = door.answers.get()
                if isinstance(found, RefusedError):
                    raise found
                return found
    raise RefusedError("expired_token")
