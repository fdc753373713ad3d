"""Reads articles in JSON: an object on each line, or a list of objects."""

from __future__ import annotations

import json
from typing import Any

from corpus.message import Message, message
from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.frame import MOST_DOCUMENTS
from ingest.reading.plain import decode_loosely
from ingest.reading.record import NO_TEXT_FIELD, checked_count, count_known, read_record

_NO_OBJECT = message(
    "This is no JSON object. Write each article as one, such as {example}.", example='{"title": "…", "text": "…"}'
)


def read_json(data: bytes) -> Documents:
    """The articles of a list of objects, of an object that holds such a list, of one object, or of an object a line.

    `part` is the id that an article has, else its number or that of its line. Raises UnreadableError.
    """
    text = decode_loosely(data).strip("\ufeff \t\r\n")
    whole = _load(text)
    if isinstance(whole, Message):
        return read_json_lines(data)
    records = _records(whole)
    taken: set[str] = set()
    read = [_read(each, number, taken) for number, each in enumerate(records[: MOST_DOCUMENTS + 1], 1)]
    return checked_count(read)


def read_json_lines(data: bytes) -> Documents:
    """The articles of a file with an object on each line; a line that is broken does not spoil the others."""
    taken: set[str] = set()
    read: Documents = []
    for number, line in enumerate(decode_loosely(data).strip("\ufeff").split("\n"), 1):
        if line.strip() and len(read) <= MOST_DOCUMENTS:
            read.append(_read(_load(line), number, taken))
    return checked_count(read)


def is_json(text: str) -> bool:
    """Whether a text begins as a list of objects or with an object on its first line."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        return start[1:].lstrip().startswith("{")
    if not start.startswith("{"):
        return False
    first = _load(start.partition("\n")[0])
    return isinstance(first, dict) or start[1:].lstrip().startswith('"')


def _load(text: str) -> Any:
    """The value, or why there is none as a message: JSON's own texts are no articles."""
    try:
        value = json.loads(text)
    except RecursionError:
        return message(
            "This is no article. Write each article as one object of plain fields.",
            console="This is JSON of endless depth, no article. Write each article as one object of plain fields.",
        )
    except ValueError as error:
        return message(
            "This is not valid JSON. Mend it, or write the file anew from the program that it comes from.",
            console=f"This is not valid JSON ({error}). Mend it, or write the file anew from the program that it comes "
            "from.",
        )
    return _NO_OBJECT if isinstance(value, str) else value


def _records(whole: Any) -> list[Any]:
    if isinstance(whole, list):
        return whole
    if isinstance(whole, dict) and not count_known(whole):
        lists = [each for each in whole.values() if isinstance(each, list) and each and isinstance(each[0], dict)]
        if len(lists) == 1:
            return list(lists[0])
    if isinstance(whole, dict):
        return [whole]
    raise UnreadableError(_NO_OBJECT)


def _read(value: Any, number: int, taken: set[str]) -> Document | UnreadablePart:
    if not isinstance(value, dict):
        return UnreadablePart(str(number), value if isinstance(value, Message) else _NO_OBJECT)
    if not count_known(value):
        return UnreadablePart(str(number), NO_TEXT_FIELD)
    try:
        return read_record(value, number, taken)
    except RecursionError:
        return UnreadablePart(str(number), _NO_OBJECT)
