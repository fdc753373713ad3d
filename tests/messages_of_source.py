"""The messages that the source writes: their templates, and the names of the values that go with each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus
import ingest
import search
import ui
from corpus.message import fields_of

_PACKAGES = (corpus, ingest, search, ui)


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """A call of `message` in the source."""

    place: str
    template: str
    values: tuple[str, ...]

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate between the values."""
        bare = self.template
        for name in fields_of(self.template):
            bare = bare.replace(f"{{{name}}}", "")
        return re.search(r"[^\W\d_]", bare) is not None


def written_messages() -> list[WrittenMessage]:
    """Every one, in the order of the files."""
    found = []
    for package in _PACKAGES:
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            found += list(_messages_in(path))
    return found


def _messages_in(path: Path) -> Iterator[WrittenMessage]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
            names = tuple(keyword.arg or "**" for keyword in node.keywords if keyword.arg != "console")
            yield WrittenMessage(f"{path.name}:{node.lineno}", ast.literal_eval(node.args[0]), names)
