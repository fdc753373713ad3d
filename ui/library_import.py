"""Takes a library that was exported as a folder into another one: nothing that is there is deleted or overwritten."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from corpus.article import ArticleStatus, ArticleSummary, RevisionContent
from corpus.article_store import Splitting
from corpus.errors import LanguageTakenError, MentorbaseError
from corpus.glossary import Concept
from corpus.glossary_file import read_glossary
from corpus.language import Language
from corpus.message import NOTHING, Message, message
from corpus.relation import RelationState
from corpus.topic import Topic, TopicState
from corpus.topic_file import read_topics
from corpus.whole_article import WholeAlignment, WholeArticle, WholeQuestion, WholeRelation
from ingest.editing import Writing, rewritten, writing_of
from ingest.inputs import Input, find_inputs
from ingest.reading.markdown import read_markdown
from ingest.report import CHANGED, FileReport, Outcome
from ingest.split import SPLITTER, split
from search.indexer import Progress
from ui.library_folder import (
    ALIGNMENTS,
    ARTICLES,
    GLOSSARY,
    HISTORY,
    QUESTIONS,
    RELATIONS,
    TOPICS,
    Record,
    check_folder,
    markdown_of_whole,
    read_lines,
    read_record,
    renumbered,
)

if TYPE_CHECKING:
    from ui.service import Service

_log = logging.getLogger(__name__)
_HERE_ALREADY = message("Its text is here already, or was: see its history.")
_LEFT_OUT = message("Its words are those of others here: it was left out.")


class LibraryImport:
    """One import of one folder. An article comes as it was, or as a new revision of the one that is here already."""

    def __init__(self, service: Service, folder: Path) -> None:
        """Raises LibraryFolderError when no library was exported into the folder."""
        check_folder(folder)
        self._service = service
        self._library = service.library
        self._folder = folder
        self._ids: dict[int, int] = {}  # of this library, by the numbers of the folder
        self._as_they_were: set[int] = set()  # ids of what came with its family and its decisions
        self._changed: list[int] = []
        self._present: defaultdict[str, list[ArticleSummary]] = defaultdict(list)
        for each in self._library.articles.summaries():
            self._present[each.source].append(each)
        self._is_new = not self._present

    def run(self, progress: Progress = lambda done, total: None) -> Iterator[FileReport]:
        """Take everything in, and report on each article and on each file that could not be read.

        Cut off, it leaves whole articles; the next import of the same folder completes what is missing.
        """
        try:
            yield from self._take_all(progress)
        except BaseException:
            self._follow_later()
            raise
        self._follow()

    def _take_all(self, progress: Progress) -> Iterator[FileReport]:
        yield from self._take_topics()
        yield from self._take_glossary()
        records, refused = self._find_records()
        yield from refused
        known = {*(path for _, path in records), *(self._folder / HISTORY / each.source for each in refused)}
        fresh = [path for path in self._markdown() if self._history_of(path) not in known]
        total = len(records) + len(fresh)
        for done, (_, path) in enumerate(records, start=1):
            yield from self._take_record(path)
            progress(done, total)
        for done, path in enumerate(fresh, start=len(records) + 1):
            yield from self._take_new(path)
            progress(done, total)
        yield from self._take_lines(RELATIONS, WholeRelation, self._add_relation)
        yield from self._take_lines(ALIGNMENTS, WholeAlignment, self._add_alignment)
        yield from self._take_lines(QUESTIONS, WholeQuestion, self._library.whole.add_question)

    def _follow(self) -> None:
        """Find what belongs to the texts that are new here; what came as it was keeps what was found for it."""
        there = [each for each in self._changed if not self._library.articles.known(each).deleted]
        for each in there:
            self._service.relate_edited(each)
        if there:
            self._service.catch_up()
            self._service.assign_topics(there)

    def _follow_later(self) -> None:
        """The same for what has come in before it was cut off, in a thread of its own: nobody waits for it."""
        for each in self._changed:
            self._service.know_again(each)  # as in `_follow`, no rule is to take it for a copy
        self._service.editing.follow_up.note(*self._changed)

    # Topics and glossary

    def _take_topics(self) -> Iterator[FileReport]:
        path = self._folder / TOPICS
        if not path.is_file():
            return
        present = self._library.topics.topics()
        try:
            given = read_topics(_text_of(path))
        except MentorbaseError as error:
            yield _refused(TOPICS, error)
            return
        taken, left_out = (given, []) if self._is_new else _with_new_topics(present, given)
        if taken != present:
            self._library.topics.replace(taken, confirmed=True)  # those that are here stay, unless all is new
        yield from (FileReport(f"{TOPICS}: {each}", Outcome.UNCHANGED, reason=_LEFT_OUT) for each in left_out)

    def _take_glossary(self) -> Iterator[FileReport]:
        path = self._folder / GLOSSARY
        if not path.is_file():
            return
        present = self._library.glossary.concepts()
        try:
            given = read_glossary(_text_of(path))
        except MentorbaseError as error:
            yield _refused(GLOSSARY, error)
            return
        taken, left_out = (given, []) if self._is_new else _with_new_concepts(present, given)
        if taken != present:
            self._library.glossary.replace(taken)
        yield from (FileReport(f"{GLOSSARY}: {each}", Outcome.UNCHANGED, reason=_LEFT_OUT) for each in left_out)

    # Articles

    def _find_records(self) -> tuple[list[tuple[int, Path]], list[FileReport]]:
        """The histories in the order of their numbers, and those that cannot be read."""
        found: dict[int, Path] = {}
        refused = []
        for path in sorted((self._folder / HISTORY).rglob("*.json")):
            try:
                number = read_record(path).number
                if number in found:
                    raise MentorbaseError(
                        message(
                            "Another file has the number {number} already: {file}.",
                            number=str(number),
                            file=found[number].name,
                        )
                    )
                found[number] = path
            except MentorbaseError as error:
                refused.append(_refused(path.relative_to(self._folder / HISTORY).as_posix(), error))
        return sorted(found.items()), refused

    def _markdown(self) -> list[Path]:
        return sorted((self._folder / ARTICLES).rglob("*.md"))

    def _history_of(self, path: Path) -> Path:
        return (self._folder / HISTORY / path.relative_to(self._folder / ARTICLES)).with_suffix(".json")

    def _take_record(self, path: Path) -> Iterator[FileReport]:
        name = path.relative_to(self._folder / HISTORY).with_suffix(".md").as_posix()
        try:
            record = read_record(path)
            present = self._counterpart(record.article)
            yield self._add(record, name) if present is None else self._revise(record, present, name)
        except Exception as error:  # of one file; the others go on
            yield _refused(name, error)

    def _counterpart(self, whole: WholeArticle) -> int | None:
        """The article that was here before and is the same one: from the same place, or of the same name."""
        known = self._library.articles.find_by_origin(whole.origin) if whole.origin else None
        language = whole.language or whole.shown.language
        same_name = [each for each in self._present[whole.source] if each.language == language]
        same_name.sort(key=lambda each: (each.translation_key != whole.translation_key, each.id))
        if known is not None and not self._is_ours(known.id):
            chosen = known.id
        elif same_name:
            chosen = same_name[0].id
        else:
            return None
        for several in self._present.values():
            several[:] = [each for each in several if each.id != chosen]  # it is no other one's too
        return chosen

    def _is_ours(self, identifier: int) -> bool:
        return identifier in self._ids.values()

    def _add(self, record: Record, name: str) -> FileReport:
        whole, reason = record.article, NOTHING
        splittings = [_split(each.content.text, each.language or whole.language) for each in whole.revisions]
        try:
            identifier = self._library.whole.add(whole, splittings)
            self._as_they_were.add(identifier)
        except LanguageTakenError:
            apart = replace(whole, translation_key=uuid4().hex)
            identifier = self._library.whole.add(apart, splittings)
            reason = message("Its translations have an article in this language here: it stands apart from them.")
        self._ids[record.number] = identifier
        if reason:
            self._changed.append(identifier)
        elif whole.status is not ArticleStatus.DELETED:
            self._service.know_again(identifier)
        edited = self._edited(whole, name)
        if edited is not None:
            self._save(identifier, whole, *edited)
        status = Outcome.DRAFT if whole.status is ArticleStatus.DRAFT else Outcome.ADDED
        return self._report(name, status, identifier, reason)

    def _revise(self, record: Record, identifier: int, name: str) -> FileReport:
        self._ids[record.number] = identifier
        whole, present = record.article, self._library.whole.article(identifier)
        as_it_was = _without_proposals(whole) == _without_proposals(present)
        if as_it_was:
            self._as_they_were.add(identifier)
        edited = self._edited(whole, name)
        shown = whole.shown
        content, language = edited or (shown.content, whole.language or shown.language)
        known = {(each.content.title, each.content.text) for each in present.revisions}
        if (content.title, content.text) in known:
            if not as_it_was:
                self._changed.append(identifier)  # an import that was cut off may have brought it
            reason = NOTHING if edited or as_it_was else _HERE_ALREADY
            return self._report(name, Outcome.UNCHANGED, identifier, reason)
        self._save(identifier, whole, content, language)
        return self._report(name, Outcome.UPDATED, identifier, NOTHING)

    def _edited(self, whole: WholeArticle, name: str) -> tuple[RevisionContent, Language | None] | None:
        """What somebody has made of the article in its Markdown file, if anything."""
        path = self._folder / ARTICLES / name
        if not path.is_file():
            return None
        data = path.read_bytes()
        written = markdown_of_whole(whole)
        if data == written.encode():
            return None
        document, before = read_markdown(data), read_markdown(written.encode())
        if document == before:
            return None
        shown = whole.shown
        language = _language_of(document.language) if document.language else whole.language or shown.language
        if document.text == before.text and document.title == before.title:
            if document.details == before.details and language == (whole.language or shown.language):
                return None
            text, title = shown.content.text, shown.content.title
        else:
            text, title = document.text.strip(), document.title or shown.content.title
        known = writing_of(shown.content, language)
        content = rewritten(shown.content, Writing(title, text, language, known.author, known.date, known.summary))
        details = shown.content.details if document.details == before.details else document.details
        return replace(content, details=dict(details)), language

    def _save(self, identifier: int, whole: WholeArticle, content: RevisionContent, language: Language | None) -> None:
        """A new revision; readers see it if they saw the article where it comes from."""
        live = whole.status is ArticleStatus.LIVE and language is not None
        key = self._library.articles.get(identifier).translation_key
        splitting = _split(content.text, language)
        self._library.articles.revise(identifier, content, language, key, splitting, live=live)
        self._changed.append(identifier)

    def _take_new(self, path: Path) -> Iterator[FileReport]:
        """A Markdown file that somebody has put beside the others."""
        name = path.relative_to(self._folder / ARTICLES).as_posix()
        inputs = (_named(each, name) for each in find_inputs([str(path)]))
        draft = name.startswith(("drafts/", "bin/"))
        for report in self._service.ingest_as_written(inputs, draft=draft):
            if report.article is not None and report.status in CHANGED:
                self._changed.append(report.article)
            yield report

    def _report(self, name: str, status: Outcome, identifier: int, reason: Message) -> FileReport:
        article = self._library.articles.get(identifier)
        passages = len(split(article.text, article.language))
        return FileReport(
            name,
            status,
            identifier,
            article.language,
            article.title,
            passages,
            len(article.removed),
            article.translation_key,
            reason,
        )

    # Between articles

    def _take_lines(self, name: str, kind: Any, add: Callable[[Any], object]) -> Iterator[FileReport]:
        for number, each in read_lines(self._folder / name, kind):
            try:
                if isinstance(each, MentorbaseError):
                    raise each
                add(renumbered(each, self._ids))
            except KeyError as error:
                reason = message(
                    "Line {line} names the article {number}, which is not among those that could be taken in.",
                    line=str(number),
                    number=str(error),
                )
                yield FileReport(name, Outcome.REJECTED, reason=reason)
            except Exception as error:  # of one line; the others go on
                yield _refused(name, error)

    def _add_relation(self, whole: WholeRelation) -> None:
        as_it_was = {whole.article, whole.other} <= self._as_they_were
        if whole.state is RelationState.ACCEPTED and not as_it_was:  # what follows from it was not done here
            whole = replace(whole, state=RelationState.PROPOSED, decided_by=None, replaced=None)
        self._library.whole.add_relation(whole)

    def _add_alignment(self, whole: WholeAlignment) -> None:
        if {whole.article, whole.other} <= self._as_they_were:
            self._library.whole.add_alignment(whole)


def _without_proposals(whole: WholeArticle) -> WholeArticle:
    """The article with the topics that an editor has decided on: others are found anew wherever it is."""
    decided = (each for each in whole.topics if each.state is not TopicState.PROPOSED)
    return replace(whole, topics=tuple(replace(each, score=0.0) for each in decided))


def _with_new_topics(present: Sequence[Topic], given: Iterable[Topic]) -> tuple[list[Topic], list[str]]:
    """The topics that are here with those whose ids and names are new, and the ids of those left out."""
    taken, left_out = list(present), []
    for each in given:
        if any(each.id == other.id for other in present):
            continue
        if any(_folded(each.names.items()) & _folded(other.names.items()) for other in taken):
            left_out.append(each.id)
        else:
            taken.append(each)
    return taken, left_out


def _with_new_concepts(present: Sequence[Concept], given: Iterable[Concept]) -> tuple[list[Concept], list[str]]:
    """The same of the glossary; a term belongs to one concept."""
    taken, left_out = list(present), []
    used = {term for each in present for term in _terms(each)}
    for each in given:
        if any(each.id == other.id for other in present):
            continue
        if _terms(each) & used:
            left_out.append(each.id)
        else:
            taken.append(each)
            used |= _terms(each)
    return taken, left_out


def _terms(concept: Concept) -> set[tuple[Language, str]]:
    return _folded((language, term) for language, terms in concept.terms.items() for term in terms)


def _folded(words: Iterable[tuple[Language, str]]) -> set[tuple[Language, str]]:
    return {(language, word.casefold()) for language, word in words}


def _split(text: str, language: Language | None) -> Splitting:
    return Splitting(SPLITTER, split(text, language))


def _named(given: Input, name: str) -> Input:
    return replace(given, source=name, origin=None)


def _language_of(code: str) -> Language:
    try:
        return Language(code.strip().lower())
    except ValueError as error:
        raise MentorbaseError(
            message("'{code}' is no language of ours. Choose from {codes}.", code=code, codes=", ".join(Language))
        ) from error


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MentorbaseError(
            message("The file cannot be read.", console=f"The file cannot be read ({error}).")
        ) from error


def _refused(name: str, error: Exception) -> FileReport:
    if isinstance(error, MentorbaseError):
        return FileReport(name, Outcome.REJECTED, reason=error.message)
    _log.error("a file of the library cannot be taken in", exc_info=error)
    reason = message("It cannot be taken in ({error}).", error=f"{type(error).__name__}: {error}")
    return FileReport(name, Outcome.REJECTED, reason=reason)
