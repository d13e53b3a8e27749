"""HTML to text: what a reader sees, line by line, with quoted and signed blocks marked from the page's structure.

selectolax parses; the walk is ours and iterative, since markup may nest deeper than Python recurses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from mailwatch.core.parsing.data import CLIENTS, MEETING_HOSTS, QUOTE_NAMES
from mailwatch.core.parsing.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

BELOW = "\x1d"
"""A line of its own: what stands below it is the mail that is answered or forwarded."""
SIGNED = "\x1e"
"""Begins each line of a signature. Neither mark can come from a mail: `clean` drops control characters."""

HTML_LIMIT = 512 * 1024
"""Characters of markup that are parsed; webmail clips at 102 kB, the rest is history."""
NODE_LIMIT = 100_000
"""Nodes that are visited (about 0.15 s); the largest real mail seen has 9,000."""
_TAG_LENGTH = 8_000
"""The parser compares every attribute of a tag with every other: longer tags (bombs, data URIs) are left out."""
_SMALL = 48_000
"""Markup below this size cannot hurt."""
_WORK_LIMIT = 100_000_000
"""Tags times depth, what the parser's search for open paragraphs costs; about 0.1 s."""

_TAG = re.compile(r"""<(/?)([a-zA-Z])(?:[^>=]|=\s{0,50}(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))?)*+>?""")
_HIDDEN = re.compile(
    r"display\s?:\s?none|visibility\s?:\s?hidden|(?:max-height|opacity)\s?:\s?0(?:\.0{1,3})?(?:px)?\s?(?:[;!]|\Z)"
)
_MSO_HIDDEN = re.compile(r"mso-hide\s?:\s?all")
_FONT_SIZE = re.compile(r"font-size\s?:\s?([0-9.]{1,6})(?:\s?(px|pt))?")
_OUTLOOK_RULE = re.compile(r"border-top\s?:\s?solid #(?:e1e1e1|b5c4df) 1\.0pt")
_SAFE_LINK = re.compile(
    r"https?://[a-z0-9.-]{1,80}\.safelinks\.protection\.outlook\.com/[^?\s]{0,80}\?(?:[^\s&]{0,80}&){0,5}url=([^&\s]+)"
)
_HOST = re.compile(r"https?://([a-z0-9.-]{4,100})(?::\d{1,5})?(?=[/?#]|\Z)", re.IGNORECASE)
_LINK_LENGTH = 2_000
"""Characters of an address that are kept."""
_SCHEME, _ADDRESS = len("https://"), 128
"""Where a host begins at the latest, and by where it has ended."""

# Line breaks among the pieces of text. Markup that holds such characters gains a line break, no more.
_BREAK, _EDGE, _APART = "\0", "\1", "\2"
_GAP = _EDGE + _APART + _EDGE
"""A <br>, the edge of a block, and that of a paragraph, which an empty line sets apart."""
_BLOCKS = re.compile(f"([^{_EDGE}]*)({_EDGE}[ {_EDGE}{_APART}]*|\\Z)")
"""A block, and the edges between it and the next."""


# What an element is to the walk. Plain numbers: an enum's comparisons and hashes took a third of the time.
_SKIPPED, _BR, _PLAIN, _OTHER, _LINK, _CELL, _BLOCK, _PARAGRAPH, _ITEM, _PRE = range(10)
_TAGS = {
    _SKIPPED: "head script style title template noscript select option textarea svg object iframe audio video map"
    " -comment !doctype img meta link input",
    _BR: "br",
    _PLAIN: "b i u em strong font small big sub sup code tt s strike ins del mark abbr tbody thead tfoot",
    _LINK: "a",
    _CELL: "td th",
    _BLOCK: "div tr dt dd section article header footer main nav aside center address form fieldset figure hr",
    _PARAGRAPH: "p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote",
    _ITEM: "li",
    _PRE: "pre",
}
_SORTS: dict[str | None, int] = {tag: sort for sort, tags in _TAGS.items() for tag in tags.split()}
_BEFORE = ["", _BREAK, "", "", "", "", _EDGE, _GAP, f"{_EDGE}- ", _GAP]
_AFTER = ["", "", "", "", "", " ", _EDGE, _GAP, _EDGE, _GAP]
_NO_ATTRIBUTES: dict[str, str | None] = {}


class _Undo(NamedTuple):
    """What to put back when the walk leaves an element that changed the page's state."""

    quotes: int
    signs: int
    tiny: bool
    preformatted: bool
    link: str
    mark: int


class _Style(NamedTuple):
    """What a style attribute says. `tiny` is None where it does not speak of the size."""

    hidden: bool = False
    hidden_from_outlook: bool = False
    tiny: bool | None = None
    below: bool = False


_NO_STYLE = _Style()


@dataclass(slots=True)
class _Page:
    """The text so far, and where the walk stands."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    styles: dict[str, _Style] = field(default_factory=dict)
    quotes: int = 0
    signs: int = 0
    tiny: bool = False
    preformatted: bool = False

    def flush(self) -> None:
        """End the block whose prefix is about to change."""
        text = clean("".join(self.pieces), marks=True).replace("\n", " ")
        self.pieces.clear()
        prefix = "> " * self.quotes + (SIGNED if self.signs and not self.quotes else "")
        for block, edges in _BLOCKS.findall(text):
            if _BREAK in block:
                self._broken(prefix, block.split(_BREAK))
            elif line := _squeezed(block):
                self.lines.append(prefix + line)
            if _APART in edges:
                self._gap(prefix)

    def _broken(self, prefix: str, lines: list[str]) -> None:
        """Add the lines of a block that has breaks of its own."""
        if not lines[-1].strip():
            lines.pop()  # a <br> before an edge only ends its line
        for text in lines:
            if line := _squeezed(text):
                self.lines.append(prefix + line)
            else:
                self._gap(prefix)

    def _gap(self, prefix: str) -> None:
        """Add an empty line, unless there is one."""
        if self.lines and self.lines[-1].strip(_EMPTY):
            self.lines.append(prefix.rstrip())

    def style(self, text: str) -> _Style:
        """Read a style attribute; pages repeat the same ones."""
        known = self.styles.get(text)
        if known is None:
            known = self.styles[text] = _read_style(text.lower())
        return known


_EMPTY = "> " + SIGNED


def _squeezed(line: str) -> str:
    """A line without the blanks around it, and with one between its words."""
    line = line.strip()
    return " ".join(line.split()) if "  " in line else line


def html_lines(html: str, problems: list[str]) -> list[str]:
    """The lines that a reader of `html` sees.

    Blocks are lines, paragraphs have one empty line between them, quoted blocks begin with `> ` for each level (as
    in plain text), signature blocks with `SIGNED`, and `BELOW` stands where Outlook begins the answered mail. Hidden
    elements, preheaders and their padding are left out. Links to meetings are followed by ` <url>`.

    Args:
        html: markup, decoded.
        problems: what could not be read is added here.
    """
    tree = LexborHTMLParser(_tamed(html, problems))
    page = _Page()
    root = tree.body or tree.root
    if root is not None:
        _walk(root, page, problems)
    page.flush()
    while page.lines and not page.lines[-1].strip(_EMPTY):
        page.lines.pop()
    return page.lines


def _tamed(html: str, problems: list[str]) -> str:
    """Markup that the parser reads in linear time: without overlong tags, cut where it nests beyond all reason."""
    if len(html) > HTML_LIMIT:
        problems.append("HTML too long, cut")
        html = html[:HTML_LIMIT]
    html = html.replace("\x00", "")
    if len(html) <= _SMALL:
        return html
    depth = work = last = 0
    kept: list[str] = []
    for tag in _TAG.finditer(html):
        closing, initial = tag[1], tag[2]
        if tag.end() - tag.start() > _TAG_LENGTH:
            kept.append(html[last : tag.start()])
            last = tag.end()
        if closing:
            depth = max(0, depth - 1)
        elif initial not in "pPiIhHmM":  # mostly <p>, <img>, <hr>, <meta>, which stay open by custom
            depth += 1
        work += depth
        if work > _WORK_LIMIT:
            problems.append("HTML nests too deep, cut")
            return "".join(kept) + html[last : tag.start()]
    return "".join(kept) + html[last:] if kept else html


def _walk(root: LexborNode, page: _Page, problems: list[str]) -> None:
    stack: list[tuple[LexborNode, str, _Undo | None]] = []
    node = root.first_child
    put, sort_of = page.pieces.append, _SORTS.get
    for _ in repeat(None, NODE_LIMIT):  # makes no numbers
        while node is None:
            if not stack:
                return
            left, after, undo = stack.pop()
            put(after)
            if undo is not None:
                _restore(undo, page)
            node = left.next
        text = node.text_content
        if text is not None:
            if not page.tiny:
                put(text.replace("\n", _BREAK) if page.preformatted else text)
            node = node.next
            continue
        sort = sort_of(node.tag, _OTHER)
        attributes = node.attributes if sort > _PLAIN else _NO_ATTRIBUTES
        seen, undo = _SEEN
        if (attributes and not _TELLING.isdisjoint(attributes)) or sort == _PRE:
            seen, undo = _enter(node, sort, attributes, page)
        if seen:
            put(_BEFORE[sort])
        if seen and sort > _BR:
            stack.append((node, _AFTER[sort], undo))
            node = node.first_child
        else:
            node = node.next
    problems.append("HTML has too many elements, cut")


_SEEN: tuple[bool, _Undo | None] = (True, None)
_NAMING = frozenset(("class", "id", "name", "type"))
_SHAPING = frozenset(("style", "hidden"))
_TELLING = _NAMING | _SHAPING | {"href"}
"""Attributes that may change what a reader sees of an element, or what it is."""


def _enter(node: LexborNode, sort: int, attributes: Mapping[str, str | None], page: _Page) -> tuple[bool, _Undo | None]:
    """Begin an element: whether a reader sees it, and what to undo behind it."""
    link = meeting_link(attributes.get("href") or "") if sort == _LINK else ""
    if sort == _LINK and not link and _SHAPING.isdisjoint(attributes):
        return _SEEN
    text = attributes.get("style")
    style = page.style(text) if text else _NO_STYLE
    # "Bulletproof" buttons hide the link from Outlook only, which draws its own.
    if style.hidden or (style.hidden_from_outlook and sort != _LINK) or "hidden" in attributes:
        return False, None
    role = "" if sort == _LINK or _NAMING.isdisjoint(attributes) else _role(node.tag or "", attributes)
    if role == "preheader":
        return False, None
    if not (role or link or style is not _NO_STYLE or sort == _PRE):
        return _SEEN
    undo = _Undo(page.quotes, page.signs, page.tiny, page.preformatted, link, len(page.pieces))
    if style.tiny is not None:  # inherited: layout tables say 0, and the cells inside say 14
        page.tiny = style.tiny
    if sort == _PRE:
        page.preformatted = True
    if role or style.below:
        _begin_block(node, role or "below", page)
    changed = link or undo[:4] != (page.quotes, page.signs, page.tiny, page.preformatted)
    return (True, undo) if changed else _SEEN


def _begin_block(node: LexborNode, role: str, page: _Page) -> None:
    """Begin a block that a mail client marked."""
    page.flush()
    if role == "quote":
        page.quotes += not (node.text() or "").lstrip().startswith("---")  # so a forwarded mail begins
    elif role == "signature":
        page.signs += 1
    elif not page.quotes:
        page.lines.append(BELOW)


def _restore(undo: _Undo, page: _Page) -> None:
    if undo.link and undo.link not in "".join(page.pieces[undo.mark :]):
        page.pieces.append(f" <{undo.link}> ")
    if page.quotes != undo.quotes or page.signs != undo.signs:
        page.flush()
        page.quotes, page.signs = undo.quotes, undo.signs
    page.tiny, page.preformatted = undo.tiny, undo.preformatted


def _role(tag: str, attributes: Mapping[str, str | None]) -> str:
    """What mail clients mean by this element: `quote`, `below`, `signature`, `preheader`, or nothing."""
    for name, value in attributes.items():
        if name in _NAMING and value:
            role = _role_of(name, value.lower(), quotable=tag == "blockquote")
            if role:
                return role
    return ""


def _role_of(name: str, value: str, *, quotable: bool) -> str:
    if name == "type":
        return "quote" if quotable and value == "cite" else ""
    if name == "name":
        return "quote" if value in QUOTE_NAMES else ""
    for word in value.split():
        role = CLIENTS.get(word.removeprefix("x_"))
        if role == "blockquote":
            role = "quote" if quotable else None
        if role is not None:
            return role
    return ""


def _read_style(style: str) -> _Style:
    size = _FONT_SIZE.search(style)
    tiny = None
    if size is not None:
        tiny = not size[1].strip("0.") or (size[1] == "1" and size[2] is not None)
    read = _Style(
        hidden=_HIDDEN.search(style) is not None,
        hidden_from_outlook=_MSO_HIDDEN.search(style) is not None,
        tiny=tiny,
        below=_OUTLOOK_RULE.search(style) is not None,
    )
    return _NO_STYLE if read == _NO_STYLE else read


def meeting_link(href: str) -> str:
    """The address behind a link, where it leads to a meeting or a scheduling page; else an empty string."""
    link = href.strip()
    if "safelinks" in link:
        wrapped = _SAFE_LINK.match(link[:_LINK_LENGTH])
        link = unquote(wrapped[1]) if wrapped is not None else link
    if _leads_to_meeting(link[: link.find("/", _SCHEME, _ADDRESS) + 1] or link[:_ADDRESS]):
        return "".join(link[:_LINK_LENGTH].split())
    return ""


@lru_cache(maxsize=512)
def _leads_to_meeting(address: str) -> bool:
    """Whether an address is one of meetings; its scheme and host suffice."""
    found = _HOST.match(address)
    host = found[1].lower() if found is not None else ""
    while host and host not in MEETING_HOSTS:
        host = host.partition(".")[2]
    return bool(host)
