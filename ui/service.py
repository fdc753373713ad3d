"""Everything that a face may ask of a library, without Streamlit and without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.article import Article, ArticleStatus, ArticleSummary
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, Library, open_library
from corpus.topic import ArticleTopic, Topic
from ingest.inputs import Input, find_inputs
from ingest.pipeline import Ingestor, split_again
from ingest.reading.sandbox import ReadingLimits, ReadingSandbox
from ingest.report import FileReport
from ingest.split import SPLITTER
from ingest.topics import TopicFinder, finder_fingerprint, open_topic_finder
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
_TOPICS_FOUND_BY = "topics found by"
_ARTICLES_AT_ONCE = 200


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
        self._finder: tuple[str, TopicFinder] | None = None
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

    # Topics

    def topics(self) -> list[Topic]:
        """The whole taxonomy, in its order."""
        return self._library.topics.topics()

    def replace_topics(self, topics: Sequence[Topic], *, confirmed: bool = False) -> dict[str, int]:
        """Take another taxonomy; see `TopicStore.replace`. `assign_topics` then brings the articles up to it."""
        return self._library.topics.replace(topics, confirmed=confirmed)

    def topics_of(self, article: int) -> list[ArticleTopic]:
        """The topics of an article. Raises UnknownArticleError."""
        self.article(article)
        return self._library.topics.topics_of([article])[article]

    def add_topic(self, article: int, topic: str) -> None:
        """An editor says that an article is about a topic. Raises UnknownArticleError and UnknownTopicError."""
        self._library.topics.accept(article, topic)

    def remove_topic(self, article: int, topic: str) -> None:
        """An editor says that an article is not about a topic. Raises UnknownArticleError and UnknownTopicError."""
        self._library.topics.reject(article, topic)

    def topics_are_behind(self) -> bool:
        """Whether the articles' topics were found for another taxonomy, or by another encoder or other rules."""
        return self._library.articles.get_state(_TOPICS_FOUND_BY) != finder_fingerprint(self._encoder, self.topics())

    def assign_topics(
        self, articles: Sequence[int] | None = None, progress: Progress = lambda done, total: None
    ) -> int:
        """Propose topics for these articles, or for all where none are given or all are behind; returns how many.

        What editors have decided stays. Articles without vectors are left as they are: call it after `catch_up`.
        """
        topics = self.topics()
        found_by = finder_fingerprint(self._encoder, topics)
        behind = self._library.articles.get_state(_TOPICS_FOUND_BY) != found_by
        if articles is None or behind:
            articles = [each.id for each in self.articles() if each.status is not ArticleStatus.DELETED]
        done = 0
        for at in range(0, len(articles), _ARTICLES_AT_ONCE):
            some = articles[at : at + _ARTICLES_AT_ONCE]
            vectors = {each: self._library.passages.vectors_of(each, self._encoder.fingerprint) for each in some}
            encoded = {each: values for each, values in vectors.items() if len(values)}
            if encoded:
                finder = self._topic_finder(found_by, topics)
                self._library.topics.set_found({each: finder.find(values) for each, values in encoded.items()})
            done += len(encoded)
            progress(at + len(some), len(articles))
        if behind:
            self._library.articles.set_state(_TOPICS_FOUND_BY, found_by)
        return done

    def _topic_finder(self, found_by: str, topics: Sequence[Topic]) -> TopicFinder:
        """A finder, kept for the next articles: it takes seconds to encode its topics."""
        if self._finder is None or self._finder[0] != found_by:
            self._finder = found_by, open_topic_finder(self._encoder, topics)
        return self._finder[1]


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
