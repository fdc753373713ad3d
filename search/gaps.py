"""What the library lacks for a question: tells 'nothing is there' from 'it is there in Italian only'."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from corpus.library import Library
from search.confidence import ANSWERED, confidence
from search.encoder import Encoder
from search.known_questions import KnownQuestions, NoSentences
from search.leaning import towards_articles
from search.result import Hit
from search.searcher import SearchedIndex, Searcher

Vector = npt.NDArray[np.float32]


class GapKind(StrEnum):
    """What is lacking."""

    NOTHING = "nothing"
    """No article answers, not even a draft."""

    DRAFT = "draft"
    """A draft would answer."""

    LANGUAGE = "language"
    """An article answers, but not in every language in which it is asked for."""

    NONE = "none"
    """By now search answers, in every language in which it is asked for."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is lacking, the article that answers or would, and the languages in which its family is live or drafted."""

    kind: GapKind
    article: ArticleSummary | None = None
    live_in: tuple[Language, ...] = ()
    drafted_in: tuple[Language, ...] = ()


class GapFinder:
    """Looks a question up once more, in drafts too, as the library is now. Safe for threads."""

    def __init__(self, library: Library, encoder: Encoder, index: SearchedIndex) -> None:
        self._library = library
        self._encoder = encoder
        self._index = index

    def find(self, questions: Sequence[tuple[str, Vector, Collection[Language]]]) -> list[Gap]:
        """The gap of each question, given with its vector and the languages in which it is asked."""
        drafts = self._drafts()
        library = self._library
        known = KnownQuestions(self._encoder, {question: vector for question, vector, _ in questions})
        searcher = Searcher(
            library.articles, library.passages, library.topics, known, self._index, answers=NoSentences()
        )
        return [self._gap(searcher, question, vector, languages, drafts) for question, vector, languages in questions]

    def _gap(
        self, searcher: Searcher, question: str, vector: Vector, languages: Collection[Language], drafts: _Drafts
    ) -> Gap:
        result = searcher.search(question, limit=1)
        if result.answered:
            return _gap_of_answered(result.hits[0], languages, drafts)
        generation = self._index.current()
        if generation is None or not len(drafts.vectors):
            return Gap(GapKind.NOTHING)
        cosines = drafts.vectors @ vector
        nearest = int(cosines.argmax())
        sure = confidence(float(cosines[nearest]), float(vector @ generation.middle), len(question))
        if sure < ANSWERED:
            return Gap(GapKind.NOTHING)
        article = drafts.articles[int(drafts.owners[nearest])]
        return Gap(GapKind.DRAFT, article, drafted_in=drafts.languages_of(article.translation_key))

    def _drafts(self) -> _Drafts:
        articles = {each.id: each for each in self._library.articles.summaries() if each.status is ArticleStatus.DRAFT}
        encoded = self._library.passages.vectors_of(list(articles), self._encoder.fingerprint)
        if not encoded:
            return _Drafts(articles, np.zeros((0, self._encoder.dimension), np.float32), np.zeros(0, np.int64))
        owners = np.concatenate([np.full(len(each.vectors), number) for number, each in encoded.items()])
        vectors = np.concatenate([each.vectors for each in encoded.values()])
        return _Drafts(articles, towards_articles(vectors, owners), owners)


@dataclass(frozen=True, slots=True)
class _Drafts:
    """All drafts, and the vectors of their passages as an index would hold them; `owners` are the articles' ids."""

    articles: dict[int, ArticleSummary]
    vectors: Vector
    owners: npt.NDArray[np.int64]

    def languages_of(self, translation_key: str) -> tuple[Language, ...]:
        """The languages in which a family has a draft."""
        return _in_order(each.language for each in self.articles.values() if each.translation_key == translation_key)


def _gap_of_answered(hit: Hit, languages: Collection[Language], drafts: _Drafts) -> Gap:
    live = _in_order(each.language for each in (hit.article, *hit.variants))
    kind = GapKind.NONE if set(languages) <= set(live) else GapKind.LANGUAGE
    return Gap(kind, hit.article, live, drafts.languages_of(hit.article.translation_key))


def _in_order(languages: Iterable[Language | None]) -> tuple[Language, ...]:
    known = set(languages)
    return tuple(language for language in Language if language in known)
