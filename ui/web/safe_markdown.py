"""Turns the Markdown of uploaded articles into HTML that is safe to show, with one stretch of it marked.

No HTML of the text's own, no images, and links only to the web get through; what is left out leaves its words behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_OPEN, _CLOSE = "⸨", "⸩"  # punctuation, as Markdown's rules for emphasis need it beside the stretch
_MARKERS = re.compile(r"\A(\s*(#{1,6}|[-*+>]|\d{1,9}[.)])\s+)*\s*")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_WEB = ("http", "https")
_LONGEST_WRAPPED_LINE = 110
_TABLE_RULE = re.compile(r"\|[\s:|-]*-[\s:|-]*")
_ENOUGH = 250  # characters that make sense alone; a single item of a list does not


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of an article: its text, and the id that a link leads to."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """An article's text as HTML, and its headings of the highest level."""

    html: str
    headings: tuple[Heading, ...]


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return True  # links are judged by `_without_harm`, which leaves their words where this would leave Markdown


def article_html(text: str, marked: tuple[int, int] | None = None) -> SafeHtml:
    """The HTML of a whole article, its headings beginning at level 2; `text[start:end]` is in `<mark>`."""
    return _render_marked(text, marked, excerpt=False)


def section_html(text: str) -> str:
    """The HTML of a section on its own: as of a whole article, but nothing in it can be led to."""
    return _render(text, excerpt=False, anchored=False).html


def passage_html(text: str, marked: tuple[int, int]) -> str:
    """The HTML of what a reader needs of a passage: its heading, and the lines around the marked stretch.

    Headings become paragraphs, since they head nothing there.
    """
    lines = [match.span() for match in re.finditer(r"\S.*", text)]
    touched = [number for number, (start, end) in enumerate(lines) if start < marked[1] and end > marked[0]]
    first, last = touched[0], touched[-1]
    while lines[last][1] - lines[first][0] < _ENOUGH and last - first + 1 < len(lines):
        first, last = (first, last + 1) if last + 1 < len(lines) else (first - 1, last)
    heading = f"{text[slice(*lines[0])]}\n\n" if first > 0 and text.startswith("#") else ""
    written = [text[slice(*line)] for line in lines]
    before = heading + _table_head(written[:first], written[first : last + 1])
    moved = len(before) - lines[first][0]
    shown = before + text[lines[first][0] : lines[last][1]]
    return _render_marked(shown, (marked[0] + moved, marked[1] + moved), excerpt=True).html


def _table_head(before: Sequence[str], shown: Sequence[str]) -> str:
    """What the first of the shown lines needs above it to be a row of a table: the table's head, or an empty one."""
    if not shown[0].startswith("|") or (len(shown) > 1 and _TABLE_RULE.fullmatch(shown[1])):
        return ""
    above = list(takewhile(lambda line: line.startswith("|"), reversed(before)))[::-1]
    if len(above) > 1 and _TABLE_RULE.fullmatch(above[1]):
        return f"{above[0]}\n{above[1]}\n"
    if _TABLE_RULE.fullmatch(shown[0]):
        return f"{above[0]}\n" if above else ""
    cells = shown[0].strip().strip("|").count("|") + 1
    return f"{'| ' * cells}|\n{'|---' * cells}|\n"


def label_of(text: str) -> str:
    """The text as a widget's label, which Streamlit reads as Markdown: nothing in it means anything."""
    return _PUNCTUATION.sub(r"\\\g<0>", " ".join(text.split()))


def leads_to_web(url: str) -> bool:
    """Whether a link is to a page of the web, and to nothing that runs."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in _WEB and bool(parts.netloc)


def _render_marked(text: str, marked: tuple[int, int] | None, *, excerpt: bool) -> SafeHtml:
    plain = _render(text, excerpt=excerpt)
    if marked is None or not _is_whole(text, *marked) or _OPEN in text or _CLOSE in text:
        return plain
    start, end = marked
    start = end - len(_MARKERS.sub("", text[start:end]))
    signed = f"{text[:start]}{_OPEN}{text[start:end]}{_CLOSE}{text[end:]}"
    rendered = _render(signed, excerpt=excerpt, signed=True)
    # Where the two signs have changed how the text reads, it is shown without the mark rather than wrong.
    same = re.sub("</?mark>", "", rendered.html) == plain.html
    return SafeHtml(rendered.html, plain.headings) if same else plain


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins and ends between words, as it no longer does once the text was revised."""
    inside = 0 <= start < end <= len(text)
    return inside and (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())


def _render(text: str, *, excerpt: bool, signed: bool = False, anchored: bool = True) -> SafeHtml:
    parser = _Parser("commonmark", {"html": False, "breaks": not _is_wrapped(text)})
    parser.enable("table").disable("code")  # an indented line is no program in an article on mentoring
    tokens = parser.parse(text)
    for token in tokens:
        if token.type == "inline":
            token.children = list(_without_harm(token.children or []))
    headings = _demote_headings(tokens) if excerpt else _place_headings(tokens, anchored=anchored)
    if signed:
        _mark(tokens)
    return SafeHtml(parser.renderer.render(tokens, parser.options, {}), tuple(headings))


def _demote_headings(tokens: Sequence[Token]) -> list[Heading]:
    for opening, _words, closing in _heading_tokens(tokens):
        opening.tag = closing.tag = "p"
        opening.attrSet("class", "passage-heading")
    return []


def _place_headings(tokens: Sequence[Token], *, anchored: bool) -> list[Heading]:
    """Puts the headings under the article's title, and gives those of the highest level an id."""
    top = min((_level(opening) for opening, _, _ in _heading_tokens(tokens)), default=1)
    headings: list[Heading] = []
    for opening, words, closing in _heading_tokens(tokens):
        if _level(opening) == top:
            text = "".join(token.content for token in words.children or [])
            headings.append(Heading(text, f"section-{len(headings) + 1}"))
            if anchored:
                opening.attrSet("id", headings[-1].anchor)
        opening.tag = closing.tag = f"h{min(_level(opening) - top + 2, 6)}"
    return headings


def _heading_tokens(tokens: Sequence[Token]) -> list[tuple[Token, Token, Token]]:
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return [triple for triple in triples if triple[0].type == "heading_open"]


def _level(heading: Token) -> int:
    return int(heading.tag[1])


def _is_wrapped(text: str) -> bool:
    """Whether lines were cut at a width, so that a line's end means nothing."""
    return "\n\n" in text and max(map(len, text.split("\n"))) <= _LONGEST_WRAPPED_LINE


def _without_harm(tokens: Iterable[Token]) -> Iterator[Token]:
    """Images become the words that describe them, links to anything but the web their words."""
    links: list[bool] = []
    for token in tokens:
        if token.type == "image":
            yield Token("text", "", 0, content=token.content)
        elif token.type == "link_open":
            links.append(leads_to_web(str(token.attrs.get("href", ""))))
            if links[-1]:
                token.attrs.update(target="_blank", rel="noopener noreferrer nofollow")
                yield token
        elif token.type != "link_close" or links.pop():
            yield token


def _mark(tokens: Iterable[Token]) -> None:
    """Replaces the two signs by marks around the text between them, which may run through several blocks."""
    inside = False
    for block in tokens:
        block.content = block.content.replace(_OPEN, "").replace(_CLOSE, "")
        if block.children is None:
            continue
        children: list[Token] = []
        for token in block.children:
            for piece in re.split(f"([{_OPEN}{_CLOSE}])", token.content):
                if piece in (_OPEN, _CLOSE):
                    inside = piece == _OPEN
                elif inside and piece.strip():
                    children += [_html("<mark>"), token.copy(content=piece), _html("</mark>")]
                elif piece or not token.content:
                    children.append(token.copy(content=piece))
        block.children = children


def _html(code: str) -> Token:
    return Token("html_inline", "", 0, content=code)
