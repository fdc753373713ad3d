from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.pdf import read_pdf
from tests.ingest.conftest import make_pdf

DAMAGED = r"^The PDF is damaged or cut off and cannot be read\. Get the file again"
LINES = [f"Line {number} of a page about mentors who listen" for number in range(30)]


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, owner_password="the owner's own", algorithm="AES-256")  # noqa: S106
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_text_layer_is_read_with_its_accents_title_and_author() -> None:
    data = make_pdf(["Perché così? Åsa väntar på één vraag."], title="Più tardi", author="Åsa Öberg")
    assert read_pdf(data) == Document(
        "Perché così? Åsa väntar på één vraag.", title="Più tardi", details={"author": "Åsa Öberg"}
    )


def test_lines_of_a_paragraph_are_joined_and_a_short_line_ends_it() -> None:
    page = [
        "A mentor who asks a question waits for",
        "the answer, however long it takes to",
        "come.",
        "Then the next one begins here, on a line",
    ]
    assert read_pdf(make_pdf(page)).text == (
        "A mentor who asks a question waits for the answer, however long it takes to come.\n\n"
        "Then the next one begins here, on a line"
    )


def test_a_word_that_was_parted_at_a_line_s_end_is_one_word_again() -> None:
    page = ["Una buona relazione si costruisce con la fi-", "ducia e con il tempo che le si vuole dedi-", "care."]
    assert read_pdf(make_pdf(page)).text == (
        "Una buona relazione si costruisce con la fiducia e con il tempo che le si vuole dedicare."
    )


def test_a_hyphen_before_a_capital_stays() -> None:
    page = ["The programme was set up by the towns of Reggio-", "Emilia and by its neighbours on the river."]
    assert "Reggio- Emilia" in read_pdf(make_pdf(page)).text


def test_pages_follow_each_other_as_paragraphs_and_empty_ones_leave_nothing() -> None:
    data = make_pdf(["The first page."], [], ["The third page."])
    assert read_pdf(data).text == "The first page.\n\nThe third page."


@pytest.mark.parametrize(
    "title", ["untitled", "Microsoft Word - notes.docx", "draft_3.docx", "(anonymous)", " Untitled "]
)
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    assert read_pdf(make_pdf(["Some text."], title=title)).title == ""


@pytest.mark.parametrize("title", ["Untitled no more", "On Microsoft Word", "Why .pdf files last"])
def test_a_title_that_only_looks_like_one_of_those_is_kept(title: str) -> None:
    assert read_pdf(make_pdf(["Some text."], title=title)).title == title


def scanned(pages: int) -> bytes:
    """A PDF whose pages are pictures."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(pages):
        canvas.drawImage(ImageReader(Image.new("L", (600 + number, 800), 255)), 0, 0, 600, 800)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def install_tesseract(folder: Path, says: str) -> None:
    """A Tesseract that finds the same words in each picture."""
    program = folder / "tesseract"
    program.write_text(
        f"#!/bin/sh\n[ $1 = --list-langs ] && echo eng && exit\n/bin/cat > /dev/null\nprintf '{says}'\n",
        encoding="utf-8",
    )
    program.chmod(0o755)


def test_a_pdf_without_a_text_layer_asks_for_text_recognition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableError, match=r"no text layer: its pages are pictures\. .*, or install Tesseract\.$"):
        read_pdf(scanned(2))


def test_tesseract_reads_pictures_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_tesseract(tmp_path, r"A mentor lis-\ntens and\nwaits.\n\nThen asks.\n\f")
    monkeypatch.setenv("PATH", str(tmp_path))
    page = "A mentor listens and waits.\n\nThen asks."
    assert read_pdf(scanned(2)) == Document(f"{page}\n\n{page}", details={"recognised_by": "Tesseract"})


@pytest.mark.parametrize("pages", [0, 1])
def test_pictures_without_words_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    install_tesseract(tmp_path, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    data = scanned(pages) if pages else make_pdf([])
    with pytest.raises(UnreadableError, match=r"Tesseract has found no words in them\."):
        read_pdf(data)


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    assert read_pdf(encrypted(make_pdf(LINES[:1]), "")).text == LINES[0]


def test_a_pdf_that_needs_a_password_says_so() -> None:
    with pytest.raises(UnreadableError, match=r"^The PDF is protected by a password\. Save it without one"):
        read_pdf(encrypted(make_pdf(LINES[:1]), "a secret"))


@pytest.mark.parametrize("tenths", range(10))
def test_a_pdf_that_was_cut_off_is_refused_wherever_that_was(tenths: int) -> None:
    data = make_pdf(LINES, LINES, LINES)
    with pytest.raises(UnreadableError, match=DAMAGED):
        read_pdf(data[: len(data) * tenths // 10])


@pytest.mark.parametrize("data", [b"", b"%PDF-", b"%PDF-1.7\n%%EOF", b"no PDF at all", b"%PDF-1.4\n" + b"\0" * 5000])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=DAMAGED):
        read_pdf(data)


def test_a_pdf_with_broken_bytes_gives_a_text_or_a_reason(capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    data = make_pdf(LINES, LINES)
    reasons = set()
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.choice([1, 5, 50])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            assert read_pdf(bytes(broken)).text.strip()
        except UnreadableError as error:
            reasons.add(str(error)[:26])
    assert reasons <= {"The PDF is damaged or cut ", "The PDF has no text layer:"}
    assert capfd.readouterr() == ("", "")
