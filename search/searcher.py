"""From a question to cards: nearest passages, checked against the store, one card a family of translations."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from corpus.article import ArticleSummary, LivePassage
from corpus.article_store import ArticleStore
from corpus.language import Language
from corpus.passage_store import PassageStore
from search.answer import AnswerFinder
from search.encoder import Encoder
from search.families import Family, rank_families, shown_candidate
from search.generation import Generation
from search.live_index import LiveIndex
from search.question import clean_question, detect_question_language
from search.result import Hit, SearchResult

ANSWERED = 0.850
"""The least score of the first card that counts as an answer: the development questions are told apart best here, 85 %
of those with an answer and 85 % of those without one (`make bench` gives the figures)."""

_PASSAGES_A_CARD = 20

_Scored = tuple[float, LivePassage]


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
        families = self._families(generation, query, languages, limit) if generation and limit > 0 else []
        variants = self._articles.live_families([family[0].passage.translation_key for family in families])
        chosen = []
        for family in families:
            shown = shown_candidate(family, reader or spoken).passage
            summaries = {summary.id: summary for summary in variants[shown.translation_key]}
            if shown.article in summaries:  # else it went while we searched
                chosen.append((family[0].score, shown, summaries))
        spans = self._answers.find(query, [passage for _, passage, _ in chosen])
        hits = tuple(
            _hit(rank, score, passage, span, summaries)
            for rank, ((score, passage, summaries), span) in enumerate(zip(chosen, spans, strict=True), start=1)
        )
        return SearchResult(question, spoken, bool(hits) and hits[0].score >= ANSWERED, hits)

    def _families(
        self, generation: Generation, query: npt.NDArray[np.float32], languages: frozenset[Language], limit: int
    ) -> list[Family]:
        """The best `limit` families, exactly as if every passage had been looked at.

        Passages are fetched until enough families score no less than the last one fetched: an article outside cannot
        score more than that.
        """
        among = None if languages == frozenset(Language) else generation.ids_in(languages)
        available = len(generation.ids) if among is None else len(among)
        depth = limit * _PASSAGES_A_CARD
        while True:
            ids, scores = generation.dense.search(query, depth, among)
            scored = self._live(ids, scores, languages)
            if depth >= available:
                return rank_families(scored)[:limit]
            scored += self._seconds(generation, query, scored, languages)
            families = rank_families(scored)[:limit]
            if len(families) == limit and families[-1][0].score >= scores[-1]:
                return families
            depth *= 4

    def _live(
        self, ids: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], languages: frozenset[Language]
    ) -> list[_Scored]:
        """Those of the passages that readers may see at this moment, in the same order."""
        live = self._passages.live(ids.tolist())
        found = ((score, live.get(identifier)) for identifier, score in zip(ids.tolist(), scores.tolist(), strict=True))
        return [(score, passage) for score, passage in found if passage is not None and passage.language in languages]

    def _seconds(
        self,
        generation: Generation,
        query: npt.NDArray[np.float32],
        scored: list[_Scored],
        languages: frozenset[Language],
    ) -> list[_Scored]:
        """The other passages of the articles of which only one was among the nearest."""
        counts = Counter(passage.article for _, passage in scored)
        lone = [article for article, count in counts.items() if count == 1]
        known = {passage.id for _, passage in scored}
        others = np.array([each for each in self._passages.ids_of(lone) if each not in known], np.int64)
        if not len(others):
            return []
        return self._live(*generation.dense.search(query, len(others), others), languages)


def _hit(
    rank: int, score: float, passage: LivePassage, span: tuple[int, int], summaries: dict[int, ArticleSummary]
) -> Hit:
    others = tuple(summary for identifier, summary in summaries.items() if identifier != passage.article)
    return Hit(rank, score, summaries[passage.article], passage.text, passage.start, *span, others)
