"""Reads tables of articles: a row each, with commas, semicolons or tabs between the fields."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice

from corpus.message import NOTHING, Message, message, together
from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.frame import MOST_DOCUMENTS
from ingest.reading.plain import decode_loosely
from ingest.reading.record import NO_TEXT_FIELD, checked_count, count_known, read_record

_DELIMITERS = ",;\t|"
_MOST_COLUMNS = 200
_LONGEST_HEAD = 20_000
_LONGEST_TEXT = 2_000_000
"""Characters of the longest field: three times a Bible's longest book."""
_MOST_UNCLOSED = 20
"""Rows whose quote has no end; after each, the rest is read again."""

csv.field_size_limit(
    2**31 - 1
)  # one number for the whole process; the size of a file is limited by whoever hands it in


def read_table(data: bytes) -> Documents:
    """The articles in a table whose first row names its columns.

    `part` is a row's id, else its number, the first row's being 1. Raises UnreadableError when no column holds texts.
    """
    text = decode_loosely(data).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n")
    head, delimiter = _head(text)
    if head.count(delimiter) >= _MOST_COLUMNS:
        raise UnreadableError(
            message("The table has more than {most} columns. Keep only those of the articles.", most=_MOST_COLUMNS)
        )
    rows = _rows(text.split("\n"), delimiter)
    names, _ = next(rows)
    if not count_known(names):
        first = message("The first row has: {names}.", names=", ".join(names)[:200])
        raise UnreadableError(together(NO_TEXT_FIELD, first))
    taken: set[str] = set()
    read: Documents = []
    for number, (row, problem) in enumerate(rows, 2):
        if problem or any(cell.strip() for cell in row):
            read.append(_read_row(names, row, problem, number, taken))
            if len(read) > MOST_DOCUMENTS:
                break
    return checked_count(read)


def is_table(text: str) -> bool:
    """Whether a text begins with a row that names the columns of a table of articles."""
    first = text.lstrip("\ufeff\n").partition("\n")[0][:_LONGEST_HEAD]
    return any(count_known(_cells(first, delimiter)) > 1 for delimiter in _DELIMITERS)


def _read_row(
    names: list[str], row: list[str], problem: Message, number: int, taken: set[str]
) -> Document | UnreadablePart:
    if not problem and any(cell.strip() for cell in row[len(names) :]):
        problem = message(
            "The row has more fields than the first row has names. Put fields that hold the separator in quotes."
        )
    if not problem and any(len(cell) > _LONGEST_TEXT for cell in row):
        problem = message(
            "The row has a field of more than {most} characters. Cut it into its articles.", most=_LONGEST_TEXT
        )
    return (
        UnreadablePart(str(number), problem)
        if problem
        else read_record(dict(zip(names, row, strict=False)), number, taken)
    )


def _head(text: str) -> tuple[str, str]:
    """The first row, and what stands between its fields."""
    first = text.partition("\n")[0]
    if len(first) > _LONGEST_HEAD:
        raise UnreadableError(
            message(
                "The table's first row is too long to name columns. Put a row with the names of the columns first, "
                "such as title and text."
            )
        )
    best = max(_DELIMITERS, key=lambda each: (count_known(_cells(first, each)), first.count(each)))
    return first, best


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _rows(lines: list[str], delimiter: str) -> Iterator[tuple[list[str], Message]]:
    """The rows, each with what is wrong with it. A quote without an end spoils its line only."""
    start = unclosed = 0
    while start < len(lines):
        reader = csv.reader((f"{line}\n" for line in islice(lines, start, None)), delimiter=delimiter)
        before = 0
        for row in reader:
            if (
                start + reader.line_num >= len(lines)
                and _is_unclosed(lines, start + before)
                and unclosed < _MOST_UNCLOSED
            ):
                break
            yield row, NOTHING
            before = reader.line_num
        else:
            return
        unclosed += 1
        start += before + 1
        unclosed_quote = message(
            "The row has a quotation mark that begins a field and none that ends it. Add it, or double it."
        )
        yield [], unclosed_quote


def _is_unclosed(lines: list[str], start: int) -> bool:
    return sum(line.count('"') for line in islice(lines, start, None)) % 2 == 1
