"""Signing in: a scripted browser that follows redirects (PKCE, state), and a code typed in elsewhere."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mailwatch.errors import LoginError, UnreachableError
from mailwatch.signin import server
from mailwatch.signin.browser import by_browser
from mailwatch.signin.device import by_code
from mailwatch.signin.http import RefusedError
from mailwatch.signin.keeping import Place
from mailwatch.signin.tokens import begin, refusal
from tests.servers.tokens import TokenServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mailwatch.signin.server import Code, Granted


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    with TokenServer() as authority:
        yield authority


class Browser:
    """Goes to an address, follows redirects, and keeps what it was shown."""

    def __init__(self, before: Callable[[str], object] = bool) -> None:
        self._before = before
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.pages: list[tuple[int, str, dict[str, str]]] = []
        self.addresses: list[str] = []
        self._thread = threading.Thread(target=self._run)

    def __call__(self, address: str) -> None:
        self.addresses.append(address)
        self._thread.start()

    def _run(self) -> None:
        self._before(self.addresses[0])
        self.visit(self.addresses[0])

    def visit(self, address: str) -> str:
        """The address where it ends."""
        try:
            with self._opener.open(address, timeout=10) as page:
                self.pages.append((page.status, page.read().decode(), dict(page.headers)))
                return str(page.url)
        except urllib.error.HTTPError as error:
            with error:
                self.pages.append((error.code, error.read().decode(), dict(error.headers)))
                return str(error.url)

    def close(self) -> None:
        self._thread.join()


def signed_in(tokens: TokenServer, browser: Browser, **changes: Any) -> Granted:
    try:
        return by_browser(tokens.oauth(**changes), tokens.login, browser, patience=10)
    finally:
        browser.close()


def test_the_browser_signs_in_and_comes_back(tokens: TokenServer) -> None:
    granted = signed_in(tokens, browser := Browser())
    assert tokens.access[granted.access]
    assert tokens.refresh[granted.refresh]
    assert granted.lifetime == 3600
    asked = {name: value[0] for name, value in parse_qs(urlsplit(browser.addresses[0]).query).items()}
    (redeemed,) = tokens.said("/token")
    digest = hashlib.sha256(redeemed["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "imap offline_access")
    assert (asked["login_hint"], len(asked["state"])) == ("sam@example.com", 32)
    assert asked["redirect_uri"] == redeemed["redirect_uri"]
    assert "code_verifier" not in asked
    status, page, headers = browser.pages[0]
    assert (status, headers["Cache-Control"], headers["Referrer-Policy"]) == (200, "no-store", "no-referrer")
    assert "You may close this window" in page
    assert redeemed["code"] not in page


def test_every_sign_in_has_a_port_a_state_and_a_verifier_of_its_own(tokens: TokenServer) -> None:
    first, second = Browser(), Browser()
    signed_in(tokens, first)
    signed_in(tokens, second)
    one, two = (parse_qs(urlsplit(browser.addresses[0]).query) for browser in (first, second))
    for name in ("state", "code_challenge"):
        assert one[name] != two[name]


def test_microsoft_wants_this_machine_called_by_its_name(tokens: TokenServer) -> None:
    granted = signed_in(tokens, browser := Browser(), redirect_host="localhost")
    redirect = parse_qs(urlsplit(browser.addresses[0]).query)["redirect_uri"][0]
    assert redirect.startswith("http://localhost:")
    assert tokens.access[granted.access]


def test_nothing_listens_any_more_when_it_is_over(tokens: TokenServer) -> None:
    signed_in(tokens, browser := Browser())
    redirect = urlsplit(parse_qs(urlsplit(browser.addresses[0]).query)["redirect_uri"][0])
    assert redirect.hostname == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", redirect.port or 0), timeout=5)


def test_an_answer_with_another_state_changes_nothing(tokens: TokenServer) -> None:
    def elsewhere(address: str) -> None:
        """Somebody else's page is quicker than the user."""
        redirect = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        for query in ("code=forged&state=guessed", "error=access_denied&state=guessed", "code=forged", "", "state="):
            intruder.visit(f"{redirect}/?{query}")

    intruder, browser = Browser(), Browser(before=elsewhere)
    granted = signed_in(tokens, browser)
    assert [status for status, _, _ in intruder.pages] == [400] * 5
    assert tokens.refresh[granted.refresh]
    assert "forged" not in str(tokens.said("/token"))


def test_a_connection_on_which_nothing_is_said_keeps_nobody_waiting(tokens: TokenServer) -> None:
    ahead: list[socket.socket] = []

    def open_ahead(address: str) -> None:
        port = urlsplit(parse_qs(urlsplit(address).query)["redirect_uri"][0]).port
        ahead.append(socket.create_connection(("127.0.0.1", port or 0)))

    granted = signed_in(tokens, Browser(before=open_ahead))
    ahead[0].close()
    assert tokens.access[granted.access]


def test_somebody_who_says_no_is_believed(tokens: TokenServer, tmp_path: Path) -> None:
    tokens.denies = True
    with pytest.raises(RefusedError) as raised:
        signed_in(tokens, browser := Browser())
    assert "The provider says no" in browser.pages[0][1]
    assert str(refusal(tokens.sign_in(tmp_path), tokens.oauth(), raised.value)) == (
        f"{urlsplit(tokens.url).netloc}: the sign-in of personal was not allowed in the browser (access_denied); "
        "run: mailwatch auth login personal"
    )
    assert not tokens.said("/token")


def test_nobody_comes(tokens: TokenServer) -> None:
    with pytest.raises(RefusedError, match="expired_token"):
        by_browser(tokens.oauth(), tokens.login, lambda _: None, patience=0.2)


def test_the_address_of_a_browser_elsewhere_can_be_pasted(tokens: TokenServer) -> None:
    reading, writing = os.pipe()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stays())

    def elsewhere(address: str) -> None:
        with pytest.raises(urllib.error.HTTPError) as ended, opener.open(address, timeout=5):
            pass
        lines = f"what?\nhttp://127.0.0.1:1/?code=forged&state=guessed\n{ended.value.headers['Location']}\n"
        ended.value.close()
        for line in lines.splitlines(keepends=True):
            os.write(writing, line.encode())
            time.sleep(0.02)

    with open(reading, encoding="utf-8", buffering=1) as pasted:  # noqa: PTH123 - a descriptor
        granted = by_browser(tokens.oauth(), tokens.login, elsewhere, pasted, patience=10)
    os.close(writing)
    assert tokens.refresh[granted.refresh]


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def test_a_code_of_another_request_is_refused_by_the_server_and_not_shown(tokens: TokenServer) -> None:
    oauth = tokens.oauth()
    asked = server.browser_request(oauth, "sam", "http://127.0.0.1:1")
    with pytest.raises(RefusedError, match=r"^invalid_grant: code … is not good$"):
        server.redeem(oauth, asked, "stolen-code")
    assert "login_hint" not in asked.address
    assert asked.verifier not in repr(asked)


def test_a_sign_in_without_a_refresh_token_is_told(tokens: TokenServer, tmp_path: Path) -> None:
    tokens.body = b'{"access_token": "x", "expires_in": 60}'
    granted = signed_in(tokens, Browser())
    with pytest.raises(LoginError, match=r"no refresh token.*offline_access"):
        begin(tokens.sign_in(tmp_path / "token"), granted)
    assert not (tmp_path / "token").exists()


def test_what_was_granted_is_kept(tokens: TokenServer, tmp_path: Path) -> None:
    sign_in = tokens.sign_in(tmp_path / "token")
    granted = signed_in(tokens, Browser())
    begin(sign_in, granted)
    assert Place(sign_in).read() == granted.refresh


# --- a code ---------------------------------------------------------------------------------------------------------


class Waiting:
    """A clock that only a pause moves on."""

    def __init__(self) -> None:
        self.at = 0.0
        self.pauses: list[float] = []
        self.shown: list[Code] = []

    def pause(self, seconds: float) -> None:
        self.at += seconds
        self.pauses.append(seconds)

    def now(self) -> float:
        return self.at

    def sign_in(self, tokens: TokenServer, **changes: Any) -> Granted:
        return by_code(tokens.oauth(device=True, **changes), self.shown.append, pause=self.pause, now=self.now)


def test_a_code_is_asked_about_as_often_as_the_server_likes(tokens: TokenServer) -> None:
    tokens.device = ["authorization_pending", "slow_down", "authorization_pending", "slow_down"]
    waiting = Waiting()
    granted = waiting.sign_in(tokens)
    assert waiting.pauses == [5, 5, 10, 10, 15]  # RFC 8628 §3.5
    assert tokens.refresh[granted.refresh]
    (code,) = waiting.shown
    assert (code.user, code.address, code.lifetime) == ("WDJB-MJHT", f"{tokens.url}/activate", 600)
    assert code.device not in repr(code)
    (asked,) = tokens.said("/device")
    assert asked == {"client_id": "mailwatch-under-test", "scope": "imap offline_access"}


@pytest.mark.parametrize("answer", ["expired_token", "access_denied", "invalid_grant"])
def test_a_code_that_comes_to_nothing_ends_the_waiting(tokens: TokenServer, answer: str) -> None:
    tokens.device = ["authorization_pending", answer, "authorization_pending"]
    waiting = Waiting()
    with pytest.raises(RefusedError) as raised:
        waiting.sign_in(tokens)
    assert (raised.value.code, waiting.pauses) == (answer, [5, 5])


def test_a_code_is_not_asked_about_after_its_end(tokens: TokenServer) -> None:
    tokens.device, tokens.device_lifetime = ["authorization_pending"] * 100, 30
    waiting = Waiting()
    with pytest.raises(RefusedError, match="expired_token"):
        waiting.sign_in(tokens)
    assert waiting.at == 30


def test_a_token_server_that_is_away_meanwhile_is_asked_more_seldom(tokens: TokenServer) -> None:
    waiting = Waiting()

    def pause(seconds: float) -> None:
        waiting.pause(seconds)
        tokens.trouble = 503 if len(waiting.pauses) < 3 else 0

    oauth = tokens.oauth(device=True)
    granted = by_code(oauth, waiting.shown.append, pause=pause, now=waiting.now)
    assert waiting.pauses == [5, 10, 20]
    assert tokens.access[granted.access]


def test_a_server_that_gives_no_code_is_told(tokens: TokenServer) -> None:
    tokens.body = b'{"device_code": "x"}'
    with pytest.raises(UnreachableError, match="gives no code"):
        Waiting().sign_in(tokens)


def test_what_a_server_says_cannot_upset_a_terminal(tokens: TokenServer) -> None:
    tokens.body = b'{"device_code": "d", "user_code": "A\\u001b[2JB", "verification_uri": "https://a.example/\\u202ex"}'
    waiting = Waiting()
    with pytest.raises(RefusedError, match="expired_token"):
        waiting.sign_in(tokens)
    assert (waiting.shown[0].user, waiting.shown[0].address) == ("A [2JB", "https://a.example/ x")
    assert RefusedError("odd\n", "first\x1b]0;x\x07\r\nsecond " + "x" * 400).told.startswith(
        "odd: first ]0;x second xx"
    )


def test_a_client_secret_goes_along_where_there_is_one(tokens: TokenServer) -> None:
    Waiting().sign_in(tokens, client_secret="no-secret-at-all")
    assert [form["client_secret"] for path, form in tokens.asked if path != "/x"] == ["no-secret-at-all"] * 2
