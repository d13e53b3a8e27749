"""Signing in by OAuth 2. Imported only where an account does; oauthlib and HTTP only where a token is asked for.

Whoever logs in anywhere needs one function, `access_token`: the mailbox, and the notices by SMTP with the SASL strings
of `mailwatch.signin.sasl`, or with a library's own (`aiosmtplib` takes an `oauth_token_generator`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailwatch.signin.tokens import Tokens, remedy

if TYPE_CHECKING:
    from mailwatch.config import SignIn
    from mailwatch.credentials import Secret

__all__ = ["access_token", "remedy"]

_TOKENS = Tokens()


def access_token(sign_in: SignIn, refused: str = "") -> Secret:
    """An access token that is good for some minutes at least; the one to call before every login, IMAP and SMTP alike.

    It may be called from any thread. What a server refuses may have been revoked early: call once more, with the
    refused token, and log in with what comes then; if that is refused too, it is a `LoginError`.

    Args:
        sign_in: the account, as in `Mailbox.sign_in` and `Smtp.sign_in` of the config.
        refused: a token from here that a server did not accept; it will not come again.

    Raises:
        LoginError: the sign-in has ended (revoked, expired); the text says to run `mailwatch auth login`.
        UnreachableError: the token server cannot be reached or is in trouble; worth another try later.
        CredentialError: nobody has signed in yet, or the refresh token cannot be read or kept.
    """
    return _TOKENS.access(sign_in, refused)
