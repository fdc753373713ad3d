"""Reads plain text in whatever encoding it is."""

from __future__ import annotations

import codecs
import unicodedata

from corpus.message import message, together
from ingest.errors import ACCEPTED, UnreadableError
from ingest.reading.document import Document

MARKS = (  # longest first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, and what they mark."""
EMPTY = message("The file is empty. Hand in a file that has text in it.")
"""Why nothing is read of it."""

_FIRST_BYTES = b"\xc2\xc3\xc5\xe2\xf0"
"""How UTF-8 begins the accents and quotes of our languages; in Windows-1252 they are no letters that end a word."""

_MOST_CONTROLS = 0.005
_FEWEST_LETTERS = 0.5


def read_plain(data: bytes) -> Document:
    """A text file. Raises UnreadableError when it is empty or not text."""
    return Document(decode(data))


def decode(data: bytes) -> str:
    """Bytes to text: by their byte order mark, as UTF-8, or as Windows-1252, which holds Latin-1's letters.

    UTF-8 may be damaged, as long as most of its letters beyond ASCII are whole.
    Raises UnreadableError when the result cannot be a text: control characters, or hardly any letters.
    """
    text = decode_loosely(data)
    if not text.strip():
        raise UnreadableError(EMPTY)
    controls = sum(unicodedata.category(character) == "Cc" and character not in "\t\n\r\f" for character in text)
    letters = sum(character.isalpha() or character.isspace() for character in text)
    if controls > _MOST_CONTROLS * len(text) or letters < _FEWEST_LETTERS * len(text):
        raise UnreadableError(
            together(
                message(
                    "There is no text in the file that can be read.", console="The file is not text but binary data."
                ),
                ACCEPTED,
            )
        )
    return text


def decode_loosely(data: bytes) -> str:
    """The same for what need not look like a text, such as markup or a table."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if encoding := _unmarked_utf_16(data):
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        whole = len(text) - len(text.encode("ascii", "ignore")) - broken
        cut_off = error.reason == "unexpected end of data" and data[error.start] in _FIRST_BYTES
        if whole > broken or cut_off:
            return text.removesuffix("\ufffd")  # the last letter, which lost its end
        return data.decode("cp1252", errors="replace")


def _unmarked_utf_16(data: bytes) -> str:
    """UTF-16 without its mark has a zero in every other byte of a text in Latin letters, and none in the others."""
    start = data[:2000]
    zeros = start[0::2].count(0), start[1::2].count(0)
    if max(zeros) < 0.4 * len(start) or min(zeros) > 0.01 * len(start) or len(start) < 4:
        return ""
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
