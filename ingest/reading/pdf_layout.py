"""Puts the text of a PDF's pages into the order in which people read it: columns, paragraphs, headings, no page edges.

A PDF holds pieces of text with their places, in any order. Lines are made of them; white vertical strips part columns
(the recursive X-Y cut of Nagy and Seth, "Hierarchical Representation of Optically Scanned Documents", 1984, over the
lines' boxes); what stands at the same edge of several pages is a running header or footer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any, Protocol

_NARROW, _WIDE = frozenset(" !'(),-./:;I[]`fijlrt|·’‘"), frozenset("@MWmw%–—…")
_WIDTHS = (0.28, 0.46, 0.62, 0.8)  # of the font's size: narrow, small, capital and wide letters of common typefaces
_SAME_LINE, _SPACE = 0.45, 0.12  # of the font's size
_UNSURE = 0.08  # of a line's width, which is only estimated
_LEAST_COLUMN = 4  # lines
_LEAST_WORDS_OF_A_LINE = 3  # in the mean of a column; a table's cells have fewer
_GUTTER = 6.0  # points
_GRID = 2
_MOST_CROSSING = 0.35  # of the lines may lie across a gutter: headlines and pictures' captions
_EDGE = 0.1  # of a page's height
_LONGEST_RUNNING = 90  # characters
_HEADING, _NEW_SIZE = 1.12, 0.06  # of the text's size
_PARAGRAPH_GAP, _INDENT = 1.45, 0.9
_SHORT_SENTENCE, _SHORT = 0.9, 0.65  # of the widest line: a line that ends a sentence, or does not, and its paragraph
_LONGEST_HEADING = 120
_MOST_PIECES = 20_000
_A_PAGE = 100_000.0  # points between the lines of a page and of the next: more than any page is high
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:p|pag|pagina|page|sida|sid|blz|s)\W*)?\d{1,4}(?:\W+(?:di|of|av|van)?\W*\d{1,4})?\W*", re.I
)
_BULLET = re.compile(r"[•▪◦●■‣–\uf0b7\x7f]\s+")
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad]$")


@dataclass(slots=True)
class Line:
    """Text with the place of its baseline, in points from the page's lower left corner."""

    left: float
    right: float
    base: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class LaidOutPage:
    """The lines of a page in reading order, and the page's height."""

    lines: tuple[Line, ...]
    height: float


class Page(Protocol):
    """A page of a PDF, as pypdf has it."""

    @property
    def mediabox(self) -> Any:
        """Where the page ends: `height` in points."""

    def extract_text(self, *, visitor_text: Callable[[Any, Any, Any, Any, Any], None]) -> str:
        """Calls the visitor with each piece of text, its two matrices, its font and the font's size."""


def lay_out(page: Page) -> LaidOutPage:
    """The lines of a page, column by column. Raises whatever pypdf stumbles over."""
    pieces: list[Line] = []

    def visit(text: str, outer: Sequence[float], inner: Sequence[float], _: object, size: float) -> None:
        scale = abs(inner[3] * outer[3]) or abs(inner[0] * outer[0])
        upright = (
            abs(inner[1] * outer[0] + inner[3] * outer[1]) <= abs(inner[0] * outer[0] + inner[2] * outer[1]) + 1e-6
        )
        if not text.strip() or not upright or len(pieces) >= _MOST_PIECES:
            return
        left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        base = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        points = abs(size) * scale or 10.0
        for number, part in enumerate(text.strip("\n").split("\n")):
            if part.strip():
                width = _width(part.rstrip()) * points
                pieces.append(Line(left, left + width, base - number * 1.2 * points, points, part))

    page.extract_text(visitor_text=visit)
    return LaidOutPage(tuple(_in_order(_lines(pieces))), float(page.mediabox.height))


def read_layout(pages: Sequence[LaidOutPage]) -> str:
    """The text of the pages as Markdown: paragraphs, headings by their size, lists; no running headers and numbers."""
    running = _running(pages)
    lines = [
        replace(line, base=line.base - _A_PAGE * number)
        for number, page in enumerate(pages)
        for line in page.lines
        if not _is_running(line, page, running)
    ]
    if not lines:
        return ""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0]
    return _joined(_paragraphs(lines, body), body)


# Lines


def _width(text: str) -> float:
    """About how wide a text is, in the font's size: the pieces do not tell."""
    narrow, small, capital, wide = _WIDTHS
    return sum(
        narrow if each in _NARROW else wide if each in _WIDE else capital if each.isupper() else small for each in text
    )


def _lines(pieces: Sequence[Line]) -> list[Line]:
    """Joins the pieces that stand beside each other, one following the other in the file."""
    lines: list[Line] = []
    for piece in pieces:
        before = lines[-1] if lines else None
        if before is None or not _continues(before, piece):
            lines.append(Line(piece.left, piece.right, piece.base, piece.size, piece.text))
            continue
        apart = piece.left - before.right > _SPACE * piece.size
        before.text += f" {piece.text}" if apart else piece.text
        before.right = max(before.right, piece.right)
    for line in lines:
        line.text = " ".join(line.text.split())
    return lines


def _continues(line: Line, piece: Line) -> bool:
    size = max(line.size, piece.size)
    near = abs(line.base - piece.base) <= _SAME_LINE * size
    return near and piece.left >= line.left and piece.left - line.right < size + _UNSURE * (line.right - line.left)


# Columns


def _in_order(lines: Sequence[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: (-line.base, line.left))
    gutter = _gutter(ordered)
    if gutter is None:
        return ordered
    result: list[Line] = []
    band: list[Line] = []
    for line in ordered:
        if line.left < gutter < _ends(line):
            result += _columns(band, gutter)
            result.append(line)
            band = []
        else:
            band.append(line)
    return result + _columns(band, gutter)


def _columns(band: Sequence[Line], gutter: float) -> list[Line]:
    return _in_order([line for line in band if line.left < gutter]) + _in_order(
        [line for line in band if line.left >= gutter]
    )


def _ends(line: Line) -> float:
    """Where a line ends at the least."""
    return line.right - _UNSURE * (line.right - line.left)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where a white strip parts the lines into two columns that stand beside each other, or nothing."""
    if len(lines) < 2 * _LEAST_COLUMN:
        return None
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    best: tuple[float, float] | None = None
    # A column's lines begin together: the strip lies before such a place.
    for place in {round(line.left) for line in lines}:
        gutter = place - _GUTTER / 2
        if not start + 0.15 * (end - start) < gutter < end - 0.15 * (end - start):
            continue
        right = [line for line in lines if line.left >= gutter]
        left = [line for line in lines if line.left < gutter and _ends(line) <= gutter]
        crossing = len(lines) - len(left) - len(right)
        begin = sum(abs(line.left - place) <= _GRID for line in right)
        if not (_is_column(left) and _is_column(right)) or crossing > _MOST_CROSSING * len(lines):
            continue
        if begin >= _LEAST_COLUMN and _beside(left, right) and (best is None or crossing - begin < best[0]):
            best = crossing - begin, gutter
    return best[1] if best else None


def _is_column(lines: Sequence[Line]) -> bool:
    return len(lines) >= _LEAST_COLUMN and sum(len(line.text.split()) for line in lines) >= (
        _LEAST_WORDS_OF_A_LINE * len(lines)
    )


def _beside(left: Sequence[Line], right: Sequence[Line]) -> bool:
    top = min(max(line.base for line in left), max(line.base for line in right))
    return top > max(min(line.base for line in left), min(line.base for line in right))


# Edges


def _running(pages: Sequence[LaidOutPage]) -> frozenset[str]:
    """What stands at the edges of several pages, whatever its numbers."""
    told = Counter(text for page in pages for text in {_bare(line) for line in page.lines if _at_edge(line, page)})
    least = max(2, round(0.3 * len(pages)))
    return frozenset(text for text, count in told.items() if count >= least)


def _is_running(line: Line, page: LaidOutPage, running: frozenset[str]) -> bool:
    return _at_edge(line, page) and (_bare(line) in running or bool(_PAGE_NUMBER.fullmatch(line.text)))


def _at_edge(line: Line, page: LaidOutPage) -> bool:
    return not _EDGE * page.height < line.base < (1 - _EDGE) * page.height


def _bare(line: Line) -> str:
    return _DIGITS.sub("0", line.text.casefold()) if len(line.text) <= _LONGEST_RUNNING else line.text


# Paragraphs


def _paragraphs(lines: Sequence[Line], body: float) -> list[list[Line]]:
    leads = [before.base - line.base for before, line in pairwise(lines) if 0 < before.base - line.base < 3 * body]
    lead = median(leads) if leads else 1.2 * body
    widest = _widest(lines)
    paragraphs: list[list[Line]] = []
    for number, line in enumerate(lines):
        if number == 0 or _begins(paragraphs[-1], line, lead, widest, body):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return paragraphs


def _widest(lines: Sequence[Line]) -> dict[int, float]:
    """The width of the widest of the lines that begin at about the same place."""
    widest: dict[int, float] = {}
    for line in lines:
        place = round(line.left / 20)
        widest[place] = max(widest.get(place, 0.0), line.right - line.left)
    return widest


def _begins(paragraph: Sequence[Line], line: Line, lead: float, widest: dict[int, float], body: float) -> bool:
    before = paragraph[-1]
    if abs(before.size - line.size) > _NEW_SIZE * max(before.size, line.size) or _BULLET.match(line.text):
        return True
    step = before.base - line.base
    if abs(step) < _SAME_LINE * before.size:
        return False
    if 0 < step <= 3 * before.size:
        if step > _PARAGRAPH_GAP * lead or line.left - before.left > _INDENT * line.size:
            return True
        if _BULLET.match(paragraph[0].text) and line.left <= paragraph[0].left + 1:
            return True
        if before.size >= _HEADING * body:
            return False
        return _is_last(before, line, widest[round(before.left / 20)])
    # The next column or page: the paragraph goes on where its sentence does.
    return not (line.text[:1].islower() or _HYPHEN.search(before.text)) or before.text.endswith((".", "!", "?", ":"))


def _is_last(before: Line, line: Line, widest: float) -> bool:
    """Whether a line ends its paragraph: the next one's first word would have had room in it."""
    room = before.right - before.left + _width(f" {line.text.split()[0]}") * line.size
    return room < (_SHORT_SENTENCE if before.text.endswith((".", "!", "?", ":", "”", "»")) else _SHORT) * widest


def _joined(paragraphs: Sequence[Sequence[Line]], body: float) -> str:
    texts = []
    for paragraph in paragraphs:
        text = ""
        for line in paragraph:
            if _HYPHEN.search(text) and line.text[:1].islower():
                text = text[:-1] + line.text
            else:
                text = f"{text} {line.text}" if text else line.text
        bullet = _BULLET.match(text)
        if bullet:
            text = f"- {text[bullet.end() :]}"
        elif paragraph[0].size >= _HEADING * body and len(text) <= _LONGEST_HEADING:
            text = f"## {text}"
        texts.append(text)
    joined = "\n\n".join(texts)
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", joined)
