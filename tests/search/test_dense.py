"""The dense index against sums written out in NumPy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dense import DenseIndex, build_dense_index, read_vector_index


def _unit_vectors(count: int, dimension: int = 8, seed: int = 0) -> npt.NDArray[np.float32]:
    """Unit vectors whose values half precision tells exactly."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float16).astype(np.float32)


def _brute_force(
    ids: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32], query: npt.NDArray[np.float32], limit: int
) -> list[int]:
    scored = sorted(((float(vector @ query), int(number)) for number, vector in zip(ids, vectors, strict=True)))
    return [number for _, number in reversed(scored)][:limit]


@given(count=st.integers(1, 60), limit=st.integers(1, 70), seed=st.integers(0, 2**32 - 1), data=st.data())
def test_the_nearest_are_those_of_a_brute_force_search(count: int, limit: int, seed: int, data: st.DataObject) -> None:
    ids = np.array(data.draw(st.lists(st.integers(0, 2**62), min_size=count, max_size=count, unique=True)))
    vectors = _unit_vectors(count, seed=seed)
    query = _unit_vectors(1, seed=seed + 1)[0]
    found, scores = build_dense_index(ids, vectors).search(query, limit)
    assert found.tolist() == _brute_force(ids, vectors, query, limit)
    assert len(found) == min(count, limit)
    lookup = dict(zip(ids.tolist(), vectors, strict=True))
    np.testing.assert_allclose(scores, [lookup[number] @ query for number in found.tolist()], atol=1e-6)


@given(seed=st.integers(0, 2**32 - 1), limit=st.integers(1, 50), chosen=st.sets(st.integers(0, 59), max_size=30))
def test_a_search_among_some_ids_is_a_brute_force_search_of_these(seed: int, limit: int, chosen: set[int]) -> None:
    ids, vectors = np.arange(0, 600, 10), _unit_vectors(60, seed=seed)  # passage 10 * n is the nth vector
    query = _unit_vectors(1, seed=seed + 1)[0]
    rows = sorted(chosen)
    index = build_dense_index(ids, vectors)
    found, _ = index.search(query, limit, index.select(np.isin(ids, ids[rows])))
    assert found.tolist() == _brute_force(ids[rows], vectors[rows], query, limit)


def test_an_index_tells_which_passages_it_holds_and_which_are_in_a_selection() -> None:
    index = build_dense_index(np.array([1, 2]), _unit_vectors(2))
    asked = np.array([0, 1, 2, 3])
    assert index.holds(asked).tolist() == [False, True, True, False]
    assert index.holds(asked, index.select(np.array([False, True]))).tolist() == [False, False, True, False]
    with pytest.raises(KeyError, match="passage 3 is not in the index"):
        index.vectors(np.array([1, 3]))


def test_among_none_nothing_is_found() -> None:
    index = build_dense_index(np.array([1, 2]), _unit_vectors(2))
    assert index.search(_unit_vectors(1)[0], 5, index.select(np.zeros(2, np.bool_)))[0].tolist() == []


def test_an_empty_index_finds_nothing() -> None:
    index = build_dense_index(np.empty(0, np.int64), np.empty((0, 8), np.float32))
    ids, scores = index.search(_unit_vectors(1)[0], 10)
    assert (len(index), index.dimension) == (0, 8)
    assert (ids.dtype, scores.dtype) == (np.int64, np.float32)
    assert ids.shape == scores.shape == (0,)


def test_no_passages_are_asked_for_and_none_are_found() -> None:
    assert build_dense_index(np.arange(3), _unit_vectors(3)).search(_unit_vectors(1)[0], 0)[0].shape == (0,)


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.01, np.nan, np.inf])
def test_a_vector_of_a_length_that_none_has_is_refused(factor: float) -> None:
    vectors = _unit_vectors(3)
    vectors[1] *= factor
    with pytest.raises(ValueError, match=r"vectors must be 0\.5 to 1 long"):
        build_dense_index(np.arange(3), vectors)


def test_ids_and_vectors_of_different_counts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(2,\) ids do not go with vectors of shape \(3, 8\)"):
        build_dense_index(np.arange(2), _unit_vectors(3))


@given(count=st.integers(0, 20), seed=st.integers(0, 1000))
def test_an_index_that_was_written_and_read_gives_the_same_answers(
    tmp_path_factory: pytest.TempPathFactory, count: int, seed: int
) -> None:
    path = tmp_path_factory.mktemp("dense") / "dense.faiss"
    ids, vectors, query = np.arange(count) + 2**40, _unit_vectors(count, seed=seed), _unit_vectors(1, seed=seed + 1)[0]
    index = build_dense_index(ids, vectors)
    index.base.write(path)
    again = DenseIndex(ids, read_vector_index(path))
    assert (len(again), again.dimension) == (count, 8)
    before, after = index.search(query, count), again.search(query, count)
    assert (before[0].tobytes(), before[1].tobytes()) == (after[0].tobytes(), after[1].tobytes())


@pytest.mark.parametrize("room", [0, 20, 4096, 10_300])
def test_a_disk_that_is_full_at_any_point_is_told_as_an_error(tmp_path: Path, room: int) -> None:
    """The last bytes go out when the file is closed, where an error is easily lost."""
    code = f"""
import resource, signal, sys
import numpy as np
from pathlib import Path
from search.dense import build_dense_index
index = build_dense_index(np.arange(40), np.eye(40, 128, dtype=np.float32))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
try:
    index.base.write(Path(sys.argv[1]))
except OSError as error:
    sys.exit(f"told: {{error.strerror}}")
"""
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "dense.faiss")], capture_output=True, text=True, check=False
    )
    assert result.stderr == "told: File too large\n"


def test_the_vectors_of_passages_are_those_that_were_put_in() -> None:
    vectors = _unit_vectors(4)
    index = build_dense_index(np.array([10, 20, 30, 40]), vectors)
    np.testing.assert_array_equal(index.vectors(np.array([30, 10])), vectors[[2, 0]])
