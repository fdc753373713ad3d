"""Everything that a library keeps of its articles and between them, to be taken into another library as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from corpus.article import ArticleStatus, RevisionContent
from corpus.language import Language
from corpus.relation import Decider, LinkedSection, RelationKind, RelationState
from corpus.topic import TopicState


@dataclass(frozen=True, slots=True)
class WholeRevision:
    """A revision with the language and the family that it asked for."""

    number: int
    created: datetime
    saved_by: str | None
    language: Language | None
    translation_key: str | None
    content: RevisionContent


@dataclass(frozen=True, slots=True)
class GivenTopic:
    """A topic that was proposed for an article, or that an editor has accepted or rejected."""

    topic: str
    score: float
    state: TopicState


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """An article with all its revisions, oldest first; `live` is the number of the one that readers see.

    The blocks are hashes: of what an editor has put back, and of the article as it was handed in.
    """

    source: str
    origin: str | None
    language: Language | None
    translation_key: str
    live: int | None
    updated: datetime
    deleted: datetime | None
    is_gone: bool
    file_hash: str | None
    document_hash: str | None
    kept_blocks: tuple[str, ...]
    seen_blocks: tuple[str, ...]
    topics: tuple[GivenTopic, ...]
    revisions: tuple[WholeRevision, ...]

    @property
    def status(self) -> ArticleStatus:
        """Where the article stands."""
        if self.deleted is not None:
            return ArticleStatus.DELETED
        return ArticleStatus.DRAFT if self.live is None else ArticleStatus.LIVE

    @property
    def shown(self) -> WholeRevision:
        """The revision that readers see, or the newest one while none is live."""
        return next((each for each in self.revisions if each.number == self.live), self.revisions[-1])


@dataclass(frozen=True, slots=True)
class WholeRelation:
    """A relation; `replaced` is the number of the revision that an accepted new version took the place of."""

    article: int
    other: int
    kind: RelationKind
    score: float
    state: RelationState
    decided_by: Decider | None
    replaced: int | None
    created: datetime


@dataclass(frozen=True, slots=True)
class WholeAlignment:
    """Two linked translations section by section, with the numbers of the revisions that were aligned."""

    article: int
    other: int
    revision: int
    other_revision: int
    sections: tuple[LinkedSection, ...]

    def turned(self) -> WholeAlignment:
        """The same as the other article sees it."""
        sections = tuple(each.turned() for each in self.sections)
        return WholeAlignment(self.other, self.article, self.other_revision, self.revision, sections)


@dataclass(frozen=True, slots=True)
class WholeQuestion:
    """A golden question with the grades of the articles that answer it."""

    question: str
    language: Language | None
    added: datetime
    grades: Mapping[int, int]
