"""Everything that a face may ask of a library, without Streamlit and without a terminal.

What a question does not need is imported where it is needed: it would take as long as the answer.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from corpus.account import Account, SessionLimits
from corpus.article import Article, ArticleStatus, ArticleSummary
from corpus.glossary import Concept
from corpus.golden_store import AskedQuestion, KeptQuestion
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, Library, copy_library, open_library
from corpus.relation import Decider, Relation, RelationKind, RelationState
from corpus.topic import ArticleTopic, Topic
from ingest.reading.sandbox import ReadingLimits
from ingest.report import CHANGED, FileReport, Outcome
from ingest.split import SPLITTER
from search.encoder import Encoder
from search.errors import IndexUnavailableError, QuestionError
from search.filters import EVERYTHING, Filters
from search.generations import changed_files
from search.golden import Answers, GoldenQuestion, Qrels
from search.indexer import Indexer, Progress
from search.judge import Judge
from search.judgement import GoldenFigures, HeldBack
from search.kept_questions import as_golden, format_qrels, format_questions, to_keep
from search.library_map import LibraryMap, Place
from search.live_index import LiveIndex
from search.live_words import LiveWords
from search.question import clean_question, detect_question_language
from search.related import RelatedArticle, RelatedFinder
from search.reranker import Reranker, open_cross_encoder
from search.result import SearchResult
from search.searcher import Searcher
from search.suggestions import Suggestion, SuggestionKind
from ui.asked_questions import AskedQuestions, Keeping
from ui.authentication import Authenticator, session_limits
from ui.encoders import Encoders, open_encoders
from ui.settings import Settings
from ui.shelves import Choice, Order, Shelves, look_through

if TYPE_CHECKING:
    from ingest.inputs import Input
    from ingest.pipeline import Ingestor
    from ingest.relate.side_by_side import SideBySide
    from ingest.topics import TopicFinder
    from search.evaluation import Evaluation
    from ui.coverage import Coverage, Row, Wanted
    from ui.desk import Desk
    from ui.editing import Editing
    from ui.intake import Intake

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

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        limits: ReadingLimits,
        reading: Encoder | None = None,
        *,
        reranker: Reranker | None = None,
        sessions: SessionLimits = SessionLimits(),  # noqa: B008 - it never changes
        keeping: Keeping = Keeping(),  # noqa: B008 - it never changes
    ) -> None:
        """`reading` is the encoder that tells boilerplate from articles, by default the one that searches.

        `reranker` puts the first cards into their final order, if there is one.
        """
        self._library = library
        self._encoder = encoder
        self._reading = reading or encoder
        self._index = LiveIndex(library.index_folder, encoder.fingerprint)
        judge = Judge(library.golden, library.articles, library.passages, library.topics, encoder)
        self._indexer = Indexer(
            library.passages, library.answered, encoder, library.index_folder, SPLITTER, judge, served=self._index
        )
        self._limits = limits
        self._opening = threading.RLock()
        self._opened_intake: Intake | None = None
        self._opened_editing: Editing | None = None
        self._finder: tuple[str, TopicFinder] | None = None
        self._words = LiveWords(library)
        self._searcher = Searcher(
            library.articles,
            library.passages,
            library.topics,
            encoder,
            self._index,
            reranker=reranker,
            other_words=self._words.other_words,
        )
        self._related = RelatedFinder(library.articles, library.passages, self._index)
        self._authenticator = Authenticator(library, sessions)
        self._asked = AskedQuestions(library, encoder, self._index, keeping)
        self._map = LibraryMap(library.passages, self._index)

    @property
    def library(self) -> Library:
        """The stores, for accounts and tests."""
        return self._library

    @property
    def _intake(self) -> Intake:
        from ui.intake import Intake

        with self._opening:
            if self._opened_intake is None:
                self._opened_intake = Intake(self._library, self._encoder, self._reading, self._limits)
            return self._opened_intake

    # Reading

    def search(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        limit: int = 10,
        reader: Language | None = None,
    ) -> SearchResult:
        """The cards for a question; see `Searcher.search`.

        Raises IndexUnavailableError when the only index that the encoder has is held back.
        """
        result = self._searcher.search(question, filters, limit, reader)
        if not result.hits and (held := self.held_back()) and not held.has_older:
            raise IndexUnavailableError(held.told())
        return result

    def suggest(self, beginning: str, reader: Language, limit: int = 8) -> list[Suggestion]:
        """What a reader may be about to type; see `Suggester.suggest`."""
        return self._words.suggester().suggest(beginning, reader, limit)

    def suggest_while_typing(self, beginning: str, reader: Language, limit: int) -> list[Suggestion] | None:
        """The same without waiting for what has just changed.

        Articles that are not live any more and topics that nothing can be read on are left out. None while there is
        nothing to suggest from yet; it is being made.
        """
        suggester = self._words.suggester_at_hand()
        if suggester is None:
            return None
        found = suggester.suggest(beginning, reader, limit)
        families = self._library.articles.live_families({each.family for each in found if each.article is not None})
        live = {article.id for family in families.values() for article in family}
        topics = self._library.topics.read_about({each.family for each in found if each.kind is SuggestionKind.TOPIC})
        return [
            each
            for each in found
            if (each.family in topics if each.kind is SuggestionKind.TOPIC else each.article in {None, *live})
        ]

    def did_you_mean(self, question: str, reader: Language | None = None) -> str | None:
        """The question with its typos put right, if it seems to have any; see `Speller.correct`."""
        try:
            question = clean_question(question)
        except QuestionError:
            return None
        return self._words.speller().correct(question, detect_question_language(question), reader)

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

    def related(self, article: int, reader: Language | None = None, limit: int = 4) -> list[RelatedArticle]:
        """What to read after an article; see `RelatedFinder.find`."""
        return self._related.find(article, reader, limit)

    def evaluate(
        self,
        questions: Sequence[GoldenQuestion],
        qrels: Qrels,
        progress: Progress = lambda done, total: None,
        answers: Answers | None = None,
    ) -> Evaluation:
        """Judge search on golden questions; see `search.evaluation`."""
        from search.evaluation import DEPTH, evaluate

        return evaluate(
            questions, qrels, self.articles(), lambda question: self.search(question, limit=DEPTH), progress, answers
        )

    def export(self, folder: Path) -> Iterator[tuple[ArticleSummary, Path]]:
        """Write every article that is not deleted as Markdown with front matter; drafts go into a folder of theirs."""
        from ui.markdown_export import article_file_name, to_markdown

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

    # The whole library

    def export_library(self, folder: Path, progress: Progress = lambda done, total: None) -> Iterator[tuple[int, Path]]:
        """Write everything that the library keeps into an empty folder; see `ui.library_folder.export_library`."""
        from ui.library_folder import export_library

        return export_library(self._library, folder, progress)

    def import_library(self, folder: Path, progress: Progress = lambda done, total: None) -> Iterator[FileReport]:
        """Take in a library that was exported, and delete nothing; `catch_up` then makes it findable.

        Raises LibraryFolderError when there is none in the folder. See `ui.library_import.LibraryImport`.
        """
        from ui.library_import import LibraryImport

        return LibraryImport(self, folder).run(progress)

    def ingest_as_written(self, inputs: Iterable[Input], *, draft: bool = False) -> Iterator[FileReport]:
        """Take in what an editor has written on this machine: nothing is taken out of it, and no copies looked for."""
        from ingest.pipeline import Ingestor
        from ingest.preparation import Preparer

        return Ingestor(self._library, Preparer(None, as_written=True)).ingest(inputs, draft=draft)

    def know_again(self, article: int) -> None:
        """Know an article in later copies, where its relations came with it. Raises UnknownArticleError."""
        self._intake.relator.know_again(article)

    # Browsing

    def look_through(self, reader: Language, choice: Choice, order: Order = Order.TITLE) -> Shelves:
        """The live articles by topic and in order; see `ui.shelves.look_through`."""
        return look_through(self._library, reader, choice, order, self._asked.helpful_families())

    def side_by_side(self, article: int, other: int) -> SideBySide | None:
        """Two translations section by section; see `read_side_by_side`."""
        from ingest.relate.side_by_side import read_side_by_side

        return read_side_by_side(self._library, article, other)

    def map_places(self) -> dict[str, Place]:
        """Where families stand on the map of the library; see `LibraryMap.places`."""
        return self._map.places()

    def coverage(self, reader: Language, wanted: Wanted) -> Coverage:
        """Which article is there in which language, and what readers ask for; see `ui.coverage.read_coverage`."""
        from ui.coverage import read_coverage

        return read_coverage(self._library, reader, self._asked.asked_for(), wanted)

    def with_named_sections(self, rows: Sequence[Row]) -> list[Row]:
        """Rows of the coverage with the headings of what has changed; see `ui.coverage.name_sections`."""
        from ui.coverage import name_sections

        return name_sections(self._library, rows)

    # Changing

    def ingest(
        self,
        paths: Iterable[str],
        *,
        draft: bool = False,
        again: bool = False,
        progress: Progress = lambda done, total: None,
    ) -> Iterator[FileReport]:
        """Take in files and report on each; `catch_up` then makes them findable. See `Ingestor.ingest`."""
        from ingest.inputs import find_inputs

        return self.ingest_inputs(list(find_inputs(paths)), draft=draft, again=again, progress=progress)

    def ingest_inputs(
        self,
        inputs: Sequence[Input],
        *,
        draft: bool = False,
        again: bool = False,
        progress: Progress = lambda done, total: None,
    ) -> Generator[FileReport]:
        """The same for what is no file of this machine."""
        changed: list[int] = []
        for report in _counted(self._intake.ingestor, inputs, draft, again, progress):
            yield report
            if report.article is not None and report.status in CHANGED:
                changed.append(report.article)
        self._complete(changed)

    def try_ingest(
        self,
        paths: Iterable[str],
        *,
        draft: bool = False,
        again: bool = False,
        progress: Progress = lambda done, total: None,
    ) -> Iterator[FileReport]:
        """Report what `ingest` would do, and change nothing: it is done to a copy of the library.

        An article that is not in the library has no number yet.
        """
        from ingest.inputs import find_inputs

        known = {each.id for each in self.articles()}
        with TemporaryDirectory(prefix="mentorbase-") as folder:
            copy = copy_library(self._library, Path(folder))
            inputs = list(find_inputs(paths))
            for report in _counted(self._intake.trial_of(copy), inputs, draft, again, progress):
                yield report if report.article in known else replace(report, article=None)

    def keep_in_step(self, folder: Path, *, stop: Event | None = None) -> Iterator[list[FileReport]]:
        """Take in a folder, then what changes in it, and put into the bin what goes away from it, until `stop`.

        Each list is what one look at the folder has done, and is findable. Raises FolderGoneError, having changed
        nothing, when the folder goes away.
        """
        from ingest.watch import changes

        folder = Path(os.path.abspath(folder))  # noqa: PTH100 - as origins are, no link is resolved
        for changed in changes(folder, stop):
            yield self._look_at(folder, changed)

    def _complete(self, changed: list[int]) -> None:
        """Find what an ingest that was killed has not found any more, and the topics of what has changed."""
        changed += self._intake.relator.relate_pending()
        if changed:
            self.assign_topics(changed)

    def _look_at(self, folder: Path, only: frozenset[Path] | None) -> list[FileReport]:
        from ingest.inputs import find_inputs
        from ingest.watch import articles_without_file

        reports = list(self._intake.ingestor.ingest(find_inputs([str(folder)], only=only)))
        for article in articles_without_file(self._library.articles, folder):
            self._library.articles.delete(article, is_gone=True)
            reports.append(FileReport(self.article(article).source, Outcome.GONE, article))
        self._complete([each.article for each in reports if each.article is not None and each.status in CHANGED])
        self.catch_up()
        return reports

    def ingest_bundled(self) -> Iterator[FileReport]:
        """Take in the articles that come with Mentorbase, if the library is new or this was cut off."""
        store = self._library.articles
        if not (store.is_empty() or store.get_state(_BUNDLED) == _BEGUN):
            return
        store.set_state(_BUNDLED, _BEGUN)
        # Our own files need no sandbox, and nothing is to be taken out of them.
        for report in self.ingest_as_written(_bundled_inputs()):
            if report.article is not None:
                self._intake.relator.note(report.article)
            yield report
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

    def put_back(self, identifier: int, number: int) -> None:
        """Put a removed block back into an article's text; see `Editor.put_back`."""
        self._intake.editor.put_back(identifier, number)

    def take_out(self, identifier: int, number: int) -> None:
        """Take a doubtful block out of an article's text; see `Editor.take_out`."""
        self._intake.editor.take_out(identifier, number)

    # Editing

    @property
    def editing(self) -> Editing:
        """What editors do to articles, with what has to follow."""
        from ui.editing import Editing

        with self._opening:
            if self._opened_editing is None:
                self._opened_editing = Editing(self)
            return self._opened_editing

    def ingest_at_once(self, given: Input, *, draft: bool = False) -> FileReport:
        """Take in one article while somebody waits; its relations and topics are still to be found."""
        [report] = self._intake.ingestor_of(self._library, None).ingest([given], draft=draft)
        return report

    def relate_pending(self) -> list[int]:
        """Find the relations of articles that have none looked for yet; see `Relator.relate_pending`."""
        return self._intake.relator.relate_pending()

    def relate_edited(self, article: int) -> list[Relation]:
        """Look for the translations of an article whose text has changed; see `Relator.relate_edited`."""
        return self._intake.relator.relate_edited(article)

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
        from ingest.pipeline import split_again

        split_again(self._library.passages)
        return self._indexer.catch_up(progress, wait=wait)

    def reindex(self, progress: Progress = lambda done, total: None, *, accept: bool = False) -> int:
        """Write a new generation from the store, whatever the present one is.

        Returns the count of passages that can be found. One that is clearly worse on the golden questions goes live
        only if we `accept` it; `held_back` then tells.
        """
        from ingest.pipeline import split_again

        split_again(self._library.passages)
        self._indexer.catch_up(progress, accept=accept, anew=True)
        current = self._index.current()
        return current.manifest.passages if current else 0

    def held_back(self) -> HeldBack | None:
        """The newest index, if readers do not get it since it is clearly worse on the golden questions."""
        return self._indexer.held_back()

    def index_number(self) -> int | None:
        """The number of the index that readers have; every new one has a higher one."""
        current = self._index.current()
        return current.number if current else None

    def golden_figures(self) -> GoldenFigures | None:
        """How well the index that readers have did on the golden questions when it was written, if there were any."""
        current = self._index.current()
        judged = current.manifest.golden if current else None
        return judged.figures if judged else None

    def check(self, progress: Progress = lambda done, total: None) -> list[Finding]:
        """Compare store and index, and rebuild the index where they disagree."""
        findings = self.compare()
        if not all(finding.ok for finding in findings):
            self.reindex(progress)
            findings.append(Finding("mended", True, "the index was rebuilt from the store"))
        if (held := self.held_back()) is not None:
            findings.append(Finding("golden questions", False, str(held)))
        return findings

    def compare(self) -> list[Finding]:
        """What `check` looks at, without changing anything."""
        missing = self._library.passages.count_unencoded(self._encoder.fingerprint)
        return [Finding("vectors", missing == 0, f"{missing} live passages have no vector"), self._check_index()]

    def _check_index(self) -> Finding:
        behind = self.is_behind()
        if not behind and self.held_back() is not None:
            return Finding("index", True, "it is held back, and shows the store as it is")
        current = self._index.current()
        if current is None:
            return Finding("index", False, "there is no whole index that this model made")
        if broken := changed_files(self._library.index_folder, current):
            return Finding("index", False, f"changed since they were written: {', '.join(broken)}")
        ids = self._library.passages.encoded_ids(self._encoder.fingerprint)
        wrong = len(np.setxor1d(ids, current.ids))
        return Finding("index", not behind and not wrong, f"{wrong} passages differ from the store")

    # Golden questions

    def golden_questions(self) -> list[KeptQuestion]:
        """The questions that every index is judged on, in the order of their ids."""
        return self._library.golden.questions()

    def add_golden_question(
        self, question: str, articles: Sequence[int], language: Language | None = None, grade: int = 3
    ) -> KeptQuestion:
        """Keep a question that these articles answer; one that is there already gets these instead of its own.

        Raises UnknownArticleError and QuestionError.
        """
        asked = AskedQuestion(clean_question(question), language, dict.fromkeys(articles, grade))
        (identifier,) = self._library.golden.save([asked])
        return next(each for each in self.golden_questions() if each.id == identifier)

    def remove_golden_question(self, identifier: int) -> None:
        """Keep a question no more. Raises UnknownGoldenQuestionError."""
        self._library.golden.remove(identifier)

    def import_golden_questions(self, questions: Sequence[GoldenQuestion], qrels: Qrels) -> int:
        """Keep the questions of files, and return how many these are; see `search.kept_questions.to_keep`."""
        return len(set(self._library.golden.save(to_keep(questions, qrels, self.articles()))))

    def export_golden_questions(self, folder: Path) -> int:
        """Write the golden questions and judgements as `import_golden_questions` and `evaluate` take them."""
        kept = self.golden_questions()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "questions.jsonl").write_text(format_questions(kept), encoding="utf-8")
        (folder / "qrels.txt").write_text(format_qrels(kept), encoding="utf-8")
        return len(kept)

    def evaluate_golden_questions(self, progress: Progress = lambda done, total: None) -> Evaluation:
        """Judge search on all golden questions whose articles can be seen; see `search.evaluation`."""
        return self.evaluate(*as_golden(self.golden_questions()), progress)

    # Questions

    @property
    def questions(self) -> AskedQuestions:
        """What readers ask, vote and send, and what editors do about it."""
        return self._asked

    # Relations

    def relations(self, *, every: bool = False) -> list[Relation]:
        """The relations between articles that wait for an editor, best first, or `every` one in order of their ids."""
        return self._library.relations.all() if every else self._library.relations.proposed()

    def accept_relation(self, identifier: int) -> Relation:
        """Do what an editor accepts. Raises UnknownRelationError or LanguageTakenError; see `RelationStore.accept`."""
        self._library.relations.accept(identifier, Decider.EDITOR)
        relation = self._library.relations.get(identifier)
        if relation.kind is RelationKind.TRANSLATION:
            self._intake.relator.align(relation.article)
        elif relation.kind is RelationKind.NEW_VERSION:
            self._intake.relator.relate(relation.other)  # it has a new text
        return relation

    def reject_relation(self, identifier: int) -> Relation:
        """Keep two articles apart for ever. Raises UnknownRelationError or LanguageTakenError."""
        before = self._library.relations.get(identifier)
        self._library.relations.reject(identifier, Decider.EDITOR)
        if before.state is RelationState.ACCEPTED and before.kind is not RelationKind.TRANSLATION:
            self._intake.relator.relate(before.article)  # it comes back from the bin, and may be a translation
        return self._library.relations.get(identifier)

    # Topics

    def topics(self) -> list[Topic]:
        """The whole taxonomy, in its order."""
        return self._library.topics.topics()

    def replace_topics(self, topics: Sequence[Topic], *, confirmed: bool = False) -> dict[str, int]:
        """Take another taxonomy; see `TopicStore.replace`. `assign_topics` then brings the articles up to it."""
        return self._library.topics.replace(topics, confirmed=confirmed)

    def articles_by_topic(self) -> dict[str, int]:
        """How many articles, not deleted, are about each topic."""
        return {each.id: len(self._library.topics.articles_of(each.id)) for each in self.topics()}

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
        from ingest.topics import finder_fingerprint

        return self._library.articles.get_state(_TOPICS_FOUND_BY) != finder_fingerprint(self._encoder, self.topics())

    def assign_topics(
        self, articles: Sequence[int] | None = None, progress: Progress = lambda done, total: None
    ) -> int:
        """Propose topics for these articles, or for all where none are given or all are behind; returns how many.

        What editors have decided stays. Articles without vectors are left as they are: call it after `catch_up`.
        """
        from ingest.topics import finder_fingerprint

        topics = self.topics()
        found_by = finder_fingerprint(self._encoder, topics)
        behind = self._library.articles.get_state(_TOPICS_FOUND_BY) != found_by
        if articles is None or behind:
            articles = [each.id for each in self.articles() if each.status is not ArticleStatus.DELETED]
        done = 0
        for at in range(0, len(articles), _ARTICLES_AT_ONCE):
            some = articles[at : at + _ARTICLES_AT_ONCE]
            encoded = self._library.passages.vectors_of(some, self._encoder.fingerprint)
            if encoded:
                finder = self._topic_finder(found_by, topics)
                self._library.topics.set_found({each: finder.find(known.vectors) for each, known in encoded.items()})
            done += len(encoded)
            progress(at + len(some), len(articles))
        if behind:
            self._library.articles.set_state(_TOPICS_FOUND_BY, found_by)
        return done

    # The glossary

    def glossary(self) -> list[Concept]:
        """The whole glossary, in its order."""
        return self._library.glossary.concepts()

    def replace_glossary(self, concepts: Sequence[Concept]) -> None:
        """Take another glossary."""
        self._library.glossary.replace(concepts)

    # Accounts

    @property
    def authenticator(self) -> Authenticator:
        """Tells who is signed in."""
        return self._authenticator

    def desk(self, account: Account | None) -> Desk:
        """What an account may do, and a reader (None) may not: pages change the library by it only."""
        from ui.desk import Desk

        return Desk(self, account)

    def _topic_finder(self, found_by: str, topics: Sequence[Topic]) -> TopicFinder:
        """A finder, kept for the next articles: it takes seconds to encode its topics."""
        from ingest.topics import open_topic_finder

        if self._finder is None or self._finder[0] != found_by:
            self._finder = found_by, open_topic_finder(self._encoder, topics, self._library.folder)
        return self._finder[1]


def _counted(
    ingestor: Ingestor, inputs: Sequence[Input], draft: bool, again: bool, progress: Progress
) -> Iterator[FileReport]:
    """Takes the files in and tells the progress by those that have been read: one may hold many articles."""
    started = 0

    def count() -> Iterator[Input]:
        nonlocal started
        for started, each in enumerate(inputs):  # noqa: B007 - told below
            yield each

    for report in ingestor.ingest(count(), draft=draft, again=again):
        yield report
        progress(started, len(inputs))
    progress(len(inputs), len(inputs))


def open_service(
    settings: Settings, *, say: Callable[[str], None] = lambda _: None, encoders: Encoders | None = None
) -> Service:
    """Open the library and the encoders that the settings name, unless these are given.

    `say` is told of work that takes long. Raises LibraryError and, for a model other than the embedded one,
    ModelUnavailableError; the embedded one is loaded with its first text.
    """
    library = open_library(settings.library.expanduser())
    encoders = encoders or open_encoders(settings, say=say)
    return Service(
        library,
        encoders.searching,
        ReadingLimits(settings.read_seconds, settings.read_memory_mb, settings.read_text_mb),
        encoders.reading,
        reranker=open_cross_encoder(settings.reranker) if settings.reranker else None,
        sessions=session_limits(settings),
        keeping=Keeping(settings.keep_questions, settings.question_months),
    )


def _bundled_inputs() -> Iterator[Input]:
    from ingest.inputs import find_inputs

    # Known again by their place in the program, wherever that is installed.
    return find_inputs([str(BUNDLED_ARTICLES)], lambda path: f"bundled:{path.relative_to(BUNDLED_ARTICLES).as_posix()}")
