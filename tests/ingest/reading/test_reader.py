from __future__ import annotations

import pytest

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.reader import read_documents
from tests.ingest.conftest import make_pdf


def read_one(name: str, data: bytes) -> Document:
    """The document of a file that holds one."""
    [document] = read_documents(name, data)
    assert isinstance(document, Document)
    return document


FRONT = b"---\ntitle: A title\n---\nA text."


@pytest.mark.parametrize("name", ["a.md", "A.MARKDOWN", "without an ending", "-"])
def test_front_matter_is_read_in_markdown_and_where_no_ending_tells_otherwise(name: str) -> None:
    assert read_one(name, FRONT).title == "A title"


@pytest.mark.parametrize("name", ["a.txt", "A.TEXT", "folder.md/a.txt"])
def test_plain_text_is_taken_as_it_is(name: str) -> None:
    assert read_one(name, FRONT).text == FRONT.decode()


@pytest.mark.parametrize("name", ["a.pdf", "a.PDF", "wrongly-named.txt", "wrongly-named.docx", "no ending"])
def test_a_pdf_is_known_by_its_first_bytes_whatever_its_name(name: str) -> None:
    assert read_one(name, make_pdf(["The text of a page."])).text == "The text of a page."


def test_a_text_that_is_named_a_pdf_is_refused() -> None:
    with pytest.raises(UnreadableError, match="The PDF is damaged"):
        read_one("a.pdf", b"only words")


@pytest.mark.parametrize("name", ["a.tar.gz", "a.xyz"])
def test_another_kind_of_file_is_named_in_the_refusal(name: str) -> None:
    ending = name[name.rindex(".") :]
    with pytest.raises(UnreadableError, match=rf"^Files of the kind '{ending}' cannot be read\. Hand in"):
        read_one(name, b"words")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.pdf", "a.docx", "a"])
def test_an_empty_file_is_refused_as_empty_whatever_its_name(name: str) -> None:
    with pytest.raises(UnreadableError, match=r"^The file is empty\."):
        read_one(name, b"")
