"""Mentorbase in the comparison: as people use it, and with no more than its peers do."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import EncodedPassages, Splitting
from corpus.language import Language
from corpus.library import open_library
from corpus.passage_store import UnencodedPassage
from ingest.inputs import Input, find_inputs
from ingest.reading.sandbox import ReadingLimits
from ingest.split import SPLITTER
from search.encoder import Encoder
from search.filters import EVERYTHING, Filters, allowed_passages
from search.late_chunking import Spanned, Spans
from search.live_index import LiveIndex
from search.result import SearchResult
from tests.benchmarks.made_library import made_sentences
from tests.benchmarks.made_store import Portion, fill_store
from tests.benchmarks.peers.data import ALL, CHOSEN_LANGUAGE, LANGUAGES, ONE_LANGUAGE, TOP, Data
from ui.encoders import open_encoders
from ui.service import Service, open_service
from ui.settings import Settings

Vectors = npt.NDArray[np.float32]

_FIRST = {
    "first/note.md": "---\ntitle: First note\nlanguage: en\n---\n"
    + "A mentor listens, asks and waits for the answer. Then the mentee says what comes next. " * 6,
    "first/nota.md": "---\ntitle: Prima nota\nlanguage: it\n---\n"
    + "Un mentore ascolta, chiede e aspetta la risposta. Poi il mentee dice che cosa viene dopo. " * 6,
}
_AT_ONCE = 16_384


class _Given:
    """An encoder that is told the vector of a question: `by_vector` measures everything but the encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint = encoder.fingerprint
        self.dimension = 384
        self.query: Vectors | None = None
        self._encoder = encoder

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_queries(texts) if self.query is None else np.stack([self.query] * len(texts))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if texts:
            raise NotImplementedError("every passage has its vector")
        return np.empty((0, self.dimension), np.float32)

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        raise NotImplementedError("every passage has its sentences")


class _InAFolder(ABC):
    """A library in a folder."""

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(library=folder / "library")
        self._encoders = open_encoders(self._settings)
        self._folder = folder
        self._given = _Given(self._encoders.searching)

    def load(self) -> None:
        """Load the encoder."""
        self._encoders.searching.encode_queries(["warm up"])

    def begin(self) -> None:
        """Take in an article and its translation: with these, a new library reads what all are compared with."""
        self._take_in(self._files(_FIRST))

    def add_texts(self, data: Data) -> None:
        """Take the articles in as files, until they can be found."""
        self._take_in(self._files(data.articles))

    @abstractmethod
    def _ingest(self, service: Service, files: list[Input]) -> Iterable[object]:
        """What the service tells of each file that it takes in."""

    def _take_in(self, files: list[Input]) -> None:
        service = open_service(self._settings, encoders=self._encoders)
        for _ in self._ingest(service, files):
            pass
        service.catch_up()

    def _files(self, articles: dict[str, str]) -> list[Input]:
        """The articles as an editor has them."""
        files = self._folder / "in"
        shutil.rmtree(files, ignore_errors=True)
        for name, text in articles.items():
            (files / name).parent.mkdir(parents=True, exist_ok=True)
            (files / name).write_text(text, encoding="utf-8")
        return list(find_inputs([str(files)]))

    def _service(self, encoder: Encoder) -> Service:
        return Service(open_library(self._settings.library), encoder, ReadingLimits())

    def _filters(self, among: str, rare: str) -> Filters:
        if among == ALL:
            return EVERYTHING
        if among == ONE_LANGUAGE:
            return Filters(frozenset({Language(LANGUAGES[CHOSEN_LANGUAGE])}))
        return Filters(topics=frozenset({rare}))


class Mentorbase(_InAFolder):
    """The service as its faces use it; for the search, each passage is an article of its own."""

    def _ingest(self, service: Service, files: list[Input]) -> Iterable[object]:
        """With cleaning, languages, near copies, translations and topics."""
        return service.ingest_inputs(files)

    def add_vectors(self, data: Data) -> None:
        """Save them as articles of one passage each, with sentences that may be marked."""
        library = open_library(self._settings.library)
        rare = library.topics.topics()[0].id
        for number in range(len(data.vectors)):
            text = data.text(number)
            title, language = f"Passage {number}", Language(LANGUAGES[data.languages[number]])
            vectors = np.asarray(data.vectors[number : number + 1])
            sentences = made_sentences(UnencodedPassage(0, title, "", text, language), vectors[0])
            article = library.articles.add(
                f"{number}",
                None,
                RevisionContent(title, text),
                language,
                None,
                Splitting(
                    SPLITTER,
                    [PassageSpan(0, len(text), "")],
                    EncodedPassages(self._given.fingerprint, vectors, [sentences]),
                ),
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

    def by_text(self, question: str, among: str) -> list[int]:
        """What a reader gets, with the sentences that answer."""
        return _numbers(self._by_text.search(question, self._filters(among, self._rare), TOP))

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        """The same but for the encoder."""
        self._given.query = vector
        return _numbers(self._by_vector.search("What do people ask?", self._filters(among, self._rare), TOP))


class MentorbaseBare(_InAFolder):
    """No more than the peers do: texts as they are, and the nearest passages, of which nobody makes cards."""

    def _ingest(self, service: Service, files: list[Input]) -> Iterable[object]:
        """As they are written."""
        return service.ingest_as_written(files)

    def add_vectors(self, data: Data) -> None:
        """Put them into the store and write the index."""
        library = open_library(self._settings.library)
        fill_store(library, _portions(data), self._given.fingerprint, SPLITTER)
        rare = library.topics.topics()[0].id
        for number in np.flatnonzero(data.rare).tolist():
            library.topics.accept(number + 1, rare)
        self._service(self._given).catch_up()
        self.open()

    def open(self) -> None:
        """Open the newest generation."""
        library = open_library(self._settings.library)
        self._topics = library.topics
        self._rare = library.topics.topics()[0].id
        self._index = LiveIndex(library.index_folder, self._given.fingerprint)

    def by_text(self, question: str, among: str) -> list[int]:
        """With the encoder."""
        return self._nearest(self._encoders.searching.encode_queries([question])[0], among)

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        """Without it."""
        return self._nearest(vector, among)

    def _nearest(self, vector: Vectors, among: str) -> list[int]:
        generation = self._index.current()
        if generation is None:
            raise RuntimeError("there is no index")
        chosen = allowed_passages(self._filters(among, self._rare), generation, self._topics)
        ids, _ = generation.dense.search(vector, TOP, chosen)
        return [each - 1 for each in ids.tolist()]


def _portions(data: Data) -> Iterator[Portion]:
    numbers = np.array([list(Language).index(Language(each)) for each in LANGUAGES])
    for at in range(0, len(data.vectors), _AT_ONCE):
        some = slice(at, min(at + _AT_ONCE, len(data.vectors)))
        yield np.asarray(data.vectors[some]), np.arange(some.start, some.stop), numbers[data.languages[some]]


def _numbers(result: SearchResult) -> list[int]:
    return [int(hit.article.source) for hit in result.hits]
