"""Evaluation on a run of a few questions, with figures worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from math import log2

import pytest

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from search.errors import QuestionError
from search.evaluation import (
    Evaluation,
    PairFigures,
    evaluate,
    interval,
)
from search.golden import GoldenQuestion
from search.result import Hit, SearchResult

EN, IT, SV = Language.ENGLISH, Language.ITALIAN, Language.SWEDISH
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def _article(
    identifier: int, family: str, language: Language, status: ArticleStatus = ArticleStatus.LIVE
) -> ArticleSummary:
    source = f"{family}.{language}.md"
    return ArticleSummary(identifier, source, language, family, status, _MOMENT, family, {}, 100)


# Goals is written in English and Italian, trust in English, time in Swedish only.
_LIBRARY = [
    _article(1, "goals", EN),
    _article(2, "goals", IT),
    _article(3, "trust", EN),
    _article(4, "time", SV),
    _article(5, "money", EN, ArticleStatus.DRAFT),
]


def _result(families: Sequence[str], answered: bool) -> SearchResult:
    by_family = {article.translation_key: article for article in reversed(_LIBRARY)}
    hits = [
        Hit(rank, 1 - rank / 100, by_family[family], "text", 0, 0, 4, ()) for rank, family in enumerate(families, 1)
    ]
    return SearchResult("question", EN, answered, tuple(hits))


def _evaluate(runs: Mapping[str, tuple[Language, Sequence[str], bool]], qrels: dict[str, dict[str, int]]) -> Evaluation:
    """Judge runs given as question: (its language, the families found, answered); a question is its own need."""
    questions = [GoldenQuestion(name, name, name, language) for name, (language, _, _) in runs.items()]
    return evaluate(questions, qrels, _LIBRARY, lambda question: _result(*runs[question][1:]))


def test_ndcg_weighs_grades_by_the_logarithm_of_their_ranks() -> None:
    found = _evaluate({"q": (EN, ["trust", "time", "goals"], True)}, {"q": {"goals": 3, "trust": 1}})
    # Found: 1 / log2(2) + 3 / log2(4) = 2.5; at best: 3 / log2(2) + 1 / log2(3) = 3.631.
    ndcg = (1 + 3 / 2) / (3 + 1 / log2(3))
    # Success is a card with any grade: trust stands first.
    (pair,) = found.pairs
    assert pair == PairFigures(EN, EN, 1, pair.ndcg_at_10, 1.0, 1.0, 0.0)
    assert pair.ndcg_at_10 == pytest.approx(ndcg)
    assert found.ndcg_at_10 == pytest.approx(ndcg)
    assert found.ndcg_by_need == {"q": pytest.approx(ndcg)}


def test_success_looks_at_the_first_card_and_at_the_first_three() -> None:
    runs = {
        "first": (EN, ["goals", "trust"], True),
        "third": (EN, ["trust", "time", "goals"], True),
        "never": (EN, ["trust", "time"], True),
        "nothing": (EN, [], False),
    }
    (pair,) = _evaluate(runs, {need: {"goals": 1} for need in runs}).pairs
    assert (pair.questions, pair.success_at_1, pair.success_at_3, pair.lost) == (4, 1 / 4, 2 / 4, 2 / 4)
    assert pair.ndcg_at_10 == pytest.approx((1 + 1 / 2 + 0 + 0) / 4)


def test_a_question_counts_for_its_own_language_where_that_has_the_answer_else_for_all_that_have_it() -> None:
    runs = {
        "q-it": (IT, ["goals"], True),  # goals is there in Italian
        "q-sv": (SV, ["goals"], True),  # but not in Swedish: English and Italian have it
        "t-it": (IT, [], False),  # trust is there in English only
    }
    qrels = {"q-it": {"goals": 3}, "q-sv": {"goals": 3}, "t-it": {"trust": 3}}
    found = _evaluate(runs, qrels)
    cells = {(pair.question_language, pair.article_language): pair.lost for pair in found.pairs}
    assert cells == {(IT, IT): 0.0, (SV, EN): 0.0, (SV, IT): 0.0, (IT, EN): 1.0}
    assert (found.same_language, found.across_languages, found.lost_across) == (1.0, 1 / 2, 1 / 2)
    assert found.language_ratio == 1 / 2


def test_only_the_articles_with_the_best_grade_decide_which_languages_have_the_answer() -> None:
    found = _evaluate({"q": (SV, ["trust"], True)}, {"q": {"trust": 3, "time": 1}})
    assert [(pair.question_language, pair.article_language) for pair in found.pairs] == [(SV, EN)]


def test_answered_is_judged_on_questions_with_and_without_an_answer() -> None:
    runs: dict[str, tuple[Language, Sequence[str], bool]] = {
        "a": (EN, ["goals"], True),
        "b": (EN, ["goals"], False),
        "c": (EN, ["goals"], False),
        "no": (EN, ["trust"], True),
        "none": (EN, [], False),
    }
    qrels = {"a": {"goals": 1}, "b": {"goals": 1}, "c": {"goals": 1}, "none": {"goals": 0}}
    found = _evaluate(runs, qrels)
    assert (found.answered_right, found.unanswered_right) == (1 / 3, 1 / 2)
    assert found.answered_by_language == {EN: (1 / 3, 1 / 2)}


def test_success_over_all_questions_asks_for_the_best_grade() -> None:
    runs = {"a": (EN, ["trust", "goals"], True), "b": (EN, ["goals"], True)}
    found = _evaluate(runs, {need: {"goals": 3, "trust": 1} for need in runs})
    assert (found.success_at_1, found.success_at_3) == (1 / 2, 1.0)


def test_a_marked_sentence_is_right_where_it_is_one_of_the_answers() -> None:
    runs = {"a": (EN, ["trust", "goals"], True), "b": (EN, ["goals"], True), "missed": (EN, ["time"], True)}
    questions = [GoldenQuestion(name, name, name, language) for name, (language, _, _) in runs.items()]
    answers = {
        "a": {"goals": ["Another.", "Text, and more."]},
        "b": {"goals": ["Other words."]},
        "missed": {"goals": ["text"]},
    }
    qrels = {need: {"goals": 3} for need in runs}
    # Every card marks "text". The right card of "missed" is not there, and says nothing about sentences.
    found = evaluate(questions, qrels, _LIBRARY, lambda name: _result(*runs[name][1:]), answers=answers)
    assert found.answer_right == 1 / 2


def test_the_interval_is_that_of_the_mean_over_resampled_needs() -> None:
    assert interval([0.5] * 20) == (0.5, 0.5)
    low, high = interval([0.0, 1.0] * 50) or (0, 0)
    # The mean of 100 has a standard deviation of 0.05; 95 % lie within 1.96 of these.
    assert (low, high) == (pytest.approx(0.4, abs=0.02), pytest.approx(0.6, abs=0.02))


def test_a_need_is_asked_in_several_languages_and_judged_once() -> None:
    questions = [GoldenQuestion("n-en", "n-en", "n", EN), GoldenQuestion("n-it", "n-it", "n", IT)]
    runs = {"n-en": ["goals"], "n-it": ["trust", "time", "goals"]}
    found = evaluate(questions, {"n": {"goals": 2}}, _LIBRARY, lambda question: _result(runs[question], True))
    assert found.ndcg_by_need == {"n": pytest.approx((1 + 1 / 2) / 2)}


def test_figures_without_questions_are_none() -> None:
    found = _evaluate({}, {})
    empty: dict[str, object] = {"pairs": (), "answered_by_language": {}, "ndcg_by_need": {}}
    assert asdict(found) == {name: empty.get(name) for name in asdict(found)}


@pytest.mark.parametrize("name", ["goals", "goals.it.md", "2", "goals.en.md"])
def test_judgements_name_an_article_by_family_source_or_id(name: str) -> None:
    found = _evaluate({"q": (EN, ["goals"], True)}, {"q": {name: 1}})
    assert found.ndcg_at_10 == 1.0


def test_translations_are_one_document_with_the_best_of_their_grades() -> None:
    qrels = {"q": {"goals.en.md": 1, "goals.it.md": 3, "trust": 2}}
    found = _evaluate({"q": (EN, ["goals", "trust"], True)}, qrels)
    assert found.ndcg_at_10 == 1.0  # 3 before 2


@pytest.mark.parametrize("name", ["unknown", "money", "99"])
def test_judgements_of_what_is_no_live_article_are_refused(name: str) -> None:
    with pytest.raises(QuestionError, match=f"name '{name}', which is no live article's source, translation key or id"):
        _evaluate({"q": (EN, [], False)}, {"q": {name: 1}})


def test_progress_is_told_before_each_question_and_at_the_end() -> None:
    questions = [GoldenQuestion(name, name, name, EN) for name in ("a", "b")]
    told: list[tuple[int, int]] = []
    evaluate(questions, {}, _LIBRARY, lambda _: _result([], False), lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]
