"""Everything that a face may ask of a library, without Streamlit and without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.article import Article, ArticleStatus, ArticleSummary
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, Library, open_library
from corpus.relation import Decider, Relation, RelationKind, RelationState
from ingest.inputs import Input, find_inputs
from ingest.pipeline import Ingestor, split_again
from ingest.reading.sandbox import ReadingLimits, ReadingSandbox
from ingest.relate.relator import Relator
from ingest.report import FileReport
from ingest.split import SPLITTER
from search.encoder import Encoder, LazyEncoder, open_embedded_encoder, open_other_encoder
from search.evaluation import DEPTH, Evaluation, GoldenQuestion, evaluate
from search.indexer import Indexer, Progress
from search.live_index import LiveIndex
from search.result import SearchResult
from search.searcher import Searcher
from ui.markdown_export import article_file_name, to_markdown
from ui.settings import Settings

_BUNDLED = "bundled articles"
_BEGUN, _DONE = "begun", "done"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `check` looked at."""

    subject: str
    ok: bool
    detail: str


class Service:
    """A library with its encoder and index. Safe for threads."""

    def __init__(self, library: Library, encoder: Encoder, limits: ReadingLimits) -> None:
        self._library = library
        self._encoder = encoder
        self._index = LiveIndex(library.index_folder, encoder.fingerprint)
        self._indexer = Indexer(library.passages, encoder, library.index_folder, SPLITTER)
        self._sandbox = ReadingSandbox(limits, workers=1)
        self._ingestor = Ingestor(library.articles, self._sandbox.read)
        self._relator = Relator(library, encoder)
        self._searcher = Searcher(library.articles, library.passages, encoder, self._index)

    @property
    def library(self) -> Library:
        """The stores, for accounts and tests."""
        return self._library

    # Reading

    def search(
        self,
        question: str,
        languages: frozenset[Language] = frozenset(Language),
        limit: int = 10,
        reader: Language | None = None,
    ) -> SearchResult:
        """The cards for a question; see `Searcher.search`."""
        return self._searcher.search(question, languages, limit, reader)

    def warm_up(self) -> None:
        """Load the encoder and the index, so that the first question is answered as fast as the next."""
        self._encoder.encode_queries(["warm up"])
        self._index.current()

    def articles(self) -> Iterator[ArticleSummary]:
        """All articles in the order of their ids."""
        return self._library.articles.summaries()

    def article(self, identifier: int) -> Article:
        """One article. Raises UnknownArticleError."""
        return self._library.articles.get(identifier)

    def translations(self, translation_key: str) -> list[ArticleSummary]:
        """The live articles of one family."""
        return self._library.articles.live_families([translation_key])[translation_key]

    def evaluate(
        self,
        questions: Sequence[GoldenQuestion],
        qrels: dict[str, dict[str, int]],
        progress: Progress = lambda done, total: None,
    ) -> Evaluation:
        """Judge search on golden questions; see `search.evaluation`."""
        return evaluate(
            questions, qrels, self.articles(), lambda question: self.search(question, limit=DEPTH), progress
        )

    def export(self, folder: Path) -> Iterator[tuple[ArticleSummary, Path]]:
        """Write every article that is not deleted as Markdown with front matter; drafts go into a folder of theirs."""
        taken: set[Path] = set()
        for summary in self.articles():
            if summary.status is ArticleStatus.DELETED:
                continue
            article = self.article(summary.id)
            path = folder / article_file_name(article)
            if path in taken:
                path = path.with_stem(f"{path.stem}-{article.id}")
            taken.add(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(to_markdown(article), encoding="utf-8")
            yield summary, path

    # Changing

    def ingest(
        self, paths: Iterable[str], *, draft: bool = False, progress: Progress = lambda done, total: None
    ) -> Iterator[FileReport]:
        """Take in files and report on each; `catch_up` then makes them findable."""
        inputs = list(find_inputs(paths))
        for done, report in enumerate(self._ingestor.ingest(inputs, draft=draft), start=1):
            progress(done, len(inputs))
            yield report

    def ingest_bundled(self) -> Iterator[FileReport]:
        """Take in the articles that come with Mentorbase, if the library is new or this was cut off."""
        store = self._library.articles
        if not (store.is_empty() or store.get_state(_BUNDLED) == _BEGUN):
            return
        store.set_state(_BUNDLED, _BEGUN)
        yield from Ingestor(self._library.articles).ingest(_bundled_inputs())  # our own files need no sandbox
        store.set_state(_BUNDLED, _DONE)

    def publish(self, identifier: int, language: Language | None = None) -> None:
        """Make an article's newest revision live. Raises MentorbaseError with what keeps it from that."""
        self._library.articles.publish(identifier, language)

    def unpublish(self, identifier: int) -> None:
        """Make an article a draft again. Raises UnknownArticleError."""
        self._library.articles.unpublish(identifier)

    def delete(self, identifier: int) -> None:
        """Put an article into the bin. Raises UnknownArticleError."""
        self._library.articles.delete(identifier)

    def restore(self, identifier: int) -> None:
        """Take an article out of the bin. Raises UnknownArticleError or LanguageTakenError."""
        self._library.articles.restore(identifier)

    # The index

    def is_behind(self) -> bool:
        """Whether something that is live cannot be found yet."""
        return self._indexer.is_behind(self._index.current(), self._library.articles.generation())

    def catch_up(self, progress: Progress = lambda done, total: None, *, wait: bool = True) -> bool:
        """Complete the index, if it is behind, and whatever a killed writer has begun.

        Returns False when another process is at it and `wait` is not set.
        """
        if not self.is_behind():
            return True
        split_again(self._library.passages)
        return self._indexer.catch_up(progress, wait=wait)

    def reindex(self, progress: Progress = lambda done, total: None) -> int:
        """Write a new generation from the store, whatever the present one is, and return its passages' count."""
        split_again(self._library.passages)
        self._indexer.catch_up(progress)
        current = self._index.current()
        return current.manifest.passages if current else 0

    def check(self, progress: Progress = lambda done, total: None) -> list[Finding]:
        """Compare store and index, and rebuild the index where they disagree."""
        current = self._index.current()
        fingerprint = self._encoder.fingerprint
        missing = self._library.passages.count_unencoded(fingerprint)
        findings = [Finding("vectors", missing == 0, f"{missing} live passages have no vector")]
        if current is None:
            findings.append(Finding("index", False, "there is no whole index that this model made"))
        else:
            snapshot = self._library.passages.snapshot(fingerprint)
            wrong = len(np.setxor1d(snapshot.ids, current.ids))
            behind = self.is_behind()
            findings.append(Finding("index", not behind and not wrong, f"{wrong} passages differ from the store"))
        if not all(finding.ok for finding in findings):
            self.reindex(progress)
            findings.append(Finding("mended", True, "the index was rebuilt from the store"))
        return findings

    # Relations

    def relations(self, *, every: bool = False) -> list[Relation]:
        """The relations between articles that wait for an editor, best first, or `every` one in order of their ids."""
        return self._library.relations.all() if every else self._library.relations.proposed()

    def accept_relation(self, identifier: int) -> Relation:
        """Do what an editor accepts. Raises UnknownRelationError or LanguageTakenError; see `RelationStore.accept`."""
        self._library.relations.accept(identifier, Decider.EDITOR)
        relation = self._library.relations.get(identifier)
        if relation.kind is RelationKind.TRANSLATION:
            self._relator.align(relation.article)
        elif relation.kind is RelationKind.NEW_VERSION:
            self._relator.relate(relation.other)  # it has a new text
        return relation

    def reject_relation(self, identifier: int) -> Relation:
        """Keep two articles apart for ever. Raises UnknownRelationError or LanguageTakenError."""
        before = self._library.relations.get(identifier)
        self._library.relations.reject(identifier, Decider.EDITOR)
        if before.state is RelationState.ACCEPTED and before.kind is not RelationKind.TRANSLATION:
            self._relator.relate(before.article)  # it comes back from the bin, and may be a translation
        return self._library.relations.get(identifier)


def open_service(settings: Settings, *, say: Callable[[str], None] = lambda _: None) -> Service:
    """Open the library and the encoder that the settings name.

    `say` is told of work that takes long. Raises LibraryError and, for a model other than the embedded one,
    ModelUnavailableError; the embedded one is loaded with its first text.
    """
    library = open_library(settings.library.expanduser())
    limits = ReadingLimits(settings.read_seconds, settings.read_memory_mb, settings.read_text_mb)
    return Service(library, _open_encoder(settings, say), limits)


def _open_encoder(settings: Settings, say: Callable[[str], None]) -> Encoder:
    if not settings.model:
        return open_embedded_encoder(settings.cache.expanduser(), say=say)
    other: list[Encoder] = []

    def load() -> Encoder:
        if not other:
            other.append(open_other_encoder(settings.model, settings.query_prompt, settings.passage_prompt))
        return other[0]

    return LazyEncoder(lambda: load().fingerprint, load)


def _bundled_inputs() -> Iterator[Input]:
    # Known again by their place in the program, wherever that is installed.
    return find_inputs([str(BUNDLED_ARTICLES)], lambda path: f"bundled:{path.relative_to(BUNDLED_ARTICLES).as_posix()}")
