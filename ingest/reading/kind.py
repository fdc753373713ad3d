"""Tells what a file is: by its first bytes, by what a zip archive holds, and only then by its name."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from corpus.message import Message, message, together
from ingest.errors import ACCEPTED, UnreadableError
from ingest.reading.json_records import is_json
from ingest.reading.plain import decode_loosely
from ingest.reading.table import is_table

_SAVE_AS = message("Save it as .docx, .odt or .pdf and hand that in.")
_UNPACK = message("Unpack it and hand in its files, or make a .zip archive of them.")


class Kind(StrEnum):
    """The kinds of files that are read."""

    PLAIN = "plain text"
    MARKDOWN = "Markdown"
    HTML = "web page"
    PDF = "PDF"
    DOCX = "Word document"
    ODT = "OpenDocument text"
    TABLE = "table"
    JSON = "JSON"
    JSON_LINES = "JSON lines"


_BY_SUFFIX = {
    ".txt": Kind.PLAIN,
    ".text": Kind.PLAIN,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".odt": Kind.ODT,
    ".csv": Kind.TABLE,
    ".tsv": Kind.TABLE,
    ".json": Kind.JSON,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
}


def _packed_by(program: str) -> Message:
    return message("This is an archive packed by {program}.", program=program)


def _archive_of(kind: str) -> Message:
    return message("This is a {kind} archive.", kind=kind)


_PROGRAM = together(message("This is a program."), ACCEPTED)
_REFUSED = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        together(message("This is a file of an old Office program (such as .doc)."), _SAVE_AS),
    ),
    (b"{\\rtf", together(message("This is a file in Rich Text Format (.rtf)."), _SAVE_AS)),
    (b"\x1f\x8b", together(_packed_by("gzip"), _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", together(_archive_of("7z"), _UNPACK)),
    (b"Rar!\x1a\x07", together(_archive_of("RAR"), _UNPACK)),
    (b"\xfd7zXZ\0", together(_packed_by("xz"), _UNPACK)),
    (b"BZh", together(_packed_by("bzip2"), _UNPACK)),
    (b"\x28\xb5\x2f\xfd", together(_packed_by("zstd"), _UNPACK)),
    (
        b"SQLite format 3\0",
        together(message("This is a database. Write its articles as .csv or .jsonl."), ACCEPTED),
    ),
    (b"\x7fELF", _PROGRAM),
    (b"MZ\x90", _PROGRAM),
    (b"%!PS", together(message("This is PostScript."), _SAVE_AS)),
)
_PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"8BPS")
_SOUNDS = (b"ID3", b"fLaC", b"OggS", b"\x1aE\xdf\xa3", b"RIFF", b"\xff\xfb")
_PICTURE = together(message("This is a picture. Run it through text recognition (OCR), or hand in its text."), ACCEPTED)
_SOUND = together(message("This is a recording. Hand in what is said in it as text."), ACCEPTED)
_MAIL = message("This is a web archive or a mail. Save the page as .html, or its text as .txt, and hand that in.")
_XML = together(message("This is XML of a kind that holds no article that can be read."), ACCEPTED)
_NO_DOCUMENT = message("The zip archive is none of the documents that can be read. Unpack it and hand in its files.")

_IN_ZIP = (
    (re.compile(r"word/document\d?\.xml"), Kind.DOCX),
    (
        re.compile(r"xl/"),
        message("This is a spreadsheet. Save the table of articles as .csv and hand that in."),
    ),
    (re.compile(r"ppt/"), together(message("This is a presentation."), _SAVE_AS)),
    (
        re.compile(r"Index/|Index\.zip$|preview\.jpg"),
        together(message("This is a document of Apple's programs (such as .pages)."), _SAVE_AS),
    ),
)
_MIMETYPES = (
    ("application/vnd.oasis.opendocument.text", Kind.ODT),
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        message("This is a spreadsheet. Save the table of articles as .csv."),
    ),
    ("application/vnd.oasis.opendocument", together(message("This is a presentation or a drawing."), _SAVE_AS)),
    (
        "application/epub+zip",
        message("This is an e-book (.epub). Save its chapters as .html, .docx or .pdf, each a file."),
    ),
)
_REFUSED_SUFFIXES = {
    **dict.fromkeys(
        (".doc", ".dot", ".wps"),
        together(message("Files of an old Office program (.doc) cannot be read."), _SAVE_AS),
    ),
    ".rtf": together(message("Files in Rich Text Format (.rtf) cannot be read."), _SAVE_AS),
    ".epub": message("E-books (.epub) cannot be read. Save their chapters as .html, .docx or .pdf, each a file."),
    ".pages": together(message("Documents of Pages cannot be read."), _SAVE_AS),
}
_BEGINS_AS_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_BEGINS_AS_XML = re.compile(r"\s*(?:<\?xml\b|<!doctype\s+(?!html)\w|<svg\b|<rss\b)", re.I)
_TAG = re.compile(r"</(?:p|div|h[1-6]|ul|article|section|span|a|td)\s*>", re.I)
_HEAD = 64 * 1024


def judge_kind(name: str, data: bytes) -> Kind:
    """What a file is. Raises UnreadableError, with the kind's name, when it is none that is read."""
    suffix = PurePath(name).suffix.lower()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n\0")[:5] == b"%PDF-":
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _judge_zip(data)
    _refuse_by_bytes(data)
    kind = _BY_SUFFIX.get(suffix)
    if kind in (Kind.PDF, Kind.JSON, Kind.JSON_LINES, Kind.HTML, Kind.TABLE):
        return kind
    if structure := _judge_text(decode_loosely(data[:_HEAD]), kind):
        return structure
    if kind in (Kind.DOCX, Kind.ODT):
        raise UnreadableError(
            message(
                "The file is named {suffix} but is a file of another kind. Open it in the program that it comes from "
                "and save it anew.",
                console=f"The file is named {suffix} but is no {kind}. Open it in the program that it comes from and "
                "save it anew.",
                suffix=suffix,
            )
        )
    if kind is None and suffix:
        unknown = together(message("Files of the kind '{suffix}' cannot be read.", suffix=suffix), ACCEPTED)
        raise UnreadableError(_REFUSED_SUFFIXES.get(suffix) or unknown)
    return kind or Kind.MARKDOWN


def is_archive(data: bytes) -> bool:
    """Whether a file is a zip archive of files, and no document that is packed as one."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        _judge_zip(data)
    except UnreadableError as error:
        return error.message == _NO_DOCUMENT
    return False


def _refuse_by_bytes(data: bytes) -> None:
    start = data[:512]
    for mark, reason in _REFUSED:
        if start.startswith(mark):
            raise UnreadableError(reason)
    is_box = start[4:8] == b"ftyp"
    if start.startswith(_PICTURES) or start[8:12] == b"WEBP" or (is_box and start[8:11] in (b"hei", b"mif", b"avi")):
        raise UnreadableError(_PICTURE)
    if is_box or start.startswith(_SOUNDS):
        raise UnreadableError(_SOUND)
    if start[257:262] == b"ustar":
        raise UnreadableError(together(_archive_of("tar"), _UNPACK))


def _judge_text(text: str, kind: Kind | None) -> Kind | None:
    """What a text is by its structure, or None where it may be any text."""
    if _BEGINS_AS_PAGE.match(text):
        return Kind.HTML
    if _BEGINS_AS_XML.match(text):
        raise UnreadableError(_PICTURE if re.search(r"<svg\b", text[:2000], re.I) else _XML)
    if re.match(r"(?:MIME-Version|From|Return-Path|Received): ", text) and "\nContent-Type:" in text:
        raise UnreadableError(_MAIL)
    if is_json(text):
        return Kind.JSON
    if is_table(text):
        return Kind.TABLE
    is_markup = text.lstrip().startswith("<") and len(_TAG.findall(text)) > 2
    return Kind.HTML if is_markup and kind is not Kind.MARKDOWN else None


def _judge_zip(data: bytes) -> Kind:
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
        names = [info.filename for info in opened.filelist]
        mimetype = _mimetype(opened)
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise UnreadableError(
            message(
                "The zip archive is damaged. Make it again, or save the document anew.",
                console=f"The zip archive is damaged ({error}). Make it again, or save the document anew.",
            )
        ) from error
    for prefix, kind in _MIMETYPES:
        if mimetype.startswith(prefix):
            return _known(kind)
    for pattern, kind in _IN_ZIP:
        if any(pattern.match(name) for name in names):
            return _known(kind)
    raise UnreadableError(_NO_DOCUMENT)


def _mimetype(opened: zipfile.ZipFile) -> str:
    """What a document says of itself; it is stored, not packed."""
    info = next((each for each in opened.filelist if each.filename == "mimetype"), None)
    if info is None or info.file_size > 200 or info.compress_type != zipfile.ZIP_STORED:
        return ""
    return opened.read(info).decode("ascii", "replace").strip()


def _known(kind: Kind | Message) -> Kind:
    if isinstance(kind, Kind):
        return kind
    raise UnreadableError(kind)
