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
_LINE_END_HYPHEN = re.compile(r"(?<=\w)[-\u00ad]\n(?=[a-zà-ÿ])")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each flaw that it mends


def read_pdf(data: bytes) -> Document:
    """A PDF's text, in the order in which its pages hold it.

    Raises UnreadableError when the PDF is damaged, needs a password or has no text layer.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("The PDF is protected by a password. Save it without one and hand it in again.")
        pages = [page.extract_text() for page in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
        author = str(reader.metadata.author or "") if reader.metadata else ""
    except UnreadableError:
        raise
    except (*_STUMBLES, struct.error, zlib.error) as error:
        raise UnreadableError(_DAMAGED) from error
    if not pages:
        raise UnreadableError(_DAMAGED)
    text = "\n\n".join(_paragraphs(page) for page in pages if page.strip())
    if not text.strip():
        raise UnreadableError(
            "The PDF has no text layer: its pages are pictures. Run it through text recognition (OCR) first."
        )
    title = "" if _NO_TITLE.fullmatch(title.strip()) else title.strip()
    return Document(text, title=title, details={"author": author} if author else {})


def _paragraphs(page: str) -> str:
    """Joins the lines of a paragraph: a line that is clearly shorter than the page's is a paragraph's last."""
    page = "\n".join(line.strip() for line in page.split("\n"))
    lines = _LINE_END_HYPHEN.sub("", page).split("\n")
    widths = sorted(len(line) for line in lines if line)
    full = 0.75 * widths[int(0.9 * (len(widths) - 1))] if widths else 0
    joined = []
    for line in lines:
        joined.append(line)
        joined.append("\n\n" if len(line) < full else " ")
    return re.sub(r"\n{3,}", "\n\n", "".join(joined)).strip()
