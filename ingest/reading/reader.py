"""Chooses the reader of a file by its name, checked against what its first bytes say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents
from ingest.reading.markdown import read_markdown
from ingest.reading.pdf import read_pdf
from ingest.reading.plain import read_plain

_READERS: dict[str, Callable[[bytes], Document]] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".pdf": read_pdf,
}

SUFFIXES = frozenset(_READERS)
"""The endings of the files that can be read."""


def read_documents(name: str, data: bytes) -> Documents:
    """What a file's bytes hold, judged by the bytes first and the name second. Raises UnreadableError."""
    if not data:
        raise UnreadableError("The file is empty. Hand in a file that has text in it.")
    if data.startswith(b"%PDF-"):
        return [read_pdf(data)]
    suffix = PurePath(name).suffix.lower()
    if suffix not in _READERS and suffix:
        raise UnreadableError(f"Files of the kind '{suffix}' cannot be read. Hand in .txt, .md or .pdf files.")
    return [_READERS.get(suffix, read_markdown)(data)]
