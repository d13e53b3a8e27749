"""What a client says to log in with a bearer token, before base64. The same for IMAP and SMTP."""

from __future__ import annotations


def xoauth2(login: str, token: str) -> str:
    """The initial response of XOAUTH2, the big providers' own mechanism (Google, "OAuth 2.0 Mechanism")."""
    return f"user={login}\1auth=Bearer {token}\1\1"


def oauthbearer(login: str, token: str) -> str:
    """The initial response of OAUTHBEARER (RFC 7628 §3.1), the login as a GS2 authzid (RFC 5801 §4)."""
    identity = login.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={identity},\1auth=Bearer {token}\1\1"
