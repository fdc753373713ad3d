"""Passages lean towards what their article is about, and no article is louder for it."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.language import Language
from search.leaning import SHORTEST, Answered, background_texts, lean_in_place, towards_articles
from search.question import detect_question_language
from tests.search.units import DIMENSION, Vectors, units


def _lengths(vectors: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(vectors, axis=1)
    return lengths


PASSAGES = units(12, 1)
ARTICLES = np.array([7, 3, 7, 3, 7, 3, 9, 9, 9, 9, 7, 3])
BACKGROUND = units(200, 2)


def _answered(of: int, questions: Vectors) -> Answered:
    return Answered(np.full(len(questions), of), questions, BACKGROUND)


def test_a_passage_moves_towards_its_own_article_only() -> None:
    moved = towards_articles(PASSAGES, ARTICLES)
    assert np.allclose(_lengths(moved), 1, atol=1e-5)
    for article in (3, 7, 9):
        own = PASSAGES[article == ARTICLES]
        middle = own.mean(axis=0) / np.linalg.norm(own.mean(axis=0))
        assert (moved[article == ARTICLES] @ middle > own @ middle).all()
    alone = towards_articles(PASSAGES[ARTICLES == 7], ARTICLES[ARTICLES == 7])
    assert np.allclose(moved[ARTICLES == 7], alone, atol=1e-6)


def test_no_share_leaves_passages_as_they_are() -> None:
    assert np.allclose(towards_articles(PASSAGES, ARTICLES, share=0), PASSAGES, atol=1e-6)


def test_questions_draw_their_article_towards_them_and_no_other_one() -> None:
    questions = units(5, 3)
    before, after = (towards_articles(PASSAGES, ARTICLES, each) for each in (None, _answered(7, questions)))
    own = ARTICLES == 7
    assert np.array_equal(before[~own], after[~own])
    directions = after[own] / _lengths(after[own])[:, None]
    goal = questions.mean(axis=0) / np.linalg.norm(questions.mean(axis=0))
    assert (directions @ goal > before[own] @ goal + 0.05).all()


@pytest.mark.parametrize("count", [1, 5, 40])
def test_an_article_is_no_louder_for_its_questions(count: int) -> None:
    before, after = (towards_articles(PASSAGES, ARTICLES, each) for each in (None, _answered(7, units(count, 4))))
    own = ARTICLES == 7
    loud, louder = (np.sort((BACKGROUND @ each[own].T).max(axis=1))[-10:].mean() for each in (before, after))
    assert louder <= loud + 1e-5
    assert (_lengths(after) <= 1 + 1e-5).all()
    assert (_lengths(after) >= SHORTEST - 1e-5).all()


def test_a_quiet_article_is_not_made_louder() -> None:
    away = -BACKGROUND[:3]
    own = ARTICLES == 7
    assert np.allclose(_lengths(towards_articles(PASSAGES, ARTICLES, _answered(7, away))[own]), 1, atol=1e-5)


def test_questions_of_articles_that_have_no_passages_change_nothing() -> None:
    strange = towards_articles(PASSAGES, ARTICLES, _answered(1, units(3, 5)))
    assert np.array_equal(strange, towards_articles(PASSAGES, ARTICLES))


def test_nothing_is_moved_where_there_is_nothing() -> None:
    none = np.empty((0, DIMENSION), np.float32)
    assert towards_articles(none, np.empty(0, np.int64), _answered(1, units(3, 5))).shape == (0, DIMENSION)


def test_the_background_has_as_many_texts_of_each_language() -> None:
    texts = background_texts()
    told = [detect_question_language(each) for each in texts]
    for language in Language:
        assert abs(told.count(language) - len(texts) / 4) < len(texts) / 20


def test_leaning_in_place_moves_each_article_as_a_whole_however_many_there_are() -> None:
    chance = np.random.default_rng(0)
    articles = chance.integers(0, 3_000, 40_000)  # more than are moved at once, their passages apart from each other
    vectors = chance.standard_normal((40_000, 8)).astype(np.float32)
    halves = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    units = chance.standard_normal((6, 8)).astype(np.float32)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    answered = Answered(np.array([5, 5, 2_999]), units[:3], units[3:])
    expected = towards_articles(halves.astype(np.float32), articles, answered)
    lean_in_place(halves, articles, answered)
    np.testing.assert_allclose(halves, expected, atol=1e-3)
