"""What the reading worker and its parent say to each other: lengths, a JSON header, raw bytes.

Neither pickle nor anything else that constructs objects: a worker that has read a hostile file is not trusted.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from corpus.message import Message, message

LENGTHS = struct.Struct("!QQ")
"""Of the header and of the body, in bytes."""

MOST_HEADER = 1024 * 1024
"""Bytes of the longest header that the parent takes: a title, details or a reason, never the text."""

MOST_DOCUMENTS = 10_000
"""Articles of the fullest file that is read."""

TOO_MANY = message("The file holds more than {most} articles. Cut it into several files.", most=MOST_DOCUMENTS)
"""Why none are taken of a fuller one."""

MOST_REASON = 2_000
"""Characters of the longest reason that is passed on; with its template and values it may have four times as many."""

MB = 1024 * 1024


class Answer(StrEnum):
    """How a worker answers."""

    READY = "ready"
    DOCUMENTS = "documents"
    """So many as `count` says follow, each with a header of its own: `document` with its text behind, or `part`."""
    UNREADABLE = "unreadable"
    FAILED = "failed"
    OUT_OF_MEMORY = "memory"
    TOO_MUCH_TEXT = "text"


def pack(header: Mapping[str, Any], body: bytes = b"") -> bytes:
    """The bytes that go before the body. `surrogatepass`, as a name or a text may hold half a character."""
    line = json.dumps(header, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LENGTHS.pack(len(line), len(body)) + line


def pack_reason(reason: Message) -> Any:
    """What a header holds of a reason: one that is too long is cut, and then it is English only."""
    packed = reason.to_json()
    return packed if _length(packed) <= 4 * MOST_REASON else str(reason)[:MOST_REASON]


def unpack_reason(packed: object) -> Message:
    """The reason that a header holds; what is formatted later is plain names. Raises ValueError when it is none."""
    if isinstance(packed, str):
        return Message(packed[:MOST_REASON])
    if _length(packed) > 4 * MOST_REASON:
        raise ValueError("a reason that is longer than any may be")
    return Message.from_json(packed)


def _length(packed: object) -> int:
    try:
        return len(json.dumps(packed, ensure_ascii=False))
    except RecursionError as error:
        raise ValueError("a reason of endless depth") from error


def unpack(header: bytes) -> dict[str, Any]:
    """The header's fields. Raises ValueError when it is no JSON object."""
    try:
        fields = json.loads(header.decode("utf-8", "surrogatepass"))
    except RecursionError as error:
        raise ValueError("a header of endless depth") from error
    if not isinstance(fields, dict):
        raise ValueError("a header that is no object")
    return fields
