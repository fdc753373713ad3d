"""The inverted file against a look at every vector."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from search.dense import FLAT_UP_TO, DenseIndex, build_dense_index, build_segment, probing_of, read_vector_index
from search.dense_inverted import FEW
from search.probing import Probing

Vectors = npt.NDArray[np.float32]
_COUNT, _DIMENSION, _LANGUAGES = 110_000, 24, 4


def _units(vectors: npt.NDArray[np.floating[Any]]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class Clustered:
    """Vectors around a few hundred middles, which lie around those of four languages; some are shorter than 1."""

    def __init__(self, folder: Path) -> None:
        chance = np.random.default_rng(0)
        languages = _units(chance.standard_normal((_LANGUAGES, _DIMENSION)))
        middles = _units(chance.standard_normal((400, _DIMENSION)) + 3 * languages[np.arange(400) % _LANGUAGES])
        of = chance.integers(0, 400, _COUNT)
        near = _units(middles[of] + 0.1 * chance.standard_normal((_COUNT, _DIMENSION)))
        self.vectors = (near * chance.uniform(0.9, 1, (_COUNT, 1))).astype(np.float16)
        self.language = of % _LANGUAGES
        self.ids = np.arange(_COUNT, dtype=np.int64) * 3 + 5
        self.queries = _units(middles[:60] + 0.3 * chance.standard_normal((60, _DIMENSION)))
        built = build_dense_index(self.ids, self.vectors, [self.language == each for each in range(_LANGUAGES)])
        self.probing = probing_of(built.base)
        built.base.write(folder / "dense.faiss")
        self.index = DenseIndex(self.ids, read_vector_index(folder / "dense.faiss", self.probing))
        self.chance = chance

    def recall(self, mask: npt.NDArray[np.bool_], index: DenseIndex | None = None) -> float:
        index = index or self.index
        among = None if mask.all() else index.select(mask)
        allowed = np.flatnonzero(mask)
        scores = self.queries @ self.vectors[allowed].astype(np.float32).T
        best = self.ids[allowed[np.argsort(-scores, axis=1)[:, :10]]]
        found = [index.search(query, 200, among)[0][:10] for query in self.queries]
        return float(np.mean([np.isin(wanted, ours).mean() for wanted, ours in zip(best, found, strict=True)]))


@pytest.fixture(scope="module")
def clustered(tmp_path_factory: pytest.TempPathFactory) -> Clustered:
    """More vectors than are all compared, in an inverted file that was written and mapped."""
    return Clustered(tmp_path_factory.mktemp("clustered"))


def test_probing_was_measured(clustered: Clustered) -> None:
    probing = clustered.probing
    assert probing is not None
    assert FLAT_UP_TO < _COUNT
    assert 1 <= probing.lists < 331  # the root of 110,000
    assert probing.recall >= 0.99
    assert probing.recall_among_some >= 0.99
    assert probing.queries == 100


def test_real_questions_that_are_harder_than_made_up_ones_are_looked_for_in_more_lists(clustered: Clustered) -> None:
    far = _units(np.random.default_rng(3).standard_normal((260, _DIMENSION)))  # near to nothing
    tuned = build_dense_index(clustered.ids, clustered.vectors, asked=far[:200])
    probing = probing_of(tuned.base)
    assert probing is not None
    assert clustered.probing is not None
    assert probing.lists > clustered.probing.lists
    assert probing.recall >= 0.99
    clustered.queries, own = far[200:], clustered.queries
    everything = np.ones(_COUNT, np.bool_)
    with_them, without = clustered.recall(everything, tuned), clustered.recall(everything)
    clustered.queries = own
    assert with_them > without


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25, 0.05, 0.01, 0.001])
def test_nearly_all_of_the_nearest_are_found_whatever_share_is_looked_at(clustered: Clustered, share: float) -> None:
    assert clustered.recall(clustered.chance.random(_COUNT) < share) >= 0.99


@pytest.mark.parametrize("language", range(_LANGUAGES))
def test_a_language_is_searched_as_well_as_all_of_them(clustered: Clustered, language: int) -> None:
    mask = clustered.language == language
    assert mask.sum() > FEW  # else all would be compared
    assert clustered.recall(mask) >= 0.99


def test_more_can_be_asked_for_than_there_is(clustered: Clustered) -> None:
    mask = np.zeros(_COUNT, np.bool_)
    mask[[7, 70_000]] = True
    among = clustered.index.select(mask)
    assert sorted(clustered.index.search(clustered.queries[0], 500, among)[0].tolist()) == [26, 210_005]
    assert len(clustered.index.search(clustered.queries[0], _COUNT + 1)[0]) == _COUNT
    nothing = clustered.index.select(np.zeros(_COUNT, np.bool_))
    assert len(clustered.index.search(clustered.queries[0], 10, nothing)[0]) == 0


def test_searches_with_filters_of_their_own_run_side_by_side(clustered: Clustered) -> None:
    masks = [clustered.language == each for each in range(_LANGUAGES)]
    selections = [clustered.index.select(mask) for mask in masks]

    def found(number: int) -> npt.NDArray[np.int64]:
        query = clustered.queries[number % len(clustered.queries)]
        return clustered.index.search(query, 50, selections[number % _LANGUAGES])[0]

    with ThreadPoolExecutor(8) as threads:
        side_by_side = list(threads.map(found, range(200)))
    for number, ids in enumerate(side_by_side):
        assert np.array_equal(ids, found(number))
        assert masks[number % _LANGUAGES][(ids - 5) // 3].all()


def test_the_vectors_of_passages_are_those_that_were_put_in(clustered: Clustered) -> None:
    rows = np.array([99_999, 3, 50_000])
    np.testing.assert_array_equal(clustered.index.vectors(clustered.ids[rows]), clustered.vectors[rows])


def test_what_is_gone_is_not_found_and_what_is_new_is(clustered: Clustered) -> None:
    gone = np.zeros(_COUNT, np.bool_)
    best, _ = clustered.index.search(clustered.queries[0], 10)
    gone[(best - 5) // 3] = True
    ids = np.append(clustered.ids, [7_000_000])
    grown = DenseIndex(ids, clustered.index.base, build_segment(clustered.queries[:1]), gone)
    found, scores = grown.search(clustered.queries[0], 10)
    assert found[0] == 7_000_000
    assert scores[0] == pytest.approx(1, abs=1e-3)
    assert not np.isin(found, best).any()
    assert len(grown) == _COUNT - 9
    assert grown.holds(np.array([best[0], 7_000_000])).tolist() == [False, True]
    only_new = np.zeros(_COUNT + 1, np.bool_)
    only_new[-1] = True
    assert grown.search(clustered.queries[0], 10, grown.select(only_new))[0].tolist() == [7_000_000]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    build_segment(np.eye(4, dtype=np.float32)).write(tmp_path / "flat")
    with pytest.raises(RuntimeError, match="flat holds no inverted file"):
        read_vector_index(tmp_path / "flat", Probing.of_all(1))
