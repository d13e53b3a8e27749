"""A letter as plain text, and as a page that is easy to read on a phone: one column, large type, light or dark.

Mail clients keep inline styles and drop much else, so every colour stands inline; the dark ones are a style sheet that
those with a dark mode obey. Everything that comes from mail is escaped: no markup of others, no link, no image.
"""

from __future__ import annotations

import textwrap

from mailwatch.core.digest.letter import Item, Letter, Part

WIDTH = 76
"""Columns of the text."""

FAREWELL = "mailwatch, on your own machine. It writes to nobody but you; drafts are yours to change, send or delete."

_FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_DARK = """\
@media (prefers-color-scheme: dark) {
  .page { background: #15181c !important; color: #e6e8ea !important; }
  .card { background: #20242a !important; border-color: #343a42 !important; }
  .pressing { border-left-color: #e0803a !important; }
  .dim { color: #a3abb5 !important; }
  .quote { color: #c3c9d0 !important; border-color: #4a525c !important; }
}"""


def plain(letter: Letter) -> str:
    """The letter as text, wrapped."""
    blocks = [letter.greeting] if letter.greeting else []
    for part in letter.parts:
        if part.heading:
            blocks.append(part.heading.upper())
        blocks += [_plain_item(item, bullet="* " if part.heading else "") for item in part.items]
    return "\n\n".join([*blocks, f"-- \n{textwrap.fill(FAREWELL, WIDTH)}"]) + "\n"


def _plain_item(item: Item, bullet: str) -> str:
    margin = " " * len(bullet)
    lines: list[str] = []
    for text in filter(None, (item.title, *item.text.splitlines(), f"“{item.quote}”" if item.quote else "")):
        first = bullet if not lines else margin
        lines += textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=margin, break_on_hyphens=False)
    return "\n".join(lines)


def page(letter: Letter) -> str:
    """The letter as an HTML document."""
    greeting = f'<p style="margin:0 0 20px;font-size:18px;line-height:1.4">{_escape(letter.greeting)}</p>'
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{_escape(letter.subject)}</title>
<style>
{_DARK}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f5f7;color:#1c2126">
<div class="page" style="max-width:560px;margin:0 auto;padding:24px 16px;background:#f4f5f7;color:#1c2126;{_FONT}">
{greeting if letter.greeting else ""}{"".join(map(_part, letter.parts))}\
<p class="dim" style="margin:28px 0 0;font-size:13px;line-height:1.5;color:#5c6670">{_escape(FAREWELL)}</p>
</div>
</body>
</html>
"""


def _part(part: Part) -> str:
    style = "margin:24px 0 8px;font-size:13px;letter-spacing:.06em;text-transform:uppercase;color:#5c6670"
    heading = f'<h2 class="dim" style="{style}">{_escape(part.heading)}</h2>\n' if part.heading else ""
    return heading + "".join(map(_card, part.items))


def _card(item: Item) -> str:
    edge = "#c2560c" if item.pressing else "#dfe3e8"
    style = (
        "margin:0 0 10px;padding:12px 14px;background:#ffffff;border:1px solid #dfe3e8;"
        f"border-left:4px solid {edge};border-radius:8px;font-size:16px;line-height:1.45;overflow-wrap:anywhere"
    )
    title = f'<div style="font-weight:600">{_escape(item.title)}</div>' if item.title else ""
    lines = "".join(f"<div>{_escape(line)}</div>" for line in item.text.splitlines() if line)
    marked = "margin:8px 0 0;padding-left:10px;border-left:2px solid #c9cfd6;color:#454d56;font-style:italic"
    quote = f'<div class="quote" style="{marked}">“{_escape(item.quote)}”</div>' if item.quote else ""
    return f'<div class="card{" pressing" if item.pressing else ""}" style="{style}">{title}{lines}{quote}</div>\n'


def _escape(text: str) -> str:
    from html import escape  # noqa: PLC0415 - a table of all entities, only when there is something to tell

    return escape(text)
