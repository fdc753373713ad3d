"""Cuts a text into its blocks: paragraphs, headings, lists, quotes and tables, as spans of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_HEADING = 90
_WIDEST_WRAP = 110
_LINE = re.compile(r"\S.*")
_LIST_ITEM = re.compile(r"([-*•+]|\d{1,2}[.)])\s+")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
_QUOTED_LINE = re.compile(r">(?:\s|$)")
_QUOTED_LINES = re.compile(r"(?:>(?:\s[^\n]*)?(?:\n|$))+")
_TABLE = re.compile(r"\|.*\|\s*\n\|(?:\s*:?-+:?\s*\|)+")
_QUOTED = re.compile(r"(?:>\s|[“”„«‘»\"]).*[”“»’«\"][.,]?", re.DOTALL)
# A footnote or an author's note that has lost its line's beginning: "… never.* Mary Smith is a writer."
_NOTE_WITHIN = re.compile(r"(?<=[.!?…”\"»])\*+\s?(?=[A-ZÀ-ÖØ-Þ])")
_SENTENCE_END = (".", ":", ";", ",", "…", '."', ".”", ".»")


class BlockKind(StrEnum):
    """What a block looks like."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text, ``text[start:end]``, without white space at its ends."""

    start: int
    end: int
    kind: BlockKind


def cut_blocks(text: str) -> list[Block]:
    """The blocks of a text: in order, without overlap, and everything but white space lies in one of them.

    A blank line always ends a block. A line's end does too, unless the lines were cut at a width and this one is
    full. List items without a blank line between them are one block, and so are the rows of a table and the lines of a
    quote as Markdown has them. A heading is marked as Markdown does, or is a short line, no sentence, with something
    longer below it.
    """
    spans = list(_spans(text))
    return [
        Block(start, end, _kind(text[start:end], text[slice(*spans[number + 1])] if number + 1 < len(spans) else ""))
        for number, (start, end) in enumerate(spans)
    ]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    lines = [(match.start(), match.start() + len(match[0].rstrip())) for match in _LINE.finditer(text)]
    width = _wrap_width(text, lines)
    start = end = -1
    for first, last in lines:
        if start >= 0 and not _goes_on(text, start, end, first, last, width):
            yield from _without_notes(text, start, end)
            start = -1
        start, end = (first if start < 0 else start), last
    if start >= 0:
        yield from _without_notes(text, start, end)


def _goes_on(text: str, start: int, end: int, first: int, last: int, width: int) -> bool:
    """Whether the line from `first` to `last` belongs to the block that began at `start` and has come to `end`."""
    if text.count("\n", end, first) > 1:
        return False
    if text[first] == "|":
        return text[start] == "|"
    if _QUOTED_LINE.match(text, first, last):
        return bool(_QUOTED_LINE.match(text, start, end))
    if _LIST_ITEM.match(text, first, last):
        return bool(_LIST_ITEM.match(text, start, end))
    if not width or _MARKDOWN_HEADING.match(text, first, last) or _MARKDOWN_HEADING.match(text, start, end):
        return False
    line_start = text.rfind("\n", 0, end) + 1
    next_word = text[first:last].split(maxsplit=1)[0]
    return end - line_start + 1 + len(next_word) >= width


def _wrap_width(text: str, lines: list[tuple[int, int]]) -> int:
    """From which length on a line is full where lines were cut at a width, else 0."""
    lengths = sorted(end - start for start, end in lines)
    if "\n\n" not in text or len(lengths) < 3:
        return 0
    widest = lengths[int(0.95 * (len(lengths) - 1))]
    return int(0.92 * widest) if 40 <= widest <= _WIDEST_WRAP else 0


def _without_notes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, cut before notes that stand at a sentence's end."""
    for note in _NOTE_WITHIN.finditer(text, start, end):
        if note.start() > start:
            yield start, note.start()
            start = note.start()
    yield start, end


def _kind(block: str, following: str) -> BlockKind:
    if _MARKDOWN_HEADING.match(block):
        return BlockKind.HEADING
    if _LIST_ITEM.match(block) and not (_is_title(block, following) and block[0].isdigit()):
        return BlockKind.LIST
    if _TABLE.match(block):
        return BlockKind.TABLE
    if _QUOTED.fullmatch(block) or _QUOTED_LINES.fullmatch(block):
        return BlockKind.QUOTE
    return BlockKind.HEADING if _is_title(block, following) else BlockKind.PARAGRAPH


def _is_title(block: str, following: str) -> bool:
    return (
        len(block) <= _LONGEST_HEADING
        and not block.endswith(_SENTENCE_END)
        and any(character.isalpha() for character in block)
        and (len(following) > 1.5 * len(block) or bool(_LIST_ITEM.match(following)))
    )
