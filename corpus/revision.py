"""The values of an article's history: its revisions, and the newest one of each article as editors list it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corpus.article import ArticleStatus, RevisionContent
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import Message, message


@dataclass(frozen=True, slots=True)
class RevisionSummary:
    """A revision without its text; `saved_by` names the account, and is None where ingest or the operator saved it."""

    number: int
    title: str
    words: int
    created: datetime
    saved_by: str | None
    is_live: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as it was saved, with the language that it asked for."""

    article: int
    number: int
    content: RevisionContent
    language: Language | None
    created: datetime
    saved_by: str | None
    is_live: bool


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article as editors list it, by its newest revision.

    `is_newest_live` says that readers see this revision (were the article not in the bin); the counts are of its
    doubtful and removed blocks.
    """

    id: int
    title: str
    language: Language | None
    status: ArticleStatus
    source: str
    translation_key: str
    revision: int
    is_newest_live: bool
    question: Message
    doubtful: int
    removed: int
    words: int
    saved: datetime
    saved_by: str | None


class UnknownRevisionError(MentorbaseError):
    """The article has no revision of the given number."""

    def __init__(self, article: int, number: int) -> None:
        told = message(
            "The article has no version {number}.",
            console=f"Article {article} has no revision {number}.",
            number=str(number),
        )
        super().__init__(told)


class RevisedMeanwhileError(MentorbaseError):
    """The article has a newer revision than the one that a change was made from: nothing was saved."""

    def __init__(self, article: int, newest: int) -> None:
        self.article = article
        self.newest = newest
        super().__init__(
            message(
                "Somebody changed this article meanwhile: nothing was done. Look at it as it is now, then decide "
                "again.",
                console=f"Article {article} was changed meanwhile: it has a revision {newest} now. Look at it, then "
                "decide again.",
            )
        )
