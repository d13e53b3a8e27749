"""The config: one YAML file, checked whole before anything of it is in force.

pydantic and PyYAML are imported only when a config is read, and its values when one of them is asked for, so that verbs
that need none start without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailwatch.config.places import Paths, default_path, machine_timezone, paths
from mailwatch.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from mailwatch.config.values import Config, Digest, KnownApplication, Mailbox, OAuth, Server, SignIn, Smtp, You

__all__ = [
    "Config",
    "Digest",
    "KnownApplication",
    "Mailbox",
    "OAuth",
    "Paths",
    "Server",
    "SignIn",
    "Smtp",
    "You",
    "default_path",
    "example",
    "json_schema",
    "load",
    "machine_timezone",
    "parse",
    "paths",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mailwatch.config import values  # noqa: PLC0415 - 40 ms that `status` has no need to pay

    return getattr(values, name)


def load(path: Path) -> Config:
    """Read a config file, and look whether the files it names are there.

    Raises:
        ConfigError: it cannot be read, or is not valid; carries every problem as `file:line:column: …`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no config here; `mailwatch init` writes one"]) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise ConfigError([f"{path}:{line}:{column}: not UTF-8 text; save the file as UTF-8"]) from None
    from mailwatch.config.build import build  # noqa: PLC0415 - 180 ms

    return build(text, str(path), look_at_files=True)


def parse(text: str, filename: str) -> Config:
    """Like `load`, for a text; files it names need not exist.

    Raises:
        ConfigError: it is not valid; carries every problem as `filename:line:column: …`.
    """
    from mailwatch.config.build import build  # noqa: PLC0415 - 180 ms

    return build(text, filename, look_at_files=False)


def json_schema() -> str:
    """The text of `mailwatch.schema.json`, for editors, made from the declarations of the options."""
    from mailwatch.config.json_schema import document  # noqa: PLC0415 - 180 ms

    return document()


def example() -> str:
    """The text of `config.example.yaml`, made from the declarations of the options."""
    from mailwatch.config.generate import example as generated  # noqa: PLC0415 - 180 ms

    return generated()
