from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.relate.translation import Sentences, Vectors, align_sentences, familiarity, translation_score


def of_length_ten(vectors: Vectors, known: float = 0.5) -> Sentences:
    spans = tuple((10 * number, 10 * number + 10) for number in range(len(vectors)))
    return Sentences(spans, vectors, np.full(len(vectors), known, np.float32))


def axes(*numbers: int) -> Vectors:
    return np.eye(8, dtype=np.float32)[list(numbers)]


def test_the_two_nearest_strangers_do_not_count() -> None:
    one = np.array([[1, 0]], np.float32)
    cosines = [0.9, 0.8, 0.7, 0.5]
    strangers = [np.array([[cosine, 0], [0.1, 0]], np.float32) for cosine in cosines]
    assert familiarity(one, strangers) == pytest.approx([0.6])  # (0.7 + 0.5) / 2
    assert familiarity(one, strangers[:2]) == pytest.approx([0.85])  # there are no others
    assert familiarity(one, []) == pytest.approx([0.0])


def test_sentences_that_say_the_same_in_the_same_order_are_paired() -> None:
    assert align_sentences(of_length_ten(axes(0, 1, 2, 3)), of_length_ten(axes(0, 5, 2, 3))) == [
        (0, 0),
        (2, 2),
        (3, 3),
    ]


def test_a_sentence_out_of_its_order_is_in_no_pair() -> None:
    assert align_sentences(of_length_ten(axes(3, 0, 1, 2)), of_length_ten(axes(0, 1, 2, 3))) == [
        (1, 0),
        (2, 1),
        (3, 2),
    ]


def test_sentences_that_are_near_to_everything_are_in_no_pair() -> None:
    assert align_sentences(of_length_ten(axes(0), known=1.0), of_length_ten(axes(0), known=1.0)) == []


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_no_other_pairs_in_order_have_a_higher_sum_of_margins(rows: int, columns: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    one, other = (
        Sentences(
            tuple((0, int(length)) for length in chance.integers(1, 9, count)),
            chance.normal(size=(count, 3)).astype(np.float32),
            chance.normal(size=count).astype(np.float32),
        )
        for count in (rows, columns)
    )
    margins = one.vectors @ other.vectors.T - (one.familiarity[:, None] + other.familiarity[None]) / 2
    gains = margins * (one.lengths()[:, None] + other.lengths()[None])

    def gained(pairs: list[tuple[int, int]]) -> float:
        return float(sum(gains[pair] for pair in pairs))

    best = max(
        gained(list(zip(some, others, strict=True)))
        for count in range(min(rows, columns) + 1)
        for some in itertools.combinations(range(rows), count)
        for others in itertools.combinations(range(columns), count)
    )
    found = align_sentences(one, other)
    assert gained(found) == pytest.approx(best, abs=1e-4)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(found))


def test_the_score_is_how_much_of_both_texts_is_aligned() -> None:
    # all four of four sentences, and four of eight: the root of 1 * 0.5
    whole, half = of_length_ten(axes(0, 1, 2, 3)), of_length_ten(axes(0, 1, 2, 3, 4, 5, 6, 7))
    assert translation_score(whole, half) == pytest.approx(0.5**0.5)


def test_a_text_without_sentences_is_no_translation() -> None:
    assert translation_score(of_length_ten(axes()), of_length_ten(axes(0, 1))) == 0.0
