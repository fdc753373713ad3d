"""Judges a generation of the index on the library's golden questions before readers get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

import numpy as np

from corpus.article_store import ArticleStore
from corpus.golden_store import GoldenStore, KeptQuestion
from corpus.passage_store import PassageStore
from corpus.topic_store import TopicStore
from search.encoder import Encoder
from search.evaluation import DEPTH, Evaluation, evaluate
from search.generation import Generation
from search.golden import Qrels
from search.judgement import Comparison, GoldenFigures, Judgement, compare
from search.kept_questions import as_golden
from search.known_questions import KnownQuestions, NoSentences
from search.result import SearchResult
from search.searcher import Searcher

MOST_QUESTIONS = 200
"""Questions asked of a generation: some seconds (50 ms each, on 600 articles), and enough for drops that matter. Their
text decides which ones: the same every time, and a fair draw however a file of questions was sorted."""

_CARDS = 2 * DEPTH
"""Cards looked at for each question: with new articles left out, ten of the old ones should be among them."""


class Judge:
    """Searches for the golden questions in one generation and compares it with another."""

    def __init__(
        self,
        golden: GoldenStore,
        articles: ArticleStore,
        passages: PassageStore,
        topics: TopicStore,
        encoder: Encoder,
    ) -> None:
        self._golden = golden
        self._articles = articles
        self._passages = passages
        self._topics = topics
        self._encoder = encoder

    def questions(self) -> list[KeptQuestion]:
        """The questions that a generation is judged on: those with an answer that readers can see."""
        answerable = [each for each in self._golden.questions() if any(one.is_live for one in each.answers)]
        drawn = sorted(answerable, key=lambda each: crc32(each.question.encode()))[:MOST_QUESTIONS]
        return sorted(drawn, key=lambda each: each.id)

    def judge(self, kept: Sequence[KeptQuestion], made: Generation, served: Generation | None) -> Judgement:
        """The figures of `made`, and its comparison with the generation that readers have now, if any."""
        questions, _ = as_golden(kept)
        asked = KnownQuestions.encoded(self._encoder, [each.question for each in questions])
        found = self._search(asked, made)
        figures = self._evaluate(kept, found)
        if figures.ndcg_at_10 is None or figures.success_at_3 is None:
            raise ValueError("a generation is judged on questions that have an answer")
        return Judgement(
            GoldenFigures(len(questions), figures.ndcg_at_10, figures.success_at_3, figures.ndcg_by_need),
            None if served is None else self._compare(kept, asked, made, found, served),
        )

    def _compare(
        self,
        kept: Sequence[KeptQuestion],
        asked: KnownQuestions,
        made: Generation,
        found: dict[str, SearchResult],
        served: Generation,
    ) -> Comparison | None:
        """Only families count of which both generations hold something that is live.

        Whatever was deleted, unpublished, changed or added meanwhile can make no generation the worse one. One of the
        same encoder is searched now, so that the program and the store are the same for both; for one of another
        encoder, which may not be there any more, the figures stand that it got when it was made.
        """
        shared = self._passages.families_of(np.intersect1d(made.ids, served.ids).tolist())
        after = self._evaluate(kept, found, shared).ndcg_by_need
        if served.manifest.encoder == self._encoder.fingerprint:
            before = self._evaluate(kept, self._search(asked, served), shared).ndcg_by_need
        else:
            judged = served.manifest.golden
            before = judged.figures.ndcg_by_question if judged is not None else {}
        _, qrels = as_golden(kept)
        asked_for = {
            need: frozenset(key for key, grade in grades.items() if grade == max(grades.values()))
            for need, grades in qrels.items()
        }
        return compare(before, after, asked_for)

    def _search(self, asked: KnownQuestions, generation: Generation) -> dict[str, SearchResult]:
        searcher = Searcher(self._articles, self._passages, self._topics, asked, _Only(generation), NoSentences())
        return {question: searcher.search(question, limit=_CARDS) for question in asked.texts}

    def _evaluate(
        self, kept: Sequence[KeptQuestion], found: dict[str, SearchResult], among: set[str] | None = None
    ) -> Evaluation:
        """The figures of search results, or what they would be if the library had only some families."""
        questions, qrels = as_golden(kept)
        if among is not None:
            qrels = _restricted(qrels, among)
            questions = [each for each in questions if each.need in qrels and _is_told(found[each.question], among)]
            found = {each.question: _cards_of(found[each.question], among) for each in questions}
        families = self._articles.live_families({key for grades in qrels.values() for key in grades})
        library = [article for family in families.values() for article in family]
        return evaluate(questions, qrels, library, lambda question: found[question])


class _Only:
    """An index that holds one generation, whatever is on disk."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def current(self) -> Generation:
        return self._generation


def _restricted(qrels: Qrels, among: set[str]) -> Qrels:
    """The judgements of some families, without the needs that none of them answers."""
    some = {need: {key: grade for key, grade in grades.items() if key in among} for need, grades in qrels.items()}
    return {need: grades for need, grades in some.items() if grades}


def _is_told(result: SearchResult, among: set[str]) -> bool:
    """Whether the first ten cards of some families are all among those that were looked at."""
    return len(result.hits) < _CARDS or len(_cards_of(result, among).hits) >= DEPTH


def _cards_of(result: SearchResult, among: set[str]) -> SearchResult:
    """The cards of some families, ranked anew."""
    hits = [hit for hit in result.hits if hit.article.translation_key in among]
    return replace(result, hits=tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)))
