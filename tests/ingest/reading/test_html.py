from __future__ import annotations

import pytest

from ingest.errors import UnreadableError
from ingest.reading.html import read_fragment, read_html

PROSE = (
    "A mentor who listens for a whole hour gives more than one who talks for two, because the person across the table "
    "hears, perhaps for the first time, what she herself has been thinking all the while."
)
MORE = (
    "Write down after every meeting what you will try until the next one, and begin the next one with what came of it: "
    "that is the whole secret of a mentoring relationship that leads somewhere at all."
)
PAGE = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Listening | The Mentor's Paper</title>
<meta property="og:site_name" content="The Mentor's Paper"><meta name="author" content="Ada Bergström">
<link rel="canonical" href="https://paper.example/listening"><script>var hidden = "never shown";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/work">Working life</a></li></ul></nav>
<main><article><h1>Listening is half of it</h1><p>{PROSE}</p><h2>What to do</h2>
<ul><li>wait<ul><li>for ten seconds</li></ul></li><li>ask again</li></ul>
<blockquote><p>Nobody had asked me that.</p></blockquote><p>{MORE}</p>
<table><tr><th>Week</th><th>Task</th></tr><tr><td>1</td><td>Listen</td></tr></table>
<p style="display: none">a secret</p></article></main>
<footer><p>© 2025 The Mentor's Paper. All rights reserved.</p></footer></body></html>"""


def test_a_page_is_read_as_markdown_in_its_order_with_nothing_that_it_hides() -> None:
    assert read_html(PAGE.encode()).text.split("\n\n") == [
        "- Home\n- Working life",
        "# Listening is half of it",
        PROSE,
        "## What to do",
        "- wait\n  - for ten seconds\n- ask again",
        "> Nobody had asked me that.",
        MORE,
        "| Week | Task |\n| --- | --- |\n| 1 | Listen |",
        "© 2025 The Mentor's Paper. All rights reserved.",
    ]


def test_menus_and_footers_are_named_as_outside_the_article() -> None:
    assert read_html(PAGE.encode()).outside == [
        "- Home\n- Working life",
        "© 2025 The Mentor's Paper. All rights reserved.",
    ]


def test_a_page_tells_its_title_author_and_address_but_its_language_only_as_a_hint() -> None:
    document = read_html(PAGE.encode())
    assert (document.title, document.language, document.is_edited) == ("Listening is half of it", "", False)
    assert {name: document.details.get(name) for name in ("author", "source", "site", "lang")} == {
        "author": "Ada Bergström",
        "source": "https://paper.example/listening",
        "site": "The Mentor's Paper",
        "lang": "en-GB",
    }


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("", "cp1252"),
        ('<meta charset="iso-8859-1">', "cp1252"),  # browsers take Latin-1 for Windows-1252
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-15">', "cp1252"),
        ('<meta charset="utf-16">', "utf-8"),  # a page that can be read so far is no UTF-16
        ("", "utf-16"),
        ('<meta charset="macintosh">', "mac-roman"),
    ],
)
def test_a_page_is_decoded_as_browsers_do(declared: str, encoding: str) -> None:
    text = "Så här lär sig en mentor att lyssna på någon annan – och att vänta."
    page = f"<html><head>{declared}</head><body><p>{text}</p></body></html>"
    assert read_html(page.encode(encoding)).text == text


def test_a_page_without_text_says_what_to_do() -> None:
    with pytest.raises(UnreadableError, match="Open it in a browser and save what you see"):
        read_html(b"<html><body><div id=app></div><script>load()</script></body></html>")


def test_a_piece_of_a_page_is_read_whole() -> None:
    document = read_fragment(f"<p>{PROSE}</p><ol start=3><li>listen<li>wait</ol>x<br>y")
    assert document.text == f"{PROSE}\n\n3. listen\n4. wait\n\nx\ny"
    assert document.outside == []
