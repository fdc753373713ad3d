"""Reads a file by the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable

from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents
from ingest.reading.docx import read_docx
from ingest.reading.html import read_html
from ingest.reading.json_records import read_json, read_json_lines
from ingest.reading.kind import Kind, judge_kind
from ingest.reading.markdown import read_markdown
from ingest.reading.odt import read_odt
from ingest.reading.pdf import read_pdf
from ingest.reading.plain import EMPTY, read_plain
from ingest.reading.table import read_table

_OF_ONE: dict[Kind, Callable[[bytes], Document]] = {
    Kind.PLAIN: read_plain,
    Kind.MARKDOWN: read_markdown,
    Kind.HTML: read_html,
    Kind.PDF: read_pdf,
    Kind.DOCX: read_docx,
    Kind.ODT: read_odt,
}
_OF_MANY: dict[Kind, Callable[[bytes], Documents]] = {
    Kind.TABLE: read_table,
    Kind.JSON: read_json,
    Kind.JSON_LINES: read_json_lines,
}


def read_documents(name: str, data: bytes) -> Documents:
    """What a file's bytes hold, judged by the bytes first and the name second. Raises UnreadableError."""
    if not data:
        raise UnreadableError(EMPTY)
    kind = judge_kind(name, data)
    return _OF_MANY[kind](data) if kind in _OF_MANY else [_OF_ONE[kind](data)]
