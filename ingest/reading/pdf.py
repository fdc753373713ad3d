"""Reads the text layer of a PDF."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.pdf_layout import lay_out, read_layout

_DAMAGED = (
    "The PDF is damaged or cut off and cannot be read. Get the file again, or open it in a viewer and save it anew."
)
_STUMBLES = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What pypdf raises on files that are not as they should be: its own kinds for what it recognises, Python's for what it
stumbles over."""
_NO_TITLE = re.compile(r"untitled|microsoft \w+ - .*|\S+\.(docx?|indd|odt|pdf|pptx?|rtf|tex)", re.IGNORECASE)
"""What programs write where a title should be."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each flaw that it mends


def read_pdf(data: bytes) -> Document:
    """A PDF's text as Markdown, in the order in which people read its pages.

    Raises UnreadableError when the PDF is damaged, needs a password or has no text layer.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("The PDF is protected by a password. Save it without one and hand it in again.")
        pages = [lay_out(page) for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
        author = str(reader.metadata.author or "") if reader.metadata else ""
    except UnreadableError:
        raise
    except (*_STUMBLES, struct.error, zlib.error) as error:
        raise UnreadableError(_DAMAGED) from error
    if not pages:
        raise UnreadableError(_DAMAGED)
    text = read_layout(pages)
    if not text.strip():
        raise UnreadableError(
            "The PDF has no text layer: its pages are pictures. Run it through text recognition (OCR) first."
        )
    title = "" if _NO_TITLE.fullmatch(title.strip()) else title.strip()
    return Document(text, title=title, details={"author": author} if author else {})
