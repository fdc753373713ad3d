"""Reads the text layer of a PDF."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from corpus.message import message, together
from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.made_up import real_author, real_title
from ingest.reading.ocr import find_tesseract, recognise
from ingest.reading.pdf_layout import lay_out, read_layout

_DAMAGED = message(
    "The PDF is damaged or cut off and cannot be read. Get the file again, or open it in a viewer and save it anew."
)
_NO_TEXT = message(
    "The pages of the PDF are pictures, without text.", console="The PDF has no text layer: its pages are pictures."
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

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each flaw that it mends


def read_pdf(data: bytes) -> Document:
    """A PDF's text as Markdown, in the order in which people read its pages.

    Raises UnreadableError when the PDF is damaged, needs a password or has no text layer and
    its pictures no text that Tesseract, where it is installed, can make out.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError(
                message("The PDF is protected by a password. Save it without one and hand it in again.")
            )
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
    details: dict[str, str | list[str]] = {"author": known} if (known := real_author(author)) else {}
    if not text.strip():
        text = _recognised(reader)
        details["recognised_by"] = "Tesseract"
    return Document(text, title=real_title(title), details=details)


def _recognised(reader: PdfReader) -> str:
    tesseract = find_tesseract()
    if tesseract is None:
        how = message(
            "Run it through text recognition (OCR) first.",
            console="Run it through text recognition (OCR) first, or install Tesseract.",
        )
        raise UnreadableError(together(_NO_TEXT, how))
    text = recognise(_pictures(reader), tesseract)
    if not text:
        how = message(
            "No words were found in them. Scan them anew, with 300 dots per inch.",
            console="Tesseract has found no words in them. Scan them anew, with 300 dots per inch.",
        )
        raise UnreadableError(together(_NO_TEXT, how))
    return text


def _pictures(reader: PdfReader) -> Iterator[bytes]:
    """The largest picture of each page."""
    for page in reader.pages:
        try:
            yield max((image.data for image in page.images), key=len, default=b"")
        except (*_STUMBLES, struct.error, zlib.error, OSError):
            continue
