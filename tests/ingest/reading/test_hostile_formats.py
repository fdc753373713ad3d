"""Files of the richer formats that are made to do harm, read in the sandbox: each is refused, and the next is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.sandbox import ReadingLimits, ReadingSandbox
from tests.ingest.reading.test_office import make_docx, make_odt

LIMITS = ReadingLimits(seconds=30, memory_mb=512, text_mb=5)
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("bcdefgh", "cdefghi", strict=True))
    + "]><w:document xmlns:w='x'>&i;</w:document>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]><w>&f;</w>'


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ReadingSandbox]:
    with ReadingSandbox(LIMITS, workers=1) as opened:
        yield opened


def with_part(document: bytes, name: str, data: bytes) -> bytes:
    """The document with another content in one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename == "mimetype":
                new.writestr(info, old.read(info), zipfile.ZIP_STORED)
            else:
                new.writestr(info.filename, data if info.filename == name else old.read(info))
    return file.getvalue()


DOCX, ODT = "word/document.xml", "content.xml"
HOSTILE = {
    "a docx whose text is a bomb": ("a.docx", with_part(make_docx(), DOCX, b" " * 60_000_000)),
    "an odt whose text is a bomb": ("a.odt", with_part(make_odt(), ODT, b" " * 60_000_000)),
    "a docx of a billion laughs": ("a.docx", with_part(make_docx(), DOCX, BILLION_LAUGHS.encode())),
    "an odt of a billion laughs": ("a.odt", with_part(make_odt(), ODT, BILLION_LAUGHS.encode())),
    "the same in UTF-16": ("a.odt", with_part(make_odt(), ODT, BILLION_LAUGHS.encode("utf-16"))),
    "a docx with an external entity": ("a.docx", with_part(make_docx(), DOCX, EXTERNAL.encode())),
    "an odt with an external entity": ("a.odt", with_part(make_odt(), ODT, EXTERNAL.encode())),
    "an svg of a billion laughs": ("a.svg", BILLION_LAUGHS.replace("w:document", "svg").encode()),
    "a page of 40 MB": ("a.html", b"<html><body><p>" + b"x " * 20_000_000),
    "json of endless depth": ("a.json", b"[" * 200_000),
    "json lines of endless depth": ("a.jsonl", b'{"text": ' * 100_000),
    "a table of a million columns": ("a.csv", b"title,text" + b",x" * 1_000_000 + b"\na,b\n"),
    "a table with a field of 40 MB": ("a.csv", b'title,text\nOne,"' + b"x" * 40_000_000 + b'"\n'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason_and_the_next_is_read(sandbox: ReadingSandbox, name: str) -> None:
    source, data = HOSTILE[name]
    try:
        told = [each.reason for each in sandbox.read(source, data) if not isinstance(each, Document)]
    except UnreadableError as error:
        told = [error.message]
    assert told, f"{name} was read"
    assert all(reason.endswith(".") and len(reason) > 40 for reason in told)
    assert not any("Please report this" in reason or "root:" in reason for reason in told)
    [document] = sandbox.read("next.txt", b"The next file is read.")
    assert document == Document("The next file is read.")


def test_a_page_of_many_nested_elements_is_refused_or_read_in_time(sandbox: ReadingSandbox) -> None:
    deep = b"<html><body>" + b"<div>" * 100_000 + b"<p>words of the page</p>"
    with pytest.raises(UnreadableError, match="lie in each other too deeply"):
        sandbox.read("a.html", deep)


def test_entities_of_a_page_are_not_expanded_without_end(sandbox: ReadingSandbox) -> None:
    page = BILLION_LAUGHS.replace("<w:document xmlns:w='x'>", "<html><body><p>laughs ")
    [document] = sandbox.read("a.html", page.encode())
    assert isinstance(document, Document)
    assert len(document.text) < 10_000
