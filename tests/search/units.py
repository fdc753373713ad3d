"""Unit vectors by chance that lie towards one side, as those of texts do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


DIMENSION = 48


def units(count: int, seed: int) -> Vectors:
    """Of shape (count, DIMENSION)."""
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32) + 0.5
    found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found
