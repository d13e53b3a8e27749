"""Every option, declared once: its type, its default, one sentence, an example.

The validation, the error messages and `config.example.yaml` all come from here.
"""

from __future__ import annotations

import difflib
from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from mailwatch.config import scalars
from mailwatch.config.providers import Auth, ProviderName, Security

if TYPE_CHECKING:
    from collections.abc import Callable

UNSET: Any = None


def option(sentence: str, *, default: Any = ..., example: str = "", **limits: Any) -> Any:  # noqa: ANN401 - as Field
    """Declare an option: what it is for, what holds when it is not written, and how it is written.

    Args:
        sentence: one sentence for the example file and the messages.
        default: its value as the config would write it; without one the option must be written.
        example: its value in YAML, where the default does not show what one would write.
        **limits: bounds, as pydantic names them.
    """
    declared: Any = Field(default, description=sentence, examples=[example] if example else None, **limits)
    return declared


def _written_as(parse: Callable[[str], object]) -> BeforeValidator:
    def check(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "text")
        return parse(value)

    return BeforeValidator(check)


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _for_editors(type_: str | list[str], **more: Any) -> WithJsonSchema:  # noqa: ANN401 - as JSON Schema has it
    """How a value looks to an editor that knows YAML's own types, in JSON Schema."""
    return WithJsonSchema({"type": type_, **more})


_UNITS = "([Mm](in(ute)?s?)?|[Hh](ours?)?|[Dd](ays?)?|[Ww](eeks?)?)"
_CLOCK = "[0-9]{1,2}:[0-9]{2}"
_TEXT = ["string", "number", "boolean"]
"""What text may look like: a role called 2024 is a number to YAML."""

Line = Annotated[str, _written_as(scalars.line_of_text), _for_editors(_TEXT)]
MailAddress = Annotated[str, _written_as(scalars.address), _for_editors("string", pattern="^[^\\s@]+@[^\\s@]+$")]
FileName = Annotated[str, _written_as(scalars.path)]
Host = Annotated[str, _written_as(scalars.host)]
Zone = Annotated[str, _written_as(scalars.timezone)]
Duration = Annotated[
    timedelta, _written_as(scalars.duration), _for_editors("string", pattern=f"^([0-9]+ *{_UNITS} *,? *)+$")
]
Clock = Annotated[time, _written_as(scalars.clock), _for_editors("string", pattern=f"^{_CLOCK}$")]
Hours = Annotated[
    tuple[time, time], _written_as(scalars.hours), _for_editors("string", pattern=f"^{_CLOCK} *[-–] *{_CLOCK}$")  # noqa: RUF001
]
Weekday = Annotated[int, _written_as(scalars.weekday), _for_editors("string", enum=list(scalars.WEEKDAYS))]
Holidays = Annotated[str, _written_as(scalars.holidays)]
Endpoint = Annotated[str, _written_as(scalars.endpoint)]
Opaque = Annotated[str, _written_as(scalars.opaque)]
Lines = Annotated[
    list[Line],
    BeforeValidator(_one_or_more),
    WithJsonSchema({"anyOf": [{"type": _TEXT}, {"type": "array", "minItems": 1, "items": {"type": _TEXT}}]}),
]


class Section(BaseModel):
    """A mapping in the config: unknown keys are errors, and no value is ever repeated by pydantic."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)


class You(Section):
    """Who you are."""

    name: Line = option("Your name, as your mails are signed with it.", example="Sam Rivera")
    email: MailAddress = option("Your main mail address; notices go here and nowhere else.", example="sam@example.com")
    aliases: list[MailAddress] = option(
        "Other addresses of yours that employers write to.", default=[], example="[sam.rivera@example.org]"
    )
    timezone: Zone | None = option(
        "Your time zone, for working hours and for times in mails that name none; without it, this machine's.",
        default=UNSET,
        example="Europe/Berlin",
    )


def _one_place(value: object) -> object:
    """Bring the two ways to write a secret's place into one: `keyring`, or a mapping with one key.

    What is written here is never repeated in a message: it may be the secret itself.
    """
    if value == "keyring":
        return {}
    if not isinstance(value, dict):
        near = difflib.SequenceMatcher(None, str(value).lower(), "keyring").ratio() > _NEAR
        hint = "; did you mean keyring?" if near else "; a password itself must not stand in the config"
        raise PydanticCustomError("place", "{text}", {"text": f"this is no place for a secret; {_PLACES}{hint}"})
    if len(value) != 1:
        raise PydanticCustomError("place", "{text}", {"text": f"a secret is kept in exactly one place; {_PLACES}"})
    return value


_PLACES = "expected keyring, {command: ...}, {file: ...}, {systemd: ...} or {token_command: ...}"
_NEAR = 0.7


class Secret(Section):
    """Where a secret is kept: the keyring, or one of these."""

    command: Annotated[str, _written_as(scalars.command)] | None = option(
        "A program that prints it in its first line.", default=UNSET, example="pass show mail"
    )
    file: FileName | None = option(
        "A file that only you can read (chmod 600).", default=UNSET, example="~/.mail-password"
    )
    systemd: Annotated[str, _written_as(scalars.credential_name)] | None = option(
        "The name of a systemd credential (LoadCredential=).", default=UNSET, example="mail-password"
    )
    token_command: Annotated[str, _written_as(scalars.command)] | None = option(
        "A program that prints a fresh access token, for oauth2.", default=UNSET, example="pizauth show personal"
    )

    @model_validator(mode="before")
    @classmethod
    def _keyring(cls, value: object) -> object:
        return _one_place(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either word or mapping, for editors."""
        mapping = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [{"const": "keyring"}, {**mapping, "minProperties": 1, "maxProperties": 1}]}


_WHERE_IT_IS = (
    "Where the password is: keyring, or {command: pass show mail}, {file: ~/.mail-password}, {systemd: mail-password}; "
    "for oauth2 perhaps {token_command: pizauth show personal}."
)


class OAuth(Section):
    """Signing in by OAuth 2: `mailwatch auth login` asks once, and the refresh token is kept where secret says."""

    client_id: Opaque | None = option(
        "The id of an app registered with the provider.", default=UNSET, example="1234-abcd.apps.example.com"
    )
    client_secret: Opaque | None = option(
        "What Google calls the client secret; in an app on your own machine it is none.", default=UNSET, example="abcd"
    )
    tenant: Annotated[str, _written_as(scalars.tenant)] = option(
        "The Microsoft 365 tenant (outlook only): common, consumers, or your organization's.", default="common"
    )
    scopes: Lines = option(
        "What to ask leave for; known for gmail and outlook.", default=[], example="[https://mail.example.com/imap]"
    )
    authorization_endpoint: Endpoint | None = option(
        "Where the browser is sent to sign in; known for gmail.",
        default=UNSET,
        example="https://auth.example.com/authorize",
    )
    token_endpoint: Endpoint | None = option(
        "Where tokens are given out; known for gmail and outlook.",
        default=UNSET,
        example="https://auth.example.com/token",
    )
    device_authorization_endpoint: Endpoint | None = option(
        "Where codes to type in on another device are given out; known for outlook.",
        default=UNSET,
        example="https://auth.example.com/device",
    )
    revocation_endpoint: Endpoint | None = option(
        "Where a sign-out is told; known for gmail.", default=UNSET, example="https://auth.example.com/revoke"
    )


class Trust(Section):
    """Whose word counts on whether a sender is who they say."""

    authserv_id: Lines = option(
        "The name your provider writes first in its Authentication-Results headers; known for some providers.",
        default=[],
        example="mx.example.com",
    )


class Mailbox(Section):
    """One mail account to watch."""

    name: Line | None = option(
        "What mailwatch calls this mailbox; without it, the login.", default=UNSET, example="personal"
    )
    provider: ProviderName | None = option(
        "A provider whose servers are known; otherwise name host, and port and security where they are unusual.",
        default=UNSET,
        example="fastmail",
    )
    host: Host | None = option("The IMAP server.", default=UNSET, example="imap.example.com")
    port: int | None = option(
        "Its port; 993 with tls, 143 with starttls.", default=UNSET, example="993", ge=1, le=65_535
    )
    security: Security | None = option("tls, starttls, or none (this machine only).", default=UNSET, example="tls")
    ca_file: FileName | None = option(
        "A certificate file (PEM) to trust instead of the system's, for a server with its own authority.",
        default=UNSET,
        example="~/.config/mailwatch/ca.pem",
    )
    login: Line | None = option(
        "The user name; without it, your mail address.", default=UNSET, example="sam@example.com"
    )
    auth: Auth | None = option(
        "password, or oauth2: then run `mailwatch auth login`, or let secret name a token_command.",
        default=UNSET,
        example="oauth2",
    )
    secret: Secret = option(_WHERE_IT_IS, default="keyring")
    oauth: OAuth | None = option("How to sign in with oauth2.", default=UNSET)
    watch: Annotated[Lines, Field(min_length=1)] = option("The folders to read.", default=["INBOX"])
    drafts: Line | None = option("The Drafts folder, if the server does not say.", default=UNSET, example="Drafts")
    sent: Line | None = option("The Sent folder, if the server does not say.", default=UNSET, example="Sent")
    trash: Line | None = option("The Trash folder, if the server does not say.", default=UNSET, example="Trash")
    trust: Trust = option("Whose word counts on whether a sender is who they say.", default={})
    first_scan_days: int = option("How far back the first run reads, in days.", default=90, ge=0, le=3650)


class ThankYou(Section):
    """The thank-you after an interview."""

    after: Duration = option("How long after the interview's end it is drafted.", default="30 minutes")
    within: Duration = option("By when after the interview's end it should be sent.", default="24 hours")
    remind: Duration = option("How long before that you are reminded.", default="4 hours")
    until: Duration = option("After which time it is not written any more.", default="3 days")


class Wait(Section):
    """How long to wait before a step."""

    after: Duration = option("How long to wait for word from the employer first.", default="7 days")


class Answer(Section):
    """How long something may be answered."""

    until: Duration = option("After which time it is not written any more.", default="7 days")


class Policy(Section):
    """When each draft falls due."""

    thank_you: ThankYou = option("The thank-you after an interview.", default={})
    follow_up: Wait = option("The first follow-up, if no timeline was stated.", default={})
    value_follow_up: Wait = option("The second one, which adds something of value.", default={})
    graceful_exit: Wait = option("The last one, which lets go.", default={})
    rejection_reply: Answer = option("The answer to a rejection.", default={})
    working_days: Annotated[list[Weekday], Field(min_length=1)] = option(
        "The days on which drafts may appear (the thank-you may on any).", default=["mon", "tue", "wed", "thu", "fri"]
    )
    working_hours: Hours = option("The hours in which drafts may appear.", default="09:00-17:30")
    holidays: Holidays = option(
        "Public holidays to leave out: none, a country (DE), or a country and its part (DE-BE).",
        default="none",
        example="DE-BE",
    )
    stale_after: Duration = option("A follow-up found to be this late is not written any more.", default="14 days")
    most_drafts: int = option(
        "How many drafts may wait in your Drafts folder; only thank-yous are placed beyond it, the rest is announced.",
        default=5,
        ge=1,
        le=100,
    )
    copy_thread: bool = option("Whether to copy those who were copied on the mail that a draft answers.", default=False)


class Smtp(Section):
    """The server that carries notices to you."""

    provider: ProviderName | None = option(
        "A provider whose server is known; otherwise name host.", default=UNSET, example="fastmail"
    )
    host: Host | None = option("The SMTP server.", default=UNSET, example="smtp.example.com")
    port: int | None = option(
        "Its port; 465 with tls, 587 with starttls.", default=UNSET, example="465", ge=1, le=65_535
    )
    security: Security | None = option("tls, starttls, or none (this machine only).", default=UNSET, example="tls")
    ca_file: FileName | None = option(
        "A certificate file (PEM) to trust instead of the system's.",
        default=UNSET,
        example="~/.config/mailwatch/ca.pem",
    )
    login: Line | None = option(
        "The user name; without it, your mail address, or no login where security is none.",
        default=UNSET,
        example="sam@example.com",
    )
    auth: Auth | None = option(
        "password, or oauth2: the sign-in of the mailbox with the same login, or a token_command in secret.",
        default=UNSET,
        example="oauth2",
    )
    secret: Secret = option(_WHERE_IT_IS, default="keyring")


class Digest(Section):
    """Notices to you, at you.email and nowhere else."""

    at: Clock = option("When the morning digest is sent.", default="08:00")
    desktop: bool = option(
        "Whether to show on this machine's desktop, too, that something waits: a title, without names.", default=False
    )
    smtp: Smtp | None = option(
        "The server that carries the notices; without one they are only logged.",
        default=UNSET,
    )


class Person(Section):
    """Somebody on the employer's side."""

    name: Line = option("Their name.", example="Dana Okafor")
    email: MailAddress | None = option("Their mail address.", default=UNSET, example="dana@acme.example")


class Application(Section):
    """What no mail can know about an application."""

    company: Line = option("The company, as its mails name it.", example="Acme")
    role: Line | None = option("The role.", default=UNSET, example="Staff Engineer")
    timeline: Line | None = option(
        "When they said you would hear from them: a time, or a day.", default=UNSET, example="2 weeks"
    )
    topics: list[Line] = option("What you talked about.", default=[], example="[event sourcing]")
    skill: Line | None = option("What of yours they need most.", default=UNSET, example="untangling old systems")
    value: Annotated[str, Field(min_length=1)] | None = option(
        "Something useful to add in the second follow-up.", default=UNSET, example="a note on our migration"
    )
    people: list[Person] = option("Who is on the other side.", default=[])


class StockItem(Section):
    """One thing worth sending in a value follow-up."""

    text: Line = option("One to three sentences, as they shall stand in the draft.", example="I wrote about our move.")
    tags: list[Line] = option("What it is about; it is used where one of these came up.", default=[], example="[Kafka]")
    link: Line | None = option("Where to read more.", default=UNSET, example="https://example.com/our-move")
    language: Line | None = option(
        "The language of the text; without it, any draft may bring it.", default=UNSET, example="en"
    )


class Root(Section):
    """The whole config."""

    you: You = option("Who you are.")
    mailboxes: Annotated[list[Mailbox], Field(min_length=1)] = option("The mail accounts to watch.")
    policy: Policy = option("When each draft falls due.", default={})
    digest: Digest = option("Notices to you, at you.email and nowhere else.", default={})
    templates: FileName | None = option(
        "A folder with your own draft texts; those of its files that have the name of one of mailwatch's replace it.",
        default=UNSET,
        example="~/.config/mailwatch/templates",
    )
    applications: list[Application] = option("What no mail can know about your applications.", default=[])
    stock: list[StockItem] = option("What second follow-ups may bring, each once a company.", default=[])
