"""Judges search on questions whose right articles are known, for each pair of question and article language."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from corpus.message import Message
from search.errors import QuestionError
from search.golden import Answers, GoldenQuestion, Qrels
from search.result import SearchResult

DEPTH = 10
"""Cards that are looked at for each question."""

_RESAMPLES = 1000
_SHARED = 0.7
_WORD = re.compile(r"\w+")

_Scores = tuple[float, float, float, float]
"""nDCG@10 and success at 1, 3 and 10 of one question."""


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Figures of the questions in one language whose answer exists in another (or the same) one.

    A question counts for the pairs (its language, language of a right article); where the right families exist in the
    question's own language, it counts for that pair alone. `lost` is the share without a right card in the first ten.
    """

    question_language: Language
    article_language: Language
    questions: int
    ndcg_at_10: float
    success_at_1: float
    success_at_3: float
    lost: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures for all pairs, their means, and how often `answered` was right.

    `same_language` and `across_languages` are mean nDCG@10 of the questions whose answer exists in their own language,
    and only in others, `language_ratio` is the second over the first; `lost_across` is the share of the questions
    across languages without a right card in the first ten. `success_at_1` and `success_at_3` ask for a right card with
    the best grade that the need has. `answer_right` is the share of marked sentences that are answers, over the
    questions whose right family got a card, where answers are given. `ndcg_by_need` has the mean over the languages
    that a need is asked in; `interval` holds the 95 % interval of `ndcg_at_10`, from resampled needs. Those of
    `answered` are also told by the language of the question. A figure without questions is None.
    """

    pairs: tuple[PairFigures, ...]
    ndcg_at_10: float | None
    interval: tuple[float, float] | None
    same_language: float | None
    across_languages: float | None
    language_ratio: float | None
    success_at_1: float | None
    success_at_3: float | None
    lost_across: float | None
    answer_right: float | None
    answered_right: float | None
    unanswered_right: float | None
    answered_by_language: dict[Language, tuple[float | None, float | None]]
    ndcg_by_need: dict[str, float]


def evaluate(
    questions: Sequence[GoldenQuestion],
    qrels: Qrels,
    articles: Iterable[ArticleSummary],
    search: Callable[[str], SearchResult],
    progress: Callable[[int, int], None] = lambda done, total: None,
    answers: Answers | None = None,
) -> Evaluation:
    """Ask every question and judge the first ten cards, a family of translations as one document.

    Raises QuestionError when the judgements name an article that the library does not have.
    """
    library = [article for article in articles if article.status is ArticleStatus.LIVE]
    judged = _by_family(qrels, library)
    spoken = {
        key: frozenset(each.language for each in library if each.translation_key == key and each.language)
        for key in {each.translation_key for each in library}
    }
    results = {}
    for number, each in enumerate(questions):
        progress(number, len(questions))
        results[each.id] = search(each.question)
    progress(len(questions), len(questions))
    return _figures(questions, judged, spoken, results, answers or {})


def _by_family(qrels: Qrels, library: Sequence[ArticleSummary]) -> Qrels:
    """The judgements over translation keys; a family has the best grade of its articles."""
    names: dict[str, str] = {}
    for article in library:
        for name in (str(article.id), article.source, article.translation_key):
            names.setdefault(name, article.translation_key)
    judged: Qrels = {}
    for need, grades in qrels.items():
        for name, grade in grades.items():
            if name not in names:
                raise QuestionError(
                    Message(f"The judgements name '{name}', which is no live article's source, translation key or id.")
                )
            family = judged.setdefault(need, {})
            family[names[name]] = max(grade, family.get(names[name], 0))
    return judged


def _figures(
    questions: Sequence[GoldenQuestion],
    judged: Qrels,
    spoken: dict[str, frozenset[Language]],
    results: dict[str, SearchResult],
    answers: Answers,
) -> Evaluation:
    answerable = [each for each in questions if any(grade > 0 for grade in judged.get(each.need, {}).values())]
    hopeless = [each for each in questions if each not in answerable]
    scores = _scores(answerable, judged, results)
    cells: dict[tuple[Language, Language], list[str]] = {}
    same: list[str] = []
    across: list[str] = []
    for each in answerable:
        asked = each.language or results[each.id].language
        told = {language for key in _right_families(judged[each.need]) for language in spoken[key]}
        (same if asked in told else across).append(each.id)
        for language in {asked} if asked in told else told:
            cells.setdefault((asked, language), []).append(each.id)
    pairs = tuple(
        _pair(asked, language, [scores[each] for each in ids]) for (asked, language), ids in sorted(cells.items())
    )
    by_need: dict[str, list[float]] = {}
    for each in answerable:
        by_need.setdefault(each.need, []).append(scores[each.id][0])
    ndcg_by_need = {need: sum(values) / len(values) for need, values in by_need.items()}
    ndcg_same, ndcg_across = (_mean([scores[each][0] for each in ids]) for ids in (same, across))
    found_across = _mean([scores[identifier][3] for identifier in across])
    return Evaluation(
        pairs,
        ndcg_at_10=_mean([values[0] for values in scores.values()]),
        interval=interval(list(ndcg_by_need.values())),
        same_language=ndcg_same,
        across_languages=ndcg_across,
        language_ratio=ndcg_across / ndcg_same if ndcg_same and ndcg_across is not None else None,
        success_at_1=_success(answerable, judged, results, 1),
        success_at_3=_success(answerable, judged, results, 3),
        lost_across=None if found_across is None else 1 - found_across,
        answer_right=_answer_right(answerable, answers, results),
        answered_right=_answered(answerable, results),
        unanswered_right=_unanswered(hopeless, results),
        answered_by_language={
            language: (
                _answered(_asked_in(language, answerable), results),
                _unanswered(_asked_in(language, hopeless), results),
            )
            for language in sorted({each.language for each in questions if each.language})
        },
        ndcg_by_need=ndcg_by_need,
    )


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % interval of the mean, by the bootstrap over the values with the same seed every time."""
    if not values:
        return None
    chance = random.Random(0)  # noqa: S311 - statistics, not secrets
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES)]


def _right_families(grades: dict[str, int]) -> set[str]:
    """The families with the best grade."""
    best = max(grades.values())
    return {key for key, grade in grades.items() if grade == best}


def _success(
    questions: Sequence[GoldenQuestion], judged: Qrels, results: dict[str, SearchResult], depth: int
) -> float | None:
    return _mean(
        [
            float(any(hit.article.translation_key in right for hit in results[each.id].hits[:depth]))
            for each in questions
            for right in [_right_families(judged[each.need])]
        ]
    )


def _answer_right(
    questions: Sequence[GoldenQuestion], answers: Answers, results: dict[str, SearchResult]
) -> float | None:
    """Over the questions with a card of a family that answers: whether its best card marks an answering sentence."""
    right = []
    for each in questions:
        told = answers.get(each.need, {})
        hit = next((hit for hit in results[each.id].hits[:DEPTH] if hit.article.translation_key in told), None)
        if hit is not None:
            right.append(float(any(is_same_sentence(hit.answer, one) for one in told[hit.article.translation_key])))
    return _mean(right)


def is_same_sentence(one: str, other: str) -> bool:
    """Whether most of the shorter one's words stand in the other: sentences may be cut differently."""
    words, others = (set(_WORD.findall(each.lower())) for each in (one, other))
    return len(words & others) > _SHARED * min(len(words), len(others))


def _answered(questions: Sequence[GoldenQuestion], results: dict[str, SearchResult]) -> float | None:
    return _mean([float(results[each.id].answered) for each in questions])


def _unanswered(questions: Sequence[GoldenQuestion], results: dict[str, SearchResult]) -> float | None:
    return _mean([float(not results[each.id].answered) for each in questions])


def _asked_in(language: Language, questions: Sequence[GoldenQuestion]) -> list[GoldenQuestion]:
    return [each for each in questions if each.language is language]


def _pair(asked: Language, language: Language, scores: Sequence[_Scores]) -> PairFigures:
    ndcg, first, third, tenth = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return PairFigures(asked, language, len(scores), ndcg, first, third, lost=1 - tenth)


def _scores(questions: Sequence[GoldenQuestion], judged: Qrels, results: dict[str, SearchResult]) -> dict[str, _Scores]:
    """nDCG@10 and success at 1, 3 and 10 for each question, by ir-measures."""
    import ir_measures
    from ir_measures import Qrel, ScoredDoc, Success, nDCG

    measures = [nDCG @ 10, Success @ 1, Success @ 3, Success @ DEPTH]
    qrels = [Qrel(each.id, key, grade) for each in questions for key, grade in judged[each.need].items()]
    run = [
        ScoredDoc(each.id, hit.article.translation_key, -hit.rank)
        for each in questions
        for hit in results[each.id].hits[:DEPTH]
    ]
    found = {(metric.query_id, metric.measure): metric.value for metric in ir_measures.iter_calc(measures, qrels, run)}

    def score(identifier: str, measure: ir_measures.Measure) -> float:
        return float(found.get((identifier, measure), 0.0))

    ndcg, first, third, tenth = measures
    return {
        each.id: (score(each.id, ndcg), score(each.id, first), score(each.id, third), score(each.id, tenth))
        for each in questions
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
