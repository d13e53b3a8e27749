"""Drafts: whom they go to, what they say, and the bytes that lie in the Drafts folder."""

from mailwatch.core.drafting.addressing import (
    Addressee,
    addressees,
    answer_address,
    answered_mail,
    copied,
    identity_for,
    same_site,
)
from mailwatch.core.drafting.brief import Brief, Composed
from mailwatch.core.drafting.checks import template_problems
from mailwatch.core.drafting.compose import compose
from mailwatch.core.drafting.digests import digest, digest_of_mail, normalise
from mailwatch.core.drafting.mime import message_id_for
from mailwatch.core.drafting.rendering import blanks_of, check_template
from mailwatch.core.drafting.variables import VARIABLES

__all__ = [
    "VARIABLES",
    "Addressee",
    "Brief",
    "Composed",
    "addressees",
    "answer_address",
    "answered_mail",
    "blanks_of",
    "check_template",
    "compose",
    "copied",
    "digest",
    "digest_of_mail",
    "identity_for",
    "message_id_for",
    "normalise",
    "same_site",
    "template_problems",
]
