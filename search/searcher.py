"""From a question to cards: nearest passages, checked against the store, one card a family of translations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import compress
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from corpus.article import ArticleSummary, LivePassage, PassagePlace
from corpus.article_store import ArticleStore
from corpus.language import Language
from corpus.passage_store import PassageStore
from corpus.topic_store import TopicStore
from search.answer import Answer, AnswerFinder
from search.confidence import ANSWERED, confidence
from search.dense import Selection
from search.encoder import Encoder
from search.exact import exact_terms, passages_with
from search.families import Candidate, Family, rank_families, shown_candidate, with_passages
from search.filters import EVERYTHING, Filters, allowed_passages
from search.generation import Generation
from search.other_words import no_other_words, with_other_words
from search.question import clean_question, detect_question_language, split_typed_languages
from search.reranker import RERANKED, Reranker, reranked
from search.result import Hit, SearchResult

_PASSAGES_A_CARD = 20
_LEAST_CARDS = 10
"""As many passages as for so many cards are looked at for fewer too: the first card is the same for whoever asks."""

_CHOOSING = 3
"""Cards that choose between two passages: each costs as much time as a passage whose sentences are not known."""

_MOST_LEAD = 0.08
"""A passage that leads the next one by more is shown whatever their sentences are: it may hold a quoted phrase. Where
none is asked for, all that is gained by choosing is gained among passages that are nearer to each other."""

_PASSAGE_SHARE = 0.5
"""What a passage's score counts beside its sentence's nearness (`python -m tests.benchmarks.answer_choices`)."""

_Scored = tuple[float, LivePassage]
_Place = TypeVar("_Place", bound=PassagePlace)

Variants = dict[str, list[ArticleSummary]]
"""The live articles of families, by their translation keys."""


class SearchedIndex(Protocol):
    """Hands out the generation to search in: `LiveIndex`, or one that holds a certain generation."""

    def current(self) -> Generation | None:
        """The generation, or None while there is none."""


class SentenceMarker(Protocol):
    """Finds the sentences that answer: `AnswerFinder`, or one that spares the time."""

    def find(self, query: npt.NDArray[np.float32], passages: Sequence[LivePassage]) -> list[Answer]:
        """For each passage, its answering sentence."""


class Searcher:
    """Searches the live articles in any language. Safe for threads."""

    def __init__(
        self,
        articles: ArticleStore,
        passages: PassageStore,
        topics: TopicStore,
        encoder: Encoder,
        index: SearchedIndex,
        answers: SentenceMarker | None = None,
        reranker: Reranker | None = None,
        *,
        other_words: Callable[[str], Sequence[str]] = no_other_words,
    ) -> None:
        """`other_words` gives a question in other words, as a glossary knows them."""
        self._articles = articles
        self._passages = passages
        self._topics = topics
        self._encoder = encoder
        self._index = index
        self._answers: SentenceMarker = answers or AnswerFinder(
            encoder, lambda ids: passages.kept_sentences(ids, encoder.fingerprint)
        )
        self._reranker = reranker
        self._other_words = other_words

    def search(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        limit: int = 10,
        reader: Language | None = None,
    ) -> SearchResult:
        """The best cards for a question, at most `limit`, from the articles that the filters leave.

        Languages typed into the question (`In: it,sv`) go before those of the filters. A family is shown in the
        reader's language (by default the question's) where that is as good as the best. A reranker decides the order
        only. Raises QuestionError when the question cannot be searched for, and UnknownTopicError.
        """
        question, typed = split_typed_languages(question)
        filters = replace(filters, languages=typed) if typed else filters
        question = clean_question(question)
        spoken = detect_question_language(question)
        query = with_other_words(self._encoder.encode_queries([question, *self._other_words(question)]))
        generation = self._index.current()
        if generation is None or limit <= 0:
            return SearchResult(question, spoken, False, ())
        exact = passages_with(exact_terms(question), self._passages)
        fetched = limit if self._reranker is None else max(limit, RERANKED)
        families, variants = self._families(generation, query, filters, fetched, exact)
        if self._reranker is not None:
            families = reranked(families, question, self._reranker)[:limit]
        chosen = []
        for family in families:
            shown = shown_candidate(family, reader or spoken)
            summaries = {summary.id: summary for summary in variants[shown.passage.translation_key]}
            if shown.passage.article in summaries:  # else it went while we searched
                chosen.append((family[0], shown, summaries))
        answers = self._answering(query, [shown for _, shown, _ in chosen])
        hits = tuple(
            _hit(rank, best.score, *answering, summaries)
            for rank, ((best, _, summaries), answering) in enumerate(zip(chosen, answers, strict=True), start=1)
        )
        sure = 0.0
        if chosen:
            sure = confidence(chosen[0][0].score, float(query @ generation.middle), len(question))
        return SearchResult(question, spoken, sure >= ANSWERED, hits)

    def _answering(
        self, query: npt.NDArray[np.float32], shown: Sequence[Candidate[LivePassage]]
    ) -> list[tuple[LivePassage, Answer]]:
        """For each card, in their order, the passage to show and its sentence that answers.

        The first cards show their article's second best passage, if a sentence of it answers better.
        """
        choices = [[(each.score, each.passage)] for each in shown]
        for own, each in zip(choices[:_CHOOSING], shown, strict=False):
            if each.runner_up is not None and each.score - each.runner_up[0] <= _MOST_LEAD:
                own.append(each.runner_up)
        answers = iter(self._answers.find(query, [passage for own in choices for _, passage in own]))
        found = []
        for own in choices:
            rated = [(score * _PASSAGE_SHARE, passage, next(answers)) for score, passage in own]
            _, passage, answer = max(rated, key=lambda each: each[0] + each[2].nearness)
            found.append((passage, answer))
        return found

    def _families(
        self,
        generation: Generation,
        query: npt.NDArray[np.float32],
        filters: Filters,
        limit: int,
        exact: Sequence[_Scored],
    ) -> tuple[list[Family], Variants]:
        """The best `limit` families, and all live articles of each.

        Passages are fetched until there are enough families; their articles that are not among them are looked at
        then. The passages of `exact` score more than their cosine by what stands there, and those of an article by
        the questions that it answers.
        """
        among = allowed_passages(filters, generation, self._topics)
        wanted = [each for each in exact if each[1].language in filters.languages]
        raised = _raised(generation, query, among, wanted)
        asked = _Asked(generation, query)
        available = len(generation.ids) if among is None else len(among)
        depth = max(limit, _LEAST_CARDS) * _PASSAGES_A_CARD
        while True:
            ids, scores = generation.dense.search(query, depth, among)
            scored = asked.with_gains([*raised, *self._places(ids, scores, filters.languages)])
            families = rank_families(scored)[:limit]
            if depth >= available or len(families) == limit:
                break
            depth *= 4
        variants = self._articles.live_families([family[0].passage.translation_key for family in families])
        if depth < available:
            fetched = {each.passage.article for family in families for each in family}
            ids, scores = _rest(generation, query, among, variants, fetched)
            scored = [each for each in scored if each[1].translation_key in variants]
            rest = asked.with_gains(self._places(ids, scores, filters.languages))
            families = rank_families([*scored, *rest])
        shown = [each.passage.id for family in families for each in family]
        runners_up = [each.runner_up for family in families[:_CHOOSING] for each in family]
        shown += [each[1].id for each in runners_up if each is not None]
        return with_passages(families, self._passages.live(shown)), variants

    def _places(
        self, ids: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], languages: frozenset[Language]
    ) -> list[tuple[float, PassagePlace]]:
        """Those of the passages that readers may see at this moment, in the same order."""
        places = self._passages.places(ids.tolist())
        found = (
            (score, places.get(identifier)) for identifier, score in zip(ids.tolist(), scores.tolist(), strict=True)
        )
        return [(score, passage) for score, passage in found if passage is not None and passage.language in languages]


class _Asked:
    """Adds to the scores of passages what the questions that their articles answer tell, each looked up once."""

    def __init__(self, generation: Generation, query: npt.NDArray[np.float32]) -> None:
        self._generation = generation
        self._query = query
        self._gains: dict[int, float] = {}

    def with_gains(self, scored: Sequence[tuple[float, _Place]]) -> list[tuple[float, _Place]]:
        new = sorted({passage.article for _, passage in scored} - self._gains.keys())
        gains = self._generation.question_gains(self._query, np.array(new, np.int64))
        self._gains.update(zip(new, gains.tolist(), strict=True))
        return [(score + self._gains[passage.article], passage) for score, passage in scored]


def _rest(
    generation: Generation,
    query: npt.NDArray[np.float32],
    among: Selection | None,
    variants: Variants,
    fetched: set[int],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The passages, with their cosines, of the families' articles of which none was near enough to be fetched.

    They may still be as good as the best of their family; of an article that was fetched, the best passage was.
    """
    ids = generation.ids_of({each.id for family in variants.values() for each in family} - fetched)
    ids = ids[generation.dense.holds(ids, among)]
    if not len(ids):
        return ids, np.empty(0, np.float32)
    return ids, generation.dense.vectors(ids) @ query


def _raised(
    generation: Generation,
    query: npt.NDArray[np.float32],
    among: Selection | None,
    exact: Sequence[_Scored],
) -> list[_Scored]:
    """The passages that the index knows and the filters leave, each with its cosine and its gain."""
    if not exact:
        return []  # an index of nothing has no dimension
    ids = np.array([passage.id for _, passage in exact], np.int64)
    known = generation.dense.holds(ids, among)
    cosines = generation.dense.vectors(ids[known]) @ query
    raised = compress(exact, known)
    return [(float(cosine) + gain, passage) for cosine, (gain, passage) in zip(cosines, raised, strict=True)]


def _hit(rank: int, score: float, passage: LivePassage, answer: Answer, summaries: dict[int, ArticleSummary]) -> Hit:
    others = tuple(summary for identifier, summary in summaries.items() if identifier != passage.article)
    return Hit(rank, score, summaries[passage.article], passage.text, passage.start, answer.start, answer.end, others)
