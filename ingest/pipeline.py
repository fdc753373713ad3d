"""The way of an article from a file to a saved revision."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.article import RevisionContent
from corpus.article_store import ArticleStore, KnownArticle, Splitting
from corpus.errors import LanguageTakenError, MentorbaseError
from corpus.language import Language
from corpus.passage_store import PassageStore
from ingest.article_language import detect_article_language
from ingest.errors import UnreadableError
from ingest.inputs import Input
from ingest.reading.document import Document
from ingest.reading.reader import read_document
from ingest.repair import repair
from ingest.report import FileReport, Outcome
from ingest.split import SPLITTER, split
from ingest.title import find_title

_KEY = re.compile(r"[\w.:-]{1,64}")
_LEAST_WORDS = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article as it will be saved; `doubt` keeps it a draft and tells the editor why."""

    content: RevisionContent
    language: Language | None
    translation_key: str | None
    splitting: Splitting
    doubt: str


class Ingestor:
    """Takes files in, one transaction each: what is reported is saved, and one bad file stops nothing."""

    def __init__(self, articles: ArticleStore) -> None:
        self._articles = articles

    def ingest(self, inputs: Iterable[Input], *, draft: bool = False) -> Iterator[FileReport]:
        """Take in each file and report on it. With `draft`, nothing goes live."""
        for each in inputs:
            yield self._ingest(each, draft)

    def _ingest(self, given: Input, draft: bool) -> FileReport:
        try:
            document = read_document(given.source, given.read())
            return self._save(given, _prepare(document), draft)
        except MentorbaseError as error:
            return FileReport(given.source, Outcome.REJECTED, reason=str(error))
        except (ValueError, OSError, RecursionError, MemoryError) as error:
            # One file that nobody thought of must not end the batch of the others.
            _log.exception("a file could not be taken in")
            reason = f"The file could not be taken in ({type(error).__name__}: {error}). Please report this."
            return FileReport(given.source, Outcome.REJECTED, reason=reason)

    def _save(self, given: Input, prepared: _Prepared, draft: bool) -> FileReport:
        known = self._articles.find_by_origin(given.origin) if given.origin else None
        if known is not None:
            return self._revise(given, known, prepared, draft)
        twin = self._articles.find_by_text(prepared.content.text)
        if twin is not None:
            return self._report(
                given, Outcome.DUPLICATE, twin, prepared, f"The library has this text already, as article {twin}."
            )
        live = not draft and not prepared.doubt
        reason = prepared.doubt
        key = prepared.translation_key
        try:
            article = self._add(given, prepared, key, live)
        except LanguageTakenError as error:
            live, reason = False, f"{error} Until then it is kept as a draft, linked to no translation."
            article = self._add(given, prepared, None, live)
        return self._report(given, Outcome.ADDED if live else Outcome.DRAFT, article, prepared, reason)

    def _add(self, given: Input, prepared: _Prepared, key: str | None, live: bool) -> int:
        return self._articles.add(
            given.source, given.origin, prepared.content, prepared.language, key, prepared.splitting, live=live
        )

    def _revise(self, given: Input, known: KnownArticle, prepared: _Prepared, draft: bool) -> FileReport:
        in_bin = f" It is in the bin: `mentorbase articles restore {known.id}` brings it back." if known.deleted else ""
        if known.content == prepared.content:
            return self._report(given, Outcome.UNCHANGED, known.id, prepared, in_bin.strip())
        live = not draft and not prepared.doubt
        try:
            self._articles.revise(
                known.id,
                prepared.content,
                prepared.language,
                prepared.translation_key,
                prepared.splitting,
                live=live,
            )
        except LanguageTakenError as error:
            return FileReport(given.source, Outcome.REJECTED, known.id, reason=f"{error} Nothing was changed.")
        doubt = f"{prepared.doubt} Readers go on seeing the earlier text." if prepared.doubt and known.live else ""
        reason = (doubt or prepared.doubt) + in_bin
        return self._report(given, Outcome.UPDATED if live else Outcome.DRAFT, known.id, prepared, reason.strip())

    def _report(
        self, given: Input, outcome: Outcome, article: int, prepared: _Prepared, reason: str = ""
    ) -> FileReport:
        saved = self._articles.get(article)
        return FileReport(
            given.source,
            outcome,
            article,
            prepared.language,
            prepared.content.title,
            len(prepared.splitting.spans),
            len(prepared.content.removed),
            saved.translation_key,
            reason,
        )


def split_again(passages: PassageStore) -> int:
    """Give the revisions that an older splitter has cut new passages; returns how many there were."""
    stale = passages.split_by_others(SPLITTER)
    for each in stale:
        passages.split_again(each.revision, Splitting(SPLITTER, split(each.text, each.language)))
    return len(stale)


def _prepare(document: Document) -> _Prepared:
    """Everything that can be said of an article before the library is asked. Raises UnreadableError."""
    text = repair(document.text)
    if len(re.findall(r"\w{2,}", text)) < _LEAST_WORDS:
        raise UnreadableError(f"There is hardly a word in the file. An article has at least {_LEAST_WORDS} words.")
    title, text = find_title(text, document.title)
    language, doubt = _language(document.language, text)
    key = document.translation_key.strip()
    if key and not _KEY.fullmatch(key):
        key, doubt = "", f"The translation_key '{key[:40]}' is not one: use letters, digits, '-', '_', '.' and ':'."
    content = RevisionContent(title, text, (), document.details)
    return _Prepared(content, language, key or None, Splitting(SPLITTER, split(text, language)), doubt)


def _language(declared: str, text: str) -> tuple[Language | None, str]:
    """The language, and what keeps it from being certain."""
    choice = ", ".join(Language)
    if declared.strip().lower() in set(Language):
        return Language(declared.strip().lower()), ""
    if declared.strip():
        return None, f"The front matter gives the language '{declared[:20]}'; the library holds {choice}."
    guess = detect_article_language(text)
    if guess.language is None:
        how = f"If it is one of {choice}, publish it with `mentorbase articles publish ID --language CODE`."
        return None, f"{guess.reason} It is kept as a draft. {how}"
    return guess.language, ""
