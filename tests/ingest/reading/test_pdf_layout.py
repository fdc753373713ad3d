"""How pages are read: columns, headings, lists, and what stands at their edges."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from ingest.reading.pdf import read_pdf

WORDS = [
    "een",
    "mentor",
    "die",
    "luistert",
    "vraagt",
    "door",
    "en",
    "wacht",
    "tot",
    "de",
    "ander",
    "zelf",
    "weet",
    "wat",
    "de",
    "volgende",
    "stap",
    "is",
]
MARGIN, GUTTER = 57, 22


def paragraph(number: int) -> str:
    """Some ninety words that no other paragraph has in this order."""
    turned = [WORDS[(at * (number % 7 + 2) + number) % len(WORDS)] for at in range(90)]
    return f"Alinea {number} begint. {' '.join(turned).capitalize()}."


def magazine(columns: int, blocks: Sequence[str], alignment: int = TA_JUSTIFY) -> bytes:
    """A PDF with a header, page numbers, and headings ("# …") over text in columns."""
    width = (A4[0] - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    frames = [
        Frame(MARGIN + number * (width + GUTTER), 75, width, A4[1] - 150, leftPadding=0, rightPadding=0)
        for number in range(columns)
    ]

    def edges(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, A4[1] - 40, f"Mentorenblad nummer {document.page}")
        canvas.drawCentredString(A4[0] / 2, 34, f"Pagina {document.page} van 9")

    text = ParagraphStyle("text", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=6, alignment=alignment)
    heading = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=14, leading=17, spaceAfter=4)
    story = [Paragraph(block.removeprefix("# "), heading if block.startswith("# ") else text) for block in blocks]
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=edges))
    document.build(story)
    return file.getvalue()


def drawn(*pages: Sequence[tuple[float, float, str]]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in pages:
        for left, base, text in page:
            canvas.drawString(left, base, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("alignment", [TA_JUSTIFY, TA_LEFT])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other_without_headers_and_page_numbers(columns: int, alignment: int) -> None:
    blocks = ["# Luisteren", *map(paragraph, range(4)), "# Vragen", *map(paragraph, range(4, 13))]
    read = read_pdf(magazine(columns, blocks, alignment)).text
    assert read.split("\n\n") == [f"#{block}" if block.startswith("#") else block for block in blocks]


def test_a_headline_over_both_columns_comes_before_them() -> None:
    left = [(60.0, 700.0 - 14 * n, f"links regel {n} over een mentor die") for n in range(8)]
    right = [(320.0, 700.0 - 14 * n, f"rechts regel {n} over een mentee die") for n in range(8)]
    rows = [line for pair in zip(left, right, strict=True) for line in pair]  # as some programs write them
    headline = (60.0, 730.0, "Een kop die zo lang is dat hij over beide kolommen van de bladzijde loopt")
    words = read_pdf(drawn([headline, *rows])).text.split()
    assert words[:3] == ["Een", "kop", "die"]
    assert [word for word in words if word in ("links", "rechts")] == ["links"] * 8 + ["rechts"] * 8


def test_a_table_is_read_row_by_row() -> None:
    rows = [("Maand", "Stap"), ("Mei", "Kennismaken"), ("Juni", "Doel"), ("Juli", "Oefenen"), ("Augustus", "Afsluiten")]
    cells = [
        (left, 700.0 - 20 * n, cell)
        for n, row in enumerate(rows)
        for left, cell in zip((60.0, 300.0), row, strict=True)
    ]
    words = read_pdf(drawn(cells)).text.split()
    assert words == [cell for row in rows for cell in row]


def test_points_are_a_list() -> None:
    lines = [(60.0, 700.0, "Neem dit mee:"), (60.0, 670.0, "• een vraag"), (60.0, 650.0, "• een pen")]
    assert read_pdf(drawn(lines)).text == "Neem dit mee:\n\n- een vraag\n- een pen"


def test_a_sentence_goes_on_over_the_page_s_end() -> None:
    first = [(60.0, 120.0, "Aan het eind van de bladzijde gaat de zin over het luiste-")]
    second = [(60.0, 700.0, "ren gewoon door.")]
    assert read_pdf(drawn(first, second)).text == (
        "Aan het eind van de bladzijde gaat de zin over het luisteren gewoon door."
    )


def test_a_number_in_the_text_is_no_page_number() -> None:
    pages = [[(60.0, 400.0, "2026"), (60.0, 30.0, str(number))] for number in (1, 2)]
    assert read_pdf(drawn(*pages)).text == "2026\n\n2026"
