"""Judges search on questions whose right articles are known, for each pair of question and article language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from search.errors import QuestionError
from search.result import SearchResult

DEPTH = 10
"""Cards that are looked at for each question."""


_Scores = tuple[float, float, float, float]
"""nDCG@10 and success at 1, 3 and 10 of one question."""


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question; `need` names what is judged, the same for one question in several languages."""

    id: str
    question: str
    need: str
    language: Language | None


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
    and only in others; `lost_across` is the share of the latter without a right card in the first ten;
    `ndcg_by_need` has the mean over the languages that a need is asked in. A figure without questions is None.
    """

    pairs: tuple[PairFigures, ...]
    ndcg_at_10: float | None
    same_language: float | None
    across_languages: float | None
    lost_across: float | None
    answered_right: float | None
    unanswered_right: float | None
    ndcg_by_need: dict[str, float]


def read_questions(path: Path) -> list[GoldenQuestion]:
    """Questions from JSON lines `{"id", "question"}`, with `need` and `language` where they are known.

    Raises QuestionError with the line that cannot be read.
    """
    questions: dict[str, GoldenQuestion] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            identifier, question = str(row["id"]), str(row["question"])
            language = Language(row["language"]) if row.get("language") else None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionError(
                f'{path}, line {number} is not a question: expected {{"id": …, "question": …}} ({error}).'
            ) from error
        if identifier in questions:
            raise QuestionError(f"{path}, line {number} has the id '{identifier}' of an earlier question.")
        questions[identifier] = GoldenQuestion(identifier, question, str(row.get("need", identifier)), language)
    return list(questions.values())


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Judgements in TREC's format, `need 0 article grade` a line; the article by source, translation key or id.

    Raises QuestionError with the line that cannot be read.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            need, _, rest = line.split(maxsplit=2)
            article, grade = rest.rsplit(maxsplit=1)
            qrels.setdefault(need, {})[article.strip()] = int(grade)
        except ValueError as error:
            raise QuestionError(f"{path}, line {number} is no judgement: expected `need 0 article grade`.") from error
    return qrels


def evaluate(
    questions: Sequence[GoldenQuestion],
    qrels: dict[str, dict[str, int]],
    articles: Iterable[ArticleSummary],
    search: Callable[[str], SearchResult],
    progress: Callable[[int, int], None] = lambda done, total: None,
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
    return _figures(questions, judged, spoken, results)


def _by_family(qrels: dict[str, dict[str, int]], library: Sequence[ArticleSummary]) -> dict[str, dict[str, int]]:
    """The judgements over translation keys; a family has the best grade of its articles."""
    names: dict[str, str] = {}
    for article in library:
        for name in (str(article.id), article.source, article.translation_key):
            names.setdefault(name, article.translation_key)
    judged: dict[str, dict[str, int]] = {}
    for need, grades in qrels.items():
        for name, grade in grades.items():
            if name not in names:
                raise QuestionError(
                    f"The judgements name '{name}', which is no live article's source, translation key or id."
                )
            family = judged.setdefault(need, {})
            family[names[name]] = max(grade, family.get(names[name], 0))
    return judged


def _figures(
    questions: Sequence[GoldenQuestion],
    judged: dict[str, dict[str, int]],
    spoken: dict[str, frozenset[Language]],
    results: dict[str, SearchResult],
) -> Evaluation:
    answerable = [each for each in questions if any(grade > 0 for grade in judged.get(each.need, {}).values())]
    hopeless = [each for each in questions if each not in answerable]
    scores = _scores(answerable, judged, results)
    cells: dict[tuple[Language, Language], list[str]] = {}
    same: list[str] = []
    across: list[str] = []
    for each in answerable:
        asked = each.language or results[each.id].language
        best = max(judged[each.need].values())
        told = {language for key, grade in judged[each.need].items() if grade == best for language in spoken[key]}
        (same if asked in told else across).append(each.id)
        for language in {asked} if asked in told else told:
            cells.setdefault((asked, language), []).append(each.id)
    pairs = tuple(
        _pair(asked, language, [scores[each] for each in ids]) for (asked, language), ids in sorted(cells.items())
    )
    by_need: dict[str, list[float]] = {}
    for each in answerable:
        by_need.setdefault(each.need, []).append(scores[each.id][0])
    found_across = _mean([scores[identifier][3] for identifier in across])
    return Evaluation(
        pairs,
        ndcg_at_10=_mean([values[0] for values in scores.values()]),
        same_language=_mean([scores[identifier][0] for identifier in same]),
        across_languages=_mean([scores[identifier][0] for identifier in across]),
        lost_across=None if found_across is None else 1 - found_across,
        answered_right=_mean([float(results[each.id].answered) for each in answerable]),
        unanswered_right=_mean([float(not results[each.id].answered) for each in hopeless]),
        ndcg_by_need={need: sum(values) / len(values) for need, values in by_need.items()},
    )


def _pair(asked: Language, language: Language, scores: Sequence[_Scores]) -> PairFigures:
    ndcg, first, third, tenth = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return PairFigures(asked, language, len(scores), ndcg, first, third, lost=1 - tenth)


def _scores(
    questions: Sequence[GoldenQuestion], judged: dict[str, dict[str, int]], results: dict[str, SearchResult]
) -> dict[str, _Scores]:
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
