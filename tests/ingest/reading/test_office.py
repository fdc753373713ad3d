"""Word documents and OpenDocument texts, made by the libraries that are made for it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime

import pytest
from docx import Document as WordDocument

from ingest.errors import UnreadableError
from ingest.reading.docx import read_docx
from ingest.reading.odt import read_odt

MARKDOWN = [
    "# Het eerste gesprek",
    "Begin met een wandeling.",
    "## Vragen",
    "- Wat wil je leren?\n- Wie helpt je al?",
    "> Niemand had dat gevraagd.",
    "| Week | Taak |\n| --- | --- |\n| 1 | Luisteren |",
]


def make_docx() -> bytes:
    document = WordDocument()
    document.core_properties.title = "Het eerste gesprek"
    document.core_properties.author = "Wietske de Boer"
    document.core_properties.modified = datetime(2025, 3, 4)
    document.add_heading("Het eerste gesprek", 0)
    document.add_paragraph("Begin met een wandeling.")
    document.add_heading("Vragen", 2)
    for question in ("Wat wil je leren?", "Wie helpt je al?"):
        document.add_paragraph(question, style="List Bullet")
    document.add_paragraph("Niemand had dat gevraagd.", style="Quote")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, [("Week", "Taak"), ("1", "Luisteren")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.sections[0].header.paragraphs[0].text = "Vertrouwelijk"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_odt() -> bytes:
    before = list(sys.path)
    from odf.dc import Title
    from odf.meta import InitialCreator
    from odf.opendocument import OpenDocumentText
    from odf.style import Style
    from odf.table import Table, TableCell, TableRow
    from odf.text import H, List, ListItem, P

    sys.path[:] = before  # odfpy adds its own folder, whose `style` and `text` would hide others
    document = OpenDocumentText()
    document.meta.addElement(Title(text="Het eerste gesprek"))
    document.meta.addElement(InitialCreator(text="Wietske de Boer"))
    quote = Style(name="Quotations", family="paragraph")
    document.styles.addElement(quote)
    document.text.addElement(H(outlinelevel=1, text="Het eerste gesprek"))
    document.text.addElement(P(text="Begin met een wandeling."))
    document.text.addElement(H(outlinelevel=2, text="Vragen"))
    items = List()
    for question in ("Wat wil je leren?", "Wie helpt je al?"):
        item = ListItem()
        item.addElement(P(text=question))
        items.addElement(item)
    document.text.addElement(items)
    document.text.addElement(P(stylename=quote, text="Niemand had dat gevraagd."))
    table = Table()
    for texts in (("Week", "Taak"), ("1", "Luisteren")):
        row = TableRow()
        for text in texts:
            cell = TableCell()
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.text.addElement(table)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_document_is_read_with_its_headings_lists_quotes_and_tables_but_no_page_header() -> None:
    document = read_docx(make_docx())
    assert document.text.split("\n\n") == MARKDOWN
    assert document.details == {"author": "Wietske de Boer", "date": "2025-03-04"}


def test_an_opendocument_text_is_read_with_its_headings_lists_quotes_and_tables() -> None:
    document = read_odt(make_odt())
    assert document.text.split("\n\n") == MARKDOWN
    assert document.details["author"] == "Wietske de Boer"


@pytest.mark.parametrize(("read", "make"), [(read_docx, make_docx), (read_odt, make_odt)])
def test_a_document_that_is_cut_off_says_what_to_do(read: Callable[[bytes], object], make: Callable[[], bytes]) -> None:
    with pytest.raises(UnreadableError, match=r"is damaged and cannot be read\. Open it in the program"):
        read(make()[:-300])
