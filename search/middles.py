"""Where the articles of a generation stand in the meaning of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.generation import Generation
from search.runs import runs

Vectors = npt.NDArray[np.float32]

_PORTION = 16_384


@dataclass(frozen=True, slots=True)
class Middles:
    """The articles of a generation by their ids, in rising order, and their unit vectors, shape (n, dimension)."""

    generation: int
    articles: npt.NDArray[np.int64]
    vectors: Vectors


def middles_of(generation: Generation) -> Middles:
    """The middle of each article's passages, as the middle of the library sees it."""
    articles, owners = np.unique(generation.articles, return_inverse=True)
    sums = np.zeros((len(articles), generation.dense.dimension), np.float32)
    for at in range(0, len(owners), _PORTION):
        own = owners[at : at + _PORTION]
        order, starts = runs(own)
        vectors = generation.dense.vectors(generation.ids[at : at + _PORTION])[order]
        sums[own[order[starts]]] += np.add.reduceat(vectors, starts, axis=0)
    units = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    seen = units - units.mean(axis=0)
    return Middles(
        generation.number,
        articles,
        np.asarray(seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-9), np.float32),
    )
