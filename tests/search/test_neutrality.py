"""Language directions on means whose answer is known, and those that are shipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import Language
from search.neutrality import (
    language_directions,
    projection,
    read_directions,
    read_parallel_sentences,
    write_directions,
)


def _hand_made_means() -> npt.NDArray[np.float64]:
    """Two prompts, three languages, six dimensions.

    Axis 0 holds what the sentences mean; the queries' languages differ along axes 1 and 2, the passages' along 3 and 4.
    """
    queries = [[5, 8, 0, 0, 0, 0], [5, -4, 3, 0, 0, 0], [5, -4, -3, 0, 0, 0]]
    passages = [[7, 0, 0, 2, 0, 1], [7, 0, 0, -1, 1, 1], [7, 0, 0, -1, -1, 1]]
    return np.array([queries, passages], np.float64)


def test_the_directions_are_the_axes_along_which_languages_differ() -> None:
    # Means over languages are (5, 0, 0, 0, 0, 0) and (7, 0, 0, 0, 0, 1). Differences along axis 1 have the squares
    # 64 + 16 + 16 = 96, along axis 3 4 + 1 + 1 = 6, along axis 2 9 + 9 = 18, along axis 4 1 + 1 = 2: in falling order
    # the axes 1, 2, 3, 4.
    assert language_directions(_hand_made_means()).tolist() == np.eye(6)[[1, 2, 3, 4]].tolist()


def test_the_sign_of_a_direction_makes_its_largest_value_positive() -> None:
    directions = language_directions(-_hand_made_means())
    assert directions.tolist() == np.eye(6)[[1, 2, 3, 4]].tolist()


def _random_means(seed: int) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=(2, 4, 32))


@given(st.integers(0, 2**32 - 1))
def test_directions_are_orthonormal_and_span_every_difference_between_languages(seed: int) -> None:
    means = _random_means(seed)
    directions = language_directions(means).astype(np.float64)
    assert directions.shape == (6, 32)  # two prompts, and four languages less one
    # Values are rounded by at most 2**-25 = 3e-8: a product of two rows by at most 32 * 2 * 3e-8 = 2e-6.
    np.testing.assert_allclose(directions @ directions.T, np.eye(6), atol=2e-6)
    differences = (means[:, 1:] - means[:, :1]).reshape(6, 32)
    np.testing.assert_allclose(differences @ projection(directions.astype(np.float32)), 0, atol=1e-4)


def test_noise_as_fine_as_that_of_a_processor_does_not_change_one_bit() -> None:
    means = _hand_made_means()
    means[:, :, 5] += 0.3
    noise = np.random.default_rng(1).normal(size=means.shape) * 1e-9
    assert language_directions(means + noise).tobytes() == language_directions(means).tobytes()


@given(st.integers(0, 2**32 - 1))
def test_a_projection_is_symmetric_and_changes_nothing_the_second_time(seed: int) -> None:
    matrix = projection(language_directions(_random_means(seed)))
    assert matrix.dtype == np.float32
    assert (matrix == matrix.T).all()
    np.testing.assert_allclose(matrix @ matrix, matrix, atol=2e-6)


def test_a_projection_takes_out_its_directions_and_keeps_the_rest() -> None:
    matrix = projection(np.eye(4, dtype=np.float32)[:1])
    assert (matrix @ np.array([3, 1, -2, 5], np.float32)).tolist() == [0, 1, -2, 5]


def test_the_shipped_directions_are_orthonormal_and_on_the_grid() -> None:
    directions = read_directions()
    assert (directions.shape, directions.dtype) == ((6, 384), np.float32)
    np.testing.assert_allclose(directions @ directions.T, np.eye(6), atol=2e-6)
    on_grid = directions.astype(np.float64) * 2**24
    assert (on_grid == np.round(on_grid)).all()


def test_directions_are_read_as_they_were_written(tmp_path: Path) -> None:
    directions = language_directions(_hand_made_means())
    path = tmp_path / "directions.npy"
    write_directions(directions, path)
    assert read_directions(path).tobytes() == directions.tobytes()


def test_the_shipped_sentences_say_the_same_in_four_languages() -> None:
    sentences = read_parallel_sentences()
    assert {language: len(texts) for language, texts in sentences.items()} == dict.fromkeys(Language, 240)
    assert all(text and text == text.strip() for texts in sentences.values() for text in texts)
    for texts in sentences.values():
        assert len(set(texts)) == 240


@pytest.mark.parametrize("language", Language)
def test_sentences_with_quotation_marks_are_read_as_they_stand(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "sentences.tsv"
    path.write_text('domain\tit\tsv\tnl\ten\nx\t"a" b\t"a" b\t"a" b\t"a" b\n', encoding="utf-8")
    assert read_parallel_sentences(path)[language] == ['"a" b']


@pytest.mark.slow
def test_the_shipped_directions_are_what_the_command_computes_with_any_number_of_threads() -> None:
    # They were made with all cores; here one thread adds up in another order.
    result = subprocess.run(
        [sys.executable, "-m", "search.embedded.compute_directions", "--check"],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "the shipped directions are these, bit for bit\n")
