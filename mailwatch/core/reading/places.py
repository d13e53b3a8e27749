"""Where an interview is held: the link of a meeting service, or a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailwatch.core.reading.names import load_names, within

if TYPE_CHECKING:
    from mailwatch.core.reading.texts import Source

_URL_END = re.compile(r"[\s<>\"'()\[\]]")

_HOST_END = re.compile(r"[/?#:]")


def find_link(source: Source) -> tuple[str, str]:
    """The link to the meeting and where it came from; both empty if there is none."""
    link = next((event.link for event in source.events if event.link), "")
    if link:
        return link, "calendar"
    link = meeting_link(source.body.plain)
    return link, "body" if link else ""


def find_place(source: Source) -> tuple[str, str]:
    """The place of the interview and where it came from; both empty if it is only online."""
    place = next((event.location for event in source.events if event.location), "")
    if place and "://" not in place:
        return place, "calendar"
    place = _labelled_place(source)
    return place, "body" if place else ""


def meeting_link(text: str) -> str:
    """The first web address of a meeting service in a text, or empty."""
    at = text.find("://")
    hosts = load_names().meeting_hosts
    while at >= 0:
        end = _URL_END.search(text, at)
        url = text[at + 3 : end.start() if end else len(text)][:2000]
        host = _HOST_END.split(url, maxsplit=1)[0].lower()
        if within(host, hosts) and text[max(0, at - 5) : at].lower().endswith(("http", "https")):
            scheme = "https" if text[at - 1] in "sS" else "http"
            return f"{scheme}://{url.rstrip('.,;:!')}"
        at = text.find("://", at + 3)
    return ""


def _labelled_place(source: Source) -> str:
    """What stands behind "Location:" or its like, unless it is a web address or only a way of talking."""
    for line in source.body.words.lines:
        if ":" not in line:
            continue
        label, colon, rest = line[:200].partition(":")
        plain = label.strip(" \u2022-").lower()
        value = rest.strip()
        if (
            colon
            and plain in source.wording.labels
            and value
            and "://" not in value
            and value.lower() not in load_names().places
        ):
            return value[:160]
    return ""
