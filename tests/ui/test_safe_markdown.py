"""What may come out of an uploaded text, and where its mark lies."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.web.safe_markdown import Heading, article_html, label_of, passage_html

HARMLESS = {"p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "mark"}
HARMLESS |= {"table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"}
ATTRIBUTES = {"a": {"href", "title", "target", "rel"}, "ol": {"start"}, "p": {"class"}, "code": {"class"}}
ATTRIBUTES |= {f"h{level}": {"id"} for level in range(2, 7)} | {"th": {"style"}, "td": {"style"}}


class Inspector(HTMLParser):
    """Fails on any tag, attribute or address that a text may not bring along."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HARMLESS
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set())
            if name == "href":
                assert urlsplit(value or "").scheme.lower() in ("http", "https")

    handle_startendtag = handle_starttag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def inspect(html: str) -> str:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("Look ![a cat](http://evil.example/x.png)", "<p>Look a cat</p>"),
        ("![a cat][1]\n\n[1]: http://evil.example/x.png", "<p>a cat</p>"),
        ("[tap](javascript:alert(1))", "<p>tap</p>"),
        ("[tap](JaVaScRiPt:alert(1))", "<p>tap</p>"),
        ("[tap](&#106;avascript:alert(1))", "<p>tap</p>"),
        ("<javascript:alert(1)>", "<p>javascript:alert(1)</p>"),
        ("[tap](data:text/html;base64,PHNjcmlwdD4=)", "<p>tap</p>"),
        ("[tap](//evil.example)", "<p>tap</p>"),
        ("[tap](other.md)", "<p>tap</p>"),
        ("[**![in](http://a.example/b.png)**](file:///etc/passwd)", "<p><strong>in</strong></p>"),
        ('[x](http://a.example/"onclick="alert(1))', None),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>"),
        ("    indented <b>text</b>", "<p>indented &lt;b&gt;text&lt;/b&gt;</p>"),
    ],
)
def test_nothing_harmful_comes_out_of_a_text(text: str, html: str | None) -> None:
    made = inspect(article_html(text).html)
    assert html is None or made.strip() == html


def test_a_link_to_the_web_opens_apart_and_tells_nothing() -> None:
    assert article_html("[tap](https://a.example/b)").html.strip() == (
        '<p><a href="https://a.example/b" target="_blank" rel="noopener noreferrer nofollow">tap</a></p>'
    )


def test_headings_stand_below_the_title_and_those_of_the_first_level_are_told() -> None:
    made = article_html("# One *more*\n\ntext\n\n## Inner\n\ntext\n\n# Two\n\ntext")
    assert made.headings == (Heading("One more", "section-1"), Heading("Two", "section-2"))
    assert re.findall("<(h.)", made.html) == ["h2", "h3", "h2"]


@pytest.mark.parametrize(
    ("text", "sentence", "html"),
    [
        ("One. Two. Three.", "Two.", "<p>One. <mark>Two.</mark> Three.</p>"),
        ("1. **Who we are.** Skip the CV.", "1. **Who we are.**", "<li><strong><mark>Who we are.</mark></strong> Skip"),
        ("- An item here", "- An item here", "<li><mark>An item here</mark></li>"),
        ("Say *no. And* yes.", "Say *no.", "<p><mark>Say </mark><em><mark>no.</mark> And</em> yes.</p>"),
        ("## Head", "## Head", '<h2 id="section-1"><mark>Head</mark></h2>'),
        ("See [a b](http://c.example/d) now.", "[a b](http://c.example/d)", "<mark>a b</mark></a> now."),
    ],
)
def test_the_answering_sentence_is_marked(text: str, sentence: str, html: str) -> None:
    start = text.index(sentence)
    made = inspect(article_html(text, (start, start + len(sentence))).html)
    assert html in made


@pytest.mark.parametrize("span", [(2, 6), (0, 3), (5, 5), (6, 4), (0, 999), (999, 1000)])
def test_a_place_that_no_longer_fits_the_text_is_not_marked(span: tuple[int, int]) -> None:
    assert "<mark>" not in article_html("Some words here.", span).html


@given(st.text(alphabet="ab *_`#->[]()!<\\\n1.⸨⸩:/&"), st.integers(0, 40), st.integers(0, 40))
def test_a_mark_never_changes_how_a_text_reads_and_never_lets_harm_through(text: str, start: int, end: int) -> None:
    marked = inspect(article_html(text, (start, end)).html)
    assert re.sub("</?mark>", "", marked) == article_html(text).html
    assert marked.count("<mark>") == marked.count("</mark>")


def test_of_a_passage_the_heading_and_the_lines_around_the_answer_are_shown() -> None:
    long = "Word " * 60 + "end."  # 304 characters: enough to stand alone
    text = f"## Head\n\nFirst paragraph.\n\n{long}\n\nLast one."
    start = text.index("Word")
    shown = inspect(passage_html(text, (start, len(text) - len("\n\nLast one."))))
    assert shown.startswith('<p class="passage-heading">Head</p>\n<p><mark>Word Word')
    assert "First" not in shown
    assert "Last" not in shown


def test_a_short_item_is_shown_with_its_neighbours() -> None:
    text = "Before:\n\n- one thing\n- another thing\n\nAfter."
    start = text.index("- another")
    shown = passage_html(text, (start, start + len("- another thing")))
    assert "<li><mark>another thing</mark></li>" in shown
    assert "Before" in shown
    assert "After" in shown


def test_lines_that_were_cut_at_a_width_flow_together_and_others_stay_apart() -> None:
    assert "<br" not in article_html("cut\nhere\n\nnext").html
    assert "<br" in article_html("one paragraph\nanother " + "long " * 30).html


def test_nothing_in_a_label_is_markdown() -> None:
    assert label_of("*What* is\n[this](http://x)?") == r"\*What\* is \[this\]\(http\:\/\/x\)\?"


ROWS = [f"| Instead of {number} {'so ' * 40}| Ask {number} {'why ' * 40}|" for number in range(4)]


@pytest.mark.parametrize(
    ("head", "shown_head"),
    [("| Closed | Open |\n|---|---|\n", ["Closed", "Open"]), ("", ["", ""])],
    ids=["a whole table", "a table whose head is in another passage"],
)
def test_a_row_of_a_table_is_shown_as_one(head: str, shown_head: list[str]) -> None:
    text = head + "\n".join(ROWS)
    start = text.index("Ask 2")
    shown = inspect(passage_html(text, (start, start + 9)))
    assert re.findall(r"<th>(.*)</th>", shown) == shown_head
    assert "<td><mark>Ask 2 why</mark>" in shown
    assert "Ask 1" not in shown
    assert "|" not in shown


def test_the_head_of_a_table_is_shown_once() -> None:
    text = "| Closed | Open |\n|---|---|\n" + "\n".join(ROWS)
    shown = inspect(passage_html(text, (2, 8)))
    assert re.findall(r"<th>(.*)</th>", shown) == ["<mark>Closed</mark>", "Open"]
