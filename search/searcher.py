"""From a question to cards: nearest passages, checked against the store, one card a family of translations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from corpus.article import ArticleSummary, LivePassage
from corpus.article_store import ArticleStore
from corpus.language import Language
from corpus.passage_store import PassageStore
from search.answer import AnswerFinder
from search.encoder import Encoder
from search.generation import Generation
from search.live_index import LiveIndex
from search.question import clean_question, detect_question_language
from search.result import Hit, SearchResult

ANSWERED = 0.856
"""The least score of the first card that counts as an answer: the development questions are told apart best here,
86 % of those with an answer and 86 % of those without one (`make bench` gives the figures)."""

AS_GOOD = 0.02
"""A translation in the reader's language is shown instead of the best one while it scores less by no more. Measured:
the same passage in two languages differs by 0.003 in three of four cases, and by 0.012 in nineteen of twenty."""

_PASSAGES_A_CARD = 20


_Family = dict[int, tuple[float, LivePassage]]
"""A family of translations: the best passage of each article with its score, best first."""


class Searcher:
    """Searches the live articles in any language. Safe for threads."""

    def __init__(self, articles: ArticleStore, passages: PassageStore, encoder: Encoder, index: LiveIndex) -> None:
        self._articles = articles
        self._passages = passages
        self._encoder = encoder
        self._index = index
        self._answers = AnswerFinder(encoder)

    def search(
        self,
        question: str,
        languages: frozenset[Language] = frozenset(Language),
        limit: int = 10,
        reader: Language | None = None,
    ) -> SearchResult:
        """The best cards for a question, at most `limit`, from the articles in the given languages.

        A family is shown in the reader's language (by default the question's) where that is as good as the best. Raises
        QuestionError when the question cannot be searched for.
        """
        question = clean_question(question)
        spoken = detect_question_language(question)
        query = self._encoder.encode_queries([question])[0]
        generation = self._index.current()
        families = self._families(generation, query, languages, limit) if generation else {}
        variants = self._articles.live_families(families)
        chosen = []
        for key, family in families.items():
            score, passage = self._shown(family, reader or spoken)
            summaries = {summary.id: summary for summary in variants[key]}
            if passage.article in summaries:  # else it went while we searched
                chosen.append((max(found for found, _ in family.values()), passage, summaries))
        spans = self._answers.find(query, [passage for _, passage, _ in chosen])
        hits = tuple(
            _hit(rank, score, passage, span, summaries)
            for rank, ((score, passage, summaries), span) in enumerate(zip(chosen, spans, strict=True), start=1)
        )
        return SearchResult(question, spoken, bool(hits) and hits[0].score >= ANSWERED, hits)

    def _families(
        self, generation: Generation, query: npt.NDArray[np.float32], languages: frozenset[Language], limit: int
    ) -> dict[str, _Family]:
        """The best `limit` families; more passages are fetched until there are enough, or no more."""
        among = None if languages == frozenset(Language) else generation.ids_in(languages)
        available = len(generation.ids) if among is None else len(among)
        depth = limit * _PASSAGES_A_CARD
        while True:
            families: dict[str, _Family] = {}
            for score, passage in self._nearest(generation, query, depth, among):
                if passage.language in languages:
                    family = families.setdefault(passage.translation_key, {})
                    family.setdefault(passage.article, (score, passage))
            if len(families) >= limit or depth >= available:
                return dict(list(families.items())[:limit])
            depth *= 4

    def _nearest(
        self,
        generation: Generation,
        query: npt.NDArray[np.float32],
        depth: int,
        among: npt.NDArray[np.int64] | None,
    ) -> Iterator[tuple[float, LivePassage]]:
        """The nearest passages that readers may see at this moment, best first."""
        ids, scores = generation.dense.search(query, depth, among)
        live = self._passages.live(ids.tolist())
        for identifier, score in zip(ids.tolist(), scores.tolist(), strict=True):
            if identifier in live:
                yield score, live[identifier]

    @staticmethod
    def _shown(family: _Family, reader: Language) -> tuple[float, LivePassage]:
        best_score, best = next(iter(family.values()))
        for score, passage in family.values():
            if passage.language == reader and score >= best_score - AS_GOOD:
                return score, passage
        return best_score, best


def _hit(
    rank: int, score: float, passage: LivePassage, span: tuple[int, int], summaries: dict[int, ArticleSummary]
) -> Hit:
    others = tuple(summary for identifier, summary in summaries.items() if identifier != passage.article)
    return Hit(rank, score, summaries[passage.article], passage.text, passage.start, *span, others)
