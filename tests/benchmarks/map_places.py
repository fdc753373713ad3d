"""How well the map of the library keeps who is near to whom, and what it costs.

`python -m tests.benchmarks.map_places`: the trustworthiness (Venna and Kaski, 2001) of the nearest ten, from 0 to 1, on
the bundled articles and on 2,000 vectors that are made of their passages, beside other ways to put them onto a plane.
`kept` tells how much a map looks the same when one family in ten is taken out (the correlation of all distances).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sklearn.manifold import MDS, TSNE, trustworthiness

from corpus.library import Library
from search.encoder import open_embedded_encoder
from search.generation import Generation
from search.library_map import family_vectors
from search.live_index import LiveIndex
from search.middles import Vectors, middles_of
from search.plane import to_plane
from tests.benchmarks.record import record
from ui.service import open_service
from ui.settings import Settings

_MANY = 2000
_NEAREST = 10


def main() -> None:
    """Entry of the command."""
    with TemporaryDirectory(prefix="mentorbase-") as folder:
        settings = Settings(library=Path(folder) / "library")
        service = open_service(settings)
        list(service.ingest_bundled())
        service.catch_up()
        encoder = open_embedded_encoder(settings.cache.expanduser())
        record("map_places", figures(service.library, encoder.fingerprint))


def figures(library: Library, encoder: str) -> dict[str, Any]:
    """Of a library that is indexed by an encoder."""
    generation = LiveIndex(library.index_folder, encoder).current()
    assert generation is not None
    _, vectors = family_vectors(generation, library.passages)
    many = _made_up(generation)
    return {
        f"{len(vectors)} families": {
            "ours": {**_judged(to_plane, vectors), "kept": _kept(vectors)},
            "t-SNE of scikit-learn": _judged(_their_tsne, vectors),
            "SMACOF of scikit-learn": _judged(_smacof, vectors),
            "principal components": _judged(_principal, vectors),
        },
        f"{_MANY} made up": {
            "ours": _judged(to_plane, many),
            "t-SNE of scikit-learn": _judged(_their_tsne, many),
            "principal components": _judged(_principal, many),
        },
    }


def _judged(put: Callable[[Vectors], Vectors], vectors: Vectors) -> dict[str, float]:
    started = time.process_time()
    places = put(vectors)
    spent = time.process_time() - started
    kept = trustworthiness(vectors, places, n_neighbors=_NEAREST, metric="cosine")
    return {"trustworthiness": round(float(kept), 3), "CPU seconds": round(spent, 2)}


def _kept(vectors: Vectors) -> float:
    """The mean over ten maps that lack every tenth family."""
    whole = to_plane(vectors)
    found = []
    for first in range(10):
        left = np.array([number for number in range(len(vectors)) if number % 10 != first])
        found.append(np.corrcoef(_distances(whole[left]), _distances(to_plane(vectors[left])))[0, 1])
    return round(float(np.mean(found)), 3)


def _distances(places: Vectors) -> Vectors:
    apart: Vectors = np.linalg.norm(places[:, None] - places[None], axis=2)
    return apart[np.triu_indices(len(places), 1)]


def _their_tsne(vectors: Vectors) -> Vectors:
    found: Vectors = TSNE(2, perplexity=12, init="pca", random_state=0).fit_transform(vectors)
    return found


def _smacof(vectors: Vectors) -> Vectors:
    found: Vectors = MDS(2, random_state=0, n_init=1, init="random").fit_transform(vectors)
    return found


def _principal(vectors: Vectors) -> Vectors:
    left, sizes, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    return np.asarray(left[:, :2] * sizes[:2], np.float32)


def _made_up(generation: Generation) -> Vectors:
    """Articles of six passages each, drawn from four that are near to each other."""
    random = np.random.default_rng(0)
    middles = middles_of(generation)
    near = np.argsort(-(middles.vectors @ middles.vectors.T), axis=1)[:, :4]
    passages = generation.dense.vectors(generation.ids)
    made = []
    for first in random.integers(len(middles.articles), size=_MANY):
        own = np.flatnonzero(np.isin(generation.articles, middles.articles[near[first]]))
        middle = passages[random.choice(own, 6)].mean(axis=0)
        made.append(middle / np.linalg.norm(middle) + random.normal(0, 0.02, passages.shape[1]))
    seen = np.array(made) - np.mean(made, axis=0)
    return np.asarray(seen / np.linalg.norm(seen, axis=1, keepdims=True), np.float32)


if __name__ == "__main__":
    main()
