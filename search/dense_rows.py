"""What the indexes of FAISS share: rows that are chosen, rows that are found, and how an index gets into a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Found = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]
"""Rows and their scores, best first."""

FEWEST = 1_000
"""So many chosen rows are fetched and compared at once: to look for them takes longer (of a million: 10, not 2 ms)."""

_PORTION = 16_384


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some rows of an index: how many, as a bitmap, and, in an inverted file, how many of them each list holds."""

    count: int
    mask: npt.NDArray[np.bool_]
    bitmap: npt.NDArray[np.uint8]
    in_lists: npt.NDArray[np.int64] | None = None

    @classmethod
    def of(cls, mask: npt.NDArray[np.bool_], in_lists: npt.NDArray[np.int64] | None = None) -> Chosen:
        """The rows where the mask, of one value a row, is true."""
        return cls(int(np.count_nonzero(mask)), mask, np.packbits(mask, bitorder="little"), in_lists)


def selector(chosen: Chosen) -> faiss.IDSelectorBitmap:
    """What tells FAISS of the rows; it does not own the bitmap, which has to live as long."""
    return faiss.IDSelectorBitmap(chosen.bitmap.size, faiss.swig_ptr(chosen.bitmap))


def found_of(count: int) -> Found:
    """Room for so many rows."""
    return np.empty(count, np.int64), np.empty(count, np.float32)


def compared(
    query: Vectors, limit: int, rows: npt.NDArray[np.int64], fetch: Callable[[npt.NDArray[np.int64]], Vectors]
) -> Found:
    """The nearest of some rows, whose vectors are fetched."""
    scores = np.asarray(fetch(rows) @ query, np.float32)
    order = np.argsort(-scores, kind="stable")[:limit]
    return rows[order], scores[order]


def halves_of(codes: Any, count: int, dimension: int) -> npt.NDArray[np.float16]:
    """What FAISS holds of vectors in half precision, as it is: an array that lives no longer than the index."""
    found: npt.NDArray[np.float16] = faiss.rev_swig_ptr(codes, count * dimension * 2).view(np.float16)
    return found.reshape(count, dimension)


def in_portions(vectors: npt.NDArray[np.floating[Any]]) -> Iterator[Vectors]:
    """The vectors as FAISS takes them, some after the other, so that few of them are there twice."""
    for at in range(0, len(vectors), _PORTION):
        yield np.ascontiguousarray(vectors[at : at + _PORTION], np.float32)


def write_index(index: faiss.Index, path: Path) -> None:
    """Write an index to a file. Raises OSError when it cannot be written in full."""
    # Through Python's file: FAISS's own swallows the error of a disk that is full when the file is closed.
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))
