"""Texts in all the languages that matter, files to take in, and a library in a real SQLite file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings
from reportlab.pdfgen.canvas import Canvas

from corpus.language import Language
from corpus.library import Library, open_library
from ingest.inputs import find_inputs
from ingest.pipeline import Ingestor
from ingest.report import FileReport

settings.register_profile("unhurried", deadline=None)  # a machine may be busy with other things
settings.load_profile("unhurried")

OURS = {
    Language.ITALIAN: (
        "Chi accompagna un collega più giovane impara presto che il silenzio vale quanto una buona domanda. Aspettare "
        "qualche secondo prima di rispondere permette all'altra persona di trovare le proprie parole, e spesso anche "
        "la propria soluzione. Non serve avere sempre un consiglio pronto."
    ),
    Language.SWEDISH: (
        "Den som följer en yngre kollega märker snart att tystnaden är lika mycket värd som en bra fråga. Att vänta "
        "några sekunder innan man svarar gör att den andra hinner hitta sina egna ord, och ofta också sin egen "
        "lösning. Man behöver inte alltid ha ett färdigt råd."
    ),
    Language.DUTCH: (
        "Wie een jongere collega begeleidt, merkt al snel dat stilte net zoveel waard is als een goede vraag. Door "
        "een paar tellen te wachten voordat je antwoordt, krijgt de ander de tijd om eigen woorden te vinden, en vaak "
        "ook een eigen oplossing. Je hoeft niet altijd een advies klaar te hebben."
    ),
    Language.ENGLISH: (
        "Whoever walks beside a younger colleague soon learns that silence is worth as much as a good question. "
        "Waiting a few seconds before you answer lets the other person find words of their own, and often a solution "
        "of their own as well. You do not always need to have advice at hand."
    ),
}
FOREIGN = {
    "German": (
        "Wer eine jüngere Kollegin begleitet, merkt bald, dass Schweigen so viel wert ist wie eine gute Frage. Wer ein "
        "paar Sekunden wartet, bevor er antwortet, lässt dem anderen Zeit, eigene Worte zu finden und oft auch eine "
        "eigene Lösung. Man muss nicht immer einen Rat bereit haben."
    ),
    "Danish": (
        "Den, der følger en yngre kollega, opdager hurtigt, at tavshed er lige så meget værd som et godt spørgsmål. "
        "Når man venter nogle sekunder, før man svarer, får den anden tid til at finde sine egne ord og ofte også sin "
        "egen løsning. Man behøver ikke altid at have et råd parat."
    ),
    "Norwegian": (
        "Den som følger en yngre kollega, oppdager fort at stillhet er like mye verdt som et godt spørsmål. Når man "
        "venter noen sekunder før man svarer, får den andre tid til å finne sine egne ord og ofte også sin egen "
        "løsning. Man trenger ikke alltid å ha et råd klart."
    ),
    "French": (
        "Celui qui accompagne une jeune collègue apprend vite que le silence vaut autant qu'une bonne question. "
        "Attendre quelques secondes avant de répondre laisse à l'autre le temps de trouver ses propres mots, et "
        "souvent aussi sa propre solution. Il n'est pas nécessaire d'avoir toujours un conseil tout prêt."
    ),
}


class TakeIn(Protocol):
    """Takes files and folders in and returns the report on each file."""

    def __call__(self, *paths: Path, draft: bool = False) -> list[FileReport]: ...


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_library(tmp_path / "library")


@pytest.fixture
def take_in(library: Library) -> TakeIn:
    def run(*paths: Path, draft: bool = False) -> list[FileReport]:
        return list(Ingestor(library).ingest(find_inputs(map(str, paths)), draft=draft))

    return run


def make_pdf(*pages: Sequence[str], title: str = "", author: str = "") -> bytes:
    """A PDF whose pages have these lines of text."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


class CountingText(str):
    """A text that counts the characters which are copied out of it."""

    __slots__ = ("copied",)

    copied: int

    def __new__(cls, text: str) -> CountingText:
        counting = super().__new__(cls, text)
        counting.copied = 0
        return counting

    def __getitem__(self, key: object) -> str:
        part = super().__getitem__(key)  # type: ignore[index]
        self.copied += len(part)
        return part
