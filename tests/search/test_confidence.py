"""Whether a question is answered, by numbers given by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from search.confidence import ANSWERED, confidence, middle


def test_confidence_is_a_logistic_function_of_score_subject_and_length() -> None:
    # 31.15 * 0.65 + 22.18 * 0.65 + 13.61 * ln(60) - 1.46 * ln(60)² - 63.67 = 2.244; 1 / (1 + exp(-2.244)) = 0.9041.
    length = log(60)
    assert 31.15 * 0.65 + 22.18 * 0.65 + 13.61 * length - 1.46 * length**2 - 63.67 == pytest.approx(2.244, abs=1e-3)
    assert confidence(0.65, 0.65, 60) == pytest.approx(0.9041, abs=1e-4)


@pytest.mark.parametrize(("score", "subject"), [(0.75, 0.3), (0.45, 0.7)], ids=["other subject", "nothing near"])
def test_a_near_passage_or_the_right_subject_alone_is_no_answer(score: float, subject: float) -> None:
    assert confidence(score, subject, 60) < ANSWERED < confidence(0.75, 0.7, 60)


def test_a_few_words_must_be_nearer_and_beyond_what_was_learnt_nothing_changes() -> None:
    assert confidence(0.6, 0.6, 20) < confidence(0.6, 0.6, 100)
    assert confidence(0.6, 0.6, 0) == confidence(0.6, 0.6, 12)
    assert confidence(0.6, 0.6, 350) == confidence(0.6, 0.6, 5000)


@pytest.mark.parametrize(("score", "sure"), [(-1.0, 0.0), (1.0, 1.0)])
def test_confidence_stays_between_0_and_1(score: float, sure: float) -> None:
    assert confidence(score, score, 0) == pytest.approx(sure, abs=1e-6)
    assert 0 <= confidence(score, score, 0) <= 1


def test_the_middle_of_vectors_is_a_unit_vector_and_of_none_is_nothing() -> None:
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    assert middle(vectors) == pytest.approx(np.array([0.5**0.5, 0.5**0.5]))
    assert middle(vectors[:0]).tolist() == [0, 0]
