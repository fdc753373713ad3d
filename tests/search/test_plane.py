"""Vectors on a plane: who was near stays near, and the same vectors give the same places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from search.plane import to_plane


def groups(count: int, each: int) -> npt.NDArray[np.float32]:
    """Unit vectors in as many groups: those of a group have an axis in common, and each a little of its own."""
    random = np.random.default_rng(1)
    vectors = np.repeat(np.eye(count, 32, dtype=np.float32), each, axis=0)
    vectors += random.normal(0, 0.05, vectors.shape).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_the_nearest_on_the_plane_are_of_the_same_group() -> None:
    places = to_plane(groups(5, 12))
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = apart.argsort(axis=1)[:, :5]
    assert (nearest // 12 == np.arange(60)[:, None] // 12).all()


def test_the_places_fill_a_square_and_are_the_same_every_time() -> None:
    vectors = groups(4, 6)
    places = to_plane(vectors)
    assert places.shape == (24, 2)
    assert np.abs(places).max() == pytest.approx(1)
    assert (places == to_plane(vectors)).all()


@pytest.mark.parametrize("count", range(1, 6))
def test_a_few_vectors_have_places_too(count: int) -> None:
    places = to_plane(np.eye(6, dtype=np.float32)[:count])
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()


def test_equal_vectors_have_finite_places() -> None:
    assert np.isfinite(to_plane(np.tile(np.eye(1, 8, dtype=np.float32), (9, 1)))).all()
