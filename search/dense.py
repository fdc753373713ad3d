"""The dense index: exact inner product in FAISS. No other module knows FAISS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from search.leaning import SHORTEST


class DenseIndex:
    """Vectors with the ids of their passages. Immutable; searches may run side by side."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""
        return int(self._index.d)

    def search(
        self, query: npt.NDArray[np.float32], limit: int, among: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The ids and scores of the nearest passages, best first, at most `limit`; scores are inner products.

        `query` is a unit vector of shape (dimension,); `among` restricts the search to these ids.
        """
        limit = min(limit, len(self))
        if limit <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        chosen: Any = None
        if among is not None:
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.ascontiguousarray(among, np.int64)))
        scores, ids = self._index.search(np.ascontiguousarray(query[None], np.float32), limit, params=chosen)
        found = ids[0] >= 0  # FAISS fills up with -1
        return ids[0][found], scores[0][found]

    def vectors(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The vectors of passages that are in the index, of shape (n, dimension)."""
        found: npt.NDArray[np.float32] = self._index.reconstruct_batch(np.ascontiguousarray(ids, np.int64))
        return found

    def write(self, path: Path) -> None:
        """Write the index to a file. Raises OSError when it cannot be written in full."""
        # Through Python's file: FAISS's own swallows the error of a disk that is full when the file is closed.
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))


def build_dense_index(ids: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]) -> DenseIndex:
    """An index of n vectors: `ids` int64 of shape (n,), `vectors` float32 of shape (n, dimension).

    Raises ValueError when shapes disagree, or a vector is longer than 1 or shorter than one may be.
    """
    if vectors.ndim != 2 or len(ids) != len(vectors):
        raise ValueError(f"{ids.shape} ids do not go with vectors of shape {vectors.shape}")
    lengths = np.linalg.norm(vectors, axis=1)
    if len(vectors) and not SHORTEST - 1e-3 <= lengths.min() <= lengths.max() <= 1 + 1e-3:
        raise ValueError(f"vectors must be {SHORTEST} to 1 long; found {lengths.min():.4f} to {lengths.max():.4f}")
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(max(1, vectors.shape[1])))  # FAISS takes no dimension of 0
    if len(vectors):
        index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))
    return DenseIndex(index)


def read_dense_index(path: Path) -> DenseIndex:
    """Read an index from a file. Raises RuntimeError, as FAISS does, when it cannot be read."""
    return DenseIndex(faiss.read_index(str(path)))
