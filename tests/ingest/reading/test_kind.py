from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from ingest.errors import UnreadableError
from ingest.reading.kind import Kind, is_archive, judge_kind
from tests.ingest.conftest import make_pdf
from tests.ingest.reading.test_office import make_docx, make_odt


def zipped(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", make_pdf(["words"]), Kind.PDF),
        ("a.zip", make_docx(), Kind.DOCX),
        ("a", make_odt(), Kind.ODT),
        ("a.txt", b"<!DOCTYPE html><html><body><p>words</p></body></html>", Kind.HTML),
        ("page", b"<?xml version='1.0'?>\n<html><body/></html>", Kind.HTML),
        ("a.txt", b"title;text\nOne;Words.\n", Kind.TABLE),
        ("export", b'[{"title": "One", "text": "Words."}]', Kind.JSON),
        ("a.md", b"# Heading\n\nWords.", Kind.MARKDOWN),
        ("a.txt", b"Words, and nothing else.", Kind.PLAIN),
        ("-", b"---\ntitle: One\n---\nWords.", Kind.MARKDOWN),
        ("a.TXT", "Wörter".encode("utf-16"), Kind.PLAIN),
        ("a.md", b"<p>Markdown may hold HTML</p>\n\n<p>a</p>\n\n<p>b</p>", Kind.MARKDOWN),
    ],
)
def test_a_file_is_what_its_content_says_whatever_its_name(name: str, data: bytes, kind: Kind) -> None:
    assert judge_kind(name, data) is kind


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office program"),
        ("a.txt", b"{\\rtf1 words}", "Rich Text Format"),
        ("a.txt.gz", gzip.compress(b"words", mtime=0), "packed by gzip"),
        ("scan.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100), "This is a picture"),
        ("talk.mp3", b"ID3" + bytes(100), "This is a recording"),
        ("a.xlsx", zipped(xl_workbook__xml="x").replace(b"xl_workbook", b"xl/workbook"), "This is a spreadsheet"),
        ("a.svg", b"<svg xmlns='x'><text>words</text></svg>", "This is a picture"),
        ("a.docx", b"plain words, no document", "is named .docx but is no Word document"),
        ("a.pages", b"words", "Documents of Pages cannot be read"),
        ("a.xyz", b"words", "Files of the kind '.xyz' cannot be read"),
    ],
)
def test_a_file_of_another_kind_is_named_with_what_to_do(name: str, data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        judge_kind(name, data)
    assert said in str(caught.value)
    assert any(way in str(caught.value) for way in ("Save ", "Unpack ", "Hand in ", "hand in ", "save it"))


def test_an_archive_is_told_from_documents_that_are_packed_as_one() -> None:
    assert is_archive(zipped(a__txt="words"))
    assert not any(map(is_archive, (make_docx(), make_odt(), b"PK\x03\x04 cut off", b"words")))
