"""The dense index: a base that may be large, and a small segment of what has changed since it was built.

FAISS is known in the modules `dense_…` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from search.dense_flat import build_flat_index, read_flat_index
from search.dense_inverted import InvertedIndex, build_inverted_index, read_inverted_index
from search.dense_rows import Chosen, Found, Vectors, in_portions
from search.dense_tuning import measured_probing
from search.leaning import SHORTEST
from search.probing import Probing
from search.runs import places

FLAT_UP_TO = 50_000
"""Vectors that are all compared with every question: 5 ms of one core, half of what it takes to encode the question."""


class VectorIndex(Protocol):
    """Vectors by their row: `FlatIndex` or `InvertedIndex`."""

    def __len__(self) -> int: ...

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""

    def choose(self, mask: npt.NDArray[np.bool_]) -> Chosen:
        """The rows of a mask, made ready for searches among them."""

    def search(self, query: Vectors, limit: int, chosen: Chosen | None = None) -> Found:
        """The rows and scores of the nearest vectors, best first, at most `limit`."""

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, of shape (n, dimension)."""

    def write(self, path: Path) -> None:
        """Write the index to a file. Raises OSError when it cannot be written in full."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of the passages of a dense index, made ready for searches among them; `mask` has a value for every row."""

    mask: npt.NDArray[np.bool_]
    base: Chosen
    segment: Chosen | None

    def __len__(self) -> int:
        return self.base.count + (0 if self.segment is None else self.segment.count)


class DenseIndex:
    """Vectors with the ids of their passages. Immutable; searches may run side by side.

    `ids` has the passages of the base's rows in rising order, then those of the segment's in rising order; `gone` says
    of each row of the base whether its passage is there no more, or is in the segment now.
    """

    def __init__(
        self,
        ids: npt.NDArray[np.int64],
        base: VectorIndex,
        segment: VectorIndex | None = None,
        gone: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        self.base = base
        self.segment = segment
        self.row_ids = ids
        self._gone = gone
        self._all: Selection | None = None  # for searches among all: needed only where something is gone
        if gone is not None and gone.any():
            self._all = self._prepared(self.is_there)

    @property
    def is_there(self) -> npt.NDArray[np.bool_]:
        """Of each row, whether its passage is in the index."""
        there = np.ones(len(self.row_ids), np.bool_)
        if self._gone is not None:
            there[: len(self._gone)] = ~self._gone
        return there

    def __len__(self) -> int:
        return len(self.row_ids) if self._all is None else len(self._all)

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""
        return self.base.dimension

    def select(self, mask: npt.NDArray[np.bool_]) -> Selection:
        """The passages of those rows where the mask is true, as far as they are there."""
        return self._prepared(mask if self._all is None else mask & self._all.mask)

    def _prepared(self, mask: npt.NDArray[np.bool_]) -> Selection:
        at = len(self.base)
        segment = None if self.segment is None else self.segment.choose(mask[at:])
        return Selection(mask, self.base.choose(mask[:at]), segment)

    def search(
        self, query: npt.NDArray[np.float32], limit: int, among: Selection | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The ids and scores of the nearest passages, best first, at most `limit`; scores are inner products.

        `query` is a unit vector of shape (dimension,); `among` restricts the search to a selection of this index.
        """
        chosen = self._all if among is None else among
        rows, scores = self.base.search(query, limit, None if chosen is None else chosen.base)
        if self.segment is not None:
            new, their_scores = self.segment.search(query, limit, None if chosen is None else chosen.segment)
            rows = np.concatenate([rows, np.where(new >= 0, new + len(self.base), new)])
            scores = np.concatenate([scores, their_scores])
        found = rows >= 0  # FAISS fills up with -1
        rows, scores = rows[found], scores[found]
        if self.segment is not None:
            best = np.argsort(-scores, kind="stable")[: max(limit, 0)]
            rows, scores = rows[best], scores[best]
        return self.row_ids[rows], scores

    def holds(self, ids: npt.NDArray[np.int64], among: Selection | None = None) -> npt.NDArray[np.bool_]:
        """Of each passage, whether it is in the index, and in the selection."""
        rows = self._rows(ids)
        return (rows >= 0) & among.mask[rows] if among is not None and len(among.mask) else rows >= 0

    def vectors(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The vectors of passages, of shape (n, dimension). Raises KeyError when one is not in the index."""
        rows = self._rows(ids)
        if len(rows) and rows.min() < 0:
            raise KeyError(f"passage {ids[rows.argmin()]} is not in the index")
        if self.segment is None:
            return self.base.vectors(rows)
        found = np.empty((len(rows), self.dimension), np.float32)
        is_new = rows >= len(self.base)
        found[~is_new] = self.base.vectors(rows[~is_new])
        found[is_new] = self.segment.vectors(rows[is_new] - len(self.base))
        return found

    def _rows(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The row of each passage, -1 for one that is not in the index."""
        at = len(self.base)
        rows = places(self.row_ids[:at], ids)
        if self._gone is not None and len(self._gone):
            rows[(rows >= 0) & self._gone[rows]] = -1
        if self.segment is not None:
            new = places(self.row_ids[at:], ids)
            rows[new >= 0] = new[new >= 0] + at
        return rows


def build_dense_index(
    ids: npt.NDArray[np.int64],
    vectors: npt.NDArray[np.floating[Any]],
    groups: Sequence[npt.NDArray[np.bool_]] = (),
    asked: Vectors | None = None,
) -> DenseIndex:
    """An index of n vectors: `ids` int64 of shape (n,), `vectors` float32 or float16 of shape (n, dimension).

    `groups` are passages that searches will often be restricted to, as masks of shape (n,), and `asked` unit vectors
    that are like those of questions, of shape (m, dimension): a large index is tuned by both. Raises ValueError when
    shapes disagree, or a vector is longer than 1 or shorter than one may be.
    """
    if vectors.ndim != 2 or len(ids) != len(vectors):
        raise ValueError(f"{ids.shape} ids do not go with vectors of shape {vectors.shape}")
    if len(ids) > 1 and not (np.diff(ids) > 0).all():
        order = np.argsort(ids, kind="stable")
        return build_dense_index(ids[order], vectors[order], [mask[order] for mask in groups], asked)
    _check_lengths(vectors)
    if len(vectors) <= FLAT_UP_TO:
        return DenseIndex(ids, build_flat_index(vectors))
    chance = np.random.default_rng(0)
    inverted = build_inverted_index(vectors, chance)
    return DenseIndex(ids, inverted.probed(measured_probing(inverted, vectors, groups, chance, asked)))


def build_segment(vectors: npt.NDArray[np.floating[Any]]) -> VectorIndex:
    """An index of vectors of shape (n, dimension), all of which are compared. Raises ValueError for their length."""
    _check_lengths(vectors)
    return build_flat_index(vectors)


def probing_of(index: VectorIndex) -> Probing | None:
    """How many lists an inverted file looks through; None for one that compares all vectors."""
    return index.probing if isinstance(index, InvertedIndex) else None


def read_vector_index(path: Path, probing: Probing | None = None) -> VectorIndex:
    """Map a file of vectors into memory: an inverted file where there is a `probing`, else one to compare all of.

    Raises RuntimeError, as FAISS does, when it cannot be read.
    """
    return read_flat_index(path) if probing is None else read_inverted_index(path, probing)


def _check_lengths(vectors: npt.NDArray[np.floating[Any]]) -> None:
    for portion in in_portions(vectors):
        lengths = np.linalg.norm(portion, axis=1)
        if not SHORTEST - 1e-3 <= lengths.min() <= lengths.max() <= 1 + 1e-3:
            raise ValueError(f"vectors must be {SHORTEST} to 1 long; found {lengths.min():.4f} to {lengths.max():.4f}")
