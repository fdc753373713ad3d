"""Whether a question is answered, by numbers given by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from search.confidence import ANSWERED, confidence, middle


def test_confidence_is_a_logistic_function_of_score_subject_and_length() -> None:
    # 33.2 * 0.65 + 29.2 * 0.65 + 2.30 * ln(60) - 47.6 = 2.377; 1 / (1 + exp(-2.377)) = 0.9151.
    assert confidence(0.65, 0.65, 60) == pytest.approx(0.9151, abs=1e-4)
    assert 33.2 * 0.65 + 29.2 * 0.65 + 2.30 * log(60) - 47.6 == pytest.approx(2.377, abs=1e-3)


@pytest.mark.parametrize(("score", "subject"), [(0.75, 0.3), (0.45, 0.7)], ids=["other subject", "nothing near"])
def test_a_near_passage_or_the_right_subject_alone_is_no_answer(score: float, subject: float) -> None:
    assert confidence(score, subject, 60) < ANSWERED < confidence(0.75, 0.7, 60)


def test_a_long_message_may_be_less_near() -> None:
    assert confidence(0.6, 0.6, 20) < confidence(0.6, 0.6, 200)


@pytest.mark.parametrize(("score", "sure"), [(-1.0, 0.0), (1.0, 1.0)])
def test_confidence_stays_between_0_and_1(score: float, sure: float) -> None:
    assert confidence(score, score, 0) == pytest.approx(sure, abs=1e-6)
    assert 0 <= confidence(score, score, 0) <= 1


def test_the_middle_of_vectors_is_a_unit_vector_and_of_none_is_nothing() -> None:
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    assert middle(vectors) == pytest.approx(np.array([0.5**0.5, 0.5**0.5]))
    assert middle(vectors[:0]).tolist() == [0, 0]
