from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from search.question_groups import group_questions

Vectors = npt.NDArray[np.float32]


def at_degrees(*degrees: float) -> Vectors:
    """Unit vectors in a plane: the cosine of two is that of the angle between them."""
    angles = np.deg2rad(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def slowly(vectors: Vectors, alike: float) -> list[list[int]]:
    """Average linkage as it is defined: the pair of groups with the highest mean cosine is joined, again and again."""
    groups = [[row] for row in range(len(vectors))]
    table = vectors @ vectors.T
    while len(groups) > 1:
        means = {
            (first, second): float(table[np.ix_(groups[first], groups[second])].mean())
            for first in range(len(groups))
            for second in range(first + 1, len(groups))
        }
        (first, second), cosine = max(means.items(), key=lambda pair: pair[1])
        if cosine < alike:
            break
        groups[first] += groups.pop(second)
    return sorted(sorted(rows) for rows in groups)


def test_no_questions_make_no_groups() -> None:
    assert group_questions(np.zeros((0, 3), np.float32)) == []


def test_what_is_near_is_one_group_the_largest_first_and_the_middle_one_before_the_others() -> None:
    # 90, 92 and 85 degrees are near to each other, with 90 in the middle; so are 0 and 4.
    assert group_questions(at_degrees(0, 85, 90, 180, 92, 4), alike=0.99) == [[2, 1, 4], [0, 5], [3]]


def test_a_chain_of_neighbours_is_no_group() -> None:
    # Neighbours at 20 degrees have a cosine of 0.94, the ends at 100 degrees one of -0.17.
    groups = group_questions(at_degrees(0, 20, 40, 60, 80, 100), alike=0.9)
    assert sorted(sorted(rows) for rows in groups) == [[0, 1], [2, 3], [4, 5]]


def test_a_question_that_is_asked_often_pulls_its_group() -> None:
    # 0 and 19 degrees are joined first. With 0 asked three times, 40 degrees then has a mean cosine of
    # (3 * 0.766 + 0.934) / 4 = 0.81 with the group; with 0 asked once, of (0.766 + 0.934) / 2 = 0.85.
    assert group_questions(at_degrees(0, 0, 0, 19, 40), alike=0.83) == [[0, 1, 2, 3], [4]]
    assert group_questions(at_degrees(0, 19, 40), alike=0.83) == [[1, 0, 2]]


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.sampled_from([0.2, 0.5, 0.8]))
def test_the_groups_are_those_of_the_slow_definition(seed: int, count: int, alike: float) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    groups = group_questions(vectors, alike)
    assert sorted(sorted(rows) for rows in groups) == slowly(vectors, alike)


def test_many_equal_questions_are_one_group() -> None:
    vectors = np.repeat(at_degrees(0, 90), 500, axis=0)
    assert [len(rows) for rows in group_questions(vectors)] == [500, 500]
