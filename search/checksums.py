"""Whether a file is still as it was written: small ones are read in whole, of large ones a sample is."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

WHOLE_UP_TO = 64 * 1024 * 1024
"""Bytes that are read whenever an index is opened; a second is enough for one and a half gigabytes."""

_BLOCK = 64 * 1024
_BLOCKS = 64


@dataclass(frozen=True, slots=True)
class Checksum:
    """Of a whole file, and of its size and some blocks of it."""

    sha256: str
    sampled: str


def flushed_checksum(path: Path) -> Checksum:
    """The checksum of a file that has just been written, after it has reached the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return Checksum(hashlib.file_digest(file, "sha256").hexdigest(), _sampled(path))


def has_changed(path: Path, expected: Checksum, *, whole: bool = False) -> bool:
    """Whether a file is not as it was written; `whole` reads large ones to their end too. Raises OSError."""
    if not whole and path.stat().st_size > WHOLE_UP_TO:
        return _sampled(path) != expected.sampled
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() != expected.sha256


def _sampled(path: Path) -> str:
    """The checksum of the size, the beginning, the end, and blocks at even distances between them."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        for number in range(_BLOCKS):
            file.seek(max(0, size - _BLOCK) * number // (_BLOCKS - 1))
            digest.update(file.read(_BLOCK))
    return digest.hexdigest()
