"""The way of an article from a file to a saved revision."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.article import RevisionContent
from corpus.article_store import ArticleStore, KnownArticle, Splitting
from corpus.errors import LanguageTakenError, MentorbaseError, OriginTakenError
from corpus.language import Language
from corpus.passage_store import PassageStore
from ingest.article_language import detect_article_language
from ingest.errors import UnreadableError
from ingest.inputs import Input
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.reader import read_documents
from ingest.repair import repair
from ingest.report import FileReport, Outcome
from ingest.split import SPLITTER, split
from ingest.title import find_title

_KEY = re.compile(r"[\w.:-]{1,64}")
_LEAST_WORDS = 5
_HOW_TO_PUBLISH = "`mentorbase articles publish ID` makes it live."
_log = logging.getLogger(__name__)

Read = Callable[[str, bytes], Documents]
"""Makes documents of a file's name and bytes; raises UnreadableError."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article as it will be saved; `doubt` keeps it a draft and tells the editor why."""

    content: RevisionContent
    language: Language | None
    translation_key: str | None
    splitting: Splitting
    doubt: str


class Ingestor:
    """Takes files in, one transaction each: what is reported is saved, and one bad file stops nothing.

    Files that are not trusted are read by a `ReadingSandbox`'s `read`.
    """

    def __init__(self, articles: ArticleStore, read: Read = read_documents) -> None:
        self._articles = articles
        self._read = read

    def ingest(self, inputs: Iterable[Input], *, draft: bool = False) -> Iterator[FileReport]:
        """Take in each file and report on it. With `draft`, nothing goes live."""
        for given in inputs:
            try:
                documents = self._read(given.source, given.read())
            except MentorbaseError as error:
                yield FileReport(given.source, Outcome.REJECTED, reason=str(error))
            except Exception as error:
                yield _failed(given, error)
            else:
                yield from (self._ingest(_part(given, document.part), document, draft) for document in documents)

    def _ingest(self, given: Input, document: Document | UnreadablePart, draft: bool) -> FileReport:
        if isinstance(document, UnreadablePart):
            return FileReport(given.source, Outcome.REJECTED, reason=document.reason)
        try:
            return self._save(given, _prepare(document), draft)
        except MentorbaseError as error:
            return FileReport(given.source, Outcome.REJECTED, reason=str(error))
        except Exception as error:
            return _failed(given, error)

    def _save(self, given: Input, prepared: _Prepared, draft: bool) -> FileReport:
        known = self._articles.find_by_origin(given.origin) if given.origin else None
        if known is not None:
            return self._revise(given, known, prepared, draft)
        twin = self._articles.find_by_text(prepared.content.text)
        if twin is not None:
            return self._report(
                given, Outcome.DUPLICATE, twin, prepared, f"The library has this text already, as article {twin}."
            )
        reason = _reason_for_draft(prepared, draft)
        try:
            article = self._add(given, prepared, live=not reason)
        except OriginTakenError:
            return self._save(given, prepared, draft)  # it is known now
        except LanguageTakenError as error:
            reason = f"{error} Until then it is kept as a draft, linked to no translation."
            article = self._add(given, prepared, live=False, apart=True)
        return self._report(given, Outcome.DRAFT if reason else Outcome.ADDED, article, prepared, reason)

    def _add(self, given: Input, prepared: _Prepared, *, live: bool, apart: bool = False) -> int:
        return self._articles.add(
            given.source,
            given.origin,
            prepared.content,
            prepared.language,
            prepared.translation_key,
            prepared.splitting,
            live=live,
            apart=apart,
        )

    def _revise(self, given: Input, known: KnownArticle, prepared: _Prepared, draft: bool) -> FileReport:
        in_bin = f" It is in the bin: `mentorbase articles restore {known.id}` brings it back." if known.deleted else ""
        if _is_unchanged(known, prepared):
            still = "" if known.newest_is_live else prepared.doubt or f"It is a draft. {_HOW_TO_PUBLISH}"
            return self._report(given, Outcome.UNCHANGED, known.id, prepared, (still + in_bin).strip())
        reason = _reason_for_draft(prepared, draft)
        try:
            self._add_revision(known.id, prepared, live=not reason)
        except LanguageTakenError as error:
            reason = f"{error} Until then the new text is kept as a draft."
            self._add_revision(known.id, prepared, live=False, apart=True)
        outcome = Outcome.DRAFT if reason else Outcome.UPDATED
        if reason and known.live:
            reason += " Readers go on seeing the earlier text."
        return self._report(given, outcome, known.id, prepared, (reason + in_bin).strip())

    def _add_revision(self, article: int, prepared: _Prepared, *, live: bool, apart: bool = False) -> None:
        self._articles.revise(
            article,
            prepared.content,
            prepared.language,
            prepared.translation_key,
            prepared.splitting,
            live=live,
            apart=apart,
        )

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


def _failed(given: Input, error: Exception) -> FileReport:
    """One file that nobody thought of must not end the batch of the others."""
    _log.error("a file could not be taken in", exc_info=error)
    reason = f"The file could not be taken in ({type(error).__name__}: {error}). Please report this."
    return FileReport(given.source, Outcome.REJECTED, reason=reason)


def _part(given: Input, part: str) -> Input:
    """One article of a file that may hold several."""
    if not part:
        return given
    return replace(given, source=f"{given.source} [{part}]", origin=given.origin and f"{given.origin}!{part}")


def _reason_for_draft(prepared: _Prepared, draft: bool) -> str:
    return prepared.doubt or (f"It is kept as a draft, as asked. {_HOW_TO_PUBLISH}" if draft else "")


def _is_unchanged(known: KnownArticle, prepared: _Prepared) -> bool:
    before = (known.content, known.language, known.translation_key)
    return before == (prepared.content, prepared.language, prepared.translation_key)


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
        wrong = f"The translation_key '{key[:40]}' is not one: use letters, digits, '-', '_', '.' and ':', 64 at most."
        key, doubt = "", f"{doubt} {wrong}".strip()
    content = RevisionContent(title, text, (), _repaired(document.details))
    return _Prepared(content, language, key or None, Splitting(SPLITTER, split(text, language)), doubt)


def _repaired(details: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    repaired: dict[str, str | list[str]] = {
        repair(name): repair(value) if isinstance(value, str) else [repair(each) for each in value]
        for name, value in details.items()
    }
    return {name: value for name, value in repaired.items() if name and value}


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
