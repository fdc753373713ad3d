"""The way of an article from a file to a saved revision."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.article import ArticleStatus
from corpus.article_store import KnownArticle, Splitting
from corpus.errors import LanguageTakenError, MentorbaseError, OriginTakenError
from corpus.intake_store import HandedIn
from corpus.library import Library
from corpus.message import NOTHING, Message, message, together
from corpus.passage_store import PassageStore
from corpus.relation import RelationKind, RelationState
from ingest.arrival import Arrived, Read, read_ahead
from ingest.errors import UnreadableError
from ingest.inputs import Input
from ingest.preparation import Prepared, Preparer, Repaired, repair_document
from ingest.reading.document import Documents, UnreadablePart
from ingest.relate.relator import Relator
from ingest.report import CHANGED, FileReport, Outcome, tell_relation
from ingest.split import SPLITTER, split
from ingest.watch import file_exists
from search.errors import ModelUnavailableError

_TOGETHER = 16
"""Files whose passages are encoded in one go, and whose common blocks are seen even where the library is empty."""

_AS_ASKED = message(
    "It is kept as a draft, as asked.",
    console="It is kept as a draft, as asked. `mentorbase articles publish ID` makes it live.",
)
_A_DRAFT = message("It is a draft.", console="It is a draft. `mentorbase articles publish ID` makes it live.")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    """A document on its way: the report ends it."""

    given: Input
    file_hash: str = ""
    known: KnownArticle | None = None
    repaired: Repaired | None = None
    prepared: Prepared | None = None
    report: FileReport | None = None

    @property
    def is_open(self) -> bool:
        return self.report is None


def _read_documents(name: str, data: bytes) -> Documents:
    from ingest.reading.reader import read_documents  # with libraries for every format, which a search does not need

    return read_documents(name, data)


class Ingestor:
    """Takes files in, one transaction each: what is reported is saved, and one bad file stops nothing.

    Files that are not trusted are read by a `ReadingSandbox`'s `read`, by as many threads as it has workers. With a
    `relator`, each article's relations to the others are looked for as soon as it is saved.
    """

    def __init__(
        self,
        library: Library,
        preparer: Preparer | None = None,
        read: Read = _read_documents,
        *,
        readers: int = 1,
        relator: Relator | None = None,
    ) -> None:
        self._articles = library.articles
        self._intake = library.intake
        self._preparer = preparer or Preparer(None)
        self._read = read
        self._readers = readers
        self._relator = relator

    def ingest(self, inputs: Iterable[Input], *, draft: bool = False, again: bool = False) -> Iterator[FileReport]:
        """Take in each file and report on it. With `draft`, nothing goes live.

        A file whose bytes have not changed is not even read, unless `again` asks for it: a newer Mentorbase may make
        more of it.
        """
        arriving = read_ahead(
            inputs, self._read, self._readers, lambda given, file_hash: not again and self._has(given, file_hash)
        )
        try:
            while arrived := list(islice(arriving, _TOGETHER)):
                yield from self._take_in([job for each in arrived for job in self._jobs(each)], draft, again)
        finally:
            arriving.close()  # type: ignore[attr-defined]  # a generator

    # What is known already

    def _has(self, given: Input, file_hash: str) -> bool:
        known = self._articles.find_by_origin(given.origin) if given.origin else None
        if known is not None:
            return known.file_hash == file_hash and not known.is_gone
        return bool(self._intake.find_by_file(file_hash))

    def _jobs(self, arrived: Arrived) -> Iterator[_Job]:
        given = arrived.given
        if arrived.error is not None:
            yield _Job(given, report=_rejected(given, arrived.error))
        elif not arrived.documents:
            yield _Job(given, report=self._report_known(given, arrived.file_hash))
        for document in arrived.documents:
            alone = len(arrived.documents) == 1 and not document.part
            own = given if alone else _part_of(given, document.part)
            job = _Job(own, arrived.file_hash if alone else "")
            if isinstance(document, UnreadablePart):
                job.report = _rejected(own, UnreadableError(document.reason))
                yield job
                continue
            try:
                job.known = self._articles.find_by_origin(own.origin) if own.origin else None
                job.repaired = repair_document(document)
            except Exception as error:
                job.report = _rejected(own, error)
            yield job

    def _report_known(self, given: Input, file_hash: str) -> FileReport:
        known = self._articles.find_by_origin(given.origin) if given.origin else None
        if known is not None:
            return self._unchanged(given, known)
        twins = self._intake.find_by_file(file_hash)
        if not twins:  # it went into the bin this moment
            return _rejected(given, MentorbaseError(message("The library changed meanwhile. Hand the file in again.")))
        for twin in twins:
            before = self._articles.origin(twin)
            if given.origin and before and not file_exists(before):
                self._articles.move(twin, given.origin)
                moved = message("The file has moved here from {place}.", place=before)
                return self._report(given, Outcome.UNCHANGED, twin, moved)
        reason = message(
            "The library has this very file already.",
            console=f"The library has this very file already, as article {twins[0]}.",
        )
        return self._report(given, Outcome.DUPLICATE, twins[0], reason)

    # From documents to articles

    def _take_in(self, jobs: Sequence[_Job], draft: bool, again: bool) -> Iterator[FileReport]:
        for job in jobs:
            known, repaired = job.known, job.repaired
            if known and repaired and not again and known.document_hash == repaired.document_hash:
                job.report = self._unchanged(job.given, known)
        chunk = Counter(block for job in jobs if job.is_open and job.repaired for block in job.repaired.blocks)
        for job in jobs:
            if job.is_open and job.repaired:
                self._prepare(job, job.repaired, chunk)
        ready = [job for job in jobs if job.is_open and job.prepared]
        for job, prepared in zip(
            ready, self._preparer.encode([job.prepared for job in ready if job.prepared]), strict=True
        ):
            job.prepared = prepared
        for job in jobs:
            if job.report is None and job.prepared and job.repaired:
                handed_in = HandedIn(job.repaired.document_hash, job.file_hash, job.repaired.blocks)
                job.report = self._finish(job.given, job.prepared, handed_in, draft)
            if job.report is not None:
                yield job.report

    def _prepare(self, job: _Job, repaired: Repaired, chunk: Counter[str]) -> None:
        own = job.known.id if job.known else None
        try:
            seen = _SeenBlocks(Counter(self._intake.others_with(repaired.blocks, own)), chunk)
            keep = self._intake.kept_blocks(own) if own else frozenset[str]()
            job.prepared = self._preparer.prepare(repaired, seen, keep)
        except ModelUnavailableError:
            raise  # it would be the same for each file
        except Exception as error:
            job.report = _rejected(job.given, error)

    def _finish(self, given: Input, prepared: Prepared, handed_in: HandedIn, draft: bool) -> FileReport:
        try:
            report = self._save(given, prepared, handed_in, draft)
        except Exception as error:
            return _rejected(given, error)
        try:
            return self._relate(report)
        except Exception:
            # The article is saved; whoever relates what is pending comes back to it.
            _log.exception("the relations of an article could not be found")
            return report

    def _save(self, given: Input, prepared: Prepared, handed_in: HandedIn, draft: bool) -> FileReport:
        known = self._articles.find_by_origin(given.origin) if given.origin else None
        if known is not None:
            return self._revise(given, known, prepared, handed_in, draft)
        twin = self._articles.find_by_text(prepared.content.text)
        if twin is not None:
            reason = message(
                "The library has this text already.", console=f"The library has this text already, as article {twin}."
            )
            return self._report(given, Outcome.DUPLICATE, twin, reason, prepared)
        reason = _reason_for_draft(prepared, draft)
        try:
            article = self._add(given, prepared, handed_in, live=not reason)
        except OriginTakenError:
            return self._save(given, prepared, handed_in, draft)  # it is known now
        except LanguageTakenError as error:
            apart = message("Until then it is kept as a draft, linked to no translation.")
            reason = together(error.message, apart)
            article = self._add(given, prepared, handed_in, live=False, apart=True)
        return self._report(given, Outcome.DRAFT if reason else Outcome.ADDED, article, reason, prepared)

    def _add(self, given: Input, prepared: Prepared, handed_in: HandedIn, *, live: bool, apart: bool = False) -> int:
        return self._articles.add(
            given.source,
            given.origin,
            prepared.content,
            prepared.language,
            prepared.translation_key,
            prepared.splitting,
            live=live,
            apart=apart,
            handed_in=handed_in,
            saved_by=given.handed_in_by,
        )

    def _revise(
        self, given: Input, known: KnownArticle, prepared: Prepared, handed_in: HandedIn, draft: bool
    ) -> FileReport:
        if _is_unchanged(known, prepared):
            self._intake.note(known.id, handed_in)
            return self._unchanged(given, known, prepared)
        reason = _reason_for_draft(prepared, draft)
        try:
            self._add_revision(given, known.id, prepared, handed_in, live=not reason)
        except LanguageTakenError as error:
            reason = together(error.message, message("Until then the new text is kept as a draft."))
            self._add_revision(given, known.id, prepared, handed_in, live=False, apart=True)
        outcome = Outcome.DRAFT if reason else Outcome.UPDATED
        if reason and known.live:
            reason = together(reason, message("Readers go on seeing the earlier text."))
        return self._report(given, outcome, known.id, together(reason, self._back_from_bin(known)), prepared)

    def _add_revision(
        self,
        given: Input,
        article: int,
        prepared: Prepared,
        handed_in: HandedIn,
        *,
        live: bool,
        apart: bool = False,
    ) -> None:
        self._articles.revise(
            article,
            prepared.content,
            prepared.language,
            prepared.translation_key,
            prepared.splitting,
            live=live,
            apart=apart,
            handed_in=handed_in,
            saved_by=given.handed_in_by,
        )

    # Relations

    def _relate(self, report: FileReport) -> FileReport:
        """The report with what was found of the article's relations: it may be a copy, or belong to a family now."""
        if self._relator is None or report.article is None or report.status not in CHANGED:
            return report
        found = self._relator.relate(report.article)
        saved = self._articles.get(report.article)
        told = [report.reason, *(tell_relation(each, report.article) for each in found)]
        report = replace(report, translation_key=saved.translation_key, reason=together(*told))
        by_rule = {each.kind for each in found if each.state is RelationState.ACCEPTED}
        if saved.status is ArticleStatus.DELETED and RelationKind.NEAR_COPY in by_rule:
            return replace(report, status=Outcome.DUPLICATE)
        if saved.status is ArticleStatus.DELETED and RelationKind.NEW_VERSION in by_rule:
            [other] = [each.other for each in found if each.kind is RelationKind.NEW_VERSION]
            return replace(report, status=Outcome.UPDATED, article=other)
        return report

    # Reports

    def _unchanged(self, given: Input, known: KnownArticle, prepared: Prepared | None = None) -> FileReport:
        still = NOTHING if known.newest_is_live else known.content.question or _A_DRAFT
        told = self._back_from_bin(known)
        outcome = Outcome.UPDATED if known.is_gone else Outcome.UNCHANGED
        return self._report(given, outcome, known.id, together(still, told), prepared)

    def _back_from_bin(self, known: KnownArticle) -> Message:
        """Brings an article back whose file had gone away; of one that an editor has deleted, tells how."""
        if not known.deleted:
            return NOTHING
        if not known.is_gone:
            return message(
                "It is in the bin, from where you can bring it back.",
                console=f"It is in the bin: `mentorbase articles restore {known.id}` brings it back.",
            )
        try:
            self._articles.restore(known.id)
        except LanguageTakenError as error:
            return together(message("It stays in the bin."), error.message)
        return message("Its file is back, and so is the article.")

    def _report(
        self, given: Input, outcome: Outcome, article: int, reason: Message, prepared: Prepared | None = None
    ) -> FileReport:
        saved = self._articles.get(article)
        content = prepared.content if prepared else saved
        language = prepared.language if prepared else saved.language
        spans = prepared.splitting.spans if prepared else split(saved.text, saved.language)
        return FileReport(
            given.source,
            outcome,
            article,
            language,
            content.title,
            len(spans),
            len(content.removed),
            saved.translation_key,
            reason,
        )


class _SeenBlocks:
    """How many other sources have a block: those in the library, and those that are taken in together with this one."""

    def __init__(self, saved: Mapping[str, int], together: Mapping[str, int]) -> None:
        self._saved = saved
        self._together = together

    def other_sources(self, block: str) -> int:
        """The number of articles but this one."""
        return self._saved.get(block, 0) + max(self._together.get(block, 0) - 1, 0)


def _part_of(given: Input, part: str) -> Input:
    origin = f"{given.origin}#{part}" if given.origin else None
    return replace(given, source=f"{given.source} [{part}]", origin=origin)


def _rejected(given: Input, error: Exception) -> FileReport:
    """An error that was expected is told as it is; one that nobody thought of must not end the batch of the others."""
    if isinstance(error, MentorbaseError):
        return FileReport(given.source, Outcome.REJECTED, reason=error.message)
    _log.error("a file could not be taken in", exc_info=error)
    reason = message(
        "The file could not be taken in ({error}). Please report this.", error=f"{type(error).__name__}: {error}"
    )
    return FileReport(given.source, Outcome.REJECTED, reason=reason)


def _reason_for_draft(prepared: Prepared, draft: bool) -> Message:
    return prepared.content.question or (_AS_ASKED if draft else NOTHING)


def _is_unchanged(known: KnownArticle, prepared: Prepared) -> bool:
    before = (known.content, known.language, known.translation_key)
    return before == (prepared.content, prepared.language, prepared.translation_key)


def split_again(passages: PassageStore) -> int:
    """Give the revisions that an older splitter has cut new passages; returns how many there were."""
    stale = passages.split_by_others(SPLITTER)
    for each in stale:
        passages.split_again(each.revision, Splitting(SPLITTER, split(each.text, each.language)))
    return len(stale)
