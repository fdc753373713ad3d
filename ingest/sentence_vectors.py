"""The vectors of sentences that are read by themselves: for a summary, and again for the relations of its article."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.encoder import Encoder

_KEPT = 10_000
"""Some 15 MB: what is read between the summaries of articles that come in together, and the relations of the last."""

Vectors = npt.NDArray[np.float32]


class SentenceVectors:
    """Encodes sentences, those it has read lately not again. Safe for threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def of(self, sentences: Sequence[str]) -> Vectors:
        """Unit vectors, of shape (len(sentences), dimension), of sentences however they are broken into lines."""
        flat = [" ".join(each.split()) for each in sentences]
        with self._lock:
            found = {each: self._kept[each] for each in flat if each in self._kept}
        new = list(dict.fromkeys(each for each in flat if each not in found))
        found.update(zip(new, self._encoder.encode_passages(new), strict=True))
        with self._lock:
            for each in found:
                self._kept[each] = found[each]
                self._kept.move_to_end(each)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return np.stack([found[each] for each in flat]) if flat else np.empty((0, self._encoder.dimension), np.float32)
