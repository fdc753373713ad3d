"""Exact inner products with every vector, in half precision: the index of small libraries, and of what is new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from search.dense_rows import (
    FEWEST,
    Chosen,
    Found,
    Vectors,
    compared,
    found_of,
    halves_of,
    in_portions,
    selector,
    write_index,
)


class FlatIndex:
    """The vectors of rows 0, 1, 2, …, each compared with every query. Immutable; searches may run side by side."""

    def __init__(self, index: faiss.IndexScalarQuantizer) -> None:
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""
        return int(self._index.d)

    def choose(self, mask: npt.NDArray[np.bool_]) -> Chosen:
        """The rows of a mask, made ready for searches among them."""
        return Chosen.of(mask)

    def search(self, query: Vectors, limit: int, chosen: Chosen | None = None) -> Found:
        """The rows and scores of the nearest vectors, best first, at most `limit`."""
        limit = min(limit, len(self) if chosen is None else chosen.count)
        if limit <= 0:
            return found_of(0)
        if chosen is not None and chosen.count <= FEWEST:
            return compared(query, limit, np.flatnonzero(chosen.mask), self.vectors)
        parameters: Any = None if chosen is None else faiss.SearchParameters(sel=selector(chosen))
        scores, rows = self._index.search(np.ascontiguousarray(query[None], np.float32), limit, params=parameters)
        return rows[0], scores[0]

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, of shape (n, dimension)."""
        if not len(rows):
            return np.empty((0, self.dimension), np.float32)
        halves = halves_of(self._index.codes.data(), len(self), self.dimension)
        return halves[rows].astype(np.float32)

    def write(self, path: Path) -> None:
        """Write the index to a file. Raises OSError when it cannot be written in full."""
        write_index(self._index, path)


def build_flat_index(vectors: npt.NDArray[np.floating[Any]]) -> FlatIndex:
    """An index of vectors of shape (n, dimension)."""
    dimension = max(1, vectors.shape[1])  # FAISS takes no dimension of 0
    index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for portion in in_portions(vectors):
        index.add(portion)
    return FlatIndex(index)


def read_flat_index(path: Path) -> FlatIndex:
    """Read a file of `FlatIndex.write`. Raises RuntimeError, as FAISS does, when it cannot be read."""
    index = faiss.read_index(str(path))  # not mapped: at most 50 MB, which need not be there as long as the file is
    if not isinstance(index, faiss.IndexScalarQuantizer):
        raise RuntimeError(f"{path.name} holds no flat index")
    return FlatIndex(index)
