"""Near copies: texts that share most of their wording, found by MinHash and verified on the words themselves.

A text is the set of its pairs of neighbouring longer words. The least values of that set under many hash functions are
its sketch: two sketches agree in a place as often as the sets overlap (Broder, "On the Resemblance and Containment of
Documents", 1997). Texts that agree in all places of one band are candidates, so that nobody compares each with each.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from itertools import pairwise

import numpy as np
import numpy.typing as npt

PLACES = 128
_IN_BAND = 2  # finds texts of which a fifth of the pairs overlap in 93 of 100 cases, a third in all
_LEAST_LETTERS = 4  # "the", "och" and "che" stand next to each other in every text
_LEAST_SHINGLES = 8  # of a text that can be told from others; the same short text is known by its hash
_WORD = re.compile(r"\w+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
# Kept with every library: numbers that no version of NumPy makes otherwise.
_HASHES = np.frombuffer(hashlib.shake_256(b"near copies").digest(16 * PLACES), "<u8").reshape(2, PLACES).copy()
_HASHES[0] |= np.uint64(1)

LIKELY = 0.2
"""From this likeness on, one text is a near copy of the other: different articles come to 0.11, those that keep the
same six questions in an interview included; a copy of which 30 % of the words were changed one by one has 0.24."""

SAFE = 0.9
"""From this likeness on nobody needs to be asked: a word here and there was changed."""

Shingles = frozenset[int]


def shingles(text: str) -> Shingles:
    """The pairs of neighbouring longer words of a text, as numbers; upper case, accents and points do not count."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    words = [word for word in _WORD.findall(bare) if len(word) >= _LEAST_LETTERS]
    return frozenset(zlib.crc32(" ".join(pair).encode()) for pair in pairwise(words))


def likeness(one: Shingles, other: Shingles) -> float:
    """How much of the wording two texts share, from 0 to 1; 0 for texts too short to tell.

    The Jaccard index of their pairs of words or, where one text is a part of a much longer one, half of the share of it
    that stands in the other.
    """
    if min(len(one), len(other)) < _LEAST_SHINGLES:
        return 0.0
    common = len(one & other)
    return max(common / len(one | other), common / min(len(one), len(other)) / 2)


def sketch(found: Shingles) -> npt.NDArray[np.uint32]:
    """The least value of the set under each hash function, of shape (PLACES,)."""
    if not found:
        return np.full(PLACES, np.iinfo(np.uint32).max, np.uint32)
    values = np.fromiter(found, np.uint64, len(found))
    # Multiply-shift: the upper half of a product modulo 2**64.
    hashed = (values[:, None] * _HASHES[0] + _HASHES[1]) >> np.uint64(32)
    least: npt.NDArray[np.uint32] = hashed.min(axis=0).astype(np.uint32)
    return least


def bands(values: npt.NDArray[np.uint32]) -> list[int]:
    """A number for each band of a sketch, fit for a database's signed 64 bits."""
    if (values == np.iinfo(np.uint32).max).all():
        return []
    found = []
    for number, part in enumerate(values.reshape(-1, _IN_BAND)):
        digest = hashlib.blake2b(part.astype("<u4").tobytes(), digest_size=8, key=number.to_bytes(2)).digest()
        found.append(int.from_bytes(digest, signed=True))
    return found
