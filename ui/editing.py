"""Everything that an editor does to articles, with what has to follow: relations, topics and the index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import frontmatter

from corpus.answered_questions import answered_questions
from corpus.article import Article, ArticleStatus, RevisionContent
from corpus.errors import MentorbaseError, UnknownArticleError
from corpus.job import Job, JobKind, Line
from corpus.language import Language
from corpus.message import Message, message
from corpus.relation import Relation
from corpus.revision import ListedArticle, Revision, RevisionSummary
from corpus.topic import ArticleTopic, Topic
from ingest.article_language import LanguageGuess, detect_article_language
from ingest.editing import Conflict, Editor, Writing, rewritten
from ingest.incoming import Incoming, IncomingFile
from ingest.inputs import Input
from ingest.relate.keeping_up import keep_up
from ingest.report import CHANGED, FileReport, Outcome
from ingest.review import ReviewedBlock, reviewed_blocks
from ui.desk_list import DeskEntry, desk_entries
from ui.follow_up import FollowUp
from ui.golden_trials import GoldenResults, GoldenTrials
from ui.jobs import CancelledError, JobRunner, Steps
from ui.output import kept_file_line, read_file_line
from ui.transfer import Transfer
from ui.translation import Translation, open_translation

if TYPE_CHECKING:
    from ui.service import Service

_MARKUP = re.compile(r"\s*<(?:!doctype\b|!--|[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
_LONGEST_SOURCE = 60


@dataclass(frozen=True, slots=True)
class ReviewedRelation:
    """A relation as an editor looks at it from one of its articles: with the other one."""

    relation: Relation
    other: Article


@dataclass(frozen=True, slots=True)
class Review:
    """What ingest did with an article's newest text, and what there is to decide."""

    article: Article
    revision: Revision
    language: Language | None
    guess: LanguageGuess
    blocks: tuple[ReviewedBlock, ...]
    relations: tuple[ReviewedRelation, ...]
    topics: tuple[ArticleTopic, ...]
    questions: tuple[str, ...]
    """Those that it answers, as an editor has said."""
    asked: tuple[str, ...]
    """Others that readers have asked and found answered by it."""


class Editing:
    """The work of editors on a library. Safe for threads.

    `saved_by` is the name of the account that acts; it is kept with what it saves. `after` is the number of the
    revision that the editor has before them: where another one is the newest, RevisedMeanwhileError is raised and
    nothing is done. No method waits for the index: it follows within seconds by itself.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        library = service.library
        self._articles = library.articles
        self._revisions = library.revisions
        self._relations = library.relations
        self._job_store = library.jobs
        self._editor = Editor(library)
        self._incoming = Incoming(library.folder / "incoming")
        self.follow_up = FollowUp(self._follow)
        # Apart, so that no reader waits for an article while the relations of another one are looked for.
        self._index = FollowUp(self._catch_up)
        self._transfer = Transfer(service, self._incoming)
        self._golden = GoldenTrials(service)
        works = {
            JobKind.TAKE_IN: self._take_in,
            JobKind.REINDEX: self._reindex,
            JobKind.EXPORT: self._transfer.export,
            JobKind.IMPORT: self._import,
            JobKind.GOLDEN: self._golden.run,
        }
        self._jobs = JobRunner(library.jobs, library.folder, works)

    @property
    def trouble(self) -> Message:
        """Why readers do not find the newest changes, in words for an editor; empty when they do."""
        return self._index.trouble or self.follow_up.trouble

    def _changed(self, *articles: int) -> None:
        """The index is to follow; of these articles the text is new."""
        self._index.note()
        if articles:
            self.follow_up.note(*articles)

    # Looking

    def entries(self) -> list[DeskEntry]:
        """Every article with what there is to do about it, those that were saved last first."""
        return desk_entries(self._revisions.listed(), self._relations.proposed())

    def listed(self) -> list[ListedArticle]:
        """Every article by its newest revision."""
        return self._revisions.listed()

    def review(self, identifier: int) -> Review:
        """What ingest did with an article. Raises UnknownArticleError."""
        article, revision = self._articles.get(identifier), self._revisions.get(identifier)
        language = article.language if revision.is_live else revision.language or article.language
        return Review(
            article,
            revision,
            language,
            detect_article_language(revision.content.text),
            reviewed_blocks(revision.content),
            tuple(self._relations_of(identifier)),
            tuple(self._service.topics_of(identifier)),
            questions := answered_questions(revision.content.details),
            self._service.questions.well_answered_by(identifier, questions),
        )

    def revisions(self, identifier: int) -> list[RevisionSummary]:
        """The revisions of an article, newest first. Raises UnknownArticleError."""
        return self._revisions.of(identifier)

    def revision(self, identifier: int, number: int | None = None) -> Revision:
        """One revision, or the newest. Raises UnknownArticleError and UnknownRevisionError."""
        return self._revisions.get(identifier, number)

    def _relations_of(self, identifier: int) -> Iterable[ReviewedRelation]:
        for relation in (*self._relations.proposed(), *self._relations.accepted_of(identifier)):
            if identifier in (relation.article, relation.other):
                other = relation.other if relation.article == identifier else relation.article
                yield ReviewedRelation(relation, self._articles.get(other))

    # Texts

    def save(
        self, article: int, writing: Writing, *, after: int, live: bool, saved_by: str | None = None
    ) -> Conflict | None:
        """Save what an editor has written, or tell what has come in between; see `Editor.save`."""
        conflict = self._editor.save(article, writing, after=after, live=live, saved_by=saved_by)
        if conflict is None:
            self._changed(article)
        return conflict

    def restore_revision(
        self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None
    ) -> None:
        """Make an older text the newest again; see `Editor.restore`."""
        self._editor.restore(article, number, after=after, saved_by=saved_by)
        self._changed(article)

    def put_back(self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None) -> None:
        """Put a removed block back into the text; see `Editor.put_back`."""
        self._editor.put_back(article, number, after=after, saved_by=saved_by)
        self._changed(article)

    def take_out(self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None) -> None:
        """Take a doubtful block out of the text; see `Editor.take_out`."""
        self._editor.take_out(article, number, after=after, saved_by=saved_by)
        self._changed(article)

    def keep_block(self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None) -> None:
        """Say that a doubtful block belongs to the text; see `Editor.keep`."""
        self._editor.keep(article, number, after=after, saved_by=saved_by)
        self._changed()

    def add_question(
        self, article: int, question: str, *, after: int | None = None, saved_by: str | None = None
    ) -> None:
        """Say that an article answers a question; see `Editor.add_question`."""
        self._editor.add_question(article, question, after=after, saved_by=saved_by)
        self._changed()

    def set_language(
        self, article: int, language: Language, *, after: int | None = None, saved_by: str | None = None
    ) -> None:
        """Say which language the newest text is in; see `Editor.set_language`."""
        self._editor.set_language(article, language, after=after, saved_by=saved_by)
        self._changed(article)

    # Translations

    def translation(self, original: int, language: Language, reader: Language) -> Translation:
        """An article beside its translation into a language, or beside what is to become one; see `open_translation`.

        Raises UnknownArticleError, and MentorbaseError when the article is in this language itself.
        """
        return open_translation(self._service.library, original, language, reader)

    def translate(self, original: int, writing: Writing, *, seen: int, live: bool, saved_by: str | None = None) -> int:
        """Save a new translation of an article, and return its id; see `Editor.translate`.

        `seen` is the revision that it was made from: what is changed after that makes the translation out of date.
        What editors have said of the article's topics holds for the translation.
        """
        article = self._editor.translate(
            original, writing, f"{_source_of(writing.title)}.md", live=live, saved_by=saved_by
        )
        keep_up(self._relations, article, original, seen)
        self._service.library.topics.decide_as(article, original)
        self._changed(article)
        return article

    def save_translation(
        self,
        article: int,
        writing: Writing,
        *,
        original: int,
        seen: int,
        after: int,
        live: bool,
        saved_by: str | None = None,
    ) -> Conflict | None:
        """Save what an editor has written beside an article, of which it says now what revision `seen` says.

        See `Editor.save` for the rest.
        """
        conflict = self._editor.save(article, writing, after=after, live=live, saved_by=saved_by)
        if conflict is None:
            keep_up(self._relations, article, original, seen)
            self._changed(article)
        return conflict

    def keep_up(self, article: int, *, original: int, seen: int) -> None:
        """Say that an article is right as it is, although a translation of it has changed; see `keep_up`."""
        keep_up(self._relations, article, original, seen)
        self._changed(article)

    # What readers see

    def publish(self, article: int, language: Language | None = None, *, after: int | None = None) -> int | None:
        """Show readers the newest text, in this language; returns the revision that they saw before, if they did.

        Raises LanguageTakenError, and MentorbaseError when no language is known.
        """
        before = self._live_number(article)
        if language is None and self.review_language(article) is None:
            raise MentorbaseError(message("Choose the article's language first."))
        self._articles.publish(article, language, after=after)
        self._changed(article)
        return before

    def review_language(self, article: int) -> Language | None:
        """The language of an article's newest text, as far as it is known."""
        return self._revisions.get(article).language or self._articles.get(article).language

    def unpublish(self, article: int) -> int | None:
        """Take an article away from readers; returns the revision that they saw. Raises UnknownArticleError."""
        before = self._live_number(article)
        self._articles.unpublish(article)
        self._changed()
        return before

    def show(self, article: int, number: int | None) -> None:
        """Let readers see this revision again, or none: undoes `publish` and `unpublish` by what they returned."""
        if number is None:
            self._articles.unpublish(article)
        else:
            self._articles.show(article, number)
        self._changed()

    def delete(self, article: int) -> None:
        """Put an article into the bin. Raises UnknownArticleError."""
        self._articles.delete(article)
        self._changed()

    def restore(self, article: int) -> None:
        """Take an article out of the bin. Raises UnknownArticleError and LanguageTakenError."""
        self._articles.restore(article)
        self._changed()

    def _live_number(self, article: int) -> int | None:
        return next((each.number for each in self._revisions.of(article) if each.is_live), None)

    # Relations and topics

    def accept_relation(self, identifier: int) -> Mapping[int, str]:
        """Do what a relation proposes; returns what `reopen_relation` needs to undo it."""
        before = self._relations.families(identifier)
        self._service.accept_relation(identifier)
        self._changed()
        return before

    def reject_relation(self, identifier: int) -> None:
        """Keep two articles apart; see `Service.reject_relation`."""
        self._service.reject_relation(identifier)
        self._changed()

    def reopen_relation(self, identifier: int, families: Mapping[int, str] | None = None) -> None:
        """Undo what was decided on a relation: it waits for an editor again. See `RelationStore.reopen`."""
        self._relations.reopen(identifier, families or {})
        self._changed()

    def add_topic(self, article: int, topic: str) -> None:
        """Say that an article is about a topic. Raises UnknownArticleError and UnknownTopicError."""
        self._service.add_topic(article, topic)

    def remove_topic(self, article: int, topic: str) -> None:
        """Say that an article is not about a topic. Raises UnknownArticleError and UnknownTopicError."""
        self._service.remove_topic(article, topic)

    def replace_topics(self, topics: Sequence[Topic], *, confirmed: bool = False) -> dict[str, int]:
        """Take another taxonomy; the articles are looked at again by themselves. See `TopicStore.replace`."""
        lost = self._service.replace_topics(topics, confirmed=confirmed)
        self.follow_up.note()
        return lost

    # Adding

    def upload(self, files: Collection[IncomingFile], *, draft: bool, saved_by: str | None = None) -> int:
        """Take files in as a job of its own, and return its id. What was handed in is kept until that is done."""
        token = self._incoming.keep(files)
        names = [file.name for file in files]
        arguments: Line = {"files": token, "draft": draft, "names": names[:3], "count": len(names)}
        return self._jobs.submit(JobKind.TAKE_IN, arguments, len(names), saved_by)

    def paste(self, text: str, *, saved_by: str | None = None) -> FileReport:
        """Take in a text, or the source of a web page, as a draft to be reviewed. Raises MentorbaseError."""
        ending = "html" if _MARKUP.match(text) and "</" in text else "txt"
        return self._take_in_one(f"{_source_of(text)}.{ending}", text, draft=True, saved_by=saved_by)

    def write(self, writing: Writing, *, live: bool, saved_by: str | None = None) -> FileReport:
        """Take in a new article that an editor has written; nothing is taken out of it. Raises MentorbaseError."""
        if writing.language is None:
            raise MentorbaseError(message("Choose the article's language."))
        content = rewritten(RevisionContent("", ""), writing)
        post = frontmatter.Post(content.text)
        post.metadata = {"title": content.title, "language": str(writing.language), **content.details}
        text = str(frontmatter.dumps(post, sort_keys=False, allow_unicode=True))
        return self._take_in_one(f"{_source_of(content.title)}.md", text, draft=not live, saved_by=saved_by)

    def _take_in_one(self, source: str, text: str, *, draft: bool, saved_by: str | None) -> FileReport:
        given = Input(source, None, text.encode, saved_by)
        report = self._service.ingest_at_once(given, draft=draft)
        if report.status is Outcome.REJECTED or report.article is None:
            raise MentorbaseError(report.reason)
        if report.status in CHANGED:
            self._changed(report.article)
        return report

    # Jobs

    def jobs(self) -> list[Job]:
        """The jobs that were not put away, newest first."""
        return self._jobs.jobs()

    def reports(self, job: int) -> list[FileReport]:
        """What became of each file of a job, so far."""
        return [read_file_line(line) for line in self._job_store.reports(job)]

    def reindex(self, *, started_by: str | None = None) -> int:
        """Write the index anew as a job of its own, and return its id; those that have ended are put away."""
        self._put_ended_away(JobKind.REINDEX)
        return self._jobs.submit(JobKind.REINDEX, {}, started_by=started_by)

    def try_golden_questions(self, *, started_by: str | None = None) -> int:
        """Ask the golden questions as a job of its own, and return its id: that of the one that is at it already."""
        for job in self.jobs():
            if job.kind is JobKind.GOLDEN and job.is_unfinished:
                return job.id
        return self._jobs.submit(JobKind.GOLDEN, {}, len(self._service.golden_questions()), started_by)

    def golden_results(self) -> GoldenResults:
        """How search does on the golden questions, by the newest figures that there are."""
        return self._golden.results()

    def export_library(self, *, started_by: str | None = None) -> int:
        """Write the whole library to a zip file as a job, and return its id; only the newest file is kept."""
        self._put_ended_away(JobKind.EXPORT)
        return self._jobs.submit(JobKind.EXPORT, {}, started_by=started_by)

    def exported(self, job: int) -> Path | None:
        """The zip file that a job has written, while it is kept: until it is put away or another one is made."""
        return self._transfer.exported(job)

    def import_library(self, file: IncomingFile, *, started_by: str | None = None) -> int:
        """Take in a zip file of a library as a job of its own, and return its id."""
        arguments: Line = {"files": self._incoming.keep([file]), "names": [file.name], "count": 1}
        return self._jobs.submit(JobKind.IMPORT, arguments, started_by=started_by)

    def cancel_job(self, job: int) -> None:
        """Stop a job; what it has done stays. Raises UnknownJobError."""
        self._jobs.cancel(job)

    def resume_job(self, job: int) -> None:
        """Let a job go on that was stopped or cut off. Raises UnknownJobError."""
        self._jobs.resume(job)

    def put_job_away(self, job: int) -> None:
        """Forget a job that has ended, with the files that it has not taken in."""
        token = self._job_store.get(job).arguments.get("files", "")
        self._jobs.remove(job)
        if token:
            self._incoming.remove(token)
        self._transfer.remove(job)

    def _put_ended_away(self, kind: JobKind) -> None:
        for job in self.jobs():
            if job.kind is kind and not job.is_unfinished:
                self.put_job_away(job.id)

    def join(self) -> None:
        """Wait until all jobs have ended and everything has followed."""
        self._jobs.join()
        self.follow_up.join()
        self._index.join()

    def _take_in(self, job: Job, steps: Steps) -> None:
        token = job.arguments["files"]
        if not self._incoming.is_there(token):
            raise MentorbaseError(message("The files of this job are not there any more. Hand them in again."))
        told = {each.article for each in self.reports(job.id)}
        inputs = list(self._incoming.inputs(token, job.started_by))
        changed: list[int] = []
        reports = self._service.ingest_inputs(inputs, draft=job.arguments["draft"], progress=steps.progress)
        try:
            with closing(reports):
                for report in reports:
                    if report.article is not None and report.status in CHANGED:
                        changed.append(report.article)
                    # What it has taken in before it was cut off is a copy now of what it has told of.
                    if report.status is not Outcome.DUPLICATE or report.article not in told:
                        steps.report(kept_file_line(report))
        except CancelledError:
            self._service.assign_topics(changed)
            raise
        finally:
            self._changed()
        self._incoming.remove(token)

    def _reindex(self, job: Job, steps: Steps) -> None:
        self._service.reindex(steps.progress)

    def _import(self, job: Job, steps: Steps) -> None:
        try:
            self._transfer.take_in(job, steps)
        finally:
            self._changed()
            self.follow_up.note()

    # What follows

    def _catch_up(self, _: Collection[int]) -> None:
        self._service.catch_up()

    def _follow(self, changed: Collection[int]) -> None:
        pending = self._service.relate_pending() if changed else []
        for article in set(changed) - set(pending):
            if self._is_there(article):
                self._service.relate_edited(article)
        if known := [each for each in (*pending, *changed) if self._is_there(each)]:
            self._service.assign_topics(known)
        elif self._service.topics_are_behind():
            self._service.catch_up()
            self._service.assign_topics()
        self._index.note()

    def _is_there(self, article: int) -> bool:
        try:
            return self._articles.get(article).status is not ArticleStatus.DELETED
        except UnknownArticleError:
            return False


def _source_of(text: str) -> str:
    """A name for what came without one: its first words, as far as they are letters."""
    first = next((line for line in re.sub(r"<[^>]*>", " ", text).splitlines() if line.strip(" #*-")), "")
    ascii_words = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_words)[:_LONGEST_SOURCE].strip("-") or "text"
