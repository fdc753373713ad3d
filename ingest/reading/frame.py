"""What the reading worker and its parent say to each other: lengths, a JSON header, raw bytes.

Neither pickle nor anything else that constructs objects: a worker that has read a hostile file is not trusted.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

LENGTHS = struct.Struct("!QQ")
"""Of the header and of the body, in bytes."""

MOST_HEADER = 1024 * 1024
"""Bytes of the longest header that the parent takes: a title, details or a reason, never the text."""

MOST_DOCUMENTS = 10_000
"""Articles of the fullest file that is read."""

MOST_REASON = 2_000
"""Characters of the longest reason that is passed on."""

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


def unpack(header: bytes) -> dict[str, Any]:
    """The header's fields. Raises ValueError when it is no JSON object."""
    try:
        fields = json.loads(header.decode("utf-8", "surrogatepass"))
    except RecursionError as error:
        raise ValueError("a header of endless depth") from error
    if not isinstance(fields, dict):
        raise ValueError("a header that is no object")
    return fields
