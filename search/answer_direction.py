"""What sentences that answer have in common, whatever is asked: they say what to do, not what the trouble is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.embedded.cache import embedded_fingerprint
from search.encoder import Encoder

ANSWER_DIRECTION = Path(__file__).parent / "embedded" / "answer_direction.npy"


def answer_direction(encoder: Encoder, path: Path = ANSWER_DIRECTION) -> npt.NDArray[np.float32]:
    """The vector, of shape (dimension,), that is added to a question's before it is compared with sentences.

    It was learnt from marked sentences (`tests.benchmarks.learn_answer_direction`) as the embedded encoder sees them;
    for another encoder it is zero.
    """
    if encoder.fingerprint != embedded_fingerprint():
        return np.zeros(encoder.dimension, np.float32)
    direction: npt.NDArray[np.float32] = np.load(path, allow_pickle=False)
    return direction


def write_answer_direction(direction: npt.NDArray[np.float32], path: Path = ANSWER_DIRECTION) -> None:
    """Keep the vector as a NumPy file."""
    np.save(path, direction.astype(np.float32), allow_pickle=False)
