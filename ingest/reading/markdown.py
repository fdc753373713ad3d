"""Reads Markdown with YAML front matter."""

from __future__ import annotations

import json
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from corpus.message import Message, message
from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.plain import decode

_OWN_FIELDS = ("title", "language", "translation_key")
_NOTHING: tuple[Any, ...] = ("", "~", "null", [], {})
_YAML = YAMLHandler()


class _AsWritten(yaml.BaseLoader):  # type: ignore[misc]  # PyYAML has no types
    """Leaves values as they are written (`no` is no truth value, 1.10 no number) and constructs nothing.

    Aliases are refused: with them, a small file grows to any size.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias", problem_mark=self.peek_event().start_mark)
        return super().compose_node(parent, index)


def read_markdown(data: bytes) -> Document:
    """A Markdown file; its front matter may give title, language, translation_key and any other details.

    One that gives title and language is taken for an editor's own: nothing will be taken out of it.

    Raises UnreadableError when the file is not text, its front matter is not YAML, or it has no text under it.
    """
    metadata, body = _part(decode(data))
    if not body.strip():
        raise UnreadableError(
            message(
                "The file has no text under the lines at its top.",
                console="The file has front matter but no text under it.",
            )
        )
    fields = {str(name): _plain(value) for name, value in metadata.items() if value not in _NOTHING}
    title, language, key = (str(fields.pop(name, "")) for name in _OWN_FIELDS)
    return Document(body, title, language, key, fields, is_edited=bool(title.strip() and language.strip()))


def _part(text: str) -> tuple[dict[Any, Any], str]:
    """The fields of the front matter, and the text under it. A text that merely begins with a rule has none."""
    if not _YAML.detect(text.lstrip()):
        return {}, text
    try:
        front, body = _YAML.split(text.lstrip())
    except ValueError:  # one line of dashes
        return {}, text
    try:
        fields = yaml.load(front, _AsWritten)  # noqa: S506 a loader that constructs only strings, lists and mappings
    except (yaml.YAMLError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        line = text.count("\n", 0, text.index(front)) + place.line + 1 if place else 0
        raise UnreadableError(_no_yaml(line)) from error
    if fields is None:
        return {}, body
    return (fields, body) if isinstance(fields, dict) else ({}, text)


def _no_yaml(line: int) -> Message:
    """What is wrong with the front matter, in a line of the file, or 0 where none is known."""
    if not line:
        return message(
            "The top of the file, between the lines of '---', cannot be read. Put values with a colon in quotes.",
            console="The front matter between the lines of '---' is not valid YAML. Put values with a colon in quotes.",
        )
    return message(
        "The top of the file, between the lines of '---', cannot be read in line {line}. Put values with a colon in "
        "quotes.",
        console=f"The front matter between the lines of '---' is not valid YAML in line {line}. Put values with a "
        "colon in quotes.",
        line=str(line),
    )


def _plain(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [_one(each) for each in value]
    return _one(value)


def _one(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
