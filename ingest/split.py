"""Splits a text into passages that respect headings, paragraphs and sentences, as spans of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import PassageSpan
from corpus.language import Language
from search.sentences import sentence_spans

SPLITTER = "1"
"""The version of the rules below; raised when they change, so that older passages are made anew."""

TARGET = 700
"""Characters after which a passage is full: about 110 words, well inside the encoder's 512 tokens."""

LIMIT = 1200
"""No passage is longer; a longer paragraph is cut between sentences, a longer sentence between words."""

_LEAST = 200
_LONGEST_HEADING = 90
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_NO_SPACE = re.compile(r"\S")
_LIST_ITEM = re.compile(r"\s*([-*•+]|\d{1,2}[.)])\s+")
_SENTENCE_END = (".", "!", "?", ":", ";", ",", "…", '"', "”", "»", ")")


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    heading: str = ""  # the text of a heading; empty in a paragraph


def split(text: str, language: Language | None) -> list[PassageSpan]:
    """The passages of a text: in order, without overlap, and everything but white space lies in one of them."""
    passages: list[PassageSpan] = []
    heading = ""
    blocks = list(_sized(text, language))
    at = 0
    while at < len(blocks):
        first = at
        while at < len(blocks) and blocks[at].heading and blocks[at].end - blocks[first].start <= LIMIT:
            heading = blocks[at].heading
            at += 1
        while at < len(blocks) and not blocks[at].heading:
            length = blocks[at].end - blocks[first].start
            full = at > first and (length > LIMIT or blocks[at - 1].end - blocks[first].start >= TARGET)
            if full:
                break
            at += 1
        passages.append(PassageSpan(blocks[first].start, blocks[at - 1].end, heading))
    return _without_scraps(passages, {block.start for block in blocks if block.heading})


def _without_scraps(passages: list[PassageSpan], headings: set[int]) -> list[PassageSpan]:
    """A short rest goes to the passage before it, where both are of one section and the limit allows."""
    merged: list[PassageSpan] = []
    for passage in passages:
        last = merged[-1] if merged else None
        if (
            last is not None
            and passage.start not in headings
            and passage.end - passage.start < _LEAST
            and passage.end - last.start <= LIMIT
        ):
            merged[-1] = PassageSpan(last.start, passage.end, last.heading)
        else:
            merged.append(passage)
    return merged


def _sized(text: str, language: Language | None) -> Iterator[_Block]:
    """Blocks none of which is longer than the limit."""
    for block in _blocks(text):
        if block.end - block.start <= LIMIT:
            yield block
            continue
        start = block.start
        end = start
        flat = text[block.start : block.end].replace("\n", " ")  # where lines were cut at a width, no sentence ends
        for first, last in sentence_spans(flat, language):
            first, last = first + block.start, last + block.start
            if end > start and last - start > TARGET:
                yield _Block(start, end)
                start = first
            while last - start > LIMIT:  # one sentence alone
                space = flat.rfind(" ", start + 1 - block.start, start + LIMIT + 1 - block.start)
                cut = start + LIMIT if space < 0 else block.start + space
                yield _Block(start, start + len(text[start:cut].rstrip()))
                start = _next_word(text, cut)
            end = last
        yield _Block(start, block.end)


def _next_word(text: str, at: int) -> int:
    found = _NO_SPACE.search(text, at)
    return found.start() if found else len(text)


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs, list items and headings."""
    lines = [match.span() for match in re.finditer(r"\S.*", text)]
    wrapped = _is_wrapped(text, lines)
    paragraph: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(lines):
        line = text[start:end].rstrip()
        end = start + len(line)
        after_blank = number > 0 and "\n\n" in text[lines[number - 1][1] : start + 1]
        follows = paragraph and wrapped and not after_blank and not _LIST_ITEM.match(line)
        heading = _heading(text, lines, number, wrapped)
        if paragraph and (heading or not follows):
            yield _Block(paragraph[0][0], paragraph[-1][1])
            paragraph = []
        if heading:
            yield _Block(start, end, heading)
        else:
            paragraph.append((start, end))
    if paragraph:
        yield _Block(paragraph[0][0], paragraph[-1][1])


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether the lines of a paragraph were cut at a width, so that a line's end is no paragraph's end."""
    lengths = sorted(end - start for start, end in lines)
    return "\n\n" in text and bool(lengths) and lengths[int(0.95 * (len(lengths) - 1))] <= 110


def _heading(text: str, lines: list[tuple[int, int]], number: int, wrapped: bool) -> str:
    """The text of the heading in this line, or nothing: marked as Markdown does, or a short line that stands alone."""
    start, end = lines[number]
    line = text[start:end].rstrip()
    if marks := _MARKDOWN_HEADING.match(line):
        return _without_closing_marks(line[marks.end() :])[:_LONGEST_HEADING]
    alone = not wrapped or ((number == 0 or text.endswith("\n\n", 0, start)) and text.startswith("\n\n", end))
    is_heading = (
        alone
        and len(line) <= _LONGEST_HEADING
        and not line.endswith(_SENTENCE_END)
        and not _LIST_ITEM.match(line)
        and any(character.isalpha() for character in line)
        and number + 1 < len(lines)
        and lines[number + 1][1] - lines[number + 1][0] > 1.5 * len(line)
    )
    return line if is_heading else ""


def _without_closing_marks(heading: str) -> str:
    """The heading without the `#` that Markdown allows at its end; those of `C#` and of a line of marks stay."""
    bare = heading.rstrip("#")
    return bare.rstrip() if bare.endswith(" ") else heading
