"""Reads Markdown with YAML front matter."""

from __future__ import annotations

import datetime
from typing import Any

import frontmatter
import yaml

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.plain import decode

_OWN_FIELDS = ("title", "language", "translation_key")


def read_markdown(data: bytes) -> Document:
    """A Markdown file; its front matter may give title, language, translation_key and any other details.

    Raises UnreadableError when the file is not text or its front matter is not YAML.
    """
    text = decode(data)
    try:
        metadata, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f" in line {place.line + 2}" if place else ""
        raise UnreadableError(
            f"The front matter between the lines of '---' is not valid YAML{where}. Put values with a colon in quotes."
        ) from error
    if not body.strip():
        raise UnreadableError("The file has front matter but no text under it.")
    fields = {str(name): _plain(value) for name, value in metadata.items() if value not in (None, "", [])}
    own = {name: str(fields.get(name, "")) for name in _OWN_FIELDS}
    return Document(body, details={name: fields[name] for name in fields if name != "title"}, **own)


def _plain(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
