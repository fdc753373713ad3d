"""What the files of editors share: tables of TOML, whose faults are told with their lines."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import Message, message, together

Table = dict[str, Any]
CODES = ", ".join(Language)
"""Of our languages, as files name them."""

Fault = tuple[int, str, Message]
"""The number of a table, from 0, its field, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A kind of file: nothing but tables `[[name]]`, each of them a `one`; `subject` is what they are together."""

    name: str
    one: str
    subject: str
    most: int
    error: type[MentorbaseError]

    def read(self, text: str, faults: Callable[[Sequence[Table]], Iterable[Fault]]) -> list[Table]:
        """The tables of a file. Raises `error` with all that is wrong, each with its line and field."""
        try:
            tables = tomllib.loads(text).get(self.name)
        except tomllib.TOMLDecodeError as error:
            is_no = "are no" if self.subject == self.name else "is no"
            line = re.search(r"at line (\d+)", str(error))
            raise self.error(
                message(
                    "The file is not written as TOML has it: look at line {line}.",
                    console=f"The {self.subject} {is_no} TOML: {error}.",
                    line=line[1] if line else str(text.count("\n") + 1),
                )
            ) from error
        if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
            raise self.error(
                message(
                    "The file has no entries: each begins with a line {line}, as in the file that you can download "
                    "here.",
                    console=f"The file has no {self.name}: each begins with a line [[{self.name}]], as "
                    f"`{self.subject} export` writes it.",
                    line=f"[[{self.name}]]",
                )
            )
        if len(tables) > self.most:
            raise self.error(
                message(
                    "The file has {count} entries; a library takes {most} at most.",
                    console=f"The file has {len(tables)} {self.name}; a library takes {self.most} at most.",
                    count=len(tables),
                    most=self.most,
                )
            )
        places = TablePlaces(text, self.name)
        wrong = [
            message(
                "line {line}, entry {number}, {field}: {fault}",
                console=f"line {places.line(number, field)}, {self.one} {number + 1}, {field}: {fault}",
                line=str(places.line(number, field)),
                number=str(number + 1),
                field=field,
                fault=fault,
            )
            for number, field, fault in faults(tables)
        ]
        if wrong:
            told = message("The file cannot be taken:", console=f"The {self.subject} cannot be taken:")
            raise self.error(together(told, *wrong, between="\n"))
        return tables


def too_long(text: str, most: int) -> Message:
    """What is wrong with a text of too many characters."""
    return message(
        "it has {count} characters; {most} at most",
        console=f"it has {len(text)} characters; {most} at most",
        count=len(text),
        most=most,
    )


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
