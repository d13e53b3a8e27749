"""From a brief and templates to a finished draft. Values in, bytes out."""

from __future__ import annotations

from dataclasses import replace
from email.utils import format_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailwatch.core.drafting.addressing import same_site
from mailwatch.core.drafting.brief import Composed
from mailwatch.core.drafting.cleaning import clean_subject
from mailwatch.core.drafting.mime import assemble, encode_address, encode_addresses, encode_text, sendable
from mailwatch.core.drafting.phrases import parse_phrases
from mailwatch.core.drafting.rendering import blanks_of, render
from mailwatch.core.drafting.threads import in_reply_to, references, reply_subject
from mailwatch.core.drafting.variables import variables
from mailwatch.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailwatch.core.drafting.brief import Brief
    from mailwatch.core.drafting.phrases import Phrases
    from mailwatch.core.drafting.rendering import Rendered
    from mailwatch.core.models import Address

_NONE: Mapping[str, str] = MappingProxyType({})
FALLBACK_LANGUAGE = "en"


def compose(brief: Brief, shipped: Mapping[str, str], own: Mapping[str, str] = _NONE) -> Composed:
    """Write a draft.

    Args:
        brief: what it is made from.
        shipped: mailwatch's templates, text by name (`en/thank_you.txt.j2`, `en/phrases.toml`).
        own: the user's, by the same names. One with an error is replaced by the shipped one and named in a notice.

    Raises:
        TemplateError: a shipped template is missing or wrong.
        ValueError: the user's own address cannot stand in a header.
    """
    notices: list[str] = []
    language = _language(brief, shipped, notices)
    words = _words(brief, language, shipped, own, notices)
    subject = reply_subject(brief.answers.subject) if brief.answers else clean_subject(words.subject)
    to = _kept(brief.to, notices)
    if not to:
        notices.append("Nobody's address is known: fill in the recipient.")
    notices += _elsewhere(brief)
    headers = _headers(brief, subject, to, _kept(brief.cc, notices))
    return Composed(
        raw=assemble(headers, words.text + "\n"),
        subject=subject,
        text=words.text,
        message_id=brief.message_id,
        blanks=blanks_of(words.text),
        fills=words.fills,
        notices=tuple(notices),
    )


def _language(brief: Brief, shipped: Mapping[str, str], notices: list[str]) -> str:
    language = brief.language.replace("_", "-").partition("-")[0].lower()
    if f"{language}/{brief.step}.txt.j2" in shipped:
        return language
    notices.append(f"There is no template for the language {language!r}: the draft is in English.")
    return FALLBACK_LANGUAGE


def _words(
    brief: Brief, language: str, shipped: Mapping[str, str], own: Mapping[str, str], notices: list[str]
) -> Rendered:
    """The rendered text: the user's template where there is one and it works, else the shipped one."""
    name = f"{language}/{brief.step}.txt.j2"
    values = variables(brief, _phrases(language, shipped, own, notices))
    if name not in own:
        return render(name, _required(shipped, name), values)
    try:
        rendered = render(name, own[name], values)
    except TemplateError as error:
        notices.append(f"Your template cannot be used: {error}. The text that comes with mailwatch stands in for it.")
        return render(name, _required(shipped, name), values)
    if rendered.subject or brief.answers:
        return rendered
    return replace(rendered, subject=render(name, _required(shipped, name), values).subject)


def _phrases(language: str, shipped: Mapping[str, str], own: Mapping[str, str], notices: list[str]) -> Phrases:
    name = f"{language}/phrases.toml"
    try:
        return parse_phrases(name, _required(shipped, name), own.get(name, ""))
    except TemplateError as error:
        if name not in own:
            raise
        notices.append(f"Your phrases cannot be used: {error}. Those that come with mailwatch stand in for them.")
        return parse_phrases(name, shipped[name])


def _required(shipped: Mapping[str, str], name: str) -> str:
    if name not in shipped:
        raise TemplateError(f"{name}: the template is missing from this installation", name)
    return shipped[name]


def _kept(addresses: tuple[Address, ...], notices: list[str]) -> tuple[Address, ...]:
    notices += [f"{one.email!r} is left out: no header can carry it." for one in addresses if not sendable(one)]
    return tuple(one for one in addresses if sendable(one))


def _elsewhere(brief: Brief) -> list[str]:
    """A notice where the answered mail wants its answers at another domain than it came from."""
    mail = brief.answers
    if mail is None or not mail.reply_to or same_site(mail.sender.email, mail.reply_to):
        return []
    used = ", ".join(one.email for one in brief.to) or "nobody yet"
    notice = (
        f"The mail came from {mail.sender.email} and asks for answers at {mail.reply_to}, another domain. "
        f"The draft is addressed to {used}: look before you send it."
    )
    return [notice]


def _headers(brief: Brief, subject: str, to: tuple[Address, ...], cc: tuple[Address, ...]) -> list[tuple[str, str]]:
    """All headers but the MIME ones, in order. Without a recipient there is no To: an empty one is no RFC 5322."""
    headers = [
        ("Date", format_datetime(brief.now)),
        ("From", encode_address(brief.identity)),
        ("To", encode_addresses(to)),
        ("Cc", encode_addresses(cc)),
        ("Subject", encode_text(subject)),
        ("Message-ID", brief.message_id),
        ("In-Reply-To", in_reply_to(brief.answers) if brief.answers else ""),
        ("References", " ".join(references(brief.answers)) if brief.answers else ""),
    ]
    return [(name, value) for name, value in headers if value]
