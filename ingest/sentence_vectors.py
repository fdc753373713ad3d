"""The vectors of sentences that are read by themselves: for a summary, and again for the relations of its article."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.encoder import Encoder
from search.lately_used import LatelyUsed

_KEPT = 10_000
"""Some 15 MB: what is read between the summaries of articles that come in together, and the relations of the last."""

Vectors = npt.NDArray[np.float32]


class SentenceVectors:
    """Encodes sentences, those it has read lately not again. Safe for threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = threading.Lock()
        self._kept: LatelyUsed[str, Vectors] = LatelyUsed(_KEPT)

    def of(self, sentences: Sequence[str]) -> Vectors:
        """Unit vectors, of shape (len(sentences), dimension), of sentences however they are broken into lines."""
        flat = [" ".join(each.split()) for each in sentences]
        with self._lock:
            found = self._kept.known(flat)
        new = list(dict.fromkeys(each for each in flat if each not in found))
        # Copies: a row would keep all that were encoded with it.
        found.update((each, row.copy()) for each, row in zip(new, self._encoder.encode_passages(new), strict=True))
        with self._lock:
            self._kept.put(found)
        return np.stack([found[each] for each in flat]) if flat else np.empty((0, self._encoder.dimension), np.float32)
