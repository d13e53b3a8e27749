"""HTML as a reader sees it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.core.parsing.html import BELOW, SIGNED, html_lines, meeting_link


def text(html: str) -> str:
    return "\n".join(html_lines(html, []))


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br/><br>three", "one\ntwo\n\nthree"),
        ("<div>one<div>two</div>three</div>", "one\ntwo\nthree"),
        ("<h1>Title</h1>text", "Title\n\ntext"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        (
            "<table><tr><td>When</td><td>Tuesday</td></tr><tr><th>Where</th><td>Berlin</td></tr></table>",
            "When Tuesday\nWhere Berlin",
        ),
        ("a <b>bold</b>, <i>it</i>alic\n  word", "a bold, italic word"),
        ("<b>one</b> <i>two</i>", "one two"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("&lt;b&gt; &amp; &uuml; &nbsp;&#8211; x", "<b> & ü \u2013 x"),
        ("<p>it\u2019s</p>", "it\u2019s"),
        ("no tags at all", "no tags at all"),
        ("", ""),
        ("<p>open <b>never closed", "open never closed"),
        ("<!-- comment --><![if mso]>x<![endif]>", "x"),
        ("<p>a</p><!--[if mso]><p>only Outlook</p><![endif]-->", "a"),
    ],
)
def test_blocks_are_lines(html: str, shown: str) -> None:
    assert text(html) == shown


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">X</div>',
        '<div style="color:red; DISPLAY : none !important">X</div>',
        '<span style="font-size:0">X</span>',
        '<span style="font-size: 0px; line-height: 0">X</span>',
        '<span style="font-size:1px;color:#fff">X</span>',
        '<div style="opacity:0">X</div>',
        '<div style="max-height:0;overflow:hidden">X</div>',
        '<div style="max-height:0px">X</div>',
        '<div style="visibility:hidden">X</div>',
        '<span style="mso-hide:all">X</span>',
        "<div hidden>X</div>",
        '<div class="preheader">X</div>',
        "<script>X</script>",
        '<script type="application/ld+json">{"X": 1}</script>',
        "<style>.X {}</style>",
        "<title>X</title>",
        "<template>X</template>",
        "<select><option>X</option></select>",
    ],
)
def test_hidden_elements_and_preheaders(hidden: str) -> None:
    assert text(f"<body>{hidden}<p>seen</p></body>") == "seen"


@pytest.mark.parametrize(
    "visible",
    [
        '<td style="font-size:0px;padding:10px"><div style="font-size:13px">X</div></td>',
        '<div style="font-size:0.9em">X</div>',
        '<div style="font-size:10px">X</div>',
        '<div style="opacity:0.8">X</div>',
        '<div style="max-height:0.5em">X</div>',
        '<a href="https://acme.example" style="mso-hide:all;padding:4px">X</a>',
        '<div style="line-height:0">X</div>',
    ],
)
def test_what_only_looks_hidden(visible: str) -> None:
    assert "X" in text(f"<table><tr>{visible}</tr></table>")


def test_padding_is_dropped() -> None:
    assert text("<p>Hello&zwnj;&nbsp;&#847; &shy;&#8203; Sam&#65279;</p>") == "Hello Sam"
    assert text(f"<div>{'&zwnj;&nbsp;&#8199;&#847; ' * 50}</div><p>seen</p>") == "seen"


def test_only_links_that_matter_keep_their_address() -> None:
    zoom = "https://acme.zoom.us/j/123?pwd=a"
    assert text(f'<a href="{zoom}">Join</a> or <a href="https://acme.example/x">read</a>') == f"Join <{zoom}> or read"
    assert text(f'<a href="{zoom}">{zoom}</a>') == zoom
    assert text('<a href="mailto:a@b.example">Anna</a>') == "Anna"


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("https://teams.microsoft.com/l/meetup-join/1", "https://teams.microsoft.com/l/meetup-join/1"),
        ("https://meet.google.com/abc", "https://meet.google.com/abc"),
        ("https://us02web.zoom.us/j/1", "https://us02web.zoom.us/j/1"),
        ("HTTPS://CALENDLY.com/anna", "HTTPS://CALENDLY.com/anna"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F1&data=x",
            "https://zoom.us/j/1",
        ),
        ("https://zoom.us.evil.example/j/1", ""),
        ("https://notzoom.us/j/1", ""),
        ("javascript:alert(1)", ""),
        ("https://acme.example/?u=https://zoom.us/j/1", ""),
        ("https://zoom.us@evil.example/", ""),
        ("https://zoom.us:x@evil.example/", ""),
        ("https://zoom.us:443/j/1", "https://zoom.us:443/j/1"),
        ("", ""),
    ],
)
def test_meeting_links(href: str, link: str) -> None:
    assert meeting_link(href) == link


def test_marks() -> None:
    html = """<p>new</p><div class="gmail_signature">Anna<br>Acme</div>
        <div id="x_divRplyFwdMsg"><b>From:</b> Sam</div>old"""
    assert html_lines(html, []) == ["new", "", f"{SIGNED}Anna", f"{SIGNED}Acme", BELOW, "From: Sam", "old"]


def test_deep_and_broken_markup_is_read() -> None:
    problems: list[str] = []
    assert "core" in "\n".join(html_lines("<table><tr><td>" * 3_000 + "core", problems))
    assert problems == []
    html_lines("<div>" * 100_000, problems)
    assert problems == ["HTML nests too deep, cut"]


def test_an_overlong_tag_costs_only_itself() -> None:
    image = f'<img src="data:image/png;base64,{"A" * 60_000}">'
    assert text(f"<p>before</p>{image}<p>after</p>") == "before\n\nafter"


@given(st.text(alphabet="<>/ ab\"'=!-&;#\n\0divtsyle:0", max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_clean_lines(html: str) -> None:
    for line in html_lines(html, []):
        assert "\n" not in line
        assert "\0" not in line
