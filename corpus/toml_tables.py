"""What the files of editors share: tables of TOML, whose faults are told with their lines."""

from __future__ import annotations

import json
import re


def quoted(text: str) -> str:
    """A text without control characters as a string of TOML."""
    return json.dumps(text, ensure_ascii=False)  # without control characters, a string of JSON is one of TOML


def is_text(value: object) -> bool:
    """Whether a value of a file is a text with something in it and without control characters."""
    return (
        isinstance(value, str)
        and bool(value.strip())
        and not any(ord(each) < 32 and each not in "\n\t" for each in value)
    )


def on_one_line(text: str) -> str:
    """The text with single spaces instead of any other space."""
    return " ".join(text.split())


class TablePlaces:
    """Where the tables `[[name]]` of a file stand, by the number of each."""

    def __init__(self, text: str, name: str) -> None:
        table = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
        self._lines = text.splitlines()
        self._starts = [number for number, line in enumerate(self._lines) if table.match(line)]

    def line(self, number: int, field: str) -> int:
        """The line of a table's field, or of its beginning where no line begins with the field; from 1."""
        if number >= len(self._starts):
            return 1  # the tables are written in a form of TOML that has no [[name]]
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._lines)
        named = re.compile(rf"\s*{re.escape(field)}\s*[.=]")
        return next((at for at in range(start, end) if named.match(self._lines[at])), start) + 1
