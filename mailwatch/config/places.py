"""Where things lie on this machine: the files, and the time zone."""

from __future__ import annotations

import os
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_APPLICATION = "mailwatch"


class Paths(NamedTuple):
    """The directories of this user. Nothing says that they exist."""

    config: Path
    state: Path
    cache: Path


def paths(environ: Mapping[str, str] = os.environ) -> Paths:
    """Where config, state and cache belong: the XDG variables where set (on macOS too), else the platform's custom."""
    from platformdirs import PlatformDirs  # noqa: PLC0415 - 10 ms that only the lookup needs

    usual = PlatformDirs(_APPLICATION, appauthor=False)

    def directory(variable: str, otherwise: Path) -> Path:
        chosen = environ.get(variable, "")
        return Path(chosen) / _APPLICATION if Path(chosen).is_absolute() else otherwise

    return Paths(
        directory("XDG_CONFIG_HOME", usual.user_config_path),
        directory("XDG_STATE_HOME", usual.user_state_path),
        directory("XDG_CACHE_HOME", usual.user_cache_path),
    )


def default_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The config file that is read when none is named."""
    return paths(environ).config / "config.yaml"


def machine_timezone(environ: Mapping[str, str] = os.environ, localtime: Path = Path("/etc/localtime")) -> str:
    """The IANA name of the zone this machine is set to; `UTC` where it cannot be told."""
    named = environ.get("TZ", "").removeprefix(":")
    if is_timezone(named):
        return named
    _, found, name = str(localtime.resolve()).partition("/zoneinfo/")
    return name if found and is_timezone(name) else "UTC"


def is_timezone(name: str) -> bool:
    """Whether the time zone database knows a zone of this name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
