"""The values that the store keeps: article, revision, passage, removed block."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from corpus.language import Language
from corpus.message import NOTHING, Message


class ArticleStatus(StrEnum):
    """Where an article stands: only live ones are searched."""

    LIVE = "live"
    DRAFT = "draft"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A stretch of a revision's text: ``text[start:end]`` is the passage, in characters."""

    start: int
    end: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class RemovedBlock:
    """A block that cleaning took out: ``start`` is where it stood, as an offset into the kept text."""

    start: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class DoubtfulBlock:
    """A block that stayed in the text, ``text[start:end]``, although it may be what `reason` says."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class ForeignBlock:
    """A block, ``text[start:end]``, in another language than the article's, as its ISO 639-1 code."""

    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True)
class RevisionContent:
    """Everything of an article that a revision holds; never changed once it is saved."""

    title: str
    text: str
    removed: tuple[RemovedBlock, ...] = ()
    details: dict[str, str | list[str]] = field(default_factory=dict)
    doubtful: tuple[DoubtfulBlock, ...] = ()
    foreign: tuple[ForeignBlock, ...] = ()
    question: Message = NOTHING
    """What an editor has to decide before the revision can go live."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article with the revision that readers see, or with its newest one while none is live."""

    id: int
    source: str
    language: Language | None
    translation_key: str
    status: ArticleStatus
    updated: datetime
    revision: int
    title: str
    text: str
    details: dict[str, str | list[str]]
    removed: tuple[RemovedBlock, ...]
    doubtful: tuple[DoubtfulBlock, ...]
    foreign: tuple[ForeignBlock, ...]
    question: Message


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, for lists and for the translations on a card."""

    id: int
    source: str
    language: Language | None
    translation_key: str
    status: ArticleStatus
    updated: datetime
    title: str
    details: dict[str, str | list[str]]
    words: int


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """Where a passage that readers may see belongs."""

    id: int
    article: int
    translation_key: str
    language: Language


@dataclass(frozen=True, slots=True)
class LivePassage(PassagePlace):
    """A passage of a live revision, as search needs it."""

    start: int
    end: int
    title: str
    heading: str
    text: str
