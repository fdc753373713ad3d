"""The library as a map: a place for each family of translations, near to those that speak of the same."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from corpus.passage_store import PassageStore
from search.generation import Generation
from search.live_index import LiveIndex
from search.middles import Vectors, middles_of
from search.plane import to_plane

Place = tuple[float, float]
"""On the map, each between -1 and 1."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    generation: int
    places: dict[str, Place]


class LibraryMap:
    """Draws the map once for each generation of the index. Safe for threads."""

    def __init__(self, passages: PassageStore, index: LiveIndex) -> None:
        self._passages = passages
        self._index = index
        self._lock = threading.Lock()
        self._drawn: _Drawn | None = None

    def places(self) -> dict[str, Place]:
        """The place of each family, by its translation key; empty while there is no index.

        While another thread draws a new map, the older one is handed out.
        """
        generation = self._index.current()
        if generation is None:
            return {}
        drawn = self._drawn
        if drawn is not None and drawn.generation == generation.number:
            return drawn.places
        if not self._lock.acquire(blocking=drawn is None) and drawn is not None:
            return drawn.places
        try:
            if self._drawn is None or self._drawn.generation != generation.number:
                self._drawn = _Drawn(generation.number, self._draw(generation))
            return self._drawn.places
        finally:
            self._lock.release()

    def _draw(self, generation: Generation) -> dict[str, Place]:
        keys, vectors = family_vectors(generation, self._passages)
        if not keys:
            return {}
        return {key: (float(x), float(y)) for key, (x, y) in zip(keys, to_plane(vectors), strict=True)}


def family_vectors(generation: Generation, passages: PassageStore) -> tuple[list[str], Vectors]:
    """The families that readers may see at this moment, in order of their keys, and the middle of each.

    Unit vectors of shape (n, dimension).
    """
    middles = middles_of(generation)
    _, firsts = np.unique(generation.articles, return_index=True)
    live = passages.live([int(each) for each in generation.ids[firsts]])
    seen = {each.article: each.translation_key for each in live.values()}
    known = np.isin(middles.articles, list(seen))
    keys, owners = np.unique([seen[int(each)] for each in middles.articles[known]], return_inverse=True)
    sums = np.zeros((len(keys), middles.vectors.shape[1]), np.float32)
    np.add.at(sums, owners, middles.vectors[known])
    units = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return [str(key) for key in keys], np.asarray(units, np.float32)
