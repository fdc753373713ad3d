"""Measures how many lists of an inverted file find what a look at every vector would find."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from search.dense_inverted import FEW, InvertedIndex
from search.dense_rows import Chosen, Vectors
from search.probing import Probing

_NEAREST = 10
_RECALL = 0.995
"""What the number of lists is chosen for; on other queries it is to reach 0.99."""

_LEAST_RECALL = 0.99
_QUERIES, _QUERIES_AMONG_SOME = 200, 80


def measured_probing(
    index: InvertedIndex,
    vectors: npt.NDArray[np.floating[Any]],
    groups: Sequence[npt.NDArray[np.bool_]],
    chance: np.random.Generator,
    asked: Vectors | None = None,
) -> Probing:
    """The least numbers of lists that find nearly all of the nearest, among all rows and among some.

    `index` looks through all of its lists yet; `groups` are rows that searches will be restricted to, such as those of
    a language. Besides them, rows drawn by chance are tried, just more than are compared one by one. Queries are made
    up of the vectors; `asked` are the unit vectors of real ones, of shape (n, dimension), each kind of which is to find
    enough. Half of the queries choose the numbers, the other half tell what they give.
    """
    real = [] if asked is None else [asked[:_QUERIES]]
    lists, recall = _measured([_ranks(index, each) for each in (_queries(vectors, _QUERIES, chance), *real)])
    scattered = chance.random(len(vectors)) < 1.25 * FEW / len(vectors)
    tried = []
    for mask in (*groups, scattered):
        chosen = index.choose(mask)
        if chosen.count > FEW:
            made_up = _queries(vectors, _QUERIES_AMONG_SOME, chance)
            few = [each[:_QUERIES_AMONG_SOME] for each in real]
            tried += [_ranks(index, each, chosen) for each in (made_up, *few)]
    if not tried:
        return Probing(lists, index.lists, recall, 1.0, _QUERIES // 2)
    some, recall_among_some = _measured(tried)
    return Probing(lists, some, recall, recall_among_some, _QUERIES // 2)


def _measured(tried: Sequence[npt.NDArray[np.int64]]) -> tuple[int, float]:
    """The number of lists that one half of each group of queries needs, and the least recall of the other halves."""
    needed = max(int(np.quantile(ranks[::2], _RECALL)) + 1 for ranks in tried)
    others = [ranks[1::2] for ranks in tried]
    if min(float((ranks < needed).mean()) for ranks in others) < _LEAST_RECALL:
        needed = max(needed, *(int(np.quantile(ranks, _RECALL)) + 1 for ranks in others))
    return needed, round(min(float((ranks < needed).mean()) for ranks in others), 4)


def _ranks(index: InvertedIndex, queries: Vectors, chosen: Chosen | None = None) -> npt.NDArray[np.int64]:
    """In which list, the nearest being 0, each query's nearest passages are; of shape (queries, at most 10)."""

    def of(query: Vectors) -> npt.NDArray[np.int64]:
        rows, _ = index.search_all(query, _NEAREST, chosen)
        nearest, _ = index.nearest_lists(query, index.lists, chosen)
        places = np.empty(index.lists, np.int64)
        places[nearest] = np.arange(len(nearest))
        return places[index.list_of(rows)]

    with ThreadPoolExecutor(os.cpu_count()) as threads:  # FAISS leaves Python to others meanwhile
        return np.stack(list(threads.map(of, queries)))


def _queries(vectors: npt.NDArray[np.floating[Any]], count: int, chance: np.random.Generator) -> Vectors:
    """Unit vectors that stand to the passages as questions do: between two of them, and then somewhere else.

    Their nearest passages are about as scattered over lists as those of real questions are, more or less by what the
    library holds; stored vectors by themselves need less than half of the lists.
    """
    drawn = vectors[chance.integers(0, len(vectors), (2, count))].astype(np.float32)
    away = chance.standard_normal((count, vectors.shape[1]), np.float32)
    return np.asarray(_units(_units(drawn[0]) + _units(drawn[1]) + _units(away)), np.float32)


def _units(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
