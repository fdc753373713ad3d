"""Vectors of texts that stay the same from one start to the next: kept as files, since encoding them takes seconds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.encoder import Encoder

Vectors = npt.NDArray[np.float32]


def encode_constant(encoder: Encoder, texts: Sequence[str], folder: Path | None) -> Vectors:
    """The texts as passages, of shape (len(texts), dimension); read from the folder where they were encoded before.

    A file that cannot be read or written is none: the texts are encoded. Without a folder they always are.
    """
    if folder is None:
        return encoder.encode_passages(texts)
    name = hashlib.sha256("\0".join([encoder.fingerprint, *texts]).encode()).hexdigest()[:16]
    path = folder / f"vectors-{name}.npy"
    kept = _read(path, (len(texts), encoder.dimension))
    if kept is not None:
        return kept
    vectors = encoder.encode_passages(texts)
    _write(path, vectors)
    return vectors


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    try:
        vectors: Vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None  # there is none yet, or it was cut off
    return vectors if vectors.shape == shape and vectors.dtype == np.float32 else None


def _write(path: Path, vectors: Vectors) -> None:
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            np.save(file, vectors, allow_pickle=False)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
