"""How the store keeps a unit vector: float16, little endian. Its cosine with the exact one is above 0.99999."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

STORED = np.dtype("<f2")


def vector_to_bytes(vector: npt.NDArray[np.floating[Any]]) -> bytes:
    """What the store keeps of a vector."""
    return vector.astype(STORED).tobytes()


def vector_from_bytes(value: bytes) -> npt.NDArray[np.float32]:
    """The vector that the store keeps."""
    return np.frombuffer(value, STORED).astype(np.float32)
