"""What an editor does to an article: blocks back into the text or out of it, a new text, an older one again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from corpus.answered_questions import FIELD, LONGEST, MOST, answered_questions, tidy_questions
from corpus.article import ArticleStatus, DoubtfulBlock, RemovedBlock, RevisionContent
from corpus.article_store import KnownArticle, Splitting
from corpus.difference import difference, place_in_new
from corpus.errors import MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.library import Library
from corpus.message import NOTHING, message
from corpus.revision import RevisedMeanwhileError, Revision
from ingest.article_language import foreign_blocks
from ingest.clean import block_hash, put_back
from ingest.clean.removal import Cut, Reason, with_spaces
from ingest.split import SPLITTER, split

_Block = TypeVar("_Block", RemovedBlock, DoubtfulBlock)
_LEAST_WORDS = 5
_SHOWN_OF_A_QUESTION = 60
_OF_EVERY_TRANSLATION = ("author", "audience", "topics", "source", "url")


@dataclass(frozen=True, slots=True)
class Writing:
    """What an editor writes of an article; the date is in ISO 8601, and every field but title and text may be empty.

    `questions` are those that the article answers; None leaves them as they are.
    """

    title: str
    text: str
    language: Language | None
    author: str = ""
    date: str = ""
    summary: str = ""
    questions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a text was not saved: another one has come in between. Both are here, so that an editor can choose."""

    mine: Writing
    theirs: Revision


class Editor:
    """Makes a new revision for each decision; the block is remembered, so that the next cleaning does as decided.

    `after` is always the number of the revision that the editor has seen; where the newest is another one, nothing is
    saved and RevisedMeanwhileError is raised. A change is live at once where the newest revision was.
    """

    def __init__(self, library: Library) -> None:
        self._articles = library.articles
        self._intake = library.intake
        self._revisions = library.revisions

    def put_back(self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None) -> None:
        """Put a removed block, numbered from 1 as the article lists them, back where it stood.

        Raises UnknownArticleError, and MentorbaseError when there is no such block.
        """
        known = self._known(article, after)
        block = _numbered(known.content.removed, number, f"Article {article} has no removed block {number}")
        self._save(known, with_block(known.content, number), saved_by)
        self._intake.keep_block(article, block_hash(block.text))

    def take_out(self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None) -> None:
        """Take a doubtful block, numbered from 1 as the article lists them, out of the text.

        Raises UnknownArticleError, and MentorbaseError when there is no such block.
        """
        known = self._known(article, after)
        block = _numbered(known.content.doubtful, number, f"Article {article} has no doubtful block {number}")
        text = known.content.text[block.start : block.end]
        self._save(known, without_block(known.content, block), saved_by)
        self._intake.drop_block(article, block_hash(text))

    def keep(self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None) -> None:
        """Say that a doubtful block, numbered from 1 as the article lists them, belongs to the text.

        Raises UnknownArticleError, and MentorbaseError when there is no such block.
        """
        known = self._known(article, after)
        block = _numbered(known.content.doubtful, number, f"Article {article} has no doubtful block {number}")
        doubtful = tuple(each for each in known.content.doubtful if each != block)
        self._save(known, replace(known.content, doubtful=doubtful), saved_by)
        self._intake.keep_block(article, block_hash(known.content.text[block.start : block.end]))

    def add_question(
        self, article: int, question: str, *, after: int | None = None, saved_by: str | None = None
    ) -> None:
        """Say that an article answers a question.

        Raises UnknownArticleError, and MentorbaseError when it is too long or the article has as many as it may have.
        """
        known = self._known(article, after)
        details = with_questions(known.content.details, (*answered_questions(known.content.details), question))
        self._save(known, replace(known.content, details=details), saved_by)

    def save(
        self, article: int, writing: Writing, *, after: int, live: bool, saved_by: str | None = None
    ) -> Conflict | None:
        """Save what an editor has written as the newest revision, live or as a draft.

        Returns the conflict, having saved nothing, where the newest revision is not the one it was made from. Raises
        UnknownArticleError, LanguageTakenError, and MentorbaseError when title, text or date cannot be.
        """
        known = self._articles.known(article)
        if known.revision != after:
            return Conflict(writing, self._revisions.get(article))
        content = rewritten(known.content, writing)
        if live and writing.language is None:
            raise MentorbaseError(message("Choose the article's language before you show it to readers."))
        try:
            self._revise(known, content, writing.language, live=live, saved_by=saved_by)
        except RevisedMeanwhileError:
            return Conflict(writing, self._revisions.get(article))
        return None

    def translate(
        self, original: int, writing: Writing, source: str, *, live: bool, saved_by: str | None = None
    ) -> int:
        """Save what an editor has written as the translation of an article, live or as a draft, and return its id.

        It takes over whom the article is for and where it first appeared. Raises UnknownArticleError,
        LanguageTakenError when there is one in this language already, and MentorbaseError when title, text or date
        cannot be.
        """
        translated = self._articles.get(original)
        if translated.status is ArticleStatus.DELETED:
            raise UnknownArticleError(original)
        if writing.language is None:
            raise MentorbaseError(message("Choose the language that you translate into."))
        known = self._articles.known(original).content.details
        details = {name: known[name] for name in _OF_EVERY_TRANSLATION if name in known}
        content = rewritten(RevisionContent("", "", details=details), writing)
        return self._articles.add(
            source,
            None,
            replace(content, foreign=foreign_blocks(content.text, writing.language)),
            writing.language,
            None,
            Splitting(SPLITTER, split(content.text, writing.language)),
            live=live,
            family=translated.translation_key,
            saved_by=saved_by,
        )

    def restore(self, article: int, number: int, *, after: int | None = None, saved_by: str | None = None) -> None:
        """Make an older revision's text the newest again.

        What it has of blocks, put back or taken out, counts again too. Raises UnknownArticleError,
        UnknownRevisionError, and LanguageTakenError.
        """
        known = self._known(article, after)
        old = self._revisions.get(article, number)
        self._save(known, old.content, saved_by, old.language)
        before, now = _hashes(known.content.removed), _hashes(old.content.removed)
        for block in now - before:
            self._intake.drop_block(article, block)
        for block in before - now:
            self._intake.keep_block(article, block)

    def set_language(
        self, article: int, language: Language, *, after: int | None = None, saved_by: str | None = None
    ) -> None:
        """Say which language the newest text is in, as a revision of its own.

        Raises UnknownArticleError, and LanguageTakenError when readers see it and its family has one in it already.
        """
        known = self._known(article, after)
        self._save(known, replace(known.content, question=NOTHING), saved_by, language)

    def _known(self, article: int, after: int | None) -> KnownArticle:
        known = self._articles.known(article)
        if after is not None and known.revision != after:
            raise RevisedMeanwhileError(article, known.revision)
        return known

    def _save(
        self,
        known: KnownArticle,
        content: RevisionContent,
        saved_by: str | None = None,
        language: Language | None = None,
    ) -> None:
        own = self._articles.get(known.id).language if known.newest_is_live else None
        self._revise(known, content, language or known.language or own, live=known.newest_is_live, saved_by=saved_by)

    def _revise(
        self,
        known: KnownArticle,
        content: RevisionContent,
        language: Language | None,
        *,
        live: bool,
        saved_by: str | None,
    ) -> None:
        content = replace(content, foreign=foreign_blocks(content.text, language) if language else ())
        self._articles.revise(
            known.id,
            content,
            language,
            known.translation_key,
            Splitting(SPLITTER, split(content.text, language)),
            live=live,
            after=known.revision,
            saved_by=saved_by,
        )


def rewritten(content: RevisionContent, writing: Writing) -> RevisionContent:
    """The content with what an editor has written; removed blocks stand where they stood, as far as that is there.

    A doubtful block that was touched is none any more. Raises MentorbaseError when title, text or date cannot be.
    """
    title, text = " ".join(_composed(writing.title).split()), _composed(writing.text)
    if not title:
        raise MentorbaseError(message("The article has no title. Write one."))
    if len(text.split()) < _LEAST_WORDS:
        raise MentorbaseError(
            message("There is hardly a word in the text. An article has at least {count} words.", count=_LEAST_WORDS)
        )
    if writing.date and writing.date != content.details.get("date") and not _is_day(writing.date):
        raise MentorbaseError(
            message("The date '{date}' is none. Write it as year, month and day: 2026-09-30.", date=writing.date)
        )
    stretches = difference(content.text, text)
    removed = (replace(block, start=place_in_new(stretches, block.start)) for block in content.removed)
    doubtful = []
    for block in content.doubtful:
        start = place_in_new(stretches, block.start)
        end = start + block.end - block.start
        if text[start:end] == content.text[block.start : block.end]:
            doubtful.append(replace(block, start=start, end=end))
    given = {"author": writing.author, "date": writing.date, "summary": writing.summary}
    details = {name: value for name, value in content.details.items() if name not in given}
    details |= {name: _composed(value).strip() for name, value in given.items() if value.strip()}
    if _as_line(content.details.get("author")) == writing.author and writing.author:
        details["author"] = content.details["author"]  # several are a list
    if writing.questions is not None:
        details = with_questions(details, writing.questions)
    return RevisionContent(
        title,
        text,
        tuple(removed),
        details,
        tuple(doubtful),
        question=NOTHING if writing.language else content.question,
    )


def with_questions(details: Mapping[str, str | list[str]], questions: Iterable[str]) -> dict[str, str | list[str]]:
    """An article's details with these questions instead of those that it answers.

    Raises MentorbaseError when one is too long, or there are more than an article may have.
    """
    given = [" ".join(_composed(each).split()) for each in questions]
    if long := next((each for each in given if len(each) > LONGEST), ""):
        raise MentorbaseError(
            message(
                "The question “{question}” is too long: write it in at most {count} characters.",
                question=f"{long[:_SHOWN_OF_A_QUESTION]}…",
                count=LONGEST,
            )
        )
    kept = tidy_questions(given)
    if len({each.casefold() for each in given if each}) > len(kept):
        raise MentorbaseError(message("An article answers at most {count} questions. Leave some out.", count=MOST))
    others = {name: value for name, value in details.items() if name != FIELD}
    return {**others, FIELD: list(kept)} if kept else others


def writing_of(content: RevisionContent, language: Language | None) -> Writing:
    """What there is of an article for an editor to go on writing."""
    author, day, summary = (_as_line(content.details.get(name)) for name in ("author", "date", "summary"))
    return Writing(content.title, content.text, language, author, day, summary, answered_questions(content.details))


def _as_line(value: str | list[str] | None) -> str:
    return ", ".join(value) if isinstance(value, list) else value or ""


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _hashes(blocks: Iterable[RemovedBlock]) -> set[str]:
    return {block_hash(block.text) for block in blocks}


def with_block(content: RevisionContent, number: int) -> RevisionContent:
    """The content with its removed block `number` (from 1) in the text again."""
    block = content.removed[number - 1]
    text, removed = put_back(content.text, content.removed, number)
    length = len(text) - len(content.text)
    doubtful = tuple(
        replace(each, start=each.start + length, end=each.end + length) if each.start >= block.start else each
        for each in content.doubtful
    )
    return replace(content, text=text, removed=removed, doubtful=doubtful)


def without_block(content: RevisionContent, block: DoubtfulBlock) -> RevisionContent:
    """The content with a doubtful block of it among the removed ones."""
    [cut] = with_spaces(content.text, [Cut(block.start, block.end, Reason(block.reason))])
    length = cut.end - cut.start
    text = content.text[: cut.start] + content.text[cut.end :]
    before = [each for each in content.removed if each.start <= cut.start]
    behind = [
        replace(each, start=max(each.start - length, cut.start)) for each in content.removed if each.start > cut.start
    ]
    taken = RemovedBlock(cut.start, content.text[cut.start : cut.end], block.reason)
    doubtful = tuple(
        replace(each, start=each.start - length, end=each.end - length) if each.start >= cut.end else each
        for each in content.doubtful
        if each != block
    )
    return replace(content, text=text, removed=(*before, taken, *behind), doubtful=doubtful)


def _numbered(blocks: tuple[_Block, ...], number: int, problem: str) -> _Block:
    if not 1 <= number <= len(blocks):
        raise MentorbaseError(
            message(
                "The article has no such block any more. Load the page again, then decide again.",
                console=f"{problem}: it has {len(blocks)}, counted from 1.",
            )
        )
    return blocks[number - 1]
