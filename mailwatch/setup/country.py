"""Whose public holidays are likely to count, by the time zone."""

from __future__ import annotations

import zoneinfo
from importlib.resources import files
from pathlib import Path

from mailwatch.config import scalars

_TABLE = "zone.tab"


def holidays_of(timezone: str) -> str:
    """The country that a time zone is in, as `policy.holidays` names it; `none` where that cannot be told."""
    for line in _lines():
        country, _, zone, *_ = [*line.split("\t"), "", "", ""]
        if zone == timezone and not line.startswith("#"):
            try:
                return scalars.holidays(country)
            except ValueError:
                break
    return "none"


def _lines() -> list[str]:
    """The table of zones and countries that comes with the time zone database: the system's, else the package's."""
    for directory in zoneinfo.TZPATH:
        if (table := Path(directory) / _TABLE).is_file():
            return table.read_text(encoding="utf-8").splitlines()
    try:
        return files("tzdata.zoneinfo").joinpath(_TABLE).read_text(encoding="utf-8").splitlines()
    except (ModuleNotFoundError, FileNotFoundError):
        return []
