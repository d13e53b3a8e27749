"""The files that come with mailwatch and are no code: draft templates, the example config, service files.

An installed mailwatch has them in `mailwatch/share`; in a checkout they lie at the top, for people to find.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from mailwatch.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

_TEMPLATES = "templates"


def text(name: str) -> str:
    """A file's text, such as `config.example.yaml` or `systemd/mailwatch.service`.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    return _root().joinpath(*name.split("/")).read_text(encoding="utf-8")


def templates(language: str = "") -> Mapping[str, str]:
    """The draft texts that come with mailwatch: name (`en/thank_you.txt.j2`) to text.

    Args:
        language: only those of one language (`en`); all when empty.
    """
    folder = _root() / _TEMPLATES
    return dict(_texts(folder / language, f"{language}/") if language else _texts(folder, ""))


def user_templates(directory: Path) -> Mapping[str, str]:
    """The draft texts of the user, named as `templates` names ours.

    Raises:
        ConfigError: the folder, or a file in it, cannot be read, or is not UTF-8 text.
    """
    try:
        return dict(_texts(directory, ""))
    except OSError as error:
        raise ConfigError([f"{error.filename or directory}: cannot be read: {error.strerror}"]) from None


def _root() -> Traversable:
    package = files("mailwatch")
    share = package / "share"
    return share if share.is_dir() else package / ".."


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    """All files below a folder, in the order of their names; hidden ones and editors' backups are none."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir():
            yield from _texts(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", _text(entry)


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError([f"{file}: not UTF-8 text; save the file as UTF-8"]) from None
