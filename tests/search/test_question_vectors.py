"""Articles are lifted by the questions that they answer, and not by how many those are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.leaning import Answered
from search.question_vectors import QuestionVectors, question_vectors, read_question_vectors
from tests.search.units import DIMENSION, Vectors, units

BACKGROUND = units(200, 1)


def _kept(articles: list[int], vectors: Vectors) -> QuestionVectors:
    return question_vectors(Answered(np.array(articles), vectors, BACKGROUND), DIMENSION)


def test_the_article_that_answers_what_is_asked_gains_most_and_one_without_questions_nothing() -> None:
    questions = units(6, 2)
    kept = _kept([9, 3, 9, 3, 12, 9], questions)
    gains = kept.gains(questions[3], np.array([3, 4, 9, 12, 40]))
    assert gains.argmax() == 0
    assert gains[[1, 4]].tolist() == [0, 0]
    assert gains[2] < gains[0]


@pytest.mark.parametrize("count", [1, 10, 40])
def test_more_questions_lift_an_article_no_more_for_whatever_is_asked(count: int) -> None:
    gains = [_kept([1] * count, units(count, 3)).gains(query, np.array([1]))[0] for query in units(300, 4)]
    assert float(np.mean(gains)) <= 0.01


def test_some_articles_and_those_of_another_index_are_what_one_made_of_all_would_have() -> None:
    questions = units(6, 2)
    articles = [9, 3, 9, 3, 12, 9]
    first, second = _kept(articles[:4], questions[:4]), _kept(articles[4:5], questions[4:5])
    everything = np.array([3, 9, 12])
    joined = second.joined(first)
    assert joined.articles.tolist() == [3, 9, 12]
    whole = _kept(articles[:5], questions[:5])
    for query in units(5, 5):
        np.testing.assert_array_equal(joined.gains(query, everything), whole.gains(query, everything))
        some = whole.only(np.array([12, 3, 77]))
        np.testing.assert_array_equal(some.gains(query, everything)[[0, 2]], whole.gains(query, everything)[[0, 2]])
        assert some.gains(query, np.array([9])).tolist() == [0]


def test_none_is_kept_joined_and_read_like_some(tmp_path: Path) -> None:
    none, some = question_vectors(None, DIMENSION), _kept([3], units(1, 2))
    assert none.joined(some).articles.tolist() == some.joined(none).articles.tolist() == [3]
    for each in (none, some, some.only(np.array([4]))):
        others = each.write(tmp_path / "questions.npy")
        read = read_question_vectors(tmp_path / "questions.npy", others)
        assert read.articles.tolist() == each.articles.tolist()
        np.testing.assert_array_equal(read.vectors, each.vectors)


def test_files_that_do_not_belong_together_are_not_read(tmp_path: Path) -> None:
    others = _kept([3, 4], units(2, 2)).write(tmp_path / "questions.npy")
    _kept([3], units(1, 2)).write(tmp_path / "questions.npy")
    with pytest.raises(ValueError, match="do not agree"):
        read_question_vectors(tmp_path / "questions.npy", others)
