"""What the config says about signing in by OAuth 2, and what is known of the providers."""

from __future__ import annotations

import pytest

from mailwatch.config import Config, SignIn, parse
from mailwatch.errors import ConfigError

YOU = "you: {name: Sam, email: sam@example.com}\n"


def config(mailbox: str, smtp: str = "") -> Config:
    digest = f"digest: {{smtp: {{{smtp}}}}}\n" if smtp else ""
    return parse(f"{YOU}mailboxes:\n  - {{name: box, {mailbox}}}\n{digest}", "c.yaml")


def sign_in(mailbox: str) -> SignIn:
    (box,) = config(mailbox).mailboxes
    assert box.server.auth == "oauth2"
    assert box.sign_in
    return box.sign_in


def problem(mailbox: str, smtp: str = "") -> str:
    with pytest.raises(ConfigError) as raised:
        config(mailbox, smtp)
    (only,) = raised.value.problems
    return only


def test_google_is_signed_in_to_with_the_browser() -> None:
    found = sign_in("provider: gmail, oauth: {client_id: x.apps.example.com, client_secret: s}")
    assert (found.name, found.login, found.service) == ("box", "sam@example.com", "mailwatch:imap.gmail.com:oauth2")
    assert (found.secret.kind, found.secret.place) == ("keyring", "c.yaml:3:5")
    oauth = found.oauth
    assert oauth
    assert (oauth.client_id, oauth.client_secret, oauth.scopes) == (
        "x.apps.example.com",
        "s",
        ("https://mail.google.com/",),
    )
    assert oauth.authorization_endpoint == "https://accounts.google.com/o/oauth2/v2/auth"
    assert oauth.token_endpoint == "https://oauth2.googleapis.com/token"
    assert oauth.device_authorization_endpoint == ""  # it gives no leave to read mail
    assert oauth.redirect_host == "127.0.0.1"


def test_microsoft_is_signed_in_to_with_a_code_in_the_tenant_that_is_named() -> None:
    oauth = sign_in("provider: outlook, oauth: {client_id: x, tenant: contoso.example}").oauth
    assert oauth
    base = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0"
    assert (oauth.token_endpoint, oauth.device_authorization_endpoint) == (f"{base}/token", f"{base}/devicecode")
    assert oauth.authorization_endpoint == f"{base}/authorize"
    assert "offline_access" in oauth.scopes
    assert sign_in("provider: outlook, oauth: {client_id: x}").oauth != oauth


def test_any_other_server_is_named_by_its_endpoints() -> None:
    ends = "authorization_endpoint: https://a.example/auth?x=y, token_endpoint: http://127.0.0.1:8080/token"
    oauth = sign_in(f"host: imap.example.com, auth: oauth2, oauth: {{client_id: x, scopes: [a, b], {ends}}}").oauth
    assert oauth
    assert (oauth.authorization_endpoint, oauth.token_endpoint) == (
        "https://a.example/auth?x=y",
        "http://127.0.0.1:8080/token",
    )
    assert (oauth.scopes, oauth.revocation_endpoint) == (("a", "b"), "")


def test_nothing_of_the_providers_server_holds_for_another_one() -> None:
    ends = "authorization_endpoint: https://a.example/auth, token_endpoint: https://a.example/token"
    oauth = sign_in(f"provider: outlook, oauth: {{client_id: x, {ends}}}").oauth
    assert oauth
    assert (oauth.device_authorization_endpoint, oauth.redirect_host) == ("", "127.0.0.1")


@pytest.mark.parametrize("key", ["command", "token_command"])
def test_a_command_that_prints_tokens_needs_nothing_else(key: str) -> None:
    found = sign_in(f"provider: outlook, secret: {{{key}: pizauth show box}}")
    assert found.oauth is None
    assert (found.secret.kind, found.secret.value) == ("command", "pizauth show box")
    assert sign_in("provider: gmail, secret: {token_command: a}").oauth is None


def test_a_password_is_no_sign_in() -> None:
    (box,) = config("provider: gmail").mailboxes
    assert (box.server.auth, box.sign_in) == ("password", None)


@pytest.mark.parametrize(
    ("mailbox", "told"),
    [
        ("provider: gmail, auth: oauth2", "box].oauth: oauth2 needs client_id (the id of an app registered"),
        ("provider: outlook", "expected oauth: {client_id: ...}, or secret: {token_command: ...}"),
        ("provider: posteo, auth: oauth2, oauth: {client_id: x}", "needs token_endpoint, authorization_endpoint or"),
        ("provider: gmail, auth: password, oauth: {client_id: x}", "are not for passwords; expected oauth2"),
        ("provider: gmail, auth: password, secret: {token_command: a}", "are not for passwords; expected oauth2"),
        ("provider: gmail, oauth: {client_id: x}, secret: {systemd: x}", "a refresh token changes, a systemd cred"),
        ("provider: gmail, oauth: {client_id: x, token_endpoint: 'http://a.example/'}", "show your tokens to others"),
        ("provider: gmail, oauth: {client_id: x, token_endpoint: a.example}", "is not an address; expected such as"),
        ("provider: gmail, oauth: {client_id: x, token_endpoint: 'https://a:b@c/'}", "is not an address"),
        ("provider: gmail, oauth: {client_id: x, token_endpoint: 'https://a:b/'}", "is not an address"),
        ("provider: outlook, oauth: {client_id: x, tenant: a/b}", "is no tenant; expected such as common"),
        ("provider: outlook, oauth: {clientid: x}", "did you mean client_id?"),
    ],
)
def test_what_cannot_be_signed_in_to_is_told_with_the_remedy(mailbox: str, told: str) -> None:
    line = problem(mailbox)
    assert line.startswith("c.yaml:3:")
    assert told in line


def test_a_client_secret_is_not_repeated() -> None:
    line = problem("provider: gmail, oauth: {client_id: x, client_secret: 'half of it'}")
    assert "half of" not in line
    assert "copy it anew" in line


def test_notices_go_out_by_the_sign_in_of_the_mailbox() -> None:
    oauth = "oauth: {client_id: x}"
    box = config(f"provider: gmail, {oauth}", "provider: gmail").mailboxes[0]
    for mailbox, smtp in (
        (f"provider: gmail, {oauth}", "provider: gmail"),
        (f"provider: gmail, {oauth}", "provider: gmail, auth: oauth2, secret: keyring"),
        (f"provider: gmail, {oauth}", "host: smtp.example.com, auth: oauth2, login: Sam@example.com"),
    ):
        found = config(mailbox, smtp).digest.smtp
        assert found
        assert found.sign_in == box.sign_in


@pytest.mark.parametrize(
    "smtp",
    [
        "host: smtp.example.com",  # a token is for its own provider, unless somebody says otherwise
        "provider: gmail, secret: keyring",
        "provider: gmail, auth: password",
        "provider: gmail, login: lee@example.com",
        "provider: fastmail",
    ],
)
def test_a_token_goes_nowhere_else_by_itself(smtp: str) -> None:
    found = config("provider: gmail, oauth: {client_id: x}", smtp).digest.smtp
    assert found
    assert found.sign_in is None


def test_notices_may_have_a_token_command_of_their_own() -> None:
    found = config("provider: posteo", "host: smtp.example.com, secret: {token_command: show}").digest.smtp
    assert found
    assert found.sign_in
    assert (found.sign_in.oauth, found.sign_in.secret.value) == (None, "show")


def test_notices_without_a_sign_in_to_use_are_told() -> None:
    line = problem("provider: posteo", "host: smtp.example.com, auth: oauth2")
    assert line.startswith("c.yaml:4:")
    assert "no mailbox with the login sam@example.com has auth: oauth2; expected one, or secret" in line
    line = problem("provider: posteo", "host: smtp.example.com, auth: password, secret: {token_command: x}")
    assert "a token_command is not for passwords" in line
