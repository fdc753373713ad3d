"""An inverted file (IVF): vectors in lists by their nearest centroid, of which a query looks through the nearest ones.

After Jégou, Douze and Schmid, "Product quantization for nearest neighbor search" (2011), with the vectors themselves in
half precision in the lists. How many lists are enough is measured when the index is built; see `search.probing`.
"""

from __future__ import annotations

from math import isqrt
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
from search.probing import Probing

_SAMPLED = 64
"""Vectors a centroid that k-means learns from: FAISS asks for 39 at least, and more change little."""

_ROUNDS = 10

_DEEP = 1_000
"""Who asks for more passages than this wants to see all there is: every list is looked through."""

FEW = 20_000
"""So many chosen rows are all compared, in whatever list they are."""


_NEARLY_ALL = 0.9
"""Where no more than a tenth is left out, as of what is gone, as many lists are needed as for all."""


class InvertedIndex:
    """The vectors of rows 0, 1, 2, … in lists. Immutable; searches may run side by side."""

    def __init__(self, index: faiss.IndexIVFScalarQuantizer, probing: Probing) -> None:
        self._index = index
        self.probing = probing
        self._centroids: Vectors = index.quantizer.reconstruct_n(0, index.nlist)
        self._list_of = _lists_of_rows(index)
        index.make_direct_map()  # finds the place of a row

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""
        return int(self._index.d)

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return len(self._centroids)

    def choose(self, mask: npt.NDArray[np.bool_]) -> Chosen:
        """The rows of a mask, made ready for searches among them."""
        return Chosen.of(mask, np.bincount(self._list_of[mask], minlength=self.lists))

    def search(self, query: Vectors, limit: int, chosen: Chosen | None = None) -> Found:
        """The rows and scores of the nearest vectors in the nearest lists, best first, at most `limit`."""
        return self._search(query, limit, chosen, self._probes(limit, chosen))

    def search_all(self, query: Vectors, limit: int, chosen: Chosen | None = None) -> Found:
        """The same in all lists: exact."""
        return self._search(query, limit, chosen, self.lists)

    def _search(self, query: Vectors, limit: int, chosen: Chosen | None, probes: int) -> Found:
        limit = min(limit, len(self) if chosen is None else chosen.count)
        if limit <= 0:
            return found_of(0)
        if chosen is not None and chosen.count <= FEWEST:
            return compared(query, limit, np.flatnonzero(chosen.mask), self.vectors)
        nearest, scores = self.nearest_lists(query, probes, chosen)
        rows, found = found_of(limit)
        query = np.ascontiguousarray(query, np.float32)
        parameters = faiss.SearchParametersIVF(nprobe=len(nearest), sel=None if chosen is None else selector(chosen))
        # FAISS's own function: its Python wrapper takes no parameters here.
        self._index.search_preassigned_c(
            1,
            faiss.swig_ptr(query),
            limit,
            faiss.swig_ptr(nearest),
            faiss.swig_ptr(scores),
            faiss.swig_ptr(found),
            faiss.swig_ptr(rows),
            False,
            parameters,
        )
        return rows, found

    def nearest_lists(
        self, query: Vectors, count: int, chosen: Chosen | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The `count` lists nearest to a query that hold any of the chosen rows, and the scores of their centroids.

        Lists without any are passed over and not counted: those nearest to an English question are full of English
        passages, and whoever looks for Italian ones would find next to nothing in them.
        """
        scores = self._centroids @ query
        numbers = np.arange(self.lists)
        if chosen is not None and chosen.in_lists is not None:
            numbers = np.flatnonzero(chosen.in_lists)
        order = np.argsort(-scores[numbers], kind="stable")[:count]
        nearest = np.ascontiguousarray(numbers[order], np.int64)
        return nearest, np.ascontiguousarray(scores[nearest], np.float32)

    def list_of(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The lists in which some rows are."""
        return self._list_of[rows].astype(np.int64)

    def probed(self, probing: Probing) -> InvertedIndex:
        """The same index with another number of lists to look through."""
        return InvertedIndex(self._index, probing)

    def _probes(self, limit: int, chosen: Chosen | None) -> int:
        if limit > _DEEP or (chosen is not None and chosen.count <= FEW):
            return self.lists
        is_nearly_all = chosen is None or chosen.count >= _NEARLY_ALL * len(self)
        return self.probing.lists if is_nearly_all else self.probing.lists_among_some

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, of shape (n, dimension)."""
        if len(rows) <= FEWEST:
            few: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(rows, np.int64))
            return few
        # List by list: FAISS takes 5 µs for each vector.
        found = np.empty((len(rows), self.dimension), np.float32)
        lists = self._list_of[rows]
        order = np.argsort(lists, kind="stable")
        starts = np.flatnonzero(np.diff(lists[order], prepend=-1))
        for places in np.split(order, starts[1:]):
            number = int(lists[places[0]])
            size = self._index.invlists.list_size(number)
            there = faiss.rev_swig_ptr(
                self._index.invlists.get_ids(number), size
            )  # in rising order, as they were added
            codes = self._index.invlists.get_codes(number)
            halves = halves_of(codes, size, self.dimension)
            found[places] = halves[np.searchsorted(there, rows[places])]
        return found

    def write(self, path: Path) -> None:
        """Write the index to a file. Raises OSError when it cannot be written in full."""
        write_index(self._index, path)


def build_inverted_index(vectors: npt.NDArray[np.floating[Any]], chance: np.random.Generator) -> InvertedIndex:
    """An index of vectors of shape (n, dimension); until probing is measured, all lists are looked through."""
    count, dimension = vectors.shape
    lists = max(1, isqrt(count))
    fp16, product = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dimension), dimension, lists, fp16, product, False)
    index.cp.spherical, index.cp.niter, index.cp.max_points_per_centroid = True, _ROUNDS, _SAMPLED
    sample = np.sort(chance.choice(count, min(count, lists * _SAMPLED), replace=False))
    learnt = vectors[sample].astype(np.float32)
    learnt /= np.maximum(np.linalg.norm(learnt, axis=1, keepdims=True), 1e-9)
    index.train(learnt)
    del learnt
    for portion in in_portions(vectors):
        index.add(portion)
    return InvertedIndex(index, Probing.of_all(lists))


def read_inverted_index(path: Path, probing: Probing) -> InvertedIndex:
    """Map a file of `InvertedIndex.write` into memory. Raises RuntimeError, as FAISS does, when it cannot be read."""
    index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
    if not isinstance(index, faiss.IndexIVFScalarQuantizer):
        raise RuntimeError(f"{path.name} holds no inverted file")
    mapped = faiss.downcast_InvertedLists(index.invlists)
    if isinstance(mapped, faiss.OnDiskInvertedLists):
        mapped.prefetch_nthread = 0  # its threads take longer than reading (2.7 instead of 0.6 ms for a search)
    return InvertedIndex(index, probing)


def _lists_of_rows(index: faiss.IndexIVFScalarQuantizer) -> npt.NDArray[np.int32]:
    """The list of each row. Raises RuntimeError when the lists do not hold every row once."""
    found = np.full(index.ntotal, -1, np.int32)
    for number in range(index.nlist):
        size = index.invlists.list_size(number)
        if size:
            rows = faiss.rev_swig_ptr(index.invlists.get_ids(number), size)
            if rows.min() < 0 or rows.max() >= len(found):
                raise RuntimeError("an inverted file holds rows that it does not have")
            found[rows] = number
    if len(found) and found.min() < 0:
        raise RuntimeError("an inverted file lacks rows")
    return found
