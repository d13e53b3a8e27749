"""What is in force: every option with its value and where that comes from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from mailwatch.config import marks, schema
from mailwatch.config.declared import is_list, section_of
from mailwatch.config.places import is_timezone, machine_timezone
from mailwatch.config.providers import IMAP_PORTS, PROVIDERS, SMTP_PORTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

    from mailwatch.config.marks import Document, Path
    from mailwatch.config.providers import Provider


_USUAL = {"security": "tls", "auth": "password"}


class Setting(NamedTuple):
    """One option. `value` is as the config would write it; `origin` is `file:line`, or says in a word who decided."""

    option: str
    value: str
    origin: str


def effective(text: str, filename: str, environ: Mapping[str, str] = os.environ) -> list[Setting]:
    """All options of a valid config, in the order of the declarations; those that nothing is set to are left out.

    Where a secret is kept is shown; no secret is.
    """
    return list(_Walk(marks.read(text), filename, environ).section(schema.Root, ()))


class _Walk:
    def __init__(self, document: Document, filename: str, environ: Mapping[str, str]) -> None:
        self.document = document
        self.filename = filename
        self.environ = environ

    def section(self, model: type[BaseModel], path: Path) -> Iterator[Setting]:
        for name, field in model.model_fields.items():
            here: Path = (*path, name)
            inner = section_of(field)
            if inner is None or name == "secret":
                yield from self.option(field, here)
            elif is_list(field):
                items = self.document.get(here)
                for number in range(len(items) if isinstance(items, list) else 0):
                    yield from self.section(inner, (*here, number))
            elif self.document.get(here) is not None or not _optional(field):
                yield from self.section(inner, here)

    def option(self, field: FieldInfo, path: Path) -> Iterator[Setting]:
        written = self.document.get(path)
        if written is not None:
            place = f"{self.filename}:{self.document.value_at(path).line}"
            yield Setting(self.name(path), _hidden(path, written) or _shown(written), place)
        elif found := self.filled_in(path) or _default(field):
            yield Setting(self.name(path), *found)

    def filled_in(self, path: Path) -> tuple[str, str] | None:
        """What the provider, the machine, or another option says where nothing is written; with who says it."""
        name = path[-1]
        if path == ("you", "timezone"):
            named = self.environ.get("TZ", "").removeprefix(":")
            return machine_timezone(self.environ), "environment TZ" if is_timezone(named) else "this machine"
        if path[0] == "mailboxes" or path[:2] == ("digest", "smtp"):
            return self._of_the_server(str(name), path)
        return None

    def _of_the_server(self, name: str, path: Path) -> tuple[str, str] | None:
        box = path[:2]
        smtp = path[0] == "digest"
        provider = PROVIDERS.get(str(self.document.get((*box, "provider"))))  # type: ignore[call-overload]
        if name == "name" and not smtp and (login := self.document.get((*box, "login"))):
            return str(login), "its login"
        if (name == "login" and self.document.get((*box, "security")) != "none") or (name == "name" and not smtp):
            return str(self.document.get(("you", "email"))), "you.email"
        if name == "auth" and not smtp and self.document.get((*box, "oauth")) is not None:
            return "oauth2", "its oauth"
        if provider and (value := _of_the_provider(provider, name, path, smtp=smtp)):
            return value, f"provider {self.document.get((*box, 'provider'))}"
        if name in _USUAL:
            return _USUAL[name], "default"
        if name == "port":
            ports: Mapping[Any, int] = SMTP_PORTS if smtp else IMAP_PORTS
            return str(ports.get(self.document.get((*box, "security")) or "tls", "")), "default"
        return None

    def name(self, path: Path) -> str:
        """`mailboxes[personal].port`."""
        text = ""
        for depth, part in enumerate(path):
            if isinstance(part, int):
                item = self.document.get(path[: depth + 1])
                called = (item[k] for k in ("name", "company", "login") if k in item) if isinstance(item, dict) else ()
                text += f"[{next(iter(called), part + 1)}]"
            else:
                text += f".{part}" if text else part
        return text


def _of_the_provider(provider: Provider, name: str, path: Path, *, smtp: bool) -> str:
    at = provider.smtp if smtp else provider.imap
    known = {"host": at.host, "port": str(at.port), "security": at.security, "auth": provider.auth}
    if path[-2:] == ("trust", "authserv_id"):
        return ", ".join(provider.authserv_ids)
    return known.get(name, "")


def _hidden(path: Path, written: object) -> str:
    """What to show in place of a value that is a secret, or a command line that may have one in it; else empty."""
    if path[-1] == "client_secret":
        return "(hidden)"
    command = next((k for k in ("command", "token_command") if k in written), "") if isinstance(written, dict) else ""
    if path[-1] == "secret" and command:
        program, blank, _ = str(written[command]).partition(" ")  # type: ignore[index]
        return f"{command}: {program}{' ...' if blank else ''}"
    return ""


def _default(field: FieldInfo) -> tuple[str, str] | None:
    return None if field.default in (None, [], {}) or field.is_required() else (_shown(field.default), "default")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(each)}" for key, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _optional(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)
