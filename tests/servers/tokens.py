"""An authorization server on loopback: authorization, token, device, revocation and introspection endpoints.

It is strict where RFC 6749, 7636 and 8628 let it be, and can be told to go wrong.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from mailwatch.config import OAuth, SignIn
from mailwatch.credentials import SecretSource
from tests.servers.base import HOST
from tests.servers.dovecot import Dovecot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLIENT_ID = "mailwatch-under-test"
SCOPES = ("imap", "offline_access")


class TokenServer:
    """Signs `login` in.

    Args:
        login: whose tokens they are.

    Knobs:
        rotates: every refresh gives a new refresh token, and the one before ends with it; used again, all end.
        lifetime: of access tokens, in seconds; None leaves it out of the answer.
        denies: the person says no.
        device: what each question about a device code is answered with; empty: the tokens.
        trouble: a status to answer every POST with.
        body: what to answer every POST with, as it is.
        meanwhile: what happens while a POST is answered.
    """

    def __init__(self, login: str = "sam@example.com") -> None:
        self.login = login
        self.rotates = False
        self.lifetime: int | None = 3600
        self.denies = False
        self.device: list[str] = []
        self.device_lifetime = 600
        self.device_interval = 5
        self.trouble = 0
        self.body: bytes | None = None
        self.meanwhile: Callable[[], object] = bool
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.access: dict[str, bool] = {}
        self.refresh: dict[str, bool] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._http = ThreadingHTTPServer((HOST, 0), _Handler)
        self._http.owner = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    # What a test does

    def oauth(self, *, device: bool = False, **changes: Any) -> OAuth:
        """This server, for a sign-in with the browser, or with a code."""
        ways = {"device_authorization_endpoint": f"{self.url}/device"} if device else {}
        ways |= {"authorization_endpoint": f"{self.url}/authorize", "revocation_endpoint": f"{self.url}/revoke"}
        return OAuth(
            **{"client_id": CLIENT_ID, "token_endpoint": f"{self.url}/token", "scopes": SCOPES, **ways, **changes}
        )

    def sign_in(self, file: Path, **changes: Any) -> SignIn:
        """An account here, whose refresh token is kept in a file."""
        source = SecretSource("file", str(file), "config.yaml:7:13")
        return SignIn("personal", self.login, source, "mailwatch:127.0.0.1:oauth2", self.oauth(**changes))

    def signed_in(self) -> str:
        """A refresh token, as if somebody had signed in."""
        token = _opaque("refresh")
        self.refresh[token] = True
        return token

    def expire(self) -> None:
        """No access token given out so far is good any more."""
        self.access = dict.fromkeys(self.access, False)

    def end(self) -> None:
        """The user takes the leave away."""
        self.refresh = dict.fromkeys(self.refresh, False)
        self.expire()

    def said(self, path: str) -> list[dict[str, str]]:
        """The forms that came for a path."""
        return [form for asked, form in self.asked if asked == path]

    # What it answers

    def authorize(self, query: dict[str, str]) -> str:
        """The address that the browser is sent back to."""
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert urlsplit(query["redirect_uri"]).hostname in (HOST, "localhost")
        if self.denies:
            answer = {"error": "access_denied", "error_description": "The user said no."}
        else:
            answer = {"code": (code := _opaque("code"))}
            self._codes[code] = query
        return f"{query['redirect_uri']}/?{urlencode(answer | {'state': query['state']})}"

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/introspect":
            good = self.access.get(form.get("token", ""), False)
            return 200, {"active": good, "username": self.login if good else ""}
        if form.get("client_id") != CLIENT_ID:
            return 401, {"error": "invalid_client"}
        if path == "/revoke":
            if form["token"] in self.refresh:
                self.refresh[form["token"]] = False
            return 200, {}
        if path == "/device":
            device, there = _opaque("device"), f"{self.url}/activate"
            self._codes[device] = form
            ends = {"expires_in": self.device_lifetime, "interval": self.device_interval}
            return 200, {"device_code": device, "user_code": "WDJB-MJHT", "verification_uri": there, **ends}
        return self._grant(form)

    def _grant(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        match form["grant_type"]:
            case "authorization_code":
                asked = self._codes.pop(form["code"], None)
                digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                if (
                    asked is None
                    or asked["code_challenge"] != challenge
                    or asked["redirect_uri"] != form["redirect_uri"]
                ):
                    return 400, {"error": "invalid_grant", "error_description": f"code {form['code']} is not good"}
                return 200, self._tokens(self.signed_in())
            case "refresh_token":
                return self._refreshed(form["refresh_token"])
            case "urn:ietf:params:oauth:grant-type:device_code":
                if form["device_code"] not in self._codes:
                    return 400, {"error": "invalid_grant"}
                if self.device:
                    return 400, {"error": self.device.pop(0)}
                del self._codes[form["device_code"]]
                return 200, self._tokens(self.signed_in())
        return 400, {"error": "unsupported_grant_type"}

    def _refreshed(self, token: str) -> tuple[int, dict[str, Any]]:
        if not self.refresh.get(token):
            if token in self.refresh:
                self.end()  # used twice: somebody has stolen it
            return 400, {"error": "invalid_grant", "error_description": f"Token {token} has been revoked."}
        if not self.rotates:
            return 200, self._tokens("")
        self.refresh[token] = False
        return 200, self._tokens(self.signed_in())

    def _tokens(self, refresh: str) -> dict[str, Any]:
        token = _opaque("access")
        self.access[token] = True
        said: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "scope": "imap"}
        said |= {"refresh_token": refresh} if refresh else {}
        return said | ({"expires_in": self.lifetime} if self.lifetime is not None else {})


class _Handler(BaseHTTPRequestHandler):
    timeout = 5.0

    @property
    def owner(self) -> TokenServer:
        owner: TokenServer = self.server.owner  # type: ignore[attr-defined]
        return owner

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        form = dict(parse_qsl(parts.query))
        self.owner.asked.append((parts.path, form))
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.owner.authorize(form))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._send(*self.owner.answer(parts.path, form))

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.owner.asked.append((self.path, form))
        self.owner.meanwhile()
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", f"/token?{urlencode(form)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.owner.trouble:
            self._send(self.owner.trouble, {"error": "server_error"})
        elif self.owner.body is not None:
            self._raw(200, self.owner.body)
        else:
            self._send(*self.owner.answer(self.path, form))

    def _send(self, status: int, said: dict[str, Any]) -> None:
        self._raw(status, json.dumps(said).encode())

    def _raw(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


class TokenDovecot(Dovecot):
    """A Dovecot that takes bearer tokens with one mechanism, and asks the token server about each."""

    def __init__(self, tokens: TokenServer, mechanism: str) -> None:
        self._tokens, self._mechanism = tokens, mechanism
        super().__init__()

    def _set_up(self) -> None:
        super()._set_up()
        settings = self.home / "oauth2.conf.ext"
        settings.write_text(
            f"introspection_mode = post\nintrospection_url = {self._tokens.url}/introspect\n"
            "username_attribute = username\nactive_attribute = active\nactive_value = true\nforce_introspection = yes\n"
        )
        with (self.home / "dovecot.conf").open("a") as config:
            config.write(f"auth_mechanisms = plain login {self._mechanism.lower()}\n")
            config.write(f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {settings}\n}}\n")


def _opaque(what: str) -> str:
    return f"{what}-{secrets.token_urlsafe(24)}"
