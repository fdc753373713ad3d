"""Mentorbase in the comparison: the service as its faces use it, each passage an article of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import EncodedPassages, Splitting
from corpus.language import Language
from corpus.library import open_library
from ingest.inputs import find_inputs
from ingest.split import SPLITTER
from search.answer import Answer
from search.encoder import Encoder
from search.filters import EVERYTHING, Filters
from search.late_chunking import Spanned, Spans
from tests.benchmarks.peers.data import ALL, CHOSEN_LANGUAGE, LANGUAGES, ONE_LANGUAGE, TOP, Data
from ui.encoders import open_encoders
from ui.service import Service, open_service
from ui.settings import Settings

Vectors = npt.NDArray[np.float32]


class _Given:
    """An encoder that is told its vectors: `by_vector` measures everything but the encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint = encoder.fingerprint
        self.dimension = 384
        self.query = np.zeros(self.dimension, np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.query] * len(texts))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError("every passage has its vector")

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        found = [np.zeros((len(own), self.dimension), np.float32) for own in spans]
        return Spanned(np.zeros((len(texts), self.dimension), np.float32), found)


class Mentorbase:
    """The service on a library in a folder."""

    def __init__(self, folder: Path, model: Path) -> None:
        self._settings = Settings(library=folder / "library")
        self._encoders = open_encoders(self._settings)
        self._folder = folder
        self._given = _Given(self._encoders.searching)

    def load(self) -> None:
        """Load the encoder."""
        self._encoders.searching.encode_queries(["warm up"])

    def add_texts(self, texts: Sequence[str]) -> None:
        """Take them in as files, with everything that ingest does, until they can be found."""
        files = self._folder / "in"
        files.mkdir()
        for number, text in enumerate(texts):
            (files / f"{number}.txt").write_text(text, encoding="utf-8")
        service = open_service(self._settings, encoders=self._encoders)
        for _ in service.ingest_inputs(list(find_inputs([str(files)]))):
            pass
        service.catch_up()

    def add_vectors(self, data: Data) -> None:
        """Save them as articles of one passage each."""
        library = open_library(self._settings.library)
        rare = library.topics.topics()[0].id
        for number in range(len(data.vectors)):
            text = data.text(number)
            spans = [PassageSpan(0, len(text), "")]
            encoded = EncodedPassages(self._given.fingerprint, np.asarray(data.vectors[number : number + 1]))
            article = library.articles.add(
                f"{number}",
                None,
                RevisionContent(f"Passage {number}", text),
                Language(LANGUAGES[data.languages[number]]),
                None,
                Splitting(SPLITTER, spans, encoded),
                live=True,
            )
            if data.rare[number]:
                library.topics.accept(article, rare)
        self._service(self._given).catch_up()
        self.open()

    def open(self) -> None:
        """Open the library twice: with the encoder, and with one that is given its vectors."""
        self._by_text = self._service(self._encoders.searching)
        self._by_vector = self._service(self._given)
        self._rare = self._by_vector.topics()[0].id
        self._by_vector.search("warm up")

    def _service(self, encoder: Encoder) -> Service:
        library = open_library(self._settings.library)
        return Service(library, encoder, self._limits())

    def _limits(self) -> Any:
        from ingest.reading.sandbox import ReadingLimits

        return ReadingLimits()

    def by_text(self, question: str) -> list[int]:
        """What a reader gets, with the sentences that answer."""
        return _numbers(self._by_text.search(question, limit=TOP))

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        """The same but for the encoder."""
        self._given.query = vector
        return _numbers(self._by_vector.search("What do people ask?", self._filters(among), TOP))

    def _filters(self, among: str) -> Filters:
        if among == ALL:
            return EVERYTHING
        if among == ONE_LANGUAGE:
            return Filters(frozenset({Language(LANGUAGES[CHOSEN_LANGUAGE])}))
        return Filters(topics=frozenset({self._rare}))


class MentorbaseUnmarked(Mentorbase):
    """The same without the sentences that answer, which no peer looks for."""

    def open(self) -> None:
        """Open the library, and let nothing be marked."""
        super().open()
        library = open_library(self._settings.library)
        from search.live_index import LiveIndex
        from search.searcher import Searcher

        index = LiveIndex(library.index_folder, self._given.fingerprint)
        self._plainly = Searcher(
            library.articles, library.passages, library.topics, self._encoders.searching, index, _Unmarked()
        )

    def by_text(self, question: str) -> list[int]:
        """The cards alone."""
        return _numbers(self._plainly.search(question, limit=TOP))


class _Unmarked:
    def find(self, query: Vectors, passages: Sequence[Any]) -> list[Answer]:
        return [Answer(0, 0, 0.0)] * len(passages)


def _numbers(result: Any) -> list[int]:
    return [int(hit.article.source) for hit in result.hits]
