"""What editors get to take in: a PDF newsletter with what stands around articles, and a Word file of a translation."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

Parts = Sequence[tuple[str, str]]
"""Paragraphs, each with its style: `Title`, `Heading` or `Text`."""

LEAVE_ITALIAN: Parts = [
    ("Title", "Rientrare al lavoro dopo il congedo parentale"),
    (
        "Text",
        "Chi torna dopo molti mesi trova colleghi nuovi, strumenti cambiati e spesso un ritmo che non è più il suo. Un "
        "mentore che ha già vissuto il rientro aiuta a distinguere ciò che è urgente da ciò che può aspettare.",
    ),
    ("Heading", "Prima del rientro"),
    (
        "Text",
        "Conviene sentirsi una volta già durante il congedo, per mezz'ora e senza documenti. Il mentore racconta che "
        "cosa è cambiato nel gruppo; chi è in congedo dice quali giorni e quali orari potrà davvero mantenere.",
    ),
    ("Heading", "Le prime settimane"),
    (
        "Text",
        "Nelle prime sei settimane bastano venti minuti ogni lunedì. Si guarda insieme un solo compito, si decide che "
        "cosa lasciare agli altri e si nota ciò che è andato bene, perché da soli si vede soltanto ciò che manca.",
    ),
    ("Text", "Condividi questo articolo su Facebook e LinkedIn"),
    ("Text", "Iscriviti alla nostra newsletter e ricevi ogni mese le offerte per gli abbonati"),
]
LEAVE_DUTCH: Parts = [
    ("Title", "Weer aan het werk na ouderschapsverlof"),
    (
        "Text",
        "Wie na vele maanden terugkomt, vindt nieuwe collega's, andere hulpmiddelen en vaak een tempo dat niet meer "
        "het eigen tempo is. Een mentor die de terugkeer zelf heeft meegemaakt, helpt onderscheiden wat dringend is en "
        "wat kan wachten.",
    ),
    ("Heading", "Voor de terugkeer"),
    (
        "Text",
        "Het is goed om al tijdens het verlof een keer te bellen, een half uur en zonder papieren. De mentor vertelt "
        "wat er in het team is veranderd; wie met verlof is, zegt welke dagen en uren echt haalbaar zijn.",
    ),
    ("Heading", "Kolven, halen en brengen"),
    (
        "Text",
        "Spreek met je leidinggevende af waar je kunt kolven en wanneer je weg moet om je kind te halen. Zet die "
        "tijden in de agenda van iedereen, ook in je eigen.",
    ),
    ("Heading", "Als het te veel wordt"),
    (
        "Text",
        "Slaap je slecht en zie je tegen elke ochtend op, ga dan naar de huisarts of de bedrijfsarts. Een mentor is "
        "een gesprekspartner en geen hulpverlener.",
    ),
]
PENSION_SWEDISH: Parts = [
    ("Title", "En mentor inför pensionen"),
    (
        "Text",
        "Den sista tiden i arbetslivet väcker frågor som sällan får plats på ett medarbetarsamtal. Vad vill jag "
        "lämna efter mig, och vem är jag när kalendern är tom? En mentor som redan har gått i pension kan ställa dem "
        "i lugn och ro.",
    ),
    ("Heading", "Lämna över i tid"),
    (
        "Text",
        "Börja ett år före sista dagen. Skriv tillsammans ner vad bara du vet, och välj två kolleger som får följa med "
        "på möten. Mentorn håller ögonen på att du verkligen släpper taget om en uppgift i månaden.",
    ),
    ("Heading", "Efter sista dagen"),
    (
        "Text",
        "Boka redan nu tre samtal efter avskedet: efter en månad, efter ett halvår och efter ett år. De handlar om hur "
        "dagarna ser ut, om ensamhet och om vad du har lust att lära dig härnäst.",
    ),
    ("Text", "Dela den här artikeln på Facebook och LinkedIn"),
    ("Text", "Prenumerera på vårt nyhetsbrev och få månadens erbjudanden för medlemmar"),
]
PENSION_ENGLISH: Parts = [
    ("Title", "A mentor before you retire"),
    (
        "Text",
        "The last years of a working life raise questions that hardly find room in a staff review. What do I want to "
        "leave behind, and who am I when the calendar is empty? A mentor who has retired already can ask them "
        "without hurry.",
    ),
    ("Heading", "Money and forms"),
    (
        "Text",
        "Ask your pension fund for a forecast two years ahead, and the tax office what you may earn on the side. None "
        "of this is for your mentor to know, but bring the open questions along.",
    ),
    ("Heading", "Those who stay"),
    (
        "Text",
        "Partners often plan another rhythm than yours. Talk at home about who cooks, who travels and who needs the "
        "desk, before the first Monday without work is there.",
    ),
    ("Heading", "Hand over in good time"),
    (
        "Text",
        "Begin a year before your last day. Write down together what only you know, and choose two colleagues who come "
        "along to meetings. The mentor sees to it that you really let go of one task a month.",
    ),
]


def pdf_of(parts: Parts) -> bytes:
    """A PDF with a running header and page numbers."""
    styles = getSampleStyleSheet()
    names = {"Title": "Title", "Heading": "Heading2", "Text": "BodyText"}
    file = io.BytesIO()

    def around(canvas, document) -> None:  # type: ignore[no-untyped-def]  # reportlab has no types
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 800, "Notiziario 3/2026")
        canvas.drawString(290, 40, str(document.page))

    flow: list[Flowable] = [Paragraph(text, styles[names[style]]) for style, text in parts]
    SimpleDocTemplate(file).build(flow, onFirstPage=around, onLaterPages=around)
    return file.getvalue()


def docx_of(parts: Parts) -> bytes:
    """A Word file with headings."""
    document = Document()
    for style, text in parts:
        if style == "Text":
            document.add_paragraph(text)
        else:
            document.add_heading(text, 0 if style == "Title" else 2)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
